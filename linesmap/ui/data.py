"""Load what pages show, cached under the version of the workspace, so that a change is always seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import streamlit as st

from linesmap import chart as charts
from linesmap import comparisons, decisions, intake, measure, overlaps, picture, reference, reports, review
from linesmap.comparison_files import CompareFile
from linesmap.errors import LinesmapError, WorkspaceMissingError
from linesmap.ingest import Template
from linesmap.measure import By
from linesmap.measure.comparison import Scale, compare
from linesmap.measure.figures import Figure, Subject
from linesmap.model.filters import Filters
from linesmap.picture import Backdrop
from linesmap.settings import load_settings
from linesmap.store import Tables, Workspace
from linesmap.ui import frame_style
from linesmap.view.compare_phases import phase_rates
from linesmap.view.scene import Scene
from linesmap.view.words import day

__all__ = [
    "Key",
    "activity",
    "all_forces",
    "backdrop",
    "bands",
    "behind",
    "chart",
    "choices",
    "chosen_graph",
    "compared",
    "compared_columns",
    "counts",
    "decisions_made",
    "details",
    "facts",
    "figures",
    "forces",
    "key",
    "note_overlaps",
    "operations",
    "overlaps_between",
    "overview",
    "particulars",
    "profile_evidence",
    "quality",
    "recording_forces",
    "rows_of_places",
    "saved_templates",
    "scene",
    "state",
    "waiting_places",
    "waiting_rejects",
    "weekly_by_line",
    "workspace",
]

_KEPT = 24
T = TypeVar("T")


@dataclass(frozen=True)
class Key:
    """Name one state of one workspace file; everything cached carries it."""

    path: str
    version: int


def workspace() -> Workspace:
    """Give the workspace that the app was started on."""
    settings = load_settings()
    return Workspace(settings.workspace, settings)


def key() -> Key | None:
    """Name the state of the workspace now; None when there is no workspace yet."""
    chosen = workspace()
    if not chosen.exists:
        return None
    stat = chosen.path.stat()
    try:
        version = _version(str(chosen.path), stat.st_mtime_ns, stat.st_size)
    except WorkspaceMissingError:
        return None
    return Key(str(chosen.path), version)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def _version(path: str, modified: int, size: int) -> int:  # noqa: ARG001 - both are there to be hashed
    return Workspace(path).version()


def _reading(at: Key, work: Callable[[Tables], T]) -> T:
    with Workspace(Path(at.path)).read() as tables:
        return work(tables)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def _state(at: Key) -> dict[str, str]:
    return Workspace(at.path).state()


def state() -> dict[str, str]:
    """Give the facts about the workspace; empty when there is none."""
    at = key()
    return _state(at) if at else {}


@st.cache_resource(max_entries=4, show_spinner="Reading the workspace")
def backdrop(at: Key) -> Backdrop:
    """Give what every scene shares."""
    return _reading(at, lambda tables: picture.backdrop_of(tables, active_days=load_settings().active_days))


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def scene(at: Key, filters: Filters) -> Scene:
    """Give the scene of a selection; its period is left to the browser."""
    shared = backdrop(at)
    return _reading(at, lambda tables: picture.scene_of(tables, shared, filters))


@st.cache_resource(max_entries=6, show_spinner="Tying records together")
def chosen_graph(at: Key, filters: Filters, *, events: bool) -> charts.Material:
    """Give the graph of a selection with its scene; what every chart of the selection is chosen from."""
    shared = backdrop(at)
    return _reading(at, lambda tables: charts.material_of(tables, shared, filters, events=events))


@st.cache_resource(max_entries=12, show_spinner="Drawing the chart")
def chart(at: Key, filters: Filters, *, focus: tuple[str, ...], events: bool) -> Scene:
    """Give the scene of the Network page; its period is left to the browser."""
    return charts.chart_of(chosen_graph(at, filters, events=events), focus)


@st.cache_data(max_entries=500, show_spinner=False)
def particulars(at: Key, record_ids: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """Give the particulars of records, with the sentences in which something was found."""
    shared = backdrop(at)
    return _reading(at, lambda tables: charts.particulars_of(tables, shared, record_ids))


@st.cache_data(max_entries=200, show_spinner=False)
def details(at: Key, record_id: str) -> dict[str, Any]:
    """Give the particulars of one record."""
    shared = backdrop(at)
    return _reading(at, lambda tables: picture.details_of(tables, shared, [record_id])).get(record_id, {})


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def activity(at: Key, filters: Filters, by: By) -> pd.DataFrame:
    """Count every measure; see `linesmap.measure.activity`."""
    return _reading(at, lambda tables: measure.activity(tables, filters, by=by))


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def behind(at: Key, filters: Filters, measure_key: str) -> pd.DataFrame:
    """List the records behind a number; see `linesmap.measure.records_behind`."""
    return _reading(at, lambda tables: measure.records_behind(tables, filters, measure_key))


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def figures(at: Key) -> pd.DataFrame:
    """Give the published figures."""
    return _reading(at, measure.published_figures)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def quality(at: Key) -> dict[str, pd.DataFrame]:
    """Give the frames of the data quality page."""
    return _reading(at, reports.quality)


@st.cache_data(max_entries=_KEPT, show_spinner="Looking for what waits")
def waiting_places(at: Key) -> pd.DataFrame:
    """List the place texts that wait for a decision."""
    return _reading(at, review.to_review)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def decisions_made(at: Key) -> pd.DataFrame:
    """List the decisions about places, newest first."""
    return _reading(at, decisions.decisions_made)


@st.cache_data(max_entries=200, show_spinner=False)
def rows_of_places(at: Key, place_ids: tuple[str, ...]) -> pd.DataFrame:
    """List the rows that stand on places."""
    return _reading(at, lambda tables: review.rows_of_places(tables, place_ids))


def waiting_rejects(names: list[str]) -> pd.DataFrame:
    """Give the rejected rows of the sources with these names, as `linesmap.ingest.as_filed` takes them."""
    with workspace().read() as tables:
        waiting = reports.rejected_rows(tables)
    return waiting[waiting["name"].isin(names)]


def saved_templates() -> tuple[Template, ...]:
    """Give the templates of the workspace."""
    at = key()
    return _saved_templates(at) if at else ()


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def _saved_templates(at: Key) -> tuple[Template, ...]:
    return intake.saved_templates(Workspace(Path(at.path)))


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def overview(at: Key) -> reports.Overview:
    """Give what the overview page shows."""
    shared = backdrop(at)
    return _reading(at, lambda tables: reports.overview(tables, shared))


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def choices(at: Key) -> reports.Choices:
    """Give what each filter offers."""
    shared = backdrop(at)
    return _reading(at, lambda tables: reports.choices(tables, shared))


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def counts(at: Key, filters: Filters) -> reports.Counts:
    """Count what a selection holds, for the filter bar."""
    return _reading(at, lambda tables: reports.counts(tables, filters))


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def weekly_by_line(at: Key) -> dict[str, list[int]]:
    """Count the records of each line week by week."""
    return _reading(at, reports.weekly_by_line)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def operations(at: Key, filters: Filters) -> pd.DataFrame:
    """Count every measure by phase of operation."""
    return _reading(at, lambda tables: reports.operations(tables, filters, by_phase=True))


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def forces(at: Key, filters: Filters) -> pd.DataFrame:
    """Count every measure by force of location."""
    return _reading(at, lambda tables: reports.forces(tables, filters))


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def facts(at: Key) -> reports.Facts:
    """Count records and files."""
    return _reading(at, reports.facts)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def profile_evidence(at: Key, line_id: str) -> reports.LineEvidenceTables:
    """Give the records and ties of one line."""
    return _reading(at, lambda tables: reports.line_evidence(tables, line_id))


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def recording_forces(at: Key) -> dict[str, str]:
    """Give the forces whose records these are: name to code, in the order of names."""
    codes = _reading(at, lambda tables: set(tables["records"].recording_force.value_counts().to_pandas().iloc[:, 0]))
    return {force.name: force.code for force in sorted(all_forces(), key=lambda one: one.name) if force.code in codes}


@st.cache_resource(max_entries=_KEPT, show_spinner="Comparing")
def overlaps_between(at: Key, a: str | None, b: str | None, filters: Filters) -> tuple[overlaps.Hit, ...]:
    """Find what two forces both name; see `linesmap.overlaps.between_forces`."""
    return _reading(at, lambda tables: overlaps.between_forces(tables, a, b, filters))


def note_overlaps(a: str, b: str, n_hits: int) -> None:
    """Write a comparison to the audit trail."""
    overlaps.note_comparison(workspace(), a=a, b=b, n_hits=n_hits)


@st.cache_resource(max_entries=4, show_spinner="Gathering operations")
def compared_columns(at: Key) -> dict[Subject, tuple[Figure, ...]]:
    """Give every column that operations can be compared by."""
    return _reading(at, comparisons.all_columns)


@st.cache_resource(max_entries=_KEPT, show_spinner="Comparing")
def compared(at: Key, keys: tuple[str, ...], scale: Scale) -> CompareFile:
    """Set columns side by side, with the rates of their phases; keys are those of `compared_columns`."""
    columns = compared_columns(at)
    by_key = {subject.key: subject for subject in columns}
    chosen = [by_key[key] for key in keys]
    comparison = compare(columns, chosen, scale=scale)
    return CompareFile(comparison, phase_rates(columns, chosen), {subject: columns[subject] for subject in chosen})


def all_forces() -> tuple[reference.Force, ...]:
    """Give every force, for names."""
    return reference.forces()


def bands() -> frame_style.Bands:
    """Say what stands in the bands at the top and foot of every page."""
    settings = load_settings()
    try:
        facts_of = state()
    except LinesmapError as error:
        return frame_style.Bands(settings.marking, settings.handling, "", str(error), "")
    at = key()
    if at is None:
        return frame_style.Bands(
            settings.marking, settings.handling, "", f"No workspace at {settings.workspace.name}", ""
        )
    now = facts(at)
    last = f"last import {day(now.last_import)}" if now.last_import else "nothing imported yet"
    return frame_style.Bands(
        marking=facts_of.get("marking", settings.marking),
        handling=facts_of.get("handling", settings.handling),
        note=facts_of.get("invented", ""),
        foot=f"Workspace {Path(at.path).stem} · {now.n_records:,} records · {last}",
        right=f"state {at.version}",
    )
