"""Take a home address apart, so that two ways of writing it can be compared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["POSTCODE", "AddressParts", "address_key", "address_parts", "telling_words"]

POSTCODE = re.compile(r"\b([a-z]{1,2}\d[a-z\d]?)\s*(\d[a-z]{2})\b")
"""A postcode in small letters, in its two halves."""

_UNIT = re.compile(r"\b(?:flat|fl|apartment|apt|unit|room|rm)\.?\s*(?:no\.?\s*)?([a-z]?\d+[a-z]?|[a-z])\b")
_WORD = re.compile(r"[a-z0-9]+")
_HOUSE_NUMBER = re.compile(r"\d+[a-z]?")
_WORDS_WITH_TOWN = 3
_FEW_ADDRESSES, _FEW_SHARE = 20, 0.01
_LONG_NUMBER = 4
"""Digits from which a number is taken for the postcode of another country."""

_FULL_WORDS = {
    "st": "street", "str": "street", "rd": "road", "ln": "lane", "la": "lane", "ave": "avenue", "av": "avenue",
    "cl": "close", "clo": "close", "dr": "drive", "drv": "drive", "gdns": "gardens", "gdn": "gardens",
    "grn": "green", "cres": "crescent", "cr": "crescent", "ct": "court", "crt": "court", "pl": "place",
    "tce": "terrace", "terr": "terrace", "ter": "terrace", "sq": "square", "gr": "grove", "gro": "grove",
    "pk": "park", "wy": "way", "hse": "house", "bldg": "building", "bldgs": "buildings", "nth": "north",
    "sth": "south", "pde": "parade", "cct": "circuit", "hwy": "highway", "mt": "mount", "vlge": "village",
}  # fmt: skip
_SAYS_NOTHING = frozenset({"nfa", "none", "unknown", "n", "a", "k", "nk", "no", "fixed", "abode", "of", "the", "uk"})


@dataclass(frozen=True)
class AddressParts:
    """An address in parts, in small letters; an empty part is not stated.

    `unit` is a flat or room, `number` the number in the street, `words` everything else with abbreviations written
    out, `tokens` the distinct words, `postcode` with one space.
    """

    unit: str
    number: str
    words: str
    tokens: tuple[str, ...]
    postcode: str

    @property
    def house(self) -> str:
        """Number, unit and words: equal for two ways of writing one house; empty without a number."""
        return " ".join(filter(None, (self.number, self.unit and f"flat {self.unit}", self.words))) * bool(self.number)


@lru_cache(maxsize=200_000)
def address_parts(text: str, postcode: str = "") -> AddressParts:
    """Take an address apart.

    Parameters
    ----------
    text
        The address as one text; a postcode may stand in it.
    postcode
        Its postcode where that stands apart.

    Examples
    --------
    >>> parts = address_parts("Flat 2, 14 Alder Rd., Yeovil BA20 1AA")
    >>> (parts.unit, parts.number, parts.words, parts.postcode)
    ('2', '14', 'alder road yeovil', 'ba20 1aa')
    """
    plain = text.casefold()
    found = POSTCODE.search(plain)
    if found:
        plain = plain[: found.start()] + " " + plain[found.end() :]
    own = POSTCODE.search(postcode.casefold()) or found
    unit = _UNIT.search(plain)
    if unit:
        plain = plain[: unit.start()] + " " + plain[unit.end() :]
    words = [_FULL_WORDS.get(word, word) for word in _WORD.findall(plain)]
    numbers = [word for word in words if word[0].isdigit()]
    number = next((word for word in numbers if len(word) < _LONG_NUMBER and _HOUSE_NUMBER.fullmatch(word)), "")
    abroad = next((word for word in reversed(numbers) if len(word) >= _LONG_NUMBER and word.isdigit()), "")
    rest = [word for word in words if not word[0].isdigit()]
    if _SAYS_NOTHING.issuperset(rest):
        return AddressParts("", "", "", (), "")
    tokens = tuple(sorted(set(rest) - _SAYS_NOTHING))
    return AddressParts(
        unit=unit[1] if unit else "",
        number=number,
        words=" ".join(rest),
        tokens=tokens,
        postcode=f"{own[1]} {own[2]}" if own else abroad,
    )


def address_key(text: str, postcode: str = "") -> str:
    """Give the exact key of an address; empty when it is not that of one house.

    A full address has number, street and postcode. Without a postcode the key ends in a bar, and there must be a
    street and a town: "12 High Street" is in every town.

    Examples
    --------
    >>> address_key("14 Alder Road, Yeovil, BA20 1AA") == address_key("14 ALDER RD YEOVIL", "BA201AA")
    True
    >>> address_key("Alder Road, Yeovil")
    ''
    """
    parts = address_parts(text, postcode)
    whole = parts.house and (parts.postcode or len(parts.tokens) >= _WORDS_WITH_TOWN)
    return f"{parts.house}|{parts.postcode}" if whole else ""


def telling_words(words_of: Sequence[tuple[str, ...]], *, share: float = _FEW_SHARE) -> list[list[str] | None]:
    """Keep the words of each address that few addresses have: "road" and the name of a city say little.

    Parameters
    ----------
    words_of
        Distinct words of each address, as in `AddressParts.tokens`; none where there is no address.
    share
        Up to which share of all addresses those with a word are few; 20 addresses are always few.

    Returns
    -------
    words
        For each address, in its own order; None where nothing is left.
    """
    held = Counter(word for words in words_of for word in words)
    most = max(_FEW_ADDRESSES, share * sum(1 for words in words_of if words))
    return [[word for word in words if held[word] <= most] or None for words in words_of]
