"""The Data quality page: what to mend first; then whether every row is accounted for, located and complete."""

from __future__ import annotations

import json
from html import escape

import altair as alt
import pandas as pd
import streamlit as st

from linesmap.model.kinds import KINDS
from linesmap.model.vocabulary import PRECISION_LADDER, RecordKind
from linesmap.ui import data, widgets
from linesmap.ui.frame_style import theme
from linesmap.ui.pages import page
from linesmap.view.tokens import colour
from linesmap.view.words import MISSING, count, day, plural, radius, share

_STATUS_WORDS = {"ambiguous": "more than one place fits", "refused": "cannot be a place", "not_found": "not known"}
_LIST_HEIGHT = 330
_MOST_LISTED = 200
_MOST_FAULTS = 10
_LOW = 0.5
_CHART_HEIGHT = 250


def _facts(sources: pd.DataFrame) -> None:
    sums = sources[["rows_in", "rows_accepted", "rows_rejected", "rows_held", "located", "unlocated", "warned"]].sum()
    named = int(sums["located"] + sums["unlocated"])
    widgets.facts(
        [
            ("Files", count(len(sources)), f"last {day(sources['imported_at'].max())}"),
            ("Rows in", count(sums["rows_in"]), "all accounted for"),
            ("Accepted", count(sums["rows_accepted"]), share(sums["rows_accepted"] / sums["rows_in"])),
            ("Rejected", count(sums["rows_rejected"]), "each kept with its reason"),
            ("Already held", count(sums["rows_held"]), "nothing is counted twice"),
            ("With a doubt", count(sums["warned"]), "accepted with a warning"),
            ("Located", share(sums["located"] / named if named else None), "of those that name a place"),
        ]
    )


def _fix_first(frame: pd.DataFrame) -> None:
    widgets.heading(
        "What to fix first", "by the rows it costs; a row off the map weighs half, a doubtful value a quarter"
    )
    if frame.empty:
        st.html('<p class="lm-p">Nothing: every row was accepted, and every place is found or decided.</p>')
        return
    items = []
    for number, row in enumerate(frame.head(_MOST_FAULTS).to_dict("records"), start=1):
        where = " On the Review page." if row["page"] == "review" else ""
        items.append(
            f'<li style="grid-template-columns:22px minmax(0,1fr)"><b>{number}</b>'
            f"<span>{escape(row['what'])}"
            f"<small>{escape(_plain(row['todo']))}{where}</small></span></li>"
        )
    st.html(f'<ul class="lm-attention">{"".join(items)}</ul>')


def _plain(words: str) -> str:
    return words.replace("`", "")


def _sources(frame: pd.DataFrame) -> None:
    widgets.heading("Files", "rows in = accepted + rejected + already held, for every file")
    shown = pd.DataFrame(
        {
            "File": frame["name"],
            "Kind": frame["kind"].str.replace("_", " "),
            "Rows in": frame["rows_in"],
            "Accepted": frame["rows_accepted"],
            "Rejected": frame["rows_rejected"],
            "Held": frame["rows_held"],
            "Doubts": frame["warned"],
            "Located": (frame["share_located"] * 100).round(1),
            "Ambiguous": frame["ambiguous"],
            "Refused": frame["refused"],
            "Not known": frame["not_found"],
            "No place": frame["no_place"],
            "Apart": frame["disagree"],
            "Other force": frame["other_force"],
            "Twice": frame["duplicates"],
            "Read as": frame["template"],
            "Imported": frame["imported_at"],
        }
    )
    told = {
        "Held": "Rows held already from another file",
        "Doubts": "Rows accepted with a value that could not be read",
        "Ambiguous": "Rows whose place could be several; a person chooses on the Review page",
        "Refused": "Rows whose place cannot be used, such as no fixed abode",
        "Not known": "Rows whose place is not in the gazetteer",
        "No place": "Rows that name no place",
        "Apart": "Rows that say two places that lie apart",
        "Other force": "Rows recorded by another force than that of the place",
        "Twice": "Rows that stand in another file too, the same but for the reference",
    }
    plain = ("Rows in", "Accepted", "Rejected")
    figures = {
        name: st.column_config.NumberColumn(format="localized", width=74, help=told.get(name))
        for name in (*plain, *told)
    }
    st.dataframe(
        shown,
        hide_index=True,
        height=min(420, 38 + 35 * len(shown)),
        column_config={
            **figures,
            "File": st.column_config.TextColumn(width=250, pinned=True),
            "Located": st.column_config.ProgressColumn(
                format="%.1f%%", min_value=0, max_value=100, width=110, help="Of the rows that name a place"
            ),
            "Imported": st.column_config.DateColumn(format="D MMM YYYY", width=90),
        },
    )


def _ladder(frames: dict[str, pd.DataFrame]) -> dict[str, str]:
    """Give the levels of precision that occur, best first, each with its colour."""
    held = {*frames["precision"]["precision"], *frames["precision_by_source"]["precision"]}
    levels = [level.value for level in reversed(PRECISION_LADDER) if level.value in held]
    last = max(1, len(levels) - 1)
    return {level: colour(f"hex-{1 + round(number * 4 / last)}", theme()) for number, level in enumerate(levels)}


