"""The Lines page: every deal line in a list, and one line opened with its life, its places and its evidence."""

from __future__ import annotations

import streamlit as st

from linesmap.ui import data, line_list, line_open, sheet, widgets

_LIMITS = (
    "A line is closed only when a person entered a closure; Type 1 and Type 2 closures are never added.",
    "Records follow police activity. A line can be busy and leave no record.",
    "Locations are no better than their evidence; a dashed circle holds the true place 95 times in 100.",
)

with widgets.page():
    key = data.key()
    if key is None:
        widgets.empty_state()
    else:
        profiles = data.backdrop(key).profiles
        opened = next((one for one in profiles if one.line_id == st.query_params.get("open")), None)
        title, about = (f"Line {opened.name}", opened.name) if opened else ("Lines", "")
        with sheet.opened("lines", title, limits=_LIMITS, counts="leave", about=about):
            if opened is not None:
                line_open.show(key, opened)
            else:
                line_list.show(key, profiles)
