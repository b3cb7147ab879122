"""Let the gazetteers that a user added take part: their settlements, stations, roads and postcodes.

A settlement of the user's that lies within 2 km of a shipped one of the same name, or within its own radius, is the
same place: the user's position and radius stand, and what is known of the shipped one (population, other names) stays.
Any other competes with the shipped ones under the same rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from math import hypot

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from linesmap.crs import from_national_grid
from linesmap.geocode.gazetteer import STATION_WORDS, Gazetteer, NameKind, Place
from linesmap.geocode.names import name_key
from linesmap.geocode.place_texts import LEAST_POPULATION
from linesmap.geocode.shipped_gazetteer import shipped_areas, shipped_places, short_names
from linesmap.geocode.streets import Streets, is_street_name
from linesmap.geocode.user_postcodes import UserPostcodes
from linesmap.model.locations import Location
from linesmap.model.vocabulary import PlaceStatus
from linesmap.reference import districts

__all__ = ["SETTLEMENTS", "STATION", "STREET", "UserGazetteer", "user_gazetteer"]

SETTLEMENTS = ("city", "town", "village", "suburb", "hamlet", "settlement")
"""Kinds of settlement, most important first."""

STATION, STREET = "station", "street"

_SAME_PLACE_M = 2_000.0
_STATION_WORDS = (STATION_WORDS, "station", "train station", "rail station")
_LEAST_M = {STATION: 150.0}
_SETTLEMENT_LEAST_M = 1_000.0
_COUNTRY = {"E": "ENG", "W": "WLS"}
_COUNTRY_OF_FORCE = {"S23000009": "SCT", "N99999999": "NIR"}

_Names = dict[NameKind, list[str]]


@dataclass
class _Entry:
    """A place on its way into the gazetteer: its names, and the gazetteer that gave its position, if a user's."""

    place: Place
    names: _Names
    source: str = ""

    @property
    def keys(self) -> set[str]:
        """What its own and other names are looked up by."""
        return {name_key(name) for kind in (NameKind.OWN, NameKind.OTHER) for name in self.names.get(kind, [])}


@dataclass(frozen=True, eq=False)
class UserGazetteer:
    """What a user's gazetteers add, as one value; make it with `user_gazetteer`.

    `places` are the rows of `gazetteer_places` that are no roads, those of the preferred gazetteer first; `sources`
    says for each gazetteer what to call it.
    """

    places: pd.DataFrame
    streets: Streets
    postcodes: UserPostcodes
    sources: Mapping[str, str]

    @cached_property
    def _entries(self) -> list[_Entry]:
        return _merged(self.places, self.sources)

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The shipped gazetteer with the user's places in it."""
        ordered = sorted(self._entries, key=lambda entry: -entry.place.population)
        return Gazetteer([entry.place for entry in ordered], [entry.names for entry in ordered], shipped_areas())

    @cached_property
    def _positions(self) -> dict[tuple[float, float], str]:
        return {
            (round(entry.place.easting, 1), round(entry.place.northing, 1)): entry.source
            for entry in self._entries
            if entry.source
        }

    def credited(self, found: Location) -> Location:
        """Say in `method` that the position of a place is from a user's gazetteer."""
        if found.status is not PlaceStatus.FOUND or found.easting is None or found.northing is None:
            return found
        source = self._positions.get((found.easting, found.northing))
        return replace(found, method=f"{found.method}; from {source}") if source else found


def user_gazetteer(gazetteers: pd.DataFrame, places: pa.Table, postcodes: pa.Table) -> UserGazetteer:
    """Make the value that `locate` and its like take from the tables of a workspace.

    Parameters
    ----------
    gazetteers
        Rows of `gazetteers`. Of two gazetteers with the same thing the one with the later `date_of_data` is preferred,
        then the one added later.
    places, postcodes
        Rows of `gazetteer_places` and `gazetteer_postcodes`, as Arrow tables; any order.

    Returns
    -------
    gazetteer
        Indexes of places are made when they are first needed.
    """
    preferred = gazetteers.assign(date_of_data=gazetteers["date_of_data"].fillna(""))
    preferred = preferred.sort_values(["date_of_data", "added_at", "gazetteer_id"], ascending=False)
    ids = preferred["gazetteer_id"].tolist()
    ranks = {name: rank for rank, name in enumerate(ids)}
    sources = dict(zip(ids, preferred["name"], strict=True))
    roads = pc.equal(places["kind"], STREET)
    rest = places.filter(pc.invert(roads)).to_pandas()
    rest["rank"] = rest["gazetteer_id"].map(ranks)
    rest["importance"] = rest["kind"].map({kind: index for index, kind in enumerate(SETTLEMENTS)}).fillna(99)
    rest = rest.sort_values(["rank", "importance", "row_number"], ignore_index=True)
    return UserGazetteer(rest, Streets(places.filter(roads), sources), UserPostcodes(postcodes, ranks), sources)


