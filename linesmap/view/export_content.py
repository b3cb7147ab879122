"""Hold what an export is made of, as plain frames, and keep its text safe in every format."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import networkx as nx
import pandas as pd

__all__ = [
    "END_FIELDS",
    "FLOW_FIELDS",
    "PINNED",
    "RECORD_FIELDS",
    "ExportAbout",
    "ExportContent",
    "ExportField",
    "KindTable",
    "literal",
    "packed",
    "plain_rows",
]

PINNED = ("point", "postcode unit")
"""Precisions that may be drawn as a pin; anything worse is drawn as an area."""

_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
# What XML 1.0 cannot hold: control characters but tab and line ends, halves of pairs, and two that are no characters.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class ExportField:
    """One column of an export: name, what it holds (text, number, count, date, flag) and what it means."""

    name: str
    type: str
    help: str


def _fields(text: str) -> tuple[ExportField, ...]:
    parts = (tuple(part.strip() for part in line.split("|")) for line in text.strip().splitlines())
    return tuple(ExportField(*part) for part in parts)


_PROVENANCE = """
record_id          | text   | Identifier of the record in linesmap
source_file        | text   | File the record came from
source_row         | count  | Row in that file
imported_on        | date   | Day the file was imported
invented           | flag   | The file says that its data are invented
export_marking     | text   | Marking of this export
"""

RECORD_FIELDS: tuple[ExportField, ...] = _fields(
    """
