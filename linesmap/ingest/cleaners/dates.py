"""Read dates, times and ranges as police records write them: day first, Europe/London, precision kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from linesmap.ingest.cleaners.base import Problem, is_blank, tidy
from linesmap.ingest.cleaners.date_forms import MONTH, Days, read_days
from linesmap.ingest.cleaners.times import ClockTime, read_time, read_time_range
from linesmap.ingest.reasons import Reason
from linesmap.model.vocabulary import DatePrecision

__all__ = ["DateSpan", "clean_date"]

_LONDON = ZoneInfo("Europe/London")
FIRST_YEAR = 1974  # the Police National Computer began; earlier dates are fillers such as 01/01/1900
_LAST_MINUTE = time(23, 59)
_EXPECTED = "expected a day-first date such as 7/3/2022"

_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})[t ](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s?(z|utc|[+-]\d{2}:?\d{2})?")
_NOISE = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b[.,]?"
    r"|\b(?:approximately|approx|circa|about|around|on or about|between|btwn|btw|from|the|of|at|on|gmt|bst"
    r"|early|mid|late|overnight|fy|financial year)\b\.?"
    r"|(?:^|(?<=\s))c\.(?=\s?\d)|[~?]"
)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
_WEEK = re.compile(r"(?:w/?c|week commencing|week beginning)\s+(.+)")

_CLOCK = r"(?:\d{1,2}:\d{2}(?::\d{2})?\s?(?:[ap]m|hrs?|h)?|\d{1,2}\.?\d{2}\s?(?:hrs?|hours|h|[ap]m)|\d{1,2}\s?[ap]m)"
_TIME_FIRST = re.compile(rf"((?:(?:{_CLOCK}|\d{{4}})\s*(?:-|to|and)\s*)?{_CLOCK})[\s,]+(.+)")

_THROUGH = r"(?:\s*(?:-|–|—|&|\bto\b|\band\b)\s*)"
_SAME_MONTH = (
    # 1-3 mar 2022 and 1/2 march 2022
    re.compile(rf"(\d{{1,2}})(?:{_THROUGH}|/)(\d{{1,2}})([\s./-]*{MONTH}[\s.,/'-]*(?:\d{{4}}|\d{{2}}))"),
    # 11-12/03/2025
    re.compile(rf"(\d{{1,2}}){_THROUGH}(\d{{1,2}})([/.]\d{{1,2}}[/.](?:\d{{4}}|\d{{2}}))"),
)
_SPLITS = (
    re.compile(r"\s+(?:-|–|—|to|and|until|till|through)\s+"),
    re.compile(r"(?<=\d{4}-\d\d-\d\d)/"),
    re.compile(r"\s*[–—]\s*|(?<=\d)-(?=\d{1,2}[/.])"),
)
_YEARLESS = re.compile(rf"\d{{1,2}}[\s./-]*{MONTH}|\d{{1,2}}[/.]\d{{1,2}}")


@dataclass(frozen=True)
class DateSpan:
    """When something happened: local time (Europe/London, no zone attached), both ends included.

    A time given to the minute has start equal to end; a day runs from 00:00 to 23:59, a month from its
    first day to its last.
    """

    start: datetime
    end: datetime
    precision: DatePrecision


class _NotADateError(ValueError):
    """The text has not the shape of a date."""


class _TimeUnreadableError(ValueError):
    """The date is read, what follows it is not a time."""

    def __init__(self, whole_day: DateSpan) -> None:
        super().__init__()
        self.whole_day = whole_day


def clean_date(
    text: str, *, today: date, days_ahead: int = 1, first_year: int = FIRST_YEAR
) -> DateSpan | Problem | None:
    """Read a date, with or without a time, or a range of dates.

    Parameters
    ----------
    text
        Such as `7/3/22`, `07-MAR-22`, `2022-03-07T14:30`, `070322`, `7 March 22 approx 1430hrs`, `44627`
        (Excel), `btwn 1-3 Mar 2022`, `11-12/03/2025`, `w/c 7/3/22`, `2022-03`, `2021/22` (financial year).
    today
        Decides the century of two-digit years and what lies in the future.
    days_ahead
        How many days after `today` a date may begin.
    first_year
        Dates before this year are taken for slips or fillers.

    Returns
    -------
    span
        None when the cell says nothing; a `Problem` when it is no date. A problem with a `value` means that
        the day was read and the time beside it was not.

    Examples
    --------
    >>> span = clean_date("7/3/22 1430hrs", today=date(2026, 1, 1))
    >>> span.start.isoformat(), span.precision.value
    ('2022-03-07T14:30:00', 'minute')
    """
    if is_blank(text):
        return None
    try:
        span = _read(tidy(text).casefold(), today)
    except _TimeUnreadableError as error:
        problem = _implausible(error.whole_day, today, days_ahead, first_year)
        message = "expected a time such as 14:30 after the date; found other text, so the whole day is kept"
        return problem or Problem(Reason.TIME_UNREADABLE, message, error.whole_day)
    except _NotADateError:
        return _problem(Reason.DATE_UNREADABLE, "text that is not a date")
    except (ValueError, OverflowError):
        return _problem(Reason.DATE_IMPOSSIBLE, "a day that does not exist")
    return _implausible(span, today, days_ahead, first_year) or span


def _problem(code: Reason, found: str) -> Problem:
    return Problem(code, f"{_EXPECTED}; found {found}")


def _implausible(span: DateSpan, today: date, days_ahead: int, first_year: int) -> Problem | None:
    if span.end < span.start:
        return _problem(Reason.DATE_RANGE_REVERSED, "an end before the start")
    if span.start.year < first_year:
        return _problem(Reason.DATE_TOO_EARLY, f"one before {first_year}")
    if span.start.date() > today + timedelta(days=days_ahead):
        return _problem(Reason.DATE_IN_FUTURE, "one in the future")
    return None


def _read(text: str, today: date) -> DateSpan:
    if iso := _ISO.fullmatch(text):
        return _read_iso(iso)
    plain = " ".join(_ORDINAL.sub("", _NOISE.sub(" ", text)).split()).strip(" ,.")
    if week := _WEEK.fullmatch(plain):
        first = _point(week[1], today)
        return DateSpan(first.start, first.end + timedelta(days=6), DatePrecision.RANGE)
    if turned := _TIME_FIRST.fullmatch(plain):
        plain = f"{turned[2]} {turned[1]}"
    for pattern in _SAME_MONTH:
        if found := pattern.fullmatch(plain):
            return _between(_point(found[1] + found[3], today), _point(found[2] + found[3], today))
    # "7/3/22 1400-1600" is one day with two times; only what is not one day is tried as two dates.
    try:
        return _point(plain, today)
    except (_NotADateError, _TimeUnreadableError):
        for pattern in _SPLITS:
            left, *right = pattern.split(plain, maxsplit=1)
            if right:
                return _range(left, right[0], today)
        raise


def _read_iso(found: re.Match[str]) -> DateSpan:
    day, hour, minute, second, zone = found.groups()
    at = datetime.fromisoformat(day) + timedelta(hours=int(hour), minutes=int(minute), seconds=int(second or 0))
    if (int(hour), int(minute)) > (24, 0) or int(minute) > 59 or int(second or 0) > 59:  # noqa: PLR2004
        raise ValueError
    if zone:
        offset = UTC if zone in ("z", "utc") else datetime.strptime(zone.replace(":", ""), "%z").tzinfo
        at = at.replace(tzinfo=offset).astimezone(_LONDON).replace(tzinfo=None)
    return DateSpan(at, at, DatePrecision.MINUTE)


def _point(text: str, today: date) -> DateSpan:
    """Read one date and what follows it."""
    days = read_days(text, today)
    if days is None:
        raise _NotADateError
    return _with_time(days)


def _with_time(days: Days) -> DateSpan:
    midnight = datetime.combine(days.first, time())
    whole = DateSpan(midnight, datetime.combine(days.last, _LAST_MINUTE), days.precision)
    if days.day_fraction:
        at = midnight + timedelta(seconds=round(days.day_fraction * 86_400))
        return DateSpan(at, at, DatePrecision.MINUTE)
    tail = days.tail.strip(" ,@()")
    is_time, clock = read_time(tail)
    times = (clock, clock) if is_time else read_time_range(tail)
    if times is None:
        if any(character.isdecimal() for character in tail):
            raise _TimeUnreadableError(whole)
        return whole  # words such as "evening" say nothing that can be kept
    if days.precision is not DatePrecision.DAY:
        raise _TimeUnreadableError(whole)
    start, end = _at(days.first, times[0]), _at(days.first, times[1])
    if end < start:
        end += timedelta(days=1)  # 2200-0200 ends on the next day
    return DateSpan(start, end, DatePrecision.MINUTE if start == end else DatePrecision.RANGE)


def _at(day: date, clock: ClockTime) -> datetime:
    return datetime.combine(day, clock) if clock is not None else datetime.combine(day + timedelta(days=1), time())


def _range(left: str, right: str, today: date) -> DateSpan:
    """Read two dates; the first may borrow the year of the second."""
    last = _point(right, today)
    if not _YEARLESS.fullmatch(left):
        return _between(_point(left, today), last)
    separator = "/" if left[-1].isdecimal() else " "
    first = _point(f"{left}{separator}{last.start.year}", today)
    if first.start > last.end:
        first = _point(f"{left}{separator}{last.start.year - 1}", today)
    return _between(first, last)


def _between(first: DateSpan, last: DateSpan) -> DateSpan:
    return DateSpan(first.start, last.end, DatePrecision.RANGE)
