"""Keep what is true of every row, and write it beside the files, not to be imported."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from linesmap.ingest.synthetic.facts import Facts
from linesmap.ingest.synthetic.files import write_table
from linesmap.ingest.synthetic.forces import FORCES
from linesmap.ingest.synthetic.layout import INVENTED, Cell, Layout
from linesmap.ingest.synthetic.lines import EFFECT_DAYS, EFFECT_PHASE, EFFECT_RATIO, RECOVERY_DAYS, DealLine
from linesmap.ingest.synthetic.particulars import Said
from linesmap.ingest.synthetic.timeline import PHASES, as_date
from linesmap.ingest.synthetic.towns import TOWNS
from linesmap.ingest.synthetic.whereabouts import Form

__all__ = ["TRUTH_FILES", "Truth"]

TRUTH_FILES = ("addresses.csv", "effects.csv", "events.csv", "lines.csv", "overlaps.csv", "people.csv")

_EVENT_HEADERS = (
    "file",
    "sheet",
    "row",
    "kind",
    "story",
    "date",
    "line_id",
    "line_name",
    "number",
    "line_named_in",
    "number_named_in",
    "operation",
    "phase",
    "recording_force",
    "location_force",
    "town",
    "easting",
    "northing",
    "location_form",
    "expected_reject",
)
_PEOPLE_HEADERS = (
    "person_id",
    "role",
    "part",
    "file",
    "sheet",
    "row",
    "position",
    "reference",
    "name_as_written",
    "slips",
)
_ADDRESS_HEADERS = ("address_id", "file", "sheet", "row", "address_as_written", "postcode_as_written")
_LINE_HEADERS = (
    "line_id",
    "line_name",
    "kind",
    "origin_town",
    "origin_force",
    "destinations",
    "drugs",
    "status_at_end",
    "opened_on",
    "closed_on",
    "closure_type",
    "closed_in",
    "back_on",
    "quiet_from",
    "successor_of",
    "numbers",
    "reload_number",
    "touched_by",
    "group",
    "wording",
)
_EFFECT_HEADERS = (
    "operation",
    "phase",
    "line_id",
    "line_name",
    "touched",
    "effect_from",
    "effect_to",
    "recovered_on",
    "true_rate_ratio",
)


class Truth:
    """Write truth while the rows are written.

    Parameters
    ----------
    folder
        Where the truth files go; it exists.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self._events = self._open("events.csv", _EVENT_HEADERS)
        self._mentions = self._open("people.csv", _PEOPLE_HEADERS)
        self._addresses = self._open("addresses.csv", _ADDRESS_HEADERS)
        self._seen: dict[tuple[str, str], dict[int, int]] = defaultdict(lambda: defaultdict(int))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def add(self, facts: Facts, said: Sequence[Said], *, layout: Layout, row: int, form: Form, reject: str) -> None:
        """Note one filed row; of a row to be rejected, nothing of the people in it.

        Parameters
        ----------
        facts, said
            What happened, and what the row says of people.
        layout, row
            Where it is filed; rows count from 1, title rows and header included.
        form
            How the place was written.
        reject
            Why an import should reject it, or empty.
        """
        line, place = facts.line, facts.place
        self._events.writerow(
            [
                layout.file,
                layout.sheet,
                row,
                facts.kind,
                facts.story.name.lower(),
                as_date(facts.day).isoformat(),
                line.line_id if line else "",
                line.name if line else "",
                facts.number or "",
                ";".join(facts.name_in),
                ";".join(facts.number_in),
                facts.phase.operation if facts.phase else "",
                facts.phase.phase if facts.phase else "",
                FORCES[facts.force].name,
                FORCES[TOWNS[place.town].force].name,
                TOWNS[place.town].name,
                place.easting,
                place.northing,
                form,
                reject,
                INVENTED,
            ]
        )
        if not reject:
            self._note_people(said, layout, row, facts.force)
            self._note_overlaps(facts)

    def add_nominal(self, said: Said, force: int, phone: str | None, *, layout: Layout, row: int) -> None:
        """Note one row of a nominal index, with the force it is of and the number it gives."""
        self._note_people([said], layout, row, force)
        self._seen["person", said.person.person_id][force] += 1
        if phone:
            self._seen["phone", phone][force] += 1

    def add_total(self, layout: Layout, row: int) -> None:
        """Note a row of totals, which an import should reject."""
        blanks = [""] * (len(_EVENT_HEADERS) - 5)
        self._events.writerow([layout.file, layout.sheet, row, layout.kind, *blanks, "totals row", INVENTED])

    def write_lines(self, lines: list[DealLine]) -> None:
        """Write the true life of every line, and the planted effect."""
        write_table(self._folder / "lines.csv", _LINE_HEADERS, (_line(line) for line in lines))
        write_table(self._folder / "effects.csv", _EFFECT_HEADERS, _effects(lines))

    def write_overlaps(self) -> None:
        """Write every address, phone, vehicle and person that two or more forces recorded."""
        rows: Iterator[list[Cell]] = (
            [entity, value, "; ".join(FORCES[force].name for force in sorted(forces)), sum(forces.values())]
            for (entity, value), forces in sorted(self._seen.items())
            if len(forces) > 1
        )
        write_table(self._folder / "overlaps.csv", ("entity_type", "value", "forces", "records"), rows)

    def _open(self, name: str, headers: tuple[str, ...]) -> Any:  # noqa: ANN401 -- csv names no public writer type
        file = self._stack.enter_context((self._folder / name).open("w", encoding="utf-8", newline=""))
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*headers, "Data status"])
        return writer

    def _note_people(self, said: Sequence[Said], layout: Layout, row: int, force: int) -> None:
        for position, item in enumerate(said, start=1):
            person = item.person
            self._mentions.writerow(
                [
                    person.person_id,
                    person.role,
                    person.part,
                    layout.file,
                    layout.sheet,
                    row,
                    position,
                    "; ".join(item.references),
                    item.name,
                    "; ".join(item.slips),
                    INVENTED,
                ]
            )
            if item.home is not None:
                where = (layout.file, layout.sheet, row)
                self._addresses.writerow([item.home.address_id, *where, item.address, item.postcode, INVENTED])
                self._seen["address", item.home.address_id][force] += 1

    def _note_overlaps(self, facts: Facts) -> None:
        values = [("person", person.person_id) for person in facts.people]
        values += [("phone", facts.number)] if facts.number and facts.number_in else []
        values += [("phone", facts.own_phone)] if facts.own_phone else []
        values += [("vehicle", facts.vehicle)] if facts.vehicle else []
        for key in values:
            self._seen[key][facts.force] += 1


