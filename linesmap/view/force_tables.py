"""Write tables of forces: the matrix with internal lines outlined on its diagonal, and numbers that open to lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from linesmap.measure.cross_border import ForceMatrix
from linesmap.view.tokens import colour

__all__ = ["MOST_FORCES", "cell_colours", "cells_table", "line_links", "matrix_table", "opens"]

MOST_FORCES = 14
"""A matrix of more forces keeps those with most lines; the others share a row and a column."""

_LEVELS = {"light": ("hex-1", "hex-2", "hex-3", "hex-5"), "dark": ("hex-1", "hex-2", "hex-4", "hex-5")}
_FROM = (1, 2, 4, 8)
_OTHERS = "others"


def cell_colours(lines: int, theme: str) -> tuple[str, str]:
    """Give ground and ink of a cell; the ink is the one of the two that stands out more.

    Parameters
    ----------
    lines
        How many lines; an empty cell is not shaded.
    theme
        light or dark.
    """
    level = sum(lines >= edge for edge in _FROM)
    if not level:
        return colour("bg", theme), colour("ink2", theme)
    ground = colour(_LEVELS[theme][level - 1], theme)
    inks = (colour("ink", theme), colour("bg", theme))
    return ground, max(inks, key=lambda ink: _contrast(ground, ink))


def _contrast(one: str, other: str) -> float:
    first, second = sorted((_luminance(one), _luminance(other)))
    return (second + 0.05) / (first + 0.05)


def _luminance(code: str) -> float:
    parts = [int(code[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]  # noqa: PLR2004
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def line_links(ids: Sequence[str], names: Mapping[str, str], *, ink: str = "var(--lm-primary)") -> str:
    """Write links to lines on the Lines page, in the order of their names; names are escaped."""
    ordered = sorted(ids, key=lambda one: (names.get(one, one).casefold(), one))
    return ", ".join(
        f'<a href="lines?open={escape(one, quote=True)}" target="_self" style="color:{ink}">'
        f"{escape(names.get(one, one))}</a>"
        for one in ordered
    )


def opens(number: int, inside: str) -> str:
    """Write a number that opens to what is behind it; `inside` is HTML already."""
    if not number:
        return "0"
    return f"<details><summary>{number:,}</summary><p>{inside}</p></details>"


def cells_table(
    heads: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]], *, caption: str, widths: str = ""
) -> str:
    """Write a table whose cells are HTML already.

    Parameters
    ----------
    heads
        Words of each column with its class, `n` for figures; escaped.
    rows
        Cells as HTML.
    caption
        What the table is; escaped.
    widths
        Widths of the first columns as CSS lengths, separated by spaces; empty lets the browser choose all.
    """
    sized = "".join(f'<col style="width:{width}">' for width in widths.split())
    head = "".join(
        f'<th scope="col" class="{kind}" style="white-space:normal">{escape(words)}</th>' for words, kind in heads
    )
    body = "".join(
        "<tr>"
        + "".join(f'<td class="{kind}">{cell}</td>' for cell, (_, kind) in zip(row, heads, strict=True))
        + "</tr>"
        for row in rows
    )
    return (
        f'<table class="lm-t{" fixed" if widths else ""}"><caption>{escape(caption)}</caption>'
        f"<colgroup>{sized}</colgroup><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def matrix_table(
    matrix: ForceMatrix,
    force_names: Mapping[str, str],
    line_names: Mapping[str, str],
    *,
    theme: str,
    chosen: str | None = None,
) -> str:
    """Write the matrix as an HTML table; every text is escaped.

    Parameters
    ----------
    matrix
        From `force_matrix`.
    force_names, line_names
        Code or identifier to name.
    theme
        light or dark.
    chosen
        Code of the force whose row and column are set off.

    Returns
    -------
    html
        Rows are forces of origin, columns forces of destination; a number opens to its lines.
    """
    names = {**force_names, "": "Not known", _OTHERS: "Other forces"}
    rows, columns, cells = _gathered(matrix, chosen, names)
    head = "".join(_head(names.get(code, code), "col", chosen=code == chosen) for code in columns)
    body = []
    for origin in rows:
        drawn = "".join(
            _cell(cells.get((origin, destination), ()), line_names, theme, internal=origin == destination != "")
            for destination in columns
        )
        total = len({line for destination in columns for line in cells.get((origin, destination), ())})
        mark = _head(names.get(origin, origin), "row", chosen=origin == chosen)
        body.append(f'<tr>{mark}{drawn}<td class="n"><b>{total:,}</b></td></tr>')
    sums = "".join(
        f'<td class="n"><b>{len({line for origin in rows for line in cells.get((origin, one), ())}):,}</b></td>'
        for one in columns
    )
    return (
        '<table class="lm-t fixed"><caption>Rows: where lines start. Columns: where they sell. Outlined: internal '
        "lines, which start and sell in one force. Select a number for its lines</caption>"
        f'<colgroup><col style="width:150px"></colgroup><thead><tr><th scope="col">From</th>{head}'
        f'<th scope="col" class="n">Lines from</th></tr></thead><tbody>{"".join(body)}'
        f'<tr><th scope="row">Lines to</th>{sums}<td class="n"></td></tr></tbody></table>'
    )


def _head(name: str, scope: str, *, chosen: bool) -> str:
    words = f"<b>{escape(name)}</b>" if chosen else escape(name)
    side = ' class="n" style="white-space:normal;hyphens:auto;overflow-wrap:anywhere"' if scope == "col" else ""
    return f'<th scope="{scope}"{side}>{words}</th>'


def _cell(ids: Sequence[str], line_names: Mapping[str, str], theme: str, *, internal: bool) -> str:
    ground, ink = cell_colours(len(ids), theme)
    edge = f";outline:2px solid {colour('primary', theme)};outline-offset:-2px" if internal else ""
    style = f'style="background:{ground};color:{ink};padding:5px 12px{edge}"'
    if not ids:
        return f'<td class="n" {style}>0</td>'
    links = line_links(ids, line_names, ink=ink)
    return (
        f'<td class="n" {style}><details><summary><b>{len(ids):,}</b></summary>'
        f'<p style="color:{ink}">{links}</p></details></td>'
    )


def _gathered(
    matrix: ForceMatrix, chosen: str | None, names: Mapping[str, str]
) -> tuple[list[str], list[str], dict[tuple[str, str], tuple[str, ...]]]:
    """Keep the forces with most lines and the chosen one, by name; every one kept has a row and a column."""
    counts: dict[str, set[str]] = {}
    for (origin, destination), ids in matrix.cells.items():
        for code in (origin, destination):
            counts.setdefault(code, set()).update(ids)
    ranked = sorted((code for code in counts if code), key=lambda code: (code != chosen, -len(counts[code]), code))
    kept = set(ranked if len(ranked) <= MOST_FORCES else ranked[: MOST_FORCES - 1]) | {""}
    cells: dict[tuple[str, str], set[str]] = {}
    for (origin, destination), ids in matrix.cells.items():
        pair = (origin if origin in kept else _OTHERS, destination if destination in kept else _OTHERS)
        cells.setdefault(pair, set()).update(ids)
    starts, ends = {origin for origin, _ in cells}, {destination for _, destination in cells}
    order = sorted(
        (code for code in counts if code in kept and code), key=lambda code: names.get(code, code).casefold()
    )
    made = {pair: tuple(sorted(ids)) for pair, ids in cells.items()}
    rows, columns = ([*order, *(one for one in (_OTHERS, "") if one in used)] for used in (starts, ends))
    return rows, columns, made
