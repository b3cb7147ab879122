"""The Map page: the filter bar and the map frame."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from linesmap.model.filters import Filters
from linesmap.ui import data, export_box, filter_bar, map_frame, widgets


def _moved() -> None:
    """Take over the period that was brushed in the frame."""
    value = st.session_state.get(map_frame.FRAME_KEY)
    if value and value.get("period"):
        filter_bar.set_period(map_frame.from_days(value["period"]))


def _counts(at: data.Key, filters: Filters) -> None:
    count = data.counts(at, filters)
    st.html(
        f'<p class="lm-counts"><span><b>{count.records:,}</b> {"record" if count.records == 1 else "records"} · </span>'
        f"<b>{count.lines:,}</b> {'line' if count.lines == 1 else 'lines'} · "
        f"<b>{count.unlocated:,}</b> not located</p>",
        width="content",
    )


with widgets.page():
    key = data.key()
    if key is None:
        widgets.empty_state()
    else:

        def _right(filters: Filters, at: data.Key = key) -> None:
            _counts(at, filters)
            export_box.show(filters)

        chosen = filter_bar.show(data.choices(key), at_right=_right)
        # The frame moves through time by itself; it holds every period of the selection.
        scene = data.scene(key, replace(chosen, period=None))
        value = st.session_state.get(map_frame.FRAME_KEY)
        detail = None
        if value and value.get("scene") == scene.key and value.get("record") is not None:
            row = int(value["record"])
            if 0 <= row < len(scene.record_ids):
                detail = {"record": row, "content": data.details(key, scene.record_ids[row])}
        map_frame.show(scene, chosen.period, detail, on_change=_moved)
