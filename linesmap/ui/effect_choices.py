"""Ask the question of the Effect page: operation, outcome, areas, comparison, method, windows; all in the address."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from linesmap.effects import EffectQuestion
from linesmap.errors import InputError, MetricUndefinedError
from linesmap.measure.effect import METHODS, Method
from linesmap.measure.figures import Subject
from linesmap.measure.series import AreaLevel, Outcome, Step
from linesmap.measure.windows import WindowKind
from linesmap.ui import data, effect_data
from linesmap.ui.line_marks import plain
from linesmap.view.effect_words import METHOD_WORDS, outcome_option
from linesmap.view.words import day, plural

__all__ = ["CONFIRM", "OWN_DAYS", "Choice", "confirm", "show"]

OWN_DAYS = "Own days and areas"
"""The choice of no operation of the workspace."""

CONFIRM = "effect_confirm"
"""State of the box that confirms an output; never in the address, so that a link cannot confirm for its reader."""

_NO_OUTPUT = "None"
_FIRST_OUTCOMES = ("offences:robbery",)
_LEVELS: Mapping[str, AreaLevel] = {"Districts": "lad", "Forces": "force"}
_STEPS: Mapping[str, Step] = {"Months": "month", "Weeks": "week"}
_KINDS: Mapping[str, bool] = {"A change that stays": False, "A burst that ends": True}
_WINDOWS: Mapping[str, WindowKind] = {"Same season": "same-season", "Plain": "plain"}
_METHODS: Mapping[str, Method] = {name: method for method, name in METHODS.items()}
_FIRST_METHOD = METHODS["difference_in_differences"]
_MOST_YEARS, _MOST_AFTER, _MOST_LEAD_IN = 10, 60, 24
_SHORT = 28
_DAY = re.compile(r"20\d\d-\d\d-\d\d")


@dataclass(frozen=True)
class Choice:
    """What is asked.

    `question` is None where something is still needed, which `waiting` names. `subject` is the operation, None for
    own days. `said` are sentences about what the address asked in vain. `units` is what is counted.
    """

    question: EffectQuestion | None
    subject: Subject | None
    outcomes: tuple[Outcome, ...]
    said: tuple[str, ...]
    waiting: str = ""

    @property
    def units(self) -> str:
        """What is counted, such as offences."""
        return self.outcomes[0].unit if self.outcomes else "events"


def confirm() -> None:
    """Confirm that an output is wanted; as the callback of a button."""
    st.session_state[CONFIRM] = True


def show(at: data.Key) -> Choice:
    """Draw the choices into the bar, and give the question they make."""
    said: list[str] = []
    subject, start, end = _operation(effect_data.operations(at), said)
    chosen = _outcome(effect_data.outcomes(at), said)
    by, areas = _areas(at, subject, said)
    controls, ring_m = _comparison(by, areas, said)
    method = _METHODS[_radio("Method", list(_METHODS), "method", said, first=_FIRST_METHOD, captions=_captions())]
    timing = _timing(said)
    question = EffectQuestion(
        outcomes=tuple(one.key for one in chosen),
        operation=subject.name if subject else None,
        areas=areas or None,
        by=by,
        method=method,
        controls=controls or None,
        ring_m=ring_m,
        start=start,
        end=end,
        confirmed=bool(st.session_state.get(CONFIRM)),
        **timing,
    )
    waiting = _waiting(question)
    return Choice(None if waiting else question, subject, chosen, tuple(said), waiting)


def _waiting(question: EffectQuestion) -> str:
    if not question.outcomes:
        return "Choose an outcome."
    if question.operation is None and question.start is None:
        return "Choose an operation, or give the first day of the action."
    if question.operation is None and question.areas is None:
        return "Choose the areas of the action, as no operation is named."
    return ""


def _asked(key: str, allowed: Iterable[str], what: str, said: list[str]) -> list[str]:
    """Give what the address or the page asks; what it asks in vain is said, once, and left out."""
    known = set(allowed)
    asked = [name for name in st.query_params.get_all(key) if name]
    said += [f"Expected {what} in the address, found {name!r}. It is left out." for name in asked if name not in known]
    held = st.session_state.get(key)
    if held is None:
        return [name for name in asked if name in known]
    return list(held) if isinstance(held, list | tuple) else [str(held)]


def _short(text: str) -> str:
    """Write the value of a choice so that the bar holds it, and Streamlit shows it as it is."""
    return plain(text if len(text) <= _SHORT else text[: _SHORT - 1].rstrip() + "…")


def _radio(
    words: str, options: Sequence[str], key: str, said: list[str], *, first: str, captions: Sequence[str] = ()
) -> str:
    asked = _asked(key, options, f"one of {', '.join(options)}", said)
    now = asked[0] if asked and asked[0] in options else first
    with st.popover(f"**{words}** {_short(now)}", key=f"pop_{key}", width="content"):
        return str(_radio_inside(words, options, key, first=first, captions=captions))


def _radio_inside(
    words: str, options: Sequence[str], key: str, *, first: str, captions: Sequence[str] = (), sideways: bool = False
) -> str:
    found = st.radio(
        words, options, index=list(options).index(first), key=key, bind="query-params", captions=captions or None,
        horizontal=sideways,
    )  # fmt: skip
    return str(found) if found in options else first


def _captions() -> list[str]:
    return [f"{METHOD_WORDS[method].does} {METHOD_WORDS[method].needs}" for method in _METHODS.values()]


def _forget_areas() -> None:
    """Take back areas and days that were chosen for another operation; as the callback of the choice of operation."""
    for key, nothing in (("area", []), ("control", []), ("from", None), ("to", None)):
        if key in st.session_state:
            st.session_state[key] = nothing


def _operation(subjects: Sequence[Subject], said: list[str]) -> tuple[Subject | None, date | None, date | None]:
    by_name = {subject.name: subject for subject in subjects}
    options = [*by_name, OWN_DAYS]
    opening = _opening(subjects)
    asked = _asked("operation", options, "the name of an operation of this workspace", said)
    now = asked[0] if asked and asked[0] in options else opening
    with st.popover(f"**Operation** {_short(now)}", key="pop_operation", width="content"):
        name = st.selectbox(
            "Operation or phase",
            options,
            index=options.index(opening),
            key="operation",
            bind="query-params",
            on_change=_forget_areas,
        )
        subject = by_name.get(str(name))
        if subject and subject.first:
            st.caption(f"By its register: {_days_words(subject)}.")
        left, right = st.columns(2)
        start = _date(left, "First day, if another", "from", said)
        end = _date(right, "Last day, if another", "to", said)
    if end is not None and start is None and subject is None:
        said.append("A last day alone is not enough. Give the first day of the action.")
    return subject, start, end


def _days_words(subject: Subject) -> str:
    first = day(date.fromisoformat(str(subject.first)))
    if not subject.last:
        return f"from {first}"
    acting = f", {plural(subject.days, 'day')} of action" if subject.days else ""
    return f"{first} to {day(date.fromisoformat(subject.last))}{acting}"


def _opening(subjects: Sequence[Subject]) -> str:
    """Choose what the page opens on: the operation with most days of action; none without days."""
    phases = {key for subject in subjects for key in subject.phases}
    wholes = [subject for subject in subjects if subject.first and subject.key not in phases]
    return max(wholes, key=lambda one: (one.days or 0, one.name)).name if wholes else OWN_DAYS


def _date(place: Any, words: str, key: str, said: list[str]) -> date | None:  # noqa: ANN401 - as for numbers
    asked = st.query_params.get(key, "")
    if asked and not _DAY.fullmatch(asked):
        said.append(f"Expected a day such as 2024-08-12 for {key} in the address, found {asked!r}. It is left out.")
    found = place.date_input(
        words, value=None, key=key, bind="query-params", format="DD/MM/YYYY",
        min_value=date(2000, 1, 1), max_value=date(2099, 12, 31),
    )  # fmt: skip
    return found if isinstance(found, date) else None


def _outcome(listed: Sequence[Outcome], said: list[str]) -> tuple[Outcome, ...]:
    true = {one.label: one for one in listed if not one.is_output}
    outputs = {one.label: one for one in listed if one.is_output}
    opening = next((one.label for one in true.values() if one.key in _FIRST_OUTCOMES), next(iter(true), None))
    held = _asked("outcome", true, "an outcome of this workspace", said)
    output = _asked("output", outputs, "an output of this workspace", said)
    output_now = output[0] if output and output[0] in outputs else ""
    now = output_now or ", ".join(held) or opening or "none"
    with st.popover(f"**Outcome** {_short(now)}", key="pop_outcome", width="content"):
        names: list[str] = []
        if true:
            names = st.multiselect(
                "Outcomes, added together",
                list(true),
                default=[opening] if opening else [],
                key="outcome",
                bind="query-params",
                placeholder="Choose an outcome",
                help="; ".join(outcome_option(one) for one in true.values()),
            )
        chosen = _output(outputs, output_now)
    if chosen:
        return (outputs[chosen],)
    return tuple(true[name] for name in names if name in true)


def _output(outputs: Mapping[str, Outcome], now: str) -> str:
    """Offer what police activity drives, apart from the outcomes and behind a box; give the one chosen."""
    if not outputs:
        return ""
    st.markdown("**Driven by police activity**")
    st.caption("They rise because police act, whatever the action achieves. Not a measure of success.")
    sure = st.checkbox("I want one of these as the outcome; the result will say so", key=CONFIRM)
    found = st.radio(
        "In place of an outcome",
        [_NO_OUTPUT, *outputs],
        key="output",
        bind="query-params",
        disabled=not sure and not now,
        captions=["", *(outcome_option(one).partition(": ")[2] for one in outputs.values())],
    )
    return str(found) if found in outputs else ""


def _areas(at: data.Key, subject: Subject | None, said: list[str]) -> tuple[AreaLevel, tuple[str, ...]]:
    level = _asked("areas", _LEVELS, f"one of {', '.join(_LEVELS)}", said)
    by = _LEVELS.get(level[0], "lad") if level else "lad"
    known = effect_data.names_of(by)
    # Areas of the other level are left over when the level changes; they are not unknown.
    other = effect_data.names_of("force" if by == "lad" else "lad")
    asked = [name for name in _asked("area", {*known, *other}, "the name of an area", said) if name in known]
    own, why_none = _own(at, subject, by)
    now = plural(len(asked), "chosen", "chosen") if asked else (f"{len(own)} of the operation" if own else "none")
    with st.popover(f"**Areas** {now}", key="pop_areas", width="content"):
        _radio_inside("Areas are", list(_LEVELS), "areas", first="Districts", sideways=True)
        names = st.multiselect(
            f"Areas of the action ({'districts' if by == 'lad' else 'forces'})",
            list(known),
            key="area",
            bind="query-params",
            placeholder="As the operation says" if own else "Choose areas",
        )
        by_code = {code: name for name, code in known.items()}
        if own:
            st.button("Start from those of the operation", key="areas_fill", on_click=_fill,
                      args=([by_code[code] for code in own if code in by_code],))  # fmt: skip
            st.caption(f"Of the operation: {plain('; '.join(sorted(by_code.get(code, code) for code in own)))}.")
        elif why_none:
            st.caption(plain(why_none))
    return by, tuple(known[name] for name in names if name in known)


def _fill(names: list[str]) -> None:
    st.session_state["area"] = names


def _own(at: data.Key, subject: Subject | None, by: AreaLevel) -> tuple[tuple[str, ...], str]:
    if subject is None:
        return (), ""
    try:
        return effect_data.areas_of(at, subject.name, by), ""
    except (InputError, MetricUndefinedError) as error:
        return (), str(error)


def _comparison(by: AreaLevel, areas: Sequence[str], said: list[str]) -> tuple[tuple[str, ...], float | None]:
    known = {name: code for name, code in effect_data.names_of(by).items() if code not in areas}
    every = {*effect_data.names_of("lad"), *effect_data.names_of("force")}
    asked = [name for name in _asked("control", every, "the name of an area", said) if name in known]
    now = plural(len(asked), "chosen", "chosen") if asked else "proposed"
    with st.popover(f"**Comparison** {now}", key="pop_control", width="content"):
        names = st.multiselect(
            "Areas to compare with",
            list(known),
            key="control",
            bind="query-params",
            placeholder="Those proposed",
        )
        st.caption(
            "Left empty: areas that were most alike before in level, trend and season, none beside those of the "
            "operation. The table under the result gives the reasons."
        )
        ring = _number(st, "Ring around in place of the districts beside, m", "ring", said, (100, 20_000), None)
        st.caption("For displacement. Needs crime recorded with points, not counts of districts.")
    return tuple(known[name] for name in names if name in known), ring


def _number(  # noqa: PLR0917 - one thing each
    place: Any,  # noqa: ANN401 - Streamlit keeps the class of a column to itself
    words: str,
    key: str,
    said: list[str],
    ends: tuple[int, int],
    first: int | None,
    placeholder: str = "",
) -> int | None:
    """Ask for a whole number; what the address asks out of range is said and left out."""
    asked = st.query_params.get(key, "")
    low, high = ends
    if asked and not (asked.isdecimal() and low <= int(asked) <= high):
        said.append(
            f"Expected a number from {low:,} to {high:,} for {key} in the address, found {asked!r}. It is left out."
        )
    found = place.number_input(
        words, low, high, first, key=key, bind="query-params", placeholder=placeholder or None,
        step=low or 1,
    )  # fmt: skip
    return None if found is None else int(found)


def _timing(said: list[str]) -> dict[str, Any]:
    """Ask for step, kind of change, windows and lengths; give them as arguments of the question."""
    for key, allowed in (("step", _STEPS), ("change", _KINDS), ("windows", _WINDOWS)):
        _asked(key, allowed, f"one of {', '.join(allowed)}", said)
    now = st.session_state.get("windows") or st.query_params.get("windows")
    with st.popover(f"**Windows** {str(now).lower() if now in _WINDOWS else 'same season'}", key="pop_windows"):
        change = _radio_inside("Taken as", list(_KINDS), "change", first=next(iter(_KINDS)), sideways=True)
        windows = _radio_inside("Compared with", list(_WINDOWS), "windows", first=next(iter(_WINDOWS)), sideways=True)
        st.caption("Same season: the same months of earlier years. Plain: the time right before.")
        step = _radio_inside("Counted by", list(_STEPS), "step", first=next(iter(_STEPS)), sideways=True)
        one, two, three = st.columns(3)
        years = _number(one, "Years before", "years", said, (1, _MOST_YEARS), 1)
        after = _number(two, f"{step} after", "after", said, (1, _MOST_AFTER), None, "up to a year")
        lead_in = _number(three, f"Lead-in, {step.lower()}", "lead_in", said, (0, _MOST_LEAD_IN), 0)
        st.caption("Lead-in: left out right before the start, such as the time in which the case was built.")
    return {
        "step": _STEPS[step],
        "burst": _KINDS[change],
        "windows": _WINDOWS[windows],
        "years": years or 1,
        "periods_after": after,
        "lead_in_periods": lead_in or 0,
    }
