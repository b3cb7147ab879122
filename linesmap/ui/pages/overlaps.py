"""The Overlaps page: what records of two forces both name, whom to contact, and what may be shown of it."""

from __future__ import annotations

from datetime import date
from html import escape

import pandas as pd
import streamlit as st

from linesmap.overlaps import Hit, Side
from linesmap.ui import data, filter_bar, widgets
from linesmap.view.words import MISSING, day, day_range, plural

_ANY = "Any force"
_KINDS = {"phone": "Phone", "vehicle": "Vehicle", "address": "Address", "person": "Person", "deal_line": "Line"}
_TABLE_HEIGHT, _HEAD, _ROW = 318, 38, 35
_LIST_HEIGHT = 300
_MOST_RECORDS = 60
_SIDES_IN_A_ROW = 2


def _sides_chosen(at: data.Key) -> tuple[str | None, str | None]:
    """Ask which two forces are compared; codes, None for any."""
    names = data.recording_forces(at)
    with st.container(horizontal=True, horizontal_alignment="right", gap="small"):
        first = st.selectbox("Force A, which asks", [_ANY, *names], key="side_a", bind="query-params", width=190)
        others = [name for name in names if name != first]
        second = st.selectbox("Force B", [_ANY, *others], key="side_b", bind="query-params", width=190)
    return names.get(first), names.get(second)


def _by_force(sides: list[Side]) -> str:
    ranked = sorted(sides, key=lambda side: (-(side.n_records or 0), side.name))
    return ", ".join(f"{side.name} {side.n_records or 0:,}" for side in ranked)


def _table(at: data.Key, hits: tuple[Hit, ...], asks: str | None, name: str) -> Hit | None:
    own = [sum(side.n_records or 0 for side in hit.sides if side.own) for hit in hits]
    frame = pd.DataFrame(
        {
            "Kind": [[_KINDS[hit.entity_type]] for hit in hits],
            "What both name": [hit.label + (", safeguard first" if hit.safeguarding else "") for hit in hits],
            "Last seen": [hit.last_seen for hit in hits],
            "Evidence": [hit.strength_word for hit in hits],
            "Strength": [hit.strength for hit in hits],
            "Own records": own,
            "Contact, with number of records": [
                _by_force([side for side in hit.sides if not side.own]) for hit in hits
            ],
        }
    )
    chosen = st.dataframe(
        frame if asks else frame.drop(columns="Own records"),
        hide_index=True,
        height=min(_TABLE_HEIGHT, _ROW * len(hits) + _HEAD),
        on_select="rerun",
        selection_mode=["single-row", "single-cell"],
        key=f"overlaps_table_{at.version}_{name}",
        column_config={
            "Kind": st.column_config.MultiselectColumn(options=list(_KINDS.values()), color="gray", width=90),
            "What both name": st.column_config.TextColumn(width=210),
            "Last seen": st.column_config.DateColumn(format="D MMM YYYY", width=100),
            "Evidence": st.column_config.TextColumn(width=80, help="strong from 0.60, fair from 0.30, else weak"),
            "Strength": st.column_config.ProgressColumn(
                min_value=0, max_value=1, format="%.2f", width=130, help="How it is worked out: docs/overlap.md"
            ),
            "Own records": st.column_config.NumberColumn(format="localized", width=100),
            "Contact, with number of records": st.column_config.TextColumn(width=620 if not asks else 520),
        },
    )
    picked = widgets.picked_row(chosen)
    return hits[picked] if picked is not None and picked < len(hits) else None


def _span(first: date | None, last: date | None) -> str:
    if first and last:
        return day_range(first, last)
    return day(first or last) if first or last else MISSING  # type: ignore[arg-type]


def _open(hit: Hit) -> None:
    chips = [_KINDS[hit.entity_type], f"{hit.strength_word.capitalize()}, {hit.strength:.2f}"]
    drawn = "".join(f'<span class="lm-chip">{escape(text)}</span> ' for text in chips)
    if hit.safeguarding:
        drawn += '<span class="lm-chip lm-warn">Safeguard first</span>'
    st.html(f'<p class="lm-name">{escape(hit.label)}</p>{drawn}')
    sides = sorted(hit.sides, key=lambda side: (not side.own, -(side.n_records or 0), side.name))
    for start in range(0, len(sides), _SIDES_IN_A_ROW):
        columns = st.columns(_SIDES_IN_A_ROW, gap="medium")
        for column, side in zip(columns, sides[start : start + _SIDES_IN_A_ROW], strict=False):
            with column:
                _side(side)


def _side(side: Side) -> None:
    widgets.heading(side.name, "asks; its own records" if side.own else "contact this force for more")
    span, grade = _span(side.first_seen, side.last_seen), side.best_grade or MISSING
    said = f"{plural(side.n_records or 0, 'record')}, {span}; best grade: {grade}."
    if side.lines:
        said += " Lines named beside it: " + ", ".join(f"{label} ({relation})" for label, relation in side.lines) + "."
    st.html(f'<p class="lm-p">{escape(said)}</p>')
    if side.withheld:
        st.html(f'<p class="lm-p"><b>{escape(side.withheld)}</b></p>')
    if not side.records:
        return
    rows = [
        [
            day(record.on) if record.on else MISSING,
            record.title or MISSING,
            record.place or "Not located",
            record.reference or MISSING,
            f"{record.file}, row {record.row:,}" if record.file and record.row is not None else MISSING,
        ]
        for record in side.records[:_MOST_RECORDS]
    ]
    newest = f"the newest {_MOST_RECORDS} listed" if len(side.records) > _MOST_RECORDS else "newest first"
    caption = f"{plural(len(side.records), 'record')} {'of its own' if side.own else 'may be shown'}, {newest}"
    heads = ["Date", "Record", "Where", "Reference", "File and row"]
    with st.container(height=_LIST_HEIGHT if len(rows) > 5 else "content", border=False):  # noqa: PLR2004
        st.html(widgets.html_table(heads, rows, caption=caption, widths="13% 24% 19% 17% 27%"))


def _note_once(at: data.Key, a: str, b: str, n_hits: int) -> None:
    """Log a comparison when it is first looked at, not at every click on the page."""
    noted = st.session_state.setdefault("overlaps_noted", set())
    if (at, a, b) not in noted:
        data.note_overlaps(a, b, n_hits)
        noted.add((at, a, b))


with widgets.page():
    key = data.key()
    if key is None:
        widgets.empty_state()
    else:
        filters = filter_bar.show(data.choices(key))
        left, right = st.columns([600, 460], vertical_alignment="bottom")
        with left:
            widgets.title("Overlaps", "what records of two forces both name")
            st.html(
                '<p class="lm-note">The same phone, registration mark, address, person or line; a name alone is never '
                "enough.<br>What another force's records say is shown where its handling code allows; for the rest, "
                "contact it.</p>"
            )
        with right:
            asks, other = _sides_chosen(key)
        hits = data.overlaps_between(key, asks, other, filters)
        by_code = {code: name for name, code in data.recording_forces(key).items()}
        said = (by_code.get(asks or "", _ANY), by_code.get(other or "", _ANY))
        _note_once(key, *said, len(hits))
        if not hits:
            st.html(
                '<p class="lm-p">Nothing is named by records of two forces in this selection. '
                "Take a filter away, or choose other forces.</p>"
            )
        else:
            widgets.heading(plural(len(hits), "overlap"), "newest first, then strongest; select one to open it")
            opened = _table(key, hits, asks or other, f"{asks}_{other}")
            if opened is not None:
                _open(opened)
