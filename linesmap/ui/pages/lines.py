"""The Lines page: every deal line in a list, and one line opened with its life, its places and its evidence."""

from __future__ import annotations

import streamlit as st

from linesmap.ui import data, line_list, line_open, widgets

with widgets.page():
    key = data.key()
    if key is None:
        widgets.empty_state()
    else:
        profiles = data.backdrop(key).profiles
        opened = next((one for one in profiles if one.line_id == st.query_params.get("open")), None)
        if opened is not None:
            line_open.show(key, opened)
        else:
            line_list.show(key, profiles)
