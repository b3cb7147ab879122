"""Read vehicle registration marks of Great Britain and Northern Ireland."""

from __future__ import annotations

import re

from linesmap.ingest.cleaners.base import Problem, is_blank, squash, tidy
from linesmap.ingest.reasons import Reason

__all__ = ["clean_vehicle"]

_UNMISTAKABLE = (
    r"[A-Z]{2}\d{2}[A-Z]{3}",  # since 2001: AB12 CDE
    r"[A-HJ-NPR-TV-Y]\d{1,3}[A-Z]{3}",  # prefix, 1983 to 2001: A123 BCD
    r"[A-Z]{3}\d{1,3}[A-HJ-NPR-TV-Y]",  # suffix, 1963 to 1983: ABC 123D
)
_SHORT = (
    r"[A-Z]{3}\d{1,4}",  # dateless, and Northern Ireland: ABZ 1234
    r"[A-Z]{1,2}\d{1,4}",
    r"\d{1,4}[A-Z]{1,3}",
)
_WHOLE = re.compile("|".join((*_UNMISTAKABLE, *_SHORT)))
# Only the long forms are looked for inside other words: "A303" is a road.
_LETTER = "[A-HJ-NPR-TV-Y]"
_LONG = rf"[A-Z]{{2}}\d{{2}} ?[A-Z]{{3}}|{_LETTER}\d{{1,3}} ?[A-Z]{{3}}|[A-Z]{{3}} ?\d{{1,3}}{_LETTER}"
_INSIDE = re.compile(rf"(?<![A-Z0-9])(?:{_LONG})(?![A-Z0-9])")
_NO_VEHICLE = frozenset(
    {"sorn", "novehicle", "onfoot", "foot", "noplates", "noplate", "falseplates", "bike", "bicycle", "escooter", "nil"}
)


def clean_vehicle(text: str) -> str | Problem | None:
    """Read one registration mark or several.

    Parameters
    ----------
    text
        Such as `AB12 CDE`, `a123bcd`, `AB12CDE (blue Ford)`; several separated by `;`, `,` or `/`.

    Returns
    -------
    marks
        Upper case without spaces, separated by semicolons. None when the cell says nothing ("SORN", "on
        foot"). A `Problem` for a partial mark such as `AB12*` or another text. O and 0, I and 1 are never
        exchanged.

    Examples
    --------
    >>> clean_vehicle("ab12 cde"), clean_vehicle("SORN")
    ('AB12CDE', None)
    """
    marks: list[str] = []
    unread = False
    for part in re.split(r"[;,/|&]|\s+and\s+", tidy(text)):
        if is_blank(part) or squash(part) in _NO_VEHICLE:
            continue
        bare = re.sub(r"[\s.\-]", "", part).upper()
        if _WHOLE.fullmatch(bare):
            marks.append(bare)
        elif found := _INSIDE.findall(part.upper()):
            marks += [mark.replace(" ", "") for mark in found]
        else:
            unread = True
    value = ";".join(dict.fromkeys(marks)) or None
    if unread:
        message = "expected a registration mark such as AB12 CDE; found a partial one or other text"
        return Problem(Reason.VEHICLE_UNREADABLE, message, value)
    return value
