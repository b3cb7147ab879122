"""Hold the areas on the ground: forces, districts, neighbouring countries; and say in which one a point lies.

Source: data/reference/*.geojson. Districts and forces are dissolved from 2011 output areas, super generalised: a
border may be off by up to about 200 m. Against 2.4 million postcodes, 99.94% fall into the right force.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray

from linesmap.crs import BRITISH_NATIONAL_GRID, to_national_grid
from linesmap.errors import InputError
from linesmap.reference.files import read_areas, read_json

__all__ = [
    "COAST_M",
    "assign_areas",
    "context_areas",
    "district_areas",
    "drawn_force_areas",
    "drawn_regional_areas",
    "force_areas",
]

COAST_M = 5_000
"""A point outside every area (on a pier, at sea, on a mudflat) takes the nearest one up to so many metres away."""

_PIECE = 16

# Forces of the countries around; the Isle of Man, the Channel Islands, Ireland and France have none of ours.
_FORCE_OF_COUNTRY = {"S92000003": "S23000009", "N92000002": "N99999999"}


@cache
def _force_areas() -> gpd.GeoDataFrame:
    return read_areas("force_areas.geojson")


def force_areas() -> gpd.GeoDataFrame:
    """Give the 43 force areas for looking up.

    Returns
    -------
    areas
        pfa_code, name, valid_from, valid_to, geometry (MultiPolygon, EPSG:4326, longitude first).

    Raises
    ------
    ReferenceDataError
        If the shipped file is missing or damaged.
    """
    return _force_areas().copy()


@cache
def _district_areas() -> gpd.GeoDataFrame:
    return read_areas("district_areas.geojson")


def district_areas() -> gpd.GeoDataFrame:
    """Give the 318 districts in force for looking up.

    Returns
    -------
    areas
        lad_code, lad_name, pfa_code, valid_from, valid_to, geometry (MultiPolygon, EPSG:4326, longitude first).

    Raises
    ------
    ReferenceDataError
        If the shipped file is missing or damaged.
    """
    return _district_areas().copy()


@cache
def drawn_force_areas() -> dict[str, Any]:
    """Give the 43 force areas for drawing, simplified to 150 m with shared borders kept.

    Returns
    -------
    areas
        GeoJSON; properties pfa_code, name, regional_unit, label_lon, label_lat. Shared: do not modify.

    Raises
    ------
    ReferenceDataError
        If the shipped file is missing or damaged.
    """
    return read_json("force_areas_drawn.geojson")


@cache
def drawn_regional_areas() -> dict[str, Any]:
    """Give the ten policing regions for drawing.

    Returns
    -------
    areas
        GeoJSON; properties regional_unit, full_name, region_label, label_lon, label_lat. Shared: do not modify.

    Raises
    ------
    ReferenceDataError
        If the shipped file is missing or damaged.
    """
    return read_json("regional_areas_drawn.geojson")


@cache
def context_areas() -> dict[str, Any]:
    """Give the land around England and Wales for drawing below the force areas.

    Returns
    -------
    areas
        GeoJSON; properties code, name, label, label_lon, label_lat. Scotland reaches up to 1.5 km under England, so
        that no gap shows. Shared: do not modify.

    Raises
    ------
    ReferenceDataError
        If the shipped file is missing or damaged.
    """
    return read_json("context_areas.geojson")


@dataclass(frozen=True)
class _Group:
    """A set of areas ready for looking up: prepared in degrees, and their edges in metres, in short pieces."""

    shapes: NDArray[np.object_]
    tree: shapely.STRtree
    edges: shapely.STRtree
    owner: NDArray[np.int64]

    @classmethod
    def of(cls, areas: gpd.GeoDataFrame) -> _Group:
        shapes = areas.geometry.to_numpy()
        shapely.prepare(shapes)
        parts, area = shapely.get_parts(areas.to_crs(BRITISH_NATIONAL_GRID).geometry.to_numpy(), return_index=True)
        rings, part = shapely.get_rings(parts, return_index=True)
        pieces, owner = [], []
        for ring, index in zip(rings, area[part], strict=True):
            points = shapely.get_coordinates(ring)
            # The distance to a whole country is slow to find, to a piece of its edge it is not.
            cut = [points[start : start + _PIECE + 1] for start in range(0, len(points) - 1, _PIECE)]
            pieces += [shapely.LineString(each) for each in cut]
            owner += [index] * len(cut)
        return cls(shapes, shapely.STRtree(shapes), shapely.STRtree(pieces), np.array(owner))

    def inside(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.int64]:
        """Index of the area around each point in degrees, or -1. On a shared border the first area wins."""
        found = np.full(x.size, -1, dtype=np.int64)
        point, area = self.tree.query(shapely.points(x, y))
        if not area.size:
            return found
        order = np.argsort(-area, kind="stable")
        point, area = point[order], area[order]
        starts = np.flatnonzero(np.diff(area, prepend=-1))
        # One prepared area against all points in its box is several times faster than point by point.
        for start, end in zip(starts, np.append(starts[1:], area.size), strict=True):
            some = point[start:end]
            covered = some[shapely.intersects_xy(self.shapes[area[start]], x[some], y[some])]
            found[covered] = area[start]
        return found

    def nearest(self, points: NDArray[np.object_]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Index of the nearest area up to 5 km from each point in metres, or -1, and the distance or infinity."""
        (point, piece), metres = self.edges.query_nearest(
            points, max_distance=COAST_M, return_distance=True, all_matches=False
        )
        found, distance = np.full(points.size, -1, dtype=np.int64), np.full(points.size, np.inf)
        found[point], distance[point] = self.owner[piece], metres
        return found, distance


