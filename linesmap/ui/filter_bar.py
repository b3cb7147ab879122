"""Choose what is shown: filters that act on every page at once and live in the address."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import streamlit as st

from linesmap.model.filters import Filters
from linesmap.model.grading import GRADE_BANDS
from linesmap.reports import Choices
from linesmap.ui import data
from linesmap.view.tokens import tokens
from linesmap.view.words import day, day_range

__all__ = ["address", "clear", "set_period", "show"]

FROM, TO, REGION, FORCE, OPERATION, PHASE, LINE, DRUG, KIND, GRADE = (
    "from", "to", "region", "force", "operation", "phase", "line", "drug", "kind", "grade",
)  # fmt: skip
"""Names of the widgets, and of the parameters in the address."""

_LISTS = (REGION, FORCE, OPERATION, PHASE, LINE, DRUG, KIND, GRADE)


def _opening() -> dict[str, Any]:
    """Read what the workspace asks to open on, such as the demo's region and quarter."""
    return dict(json.loads(data.state().get("opening", "{}")))


def set_period(period: tuple[date, date] | None) -> None:
    """Move the period; only from a callback, before the widgets are drawn."""
    st.session_state[FROM], st.session_state[TO] = period or (None, None)


def address(**chosen: str) -> dict[str, str]:
    """Give the parameters of an address that restricts by these filters and by nothing else."""
    return dict.fromkeys((FROM, TO, *_LISTS), "") | chosen


def clear() -> None:
    """Take every restriction away."""
    set_period(None)
    for name in _LISTS:
        st.session_state[name] = []


def _label(name: str, value: str) -> str:
    return f"**{name}** {value}"


def _several(chosen: list[str], every: str = "any") -> str:
    if not chosen:
        return every
    return chosen[0] if len(chosen) == 1 else f"{len(chosen)} chosen"


def _peek(name: str) -> list[str]:
    """Read a filter's value before its widget is drawn, for the label of its popover."""
    if name in st.session_state:
        return list(st.session_state[name] or [])
    asked = st.query_params.get_all(name)
    return [value for value in asked if value] if asked else list(_opening().get(name, []))


def _peek_day(name: str) -> date | None:
    if name in st.session_state:
        value = st.session_state[name]
        return value if isinstance(value, date) else None
    text = st.query_params.get(name)
    if text is None:
        text = dict(zip((FROM, TO), _opening().get("period", (None, None)), strict=True))[name]
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _multiselect(name: str, label: str, options: list[str]) -> list[str]:
    default = [value for value in _opening().get(name, []) if value in options]
    return st.multiselect(label, options, default=default, key=name, bind="query-params", placeholder="Any")


def _period_words() -> str:
    first, last = _peek_day(FROM), _peek_day(TO)
    if first and last:
        return day_range(first, last)
    if first or last:
        return f"from {day(first)}" if first else f"to {day(last)}" if last else "any"
    return "any"


def show(offered: Choices, *, at_right: Callable[[Filters], None] | None = None) -> Filters:
    """Draw the bar and give the selection.

    Parameters
    ----------
    offered
        What each filter offers in this workspace.
    at_right
        Draws what stands at the right end of the bar, knowing the selection.
    """
    kind_labels = {tokens()["kind"][kind]["label"]: kind for kind in offered.kinds}
    bar = st.container(key="bar", horizontal=True, vertical_alignment="center", gap="xsmall")
    with bar:
        period = _period(offered)
        forces = _forces(offered)
        with st.popover(_label("Operation", _several(_peek(OPERATION) + _peek(PHASE))), key="pop_operation"):
            operations = _multiselect(OPERATION, "Operations", list(offered.operations.values()))
            phases = _multiselect(PHASE, "Phases", list(dict.fromkeys(offered.phases.values())))
        with st.popover(_label("Line", _several(_peek(LINE))), key="pop_line"):
            lines = _multiselect(LINE, "Deal lines", sorted(offered.lines.values(), key=str.casefold))
        with st.popover(_label("Drug", _several(_peek(DRUG))), key="pop_drug"):
            drugs = _multiselect(DRUG, "Drugs", list(offered.drugs))
        with st.popover(_label("Kind", _several(_peek(KIND))), key="pop_kind"):
            kinds = _multiselect(KIND, "Kinds of record", list(kind_labels))
        with st.popover(_label("Grade", _several(_peek(GRADE))), key="pop_grade"):
            st.caption("Weight of the evaluation: 1A to 1B and 2A are high; see docs/methods.md.")
            grades = _multiselect(GRADE, "Evidence graded", list(GRADE_BANDS))
        st.button("Clear", type="tertiary", on_click=clear, key="clear_filters", help="Take every filter away")
        chosen = Filters(
            period=period,
            forces=forces,
            operations=_codes(offered.operations, operations),
            phases=_codes(offered.phases, phases),
            lines=_codes(offered.lines, lines),
            drugs=tuple(drugs),
            kinds=tuple(kind_labels[label] for label in kinds),
            grades=tuple(grades),
        )
        if at_right is not None:
            st.space("stretch")
            at_right(chosen)
    return chosen


def _codes(offered: dict[str, str], chosen: list[str]) -> tuple[str, ...]:
    return tuple(code for code, label in offered.items() if label in chosen)


def _period(offered: Choices) -> tuple[date, date] | None:
    opening: list[date | None] = [date.fromisoformat(text) for text in _opening().get("period", ())]
    opening = opening or [None, None]
    with st.popover(_label("Period", _period_words()), key="pop_period"):
        first = st.date_input("First day", value=opening[0], key=FROM, bind="query-params", format="DD/MM/YYYY",
                              min_value=date(1974, 4, 1), max_value=date(2100, 1, 1))  # fmt: skip
        last = st.date_input("Last day", value=opening[1], key=TO, bind="query-params", format="DD/MM/YYYY",
                             min_value=date(1974, 4, 1), max_value=date(2100, 1, 1))  # fmt: skip
        if first and last and first > last:
            st.warning("The first day is after the last; they are taken the other way round.")
    if not first and not last:
        return None
    days = offered.days or (first or last, last or first)
    chosen = sorted(day for day in (first or days[0], last or days[1]) if day)
    return chosen[0], chosen[-1]


def _forces(offered: Choices) -> tuple[str, ...]:
    chosen = _peek(REGION) + _peek(FORCE)
    with st.popover(_label("Forces", _several(chosen, "all")), key="pop_forces"):
        units = _multiselect(REGION, "Regional units", list(offered.regional_units))
        names = _multiselect(FORCE, "Forces of location", list(offered.forces.values()))
        st.caption("A record belongs to the force of its location; to its recording force when it has none.")
    codes = [code for unit in units for code in offered.regional_units[unit]]
    codes += [code for code, name in offered.forces.items() if name in names]
    return tuple(dict.fromkeys(codes))
