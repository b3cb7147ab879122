"""Show two who may be one person: side by side, what speaks for and against it, and the records behind both."""

from __future__ import annotations

from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from linesmap.model.kinds import KINDS
from linesmap.model.vocabulary import RecordKind
from linesmap.people_held import Side
from linesmap.review_people import note_names_shown
from linesmap.ui import data, widgets
from linesmap.view.pair_pictures import waterfall
from linesmap.view.pair_words import chance, chance_words, particulars_table, shown_name
from linesmap.view.words import MISSING, day, plural

__all__ = ["evidence", "force_name", "heading", "heads_of", "names_shown", "side_by_side"]

_NOTED = "review_names_noted"
_MOST_ROWS = 100
_ROWS_HEIGHT = 232

Item = dict[str, Any]


def force_name(code: str) -> str:
    """Give the name of a force; a register that is no force keeps its own."""
    return next((force.name for force in data.all_forces() if force.code == code), code)


def heads_of(item: Item) -> tuple[str, str]:
    """Say what the two sides are called; two parts of one person are told apart by letters."""
    if item["entity_a"] == item["entity_b"]:
        return f"{item['label_a']}, part A", f"{item['label_b']}, part B"
    return item["label_a"], item["label_b"]


def side_by_side(item: Item, both: tuple[Side, Side], *, shown: bool) -> None:
    """Draw what is said of both, and what each field speaks for or against.

    Parameters
    ----------
    item
        A row of `linesmap.review_people.to_review` or `flagged`.
    both
        Its sides.
    shown
        Whether names may be seen.
    """
    left, right = st.columns([550, 410], gap="medium")
    with left:
        widgets.heading("Side by side", " · ".join(shown_name(side.told, shown=shown) for side in both))
        st.html(
            particulars_table(
                both[0].told, both[1].told, item["contributions"], heads=heads_of(item), shown=shown,
                force_name=force_name,
            )
        )  # fmt: skip
    with right:
        widgets.heading("What speaks for and against", _of_several(item))
        st.html(waterfall(item["contributions"], item["match_weight"], item["probability"]))


def _of_several(item: Item) -> str:
    several = item["n_pairs"] > 1 and item["entity_a"] != item["entity_b"]
    return f"the best of {item['n_pairs']:,} pairs between them" if several else ""


def heading(item: Item, both: tuple[Side, Side]) -> None:
    """Draw who it is about, how sure the model is, and why a person is asked."""
    heads = heads_of(item)
    chips = []
    for head, side in zip(dict.fromkeys(heads), both, strict=False):
        if side.safeguarding:
            who = head if item["entity_a"] != item["entity_b"] else item["label_a"]
            chips.append(f"Safeguard first: {who} is named as exploited")
    if item["judged"] == "unsure":
        chips.append("Looked at: not sure")
    marks = " ".join(f'<span class="lm-chip lm-warn">{escape(text)}</span>' for text in dict.fromkeys(chips))
    name = item["label_a"] if item["entity_a"] == item["entity_b"] else f"{heads[0]} and {heads[1]}"
    counted = "; ".join(
        f"{head}: {plural(item[f'records_{side}'], 'record')} of {_forces(item[f'forces_{side}'])}"
        for head, side in zip(heads, "ab", strict=True)
    )
    sure = f"One person: {chance_words(item['probability'])}, {chance(item['probability'])}. Waits: {item['reason']}."
    st.html(
        f'<p class="lm-name">{escape(name)}</p>{marks}'
        f'<p class="lm-p" style="max-width:none">{escape(sure)} {escape(counted)}.</p>'
    )


def _forces(codes: list[str]) -> str:
    return ", ".join(sorted(force_name(code) for code in codes)) or "no stated force"


def names_shown(item: Item) -> bool:
    """Ask whether names may be seen; that they were is written to the audit trail, once for a pair and session."""
    shown = st.toggle(
        "Show names",
        key="review_names",
        help="Names, dates of birth, addresses and numbers. The audit trail notes that you looked at them.",
    )
    noted: list[str] = st.session_state.setdefault(_NOTED, [])
    if shown and item["pair_id"] not in noted:
        note_names_shown(data.workspace(), item["pair_id"])
        noted.append(item["pair_id"])
    return shown


def evidence(item: Item, both: tuple[Side, Side]) -> None:
    """Draw the records of both sides, those that are compared first."""
    columns = st.columns(2, gap="medium")
    for number, (column, side, head) in enumerate(zip(columns, both, heads_of(item), strict=True)):
        with column:
            rows = side.rows
            if item["entity_a"] == item["entity_b"]:
                rows = rows[rows["profile_id"].isin(item["part_a"]) == (number == 0)]
            widgets.heading(f"Records of {head}", plural(len(rows), "mention"))
            cells = [_cells(row) for row in rows.head(_MOST_ROWS).to_dict("records")]
            said = f"First {_MOST_ROWS} of {len(rows):,}" if len(rows) > _MOST_ROWS else "Compared here: marked ●"
            with st.container(height=_ROWS_HEIGHT, border=False):
                st.html(
                    widgets.html_table(
                        ["", "Date", "What", "Role", "Grade", "File and row"], cells, caption=said,
                        widths="4% 17% 27% 16% 10% 26%",
                    )
                )  # fmt: skip


def _cells(row: dict[Any, Any]) -> list[str]:
    what = row["title"] if isinstance(row["title"], str) else KINDS[RecordKind(row["kind"])].label
    reference = f" {row['reference']}" if isinstance(row["reference"], str) else ""
    return [
        "●" if row["own"] else "",
        day(row["occurred_from"]) if pd.notna(row["occurred_from"]) else MISSING,
        what + reference,
        row["role"] if isinstance(row["role"], str) else MISSING,
        row["grading"] if isinstance(row["grading"], str) else MISSING,
        f"{row['file']}, row {row['row_number']:,}",
    ]
