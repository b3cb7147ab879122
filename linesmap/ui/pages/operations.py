"""The Operations page: what each phase and each force did and found, and the records behind every number."""

from __future__ import annotations

from collections.abc import Hashable
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from linesmap.errors import MetricUndefinedError
from linesmap.measure import MEASURES, Measure, per_100_000
from linesmap.model.filters import Filters
from linesmap.page_held import Held
from linesmap.ui import data, disruption_section, filter_bar, sheet, widgets
from linesmap.view.words import MISSING, amount, day, day_range, plural, rate

_GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Police activity", "counts what police did, not how much supply fell",
     ("intelligence", "arrests", "charges", "warrants", "stop_searches", "drug_tests")),
    ("Lines", "Type 1 and Type 2 closures are never added", ("closures_type_1", "closures_type_2")),
    ("Seized", "weight first; classes, doses and plants are never added",
     ("seizures", "class_a_g", "class_b_g", "class_c_g", "class_unknown_g", "doses", "plants", "cash_gbp", "weapons")),
    ("Safeguarding", "victims, not results of enforcement", ("safeguarding", "referrals")),
    ("Recorded offences", "all types held; drug and weapon offences are driven by police activity", ("offences",)),
)  # fmt: skip
_BY_KEY = {measure.key: measure for measure in MEASURES}
_MOST_FORCES = 8
_TOTAL, _RATE = "Totals", "Per 100,000 people"
_LIMITS = (
    "Counted from records: arrests, seizures and closures are driven by police activity.",
    "Phases differ in length, forces and population; kinds of count are never added to each other.",
)


def _period(row: dict[Hashable, Any]) -> str:
    if pd.isna(row.get("start_on")):
        return "period not registered"
    first = pd.Timestamp(row["start_on"]).date()
    return day_range(first, pd.Timestamp(row["end_on"]).date()) if pd.notna(row.get("end_on")) else day(first)


def _value(measure: Measure, value: float, population: float | None, shown: str) -> str:
    if shown == _TOTAL:
        return amount(value, measure.unit) if value else MISSING
    try:
        size = int(population) if population and population > 0 else None
        return rate(per_100_000(value, size)) if value else MISSING
    except MetricUndefinedError:
        return "no population"


def _small(notes: list[str]) -> str:
    return "".join(f"<small>{escape(note)}</small>" for note in notes)


def _table(frame: pd.DataFrame, heads: list[tuple[str, list[str]]], shown: str) -> str:
    """Write measures as rows and phases or forces as columns."""
    top = "".join(f'<th scope="col" class="n"><b>{escape(name)}</b>{_small(notes)}</th>' for name, notes in heads)
    body = []
    for group, note, keys in _GROUPS:
        rows = [key for key in keys if frame[key].sum() > 0]
        if not rows:
            continue
        body.append(
            f'<tr class="group"><th colspan="{len(heads) + 1}" scope="rowgroup">{escape(group)}'
            f"<small>{escape(note)}</small></th></tr>"
        )
        for key in rows:
            measure = _BY_KEY[key]
            unit = {"g": "grams", "GBP": "pounds"}.get(measure.unit, measure.unit)
            small = f"<small>{escape(unit)} per 100,000</small>" if shown == _RATE else ""
            cells = "".join(
                f'<td class="n">{escape(_value(measure, row[key], row["population"], shown))}</td>'
                for row in frame.to_dict("records")
            )
            body.append(f'<tr><th scope="row">{escape(measure.label)}{small}</th>{cells}</tr>')
    return (
        '<table class="lm-t fixed"><caption class="lm-sub">Every figure is counted from the records of this workspace; '
        "a dash means that no record says so</caption>"
        f'<colgroup><col style="width:190px"></colgroup><thead><tr><th></th>{top}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table>"
    )


def _people(population: float | None) -> str:
    return f"{population / 1e6:,.2f} million people" if population and population > 0 else "population not known"


def _phase_name(row: dict[Hashable, Any]) -> str:
    return f"{row['operation']} {row['phase'] if isinstance(row['phase'], str) else ''}".strip()