def _merged(rows: pd.DataFrame, sources: Mapping[str, str]) -> list[_Entry]:
    """Put the user's places among the shipped ones."""
    entries = [_Entry(place, dict(names)) for place, names in shipped_places()]
    by_key: dict[str, list[_Entry]] = {}
    for entry in entries:
        for key in entry.keys:
            by_key.setdefault(key, []).append(entry)
    stations: list[tuple[_Entry, list[str]]] = []
    for kind, names, place, source in _user_places(rows, sources):
        if kind == STATION:
            full = [f"{name} {words}" for name in names for words in _STATION_WORDS]
            stations.append((_Entry(place, {NameKind.OWN: full}, source), names))
            continue
        keys = {name_key(name) for name in names} - {""}
        settlement = kind in SETTLEMENTS
        same = _same_place(place, keys, by_key) if settlement else None
        if same is None:
            if settlement and is_street_name(names[0]):
                continue
            new = place if place.radius_m > 0 else replace(place, radius_m=_SETTLEMENT_LEAST_M)
            kept = {NameKind.OWN: names, NameKind.SHORT: short_names(names[0]) if kind in SETTLEMENTS[:2] else []}
            entry = _Entry(new, kept, source)
            entries.append(entry)
            for key in keys:
                by_key.setdefault(key, []).append(entry)
        elif not same.source:
            same.place, same.source = _moved(same.place, place), source
            same.names = {**same.names, NameKind.OWN: [*same.names.get(NameKind.OWN, []), *names]}
    for entry, names in stations:
        # A settlement of the name is what people mean by it; a station alone only where there is none.
        plain = [name for name in names if name_key(name) not in by_key]
        entry.names[NameKind.OTHER] = plain
        entries.append(entry)
    return entries


def _same_place(place: Place, keys: Iterable[str], by_key: Mapping[str, list[_Entry]]) -> _Entry | None:
    """Find the place of the same name that this one is, the nearest if there are several."""
    near = [
        (gap, index, entry)
        for index, entry in enumerate(entry for key in sorted(keys) for entry in by_key.get(key, ()))
        if (gap := hypot(entry.place.easting - place.easting, entry.place.northing - place.northing))
        <= max(_SAME_PLACE_M, place.radius_m)
    ]
    return min(near)[2] if near else None


def _moved(shipped: Place, users: Place) -> Place:
    """Give a shipped place the user's position; what it is remains known."""
    return replace(
        shipped,
        lon=users.lon,
        lat=users.lat,
        easting=users.easting,
        northing=users.northing,
        radius_m=users.radius_m if users.radius_m > 0 else shipped.radius_m,
        population=max(shipped.population, users.population),
        lad_codes=shipped.lad_codes | users.lad_codes,
        lad_code=users.lad_code or shipped.lad_code,
        pfa_code=users.pfa_code or shipped.pfa_code,
    )


def _user_places(rows: pd.DataFrame, sources: Mapping[str, str]) -> Iterator[tuple[str, list[str], Place, str]]:
    """Give each row as a place; its population counts as large enough to be meant when it is the only one.

    A shipped village of few people is not taken by its name alone, because hamlets that the shipped gazetteer lacks
    may share it. Who adds a gazetteer has filled that gap.
    """
    county_of = districts().set_index("lad_code")["county"].to_dict()
    lon, lat = from_national_grid(rows["easting"], rows["northing"])
    for row, x, y in zip(rows.to_dict("records"), lon.tolist(), lat.tolist(), strict=True):
        kind, lad, pfa = row["kind"], _text(row["lad_code"]), _text(row["pfa_code"])
        names = [row["name"], *filter(None, (_text(row["other_names"]) or "").split(";"))]
        county = county_of.get(lad or "") or _text(row["county"])
        title = f"{names[0]} {STATION_WORDS}" if kind == STATION else names[0]
        known = 0.0 if pd.isna(row["radius_m"]) else float(row["radius_m"])
        least = _SETTLEMENT_LEAST_M if kind in SETTLEMENTS else _LEAST_M.get(kind, 0.0)
        people = 0 if pd.isna(row["population"]) else int(row["population"])
        place = Place(
            name=names[0],
            label=f"{title}, {county}" if county and county != title else title,
            lon=x,
            lat=y,
            easting=row["easting"],
            northing=row["northing"],
            population=max(people, LEAST_POPULATION),
            country=_COUNTRY.get((lad or " ")[0]) or _COUNTRY_OF_FORCE.get(pfa or "", ""),
            lad_codes=frozenset({lad} if lad else ()),
            lad_code=lad,
            pfa_code=pfa,
            radius_m=max(known, least) if known else _LEAST_M.get(kind, 0.0),
        )
        yield kind, names, place, sources[row["gazetteer_id"]]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
