"""Count lines from origin to destination, and say what a simple gravity baseline would expect.

The baseline follows the gravity models fitted to county lines by Castro-Gonzalez (2023, Royal Society Open
Science), in its simplest form: a Poisson regression of the number of lines on the logarithms of the size of both
ends and of their distance, with a term for internal lines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from linesmap.model.vocabulary import LineKind, LineStatus
from linesmap.network.profiles import Area, LineProfile

__all__ = ["NOT_KNOWN", "FlowArea", "Level", "Period", "disc_distance_m", "flow_matrix", "line_areas", "periods_of"]

Level = Literal["force", "lad", "town"]
Period = Literal["all", "month", "quarter", "year"]

NOT_KNOWN = ""
"""Code of an end that nobody recorded."""

_OPEN = {LineStatus.SUSPECTED, LineStatus.ACTIVE, LineStatus.REACTIVATED}
_PAIR_COLUMNS = ["line_id", "line", "origin", "destination", "internal", "stated"]
_DISC = 128 / (45 * np.pi)


@dataclass(frozen=True)
class FlowArea:
    """An end of flows: code, name, place (degrees, EPSG:4326), population and radius (metres) of its disc."""

    code: str
    name: str
    lon: float
    lat: float
    population: float
    radius_m: float


def disc_distance_m(radius_m: float) -> float:
    """Give the mean distance of two points of a disc, 128 r / 45 pi: how far an area is from itself, metres.

    Examples
    --------
    >>> round(disc_distance_m(10_000))
    9054
    """
    return float(_DISC * radius_m)


def line_areas(profiles: Sequence[LineProfile], level: Level) -> pd.DataFrame:
    """Pair every line with every area it sells in.

    Parameters
    ----------
    profiles
        From `line_profiles`.
    level
        force, lad (district) or town: what an area is.

    Returns
    -------
    pairs
        Columns line_id, line, origin, destination (codes; empty when not known), internal, stated (the register
        states the destination). One row a line and destination area. The register's destinations count; where it
        states none, the likely districts of the line's records do, except for towns. An internal line whose origin
        is not recorded starts, among forces, in the force of its destination; one whose destination is not recorded
        ends in the force of its origin. A line of which neither is known has no row.
    """
    rows = []
    for profile in profiles:
        internal = profile.line_kind is LineKind.INTERNAL
        origin = _origin(profile, level)
        stated = list(dict.fromkeys(_code(area, level) for area in profile.destinations))
        found = stated or _inferred(profile, level)
        if not found and internal and level == "force" and profile.origin_force:
            found = [profile.origin_force]
        if not found and origin:
            found = [NOT_KNOWN]
        for code in found:
            start = code if internal and level == "force" and not origin else origin
            rows.append((profile.line_id, profile.name, start, code, internal, bool(stated)))
    return pd.DataFrame(rows, columns=_PAIR_COLUMNS)


def _code(area: Area, level: Level) -> str:
    if level == "town":
        return area.place_id
    return (area.pfa_code if level == "force" else area.lad_code) or NOT_KNOWN


def _origin(profile: LineProfile, level: Level) -> str:
    if level == "force":
        return profile.origin_force or (profile.origin.pfa_code if profile.origin else None) or NOT_KNOWN
    return _code(profile.origin, level) if profile.origin else NOT_KNOWN


def _inferred(profile: LineProfile, level: Level) -> list[str]:
    if level == "town":
        return []
    likely = [area for area in profile.footprint.districts if area.confidence == "likely"]
    if level == "lad":
        return [area.code for area in likely]
    return list(dict.fromkeys(area.force for area in likely if area.force and area.force != profile.origin_force))


def periods_of(profiles: Sequence[LineProfile], period: Period) -> dict[str, set[str]]:
    """Say which lines were open in which period.

    Parameters
    ----------
    profiles
        From `line_profiles`.
    period
        month, quarter, year, or all: one period that holds every line.

    Returns
    -------
    lines
        Name of the period (2025-03, 2025 Q1, 2025, or empty) to the lines that were suspected, active or reactivated
        on a day of it, in order.
    """
    if period == "all":
        return {"": {profile.line_id for profile in profiles}}
    found: dict[str, set[str]] = {}
    for profile in profiles:
        for span in profile.spans:
            if span.status in _OPEN:
                for name in _names(span.start, span.end, period):
                    found.setdefault(name, set()).add(profile.line_id)
    return dict(sorted(found.items()))


def _names(first: date, last: date, period: Period) -> list[str]:
    months = [
        (year, month)
        for year in range(first.year, last.year + 1)
        for month in range(1, 13)
        if (first.year, first.month) <= (year, month) <= (last.year, last.month)
    ]
    if period == "year":
        return list(dict.fromkeys(f"{year}" for year, _ in months))
    if period == "quarter":
        return list(dict.fromkeys(f"{year} Q{(month + 2) // 3}" for year, month in months))
    return [f"{year}-{month:02d}" for year, month in months]


def flow_matrix(pairs: pd.DataFrame, lines: Mapping[str, set[str]]) -> pd.DataFrame:
    """Count lines from origin to destination, period by period.

    Parameters
    ----------
    pairs
        From `line_areas`.
    lines
        From `periods_of`.

    Returns
    -------
    flows
        Columns period, origin, destination, lines, internal (how many of them are internal), inferred (how many
        have a destination that no register states), line_ids (tuple). Within a period `lines` adds to the number of
        pairs of a line and an area; sorted by period, origin, destination.
    """
    parts = []
    for name, members in lines.items():
        chosen = pairs[pairs["line_id"].isin(members)]
        grouped = chosen.groupby(["origin", "destination"], sort=True)
        part = grouped.agg(
            lines=("line_id", "size"),
            internal=("internal", "sum"),
            stated=("stated", "sum"),
            line_ids=("line_id", lambda ids: tuple(sorted(ids))),
        ).reset_index()
        part.insert(0, "period", name)
        parts.append(part)
    columns = ["period", "origin", "destination", "lines", "internal", "inferred", "line_ids"]
    if not parts:
        return pd.DataFrame(columns=columns)
    frame = pd.concat(parts, ignore_index=True)
    frame["inferred"] = frame["lines"] - frame["stated"]
    return frame[columns]
