"""Draw one opened line: its life, where it works, what it is tied to, and the evidence behind all of it."""

from __future__ import annotations

from datetime import timedelta
from html import escape

import pandas as pd
import streamlit as st

from linesmap import lines
from linesmap.model.filters import Filters
from linesmap.network import FootprintArea, LineProfile
from linesmap.store import EVENT_KINDS
from linesmap.ui import data, filter_bar, line_data, line_decide, pages, widgets
from linesmap.ui.frame_style import theme
from linesmap.ui.line_marks import age, capital, chip, close, forces, origins
from linesmap.view.line_links import Neighbour, choose_neighbours, link_chart
from linesmap.view.line_pictures import PlacedRecord, caption, data_uri, footprint, life_strip, shape
from linesmap.view.scene import STATUS_KEY
from linesmap.view.tokens import colour, tokens
from linesmap.view.words import MISSING, day, money, phone, plural, radius, share, weight

__all__ = ["show"]

_MOST_EVIDENCE = 60
_HEIGHT = 420
_FEW = 5
_FEW_AREAS = 4


def show(at: data.Key, profile: LineProfile) -> None:
    """Draw a line."""
    evidence, ties = line_data.evidence(at, profile.line_id), data.profile_evidence(at, profile.line_id).ties
    suggested = line_decide.of_line(at, profile.line_id)
    _head(profile, sum(not one.verdict for one in suggested))
    _facts(at, profile, ties)
    placed = _placed(evidence)
    if profile.spans:
        note = "active while a record falls within 28 days; closures, mergers and new names are entered by a person"
        widgets.heading("Life of the line", note)
        picture = data_uri(life_strip(profile.spans, placed, theme=theme()))
        st.html(f'<img style="width:100%" alt="{escape(caption(profile))}" src="{picture}">')
    columns = st.columns([410, 450, 548], gap="medium")
    with columns[0]:
        _footprint(profile, placed)
    with columns[1]:
        _links(at, profile, ties)
    with columns[2]:
        # The names stay the same whatever is decided, so that the tab chosen stays open.
        tabs = st.tabs(
            ["Evidence", "Changes", "Numbers", "Closures", "Suggestions"], key=f"line_tabs_{profile.line_id}"
        )
        with tabs[0], st.container(height=_HEIGHT, border=False):
            _evidence(evidence)
        with tabs[1], st.container(height=_HEIGHT, border=False):
            _changes(at, profile)
        with tabs[2], st.container(height=_HEIGHT, border=False):
            _numbers(profile)
        with tabs[3], st.container(height=_HEIGHT, border=False):
            _closures(at, profile)
        with tabs[4], st.container(height=_HEIGHT, border=False):
            line_decide.show(at, suggested)


def _head(profile: LineProfile, waiting: int) -> None:
    left, right = st.columns([900, 492], vertical_alignment="bottom")
    with left:
        register = "" if profile.in_register else " It stands in no register."
        said = f"{capital(profile.route)}. {capital(', '.join(profile.drugs)) or 'Drugs not recorded'}.{register}"
        said += f" {plural(waiting, 'suggestion waits', 'suggestions wait')} for a decision." if waiting else ""
        st.html(f'<p class="lm-name">{escape(profile.name)}</p>{chip(profile)}<p class="lm-p">{escape(said)}</p>')
    with right, st.container(horizontal=True, horizontal_alignment="right", gap="small"):
        st.button("Back to the lines", key="back_to_lines", on_click=close)
        if "network" in pages.TITLES and st.button("Open in Network", key="line_in_network"):
            st.switch_page(pages.page("network"), query_params={"focus": profile.line_id})
        if st.button("Show on map", type="primary", key="line_on_map"):
            st.switch_page(pages.page("map"), query_params=filter_bar.address(line=profile.name))


def _facts(at: data.Key, profile: LineProfile, ties: pd.DataFrame) -> None:
    counts = data.activity(at, Filters(), "line")
    row = counts[counts["line_id"] == profile.line_id]
    sums = row.iloc[0] if len(row) else pd.Series(dtype="float64")
    grams = sum(float(sums.get(name, 0)) for name in ("class_a_g", "class_b_g", "class_c_g", "class_unknown_g"))
    stated = [use for use in profile.numbers if use.stated]
    used = [f"last {phone(use.number)}" for use in stated[-1:] if use.last_seen]
    seen = forces(profile.forces[:1]) + (f" and {len(profile.forces) - 1}" if len(profile.forces) > 1 else "")
    widgets.facts(
        [
            ("First seen", day(profile.first_seen) if profile.first_seen else MISSING, f"age {age(profile.age_days)}"),
            ("Last activity", day(profile.last_activity) if profile.last_activity else MISSING, ""),
            ("Records", f"{profile.n_records:,}", "whole time"),
            ("Numbers used", f"{len(stated):,}", used[0] if used else "in registers"),
            ("Seized", weight(grams), f"and {money(float(sums.get('cash_gbp', 0)))}"),
            ("Recorded in", plural(len(profile.forces), "force"), seen),
            ("Exploited people", _few(ties), "not named here"),
        ]
    )


