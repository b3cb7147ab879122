"""Count an outcome in a ring around the treated districts, where it is known by points."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from linesmap.crs import BRITISH_NATIONAL_GRID, to_national_grid
from linesmap.errors import InputError, MetricUndefinedError
from linesmap.measure.series import offence_points
from linesmap.reference import district_areas
from linesmap.store import Tables

__all__ = ["RING", "ring_counts"]

RING = "ring"
"""Code of the ring where areas are named by code."""

_LEAST_POINTS = 0.5
"""Share of the outcome that must be known by points, or a ring would count another thing than the districts."""


def ring_counts(
    tables: Tables, outcome_keys: Sequence[str], treated: Sequence[str], *, width_m: float, periods: pd.DatetimeIndex
) -> pd.Series:
    """Count an outcome outside the treated districts but no further from them than a width.

    Parameters
    ----------
    tables
        From `Workspace.read`.
    outcome_keys
        Keys of recorded crime, such as `offences:robbery`.
    treated
        Codes of districts.
    width_m
        Width of the ring, metres, in the national grid (EPSG:27700).
    periods
        First days of the months or weeks to count.

    Returns
    -------
    counts
        By period. Points that are less certain than the width of the ring are left out.

    Raises
    ------
    InputError
        If the width is not above zero or a code has no outline.
    MetricUndefinedError
        If less than half of the outcome is known by points, as where it comes as counts of districts.
    """
    if width_m <= 0:
        msg = f"Expected a ring of more than 0 metres, found {width_m:g}."
        raise InputError(msg)
    rows = offence_points(tables, outcome_keys)
    fine = rows[(rows["uncertainty_m"] <= width_m) & rows["lon"].notna() & ~rows["stated"]]
    if rows["amount"].sum() == 0 or fine["amount"].sum() < _LEAST_POINTS * rows["amount"].sum():
        msg = (
            f"Expected recorded crime known to {width_m:,.0f} m for a ring, found {int(fine['amount'].sum()):,} of "
            f"{int(rows['amount'].sum()):,}. Take the districts beside, or a wider ring."
        )
        raise MetricUndefinedError(msg)
    inside = _outline(treated)
    easting, northing = to_national_grid(fine["lon"].to_numpy(), fine["lat"].to_numpy())
    points = shapely.points(easting, northing)
    shapely.prepare(inside)
    near = shapely.dwithin(points, inside, width_m) & ~shapely.intersects(points, inside)
    around = fine[near]
    place = periods.searchsorted(pd.DatetimeIndex(around["occurred_from"]), side="right") - 1
    within = place >= 0
    sums = np.bincount(place[within], weights=around["amount"].to_numpy()[within], minlength=len(periods))
    return pd.Series(sums.astype("int64"), index=periods)


def _outline(treated: Sequence[str]) -> shapely.Geometry:
    areas: gpd.GeoDataFrame = district_areas().to_crs(BRITISH_NATIONAL_GRID)
    own = areas[areas["lad_code"].isin(list(treated))]
    if unknown := sorted(set(treated) - set(own["lad_code"])):
        msg = (
            f"Expected districts with an outline, found none for {', '.join(unknown)}. Leave them out, or take no ring."
        )
        raise InputError(msg)
    return shapely.union_all(own.geometry.to_numpy())
