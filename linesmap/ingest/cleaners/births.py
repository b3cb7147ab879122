"""Read dates of birth, and keep what was written of those that are no date."""

from __future__ import annotations

import re
from datetime import date

from linesmap.ingest.cleaners.ages import FIRST_BIRTH_YEAR, age_range
from linesmap.ingest.cleaners.base import Problem, is_blank, tidy
from linesmap.ingest.cleaners.dates import DateSpan, clean_date
from linesmap.ingest.reasons import Reason

__all__ = ["birth_in_age", "birth_years", "clean_birth", "is_birth_date"]

# What stands for nothing: the first day of a spreadsheet, and the day people write for "not known".
_FILLERS = frozenset({date(1900, 1, 1), date(1899, 12, 30), date(1899, 12, 31)})
_SAID = re.compile(r"^(?:d\.?\s?o\.?\s?b\.?|date of birth|born(?: on)?)\s*[:=]?\s*(?=\d)", re.IGNORECASE)
_CLOCK = re.compile(r"[t ]\d{1,2}:\d{2}.*$", re.IGNORECASE)
_MOST_DIGITS = 8  # of a day, a month and a year; what has more is something else
_LAST_DAY = (12, 31)
_PARTS = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?P<day>\d{1,2})[/. -](?P<month>\d{1,2})[/. -](?P<year>\d{4})\b",
        r"(?P<year>\d{4})[/. -](?P<month>\d{1,2})[/. -](?P<day>\d{1,2})\b",
        r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})$",
        r"(?P<day>\d{2})(?P<month>\d{2})(?P<year>(?:19|20)\d{2})$",
    )
)


def clean_birth(text: str, *, today: date) -> str | Problem | None:
    """Read a date of birth.

    Parameters
    ----------
    text
        As `clean_date` reads a day, from 1901 on.
    today
        Decides the century of two-digit years; nobody was born after it.

    Returns
    -------
    born
        YYYY-MM-DD. None when the cell says nothing, which the filler 01/01/1900 does not. A `Problem` when it is no
        date of birth; its value is what was written, as YYYY-MM-DD where day, month and year can be told apart, else
        the digits; None when there are none or too many for a date.

    Examples
    --------
    >>> clean_birth("4 May 61", today=date(2026, 1, 1)), clean_birth("01/01/1900", today=date(2026, 1, 1))
    ('1961-05-04', None)
    >>> clean_birth("31/02/1990", today=date(2026, 1, 1)).value
    '1990-02-31'
    """
    plain = _SAID.sub("", tidy(text))
    if is_blank(plain):
        return None
    day = _day(plain, today)
    if day in _FILLERS:
        return None
    if day and day.year >= FIRST_BIRTH_YEAR:
        return day.isoformat()
    digits = re.sub(r"[^0-9]", "", _CLOCK.sub("", plain))
    if digits and not digits.strip("0"):
        return None
    message = "expected a date of birth such as 7/3/1990; found none, so its digits are kept as written"
    kept = digits if digits and len(digits) <= _MOST_DIGITS else None
    return Problem(Reason.BIRTH_UNREADABLE, message, _in_order(plain) or kept)


def _in_order(plain: str) -> str | None:
    """Put the parts of what is no date into the order of one, so that it can be compared with one."""
    for pattern in _PARTS:
        found = pattern.match(plain)
        if found:
            return f"{found['year']}-{int(found['month']):02d}-{int(found['day']):02d}"
    return None


def _day(plain: str, today: date) -> date | None:
    span = clean_date(plain, today=today, days_ahead=0, first_year=1)
    if isinstance(span, Problem):
        span = span.value
    return span.start.date() if isinstance(span, DateSpan) and span.start.date() == span.end.date() else None


def is_birth_date(born: str | None) -> bool:
    """Tell whether what `clean_birth` gives is a date, and not only looks like one."""
    try:
        return bool(born) and bool(date.fromisoformat(str(born)))
    except ValueError:
        return False


def birth_in_age(text: str, *, today: date) -> str | None:
    """Find a date of birth in a column of ages, which may hold either; None when there is none.

    Examples
    --------
    >>> birth_in_age("DOB 1/1/2006", today=date(2026, 1, 1)), birth_in_age("17", today=date(2026, 1, 1))
    ('2006-01-01', None)
    """
    if not any(character.isdecimal() for character in text) or age_range(text):
        return None
    born = clean_birth(text, today=today)
    return born if isinstance(born, str) else None


def birth_years(born: str | None, age: str, first: date | None, last: date | None) -> tuple[int, int] | None:
    """Give the earliest and the latest year of birth that a date of birth, or else an age, allows.

    Parameters
    ----------
    born
        As `clean_birth` gives it; digits that are no date say nothing.
    age
        As written.
    first, last
        First and last day of the record that states the age; without them an age says nothing.

    Examples
    --------
    >>> birth_years(None, "17", date(2022, 3, 7), date(2022, 3, 7))
    (2004, 2005)
    """
    if born and is_birth_date(born):
        return int(born[:4]), int(born[:4])
    ages = age_range(age)
    if ages is None or first is None or last is None:
        return None
    youngest, oldest = ages
    # Who is 17 turned 17 at most a year ago less a day: on 31 December that is all in one year.
    return first.year - oldest - ((first.month, first.day) != _LAST_DAY), last.year - youngest
