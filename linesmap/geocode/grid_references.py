"""Read Ordnance Survey grid references, and refuse what only looks like one.

Source: Ordnance Survey, "Using the National Grid": two letters name a 100 km square (25 letters without I, twice,
counted from a false origin 1,000 km west and 500 km south of the true one), the digits are half easting, half northing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from linesmap.geocode.answers import Refusal

__all__ = ["GridCell", "parse_grid_reference"]

_LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"

# The squares with land or a charted rock of Great Britain.
_SQUARES = frozenset(
    [
        "HP",
        "HT",
        "HU",
        "HW",
        "HX",
        "HY",
        "HZ",
        "NA",
        "NB",
        "NC",
        "ND",
        "NF",
        "NG",
        "NH",
        "NJ",
        "NK",
        "NL",
        "NM",
        "NN",
        "NO",
        "NR",
        "NS",
        "NT",
        "NU",
        "NW",
        "NX",
        "NY",
        "NZ",
        "OV",
        "SC",
        "SD",
        "SE",
        "SH",
        "SJ",
        "SK",
        "SM",
        "SN",
        "SO",
        "SP",
        "SR",
        "SS",
        "ST",
        "SU",
        "SV",
        "SW",
        "SX",
        "SY",
        "SZ",
        "TA",
        "TF",
        "TG",
        "TL",
        "TM",
        "TQ",
        "TR",
        "TV",
    ]
)

_LABEL = re.compile(r"^(?:(?:osgb36|osgb|osgr|os|ngr|gr|grid ref(?:erence)?|map ref(?:erence)?|grid)\b[\s:.=]*)+", re.I)
_BRITISH = re.compile(r"([A-Za-z]{2})[\s.,/-]*(\d+)(?:[\s.,/-]+(\d+))?")
_IRISH = re.compile(r"([A-HJ-Za-hj-z])[\s.,/-]*(\d+)(?:[\s.,/-]+(\d+))?")
_DIGITS_ONLY = re.compile(r"(\d{3})[\s.,/-]*(\d{3})|(\d{4})[\s.,/-]*(\d{4})|(\d{5})[\s.,/-]*(\d{5})")
_MOST_DIGITS = 10
_LEAST_IRISH_DIGITS = 4
_ROAD_DIGITS = 4


@dataclass(frozen=True)
class GridCell:
    """The cell that a grid reference names: its centre and its size, metres, EPSG:27700."""

    easting: float
    northing: float
    cell_m: int
    text: str

    @property
    def uncertainty_m(self) -> float:
        """Half the diagonal: no point of the cell is further from its centre."""
        return self.cell_m / 2**0.5


def parse_grid_reference(text: str) -> GridCell | Refusal | None:
    """Read a grid reference in any common form.

    Parameters
    ----------
    text
        `SU 429 128`, `SU429128`, `SU4290012800`, `su 42900 12800`, `NGR SU42`; two letters and 2 to 10 digits.

    Returns
    -------
    cell
        The cell; a refusal for a reference on the Irish Grid, without letters, with an odd number of digits or in a
        square that does not exist; null for text of another form.

    Examples
    --------
    >>> parse_grid_reference("SU 429 128")
    GridCell(easting=442950.0, northing=112850.0, cell_m=100, text='SU 429 128')
    >>> parse_grid_reference("H885640").reason
    'Irish Grid reference: outside England and Wales'
    """
    plain = _LABEL.sub("", text.strip()).strip()
    labelled = plain != text.strip()
    found = _BRITISH.fullmatch(plain)
    if found:
        return _british(found[1].upper(), found[2], found[3])
    found = _IRISH.fullmatch(plain)
    if found:
        return _irish(found[1].upper(), found[2] + (found[3] or ""), labelled=labelled)
    if _DIGITS_ONLY.fullmatch(plain):
        return Refusal("digits of a grid reference without its letters: they recur in every 100 km square")
    return None


def _british(letters: str, first: str, second: str | None) -> GridCell | Refusal | None:
    digits = first + (second or "")
    if letters not in _SQUARES:
        # Two letters and digits may be many things; only a full reference is surely meant as one.
        full = len(digits) >= 6 and len(digits) % 2 == 0  # noqa: PLR2004 - six figures, the usual form
        return Refusal(f"no square {letters} on the National Grid") if full else None
    if len(digits) > _MOST_DIGITS:
        return Refusal(f"a grid reference has at most {_MOST_DIGITS} digits, found {len(digits)}")
    if second is None and len(digits) % 2:
        return Refusal("a grid reference has an even number of digits: one is missing or too many")
    if second is not None and len(first) != len(second):
        return Refusal("easting and northing of a grid reference have the same number of digits")
    half = len(digits) // 2
    size = 10 ** (5 - half)
    one, two = (_LETTERS.index(letter) for letter in letters)
    square_e = ((one - 2) % 5) * 5 + two % 5
    square_n = 19 - (one // 5) * 5 - two // 5
    easting = square_e * 100_000 + int(digits[:half]) * size + size / 2
    northing = square_n * 100_000 + int(digits[half:]) * size + size / 2
    return GridCell(easting, northing, size, f"{letters} {digits[:half]} {digits[half:]}")


def _irish(letter: str, digits: str, *, labelled: bool) -> Refusal | None:
    if len(digits) < _LEAST_IRISH_DIGITS or len(digits) % 2 or len(digits) > _MOST_DIGITS:
        return None
    if letter in "ABM" and len(digits) <= _ROAD_DIGITS and not labelled:
        return None  # the number of a road, such as B4100
    return Refusal("Irish Grid reference: outside England and Wales")
