"""Hold the pages; each file is run by Streamlit when its page is chosen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

__all__ = ["TITLES", "page"]

TITLES = {
    "overview": "Overview",
    "map": "Map",
    "lines": "Lines",
    "network": "Network",
    "what_if": "What if",
    "overlaps": "Overlaps",
    "compare": "Compare operations",
    "effect": "Effect",
    "operations": "Operations",
    "forces": "Forces",
    "programmes": "Programmes",
    "imports": "Import",
    "review": "Review",
    "quality": "Data quality",
}
"""Pages in the order of the navigation: name in the address, and title."""


def page(name: str) -> Any:  # noqa: ANN401 - Streamlit keeps the class of a page to itself
    """Give a page for the navigation, or to switch to."""
    return st.Page(Path(__file__).with_name(f"{name}.py"), title=TITLES[name], url_path=name, default=name == "map")
