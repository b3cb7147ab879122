"""Build the scene: everything the map frame draws, as plain values, the same for the app and a snapshot.

A scene holds every record that the filters include except for the period, so that the timeline can move
through time in the browser. Days are counted from 1 January 1970.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from linesmap.model.vocabulary import PRECISION_LADDER, RecordKind
from linesmap.network import LineProfile
from linesmap.view.hexagons import RESOLUTIONS, boundary, parents
from linesmap.view.scene_lines import (
    EPOCH,
    STATUS_KEY,
    Ends,
    day_number,
    flows_and_rings,
    line_words,
    nearest_towns,
    towns_of,
)

__all__ = ["SHOWN_KINDS", "STATUS_KEY", "Phase", "Scene", "SceneInput", "Sums", "build_scene"]

SHOWN_KINDS: tuple[RecordKind, ...] = (
    RecordKind.INTELLIGENCE,
    RecordKind.SEIZURE,
    RecordKind.ENFORCEMENT,
    RecordKind.OFFENCE,
)


@dataclass(frozen=True)
class Phase:
    """A phase of an operation, first and last day included."""

    label: str
    start: date
    end: date


@dataclass(frozen=True)
class Sums:
    """How the records of a scene were added up, where there are too many to be held one by one.

    `finest` is the resolution of the smallest hexagons, `unit` week, month or year, `n_records` how many records
    are behind the rows, `precision` rows of (precision, middle uncertainty in metres, records), the best first.
    """

    finest: int
    unit: str
    n_records: int
    precision: Sequence[tuple[str, int, int]]


@dataclass(frozen=True)
class SceneInput:
    """What a scene is made from.

    `records` comes from `store.selected_records`, without a period. `line_pairs` has record_id and line_id.
    `profiles` describe the lines, up to the last day of the records. `focus` are the force codes to draw in
    focus, `focus_point` (lon, lat) their middle, `bounds` ((south, west), (north, east)) what the map opens
    on, in degrees. `edges` are the hexagon classes of the whole workspace. `named` are the lines to show.
    `force_names` is code to name.
    `sentence` says the filters in words; `empty` is what to say when nothing is here. With `sums`, a row of
    `records` stands for `n` of them in a hexagon or area and a span of time, and has its `town`.
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
    sums: Sums | None = None


@dataclass(frozen=True)
class Scene:
    """A finished scene: its JSON, a key that names its content, and the record behind each row."""

    json: str
    key: str
    record_ids: tuple[str, ...]


def _days(stamps: pd.Series) -> pd.Series:
    return (stamps - pd.Timestamp(EPOCH)).dt.days.astype(int)


def build_scene(given: SceneInput) -> Scene:
    """Turn records and lines into a scene.

    Returns
    -------
    scene
        Rows stand in the order of their dates, then ids: the same input gives the same text.
    """
    records = given.records.dropna(subset=["occurred_from"]).sort_values(["occurred_from", "record_id"])
    records = records.reset_index(drop=True)
    sizes = tuple(size for size in RESOLUTIONS if given.sums is None or size <= given.sums.finest)
    places, place_index = _places(records, sizes)
    lines = [profile for profile in given.profiles if profile.line_id in given.named]
    line_index = {profile.line_id: position for position, profile in enumerate(lines)}
    ends = Ends()
    flows, rings = flows_and_rings(lines, ends, given.focus_point)
    span = _span(records, given.period)
    content: dict[str, Any] = {
        "kinds": [kind.value for kind in SHOWN_KINDS if (records["kind"] == kind.value).any()],
        "span": span,
        "period": _period(given.period, span),
        "places": places,
        "hexes": _hexes(places),
        "breaks": {str(resolution): list(given.edges[resolution]) for resolution in sizes},
        "lines": [line_words(profile, given.force_names) for profile in lines],
        "flows": flows,
        "rings": rings,
        "ends": ends.rows,
        "phases": [
            {"label": phase.label, "from": day_number(phase.start), "to": day_number(phase.end)}
            for phase in sorted(given.phases, key=lambda phase: (phase.start, phase.label))
        ],
        "focus": list(given.focus),
        "bounds": [list(corner) for corner in given.bounds],
        "sentence": given.sentence,
        "empty": given.empty,
    }
    content["records"], content["titles"] = _records(records, place_index, line_index, given, content["kinds"])
    columns = content["records"]
    if given.sums is None:
        named = records[["lon", "lat"]].assign(line=columns["line"])
        columns["town"] = nearest_towns(named, towns_of(lines)).tolist()
    else:
        content["sums"] = asdict(given.sums)
        columns["town"] = records["town"].tolist()
        columns["n"] = records["n"].tolist()
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    key = hashlib.sha256(text.encode()).hexdigest()[:16]
    return Scene(text, key, tuple(records["record_id"]))


def _span(records: pd.DataFrame, period: tuple[date, date] | None) -> list[int]:
    """First and last day that hold a record, inside the period; the period itself when there is none."""
    if records.empty:
        first, last = period or (EPOCH, EPOCH)
        return [day_number(first), day_number(last)]
    span = [int(_days(records["occurred_from"]).min()), int(_days(records["occurred_to"]).max())]
    return span if period is None else [max(span[0], day_number(period[0])), min(span[1], day_number(period[1]))]


def _period(period: tuple[date, date] | None, span: list[int]) -> list[int]:
    """Keep the period inside the span; the whole span when they do not meet."""
    if period is None:
        return span
    first, last = max(day_number(period[0]), span[0]), min(day_number(period[1]), span[1])
    return [first, last] if first <= last else span


def _places(records: pd.DataFrame, sizes: Sequence[int]) -> tuple[dict[str, Any], dict[str, int]]:
    """List the distinct places once, with the hexagon of each size they lie in; a hexagon itself has no precision."""
    located = records[records["located"].astype(bool)].drop_duplicates("place_id").sort_values("place_id")
    located = located.reset_index(drop=True)
    ladder = {precision.value: level for level, precision in enumerate(PRECISION_LADDER)}
    hexagons: dict[str, list[int]] = {}
    names: dict[str, list[str]] = {}
    for resolution in sizes:
        cells = parents(located["h3"], resolution)
        names[str(resolution)] = sorted(set(cells))
        number = {cell: index for index, cell in enumerate(names[str(resolution)])}
        hexagons[str(resolution)] = [number[cell] for cell in cells]
    places = {
        "label": located["place_label"].fillna("").tolist(),
        "lon": [round(value, 5) for value in located["lon"]],
        "lat": [round(value, 5) for value in located["lat"]],
        "precision": [ladder.get(value, -1) for value in located["precision"]],
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
