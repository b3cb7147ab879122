"""Find the words of adverts, of handsets and of changed names in the texts of records."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rapidfuzz import fuzz

__all__ = ["LEAST_WORDS", "SAME_WORDING", "adverts", "brand_stem", "handsets", "likeness", "says_changed"]

LEAST_WORDS = 5
"""Fewest words of a quoted advert that can be compared."""
SAME_WORDING = 85.0
"""Least likeness of two adverts, 0 to 100, at which they count as the same wording."""

_QUOTED = re.compile(
    r"[“\"]([^“”\"]{10,400})[”\"]|‘([^‘’]{10,400})’|(?<!\w)'([^'\n]{10,400})'(?!\w)",
)
_HANDSET = re.compile(r"\bIMEI\b[^0-9\n]{0,24}(?:[0-9][0-9 /-]{9,17})?([0-9]{4})\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_FRESH = re.compile(r"\b(?:new|old|the|original|real|line|two|ii|mark|mk|deal|brand|is|back)\b|\d+", re.IGNORECASE)
_CHANGED = re.compile(
    r"\b(?:formerly|previously|used to (?:be|run|trade)|now (?:calls? itself|known as|called|selling (?:in \w+ )?as|"
    r"trading as)|changed (?:its|the|their) name|new name|rebrand\w*|took over|taken over|same line as|"
    r"(?:also|now) known as|a\.?k\.?a\.?|merged with|joined up with)\b",
    re.IGNORECASE,
)


def adverts(text: str) -> tuple[str, ...]:
    """Give the quoted passages of a text that have five words or more.

    Examples
    --------
    >>> adverts('Message says "Harrier back on, best of both all day, ring now". It is "on".')
    ('Harrier back on, best of both all day, ring now',)
    """
    quoted = (next(filter(None, found), "") for found in _QUOTED.findall(text))
    return tuple(dict.fromkeys(one.strip() for one in quoted if len(_WORD.findall(one)) >= LEAST_WORDS))


def handsets(text: str) -> tuple[str, ...]:
    """Give the last four digits of the handsets (IMEI) that a text names.

    Examples
    --------
    >>> handsets("answered on the handset (IMEI ending 4821)"), handsets("IMEI 35-209900-176148-1234")
    (('4821',), ('1234',))
    """
    return tuple(sorted(set(_HANDSET.findall(text))))


def likeness(one: str, other: str, brands: Iterable[str]) -> float:
    """Compare two adverts: token-set similarity, 0 to 100, without brands and numbers.

    Zero when fewer than five words of either are left.

    Examples
    --------
    >>> likeness("Harrier on all day till late call me", "Kite on all day till late call me", ["Harrier", "Kite"])
    100.0
    """
    leave_out = {word.casefold() for brand in brands for word in _WORD.findall(brand)}
    words = [
        [word for word in (w.casefold() for w in _WORD.findall(text)) if word not in leave_out] for text in (one, other)
    ]
    if min(len(several) for several in words) < LEAST_WORDS:
        return 0.0
    return float(fuzz.token_set_ratio(" ".join(words[0]), " ".join(words[1])))


def brand_stem(name: str) -> str:
    """Write a brand without numbers and words such as "new", as customers know it.

    Examples
    --------
    >>> brand_stem("New Harrier 2"), brand_stem("HARRIER line")
    ('harrier', 'harrier')
    """
    return " ".join(_FRESH.sub(" ", name.casefold()).split())


def says_changed(text: str, earlier: str, later: str) -> bool:
    """Tell whether a text names both brands and speaks of a change of name or hands.

    Examples
    --------
    >>> says_changed("Kite, formerly Harrier, is selling in Yeovil", "Harrier", "Kite")
    True
    """
    both = all(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) for name in (earlier, later))
    return both and bool(_CHANGED.search(text))
