"""The Forces page: one force with its lines, activity, operations and ties; and the lines between all forces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import streamlit as st

from linesmap.force_profiles import cross_border_of_operations, lines_between_forces
from linesmap.measure.cross_border import SHARED_KINDS, BoundaryShare, ForceMatrix
from linesmap.ui import data, force_data, force_open, sheet, widgets
from linesmap.ui.line_marks import capital
from linesmap.view.force_tables import cells_table, line_links, matrix_table, opens

_ONE, _BETWEEN = "One force", "Between forces"
_OUTSIDE_SHOWN = 6
_LIMITS = (
    "A record belongs to the force of its location, and to its recording force when it has none.",
    "Records follow police activity: more of them may mean more policing.",
    "Type 1 and Type 2 closures are never added. Numbers of exploited people under 10 are not shown.",
)


def _chosen(at: data.Key) -> tuple[str, str | None]:
    """Draw the title with the choice of a view and a force; give the view and the code of the force."""
    names = force_data.force_choices(at)
    matrix = force_data.matrix(at)
    busy = {code: sum(len(ids) for pair, ids in matrix.cells.items() if code in pair) for code in names.values()}
    first = max(names, key=lambda name: (busy[names[name]], name)) if names else None
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        widgets.title("Forces", "by all records; the filters of other pages do not apply")
        st.space("stretch")
        view = st.segmented_control(
            "View", [_ONE, _BETWEEN], default=_ONE, required=True, key="forces_view", bind="query-params",
            label_visibility="collapsed",
        )  # fmt: skip
        if first is None:
            return str(view), None
        options = list(names)
        chosen = st.selectbox(
            "Force", options, index=options.index(first), key="of", bind="query-params", width=260,
            label_visibility="collapsed",
        )  # fmt: skip
        sheet.named(*(("Forces: between all", "between") if view == _BETWEEN else (f"Forces: {chosen}", str(chosen))))
        sheet.button()
    return str(view), names.get(str(chosen), names[first])


def _between(at: data.Key, code: str, lines: Mapping[str, str]) -> None:
    """Draw the matrix, and how far the lines of operations reach; in the file by the records that may leave."""
    names = {force.code: force.name for force in data.all_forces()}
    sheet.heading("Lines from force to force", "number of lines; a line that sells in two forces stands in two cells")
    sheet.html(
        lambda shade: _matrix_html(force_data.matrix(at), code, names, lines, shade),
        file=lambda held, shade: _matrix_html(
            held.once("matrix", lambda: lines_between_forces(held.profiles)), code, names, held.line_names, shade
        ),
    )
    sheet.heading("Operations across its boundary", "how far their lines reach, and whom to invite next time")
    sheet.html(
        _across_html(force_data.across_boundaries(at), names, lines),
        file=lambda held, _: _across_html(
            held.once("across", lambda: cross_border_of_operations(held.tables, found=held.profiles)),
            names,
            held.line_names,
        ),
    )


def _matrix_html(matrix: ForceMatrix, code: str, names: Mapping[str, str], lines: Mapping[str, str], shade: str) -> str:
    if not matrix.cells:
        return '<p class="lm-p">Of no line is an end known.</p>'
    made = matrix_table(matrix, names, lines, theme=shade, chosen=code)
    return f'{made}<p class="lm-note">{escape(matrix.sentence())}</p>'


def _across_html(found: Sequence[BoundaryShare], names: Mapping[str, str], lines: Mapping[str, str]) -> str:
    if not found:
        return '<p class="lm-p">No record belongs to an operation.</p>'
    return "".join(_operation_html(one, names, lines) for one in found)


def _operation_html(one: BoundaryShare, names: Mapping[str, str], lines: Mapping[str, str]) -> str:
    boundary = ", ".join(sorted(names.get(code, code) for code in one.boundary)) or "not known"
    said = (
        f'<p class="lm-p" style="max-width:none;margin-top:8px"><b>{escape(one.operation)}</b> '
        f'<span class="lm-sub">boundary: {escape(boundary)}</span></p>'
        f'<p class="lm-p" style="max-width:130ch">{escape(one.sentence())}</p>{_sides(one, lines)}'
    )
    heads = [("Force outside", ""), ("Lines with an end in it", "n")]
    heads += [(capital(several), "n") for _, several in SHARED_KINDS.values()]
    heads.append(("Exploited among the people", "n"))
    rows = [
        [
            f"<b>{escape(force.name)}</b>",
            opens(len(force.line_ids), line_links(force.line_ids, lines)),
            *(f"{force.shared.get(kind, 0):,}" for kind in SHARED_KINDS),
            escape(force.exploited),
        ]
        for force in one.outside_forces[:_OUTSIDE_SHOWN]
    ]
    if not rows:
        return said
    left_out = len(one.outside_forces) - len(rows)
    more = f"; {left_out:,} more with less in common not listed" if left_out else ""
    caption = f"Most tied first: by lines, then by the people and things that records of both name{more}"
    return said + cells_table(heads, rows, caption=caption, widths="22%")


def _sides(one: BoundaryShare, lines: Mapping[str, str]) -> str:
    """Write how the lines lie to the boundary; every number opens to its lines."""
    sides = (
        ("cross it", one.crossing), ("lie inside", one.inside), ("lie outside", one.outside),
        ("an end not known", one.not_known),
    )  # fmt: skip
    cells = "".join(
        f"<div><span>{escape(words[:1].upper() + words[1:])}</span><b>{len(ids):,}</b>"
        f"<small>{line_links(ids, lines)}</small></div>"
        for words, ids in sides
        if ids
    )
    return f'<div class="lm-facts">{cells}</div>' if cells else ""


def _page(at: data.Key) -> None:
    view, code = _chosen(at)
    line_names = {one.line_id: one.name for one in data.backdrop(at).profiles}
    if code is None:
        sheet.html('<p class="lm-p">No record and no line names a force yet. Import files first.</p>')
    elif view == _BETWEEN:
        sheet.shown("Lines and operations between all forces, over the whole time")
        _between(at, code, line_names)
    else:
        profile = force_data.profile(at, code)
        sheet.shown(f"{profile.name}, over the whole time")
        force_open.show(at, profile, line_names)


with widgets.page():
    key = data.key()
    if key is None:
        widgets.empty_state()
    else:
        with sheet.opened("forces", "Forces", limits=_LIMITS, counts="leave"):
            _page(key)
