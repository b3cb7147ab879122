"""Estimate an interrupted time series: does a series leave its own trend and season when an operation starts?

Source: Bernal, Cummins, Gasparrini 2017, International Journal of Epidemiology 46(1) 348-355.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from linesmap.errors import InputError, MetricUndefinedError
from linesmap.measure.estimates import (
    NO_CHANGE,
    Estimate,
    Interval,
    change_between,
    change_words,
    coverage_words,
    critical_value,
    require_coverage,
)
from linesmap.measure.windows import Division, Panel, divide, month_words, read_panel

__all__ = ["InterruptedSeries", "interrupted_time_series", "seasonal_terms"]

Kind = Literal["step", "pulse"]

WANTED_BEFORE, NEEDED_BEFORE = 24, 12
_FEWEST_FOR_SLOPE = 4
_MOST_CYCLES = 2
_SIGNIFICANT = 0.05
_MOST_LAGS = 6
_ROUNDS = 8
_CLOSE = 1e-8
_MOST_ALPHA = 50.0


@dataclass(frozen=True)
class InterruptedSeries(Estimate):
    """A segmented regression of counts on time.

    `ratio` is the level after over the level expected, at once (step) or over the pulse; `slope_ratio` is the factor
    by which the trend differs from then on, per period (None for a pulse and for short after windows). `family` is
    `negative binomial`, `Poisson` or `quasi-Poisson`, and `family_reason` says why. `dispersion` is variance over
    mean at the mean count; `alpha` the negative binomial's. `autocorrelation` is the lag-one correlation of the
    residuals, `ljung_box_p` the test of all lags up to six; `errors` says which standard errors the interval uses.
    `series` has period, observed, fitted, expected (without the operation), lower, upper (where a count would lie
    without the operation), part (before, during, after).
    """

    kind: Kind
    ratio: float
    interval: Interval
    slope_ratio: float | None
    slope_interval: Interval | None
    family: str
    family_reason: str
    alpha: float
    dispersion: float
    degrees_of_freedom: int
    n_before: int
    n_after: int
    step: str
    autocorrelation: float
    ljung_box_p: float
    errors: str
    period: str
    coefficients: dict[str, float]
    notes: tuple[str, ...]
    series: pd.DataFrame

    def sentence(self) -> str:
        """Say the change of level and its interval in plain words."""
        over = "in the months of the operation and its decay" if self.kind == "pulse" else "from its start on"
        over = over.replace("month", self.step)
        words = (
            f"The count was {change_words(self.ratio)} than its own trend and season lead one to expect {over} "
            f"({coverage_words(self.interval.coverage)} interval: {change_between(self.interval)})."
        )
        if self.ratio == 1:
            words = words.replace("unchanged than", "the same as")
        if self.interval.holds(1):
            return f"{words} {NO_CHANGE}"
        return (
            f"{words} This is consistent with an effect of the operation; one series cannot show that it was the cause."
        )

    def limits(self) -> tuple[str, ...]:
        """List what the estimate rests on and where it is weak."""
        return (
            "Assumes that trend and season would have gone on as before, and that nothing else changed at that time.",
            *self.notes,
        )

    def as_dict(self) -> dict[str, object]:
        """Give every field and the sentence, ready for JSON."""
        rows = self.series.assign(period=self.series["period"].dt.strftime("%Y-%m-%d")).to_dict("records")
        return {**super().as_dict(), "series": rows, "limits": list(self.limits())}


def seasonal_terms(periods: pd.DatetimeIndex, cycles: int) -> NDArray[np.float64]:
    """Give cosine and sine of the middle of each period at 1, 2, ... cycles a year, shape (n, 2 x cycles)."""
    gap = int(np.median(np.diff(periods.to_numpy()).astype("timedelta64[D]").astype(int))) if len(periods) > 1 else 7
    day = periods.dayofyear.to_numpy(dtype=np.float64) - 1 + gap / 2
    angles = 2 * np.pi * np.outer(day / 365.25, np.arange(1, cycles + 1))
    return np.hstack([np.cos(angles), np.sin(angles)])


def cycles_for(n_before: int, per_year: int) -> int:
    """Say how many cycles a year a series can carry: 2 from two years, 1 from one year, else none."""
    return min(_MOST_CYCLES, n_before // per_year)


def interrupted_time_series(
    series: pd.DataFrame,
    start: pd.Timestamp,
    *,
    end: pd.Timestamp | None = None,
    kind: Kind = "step",
    decay_periods: int = 2,
    lead_in_periods: int = 0,
    coverage: float = 0.95,
) -> InterruptedSeries:
    """Estimate how far a series left its own trend and season.

    log mean = trend + operation + seasonal terms + log exposure, where the operation is a level and a slope from
    the first whole period on (step), or 1 in the periods of the burst and of its decay (pulse). The dispersion of the
    negative binomial is chosen so that Pearson's chi-square equals its degrees of freedom, which corrects it for the
    number of terms; intervals use Student's t. Where the residuals hang together, Newey-West errors are used if wider.

    Parameters
    ----------
    series
        Columns period (first day of months or weeks, none missing), count, and perhaps exposure (days or people).
    start, end
        First and last day of the operation; a pulse needs both.
    kind
        `step` for action that goes on, `pulse` for a burst.
    decay_periods
        Periods after a burst in which its effect may last.
    lead_in_periods
        Periods before the start that are left out.
    coverage
        Of the interval, 0 to 1.

    Raises
    ------
    InputError
        If there are fewer than 12 periods before, or a pulse has no end.
    MetricUndefinedError
        If nothing was counted before or after.
    """
    require_coverage(coverage)
    if kind == "pulse" and (end is None or decay_periods < 0):
        msg = "Expected the last day of the burst and a decay of 0 or more periods, found otherwise. Give both."
        raise InputError(msg)
    panel = read_panel(series.assign(area="all"))
    division = divide(panel, start, end, lead_in_periods=lead_in_periods)
    n_before = len(division.before)
    if n_before < NEEDED_BEFORE:
        msg = (
            f"Expected at least {NEEDED_BEFORE} {panel.step}s before the operation, found {n_before}. An interrupted "
            "time series cannot tell a trend from less. Use before and after, or a comparison with other areas."
        )
        raise InputError(msg)
    design, used, acted, terms = _design(panel, division, pd.Timestamp(start), end, kind, decay_periods)
    counts = panel.counts["all"].to_numpy()
    offset = np.log(panel.exposure["all"].to_numpy())
    if counts[acted].sum() == 0 or counts[panel.periods.isin(division.before)].sum() == 0:
        msg = (
            "Expected events before and after the operation, found none on one side. The model has no value for that. "
            "Use before and after, which can take a count of 0."
        )
        raise MetricUndefinedError(msg)
    fit = _fit(counts[used], design[used], offset[used])
    errors, covariance, autocorrelation, p = _errors(fit, panel.step)
    t = critical_value(coverage, fit.df)
    place = terms.index("level")
    ratio, interval = _ratio(fit.coefficients[place], covariance[place, place], t, coverage, errors)
    slope: tuple[float | None, Interval | None] = (None, None)
    if "slope" in terms:
        at = terms.index("slope")
        slope = _ratio(fit.coefficients[at], covariance[at, at], t, coverage, errors)
    table = _series(panel, division, design, offset, fit, covariance, t, terms)
    return InterruptedSeries(
        kind=kind,
        ratio=ratio,
        interval=interval,
        slope_ratio=slope[0],
        slope_interval=slope[1],
        family=fit.family,
        family_reason=fit.reason,
        alpha=fit.alpha,
        dispersion=fit.dispersion,
        degrees_of_freedom=fit.df,
        n_before=n_before,
        n_after=int(acted.sum()),
        step=panel.step,
        autocorrelation=autocorrelation,
        ljung_box_p=p,
        errors=errors,
        period=_period(panel, division, acted),
        coefficients=dict(zip(terms, map(float, fit.coefficients), strict=True)),
        notes=_notes(panel, n_before, int(acted.sum()), p, errors, fit),
        series=table,
    )


def _design(
    panel: Panel, division: Division, start: pd.Timestamp, end: pd.Timestamp | None, kind: Kind, decay_periods: int
) -> tuple[NDArray[np.float64], NDArray[np.bool_], NDArray[np.bool_], list[str]]:
    """Give the terms of the model, the periods it is fitted to, those with the operation's term, and the names."""
    periods = panel.periods
    place = np.arange(len(periods), dtype=np.float64)
    is_after = np.asarray(periods.isin(division.after))
    used = np.asarray(is_after | periods.isin(division.before))
    first = int(np.flatnonzero(is_after)[0])
    slope = None
    if kind == "pulse":
        # The burst's own periods count here: what is asked is what happened in them.
        burst = np.asarray(periods.isin(division.during)) & (place >= np.searchsorted(periods, start, "right") - 1)
        acted = burst | (is_after & (place < first + decay_periods))
        if end is None or not acted.any():
            msg = "Expected at least one period in the burst or its decay, found none. Lengthen the decay."
            raise InputError(msg)
        used |= acted
    else:
        acted = is_after
        if acted.sum() >= _FEWEST_FOR_SLOPE:
            slope = np.where(acted, place - first, 0.0)
    season = seasonal_terms(periods, cycles_for(len(division.before), panel.per_year))
    cycles = season.shape[1] // 2
    columns = [np.ones_like(place), (place - first) / panel.per_year, acted.astype(np.float64)]
    terms = ["constant", "trend_per_year", "level"]
    if slope is not None:
        columns.append(slope)
        terms.append("slope")
    names = [f"cos_{n + 1}" for n in range(cycles)] + [f"sin_{n + 1}" for n in range(cycles)]
    return np.column_stack([*columns, season]), used, acted, [*terms, *names]


