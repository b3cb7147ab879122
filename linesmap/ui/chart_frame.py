"""Put the frame with the link chart into the app: chart, map, timeline and panel in one page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import streamlit as st
from streamlit.components.v1 import declare_component

from linesmap.ui.frame_style import theme
from linesmap.ui.map_frame import page_folder, to_days
from linesmap.view.browser_files import CHART_SCRIPTS
from linesmap.view.scene import Scene
from linesmap.view.tokens import asset_text

__all__ = ["FRAME_KEY", "Answers", "show"]

FRAME_KEY = "chart_frame"


@dataclass(frozen=True)
class Answers:
    """What the app gives back to the frame.

    `detail` is the record that was opened, as {"record": row, "content": words}; `details` are those whose sentences
    were asked for, alike. `found` is {"words": what was searched, "rows": [id, label, type, ties, safeguarding]};
    `path` is {"asked": [id, id], "nodes": ids}, without nodes when nothing ties the two.
    """

    detail: dict[str, Any] | None = None
    details: list[dict[str, Any]] = field(default_factory=list)
    found: dict[str, Any] | None = None
    path: dict[str, Any] | None = None


@st.cache_resource(show_spinner=False)
def _component() -> Any:  # noqa: ANN401 - Streamlit gives no narrower type
    folder = page_folder("network", asset_text("frame/chart.css"), CHART_SCRIPTS)
    return declare_component("linesmap_chart", path=folder)


def show(scene: Scene, period: tuple[date, date] | None, answers: Answers, *, on_change: Callable[[], None]) -> Any:  # noqa: ANN401
    """Show the frame.

    Parameters
    ----------
    scene
        With its chart, from `linesmap.chart.chart_of`.
    period
        Where the timeline stands; the whole span when None.
    answers
        What the frame asked for.
    on_change
        Called when the frame gives something back.

    Returns
    -------
    value
        None, or {"scene": key, "n": number of the message} with any of: period, record (row), rows, find (words),
        focus (entity ids), path (two entity ids).
    """
    return _component()(
        scene=scene.json,
        key=FRAME_KEY,
        scene_key=scene.key,
        period=to_days(period) if period else None,
        theme=theme(),
        on_change=on_change,
        default=None,
        **vars(answers),
    )
