"""Offer what is selected as files that leave: for analysts with records, for a PCC office as checked aggregates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import streamlit as st

from linesmap.area_snapshots import AreaRequest, make_area_export, make_area_snapshot
from linesmap.disclose import DisclosureReport
from linesmap.errors import LinesmapError
from linesmap.exports import EXPORT_FORMATS, ExportRequest, make_export
from linesmap.model.filters import Filters
from linesmap.model.vocabulary import Marking
from linesmap.network_snapshots import make_network_snapshot
from linesmap.snapshots import SnapshotRequest, make_snapshot
from linesmap.ui import data
from linesmap.view.area_files import AREA_FORMATS
from linesmap.view.words import plural

__all__ = ["ChartShown", "show"]

_AUDIENCES = ("Analysts", "A PCC office")
_AREA_NAMES = {".csv": "CSV", ".xlsx": "Workbook", ".geojson": "GeoJSON", ".gpkg": "GeoPackage"}
_WIDTH_PX = 440
_SNAPSHOT, _EXPORT, _CHART = "map__snapshot", "map__export", "network__snapshot"


@dataclass(frozen=True)
class ChartShown:
    """The chart that stands on the page: what it opens on, and whether events are things of their own."""

    focus: tuple[str, ...] = ()
    events: bool = False


def show(filters: Filters, network: ChartShown | None = None) -> None:
    """Offer the selection as one page and as files for other tools, and say what will not be in them.

    Parameters
    ----------
    filters
        The selection, with its period.
    network
        The chart of the page, to offer a snapshot with it too; None where there is none.
    """
    with st.popover("Export", key="pop_export", width="content"), st.container(width=_WIDTH_PX):
        audience = st.segmented_control("For", _AUDIENCES, default=_AUDIENCES[0], key="export_for", required=True)
        if audience == _AUDIENCES[1]:
            _for_pcc(filters)
        else:
            _for_analysts(filters, network)


def _form(audience: str, caption: str, *, chart: bool = False) -> tuple[bool, bool, str | None, str]:
    """Ask for title and marking of the page; whether it is wanted comes first, then whether with the chart."""
    st.markdown("**Snapshot**: one HTML file that opens without a network.")
    with st.form(f"snapshot_{audience}", border=False):
        title = st.text_input("Title", key=f"title_{audience}", placeholder="Made from the filters when empty")
        marking = st.selectbox("Marking", [marking.value for marking in reversed(Marking)], key=f"marking_{audience}")
        st.caption(caption)
        with st.container(horizontal=True):
            wanted = st.form_submit_button("Make snapshot", type="primary", key=f"make_snapshot_{audience}")
            with_chart = chart and st.form_submit_button("Make chart snapshot", key=f"make_chart_snapshot_{audience}")
    return wanted, with_chart, title.strip() or None, str(marking)


def _for_analysts(filters: Filters, network: ChartShown | None) -> None:
    wanted, with_chart, title, marking = _form(
        "analyst",
        "Records whose handling carries conditions stay behind, and so do the text of records, names, references to "
        "people, telephone numbers and plates. The export is logged."
        + (" In the chart, phones, vehicles and addresses stand by pseudonyms." if network else ""),
        chart=network is not None,
    )
    if wanted:
        request = SnapshotRequest(Path("linesmap.html"), filters, title=title, marking=marking)
        with st.spinner("Drawing the snapshot"):
            st.session_state[_SNAPSHOT] = (filters, *make_snapshot(data.workspace(), request))
    made = st.session_state.get(_SNAPSHOT)
    if made and made[0] == filters:
        _, content, written = made
        _download(content, "linesmap.html", "download_snapshot", "text/html")
        st.caption(f"{plural(written.n_records, 'record')} in it, {written.n_withheld:,} left behind.")
    if network:
        _chart(filters, network, title, marking, wanted=with_chart)
    _other_tools(filters)


def _chart(filters: Filters, network: ChartShown, title: str | None, marking: str, *, wanted: bool) -> None:
    """Make the snapshot with the chart when it is wanted, and offer it as long as it is what the page shows."""
    if wanted:
        request = SnapshotRequest(Path("linesmap-network.html"), filters, title=title, marking=marking)
        try:
            with st.spinner("Drawing the chart snapshot"):
                made = make_network_snapshot(data.workspace(), request, focus=network.focus, events=network.events)
        except LinesmapError as error:
            st.session_state.pop(_CHART, None)
            st.error(str(error), icon=":material/error:")
            return
        st.session_state[_CHART] = (filters, network, *made)
    kept = st.session_state.get(_CHART)
    if kept and kept[:2] == (filters, network):
        *_, content, written = kept
        _download(content, "linesmap-network.html", "download_chart_snapshot", "text/html")
        st.caption(f"{plural(written.n_records, 'record')} in it, {written.n_withheld:,} left behind.")


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
        _download(content, written.path, "download_export")
        st.caption(f"{plural(written.n_records, 'record')} in it or behind it, {written.n_withheld:,} left behind.")


def _for_pcc(filters: Filters) -> None:
    """Offer aggregates; what was narrowed by anything else than period, force and operation cannot leave so."""
    plain = replace(Filters(), period=filters.period, forces=filters.forces, operations=filters.operations)
    if filters != plain:
        st.info(
            "Not shown to a PCC office: a choice by drug, line, kind, grade or phase. Reset these filters; period, "
            "force and operation may stay.",
            icon=":material/info:",
        )
        return
    caption = (
        "Counts and weights by force, district, period and operation: no record, name, number, text or point. Small "
        "numbers and what would tell them are not shown, others are rounded. All of it is attacked before it leaves, "
        "which takes about half a minute. The export is logged."
    )
    wanted, _, title, marking = _form("pcc", caption)
    if wanted:
        request = AreaRequest(Path("linesmap-areas.html"), filters, title=title, marking=marking)
        _make(f"{_SNAPSHOT}_pcc", filters, request, make_area_snapshot)
    _offer(f"{_SNAPSHOT}_pcc", filters, "text/html")
    st.markdown("**Export**: the same numbers as a file for another tool.")
    with st.form("export_pcc", border=False):
        ending = st.selectbox(
            "Format", AREA_FORMATS, format_func=lambda one: f"{_AREA_NAMES[one]} ({one})", key="export_format_pcc"
        )
        wanted = st.form_submit_button("Make export", key="make_export_pcc")
    if wanted:
        request = AreaRequest(Path(f"linesmap-areas{ending}"), filters, marking=marking)
        _make(f"{_EXPORT}_pcc", filters, request, make_area_export)
    _offer(f"{_EXPORT}_pcc", filters, None)


def _make(key: str, filters: Filters, request: AreaRequest, work: Callable[..., Any]) -> None:
    with st.status("Checking every number", expanded=True) as status:
        try:
            st.session_state[key] = (filters, *work(data.workspace(), request, progress=status.write))
        except LinesmapError as error:
            status.update(label="Nothing was written", state="error")
            st.error(str(error), icon=":material/error:")
            return
        status.update(label="Checked", state="complete", expanded=False)


def _offer(key: str, filters: Filters, mime: str | None) -> None:
    made = st.session_state.get(key)
    if not made or made[0] != filters:
        return
    _, content, written, report = made
    _download(content, written.path, f"download_{key}", mime)
    st.caption(_said(report))
    if written.n_earlier:
        st.warning(
            f"{plural(written.n_earlier, 'file')} for a PCC office left before with another selection. Numbers of "
            "different selections can be subtracted from each other: give out one of them.",
            icon=":material/warning:",
        )


def _said(report: DisclosureReport) -> str:
    return f"For you, not for the file: {report.sentence()}"


def _download(content: bytes, name: str, key: str, mime: str | None = None) -> None:
    st.download_button(
        f"Download {name} ({len(content) / 1e6:.1f} MB)",
        data=content,
        file_name=name,
        mime=mime,
        on_click="ignore",
        key=key,
    )
