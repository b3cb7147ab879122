"""Give the outlines of districts for drawing, and the borders of forces that fit them, small enough for a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import shapely

from linesmap import reference
from linesmap.crs import BRITISH_NATIONAL_GRID, from_national_grid

__all__ = ["GRID", "TOLERANCE_M", "DistrictOutline", "district_outlines", "force_borders", "unpacked_ring"]

GRID = 10_000
"""Packed coordinates are whole numbers of so many parts of a degree: 11 m north, about 7 m east."""

TOLERANCE_M = 150.0
"""Shared borders are simplified once, by Visvalingam-Whyatt, with this tolerance, so that neighbours still meet."""

_FEWEST_POINTS = 4


@dataclass(frozen=True)
class DistrictOutline:
    """A district for drawing: packed rings, and where its name may stand (lon, lat in degrees, EPSG:4326)."""

    rings: list[list[list[int]]]
    label: tuple[float, float]


@cache
def _simplified() -> tuple[dict[str, Any], dict[str, str]]:
    """Simplify all districts together, in metres: code to shape, and code to force."""
    areas = reference.district_areas().to_crs(BRITISH_NATIONAL_GRID)
    shapes = shapely.coverage_simplify(areas.geometry.to_numpy(), TOLERANCE_M)
    codes = areas["lad_code"].astype(str)
    return dict(zip(codes, shapes, strict=True)), dict(zip(codes, areas["pfa_code"].astype(str), strict=True))


def district_outlines(codes: Iterable[str]) -> dict[str, DistrictOutline]:
    """Give the outlines of districts.

    Parameters
    ----------
    codes
        ONS codes of districts in force; others are left out of the answer.

    Returns
    -------
    outlines
        By code, in the order asked for. Neighbours share every point of their border.

    Raises
    ------
    ReferenceDataError
        If the shipped file is missing or damaged.

    Examples
    --------
    >>> outline = district_outlines(["E06000052"])["E06000052"]
    >>> [round(degrees) for degrees in outline.label]
    [-5, 51]
    """
    shapes, _ = _simplified()
    return {code: DistrictOutline(_packed(shapes[code]), _label(shapes[code])) for code in codes if code in shapes}


def force_borders(codes: Iterable[str]) -> dict[str, list[list[list[int]]]]:
    """Give the borders of forces as their districts make them, so that no border runs beside another.

    Parameters
    ----------
    codes
        Codes of forces; a force without districts is left out.

    Returns
    -------
    borders
        Code to packed rings.
    """
    shapes, force_of = _simplified()
    borders = {}
    for force in codes:
        own = [shape for code, shape in shapes.items() if force_of[code] == force]
        if own:
            borders[force] = _packed(shapely.coverage_union_all(own))
    return borders


def unpacked_ring(ring: list[int]) -> list[tuple[float, float]]:
    """Turn a packed ring into points (lon, lat), degrees EPSG:4326, as the page does.

    Examples
    --------
    >>> unpacked_ring([-35000, 507000, 10, 0, 0, 10])
    [(-3.5, 50.7), (-3.499, 50.7), (-3.499, 50.701)]
    """
    steps = np.asarray(ring).reshape(-1, 2)
    return [(float(lon), float(lat)) for lon, lat in np.cumsum(steps, axis=0) / GRID]


def _packed(shape: Any) -> list[list[list[int]]]:  # noqa: ANN401 -- shapely is untyped
    """Pack a shape in metres: polygons of rings of whole numbers, the first point, then steps from point to point."""
    polygons = []
    for polygon in shapely.get_parts(shape):
        rings = [_ring(ring) for ring in (polygon.exterior, *polygon.interiors)]
        if rings[0]:
            polygons.append([ring for ring in rings if ring])
    return polygons


def _ring(ring: Any) -> list[int]:  # noqa: ANN401 -- shapely is untyped
    metres = shapely.get_coordinates(ring)
    lon, lat = from_national_grid(metres[:, 0], metres[:, 1])
    points = np.rint(np.column_stack([lon, lat]) * GRID).astype(np.int64)
    moved = np.any(np.diff(points, axis=0) != 0, axis=1)
    points = points[np.concatenate([[True], moved])]
    if len(points) < _FEWEST_POINTS:
        return []
    steps = np.vstack([points[:1], np.diff(points, axis=0)])
    return [int(step) for step in steps.ravel()]


def _label(shape: Any) -> tuple[float, float]:  # noqa: ANN401 -- shapely is untyped
    """Find the middle of the largest circle inside the largest part."""
    largest = max(shapely.get_parts(shape), key=lambda part: float(part.area))
    middle = shapely.get_coordinates(shapely.maximum_inscribed_circle(largest, tolerance=TOLERANCE_M))[0]
    lon, lat = from_national_grid(middle[:1], middle[1:])
    return round(float(lon[0]), 4), round(float(lat[0]), 4)
