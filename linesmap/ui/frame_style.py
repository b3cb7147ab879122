"""Draw what surrounds every page: the marking bands, the logo and the little style that Streamlit lacks."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from html import escape

import streamlit as st

from linesmap.view.tokens import asset_text, colour, tokens

__all__ = ["Bands", "icon", "logo", "show", "theme"]


@dataclass(frozen=True)
class Bands:
    """The words of the bands: marking in the middle, handling and note above, workspace and state below."""

    marking: str
    handling: str
    note: str
    foot: str
    right: str


def theme() -> str:
    """Tell whether the page is light or dark."""
    return "dark" if st.context.theme.type == "dark" else "light"


def icon() -> str:
    """Give the picture for the browser's tab, without asking any server for it."""
    return _picture("icon.svg")


def logo() -> str:
    """Give the logo as a picture that follows the system's theme."""
    return _picture("logo.svg")


def _picture(name: str) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(asset_text(name).encode()).decode()


def _variables() -> str:
    values = ";".join(f"--lm-{name}:{value}" for name, value in tokens()[theme()].items())
    return f":root{{{values};--lm-font:{tokens()['font']}}}"


def show(bands: Bands) -> None:
    """Write the style and the bands; the words are escaped, as they may come from a workspace."""
    style = _variables() + asset_text("app.css")
    if theme() == "dark":
        style += f'[data-testid="stBaseButton-primary"] p{{color:{colour("on-primary", "dark")}}}'
    parts = {name: escape(value) for name, value in vars(bands).items()}
    st.html(
        f"<style>{style}</style>"
        f'<div class="lm-mark top"><span>{parts["handling"]}</span><b>{parts["marking"]}</b>'
        f"<span>{parts['note']}</span></div>"
        f'<div class="lm-mark bot"><span>{parts["foot"]}</span><b>{parts["marking"]}</b>'
        f"<span>{parts['right']}</span></div>"
    )
