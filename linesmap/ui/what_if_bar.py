"""Ask the question of the What if page: what may be acted on, how much, of which records; all in the address."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from linesmap import reference
from linesmap.engine import Objective
from linesmap.model.filters import Filters
from linesmap.model.grading import GRADE_BANDS
from linesmap.reports import Choices
from linesmap.ui import data, filter_bar, what_if_data, what_if_job
from linesmap.ui.line_marks import plain
from linesmap.view.words import day, day_range
from linesmap.what_ifs import ACT_ON

__all__ = ["BEST", "MODES", "OPERATION", "OWN", "Choice", "choose_set", "show"]

BEST, OWN, OPERATION = "Best set", "Own set", "An operation"
MODES = (BEST, OWN, OPERATION)
"""What is judged: the set that would leave least, a set of one's own, or who an operation arrested or charged."""

_JUDGED: Mapping[str, Objective] = {
    "Largest connected part": "largest_component",
    "Connected pairs": "connected_pairs",
}
_JUDGED_MEANS = (
    "How many things hang together in one piece when the set is gone.",
    "How many pairs of things some chain of ties still joins.",
)
_MODE, _ACT, _NUMBER, _JUDGE, _EVALUATE, _SET = "mode", "act", "number", "judge", "evaluate", "set"
_SET_LIST = "what_if_set"
_FIRST_ACT = tuple(ACT_ON.values())[:4]
_FIRST_NUMBER, _MOST_NUMBER = 3, 12
_SHORT = 24


@dataclass(frozen=True)
class Choice:
    """What is asked: what is judged, of which records, and by what.

    `chosen` are nodes of an own set, `operation` the name of an operation. `waiting` names what is still needed.
    """

    mode: str
    filters: Filters
    act_on: tuple[str, ...]
    number: int
    objective: Objective
    operation: str | None = None
    chosen: tuple[str, ...] = ()
    waiting: str = ""

    @property
    def arguments(self) -> tuple[str, ...]:
        """Write the question as arguments of the command; what does not matter to it is left out."""
        period = self.filters.period
        own, whose = self.mode == OWN, self.mode == OPERATION
        return what_if_job.arguments(
            {
                "act-on": () if whose else self.act_on,
                "budget": self.number if self.mode == BEST else None,
                "objective": self.objective,
                "set": sorted(self.chosen) if own else (),
                "operation": self.operation if whose else None,
                "from": period[0].isoformat() if period else None,
                "to": period[1].isoformat() if period else None,
                "force": [reference.force(code).name for code in self.filters.forces],
                "grade": self.filters.grades,
            }
        )

    @property
    def words(self) -> str:
        """Say what is asked, for a file."""
        asked = {
            BEST: f"the best set of {self.number:,}",
            OWN: f"an own set of {len(self.chosen):,}",
            OPERATION: f"who was arrested or charged in {self.operation}",
        }[self.mode]
        may = "" if self.mode == OPERATION else f", of {', '.join(ACT_ON[one] for one in self.act_on).casefold()}"
        judged = next(words for words, one in _JUDGED.items() if one == self.objective).casefold()
        period = day_range(*self.filters.period) if self.filters.period else "all days"
        forces = ", ".join(reference.force(code).name for code in self.filters.forces) or "all forces"
        grades = f"; evidence graded {', '.join(self.filters.grades)}" if self.filters.grades else ""
        return f"{asked[:1].upper()}{asked[1:]}{may}, by the {judged}; {period}; {forces}{grades}"


