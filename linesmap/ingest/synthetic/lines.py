"""Plan the deal lines: where they run, when they live, which numbers they use and how much is recorded of them.

A line's activity on a day is a rate: the day's weight, times the line's size, times what has happened to it. Counts
are drawn from these rates later, so every rate here is known truth.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from linesmap.ingest.synthetic.broadcasts import Wordings
from linesmap.ingest.synthetic.draws import Draws, Weighted
from linesmap.ingest.synthetic.forces import NEIGHBOURS, SOUTH_WEST
from linesmap.ingest.synthetic.groups import Groups
from linesmap.ingest.synthetic.identifiers import PhoneBook
from linesmap.ingest.synthetic.names import BIRDS, BRAND_WORDS
from linesmap.ingest.synthetic.story import STORY, Chapter
from linesmap.ingest.synthetic.timeline import N_DAYS, PHASES, as_date, day_number
from linesmap.ingest.synthetic.towns import TOWNS, town_index, towns_of
from linesmap.model.vocabulary import ClosureType, LineKind

__all__ = ["EFFECT_DAYS", "EFFECT_PHASE", "EFFECT_RATIO", "RECOVERY_DAYS", "DealLine", "Number", "effect", "plan_lines"]

EFFECT_PHASE = "Larkspur 2"
EFFECT_RATIO = 0.45
EFFECT_DAYS = 42
RECOVERY_DAYS = 28

_MIN_LINES, _MAX_LINES, _USUAL_LINES, _USUAL_RECORDS = 12, 400, 36, 20_000
_SUSPECTED_ONLY_DAYS = 24
_INTERNAL_RISE, _EXTERNAL_FALL = 1.1, 0.14
_ORIGINS = Weighted({"London": 0.44, "Liverpool": 0.23, "Birmingham": 0.19, "Manchester": 0.14})
_OPENS_LATE, _INTERNAL_EARLY, _INTERNAL_LATE = 0.4, 0.2, 0.5
_INTO_NEIGHBOURS = 0.14
_TAKEN_OVER, _SILENCE_DAYS, _LIFE_DAYS = 0.5, (20, 45), 120
_FATES = Weighted(
    {
        "active": 0.42,
        "suspected": 0.16,
        "dormant": 0.08,
        "closed Type 1": 0.18,
        "closed Type 2": 0.08,
        "reactivated": 0.08,
    }
)
_DRUGS = Weighted(
    {
        ("heroin", "crack cocaine"): 0.70,
        ("crack cocaine",): 0.10,
        ("powder cocaine",): 0.11,
        ("powder cocaine", "ketamine"): 0.05,
        ("cannabis", "powder cocaine"): 0.04,
    }
)
_PHASE_SHARE = Weighted({0: 0.36, 1: 0.40, 2: 0.24})


@dataclass(frozen=True)
class Number:
    """A phone number of a line and the days it answers, both included."""

    value: str
    first: int
    last: int


@dataclass
class DealLine:
    """One line and its whole life; days count from the first of the story."""

    line_id: str
    chapter: Chapter
    origin: int
    destinations: tuple[int, ...]
    drugs: tuple[str, ...]
    rate: float
    opens: int
    closed: int | None
    back: int | None
    quiet: int | None
    phase: int | None
    touched: frozenset[int]
    numbers: list[Number] = field(default_factory=list)
    reload_number: str | None = None
    handset: str = ""
    group: str = ""
    wording: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Brand of the line."""
        return self.chapter.name

    @property
    def kind(self) -> LineKind:
        """Internal when origin and every destination lie in one force."""
        forces = {TOWNS[town].force for town in (self.origin, *self.destinations)}
        return LineKind.INTERNAL if len(forces) == 1 else LineKind.EXTERNAL

    @property
    def forces(self) -> tuple[int, ...]:
        """Forces of the destinations, the first destination's first."""
        return tuple(dict.fromkeys(TOWNS[town].force for town in self.destinations))

    def number_on(self, day: int) -> str | None:
        """Give the number that answers on a day, or the last one that did."""
        known = [number for number in self.numbers if number.first <= day]
        return known[-1].value if known else None

    def alive(self, day: int) -> bool:
        """Tell whether the line trades on a day."""
        if day < self.opens or (self.quiet is not None and day >= self.quiet):
            return False
        return self.closed is None or day < self.closed or (self.back is not None and day >= self.back)

    def intelligence_only(self, day: int) -> bool:
        """Tell whether so little is known on a day that nothing but intelligence names the line."""
        return self.chapter.fate == "suspected" or 0 < self.opens <= day < self.opens + _SUSPECTED_ONLY_DAYS

    def activity(self, daily: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the rate of records on every day, apart from those the operations make themselves.

        Parameters
        ----------
        daily
            Weight of every day, shape (n_days,).

        Returns
        -------
        rate
            Shape (n_days,); zero where the line does not trade.
        """
        days = np.arange(N_DAYS)
        living = np.array([self.alive(day) for day in range(N_DAYS)], dtype=np.float64)
        share = days / N_DAYS - 0.5
        trend = 1 + (_INTERNAL_RISE if self.kind is LineKind.INTERNAL else -_EXTERNAL_FALL) * share
        start = np.clip((days - self.opens + 10) / 45, 0.25, 1.0) if self.opens else 1.0
        return daily * living * trend * start * self.rate * effect(self)


def effect(line: DealLine) -> NDArray[np.float64]:
    """Give the planted effect of Larkspur phase 2 on a line, as a factor on every day.

    Lines the phase touched and did not close fall to `EFFECT_RATIO` from the day after it, for `EFFECT_DAYS`, and
    climb back evenly over `RECOVERY_DAYS`. Every other line keeps the factor 1.
    """
    factor = np.ones(N_DAYS)
    position = next(index for index, phase in enumerate(PHASES) if phase.key == EFFECT_PHASE)
    if position not in line.touched:
        return factor
    since = np.arange(N_DAYS) - PHASES[position].last
    climb = np.clip((since - EFFECT_DAYS) / RECOVERY_DAYS, 0.0, 1.0)
    return np.where(since > 0, EFFECT_RATIO + (1 - EFFECT_RATIO) * climb, 1.0)


def plan_lines(n_records: int, phones: PhoneBook, draws: Draws) -> list[DealLine]:
    """Plan all lines of a set: the story's first, then as many more as the size asks for.

    Parameters
    ----------
    n_records
        Records of the whole set; the number of lines grows with its square root.
    phones
        Where their numbers come from.
    draws
        Source of randomness.

    Returns
    -------
    lines
        Between 12 and 400, 36 for 20,000 records.
    """
    wanted = round(_USUAL_LINES * (n_records / _USUAL_RECORDS) ** 0.5)
    wanted = min(max(wanted, _MIN_LINES), _MAX_LINES)
    chapters = list(STORY[:wanted])
    chapters += _more_chapters(wanted - len(chapters), draws)
    lines = [_line(position, chapter, draws) for position, chapter in enumerate(chapters)]
    for line in lines:
        _give_numbers(line, phones, draws)
    groups, wordings = Groups(draws), Wordings(draws)
    for line in lines:
        line.group, line.wording = groups.of_line(line.chapter.origin), wordings.take()
    by_name = {line.name: line for line in lines}
    for line in lines:
        before = by_name.get(line.chapter.successor_of)
        if before is not None:
            before.reload_number = line.reload_number = before.reload_number or phones.take()
            before.handset = line.handset = f"{draws.whole(0, 9999):04d}"
            line.drugs, line.group, line.wording = before.drugs, before.group, before.wording
    return lines


def _more_chapters(count: int, draws: Draws) -> list[Chapter]:
    brands = [*BIRDS, *(f"{word} {bird}" for word in BRAND_WORDS for bird in BIRDS)]
    chapters: list[Chapter] = []
    closed: list[Chapter] = []
    for position in range(count):
        if closed and draws.chance(_TAKEN_OVER):
            chapters.append(_successor(brands[position], closed.pop(), draws))
            continue
        late = draws.chance(_OPENS_LATE)
        # Lines within one force are the growing part: those that open within the story are more often of this sort.
        internal = draws.chance(_INTERNAL_LATE if late else _INTERNAL_EARLY)
        abroad = not internal and draws.chance(_INTO_NEIGHBOURS)
        force = draws.pick(NEIGHBOURS if abroad else SOUTH_WEST)
        towns = _destinations(draws, towns_of(force), (force,) if internal else SOUTH_WEST + NEIGHBOURS)
        if internal:
            force_towns = sorted(towns_of(force), key=lambda town: -TOWNS[town].population)
            origin = TOWNS[next(town for town in force_towns if town not in towns)].name
        else:
            origin = draws.weighted(_ORIGINS)
        names = tuple(TOWNS[town].name for town in towns)
        chapters.append(_chapter(brands[position], origin, names, draws, late=late))
        if _ended_early(chapters[-1]):
            closed.append(chapters[-1])
    return chapters


def _ended_early(chapter: Chapter) -> bool:
    """Tell whether a line was closed for good early enough for another to take over from it."""
    last = chapter.closed_on if chapter.back_on is None else None
    return last is not None and day_number(last) + _LIFE_DAYS < N_DAYS


def _successor(name: str, before: Chapter, draws: Draws) -> Chapter:
    """Begin a line that takes over the towns of a closed one after some weeks of silence."""
    opens = None if before.closed_on is None else as_date(day_number(before.closed_on) + draws.whole(*_SILENCE_DAYS))
    return Chapter(
        name, before.origin, before.destinations, "active", before.size, opens=opens, successor_of=before.name
    )


def _destinations(draws: Draws, candidates: Sequence[int], forces: Sequence[int]) -> tuple[int, ...]:
    """Draw a main town among the candidates and up to two near it in the given forces."""
    main = draws.weighted(Weighted({town: TOWNS[town].population ** 0.6 for town in candidates}))
    centre = TOWNS[main]
    nearby = sorted(
        (other for other, town in enumerate(TOWNS) if town.force in forces and other != main),
        key=lambda other: (TOWNS[other].lon - centre.lon) ** 2 * 0.4 + (TOWNS[other].lat - centre.lat) ** 2,
    )
    return (main, *dict.fromkeys(nearby[draws.whole(0, 3)] for _ in range(draws.whole(0, 2))))


def _chapter(name: str, origin: str, destinations: tuple[str, ...], draws: Draws, *, late: bool) -> Chapter:
    fate = draws.weighted(_FATES)
    opens = draws.whole(20, 250) if late else None
    closed = back = quiet = kind = None
    if fate.startswith("closed") or fate == "reactivated":
        # Those that come back must have time to: they are closed in one of the first two phases.
        phase = PHASES[min(draws.weighted(_PHASE_SHARE), 2 if fate != "reactivated" else 1)]
        closed = draws.whole(phase.first + 1, phase.last)
        opens = opens if opens is not None and opens < closed - 60 else None
        kind = ClosureType.TYPE_2 if fate == "closed Type 2" or draws.chance(0.2) else ClosureType.TYPE_1
        kind = ClosureType.TYPE_1 if fate == "closed Type 1" else kind
        back = closed + draws.whole(35, 75) if fate == "reactivated" else None
    elif fate == "suspected":
        opens = N_DAYS - draws.whole(55, 95)
    elif fate == "dormant":
        quiet = N_DAYS - draws.whole(60, 140)
        opens = None
    touched = tuple(phase for phase in "123" if draws.chance(0.22)) if fate == "active" else ()
    days = [None if day is None else as_date(day) for day in (opens, closed, back, quiet)]
    size = 0.4 if fate == "suspected" else draws.lognormal(1.0, 0.3)
    return Chapter(name, origin, destinations, fate, size, days[0], days[1], kind, days[2], days[3], "", touched)


def _line(position: int, chapter: Chapter, draws: Draws) -> DealLine:
    closed, back, quiet = (
        None if day is None else day_number(day) for day in (chapter.closed_on, chapter.back_on, chapter.quiet_from)
    )
    opens = 0 if chapter.opens is None else day_number(chapter.opens)
    phase = None
    if closed is not None:
        phase = next((index for index, item in enumerate(PHASES) if item.first <= closed <= item.last), None)
    touched = frozenset(
        index for index, item in enumerate(PHASES) if item.operation == "Larkspur" and item.phase in chapter.touched
    )
    return DealLine(
        line_id=f"L{position + 1:03d}",
        chapter=chapter,
        origin=town_index(chapter.origin),
        destinations=tuple(town_index(town) for town in chapter.destinations),
        drugs=draws.weighted(_DRUGS),
        rate=chapter.size * draws.lognormal(1.0, 0.25),
        opens=opens,
        closed=closed,
        back=back,
        quiet=quiet,
        phase=phase,
        touched=touched,
    )


def _give_numbers(line: DealLine, phones: PhoneBook, draws: Draws) -> None:
    """Give a line its numbers: one, a second after a change or a return."""
    first = phones.take()
    if first is None:  # pragma: no cover -- 400 lines use fewer than 1,000 numbers
        return
    end = line.closed if line.closed is not None else N_DAYS - 1
    changes = line.chapter.fate == "active" and draws.chance(0.3)
    second = phones.take() if changes or line.back is not None else None
    if second is None:
        line.numbers = [Number(first, line.opens, end)]
        return
    change = line.back if line.back is not None else draws.whole(line.opens + 60, N_DAYS - 60)
    line.numbers = [Number(first, line.opens, min(end, change - 1)), Number(second, change, N_DAYS - 1)]
    if draws.chance(0.25):
        line.reload_number = phones.take()
