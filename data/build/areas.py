"""Make district_areas.geojson and force_areas.geojson: the detailed areas, for looking up points."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from common import METRES, districts_2011, postcodes, write_geojson
from districts import code_of_name, current, table


@cache
def former_districts() -> gpd.GeoDataFrame:
    """Give the 348 districts of 2011 their code of then: former_lad_code, geometry, EPSG:4326."""
    areas = districts_2011()
    # A district that only changed its code has one name and two codes: the code in force is meant.
    codes = [code_of_name(name) for name in areas["lad_name"]]
    return gpd.GeoDataFrame({"former_lad_code": codes}, geometry=areas.geometry.to_numpy(), crs=areas.crs)


@cache
def districts_now() -> gpd.GeoDataFrame:
    """Merge the districts of 2011 into those in force: lad_code, lad_name, pfa_code, valid_from, valid_to, geometry."""
    areas = former_districts().rename(columns={"former_lad_code": "lad_code"})
    areas["lad_code"] = [current(code) for code in areas["lad_code"]]
    merged = areas.dissolve("lad_code").reset_index()
    columns = ["lad_code", "lad_name", "pfa_code", "valid_from", "valid_to"]
    merged = merged.merge(table()[columns], on="lad_code", validate="one_to_one")
    assert len(merged) == 318, len(merged)  # noqa: PLR2004, S101
    return gpd.GeoDataFrame(merged[[*columns, "geometry"]], crs=areas.crs).sort_values("lad_code", ignore_index=True)


@cache
def forces_now() -> gpd.GeoDataFrame:
    """Merge the districts into the 43 force areas: pfa_code, geometry."""
    areas = districts_now().dissolve("pfa_code").reset_index()[["pfa_code", "geometry"]]
    assert len(areas) == 43, len(areas)  # noqa: PLR2004, S101
    return gpd.GeoDataFrame(areas, crs=districts_now().crs)


@cache
def postcodes_with_former_district() -> pd.DataFrame:
    """Add to each postcode the district of 2011 in which it lies (null outside all areas)."""
    frame = postcodes().copy()
    areas = former_districts().to_crs(METRES)
    tree = shapely.STRtree(areas.geometry.to_numpy())
    points = shapely.points(frame["easting"], frame["northing"])
    point, area = tree.query(points, predicate="intersects")
    former = np.full(len(frame), None, dtype=object)
    former[point] = areas["former_lad_code"].to_numpy()[area]
    frame["former_lad_code"] = former
    return frame


def build_districts(out: Path) -> None:
    """Write reference/district_areas.geojson: 318 areas, five decimals (about a metre)."""
    write_geojson(districts_now(), out / "reference" / "district_areas.geojson", decimals=5)


def build_forces(out: Path) -> None:
    """Write reference/force_areas.geojson: 43 areas, five decimals (about a metre)."""
    forces = pd.read_csv(out / "reference" / "forces.csv", dtype=str, keep_default_na=False)
    details = forces.rename(columns={"code": "pfa_code"})[["pfa_code", "name", "valid_from", "valid_to"]]
    areas = forces_now().merge(details, on="pfa_code", validate="one_to_one")
    write_geojson(areas[[*details.columns, "geometry"]], out / "reference" / "force_areas.geojson", decimals=5)
