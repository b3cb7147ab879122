"""Tell whether a series leaves its own trend and season when an operation starts: interrupted time series.

Source: Bernal, Cummins, Gasparrini 2017, International Journal of Epidemiology 46(1) 348-355.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from linesmap.errors import InputError, MetricUndefinedError
from linesmap.measure.count_model import (
    SIGNIFICANT,
    CountModel,
    cycles_for,
    fit_counts,
    interval_errors,
    seasonal_terms,
)
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

__all__ = ["InterruptedSeries", "interrupted_time_series"]

Kind = Literal["step", "pulse"]

WANTED_BEFORE, NEEDED_BEFORE = 24, 12
_FEWEST_FOR_SLOPE = 4


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
        return f"{words} This is consistent with an effect of the operation; one series cannot show the cause."

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
    design, used, acted, terms = _design(panel, division, pd.Timestamp(start), kind, decay_periods)
    counts = panel.counts["all"].to_numpy()
    offset = np.log(panel.exposure["all"].to_numpy())
    if counts[acted].sum() == 0 or counts[panel.periods.isin(division.before)].sum() == 0:
        msg = (
            "Expected events before and after the operation, found none on one side. The model has no value for that. "
            "Use before and after, which can take a count of 0."
        )
        raise MetricUndefinedError(msg)
    fit = fit_counts(counts[used], design[used], offset[used])
    errors = interval_errors(fit, panel.step, terms.index("level"))

    def ratio_of(term: str) -> tuple[float, Interval]:
        at = terms.index(term)
        reach = critical_value(coverage, fit.df) * float(np.sqrt(errors.covariance[at, at]))
        low, middle, high = np.exp(fit.coefficients[at] + np.array([-reach, 0, reach]))
        name = f"Student's t, standard errors: {errors.name}"
        return float(middle), Interval(float(low), float(high), coverage, name)

    ratio, interval = ratio_of("level")
    slope = ratio_of("slope") if "slope" in terms else (None, None)
    without = design * ~np.isin(terms, ["level", "slope"])
    expected = np.exp(without @ fit.coefficients + offset)
    known = np.einsum("ij,jk,ik->i", without, errors.covariance, without)
    variance = fit.scale * (expected + fit.alpha * expected**2) + expected**2 * known
    spread = critical_value(coverage, fit.df) * np.sqrt(variance)
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
        autocorrelation=errors.autocorrelation,
        ljung_box_p=errors.ljung_box_p,
        errors=errors.name,
        period=_period(panel, division, acted),
        coefficients=dict(zip(terms, map(float, fit.coefficients), strict=True)),
        notes=(
            *_short(panel, n_before, int(acted.sum())),
            *_of_fit(fit, errors.ljung_box_p, errors.name),
        ),
        series=pd.DataFrame(
            {
                "period": panel.periods,
                "observed": counts,
                "fitted": np.exp(design @ fit.coefficients + offset),
                "expected": expected,
                "lower": np.maximum(0.0, expected - spread),
                "upper": expected + spread,
                "part": division.parts(panel.periods),
            }
        ),
    )


def _design(
    panel: Panel, division: Division, start: pd.Timestamp, kind: Kind, decay_periods: int
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
        burst = np.asarray(periods.isin(division.during)) & (place >= periods.searchsorted(start, "right") - 1)
        acted = burst | (is_after & (place < first + decay_periods))
        if not acted.any():
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


def _period(panel: Panel, division: Division, acted: NDArray[np.bool_]) -> str:
    periods = panel.periods[acted]
    first, last = month_words(periods[0], panel.step), month_words(periods[-1], panel.step)
    return (
        f"{first if first == last else f'{first} to {last}'} against the {len(division.before)} {panel.step}s from "
        f"{month_words(division.before[0], panel.step)} to {month_words(division.before[-1], panel.step)}."
    )


def _short(panel: Panel, n_before: int, n_after: int) -> list[str]:
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
    return notes


def _of_fit(fit: CountModel, p: float, errors: str) -> list[str]:
    notes = []
    if p < SIGNIFICANT:
        notes.append(
            "Neighbouring periods differ from the model in the same way (Ljung-Box test). "
            + ("The interval was widened for it." if errors != "model" else "The interval may be too narrow.")
        )
    if fit.family == "quasi-Poisson":
        notes.append(f"A quasi-Poisson model was used, as {fit.reason}.")
    return notes
