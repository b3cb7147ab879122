"""Look around an effect: what the areas beside did, and what the areas themselves would have counted without action."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from linesmap.errors import MetricUndefinedError
from linesmap.measure.displacement import (
    DisplacementQuotient,
    TotalNetEffect,
    total_net_effect,
    weighted_displacement_quotient,
)
from linesmap.measure.displacement_difference import DisplacementDifference, weighted_displacement_difference
from linesmap.measure.shrinkage import WithoutAction, empirical_bayes
from linesmap.measure.windows import Panel, Windows

__all__ = ["Displacement", "displacement_around", "expected_without_action"]

_FEWEST_UNITS = 3


@dataclass(frozen=True)
class Displacement:
    """What the areas around did: difference, quotient and total net effect, or why there is none of each.

    `buffer` are the areas beside those of the operation, `controls` those both are compared with. Each control is
    weighted to the events before of what it stands for.
    """

    buffer: tuple[str, ...]
    controls: tuple[str, ...]
    quotient: DisplacementQuotient | None = None
    total: TotalNetEffect | None = None
    difference: DisplacementDifference | None = None
    why_not: tuple[str, ...] = ()

    def sentences(self) -> tuple[str, ...]:
        """Say each result in words."""
        made = (self.difference, self.quotient, self.total)
        return (*(one.sentence() for one in made if one is not None), *self.why_not)


def displacement_around(
    data: Panel,
    treated: Sequence[str],
    buffer: Sequence[str],
    controls: Sequence[str],
    windows: Windows,
    *,
    dispersion: float = 1.0,
) -> Displacement:
    """Compare what the treated areas, those beside them and the comparison counted before and after.

    Parameters
    ----------
    data
        From `read_panel`.
    treated, buffer, controls
        Codes of areas. Controls that are also treated or beside are left out.
    windows
        From `choose_windows`; counts before are brought to the days after.
    dispersion
        Variance over mean of the counts.
    """
    beside = tuple(code for code in buffer if code in data.areas and code not in treated)
    others = tuple(code for code in controls if code in data.areas and code not in {*beside, *treated})
    made = Displacement(beside, others)
    if not beside or not others:
        missing = "areas to compare with" if beside else "areas beside those of the operation"
        return replace(made, why_not=(f"Displacement needs {missing} with counts; there are none.",))
    t, b, c = (_counts(data, list(areas), windows) for areas in (treated, beside, others))
    if not all((t[0], b[0], c[0])):
        return replace(made, why_not=("Displacement needs events before in all three kinds of area; there are none.",))
    spread = max(1.0, dispersion)
    difference = weighted_displacement_difference(
        t,
        c,
        b,
        c,
        exposure_before=windows.days_before,
        exposure_after=windows.days_after,
        control_weight=t[0] / c[0],
        control_buffer_weight=b[0] / c[0],
        dispersion=spread,
    )
    # The quotient and the net effect take counts of periods of one length.
    share = windows.days_after / windows.days_before
    six = [value for before, after in (t, b, c) for value in (before * share, after)]
    try:
        return replace(
            made,
            difference=difference,
            quotient=weighted_displacement_quotient(*six, dispersion=spread),
            total=total_net_effect(*six, dispersion=spread),
        )
    except MetricUndefinedError as error:
        return replace(made, difference=difference, why_not=(str(error),))


def _counts(data: Panel, areas: list[str], windows: Windows) -> tuple[float, float]:
    total = data.counts[areas].sum(axis=1)
    return float(total.loc[windows.before].sum()), float(total.loc[windows.after].sum())


def expected_without_action(data: Panel, treated: Sequence[str], windows: Windows, label: str) -> WithoutAction | str:
    """Say what the treated areas would have counted without action, as far as they were chosen at a peak.

    The treated areas together are one unit, and every other area is one. What is expected of a unit is its own count
    in the same months a year before the window, brought to the days after; see `empirical_bayes`.

    Returns
    -------
    expectation
        Or a sentence that says why there is none.
    """
    places = [int(place) for place in data.periods.get_indexer(windows.before)]
    earlier = [place - data.per_year for place in places]
    if min(earlier) < 0:
        return "What was to be expected without action needs counts for a year before the window. Import them."
    own = f"{label} in the areas of the operation"
    groups = {own: list(treated)} | {code: [code] for code in data.areas if code not in treated}
    before = {name: float(data.counts[areas].iloc[places].to_numpy().sum()) for name, areas in groups.items()}
    base = {name: float(data.counts[areas].iloc[earlier].to_numpy().sum()) for name, areas in groups.items()}
    usable = [name for name in groups if base[name] > 0]
    if own not in usable or len(usable) < _FEWEST_UNITS:
        return "What was to be expected without action needs three areas with counts a year before. Import them."
    shrunk = empirical_bayes([before[name] for name in usable], [base[name] for name in usable], names=usable)
    days = windows.days_after / windows.days_before
    return shrunk.without_action(
        own, expected_after=base[own] * days, observed_after=_counts(data, list(treated), windows)[1]
    )
