"""Read plain numbers, counts, percentages and coordinates."""

from __future__ import annotations

import math
import re

from linesmap.ingest.cleaners.base import Problem, is_blank, tidy
from linesmap.ingest.cleaners.bounds import take_bound
from linesmap.ingest.reasons import Reason

__all__ = ["NUMBER", "clean_coordinate", "clean_count", "clean_number", "clean_percent", "to_float"]

# 1,200.5 or 1200.5 or .5; a comma counts as a thousands separator only before groups of three digits.
NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?|\.\d+)"

_SIGNED = re.compile(rf"[+-]?\s?{NUMBER}(?:e[+-]?\d{{1,2}})?", re.IGNORECASE)
_COUNT_WORDS = {
    word: number
    for number, word in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    )
}
_MOST = 1_000_000_000
_DEGREES = re.compile(
    r"([+-]?)\s*(\d{1,3}(?:\.\d+)?)\s*(?:[°ºd]|deg)?\s*(?:(\d{1,2}(?:\.\d+)?)\s*['’′m]\s*)?"
    r"(?:(\d{1,2}(?:\.\d+)?)\s*[\"”″s]\s*)?([nsew])?",
    re.IGNORECASE,
)


def to_float(text: str) -> float:
    """Turn the text of a number, with or without thousands separators, into a float.

    Raises
    ------
    ValueError
        If it is not a number.

    Examples
    --------
    >>> to_float("1,200"), to_float("0,5"), to_float(".3")
    (1200.0, 0.5, 0.3)
    """
    if re.fullmatch(r"[+-]?\s?\d+,\d{1,2}", text):
        return float(text.replace(",", ".").replace(" ", ""))
    return float(text.replace(",", "").replace(" ", ""))


def clean_number(text: str) -> float | Problem | None:
    """Read a number; words around it, such as "approx", are left out.

    Returns
    -------
    number
        None when the cell says nothing, a `Problem` when it is not one number.

    Examples
    --------
    >>> clean_number("442,900")
    442900.0
    """
    if is_blank(text):
        return None
    _, rest = take_bound(tidy(text))
    found = _SIGNED.fullmatch(rest)
    if not found:
        return Problem(Reason.NUMBER_UNREADABLE, "expected a number such as 1200 or 0.5; found other text")
    value = to_float(found[0])
    if not math.isfinite(value):
        return Problem(Reason.OUT_OF_RANGE, "expected a number of ordinary size; found one too large")
    return value


def clean_count(text: str) -> int | Problem | None:
    """Read a whole number of things, 0 or more, in digits or, up to twelve, in words.

    Examples
    --------
    >>> clean_count("two"), clean_count("1,340"), clean_count("3.0")
    (2, 1340, 3)
    """
    if is_blank(text):
        return None
    _, rest = take_bound(tidy(text).casefold())
    value = _COUNT_WORDS.get(rest)
    number = float(value) if value is not None else clean_number(rest)
    if isinstance(number, Problem) or number is None or number != int(number) or not 0 <= number <= _MOST:
        return Problem(Reason.NUMBER_UNREADABLE, "expected a whole number, 0 or more; found something else")
    return int(number)


def clean_percent(text: str) -> float | Problem | None:
    """Read a percentage, 0 to 100. A share such as 0.38 is not scaled: it is read as 0.38 per cent.

    Examples
    --------
    >>> clean_percent("38 %"), clean_percent("63pc")
    (38.0, 63.0)
    """
    if is_blank(text):
        return None
    bare = re.sub(r"\s*(?:%|per\s?cent|pc|pct)\s*$", "", tidy(text), flags=re.IGNORECASE)
    number = clean_number(bare)
    if number is None or isinstance(number, Problem):
        return Problem(Reason.NUMBER_UNREADABLE, "expected a percentage such as 38; found other text")
    if not 0 <= number <= 100:  # noqa: PLR2004
        return Problem(Reason.OUT_OF_RANGE, "expected a percentage from 0 to 100; found a number outside it")
    return number


def clean_coordinate(text: str) -> float | Problem | None:
    """Read an easting, northing, latitude or longitude: a number, or degrees with minutes and seconds.

    Returns
    -------
    coordinate
        Degrees or metres as the column means; south and west are negative.

    Examples
    --------
    >>> clean_coordinate("-1.3912"), clean_coordinate("1.3912 W"), clean_coordinate("51° 30' N")
    (-1.3912, -1.3912, 51.5)
    """
    number = clean_number(text)
    if not isinstance(number, Problem):
        return number
    found = _DEGREES.fullmatch(tidy(text))
    if not found:
        return Problem(Reason.NUMBER_UNREADABLE, "expected a coordinate such as 51.4545 or 442900; found other text")
    sign, degrees, minutes, seconds, side = found.groups()
    value = float(degrees) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
    return -value if sign == "-" or (side or "").casefold() in {"s", "w"} else value
