"""Draw what belongs to an effect besides: closed lines and what followed, other methods, comparison areas, limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from html import escape

import pandas as pd
import streamlit as st

from linesmap.effects import EffectAnswer, EffectQuestion
from linesmap.errors import LinesmapError
from linesmap.measure.effect import METHODS, Method
from linesmap.page_held import Held
from linesmap.recovery import Recovery, recovery, where_successors_surface
from linesmap.ui import data, effect_data, sheet
from linesmap.ui.effect_choices import Choice
from linesmap.ui.sheet import paragraph
from linesmap.view.effect_intervals import RatioRow, ratio_chart
from linesmap.view.effect_words import METHOD_WORDS, comparison_frame, interval_words, recovery_rows, surface_rows
from linesmap.view.force_tables import cells_table

__all__ = ["show"]

_DECIDE = "lines?view=Suggestions"
_ALL = "effect_all_for"


def show(at: data.Key, found: EffectAnswer, choice: Choice, question: EffectQuestion) -> None:
    """Draw everything under the answer."""
    _network(at, choice)
    _methods(at, question)
    _comparison(found)
    left, right = sheet.columns([1, 1], gap="medium")
    with left:
        sheet.heading("Limits", "what the claim rests on, and where it is weak")
        shown_above = found.effect.calibration.sentence()
        _list([words for words in found.effect.limits() if words != shown_above])
    with right:
        sheet.heading("Also to know", "what the series leaves out, and what else happened")
        _list(found.notes or ("Nothing is known to be left out, and no other operation is known.",))


def _list(sentences: Sequence[str]) -> None:
    items = "".join(f'<li style="margin:0 0 4px">{escape(words)}</li>' for words in sentences)
    sheet.html(f'<ul style="font-size:13px;line-height:18px;margin:0;padding-left:18px;max-width:90ch">{items}</ul>')


def _network(at: data.Key, choice: Choice) -> None:
    sheet.heading(
        "Displacement through the network", "what followed the lines that the operation closed, in all its phases"
    )
    if choice.subject is None:
        paragraph("Choose an operation of the workspace to follow the lines that it closed.")
        return
    name = choice.subject.programme
    followed, shares = effect_data.followed(at, name), effect_data.shares(at)
    ids = _ids_by_name(at)
    none = f"No record of {name} reports the closure of a line."

    def in_file(held: Held, _: str) -> str:
        # Closures and what followed them are single records: the file has those that may leave.
        left = held.once(("followed", name), lambda: where_successors_surface(held.tables, name))
        return _followed(left, {}, links=False) if len(left) else _sentence(none)

    def shares_in_file(held: Held, _: str) -> str:
        return _back(held.once("recovery", lambda: recovery(held.tables)), name)

    if followed.empty:
        paragraph(none)
        return
    left, right = sheet.columns([1010, 386], gap="medium")
    with left:
        sheet.html(_followed(followed, ids), file=in_file)
    with right:
        sheet.html(_back(shares, name), file=shares_in_file)
        paragraph(
            "Of the closures followed for so long; the others count nowhere. A line that came back unseen counts as "
            "held. The two types are never added.",
            "lm-note",
        )


def _sentence(words: str) -> str:
    """Write a sentence; it is escaped."""
    return f'<p class="lm-p">{escape(words)}</p>'


def _followed(found: pd.DataFrame, ids: dict[str, str], *, links: bool = True) -> str:
    heads = [("Line", ""), ("Closed", ""), ("Followed by", ""), ("On what basis", ""), ("When", ""), ("Where", "")]
    rows = [
        [
            _line(line, ids),
            escape(closed),
            _line(became, ids),
            _basis(basis, links=links),
            escape(on),
            escape(where),
        ]
        for line, closed, became, basis, on, where in surface_rows(found)
    ]
    caption = "A row a closure and what followed within 90 days. A suggestion is no fact until a person accepts it"
    return cells_table(heads, rows, caption=caption, widths="13% 20% 13% 18% 18%")


def _back(shares: Sequence[Recovery], name: str) -> str:
    head, *counted = recovery_rows(
        [
            (one.closure_type, one.within_days, one.watched, one.back, one.low, one.high)
            for one in shares
            if one.operation == name
        ]
    )
    cells = [[f"{escape(words)}<small>{escape(small)}</small>" for words, small in row] for row in counted]
    heads = [(words, "n" if number else "") for number, (words, _) in enumerate(head)]
    return cells_table(heads, cells, caption="Lines back within so many days, with the 95% interval")


def _ids_by_name(at: data.Key) -> dict[str, str]:
    """Give the identifier of every line whose name no other has."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for one in data.backdrop(at).profiles:
        twice |= {one.name} & set(found)
        found[one.name] = one.line_id
    return {name: line_id for name, line_id in found.items() if name not in twice}


