"""Read the time of day written beside a date."""

from __future__ import annotations

import re
from datetime import time

__all__ = ["MIDNIGHT_AFTER", "ClockTime", "read_time", "read_time_range"]

ClockTime = time | None
"""A time of day; `MIDNIGHT_AFTER` (None) is 24:00, the midnight that ends the day."""

MIDNIGHT_AFTER: ClockTime = None

_WORDS = {"midday": time(12), "noon": time(12), "midnight": time(0)}
_COLON = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?\s*([ap]\.?m\.?)?\s*(?:hrs?|hours|h)?")
_FOUR = re.compile(r"(\d{2})(\d{2})(\d{2})?\s*(?:hrs?|hours|h)?")
_HOUR = re.compile(r"(\d{1,2})\s*([ap]\.?m\.?)")
_RANGE = re.compile(r"(.+?)\s*(?:-|–|—|\bto\b|\band\b|\buntil\b|\btill\b)\s*(.+)")


class _NotATimeError(ValueError):
    """The text is not a time of day."""


def read_time(text: str) -> tuple[bool, ClockTime]:
    """Read a time such as 14:30, 1430hrs, 14.30, 2.30pm, 2pm, noon or 24:00.

    Parameters
    ----------
    text
        Lower case, without white space around it.

    Returns
    -------
    found, clock_time
        Whether it is a time, and which; `MIDNIGHT_AFTER` for 24:00.

    Examples
    --------
    >>> read_time("1430hrs")
    (True, datetime.time(14, 30))
    >>> read_time("24:00")
    (True, None)
    >>> read_time("25:00")[0]
    False
    """
    try:
        return True, _read(text)
    except _NotATimeError:
        return False, None


def _read(text: str) -> ClockTime:
    if text in _WORDS:
        return _WORDS[text]
    if found := _COLON.fullmatch(text):
        return _make(found[1], found[2], found[3], found[4])
    if found := _FOUR.fullmatch(text):
        return _make(found[1], found[2], found[3], None)
    if found := _HOUR.fullmatch(text):
        return _make(found[1], "0", None, found[2])
    raise _NotATimeError


def _make(hour_text: str, minute_text: str, second_text: str | None, half: str | None) -> ClockTime:
    hour, minute, second = int(hour_text), int(minute_text), int(second_text or 0)
    if half:
        if not 1 <= hour <= 12:  # noqa: PLR2004
            raise _NotATimeError
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if (hour, minute, second) == (24, 0, 0):
        return MIDNIGHT_AFTER
    try:
        return time(hour, minute, second)
    except ValueError as error:
        raise _NotATimeError from error


def read_time_range(text: str) -> tuple[ClockTime, ClockTime] | None:
    """Read two times of one day, such as 1400-1600 or 14:00 to 16:00.

    Examples
    --------
    >>> read_time_range("1400-1600hrs")
    (datetime.time(14, 0), datetime.time(16, 0))
    >>> read_time_range("1400") is None
    True
    """
    found = _RANGE.fullmatch(text)
    if not found:
        return None
    (is_start, start), (is_end, end) = read_time(found[1].strip()), read_time(found[2].strip())
    return (start, end) if is_start and is_end else None
