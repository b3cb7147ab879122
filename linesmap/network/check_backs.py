"""Tell a check-back that found a line dead from a record of its activity."""

from __future__ import annotations

import re

__all__ = ["says_dead"]

_CHECK_BACK = re.compile(r"\bcheck(?:ed|s|ing)?[- ]?backs?\b", re.IGNORECASE)
_DEAD = re.compile(
    r"\b(?:(?:does|did|do|is|was|has|have|will) ?n[o'’]t (?:connect|answer|reply|ring|respond|work|been seen|in use)|"
    r"no (?:messages?|reply|replies|answer|activity|contact|calls?)|not in (?:use|service)|disconnected|dead|"
    r"unobtainable|switched off|number closed)\b",
    re.IGNORECASE,
)


def says_dead(text: object) -> bool:
    """Tell whether a text is a check-back after a closure that found nothing: no sign of life of the line.

    Examples
    --------
    >>> says_dead("Check-back: Harrier was called on three days and does not connect.")
    True
    >>> says_dead("Check-back: Harrier answered on the old number."), says_dead("Messages from Harrier.")
    (False, False)
    """
    return isinstance(text, str) and bool(_CHECK_BACK.search(text)) and bool(_DEAD.search(text))
