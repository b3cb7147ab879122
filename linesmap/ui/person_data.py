"""Load what the review of people shows, cached under the version of the workspace."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import streamlit as st

from linesmap import people_held, review_people
from linesmap.people_held import Side
from linesmap.store import Workspace
from linesmap.ui import data

__all__ = ["flagged", "has_people", "judgements", "sides", "waiting", "waiting_by_reason"]

_KEPT = 24


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def has_people(at: data.Key) -> bool:
    """Tell whether any record says something of a person."""
    with Workspace(Path(at.path)).read() as tables:
        return bool(tables["particulars"].count().to_pandas())


@st.cache_data(max_entries=_KEPT, show_spinner="Looking for what waits")
def waiting_by_reason(at: data.Key) -> dict[str, int]:
    """Count the pairs that wait, by reason."""
    with Workspace(Path(at.path)).read() as tables:
        return review_people.waiting_by_reason(tables)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def waiting(at: data.Key, reason: str | None, find: str, most: int) -> pd.DataFrame:
    """List pairs that wait."""
    with Workspace(Path(at.path)).read() as tables:
        return review_people.to_review(tables, reason=reason, find=find, most=most)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def flagged(at: data.Key) -> pd.DataFrame:
    """List the people held together by one weak link."""
    with Workspace(Path(at.path)).read() as tables:
        return review_people.flagged(tables)


@st.cache_data(max_entries=200, show_spinner=False)
def sides(at: data.Key, profile_a: str, profile_b: str) -> tuple[Side, Side]:
    """Gather what is known of the two of a pair."""
    with Workspace(Path(at.path)).read() as tables:
        return people_held.sides(tables, profile_a, profile_b)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def judgements(at: data.Key) -> pd.DataFrame:
    """List the judgements about people, newest first."""
    with Workspace(Path(at.path)).read() as tables:
        made = review_people.judgements_named(tables)
    return made[made["subject"] == "person"].reset_index(drop=True)
