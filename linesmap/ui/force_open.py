"""Draw one force opened: its lines with a map, its activity, its operations and its ties."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from html import escape
from typing import Any
from urllib.parse import urlencode

import altair as alt
import pandas as pd
import streamlit as st

from linesmap.force_profiles import ForceProfile, ForceTie
from linesmap.measure import MEASURES
from linesmap.measure.cross_border import SHARED_KINDS
from linesmap.model.filters import Filters
from linesmap.network import LineProfile
from linesmap.ui import data, sheet, widgets
from linesmap.ui.disruption_section import free
from linesmap.ui.line_marks import capital, status_label
from linesmap.ui.line_parts import status_chip
from linesmap.ui.pages import page
from linesmap.view.force_pictures import lines_map
from linesmap.view.force_tables import cells_table, line_links, opens
from linesmap.view.scene import SHOWN_KINDS, STATUS_KEY
from linesmap.view.small_map import data_uri
from linesmap.view.tokens import colour, tokens
from linesmap.view.words import MISSING, amount, day, day_range, plural

__all__ = ["show"]

_DIRECTIONS = ("Lines in", "Lines out", "Internal")
_MONTHS_SHOWN = 36
_MOST_LINES_HIGH = 9
_ROW, _HEAD = 35, 38
_OPERATION_MEASURES = ("arrests", "warrants", "closures_type_1", "closures_type_2", "class_a_g", "cash_gbp")
_BY_KEY = {measure.key: measure for measure in MEASURES}


def show(at: data.Key, profile: ForceProfile, line_names: Mapping[str, str]) -> None:
    """Draw the sections of a force; the file has them by the records that may leave."""
    code = profile.code
    _both(profile, lambda one, _: _facts(one))
    left, right = sheet.columns([660, 720], gap="medium")
    with left:
        if profile.lines.inward or profile.lines.outward or profile.lines.internal:
            _both(profile, _statuses)
            _list(profile, at.version)
        else:
            sheet.html('<p class="lm-p">No line starts or sells here.</p>')
    with right:
        _both(profile, _map)
    if len(profile.months):
        _months(profile)
    _both(profile, lambda one, _: _operations(one))
    sheet.html(_ties(profile, line_names), file=lambda held, _: _ties(held.force(code), held.line_names, links=False))
    if len(profile.months):
        _behind(at, profile)


def _both(profile: ForceProfile, section: Callable[[ForceProfile, str], str]) -> None:
    """Draw a section, and note it for the file, where it shows the force by the records that may leave."""
    sheet.html(lambda shade: section(profile, shade), file=lambda held, shade: section(held.force(profile.code), shade))


def _links(lines: Sequence[LineProfile]) -> str:
    return line_links([one.line_id for one in lines], {one.line_id: one.name for one in lines})


def _facts(profile: ForceProfile) -> str:
    lines = profile.lines
    tied = sum(1 for tie in profile.ties if tie.n_lines or tie.n_shared)
    return sheet.facts_html(
        [
            ("Lines in", f"{len(lines.inward):,}", "start elsewhere, sell here"),
            ("Lines out", f"{len(lines.outward):,}", "start here, sell elsewhere"),
            ("Internal lines", f"{len(lines.internal):,}", "start and sell here"),
            ("Records in its area", f"{profile.n_records:,}", "driven by police activity"),
            ("Records it made", f"{profile.n_recorded:,}", "anywhere"),
            ("Operations", f"{len(profile.operations):,}", "took part in"),
            ("Ties", f"{tied:,}", "forces with something in common"),
        ]
    )


def _statuses(profile: ForceProfile, shade: str) -> str:
    lines = profile.lines
    groups = (lines.inward, lines.outward, lines.internal)
    rows = []
    for status, key in STATUS_KEY.items():
        several = [[one for one in group if one.status is status] for group in groups]
        if any(several):
            mark = status_chip(next(one for group in several for one in group), shade)
            rows.append(
                [mark or escape(tokens()["status"][key]["label"]), *(opens(len(g), _links(g)) for g in several)]
            )
    without = [[one for one in group if one.status is None] for group in groups]
    if any(without):
        rows.append(["No status", *(opens(len(g), _links(g)) for g in without)])
    heads = [("Status", ""), *((name, "n") for name in _DIRECTIONS)]
    head = sheet.heading_html("Lines by status", "on the last day that holds a record; select a number for its lines")
    said = "Type 1 and Type 2 closures are never added"
    return head + cells_table(heads, rows, caption=said, widths="34% 22% 22% 22%")


def _listed(profile: ForceProfile) -> list[tuple[str, LineProfile]]:
    groups = zip(_DIRECTIONS, (profile.lines.inward, profile.lines.outward, profile.lines.internal), strict=True)
    return [(name.removeprefix("Lines ").capitalize(), one) for name, group in groups for one in group]


def _lines_frame(listed: Sequence[tuple[str, LineProfile]]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "Line": [one.name for _, one in listed],
            "Way": [name for name, _ in listed],
            "Status": [status_label(one) for _, one in listed],
            "Route": [capital(one.route) for _, one in listed],
            "Records": [one.n_records for _, one in listed],
            "Last activity": [one.last_activity for _, one in listed],
        }
    )


def _list(profile: ForceProfile, version: int) -> None:
    listed = _listed(profile)
    sheet.heading("Its lines", "choose one to open it", file="by name")
    chosen = sheet.table(
        _lines_frame(listed),
        file=lambda held: _lines_frame(_listed(held.force(profile.code))),
        height=min(len(listed), _MOST_LINES_HIGH) * _ROW + _HEAD,
        on_select="rerun",
        selection_mode=["single-row", "single-cell"],
        key=f"force_lines_{version}_{profile.code}",
        column_config={
            "Line": st.column_config.TextColumn(width=96),
            "Way": st.column_config.TextColumn(width=64),
            "Status": st.column_config.TextColumn(width=104),
            "Records": st.column_config.NumberColumn(format="localized", width=64),
            "Last activity": st.column_config.DateColumn(format="D MMM YYYY", width=92),
        },
    )
    picked = widgets.picked_row(chosen)
    if picked is not None and picked < len(listed):
        st.switch_page(page("lines"), query_params={"open": listed[picked][1].line_id})


def _map(profile: ForceProfile, shade: str) -> str:
    lines = profile.lines
    drawn = list({one.line_id: one for one in (*lines.inward, *lines.outward, *lines.internal)}.values())
    words = (
        f"Map of {profile.name} with {plural(len(lines.inward), 'line')} in, {len(lines.outward):,} out and "
        f"{len(lines.internal):,} internal"
    )
    picture = data_uri(lines_map(profile.code, drawn, theme=shade, width=640, height=420))
    unplaced = sum(1 for one in drawn if not one.destinations)
    left_out = f"{plural(unplaced, 'line')} without a destination on record not drawn."
    return (
        sheet.heading_html("Where its lines run", "in their status; ring: internal, square: origin, dot: destination")
        + f'<img style="width:100%;border-radius:4px" alt="{escape(words)}" src="{picture}">'
        + (f'<p class="lm-note">{left_out}</p>' if unplaced else "")
    )


def _months(profile: ForceProfile) -> None:
    sheet.heading("Activity over time", "records of its area by month; driven by police activity")
    sheet.chart(
        lambda shade: _months_chart(profile, shade),
        file=lambda held, shade: _months_chart(held.force(profile.code), shade),
        alt_text=f"Records in the area of {profile.name} by month and kind",
        width=1408,
        plain=False,
    )
    sheet.html(_earlier(profile), file=lambda held, _: _earlier(held.force(profile.code)))


def _window(profile: ForceProfile) -> tuple[pd.DataFrame, pd.Timestamp, pd.Timestamp]:
    """Give the months, the first of them that is drawn, and the end of the last."""
    frame = profile.months.assign(month=pd.to_datetime(profile.months["month"]))
    last = frame["month"].max()
    start = max(last - pd.DateOffset(months=_MONTHS_SHOWN - 1), frame["month"].min())
    return frame, start, last + pd.DateOffset(months=1)


def _earlier(profile: ForceProfile) -> str:
    if profile.months.empty:
        return ""
    frame, start, _ = _window(profile)
    earlier = int(frame.loc[frame["month"] < start, "records"].sum())
    words = f"{plural(earlier, 'earlier record')} before {start:%b %Y} not drawn."
    return f'<p class="lm-note">{words}</p>' if earlier else ""


def _months_chart(profile: ForceProfile, shade: str) -> alt.Chart | None:
    if profile.months.empty:
        return None
    frame, start, end = _window(profile)
    frame = frame[frame["month"] >= start]
    labels = {kind.value: tokens()["kind"][kind.value]["label"] for kind in SHOWN_KINDS}
    frame = frame.assign(label=frame["kind"].map(labels))
    present = [kind for kind in labels if (frame["kind"] == kind).any()]
    made: alt.Chart = (
        alt.Chart(frame)
        .mark_bar(orient="vertical")
        .encode(
            x=alt.X(
                "yearmonth(month):T",
                title=None,
                scale=alt.Scale(domain=[{"year": at.year, "month": at.month} for at in (start, end)]),
                axis=alt.Axis(format="%b %Y", labelOverlap=True, grid=False),
            ),
            y=alt.Y("sum(records):Q", title="records a month", stack="zero", axis=alt.Axis(tickCount=4, format=",d")),
            color=alt.Color(
                "label:N",
                title=None,
                scale=alt.Scale(
                    domain=[labels[kind] for kind in present],
                    range=[colour("kind-" + kind, shade) for kind in present],
                ),
                legend=alt.Legend(orient="top"),
            ),
            tooltip=[
                alt.Tooltip("yearmonth(month):T", title="Month", format="%b %Y"),
                alt.Tooltip("label:N", title="Kind"),
                alt.Tooltip("sum(records):Q", title="Records", format=","),
            ],
        )
        .properties(height=230)
        .configure(font="Source Sans", padding=0)
        .configure_view(strokeWidth=0)
    )
    return made


def _period(row: dict[Hashable, Any]) -> str:
    if pd.isna(row["start_on"]):
        return "not registered"
    first = pd.Timestamp(row["start_on"]).date()
    words = day_range(first, pd.Timestamp(row["end_on"]).date()) if pd.notna(row["end_on"]) else f"from {day(first)}"
    return f"{words}<small>{plural(row['n_phases'], 'phase')}</small>" if row["n_phases"] else words


def _operations(profile: ForceProfile) -> str:
    head = sheet.heading_html(
        "Operations it took part in", "its own count, of that of the whole operation; police activity"
    )
    if profile.operations.empty:
        return head + '<p class="lm-p">No register and no record names it with an operation.</p>'
    rows = []
    for row in profile.operations.to_dict("records"):
        cells = [
            f"<b>{escape(row['operation'])}</b>",
            _period(row),
            plural(row["n_forces"], "force") if row["registered"] else f"{row['n_forces']:,}, this one not among them",
        ]
        cells += [
            _beside(row[f"own_{key}"], row[f"all_{key}"], _BY_KEY[key].unit if key in _BY_KEY else "records")
            for key in ("records", *_OPERATION_MEASURES)
        ]
        rows.append(cells)
    heads = [("Operation", ""), ("Period", ""), ("Forces", ""), ("Records", "n")]
    heads += [(_BY_KEY[key].label, "n") for key in _OPERATION_MEASURES]
    said = "Counted from records; phases are added; a dash: no record says so"
    return head + cells_table(heads, rows, caption=said)


def _beside(own: float, whole: float, unit: str) -> str:
    return (
        f"<b>{amount(own, unit) if own else MISSING}</b><small>of {amount(whole, unit)}</small>" if whole else MISSING
    )


def _ties(profile: ForceProfile, lines: Mapping[str, str], *, links: bool = True) -> str:
    head = sheet.heading_html(
        "Ties to other forces", "lines between them, and what records of both name; most tied first"
    )
    if not profile.ties:
        return head + '<p class="lm-p">No line runs to another force, and nothing is named by records of both.</p>'
    heads = [("Force", ""), ("Lines from it", "n"), ("Lines to it", "n")]
    heads += [(capital(several), "n") for _, several in SHARED_KINDS.values()]
    heads += [("Exploited among the people", "n"), *([("What both name", "")] if links else [])]
    rows = [_tie(profile, tie, lines)[: len(heads)] for tie in profile.ties]
    said = "People, phones and so on: how many the records of both name. People are counted, never named"
    return head + cells_table(heads, rows, caption=said, widths="17% 10% 10%")


def _tie(profile: ForceProfile, tie: ForceTie, lines: Mapping[str, str]) -> list[str]:
    asked = escape(urlencode({"side_a": profile.name, "side_b": tie.name}), quote=True)
    link = f'<a href="overlaps?{asked}" target="_self" style="color:var(--lm-primary)">Compare</a>'
    compare = link if tie.n_shared else MISSING
    return [
        f"<b>{escape(tie.name)}</b>",
        opens(len(tie.lines_from), line_links(tie.lines_from, lines)),
        opens(len(tie.lines_to), line_links(tie.lines_to, lines)),
        *(f"{tie.shared.get(kind, 0):,}" for kind in SHARED_KINDS),
        escape(tie.exploited),
        compare,
    ]


def _behind(at: data.Key, profile: ForceProfile) -> None:
    widgets.heading("Records behind a number", "choose a month or an operation")
    months = sorted({pd.Timestamp(month).date() for month in profile.months["month"]}, reverse=True)
    of_month = {f"Activity in {month:%b %Y}": month for month in months}
    of_operation = {
        f"{row['operation']}": str(row["operation_id"])
        for row in profile.operations.to_dict("records")
        if row["own_records"]
    }
    left, right = st.columns(2)
    number = str(left.selectbox("Number", [*of_month, *of_operation], key="behind_number"))
    if number in of_month:
        records = _of_month(at, profile, of_month[number], right)
        unit = "records"
    else:
        held = [measure for measure in MEASURES if _held(profile, of_operation[number], measure.key)]
        measures = {"Records": "records"} | {measure.label: measure.key for measure in held}
        key = measures[str(right.selectbox("Measure", list(measures), key="behind_what"))]
        unit = _BY_KEY[key].unit if key in _BY_KEY else "records"
        records = data.behind(at, Filters(forces=(profile.code,), operations=(of_operation[number],)), key)
    said = f"{plural(len(records), 'record')}, adding to {amount(float(records['amount'].sum()), unit)}"
    st.caption(f"{said}.")
    sheet.note(lambda _, __: sheet.heading_html("Records behind a number", number))
    frame = pd.DataFrame(
        {
            "Date": records["occurred_from"],
            "Record": records["title"],
            "Where": records["place_label"].fillna(MISSING),
            "Adds": [amount(value, unit) for value in records["amount"]],
            "Id": records["record_id"],
        }
    )
    sheet.table(
        frame,
        file=lambda held: free(held, frame, "Id", "records behind a number"),
        height=240,
        column_config={"Date": st.column_config.DateColumn(format="D MMM YYYY")},
    )


def _held(profile: ForceProfile, operation: str, key: str) -> bool:
    rows = profile.operations[profile.operations["operation_id"] == operation]
    return f"own_{key}" in rows and bool((rows[f"own_{key}"] > 0).any())


def _of_month(at: data.Key, profile: ForceProfile, month: date, where: Any) -> pd.DataFrame:  # noqa: ANN401
    labels = {tokens()["kind"][kind.value]["label"]: kind.value for kind in SHOWN_KINDS}
    held = set(profile.months.loc[pd.to_datetime(profile.months["month"]) == pd.Timestamp(month), "kind"])
    kinds = {"Every kind": ""} | {label: kind for label, kind in labels.items() if kind in held}
    kind = kinds[str(where.selectbox("Kind", list(kinds), key="behind_what"))]
    last = date(month.year, month.month, calendar.monthrange(month.year, month.month)[1])
    chosen = Filters(period=(month, last), forces=(profile.code,), kinds=(kind,) if kind else ())
    records = data.behind(at, chosen, "records")
    # The period takes every record whose dates touch it; a bar counts a record in the month it begins.
    begun: pd.DataFrame = records[records["occurred_from"].dt.to_period("M") == pd.Period(month, "M")]
    return begun
