"""The Programmes page: every published figure as published, with its bound, period and source."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from linesmap.measure import STRANDS, programmes
from linesmap.ui import data, widgets
from linesmap.view.words import MISSING, bounded, plural, published_period

_ANY = "All strands"


def _strand(text: object) -> str:
    return STRANDS.get(str(text), str(text)) if isinstance(text, str) and text else MISSING


def _figure(row: dict[str, object]) -> str:
    value = row["value"]
    number = None if value is None or pd.isna(value) else float(value)  # type: ignore[arg-type, call-overload]
    unit, bound = _text(row["unit"]), _text(row["bound"])
    words = bounded(number, unit or None, bound or None)
    said = f"<small>{escape(bound)}</small>" if bound and bound != "exact" else ""
    noun = f"<small>{escape(unit)}</small>" if unit and unit not in {"GBP", "%", "kg", "g"} else ""
    source = escape(_text(row["source"]) or "source not stated")
    return f"<details><summary>{escape(words)}</summary><p>{source}</p></details>{said}{noun}"


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _table(figures: pd.DataFrame) -> str:
    rows = []
    for row in figures.to_dict("records"):
        values = {str(name): value for name, value in row.items()}
        rows.append(
            f'<tr><th scope="row">{escape(_text(values["measure"]))}<small>{escape(_text(values["qualifier"]))}</small></th>'
            f'<td class="n">{_figure(values)}</td>'
            f"<td>{escape(published_period(values['period_start'], values['period_end']))}</td>"
            f"<td>{escape(_text(values['forces']).replace(';', ', '))}</td></tr>"
        )
    return (
        '<table class="lm-t fixed"><caption class="lm-sub">Select a figure to see where it was published</caption>'
        '<colgroup><col style="width:40%"><col style="width:22%"><col style="width:16%"><col></colgroup><thead><tr>'
        '<th scope="col">Measure, in the publisher\'s words</th><th scope="col" class="n">Figure</th>'
        f'<th scope="col">Period</th><th scope="col">Forces</th></tr></thead><tbody>{"".join(rows)}</tbody></table>'
    )


def _narrowed(figures: pd.DataFrame) -> pd.DataFrame:
    """Apply the strand, force and words chosen on this page."""
    with st.container(key="bar", horizontal=True, vertical_alignment="center", gap="small"):
        widgets.title("Programmes")
        labels = {_strand(key): key for key in STRANDS if (figures["strand"] == key).any()}
        strand = st.selectbox(
            "Strand", [_ANY, *labels], key="strand", bind="query-params", width=240, label_visibility="collapsed"
        )
        forces = sorted({name for cell in figures["forces"].dropna() for name in cell.split(";") if name})
        force = st.selectbox(
            "Force",
            ["Any force", *forces],
            key="published_force",
            bind="query-params",
            width=230,
            label_visibility="collapsed",
        )
        words = st.text_input(
            "Find",
            key="find",
            placeholder="Find a programme or measure",
            bind="query-params",
            width=260,
            label_visibility="collapsed",
        )
    if strand in labels:
        figures = figures[figures["strand"] == labels[strand]]
    if force != "Any force":
        figures = figures[figures["forces"].fillna("").str.split(";").map(lambda names: force in names)]
    if words and words.strip():
        hay = figures["programme"] + " " + figures["measure"] + " " + figures["lead"].fillna("")
        figures = figures[hay.str.casefold().str.contains(words.strip().casefold(), regex=False)]
    return figures


def _show(figures: pd.DataFrame, version: int) -> None:
    listed = programmes(figures)
    left, right = st.columns([470, 920], gap="medium")
    with left:
        frame = pd.DataFrame(
            {
                "Programme": listed["programme"],
                "Strand": [str(strand) for strand in listed["strand"]],
                "Period": [
                    published_period(a, b) for a, b in zip(listed["period_start"], listed["period_end"], strict=True)
                ],
                "Figures": listed["n_figures"],
            }
        )
        st.caption(f"{plural(len(listed), 'programme')}, {plural(len(figures), 'figure')}. Select one to read it.")
        chosen = st.dataframe(
            frame, hide_index=True, height=640, on_select="rerun", selection_mode="single-row",
            key=f"programmes_{version}_{len(listed)}",
            column_config={"Programme": st.column_config.TextColumn(width="medium"), "Strand": st.column_config.TextColumn(width="small")},
        )  # fmt: skip
    rows = chosen["selection"]["rows"] if chosen else []
    row = listed.iloc[rows[0] if rows else 0]
    with right:
        own = figures[figures["programme"] == row["programme"]]
        st.html(
            f'<p class="lm-name">{escape(row["programme"])}</p><p class="lm-p">{escape(_text(row["lead"]) or "Lead not stated")}. '
            f"Strand {escape(_strand(row['strand']))}. {plural(len(own), 'figure')} from {plural(own['source'].nunique(), 'source')}.</p>"
        )
        with st.container(height=560, border=False):
            st.html(_table(own))
        st.html(
            '<p class="lm-note">≥ at least, &gt; more than, ≈ about: the publisher\'s own words. Figures of one programme '
            "may disagree: both stand. Kinds, periods and forces differ, so nothing is ranked or added.</p>"
        )


with widgets.page():
    key = data.key()
    if key is None:
        widgets.empty_state()
    else:
        everything = data.figures(key)
        if everything.empty:
            widgets.title("Programmes", "No published figures in this workspace.")
            st.html(
                '<p class="lm-p">Import a results return: one row a figure, with programme, measure, value and source.</p>'
            )
        else:
            shown = _narrowed(everything)
            if shown.empty:
                st.html('<p class="lm-p">No published figure matches. Take a choice away.</p>')
            else:
                _show(shown, key.version)