def _line(name: str, ids: dict[str, str]) -> str:
    if name not in ids:
        return escape(name)
    address = escape(ids[name], quote=True)
    return f'<a href="lines?open={address}" target="_self" style="color:var(--lm-primary)">{escape(name)}</a>'


def _basis(basis: str, *, links: bool) -> str:
    if not basis.startswith("suggested"):
        return escape(basis)
    said = f'<span class="lm-chip" style="padding:0 6px">{escape(basis)}</span>'
    link = f'<a href="{_DECIDE}" target="_self" style="color:var(--lm-primary)">decide</a>'
    return f"{said} {link}" if links else said


def _methods(at: data.Key, question: EffectQuestion) -> None:
    with sheet.expander("Other methods", expanded=False, key="effect_methods"):
        paragraph(
            "Methods that rest on different assumptions and agree are worth more than one alone. Choosing the method "
            "after seeing which shows an effect is worth less than nothing.",
            style="max-width:none",
        )
        if st.session_state.get(_ALL) == question:
            _all_methods(at, question)
        else:
            st.button("Work out all four methods", key="effect_all", on_click=_ask_all, args=(question,))
            sheet.note(lambda _, __: _sentence("Not worked out on the page."))


def _ask_all(question: EffectQuestion) -> None:
    st.session_state[_ALL] = question


def _all_methods(at: data.Key, question: EffectQuestion) -> None:
    rows, refused, words = [], [], []
    with st.spinner("Working out the other methods"):
        for method, name in METHODS.items():
            try:
                effect = effect_data.answer(at, replace(question, method=method)).effect
            except LinesmapError as error:
                refused.append(f"{name} cannot be used: {error}")
                continue
            rows.append(RatioRow(name, effect.estimate, effect.interval.lower, effect.interval.upper))
            words.append(f"{name}: {interval_words(effect)}")
    if rows:
        sheet.chart(lambda shade: ratio_chart(rows, theme=shade, named=True), alt_text=". ".join(words), width=1408)
        _list([f"{each}. {METHOD_WORDS[method].does}" for each, method in zip(words, _used(rows), strict=True)])
    if refused:
        _list(refused)


def _used(rows: Sequence[RatioRow]) -> list[Method]:
    by_name = {name: method for method, name in METHODS.items()}
    return [by_name[row.name] for row in rows]


def _comparison(found: EffectAnswer) -> None:
    with sheet.expander("Areas to compare with, and why", expanded=False, key="effect_areas"):
        if found.proposed is None:
            paragraph("No other area has counts before the operation, so none could be proposed.")
            return
        frame = comparison_frame(found.proposed.table, found.effect.comparators, found.names)
        paragraph(
            "Alike in level, yearly trend and season before the operation. Unlike: 0 is just like the areas of the "
            "operation, 1 as far as areas usually are. Areas beside are never proposed: an effect or displaced dealing "
            "would reach them.",
            style="max-width:none",
        )
        sheet.table(
            frame,
            caption="Areas that were counted before",
            height=300,
            column_config={
                "Unlike": st.column_config.NumberColumn(format="%.2f", width=70),
                "Used": st.column_config.CheckboxColumn(width=60),
                "Role": st.column_config.TextColumn(width=130),
                "Area": st.column_config.TextColumn(width=200),
            },
        )
