"""Convert between longitude/latitude (EPSG:4326) and British National Grid (EPSG:27700).

Source of the transformation: pyproj without the OSTN15 grid file, which is good to a few metres in Great
Britain. Axis order is always x first: (lon, lat) in degrees and (easting, northing) in metres.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Transformer

__all__ = ["BRITISH_NATIONAL_GRID", "WGS84", "from_national_grid", "to_national_grid"]

WGS84 = "EPSG:4326"
BRITISH_NATIONAL_GRID = "EPSG:27700"

Floats = NDArray[np.float64]


@cache
def _transformer(source: str, target: str) -> Transformer:
    return Transformer.from_crs(source, target, always_xy=True)


def _convert(source: str, target: str, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
    new_x, new_y = _transformer(source, target).transform(
        np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    )
    return np.asarray(new_x, dtype=np.float64), np.asarray(new_y, dtype=np.float64)


def to_national_grid(lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
    """Turn longitude and latitude into easting and northing.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4326, any matching shapes (n,). NaN stays NaN or becomes infinite.

    Returns
    -------
    easting, northing
        Metres, EPSG:27700, same shape.

    Examples
    --------
    >>> easting, northing = to_national_grid(-1.3912, 50.9131)
    >>> round(float(easting), -2), round(float(northing), -2)
    (442900.0, 112800.0)
    """
    return _convert(WGS84, BRITISH_NATIONAL_GRID, lon, lat)


def from_national_grid(easting: ArrayLike, northing: ArrayLike) -> tuple[Floats, Floats]:
    """Turn easting and northing into longitude and latitude.

    Parameters
    ----------
    easting, northing
        Metres, EPSG:27700, any matching shapes (n,).

    Returns
    -------
    lon, lat
        Degrees, EPSG:4326, same shape.

    Examples
    --------
    >>> lon, lat = from_national_grid(442900, 112800)
    >>> round(float(lon), 4), round(float(lat), 4)
    (-1.3912, 50.9131)
    """
    return _convert(BRITISH_NATIONAL_GRID, WGS84, easting, northing)
