"""Read the names of people into forenames and surname, in small letters."""

from __future__ import annotations

import re
import unicodedata

from linesmap.ingest.cleaners.base import is_blank, tidy
from linesmap.ingest.privacy import scrub

__all__ = ["clean_name", "split_name"]


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TITLES = _set("mr mrs ms miss mx master dr rev sir lady")
_SUFFIXES = _set("jr jnr junior sr snr senior")
_PARTICLES = _set("de da di do dos del della der den du la le van von ter al el bin bint ibn ben st")
# A cell that says only that somebody is not known names nobody; one of the first must be among them.
_NOT_KNOWN = _set("unknown unidentified unk nk anon anonymous male female")
_ANYBODY = _NOT_KNOWN | _set(
    "not known name no given man woman boy girl person suspect offender nominal subject juvenile child adult"
)
_SIGNS = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'"} | dict.fromkeys("‐‑‒–—", "-"))
_ASIDE = re.compile(r"[(\[{][^)\]}]*[)\]}]?|\b(?:aka|a\.k\.a\.?|alias|also known as)\b.*", re.IGNORECASE)
_NOT_NAME = re.compile(r"[^\w\s'\u0300-\u036f-]|_")
_HYPHEN = re.compile(r"\s*-\s*")
_CELTIC = re.compile(r"^(?:Mc|Mac|O'|D')(?=[A-Z])")


def clean_name(text: str) -> str | None:
    """Tidy a forename or a surname: small letters, single spaces, without titles.

    Apostrophes and hyphens stay. None when the cell names nobody, or an officer.

    Examples
    --------
    >>> clean_name("  O’Brien - SMITH "), clean_name("Mr John  Paul"), clean_name("Unknown male")
    ("o'brien-smith", 'john paul', None)
    """
    return None if _names_officer(text) else _joined(_bare(_words(text)))


def split_name(text: str, *, surname_first: bool = False) -> tuple[str | None, str | None]:
    """Part a name written in one cell.

    Parameters
    ----------
    text
        `SURNAME, Forename`, `SURNAME Forename` or `Forename Surname`; a name of one word is a surname.
    surname_first
        What stands first when neither a comma nor capitals tell, as in `JOHN SMITH`.

    Returns
    -------
    forename, surname
        As `clean_name` gives them.

    Examples
    --------
    >>> split_name("SMITH, John Paul"), split_name("DE SOUZA Ana"), split_name("Mr Ludwig van Holt")
    (('john paul', 'smith'), ('ana', 'de souza'), ('ludwig', 'van holt'))
    """
    if _names_officer(text) or scrub(tidy(text)) == "[officer]":
        return None, None
    before, comma, after = _ASIDE.sub(" ", text).partition(",")
    if comma and (surname := _joined(_bare(_words(before)))):
        return _joined(_bare(_words(after))), surname
    words = _bare(_words(f"{before} {after}"))
    if len(words) < 2:  # noqa: PLR2004
        return None, _joined(words)
    first, last = _surname_at(words, surname_first=surname_first)
    surname = _joined(words[first:last])
    return _joined(words[:first] + words[last:]), surname


def _names_officer(text: str) -> bool:
    """Tell whether a name has a rank and a number; a rank alone may be part of a name, as in DI CANIO."""
    return any(character.isdecimal() for character in text) and "[officer]" in scrub(text)


def _words(text: str) -> list[str]:
    """Part a text into the words of a name, in the letters they are written in."""
    plain = tidy(text)
    if is_blank(plain):
        return []
    plain = _ASIDE.sub(" ", unicodedata.normalize("NFC", plain).translate(_SIGNS))
    words = _HYPHEN.sub("-", _NOT_NAME.sub(" ", plain)).split()
    words = [word.strip("'-") for word in words if not any(character.isdecimal() for character in word)]
    lowered = {word.casefold() for word in words}
    nobody = lowered <= _ANYBODY and not lowered.isdisjoint(_NOT_KNOWN)
    return [] if nobody else [word for word in words if word]


def _bare(words: list[str]) -> list[str]:
    """Drop what stands before and after a name; a word that stands alone is the name."""
    while len(words) > 1 and words[0].casefold() in _TITLES:
        words = words[1:]
    while len(words) > 1 and words[-1].casefold() in _TITLES | _SUFFIXES:
        words = words[:-1]
    return [] if len(words) == 1 and words[0].casefold() in _TITLES - {"master"} else words


def _joined(words: list[str]) -> str | None:
    return " ".join(words).casefold() or None


def _surname_at(words: list[str], *, surname_first: bool) -> tuple[int, int]:
    """Find where the surname begins and ends: capitals tell it, otherwise the order."""
    capital = [_is_capital(word) for word in words]
    others = [not now and len(word) > 1 for word, now in zip(words, capital, strict=True)]
    if sum(capital) == 1 or (any(capital) and any(others)):
        if capital[0]:
            return 0, next((i for i, now in enumerate(capital) if not now), len(words))
        if capital[-1]:
            return _with_particles(words, max(i for i, now in enumerate(capital) if not now) + 1), len(words)
    if surname_first:
        return 0, next(
            i for i, word in enumerate(words) if word.casefold() not in _PARTICLES or i == len(words) - 2
        ) + 1
    return _with_particles(words, len(words) - 1), len(words)


def _with_particles(words: list[str], first: int) -> int:
    while first > 1 and words[first - 1].casefold() in _PARTICLES:
        first -= 1
    return first


def _is_capital(word: str) -> bool:
    bare = _CELTIC.sub("", word)
    return len(bare) > 1 and bare.isupper()
