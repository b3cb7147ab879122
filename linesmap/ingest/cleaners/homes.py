"""Read where people live: the address in small letters, and its postcode."""

from __future__ import annotations

import re

from linesmap.ingest.cleaners.base import Problem, is_blank, squash, tidy
from linesmap.ingest.cleaners.places import clean_postcode

__all__ = ["clean_home", "clean_home_postcode"]

_NOWHERE = frozenset({"nfa", "nofixedabode", "nofixedaddress", "homeless", "nofixedabodenfa"})
_POSTCODE = re.compile(r"[\s,.;(]*\b([a-z]{1,2}\d[a-z\d]?)\s*(\d[a-z]{2})[\s,.)]*$", re.IGNORECASE)
# Codes that say that somebody lives nowhere, or not known where.
_STANDS_FOR_NOTHING = "ZZ99"
_NUMBER_APART = re.compile(r"(?:^|(?<=, ))(\d+[a-z]?), (?=[a-z])")
_GAPS = re.compile(r"\s*,[\s,]*")


def clean_home_postcode(text: str) -> str | Problem | None:
    """Put the postcode of a home into its usual spelling; ZZ99, which stands for no fixed abode, says nothing.

    Examples
    --------
    >>> clean_home_postcode("so147lw"), clean_home_postcode("ZZ99 3VZ")
    ('SO14 7LW', None)
    """
    cleaned = clean_postcode(text)
    return None if isinstance(cleaned, str) and cleaned.startswith(_STANDS_FOR_NOTHING) else cleaned


def clean_home(text: str, postcode: str | None = None) -> tuple[str | None, str | None]:
    """Read a home address.

    Parameters
    ----------
    text
        As written, on one line or several, with or without its postcode at the end.
    postcode
        As `clean_home_postcode` gives it, from a column of its own; it goes before that of the address.

    Returns
    -------
    address, postcode
        The address in small letters, commas followed by one space, without the postcode; None for no fixed abode.

    Examples
    --------
    >>> clean_home("12 High St,Bath  BA1 1AA"), clean_home("12, High St", "BA1")
    (('12 high st, bath', 'BA1 1AA'), ('12 high st', 'BA1'))
    """
    plain = tidy(text.replace("\r", "\n").replace("\n", ", ")).casefold()
    found = _POSTCODE.search(plain)
    if found:
        own = clean_home_postcode(found[1] + found[2])
        postcode = postcode or (own if isinstance(own, str) else None)
        plain = plain[: found.start()]
    plain = _NUMBER_APART.sub(r"\1 ", _GAPS.sub(", ", plain).strip(" ,.;"))
    return (None if is_blank(plain) or squash(plain) in _NOWHERE else plain), postcode
