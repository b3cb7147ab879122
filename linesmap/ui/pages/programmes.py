"""The Programmes page: every published figure as published, by strand, office and force, with bound and source."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from linesmap import reference
from linesmap.measure import STRANDS
from linesmap.ui import data, sheet, widgets
from linesmap.view.force_pictures import force_codes, shaded_map
from linesmap.view.programme_figures import (
    counts_by_force,
    listed_programmes,
    narrowed,
    parts_of,
    published_rows,
)
from linesmap.view.programme_tables import figures_table, funnel_steps, funnel_table
from linesmap.view.small_map import data_uri
from linesmap.view.words import MISSING, plural

_ANY_STRAND, _ANY_LEAD, _ANY_FORCE = "All strands", "Any lead office", "Any force"
_OPENED = "programme"
_ELSEWHERE_SHOWN = 6
_ROW, _HEAD, _MOST_ROWS_HIGH = 35, 38, 18
_BY = ("Programmes", "Figures")
_LIMITS = (
    "Every figure stands as its publisher gave it, with the sign of its claim; figures that disagree both stand.",
    "Kinds, periods and forces differ, so nothing is ranked or added.",
    "Arrests, seizures and closures are driven by police activity.",
)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _strand(text: object) -> str:
    return STRANDS.get(_text(text), _text(text)) or MISSING


def _select(label: str, options: list[str], *, key: str, width: int) -> str:
    return str(st.selectbox(label, options, key=key, bind="query-params", width=width, label_visibility="collapsed"))


def _names(cells: pd.Series) -> list[str]:
    return sorted({name for cell in cells for name in parts_of(cell)})


def _chosen(figures: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame, str | None]:
    """Give the figures chosen, those of any force, and the force; by what is chosen on this page."""
    labels = {_strand(key): key for key in STRANDS if (figures["strand"] == key).any()}
    with st.container(key="bar", horizontal=True, vertical_alignment="center", gap="small"):
        widgets.title("Programmes")
        strand = _select("Strand", [_ANY_STRAND, *labels], key="strand", width=190)
        lead = _select("Lead office", [_ANY_LEAD, *_names(figures["lead"])], key="lead", width=200)
        force = _select("Force", [_ANY_FORCE, *_names(figures["forces"])], key="published_force", width=160)
        words = st.text_input(
            "Find", key="find", placeholder="Find a programme or measure", bind="query-params", width=170,
            label_visibility="collapsed",
        )  # fmt: skip
        st.space("stretch")
        sheet.button()
    asked = [one for one in (strand, lead, force) if one not in {_ANY_STRAND, _ANY_LEAD, _ANY_FORCE}]
    sheet.shown("Published figures" + _choices([*asked, f"“{words.strip()}”"] if words and words.strip() else asked))
    anywhere = narrowed(
        figures, strand=labels.get(strand), lead=lead if lead != _ANY_LEAD else None, words=str(words or "")
    )
    wanted = force if force != _ANY_FORCE else None
    return narrowed(anywhere, force=wanted), anywhere, wanted


def _choices(asked: list[str]) -> str:
    return f", only {'; '.join(asked)}" if asked else ", all of them"


def _list(listed: pd.DataFrame, version: int) -> int:
    """Draw the programmes and give the number of the one selected; that of the address, or the first, when none is."""
    frame = pd.DataFrame(
        {
            "Programme": listed["programme"],
            "Strand": listed["strand"].fillna(""),
            "Figures": listed["n_figures"],
        }
    )
    said = f"{plural(len(listed), 'programme')}, {plural(int(listed['n_figures'].sum()), 'figure')}"
    st.caption(f"{said}. Select one to read it.")
    chosen = sheet.table(
        frame,
        caption=said,
        height=min(len(listed), _MOST_ROWS_HIGH) * _ROW + _HEAD,
        on_select="rerun",
        selection_mode=["single-row", "single-cell"],
        key=f"programmes_{version}_{len(listed)}",
        column_config={
            "Programme": st.column_config.TextColumn(width=286),
            "Strand": st.column_config.TextColumn(width=50),
            "Figures": st.column_config.NumberColumn(width=56),
        },
    )
    picked = widgets.picked_row(chosen)
    if picked is not None and picked < len(listed):
        return picked
    asked = [number for number, name in enumerate(listed["programme"]) if name == st.query_params.get(_OPENED)]
    return asked[0] if asked else 0


def _programme(row: pd.Series, figures: pd.DataFrame) -> None:
    own = figures[figures["programme"] == row["programme"]]
    rows = published_rows(own)
    made_up = '<span class="lm-chip lm-warn">Invented for demonstration</span>' if row["invented"] else ""
    lead = escape(", ".join(parts_of(row["lead"])) or "Lead not stated")
    counted = f"{plural(int(row['n_figures']), 'figure')} from {plural(own['source'].nunique(), 'source')}"
    against = sum(1 for one in rows if one.disagrees)
    said = f" <b>{against:,} of them disagree with another.</b>" if against else ""
    sheet.html(
        f'<p class="lm-name">{escape(row["programme"])}</p>{made_up}'
        f'<p class="lm-p">{lead}. Strand {escape(_strand(row["strand"]))}. {counted}.{said}<br>'
        f"{escape(_forces(own))}</p>"
    )
    with sheet.scrolled(560):
        if steps := funnel_steps(rows):
            sheet.heading("From eligible to prosecuted", "people, each step beside the one it is a share of")
            sheet.html(funnel_table(steps))
            sheet.html(
                '<p class="lm-note">How many of those referred were trigger offenders is not said, so both are shares '
                "of those tested.</p>"
            )
            sheet.heading("All figures")
        sheet.html(figures_table(rows))
    sheet.html(
        '<p class="lm-note">≥ at least, &gt; more than, ≤ at most, ≈ about: the publisher\'s own words. Figures that '
        "disagree both stand. Kinds, periods and forces differ, so nothing is ranked or added.</p>"
    )


def _forces(own: pd.DataFrame) -> str:
    names = list(dict.fromkeys(name for cell in own["forces"] for name in parts_of(cell)))
    return f"Forces: {', '.join(names)}." if names else "No force named."


def _map(figures: pd.DataFrame, force: str | None) -> None:
    """Shade the forces by what was published about them, whatever force is chosen; that one is outlined."""
    counts = counts_by_force(figures, force_codes())
    by = st.segmented_control(
        "Shade by", _BY, default=_BY[0], required=True, key="shade", bind="query-params",
        label_visibility="collapsed",
    )  # fmt: skip
    of_force = counts.figures if by == _BY[1] else counts.programmes
    found = reference.find_force(force) if force else None
    code = found.code if found else None
    most = max(of_force.items(), key=lambda item: (item[1], item[0]), default=None)
    noun = str(by).lower()
    words = f"Map of {noun} by force" + (f", most in {reference.force(most[0]).name}, {most[1]:,}" if most else "")
    sheet.note(lambda _, __: sheet.heading_html(f"{by} by force"))

    def drawn(shade: str) -> str:
        picture = data_uri(shaded_map(of_force, unit=str(by), theme=shade, chosen=code))
        return f'<img style="width:100%;border-radius:4px" alt="{escape(words)}" src="{picture}">'

    sheet.html(drawn)
    if found:
        own = (counts.programmes.get(found.code, 0), counts.figures.get(found.code, 0))
        sheet.html(
            f'<p class="lm-p"><b>{escape(found.name)}</b>: {plural(own[0], "programme")}, {plural(own[1], "figure")}, '
            "outlined.</p>"
        )
    if counts.elsewhere:
        said = ", ".join(f"{escape(name)} {n:,}" for name, n in counts.elsewhere[:_ELSEWHERE_SHOWN])
        sheet.html(f'<p class="lm-note">Figures of no single force, not drawn: {said}.</p>')
    sheet.html(
        '<p class="lm-note">A figure of several forces counts in each. Shading says where something was published, '
        "not where most was achieved. Areas: ONS, OGL v3.</p>"
    )


def _page(version: int, everything: pd.DataFrame) -> None:
    shown, anywhere, force_chosen = _chosen(everything)
    if shown.empty:
        sheet.html('<p class="lm-p">No published figure matches. Take a choice away.</p>')
        return
    listed = listed_programmes(shown)
    left, middle, right = sheet.columns([440, 630, 330], gap="medium")
    with left:
        number = _list(listed, version)
    with middle:
        _programme(listed.iloc[number], shown)
    with right:
        _map(anywhere, force_chosen)


with widgets.page():
    key = data.key()
    if key is None:
        widgets.empty_state()
    elif (everything := data.figures(key)).empty:
        widgets.title("Programmes", "No published figures in this workspace.")
        st.html(
            '<p class="lm-p">Import a results return: one row a figure, with programme, measure, value and source.</p>'
        )
    else:
        with sheet.opened("programmes", "Programmes", limits=_LIMITS, counts="published"):
            _page(key.version, everything)
