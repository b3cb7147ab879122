"""Read ages, bands of ages and dates of birth into four bands."""

from __future__ import annotations

import re
from datetime import date

from linesmap.ingest.cleaners.base import Problem, is_blank, tidy
from linesmap.ingest.cleaners.dates import DateSpan, clean_date
from linesmap.ingest.reasons import Reason
from linesmap.model.vocabulary import DatePrecision

__all__ = ["AGE_BANDS", "FIRST_BIRTH_YEAR", "age_on", "age_range", "band_of_age", "clean_age"]

AGE_BANDS = ("under 18", "18-24", "25-34", "over 34")
_FIRST_AGES = (0, 18, 25, 35)
_OLDEST = 120
FIRST_BIRTH_YEAR = 1901  # 01/01/1900 is a filler

_AGE = re.compile(r"(?:aged? )?(\d{1,3})(?: ?(?:yrs?|years?|y/?o|yo)(?: old)?)?")
_BAND = re.compile(r"(?:aged? )?(\d{1,3}) ?(?:-|–|to|and) ?(\d{1,3})(?: ?(?:yrs?|years?))?")
_UNDER = re.compile(r"(?:under|below|less than|<) ?(\d{1,3})")
_FROM = re.compile(r"(?:(over|above|more than|>) ?(\d{1,3})|(\d{1,3}) ?(?:\+|(?:and|or) over|plus))")
_CHILD = re.compile(r"(?:a )?(?:juvenile|juv|child|minor|youth|young person|yp|under ?age)")
_ADULT = re.compile(r"adult|over ?age")


def clean_age(text: str, *, on: date | None, today: date) -> str | Problem | None:
    """Read an age into one of `AGE_BANDS`.

    Parameters
    ----------
    text
        Years (`17`), a band (`18-24`, `under 10`, `35+`), `juvenile`, or a date of birth.
    on
        Day of the record: a date of birth is turned into the age on that day.
    today
        As in `clean_date`.

    Returns
    -------
    band
        None when the cell says nothing ("adult" says too little). A `Problem` when a band lies across two of
        ours, or when a date of birth cannot be used.

    Examples
    --------
    >>> clean_age("10-17", on=None, today=date(2026, 1, 1))
    'under 18'
    >>> clean_age("01/02/2006", on=date(2022, 3, 7), today=date(2026, 1, 1))
    'under 18'
    """
    plain = tidy(text).casefold()
    if is_blank(text) or _ADULT.fullmatch(plain):
        return None
    ages = _ages(plain)
    return _band(*ages) if ages else _from_birth(text, on, today)


def age_range(text: str) -> tuple[int, int] | None:
    """Give the youngest and the oldest age, in years, that a stated age or band allows; None when it states none.

    Examples
    --------
    >>> age_range("aged 17"), age_range("25-34"), age_range("over 34"), age_range("7/3/1990")
    ((17, 17), (25, 34), (35, 120), None)
    """
    ages = _ages(tidy(text).casefold())
    return ages if ages and ages[0] <= ages[1] <= _OLDEST else None


def age_on(born: date, on: date) -> int:
    """Give the age in whole years on a day; a negative number when the day is before the birth."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def band_of_age(years: int) -> str | None:
    """Give the band of an age in years; None when nobody has it.

    Examples
    --------
    >>> band_of_age(17), band_of_age(18), band_of_age(-1)
    ('under 18', '18-24', None)
    """
    band = _band(years, years) if years >= 0 else None
    return band if isinstance(band, str) else None


def _ages(plain: str) -> tuple[int, int] | None:
    """Read the youngest and the oldest age a text allows."""
    if _CHILD.fullmatch(plain):
        return 0, _FIRST_AGES[1] - 1
    if found := _AGE.fullmatch(plain):
        return int(found[1]), int(found[1])
    if found := _BAND.fullmatch(plain):
        return int(found[1]), int(found[2])
    if found := _UNDER.fullmatch(plain):
        return 0, int(found[1]) - 1
    if found := _FROM.fullmatch(plain):
        return (int(found[2]) + 1 if found[1] else int(found[3])), _OLDEST
    return None


def _band(youngest: int, oldest: int) -> str | Problem:
    if youngest > oldest or oldest > _OLDEST:
        return _unreadable()
    first, last = (max(i for i, age in enumerate(_FIRST_AGES) if age <= years) for years in (youngest, oldest))
    if first != last:
        message = "expected an age or one of " + ", ".join(AGE_BANDS) + "; found a band that lies across two"
        return Problem(Reason.AGE_ACROSS_BANDS, message)
    return AGE_BANDS[first]


def _from_birth(text: str, on: date | None, today: date) -> str | Problem:
    span = clean_date(text, today=today, first_year=FIRST_BIRTH_YEAR)
    born = span.start.date() if isinstance(span, DateSpan) and span.precision is DatePrecision.DAY else None
    if born is None or on is None or born > on:
        return _unreadable()
    years = age_on(born, on)
    return _band(years, years)


def _unreadable() -> Problem:
    return Problem(Reason.AGE_UNREADABLE, "expected an age, a band such as 18-24 or a date of birth; found other text")
