"""Make the registers: lines, operations, and the results return that agrees with the records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from linesmap.ingest.synthetic.draws import Draws
from linesmap.ingest.synthetic.drugs import CLASSES
from linesmap.ingest.synthetic.event_table import Events, Story
from linesmap.ingest.synthetic.facts import Facts
from linesmap.ingest.synthetic.forces import FORCES, SOUTH_WEST
from linesmap.ingest.synthetic.identifiers import write_phone
from linesmap.ingest.synthetic.layout import Cell
from linesmap.ingest.synthetic.lines import DealLine
from linesmap.ingest.synthetic.timeline import N_DAYS, PHASES, as_date
from linesmap.ingest.synthetic.towns import TOWNS
from linesmap.model.vocabulary import ClosureType, EnforcementAction, LineKind, RecordKind

__all__ = ["LINE_HEADERS", "OPERATION_HEADERS", "RESULT_HEADERS", "Tally", "line_rows", "operation_rows", "result_rows"]

LINE_HEADERS = (
    "Ref",
    "Line name",
    "Line number",
    "Status",
    "Line type",
    "Owning force",
    "Exporting force",
    "Origin town",
    "Destinations",
    "Commodities",
    "First seen",
    "Last seen",
    "Type of closure",
    "Date closed",
    "Rebrand of",
    "OCG",
)
OPERATION_HEADERS = (
    "Operation name",
    "Phase",
    "Lead force",
    "Forces taking part",
    "Start date",
    "End date",
    "Strand",
    "Funding",
    "Target districts",
    "Officer days",
)
_DISTRICTS = {
    "Larkspur": "Bristol, City of; Plymouth; Bournemouth, Christchurch and Poole; Gloucester; Swindon",
    "Fenwren": "Bournemouth, Christchurch and Poole; Dorset",
    "Tidewick": "Plymouth; Torbay",
}
"""Where the invented operations work; recorded_crime_by_district.csv is made to agree."""
_OFFICERS_A_DAY = 18
RESULT_HEADERS = (
    "Programme",
    "Phase",
    "Lead office",
    "Forces",
    "Period start",
    "Period end",
    "Strand",
    "Measure",
    "Value",
    "Unit",
    "Qualifier",
    "Source",
)

_A = EnforcementAction
_PROGRAMME = "Larkspur"
_SOURCE = "Invented return, made from the invented records beside it"
_STATUS_WORDS = {
    "active": ("Active", "active"),
    "suspected": ("Suspected",),
    "dormant": ("Dormant",),
    "reactivated": ("Reactivated", "reactivated"),
    "closed Type 1": ("Closed Type 1", "closed Type 1"),
    "closed Type 2": ("Closed Type 2", "closed Type 2"),
}
_COUNTED = {
    _A.ARREST: "arrests",
    _A.WARRANT: "warrants executed",
    _A.SAFEGUARDING: "safeguarding visits",
}
_MEASURES = (
    ("arrests", "arrests"),
    ("warrants executed", "warrants"),
    ("safeguarding visits", "visits"),
    ("cash seized", "GBP"),
)
_CLOSURES = {ClosureType.TYPE_1: "line closures, Type 1", ClosureType.TYPE_2: "line closures, Type 2"}
_CLASS_A = "Class A drugs seized, weighed items"


class Tally:
    """Add up what the operations produced, from the same facts as the records."""

    def __init__(self) -> None:
        self._sums: dict[tuple[str, int, str], float] = defaultdict(float)

    def add(self, facts: Facts) -> None:
        """Count one filed record."""
        if facts.phase is None:
            return
        amounts: dict[str, float] = {}
        if facts.kind is RecordKind.ENFORCEMENT:
            if facts.action in _COUNTED:
                amounts[_COUNTED[facts.action]] = facts.count
            if facts.action is _A.LINE_CLOSURE and facts.line is not None and facts.line.chapter.closure_type:
                amounts[_CLOSURES[facts.line.chapter.closure_type]] = 1
        if facts.kind is RecordKind.SEIZURE:
            amounts["cash seized"] = facts.cash or 0
            if facts.amount is not None and CLASSES[facts.drug] == "A":
                amounts[_CLASS_A] = facts.amount.grams
        for measure, amount in amounts.items():
            self._sums[facts.phase.key, facts.force, measure] += amount

    def value(self, phase: str, forces: tuple[int, ...], measure: str) -> float:
        """Give the total of a measure over forces."""
        return sum(self._sums.get((phase, force, measure), 0.0) for force in forces)


def line_rows(lines: list[DealLine], events: Events, draws: Draws) -> Iterator[list[Cell]]:
    """Make the line register: what the region's coordinator would hold at the end of the story.

    Parameters
    ----------
    lines, events
        First and last activity are taken from the planned records, checks of dead numbers apart.
    draws
        Source of randomness.

    Yields
    ------
    row
        In the order of `LINE_HEADERS`.
    """
    counted = events[events["story"] != Story.CHECK_BACK]
    for index, line in enumerate(lines):
        days = counted["day"][counted["line"] == index]
        first, last = (int(days.min()), int(days.max())) if len(days) else (line.opens, N_DAYS - 1)
        chapter = line.chapter
        shut = chapter.fate.startswith("closed") and line.closed is not None
        if shut and line.closed is not None:
            last = min(last, line.closed)
        numbers = [number.value for number in line.numbers]
        yield [
            f"SWLR/{index + 1:04d}",
            line.name,
            " / ".join(write_phone(number, draws) for number in numbers),
            draws.pick(_STATUS_WORDS[chapter.fate]),
            "Internal" if line.kind is LineKind.INTERNAL else "External",
            FORCES[line.forces[0]].name,
            FORCES[TOWNS[line.origin].force].name,
            TOWNS[line.origin].name,
            "; ".join(TOWNS[town].name for town in line.destinations),
            "; ".join(line.drugs),
            f"{as_date(first):%d/%m/%Y}",
            f"{as_date(last):%d/%m/%Y}",
            (chapter.closure_type or "") if line.closed is not None else "",
            f"{as_date(line.closed):%d/%m/%Y}" if line.closed is not None else "",
            chapter.successor_of,
            line.group,
        ]


def operation_rows() -> Iterator[list[Cell]]:
    """Make the operation register, one row a phase, in the order of `OPERATION_HEADERS`."""
    for phase in PHASES:
        yield [
            f"Operation {phase.operation}",
            phase.phase,
            phase.lead,
            "; ".join(FORCES[force].name for force in phase.forces),
            f"{as_date(phase.first):%d/%m/%Y}",
            f"{as_date(phase.last):%d/%m/%Y}",
            "1",
            phase.funding,
            _DISTRICTS.get(phase.operation, ""),
            (phase.last - phase.first + 1) * len(phase.forces) * _OFFICERS_A_DAY,
        ]


def result_rows(tally: Tally, *, by_force: bool) -> Iterator[list[Cell]]:
    """Make the results return of the regional operation.

    Parameters
    ----------
    tally
        What the records add up to.
    by_force
        One row a force, phase and measure; otherwise one a phase and measure.

    Yields
    ------
    row
        In the order of `RESULT_HEADERS`.
    """
    for phase in (phase for phase in PHASES if phase.operation == _PROGRAMME):
        parts = [(force,) for force in phase.forces] if by_force else [phase.forces]
        wanted = [(forces, measure, unit) for forces in parts for measure, unit in _MEASURES]
        if by_force:
            wanted += [(phase.forces, measure, "lines") for measure in _CLOSURES.values()]
            wanted.append((phase.forces, _CLASS_A, "g"))
        for forces, measure, unit in wanted:
            value = tally.value(phase.key, forces, measure)
            yield [
                f"Operation {phase.operation}",
                phase.phase,
                f"{phase.lead if len(forces) > 1 else FORCES[forces[0]].name} PCC",
                "; ".join(FORCES[force].name for force in forces),
                as_date(phase.first).isoformat(),
                as_date(phase.last).isoformat(),
                "1",
                measure,
                f"{value:g}" if unit == "g" else str(round(value)),
                unit,
                "",
                _SOURCE,
            ]


assert set(SOUTH_WEST) == set(PHASES[0].forces)  # noqa: S101 -- the regional operation covers the region
