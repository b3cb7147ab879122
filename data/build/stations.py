"""Make stations.csv: railway stations of Great Britain, and the Underground, light rail and tram stops of two cities.

Source: the extracts of NaPTAN (Department for Transport, OGL v3) in the package `twobells`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from common import postcodes, write_csv
from packages import unpack
from scipy.spatial import cKDTree

from linesmap.crs import to_national_grid

KINDS = {"tube": "Underground station", "dlr": "light rail station", "tram": "tram stop"}
"""Kinds of the London table that are kept; piers and the cable car are not."""

FAR_FROM_HOME_M = 5_000
"""A point of England or Wales has a postcode of them so near."""


@cache
def _tree() -> tuple[cKDTree, np.ndarray]:
    directory = postcodes()
    return cKDTree(directory[["easting", "northing"]].to_numpy()), directory["lad_code"].to_numpy()


def nearest_lad(easting: float, northing: float) -> str | None:
    """Give the district of most of the five nearest postcodes of England and Wales; null far from all of them."""
    tree, codes = _tree()
    distance, nearest = tree.query((easting, northing), k=5)
    near = pd.Series(codes[nearest[distance < FAR_FROM_HOME_M]]).mode()
    return str(near.iloc[0]) if len(near) else None


def country_of(easting: float, northing: float) -> str | None:
    """Give the country of a point in metres, EPSG:27700: ENG, WLS, or null elsewhere."""
    code = nearest_lad(easting, northing)
    return None if code is None else {"E": "ENG", "W": "WLS"}[code[0]]


def _table(name: str) -> pd.DataFrame:
    file = unpack("twobells") / "twobells" / "data" / name
    return pd.read_csv(file, comment="#", dtype=str, keep_default_na=False)


def home_stations(out: Path) -> pd.DataFrame:
    """Read the stations of stations.csv that lie in England or Wales."""
    table = pd.read_csv(out / "reference" / "stations.csv", keep_default_na=False)
    return table[table["lad_code"] != ""].reset_index(drop=True)


def build(out: Path) -> None:
    """Write reference/stations.csv, sorted by kind and name."""
    rail = _table("gb_stations.csv").rename(columns={"crs": "code"}).assign(kind="railway station")
    london = _table("london_stops.csv")
    london = london[london["kind"].isin(KINDS)].assign(kind=london["kind"].map(KINDS))
    trams = _table("metrolink_stops.csv").assign(kind="tram stop")
    frame = pd.concat([rail, london, trams], ignore_index=True)[["name", "kind", "code", "lon", "lat"]]
    # NaPTAN writes what a node is behind some names.
    frame["name"] = frame["name"].str.replace(r"\s+\((?:Rail|London) Station\)$", "", regex=True)
    easting, northing = to_national_grid(frame["lon"].astype(float), frame["lat"].astype(float))
    lads = [nearest_lad(x, y) for x, y in zip(easting, northing, strict=True)]
    districts = pd.read_csv(out / "reference" / "districts.csv", dtype=str, keep_default_na=False).set_index("lad_code")
    frame["lad_code"] = [code or "" for code in lads]
    frame["pfa_code"] = [districts.at[code, "pfa_code"] if code else "S23000009" for code in lads]
    frame["source"] = "NaPTAN, Department for Transport, 2026-10"
    frame = frame.sort_values(["kind", "name", "code"], ignore_index=True)
    assert not frame.duplicated(["kind", "code"]).any()  # noqa: S101
    write_csv(frame, out / "reference" / "stations.csv")