@dataclass(frozen=True)
class _Lookup:
    """The districts, and the countries around."""

    home: _Group
    lad_code: NDArray[np.object_]
    pfa_code: NDArray[np.object_]
    away: _Group
    force_away: NDArray[np.object_]


@cache
def _lookup() -> _Lookup:
    home = _district_areas()
    away = gpd.GeoDataFrame.from_features(context_areas()["features"], crs="EPSG:4326")
    return _Lookup(
        home=_Group.of(home),
        lad_code=home["lad_code"].to_numpy(dtype=object),
        pfa_code=home["pfa_code"].to_numpy(dtype=object),
        away=_Group.of(away),
        force_away=np.array([_FORCE_OF_COUNTRY.get(code) for code in away["code"]], dtype=object),
    )


def assign_areas(lon: ArrayLike, lat: ArrayLike) -> pd.DataFrame:
    """Find the force and the district of points.

    A point inside a district takes it. Any other takes the nearest land up to 5 km away: a district, or a
    neighbouring country, so that a Scottish point near the border never gets an English force.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4326, shape (n,). Not-a-number is allowed and finds nothing.

    Returns
    -------
    areas
        n rows in the order given: pfa_code (Police Scotland and the Police Service of Northern Ireland included),
        lad_code (England and Wales only), distance_m (0 inside, metres to the area outside); all null beyond
        5 km, and pfa_code null on land without one of our forces, such as the Isle of Man.

    Raises
    ------
    InputError
        If `lon` and `lat` differ in length.

    Examples
    --------
    >>> assign_areas([-2.5879], [51.4545]).to_dict("records")
    [{'pfa_code': 'E23000036', 'lad_code': 'E06000023', 'distance_m': 0.0}]
    """
    x, y = np.atleast_1d(np.asarray(lon, dtype=np.float64)), np.atleast_1d(np.asarray(lat, dtype=np.float64))
    if x.shape != y.shape or x.ndim != 1:
        msg = f"Expected as many longitudes as latitudes, found shapes {x.shape} and {y.shape}."
        raise InputError(msg)
    areas = _lookup()
    pfa_code = np.full(x.size, None, dtype=object)
    lad_code = np.full(x.size, None, dtype=object)
    distance = np.full(x.size, np.nan)
    finite = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    inside = areas.home.inside(x[finite], y[finite])
    hit = inside >= 0
    pfa_code[finite[hit]] = areas.pfa_code[inside[hit]]
    lad_code[finite[hit]] = areas.lad_code[inside[hit]]
    distance[finite[hit]] = 0.0
    rest = finite[~hit]
    inside = areas.away.inside(x[rest], y[rest])
    hit = inside >= 0
    pfa_code[rest[hit]] = areas.force_away[inside[hit]]
    distance[rest[hit]] = 0.0
    _nearest(areas, x, y, rest[~hit], (pfa_code, lad_code, distance))
    # Kept as objects, so that a missing code is None and not a number.
    codes = {"pfa_code": pd.Series(pfa_code, dtype=object), "lad_code": pd.Series(lad_code, dtype=object)}
    return pd.DataFrame({**codes, "distance_m": distance})


def _nearest(
    areas: _Lookup,
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    rest: NDArray[np.int64],
    out: tuple[NDArray[np.object_], NDArray[np.object_], NDArray[np.float64]],
) -> None:
    """Fill in the points on no land: the nearest land within 5 km, ours or a neighbour's."""
    pfa_code, lad_code, distance = out
    easting, northing = to_national_grid(x[rest], y[rest])
    near = np.isfinite(easting) & np.isfinite(northing)
    rest = rest[near]
    points = shapely.points(easting[near], northing[near])
    home, home_m = areas.home.nearest(points)
    away, away_m = areas.away.nearest(points)
    ours = home_m < away_m
    pfa_code[rest[ours]] = areas.pfa_code[home[ours]]
    lad_code[rest[ours]] = areas.lad_code[home[ours]]
    theirs = ~ours & np.isfinite(away_m)
    pfa_code[rest[theirs]] = areas.force_away[away[theirs]]
    distance[rest[ours]], distance[rest[theirs]] = home_m[ours], away_m[theirs]
