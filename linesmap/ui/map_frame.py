"""Put the map frame into the app: one page made by folium, served beside Streamlit, that draws scenes.

The page holds public geography and scripts only, never a record: records reach it as arguments, over the
session. It is written once for each start of the app, into a temporary folder.
"""

from __future__ import annotations

import tempfile
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
from streamlit.components.v1 import declare_component

from linesmap.settings import load_settings
from linesmap.ui.frame_style import theme
from linesmap.view.browser_files import frame_script
from linesmap.view.folium_map import Mode, frame_figure
from linesmap.view.page import self_contained
from linesmap.view.scene import Scene

__all__ = ["FRAME_KEY", "from_days", "page_folder", "show", "to_days"]

FRAME_KEY = "map_frame"
_EPOCH = date(1970, 1, 1)
_kept: list[tempfile.TemporaryDirectory[str]] = []


def to_days(period: tuple[date, date]) -> list[int]:
    """Count the days of a period from 1 January 1970."""
    return [(day - _EPOCH).days for day in period]


def from_days(days: list[int]) -> tuple[date, date]:
    """Turn such counts into dates."""
    first, last = (_EPOCH + timedelta(days=int(day)) for day in days[:2])
    return first, last


@cache
def page_folder(mode: Mode = "app", extra_css: str = "", scripts: tuple[str, ...] = ()) -> Path:
    """Write the page of a frame into a folder of its own, which goes when the app stops."""
    settings = load_settings()
    tiles = (settings.tiles, settings.tiles_attribution) if settings.tiles else None
    host = ""
    if tiles:
        parts = urlsplit(settings.tiles)
        host = f"{parts.scheme}://{parts.netloc.replace('{s}', '*')}"
    texts = tuple(frame_script(name) for name in (*scripts, "host_app"))
    figure = frame_figure(mode, tiles=tiles, extra_css=extra_css, extra_scripts=texts)
    folder = tempfile.TemporaryDirectory(prefix="linesmap-frame-")
    _kept.append(folder)
    (Path(folder.name) / "index.html").write_text(self_contained(figure, images_from=host), encoding="utf-8")
    return Path(folder.name)


@st.cache_resource(show_spinner=False)
def _component() -> Any:  # noqa: ANN401 - Streamlit gives no narrower type
    return declare_component("linesmap_map", path=page_folder())


def show(scene: Scene, period: tuple[date, date] | None, detail: dict[str, Any] | None, *, on_change: Any) -> Any:  # noqa: ANN401
    """Show the frame.

    Parameters
    ----------
    scene
        What to draw. A scene with another key replaces the one before; the view stays where it is.
    period
        Where the timeline stands; the whole span when None.
    detail
        The record asked for, as {"record": row in the scene, "content": words of the panel}.
    on_change
        Called when the frame gives something back.

    Returns
    -------
    value
        None, or {"scene": key, "n": number of the message, "period": [first, last], "record": row}.
    """
    return _component()(
        scene=scene.json,
        key=FRAME_KEY,
        scene_key=scene.key,
        period=to_days(period) if period else None,
        detail=detail,
        theme=theme(),
        on_change=on_change,
        default=None,
    )
