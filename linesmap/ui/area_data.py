"""Keep what a PCC office may see, checked once for each state of the workspace."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from linesmap import comparisons
from linesmap.area_comparison import checked_columns, rule_words
from linesmap.area_tables import AreaTables, area_tables
from linesmap.comparison_files import CompareFile
from linesmap.measure.comparison import Scale, compare
from linesmap.measure.figures import Figure, Subject
from linesmap.store import Workspace
from linesmap.ui import data
from linesmap.view.compare_phases import phase_rates

__all__ = ["CHECKING", "compared", "compared_columns"]

CHECKING = "Checking every number for a PCC office; about half a minute the first time"


@st.cache_resource(max_entries=2, show_spinner=CHECKING)
def _checked(at: data.Key) -> AreaTables:
    with Workspace(Path(at.path)).read() as tables:
        return area_tables(tables)


@st.cache_resource(max_entries=2, show_spinner=False)
def compared_columns(at: data.Key) -> dict[Subject, tuple[Figure, ...]]:
    """Give the columns of the comparison as they may leave."""
    found = _checked(at)
    with Workspace(Path(at.path)).read() as tables:
        return checked_columns(comparisons.all_columns(tables), found)


@st.cache_resource(max_entries=8, show_spinner="Comparing")
def compared(at: data.Key, keys: tuple[str, ...], scale: Scale) -> CompareFile:
    """Set columns side by side as they may leave; keys are those of `compared_columns`."""
    columns = compared_columns(at)
    by_key = {subject.key: subject for subject in columns}
    chosen = [by_key[key] for key in keys]
    shown = {subject: columns[subject] for subject in chosen}
    return CompareFile(
        compare(columns, chosen, scale=scale), phase_rates(columns, chosen), shown, rule_words(_checked(at))
    )
