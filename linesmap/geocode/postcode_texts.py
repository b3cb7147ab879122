"""Tell what level of postcode a text is, and what a slip of O for 0 or I for 1 may have meant.

Source of the forms: Royal Mail Programmers' Guide to the Postcode Address File: outward code of an area (one or two
letters) and a district (a digit, and a digit or letter), inward code of a sector (a digit) and a unit (two letters).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["PostcodeText", "parse_postcode", "parse_units", "slips", "unit_inside"]

# NPT was the outward code of Newport until 1984; thousands of its units are in the directory.
_UNIT = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?|NPT) *([0-9][A-Z]{2})")
_SECTOR = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?) +([0-9])(?:[A-Z]|[A-Z]?[*?X#]+)?")
_SECTOR_CLOSED = re.compile(r"([A-Z]{2}[0-9][A-Z0-9])([0-9])")
_DISTRICT = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)(?: *[*?#]+)?")
_AREA = re.compile(r"[A-Z]{1,2}")
_PSEUDO = re.compile(r"ZZ99 *[0-9][A-Z]{2}|BFPO *[0-9]+|GIR *0AA|X{2,4}[0-9X]* *[0-9X]X+")
_INSIDE = re.compile(r"(?<![A-Za-z0-9])([A-Za-z]{1,2}[0-9][A-Za-z0-9]?|NPT) ?([0-9][A-Za-z]{2})(?![A-Za-z0-9])")
_MOTORWAY = re.compile(r"M[0-9]{1,2}")

_READ_AS = {"O": "O0", "0": "0O", "I": "I1", "1": "1I", "L": "L1"}
_SHORTEST, _LONGEST = 5, 7


@dataclass(frozen=True)
class PostcodeText:
    """A postcode as written: its level (`unit`, `sector`, `district`, `area`, `pseudo`) and usual spelling.

    `certain` is false where the text may as well be something else: M4 is also a motorway, SO also a word.
    """

    level: str
    code: str
    certain: bool = True


def parse_postcode(text: str) -> PostcodeText | None:
    """Read a text that is nothing but a postcode, whole or in part.

    Parameters
    ----------
    text
        `SO14 7LW`, `so147lw`, `SO14 7`, `SO14 7**`, `SO14`, `SO`.

    Returns
    -------
    postcode
        Null for text of another form. Whether the postcode exists is not asked here.

    Examples
    --------
    >>> parse_postcode("so147lw")
    PostcodeText(level='unit', code='SO14 7LW', certain=True)
    >>> parse_postcode("SO14 7").level
    'sector'
    """
    plain = re.sub(r"[\s\u00a0]+", " ", text.upper()).strip(" .,;:-")
    found = _UNIT.fullmatch(plain.replace("-", " ").replace(".", " "))
    if found:
        level = "pseudo" if found[1] == "ZZ99" else "unit"
        return PostcodeText(level, f"{found[1]} {found[2]}")
    if _PSEUDO.fullmatch(plain):
        return PostcodeText("pseudo", plain)
    found = _SECTOR.fullmatch(plain) or _SECTOR_CLOSED.fullmatch(plain)
    if found:
        return PostcodeText("sector", f"{found[1]} {found[2]}")
    found = _DISTRICT.fullmatch(plain)
    if found:
        return PostcodeText("district", found[1], certain=not _MOTORWAY.fullmatch(plain))
    if _AREA.fullmatch(plain):
        return PostcodeText("area", plain, certain=len(plain) == 2 and text.strip().isupper())  # noqa: PLR2004
    return None


def parse_units(texts: Sequence[str]) -> list[str | None]:
    """Read many texts at once that may be unit postcodes; a hundred times faster than one by one.

    Returns
    -------
    codes
        The usual spelling, or null where `parse_postcode` would not answer a unit.
    """
    upper = pc.utf8_upper(pa.array(texts, type=pa.string()))
    whole = r"^[\s.,;:-]*([A-Z]{1,2}[0-9][A-Z0-9]?|NPT)[\s.-]*([0-9][A-Z]{2})[\s.,;:-]*$"
    units = pc.and_(pc.match_substring_regex(upper, whole), pc.invert(pc.match_substring(upper, "ZZ99")))
    codes: list[str | None] = pc.if_else(units, pc.replace_substring_regex(upper, whole, r"\1 \2"), None).to_pylist()
    return codes


def unit_inside(text: str) -> str | None:
    """Find the only unit postcode within a longer text, such as an address; null if there is none, or several."""
    found = {f"{outward.upper()} {inward.upper()}" for outward, inward in _INSIDE.findall(text)}
    return found.pop() if len(found) == 1 else None


def slips(text: str) -> list[str]:
    """List the unit postcodes that a text becomes when O and 0, or I, L and 1, are read for each other.

    Examples
    --------
    >>> slips("S014 7LW")
    ['SO14 7LW']
    """
    plain = re.sub(r"[^A-Z0-9]", "", text.upper())
    if not _SHORTEST <= len(plain) <= _LONGEST:
        return []
    readings = {"".join(each) for each in itertools.product(*(_READ_AS.get(letter, letter) for letter in plain))}
    found = (_UNIT.fullmatch(reading) for reading in sorted(readings - {plain}))
    return [f"{match[1]} {match[2]}" for match in found if match]
