"""Read Government Security Classifications, and refuse what linesmap must not hold."""

from __future__ import annotations

import re

from linesmap.ingest.cleaners.base import Problem, is_blank, squash
from linesmap.ingest.reasons import Reason
from linesmap.model.vocabulary import Marking

__all__ = ["clean_marking", "states_too_high"]

_SENSITIVE = frozenset({"os", "offsen", "offsens", "oss", "osensitive", "sensitive"})
_OFFICIAL = frozenset({"o", "off", "official"})
_TOO_HIGH = frozenset({"s", "ts", "sec", "topsec"})
# CONFIDENTIAL of the scheme before 2014 has no fixed equal; it may be SECRET, so it is refused.
_TOO_HIGH_WORD = re.compile(r"\b(?:top[\s-]*secret|secret|confidential)\b", re.IGNORECASE)
_LEGACY = re.compile(r"\b(?:restricted|protect|not protectively marked|npm|unclassified|unmarked)\b", re.IGNORECASE)


def clean_marking(text: str) -> str | Problem | None:
    """Read a marking.

    Parameters
    ----------
    text
        Such as `OFFICIAL`, `O-S`, `OFFSEN`, `OFFICIAL-SENSITIVE [OPERATIONAL]`, `RESTRICTED`.

    Returns
    -------
    marking
        `OFFICIAL` or `OFFICIAL-SENSITIVE`. None when the cell says nothing. A `Problem` with the value
        OFFICIAL-SENSITIVE for a marking from before 2014 or an unknown word; without a value for SECRET, TOP
        SECRET and the old CONFIDENTIAL, whose rows are refused.

    Examples
    --------
    >>> clean_marking("O-S"), clean_marking("official")
    ('OFFICIAL-SENSITIVE', 'OFFICIAL')
    >>> clean_marking("SECRET").value is None
    True
    """
    if is_blank(text):
        return None
    word = squash(text)
    if word in _TOO_HIGH or _TOO_HIGH_WORD.search(text):
        message = "expected a marking up to OFFICIAL-SENSITIVE; found a higher one, which linesmap does not hold"
        return Problem(Reason.MARKING_TOO_HIGH, message)
    if word in _SENSITIVE or word.startswith("officialsensitive"):
        return Marking.OFFICIAL_SENSITIVE.value
    if word in _OFFICIAL:
        return Marking.OFFICIAL.value
    if _LEGACY.search(text):
        message = "expected OFFICIAL or OFFICIAL-SENSITIVE; found a marking from before 2014, treated as the latter"
        return Problem(Reason.MARKING_LEGACY, message, Marking.OFFICIAL_SENSITIVE.value)
    message = "expected OFFICIAL or OFFICIAL-SENSITIVE; found another word, so the row is treated as the latter"
    return Problem(Reason.MARKING_UNKNOWN, message, Marking.OFFICIAL_SENSITIVE.value)


def states_too_high(text: str) -> bool:
    """Tell whether a line above a table is a marking that linesmap must not hold, such as a lone "SECRET".

    Only a line that is the marking and little else counts: "Secret Garden Festival" does not.

    Examples
    --------
    >>> states_too_high("TOP SECRET"), states_too_high("UK SECRET - OPERATIONAL"), states_too_high("Secret Garden")
    (True, True, False)
    """
    return bool(re.fullmatch(r"\W*(?:(?:UK|HMG)\W*)?(?:TOP\W*)?SECRET(?:\W+[A-Z -]+)?\W*", text.strip()))
