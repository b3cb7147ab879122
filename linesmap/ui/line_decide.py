"""Show suggested successors and returns with their reasons, and let a person accept, reject or take back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape

import streamlit as st

from linesmap import lines
from linesmap.errors import LinesmapError
from linesmap.network import Suggestion
from linesmap.ui import data, line_data
from linesmap.ui.line_marks import origins
from linesmap.view.words import day, plural

__all__ = ["of_line", "show"]

_DONE = {
    "accept": "Accepted",
    "reject": "Rejected",
    "unsure": "Left open",
    "register": "The register says so",
    "records": "Its records have reactivated it",
    "": "Waits for a decision",
}
_SPAN = (date(1974, 4, 1), date(2100, 1, 1))


def _what(one: Suggestion) -> str:
    gap = (
        f"{plural(abs(one.gap_days), 'day')} {'after' if one.gap_days >= 0 else 'before'} the end of {one.earlier_name}"
    )
    if one.is_return:
        return f"{one.earlier_name} back on a new number? First named {day(one.on)}, {gap} ({one.end.how})."
    return f"{one.earlier_name} goes on as {one.later_name}? First activity {day(one.on)}, {gap} ({one.end.how})."


def _reasons(at: data.Key, one: Suggestion) -> str:
    rows = "".join(
        f"<tr><td>{escape(reason.words)}<small>{escape(origins(at, reason.record_ids))}</small></td>"
        f'<td class="n">{reason.points}</td></tr>'
        for reason in one.reasons
    )
    return (
        f'<table class="lm-t"><caption>{escape(one.strength)}: {one.score} points; points are a choice, not a chance'
        f'</caption><thead><tr><th scope="col">Reason and where it stands</th><th scope="col" class="n">Points</th>'
        f"</tr></thead><tbody>{rows}</tbody></table>"
    )


def _decide(one: Suggestion, *, accepted: bool, key: str) -> None:
    """Write a decision; as the callback of a button, so that the page is drawn with it."""
    state = st.session_state
    chosen_day = state.get(f"{key}_on") or one.day_of_change
    try:
        if accepted:
            lines.accept(
                data.workspace(),
                one.earlier,
                one.later,
                relation=state.get(f"{key}_as", lines.RELATIONS[0]),
                on=chosen_day,
                note=state.get(f"{key}_note", ""),
            )
        else:
            on = one.on if one.is_return else None
            lines.reject(data.workspace(), one.earlier, one.later, on=on, note=state.get(f"{key}_note", ""))
    except LinesmapError as error:
        state["line_problem"] = str(error)


def _take_back(judgement_id: str) -> None:
    try:
        lines.undo(data.workspace(), judgement_id)
    except LinesmapError as error:
        st.session_state["line_problem"] = str(error)


def show(at: data.Key, found: Sequence[Suggestion]) -> None:
    """Draw suggestions, one block each.

    Parameters
    ----------
    at
        State of the workspace.
    found
        What to draw, in order.
    """
    problem = st.session_state.pop("line_problem", None)
    if problem:
        st.error(problem, icon=":material/error:")
    if not found:
        st.html('<p class="lm-p">Nothing suggests that a line went on as another, or came back on a new number.</p>')
        return
    st.html(
        '<p class="lm-note">Suggestions only: nothing changes until a person accepts one. A rejected one stays '
        "rejected, whatever is imported later.</p>"
    )
    for number, one in enumerate(found):
        key = f"suggested_{one.earlier}_{one.later}_{one.end.on:%Y%m%d}"
        if number:
            st.divider()
        head = f"<b>{escape(_what(one))}</b> {escape(_DONE.get(one.verdict, one.verdict))}"
        head += f" ({escape(one.judgement_id)})." if one.judgement_id else "."
        st.html(f'<p class="lm-p">{head}</p>{_reasons(at, one)}')
        _actions(one, key)


def _actions(one: Suggestion, key: str) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        if one.judgement_id:
            st.button("Undo", key=f"{key}_undo", on_click=_take_back, args=(one.judgement_id,))
            return
        if not one.verdict:
            with st.popover("Accept"):
                if not one.is_return:
                    st.segmented_control("As", lines.RELATIONS, default=lines.RELATIONS[0], key=f"{key}_as",
                                         required=True)  # fmt: skip
                st.date_input("Day of the change", value=one.day_of_change, key=f"{key}_on", format="DD/MM/YYYY",
                              min_value=_SPAN[0], max_value=_SPAN[1])  # fmt: skip
                st.text_input("Why, in a few words", key=f"{key}_note")
                st.button(
                    "Accept this suggestion",
                    type="primary",
                    key=f"{key}_accept",
                    on_click=_decide,
                    args=(one,),
                    kwargs={"accepted": True, "key": key},
                )
        st.button("Reject", key=f"{key}_reject", on_click=_decide, args=(one,), kwargs={"accepted": False, "key": key})


def of_line(at: data.Key, line_id: str) -> list[Suggestion]:
    """Give the suggestions that a line plays a part in."""
    return [one for one in line_data.suggestions(at) if line_id in {one.earlier, one.later}]