def _day(number: int | None) -> str:
    return "" if number is None else as_date(number).isoformat()


def _line(line: DealLine) -> list[Cell]:
    chapter = line.chapter
    return [
        line.line_id,
        line.name,
        line.kind,
        TOWNS[line.origin].name,
        FORCES[TOWNS[line.origin].force].name,
        "; ".join(TOWNS[town].name for town in line.destinations),
        "; ".join(line.drugs),
        chapter.fate,
        _day(line.opens),
        _day(line.closed),
        chapter.closure_type or "",
        PHASES[line.phase].key if line.phase is not None else "",
        _day(line.back),
        _day(line.quiet),
        chapter.successor_of,
        "; ".join(f"{number.value} {_day(number.first)} to {_day(number.last)}" for number in line.numbers),
        line.reload_number or "",
        "; ".join(PHASES[phase].key for phase in sorted(line.touched)),
        line.group,
        " | ".join(line.wording),
    ]


def _effects(lines: list[DealLine]) -> Iterator[list[Cell]]:
    position = next(index for index, phase in enumerate(PHASES) if phase.key == EFFECT_PHASE)
    phase = PHASES[position]
    for line in lines:
        touched = position in line.touched
        yield [
            phase.operation,
            phase.phase,
            line.line_id,
            line.name,
            int(touched),
            _day(phase.last + 1),
            _day(phase.last + EFFECT_DAYS),
            _day(phase.last + EFFECT_DAYS + RECOVERY_DAYS),
            EFFECT_RATIO if touched else 1.0,
        ]