def _precision(frame: pd.DataFrame, ladder: dict[str, str]) -> None:
    widgets.heading("How well places are known", "radius that should hold the true place 95 times in 100, median")
    if frame.empty:
        st.html('<p class="lm-p">No record has been located.</p>')
        return
    total = frame["records"].sum()
    rows = "".join(
        f'<tr><th scope="row"><span style="display:inline-block;width:12px;height:10px;margin-right:8px;'
        f'background:{ladder[row["precision"]]}"></span>{escape(row["precision"].capitalize())}</th>'
        f'<td class="n">{radius(row["uncertainty_m"])}</td><td class="n">{count(row["records"])}</td>'
        f'<td class="n">{share(row["records"] / total)}</td></tr>'
        for row in frame.to_dict("records")
    )
    st.html(
        '<table class="lm-t"><caption>Located records</caption><thead><tr><th scope="col">Level</th>'
        '<th scope="col" class="n">± about</th><th scope="col" class="n">Records</th>'
        f'<th scope="col" class="n">Share</th></tr></thead><tbody>{rows}</tbody></table>'
    )


def _precision_by_file(frame: pd.DataFrame, ladder: dict[str, str]) -> None:
    widgets.heading("Precision by file", "share of the located records, best on the left, colours as above")
    if frame.empty:
        st.html('<p class="lm-p">No record has been located.</p>')
        return
    shown = frame.assign(
        rank=frame["precision"].map({level: number for number, level in enumerate(ladder)}),
        words=[share(value) for value in frame["share"]],
    )
    ink = colour("ink2", theme())
    chart = (
        alt.Chart(shown)
        .mark_bar(orient="horizontal", size=11)
        .encode(
            x=alt.X(
                "share:Q", title=None, stack="zero",
                axis=alt.Axis(format="%", tickCount=4, grid=False, labelColor=ink),
            ),
            y=alt.Y(
                "name:N", title=None,
                axis=alt.Axis(labelLimit=230, labelOverlap=False, ticks=False, domain=False, labelColor=ink),
            ),
            color=alt.Color(
                "precision:N", scale=alt.Scale(domain=list(ladder), range=list(ladder.values())), legend=None
            ),
            order=alt.Order("rank:Q"),
            tooltip=[
                alt.Tooltip("name:N", title="File"),
                alt.Tooltip("precision:N", title="Level"),
                alt.Tooltip("records:Q", title="Records", format=","),
                alt.Tooltip("words:N", title="Share"),
            ],
        )
        .properties(height=20 * shown["name"].nunique() + 24)
        .configure(font="Source Sans", padding=0)
        .configure_view(strokeWidth=0)
    )  # fmt: skip
    with st.container(height=_CHART_HEIGHT, border=False):
        st.altair_chart(chart, width="stretch", alt="Share of the located records of each file by precision")


def _unlocated(frame: pd.DataFrame) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        widgets.heading("Places that could not be used", "those that hold back most records first")
        st.space("stretch")
        if len(frame) and st.button("Open Review", key="open_review"):
            st.switch_page(page("review"))
    if frame.empty:
        st.html('<p class="lm-p">Every place that a record names was found.</p>')
        return
    shown = pd.DataFrame(
        {
            "Place as written": frame["text"],
            "Records": frame["records"],
            "Why": [_STATUS_WORDS.get(status, status) for status in frame["status"]],
            "Reason": frame["method"],
            "Candidates": [
                "; ".join(one["label"] for one in json.loads(text or "[]")[:4]) for text in frame["candidates"]
            ],
        }
    )
    st.dataframe(
        shown, hide_index=True, height=min(_LIST_HEIGHT, 38 + 35 * len(shown)),
        column_config={"Records": st.column_config.NumberColumn(format="localized", width=74)},
    )  # fmt: skip


def _other_force(frame: pd.DataFrame) -> None:
    widgets.heading("Recorded by one force, located in another", "no fault by itself: forces work outside their areas")
    if frame.empty:
        st.html('<p class="lm-p">Every located record lies in the area of the force that recorded it.</p>')
        return
    rows = [
        [row["recording_force"], row["location_force"], count(row["records"]), share(row["share"])]
        for row in frame.head(_MOST_LISTED).to_dict("records")
    ]
    heads = ["Recorded by", "Located in", "Records", "Share"]
    with st.container(height=_LIST_HEIGHT, border=False):
        said = "Share of the located records of the recording force"
        st.html(widgets.html_table(heads, rows, caption=said, right=(2, 3)))


def _reasons(title: str, note: str, none: str, frame: pd.DataFrame) -> None:
    widgets.heading(title, note)
    if frame.empty:
        st.html(f'<p class="lm-p">{escape(none)}</p>')
        return
    rows = [
        [count(row["rows"]), row["name"], row["column"] or "whole row", row["reason_code"].replace("_", " ")]
        for row in frame.head(_MOST_LISTED).to_dict("records")
    ]
    heads = ["Rows", "File", "Column", "Reason"]
    with st.container(height=_LIST_HEIGHT, border=False):
        table = widgets.html_table(
            heads, rows, caption="By file, column and reason", right=(0,), widths="9% 41% 24% 26%"
        )
        st.html(table)


