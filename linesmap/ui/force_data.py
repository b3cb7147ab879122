"""Load what the Forces page shows, cached under the version of the workspace."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from linesmap import force_profiles
from linesmap.force_profiles import ForceProfile
from linesmap.measure.cross_border import BoundaryShare, ForceMatrix
from linesmap.store import Workspace
from linesmap.ui import data

__all__ = ["across_boundaries", "force_choices", "matrix", "profile"]

_KEPT = 24


@st.cache_resource(max_entries=_KEPT, show_spinner="Gathering what is known of the force")
def profile(at: data.Key, code: str) -> ForceProfile:
    """Describe a force."""
    found = data.backdrop(at).profiles
    with Workspace(Path(at.path)).read() as tables:
        return force_profiles.force_profile(tables, code, found=found)


@st.cache_resource(max_entries=_KEPT, show_spinner=False)
def matrix(at: data.Key) -> ForceMatrix:
    """Count lines from force to force."""
    return force_profiles.lines_between_forces(data.backdrop(at).profiles)


@st.cache_resource(max_entries=_KEPT, show_spinner="Following lines across boundaries")
def across_boundaries(at: data.Key) -> tuple[BoundaryShare, ...]:
    """Measure how far the lines of operations reach."""
    found = data.backdrop(at).profiles
    with Workspace(Path(at.path)).read() as tables:
        return force_profiles.cross_border_of_operations(tables, found=found)


def force_choices(at: data.Key) -> dict[str, str]:
    """Give the forces that this workspace knows something of: name to code, in the order of names."""
    held = {*data.recording_forces(at).values(), *data.choices(at).forces, *matrix(at).forces}
    ordered = sorted(data.all_forces(), key=lambda one: one.name)
    return {force.name: force.code for force in ordered if force.code in held}
