"""Answer "did it work?" as far as counts can: one call for every method, with everything a claim must show."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

import pandas as pd

from linesmap.errors import InputError
from linesmap.measure.calibration import CALIBRATION, METHODS, Calibration, Method
from linesmap.measure.comparators import adjacent_areas, propose_comparators
from linesmap.measure.estimates import NO_CHANGE, Estimate, Interval, change_between, change_words, coverage_words
from linesmap.measure.interrupted import InterruptedSeries, interrupted_time_series
from linesmap.measure.panel_effect import BeforeAfter, DifferenceInDifferences, before_after, difference_in_differences
from linesmap.measure.panel_spread import PreTrend
from linesmap.measure.synthetic_control import SyntheticControl, synthetic_control
from linesmap.measure.windows import WindowKind, divide, read_panel

__all__ = ["CALIBRATION", "METHODS", "Calibration", "Effect", "Method", "effect"]


@dataclass(frozen=True)
class Effect(Estimate):
    """What a method says of an operation, with everything that a claim must show.

    `estimate` is the ratio of what was counted to what the comparison leads one to expect; `comparator` says what
    that is, `comparators` its areas. `n` counts areas, periods and events. `dispersion` is variance over mean, None
    for synthetic control, whose interval comes from placebos. `pre_trend` is of difference in differences only.
    `placebo_p` is the share of comparisons without an operation that moved as far; None where there are none.
    `series` has period, observed, expected (without the operation), lower, upper (where a count would lie), part
    (before, during, after). `detail` is the method's own result.
    """

    method: Method
    outcome: str
    estimate: float
    interval: Interval
    comparator: str
    comparators: tuple[str, ...]
    period: str
    n: Mapping[str, int]
    dispersion: float | None
    pre_trend: PreTrend | None
    placebo_p: float | None
    calibration: Calibration
    detail: BeforeAfter | DifferenceInDifferences | InterruptedSeries | SyntheticControl
    cautions: tuple[str, ...]
    series: pd.DataFrame

    @property
    def shows_change(self) -> bool:
        """Whether the interval leaves out no change."""
        return not self.interval.holds(1)

    def sentence(self) -> str:
        """Say the effect in plain words: never that the operation caused it."""
        join = "from" if self.estimate == 1 else ("as" if "times" in change_words(self.estimate) else "than")
        words = (
            f"{self.outcome[:1].upper()}{self.outcome[1:]} in the treated areas: {change_words(self.estimate)} {join} "
            f"expected from {self.comparator} ({coverage_words(self.interval.coverage)} interval: "
            f"{change_between(self.interval)})."
        )
        if not self.shows_change:
            return f"{words} {NO_CHANGE}"
        way = "fall" if self.estimate < 1 else "rise"
        return f"{words} This is consistent with a {way} that goes with the operation."

    def limits(self) -> tuple[str, ...]:
        """List what the claim rests on, where it is weak, and how the method does where the truth is known."""
        return (*self.cautions, *self.detail.limits(), self.calibration.sentence())

    def as_dict(self) -> dict[str, object]:
        """Give every field, the sentence and the limits, ready for JSON."""
        detail = self.detail.as_dict()
        plain = {
            "method": self.method,
            "outcome": self.outcome,
            "estimate": self.estimate,
            **{name: getattr(self.interval, name) for name in ("lower", "upper", "coverage")},
            "shows_change": self.shows_change,
            "comparator": self.comparator,
            "comparators": list(self.comparators),
            "period": self.period,
            "n": dict(self.n),
            "dispersion": self.dispersion,
            "pre_trend": None if self.pre_trend is None else self.pre_trend.as_dict(),
            "placebo_p": self.placebo_p,
            "calibration": asdict(self.calibration),
            "sentence": self.sentence(),
            "limits": list(self.limits()),
        }
        table = self.series.assign(period=self.series["period"].dt.strftime("%Y-%m-%d")).astype(object)
        plain["series"] = table.where(table.notna(), None).to_dict("records")
        plain["detail"] = {name: value for name, value in detail.items() if name not in {"series", "limits"}}
        return plain


@dataclass(frozen=True)
class _Asked:
    """What was asked, checked once and handed to the method."""

    panel: pd.DataFrame
    treated: list[str]
    start: pd.Timestamp
    end: pd.Timestamp | None
    controls: list[str]
    windows: WindowKind
    years: int
    periods_after: int | None
    lead_in_periods: int
    decay_periods: int
    coverage: float
    seed: int

    @property
    def shared(self) -> dict[str, Any]:
        """What every method but the interrupted time series takes."""
        names = ("end", "periods_after", "lead_in_periods", "coverage")
        return {name: getattr(self, name) for name in names}


def effect(
    panel: pd.DataFrame,
    treated: Sequence[str],
    start: pd.Timestamp,
    *,
    end: pd.Timestamp | None = None,
    method: Method = "difference_in_differences",
    controls: Sequence[str] | None = None,
    neighbours: Mapping[str, Sequence[str]] | None = None,
    windows: WindowKind = "same-season",
    years: int = 1,
    periods_after: int | None = None,
    lead_in_periods: int = 0,
    decay_periods: int = 2,
    outcome: str = "the count",
    driven_by_police: bool = False,
    coverage: float = 0.95,
    seed: int = 0,
) -> Effect:
    """Estimate what changed in the treated areas when an operation started.

    Parameters
    ----------
    panel
        Columns area (code), period (first day of a month or week), count and perhaps exposure (days or people);
        every area has every period. Areas other than the treated are used as comparison only.
    treated
        Codes of the areas with the operation; their counts are added up.
    start, end
        First day of action; last day, if it was a burst. An interrupted time series takes a burst as a pulse.
    method
        One of `METHODS`.
    controls
        Codes of comparison areas or donors. By default the 20 most alike before (difference in differences) or all
        (synthetic control) of those that are not beside the treated areas.
    neighbours
        Codes beside each area; by default those of forces and districts.
    windows, years, periods_after, lead_in_periods
        As in `choose_windows`; `years` is for before and after and difference in differences.
    decay_periods
        Periods after a burst in which its effect may last, for a pulse.
    outcome
        What was counted, in words.
    driven_by_police
        Whether the outcome counts what police do (arrests, seizures, stops); said among the limits.
    coverage
        Of the interval, 0 to 1.
    seed
        Of the choice of placebo groups.

    Raises
    ------
    InputError
        If the panel, the areas or the windows do not fit.
    MetricUndefinedError
        If nothing was counted before or after.

    Examples
    --------
    >>> months = pd.date_range("2020-01-01", periods=24, freq="MS")
    >>> counts = pd.DataFrame({"area": "E23000039", "period": months, "count": [40] * 12 + [22] * 12})
    >>> found = effect(counts, ["E23000039"], pd.Timestamp("2021-01-01"), method="before_after")
    >>> round(found.estimate, 3), found.shows_change
    (0.552, True)
    """
    if method not in METHODS:
        msg = f"Expected one of the methods {', '.join(METHODS)}, found {method!r}."
        raise InputError(msg)
    data = read_panel(panel)
    own = data.need(list(treated), "treated area")
    start = pd.Timestamp(start)
    others, cautions = _controls(panel, own, start, method, controls, neighbours, lead_in_periods)
    last = None if end is None else pd.Timestamp(end)
    options = (windows, years, periods_after, lead_in_periods, decay_periods, coverage, seed)
    asked = _Asked(panel, own, start, last, others, *options)
    lone = f"{len(own)} areas" if len(own) > 1 else "one area"
    said = [
        f"One operation in {lone} at one time: counts cannot tell it from whatever else changed there then.",
        *cautions,
    ]
    if driven_by_police:
        said.insert(0, "The outcome is driven by police activity: it may change as police do, and not as dealing does.")
    return _RUN[method](asked, outcome, tuple(said))


def _controls(  # noqa: PLR0917 - one thing each
    panel: pd.DataFrame,
    own: list[str],
    start: pd.Timestamp,
    method: Method,
    controls: Sequence[str] | None,
    neighbours: Mapping[str, Sequence[str]] | None,
    lead_in_periods: int,
) -> tuple[list[str], list[str]]:
    """Choose the comparison areas, or check those that were chosen."""
    if method in {"before_after", "interrupted_time_series"}:
        return [], []
    if controls is None:
        found = propose_comparators(panel, own, start, neighbours=neighbours, lead_in_periods=lead_in_periods)
        chosen = found.apart if method == "synthetic_control" else found.comparison
        if not chosen:
            msg = "Expected areas that are not beside the treated ones, found none. Add areas or name the comparison."
            raise InputError(msg)
        return chosen, []
    if neighbours is not None:
        beside = {str(each) for code in own for each in neighbours.get(code, ())}
    else:
        try:
            beside = adjacent_areas(own)
        except InputError:
            return list(controls), ["It is not known which areas lie beside the treated ones."]
    touching = sorted(set(controls) & beside)
    if touching:
        return list(controls), [
            f"Beside a treated area: {', '.join(touching)}. Effects and displaced dealing may have reached it."
        ]
    return list(controls), []


def _before_after(asked: _Asked, outcome: str, cautions: tuple[str, ...]) -> Effect:
    found = before_after(
        asked.panel,
        asked.treated,
        asked.start,
        windows=asked.windows,
        years=asked.years,
        **asked.shared,
    )
    season = "the same months before" if asked.windows == "same-season" else "the time right before"
    return Effect(
        method="before_after",
        outcome=outcome,
        estimate=found.ratio.estimate,
        interval=found.interval,
        comparator=f"{season} in the same areas",
        comparators=(),
        period=found.windows.sentence(),
        n=_n(asked, len(found.windows.before), len(found.windows.after), found.ratio.before, found.ratio.after),
        dispersion=found.ratio.dispersion,
        pre_trend=None,
        placebo_p=None,
        calibration=CALIBRATION["before_after"],
        detail=found,
        cautions=cautions,
        series=found.series,
    )


def _difference(asked: _Asked, outcome: str, cautions: tuple[str, ...]) -> Effect:
    found = difference_in_differences(
        asked.panel,
        asked.treated,
        asked.controls,
        asked.start,
        windows=asked.windows,
        years=asked.years,
        **asked.shared,
        seed=asked.seed,
    )
    target = found.ratio.target
    return Effect(
        method="difference_in_differences",
        outcome=outcome,
        estimate=found.ratio.estimate,
        interval=found.interval,
        comparator=f"the change in {_areas(found.controls)}",
        comparators=found.controls,
        period=found.windows.sentence(),
        n=_n(asked, len(found.windows.before), len(found.windows.after), target.before, target.after),
        dispersion=found.ratio.dispersion,
        pre_trend=found.pre_trend,
        placebo_p=found.placebo_p,
        calibration=CALIBRATION["difference_in_differences"],
        detail=found,
        cautions=cautions,
        series=found.series,
    )


def _interrupted(asked: _Asked, outcome: str, cautions: tuple[str, ...]) -> Effect:
    data = read_panel(asked.panel)
    total = data.total(asked.treated).rename_axis("period").reset_index()
    if asked.periods_after is not None:
        after = total["period"].isin(divide(data, asked.start, asked.end).after)
        total = total[~after | (after.cumsum() <= asked.periods_after)]
    pulse = asked.end is not None
    found = interrupted_time_series(
        total,
        asked.start,
        end=asked.end,
        kind="pulse" if pulse else "step",
        decay_periods=asked.decay_periods,
        lead_in_periods=asked.lead_in_periods,
        coverage=asked.coverage,
    )
    parts = found.series.groupby("part")["observed"].sum()
    return Effect(
        method="interrupted_time_series",
        outcome=outcome,
        estimate=found.ratio,
        interval=found.interval,
        comparator="the areas' own trend and season before",
        comparators=(),
        period=found.period,
        n=_n(asked, found.n_before, found.n_after, float(parts["before"]), float(parts["after"])),
        dispersion=found.dispersion,
        pre_trend=None,
        placebo_p=None,
        calibration=CALIBRATION["interrupted_time_series_pulse" if pulse else "interrupted_time_series"],
        detail=found,
        cautions=cautions,
        series=found.series,
    )


def _synthetic(asked: _Asked, outcome: str, cautions: tuple[str, ...]) -> Effect:
    found = synthetic_control(
        asked.panel,
        asked.treated,
        asked.controls,
        asked.start,
        seed=asked.seed,
        **asked.shared,
    )
    table = found.series
    before = float(table.loc[table["part"] == "before", "observed"].sum())
    after = float(table.loc[table["part"] == "after", "observed"].iloc[: found.n_after].sum())
    return Effect(
        method="synthetic_control",
        outcome=outcome,
        estimate=found.ratio,
        interval=found.interval,
        comparator=f"a weighted mean of {_areas([code for code, _ in found.weights])}",
        comparators=tuple(code for code, _ in found.weights),
        period=found.period,
        n=_n(asked, found.n_before, found.n_after, before, after),
        dispersion=None,
        pre_trend=None,
        placebo_p=found.rank_p,
        calibration=CALIBRATION["synthetic_control"],
        detail=found,
        cautions=cautions,
        series=table,
    )


def _areas(codes: Sequence[str]) -> str:
    return f"{len(codes)} comparison areas" if len(codes) > 1 else "one comparison area"


def _n(asked: _Asked, before: int, after: int, count_before: float, count_after: float) -> MappingProxyType[str, int]:
    return MappingProxyType(
        {
            "areas_treated": len(asked.treated),
            "areas_compared": len(asked.controls),
            "periods_before": before,
            "periods_after": after,
            "count_before": round(count_before),
            "count_after": round(count_after),
        }
    )


_RUN: MappingProxyType[Method, Callable[[_Asked, str, tuple[str, ...]], Effect]] = MappingProxyType(
    {
        "before_after": _before_after,
        "difference_in_differences": _difference,
        "interrupted_time_series": _interrupted,
        "synthetic_control": _synthetic,
    }
)
