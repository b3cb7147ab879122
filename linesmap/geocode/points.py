"""Judge coordinates and give them a force: swapped, null, outside, on the wrong side of Greenwich.

Nothing is corrected in silence. Swapped columns are put right and the answer says so, because only one order makes
sense; a longitude that lacks its minus sign is only suggested.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from linesmap.crs import from_national_grid, to_national_grid
from linesmap.geocode.answers import ambiguous, located, refused
from linesmap.model.locations import Candidate, Location
from linesmap.model.vocabulary import PlaceStatus, Precision
from linesmap.reference import assign_areas

__all__ = ["SNAPPED_M", "locate_easting_northing", "locate_lat_lon", "locate_xy", "precision_of"]

BOX_LON, BOX_LAT = (-8.7, 1.8), (49.8, 60.9)
BOX_EASTING, BOX_NORTHING = (0.0, 700_000.0), (0.0, 1_300_000.0)

SNAPPED_M = 250.0
"""Uncertainty of a point that data.police.uk moved to a snap point: 151,000 km2 of England and Wales shared among
about 750,000 points is a circle of 253 m radius around each."""

POINT_M = 25.0
"""Least uncertainty of a point: reading it off a map or a device, and the few metres of the transformation."""

POLICE_SCOTLAND = "S23000009"

_METRES_PER_DEGREE = 111_320.0
_MOST_DECIMALS = 5
_DEGREES_AT_MOST = 181.0
_POINT_AT_MOST_M, _STREET_AT_MOST_M, _PLACE_AT_MOST_M = 150.0, 750.0, 5_000.0

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def locate_lat_lon(lon: Sequence[float], lat: Sequence[float], *, snapped: Sequence[bool]) -> list[Location]:
    """Locate points given in degrees.

    Parameters
    ----------
    lon, lat
        Degrees, EPSG:4326, n each; may be swapped, null island, or metres written in the wrong columns.
    snapped
        n flags: the source moves its points (data.police.uk). Precision is then `street`, uncertainty 250 m.

    Returns
    -------
    locations
        n answers. `uncertainty_m` is at least 25 m, and half the diagonal of the last decimal given.
    """
    x, y = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    moved = np.asarray(snapped, dtype=np.bool_)
    out: list[Location | None] = [None] * x.size
    in_metres = (np.abs(x) > _DEGREES_AT_MOST) & (np.abs(y) > _DEGREES_AT_MOST)
    _place(out, in_metres, locate_easting_northing(x[in_metres], y[in_metres], snapped=moved[in_metres]))
    null = ~in_metres & (x == 0) & (y == 0)
    _refuse(out, null, "0, 0 stands for a missing position")
    straight = _within(x, BOX_LON) & _within(y, BOX_LAT)
    swapped = ~in_metres & ~straight & _within(y, BOX_LON) & _within(x, BOX_LAT)
    sure = straight | swapped
    lon_now, lat_now = np.where(swapped, y, x), np.where(swapped, x, y)
    found = _found(lon_now[sure], lat_now[sure], moved[sure], swapped[sure], "latitude and longitude were swapped")
    _place(out, sure, found)
    _suggest_west(out, x, y)
    _refuse(out, np.array([answer is None for answer in out], dtype=np.bool_), "outside Great Britain")
    return [answer for answer in out if answer is not None]


def locate_easting_northing(
    easting: Sequence[float] | Floats, northing: Sequence[float] | Floats, *, snapped: Sequence[bool] | Flags
) -> list[Location]:
    """Locate points given in metres of the National Grid.

    The order given stands if it falls on Great Britain or within 5 km of it; else the other order, if that does. If the
    order given falls in Scotland and the other in England or Wales, both are offered.

    Parameters
    ----------
    easting, northing
        Metres, EPSG:27700, n each.
    snapped
        As for `locate_lat_lon`.

    Returns
    -------
    locations
        n answers.
    """
    e, n = np.asarray(easting, dtype=np.float64), np.asarray(northing, dtype=np.float64)
    moved = np.asarray(snapped, dtype=np.bool_)
    out: list[Location | None] = [None] * e.size
    if not e.size:
        return []
    degrees = (np.abs(e) < _DEGREES_AT_MOST) & (np.abs(n) < _DEGREES_AT_MOST) & ((e != 0) | (n != 0))
    _place(out, degrees, locate_lat_lon(list(e[degrees]), list(n[degrees]), snapped=list(moved[degrees])))
    _refuse(out, ~degrees & (e == 0) & (n == 0), "0, 0 stands for a missing position")
    straight = ~degrees & _within(e, BOX_EASTING) & _within(n, BOX_NORTHING) & (e != n)
    crossed = ~degrees & _within(n, BOX_EASTING) & _within(e, BOX_NORTHING) & (e != n)
    home, land = _on_land(e, n, straight)
    other_home, other_land = _on_land(n, e, crossed & ~home)
    either = land & ~home & other_home
    for row in np.flatnonzero(either & np.array([answer is None for answer in out])):
        pair = _candidates([e[row], n[row]], [n[row], e[row]])
        out[row] = ambiguous("easting and northing may be swapped: both orders fall on land", pair)
    todo = np.array([answer is None for answer in out], dtype=np.bool_)
    swapped = todo & ~land & other_land
    sure = todo & (straight | swapped)
    east, north = np.where(swapped, n, e), np.where(swapped, e, n)
    lon, lat = from_national_grid(east[sure], north[sure])
    note = "easting and northing were swapped"
    found = _found(lon, lat, moved[sure], swapped[sure], note, metres=(east[sure], north[sure]))
    _place(out, sure, found)
    _refuse(out, np.array([answer is None for answer in out], dtype=np.bool_), "outside the National Grid")
    return [answer for answer in out if answer is not None]


def locate_xy(easting: Floats, northing: Floats, lon: Floats, lat: Floats) -> pd.DataFrame:
    """Round positions for an answer: columns lon, lat (six decimals), easting, northing (tenths of a metre)."""
    return pd.DataFrame(
        {"lon": lon.round(6), "lat": lat.round(6), "easting": easting.round(1), "northing": northing.round(1)}
    )


def precision_of(uncertainty_m: float, *, snapped: bool = False) -> Precision:
    """Name the precision of coordinates by their uncertainty: a square of 10 km is no point.

    Up to 150 m a point, up to 750 m (or moved by the publisher) a street, up to 5 km a place, beyond that an area.
    """
    if uncertainty_m <= _POINT_AT_MOST_M and not snapped:
        return Precision.POINT
    if uncertainty_m <= _STREET_AT_MOST_M:
        return Precision.STREET
    return Precision.PLACE if uncertainty_m <= _PLACE_AT_MOST_M else Precision.DISTRICT_AREA


def _within(values: Floats, box: tuple[float, float]) -> Flags:
    return (values >= box[0]) & (values <= box[1])


def _place(out: list[Location | None], rows: Flags, answers: list[Location]) -> None:
    for row, answer in zip(np.flatnonzero(rows), answers, strict=True):
        out[row] = answer


def _refuse(out: list[Location | None], rows: Flags, reason: str) -> None:
    answer = refused(reason)
    for row in np.flatnonzero(rows):
        if out[row] is None:
            out[row] = answer


def _on_land(easting: Floats, northing: Floats, rows: Flags) -> tuple[Flags, Flags]:
    """Whether each row falls in England or Wales, and whether anywhere in Great Britain, or within 5 km of it."""
    home, land = np.zeros(rows.size, dtype=np.bool_), np.zeros(rows.size, dtype=np.bool_)
    areas = assign_areas(*from_national_grid(easting[rows], northing[rows]))
    home[rows] = areas["lad_code"].notna().to_numpy()
    land[rows] = home[rows] | (areas["pfa_code"] == POLICE_SCOTLAND).to_numpy()
    return home, land


def _suggest_west(out: list[Location | None], x: Floats, y: Floats) -> None:
    """Where a point is at sea or outside, and its mirror west of Greenwich on our land, suggest the mirror."""
    at_sea = [answer is None or "at sea" in answer.method for answer in out]
    rows = np.array(at_sea, dtype=np.bool_) & (x > 0) & _within(-x, BOX_LON) & _within(y, BOX_LAT)
    if not rows.any():
        return
    for row in np.flatnonzero(rows)[_on_land(*to_national_grid(-x[rows], y[rows]), np.ones(rows.sum(), np.bool_))[0]]:
        east, north = to_national_grid(-x[row], y[row])
        reason = "not on land; the longitude may lack its minus sign"
        out[row] = refused(reason, _candidates([float(east)], [float(north)]))


def _candidates(easting: list[float], northing: list[float]) -> list[Candidate]:
    lon, lat = from_national_grid(easting, northing)
    force = assign_areas(lon, lat)["pfa_code"]
    return [
        Candidate(f"{y:.5f}, {x:.5f}", round(float(x), 6), round(float(y), 6), code)
        for x, y, code in zip(lon, lat, force, strict=True)
    ]


def _decimals_m(lon: Floats, lat: Floats) -> Floats:
    """Half the diagonal, in metres, of the cell of the last decimal that either number uses."""
    size = np.full(lon.size, 10.0**-_MOST_DECIMALS)
    for decimals in range(_MOST_DECIMALS - 1, -1, -1):
        coarse = (np.abs(lon.round(decimals) - lon) < 1e-9) & (np.abs(lat.round(decimals) - lat) < 1e-9)  # noqa: PLR2004
        size[coarse] = 10.0**-decimals
    return size / 2 * _METRES_PER_DEGREE * np.hypot(1.0, np.cos(np.radians(lat)))


def _found(
    lon: Floats,
    lat: Floats,
    snapped: Flags,
    swapped: Flags,
    swap_note: str,
    *,
    metres: tuple[Floats, Floats] | None = None,
) -> list[Location]:
    """Answer points that make sense, with their areas."""
    if not lon.size:
        return []
    areas = assign_areas(lon, lat)
    easting, northing = metres if metres is not None else to_national_grid(lon, lat)
    reach = np.full(lon.size, POINT_M) if metres is not None else np.maximum(POINT_M, _decimals_m(lon, lat))
    reach = np.where(snapped, np.maximum(SNAPPED_M, reach), reach)
    xy = locate_xy(easting, northing, lon, lat)
    kind = "easting and northing" if metres is not None else "latitude and longitude"
    rows = zip(
        *(xy[column].tolist() for column in ("lon", "lat", "easting", "northing")),
        reach.round().tolist(),
        snapped.tolist(),
        swapped.tolist(),
        areas["pfa_code"].tolist(),
        areas["lad_code"].tolist(),
        areas["distance_m"].tolist(),
        strict=True,
    )
    methods: dict[tuple[bool, bool], str] = {}
    for moved in (False, True):
        for flipped in (False, True):
            methods[moved, flipped] = _method(kind, swap_note if flipped else "", moved=moved)
    return [
        located(
            {
                "status": PlaceStatus.FOUND,
                "label": f"{y:.5f}, {x:.5f}",
                "lon": x,
                "lat": y,
                "easting": east,
                "northing": north,
                "precision": precision_of(metres_out, snapped=moved),
                "uncertainty_m": metres_out,
                "method": methods[moved, flipped] if away == 0 else methods[moved, flipped] + _off_land(away),
                "pfa_code": pfa_code,
                "lad_code": lad_code,
            }
        )
        for x, y, east, north, metres_out, moved, flipped, pfa_code, lad_code, away in rows
    ]


def _method(kind: str, note: str, *, moved: bool) -> str:
    return "; ".join([kind, *(["moved to a street by the publisher"] if moved else []), *([note] if note else [])])


def _off_land(away: float) -> str:
    if away != away:  # noqa: PLR0124 - not a number: no land within reach
        return "; at sea, more than 5 km from land"
    return f"; {away:,.0f} m from the nearest area"
