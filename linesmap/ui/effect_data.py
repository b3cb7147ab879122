"""Load what the Effect page shows, cached under the version of the workspace and the question."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pandas as pd
import streamlit as st

from linesmap import comparisons, effects, recovery
from linesmap.effects import EffectAnswer, EffectQuestion
from linesmap.measure.figures import Subject
from linesmap.measure.series import AreaLevel, Outcome
from linesmap.measure.series import outcomes as outcomes_of
from linesmap.operation_areas import area_names, operation_areas
from linesmap.recovery import Recovery
from linesmap.store import Tables, Workspace
from linesmap.ui import data

__all__ = ["answer", "areas_of", "followed", "names_of", "operations", "outcomes", "shares"]

_KEPT = 24
T = TypeVar("T")


def _reading(at: data.Key, work: Callable[[Tables], T]) -> T:
    with Workspace(Path(at.path)).read() as tables:
        return work(tables)


@st.cache_resource(max_entries=_KEPT, show_spinner="Looking for outcomes")
def outcomes(at: data.Key) -> tuple[Outcome, ...]:
    """List what can be tested, outputs last."""
    return _reading(at, outcomes_of)


@st.cache_resource(max_entries=_KEPT, show_spinner="Looking for operations")
def operations(at: data.Key) -> tuple[Subject, ...]:
    """List the operations of the workspace, each before its phases."""
    return tuple(_reading(at, comparisons.recorded_subjects).values())


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def areas_of(at: data.Key, operation: str, by: AreaLevel) -> tuple[str, ...]:
    """Give the codes of the areas where an operation worked; see `operation_areas`."""
    return tuple(_reading(at, lambda tables: operation_areas(tables, operation, by=by)))


@st.cache_resource(max_entries=2, show_spinner=False)
def names_of(by: AreaLevel) -> dict[str, str]:
    """Give the codes of areas by name, in the order of names."""
    return {name: code for code, name in sorted(area_names(by).items(), key=lambda item: item[1])}


@st.cache_resource(max_entries=2 * _KEPT, show_spinner="Comparing what was counted with what was to be expected")
def answer(at: data.Key, question: EffectQuestion) -> EffectAnswer:
    """Answer a question; see `linesmap.effects.answer`."""
    return _reading(at, lambda tables: effects.answer(tables, question))


@st.cache_resource(max_entries=_KEPT, show_spinner="Following closed lines")
def shares(at: data.Key) -> tuple[Recovery, ...]:
    """Count how many closed lines were back; see `linesmap.recovery.recovery`."""
    return _reading(at, recovery.recovery)


@st.cache_resource(max_entries=_KEPT, show_spinner="Following closed lines")
def followed(at: data.Key, operation: str) -> pd.DataFrame:
    """List what followed the lines that an operation closed; see `where_successors_surface`."""
    return _reading(at, lambda tables: recovery.where_successors_surface(tables, operation))
