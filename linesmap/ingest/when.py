"""Read when each row happened: from one column or two, with a time beside it or none."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from linesmap.ingest.cleaners.base import Problem, is_blank
from linesmap.ingest.cleaners.dates import DateSpan, clean_date
from linesmap.ingest.reasons import Reason
from linesmap.ingest.rows import Rows, Values
from linesmap.model.vocabulary import DatePrecision

__all__ = ["When", "first_days", "last_days", "read_when", "span_columns"]

_MIDNIGHT = time()
_END_OF_DAY = time(23, 59)
_NO_TIME = re.compile(r"[T ]00:00(?::00)?$")


@dataclass(frozen=True)
class When:
    """When every row happened: one `DateSpan` a row, None where it is not known."""

    spans: Values

    def columns(self) -> dict[str, list[object]]:
        """Give occurred_from, occurred_to and date_precision."""
        spans = self.spans.tolist()
        return {
            "occurred_from": [span.start if span else None for span in spans],
            "occurred_to": [span.end if span else None for span in spans],
            "date_precision": [span.precision.value if span else None for span in spans],
        }

    def days(self) -> list[date | None]:
        """Give the first day of every row."""
        return [span.start.date() if span else None for span in self.spans.tolist()]


def read_when(rows: Rows, *, today: date, required: bool) -> When:
    """Read occurred_from, with the time in a column of its own, and occurred_to.

    Parameters
    ----------
    rows
        Rows without a readable start are rejected if `required`.
    today
        As in `clean_date`.

    Returns
    -------
    when
        Where every time of the table is midnight, the system that wrote it recorded days only, and so they
        are days here.
    """
    read = _reader(today, 1)
    if rows.has("time"):
        starts = rows.clean_texts(
            "occurred_from", [rows.texts("occurred_from"), rows.texts("time")], _with_time(read), required=required
        )
    else:
        starts = rows.clean("occurred_from", read, required=required)
    starts = _days_if_all_midnight(starts)
    if not rows.has("occurred_to"):
        return When(starts)
    ends = _days_if_all_midnight(rows.clean("occurred_to", read))
    return When(span_columns(rows, starts, ends, "occurred_to"))


def _reader(today: date, days_ahead: int) -> Callable[[str], DateSpan | Problem | None]:
    return lambda text: clean_date(text, today=today, days_ahead=days_ahead)


def _with_time(
    read: Callable[[str], DateSpan | Problem | None],
) -> Callable[[str, str], DateSpan | Problem | None]:
    def both(day: str, clock: str) -> DateSpan | Problem | None:
        if is_blank(day) or is_blank(clock):
            return read(day)
        together = read(f"{_NO_TIME.sub('', day.strip())} {clock.strip()}")
        if isinstance(together, DateSpan):
            return together
        alone = read(day)
        if not isinstance(alone, DateSpan):
            return alone
        message = "expected a time such as 14:30 in the time column; found other text, so the whole day is kept"
        return Problem(Reason.TIME_UNREADABLE, message, alone)

    return both


def _days_if_all_midnight(spans: Values) -> Values:
    timed = [span for span in spans if span is not None and span.precision is DatePrecision.MINUTE]
    if not timed or any(span.start.time() != _MIDNIGHT for span in timed):
        return spans
    days = spans.copy()
    for index, span in enumerate(spans):
        if span is not None and span.precision is DatePrecision.MINUTE:
            end = datetime.combine(span.start.date(), _END_OF_DAY)
            days[index] = DateSpan(span.start, end, DatePrecision.DAY)
    return days


def span_columns(rows: Rows, starts: Values, ends: Values, end_name: str) -> Values:
    """Join the spans of two columns, start and end; warn where the end lies before the start.

    Parameters
    ----------
    starts, ends
        One `DateSpan` or None a row. An end without a start stands for both.
    end_name
        Our column that a reversed range is reported under.
    """
    joined = starts.copy()
    reversed_range = Problem(Reason.DATE_RANGE_REVERSED, "expected an end after the start; found one before it")
    for index, (start, end) in enumerate(zip(starts, ends, strict=True)):
        if end is None or start is None:
            joined[index] = start or end
        elif end.end < start.start:
            rows.warn(index, end_name, reversed_range)
        elif (end.start, end.end) != (start.start, start.end):
            joined[index] = replace(start, end=end.end, precision=DatePrecision.RANGE)
    return joined


def first_days(spans: Sequence[DateSpan | None] | Values) -> list[date | None]:
    """Give the first day of every span."""
    return [span.start.date() if span else None for span in spans]


def last_days(spans: Sequence[DateSpan | None] | Values) -> list[date | None]:
    """Give the last day of every span."""
    return [span.end.date() if span else None for span in spans]