def show(offered: Choices) -> Choice:
    """Draw the choices into the bar, and give what they ask; the things of an own set are asked for below the bar."""
    found = st.segmented_control("Mode", MODES, default=BEST, key=_MODE, bind="query-params",
                                 label_visibility="collapsed", required=True)  # fmt: skip
    mode = found if found in MODES else BEST
    act_on, number, operation = tuple(ACT_ON)[:4], _FIRST_NUMBER, None
    if mode == OPERATION:
        operation = _operation(list(offered.operations.values()))
    else:
        act_on = _act_on()
    if mode == BEST:
        number = _number()
    objective = _objective()
    period, forces, grades = _period(offered), _forces(offered), _grades()
    waiting = ""
    if not act_on:
        waiting = "Choose what may be acted on: lines, phones, addresses, adult suspects or vehicles."
    elif mode == OPERATION and operation is None:
        waiting = "No operation in this workspace. Import a register of operations, or ask for the best set."
    filters = Filters(period=period, forces=forces, grades=grades)
    return Choice(mode, filters, act_on, number, objective, operation, waiting=waiting)


def choose_set(at: data.Key, choice: Choice) -> tuple[tuple[str, ...], str]:
    """Ask for the things of an own set, from a list that can be searched.

    Returns
    -------
    nodes, said
        What was chosen, and a sentence about what could not be taken over.
    """
    offered = {one.node: one.words for one in what_if_data.things(at, choice.filters) if one.kind in choice.act_on}
    asked = st.session_state.get(_SET_LIST)
    asked = st.query_params.get_all(_SET) if asked is None else asked
    known = [node for node in dict.fromkeys(asked) if node in offered][:_MOST_NUMBER]
    lost = len({one for one in asked if one}) - len(known)
    st.session_state[_SET_LIST] = known
    chosen = st.multiselect(
        "Things of the set", list(offered), format_func=lambda node: offered[node], key=_SET_LIST,
        max_selections=_MOST_NUMBER, select_all=False, label_visibility="collapsed",
        placeholder=f"Search among {len(offered):,} things that may be acted on",
    )  # fmt: skip
    if st.query_params.get_all(_SET) != chosen:
        st.query_params[_SET] = chosen
    things = "1 thing" if lost == 1 else f"{lost:,} things"
    said = f"{things} of the set may not be acted on in this selection, and {'is' if lost == 1 else 'are'} left out."
    return tuple(chosen), said if lost > 0 else ""


def _label(name: str, value: str) -> str:
    return f"**{name}** {plain(value if len(value) <= _SHORT else value[: _SHORT - 1].rstrip() + '…')}"


def _peek(name: str, first: Sequence[str] = ()) -> list[str]:
    """Read a choice before its widget is drawn, for the label of its popover."""
    held = st.session_state.get(name)
    if held is not None:
        return list(held) if isinstance(held, list | tuple) else [str(held)]
    asked = st.query_params.get_all(name)
    return [value for value in asked if value] if asked else list(first)


def _several(chosen: Sequence[str], every: str) -> str:
    if not chosen:
        return every
    return chosen[0] if len(chosen) == 1 else f"{len(chosen)} chosen"


def _opening() -> dict[str, Any]:
    """Read what the workspace asks to open on, as the filter bar of the other pages does."""
    return dict(json.loads(data.state().get("opening", "{}")))


def _act_on() -> tuple[str, ...]:
    now = [one for one in _peek(_ACT, _FIRST_ACT) if one in ACT_ON.values()]
    all_of = {len(ACT_ON): "anything", 0: "nothing"}
    words = all_of.get(len(now), now[0] if len(now) == 1 else f"{len(now)} types")
    with st.popover(_label("Act on", words), key="pop_act"):
        found = st.multiselect("What may be acted on", list(ACT_ON.values()), default=list(_FIRST_ACT), key=_ACT,
                               bind="query-params")  # fmt: skip
        st.caption(
            "Exploited people, children and people of unknown age or role may never be acted on, whatever is chosen."
        )
    return tuple(kind for kind, label in ACT_ON.items() if label in found)


