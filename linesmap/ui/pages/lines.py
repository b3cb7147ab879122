"""The Lines page: every deal line in a table, and one line opened with its life, its places and its evidence."""

from __future__ import annotations

from html import escape

import pandas as pd
import streamlit as st

from linesmap.model.filters import Filters
from linesmap.network import LineProfile
from linesmap.store import EVENT_KINDS
from linesmap.ui import data, filter_bar, widgets
from linesmap.ui.frame_style import theme
from linesmap.ui.pages import page
from linesmap.view.line_pictures import PlacedRecord, caption, data_uri, footprint, life_strip, shape
from linesmap.view.scene import STATUS_KEY
from linesmap.view.tokens import colour, tokens
from linesmap.view.words import MISSING, day, money, phone, plural, weight

_MOST_EVIDENCE = 60
_MOST_TIES = 40
_LIST_HEIGHT = 424
_FEW = 5


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _chip(profile: LineProfile) -> str:
    if profile.status is None:
        return ""
    key = STATUS_KEY[profile.status]
    style = tokens()["status"][key]
    stroke = colour("status-" + key, theme())
    picture = data_uri(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="24" height="8"><line x1="0" x2="24" y1="4" y2="4" '
        f'stroke="{stroke}" stroke-width="{style.get("width", 3)}" stroke-dasharray="{style["dash"]}"/></svg>'
    )
    return f'<span class="lm-chip"><img alt="" src="{picture}">{escape(style["label"])}</span>'


def _table(at: data.Key, profiles: list[LineProfile], counts: pd.DataFrame, weekly: dict[str, list[int]]) -> None:
    by_line = counts.set_index("line_id")["records"]
    frame = pd.DataFrame(
        {
            "Line": [p.name for p in profiles],
            "Status": [tokens()["status"][STATUS_KEY[p.status]]["label"] if p.status else MISSING for p in profiles],
            "Route": [_capital(p.route) for p in profiles],
            "Kind": [p.line_kind.value for p in profiles],
            "Drugs": [", ".join(p.drugs) for p in profiles],
            "Records": [int(by_line.get(p.line_id, 0)) for p in profiles],
            "By week": [weekly.get(p.line_id, []) for p in profiles],
            "First seen": [p.first_seen for p in profiles],
            "Last activity": [p.last_activity for p in profiles],
        }
    )
    chosen = st.dataframe(
        frame,
        hide_index=True,
        height=690,
        on_select="rerun",
        selection_mode=["single-row", "single-cell"],
        key=f"lines_table_{at.version}",
        column_config={
            "Records": st.column_config.NumberColumn(format="localized", help="In the period and filters chosen"),
            "By week": st.column_config.BarChartColumn(width=180, help="Records a week, whole time"),
            "Drugs": st.column_config.TextColumn(width=230),
            "Line": st.column_config.TextColumn(width=110),
            "Kind": st.column_config.TextColumn(width=80),
            "First seen": st.column_config.DateColumn(format="D MMM YYYY"),
            "Last activity": st.column_config.DateColumn(format="D MMM YYYY"),
            "Route": st.column_config.TextColumn(width=330),
        },
    )
    picked = widgets.picked_row(chosen)
    if picked is not None:
        st.query_params["open"] = profiles[picked].line_id
        st.rerun()


def _placed(records: pd.DataFrame) -> list[PlacedRecord]:
    return [
        PlacedRecord(
            on=row["occurred_from"].date(),
            kind=row["kind"],
            lon=None if pd.isna(row["lon"]) else float(row["lon"]),
            lat=None if pd.isna(row["lat"]) else float(row["lat"]),
            uncertainty_m=None if pd.isna(row["uncertainty_m"]) else float(row["uncertainty_m"]),
        )
        for row in records.to_dict("records")
    ]


def _open(at: data.Key, profile: LineProfile) -> None:
    evidence = data.profile_evidence(at, profile.line_id)
    counts = data.activity(at, Filters(), "line")
    left, right = st.columns([1100, 292], vertical_alignment="bottom")
    with left:
        register = "" if profile.in_register else " It stands in no register."
        said = f"{_capital(profile.route)}. {_capital(', '.join(profile.drugs))}.{register}"
        st.html(f'<p class="lm-name">{escape(profile.name)}</p>{_chip(profile)}<p class="lm-p">{escape(said)}</p>')
    with right, st.container(horizontal=True, horizontal_alignment="right", gap="small"):
        st.button("Back to the lines", key="back_to_lines", on_click=_close)
        if st.button("Show on map", type="primary", key="line_on_map"):
            st.switch_page(page("map"), query_params=filter_bar.address(line=profile.name))
    row = counts[counts["line_id"] == profile.line_id]
    sums = row.iloc[0] if len(row) else pd.Series(dtype="float64")
    grams = sum(float(sums.get(name, 0)) for name in ("class_a_g", "class_b_g", "class_c_g", "class_unknown_g"))
    widgets.facts(
        [
            ("First seen", day(profile.first_seen) if profile.first_seen else MISSING, ""),
            ("Last activity", day(profile.last_activity) if profile.last_activity else MISSING, ""),
            ("Records", f"{profile.n_records:,}", "whole time"),
            ("Numbers used", f"{len(profile.phones):,}", "in registers"),
            ("Seized", weight(grams), f"and {money(float(sums.get('cash_gbp', 0)))}"),
            ("Recorded by", plural(len(profile.forces), "force"), ""),
            ("Exploited people", _few(evidence.ties), "not named here"),
        ]
    )
    placed = _placed(evidence.records)
    if profile.spans:
        widgets.heading(
            "Life of the line", "active while a record falls within 28 days; closures are entered by a person"
        )
        st.html(
            f'<img style="width:100%" alt="{escape(caption(profile))}" '
            f'src="{data_uri(life_strip(profile.spans, placed, theme=theme()))}">'
        )
    columns = st.columns([430, 450, 520], gap="medium")
    with columns[0]:
        _footprint(profile, placed)
    with columns[1]:
        _ties(evidence.ties)
    with columns[2]:
        _evidence(evidence.records)


