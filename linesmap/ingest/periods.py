"""Read the dates of each kind of record: when it happened, or the period it covers."""

from __future__ import annotations

from datetime import date

from linesmap.ingest.cleaners.dates import DateSpan, clean_date
from linesmap.ingest.common import Columns, clean_text
from linesmap.ingest.rows import Rows, Values
from linesmap.ingest.when import When, first_days, last_days, read_when, span_columns
from linesmap.model.kinds import KINDS
from linesmap.model.vocabulary import RecordKind

__all__ = ["read_dates"]

# Operations are planned, and results are published for years that have not ended.
_DAYS_PLANNED = 730
_DAYS_OF_A_YEAR = 366


def read_dates(kind: RecordKind, rows: Rows, today: date) -> tuple[When, Columns]:
    """Read when every row happened, and the kind's own date columns.

    Parameters
    ----------
    kind
        Registers (lines, operations, results) take it from their own columns and may have no date.
    rows
        Rows without a date that their kind requires are rejected.
    today
        As in `clean_date`.

    Returns
    -------
    when, columns
        The columns hold `datetime.date` or None; the period of a result is text as published.
    """
    if kind is RecordKind.DEAL_LINE:
        return _of_lines(rows, today)
    if kind is RecordKind.OPERATION:
        return _of_operations(rows, today)
    if kind is RecordKind.RESULT:
        return _of_results(rows, today)
    return read_when(rows, today=today, required=KINDS[kind].dated), {}


def _spans(rows: Rows, name: str, today: date, days_ahead: int = 1, *, required: bool = False) -> Values:
    def clean(text: str) -> object:
        return clean_date(text, today=today, days_ahead=days_ahead)

    return rows.clean(name, clean, required=required)


def _of_lines(rows: Rows, today: date) -> tuple[When, Columns]:
    first, last = _spans(rows, "first_seen", today), _spans(rows, "last_seen", today)
    if rows.has("first_seen") or rows.has("last_seen"):
        when = When(span_columns(rows, first, last, "last_seen"))
    else:
        when = read_when(rows, today=today, required=False)
    return when, {
        "first_seen": first_days(first),
        "last_seen": last_days(last),
        "closed_on": first_days(_spans(rows, "closed_on", today)),
    }


def _of_operations(rows: Rows, today: date) -> tuple[When, Columns]:
    start = _spans(rows, "start_on", today, _DAYS_PLANNED, required=True)
    end = _spans(rows, "end_on", today, _DAYS_PLANNED)
    # "7-13 March 2022" in the start column is the whole phase.
    ends = [_later(one, two) for one, two in zip(start, end, strict=True)]
    return When(span_columns(rows, start, end, "end_on")), {"start_on": first_days(start), "end_on": last_days(ends)}


def _later(start: DateSpan | None, end: DateSpan | None) -> DateSpan | None:
    if end is not None:
        return end
    return start if start is not None and start.start.date() != start.end.date() else None


def _of_results(rows: Rows, today: date) -> tuple[When, Columns]:
    start = _spans(rows, "start", today, _DAYS_OF_A_YEAR)
    end = _spans(rows, "end", today, _DAYS_OF_A_YEAR)
    published: Columns = {
        "period_start": rows.clean("start", clean_text),
        "period_end": rows.clean("end", clean_text),
    }
    return When(span_columns(rows, start, end, "end")), published
