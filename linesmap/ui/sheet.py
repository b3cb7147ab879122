"""Draw a page and note what is drawn, so that the Snapshot button can make one still file of it.

A page opens a sheet, draws with the functions here in place of Streamlit's own, and offers the button. Outside a
sheet the functions only draw.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from html import escape
from threading import Event
from typing import Any, Self

import pandas as pd
import streamlit as st

from linesmap.errors import RenderError
from linesmap.page_files import Counts, Draw, Drawn, DrawnRow, DrawnSection, PageFile, PagePart, file_name, write_page
from linesmap.page_held import Held
from linesmap.ui import data
from linesmap.ui.frame_style import theme
from linesmap.view.sheet_pictures import chart_picture, rows_table

__all__ = [
    "Sheet",
    "button",
    "chart",
    "columns",
    "expander",
    "facts",
    "facts_html",
    "heading",
    "heading_html",
    "html",
    "named",
    "note",
    "opened",
    "paragraph",
    "scrolled",
    "shown",
    "table",
    "tabs",
]

_PATIENCE_S = 120.0
_PAGE_WIDTH = 1408
_LEAST_PIXELS = 20

Words = str | Callable[[Held], str]


@dataclass
class Sheet:
    """What a page has drawn in this run, and what it says of itself."""

    page: str
    title: str
    limits: Sequence[str]
    counts: Counts
    about: str = ""
    shown: Callable[[Held], str] = lambda _: "Everything held"
    parts: list[PagePart] = field(default_factory=list)
    into: list[list[PagePart]] = field(default_factory=list)
    done: Event = field(default_factory=Event)
    whole: bool = False
    version: int = 0

    def add(self, part: PagePart) -> None:
        """Note a part where the page is drawing now."""
        (self.into[-1] if self.into else self.parts).append(part)

    def file(self) -> bytes:
        """Make the file; when it is asked for while the page is still drawn, wait for the rest of the page.

        Raises
        ------
        RenderError
            If the page is not drawn to its end in time, or the workspace has changed since then.
        """
        self.done.wait(_PATIENCE_S)
        if not self.whole:
            msg = "Expected a page that is wholly drawn, found a part of it. Wait until it stands, then try again."
            raise RenderError(msg)
        workspace = data.workspace()
        if (now := workspace.version()) != self.version:
            msg = f"The page shows state {self.version} of the workspace, which is now {now}. Load the page again."
            raise RenderError(msg)
        return write_page(
            workspace,
            PageFile(
                page=self.page,
                title=self.title,
                shown=self.shown,
                parts=self.parts,
                limits=self.limits,
                counts=self.counts,
                about=self.about,
            ),
        )


_NOW: ContextVar[Sheet | None] = ContextVar("sheet", default=None)


@contextmanager
def opened(
    page: str, title: str, *, limits: Sequence[str] = (), counts: Counts = "every", about: str = ""
) -> Iterator[Sheet]:
    """Note what is drawn inside the block.

    Parameters
    ----------
    page
        Name of the page in the address.
    title
        Title of the file.
    limits
        Sentences about what to keep in mind.
    counts, about
        See `PageFile`.
    """
    at = data.key()
    sheet = Sheet(page, title, limits, counts, about, version=at.version if at else 0)
    token = _NOW.set(sheet)
    try:
        yield sheet
        sheet.whole = True
    finally:
        # Whatever ends the run, a rerun included, nobody may wait for this page any longer.
        sheet.done.set()
        _NOW.reset(token)


def button() -> None:
    """Offer the file of the page that is being drawn; it is made, and logged, when it is asked for."""
    sheet = _NOW.get()
    if sheet is None:
        return
    st.download_button(
        "Snapshot",
        data=sheet.file,
        file_name=file_name(sheet.page, sheet.about),
        mime="text/html",
        on_click="ignore",
        key=f"{sheet.page}_snapshot",
        help="This page as one HTML file that opens without a network. Logged as a disclosure.",
    )


def named(title: str, about: str) -> None:
    """Name the file by what of the page is open; before the button is drawn. See `PageFile`."""
    sheet = _NOW.get()
    if sheet is not None:
        sheet.title, sheet.about = title, about


def shown(words: Words) -> None:
    """Say in words what the page shows."""
    sheet = _NOW.get()
    if sheet is not None:
        sheet.shown = words if callable(words) else lambda _: words


def note(draw: Draw) -> None:
    """Note a part that the page has drawn by other means."""
    sheet = _NOW.get()
    if sheet is not None:
        sheet.add(Drawn(draw))


def html(made: str | Callable[[str], str], *, file: Draw | None = None, width: Any = "stretch") -> None:  # noqa: ANN401
    """Draw HTML.

    Parameters
    ----------
    made
        The text, or what writes it for the theme light or dark.
    file
        Writes it for the file, where that differs.
    width
        As of `st.html`.
    """
    # Streamlit takes no empty text; a part that has nothing to say now may still have something in the file.
    if now := made(theme()) if callable(made) else made:
        st.html(now, width=width)
    if file is not None:
        note(file)
    elif callable(made):
        note(lambda _, shade: made(shade))
    else:
        note(lambda _, __: made)


def heading_html(text: str, small: str = "") -> str:
    """Write the heading of a section."""
    return f'<p class="lm-h">{escape(text)} <small>{escape(small)}</small></p>'


def heading(text: str, small: str = "", *, file: str | None = None) -> None:
    """Draw the heading of a section; `file` are other small words for the file, where those ask for a click."""
    html(heading_html(text, small), file=None if file is None else lambda _, __: heading_html(text, file))


def paragraph(words: str, kind: str = "lm-p", *, style: str = "") -> None:
    """Draw a sentence; it is escaped."""
    html(f'<p class="{kind}" style="{style}">{escape(words)}</p>')


def facts_html(rows: Sequence[tuple[str, str, str]]) -> str:
    """Write key facts in a row: label, figure and a small note."""
    cells = "".join(
        f"<div><span>{escape(label)}</span><b>{escape(figure)}</b><small>{escape(small)}</small></div>"
        for label, figure, small in rows
    )
    return f'<div class="lm-facts">{cells}</div>'


def facts(rows: Sequence[tuple[str, str, str]]) -> None:
    """Draw key facts."""
    html(facts_html(rows))


def chart(
    make: Callable[[str], Any],
    *,
    alt_text: str,
    width: int,
    plain: bool = True,
    file: Callable[[Held, str], Any] | None = None,
) -> None:
    """Draw a chart of Altair.

    Parameters
    ----------
    make
        Gives the chart for the theme light or dark.
    alt_text
        What it shows, in words.
    width
        Pixels that it has in the app at 1440.
    plain
        Whether the chart sets all of its own style; if not, that of Streamlit is put on.
    file
        Gives the chart by what may leave, where not all may; None where nothing is left.
    """
    st.altair_chart(make(theme()), width="stretch", alt=alt_text, theme=None if plain else "streamlit")

    def draw(held: Held, shade: str) -> str:
        made = file(held, shade) if file else make(shade)
        return chart_picture(made, alt_text=alt_text, width=width, theme=shade) if made is not None else ""

    note(draw)


def table(
    frame: pd.DataFrame,
    *,
    caption: str = "",
    file: Callable[[Held], pd.DataFrame] | None = None,
    **given: Any,  # noqa: ANN401 - whatever st.dataframe takes
) -> Any:  # noqa: ANN401 - Streamlit keeps the class of a selection to itself
    """Draw a table that can be sorted; in the file it is a plain one, with its numbers written as here.

    Parameters
    ----------
    frame
        What it holds.
    caption
        What the table is, for the file.
    file
        Gives the rows that may leave, where not all may.
    **given
        As for `st.dataframe`.
    """
    chosen = st.dataframe(frame, hide_index=True, **given)
    patterns = _patterns(given.get("column_config") or {})

    def draw(held: Held, _: str) -> str:
        rows = file(held) if file else frame
        return rows_table(rows, caption=caption, patterns=patterns, most=held.most_rows)

    note(draw)
    return chosen


def _patterns(config: dict[str, Any]) -> dict[str, str]:
    """Read from the columns of Streamlit how numbers are written."""
    types = {name: (one or {}).get("type_config") or {} for name, one in config.items()}
    return {name: str(kind["format"]) for name, kind in types.items() if kind.get("format")}


class _Place:
    """A container of Streamlit that notes what is drawn in it."""

    def __init__(self, container: Any, parts: list[PagePart]) -> None:  # noqa: ANN401
        self._container, self._parts = container, parts

    def __enter__(self) -> Self:
        self._container.__enter__()
        if (sheet := _NOW.get()) is not None:
            sheet.into.append(self._parts)
        return self

    def __exit__(self, *found: object) -> None:
        if (sheet := _NOW.get()) is not None:
            sheet.into.pop()
        self._container.__exit__(*found)


def columns(widths: Sequence[float], **given: Any) -> list[_Place]:  # noqa: ANN401 - whatever st.columns takes
    """Make columns; they stand side by side in the file too."""
    lists: list[list[PagePart]] = [[] for _ in widths]
    if (sheet := _NOW.get()) is not None:
        # Small numbers are shares of the page, others pixels.
        scale = _PAGE_WIDTH / sum(widths) if max(widths) < _LEAST_PIXELS else 1
        sheet.add(DrawnRow(tuple(round(one * scale) for one in widths), tuple(lists)))
    return [_Place(one, parts) for one, parts in zip(st.columns(widths, **given), lists, strict=True)]


def tabs(names: Sequence[str], **given: Any) -> list[_Place]:  # noqa: ANN401 - whatever st.tabs takes
    """Make tabs; in the file they stand below the columns, the first across the page, the others in two columns."""
    lists: list[list[PagePart]] = [[] for _ in names]
    if (sheet := _NOW.get()) is not None:
        first, *others = (DrawnSection(name, parts) for name, parts in zip(names, lists, strict=True))
        half = (len(others) + 1) // 2
        sheet.parts += [first, DrawnRow((_PAGE_WIDTH // 2,) * 2, (others[:half], others[half:]))]
    return [_Place(one, parts) for one, parts in zip(st.tabs(names, **given), lists, strict=True)]


def expander(name: str, **given: Any) -> _Place:  # noqa: ANN401 - whatever st.expander takes
    """Make a fold; in the file it is a section that stands open."""
    parts: list[PagePart] = []
    if (sheet := _NOW.get()) is not None:
        sheet.add(DrawnSection(name, parts))
    return _Place(st.expander(name, **given), parts)


def scrolled(height: int) -> Any:  # noqa: ANN401 - Streamlit keeps the class of a container to itself
    """Make a container that scrolls; the file shows all of it."""
    return st.container(height=height, border=False)
