"""Tell what kind of record a table holds, and say why."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from linesmap.errors import ColumnError, InputError
from linesmap.ingest.cleaners.base import Problem
from linesmap.ingest.cleaners.words import clean_action
from linesmap.ingest.headers import header_forms, listed_headers
from linesmap.ingest.mapping import ColumnMap, map_columns
from linesmap.ingest.tables import RawTable
from linesmap.ingest.template_files import shipped_templates
from linesmap.ingest.templates import Template, apply_template, fits
from linesmap.model.kinds import KINDS
from linesmap.model.vocabulary import RecordKind

__all__ = ["Recognition", "read_kind", "recognise", "telling_columns", "telling_signs"]


@dataclass(frozen=True)
class Recognition:
    """What a table is: its kind, the template its columns are read by, why, and the columns.

    `snapped` says that the source moves its points; `force` is the code or name of the force that the template names.
    """

    kind: RecordKind
    template: str
    reason: str
    columns: ColumnMap
    snapped: bool = False
    force: str | None = None


_TEMPLATES = {
    RecordKind.INTELLIGENCE: "intelligence log",
    RecordKind.SEIZURE: "seizure register",
    RecordKind.ENFORCEMENT: "enforcement list",
    RecordKind.OFFENCE: "offence list",
    RecordKind.DEAL_LINE: "line register",
    RecordKind.OPERATION: "operation register",
    RecordKind.RESULT: "results return",
    RecordKind.NOMINAL: "register of people",
    RecordKind.DISRUPTION: "list of disruptions",
}

# Columns all kinds share that speak for one of them all the same.
_SPEAKS_FOR_INTELLIGENCE = frozenset(
    {"grading", "source_evaluation", "information_evaluation", "handling", "handling_conditions", "summary"}
)
# Headers that only one sort of file has.
_TELLING_HEADERS = {
    RecordKind.INTELLIGENCE: "irurn ir irref irnumber intelref intelligencereference dateofinformation "
    "informationdate textsanitised sanitisedtext reviewdate submittingofficer sourceeval intelassessment",
    RecordKind.SEIZURE: "dateseized datetimeseized seizuredate dateofseizure exhibitref exhibit "
    "exhibitno exhibitnumber placeseized sealno sealbagno quantityseized seizingofficer",
    RecordKind.ENFORCEMENT: "custodyrecord custodyrecordno arrestdate arrestdatetime dateofarrest chargedate "
    "actiondate dateofaction arrestingofficer ageatarrest",
    RecordKind.OFFENCE: "crimetype crimecategory crimeid",
    RecordKind.DEAL_LINE: "linestatus exportingforce exporterforce internalexternal firstknown lastknown brandname",
    RecordKind.OPERATION: "participatingforces operationname startdate enddate strand funding",
    RecordKind.RESULT: "measure programme qualifier strand",
    RecordKind.NOMINAL: "nominalindex knownas aka alias aliases",
    RecordKind.DISRUPTION: "apmisref disruptionref disruptiongrade gradeofdisruption dateassessed assessor rationale",
}
_FILE_WORDS = {
    RecordKind.INTELLIGENCE: "intel intelligence ir irs",
    RecordKind.SEIZURE: "seizure seizures seized exhibit exhibits property",
    RecordKind.ENFORCEMENT: "arrest arrests custody enforcement activity warrant warrants charges referrals",
    RecordKind.OFFENCE: "crime crimes offence offences",
    RecordKind.DEAL_LINE: "lines register ddl",
    RecordKind.OPERATION: "operations ops",
    RecordKind.RESULT: "results return returns outcomes",
    RecordKind.NOMINAL: "nominal nominals people persons subjects index",
    RecordKind.DISRUPTION: "disruption disruptions apmis",
}
# What makes a table one of people. Any file may name people, so all else of a person counts as a shared column.
_OF_PEOPLE = frozenset(
    {"surname", "forename", "person_name", "date_of_birth", "home_address", "home_postcode", "known_as"}
)
_SURELY_OF_PEOPLE = frozenset({"surname", "forename", "date_of_birth"})
_EVENTS = (RecordKind.INTELLIGENCE, RecordKind.SEIZURE, RecordKind.ENFORCEMENT, RecordKind.OFFENCE)
# What an event has and a register of people has not; a register may say when an entry was made.
_OF_EVENTS = frozenset(
    {"occurred_from", "occurred_to", "time", "grading", "source_evaluation", "information_evaluation"}
)
_ENTRY_DATES = frozenset({"datecreated", "created"})
# A table of this kind has at least so many columns of its own, beyond those it must have.
_LEAST_OWN = {
    RecordKind.SEIZURE: 1,
    RecordKind.DEAL_LINE: 2,
    RecordKind.OPERATION: 1,
    RecordKind.RESULT: 1,
    RecordKind.NOMINAL: 2,
}
_LEAST_SCORE = 4.0
_CLOSE = 1.5
_SAMPLED_ROWS = 500


def read_kind(kind: str) -> RecordKind | None:
    """Read the kind a user names; None for `auto`.

    Raises
    ------
    InputError
        If it is not a kind of record.
    """
    word = kind.strip().casefold().replace("-", "_").replace(" ", "_")
    if word in {"", "auto"}:
        return None
    try:
        return RecordKind(word)
    except ValueError as error:
        msg = f"Expected a kind among auto, {', '.join(RecordKind)}; found {kind!r}."
        raise InputError(msg) from error


def recognise(
    table: RawTable,
    kind: RecordKind | None,
    file_name: str,
    template: Template | None = None,
    saved: Sequence[Template] = (),
) -> Recognition:
    """Tell what a table is, and match its columns.

    Parameters
    ----------
    table
        As read.
    kind
        The kind the user named; None to let the columns decide.
    file_name
        Its words are a hint, no more.
    template
        The template the user named; None to let the columns decide.
    saved
        Templates of the workspace, which come before those that ship with linesmap.

    Returns
    -------
    recognition
        With the reason in one sentence.

    Raises
    ------
    ColumnError
        If no kind fits, or the kind named has a column the table lacks.
    """
    if template and table.headers:
        return _by_template(template, table.headers, file_name, f"The template {template.name!r} was named.")
    for known in (*saved, *shipped_templates()):
        if known.automatic and kind in {None, known.kind} and table.headers and fits(known, table.headers):
            return _by_template(known, table.headers, file_name, f"The header is that of {known.name}.")
    if not table.headers:
        chosen = kind or RecordKind.INTELLIGENCE
        return Recognition(chosen, "empty table", "The table is empty.", map_columns((), chosen))
    if kind:
        columns = map_columns(table.headers, kind)
        if columns.missing:
            raise ColumnError(_lacking(columns, file_name))
        return Recognition(kind, _TEMPLATES[kind], f"The kind {kind.value} was named.", columns)
    scored = sorted(
        (
            (_score(table, columns, file_name), columns)
            for columns in (map_columns(table.headers, k) for k in RecordKind)
        ),
        key=lambda pair: -pair[0],
    )
    (best, columns), (second, other) = scored[0], scored[1]
    if best < _LEAST_SCORE:
        raise ColumnError(_nothing_fits(table.headers, file_name))
    reason = f"{_telling(columns)} {KINDS[columns.kind].plural.casefold()}."
    if best - second < _CLOSE and second >= _LEAST_SCORE:
        reason = f"{reason[:-1]}; they could also be {KINDS[other.kind].plural.casefold()}."
    return Recognition(columns.kind, _TEMPLATES[columns.kind], reason, columns)


def _telling(columns: ColumnMap) -> str:
    """Name a few columns that decided for a kind."""
    telling = telling_columns(columns)
    if columns.kind is RecordKind.INTELLIGENCE:
        telling |= _SPEAKS_FOR_INTELLIGENCE
    found = [columns.header(name) for name in columns.positions if name in telling] or list(columns.mapping.values())
    return f"The columns {', '.join(found[:4])} are those of" if len(found) > 1 else f"The column {found[0]} is that of"


def _by_template(template: Template, headers: Sequence[str], file_name: str, reason: str) -> Recognition:
    columns = apply_template(template, headers)
    if columns.missing:
        raise ColumnError(_lacking(columns, file_name))
    return Recognition(template.kind, template.name, reason, columns, snapped=template.snapped, force=template.force)


def _score(table: RawTable, columns: ColumnMap, file_name: str) -> float:
    """Rate how well a kind explains a table; below `_LEAST_SCORE` it does not."""
    kind = columns.kind
    required = {column.name for column in KINDS[kind].columns if column.required}
    own = (telling_columns(columns) & set(columns.positions)) - required
    if kind is RecordKind.NOMINAL and not own & _SURELY_OF_PEOPLE:
        return -1.0
    if columns.missing or len(own) < _LEAST_OWN.get(kind, 0) or not _values_agree(table, columns):
        return -1.0
    shared = set(columns.positions) - own - required
    signs = shared & _SPEAKS_FOR_INTELLIGENCE if kind is RecordKind.INTELLIGENCE else set()
    return (
        sum(1.0 if name in columns.weak else 3.0 for name in own)
        + sum(1.0 if name in columns.weak else 2.0 for name in required & set(columns.positions))
        + 0.5 * len(shared)
        + 1.5 * len(signs)
        + telling_signs(table, kind, file_name)
        - 0.5 * len(columns.unmapped)
    )


def telling_columns(columns: ColumnMap) -> frozenset[str]:
    """Name our columns that speak for the kind of a table, mapped or not; none when something else speaks against it.

    Parameters
    ----------
    columns
        How the table is mapped to the kind.
    """
    if columns.kind is not RecordKind.NOMINAL:
        return frozenset(column.name for column in KINDS[columns.kind].columns)
    return frozenset() if _holds_events(columns) else _OF_PEOPLE


def _holds_events(people: ColumnMap) -> bool:
    """Tell whether a table that may be one of people has columns of something that happened."""
    headers = people.headers
    forms = {form for header in headers for form in header_forms(header)}
    if any(forms & set(_TELLING_HEADERS[kind].split()) for kind in _EVENTS):
        return True
    dated = people.positions.get("occurred_from", ())
    entered = all(_ENTRY_DATES.intersection(header_forms(headers[position])) for position in dated)
    if (_OF_EVENTS - {"occurred_from"}) & set(people.positions) or not entered or (dated and _tells(headers)):
        return True
    of_a_person = {column.name for column in KINDS[RecordKind.NOMINAL].columns} | {"ethnicity"}
    for kind in _EVENTS:
        found = map_columns(headers, kind)
        if {column.name for column in KINDS[kind].columns} & set(found.positions) - found.weak - of_a_person:
            return True
    return False


def _tells(headers: Sequence[str]) -> bool:
    """Tell whether a table has a column of text, as a log has; notes stand in registers too."""
    columns = map_columns(headers, RecordKind.INTELLIGENCE)
    return "summary" in columns.positions and "summary" not in columns.weak


def telling_signs(table: RawTable, kind: RecordKind, file_name: str) -> float:
    """Rate the headers that only one sort of file has, and the words in the name of the file."""
    forms = {form for header in table.headers for form in header_forms(header)}
    words = set(re.findall(r"[a-z]+", f"{file_name} {table.name}".casefold().replace("_", " ")))
    return 3.0 * len(forms & set(_TELLING_HEADERS[kind].split())) + 2.0 * bool(words & set(_FILE_WORDS[kind].split()))


def _values_agree(table: RawTable, columns: ColumnMap) -> bool:
    """Check a column matched by a word that means little, such as "Type", by what it holds."""
    if "action" not in columns.weak:
        return True
    position = columns.positions["action"][0]
    values = {row[position] for row in table.rows[:_SAMPLED_ROWS] if row[position].strip()}
    known = sum(1 for value in values if not isinstance(clean_action(value), Problem))
    return not values or known >= len(values) / 3


def _expected(kind: RecordKind, name: str) -> str:
    column = next(column for column in KINDS[kind].all_columns if column.name == name)
    return f"{name} (or {', '.join(column.aliases[:3])})" if column.aliases else name


def _lacking(columns: ColumnMap, file_name: str) -> str:
    one_of = KINDS[columns.kind].one_of
    expected = "; ".join(
        " or ".join(one_of) if name in one_of else _expected(columns.kind, name) for name in columns.missing
    )
    found = listed_headers(columns.headers)
    return (
        f"{file_name}: expected for kind {columns.kind.value} a column {expected}; found {found}. "
        "Rename the column, or name another kind with --kind."
    )


def _nothing_fits(headers: Sequence[str], file_name: str) -> str:
    needs = {kind: [*spec.needed, *filter(None, [" or ".join(spec.one_of)])] for kind, spec in KINDS.items()}
    kinds = [f"{kind.value}: {', '.join(names)}" for kind, names in needs.items()]
    return (
        f"{file_name}: no kind of record fits its columns. Found {listed_headers(headers)}. Expected at least, for "
        f"{'; '.join(kinds)}; and some more columns of that kind. Name the kind with --kind, or rename the columns."
    )
