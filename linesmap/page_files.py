"""Make the file of a page of the app: draw its parts from what may leave, put them together, and log that it left."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd

from linesmap import __version__, reference
from linesmap.errors import RenderError
from linesmap.model.vocabulary import Marking, RecordKind
from linesmap.page_held import Held
from linesmap.settings import load_settings
from linesmap.store import Tables, Workspace
from linesmap.view.sheet_page import SheetAbout, SheetBlock, SheetPart, SheetRow, SheetSection, parts_html, sheet_page
from linesmap.view.sheet_pictures import CHART_MARK, MOST_ROWS, two_themes
from linesmap.view.words import day, plural

__all__ = [
    "MOST_BYTES",
    "Counts",
    "Draw",
    "Drawn",
    "DrawnRow",
    "DrawnSection",
    "PageFile",
    "PagePart",
    "file_name",
    "make_page",
    "write_page",
]

MOST_BYTES = 5_000_000
"""No file is larger: beyond it tables hold fewer rows."""

Counts = Literal["leave", "every", "published"]

Draw = Callable[[Held, str], str]
"""Writes a part as HTML from what may leave, for the theme light or dark; every text is escaped."""

_ROWS = (MOST_ROWS, MOST_ROWS // 4, MOST_ROWS // 20)
_MOST_SOURCES = 60
_UNCHANGED = ("disclosure", "consultation")
_NOT_PLAIN = re.compile(r"[^a-z0-9]+")
_CHARTS = "Charts drawn with Vega and Vega-Lite: BSD 3-Clause"
_BEHIND = "The text of records, names, references, telephone numbers, plates and addresses."


@dataclass(frozen=True)
class Drawn:
    """A part that is written when the file is made."""

    draw: Draw


@dataclass(frozen=True)
class DrawnRow:
    """Parts side by side; `widths` as in `SheetRow`."""

    widths: tuple[float, ...]
    columns: tuple[Sequence[PagePart], ...]


@dataclass(frozen=True)
class DrawnSection:
    """Parts under a heading, where the app has a tab or a fold."""

    title: str
    parts: Sequence[PagePart]


PagePart = Drawn | DrawnRow | DrawnSection


@dataclass(frozen=True)
class PageFile:
    """What a page showed when its file was asked for.

    `page` is its name in the address and `about` what of it is open, such as the name of a line; `title` stands at
    the top. `shown` says in words what was chosen. `limits` are what to keep in mind. `counts` says what its numbers
    count: the records that may `leave`, `every` record, of which only single ones stay behind, or `published` figures.
    """

    page: str
    title: str
    shown: Callable[[Held], str]
    parts: Sequence[PagePart]
    limits: Sequence[str] = ()
    counts: Counts = "every"
    about: str = ""


def file_name(page: str, about: str = "") -> str:
    """Call the file of a page.

    Examples
    --------
    >>> file_name("forces"), file_name("lines", "New Harrier / 2")
    ('linesmap-forces.html', 'linesmap-lines-new-harrier-2.html')
    """
    words = _NOT_PLAIN.sub("-", about.casefold()).strip("-")[:60].strip("-")
    return f"linesmap-{page}{'-' + words if words else ''}.html"


def write_page(workspace: Workspace, file: PageFile) -> bytes:
    """Make the file of a page and log the disclosure.

    Returns
    -------
    data
        UTF-8; to keep it is for the caller.

    Raises
    ------
    RenderError
        If it would be larger than `MOST_BYTES`, or a part would hold something that acts.
    ExternalReferenceError
        If anything in it would refer to a network address.
    """
    with workspace.read() as tables:
        data, n_withheld = make_page(tables, file)
    with workspace.write() as writer:
        writer.log(
            "disclosure",
            file_name(file.page, file.about),
            changes_data=False,
            page=file.page,
            audience="analyst",
            withheld=n_withheld,
            sha256=hashlib.sha256(data).hexdigest(),
        )
    return data


def make_page(tables: Tables, file: PageFile) -> tuple[bytes, int]:
    """Build the file of a page, with fewer rows in its tables where it would be too large.

    Returns
    -------
    data, n_withheld
        The file, and how many records of the workspace stay behind. The same state and page give the same bytes.

    Raises
    ------
    RenderError, ExternalReferenceError
        As for `write_page`.
    """
    data = b""
    for most_rows in _ROWS:
        held = Held(tables, most_rows=most_rows)
        parts = _drawn(held, file.parts)
        charts = CHART_MARK in parts_html(parts)
        data = sheet_page(_about(tables, held, file, charts=charts), parts).encode()
        if len(data) < MOST_BYTES:
            return data, held.n_withheld
    msg = f"A snapshot must stay under {MOST_BYTES:,} bytes and would have {len(data):,}. Narrow the page by a filter."
    raise RenderError(msg)


def _drawn(held: Held, parts: Sequence[PagePart]) -> tuple[SheetPart, ...]:
    return tuple(_part(held, one) for one in parts)


def _part(held: Held, part: PagePart) -> SheetPart:
    if isinstance(part, DrawnRow):
        return SheetRow(part.widths, tuple(_drawn(held, column) for column in part.columns))
    if isinstance(part, DrawnSection):
        return SheetSection(part.title, _drawn(held, part.parts))
    return SheetBlock(two_themes(lambda theme: part.draw(held, theme)))


def _about(tables: Tables, held: Held, file: PageFile, *, charts: bool) -> SheetAbout:
    state = dict(tables["state"].to_pandas().set_index("name")["value"])
    settings = load_settings()
    sources = tables["sources"].order_by("name", "source_id").to_pandas()
    if file.counts == "published":
        sources = sources[sources["kind"] == RecordKind.RESULT.value]
    changed, imported = _last_change(tables), sources["imported_at"].max()
    made_by, as_held = load_settings().user_name, f" from data as held on {day(changed)}" if changed else ""
    handling = state.get("handling", settings.handling)
    marking = state.get("marking") or settings.marking
    rest = sources.iloc[_MOST_SOURCES:]
    return SheetAbout(
        title=file.title,
        shown=_sentence(file.shown(held)),
        made=f"Made by {made_by}{as_held}.",
        marking=Marking(marking).value,
        handling=f"Handling: {handling}" if handling else "",
        note=state.get("invented", ""),
        limits=file.limits,
        left_out=_left_out(held, file.counts),
        file=[
            ("Workspace", f"state {state.get('version', '0')}"),
            *([("Last change", day(changed))] if changed else []),
            *([] if pd.isna(imported) else [("Last import", day(imported))]),
            ("Made with", f"linesmap {__version__}"),
        ],
        sources=[
            (str(row["name"]), day(row["imported_at"]), f"{row['rows_accepted']:,}")
            for row in sources.head(_MOST_SOURCES).to_dict("records")
        ],
        more_sources=f"{plural(len(rest), 'more file')} with {int(rest['rows_accepted'].sum()):,} rows, by name after "
        "these."
        if len(rest)
        else "",
        licences=(*reference.attributions(), "Source Sans: SIL Open Font License 1.1", *([_CHARTS] if charts else [])),
    )


def _sentence(words: str) -> str:
    return words if words.endswith((".", "!", "?")) else f"{words}."


def _left_out(held: Held, counts: Counts) -> list[str]:
    if counts == "published":
        return ["Nothing: all figures of this page are published."]
    return [one for one in (_withheld(held, counts), *held.left_out, _BEHIND) if one]


def _withheld(held: Held, counts: Counts) -> str:
    if not held.n_withheld:
        return ""
    if counts == "leave":
        return (
            f"{plural(held.n_withheld, 'record')} whose handling carries conditions, and all that only they say. No "
            "number of this file counts them, so that it can be lower than on the page."
        )
    said = plural(held.n_withheld, "record carries", "records carry")
    return f"Single records whose handling carries conditions. Sums count every record: {said} conditions."


def _last_change(tables: Tables) -> date | None:
    """Give the day on which the workspace last changed: no clock has a part in what a file says."""
    audit = tables["audit"]
    value = audit.filter(audit.action.notin(_UNCHANGED)).at.max().execute()
    return None if pd.isna(value) else pd.Timestamp(value).date()
