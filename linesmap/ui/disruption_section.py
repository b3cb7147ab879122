"""Show graded disruptions on the Operations page: counts by operation, each with its reasons, and a form for more."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from linesmap import measure
from linesmap.disruptions import record_disruption
from linesmap.errors import InputError
from linesmap.model.filters import Filters
from linesmap.model.vocabulary import DisruptionGrade, FourP
from linesmap.page_held import Held
from linesmap.store import Workspace
from linesmap.ui import data, sheet, widgets
from linesmap.view.words import MISSING, count, day, plural

__all__ = ["show"]

_KEPT = 24
_MOST_LISTED = 200
_NOT_SAID = "not said"
_DONE = "disruption_recorded"
_NOTE = "as recorded by the office named; never worked out, and grades are never added"


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def _listed(at: data.Key, filters: Filters) -> pd.DataFrame:
    with Workspace(Path(at.path)).read() as tables:
        return measure.disruptions(tables, filters)


@st.cache_data(max_entries=_KEPT, show_spinner=False)
def _counted(at: data.Key, filters: Filters) -> pd.DataFrame:
    with Workspace(Path(at.path)).read() as tables:
        return measure.disruption_counts(tables, filters, by="operation")


def show(at: data.Key, filters: Filters) -> None:
    """Draw the section.

    Parameters
    ----------
    at
        State of the workspace.
    filters
        What the page includes; a phase or an operation narrows the section too.
    """
    listed = _listed(at, filters)
    with st.container(horizontal=True, vertical_alignment="center", gap="medium", key="disruptions"):
        sheet.heading("Graded disruptions", _NOTE)
        st.space("stretch")
        with st.popover("Record a disruption", key="pop_disruption"):
            _form(at)
    if said := st.session_state.pop(_DONE, None):
        st.success(said, icon=":material/check:")
    if listed.empty:
        sheet.html('<p class="lm-p">No graded disruption in this selection.</p>')
        return
    sheet.html(_counts_html(_counted(at, filters)))
    sheet.html(_list_html(listed), file=lambda held, _: _leaving_html(held, listed))


def free(held: Held, frame: pd.DataFrame, column: str, what: str) -> pd.DataFrame:
    """Give the rows whose record may leave, and have the file say how many of them stay behind.

    Parameters
    ----------
    held
        What may leave.
    frame, column
        Rows, and the column with the identifiers of their records.
    what
        What the rows are, in the plural.
    """
    kept: pd.DataFrame = frame[frame[column].isin(held.leaving([str(one) for one in frame[column]]))]
    if n := len(frame) - len(kept):
        held.say_left_out(f"{n:,} of {len(frame):,} {what}, as their handling carries conditions.")
    return kept


def _counts_html(counts: pd.DataFrame) -> str:
    heads = ["Operation", *[grade.capitalize() for grade in measure.DISRUPTION_GRADES]]
    rows = [
        [row["operation"] or "No operation named", *[_number(row[grade]) for grade in measure.DISRUPTION_GRADES]]
        for row in counts.to_dict("records")
    ]
    caption = "Disruptions by operation and grade; each office grades by its own judgement"
    return widgets.html_table(heads, rows, caption=caption, right=range(1, len(heads)))


def _list_html(listed: pd.DataFrame, *, told: bool = True) -> str:
    """Write the list; without its reasons where the text of records may not be told."""
    names = {force.code: force.name for force in data.all_forces()}
    heads = ["Assessed", "Grade", "For", "Assessor", "Rationale", "Moderated", "Force", "Source"]
    rows = [_row(row, names) for row in listed.head(_MOST_LISTED).to_dict("records")]
    if not told:
        hidden = {heads.index("Assessor"), heads.index("Rationale"), heads.index("Moderated")}
        heads, *rows = [[cell for at, cell in enumerate(row) if at not in hidden] for row in (heads, *rows)]
    cut = f"the newest {_MOST_LISTED} of " if len(listed) > _MOST_LISTED else ""
    return widgets.html_table(heads, rows, caption=f"{cut}{plural(len(listed), 'disruption')}, newest first")


def _leaving_html(held: Held, listed: pd.DataFrame) -> str:
    held.say_left_out("Of graded disruptions: assessor, rationale and moderation, which are in free words.")
    return _list_html(free(held, listed, "record_id", "graded disruptions"), told=False)


def _number(value: int) -> str:
    return count(value) if value else MISSING


def _row(row: dict[Hashable, Any], names: dict[str, str]) -> list[str]:
    phase = f" {row['phase']}" if row["operation"] and row["phase"] else ""
    claimed = [f"{row['operation'] or ''}{phase}", row["groups"] or "", f"line {row['lines']}" if row["lines"] else ""]
    return [
        day(row["assessed_on"]),
        row["grade"] + (f", {row['four_p']}" if row["four_p"] else ""),
        "; ".join(filter(None, claimed)) or MISSING,
        row["assessor"],
        row["rationale"],
        row["moderated"] or MISSING,
        names.get(row["force"], MISSING),
        f"{row['source']}, row {row['row_number']:,}",
    ]


def _form(at: data.Key) -> None:
    operations = sorted(set(data.choices(at).operations.values()))
    with st.form("disruption", border=False):
        grade = st.selectbox(
            "Grade", [grade.value for grade in DisruptionGrade], index=None, placeholder="As it was judged",
            key="disruption_grade",
        )  # fmt: skip
        on = st.date_input("Day of the assessment", value=None, format="DD/MM/YYYY", key="disruption_on")
        assessor = st.text_input(
            "Assessor", placeholder="Office or unit", help="Not the name of a person.", key="disruption_assessor"
        )
        rationale = st.text_area("Rationale", placeholder="Why it was graded so", key="disruption_rationale")
        operation = st.selectbox(
            "Operation", operations, index=None, placeholder=_NOT_SAID, key="disruption_operation",
            accept_new_options=True,
        )  # fmt: skip
        left, right = st.columns(2)
        phase = left.text_input("Phase", placeholder=_NOT_SAID, key="disruption_phase")
        four_p = right.selectbox(
            "Four P", [one.value for one in FourP], index=None, placeholder=_NOT_SAID, key="disruption_four_p"
        )
        group = left.text_input("Group", placeholder=_NOT_SAID, key="disruption_group")
        line = right.text_input("Line", placeholder=_NOT_SAID, key="disruption_line")
        force = left.selectbox(
            "Force", [one.name for one in data.all_forces()], index=None, placeholder=_NOT_SAID, key="disruption_force"
        )
        moderated = right.text_input("Moderated", placeholder="yes, no, or by whom", key="disruption_moderated")
        if not st.form_submit_button("Record", type="primary", key="disruption_record"):
            return
        if grade is None or not isinstance(on, date):
            st.error("Choose the grade and the day of the assessment.", icon=":material/error:")
            return
        try:
            report = record_disruption(
                data.workspace(),
                grade=grade,
                assessor=assessor,
                rationale=rationale,
                on=on,
                operation=operation or "",
                phase=phase,
                group=group,
                line=line,
                force=force or "",
                four_p=four_p or "",
                moderated=moderated,
            )
        except InputError as error:
            st.error(str(error), icon=":material/error:")
            return
    again = "The very same was recorded before; nothing was added."
    st.session_state[_DONE] = f"Recorded: disruption graded {grade}, {day(on)}." if report.accepted else again
    st.rerun()
