"""Read coordinates written in one text: latitude and longitude, or easting and northing.

Latitude comes first, as people write it. Whether the numbers make sense is judged in `points`, for columns too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

__all__ = ["EastingNorthing", "LatLon", "parse_coordinates"]


@dataclass(frozen=True)
class LatLon:
    """Two angles in degrees, EPSG:4326, in the order they were written: latitude first unless letters say otherwise."""

    lat: float
    lon: float


@dataclass(frozen=True)
class EastingNorthing:
    """Two lengths in metres, EPSG:27700, in the order they were written: easting first."""

    easting: float
    northing: float


_WORDS = re.compile(r"\b(?:lat(?:itude)?|lon(?:g(?:itude)?)?|lng)\b[\s:=.]*|[()\[\]]", re.I)
_LON_FIRST = re.compile(r"^\W*lo?ng?", re.I)
_EN_WORDS = re.compile(r"\b(?:easting|northing|e|n|x|y)\b\s*[:=]?\s*(?=\d)|[()\[\]]", re.I)
_NORTHING_FIRST = re.compile(r"^\W*(?:northing|n)\b", re.I)

_BETWEEN = r"\s*[,;/|]?\s*"
_DECIMAL = r"([+-]?\d{1,2}[.]\d+)\s*°?"
_PLAIN_PAIR = re.compile(rf"{_DECIMAL}(?:\s*[,;/|]\s*|\s+){_DECIMAL}")
_ANGLE = (
    r"(\d{1,3}(?:[.]\d+)?)\s*[°º]?\s*(?:(\d{1,2}(?:[.]\d+)?)\s*['′’]?\s*)?(?:(\d{1,2}(?:[.]\d+)?)\s*(?:\"|″|”|'')?\s*)?"
)
_LETTERED_PAIR = re.compile(rf"{_ANGLE}([NSEW]){_BETWEEN}{_ANGLE}([NSEW])", re.I)
_LEADING_PAIR = re.compile(rf"([NSEW])\s*{_ANGLE}{_BETWEEN}([NSEW])\s*{_ANGLE}", re.I)
_NULL_PAIR = re.compile(r"0+(?:[.]0*)?(?:\s*[,;/|]\s*|\s+)0+(?:[.]0*)?")
_METRES = r"(\d{5,7}(?:[.]\d+)?)\s*m?"
_METRES_PAIR = re.compile(rf"{_METRES}(?:\s*[,;/|]\s*|\s+){_METRES}")


def parse_coordinates(text: str) -> LatLon | EastingNorthing | None:
    """Read a pair of coordinates from one cell.

    Parameters
    ----------
    text
        `51.4545,-2.5879`, `51.4545 N 2.5879 W`, `51°27'16"N 2°35'16"W`, `lat 51.45 lon -2.59`, or
        `442900,112800`, `E442900 N112800`. A latitude or longitude without letters needs its decimals.

    Returns
    -------
    pair
        In degrees or metres; null for text of another form.

    Examples
    --------
    >>> parse_coordinates("51.4545,-2.5879")
    LatLon(lat=51.4545, lon=-2.5879)
    >>> parse_coordinates("442900 112800")
    EastingNorthing(easting=442900.0, northing=112800.0)
    """
    stripped = text.strip()
    spaced = re.sub(r"(?<=[A-Za-z])(?=\d)", " ", stripped)
    found = _METRES_PAIR.fullmatch(_EN_WORDS.sub(" ", spaced).strip(" ,;"))
    if found:
        first, second = float(found[1]), float(found[2])
        return EastingNorthing(second, first) if _NORTHING_FIRST.match(spaced) else EastingNorthing(first, second)
    if _NULL_PAIR.fullmatch(stripped):
        return LatLon(0.0, 0.0)
    plain = _WORDS.sub(" ", stripped).strip(" ,;")
    found = _PLAIN_PAIR.fullmatch(plain)
    if found:
        first, second = float(found[1]), float(found[2])
        return LatLon(second, first) if _LON_FIRST.match(stripped) else LatLon(first, second)
    found = _LETTERED_PAIR.fullmatch(plain)
    if found:
        return _lettered((found[4], found[1], found[2], found[3]), (found[8], found[5], found[6], found[7]))
    found = _LEADING_PAIR.fullmatch(plain)
    if found:
        return _lettered((found[1], found[2], found[3], found[4]), (found[5], found[6], found[7], found[8]))
    return None


_Angle = tuple[str, str, str | None, str | None]


def _lettered(one: _Angle, two: _Angle) -> LatLon | None:
    """Read two angles with compass letters, in either order; null unless one is of each kind."""
    if one[0].upper() in "EW":
        one, two = two, one
    if one[0].upper() not in "NS" or two[0].upper() not in "EW":
        return None
    return LatLon(_degrees(one), _degrees(two))


def _degrees(angle: _Angle) -> float:
    letter, degrees, minutes, seconds = angle
    value = float(degrees) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
    return -value if letter.upper() in "SW" else value
