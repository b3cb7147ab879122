"""Read which drugs a cell names: linesmap's name, class and form."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from linesmap.ingest.cleaners.base import Problem, is_blank, tidy
from linesmap.ingest.reasons import Reason
from linesmap.model.vocabulary import DrugClass
from linesmap.reference.drugs import DrugWord, class_of_drug, drug_words, find_drug_words

__all__ = ["DrugValue", "clean_drug", "clean_drugs", "drugs_in_text"]


@dataclass(frozen=True)
class DrugValue:
    """The drugs a cell names, in order; the highest class among them; the form when there is one drug."""

    names: tuple[str, ...]
    drug_class: DrugClass
    form: str | None

    @property
    def text(self) -> str:
        """The names, separated by semicolons."""
        return ";".join(self.names)


_CLASS_ORDER = (DrugClass.A, DrugClass.B, DrugClass.C, DrugClass.UNKNOWN)
_BETWEEN = re.compile(r"[|&+]|\b(?:and|with|or|plus|mixed)\b")
# Words that stand around the name of a drug and say nothing about which drug it is.
_WORDS_AROUND = """
    suspected susp believed possible possibly poss presumed alleged to be confirmed tested tests test positive
    for wrap wraps deal deals bag bags baggie baggies snap street approx approximately about x of the in a an
    some small large amount quantity qty quantities various unknown controlled drug drugs substance substances
    class cl type grip seal resealable dealer bulk g gm gms grams kg kilo kilos oz ounce mg ml no number weight
    from tablet tablets capsule capsules block blocks piece pieces lump lumps
"""
_AROUND = frozenset(_WORDS_AROUND.split())


def clean_drug(text: str) -> DrugValue | Problem | None:
    """Read the drug or drugs that an entry of a drug column names.

    Parameters
    ----------
    text
        Such as `Crack cocaine`, `suspected heroin (brown)`, `B&W`, `class A`, `ket`, `coke/MD`.

    Returns
    -------
    drugs
        None when the cell says nothing. A `Problem` when a word is not in the list or has several meanings;
        its value is what could be read.

    Examples
    --------
    >>> value = clean_drug("B&W")
    >>> value.names, value.drug_class.value
    (('heroin', 'crack cocaine'), 'A')
    >>> clean_drug("zorbo").code.value
    'drug_unknown'
    """
    if is_blank(text):
        return None
    words, rest = find_drug_words(tidy(text), running_text=False)
    alone, unread = _read_rest(rest)
    sure = [word for word in alone if word.certain]
    doubtful = [word for word in alone if not word.certain]
    found = [*words, *sure]
    if not found and doubtful:
        message = "expected the name of a drug; found a street word with several meanings, so the likely one is used"
        return Problem(Reason.DRUG_AMBIGUOUS, message, _value(doubtful))
    value = _value(found) if found else None
    if unread:
        return Problem(Reason.DRUG_UNKNOWN, "expected the name of a drug; found a word that is not in the list", value)
    return value


def clean_drugs(text: str) -> DrugValue | Problem | None:
    """Read a list of drugs, such as those a line sells. The same reading as `clean_drug`."""
    return clean_drug(text)


def drugs_in_text(text: str) -> tuple[str, ...]:
    """Give the drugs that running text names, leaving out words that also mean something else.

    Examples
    --------
    >>> drugs_in_text("Sells crack and heroin, brown door")
    ('crack cocaine', 'heroin')
    """
    words, _ = find_drug_words(text, running_text=True)
    return _value(words).names if words else ()


def _read_rest(rest: str) -> tuple[list[DrugWord], bool]:
    """Read what is left when the plain names are out: entries that are one word of slang."""
    alone: list[DrugWord] = []
    unread = False
    for part in _BETWEEN.split(rest):
        entry = part.strip()
        word = drug_words().get(entry)
        if word is None:
            entry = " ".join(token for token in entry.split() if token not in _AROUND and not token[0].isdecimal())
            word = drug_words().get(entry)
        if word is not None:
            alone.append(word)
        elif entry:
            unread = True
    return alone, unread


def _value(words: Iterable[DrugWord]) -> DrugValue:
    words = list(words)
    named = list(dict.fromkeys(drug for word in words for drug in word.drugs))
    # "Class A - heroin" is heroin.
    specific = [drug for drug in named if not drug.startswith("unspecified ")] or named
    classes = {class_of_drug(drug) for drug in specific}
    forms = {word.form for word in words if word.form}
    form = forms.pop() if len(specific) == 1 and len(forms) == 1 else None
    return DrugValue(tuple(specific), next(c for c in _CLASS_ORDER if c in classes), form)
