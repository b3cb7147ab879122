"""Name the drugs: what records call them, their class and their form.

Source: data/reference/drugs.csv, kept by hand from the Misuse of Drugs Act 1971 and lists of street names;
data/build/drugs.md says which.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from linesmap.errors import ReferenceDataError
from linesmap.model.vocabulary import DrugClass
from linesmap.settings import data_dir

__all__ = ["DrugWord", "class_of_drug", "drug_names", "drug_words", "find_drug_words", "normalise_drug_text"]

_SCOPES = ("text", "column", "alone")
_SEPARATORS = re.compile(r"[,;/\n]")
_HEADER = ["word", "drug", "drug_class", "form", "scope", "certain"]


@dataclass(frozen=True)
class DrugWord:
    """One word records use for a drug.

    `drugs` are linesmap's names, two where the word means both ("B&W"). `scope` says where the word may be
    trusted: `text` anywhere, `column` only in a column of drugs, `alone` only as the whole entry. A word
    that is not `certain` has other meanings too.
    """

    word: str
    drugs: tuple[str, ...]
    drug_class: DrugClass
    form: str | None
    scope: str
    certain: bool


def normalise_drug_text(text: str) -> str:
    """Lower the case and keep words, `&` and `+`, one space apart; what separates entries becomes a bar.

    Examples
    --------
    >>> normalise_drug_text("Crack-Cocaine (B&W), spice")
    'crack cocaine b & w | spice'
    """
    return " ".join(re.findall(r"[a-z0-9]+|[&+|]", _SEPARATORS.sub("|", text.casefold())))


@cache
def drug_words() -> MappingProxyType[str, DrugWord]:
    """Read the words for drugs.

    Returns
    -------
    words
        Normalised word to its meaning, in the order of the file.

    Raises
    ------
    ReferenceDataError
        If the file is missing or a row of it cannot be used.
    """
    path = data_dir() / "reference" / "drugs.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            if reader.fieldnames != _HEADER:
                msg = f"drugs.csv should have the columns {', '.join(_HEADER)}. Install linesmap again."
                raise ReferenceDataError(msg)
            words = [_read_word(row) for row in reader]
    except OSError as error:
        msg = "The list of drugs (data/reference/drugs.csv) is missing. Install linesmap again."
        raise ReferenceDataError(msg) from error
    return MappingProxyType({word.word: word for word in words})


def _read_word(row: dict[str, str]) -> DrugWord:
    try:
        drug_class = DrugClass(row["drug_class"])
    except ValueError as error:
        msg = f"drugs.csv: the class of {row['word']!r} should be A, B, C or unknown."
        raise ReferenceDataError(msg) from error
    if row["scope"] not in _SCOPES:
        msg = f"drugs.csv: the scope of {row['word']!r} should be one of {', '.join(_SCOPES)}."
        raise ReferenceDataError(msg)
    return DrugWord(
        normalise_drug_text(row["word"]),
        tuple(row["drug"].split(";")),
        drug_class,
        row["form"] or None,
        row["scope"],
        row["certain"] == "yes",
    )


@cache
def drug_names() -> MappingProxyType[str, DrugClass]:
    """Give linesmap's names of drugs with their class, in the order of the file."""
    return MappingProxyType({drug: word.drug_class for word in drug_words().values() for drug in word.drugs})


def class_of_drug(drug: str) -> DrugClass:
    """Give the class of a drug under the Misuse of Drugs Act 1971.

    Parameters
    ----------
    drug
        One of linesmap's names, such as `crack cocaine`.

    Returns
    -------
    drug_class
        `unknown` for a drug that is not in the list or not controlled by the Act.
    """
    return drug_names().get(drug, DrugClass.UNKNOWN)


@cache
def _pattern(*, running_text: bool) -> re.Pattern[str]:
    scopes = ("text",) if running_text else ("text", "column")
    phrases = sorted((w.word for w in drug_words().values() if w.scope in scopes), key=lambda w: (-len(w), w))
    return re.compile(r"(?<![a-z0-9])(?:" + "|".join(map(re.escape, phrases)) + r")(?![a-z0-9])")


@cache
def _first_words() -> frozenset[str]:
    return frozenset(word.word.split()[0] for word in drug_words().values() if word.scope == "text")


def find_drug_words(text: str, *, running_text: bool) -> tuple[tuple[DrugWord, ...], str]:
    """Find the drugs a text names, the longest words first.

    Parameters
    ----------
    text
        As written.
    running_text
        True for prose, where only words without another meaning count ("brown" does not); false for the
        text of a drug column.

    Returns
    -------
    words, rest
        What was found, in order of appearance, and the normalised text without it: a bar stands where a
        word was.

    Examples
    --------
    >>> words, rest = find_drug_words("wraps of crack and heroin seen", running_text=True)
    >>> [drug for word in words for drug in word.drugs], rest
    (['crack cocaine', 'heroin'], 'wraps of | and | seen')
    """
    normalised = normalise_drug_text(text)
    # Most prose names no drug; a look at the single words spares the search.
    if running_text and _first_words().isdisjoint(normalised.split()):
        return (), normalised
    found: list[DrugWord] = []

    def take(match: re.Match[str]) -> str:
        found.append(drug_words()[match[0]])
        return "|"

    rest = _pattern(running_text=running_text).sub(take, normalised)
    return tuple(found), rest
