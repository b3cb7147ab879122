"""Tidy the parts of a location: postcodes and grid references. Locating them is the geocoder's work."""

from __future__ import annotations

import re

from linesmap.ingest.cleaners.base import Problem, is_blank, tidy
from linesmap.ingest.reasons import Reason

__all__ = ["clean_grid_reference", "clean_postcode"]

_OUTWARD = r"(?:[A-Z]{1,2}\d[A-Z\d]?|GIR|BFPO|NPT)"
_UNIT = re.compile(rf"({_OUTWARD})(\d[A-Z]{{2}})")
_SECTOR = re.compile(rf"({_OUTWARD})(\d)")
_PARTIAL = re.compile(rf"({_OUTWARD})(?: (\d[A-Z]?))?|[A-Z]{{1,2}}|BFPO ?\d{{1,4}}")


def clean_postcode(text: str) -> str | Problem | None:
    """Put a postcode, whole or in part, into upper case with one space.

    Returns
    -------
    postcode
        `SO14 7LW` (unit), `SO14 7` (sector), `SO14` (district) or `SO` (area). None when the cell says
        nothing. A `Problem` whose value is the text in upper case when it is not shaped like a postcode;
        O and 0, I and 1 are not exchanged: the geocoder suggests, a person decides.

    Examples
    --------
    >>> clean_postcode("so147lw"), clean_postcode("SO14 7"), clean_postcode("so14")
    ('SO14 7LW', 'SO14 7', 'SO14')
    """
    if is_blank(text):
        return None
    upper = tidy(text).upper().strip(".,;()")
    unit = _UNIT.fullmatch(re.sub(r"[\s.-]", "", upper))
    if unit:
        return f"{unit[1]} {unit[2]}"
    if _PARTIAL.fullmatch(upper):
        return upper
    if sector := _SECTOR.fullmatch(upper):
        return f"{sector[1]} {sector[2]}"
    message = "expected a postcode such as SO14 7LW or SO14; found text of another shape, passed on as it is"
    return Problem(Reason.POSTCODE_UNUSUAL, message, upper)


def clean_grid_reference(text: str) -> str | None:
    """Put a grid reference into upper case; it is read, or refused, by the geocoder.

    Examples
    --------
    >>> clean_grid_reference(" su 429 128")
    'SU 429 128'
    """
    return None if is_blank(text) else tidy(text).upper()