def _phase_heads(frame: pd.DataFrame) -> list[tuple[str, list[str]]]:
    heads = []
    for row in frame.to_dict("records"):
        named = [name for name in str(row["forces"] or "").split(";") if name.strip()]
        forces = f"{len(named)} forces" if len(named) > 1 else "".join(named) or "forces not registered"
        heads.append((_phase_name(row), [_period(row), forces, _people(row["population"])]))
    return heads


def _force_heads(frame: pd.DataFrame) -> list[tuple[str, list[str]]]:
    return [
        (row["name"], [plural(int(row["records"]), "record"), _people(row["population"])])
        for row in frame.to_dict("records")
    ]


def _shown(held: Held, at: data.Key, filters: Filters, figures: str) -> str:
    return f"{held.filter_words(filters, data.backdrop(at))}; {figures.lower()}"


def _behind(at: data.Key, filters: Filters, phases: pd.DataFrame) -> None:
    """Open any number to the records it is made of."""
    labels = {_phase_name(row): row for row in phases.to_dict("records")}
    measures = {measure.label: measure for measure in MEASURES if phases[measure.key].sum() > 0}
    if not measures:
        return
    widgets.heading("Records behind a number", "choose a phase and a measure")
    left, right = st.columns(2)
    chosen = left.selectbox("Phase", list(labels), key="behind_phase")
    what = right.selectbox("Measure", list(measures), key="behind_measure")
    row, measure = labels[chosen], measures[what]
    phase = f"{row['operation_id']}/{row['phase']}"
    narrowed = Filters(**{**vars(filters), "phases": (phase,), "operations": ()})
    records = data.behind(at, narrowed, measure.key)
    names = {force.code: force.name for force in data.all_forces()}
    shown = pd.DataFrame(
        {
            "Date": records["occurred_from"],
            "Record": records["title"],
            "Force": records["force"].map(names),
            "Where": records["place_label"],
            "Adds": [amount(value, measure.unit) for value in records["amount"]],
            "Id": records["record_id"],
        }
    )
    total = amount(float(records["amount"].sum()), measure.unit)
    st.caption(f"{len(records):,} records add to {total}, the figure in the table.")
    sheet.note(lambda _, __: sheet.heading_html("Records behind a number", f"{chosen}: {measure.label}"))
    sheet.table(
        shown,
        caption=f"{len(records):,} records add to {total}, the figure in the table",
        file=lambda held: disruption_section.free(held, shown, "Id", "records behind a number"),
        height=260,
        column_config={"Date": st.column_config.DateColumn(format="D MMM YYYY")},
    )


def _page(at: data.Key) -> None:
    chosen = filter_bar.show(data.choices(at))
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        widgets.title("Operations", "counted from records; driven by police activity")
        st.space("stretch")
        figures = str(
            st.segmented_control(
                "Figures", [_TOTAL, _RATE], default=_TOTAL, required=True, key="figures", bind="query-params",
                label_visibility="collapsed",
            )
        )  # fmt: skip
        sheet.button()
    sheet.shown(lambda held: _shown(held, at, chosen, figures))
    # An operation has a period of its own; the period filter would cut phases off.
    without_period = Filters(**{**vars(chosen), "period": None})
    phases = data.operations(at, without_period)
    if phases.empty:
        sheet.html('<p class="lm-p">No record of this selection belongs to an operation.</p>')
    else:
        sheet.html(_table(phases, _phase_heads(phases), figures))
        sheet.html(
            '<p class="lm-note">The period filter does not apply here: a phase has its own. Populations are '
            "mid-2020 (ONS). Phases differ in length and forces, so compare rates, with the heads in view.</p>"
        )
        _behind(at, without_period, phases)
    forces = data.forces(at, chosen)
    known = forces[forces["force"].notna()]
    most = known.nlargest(_MOST_FORCES, "records").sort_values("name")
    note = f", the {_MOST_FORCES} with most records" if len(known) > _MOST_FORCES else ""
    sheet.heading("By force of location", f"in the period and filters chosen{note}")
    if len(most):
        sheet.html(_table(most, _force_heads(most), figures))
    disruption_section.show(at, without_period)


with widgets.page():
    key = data.key()
    if key is None:
        widgets.empty_state()
    else:
        with sheet.opened("operations", "Operations", limits=_LIMITS):
            _page(key)