record_kind        | text   | intelligence, seizure, enforcement, offence
record_title       | text   | What it is, in a few words
record_ref         | text   | The source system's own number
starts             | text   | Start, local time, ISO 8601
ends               | text   | End, local time, ISO 8601
first_day          | date   | First day
last_day           | date   | Last day
date_known         | text   | How exactly the date is known: minute, day, range, month, year
recorded_by        | text   | Force whose record it is
force_of_place     | text   | Force area of the place
district_code      | text   | Local authority district of the place
place_label        | text   | What the place is called
place_known        | text   | How exactly the place is known; empty when it is not located
uncertainty_m      | number | Radius that should hold the true place 95 times in 100, metres
longitude_deg      | number | Degrees, EPSG:4326
latitude_deg       | number | Degrees, EPSG:4326
easting_m          | number | Metres, EPSG:27700
northing_m         | number | Metres, EPSG:27700
operation_label    | text   | Operation
operation_phase_no | text   | Phase of the operation
lines_named        | text   | Deal lines named, separated by semicolons
drugs_named        | text   | Drugs named, separated by semicolons
class_of_drug      | text   | Class under the Misuse of Drugs Act 1971
amount_recorded    | number | Quantity as recorded
amount_unit        | text   | Its unit
amount_claim       | text   | What the quantity claims: exact, at least, more than, at most, about
amount_g           | number | Weight, grams
amount_doses       | number | Doses
amount_plants      | number | Plants
purity_of_drug_pct | number | Purity, per cent
value_stated_gbp   | number | Street value stated by the source, pounds
cash_found_gbp     | number | Cash, pounds
weapon_found       | text   | Weapon
action_taken       | text   | Action of the police
actions_counted    | count  | How many actions the row stands for
outcome_recorded   | text   | Outcome
closure_recorded   | text   | Type 1 or Type 2, for a line closure; the two are never added
offence_recorded   | text   | Offence, or type of recorded crime
grading_recorded   | text   | Evaluation as recorded
grading_band       | text   | high, medium, low, ungraded
handling_recorded  | text   | Handling code as recorded
marking_of_record  | text   | Marking of the record
people_named       | text   | People, by stable pseudonym unless names were asked for, with their role
phones_named       | text   | Telephone numbers, by stable pseudonym unless names were asked for
vehicles_named     | text   | Vehicles, by stable pseudonym unless names were asked for
record_text        | text   | Text of the record; empty unless names were asked for
"""
    + _PROVENANCE.strip()
)
"""Columns of the records in every map file and in the flat tables."""

FLOW_FIELDS: tuple[ExportField, ...] = _fields("""
line_id            | text   | Identifier of the deal line
line_label         | text   | Brand name
line_status        | text   | Status on the last day of the records
line_reach         | text   | external, internal or unknown
runs_from          | text   | Place the line is run from
runs_to            | text   | Place the line sells in
origin_force_name  | text   | Force the line is run from
drugs_sold         | text   | Drugs, separated by semicolons
forces_with_records| text   | Forces with records of the line
records_naming     | count  | Records that name the line
first_day          | date   | First known day
last_day           | date   | Last known activity
from_longitude_deg | number | Origin, degrees, EPSG:4326
from_latitude_deg  | number | Origin, degrees, EPSG:4326
to_longitude_deg   | number | Destination, degrees, EPSG:4326
to_latitude_deg    | number | Destination, degrees, EPSG:4326
record_ids         | text   | Records that name the line, separated by semicolons
source_files       | text   | Files of those records
invented           | flag   | A file of those records says that its data are invented
export_marking     | text   | Marking of this export
""")
"""Columns of the deal lines: one row a line and town it sells in."""

END_FIELDS: tuple[ExportField, ...] = _fields("""
place_label        | text   | Town
end_role           | text   | origin, destination or both
lines_named        | text   | Lines that end there, separated by semicolons
lines_counted      | count  | How many
force_of_place     | text   | Force area
uncertainty_m      | number | Radius that holds the town, metres
longitude_deg      | number | Middle, degrees, EPSG:4326
latitude_deg       | number | Middle, degrees, EPSG:4326
export_marking     | text   | Marking of this export
""")
"""Columns of the towns that lines run from and sell in."""


@dataclass(frozen=True)
class ExportAbout:
    """What every file says of itself: title, marking, handling sentence, what is invented, and further lines."""

    title: str
    marking: str
    handling: str
    note: str
    lines: tuple[tuple[str, str], ...]

    @property
    def all_lines(self) -> tuple[tuple[str, str], ...]:
        """Every line, the marking first and last."""
        first = [("Marking", self.marking), ("Title", self.title), ("Handling", self.handling), ("Note", self.note)]
        return (*((name, text) for name, text in first if text), *self.lines, ("Marking", self.marking))


@dataclass(frozen=True)
class KindTable:
    """One kind of record in the columns of our own import: its key, label, frame, and what each column means.

    One that stands `beside` another holds no records of its own.
    """

    kind: str
    label: str
    frame: pd.DataFrame
    help: Mapping[str, str]
    beside: bool = False


def _nothing(fields: Iterable[ExportField]) -> pd.DataFrame:
    return pd.DataFrame(columns=[one.name for one in fields])


@dataclass(frozen=True)
class ExportContent:
    """Everything that an export may hold; a part that the format has no use for stays empty.

    `records`, `flows` and `ends` have the columns of their fields; `forces` has name, pfa_code and geometry (shapely,
    EPSG:4326); `graph` has nodes with type, label, safeguarding, caution, and edges with relation, weight, n_records,
    first_seen, last_seen (ISO days), record_ids and sources.
    """

    about: ExportAbout
    records: pd.DataFrame = field(default_factory=lambda: _nothing(RECORD_FIELDS))
    flows: pd.DataFrame = field(default_factory=lambda: _nothing(FLOW_FIELDS))
    ends: pd.DataFrame = field(default_factory=lambda: _nothing(END_FIELDS))
    forces: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["pfa_code", "name", "geometry"]))
    graph: nx.MultiGraph[str] = field(default_factory=nx.MultiGraph)
    kinds: tuple[KindTable, ...] = ()


def literal(text: str) -> str:
    r"""Take out of a text what no file format can hold; everything else stays as it is.

    Examples
    --------
    >>> literal("a\x00<b>&\u202e\n")
    'a<b>&\u202e\n'
    """
    return _UNWRITABLE.sub("", text)


def plain_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give the rows of a frame as plain values: text that can be written, numbers, ISO days, None for nothing."""
    columns = {str(name): [_plain(value) for value in frame[name]] for name in frame.columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)] if columns else []


def _plain(value: Any) -> Any:  # noqa: ANN401 -- whatever a cell holds
    if isinstance(value, str):
        return literal(value)
    if value is None or pd.isna(value):
        return None
    if isinstance(value, bool | int | float):
        return value
    return value.item() if hasattr(value, "item") else value.isoformat() if hasattr(value, "isoformat") else str(value)


def packed(members: Iterable[tuple[str, bytes]]) -> bytes:
    """Write a ZIP archive whose bytes depend on nothing but its members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            entry = zipfile.ZipInfo(name, _FIXED_TIME)
            entry.create_system = 3  # the same on every computer
            archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
    return out.getvalue()
