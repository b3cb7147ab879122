"""The Compare operations page: operations side by side, what cannot be compared and why, and the files of it."""

from __future__ import annotations

from functools import partial

import streamlit as st

from linesmap.comparison_files import FILE_NAMES, CompareFile, FileKind, write_file
from linesmap.ui import area_data, compare_choices, data, frame_style, widgets
from linesmap.view.compare_ink import Ink
from linesmap.view.compare_page import comparison_body, comparison_style

_MIME: dict[FileKind, str] = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html",
}
_FOR, _AUDIENCES = "for", ("analyst", "PCC office")
# Where the head of the table stays while the page scrolls: below the app's own header, less the padding above it, px.
_HEADER_FOOT = 53

_BUTTONS: tuple[tuple[FileKind, str, str], ...] = (
    ("csv", "CSV", "One row a cell, with bound, reasons, definition and source. Logged as a disclosure."),
    ("xlsx", "XLSX", "A workbook: the table, notes and sources. Logged as a disclosure."),
    ("html", "Snapshot", "This page as one HTML file that opens without a network. Logged as a disclosure."),
)


def _downloads(content: CompareFile) -> None:
    """Offer the files; each is made, and logged, when it is asked for."""
    for kind, words, help_text in _BUTTONS:
        st.download_button(
            words,
            data=partial(write_file, data.workspace(), kind, content),
            file_name=FILE_NAMES[kind],
            mime=_MIME[kind],
            on_click="ignore",
            key=f"compare_{kind}",
            type="primary" if kind == "html" else "secondary",
            help=help_text,
        )


def _nothing() -> None:
    widgets.title("Compare operations", "No operation in this workspace.")
    st.html(
        '<p class="lm-p">Import a results return, one row a figure with programme, measure, value and source, or '
        "records that name an operation.</p>"
    )


def _audience() -> bool:
    """Choose who it is for; True for a PCC office, which sees recorded numbers only as they may leave."""
    now = str(st.session_state.get(_FOR) or st.query_params.get(_FOR) or _AUDIENCES[0])
    with st.popover(f"**For** {now if now in _AUDIENCES else _AUDIENCES[0]}", key="pop_for", width="content"):
        chosen = st.radio("Who it is for", _AUDIENCES, key=_FOR, bind="query-params")
        st.caption(
            "For a PCC office recorded numbers are rounded, and small ones and what would tell them are not shown. "
            "Published figures stand as published."
        )
    return chosen == _AUDIENCES[1]


def _page(at: data.Key) -> None:
    columns = data.compared_columns(at)
    if not columns:
        _nothing()
        return
    with st.container(key="bar", horizontal=True, vertical_alignment="center", gap="small"):
        st.html('<p class="lm-title">Compare operations</p>', width="content")
        kept = area_data if _audience() else data
        choice = compare_choices.show(kept.compared_columns(at))
        if choice.subjects:
            content = kept.compared(at, tuple(one.key for one in choice.subjects), choice.scale)
            st.space("stretch")
            _downloads(content)
    if choice.subjects and content.rules:
        st.caption(content.rules)
    for sentence in choice.said:
        st.warning(sentence, icon=":material/info:")
    if not choice.subjects:
        compare_choices.empty_choice()
        return
    if not content.comparison.rows:
        st.html('<p class="lm-p">Nothing is stated for the operations chosen. Choose others.</p>')
        return
    body = comparison_body(
        content.comparison, content.rates, content.columns, Ink(frame_style.theme()), records_at="operations"
    )
    st.html(f"<style>.stApp{{--lmc-top:{_HEADER_FOOT}px}}{comparison_style()}</style>{body}")


with widgets.page():
    key = data.key()
    if key is None:
        widgets.empty_state()
    else:
        _page(key)
