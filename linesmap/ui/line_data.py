"""Load what the Lines page shows, cached under the version of the workspace."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from linesmap import line_flows, lines
from linesmap.model.filters import Filters
from linesmap.network import Suggestion
from linesmap.network.flows import Level, Period
from linesmap.pipeline import last_day
from linesmap.store import Workspace
from linesmap.ui import data

__all__ = ["closures", "evidence", "flows", "places_of", "suggestions", "survival", "ties_among"]

_KEPT = 24


@st.cache_data(max_entries=_KEPT, show_spinner="Following closures")
def closures(at: data.Key) -> pd.DataFrame:
    """List the closures and what became of them."""
    found = data.backdrop(at).profiles
    with Workspace(Path(at.path)).read() as tables:
        return lines.closures(tables, found)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def survival(at: data.Key) -> pd.DataFrame:
    """Say how long lines live and how long closures hold."""
    outcomes = closures(at)
    with Workspace(Path(at.path)).read() as tables:
        as_of = last_day(tables)
    return lines.survival_frame(data.backdrop(at).profiles, outcomes, as_of=as_of) if as_of else pd.DataFrame()


@st.cache_data(max_entries=_KEPT, show_spinner="Comparing lines")
def suggestions(at: data.Key) -> tuple[Suggestion, ...]:
    """Suggest successors and returns."""
    found = data.backdrop(at).profiles
    with Workspace(Path(at.path)).read() as tables:
        return lines.suggestions(tables, found)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def evidence(at: data.Key, line_id: str) -> pd.DataFrame:
    """List the records that name a line, with their files and rows."""
    with Workspace(Path(at.path)).read() as tables:
        return lines.evidence(tables, line_id)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def ties_among(at: data.Key, entity_ids: tuple[str, ...]) -> list[tuple[str, str]]:
    """List the pairs of these entities that records tie to each other."""
    with Workspace(Path(at.path)).read() as tables:
        return lines.ties_among(tables, entity_ids)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def places_of(at: data.Key, record_ids: tuple[str, ...]) -> dict[str, tuple[str, int, str]]:
    """Give file, row and title of records."""
    with Workspace(Path(at.path)).read() as tables:
        return lines.places_of(tables, record_ids)


@st.cache_data(max_entries=_KEPT, show_spinner="Counting flows")
def flows(at: data.Key, filters: Filters, by: Level, period: Period) -> pd.DataFrame:
    """Count lines from origin to destination."""
    found = data.backdrop(at).profiles
    with Workspace(Path(at.path)).read() as tables:
        return line_flows.flows(tables, filters, by=by, period=period, found=found)