def _number() -> int:
    held = _peek(_NUMBER, [str(_FIRST_NUMBER)])[0]
    now = int(held) if held.isdecimal() and 1 <= int(held) <= _MOST_NUMBER else _FIRST_NUMBER
    with st.popover(_label("Things", str(now)), key="pop_number"):
        found = st.number_input("How many things", min_value=1, max_value=_MOST_NUMBER, value=_FIRST_NUMBER, step=1,
                                key=_NUMBER, bind="query-params")  # fmt: skip
        st.caption("1 to 12. The proof of a larger set takes longer.")
    return int(found)


def _objective() -> Objective:
    names = list(_JUDGED)
    now = next((one for one in _peek(_JUDGE) if one in names), names[0])
    with st.popover(_label("By", now.casefold()), key="pop_judge"):
        found = st.radio("Judge a set by what is left of the", names, captions=_JUDGED_MEANS, key=_JUDGE,
                         bind="query-params")  # fmt: skip
    return _JUDGED[str(found) if found in names else names[0]]


def _operation(names: Sequence[str]) -> str | None:
    if not names:
        return None
    now = next((one for one in _peek(_EVALUATE) if one in names), names[0])
    with st.popover(_label("Operation", now), key="pop_evaluate"):
        found = st.selectbox("Operation", names, key=_EVALUATE, bind="query-params")
        st.caption("The set is the adult suspects who were arrested or charged in it.")
    return str(found) if found in names else names[0]


def _period(offered: Choices) -> tuple[date, date] | None:
    opening: list[date | None] = [date.fromisoformat(text) for text in _opening().get("period", ())]
    opening = opening or [None, None]
    first, last = (
        _peek_day(name, first) for name, first in zip((filter_bar.FROM, filter_bar.TO), opening, strict=True)
    )
    words = day_range(*sorted((first, last))) if first and last else "any"
    if (first or last) and words == "any":
        words = f"from {day(first)}" if first else f"to {day(last)}" if last else ""
    with st.popover(f"**Period** {words}", key="pop_period"):
        begin = _day("First day", opening[0], filter_bar.FROM)
        end = _day("Last day", opening[1], filter_bar.TO)
    if not begin and not end:
        return None
    days = offered.days or (begin or end, end or begin)
    chosen = sorted(one for one in (begin or days[0], end or days[1]) if one)
    return chosen[0], chosen[-1]


def _day(words: str, first: date | None, name: str) -> date | None:
    return st.date_input(words, value=first, key=name, bind="query-params", format="DD/MM/YYYY",
                         min_value=date(1974, 4, 1), max_value=date(2100, 1, 1))  # fmt: skip


def _peek_day(name: str, first: date | None) -> date | None:
    if name in st.session_state:
        held = st.session_state[name]
        return held if isinstance(held, date) else None
    text = st.query_params.get(name)
    try:
        return first if text is None else date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _filter(name: str, words: str, options: list[str]) -> list[str]:
    default = [value for value in _opening().get(name, []) if value in options]
    return st.multiselect(words, options, default=default, key=name, bind="query-params", placeholder="Any")


def _forces(offered: Choices) -> tuple[str, ...]:
    opening = _opening()
    now = [one for name in (filter_bar.REGION, filter_bar.FORCE) for one in _peek(name, opening.get(name, ()))]
    with st.popover(_label("Forces", _several(now, "all")), key="pop_forces"):
        units = _filter(filter_bar.REGION, "Regional units", list(offered.regional_units))
        names = _filter(filter_bar.FORCE, "Forces of location", list(offered.forces.values()))
    codes = [code for unit in units for code in offered.regional_units[unit]]
    codes += [code for code, name in offered.forces.items() if name in names]
    return tuple(dict.fromkeys(codes))


def _grades() -> tuple[str, ...]:
    now = _peek(filter_bar.GRADE, _opening().get(filter_bar.GRADE, ()))
    with st.popover(_label("Grade", _several(now, "any")), key="pop_grade"):
        st.caption("Weight of the evaluation: 1A to 1B and 2A are high; see docs/methods.md.")
        return tuple(_filter(filter_bar.GRADE, "Evidence graded", list(GRADE_BANDS)))
