"""Read a file into records: the whole way from bytes to clean rows, top to bottom."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from linesmap.errors import ColumnError, InputError
from linesmap.ingest.cleaners.forces import clean_force
from linesmap.ingest.cleaners.markings import states_too_high
from linesmap.ingest.common import Context, read_shared
from linesmap.ingest.frames import make_frame
from linesmap.ingest.own_columns import read_own
from linesmap.ingest.periods import read_dates
from linesmap.ingest.police_uk import force_in_file_name
from linesmap.ingest.readers import read_tables
from linesmap.ingest.reasons import Reason
from linesmap.ingest.recognise import Recognition, read_kind, recognise
from linesmap.ingest.rejected import split_returned
from linesmap.ingest.rows import WITHHELD, Rows
from linesmap.ingest.screen import screen
from linesmap.ingest.tables import RawTable
from linesmap.ingest.template_files import template_text
from linesmap.ingest.templates import Template, template_of
from linesmap.ingest.titles import make_titles
from linesmap.model.imports import ParsedSheet, Reject
from linesmap.model.vocabulary import RecordKind
from linesmap.settings import Settings, load_settings

__all__ = ["read_file"]

_QUOTED = re.compile(r'"([^"]{1,100})"')
_INVENTED_WORDS = ("invented", "synthetic data", "fictitious")


def read_file(
    path: Path,
    *,
    kind: str = "auto",
    force: str | None = None,
    template: Template | None = None,
    saved: Sequence[Template] = (),
    read_before: Callable[[str], Template | None] = lambda _: None,
    settings: Settings | None = None,
    today: date | None = None,
) -> list[ParsedSheet]:
    """Read every table of a file into clean records and rejected rows.

    Parameters
    ----------
    path
        CSV or other delimited text in UTF-8, UTF-16 or Windows-1252; JSON lines; XLSX, XLS or ODS; Parquet; or a ZIP
        archive of those.
    kind
        A `RecordKind`, or `auto` to let the columns decide.
    force
        Police force, by name, abbreviation or number, for rows that name none.
    template
        How the columns are read; by their names, or by a template that knows the whole header, when left out.
    saved
        Templates of the workspace, which are tried before those that ship with linesmap.
    read_before
        Gives, for the identifier of a source, how its columns were read: for rows that were rejected before and come
        back.
    settings
        Bounds on size; from the environment when left out.
    today
        Decides the century of two-digit years and what lies in the future; the day of the run when left out.

    Returns
    -------
    sheets
        One for each table found, rows_in = len(records) + len(rejects). Sheets of a workbook that hold no
        records are left out and named in a warning, as long as another does.

        `records` has these columns for every kind; text is an object column with None for nothing:
        row_number (as a spreadsheet counts, from 1), reference, recording_force (code), occurred_from and
        occurred_to (datetime64[us], Europe/London without zone, both included; a day is 00:00 to 23:59),
        date_precision, operation, phase (its number where it has one), summary (without officers and
        sources), grading, grading_scheme, grade_band, handling, handling_conditions, marking, location
        (`LocationQuery` or None), line_name, phone (E.164), vehicle, person_ref (several values separated by
        semicolons), person_name (as filed), person_role, age_band, the particulars of people, group_name
        (semicolons), drugs (semicolons), title, warnings (JSON list of [column, code, message]), raw (JSON of the row
        as filed, without the columns in `dropped`).

        The particulars of people are forename and surname (small letters, single spaces, no titles; parted from
        person_name where they have no columns), born (YYYY-MM-DD, or the digits as written when they are no date),
        born_from and born_to (earliest and latest year of birth, as text: that of a date, else what the age and the
        record's date allow), sex (female, male, other), home_address (small letters, without its postcode) and
        home_postcode. Of several people in a row each holds one value a person, separated by semicolons, in the order
        of person_ref; a place is empty where nothing is said, also in person_ref for somebody described without a
        reference. Cells that count people differently are None and warned of. A row of a register of people is one
        person: all of person_ref are that person's references.

        Then those of the kind's table in `model.tables` without identifiers. Dates there are `datetime.date`
        or None, numbers float64 with NaN, `action_count` int64 (1 when not stated), `offence_count` int64, or Int64
        when a row does not state it. In a line register
        `status` is one of `cleaners.words.LINE_STATUSES` and `destination` separates towns by semicolons. In a register
        of people `known_as` separates names by semicolons.

    Raises
    ------
    InputError
        If the file cannot be opened, or `kind` or `force` is not known.
    FileFormatError
        If the file is none that linesmap reads.
    FileTooLargeError
        If it is over a bound.
    ColumnError
        If no table of the file fits a kind of record.
    """
    chosen = read_kind(kind)
    named_force = _named_force(force)
    day = today or date.today()  # noqa: DTZ011 -- the user's own day, as written in their files
    tables = read_tables(path, settings or load_settings())
    sheets: list[ParsedSheet] = []
    failures: list[tuple[RawTable, ColumnError]] = []
    for table, origin in _parts(tables, read_before):
        name = f"{path.name} [{table.name}]" if len(tables) > 1 or table.file_name else path.name
        name = f"{name} (from {origin['rejected_from']})" if origin else name
        if table.unreadable:
            failures.append((table, ColumnError(table.unreadable)))
            continue
        try:
            if origin:
                recognition = _recognise_returned(table, origin, name, read_before(origin["rejected_source"]))
            else:
                recognition = recognise(table, chosen, name, template, saved)
        except ColumnError as error:
            failures.append((table, error))
            continue
        in_name = _named_force(force_in_file_name(table.file_name or path.name), strict=False)
        own_force = named_force or _named_force(recognition.force) or in_name
        context = Context(day, recognition.template, own_force, recognition.snapped)
        sheet = _parse(name, table, recognition, context)
        sheets.append(_as_returned(sheet, table, origin) if origin else sheet)
    if failures and not sheets:
        raise failures[0][1]
    return list(_with_skipped(sheets, failures))


def _parts(
    tables: Sequence[RawTable], read_before: Callable[[str], Template | None]
) -> Iterator[tuple[RawTable, Mapping[str, str]]]:
    """Give each table, and each part of a file of rejected rows with what it says of its source."""
    for table in tables:
        parts = list(split_returned(table, read_before))
        yield from parts or [(table, {})]


def _recognise_returned(table: RawTable, origin: Mapping[str, str], name: str, before: Template | None) -> Recognition:
    """Read rows that come back as what they were; by their names in a workspace that never held their source."""
    found = recognise(table, read_kind(origin["rejected_kind"]), name, before)
    return replace(found, reason=f"The rows were rejected from {origin['rejected_from']}, and come back.")


def _as_returned(sheet: ParsedSheet, table: RawTable, origin: Mapping[str, str]) -> ParsedSheet:
    rows = dict(zip(table.row_numbers, table.returned, strict=True))
    return replace(sheet, returned_from=origin["rejected_source"], returned_rows=rows)


def _named_force(force: str | None, *, strict: bool = True) -> str | None:
    code = clean_force(force) if force else None
    if isinstance(code, str) or not force:
        return code if isinstance(code, str) else None
    if strict:
        msg = f"Expected the name, abbreviation or number of a police force, found {force!r}."
        raise InputError(msg)
    return None


def _parse(name: str, table: RawTable, recognition: Recognition, context: Context) -> ParsedSheet:
    kind, columns = recognition.kind, recognition.columns
    rows = Rows(table, columns)
    screen(rows)
    when, dates = read_dates(kind, rows, context.today)
    shared = read_shared(rows, when, context)
    cleaned = {**shared, **dates, **read_own(kind, rows, shared, context)}
    cleaned["title"] = make_titles(kind, cleaned, rows.count)
    cleaned["warnings"] = rows.warnings()
    cleaned["raw"] = rows.raw()
    records = make_frame(kind, rows, cleaned)
    dropped = tuple(table.headers[position] for position in columns.dropped)
    return ParsedSheet(
        name=name,
        kind=kind,
        template=recognition.template,
        reason=recognition.reason,
        rows_in=rows.count + len(table.broken),
        records=records,
        rejects=(*rows.rejects(), *_broken(table)),
        mapping=columns.mapping,
        unmapped=columns.unmapped,
        dropped=dropped,
        snapped=context.snapped,
        invented=_is_invented(name, table),
        read_by=_read_by(recognition),
        warnings=tuple(_sheet_warnings(rows, recognition, records["recording_force"].isna().sum(), dropped)),
    )


def _read_by(recognition: Recognition) -> str:
    snapped, force = recognition.snapped, recognition.force
    return template_text(template_of(recognition.columns, recognition.template, snapped=snapped, force=force))


def _broken(table: RawTable) -> Iterator[Reject]:
    for row in table.broken:
        message = f"Row {row.number}: {row.message}. Correct it and import the row again."
        too_high = any(states_too_high(text) for text in _QUOTED.findall(row.text))
        raw = WITHHELD if too_high else row.text
        yield Reject(row.number, "", Reason.ROW_UNREADABLE.value, message, {"(row as filed)": raw})


def _is_invented(name: str, table: RawTable) -> bool:
    """Tell whether the file says that its data are invented: in its name, above the table, or on every row."""
    said = " ".join((name, *table.preamble)).casefold()
    if any(word in said for word in _INVENTED_WORDS):
        return True
    if not table.rows:
        return False
    shared = [p for p in range(len(table.headers)) if "invented" in table.rows[0][p].casefold()]
    return any(all("invented" in row[p].casefold() for row in table.rows if row[0].strip()) for p in shared)


def _sheet_warnings(rows: Rows, recognition: Recognition, n_no_force: int, dropped: tuple[str, ...]) -> Iterator[str]:
    if not rows.count and not rows.table.broken:
        yield "The table has no rows of data." if rows.table.headers else "The file is empty."
    if dropped:
        yield (
            f"Left out because they may identify an officer or a source: {', '.join(dropped)}. Nothing of these "
            "columns was read."
        )
    if n_no_force and recognition.kind is not RecordKind.RESULT:
        counted = _rows(n_no_force)
        yield f"{counted} without a recording force. Import again with --force if the file belongs to one force."


def _rows(count: int) -> str:
    return f"{count:,} row{'' if count == 1 else 's'}"


def _with_skipped(sheets: list[ParsedSheet], skipped: Sequence[tuple[RawTable, ColumnError]]) -> Iterator[ParsedSheet]:
    for position, sheet in enumerate(sheets):
        if position or not skipped:
            yield sheet
            continue
        notes = tuple(
            table.unreadable
            or f"{table.name!r} was not read: no kind of record fits its columns ({_rows(len(table.rows))})."
            for table, _ in skipped
        )
        yield replace(sheet, warnings=sheet.warnings + notes)
