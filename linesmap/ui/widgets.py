"""Share what several pages draw: titles, tables, the empty state, problems and the lines of attribution."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any

import streamlit as st

from linesmap import reference
from linesmap.demo import build_demo
from linesmap.errors import LinesmapError
from linesmap.ui import data, pages

__all__ = ["attribution", "empty_state", "facts", "heading", "html_table", "page", "picked_row", "title"]


@contextmanager
def page() -> Iterator[None]:
    """Run a page; a stated problem is said in one sentence, and the rest of the app keeps working."""
    try:
        yield
    except LinesmapError as error:
        st.error(str(error), icon=":material/error:")


def empty_state() -> None:
    """Say that nothing is here yet, and offer both ways on."""
    with st.container(border=True, width=560):
        st.html('<p class="lm-title">Nothing here yet</p>')
        st.markdown(
            "Import files here, or from the command line:\n\n"
            f"`linesmap import FILE... --workspace {data.workspace().path.name}`\n\n"
            "Or fill this workspace with the demonstration: published figures, real recorded offences of West "
            "Yorkshire, and an invented story of county lines into the South West."
        )
        with st.container(horizontal=True, gap="small"):
            if st.button("Import files", type="primary", key="empty_to_import"):
                st.switch_page(pages.page("imports"))
            demo = st.button("Open the demo here", key="make_demo")
        if demo:
            path = Path(data.workspace().path)
            with st.status("Making the demo workspace", expanded=True) as status:
                build_demo(path, progress=status.write)
            st.rerun()


def title(text: str, note: str = "") -> None:
    """Draw the title of a page, with one sentence beside it."""
    st.html(f'<p class="lm-title">{escape(text)} <span class="lm-sub">{escape(note)}</span></p>')


def heading(text: str, note: str = "") -> None:
    """Draw the heading of a section."""
    st.html(f'<p class="lm-h">{escape(text)} <small>{escape(note)}</small></p>')


def facts(rows: Sequence[tuple[str, str, str]]) -> None:
    """Draw key facts in a row: label, figure and a small note."""
    cells = "".join(
        f"<div><span>{escape(label)}</span><b>{escape(figure)}</b><small>{escape(note)}</small></div>"
        for label, figure, note in rows
    )
    st.html(f'<div class="lm-facts">{cells}</div>')


def picked_row(chosen: Any) -> int | None:  # noqa: ANN401 - Streamlit keeps the class of a selection to itself
    """Give the row that is selected in a table, by its row or by one of its cells; None when none is."""
    picked = [*chosen["selection"]["rows"], *(row for row, _ in chosen["selection"]["cells"])]
    return picked[0] if picked else None


def html_table(
    heads: Sequence[str], rows: Sequence[Sequence[str]], *, caption: str, right: Sequence[int] = (), widths: str = ""
) -> str:
    """Write a table; every text is escaped.

    Parameters
    ----------
    heads, rows
        Plain text.
    caption
        What the table is, for everyone and for a screen reader.
    right
        Numbers of the columns that hold figures.
    widths
        Column widths as CSS lengths, separated by spaces; empty lets the browser choose.
    """
    sized = "".join(f'<col style="width:{escape(width)}">' for width in widths.split())
    head = "".join(f'<th scope="col"{_right(i, right)}>{escape(text)}</th>' for i, text in enumerate(heads))
    body = "".join(
        "<tr>" + "".join(f"<td{_right(i, right)}>{escape(text)}</td>" for i, text in enumerate(row)) + "</tr>"
        for row in rows
    )
    kind = "lm-t fixed" if widths else "lm-t"
    return (
        f'<table class="{kind}"><caption>{escape(caption)}</caption><colgroup>{sized}</colgroup>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _right(number: int, right: Sequence[int]) -> str:
    return ' class="n"' if number in right else ""


def attribution() -> None:
    """Name the sources and licences that every page stands on."""
    lines = " · ".join(escape(line) for line in reference.attributions())
    st.html(f'<p class="lm-note">{lines}</p>')
