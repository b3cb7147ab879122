"""Index places and areas by name, and find names spelt alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from itertools import groupby

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from linesmap.geocode.names import name_key
from linesmap.reference import find_force, force

__all__ = ["COUNTRIES", "NATIONS", "STATION_WORDS", "Area", "Gazetteer", "NameKind", "Place", "force_name"]

COUNTRIES = {
    "england": "ENG",
    "wales": "WLS",
    "cymru": "WLS",
    "scotland": "SCT",
    "northern ireland": "NIR",
    "ni": "NIR",
    "isle of man": "IMN",
    "iom": "IMN",
    "jersey": "JEY",
    "guernsey": "GGY",
    "channel islands": "JEY GGY",
}
"""Words for a country or island, and the codes of the places in it (several with a space between)."""

NATIONS = frozenset({"uk", "united kingdom", "gb", "great britain", "britain", "u k"})
"""Words that narrow nothing."""

STATION_WORDS = "railway station"
"""What the own name of a station in a gazetteer ends with."""

_LENGTH_TOLERANCE = 2
_SHORTEST_FUZZY = 5
_MOST_FUZZY = 5


@dataclass(frozen=True, slots=True)
class Place:
    """A town, village or suburb. Degrees are EPSG:4326, metres EPSG:27700; `radius_m` holds 95 in 100.

    `minor` says that its name, like that of most suburbs, is that of places elsewhere that the gazetteer does not know.
    """

    name: str
    label: str
    lon: float
    lat: float
    easting: float
    northing: float
    population: int
    country: str
    lad_codes: frozenset[str]
    lad_code: str | None
    pfa_code: str | None
    radius_m: float
    minor: bool = False

    def distance_m(self, other: Place) -> float:
        """Measure the straight line to another place, metres."""
        return float(np.hypot(self.easting - other.easting, self.northing - other.northing))


@dataclass(frozen=True, slots=True)
class Area:
    """A county, district or force area: the codes of its districts, its middle, and the radius that holds 95 in 100.

    `lad_codes` is its present meaning and `wider_codes` what a looser use reaches as well.
    """

    name: str
    kind: str
    lad_codes: frozenset[str]
    wider_codes: frozenset[str]
    pfa_codes: tuple[str, ...]
    lon: float
    lat: float
    radius_m: float


class NameKind(IntEnum):
    """Whose name it is, from surest to least sure."""

    OWN = 0
    OTHER = 1
    SHORT = 2


class Gazetteer:
    """Look up places and areas by name.

    Parameters
    ----------
    place_rows
        Places; of two with one name the more important one comes first.
    names
        For each place its names: its own, others it goes by, and shorter forms of its own.
    areas
        Areas by `name_key`.
    """

    def __init__(
        self,
        place_rows: Iterable[Place],
        names: Iterable[Mapping[NameKind, Iterable[str]]],
        areas: Mapping[str, Area],
    ) -> None:
        self.areas = dict(areas)
        self._names: dict[NameKind, dict[str, list[Place]]] = {kind: {} for kind in NameKind}
        for place, of_place in zip(place_rows, names, strict=True):
            seen = {""}
            for kind in NameKind:
                for key in sorted({name_key(name) for name in of_place.get(kind, ())} - seen):
                    self._names[kind].setdefault(key, []).append(place)
                    seen.add(key)
        self._buckets: dict[tuple[str, int], list[str]] = {}
        keys = {*self._names[NameKind.OWN], *self._names[NameKind.OTHER], *self.areas}
        for bucket, group in groupby(sorted(keys, key=lambda key: (_bucket(key), key)), key=_bucket):
            self._buckets[bucket] = list(group)

    def places(self, key: str) -> tuple[Place, ...]:
        """Give the places of a name: those whose own it is, else those that also go by it, else by its first part."""
        for kind in NameKind:
            if found := self._names[kind].get(key):
                return tuple(found)
        return ()

    def stations(self, key: str) -> tuple[Place, ...]:
        """Give the stations of a name that are in this gazetteer: those of a user's, the shipped ones are sites."""
        return tuple(self._names[NameKind.OWN].get(f"{key} {STATION_WORDS}", ()))

    def kind(self, key: str) -> NameKind:
        """Say what sort of name `places` found, or would find."""
        return next((kind for kind in NameKind if key in self._names[kind]), NameKind.SHORT)

    def rivals(self, key: str) -> tuple[Place, ...]:
        """Give every place that goes by a name in any way."""
        return tuple(dict.fromkeys(place for kind in NameKind for place in self._names[kind].get(key, ())))

    def area(self, key: str) -> Area | None:
        """Give the area of a name, county before district before force."""
        found = self.areas.get(key)
        # A number alone may be the number of a force, and much more often of a house.
        if found is None and not key.isdigit() and (known := find_force(key)) is not None:
            found = self.areas.get(name_key(known.full_name))
        return found

    def knows(self, key: str) -> bool:
        """Whether a name is of a place, an area or a country."""
        return bool(self.places(key)) or self.area(key) is not None or key in COUNTRIES or key in NATIONS

    def alike(self, key: str) -> list[str]:
        """List known names spelt much like this one, most alike first: one slip, or two in a long name."""
        if len(key) < _SHORTEST_FUZZY:
            return []
        letter, length = _bucket(key)
        near = range(length - _LENGTH_TOLERANCE, length + _LENGTH_TOLERANCE + 1)
        pool = [name for size in near for name in self._buckets.get((letter, size), ())]
        most = 1 if len(key) < 8 else 2  # noqa: PLR2004 - two slips in a short name make another name
        found = process.extract(key, pool, scorer=OSA.distance, score_cutoff=most, limit=_MOST_FUZZY)
        return [name for name, _, _ in sorted(found, key=lambda each: (each[1], each[0]))]


def _bucket(key: str) -> tuple[str, int]:
    return key[:1], len(key)


def force_name(pfa_code: str | None) -> str | None:
    """Give the short name of a force by its code."""
    return None if pfa_code is None else force(pfa_code).name
