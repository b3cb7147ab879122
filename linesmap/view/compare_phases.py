"""Set arrests per head and day of all phases of a programme against their common rate, in place of a league table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from linesmap.measure.comparison import Scale, compare
from linesmap.measure.figures import Figure, Subject
from linesmap.measure.funnel import BANDS, Funnel, funnel
from linesmap.measure.rates import PER_PEOPLE
from linesmap.model.vocabulary import Bound
from linesmap.view.compare_words import chart_name, family

__all__ = ["LEAST_POINTS", "PhasePoint", "PhaseRates", "phase_rates"]

LEAST_POINTS = 3
"""Phases with an exact number that a common rate needs."""

_MEASURE = "arrests"


@dataclass(frozen=True)
class PhasePoint:
    """One phase: arrests counted over `exposure` hundred-thousand person-days, and whether that is a lower bound.

    `band` is the outermost limit it lies beyond, 0.95 or 0.998; None within both. A lower bound can only be said to
    lie above.
    """

    name: str
    subject: Subject
    arrests: float
    exposure: float
    is_lower_bound: bool
    band: float | None = None

    @property
    def rate(self) -> float:
        """Arrests per 100,000 people a day."""
        return self.arrests / self.exposure


@dataclass(frozen=True)
class PhaseRates:
    """Phases with their common rate; the funnel is of those with an exact number, None when they are too few.

    `left_out` are the names of chosen operations that cannot be drawn, with the reason.
    """

    points: tuple[PhasePoint, ...]
    rate: float | None
    funnel: Funnel | None
    left_out: tuple[tuple[str, str], ...]

    @property
    def exact(self) -> tuple[PhasePoint, ...]:
        """Points with an exact number, in the order of the funnel."""
        return tuple(point for point in self.points if not point.is_lower_bound)

    def short_sentence(self) -> str:
        """Say how many lie outside, and how many would by chance."""
        if self.funnel is None:
            return f"A common rate needs {LEAST_POINTS} phases with a period, a population and a number of arrests."
        n, outside = len(self.exact), len(self.funnel.outside(BANDS[0]))
        by_chance = round(self.funnel.expected_outside)
        return (
            "One point in twenty falls outside 95% by chance: "
            f"of {n:,}, {f'about {by_chance:,}' if by_chance else 'hardly any'}; here {outside or 'none'}."
        )


def phase_rates(columns: Mapping[Subject, Sequence[Figure]], chosen: Sequence[Subject]) -> PhaseRates:
    """Gather the phases to draw: those chosen, and every dated phase of the same programmes.

    Parameters
    ----------
    columns
        Every column with its figures.
    chosen
        The columns of the comparison. A whole is never drawn beside its phases.

    Returns
    -------
    rates
        The common rate is that of all phases with an exact number. Phases stand in the order of their first day.
    """
    families = {family(subject) for subject in chosen}
    among = [subject for subject in columns if family(subject) in families]
    # Invented figures may not move the common rate of real ones.
    real = any(not subject.invented for subject in chosen)
    points, left_out = [], []
    for subject in sorted(among, key=lambda one: (one.first or "", one.name)):
        if subject.phases:
            continue
        point, why_not = (None, "invented") if real and subject.invented else _point(columns, subject)
        if point is not None:
            points.append(point)
        elif subject in chosen:
            left_out.append((chart_name(subject), why_not))
    exact = [point for point in points if not point.is_lower_bound]
    arrests = sum(point.arrests for point in exact)
    if len(exact) < LEAST_POINTS or not arrests:
        return PhaseRates(tuple(points), None, None, tuple(left_out))
    rate = arrests / sum(point.exposure for point in exact)
    names = [point.name for point in exact]
    drawn = funnel([point.arrests for point in exact], [rate * point.exposure for point in exact], names=names)
    bands = {id(point): found.band for point, found in zip(exact, drawn.points, strict=True)}
    placed = tuple(_placed(point, rate, drawn, bands.get(id(point))) for point in points)
    return PhaseRates(placed, rate, drawn, tuple(left_out))


def _point(columns: Mapping[Subject, Sequence[Figure]], subject: Subject) -> tuple[PhasePoint | None, str]:
    if not subject.days:
        return None, "no period"
    if not subject.population:
        return None, "no single area"
    rows = compare(columns, [subject], scale=Scale.TOTAL).rows
    cell = next((row.cells[0] for row in rows if row.definition.key == _MEASURE), None)
    if cell is None or cell.value is None or not cell.comparable:
        return None, "no number of arrests"
    if cell.bound is Bound.AT_MOST:
        return None, "an upper bound"
    low = cell.bound in {Bound.AT_LEAST, Bound.MORE_THAN}
    exposure = subject.population / PER_PEOPLE * subject.days
    return PhasePoint(chart_name(subject), subject, cell.value, exposure, low), ""


def _placed(point: PhasePoint, rate: float, drawn: Funnel, band: float | None) -> PhasePoint:
    if point.is_lower_bound:
        high = {one: float(drawn.limits([rate * point.exposure], one)[1][0]) * rate for one in BANDS}
        band = next((one for one in reversed(BANDS) if point.rate > high[one]), None)
    return PhasePoint(point.name, point.subject, point.arrests, point.exposure, point.is_lower_bound, band)
