"""Build the scene: everything the map frame draws, as plain values, the same for the app and a snapshot.

A scene holds every record that the filters include except for the period, so that the timeline can move
through time in the browser. Days are counted from 1 January 1970.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from linesmap.model.vocabulary import PRECISION_LADDER, LineKind, LineStatus, RecordKind
from linesmap.network import Area, LineProfile
from linesmap.view.flow_paths import MOST_SEPARATE, flow_path
from linesmap.view.hexagons import RESOLUTIONS, boundary, parents

__all__ = ["SHOWN_KINDS", "STATUS_KEY", "Phase", "Scene", "SceneInput", "build_scene"]

SHOWN_KINDS: tuple[RecordKind, ...] = (
    RecordKind.INTELLIGENCE,
    RecordKind.SEIZURE,
    RecordKind.ENFORCEMENT,
    RecordKind.OFFENCE,
)

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

_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Phase:
    """A phase of an operation, first and last day included."""

    label: str
    start: date
    end: date


@dataclass(frozen=True)
class SceneInput:
    """What a scene is made from.

    `records` comes from `store.selected_records`, without a period. `line_pairs` has record_id and line_id.
    `profiles` describe the lines, up to the last day of the records. `focus` are the force codes to draw in
    focus, `focus_point` (lon, lat) their middle, `bounds` ((south, west), (north, east)) what the map opens
    on, in degrees. `edges` are the hexagon classes of the whole workspace. `named` are the lines to show.
    `force_names` is code to name.
    `sentence` says the filters in words; `empty` is what to say when nothing is here.
    """

    records: pd.DataFrame
    line_pairs: pd.DataFrame
    profiles: Sequence[LineProfile]
    phases: Sequence[Phase]
    period: tuple[date, date] | None
    focus: tuple[str, ...]
    focus_point: tuple[float, float]
    bounds: tuple[tuple[float, float], tuple[float, float]]
    edges: Mapping[int, list[int]]
    named: frozenset[str]
    force_names: Mapping[str, str] = field(default_factory=dict)
    sentence: str = ""
    empty: str = "Nothing here yet. Import files, or open the demo."


@dataclass(frozen=True)
class Scene:
    """A finished scene: its JSON, a key that names its content, and the record behind each row."""

    json: str
    key: str
    record_ids: tuple[str, ...]


def _day(value: date) -> int:
    return (value - _EPOCH).days


def _days(stamps: pd.Series) -> pd.Series:
    return (stamps - pd.Timestamp(_EPOCH)).dt.days.astype(int)


def build_scene(given: SceneInput) -> Scene:
    """Turn records and lines into a scene.

    Returns
    -------
    scene
        Rows stand in the order of their dates, then ids: the same input gives the same text.
    """
    records = given.records.dropna(subset=["occurred_from"]).sort_values(["occurred_from", "record_id"])
    records = records.reset_index(drop=True)
    places, place_index = _places(records)
    lines = [profile for profile in given.profiles if profile.line_id in given.named]
    line_index = {profile.line_id: position for position, profile in enumerate(lines)}
    ends = _Ends()
    flows, rings = _flows(lines, ends, given.focus_point)
    span = _span(records, given.period)
    content: dict[str, Any] = {
        "kinds": [kind.value for kind in SHOWN_KINDS if (records["kind"] == kind.value).any()],
        "span": span,
        "period": _period(given.period, span),
        "places": places,
        "hexes": _hexes(places),
        "breaks": {str(resolution): list(given.edges[resolution]) for resolution in RESOLUTIONS},
        "lines": [_line(profile, given.force_names) for profile in lines],
        "flows": flows,
        "rings": rings,
        "ends": ends.rows,
        "phases": [
            {"label": phase.label, "from": _day(phase.start), "to": _day(phase.end)}
            for phase in sorted(given.phases, key=lambda phase: (phase.start, phase.label))
        ],
        "focus": list(given.focus),
        "bounds": [list(corner) for corner in given.bounds],
        "sentence": given.sentence,
        "empty": given.empty,
    }
    content["records"], content["titles"] = _records(records, place_index, line_index, given, content["kinds"])
    content["records"]["town"] = _nearest_towns(records, content["records"]["line"], lines)
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    key = hashlib.sha256(text.encode()).hexdigest()[:16]
    return Scene(text, key, tuple(records["record_id"]))


def _span(records: pd.DataFrame, period: tuple[date, date] | None) -> list[int]:
    """First and last day that hold a record, inside the period; the period itself when there is none."""
    if records.empty:
        first, last = period or (_EPOCH, _EPOCH)
        return [_day(first), _day(last)]
    span = [int(_days(records["occurred_from"]).min()), int(_days(records["occurred_to"]).max())]
    return span if period is None else [max(span[0], _day(period[0])), min(span[1], _day(period[1]))]


def _period(period: tuple[date, date] | None, span: list[int]) -> list[int]:
    """Keep the period inside the span; the whole span when they do not meet."""
    if period is None:
        return span
    first, last = max(_day(period[0]), span[0]), min(_day(period[1]), span[1])
    return [first, last] if first <= last else span


def _places(records: pd.DataFrame) -> tuple[dict[str, Any], dict[str, int]]:
    """List the distinct places once, with the hexagon of each size they lie in."""
    located = records[records["located"].astype(bool)].drop_duplicates("place_id").sort_values("place_id")
    located = located.reset_index(drop=True)
    ladder = {precision.value: level for level, precision in enumerate(PRECISION_LADDER)}
    hexagons: dict[str, list[int]] = {}
    names: dict[str, list[str]] = {}
    for resolution in RESOLUTIONS:
        cells = parents(located["h3"], resolution)
        names[str(resolution)] = sorted(set(cells))
        number = {cell: index for index, cell in enumerate(names[str(resolution)])}
        hexagons[str(resolution)] = [number[cell] for cell in cells]
    places = {
        "label": located["place_label"].fillna("").tolist(),
        "lon": [round(value, 5) for value in located["lon"]],
        "lat": [round(value, 5) for value in located["lat"]],
        "precision": [ladder[value] for value in located["precision"]],
        "u": [round(value) for value in located["uncertainty_m"]],
        "hex": hexagons,
        "cells": names,
    }
    return places, {identifier: index for index, identifier in enumerate(located["place_id"])}


def _hexes(places: dict[str, Any]) -> dict[str, list[list[float]]]:
    """Replace the names of the hexagons by their corners."""
    names = places.pop("cells")
    return {resolution: [boundary(cell) for cell in cells] for resolution, cells in names.items()}


def _records(
    records: pd.DataFrame,
    place_index: Mapping[str, int],
    line_index: Mapping[str, int],
    given: SceneInput,
    kinds: list[str],
) -> tuple[dict[str, Any], list[str]]:
    """Write the records as columns of small whole numbers."""
    titles = sorted(set(records["title"].fillna("")))
    title_index = {title: index for index, title in enumerate(titles)}
    starts = _days(records["occurred_from"])
    first_line, also = _lines_of_records(records, given.line_pairs, line_index)
    place = records["place_id"].where(records["located"].astype(bool)).map(place_index).fillna(-1).astype(int)
    columns = {
        "place": place.tolist(),
        "from": starts.tolist(),
        "len": (_days(records["occurred_to"]) - starts).clip(lower=0).tolist(),
        "kind": records["kind"].map({kind: index for index, kind in enumerate(kinds)}).astype(int).tolist(),
        "line": first_line,
        "title": records["title"].fillna("").map(title_index).astype(int).tolist(),
        "also": also,
    }
    return columns, titles


def _lines_of_records(
    records: pd.DataFrame, pairs: pd.DataFrame, line_index: Mapping[str, int]
) -> tuple[list[int], list[list[int]]]:
    """Give each record its first line, and list the further ones."""
    row = {identifier: index for index, identifier in enumerate(records["record_id"])}
    first = [-1] * len(records)
    also: list[list[int]] = []
    ordered = pairs[pairs["record_id"].isin(row) & pairs["line_id"].isin(line_index)]
    for record_id, line_id in sorted(zip(ordered["record_id"], ordered["line_id"], strict=True)):
        index, line = row[record_id], line_index[line_id]
        if first[index] < 0:
            first[index] = line
        else:
            also.append([index, line])
    return first, also


def _nearest_towns(records: pd.DataFrame, first_line: list[int], lines: Sequence[LineProfile]) -> list[int]:
    """Say which of its line's towns each record lies nearest to, so that a flow is as wide as its own records.

    -1 where the record has no place or no line; distances on the plane, longitude shortened by the cosine of
    latitude, which ranks towns of one line well enough.
    """
    nearest = [-1] * len(records)
    for row, (line, lon, lat) in enumerate(zip(first_line, records["lon"], records["lat"], strict=True)):
        if line < 0 or not lines[line].destinations or pd.isna(lon):
            continue
        towns = lines[line].destinations
        east = math.cos(math.radians(lat))
        away = [math.hypot((town.lon - lon) * east, town.lat - lat) for town in towns]
        nearest[row] = away.index(min(away))
    return nearest


def _line(profile: LineProfile, force_names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": profile.line_id,
        "name": profile.name,
        "route": profile.route,
        "internal": profile.line_kind is LineKind.INTERNAL,
        "drawn": bool(profile.destinations) and (profile.origin is not None or profile.line_kind is LineKind.INTERNAL),
        "drugs": ", ".join(profile.drugs),
        "first": _day(profile.first_seen) if profile.first_seen else None,
        "last": _day(profile.last_activity) if profile.last_activity else None,
        "forces": ", ".join(force_names.get(code, code) for code in profile.forces),
        "life": [[_day(span.start), STATUS_KEY[span.status]] for span in profile.spans],
    }


class _Ends:
    """Number the distinct ends of lines."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self._index: dict[tuple[str, float, float], int] = {}

    def number(self, area: Area) -> int:
        key = (area.label, round(area.lon, 4), round(area.lat, 4))
        if key not in self._index:
            self._index[key] = len(self.rows)
            self.rows.append({"label": area.town, "lon": key[1], "lat": key[2]})
        return self._index[key]


def _flows(
    lines: Sequence[LineProfile], ends: _Ends, focus: tuple[float, float]
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
