"""Suggest which column of a table is which of ours, with a confidence and a reason for each.

Three things speak for a column: its header is one of our names or aliases, or is spelt much like one, or its values
read as what the column holds. The confidence is that of the name (1 for our own name, 0.95 for an alias, 0.7 for a word
that means little, at most 0.85 for a likeness, 0.6 for values alone), lowered as fewer of the values can be read: times
0.4 + 0.6 x the share that can.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from pathlib import Path

import yaml
from rapidfuzz import fuzz

from linesmap.errors import ColumnError
from linesmap.ingest.cleaners.ages import clean_age
from linesmap.ingest.cleaners.base import Problem, is_blank, squash
from linesmap.ingest.cleaners.births import clean_birth
from linesmap.ingest.cleaners.dates import clean_date
from linesmap.ingest.cleaners.disruptions import clean_four_p, clean_grade
from linesmap.ingest.cleaners.drugs import clean_drug, clean_drugs
from linesmap.ingest.cleaners.forces import clean_force, clean_forces
from linesmap.ingest.cleaners.gradings import clean_grading, clean_handling
from linesmap.ingest.cleaners.markings import clean_marking
from linesmap.ingest.cleaners.money import clean_money
from linesmap.ingest.cleaners.numbers import clean_coordinate, clean_count, clean_percent
from linesmap.ingest.cleaners.phones import clean_phones
from linesmap.ingest.cleaners.places import clean_postcode
from linesmap.ingest.cleaners.quantities import clean_quantity
from linesmap.ingest.cleaners.vehicles import clean_vehicle
from linesmap.ingest.cleaners.words import (
    clean_action,
    clean_closure_type,
    clean_line_kind,
    clean_line_status,
    clean_outcome,
    clean_role,
)
from linesmap.ingest.mapping import ColumnMap, map_columns, missing_columns
from linesmap.ingest.reasons import Reason
from linesmap.ingest.recognise import Recognition, read_kind, recognise, telling_columns, telling_signs
from linesmap.ingest.tables import RawTable
from linesmap.ingest.template_files import shipped_templates
from linesmap.ingest.templates import ColumnSource, Template
from linesmap.model.kinds import KINDS, ValueKind
from linesmap.model.vocabulary import RecordKind

__all__ = [
    "ColumnSuggestion",
    "TableSuggestion",
    "readable_share",
    "required_missing",
    "suggest_columns",
    "suggest_table",
    "suggested_template",
    "suggestion_text",
]

_SAMPLED_ROWS = 2000
_SAMPLED_VALUES = 200
_OWN_NAME, _ALIAS, _WEAK, _LIKE, _VALUES = 1.0, 0.95, 0.7, 0.85, 0.6
_LEAST_ALIKE = 82
_CONTAINS = 0.9  # a header that holds a whole alias, such as "Cash found", is a little less sure
_LEAST_READABLE = 0.8
_FEWEST_VALUES = 5

# Values that are kept though they could not be read as what the column holds.
_UNREAD = frozenset({Reason.POSTCODE_UNUSUAL, Reason.WORD_UNKNOWN, Reason.BIRTH_UNREADABLE})

Check = Callable[[str], object]


@dataclass(frozen=True)
class ColumnSuggestion:
    """What one header of a file may be.

    `column` is ours, None when nothing is suggested; `confidence` lies between 0 and 1; `readable` is the share of its
    distinct values that the column's cleaner reads, None when any text will do. `examples` are a few values.
    """

    header: str
    column: str | None
    confidence: float
    why: str
    readable: float | None
    examples: tuple[str, ...]
    dropped: bool = False


def _checks(today: date) -> dict[ValueKind, Check]:
    return {
        ValueKind.DATE: partial(clean_date, today=today, days_ahead=730),
        ValueKind.FORCE: clean_force,
        ValueKind.FORCES: clean_forces,
        ValueKind.PHONES: clean_phones,
        ValueKind.VEHICLE: clean_vehicle,
        ValueKind.POSTCODE: clean_postcode,
        ValueKind.NUMBER: clean_coordinate,
        ValueKind.COUNT: clean_count,
        ValueKind.PERCENT: clean_percent,
        ValueKind.MONEY: clean_money,
        ValueKind.DRUG: clean_drug,
        ValueKind.DRUGS: clean_drugs,
        ValueKind.QUANTITY: partial(clean_quantity, unit_text="g", default_unit=None, form=None),
        ValueKind.GRADING: clean_grading,
        ValueKind.HANDLING: clean_handling,
        ValueKind.MARKING: clean_marking,
        ValueKind.ACTION: clean_action,
        ValueKind.OUTCOME: clean_outcome,
        ValueKind.ROLE: clean_role,
        ValueKind.LINE_STATUS: clean_line_status,
        ValueKind.LINE_KIND: clean_line_kind,
        ValueKind.CLOSURE_TYPE: clean_closure_type,
        ValueKind.AGE: partial(clean_age, on=None, today=today),
        ValueKind.BIRTH: partial(clean_birth, today=today),
        ValueKind.DISRUPTION_GRADE: clean_grade,
        ValueKind.FOUR_P: clean_four_p,
    }


# Values of these kinds look like nothing else, so that they speak for a column whatever its header says.
_TELLING_VALUES = (ValueKind.PHONES, ValueKind.VEHICLE, ValueKind.POSTCODE, ValueKind.GRADING, ValueKind.DATE)


def _values(table: RawTable, position: int) -> list[str]:
    cells = (row[position] for row in table.rows[:_SAMPLED_ROWS])
    return list(dict.fromkeys(cell for cell in cells if not is_blank(cell)))[:_SAMPLED_VALUES]


def readable_share(values: Sequence[str], value_kind: ValueKind, today: date) -> float | None:
    """Give the share of values that can be read as a kind of value; None when any text can, or there are none."""
    check = _checks(today).get(value_kind)
    if check is None or not values:
        return None
    return sum(1 for value in values if _is_read(check(value))) / len(values)


def _is_read(result: object) -> bool:
    if isinstance(result, Problem):
        return result.value is not None and result.code not in _UNREAD
    return result is not None


def suggest_columns(table: RawTable, columns: ColumnMap, today: date) -> list[ColumnSuggestion]:
    """Suggest a column of ours for every header of a table.

    Parameters
    ----------
    table
        As read; a few hundred values of each column are looked at.
    columns
        What was found by name: it is kept, and rated.
    today
        As for dates.

    Returns
    -------
    suggestions
        One a header, in order. No column of ours is suggested twice, but for the parts of an address.
    """
    spec = {column.name: column for column in KINDS[columns.kind].all_columns}
    values = [_values(table, position) for position in range(len(table.headers))]
    found = {
        position: (name, *_by_name(table.headers[position], name, columns))
        for name, several in columns.positions.items()
        for position in several
    }
    open_ = [p for p in range(len(table.headers)) if p not in found and p not in columns.dropped]
    free = {name for name in spec if name not in columns.positions and name not in columns.constants}
    found |= dict(_unnamed(table.headers, values, open_, free, columns.kind, today))
    suggestions = []
    for position, header in enumerate(table.headers):
        if position in columns.dropped:
            why = "may identify an officer or a source: never read unless you keep it"
            suggestions.append(ColumnSuggestion(header, None, 1.0, why, None, (), dropped=True))
            continue
        name, confidence, why = found.get(position, (None, 0.0, "nothing alike"))
        readable = readable_share(values[position], spec[name].value, today) if name else None
        if readable is not None:
            confidence *= 0.4 + 0.6 * readable
        examples = tuple(values[position][:3])
        suggestions.append(ColumnSuggestion(header, name, round(confidence, 2), why, readable, examples))
    return suggestions


def _by_name(header: str, name: str, columns: ColumnMap) -> tuple[float, str]:
    if squash(header) == squash(name):
        return _OWN_NAME, "its own name"
    if name in columns.weak:
        return _WEAK, "a word that may mean several things"
    return _ALIAS, "a known other name"


def _unnamed(  # noqa: PLR0917 -- what is known of the table
    headers: Sequence[str],
    values: Sequence[Sequence[str]],
    positions: Sequence[int],
    free: set[str],
    kind: RecordKind,
    today: date,
) -> Iterator[tuple[int, tuple[str, float, str]]]:
    """Give the headers that no name fits a column each, the best match of all first."""
    claims = [
        (-score, position, name, why)
        for position in positions
        for name, score, why in (*_by_likeness(headers[position], kind), *_by_values(values[position], kind, today))
        if name in free
    ]
    given: set[int] = set()
    for score, position, name, why in sorted(claims):
        if position not in given and name in free:
            given.add(position)
            free.discard(name)
            yield position, (name, -score, why)


@cache
def _names(kind: RecordKind) -> tuple[tuple[str, str], ...]:
    return tuple(
        (alias.casefold().replace("_", " "), column.name)
        for column in KINDS[kind].all_columns
        for alias in (column.name, *column.aliases)
        if len(alias) > 3  # noqa: PLR2004 -- a short name is like too many
    )


def _by_likeness(header: str, kind: RecordKind) -> Iterator[tuple[str, float, str]]:
    asked = " ".join(re.findall(r"[^\W_]+", header.casefold()))
    if len(asked) < 4:  # noqa: PLR2004 -- as above
        return
    for alias, name in _names(kind):
        score = max(fuzz.token_sort_ratio(asked, alias), _CONTAINS * fuzz.token_set_ratio(asked, alias))
        if score >= _LEAST_ALIKE:
            yield name, _LIKE * score / 100, f"much like {alias!r}"


def _by_values(values: Sequence[str], kind: RecordKind, today: date) -> Iterator[tuple[str, float, str]]:
    if len(values) < _FEWEST_VALUES:
        return
    for value_kind in _TELLING_VALUES:
        if (readable_share(values, value_kind, today) or 0.0) >= _LEAST_READABLE:
            columns = [column for column in KINDS[kind].all_columns if column.value is value_kind]
            # A home says so in its header; a postcode that does not is where it happened.
            for column in [c for c in columns if c.name != "home_postcode"] or columns:
                yield column.name, _VALUES, f"its values read as {value_kind.value}"


def suggested_template(name: str, columns: ColumnMap, suggestions: Sequence[ColumnSuggestion]) -> Template:
    """Make a template of what was suggested.

    Parameters
    ----------
    name
        Of the template.
    columns
        Gives the kind, the constants and the unit.
    suggestions
        As `suggest_columns` gives them, perhaps changed by a person.
    """
    headers: dict[str, list[str]] = {}
    for suggestion in suggestions:
        if suggestion.column:
            headers.setdefault(suggestion.column, []).append(suggestion.header)
    return Template(
        name=name,
        kind=columns.kind,
        columns={name: ColumnSource(tuple(several), joined=len(several) > 1) for name, several in headers.items()},
        constants=dict(columns.constants),
        quantity_unit=columns.unit.name if columns.unit else None,
        drop=tuple(suggestion.header for suggestion in suggestions if suggestion.dropped),
        unused=tuple(s.header for s in suggestions if not s.column and not s.dropped),
        automatic=True,
    )


def suggestion_text(template: Template, suggestions: Sequence[ColumnSuggestion], reason: str) -> str:
    """Write a suggested template as YAML, each column with its confidence and the reason for it in a comment."""
    return "\n".join(_lines(template, {s.header: s for s in suggestions}, reason)) + "\n"


def _scalar(value: object) -> str:
    text = str(yaml.safe_dump(value, allow_unicode=True, width=10_000, default_flow_style=True))
    return text.strip().removesuffix("...").strip()


def _lines(template: Template, by_header: dict[str, ColumnSuggestion], reason: str) -> Iterator[str]:
    yield f"# Suggested from the header. {reason}"
    yield "# Each column has a confidence between 0 and 1: check those below 0.9 first."
    yield f"name: {_scalar(template.name)}"
    yield f"kind: {template.kind.value}"
    yield "automatic: true  # files with exactly these headers are read by this template"
    yield "columns:"
    for name, source in template.columns.items():
        said = "; ".join(_comment(by_header[header]) for header in source.headers)
        content = {"join": list(source.headers)} if source.joined else source.headers[0]
        yield f"  {name}: {_scalar(content)}  # {said}"
    if template.constants:
        yield "constants:"
        yield from (f"  {name}: {_scalar(value)}" for name, value in template.constants.items())
    yield "date_order: day first  # or: month first"
    if template.quantity_unit:
        yield f"units: {{quantity: {_scalar(template.quantity_unit)}}}"
    for key, headers, why in (
        ("drop", template.drop, "may identify an officer or a source: never read"),
        ("unused", template.unused, "kept in the row as filed"),
    ):
        if headers:
            yield f"{key}:  # {why}"
            yield from (f"- {_scalar(header)}" for header in headers)


def _comment(suggestion: ColumnSuggestion) -> str:
    read = "" if suggestion.readable is None else f"; {suggestion.readable:.0%} of its values can be read"
    return f"{suggestion.confidence:.2f}: {suggestion.why}{read}"


@dataclass(frozen=True)
class TableSuggestion:
    """How a table may be read: a template, or None and the problem."""

    template: Template | None
    suggestions: tuple[ColumnSuggestion, ...]
    reason: str
    problem: str = ""


def suggest_table(
    table: RawTable,
    *,
    kind: str,
    name: str,
    template: Template | None,
    saved: Sequence[Template],
    today: date,
) -> TableSuggestion:
    """Suggest how to read a table.

    Parameters
    ----------
    table
        As read.
    kind
        A value of `RecordKind`, or `auto`.
    name
        Of the file or sheet: the template is called after it.
    template, saved
        The template to use, and others to try first.
    """
    chosen = read_kind(kind)
    try:
        found = recognise(table, chosen, name, template, saved)
    except ColumnError as error:
        if template is not None or not table.headers:
            return TableSuggestion(None, (), "", str(error))
        found = _nearest(table, chosen, name, today)
    suggestions = tuple(suggest_columns(table, found.columns, today))
    known = template or next((each for each in (*saved, *shipped_templates()) if each.name == found.template), None)
    if known is not None and (template is not None or known.automatic):
        return TableSuggestion(known, suggestions, found.reason)
    made = suggested_template(Path(name).stem[:80] or "template", found.columns, suggestions)
    return TableSuggestion(made, suggestions, found.reason)


def _nearest(table: RawTable, kind: RecordKind | None, name: str, today: date) -> Recognition:
    """Give the kind that comes nearest when none fits by name: a person may complete it."""
    best, most = None, -math.inf
    for each in [kind] if kind else RecordKind:
        columns = map_columns(table.headers, each)
        suggestions = suggest_columns(table, columns, today)
        own = telling_columns(columns)
        sure = sum(s.confidence * (2.0 if s.column in own else 0.5) for s in suggestions if s.column)
        named = {s.column for s in suggestions if s.column}
        score = sure + telling_signs(table, each, name) - 2.0 * len(set(columns.missing) - named)
        if score > most:
            best, most = columns, score
    assert best is not None  # noqa: S101 -- there are kinds
    plural = KINDS[best.kind].plural
    return Recognition(best.kind, "", f"{plural} come nearest; complete what the columns mean.", best)


def required_missing(template: Template) -> tuple[str, ...]:
    """Name the columns that a kind must have and a template does not name; the first where one of several would do."""
    return missing_columns(template.kind, {*template.columns, *template.constants})
