"""Count deal lines from origin to destination with names, populations and what a gravity baseline expects."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from linesmap import measure, network, reference
from linesmap.lines import profiles
from linesmap.model.filters import Filters
from linesmap.network.flows import FlowArea, Level, Period, flow_matrix, line_areas, periods_of
from linesmap.store import Tables

__all__ = ["EXPECTED", "flow_areas", "flows"]

EXPECTED = ("expected", "ratio", "low", "high", "unusual")
"""Columns of `flows` that the baseline fills."""

_NATIONAL_GRID = "EPSG:27700"
_LEAST_PEOPLE = 1_000.0


def flows(
    tables: Tables,
    filters: Filters | None = None,
    *,
    by: Level = "force",
    period: Period = "all",
    found: Sequence[network.LineProfile] | None = None,
) -> pd.DataFrame:
    """Count lines and their records from origin to destination; internal lines stand on the diagonal of forces.

    Parameters
    ----------
    tables
        From `Workspace.read`.
    filters
        A period counts the lines that were open in it; forces those with an end in one of them; lines those. Records
        are counted under all filters.
    by
        force, lad or town.
    period
        all, month, quarter or year.
    found
        From `profiles`, where they are at hand.

    Returns
    -------
    flows
        Columns period, origin, destination (names), origin_code, destination_code, lines, internal, inferred,
        records (that name one of the lines; a record of two counts in both), expected, ratio, low, high, unusual.
        Within a period `lines` adds to the number of pairs of a line and an area.
    """
    # statsmodels takes a second to load, and few commands need it.
    from linesmap.network.gravity import gravity_baseline

    chosen = filters or Filters()
    lines = [one for one in (profiles(tables) if found is None else found) if _is_chosen(one, chosen)]
    pairs = line_areas(lines, by)
    matrix = flow_matrix(pairs, periods_of(lines, period))
    counts = measure.activity(tables, chosen, by="line").set_index("line_id")["records"]
    matrix["records"] = [sum(int(counts.get(one, 0)) for one in set(ids)) for ids in matrix["line_ids"]]
    areas = flow_areas(lines, by)
    known = ["origin", "destination"]
    parts = []
    for _, part in matrix.groupby("period", sort=True):
        baseline = gravity_baseline(part, areas).flows
        parts.append(part.merge(baseline[[*known, *EXPECTED]], on=known, how="left"))
    empty = matrix.assign(**dict.fromkeys(EXPECTED[:-1], np.nan), unusual="")
    frame = pd.concat(parts, ignore_index=True) if parts else empty
    frame["unusual"] = frame["unusual"].fillna("")
    names = {code: area.name for code, area in areas.items()}
    for side in known:
        frame[f"{side}_code"] = frame[side]
        frame[side] = [names.get(code, "not known") for code in frame[side]]
    first = ["period", *known, "lines", "internal", "inferred", "records", *EXPECTED]
    return frame[[*first, "origin_code", "destination_code"]].sort_values(["period", *known], ignore_index=True)


def _is_chosen(profile: network.LineProfile, filters: Filters) -> bool:
    if filters.lines and profile.line_id not in filters.lines:
        return False
    if filters.period and not _open_in(profile, filters.period):
        return False
    ends = {profile.origin_force, *(area.pfa_code for area in profile.destinations)}
    return not filters.forces or bool(ends & set(filters.forces))


def _open_in(profile: network.LineProfile, period: tuple[date, date]) -> bool:
    first, last = period
    open_ = {"suspected", "active", "reactivated"}
    return any(span.status.value in open_ and span.start <= last and span.end >= first for span in profile.spans)


def flow_areas(found: Sequence[network.LineProfile], by: Level) -> dict[str, FlowArea]:
    """Describe the ends of flows: forces (mid-2020 population), districts or towns (population of GeoNames)."""
    if by == "force":
        return dict(_force_ends())
    if by == "lad":
        return dict(_district_ends())
    towns = [*(one.origin for one in found if one.origin), *(area for one in found for area in one.destinations)]
    sizes = _town_sizes()
    return {
        area.place_id: FlowArea(
            area.place_id,
            area.label,
            area.lon,
            area.lat,
            sizes.get((area.town, area.lad_code or ""), _LEAST_PEOPLE),
            area.uncertainty_m,
        )
        for area in towns
    }


@cache
def _force_ends() -> Mapping[str, FlowArea]:
    shapes = reference.force_areas().set_index("pfa_code").geometry.to_crs(_NATIONAL_GRID)
    middles = shapes.centroid.to_crs("EPSG:4326")
    return {
        force.code: FlowArea(
            force.code,
            force.name,
            float(middles[force.code].x),
            float(middles[force.code].y),
            float(force.population or 0),
            float(np.sqrt(shapes[force.code].area / np.pi)),
        )
        for force in reference.forces()
        if force.code in shapes.index
    }


@cache
def _district_ends() -> Mapping[str, FlowArea]:
    places = reference.places()
    people = places[places["source"] == "geonames"].groupby("lad_code")["population"].sum()
    table = reference.districts().dropna(subset=["lon"])
    return {row["lad_code"]: _district(row, float(people.get(row["lad_code"], 0))) for row in table.to_dict("records")}


def _district(row: dict[Hashable, Any], people: float) -> FlowArea:
    code, name = str(row["lad_code"]), str(row["lad_name"])
    return FlowArea(code, name, row["lon"], row["lat"], max(people, _LEAST_PEOPLE), row["radius_95_m"])


@cache
def _town_sizes() -> Mapping[tuple[str, str], float]:
    places = reference.places().dropna(subset=["lad_code"])
    sizes = places.groupby(["name", "lad_code"])["population"].max()
    return {
        (str(name), str(code)): max(float(size), _LEAST_PEOPLE)
        for (name, code), size in zip(sizes.index, sizes.to_numpy(), strict=True)
    }
