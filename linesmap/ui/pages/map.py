"""The Map page: the filter bar and the map frame."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import streamlit as st

from linesmap.exports import EXPORT_FORMATS, ExportRequest, make_export
from linesmap.model.filters import Filters
from linesmap.model.vocabulary import Marking
from linesmap.snapshots import SnapshotRequest, make_snapshot
from linesmap.ui import data, filter_bar, map_frame, widgets
from linesmap.view.words import plural

_SNAPSHOT = "map__snapshot"
_EXPORT = "map__export"


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


def _export(filters: Filters) -> None:
    """Offer the map as it stands as one file, and say what will not be in it."""
    with st.popover("Export", key="pop_export", width="content"):
        st.markdown("**Snapshot**: this map as one HTML file that opens without a network.")
        with st.form("snapshot", border=False):
            title = st.text_input("Title", key="snapshot_title", placeholder="Made from the filters when empty")
            marking = st.selectbox("Marking", [marking.value for marking in reversed(Marking)], key="snapshot_marking")
            st.caption(
                "Records whose handling carries conditions stay behind, and so do the text of records, names, "
                "references to people, telephone numbers and plates. The export is logged."
            )
            wanted = st.form_submit_button("Make snapshot", type="primary", key="make_snapshot")
        if wanted:
            request = SnapshotRequest(Path("linesmap.html"), filters, title=title.strip() or None, marking=marking)
            with st.spinner("Drawing the snapshot"):
                st.session_state[_SNAPSHOT] = (filters, *make_snapshot(data.workspace(), request))
        made = st.session_state.get(_SNAPSHOT)
        if made and made[0] == filters:
            _, content, written = made
            st.download_button(
                f"Download linesmap.html ({written.n_bytes / 1e6:.1f} MB)",
                data=content,
                file_name="linesmap.html",
                mime="text/html",
                on_click="ignore",
                key="download_snapshot",
            )
            st.caption(f"{plural(written.n_records, 'record')} in it, {written.n_withheld:,} left behind.")
        _other_tools(filters)


def _other_tools(filters: Filters) -> None:
    """Offer the same selection as a file for another tool."""
    st.markdown("**Export**: these records, lines and links as a file for another tool.")
    with st.form("export", border=False):
        ending = st.selectbox(
            "Format",
            list(EXPORT_FORMATS),
            format_func=lambda one: f"{EXPORT_FORMATS[one].name} ({one})",
            key="export_format",
        )
        st.caption(
            "Records whose handling carries conditions stay behind. People, telephones, plates and addresses stand by "
            "pseudonyms. The export is logged."
        )
        wanted = st.form_submit_button("Make export", key="make_export")
    if wanted:
        request = ExportRequest(Path(f"linesmap{ending}"), filters)
        with st.spinner("Making the export"):
            st.session_state[_EXPORT] = (filters, *make_export(data.workspace(), request))
    made = st.session_state.get(_EXPORT)
    if made and made[0] == filters:
        _, content, written = made
        st.download_button(
            f"Download {written.path} ({written.n_bytes / 1e6:.1f} MB)",
            data=content,
            file_name=written.path,
            on_click="ignore",
            key="download_export",
        )
        st.caption(f"{plural(written.n_records, 'record')} in it or behind it, {written.n_withheld:,} left behind.")


with widgets.page():
    key = data.key()
    if key is None:
        widgets.empty_state()
    else:

        def _right(filters: Filters, at: data.Key = key) -> None:
            _counts(at, filters)
            _export(filters)

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
