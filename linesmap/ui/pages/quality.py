"""The Data quality page: is every row accounted for, located and complete, and what to mend first."""

from __future__ import annotations

import json

import altair as alt
import pandas as pd
import streamlit as st

from linesmap.model.kinds import KINDS
from linesmap.ui import data, widgets
from linesmap.ui.frame_style import theme
from linesmap.view.tokens import colour
from linesmap.view.words import count, day, radius, share

_STATUS_WORDS = {"ambiguous": "more than one place fits", "refused": "cannot be a place", "not_found": "not known"}


def _sources(frame: pd.DataFrame) -> None:
    widgets.heading("Files", "rows in = accepted + rejected + already held, for every file")
    events = frame["kind"].isin([kind.value for kind, spec in KINDS.items() if spec.located])
    located = frame["located"] / frame["rows_accepted"].where(events & (frame["rows_accepted"] > 0))
    shown = pd.DataFrame(
        {
            "File": frame["name"],
            "Kind": frame["kind"].str.replace("_", " "),
            "Read as": frame["template"],
            "Rows in": frame["rows_in"],
            "Accepted": frame["rows_accepted"],
            "Rejected": frame["rows_rejected"],
            "Held": frame["rows_held"],
            "Warnings": frame["warned"],
            "Located": (located * 100).round(0),
            "Other force": frame["other_force"],
            "Imported": frame["imported_at"],
        }
    )
    number = st.column_config.NumberColumn(format="localized", width="small")
    st.dataframe(
        shown,
        hide_index=True,
        height=min(420, 38 + 35 * len(shown)),
        column_config={
            **dict.fromkeys(("Rows in", "Accepted", "Rejected", "Held", "Warnings", "Other force"), number),
            "Located": st.column_config.ProgressColumn(format="%d%%", min_value=0, max_value=100),
            "Imported": st.column_config.DateColumn(format="D MMM YYYY", width="small"),
            "File": st.column_config.TextColumn(width="large"),
        },
    )


def _precision(frame: pd.DataFrame) -> None:
    widgets.heading("How well places are known", "radius that should hold the true place 95 times in 100, median")
    if frame.empty:
        st.html('<p class="lm-p">No record has been located.</p>')
        return
    total = frame["records"].sum()
    rows = [
        [
            row["precision"].capitalize(),
            radius(row["uncertainty_m"]),
            count(row["records"]),
            share(row["records"] / total),
        ]
        for row in frame.to_dict("records")
    ]
    st.html(
        widgets.html_table(["Level", "± about", "Records", "Share"], rows, caption="Located records", right=(1, 2, 3))
    )


def _unlocated(frame: pd.DataFrame) -> None:
    widgets.heading("Places that could not be used", "those that hold back most records first")
    if frame.empty:
        st.html('<p class="lm-p">Every place that a record names was found.</p>')
        return
    shown = pd.DataFrame(
        {
            "Place as written": frame["text"],
            "Why": [_STATUS_WORDS.get(status, status) for status in frame["status"]],
            "Reason": frame["method"],
            "Candidates": [
                "; ".join(one["label"] for one in json.loads(text or "[]")[:4]) for text in frame["candidates"]
            ],
            "Records": frame["records"],
        }
    )
    st.dataframe(
        shown, hide_index=True, height=330,
        column_config={"Records": st.column_config.NumberColumn(format="localized", width="small")},
    )  # fmt: skip


def _rejects(frame: pd.DataFrame) -> None:
    widgets.heading("Rejected rows", "`linesmap rejects --csv` writes them out with the row as filed")
    if frame.empty:
        st.html('<p class="lm-p">No row was rejected.</p>')
        return
    rows = [
        [row["name"], row["column"] or "whole row", row["reason_code"].replace("_", " "), count(row["rows"])]
        for row in frame.to_dict("records")
    ]
    heads = ["File", "Column", "Reason", "Rows"]
    with st.container(height=330, border=False):
        st.html(widgets.html_table(heads, rows, caption="By file, column and reason", right=(3,)))


def _completeness(frame: pd.DataFrame) -> None:
    widgets.heading("Completeness", "share of records that state each thing")
    names = {
        "reference": "Reference", "recording_force": "Recording force", "occurred_from": "Date", "place_id": "Place",
        "operation_id": "Operation", "grading": "Grading", "summary": "Text",
    }  # fmt: skip
    long = frame.rename(columns=names).reset_index().melt("kind", var_name="what", value_name="share")
    long["kind"] = long["kind"].str.replace("_", " ")
    long["words"] = [share(value) for value in long["share"]]
    base = alt.Chart(long).encode(
        x=alt.X("what:N", sort=list(names.values()), title=None, axis=alt.Axis(orient="top", labelAngle=0)),
        y=alt.Y("kind:N", title=None),
        tooltip=[
            alt.Tooltip("kind:N", title="Kind"),
            alt.Tooltip("what:N", title="States"),
            alt.Tooltip("words:N", title="Share"),
        ],
    )
    tiles = base.mark_rect().encode(
        color=alt.Color(
            "share:Q",
            scale=alt.Scale(domain=[0, 1], range=[colour("surface", theme()), colour("hex-3", theme())]),
            legend=None,
        )
    )
    text = base.mark_text(color=colour("ink", theme())).encode(text="words:N")
    words = "Share of records of each kind that state reference, force, date, place, operation, grading and text"
    chart = (tiles + text).properties(height=34 * frame.shape[0] + 30)
    st.altair_chart(chart.configure_view(strokeWidth=0).configure(font="Source Sans"), width="stretch", alt=words)


with widgets.page():
    key = data.key()
    if key is None:
        widgets.empty_state()
    else:
        frames = data.quality(key)
        sources = frames["sources"]
        widgets.title("Data quality")
        if sources.empty:
            st.html('<p class="lm-p">No file has been imported yet.</p>')
        else:
            rows_in = int(sources["rows_in"].sum())
            located = int(sources["located"].sum())
            wanted = located + int(sources["unlocated"].sum())
            widgets.facts(
                [
                    ("Files", count(len(sources)), ""),
                    ("Rows in", count(rows_in), ""),
                    (
                        "Accepted",
                        count(sources["rows_accepted"].sum()),
                        share(sources["rows_accepted"].sum() / rows_in),
                    ),
                    ("Rejected", count(sources["rows_rejected"].sum()), "each kept with its reason"),
                    ("Already held", count(sources["rows_held"].sum()), "nothing is counted twice"),
                    ("Located", share(located / wanted if wanted else None), "of those that name a place"),
                    ("Last import", day(sources["imported_at"].max()), ""),
                ]
            )
            _sources(sources)
            first, second = st.columns([560, 820], gap="medium")
            with first:
                _precision(frames["precision"])
            with second:
                _unlocated(frames["unlocated"])
            third, fourth = st.columns([560, 820], gap="medium")
            with third:
                _rejects(frames["rejects"])
            with fourth:
                _completeness(frames["completeness"])
