"""The Programmes page: every published figure as published, with its bound, period and source."""

from __future__ import annotations

from collections.abc import Hashable
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from linesmap.measure import STRANDS, programmes
from linesmap.ui import data, widgets
from linesmap.view.words import MISSING, bounded, plural, published_period

_ANY_STRAND, _ANY_FORCE = "All strands", "Any force"
_IN_THE_UNIT = {"GBP", "%", "kg", "g"}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _strand(text: object) -> str:
    return STRANDS.get(_text(text), _text(text)) or MISSING


def _figure(row: dict[Hashable, Any]) -> str:
    number = None if pd.isna(row["value"]) else float(row["value"])
    unit, bound = _text(row["unit"]), _text(row["bound"])
    words = bounded(number, unit or None, bound or None)
    said = f"<small>{escape(bound)}</small>" if bound and bound != "exact" else ""
    noun = f"<small>{escape(unit)}</small>" if unit and unit not in _IN_THE_UNIT else ""
    source = escape(_text(row["source"]) or "source not stated")
    return f"<details><summary>{escape(words)}</summary><p>{source}</p></details>{said}{noun}"


def _row(row: dict[Hashable, Any]) -> str:
    measure, qualifier = escape(_text(row["measure"])), escape(_text(row["qualifier"]))
    return (
        f'<tr><th scope="row">{measure}<small>{qualifier}</small></th><td class="n">{_figure(row)}</td>'
        f"<td>{escape(published_period(row['period_start'], row['period_end']))}</td>"
        f"<td>{escape(_text(row['forces']).replace(';', ', '))}</td></tr>"
    )


def _table(figures: pd.DataFrame) -> str:
    return (
        '<table class="lm-t fixed"><caption class="lm-sub">Select a figure to see where it was published</caption>'
        '<colgroup><col style="width:40%"><col style="width:22%"><col style="width:16%"><col></colgroup><thead><tr>'
        '<th scope="col">Measure, in the publisher\'s words</th><th scope="col" class="n">Figure</th>'
        '<th scope="col">Period</th><th scope="col">Forces</th></tr></thead>'
        f"<tbody>{''.join(_row(row) for row in figures.to_dict('records'))}</tbody></table>"
    )


def _select(label: str, options: list[str], *, key: str, width: int) -> str:
    return str(st.selectbox(label, options, key=key, bind="query-params", width=width, label_visibility="collapsed"))


def _narrowed(figures: pd.DataFrame) -> pd.DataFrame:
    """Apply the strand, force and words chosen on this page."""
    labels = {_strand(key): key for key in STRANDS if (figures["strand"] == key).any()}
    names = sorted({name for cell in figures["forces"].dropna() for name in cell.split(";") if name})
    with st.container(key="bar", horizontal=True, vertical_alignment="center", gap="small"):
        widgets.title("Programmes")
        strand = _select("Strand", [_ANY_STRAND, *labels], key="strand", width=240)
        force = _select("Force", [_ANY_FORCE, *names], key="published_force", width=230)
        words = st.text_input(
            "Find", key="find", placeholder="Find a programme or measure", bind="query-params", width=260,
            label_visibility="collapsed",
        )  # fmt: skip
    if strand in labels:
        figures = figures[figures["strand"] == labels[strand]]
    if force != _ANY_FORCE:
        figures = figures[figures["forces"].fillna("").str.split(";").map(lambda named: force in named)]
    if words.strip():
        text = figures["programme"] + " " + figures["measure"] + " " + figures["lead"].fillna("")
        figures = figures[text.str.casefold().str.contains(words.strip().casefold(), regex=False)]
    return figures


def _list(listed: pd.DataFrame, n_figures: int, version: int) -> int:
    """Draw the programmes and give the number of the one selected; the first when none is."""
    periods = zip(listed["period_start"], listed["period_end"], strict=True)
    frame = pd.DataFrame(
        {
            "Programme": listed["programme"],
            "Strand": listed["strand"].fillna(""),
            "Period": [published_period(start, end) for start, end in periods],
            "Figures": listed["n_figures"],
        }
    )
    st.caption(f"{plural(len(listed), 'programme')}, {plural(n_figures, 'figure')}. Select one to read it.")
    chosen = st.dataframe(
        frame,
        hide_index=True,
        height=660,
        on_select="rerun",
        selection_mode=["single-row", "single-cell"],
        key=f"programmes_{version}_{len(listed)}",
        column_config={
            "Programme": st.column_config.TextColumn(width=200),
            "Strand": st.column_config.TextColumn(width=54),
            "Period": st.column_config.TextColumn(width=112),
            "Figures": st.column_config.NumberColumn(width=54),
        },
    )
    picked = widgets.picked_row(chosen)
    return picked if picked is not None and picked < len(listed) else 0


def _programme(row: pd.Series, figures: pd.DataFrame) -> None:
    own = figures[figures["programme"] == row["programme"]]
    made_up = '<span class="lm-chip lm-warn">Invented for demonstration</span>' if row["invented"] else ""
    lead = escape(_text(row["lead"]) or "Lead not stated")
    counted = f"{plural(len(own), 'figure')} from {plural(own['source'].nunique(), 'source')}"
    st.html(
        f'<p class="lm-name">{escape(row["programme"])}</p>{made_up}'
        f'<p class="lm-p">{lead}. Strand {escape(_strand(row["strand"]))}. {counted}.</p>'
    )
    with st.container(height=560, border=False):
        st.html(_table(own))
    st.html(
        '<p class="lm-note">≥ at least, &gt; more than, ≈ about: the publisher\'s own words. Figures of one '
        "programme may disagree: both stand. Kinds, periods and forces differ, so nothing is ranked or added.</p>"
    )


with widgets.page():
    key = data.key()
    if key is None:
        widgets.empty_state()
    elif (everything := data.figures(key)).empty:
        widgets.title("Programmes", "No published figures in this workspace.")
        st.html(
            '<p class="lm-p">Import a results return: one row a figure, with programme, measure, value and source.</p>'
        )
    elif (shown := _narrowed(everything)).empty:
        st.html('<p class="lm-p">No published figure matches. Take a choice away.</p>')
    else:
        listed = programmes(shown)
        left, right = st.columns([470, 920], gap="medium")
        with left:
            number = _list(listed, len(shown), key.version)
        with right:
            _programme(listed.iloc[number], shown)
