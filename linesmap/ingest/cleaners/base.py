"""Give the cleaners what they share: the shape of a problem, blanks, and tidy text.

A cleaner takes the text of one cell and returns its value, None when the cell says nothing, or a `Problem`.
It never raises for dirty text and never decides what becomes of the row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from linesmap.ingest.reasons import Reason

__all__ = ["Problem", "is_blank", "squash", "tidy"]

# Zero-width characters and byte-order marks that copy and paste leaves behind.
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_BLANKS = frozenset(
    {
        "na",
        "nk",
        "notknown",
        "unknown",
        "unk",
        "none",
        "nil",
        "null",
        "nan",
        "nat",
        "tbc",
        "tba",
        "notstated",
        "notrecorded",
        "notprovided",
        "notapplicable",
        "novalue",
        "blank",
    }
)
# Signs that mean something by themselves, such as the unit of a percentage.
_SIGNS = frozenset("%£$€")
_PUNCTUATION = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Problem:
    """A value that could not be read, or only in part.

    `message` says what was expected and what sort of thing was found; it never quotes the cell. `value` is
    what could be read all the same: the caller uses it and warns.
    """

    code: Reason
    message: str
    value: Any = None


def tidy(text: str) -> str:
    r"""Remove invisible characters and make every run of white space one space.

    Examples
    --------
    >>> tidy(" a\u00a0 b\u200b\n")
    'a b'
    """
    return " ".join(_visible(text).split())


def _visible(text: str) -> str:
    return text if text.isascii() else text.translate(_INVISIBLE)


def squash(text: str) -> str:
    """Lower the case and drop everything but letters and digits: the form in which words are compared.

    Examples
    --------
    >>> squash("IR / URN")
    'irurn'
    """
    return _PUNCTUATION.sub("", text.casefold())


def is_blank(text: str) -> bool:
    """Tell whether a cell says nothing: empty, a dash, "n/a", "not known", "TBC" and the like.

    Examples
    --------
    >>> is_blank(" N/K ")
    True
    >>> is_blank("0"), is_blank("%")
    (False, False)
    """
    word = squash(_visible(text))
    if not word:
        return _SIGNS.isdisjoint(text)
    return word in _BLANKS
