"""Write the deal lines of a scene: their lives, their flows and rings, and the town each record counts for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from linesmap.model.vocabulary import LineKind, LineStatus
from linesmap.network import Area, LineProfile
from linesmap.view.flow_paths import MOST_SEPARATE, flow_path

__all__ = ["EPOCH", "STATUS_KEY", "Ends", "day_number", "flows_and_rings", "line_words", "nearest_towns", "towns_of"]

EPOCH = date(1970, 1, 1)
"""Days of a scene are counted from here."""

STATUS_KEY: dict[LineStatus, str] = {
    LineStatus.ACTIVE: "active",
    LineStatus.SUSPECTED: "suspected",
    LineStatus.REACTIVATED: "reactivated",
    LineStatus.DORMANT: "dormant",
    LineStatus.CLOSED_TYPE_1: "closed-1",
    LineStatus.CLOSED_TYPE_2: "closed-2",
    LineStatus.MERGED: "merged",
    LineStatus.REBRANDED: "rebranded",
}
"""Status to its name in the design tokens."""


def day_number(value: date) -> int:
    """Count the days from 1 January 1970."""
    return (value - EPOCH).days


def nearest_towns(places: pd.DataFrame, towns: pd.DataFrame) -> pd.Series:
    """Say which of its line's towns each place lies nearest to, so that a flow is as wide as its own records.

    Distances on the plane, longitude shortened by the cosine of latitude, rank the towns of one line well enough; of
    two equally near the first counts.

    Parameters
    ----------
    places
        Columns line (number), lon, lat (degrees).
    towns
        Columns line, town (number within the line), lon, lat; from `towns_of`.

    Returns
    -------
    town
        Number of the town on the index of `places`; -1 without a place, or for a line without towns.
    """
    if places.empty or towns.empty:
        return pd.Series(-1, index=places.index)
    asked = places[["line", "lon", "lat"]].dropna().rename_axis("row").reset_index()
    pairs = asked.merge(towns, on="line", suffixes=("", "_town"))
    east = np.cos(np.radians(pairs["lat"]))
    pairs["away"] = np.hypot((pairs["lon_town"] - pairs["lon"]) * east, pairs["lat_town"] - pairs["lat"])
    nearest = pairs.sort_values(["row", "away", "town"]).drop_duplicates("row").set_index("row")["town"]
    return nearest.reindex(places.index).fillna(-1).astype(int)


def towns_of(lines: Sequence[LineProfile]) -> pd.DataFrame:
    """List the towns of lines: columns line and town (numbers), lon, lat."""
    rows = [
        (line, town, area.lon, area.lat)
        for line, profile in enumerate(lines)
        for town, area in enumerate(profile.destinations)
    ]
    return pd.DataFrame(rows, columns=["line", "town", "lon", "lat"])


def line_words(profile: LineProfile, force_names: Mapping[str, str]) -> dict[str, Any]:
    """Write what the frame shows of a line: name, route, first and last day, and its life as [day, status]."""
    return {
        "id": profile.line_id,
        "name": profile.name,
        "route": profile.route,
        "internal": profile.line_kind is LineKind.INTERNAL,
        "drawn": bool(profile.destinations) and (profile.origin is not None or profile.line_kind is LineKind.INTERNAL),
        "drugs": ", ".join(profile.drugs),
        "first": day_number(profile.first_seen) if profile.first_seen else None,
        "last": day_number(profile.last_activity) if profile.last_activity else None,
        "forces": ", ".join(force_names.get(code, code) for code in profile.forces),
        "life": [[day_number(span.start), STATUS_KEY[span.status]] for span in profile.spans],
    }


class Ends:
    """Number the distinct ends of lines."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self._index: dict[tuple[str, float, float], int] = {}

    def number(self, area: Area) -> int:
        """Give the number of an end, a new one when it was not met before."""
        key = (area.label, round(area.lon, 4), round(area.lat, 4))
        if key not in self._index:
            self._index[key] = len(self.rows)
            self.rows.append({"label": area.town, "lon": key[1], "lat": key[2]})
        return self._index[key]


def flows_and_rings(
    lines: Sequence[LineProfile], ends: Ends, focus: tuple[float, float]
) -> tuple[list[dict[str, Any]], list[dict[str, int]]]:
    """Draw a path for every pair of origin and destination, and a ring for every internal line."""
    rings: list[dict[str, int]] = []
    shared: dict[tuple[int, int], list[tuple[int, int, Area, Area]]] = defaultdict(list)
    for index, profile in enumerate(lines):
        if profile.line_kind is LineKind.INTERNAL:
            rings += [{"line": index, "at": ends.number(area)} for area in profile.destinations[:1]]
        elif profile.origin is not None:
            for town, area in enumerate(profile.destinations):
                pair = (ends.number(profile.origin), ends.number(area))
                if pair[0] != pair[1]:
                    shared[pair].append((index, town, profile.origin, area))
    flows = []
    for (start, end), members in shared.items():
        groups = [members] if len(members) > MOST_SEPARATE else [[member] for member in members]
        for beside, group in enumerate(groups):
            _, _, origin, area = group[0]
            path = flow_path((origin.lon, origin.lat), (area.lon, area.lat), focus, beside=beside)
            flat = [value for point in path for value in point]
            who = {"lines": [index for index, *_ in group], "towns": [town for _, town, *_ in group]}
            flows.append({**who, "from": start, "to": end, "path": flat})
    return flows, rings
