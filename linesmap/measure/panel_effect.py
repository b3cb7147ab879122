"""Compare areas before and after an operation: by themselves, and against comparison areas."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from linesmap.errors import InputError, MetricUndefinedError
from linesmap.measure.count_model import cycles_for, seasonal_terms
from linesmap.measure.dispersion import dispersion
from linesmap.measure.estimates import Estimate, Interval, critical_value
from linesmap.measure.panel_spread import (
    FEWEST_AREAS,
    FEWEST_PLACEBOS,
    PreTrend,
    area_factor,
    at_both_levels,
    laid_out,
    placebo_share,
    pre_trend,
    share_dispersion,
    stack,
)
from linesmap.measure.ratios import RateRatio, RatioOfRateRatios, rate_ratio, ratio_of_rate_ratios
from linesmap.measure.windows import Division, Panel, WindowKind, Windows, choose_windows, divide, read_panel

__all__ = [
    "BeforeAfter",
    "DifferenceInDifferences",
    "before_after",
    "difference_in_differences",
]

_FEWEST_MONTHS = 6


@dataclass(frozen=True)
class BeforeAfter(Estimate):
    """The rate of the treated areas after an operation over their rate before.

    `ratio` has the estimate and its interval, `windows` what was compared. `series` has period, observed, expected
    (the rate before, at the exposure of the period), lower, upper (where a count would lie without a change), part.
    """

    ratio: RateRatio
    windows: Windows
    treated: tuple[str, ...]
    n_periods_dispersion: int
    notes: tuple[str, ...]
    series: pd.DataFrame

    @property
    def interval(self) -> Interval:
        """The interval of the ratio."""
        return self.ratio.interval

    def sentence(self) -> str:
        """Say the change, its interval and what was compared."""
        return f"{self.ratio.sentence()} Compared: {self.windows.sentence()}"

    def limits(self) -> tuple[str, ...]:
        """List what the estimate rests on and where it is weak."""
        season = (
            "" if self.windows.kind == "same-season" else " The windows lie in different seasons, which changes counts."
        )
        return (
            f"Assumes that the rate would have stayed as it was: a trend or a passing peak misleads.{season}",
            *self.notes,
        )

    def as_dict(self) -> dict[str, object]:
        """Give every field and the sentence, ready for JSON."""
        return {**super().as_dict(), **_frames(self.windows, self.series), "limits": list(self.limits())}


@dataclass(frozen=True)
class DifferenceInDifferences(Estimate):
    """The change of the treated areas over the change of their comparison areas.

    `ratio` has the estimate and its interval; its dispersion is that of the months (`month_dispersion`) times the
    `area_factor`, by which comparison areas drift apart more than their months explain (1 where they do not, or where
    there are fewer than five). `placebo_p` is the share of `n_placebos` groups of comparison areas, treated as if they
    had had the operation, that moved as far or further; None with fewer than 19. `series` as in `BeforeAfter`.
    """

    ratio: RatioOfRateRatios
    windows: Windows
    treated: tuple[str, ...]
    controls: tuple[str, ...]
    month_dispersion: float
    area_factor: float
    pre_trend: PreTrend | None
    placebo_p: float | None
    n_placebos: int
    notes: tuple[str, ...]
    series: pd.DataFrame

    @property
    def interval(self) -> Interval:
        """The interval of the ratio."""
        return self.ratio.interval

    def sentence(self) -> str:
        """Say the change against the comparison areas, its interval and what was compared."""
        words = f"{self.ratio.sentence()} Compared: {self.windows.sentence()}"
        if self.placebo_p is not None:
            words += (
                f" Of {self.n_placebos} comparisons without an operation, {self._as_far():,} moved as far or further "
                f"(p = {self.placebo_p:.2f})."
            )
        return words

    def _as_far(self) -> int:
        return round((self.placebo_p or 0) * (self.n_placebos + 1)) - 1

    def limits(self) -> tuple[str, ...]:
        """List what the estimate rests on and where it is weak."""
        return (
            "Assumes that all areas would have moved alike, and that the operation did not reach the comparison areas.",
            *self.notes,
        )

    def as_dict(self) -> dict[str, object]:
        """Give every field and the sentence, ready for JSON."""
        return {**super().as_dict(), **_frames(self.windows, self.series), "limits": list(self.limits())}


def _frames(windows: Windows, series: pd.DataFrame) -> dict[str, object]:
    return {
        "windows": {
            "kind": windows.kind,
            "before": [f"{day:%Y-%m-%d}" for day in windows.before],
            "after": [f"{day:%Y-%m-%d}" for day in windows.after],
            "days_before": windows.days_before,
            "days_after": windows.days_after,
        },
        "series": series.assign(period=series["period"].dt.strftime("%Y-%m-%d")).to_dict("records"),
    }


def before_after(
    panel: pd.DataFrame,
    treated: Sequence[str],
    start: pd.Timestamp,
    *,
    end: pd.Timestamp | None = None,
    windows: WindowKind = "same-season",
    years: int = 1,
    periods_after: int | None = None,
    lead_in_periods: int = 0,
    coverage: float = 0.95,
) -> BeforeAfter:
    """Compare the treated areas with themselves before the operation.

    The dispersion is Pearson's chi-square over its degrees of freedom of the periods before about their season (a
    quasi-Poisson model with cosine and sine at one and two cycles a year), so that the interval fits counts that
    vary more than by chance.

    Parameters
    ----------
    panel
        Columns area, period, count and perhaps exposure; see `read_panel`.
    treated
        Codes of the areas with the operation; their counts are added up.
    start, end
        First day of action; last day of a burst, if it was one.
    windows, years, periods_after
        As in `choose_windows`.
    lead_in_periods
        Periods before the start that are left out.
    coverage
        Of the interval, 0 to 1.

    Raises
    ------
    InputError
        If the panel is not as described or does not cover the windows.
    MetricUndefinedError
        If nothing was counted before or after.
    """
    data = read_panel(panel)
    own = data.need(list(treated), "treated area")
    division = divide(data, start, end, lead_in_periods=lead_in_periods)
    chosen = choose_windows(data, division, kind=windows, years=years, periods_after=periods_after)
    total = data.total(own)
    phi, df, notes = _seasonal_dispersion(total, division, data.per_year)
    sums = total.loc[chosen.before].sum(), total.loc[chosen.after].sum()
    phi = at_both_levels(phi, total, chosen, [float(each["count"]) for each in sums])
    ratio = rate_ratio(
        float(sums[0]["count"]),
        float(sums[1]["count"]),
        exposure_before=float(sums[0]["exposure"]),
        exposure_after=float(sums[1]["exposure"]),
        dispersion=phi,
        degrees_of_freedom=df,
        coverage=coverage,
    )
    t = critical_value(coverage, df)
    return BeforeAfter(
        ratio, chosen, tuple(own), len(division.before), notes, _before_series(data, division, chosen, total, phi, t)
    )


def _seasonal_dispersion(
    total: pd.DataFrame, division: Division, per_year: int
) -> tuple[float, float | None, tuple[str, ...]]:
    """Measure how much the periods before vary about their season."""
    import statsmodels.api as sm  # costs start-up time

    before = total.loc[division.before]
    n = len(before)
    cycles = cycles_for(n, per_year)
    if n - 1 - 2 * cycles < _FEWEST_MONTHS - 1 or before["count"].sum() == 0:
        note = (
            f"Only {n} periods before: how far counts vary by themselves is not known, so the interval is too narrow."
        )
        return 1.0, None, (note,)
    design = np.column_stack([np.ones(n), seasonal_terms(division.before, cycles)])
    fit = sm.GLM(before["count"], design, family=sm.families.Poisson(), offset=np.log(before["exposure"])).fit()
    found = dispersion(before["count"].to_numpy(), fit.mu, n_parameters=design.shape[1])
    notes = () if cycles else ("Less than a year before: the season counts as chance, which widens the interval.",)
    return found.estimate, found.degrees_of_freedom, notes


def _before_series(  # noqa: PLR0917 - one thing each
    data: Panel, division: Division, windows: Windows, total: pd.DataFrame, phi: float, t: float
) -> pd.DataFrame:
    """Lay the rate before over the after window: that of the same season, or of the whole window before."""
    before, after = total.loc[windows.before], total.loc[windows.after]
    expected = pd.Series(np.nan, index=data.periods)
    if windows.kind == "same-season":
        rows = before.to_numpy().reshape(-1, len(after), 2).sum(axis=0)
        expected.loc[windows.after] = rows[:, 0] / rows[:, 1] * after["exposure"].to_numpy()
        known = rows[:, 0]
    else:
        sums = before.sum()
        expected.loc[windows.after] = sums["count"] / sums["exposure"] * after["exposure"]
        known = np.full(len(after), sums["count"])
    value = expected.loc[windows.after].to_numpy(dtype=np.float64)
    spread = np.asarray(t * np.sqrt(max(1.0, phi) * (value + value**2 / np.maximum(known, 1))), dtype=np.float64)
    return laid_out(data, division, total, windows.after, np.asarray(value), spread)


def difference_in_differences(
    panel: pd.DataFrame,
    treated: Sequence[str],
    controls: Sequence[str],
    start: pd.Timestamp,
    *,
    end: pd.Timestamp | None = None,
    windows: WindowKind = "same-season",
    years: int = 1,
    periods_after: int | None = None,
    lead_in_periods: int = 0,
    coverage: float = 0.95,
    seed: int = 0,
) -> DifferenceInDifferences:
    """Compare the change of the treated areas with that of comparison areas.

    The dispersion comes from the treated and comparison totals of every period: how far the share of the treated
    varies about its level before and after. Where comparison areas drift apart more than their months explain, it is
    raised by that factor (the clustering of months in areas).

    Parameters
    ----------
    panel
        Columns area, period, count and perhaps exposure; see `read_panel`.
    treated, controls
        Codes of the areas; none may be both.
    start, end, windows, years, periods_after, lead_in_periods, coverage
        As in `before_after`.
    seed
        Of the choice of placebo groups, where there are more than 499.

    Raises
    ------
    InputError
        If the panel is not as described, does not cover the windows, or an area is both.
    MetricUndefinedError
        If nothing was counted before or after.
    """
    data = read_panel(panel)
    own, others = data.need(list(treated), "treated area"), data.need(list(controls), "comparison area")
    refuse_shared(own, others)
    division = divide(data, start, end, lead_in_periods=lead_in_periods)
    chosen = choose_windows(data, division, kind=windows, years=years, periods_after=periods_after)
    target, control = data.total(own), data.total(others)
    phi, df = share_dispersion(*stack(data, division, [target], [control]))
    factor = area_factor(data, division, chosen, others)
    sums = [frame.loc[at].sum() for frame in (target, control) for at in (chosen.before, chosen.after)]
    counts = [float(each["count"]) for each in sums]
    ratio = ratio_of_rate_ratios(
        *counts,
        exposure_before=float(sums[0]["exposure"]),
        exposure_after=float(sums[1]["exposure"]),
        control_exposure_before=float(sums[2]["exposure"]),
        control_exposure_after=float(sums[3]["exposure"]),
        dispersion=at_both_levels(float(phi[0]), target, chosen, counts) * factor,
        degrees_of_freedom=df,
        coverage=coverage,
    )
    placebo_p, n_placebos = placebo_share(data, division, chosen, len(own), others, ratio, float(phi[0]), seed)
    at_before = division.before
    trend = pre_trend(target.loc[at_before], control.loc[at_before], data.per_year, coverage)
    return DifferenceInDifferences(
        ratio=ratio,
        windows=chosen,
        treated=tuple(own),
        controls=tuple(others),
        month_dispersion=float(phi[0]),
        area_factor=factor,
        pre_trend=trend,
        placebo_p=placebo_p,
        n_placebos=n_placebos,
        notes=_notes(trend, len(others), factor),
        series=_control_series(data, division, chosen, target, control, ratio.dispersion, critical_value(coverage, df)),
    )


def refuse_shared(treated: list[str], others: list[str]) -> None:
    """Refuse areas that are both treated and compared with."""
    both = sorted(set(treated) & set(others))
    if both:
        msg = (
            f"Expected comparison areas without the operation, found {', '.join(both[:5])} on both sides. Remove them."
        )
        raise InputError(msg)


def _notes(trend: PreTrend | None, n_controls: int, factor: float) -> tuple[str, ...]:
    notes = []
    if trend is None:
        notes.append("Too few periods before to see whether the areas moved alike.")
    elif trend.apart:
        notes.append(trend.sentence())
    if n_controls < FEWEST_AREAS:
        notes.append(
            f"Only {n_controls} comparison area{'s' if n_controls > 1 else ''}: how far areas drift apart by "
            "themselves is not known, and the interval leaves it out."
        )
    elif factor > 1:
        notes.append(f"Comparison areas drift apart by themselves; the interval allows for it ({factor:.1f} times).")
    if n_controls < FEWEST_PLACEBOS:
        notes.append(
            f"A placebo test needs {FEWEST_PLACEBOS} comparison areas or more to reach 5%; there are {n_controls}."
        )
    return tuple(notes)


def _control_series(  # noqa: PLR0917 - one thing each
    data: Panel,
    division: Division,
    windows: Windows,
    target: pd.DataFrame,
    control: pd.DataFrame,
    phi: float,
    t: float,
) -> pd.DataFrame:
    """Lay the comparison areas' rate, raised to the treated areas' level before, over both windows and between."""
    sums = target.loc[windows.before].sum(), control.loc[windows.before].sum()
    if sums[1]["count"] == 0:
        msg = "Expected events in the comparison areas before the operation, found none. Choose other areas."
        raise MetricUndefinedError(msg)
    level = (sums[0]["count"] / sums[0]["exposure"]) / (sums[1]["count"] / sums[1]["exposure"])
    expected = (control["count"] / control["exposure"] * level * target["exposure"]).to_numpy()
    known = sum(1 / max(1.0, float(each["count"])) for each in sums)
    spread = t * np.sqrt(phi * (expected + expected**2 * (known + 1 / np.maximum(1, control["count"].to_numpy()))))
    return laid_out(data, division, target, data.periods, expected, spread)
