"""Read what a number claims: exactly, about, at least, more than, at most."""

from __future__ import annotations

import re

from linesmap.model.vocabulary import Bound

__all__ = ["clean_bound", "take_bound"]

_AT_MOST = (
    r"at most|up to|as (?:much|many) as|almost|nearly|just under|under|less than|fewer than|no more than|below"
    r"|maximum(?: of)?|max\.?"
)
_WORDS: tuple[tuple[Bound, str, str], ...] = (
    (Bound.AT_LEAST, r"at least|minimum(?: of)?|min\.?|no (?:less|fewer) than|not less than", ">=|≥"),
    (Bound.MORE_THAN, r"more than|in excess of|over|upwards? of|exceeding|greater than|above", ">"),
    (Bound.AT_MOST, _AT_MOST, "<=?|≤"),
    (
        Bound.ABOUT,
        r"approximately|approx\.?|about|around|roughly|circa|c\.|ca\.?|some|estimated(?: at)?|est\.?",
        "[~≈±]",
    ),
)
# A word must stand by itself ("minimal" and "Somerset" say nothing), a sign need not.
_PATTERNS = tuple(
    (bound, re.compile(rf"(?<![\w.])(?:{words})(?!\w)|{signs}", re.IGNORECASE)) for bound, words, signs in _WORDS
)
_ABOUT_TIME = re.compile(
    r"(?:over|up to|around|about)\s+"
    r"(?:the\b|an?\b|date\b|now\b|(?:19|20)\d\d\b|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
)
# "Minimum two visits per week" says how the work was done, not what the number claims.
_ABOUT_PACE = re.compile(r"[a-z ]+?\b\w+\s+\w+\s+(?:per|a|each|every)\s+(?:day|week|month|year)\b")
_PLUS = re.compile(r"(?<=\d)\s?\+(?!\s*[\d£])")


def take_bound(text: str) -> tuple[Bound, str]:
    """Split a number's text into what it claims and the rest.

    Parameters
    ----------
    text
        Such as `approx 2 kilos`, `over £5k`, `20+`.

    Returns
    -------
    bound, rest
        `exact` when nothing is claimed. "Almost" and "just under" are read as at most.

    Examples
    --------
    >>> take_bound("over 5kg")
    (<Bound.MORE_THAN: 'more than'>, '5kg')
    >>> take_bound("20+ wraps")
    (<Bound.AT_LEAST: 'at least'>, '20 wraps')
    """
    for bound, pattern in _PATTERNS:
        if pattern.search(text):
            return bound, " ".join(pattern.sub(" ", text).split())
    if _PLUS.search(text):
        return Bound.AT_LEAST, _PLUS.sub("", text)
    return Bound.EXACT, text


def clean_bound(text: str) -> Bound:
    """Read the bound a qualifier opens with, such as `approx; per year`; `exact` when it states none.

    "Over" and "up to" also open remarks about time ("over the year", "up to October 2022"): no bound.

    Examples
    --------
    >>> clean_bound("in excess of; last 12 months").value
    'more than'
    >>> clean_bound("over the year").value
    'exact'
    >>> clean_bound("minimum two visits per week").value
    'exact'
    """
    first = text.split(";")[0].strip().casefold()
    if _ABOUT_TIME.match(first) or _ABOUT_PACE.match(first):
        return Bound.EXACT
    for bound, pattern in _PATTERNS:
        if pattern.match(first):
            return bound
    return Bound.EXACT
