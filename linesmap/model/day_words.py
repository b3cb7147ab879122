"""Write days and periods the way every page, chart, sentence and file writes them."""

from __future__ import annotations

from datetime import date

__all__ = ["MONTHS", "day", "day_range", "published_period"]

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
"""Names of the months, January first."""

_YEAR, _MONTH = 1, 2


def day(value: date) -> str:
    """Write a date: `7 Mar 2022`."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def day_range(first: date, last: date) -> str:
    """Write two dates without repeating what they share.

    Examples
    --------
    >>> day_range(date(2025, 3, 11), date(2025, 3, 12)), day_range(date(2025, 1, 6), date(2025, 3, 30))
    ('11 to 12 Mar 2025', '6 Jan to 30 Mar 2025')
    """
    if first == last:
        return day(first)
    if first.year != last.year:
        return f"{day(first)} to {day(last)}"
    if first.month != last.month:
        return f"{first.day} {MONTHS[first.month - 1]} to {day(last)}"
    return f"{first.day} to {day(last)}"


def published_period(start: object, end: object) -> str:
    """Write a period at the precision it was published: years, months or days.

    Examples
    --------
    >>> published_period("2022-03", "2022-12"), published_period("2022-03-07", "2022-03-13")
    ('Mar to Dec 2022', '7 to 13 Mar 2022')
    >>> published_period(None, None)
    'period not stated'
    """
    first, last = _split(start), _split(end)
    if not first and not last:
        return "period not stated"
    if not last:
        return f"from {_words(first)}"
    if not first:
        return f"to {_words(last)}"
    if first == last:
        return _words(first)
    if len(first) == len(last) > _MONTH:
        return day_range(date(*first), date(*last))
    if len(first) == len(last) == _MONTH and first[0] == last[0]:
        return f"{MONTHS[first[1] - 1]} to {_words(last)}"
    return f"{_words(first)} to {_words(last)}"


def _split(text: object) -> tuple[int, ...]:
    """Read `2022`, `2022-03` or `2022-03-07`; nothing when the period is missing."""
    return tuple(int(part) for part in text.split("-")) if isinstance(text, str) and text else ()


def _words(parts: tuple[int, ...]) -> str:
    if len(parts) == _YEAR:
        return str(parts[0])
    if len(parts) == _MONTH:
        return f"{MONTHS[parts[1] - 1]} {parts[0]}"
    return day(date(*parts))
