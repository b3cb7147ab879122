"""The Map page: the filter bar and the map frame."""

from __future__ import annotations

import streamlit as st

from linesmap.model.filters import Filters
from linesmap.ui import data, filter_bar, map_frame, widgets


def _without_period(filters: Filters) -> Filters:
    return Filters(**{name: value for name, value in vars(filters).items() if name != "period"})


def _moved() -> None:
    """Take over the period that was brushed in the frame."""
    value = st.session_state.get(map_frame.FRAME_KEY)
    if value and value.get("period"):
        filter_bar.set_period(map_frame.from_days(value["period"]))


def _counts(at: data.Key, filters: Filters) -> None:
    count = data.counts(at, filters)
    st.html(
        f'<p class="lm-bar-counts"><b>{count.records:,}</b> records · <b>{count.lines:,}</b> lines · '
        f"<b>{count.unlocated:,}</b> not located</p>"
    )


with widgets.page():
    at = data.key()
    if at is None:
        widgets.empty_state()
    else:
        filters = filter_bar.show(data.choices(at))
        scene = data.scene(at, _without_period(filters))
        value = st.session_state.get(map_frame.FRAME_KEY)
        detail = None
        if value and value.get("scene") == scene.key and value.get("record") is not None:
            row = int(value["record"])
            if 0 <= row < len(scene.record_ids):
                detail = {"record": row, "content": data.details(at, scene.record_ids[row])}
        map_frame.show(scene, filters.period, detail, on_change=_moved)
