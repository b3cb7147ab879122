"""Understand what narrows a text: country, county, district, force, a larger town, a postcode district."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from linesmap.geocode.gazetteer import COUNTRIES, NATIONS, Area, Gazetteer, Place
from linesmap.geocode.names import name_key, without_descriptors, without_lead
from linesmap.reference import postcode_group

__all__ = ["Context", "Test", "group_context", "near_test", "read_context"]

_CONTEXT_M = 10_000.0
_REACH = 1.5

Test = Callable[[Place], bool]


@dataclass(frozen=True)
class Context:
    """Something that narrows: its words, and a strict and a loose test of a place."""

    words: str
    strict: Test
    loose: Test
    lad_codes: frozenset[str] = frozenset()


@lru_cache(maxsize=16_384)
def read_context(part: str, gazetteer: Gazetteer) -> Context | None:
    """Understand a part as something that narrows; null if it says nothing."""
    key = name_key(part)
    if key in NATIONS:
        return None
    if key in COUNTRIES:
        codes = COUNTRIES[key].split()

        def inside(place: Place) -> bool:
            return place.country in codes

        return Context(part, inside, inside)
    for form in dict.fromkeys([part, without_lead(part), *without_descriptors(part)]):
        key = name_key(form)
        area, around = gazetteer.area(key), gazetteer.places(key)
        if area is not None or around:
            return _named(form, area, around)
    return None


def _named(words: str, area: Area | None, around: Sequence[Place]) -> Context:
    codes = area.lad_codes if area else frozenset()
    wider = codes | area.wider_codes if area else frozenset()

    def strict(place: Place) -> bool:
        return not codes.isdisjoint(place.lad_codes) or (area is None and loose(place))

    def loose(place: Place) -> bool:
        if not wider.isdisjoint(place.lad_codes):
            return True
        return any(place.distance_m(other) <= max(_CONTEXT_M, _REACH * other.radius_m) for other in around)

    return Context(words, strict, loose, wider)


def group_context(code: str) -> Context:
    """Narrow by a postcode district or sector: the place lies within its spread."""
    group = postcode_group(code)

    def inside(place: Place) -> bool:
        if group is None:
            return False
        gap = ((place.easting - group.easting) ** 2 + (place.northing - group.northing) ** 2) ** 0.5
        return bool(gap <= _REACH * group.radius_95_m + place.radius_m)

    return Context(code, inside, inside)


def near_test(near: str, gazetteer: Gazetteer) -> Test:
    """Test whether a place lies in the recording force, given by its code, or in a county, given by its name."""
    if near[:1].isalpha() and near[1:].isdigit():
        return lambda place: place.pfa_code == near
    context = read_context(near, gazetteer)
    return context.strict if context is not None else lambda _: False
