"""Bend the path of a deal line from its origin to a destination, so that trunks share and ends fan out."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

__all__ = ["MOST_SEPARATE", "flow_path"]

_N_POINTS = 44
_LEAVE_SHARE = 0.42
_ARRIVE_SHARE = 0.30
_PUSH_FIRST = 0.10
_PUSH_STEP = 0.045
MOST_SEPARATE = 4
"""Lines sharing both ends are drawn side by side up to this many; more share one path with a count."""

_Vector = NDArray[np.float64]


def _mercator(lon: float, lat: float) -> _Vector:
    """Project to spherical Mercator, in degrees of longitude, y upwards."""
    y = math.degrees(math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)))
    return np.array([lon, y])


def _inverse(points: _Vector) -> list[tuple[float, float]]:
    lat = np.degrees(2 * np.arctan(np.exp(np.radians(points[:, 1]))) - np.pi / 2)
    return [(round(float(a), 4), round(float(b), 4)) for a, b in zip(lat, points[:, 0], strict=True)]


def _unit(vector: _Vector) -> _Vector:
    length = float(np.hypot(*vector))
    return vector / length if length else vector


def flow_path(
    origin: tuple[float, float],
    destination: tuple[float, float],
    focus: tuple[float, float],
    *,
    beside: int = 0,
) -> list[tuple[float, float]]:
    """Draw one flow as a cubic Bezier curve in Mercator.

    It leaves half-way between the direction of the focus and that of its own destination, and arrives along
    its own chord. Both controls are pushed left of travel, so that a flow out and a flow back never coincide.

    Parameters
    ----------
    origin, destination, focus
        (lon, lat), degrees, EPSG:4326. The focus is the middle of the region that most flows go to.
    beside
        Number of this line among those that share both ends, from 0; each is pushed further.

    Returns
    -------
    path
        44 points as (lat, lon), degrees, four decimals; the first is the origin, the last the destination.
    """
    start, end, middle = _mercator(*origin), _mercator(*destination), _mercator(*focus)
    chord = end - start
    distance = float(np.hypot(*chord))
    if distance == 0:
        return _inverse(np.vstack([start, end]))
    along = _unit(chord)
    leaving = _unit(along + _unit(middle - start))
    if not leaving.any():
        leaving = along
    left = np.array([-along[1], along[0]])
    push = left * distance * (_PUSH_FIRST + _PUSH_STEP * beside)
    first = start + leaving * distance * _LEAVE_SHARE + push
    second = end - chord * _ARRIVE_SHARE + push
    t = np.linspace(0, 1, _N_POINTS)[:, None]
    points = (1 - t) ** 3 * start + 3 * (1 - t) ** 2 * t * first + 3 * (1 - t) * t**2 * second + t**3 * end
    return _inverse(points)