def _few(ties: pd.DataFrame) -> str:
    if ties.empty:
        return "0"
    count = ties.loc[ties["safeguarding"] & (ties["type"] == "person"), "entity_id"].nunique()
    return f"{count:,}" if count == 0 or count >= _FEW else f"under {_FEW}"


def _placed(records: pd.DataFrame) -> list[PlacedRecord]:
    return [
        PlacedRecord(
            on=row["occurred_from"].date(),
            kind=row["kind"],
            lon=None if pd.isna(row["lon"]) else float(row["lon"]),
            lat=None if pd.isna(row["lat"]) else float(row["lat"]),
            uncertainty_m=None if pd.isna(row["uncertainty_m"]) else float(row["uncertainty_m"]),
        )
        for row in records.dropna(subset=["occurred_from"]).to_dict("records")
    ]


def _footprint(profile: LineProfile, placed: list[PlacedRecord]) -> None:
    located = sum(1 for r in placed if r.lon is not None)
    widgets.heading("Footprint", f"{located:,} of {len(placed):,} records located; dashed circles to scale")
    svg = footprint(profile, placed, theme=theme(), width=410, height=330)
    if svg is None:
        st.html('<p class="lm-p">No record of this line has a place.</p>')
    else:
        words = f"Map of {profile.name}: {profile.route}. ONS, OGL v3"
        st.html(f'<img style="width:100%" alt="{escape(words)}" src="{data_uri(svg)}">')
    names = lines.district_names()
    areas = [f"{names.get(area.code, area.code)}: {_sure(area)}" for area in profile.footprint.districts[:_FEW_AREAS]]
    origin = profile.footprint.origin
    if origin is not None:
        areas.insert(0, f"From {forces([origin.code])}: {_sure(origin)}")
    more = len(profile.footprint.districts) - _FEW_AREAS
    areas += [f"{plural(more, 'more district')}"] if more > 0 else []
    kind = f"{profile.footprint.kind.value}, {profile.footprint.kind_basis}"
    areas.append(f"Kind of line: {kind if profile.footprint.kind_basis != 'unknown' else 'not known'}")
    st.html('<p class="lm-note">' + "<br>".join(escape(one) for one in areas) + "</p>")


def _sure(area: FootprintArea) -> str:
    counted = f"{area.n_records:,} of {area.n_located:,} located records"
    if area.stated:
        return f"in the register; {counted}"
    return f"{area.confidence}, from {counted} ({share(area.low)} to {share(area.high)})"


def _links(at: data.Key, profile: LineProfile, ties: pd.DataFrame) -> None:
    every = [
        Neighbour(row["entity_id"], row["type"], str(row["label"]), int(row["n_records"]), bool(row["safeguarding"]))
        for row in ties.drop_duplicates("entity_id").to_dict("records")
    ]
    chosen = choose_neighbours(every)
    more = len(every) - len(chosen)
    note = f"{len(chosen):,} shown and {more:,} more" if more > 0 else f"{len(chosen):,} shown"
    widgets.heading("Links", f"{note}; dashed ring: safeguard first")
    if not chosen:
        st.html('<p class="lm-p">Nothing else is named in its records.</p>')
        return
    pairs = line_data.ties_among(at, tuple(one.entity_id for one in chosen))
    stroke = colour("status-" + STATUS_KEY[profile.status], theme()) if profile.status else colour("ink2", theme())
    svg = link_chart(profile.name, chosen, pairs, theme=theme(), stroke=stroke, width=450, height=430)
    listed = ", ".join(f"{one.kind.replace('_', ' ')} {one.shown}" for one in chosen)
    st.html(f'<img style="width:100%" alt="{escape(profile.name)} and {escape(listed)}" src="{data_uri(svg)}">')


