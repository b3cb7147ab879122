"""Draw one opened line: its life, where it works, what it is tied to, and the evidence behind all of it."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from linesmap import lines, measure
from linesmap.model.filters import Filters
from linesmap.network import LineProfile
from linesmap.page_held import Held
from linesmap.ui import data, filter_bar, line_data, line_decide, line_file, line_parts, pages, sheet
from linesmap.ui.line_marks import close, origins
from linesmap.ui.line_parts import LineView
from linesmap.view.words import phone

__all__ = ["show"]

_HEIGHT = 420


def show(at: data.Key, profile: LineProfile) -> None:
    """Draw a line; its file shows it by the records that may leave."""
    sheet.shown(f"The line {profile.name}, over its whole time")
    view = _view(at, profile)
    left, right = st.columns([900, 492], vertical_alignment="bottom")
    with left:
        _both(view, line_parts.head)
    with right:
        _actions(profile)
    _both(view, line_parts.facts)
    if profile.spans:
        _both(view, line_parts.life)
    columns = sheet.columns([410, 450, 548], gap="medium")
    with columns[0]:
        _both(view, line_parts.where)
    with columns[1]:
        _both(view, line_parts.links)
    with columns[2]:
        # The names stay the same whatever is decided, so that the tab chosen stays open.
        tabs = sheet.tabs(
            ["Evidence", "Changes", "Numbers", "Closures", "Suggestions"], key=f"line_tabs_{profile.line_id}"
        )
        parts = (line_parts.evidence, line_parts.changes, line_parts.numbers, line_parts.closures)
        for tab, part in zip(tabs, parts, strict=False):
            with tab, sheet.scrolled(_HEIGHT):
                _both(view, part)
        with tabs[4], sheet.scrolled(_HEIGHT):
            line_decide.show(at, view.suggested)
            sheet.note(lambda held, _: line_file.suggestions(held, [profile.line_id]))


def _actions(profile: LineProfile) -> None:
    with st.container(horizontal=True, horizontal_alignment="right", gap="small"):
        st.button("Back to the lines", key="back_to_lines", on_click=close)
        if "network" in pages.TITLES and st.button("Open in Network", key="line_in_network"):
            st.switch_page(pages.page("network"), query_params={"focus": profile.line_id})
        sheet.button()
        if st.button("Show on map", type="primary", key="line_on_map"):
            st.switch_page(pages.page("map"), query_params=filter_bar.address(line=profile.name))


def _both(view: LineView, part: Callable[[LineView, str], str]) -> None:
    """Draw a part, and note it for the file."""
    line_id = view.profile.line_id

    def in_file(held: Held, shade: str) -> str:
        found = held.once(("line", line_id), lambda: _leaving(held, line_id))
        if found is not None:
            return part(found, shade)
        if part is line_parts.head:
            return '<p class="lm-p">Every record of this line carries conditions, so nothing of it may leave.</p>'
        return ""

    sheet.html(lambda shade: part(view, shade), file=in_file)


def _view(at: data.Key, profile: LineProfile) -> LineView:
    every, counts = line_data.closures(at), data.activity(at, Filters(), "line")
    return LineView(
        profile=profile,
        evidence=line_data.evidence(at, profile.line_id),
        ties=data.profile_evidence(at, profile.line_id).ties,
        closures=every[every["line_id"] == profile.line_id].to_dict("records"),
        sums=_sums(counts, profile.line_id),
        suggested=line_decide.of_line(at, profile.line_id),
        names={one.line_id: one.name for one in data.backdrop(at).profiles},
        pairs=lambda ids: line_data.ties_among(at, ids),
        origins=lambda behind: origins(at, behind),
        number=phone,
        told=True,
    )


def _leaving(held: Held, line_id: str) -> LineView | None:
    """Gather the same by the records that may leave; None when none of them names the line."""
    profile = next((one for one in held.profiles if one.line_id == line_id), None)
    if profile is None:
        return None
    counts = held.once("activity", lambda: measure.activity(held.tables, Filters(), by="line"))
    return LineView(
        profile=profile,
        evidence=lines.evidence(held.tables, line_id),
        ties=held.ties(line_id),
        closures=held.closures[held.closures["line_id"] == line_id].to_dict("records"),
        sums=_sums(counts, line_id),
        suggested=[one for one in held.suggestions if line_id in {one.earlier, one.later}],
        names=held.line_names,
        pairs=held.ties_among,
        origins=held.origins,
        number=held.number,
        told=False,
    )


def _sums(counts: pd.DataFrame, line_id: str) -> dict[object, object]:
    rows = counts[counts["line_id"] == line_id].to_dict("records")
    return dict(rows[0]) if rows else {}
