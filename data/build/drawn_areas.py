"""Make the areas that are drawn: force_areas_drawn.geojson and regional_areas_drawn.geojson.

Shared borders are simplified once, so that neighbours still meet: `coverage_clean`, then `coverage_simplify`
(Visvalingam-Whyatt on the edges of the coverage) in metres.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from areas import forces_now
from common import METRES, write_geojson

from linesmap.crs import from_national_grid

TOLERANCE_M = 150
REGIONAL_TOLERANCE_M = 600
SMALLEST_ISLET_M2 = 2_000_000

# Islands that people look for although they are small: Lundy; the Isles of Scilly; Bardsey; Holy Island and the Farnes.
KEPT_ISLANDS = {
    "Lundy": (-4.667, 51.180, 4_000),
    "Isles of Scilly": (-6.310, 49.930, 12_000),
    "Holy Island": (-1.795, 55.680, 3_000),
    "Skomer": (-5.297, 51.737, 1_500),
    "Bardsey": (-4.795, 52.760, 1_500),
    "Caldey": (-4.686, 51.636, 1_500),
}
SMALLEST_KEPT_M2 = 400_000


@cache
def drawn_forces(tolerance_m: float = TOLERANCE_M) -> gpd.GeoDataFrame:
    """Simplify the force areas to a tolerance in metres: pfa_code, geometry, EPSG:27700."""
    areas = forces_now().to_crs(METRES)
    clean = shapely.coverage_clean(areas.geometry.to_numpy())
    simple = shapely.coverage_simplify(clean, tolerance_m)
    assert shapely.coverage_is_valid(simple)  # noqa: S101 - no gap and no overlap between neighbours
    areas["geometry"] = [_without_islets(area) for area in simple]
    assert not areas.geometry.is_empty.any()  # noqa: S101
    return areas


def _without_islets(area: shapely.MultiPolygon) -> shapely.MultiPolygon:
    parts = shapely.get_parts(area)
    size = shapely.area(parts)
    keep = (size >= SMALLEST_ISLET_M2) | (size == size.max())
    for lon, lat, radius in KEPT_ISLANDS.values():
        centre = gpd.GeoSeries.from_xy([lon], [lat], crs="EPSG:4326").to_crs(METRES).buffer(radius).iloc[0]
        keep |= (size >= SMALLEST_KEPT_M2) & shapely.within(parts, centre)
    # A hole that an islet-sized neighbour left would show the sea inland.
    return shapely.MultiPolygon([part for part, kept in zip(parts, keep, strict=True) if kept])


def label_point(area: shapely.Geometry) -> tuple[float, float]:
    """Find where a name fits best: the middle of the largest circle inside the largest part.

    Returns
    -------
    lon, lat
        Degrees, EPSG:4326, four decimals.
    """
    parts = shapely.get_parts(area)
    largest = parts[int(np.argmax(shapely.area(parts)))]
    middle = shapely.maximum_inscribed_circle(largest, tolerance=100)
    point = shapely.get_point(middle, 0)
    lon, lat = from_national_grid(shapely.get_x(point), shapely.get_y(point))
    return round(float(lon), 4), round(float(lat), 4)


def build(out: Path) -> None:
    """Write reference/force_areas_drawn.geojson: 43 areas with a label point, four decimals (about 10 m)."""
    forces = pd.read_csv(out / "reference" / "forces.csv", dtype=str, keep_default_na=False)
    details = forces.rename(columns={"code": "pfa_code"})[["pfa_code", "name", "regional_unit"]]
    areas = drawn_forces().merge(details, on="pfa_code", validate="one_to_one")
    labels = [label_point(area) for area in areas.geometry]
    areas["label_lon"], areas["label_lat"] = zip(*labels, strict=True)
    columns = ["pfa_code", "name", "regional_unit", "label_lon", "label_lat", "geometry"]
    write_geojson(areas[columns], out / "reference" / "force_areas_drawn.geojson", decimals=4)


def build_regional(out: Path) -> None:
    """Write reference/regional_areas_drawn.geojson: the outlines of the ten regions, with a label point.

    They are drawn from afar only, so they are simplified more than the forces.
    """
    units = pd.read_csv(out / "reference" / "regional_units.csv", dtype=str, keep_default_na=False)
    unit_of = {code: row.regional_unit for row in units.itertuples() for code in row.forces.split(";")}
    areas = drawn_forces(REGIONAL_TOLERANCE_M)
    areas = areas.assign(regional_unit=areas["pfa_code"].map(unit_of))[["regional_unit", "geometry"]]
    areas = areas.dissolve("regional_unit").reset_index()
    areas = areas.merge(
        units[["regional_unit", "full_name", "region_label"]], on="regional_unit", validate="one_to_one"
    )
    labels = [label_point(area) for area in areas.geometry]
    areas["label_lon"], areas["label_lat"] = zip(*labels, strict=True)
    columns = ["regional_unit", "full_name", "region_label", "label_lon", "label_lat", "geometry"]
    write_geojson(areas[columns], out / "reference" / "regional_areas_drawn.geojson", decimals=4)