def _evidence(records: pd.DataFrame) -> None:
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
        exact = row["precision"] if isinstance(row["precision"], str) else ""
        exact += f", {radius(row['uncertainty_m'])}" if exact and pd.notna(row["uncertainty_m"]) else ""
        title = str(row["title"]) if isinstance(row["title"], str) else tokens()["kind"][row["kind"]]["label"]
        by = forces([row["recording_force"]]) if isinstance(row["recording_force"], str) else MISSING
        label = tokens()["kind"][row["kind"]]["label"]
        icon = f'<img class="lm-icon" alt="{escape(label)}" src="{marks[row["kind"]]}">'
        grade = row["grading"] if isinstance(row["grading"], str) else MISSING
        rows.append(
            f"<tr><td>{day(row['occurred_from'])}</td>"
            f"<td>{_text(icon, title, row['summary'])}"
            f"<small>{escape(str(row['file']))}, row {row['row_number']:,}</small></td>"
            f"<td>{escape(where)}<small>{escape(exact)}</small></td>"
            f"<td>{escape(by)}</td>"
            f"<td>{escape(grade)}</td></tr>"
        )
    left_out = f", the newest {_MOST_EVIDENCE} of them" if len(records) > _MOST_EVIDENCE else ""
    st.html(
        f'<table class="lm-t fixed"><caption>{plural(len(records), "record")} that name this line, newest first'
        f'{left_out}; a title opens to its text</caption><colgroup><col style="width:15%"><col style="width:37%">'
        '<col style="width:23%"><col style="width:16%"><col style="width:9%"></colgroup><thead><tr>'
        '<th scope="col">Date</th><th scope="col">Record</th><th scope="col">Where</th><th scope="col">By</th>'
        f'<th scope="col">Grade</th></tr></thead><tbody>{"".join(rows)}</tbody></table>'
    )


def _text(icon: str, title: str, summary: object) -> str:
    if not isinstance(summary, str) or not summary:
        return icon + escape(title)
    return f"<details><summary>{icon}{escape(title)}</summary><p>{escape(summary)}</p></details>"


def _changes(at: data.Key, profile: LineProfile) -> None:
    labels = {status: tokens()["status"][key]["label"] for status, key in STATUS_KEY.items()}
    rows = [
        f"<tr><td>{day(change.on)}</td><td>{escape(labels[change.after])}"
        f"<small>{escape('from ' + labels[change.before].lower() if change.before else 'first known')}</small></td>"
        f"<td>{escape(change.why)}<small>{escape(origins(at, change.behind))}</small></td></tr>"
        for change in reversed(profile.transitions)
    ]
    st.html(
        '<table class="lm-t fixed"><caption>Every change of status, newest first, with what is behind it</caption>'
        '<colgroup><col style="width:20%"><col style="width:24%"><col style="width:56%"></colgroup><thead><tr>'
        '<th scope="col">Day</th><th scope="col">Status</th><th scope="col">Why, and where it stands</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _numbers(profile: LineProfile) -> None:
    if not profile.numbers:
        st.html('<p class="lm-p">No register and no record names a number with this line.</p>')
        return
    rows = [
        [
            phone(use.number),
            "register" if use.stated else "named with it",
            day(use.first_seen) if use.first_seen else MISSING,
            day(use.last_seen) if use.last_seen else MISSING,
            f"{len(use.record_ids):,}",
        ]
        for use in sorted(profile.numbers, key=lambda use: (not use.stated, -len(use.record_ids), use.number))
    ]
    said = "Numbers of the register first; a number only named with the line may be somebody else's"
    heads = ["Number", "Known from", "First seen", "Last seen", "Records"]
    st.html(widgets.html_table(heads, rows, caption=said, right=(4,), widths="28% 22% 18% 18% 14%"))


def _closures(at: data.Key, profile: LineProfile) -> None:
    every = line_data.closures(at)
    own = every[every["line_id"] == profile.line_id].to_dict("records")
    if not own:
        st.html('<p class="lm-p">No closure of this line is recorded. linesmap never closes a line by itself.</p>')
        return
    names = {one.line_id: one.name for one in data.backdrop(at).profiles}
    for row in own:
        facts = [("Recorded by", f"{row['recorded_by'] or 'force not known'} ({row['sources']})"),
                 ("Stands in", origins(at, row["record_ids"])),
                 ("Watched since", plural(int(row["observed_days"]), "day"))]  # fmt: skip
        if row["check_backs"]:
            checked = (
                f"{plural(int(row['check_backs']), 'check-back')} found it dead, last {day(row['last_check_back'])}"
            )
            facts.append(("Check-backs", checked))
        else:
            facts.append(("Check-backs", "none recorded within a year"))
        old = day(row["old_number_after"]) if pd.notna(row["old_number_after"]) else "not named again"
        facts.append(("Old number", f"named again {old}" if pd.notna(row["old_number_after"]) else old))
        first = f", first {day(row['first_record_after'])}" if pd.notna(row["first_record_after"]) else ""
        facts.append(("Named again", f"{plural(int(row['records_after']), 'record')}{first}"))
        if pd.notna(row["back_on"]):
            after = (row["back_on"] - row["closed_on"]) // timedelta(days=1)
            facts.append(("Reactivated", f"{day(row['back_on'])}, after {plural(after, 'day')}"))
        if pd.notna(row["taken_over_on"]):
            after_all = names.get(row["taken_over_by"], "a line not named")
            facts.append(("Goes on as", f"{after_all} ({row['taken_over_as']}, {day(row['taken_over_on'])})"))
        table = [[name, value] for name, value in facts]
        said = f"Closed {row['closure_type']} on {day(row['closed_on'])}"
        st.html(widgets.html_table(["Fact", "What is known"], table, caption=said, widths="26% 74%"))
