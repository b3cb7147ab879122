"""Look up stations and prisons by name, as places of some hundred metres."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import pandas as pd
from rapidfuzz import process
from rapidfuzz.distance import OSA

from linesmap.crs import to_national_grid
from linesmap.geocode.gazetteer import Place
from linesmap.geocode.names import name_key
from linesmap.reference import prisons, stations

__all__ = ["STATION_RADIUS_M", "Sites", "shipped_sites"]

STATION_RADIUS_M = 500.0
"""A station with its platforms, forecourt and car park: few are longer than 400 m from the point of its register."""

_SAME_STATION_M = 1_500.0
_MOST_ALIKE = 5
_SLIPS = 2
_KINDS = ("railway station", "Underground station", "light rail station", "tram stop")


class Sites:
    """Look up stations and prisons.

    Parameters
    ----------
    station_rows
        Stations and their names, the more important first of those that stand together.
    prison_rows
        Prisons and their names.
    """

    def __init__(
        self, station_rows: Sequence[tuple[Place, Sequence[str]]], prison_rows: Sequence[tuple[Place, Sequence[str]]]
    ) -> None:
        self._stations: dict[str, list[Place]] = {}
        self._of_town: dict[str, list[Place]] = {}
        for place, names in station_rows:
            for key in dict.fromkeys(filter(None, map(name_key, names))):
                known = self._stations.setdefault(key, [])
                if all(place.distance_m(other) > _SAME_STATION_M for other in known):
                    known.append(place)
                words = key.split()
                for cut in range(1, len(words)):
                    self._of_town.setdefault(" ".join(words[:cut]), []).append(place)
        self._prisons: dict[str, list[Place]] = {}
        for place, names in prison_rows:
            for key in dict.fromkeys(filter(None, map(name_key, names))):
                self._prisons.setdefault(key, []).append(place)

    def stations(self, key: str) -> tuple[Place, ...]:
        """Give the stations of a name; those that stand together as one."""
        return tuple(self._stations.get(key, ()))

    def stations_of(self, key: str) -> tuple[Place, ...]:
        """Give the stations whose names go on after a name: of `yeovil`, Yeovil Junction and Yeovil Pen Mill."""
        return tuple(dict.fromkeys(self._of_town.get(key, ())))

    def prisons(self, key: str) -> tuple[Place, ...]:
        """Give the prisons of a name."""
        return tuple(self._prisons.get(key, ()))

    def prisons_alike(self, key: str) -> list[Place]:
        """List prisons with a name spelt much like this one, most alike first."""
        found = process.extract(key, list(self._prisons), scorer=OSA.distance, score_cutoff=_SLIPS, limit=_MOST_ALIKE)
        return list(dict.fromkeys(place for name, _, _ in found for place in self._prisons[name]))


@cache
def shipped_sites() -> Sites:
    """Index the stations and prisons that ship with linesmap.

    Raises
    ------
    ReferenceDataError
        If a shipped file is missing or damaged.
    """
    table = stations()
    order = table["kind"].map({kind: index for index, kind in enumerate(_KINDS)})
    table = table.assign(order=order).sort_values(["order", "name", "code"], ignore_index=True)
    labels = [_station_label(name, kind) for name, kind in zip(table["name"], table["kind"], strict=True)]
    names = [_station_names(name) for name in table["name"]]
    station_rows = list(zip(_places(table, labels, [STATION_RADIUS_M] * len(table)), names, strict=True))
    homes = prisons()
    labels = [f"HMP {name.removeprefix('The ')}" for name in homes["name"]]
    own = [[name, *aliases] for name, aliases in zip(homes["name"], homes["aliases"], strict=True)]
    return Sites(station_rows, list(zip(_places(homes, labels, homes["radius_m"].tolist()), own, strict=True)))


def _station_label(name: str, kind: str) -> str:
    plain, _, rest = name.partition(" (")
    return f"{plain} {kind}" + (f" ({rest}" if rest else "")


def _station_names(name: str) -> list[str]:
    """Give the names a station goes by: without its brackets, a London terminus without `London`, `Street` as `St`."""
    plain = re.sub(r"\s*\(.*\)", "", name)
    short = plain.removeprefix("London ").removesuffix(" International")
    return [plain, name, short, re.sub(r" Street$", " St", plain)]


def _places(table: pd.DataFrame, labels: Sequence[str], radii: Sequence[float]) -> list[Place]:
    easting, northing = to_national_grid(table["lon"], table["lat"])
    rows = zip(
        table["name"],
        labels,
        table["lon"],
        table["lat"],
        easting.tolist(),
        northing.tolist(),
        table["lad_code"],
        table["pfa_code"],
        radii,
        strict=True,
    )
    return [
        Place(
            name=name,
            label=label,
            lon=float(lon),
            lat=float(lat),
            easting=east,
            northing=north,
            population=0,
            country={"E": "ENG", "W": "WLS"}.get((lad or "S")[0], "SCT"),
            lad_codes=frozenset({lad} if lad else ()),
            lad_code=lad,
            pfa_code=pfa,
            radius_m=float(radius),
        )
        for name, label, lon, lat, east, north, lad, pfa, radius in rows
    ]