def _duplicates(frame: pd.DataFrame) -> None:
    groups = frame["group"].nunique()
    widgets.heading("Likely the same row twice", "in different files, the same but for the reference")
    if frame.empty:
        st.html('<p class="lm-p">No row of one file stands in another under a different reference.</p>')
        return
    rows = [
        [
            " and ".join(
                f"{file}, row {number:,}" for file, number in zip(group["file"], group["row_number"], strict=True)
            ),
            KINDS[RecordKind(group["kind"].iloc[0])].label,
            group["title"].iloc[0] or MISSING,
            day(group["occurred_from"].iloc[0]) if pd.notna(group["occurred_from"].iloc[0]) else MISSING,
            ", ".join(str(reference) for reference in group["reference"].fillna(MISSING)),
        ]
        for _, group in list(frame.groupby("group", sort=False))[:_MOST_LISTED]
    ]
    said = plural(groups, "group") if groups <= _MOST_LISTED else f"{_MOST_LISTED} of {groups:,} groups"
    with st.container(height=_LIST_HEIGHT if groups > 6 else "content", border=False):  # noqa: PLR2004
        heads = ["Rows", "Kind", "What", "Date", "References"]
        st.html(widgets.html_table(heads, rows, caption=said, widths="40% 12% 20% 10% 18%"))


def _completeness(frame: pd.DataFrame) -> None:
    widgets.heading("Completeness", "share of the records of a kind that state each column; “unknown” states nothing")
    kinds = frame.drop_duplicates("kind").sort_values("records", ascending=False, kind="stable")["kind"].tolist()
    labels = {kind: KINDS[RecordKind(kind)].plural for kind in kinds}
    chosen = st.segmented_control(
        "Kind of record", kinds, default=kinds[0], format_func=labels.__getitem__, key="quality_kind",
        label_visibility="collapsed",
    )  # fmt: skip
    of_kind = frame[frame["kind"] == (chosen or kinds[0])].reset_index(drop=True)
    third = -(-len(of_kind) // 3)
    for number, column in enumerate(st.columns(3, gap="medium")):
        part = of_kind.iloc[number * third : (number + 1) * third]
        if len(part):
            with column:
                st.html(_shares(part, labels[part["kind"].iloc[0]]))


def _shares(frame: pd.DataFrame, kind: str) -> str:
    rows = []
    for row in frame.to_dict("records"):
        words = row["column"].replace("_", " ")
        needed = "<small>needed</small>" if row["needed"] else ""
        bar = (
            '<div style="height:6px;margin-top:6px;background:var(--lm-line);border-radius:2px">'
            f'<div style="height:6px;border-radius:2px;width:{100 * row["share"]:.1f}%;background:'
            f'var(--lm-{"hex-4" if row["share"] < _LOW else "primary"})"></div></div>'
        )
        rows.append(
            f'<tr><th scope="row">{escape(words)}{needed}</th><td>{bar}</td><td class="n">{share(row["share"])}</td>'
            f'<td class="n">{count(row["records"] - row["filled"])}</td></tr>'
        )
    said = f"{kind}, {plural(int(frame['records'].iloc[0]), 'record')}"
    widths = "".join(f'<col style="width:{width}%">' for width in (40, 28, 14, 18))
    return (
        f'<table class="lm-t fixed"><caption>{escape(said)}</caption><colgroup>{widths}</colgroup>'
        '<thead><tr><th scope="col">Column</th><th scope="col">Stated</th><th scope="col" class="n">Share</th>'
        f'<th scope="col" class="n">Missing</th></tr></thead><tbody>{"".join(rows)}</tbody></table>'
    )


def _page(frames: dict[str, pd.DataFrame]) -> None:
    _facts(frames["sources"])
    first, second = st.columns([860, 520], gap="medium")
    with first:
        _fix_first(frames["fix_first"])
    with second:
        ladder = _ladder(frames)
        _precision(frames["precision"], ladder)
        _precision_by_file(frames["precision_by_source"], ladder)
    _sources(frames["sources"])
    first, second = st.columns([820, 560], gap="medium")
    with first:
        _unlocated(frames["unlocated"])
    with second:
        _other_force(frames["other_force"])
    first, second = st.columns(2, gap="medium")
    with first:
        note = "linesmap rejects --csv writes them out as filed"
        _reasons("Rejected rows", note, "No row was rejected.", frames["rejects"])
    with second:
        note = "the row counts, the value is empty or doubtful"
        _reasons("Accepted with a doubt", note, "No value was in doubt.", frames["warnings"])
    _duplicates(frames["duplicates"])
    _completeness(frames["completeness"])


with widgets.page():
    key = data.key()
    if key is None:
        widgets.empty_state()
    else:
        widgets.title("Data quality", "rows in = accepted + rejected + already held")
        with st.spinner("Measuring the quality of the records"):
            quality = data.quality(key)
        if quality["sources"].empty:
            st.html('<p class="lm-p">No file has been imported yet.</p>')
        else:
            _page(quality)