def _few(ties: pd.DataFrame) -> str:
    if ties.empty:
        return "0"
    count = int((ties["safeguarding"] & (ties["type"] == "person")).sum())
    return f"{count:,}" if count == 0 or count >= _FEW else f"under {_FEW}"


def _footprint(profile: LineProfile, placed: list[PlacedRecord]) -> None:
    located = sum(1 for r in placed if r.lon is not None)
    widgets.heading("Footprint", f"{located:,} of {len(placed):,} records located; dashed circles are drawn to scale")
    svg = footprint(profile, placed, theme=theme())
    if svg is None:
        st.html('<p class="lm-p">No record of this line has a place.</p>')
        return
    words = f"Map of {profile.name}: {profile.route}"
    st.html(f'<img style="width:100%" alt="{escape(words)}" src="{data_uri(svg)}">')
    st.html('<p class="lm-note">ONS, OGL v3</p>')


_TYPE_NAMES = {
    "person": "Person", "phone": "Phone", "vehicle": "Vehicle", "operation": "Operation", "place": "Place",
    "deal_line": "Line",
}  # fmt: skip


def _ties(ties: pd.DataFrame) -> None:
    widgets.heading("Tied to", "named in the same records")
    if ties.empty:
        st.html('<p class="lm-p">Nothing else is named in its records.</p>')
        return
    shown = ties[ties["type"] != "place"].head(_MOST_TIES)
    rows = [
        [
            _TYPE_NAMES[row["type"]] + (", safeguard first" if row["safeguarding"] else ""),
            phone(row["label"]) if row["type"] == "phone" else row["label"],
            row["relation"].replace("_", " "),
            f"{row['n_records']:,}",
            day(row["last_seen"]),
        ]
        for row in shown.to_dict("records")
    ]
    heads = ["Type", "What", "Relation", "Records", "Last seen"]
    said = f"{len(shown):,} of {len(ties):,} ties, those with the strongest evidence first"
    with st.container(height=_LIST_HEIGHT, border=False):
        st.html(widgets.html_table(heads, rows, caption=said, right=(3, 4), widths="21% 29% 20% 13% 17%"))


def _evidence(records: pd.DataFrame) -> None:
    widgets.heading("Evidence", f"newest first, {plural(len(records), 'record')}")
    marks = {
        kind: data_uri(
            '<svg xmlns="http://www.w3.org/2000/svg" width="12" height="12">'
            + shape(kind, 6, 6, 10, colour("kind-" + kind, theme()))
            + "</svg>"
        )
        for kind in EVENT_KINDS
    }
    rows = []
    for row in records.head(_MOST_EVIDENCE).to_dict("records"):
        where = row["place_label"] if isinstance(row["place_label"], str) else "Not located"
        precision = row["precision"] if isinstance(row["precision"], str) else ""
        rows.append(
            f"<tr><td>{day(row['occurred_from'])}</td>"
            f'<td><img class="lm-icon" alt="" src="{marks[row["kind"]]}">{escape(str(row["title"]))}'
            f"<small>{escape(tokens()['kind'][row['kind']]['label'])}</small></td>"
            f"<td>{escape(where)}<small>{escape(precision)}</small></td>"
            f"<td>{escape(row['grading'] if isinstance(row['grading'], str) else MISSING)}</td></tr>"
        )
    with st.container(height=_LIST_HEIGHT, border=False):
        st.html(
            '<table class="lm-t"><caption class="lm-sub">Records that name this line</caption><thead><tr>'
            '<th scope="col">Date</th><th scope="col">Record</th><th scope="col">Where</th><th scope="col">Grade</th>'
            f"</tr></thead><tbody>{''.join(rows)}</tbody></table>"
        )
        if len(records) > _MOST_EVIDENCE:
            st.html(f'<p class="lm-note">The newest {_MOST_EVIDENCE} are listed; the map shows all of them.</p>')


def _list(at: data.Key, profiles: list[LineProfile]) -> None:
    filters = filter_bar.show(data.choices(at))
    activity = data.activity(at, filters, "line")
    named = set(activity["line_id"])
    shown = [profile for profile in profiles if profile.line_id in named] if filters else profiles
    if shown:
        widgets.title("Lines", f"{plural(len(shown), 'line')}; select one to open it")
        _table(at, shown, activity, data.weekly_by_line(at))
    else:
        widgets.title("Lines", "No line is named by the records chosen. Take a filter away.")


def _close() -> None:
    st.query_params.pop("open", None)


with widgets.page():
    key = data.key()
    if key is None:
        widgets.empty_state()
    else:
        profiles = list(data.backdrop(key).profiles)
        opened = next((p for p in profiles if p.line_id == st.query_params.get("open")), None)
        if opened is not None:
            _open(key, opened)
        else:
            _list(key, profiles)
