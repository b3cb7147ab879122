"""Put together what the map shows of a workspace: the scene, and the particulars of single records."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import ibis
import pandas as pd

from linesmap import reference
from linesmap.model.filters import Filters
from linesmap.model.grading import parse_grading
from linesmap.model.vocabulary import EntityType
from linesmap.network import LineProfile
from linesmap.pipeline import last_day, line_profiles_of
from linesmap.store import Tables, records_of_lines, selected_records
from linesmap.view.hexagons import RESOLUTIONS, class_edges, parents
from linesmap.view.scene import Phase, Scene, SceneInput, build_scene
from linesmap.view.words import day, when

__all__ = [
    "Backdrop",
    "backdrop_of",
    "days_of",
    "details_of",
    "filter_words",
    "phase_label",
    "scene_of",
    "summed_input_of",
]

_FOCUS_SHARE = 0.05
_MOST_FOCUS = 8
_ENGLAND_AND_WALES = ((49.9, -5.8), (55.8, 1.8))
_MARGIN_DEG = 0.1
_MOST_NAMED = 200
_MIDDLE = (-1.5, 52.5)
_QUARTER_DAYS = 91

Bounds = tuple[tuple[float, float], tuple[float, float]]


@dataclass(frozen=True)
class Backdrop:
    """What every scene of one state of a workspace shares; made once and kept while that state lasts."""

    profiles: tuple[LineProfile, ...]
    line_pairs: pd.DataFrame
    phases: pd.DataFrame
    edges: Mapping[int, list[int]]
    operation_names: Mapping[str, str]


def backdrop_of(tables: Tables, *, active_days: int = 28) -> Backdrop:
    """Read what scenes share: lines and their lives, phases, and the classes of the hexagons."""
    as_of = last_day(tables)
    profiles = line_profiles_of(tables, as_of=as_of, active_days=active_days) if as_of else []
    located = (
        selected_records(tables, _last_quarter(as_of))
        .filter(ibis._.located)
        .group_by("h3")
        .aggregate(n=ibis._.count())
        .to_pandas()
    )
    counts = {resolution: located.groupby(parents(located["h3"], resolution))["n"].sum() for resolution in RESOLUTIONS}
    entities = tables["entities"]
    operations = entities.filter(entities.entity_type == EntityType.OPERATION.value).to_pandas()
    return Backdrop(
        profiles=tuple(profiles),
        line_pairs=records_of_lines(tables).to_pandas(),
        phases=tables["operations"].to_pandas().drop_duplicates(["operation_id", "phase"]),
        edges=class_edges(counts),
        operation_names=dict(zip(operations["entity_id"], operations["label"], strict=True)),
    )


def _last_quarter(as_of: date | None) -> Filters:
    """Choose the records that the classes of the hexagons are made for: a quarter, as most people look at one."""
    return Filters(period=(as_of - timedelta(days=_QUARTER_DAYS), as_of)) if as_of else Filters()


def scene_of(tables: Tables, backdrop: Backdrop, filters: Filters, *, only: frozenset[str] | None = None) -> Scene:
    """Build the scene of a selection.

    Parameters
    ----------
    tables
        From `Workspace.read`.
    backdrop
        Of the same state of the workspace.
    filters
        What to include. The app leaves the period open here and moves it in the browser.
    only
        Records that may be shown; all of the selection when None.
    """
    records: pd.DataFrame = selected_records(tables, filters).to_pandas()
    if only is not None:
        records = records[records["record_id"].isin(only)]
    focus = filters.forces or _busiest_forces(records["pfa_code"].value_counts())
    inside = records[records["pfa_code"].isin(focus)]
    middle = (float(inside["lon"].median()), float(inside["lat"].median())) if len(inside) else _MIDDLE
    return build_scene(_input(tables, backdrop, filters, records, focus=focus, middle=middle))


def summed_input_of(tables: Tables, backdrop: Backdrop, filters: Filters, chosen: ibis.Table) -> SceneInput:
    """Prepare the scene of records that are added up: all of it but the rows, which are still to be set.

    Parameters
    ----------
    tables, backdrop, filters
        As for `scene_of`.
    chosen
        The rows of `selected_records` that may be shown.

    Returns
    -------
    given
        With no records; set `records`, `line_pairs` and `sums`.
    """
    located = chosen.filter(chosen.pfa_code.notnull())
    counts = located.group_by("pfa_code").aggregate(n=ibis._.count()).order_by("pfa_code").to_pandas()
    focus = filters.forces or _busiest_forces(counts.set_index("pfa_code")["n"])
    inside = located.filter(located.pfa_code.isin(list(focus))) if focus else located
    medians = inside.aggregate(lon=inside.lon.median(), lat=inside.lat.median()).to_pandas().iloc[0]
    middle = (float(medians["lon"]), float(medians["lat"])) if pd.notna(medians["lon"]) else _MIDDLE
    return _input(tables, backdrop, filters, pd.DataFrame(), focus=focus, middle=middle)


def _input(
    tables: Tables,
    backdrop: Backdrop,
    filters: Filters,
    records: pd.DataFrame,
    *,
    focus: tuple[str, ...],
    middle: tuple[float, float],
) -> SceneInput:
    named = _named_lines(tables, filters)
    return SceneInput(
        records=records,
        line_pairs=backdrop.line_pairs,
        profiles=backdrop.profiles,
        phases=_phases(backdrop.phases, filters),
        period=filters.period,
        focus=focus,
        focus_point=middle,
        bounds=_bounds(backdrop, focus, named),
        edges=backdrop.edges,
        named=named,
        force_names={force.code: force.name for force in reference.forces()},
        sentence=filter_words(filters, backdrop),
        empty="No record matches these filters." if filters else "No records here yet.",
    )


def _busiest_forces(counts: pd.Series) -> tuple[str, ...]:
    """Choose the forces to draw in focus when none is chosen: those with a twentieth of the records or more."""
    share = counts.sort_values(ascending=False) / max(counts.sum(), 1)
    return tuple(sorted(share[share >= _FOCUS_SHARE].index[:_MOST_FOCUS]))


def _named_lines(tables: Tables, filters: Filters) -> frozenset[str]:
    """Find the lines that the selection names at any time: one closed before the period is still shown."""
    pairs = records_of_lines(tables)
    chosen = selected_records(tables, replace(filters, period=None)).select("record_id")
    return frozenset(pairs.semi_join(chosen, "record_id").select("line_id").distinct().to_pandas()["line_id"])


def _bounds(backdrop: Backdrop, focus: Sequence[str], named: frozenset[str]) -> Bounds:
    """Choose what the map opens on: the forces in focus and both ends of the lines that records name."""
    areas = reference.force_areas()
    chosen = areas[areas["pfa_code"].isin(focus)]
    boxes = [tuple(chosen.total_bounds)] if len(chosen) else []
    for profile in backdrop.profiles:
        if profile.line_id in named:
            ends = [*profile.destinations, *([profile.origin] if profile.origin else [])]
            boxes += [(end.lon, end.lat, end.lon, end.lat) for end in ends]
    if not boxes:
        return _ENGLAND_AND_WALES
    west, south = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, north = max(box[2] for box in boxes), max(box[3] for box in boxes)
    corners = (south - _MARGIN_DEG, west - _MARGIN_DEG), (north + _MARGIN_DEG, east + _MARGIN_DEG)
    return tuple((round(float(lat), 3), round(float(lon), 3)) for lat, lon in corners)  # type: ignore[return-value]


def _phases(phases: pd.DataFrame, filters: Filters) -> list[Phase]:
    shown = phases.dropna(subset=["start_on"])
    if filters.operations:
        shown = shown[shown["operation_id"].isin(filters.operations)]
    return [
        Phase(
            phase_label(row["operation"], row["phase"]),
            pd.Timestamp(row["start_on"]).date(),
            pd.Timestamp(row["end_on"] if pd.notna(row["end_on"]) else row["start_on"]).date(),
        )
        for row in shown.to_dict("records")
    ]


def phase_label(operation: str, phase: object) -> str:
    """Name a phase in short: `Larkspur 2`."""
    short = operation.removeprefix("Operation ").removeprefix("Op ")
    words = str(phase).casefold().replace("phase", "").strip() if isinstance(phase, str) else ""
    return f"{short} {words}".strip()


def filter_words(filters: Filters, backdrop: Backdrop) -> str:
    """Say in words what a selection includes; empty when it includes everything."""
    names = {force.code: force.name for force in reference.forces()}
    lines = {profile.line_id: profile.name for profile in backdrop.profiles}
    unit = reference.unit_of(filters.forces)
    parts = []
    if filters.forces:
        said = f"the {unit} forces" if unit else _listed([names.get(code, code) for code in filters.forces])
        parts.append(f"located in {said}")
    if filters.operations:
        parts.append("of " + _listed([backdrop.operation_names.get(code, code) for code in filters.operations]))
    if filters.phases:
        chosen = [phase.rpartition("/") for phase in filters.phases]
        parts.append("of " + _listed([phase_label(backdrop.operation_names.get(op, op), ph) for op, _, ph in chosen]))
    if filters.lines:
        parts.append("naming the line " + _listed([lines.get(code, code) for code in filters.lines]))
    if filters.drugs:
        parts.append("with " + _listed(list(filters.drugs)))
    if filters.kinds:
        parts.append("of the kind " + _listed(list(filters.kinds)))
    if filters.grades:
        parts.append("graded " + _listed(list(filters.grades)))
    return ("Records " + "; ".join(parts)) if parts else ""


def _listed(words: Sequence[str]) -> str:
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def details_of(
    tables: Tables, backdrop: Backdrop, record_ids: Sequence[str], *, with_raw: bool = True
) -> dict[str, dict[str, Any]]:
    """Give the particulars of records for the side panel, as text.

    Parameters
    ----------
    tables, backdrop
        Of the same state of the workspace.
    record_ids
        Records to describe; unknown ones are left out.
    with_raw
        Whether to give the row as filed.

    Returns
    -------
    details
        Record id to the words of the panel: when, where, force, recorded_by, grading, handling, line,
        operation, summary, warnings, file, row, imported, sha256 and, when asked for, raw.
    """
    records, places, sources = tables["records"], tables["places"], tables["sources"]
    if len(record_ids) <= _MOST_NAMED:
        wanted = records.filter(records.record_id.isin(list(record_ids)))
    else:
        # So many as words of a query would take longer to write than to answer.
        ids = ibis.memtable(pd.DataFrame({"record_id": pd.Series(list(record_ids), dtype="str")}))
        wanted = records.semi_join(ids, "record_id")
    place = places.select(
        "place_id", "pfa_code", "method", place_label=places.label, place_text=places.text, place_status=places.status
    )
    source = sources.select("source_id", "name", "rows_in", "imported_at", "sha256")
    joined = wanted.left_join(place, "place_id").drop("place_id_right").inner_join(source, "source_id")
    rows: pd.DataFrame = joined.to_pandas()
    pairs = backdrop.line_pairs[backdrop.line_pairs["record_id"].isin(set(rows["record_id"]))]
    lines = {profile.line_id: profile for profile in backdrop.profiles}
    named = {key: [lines[one] for one in sorted(group) if one in lines] for key, group in _grouped(pairs)}
    return {
        row["record_id"]: _detail(row, named.get(row["record_id"], []), backdrop, with_raw=with_raw)
        for row in rows.to_dict("records")
    }


def _grouped(pairs: pd.DataFrame) -> list[tuple[str, list[str]]]:
    return [(str(key), list(group)) for key, group in pairs.groupby("record_id")["line_id"]]


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _force_name(code: object) -> str | None:
    return reference.force(code).name if isinstance(code, str) and code else None


def _detail(row: Mapping[Any, Any], lines: list[LineProfile], backdrop: Backdrop, *, with_raw: bool) -> dict[str, Any]:
    words, note = ("", "")
    if pd.notna(row["occurred_from"]):
        words, note = when(row["occurred_from"], row["occurred_to"], str(row["date_precision"]))
    place_force, recording = _text(row["pfa_code"]), _text(row["recording_force"])
    operation = backdrop.operation_names.get(row["operation_id"])
    detail = {
        "reference": _text(row["reference"]),
        "when": words,
        "when_note": note,
        "where": _text(row["place_label"]),
        "where_note": _text(row["method"]),
        "force": _force_name(place_force),
        "recorded_by": _force_name(recording),
        "other_force": bool(place_force and recording and place_force != recording),
        **_grading_words(row),
        "line": ", ".join(line.name for line in lines),
        "line_note": lines[0].status.value if len(lines) == 1 and lines[0].status else None,
        "operation": phase_label(operation, row["phase"]) if operation else None,
        "summary": _text(row["summary"]),
        "warnings": [f"{column}: {message}" for column, _, message in json.loads(row["warnings"] or "[]")],
        "file": row["name"],
        "row": f"{row['row_number']:,}",
        "imported": day(row["imported_at"]),
        "sha256": f"{row['sha256'][:8]} … {row['sha256'][-8:]}",
    }
    if with_raw:
        detail["raw"] = json.loads(row["raw"] or "{}")
    return detail


def _grading_words(row: Mapping[Any, Any]) -> dict[str, str | None]:
    grading = parse_grading(row["grading"]) if _text(row["grading"]) else None
    handling = _text(row["handling"])
    known = {"P": "P, lawful sharing permitted", "C": "C, with conditions"}
    return {
        "grading": f"Source {grading.source} · Intelligence {grading.information}" if grading else None,
        "grading_note": f"{grading.scheme}, as recorded" if grading else None,
        "handling": known.get(handling, handling) if handling else None,
        "conditions": _text(row["handling_conditions"]),
    }


def days_of(tables: Tables) -> tuple[date, date] | None:
    """Give the first and last day that hold an event."""
    events = selected_records(tables, Filters())
    first, last = events.occurred_from.min().execute(), events.occurred_to.max().execute()
    return None if pd.isna(first) else (pd.Timestamp(first).date(), pd.Timestamp(last).date())
