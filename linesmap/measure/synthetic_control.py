"""Build a comparison for treated areas out of other areas: synthetic control with placebos in space.

Source: Abadie, Diamond, Hainmueller 2010, Journal of the American Statistical Association 105(490) 493-505.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
from linesmap.measure.panel_effect import refuse_shared
from linesmap.measure.panel_spread import FEWEST_PLACEBOS, area_groups
from linesmap.measure.windows import Division, Panel, divide, month_words, read_panel

__all__ = ["SyntheticControl", "simplex_weights", "synthetic_control"]

FEWEST_DONORS = 5
_FEWEST_BEFORE = 12
_LEAST_WEIGHT = 1e-3
_MOST_PLACEBOS = 99
_DONORS_A_GROUP = 3


@dataclass(frozen=True)
class SyntheticControl(Estimate):
    """The treated areas against a weighted mean of donor areas that moved like them before.

    `weights` lists the donors with their weight (0 or more, together 1). `rmspe_before` and `rmspe_after` are root
    mean squared differences of treated and synthetic, as shares of the treated mean before. `rank` of `n_units` is the
    place of the treated among itself and its placebos by rmspe_after / rmspe_before, `rank_p` is rank / n_units. The
    placebos are groups of `group_size` donors treated as if they had had the operation; `placebo_ratios` are what they
    show, and the interval comes from them. `series` has period, observed, expected (synthetic), lower, upper, part.
    """

    ratio: float
    interval: Interval
    treated: tuple[str, ...]
    weights: tuple[tuple[str, float], ...]
    rmspe_before: float
    rmspe_after: float
    rank: int
    n_units: int
    placebo_ratios: tuple[float, ...]
    group_size: int
    n_before: int
    n_after: int
    step: str
    period: str
    notes: tuple[str, ...]
    series: pd.DataFrame

    @property
    def rank_p(self) -> float:
        """Share of placebos and treated whose fit got worse by as much as that of the treated."""
        return self.rank / self.n_units

    def sentence(self) -> str:
        """Say the effect, its interval and its place among the placebos."""
        than = "than" if self.ratio != 1 else "against"
        words = (
            f"The count was {change_words(self.ratio)} {than} a weighted mean of {len(self.weights)} areas that moved "
            f"alike before ({coverage_words(self.interval.coverage)} interval: {change_between(self.interval)}). "
        )
        words += NO_CHANGE if self.interval.holds(1) else "This is consistent with an effect of the operation."
        return (
            f"{words} By how far it left its comparison it is number {self.rank} of {self.n_units}, the others without "
            f"an operation (p = {self.rank_p:.2f})."
        )

    def limits(self) -> tuple[str, ...]:
        """List what the estimate rests on and where it is weak."""
        return (
            "Assumes that the areas would have gone on moving alike, and that the operation did not reach the donors.",
            *self.notes,
        )

    def as_dict(self) -> dict[str, object]:
        """Give every field and the sentence, ready for JSON."""
        rows = self.series.assign(period=self.series["period"].dt.strftime("%Y-%m-%d")).to_dict("records")
        return {**super().as_dict(), "rank_p": self.rank_p, "series": rows, "limits": list(self.limits())}


def simplex_weights(target: NDArray[np.float64], donors: NDArray[np.float64]) -> NDArray[np.float64]:
    """Find the weights of donors, 0 or more and together 1, whose mean lies nearest to a target.

    The nearest point of a convex hull by non-negative least squares, exact (Lawson and Hanson): with D the donors less
    the target, the u >= 0 that minimises |D u|² + (sum(u) - 1)² is the solution times a number.

    Parameters
    ----------
    target
        Shape (n,).
    donors
        Shape (n, m), one column per donor.

    Returns
    -------
    weights
        Shape (m,).
    """
    from scipy.optimize import nnls  # costs start-up time

    apart = donors - target[:, None]
    size = float(np.sqrt((apart**2).sum() / apart.shape[1])) or 1.0
    system = np.vstack([apart / size, np.ones(apart.shape[1])])
    solution, _ = nnls(system, np.append(np.zeros(len(target)), 1.0), maxiter=50 * apart.shape[1])
    return np.asarray(solution / solution.sum())


@dataclass(frozen=True)
class _Unit:
    """One unit against its synthetic control.

    `before` and `after` are root mean squared differences; `error` is that before, corrected for the weights fitted.
    """

    weights: NDArray[np.float64]
    synthetic: NDArray[np.float64]
    before: float
    after: float
    log_ratio: float
    error: float


def synthetic_control(
    panel: pd.DataFrame,
    treated: Sequence[str],
    donors: Sequence[str],
    start: pd.Timestamp,
    *,
    end: pd.Timestamp | None = None,
    periods_after: int | None = None,
    lead_in_periods: int = 0,
    coverage: float = 0.95,
    seed: int = 0,
) -> SyntheticControl:
    """Compare the treated areas with a weighted mean of donors that moved alike before the operation.

    Rates are divided by their own mean before, so that shape counts and not size. Groups of donors of the size of the
    treated, up to 99, are then treated as if they had had the operation (placebo in space), with the other donors as
    theirs; single donors where there are fewer than three for each treated area. The interval is the log ratio plus
    and minus Student's t (donors less 1) times the root mean square of the placebos' log ratios, each over its own
    error before, times the error before of the treated. Errors are corrected for the weights fitted, and that of the
    treated for its level after, at which chance weighs more or less.

    Parameters
    ----------
    panel
        Columns area, period, count and perhaps exposure; see `read_panel`.
    treated
        Codes of the areas with the operation; their counts are added up.
    donors
        Codes of areas without it, none beside the treated.
    start, end
        First day of action; last day of a burst, if it was one.
    periods_after
        Length of the window after; by default up to a year.
    lead_in_periods
        Periods before the start that are left out.
    coverage
        Of the interval, 0 to 1.
    seed
        Of the choice of placebo groups.

    Raises
    ------
    InputError
        If there are fewer than 5 donors or 12 periods before, or an area is on both sides.
    MetricUndefinedError
        If nothing was counted in the treated areas before or after.
    """
    require_coverage(coverage)
    data = read_panel(panel)
    own, others = data.need(list(treated), "treated area"), data.need(list(donors), "donor area")
    refuse_shared(own, others)
    division = divide(data, start, end, lead_in_periods=lead_in_periods)
    before = np.asarray(data.periods.isin(division.before))
    length = min(len(division.after), data.per_year if periods_after is None else periods_after)
    after = np.asarray(data.periods.isin(division.after[:length]))
    if before.sum() < _FEWEST_BEFORE or length < 1:
        msg = (
            f"Expected at least {_FEWEST_BEFORE} {data.step}s before and one after, found {before.sum()} and {length}. "
            "Import earlier records, or use before and after."
        )
        raise InputError(msg)
    total = data.total(own)
    if total["count"].to_numpy()[before].sum() == 0 or total["count"].to_numpy()[after].sum() == 0:
        msg = "Expected events in the treated areas before and after, found none on one side. Choose a wider area."
        raise MetricUndefinedError(msg)
    counted = (data.counts[others].to_numpy()[before].sum(axis=0) > 0) & (
        data.counts[others].to_numpy()[after].sum(axis=0) > 0
    )
    empty = [code for code, has in zip(others, counted, strict=True) if not has]
    others = [code for code in others if code not in empty]
    if len(others) < FEWEST_DONORS:
        msg = (
            f"Not enough donors: expected at least {FEWEST_DONORS} areas with events, found {len(others)}. "
            f"{FEWEST_PLACEBOS} are needed for a placebo test at 5%. Use difference in differences."
        )
        raise InputError(msg)
    rates = (data.counts[others] / data.exposure[others]).to_numpy()
    shapes = rates / rates[before].mean(axis=0)
    own_rate = (total["count"] / total["exposure"]).to_numpy()
    level = own_rate[before].mean()
    unit = _unit(own_rate / level, shapes, before, after)
    size = len(own) if len(others) >= _DONORS_A_GROUP * len(own) else 1
    groups = area_groups(len(others), size, seed, _MOST_PLACEBOS)
    counts, exposures = data.counts[others].to_numpy(), data.exposure[others].to_numpy()
    placebos = [_placebo(counts, exposures, shapes, group > 0, (before, after)) for group in groups]
    # The exposure may differ between periods, so the ratio told is that of counts.
    exposure = total["exposure"].to_numpy()
    expected = unit.synthetic * level * exposure
    observed = total["count"].to_numpy()
    log_ratio = float(np.log(observed[after].sum() / expected[after].sum()))
    scale = float(np.sqrt(np.mean([(each.log_ratio / each.error) ** 2 for each in placebos])))
    t = critical_value(coverage, len(others) - 1)
    reach = t * scale * unit.error * _at_level(unit.error, float(total["count"].to_numpy()[before].mean()), log_ratio)
    worse = sum(each.after / each.before >= unit.after / unit.before for each in placebos)
    monthly = t * float(np.sqrt(np.mean([(each.after / each.before) ** 2 for each in placebos]))) * unit.before
    order = np.argsort(-unit.weights, kind="stable")
    return SyntheticControl(
        ratio=float(np.exp(log_ratio)),
        interval=Interval(
            float(np.exp(log_ratio - reach)), float(np.exp(log_ratio + reach)), coverage, "placebos, Student's t"
        ),
        treated=tuple(own),
        weights=tuple((others[j], float(unit.weights[j])) for j in order if unit.weights[j] >= _LEAST_WEIGHT),
        rmspe_before=unit.before,
        rmspe_after=unit.after,
        rank=worse + 1,
        n_units=len(placebos) + 1,
        placebo_ratios=tuple(float(np.exp(each.log_ratio)) for each in placebos),
        group_size=size,
        n_before=int(before.sum()),
        n_after=int(after.sum()),
        step=data.step,
        period=_period(data, division, length),
        notes=_notes(data.step, others, empty, int(before.sum()), unit, placebos),
        series=_series(data, division, observed, expected, monthly * level * exposure),
    )


def _unit(
    own: NDArray[np.float64], donors: NDArray[np.float64], before: NDArray[np.bool_], after: NDArray[np.bool_]
) -> _Unit:
    weights = simplex_weights(own[before], donors[before])
    synthetic = donors @ weights
    errors = [float(np.sqrt(np.mean((own[at] - synthetic[at]) ** 2))) for at in (before, after)]
    # A perfect fit before would make every later difference infinitely surprising.
    least = 1e-6
    ratio = own[after].mean() / synthetic[after].mean()
    # Each weight above zero but one is a parameter that was fitted.
    free = max(1, len(own[before]) - int((weights >= _LEAST_WEIGHT).sum()) + 1)
    error = max(least, errors[0] * float(np.sqrt(len(own[before]) / free)))
    return _Unit(weights, synthetic, max(least, errors[0]), errors[1], float(np.log(ratio)), error)


def _at_level(error: float, mean: float, log_ratio: float) -> float:
    """Say by how much the relative error after differs from that before, as chance weighs more in lower counts."""
    chance = min(1.0, 1 / (mean * error**2))
    return float(np.sqrt(1 + chance * (np.exp(-log_ratio) - 1)))


def _placebo(
    counts: NDArray[np.float64],
    exposures: NDArray[np.float64],
    shapes: NDArray[np.float64],
    group: NDArray[np.bool_],
    at: tuple[NDArray[np.bool_], NDArray[np.bool_]],
) -> _Unit:
    """Treat a group of donors as if it had had the operation, with the other donors as its donors."""
    rate = counts[:, group].sum(axis=1) / exposures[:, group].sum(axis=1)
    return _unit(rate / rate[at[0]].mean(), shapes[:, ~group], *at)


def _period(data: Panel, division: Division, length: int) -> str:
    after = division.after[:length]
    first, last = month_words(after[0], data.step), month_words(after[-1], data.step)
    return (
        f"{first if first == last else f'{first} to {last}'} against the {len(division.before)} {data.step}s from "
        f"{month_words(division.before[0], data.step)} to {month_words(division.before[-1], data.step)}."
    )


def _notes(  # noqa: PLR0917 - one thing each
    step: str, donors: list[str], empty: list[str], n_before: int, unit: _Unit, placebos: list[_Unit]
) -> tuple[str, ...]:
    notes = []
    if len(donors) < FEWEST_PLACEBOS:
        notes.append(
            f"Not enough donors: with {len(donors)} the smallest p a placebo test can reach is "
            f"{1 / (len(donors) + 1):.2f}; {FEWEST_PLACEBOS} are needed for 5%."
        )
    if n_before < 2 * _FEWEST_BEFORE:
        notes.append(f"Only {n_before} {step}s before: weights fit chance.")
    usual = float(np.median([each.before for each in placebos]))
    if unit.before > 2 * usual:
        notes.append(
            f"The fit before is poor: {unit.before:.0%} of the mean, usual for these areas is {usual:.0%}. The "
            "weighted areas are not like the treated ones."
        )
    if empty:
        notes.append(f"Areas without events on one side were left out as donors: {len(empty)}.")
    return tuple(notes)


def _series(
    data: Panel,
    division: Division,
    observed: NDArray[np.float64],
    expected: NDArray[np.float64],
    spread: NDArray[np.float64],
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "period": data.periods,
            "observed": observed,
            "expected": expected,
            "lower": np.maximum(0.0, expected - spread),
            "upper": expected + spread,
            "part": division.parts(data.periods),
        }
    )