@dataclass(frozen=True)
class _Fit:
    """A fitted model: everything that is told or used of it later."""

    coefficients: NDArray[np.float64]
    covariance: NDArray[np.float64]
    newey_west: NDArray[np.float64]
    residuals: NDArray[np.float64]
    family: str
    reason: str
    alpha: float
    scale: float
    dispersion: float
    df: int


def _fit(counts: NDArray[np.float64], design: NDArray[np.float64], offset: NDArray[np.float64]) -> _Fit:
    import statsmodels.api as sm  # costs start-up time

    n, n_terms = design.shape
    df = n - n_terms
    lags = _lags(n)

    def fitted(family: Any, start: NDArray[np.float64] | None, **options: Any) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model = sm.GLM(counts, design, family=family, offset=offset)
            return model.fit(start_params=start, maxiter=100, **options)

    poisson = sm.families.Poisson()
    result = fitted(poisson, None)
    alpha, reason = 0.0, "the counts vary no more than Poisson counts do"
    if _pearson(counts, result.mu, 0) > df:
        alpha, result, reason = _negative_binomial(counts, result, df, lambda a, s: fitted(_family(sm, a), s))
    scale = 1.0
    if reason.startswith("the negative binomial"):
        family, name, scale = poisson, "quasi-Poisson", _pearson(counts, result.mu, 0) / df
    else:
        family, name = (_family(sm, alpha), "negative binomial") if alpha > 0 else (poisson, "Poisson")
    robust = fitted(family, result.params, cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": False})
    mean = np.asarray(result.mu)
    residuals = (counts - mean) / np.sqrt(scale * (mean + alpha * mean**2))
    return _Fit(
        coefficients=np.asarray(result.params),
        covariance=np.asarray(result.normalized_cov_params) * scale,
        newey_west=np.asarray(robust.cov_params()) * n / df,
        residuals=residuals,
        family=name,
        reason=reason,
        alpha=alpha,
        scale=scale,
        dispersion=float(scale * (1 + alpha * mean.mean())),
        df=df,
    )


def _family(sm: Any, alpha: float) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return sm.families.NegativeBinomial(alpha=alpha)


def _pearson(counts: NDArray[np.float64], mean: NDArray[np.float64], alpha: float) -> float:
    return float(((counts - mean) ** 2 / (mean + alpha * mean**2)).sum())


def _negative_binomial(counts: NDArray[np.float64], result: Any, df: int, fitted: Any) -> tuple[float, Any, str]:
    """Find the alpha at which Pearson's chi-square is its degrees of freedom; the Poisson fit where it fails."""
    from scipy.optimize import brentq  # costs start-up time

    poisson, alpha = result, 0.0
    for _ in range(_ROUNDS):
        mean = np.asarray(result.mu)

        def excess(value: float, mean: NDArray[np.float64] = mean) -> float:
            return _pearson(counts, mean, value) - df

        if excess(0.0) <= 0 or excess(_MOST_ALPHA) >= 0:
            return 0.0, poisson, "the negative binomial could not be fitted: its dispersion has no solution"
        new = float(brentq(excess, 0.0, _MOST_ALPHA, xtol=_CLOSE))
        result = fitted(new, result.params)
        if not result.converged or not np.isfinite(result.params).all():
            return 0.0, poisson, "the negative binomial could not be fitted: it did not converge"
        if abs(new - alpha) < _CLOSE ** (1 / 2) * max(new, _CLOSE):
            alpha = new
            break
        alpha = new
    return alpha, result, "the counts vary more than Poisson counts do"


def _lags(n: int) -> int:
    return max(1, min(_MOST_LAGS, n // 5))


def _errors(fit: _Fit, step: str) -> tuple[str, NDArray[np.float64], float, float]:
    """Choose the standard errors: the model's, or Newey-West where the residuals hang together and it is wider."""
    from scipy.special import chdtrc  # costs start-up time

    residuals = fit.residuals - fit.residuals.mean()
    n, lags = residuals.size, _lags(residuals.size)
    total = float(residuals @ residuals)
    correlations = np.array([float(residuals[lag:] @ residuals[:-lag]) / total for lag in range(1, lags + 1)])
    statistic = n * (n + 2) * float((correlations**2 / (n - np.arange(1, lags + 1))).sum())
    p = float(chdtrc(lags, statistic))
    name, covariance = "model", fit.covariance
    if p < _SIGNIFICANT:
        # Term by term the wider of the two, which keeps every interval at least as wide as the model's.
        wider = np.sqrt(np.maximum(1.0, np.diag(fit.newey_west) / np.diag(fit.covariance)))
        if wider[2] > 1:
            name, covariance = f"Newey-West, {lags} {step}s", fit.covariance * np.outer(wider, wider)
    return name, covariance, float(correlations[0]), p


def _ratio(coefficient: float, variance: float, t: float, coverage: float, errors: str) -> tuple[float, Interval]:
    reach = t * float(np.sqrt(variance))
    bounds = np.exp([coefficient - reach, coefficient + reach])
    return float(np.exp(coefficient)), Interval(
        float(bounds[0]), float(bounds[1]), coverage, f"Student's t, standard errors: {errors}"
    )


def _series(
    panel: Panel,
    division: Division,
    design: NDArray[np.float64],
    offset: NDArray[np.float64],
    fit: _Fit,
    covariance: NDArray[np.float64],
    t: float,
    terms: list[str],
) -> pd.DataFrame:
    without = design.copy()
    for name in ("level", "slope"):
        if name in terms:
            without[:, terms.index(name)] = 0.0
    expected = np.exp(without @ fit.coefficients + offset)
    known = np.einsum("ij,jk,ik->i", without, covariance, without)
    spread = t * np.sqrt(fit.scale * expected + fit.alpha * expected**2 + expected**2 * known)
    periods = panel.periods
    part = np.where(periods.isin(division.before), "before", np.where(periods.isin(division.after), "after", "during"))
    return pd.DataFrame(
        {
            "period": periods,
            "observed": panel.counts["all"].to_numpy(),
            "fitted": np.exp(design @ fit.coefficients + offset),
            "expected": expected,
            "lower": np.maximum(0.0, expected - spread),
            "upper": expected + spread,
            "part": part,
        }
    )


def _period(panel: Panel, division: Division, acted: NDArray[np.bool_]) -> str:
    periods = panel.periods[acted]
    first, last = month_words(periods[0], panel.step), month_words(periods[-1], panel.step)
    return (
        f"{first if first == last else f'{first} to {last}'} against the {len(division.before)} {panel.step}s from "
        f"{month_words(division.before[0], panel.step)} to {month_words(division.before[-1], panel.step)}."
    )


def _notes(panel: Panel, n_before: int, n_after: int, p: float, errors: str, fit: _Fit) -> tuple[str, ...]:
    notes = []
    if n_before < WANTED_BEFORE:
        notes.append(
            f"Only {n_before} {panel.step}s before the operation; {WANTED_BEFORE} or more are wanted. Trend and season "
            "are poorly known."
        )
    if n_before < panel.per_year:
        notes.append("Less than a year before the operation: the season is not taken into account.")
    if n_after < _FEWEST_FOR_SLOPE:
        notes.append(f"Only {n_after} {panel.step}{'s' if n_after > 1 else ''} with the operation: no change of trend.")
    if p < _SIGNIFICANT:
        notes.append(
            "Neighbouring periods differ from the model in the same way (Ljung-Box test). "
            + ("The interval was widened for it." if errors != "model" else "The interval may be too narrow.")
        )
    if fit.family == "quasi-Poisson":
        notes.append(f"A quasi-Poisson model was used, as {fit.reason}.")
    return tuple(notes)
