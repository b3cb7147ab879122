"""Start the linesmap app: one page configuration, the navigation, the bands and the page."""

from __future__ import annotations

import streamlit as st

from linesmap.ui import data, frame_style, pages

st.set_page_config(page_title="linesmap", page_icon=frame_style.icon(), layout="wide")
st.logo(frame_style.logo(), size="large")
chosen = st.navigation([pages.page(name) for name in pages.TITLES], position="top")
frame_style.show(data.bands())
chosen.run()
