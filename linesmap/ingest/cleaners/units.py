"""Know the units in which drugs are recorded, from kilos to henrys, and what each is in grams.

Source: domain reference, section 4.4. Trade measures (eighth, teenth, nine-bar) are the customary round
weights, not exact fractions of an ounce; a fraction written with "oz" is an exact one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from linesmap.ingest.cleaners.base import squash

__all__ = ["UNIT_WORDS", "Measure", "Unit", "find_unit"]


class Measure(Enum):
    """What a unit measures."""

    MASS = "mass"
    DOSE = "dose"
    PLANT = "plant"
    OTHER = "other"


@dataclass(frozen=True)
class Unit:
    """One unit: linesmap's name and, for a mass, how many grams it is."""

    name: str
    measure: Measure
    grams: float = 0.0


_MASSES = (
    (Unit("g", Measure.MASS, 1.0), "g gm gms gr grm grms gram grams gramme grammes"),
    (
        Unit("kg", Measure.MASS, 1000.0),
        "kg kgs kilo kilos kilogram kilograms kilogramme kilogrammes key keys",
    ),
    (Unit("mg", Measure.MASS, 0.001), "mg mgs milligram milligrams milligramme milligrammes"),
    (Unit("t", Measure.MASS, 1_000_000.0), "t tonne tonnes"),
    (Unit("lb", Measure.MASS, 453.59237), "lb lbs"),
    (Unit("oz", Measure.MASS, 28.35), "oz ozs ounce ounces"),
    (Unit("quarter", Measure.MASS, 7.0), "quarter quarters"),
    (Unit("eighth", Measure.MASS, 3.5), "eighth eighths henry henrys henries"),
    (Unit("teenth", Measure.MASS, 1.75), "teenth teenths sixteenth sixteenths"),
    (Unit("nine-bar", Measure.MASS, 252.0), "ninebar ninebars"),
)
_DOSES = (
    ("wraps", "wrap wraps"),
    ("rocks", "rock rocks"),
    ("deals", "deal deals"),
    ("bags", "bag bags baggie baggies"),
    ("tablets", "tablet tablets tab tabs pill pills"),
    ("capsules", "capsule capsules cap caps"),
    ("doses", "dose doses"),
    ("blotters", "blotter blotters"),
    ("joints", "joint joints spliff spliffs"),
    ("ampoules", "ampoule ampoules"),
)
_OTHERS = (
    ("ml", "ml mls millilitre millilitres"),
    ("l", "l litre litres ltr ltrs"),
    ("canisters", "canister canisters cartridge cartridges cylinder cylinders"),
    ("bottles", "bottle bottles"),
    ("packages", "package packages packet packets parcel parcels pack packs"),
    ("blocks", "block blocks brick bricks"),
    ("bars", "bars"),
    ("seedlings", "seedling seedlings cutting cuttings"),
    ("boxes", "box boxes tub tubs tin tins jar jars container containers"),
    ("strips", "strip strips"),
    ("items", "item items"),
)

UNIT_WORDS: MappingProxyType[str, Unit] = MappingProxyType(
    {word: unit for unit, words in _MASSES for word in words.split()}
    | {word: Unit(name, Measure.DOSE) for name, words in _DOSES for word in words.split()}
    | {word: Unit("plants", Measure.PLANT) for word in ("plant", "plants")}
    | {word: Unit(name, Measure.OTHER) for name, words in _OTHERS for word in words.split()}
)


def find_unit(text: str) -> Unit | None:
    """Find the unit a word names.

    Examples
    --------
    >>> find_unit("Grams").name, find_unit("(kg)").grams, find_unit("furlong") is None
    ('g', 1000.0, True)
    """
    word = squash(text)
    return UNIT_WORDS.get(word) or UNIT_WORDS.get(word.removeprefix("no").removeprefix("of"))
