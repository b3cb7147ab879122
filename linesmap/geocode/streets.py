"""Find named roads of the user's gazetteers: in the town that a text names, and never without one."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import hypot

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from linesmap.crs import from_national_grid
from linesmap.geocode.answers import ambiguous
from linesmap.geocode.gazetteer import Gazetteer
from linesmap.geocode.names import is_near, name_key, split_parts, without_descriptors, without_lead
from linesmap.model.locations import Candidate, Location
from linesmap.model.vocabulary import PlaceStatus, Precision

__all__ = ["Street", "Streets", "is_street_name", "street_in_town", "street_key", "streets_called"]

_SHORT_FORMS = {
    "st": "street",
    "str": "street",
    "rd": "road",
    "ln": "lane",
    "ave": "avenue",
    "av": "avenue",
    "cl": "close",
    "dr": "drive",
    "cres": "crescent",
    "ct": "court",
    "gdns": "gardens",
    "gr": "grove",
    "gro": "grove",
    "sq": "square",
    "terr": "terrace",
    "ter": "terrace",
    "tce": "terrace",
    "pde": "parade",
    "pl": "place",
    "wy": "way",
    "hl": "hill",
}
_ROAD_WORDS = frozenset(["street", "road", "lane", "avenue", "close", "drive", "crescent", "terrace", "way", "mews"])
_NUMBER = re.compile(r"^(?:(?:flat|unit|apt|apartment|room|no)\.?\s*)?\d+[a-z]?(?:\s*[-/&]\s*\d+[a-z]?)?[\s.]+", re.I)

_LEAST_M = 50.0
_JOINED_M = 150.0
_NEAR_EXTRA_M = 250.0
_REACH, _REACH_LEAST_M = 2.0, 5_000.0
_MOST_CANDIDATES = 12
_MOST_JOINED = 200


@dataclass(frozen=True, slots=True)
class Street:
    """A named road, or the part of one in a settlement. Metres EPSG:27700; `radius_m` holds all of it."""

    name: str
    town: str
    county: str
    easting: float
    northing: float
    radius_m: float
    pfa_code: str | None
    lad_code: str | None
    source: str

    @property
    def label(self) -> str:
        """Its name, the settlement and the county."""
        return ", ".join(dict.fromkeys(part for part in (self.name, self.town, self.county) if part))


class Streets:
    """Look up named roads by `street_key`.

    Parameters
    ----------
    table
        Columns name_key, name, town, county, easting, northing, radius_m, pfa_code, lad_code, gazetteer_id.
    sources
        What to say of each gazetteer.

    Attributes
    ----------
    offers
        Answers given before for a name without a town, by its first row and the districts named.
    """

    def __init__(self, table: pa.Table, sources: Mapping[str, str]) -> None:
        order = pc.sort_indices(table, [("name_key", "ascending"), ("gazetteer_id", "ascending")])
        self._table = table.take(order)
        self._keys: list[str] = self._table["name_key"].to_pylist()
        self._easting: NDArray[np.float64] = self._table["easting"].to_numpy()
        self._northing: NDArray[np.float64] = self._table["northing"].to_numpy()
        self._lad_code: pa.ChunkedArray = self._table["lad_code"]
        self._sources = dict(sources)
        self.offers: dict[tuple[int, frozenset[str] | None], Location | None] = {}

    def __len__(self) -> int:
        return len(self._keys)

    def find(self, key: str) -> NDArray[np.int64]:
        """Give the rows of every road, or part of one, of a name."""
        start = bisect_left(self._keys, key)
        return np.arange(start, bisect_left(self._keys, key + "\x00", start))

    def around(self, rows: NDArray[np.int64], easting: float, northing: float, within_m: float) -> list[Street]:
        """Give those of some rows that lie near a point, metres EPSG:27700."""
        gap = np.hypot(self._easting[rows] - easting, self._northing[rows] - northing)
        return self.streets(rows[gap < within_m])

    def inside(self, rows: NDArray[np.int64], lad_codes: frozenset[str]) -> NDArray[np.int64]:
        """Give those of some rows that lie in some districts."""
        codes = self._lad_code.take(pa.array(rows)).to_pylist()
        return rows[np.array([code in lad_codes for code in codes], dtype=np.bool_)]

    def streets(self, rows: NDArray[np.int64]) -> list[Street]:
        """Give rows as roads."""
        return [
            Street(
                name=row["name"],
                town=row["town"] or "",
                county=row["county"] or "",
                easting=row["easting"],
                northing=row["northing"],
                radius_m=max(row["radius_m"] or 0.0, _LEAST_M),
                pfa_code=row["pfa_code"],
                lad_code=row["lad_code"],
                source=self._sources[row["gazetteer_id"]],
            )
            for row in self._table.take(pa.array(rows)).to_pylist()
        ]


def street_key(name: str) -> str:
    """Reduce the name of a road to what its spellings share: `name_key`, and the last word in full.

    Examples
    --------
    >>> street_key("FORE ST."), street_key("St. Mary's Rd")
    ('fore street', 'st marys road')
    """
    words = name_key(name).split()
    if len(words) > 1:
        words[-1] = _SHORT_FORMS.get(words[-1], words[-1])
    return " ".join(words)


def is_street_name(name: str) -> bool:
    """Whether a name ends as those of roads do; hamlets of such names would hide the roads of every town."""
    words = street_key(name).split()
    return bool(words) and words[-1] in _ROAD_WORDS


@dataclass(frozen=True)
class _Named:
    """A road that a text names, and the keys of what else it names."""

    words: str
    rows: NDArray[np.int64]
    others: frozenset[str]
    near: bool


def _named_roads(text: str, streets: Streets) -> Iterable[_Named]:
    """List the roads that the parts of a text name, surest first."""
    parts = split_parts(text)
    keys = [_keys_of(part) for part in parts]
    for index, part in enumerate(parts):
        plain = _NUMBER.sub("", without_lead(part))
        others = frozenset().union(*keys[:index], *keys[index + 1 :])
        rows = streets.find(street_key(plain))
        if rows.size:
            yield _Named(plain, rows, others, is_near(part))
            continue
        words = plain.split()
        for cut in range(len(words) - 1, 0, -1):
            road, rest = " ".join(words[:cut]), " ".join(words[cut:])
            if is_street_name(road) and (rows := streets.find(street_key(road))).size:
                yield _Named(road, rows, others | _keys_of(rest), is_near(part))
                break


def _keys_of(part: str) -> frozenset[str]:
    plain = without_lead(part)
    return frozenset(name_key(form) for form in (part, plain, *without_descriptors(plain)))


def street_in_town(text: str, town: Location, gazetteer: Gazetteer, streets: Streets) -> Location:
    """Move an answer from the town to the road that the text names in it, if there is exactly one.

    Parameters
    ----------
    text
        `12 Fore Street, Bodmin`, `nr Fore St Bodmin`.
    town
        What the text was found to be without its road.
    gazetteer
        Where names of districts are looked up.
    streets
        The roads.

    Returns
    -------
    location
        The road, with precision street; the town as it was when no road of that name is known in it; the town with a
        note when several are.
    """
    if town.precision is not Precision.PLACE or town.easting is None or town.northing is None:
        return town
    for named in _named_roads(text, streets):
        if not named.others:
            continue
        within = max(_REACH * (town.uncertainty_m or 0), _REACH_LEAST_M)
        around = streets.around(named.rows, town.easting, town.northing, within)
        there = [row for row in around if name_key(row.town) in named.others]
        there = there or [row for row in around if _in_district(row, named.others, gazetteer)]
        roads = _joined(there)
        if len(roads) == 1:
            return _found(roads[0], named, town)
        if roads:
            return replace(town, method=f"{town.method}; {len(roads)} roads there are called {roads[0].name}")
    return town


def _in_district(row: Street, keys: frozenset[str], gazetteer: Gazetteer) -> bool:
    """Whether a road lies in a district that the text names: the city that swallowed its suburb."""
    areas = (gazetteer.area(key) for key in sorted(keys))
    return any(area is not None and area.kind == "district" and row.lad_code in area.lad_codes for area in areas)


def _joined(rows: Sequence[Street]) -> list[Street]:
    """Put the parts of one road together: those that touch, or nearly so."""
    roads: list[list[Street]] = []
    for row in rows:
        touching = [road for road in roads if any(_touch(row, part) for part in road)]
        apart = [road for road in roads if not any(road is other for other in touching)]
        roads = [*apart, [row, *(part for road in touching for part in road)]]
    return [_as_one(road) for road in roads]


def _touch(one: Street, other: Street) -> bool:
    gap = hypot(one.easting - other.easting, one.northing - other.northing)
    return gap <= one.radius_m + other.radius_m + _JOINED_M


def _as_one(parts: Sequence[Street]) -> Street:
    first = min(parts, key=lambda part: (part.easting, part.northing))
    if len(parts) == 1:
        return first
    east = (min(part.easting for part in parts) + max(part.easting for part in parts)) / 2
    north = (min(part.northing for part in parts) + max(part.northing for part in parts)) / 2
    reach = max(hypot(part.easting - east, part.northing - north) + part.radius_m for part in parts)
    forces = {part.pfa_code for part in parts}
    districts = {part.lad_code for part in parts}
    return replace(
        first,
        easting=east,
        northing=north,
        radius_m=reach,
        pfa_code=first.pfa_code if len(forces) == 1 else None,
        lad_code=first.lad_code if len(districts) == 1 else None,
    )


def _found(road: Street, named: _Named, town: Location) -> Location:
    lon, lat = from_national_grid(road.easting, road.northing)
    note = "; said to be near it" if named.near else ""
    return Location(
        status=PlaceStatus.FOUND,
        label=f"{road.name}, {town.label}",
        lon=round(float(lon), 6),
        lat=round(float(lat), 6),
        easting=round(road.easting, 1),
        northing=round(road.northing, 1),
        precision=Precision.STREET,
        uncertainty_m=float(round(road.radius_m + (_NEAR_EXTRA_M if named.near else 0.0))),
        method=f"named road in {town.label}{note}; from {road.source}",
        pfa_code=road.pfa_code,
        lad_code=road.lad_code,
    )


def streets_called(text: str, unknown: Location, gazetteer: Gazetteer, streets: Streets) -> Location:
    """Offer the roads of a name where a text names a road and no town that is known.

    Returns
    -------
    location
        `ambiguous` with the roads as candidates, those in a county or district that the text names alone if there are
        any; a road is never taken without its town. The answer as it was if no road of the name is known.
    """
    for named in _named_roads(text, streets):
        areas = [area for key in sorted(named.others) if (area := gazetteer.area(key)) is not None]
        codes = frozenset().union(*(area.lad_codes | area.wider_codes for area in areas))
        # One road is asked for with the number of every house on it.
        asked = (int(named.rows[0]), codes if areas else None)
        if asked not in streets.offers:
            streets.offers[asked] = _offer(streets.inside(named.rows, codes) if areas else named.rows, streets)
        if (offer := streets.offers[asked]) is not None:
            return offer
    return unknown


def _offer(rows: NDArray[np.int64], streets: Streets) -> Location | None:
    roads = sorted(_joined(streets.streets(rows[:_MOST_JOINED])), key=lambda road: (road.label, road.easting))
    if not roads:
        return None
    number = len(roads) if rows.size <= _MOST_JOINED else rows.size
    many = "1 road is" if number == 1 else f"{number:,} roads, or parts of roads, are"
    return ambiguous(f"{many} called {roads[0].name}: say the town", _candidates(roads[:_MOST_CANDIDATES]))


def _candidates(roads: Sequence[Street]) -> list[Candidate]:
    lon, lat = from_national_grid([road.easting for road in roads], [road.northing for road in roads])
    return [
        Candidate(road.label, round(float(x), 6), round(float(y), 6), road.pfa_code)
        for road, x, y in zip(roads, lon, lat, strict=True)
    ]
