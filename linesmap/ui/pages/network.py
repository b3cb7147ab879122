"""The Network page: the filter bar, and the link chart with map, timeline and records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from linesmap import chart
from linesmap.model.filters import Filters
from linesmap.ui import chart_frame, data, export_box, filter_bar, map_frame, widgets
from linesmap.view.plain_values import plain
from linesmap.view.scene import Scene

_FOCUS = "focus"
_EVENTS = "events"
_PATH = "network__path"
_MOST_ROWS = 50
_MOST_FOCUS = 40


def _value() -> dict[str, Any]:
    return dict(st.session_state.get(chart_frame.FRAME_KEY) or {})


def _moved() -> None:
    """Take over the period that was brushed in the frame, and what it asks to open on."""
    value = _value()
    if value.get("period"):
        filter_bar.set_period(map_frame.from_days(value["period"]))
    if isinstance(value.get("focus"), list):
        st.session_state.pop(_PATH, None)
        st.query_params[_FOCUS] = [str(node) for node in value["focus"][:_MOST_FOCUS]]


def _focus() -> tuple[str, ...]:
    """Give what the chart opens on, as the address of the page says."""
    return tuple(node for node in st.query_params.get_all(_FOCUS) if node)[:_MOST_FOCUS]


def _counts(at: data.Key, filters: Filters) -> None:
    st.toggle("Events as things", key=_EVENTS, bind="query-params")
    count = data.counts(at, filters)
    st.html(
        f'<p class="lm-counts"><b>{count.records:,}</b> {"record" if count.records == 1 else "records"}</p>',
        width="content",
    )


def _contents(at: data.Key, scene: Scene, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Give the particulars of rows of the scene; what is no row of it is passed over."""
    known = [row for row in rows if isinstance(row, int) and 0 <= row < len(scene.record_ids)][:_MOST_ROWS]
    found = data.particulars(at, tuple(scene.record_ids[row] for row in known)) if known else {}
    return [{"record": row, "content": plain(found.get(scene.record_ids[row], {}))} for row in known]


def _answers(at: data.Key, scene: Scene, material: chart.Material, focus: Sequence[str]) -> chart_frame.Answers:
    """Answer what the frame asked for, when it asked about the scene that is shown."""
    value = _value()
    kept: dict[str, Any] | None = st.session_state.get(_PATH)
    path = kept if kept and kept["nodes"][:_MOST_FOCUS] == list(focus) else None
    if value.get("scene") != scene.key:
        return chart_frame.Answers(path=path)
    opened = _contents(at, scene, [value.get("record")])
    found = None
    if value.get("find"):
        words = str(value["find"])
        matches = chart.find(material.graph, words)
        rows = [[one.node, one.label, one.kind, one.ties, one.safeguarding] for one in matches]
        found = {"words": words, "rows": rows}
    return chart_frame.Answers(
        detail=opened[0] if opened else None,
        details=_contents(at, scene, value.get("rows") or []),
        found=found,
        path=path or _path(value.get("path"), material),
    )


def _path(asked: object, material: chart.Material) -> dict[str, Any] | None:
    """Look for a path in the whole graph; when there is one, the chart opens on its steps."""
    if not isinstance(asked, list) or len(asked) != 2:  # noqa: PLR2004 - a path has two ends
        return None
    nodes = chart.strongest_path(material.graph, *map(str, asked)) or []
    if nodes:
        st.session_state[_PATH] = {"asked": asked, "nodes": nodes}
        st.query_params[_FOCUS] = nodes[:_MOST_FOCUS]
        st.rerun()
    return {"asked": asked, "nodes": []}


with widgets.page():
    key = data.key()
    if key is None:
        widgets.empty_state()
    else:

        def _right(filters: Filters, at: data.Key = key) -> None:
            _counts(at, filters)
            export_box.show(filters, export_box.ChartShown(_focus(), bool(st.session_state.get(_EVENTS))))

        chosen = filter_bar.show(data.choices(key), at_right=_right)
        # The frame moves through time by itself; it holds every period of the selection.
        every_period = replace(chosen, period=None)
        events = bool(st.session_state.get(_EVENTS))
        focus = _focus()
        graph = data.chosen_graph(key, every_period, events=events)
        shown = data.chart(key, every_period, focus=focus, events=events)
        chart_frame.show(shown, chosen.period, _answers(key, shown, graph, focus), on_change=_moved)
