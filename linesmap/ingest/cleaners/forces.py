"""Read the names of police forces into their codes."""

from __future__ import annotations

import re

from linesmap.ingest.cleaners.base import Problem, is_blank, tidy
from linesmap.ingest.reasons import Reason
from linesmap.reference.forces import find_force

__all__ = ["clean_force", "clean_forces"]

_MESSAGE = "expected a police force such as Hampshire, HIOW or 44; found another word"
_LISTED = (r"[;\n|]", r"[,/]", r"\s+(?:and|&)\s+|\+")


def clean_force(text: str) -> str | Problem | None:
    """Read one force, by name, abbreviation, former name or number.

    Returns
    -------
    code
        The force's code, such as `E23000030`. None when the cell says nothing.
    """
    if is_blank(text):
        return None
    force = find_force(tidy(text))
    return force.code if force else Problem(Reason.FORCE_UNKNOWN, _MESSAGE)


def clean_forces(text: str) -> str | Problem | None:
    """Read a list of forces.

    A list is parted at semicolons; an entry that is not a force is parted at commas and strokes, and at last
    at "and", so that Devon and Cornwall stays whole.

    Returns
    -------
    codes
        Codes separated by semicolons, each once. A `Problem` with the codes that could be read when others
        could not.
    """
    if is_blank(text):
        return None
    codes, unread = _read(tidy(text), _LISTED)
    value = ";".join(dict.fromkeys(codes)) or None
    return Problem(Reason.FORCE_UNKNOWN, _MESSAGE, value) if unread else value


def _read(text: str, separators: tuple[str, ...]) -> tuple[list[str], bool]:
    force = find_force(text)
    if force:
        return [force.code], False
    if not separators:
        return [], not is_blank(text)
    parts = [_read(part.strip(), separators[1:]) for part in re.split(separators[0], text) if part.strip()]
    return [code for codes, _ in parts for code in codes], any(unread for _, unread in parts)
