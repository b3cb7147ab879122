"""Define the measures that operations are compared by, and know the words publishers use for them.

Source: data/reference/measures.csv and measure_words.csv, kept by hand: definitions follow the Home Office's County
Lines Programme and the words of the reports in published_results.csv.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from linesmap.reference.files import read_table

__all__ = ["MEASURE_GROUPS", "MeasureDefinition", "MeasureWords", "find_measure", "measure_definitions"]

MEASURE_GROUPS: MappingProxyType[str, tuple[str, str]] = MappingProxyType(
    {
        "activity": ("Police activity", "driven by police activity: counts what police did, not how much supply fell"),
        "lines": ("Lines", "Type 1 and Type 2 closures are never added"),
        "seized": ("Seized", "driven by police activity; weight first, values at prices of the publisher"),
        "weapons": ("Weapons", "driven by police activity; kinds are parts of the headline, never added to it"),
        "safeguarding": ("People safeguarded", "victims, not results of enforcement"),
        "treatment": ("Treatment and support", "people helped, as the publisher counts them"),
        "other": ("Other published figures", "in the publisher's words; nothing here is compared"),
    }
)
"""Groups of measures in the order to show: heading, and the sentence that says what they mean."""

_GRAMS_A_KILO = 1000.0


@dataclass(frozen=True)
class MeasureDefinition:
    """One measure: key, group, name, unit (g, GBP or a noun), what it means, whether it counts victims."""

    key: str
    group: str
    label: str
    unit: str
    definition: str
    counts_victims: bool


@dataclass(frozen=True)
class MeasureWords:
    """What a publisher's words mean: the measure, what turns their unit into its own, and why they cannot be compared.

    `reason` is None where the words mean the measure itself.
    """

    key: str
    factor: float
    reason: str | None


@cache
def measure_definitions() -> MappingProxyType[str, MeasureDefinition]:
    """Give every measure by its key, in the order to show.

    Raises
    ------
    ReferenceDataError
        If the shipped file is missing or damaged.
    """
    table = read_table("measures.csv", ("key", "group", "label", "unit", "definition", "people"))
    return MappingProxyType(
        {
            row["key"]: MeasureDefinition(
                row["key"], row["group"], row["label"], row["unit"], row["definition"], row["people"] == "yes"
            )
            for row in table.to_dict("records")
        }
    )


@cache
def _words() -> MappingProxyType[tuple[str, str], tuple[tuple[str, MeasureWords], ...]]:
    table = read_table("measure_words.csv", ("words", "unit", "qualifier", "key", "comparable", "reason"))
    units = {key: one.unit for key, one in measure_definitions().items()}
    known: dict[tuple[str, str], list[tuple[str, MeasureWords]]] = {}
    for row in table.to_dict("records"):
        reason = row["reason"] if row["comparable"] == "no" else None
        weighed = units[row["key"]] == "g"
        for unit, factor in {"g": 1.0, "kg": _GRAMS_A_KILO}.items() if weighed else ((row["unit"], 1.0),):
            meaning = row["qualifier"], MeasureWords(row["key"], factor, reason)
            known.setdefault((_plain(row["words"]), unit), []).append(meaning)
    # Words with a qualifier are more particular than the same words without one.
    return MappingProxyType(
        {key: tuple(sorted(several, key=lambda one: one[0], reverse=True)) for key, several in known.items()}
    )


def _plain(words: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", words.casefold()).strip()


def find_measure(words: str, unit: str | None, qualifier: str | None = None) -> MeasureWords | None:
    """Say which measure a publisher's words mean.

    Parameters
    ----------
    words
        As published; case and punctuation do not matter.
    unit
        As published: kg, g, GBP or a noun. A return that says "count" means the measure's own noun.
    qualifier
        As published; some say that the words mean something wider.

    Returns
    -------
    meaning
        None when the words are not known: such a figure stands under its own words and is compared with nothing.

    Examples
    --------
    >>> find_measure("Drug-related arrests", "arrests").key
    'arrests'
    >>> find_measure("drug lines disrupted", "lines").reason
    '“disrupted”, not closed'
    """
    plain, stated = _plain(words), (unit or "").strip()
    found = _words().get((plain, stated))
    if found is None and stated in {"", "count", "number"}:
        several = [meanings for (known, _), meanings in _words().items() if known == plain]
        found = several[0] if len(several) == 1 else None
    said = (qualifier or "").casefold()
    return next((meaning for part, meaning in found or () if part in said), None)
