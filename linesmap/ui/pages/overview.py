"""The Overview page: what is here, and what needs attention."""

from __future__ import annotations

from html import escape

import altair as alt
import pandas as pd
import streamlit as st

from linesmap.model.kinds import KINDS
from linesmap.model.vocabulary import LineStatus, RecordKind
from linesmap.reports import Overview
from linesmap.ui import data, sheet, widgets
from linesmap.ui.pages import TITLES, page
from linesmap.view.scene import SHOWN_KINDS, STATUS_KEY
from linesmap.view.tokens import colour, tokens
from linesmap.view.words import MISSING, count, day, plural

_FEW = 5
_MONTHS_SHOWN = 24
_LIMITS = (
    "Records follow police activity: more of them may mean more policing, not more crime.",
    "Counts of different kinds, and Type 1 and Type 2 closures, are never added to each other.",
)


def _facts(summary: Overview) -> None:
    events = summary.by_kind[summary.by_kind["kind"].isin([kind.value for kind in SHOWN_KINDS])]
    lines = sum(summary.statuses.values())
    alive = summary.statuses.get(LineStatus.ACTIVE.value, 0) + summary.statuses.get(LineStatus.REACTIVATED.value, 0)
    held = dict(zip(summary.by_kind["kind"], summary.by_kind["records"], strict=True))
    sheet.facts(
        [
            ("Events", count(events["records"].sum()), "reports, seizures, actions, offences"),
            ("Deal lines", count(lines), f"{alive} active on the last day" if lines else ""),
            ("Operation phases", count(held.get(RecordKind.OPERATION.value, 0)), "in the register"),
            ("Published figures", count(held.get(RecordKind.RESULT.value, 0)), "each with its source"),
            ("Files", count(summary.facts.n_sources), "every row accounted for"),
            ("Last event", day(summary.days[1]) if summary.days else MISSING, _since(summary)),
        ]
    )


def _since(summary: Overview) -> str:
    return f"first {day(summary.days[0])}" if summary.days else ""


def _attention(summary: Overview) -> None:
    sheet.heading("What needs attention", "most pressing first")
    if not summary.attention:
        sheet.html('<p class="lm-p">Nothing: every row was accepted and every place found.</p>')
        return
    items = []
    for number, what, why, where in summary.attention:
        few = what.startswith("people") and number < _FEW
        shown = f"under {_FEW}" if few else count(number)
        words = f"{escape(what.capitalize())}<small>{escape(why)} See {escape(TITLES[where])}.</small>"
        items.append(f"<li><b>{shown}</b><span>{words}</span></li>")
    sheet.html(f'<ul class="lm-attention">{"".join(items)}</ul>')


def _kinds(summary: Overview) -> None:
    sheet.heading("What is here", "records by kind")
    rows = [
        [KINDS[RecordKind(row["kind"])].plural, count(row["records"]), KINDS[RecordKind(row["kind"])].help]
        for row in summary.by_kind.to_dict("records")
    ]
    sheet.html(widgets.html_table(["Kind", "Records", "One row is"], rows, caption="Accepted rows", right=(1,)))


def _months(summary: Overview) -> None:
    sheet.heading("Records by month", "follows what police recorded, not how much crime there was")
    frame = summary.by_month.copy()
    frame["month"] = pd.to_datetime(frame["month"])
    last = frame["month"].max()
    start, end = last - pd.DateOffset(months=_MONTHS_SHOWN - 1), last + pd.DateOffset(months=1)
    earlier = int(frame.loc[frame["month"] < start, "records"].sum())
    frame = frame[frame["month"] >= start]
    labels = {kind.value: tokens()["kind"][kind.value]["label"] for kind in SHOWN_KINDS}
    frame["label"] = frame["kind"].map(labels)
    present = {kind: label for kind, label in labels.items() if (frame["kind"] == kind).any()}

    def chart(shade: str) -> alt.Chart:
        return _month_chart(frame, present, shade, (start, end))

    sheet.chart(chart, alt_text="Records by month and kind", width=820, plain=False)
    if earlier:
        sheet.html(f'<p class="lm-note">{plural(earlier, "earlier record")} before {start:%b %Y} not drawn.</p>')


def _month_chart(
    frame: pd.DataFrame, present: dict[str, str], shade: str, ends: tuple[pd.Timestamp, pd.Timestamp]
) -> alt.Chart:
    made: alt.Chart = (
        alt.Chart(frame)
        .mark_bar(orient="vertical")
        .encode(
            x=alt.X(
                "yearmonth(month):T",
                title=None,
                # All months, also those that hold nothing, so that one full month does not fill the picture.
                scale=alt.Scale(domain=[{"year": at.year, "month": at.month} for at in ends]),
                axis=alt.Axis(format="%b %Y", labelOverlap=True, grid=False),
            ),
            y=alt.Y("sum(records):Q", title="records a month", stack="zero", axis=alt.Axis(tickCount=3, format=",d")),
            color=alt.Color(
                "label:N",
                title=None,
                scale=alt.Scale(
                    domain=list(present.values()), range=[colour("kind-" + kind, shade) for kind in present]
                ),
                legend=alt.Legend(orient="top"),
            ),
            tooltip=[
                alt.Tooltip("yearmonth(month):T", title="Month", format="%b %Y"),
                alt.Tooltip("label:N", title="Kind"),
                alt.Tooltip("sum(records):Q", title="Records", format=","),
            ],
        )
        .properties(height=210)
        .configure(font="Source Sans", padding=0)
        .configure_view(strokeWidth=0)
    )
    return made


def _statuses(summary: Overview) -> None:
    if not summary.statuses:
        return
    sheet.heading("Deal lines by status", "on the last day that holds a record")
    rows = [
        [tokens()["status"][STATUS_KEY[status]]["label"], count(summary.statuses.get(status.value, 0))]
        for status in STATUS_KEY
    ]
    sheet.html(
        widgets.html_table(["Status", "Lines"], rows, caption="Type 1 and Type 2 closures are never added", right=(1,))
    )


def _page(at: data.Key) -> None:
    whole = data.overview(at)
    with st.container(horizontal=True, vertical_alignment="center"):
        name = data.state().get("title", "")
        said = f"{name} workspace, {plural(whole.facts.n_records, 'record')}".strip()
        widgets.title("Overview", said)
        sheet.shown(f"{said}, all of them")
        st.space("stretch")
        sheet.button()
        if st.button("Open the map", type="primary", key="open_map"):
            st.switch_page(page("map"))
    _facts(whole)
    left, right = sheet.columns([560, 820], gap="medium")
    with left:
        _attention(whole)
        _statuses(whole)
    with right:
        if not whole.by_month.empty:
            _months(whole)
        _kinds(whole)
    widgets.heading("Sources and licences")
    widgets.attribution()


with widgets.page():
    key = data.key()
    if key is None:
        widgets.empty_state()
    else:
        with sheet.opened("overview", "Overview", limits=_LIMITS):
            _page(key)
