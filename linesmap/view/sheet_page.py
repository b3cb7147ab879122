"""Write a page of the app as one still HTML text: everything inside it, no script, nothing it could reach."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from linesmap.errors import ExternalReferenceError, RenderError
from linesmap.view.browser_files import font_face
from linesmap.view.compare_words import without_scheme
from linesmap.view.tokens import THEMES, asset_text, tokens

__all__ = ["SheetAbout", "SheetBlock", "SheetPart", "SheetRow", "SheetSection", "parts_html", "sheet_page"]

_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; connect-src 'none'; "
    "form-action 'none'; base-uri 'none'"
)
_LINK = re.compile(r"</?a(?:\s[^>]*)?>", re.IGNORECASE)
_NARROW = 400
_ACTIVE = re.compile(r"<(?:script|iframe|object|embed|link|base|form|meta)\b", re.IGNORECASE)


@dataclass(frozen=True)
class SheetBlock:
    """A piece of the page as HTML; every text in it is escaped."""

    html: str


@dataclass(frozen=True)
class SheetRow:
    """Pieces side by side; `widths` are those of the columns in the app, in pixels at 1440."""

    widths: tuple[float, ...]
    columns: tuple[tuple[SheetPart, ...], ...]


@dataclass(frozen=True)
class SheetSection:
    """Pieces under a heading, where the app has a tab or a fold; without a script all of them stand open."""

    title: str
    parts: tuple[SheetPart, ...]


SheetPart = SheetBlock | SheetRow | SheetSection


@dataclass(frozen=True)
class SheetAbout:
    """What the file says of itself.

    `shown` says in words what was chosen, `made` by whom and from which data. `limits` are what to keep in mind,
    `left_out` what stayed behind; a sentence each. `file` rows are label and value; `sources` rows are file, day of
    import and rows, as text; `more_sources` says how many more there are.
    """

    title: str
    shown: str
    made: str
    marking: str
    handling: str = ""
    note: str = ""
    limits: Sequence[str] = ()
    left_out: Sequence[str] = ()
    file: Sequence[tuple[str, str]] = ()
    sources: Sequence[tuple[str, str, str]] = ()
    more_sources: str = ""
    licences: Sequence[str] = ()


def parts_html(parts: Sequence[SheetPart]) -> str:
    """Write the pieces in their order, links as plain text and addresses without their scheme."""
    return without_scheme(_LINK.sub("", "".join(_part(one) for one in parts)))


def _part(part: SheetPart) -> str:
    if isinstance(part, SheetBlock):
        return f'<div class="lms-block">{part.html}</div>' if part.html else ""
    if isinstance(part, SheetSection):
        inside = "".join(_part(one) for one in part.parts)
        return f'<section class="lms-section"><h2>{escape(part.title)}</h2>{inside}</section>' if inside else ""
    columns = "".join(
        f'<div class="{"narrow" if width < _NARROW else ""}" style="--w:{width:g}">{inside}</div>'
        for width, column in zip(part.widths, part.columns, strict=True)
        if (inside := "".join(_part(one) for one in column))
    )
    return f'<div class="lms-row">{columns}</div>'


def sheet_page(about: SheetAbout, parts: Sequence[SheetPart]) -> str:
    """Write the file.

    Parameters
    ----------
    about
        What it says of itself; escaped.
    parts
        The content, in the order of the page.

    Returns
    -------
    html
        One text; the same input gives the same text. Light and dark follow the reader's system.

    Raises
    ------
    ExternalReferenceError
        If anything in it would refer to a network address.
    RenderError
        If a piece holds something that acts, such as a script.
    """
    body = parts_html(parts)
    if found := _ACTIVE.search(body):
        msg = f"A page that leaves holds text and pictures only; found {found[0]!r} in it."
        raise RenderError(msg)
    title = escape(about.title)
    top, foot = (
        f'<div class="lm-mark {place}"><span>{escape(left)}</span><b>{escape(about.marking)}</b>'
        f"<span>{escape(right)}</span></div>"
        for place, left, right in (
            ("top", about.handling, about.note),
            ("bot", about.title, "Opens without a network. No request is possible"),
        )
    )
    warning = f'<p class="warning">{escape(about.note)}</p>' if about.note else ""
    said = (
        f"{top}<header><h1>{title}</h1><p><b>Shown:</b> {escape(about.shown)} {escape(about.made)}</p>{warning}"
        f"</header><main>"
    )
    html = (
        '<!DOCTYPE html><html lang="en-GB"><head>'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{title}</title>"
        f"<style>{font_face()}{_variables()}{asset_text('app.css')}{asset_text('sheet.css')}</style></head><body>"
        f"{without_scheme(said)}{body}</main>{without_scheme(_footer(about, body))}{without_scheme(foot)}"
        "</body></html>\n"
    )
    if "://" in html:
        at = html.index("://")
        msg = f"A page must hold no network address; found {html[max(0, at - 10) : at + 30]!r}."
        raise ExternalReferenceError(msg)
    return html


def _footer(about: SheetAbout, body: str) -> str:
    digest = hashlib.sha256(body.encode()).hexdigest()
    rows = [("Content SHA-256", digest), *about.file]
    facts = "".join(f"<dt>{escape(label)}</dt><dd>{escape(value)}</dd>" for label, value in rows)
    files = "".join(
        f"<li><span>{escape(name)}</span> <small>{escape(imported)}, {escape(rows)} rows</small></li>"
        for name, imported, rows in about.sources
    )
    more = f"<p>{escape(about.more_sources)}</p>" if about.more_sources else ""
    return (
        f'<footer><div class="lms-about"><section>{_sentences("What to keep in mind", about.limits)}</section>'
        f"<section>{_sentences('Left out', about.left_out)}</section>"
        f"<section><h2>This file</h2><dl>{facts}</dl></section></div>"
        f"<section><h2>Sources: files of the workspace, day of import and rows</h2>"
        f'<ul class="lms-files">{files or "<li>None</li>"}</ul>{more}</section>'
        f"<section>{_sentences('Attribution', about.licences, 'lms-files')}</section></footer>"
    )


def _sentences(title: str, sentences: Sequence[str], kind: str = "") -> str:
    items = "".join(f"<li>{escape(one)}</li>" for one in sentences)
    return f'<h2>{escape(title)}</h2><ul class="{kind}">{items}</ul>' if items else ""


def _variables() -> str:
    light, dark = (";".join(f"--lm-{name}:{value}" for name, value in tokens()[theme].items()) for theme in THEMES)
    return (
        f":root{{color-scheme:light dark;--lm-font:{tokens()['font']};{light}}}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}"
    )
