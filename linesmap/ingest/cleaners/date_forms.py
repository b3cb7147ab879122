"""Recognise one written day, month or year: the forms a date takes before any range or time is considered.

Day first always. A two-digit year is of this century unless that year has not come yet.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from linesmap.model.vocabulary import DatePrecision

__all__ = ["MONTH", "Days", "full_year", "month_number", "read_days"]

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_MONTH_NUMBERS = {name[:3].lower(): number for number, name in enumerate(calendar.month_abbr) if name}

# Excel counts days from 30 December 1899; outside this range a bare number is not taken for a date.
_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_SERIALS = range(20_000, 80_001)
_FIRST_MONTH_OF_FINANCIAL_YEAR = 4


@dataclass(frozen=True)
class Days:
    """The first and last day of what was written, how exactly, and the text that follows it.

    `day_fraction` is the part of the day of an Excel serial number, 0 to 1.
    """

    first: date
    last: date
    precision: DatePrecision
    tail: str = ""
    day_fraction: float = 0.0


def month_number(name: str) -> int:
    """Give the number of a month from its English name, in lower case, whole or cut to three letters."""
    return _MONTH_NUMBERS[name[:3]]


def full_year(text: str, today: date) -> int:
    """Complete a year of two digits: this century, or the last one if the year has not come yet.

    Examples
    --------
    >>> full_year("22", date(2026, 1, 1)), full_year("98", date(2026, 1, 1)), full_year("2031", date(2026, 1, 1))
    (2022, 1998, 2031)
    """
    year = int(text)
    if len(text) > 2:  # noqa: PLR2004
        return year
    century = today.year // 100 * 100
    return century + year if century + year <= today.year else century - 100 + year


def _day(year: int, month: int, day: int, tail: str) -> Days:
    one = date(year, month, day)
    return Days(one, one, DatePrecision.DAY, tail)


def _month(year: int, month: int, tail: str) -> Days:
    last = calendar.monthrange(year, month)[1] if 1 <= month <= 12 else 1  # noqa: PLR2004
    return Days(date(year, month, 1), date(year, month, last), DatePrecision.MONTH, tail)


def _year_first(found: re.Match[str], _: date) -> Days:
    return _day(int(found["y"]), int(found["m"]), int(found["d"]), found["tail"])


def _day_first(found: re.Match[str], today: date) -> Days:
    return _day(full_year(found["y"], today), int(found["m"]), int(found["d"]), found["tail"])


def _named(found: re.Match[str], today: date) -> Days:
    return _day(full_year(found["y"], today), month_number(found["mon"]), int(found["d"]), found["tail"])


def _named_month(found: re.Match[str], today: date) -> Days:
    return _month(full_year(found["y"], today), month_number(found["mon"]), found["tail"])


def _numbered_month(found: re.Match[str], _: date) -> Days:
    return _month(int(found["y"]), int(found["m"]), found["tail"])


def _year(found: re.Match[str], _: date) -> Days:
    year = int(found["y"])
    return Days(date(year, 1, 1), date(year, 12, 31), DatePrecision.YEAR, found["tail"])


def _financial_year(found: re.Match[str], _: date) -> Days | None:
    year = int(found["y"])
    if (year + 1) % 100 != int(found["next"]) % 100:
        return None
    first = date(year, _FIRST_MONTH_OF_FINANCIAL_YEAR, 1)
    last = date(year + 1, _FIRST_MONTH_OF_FINANCIAL_YEAR, 1) - timedelta(days=1)
    return Days(first, last, DatePrecision.RANGE, found["tail"])


def _compact(found: re.Match[str], today: date) -> Days:
    digits = found["digits"]
    if len(digits) in (5, 7):
        digits = "0" + digits  # a spreadsheet ate the leading zero of the day
    as_day_first = (full_year(digits[4:], today), int(digits[2:4]), int(digits[:2]))
    try:
        if len(digits) == 6 or int(digits[4:]) >= 1900:  # noqa: PLR2004
            return _day(*as_day_first, found["tail"])
        return _day(int(digits[:4]), int(digits[4:6]), int(digits[6:]), found["tail"])
    except ValueError:
        if len(digits) == 6:  # noqa: PLR2004
            return _month(int(digits[:4]), int(digits[4:]), found["tail"])
        raise


def _serial(found: re.Match[str], _: date) -> Days | None:
    days = int(found["days"])
    if days not in _EXCEL_SERIALS:
        return None
    one = _EXCEL_EPOCH + timedelta(days=days)
    return Days(one, one, DatePrecision.DAY, "", float(found["part"] or 0))


_TAIL = r"(?P<tail>(?:[\s,t@(].*)?)"
_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], Days | None]], ...] = tuple(
    (re.compile(pattern), make)
    for pattern, make in (
        (r"(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})" + _TAIL, _year_first),
        (r"(?P<d>\d{1,2})\s?(?P<s>[-/. ])\s?(?P<m>\d{1,2})\s?(?P=s)\s?(?P<y>\d{4}|\d{2})" + _TAIL, _day_first),
        (rf"(?P<d>\d{{1,2}})[\s./-]*(?P<mon>{MONTH})[\s.,/'-]*(?P<y>\d{{4}}|\d{{2}})" + _TAIL, _named),
        (rf"(?P<mon>{MONTH})\s+(?P<d>\d{{1,2}}),?\s+(?P<y>\d{{4}})" + _TAIL, _named),
        (r"(?P<y>\d{4})(?:/|-)(?P<next>\d{4})" + _TAIL, _financial_year),
        (r"(?P<y>\d{4})/(?P<next>\d{2})" + _TAIL, _financial_year),
        (r"(?P<y>\d{4})-(?P<next>1[3-9]|[2-9]\d|00)" + _TAIL, _financial_year),
        (r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})" + _TAIL, _numbered_month),
        (r"(?P<m>\d{1,2})[-/.](?P<y>\d{4})" + _TAIL, _numbered_month),
        (rf"(?P<mon>{MONTH})[\s.,/'-]*(?P<y>\d{{4}}|\d{{2}})" + _TAIL, _named_month),
        (r"(?P<days>\d{5})(?P<part>\.\d+)?(?P<tail>)", _serial),
        (r"(?P<digits>\d{6,8})" + _TAIL, _compact),
        (r"(?P<y>\d{4})" + _TAIL, _year),
    )
)


def read_days(text: str, today: date) -> Days | None:
    """Read the day, month, year or financial year a text begins with.

    Parameters
    ----------
    text
        Lower case, tidy.
    today
        Decides the century of two-digit years.

    Returns
    -------
    days
        None when the text does not begin with a date.

    Raises
    ------
    ValueError
        If the shape is that of a date but there is no such day.
    """
    for pattern, make in _FORMS:
        found = pattern.fullmatch(text)
        if found:
            days = make(found, today)
            if days is not None:
                return days
    return None
