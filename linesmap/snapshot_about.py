"""Say what a snapshot is: what it shows and leaves out, how surely, from which files, made by whom and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis
import pandas as pd

from linesmap import __version__, reference
from linesmap.model.filters import Filters
from linesmap.model.vocabulary import RecordKind
from linesmap.picture import Backdrop, filter_words
from linesmap.settings import load_settings
from linesmap.snapshot_sums import EDGE_M, Step
from linesmap.store import Tables
from linesmap.view.snapshot import About
from linesmap.view.words import day, day_range, plural

__all__ = ["Chosen", "about_of"]

_MOST_SOURCES = 200
_WHOLE_KM = 5
_REGISTERS = (RecordKind.DEAL_LINE.value, RecordKind.OPERATION.value)
_UNCHANGED = ("disclosure", "consultation")

_LIMITS = (
    "A hexagon says where records are, not where crime is. A dashed circle holds the true place 95 times in 100. "
    "Records follow police activity: more of them may mean more policing. A line can be busy and leave no record."
)

_METHODS = """
Each record is located by its own text or coordinates, never better than these allow; where several places are meant it
is not located until a person chooses.

A record is put into a hexagon only when it is known better than twice the edge of that hexagon; if not, the circle or
area it surely lies in is drawn.

A line is active while a record falls within {active} days, and suspected until a seizure, an enforcement record or
three records name it. It is closed only when a person entered a closure. Statuses are those of the last day shown.

A flow goes from the origin of a line to each of its towns; its width follows the records nearest to that town.

Type 1 and Type 2 closures, and counts of different kinds, are never added to each other. Arrests, seizures and closures
are outputs of policing.

A record counts in a period when its own range of dates touches it.
"""


@dataclass(frozen=True)
class Chosen:
    """What is in a snapshot: how it was asked for, by whom, and how many records are in it or stayed behind.

    `records` are the rows of `selected_records` in it; `step` is how they were added up, None for one by one.
    """

    filters: Filters
    records: ibis.Table
    title: str | None
    marking: str
    made_by: str
    n_kept: int
    n_withheld: int
    n_undated: int
    step: Step | None = None


def about_of(tables: Tables, backdrop: Backdrop, chosen: Chosen) -> About:
    """Write everything that a snapshot says of itself.

    Parameters
    ----------
    tables, backdrop
        Of the same state of the workspace.
    chosen
        What is in the snapshot.

    Returns
    -------
    about
        Words without personal data but the name of who made it; the same state and choice give the same words.
    """
    state = _state(tables)
    settings = load_settings()
    sources = _sources(tables, chosen.records)
    held = _last_change(tables)
    period = chosen.filters.period
    said = _shown(chosen.filters, backdrop)
    as_held = f" from data as held on {day(held)}" if held else ""
    span = _span(chosen.records)
    note = state.get("invented", "") or ("Invented data" if sources["invented"].eq(other=True).any() else "")
    handling = state.get("handling", settings.handling)
    facts = [
        ("Shown", said),
        ("Period asked for", day_range(*period) if period else "The whole time"),
        ("Records reach", day_range(*span) if span else ""),
        ("Made by", chosen.made_by),
        ("Data as held on", day(held) if held else ""),
        ("Marking", chosen.marking),
        ("Handling", handling or "No conditions stated"),
        ("Invented data", note),
    ]
    what = (
        f"A picture of {plural(chosen.n_kept - chosen.n_undated, 'record')}. It works without a network and "
        "cannot contact one."
    )
    return About(
        title=chosen.title or _title(chosen.filters, backdrop),
        shown=said,
        made=f"Made by {chosen.made_by}{as_held}.",
        what=what,
        facts=[(label, value) for label, value in facts if value],
        limits=_LIMITS,
        summed=_summed(chosen),
        left_out=_left_out(chosen),
        sources=[
            (row["name"], day(row["imported_at"]), f"{row['rows_accepted']:,}", _here(row))
            for row in sources.head(_MOST_SOURCES).to_dict("records")
        ],
        more_sources=_more(sources.iloc[_MOST_SOURCES:]),
        methods=[" ".join(one.split()).format(active=settings.active_days) for one in _METHODS.split("\n\n")],
        file=[
            ("Workspace", f"state {state.get('version', '0')}"),
            *([("Last change", day(held))] if held else []),
            ("Made with", f"linesmap {__version__}"),
        ],
        licences=reference.attributions(),
        marking=chosen.marking,
        handling=f"Handling: {handling}" if handling else "",
        note=note,
    )


def _state(tables: Tables) -> dict[str, str]:
    frame = tables["state"].to_pandas()
    return dict(zip(frame["name"], frame["value"], strict=True))


def _last_change(tables: Tables) -> date | None:
    """Give the day on which the workspace last changed: no clock has a part in what a snapshot says."""
    audit = tables["audit"]
    value = audit.filter(audit.action.notin(_UNCHANGED)).at.max().execute()
    return None if pd.isna(value) else pd.Timestamp(value).date()


def _span(records: ibis.Table) -> tuple[date, date] | None:
    ends = records.aggregate(first=records.occurred_from.min(), last=records.occurred_to.max()).to_pandas().iloc[0]
    return None if pd.isna(ends["first"]) else (ends["first"].date(), ends["last"].date())


def _shown(filters: Filters, backdrop: Backdrop) -> str:
    words = filter_words(Filters(**{**vars(filters), "period": None}), backdrop) or "All records"
    return f"{words}; {day_range(*filters.period)}." if filters.period else f"{words}."


def _sources(tables: Tables, records: ibis.Table) -> pd.DataFrame:
    """List the files that the records come from, with how many of each are here, and the registers of lines."""
    here = records.group_by("source_id").aggregate(here=ibis._.count())
    sources = tables["sources"]
    joined = sources.left_join(here, "source_id").drop("source_id_right")
    joined = joined.filter(joined.here.notnull() | joined.kind.isin(_REGISTERS))
    frame: pd.DataFrame = joined.order_by("name", "source_id").to_pandas()
    return frame


def _here(row: Mapping[Any, Any]) -> str:
    return "register" if pd.isna(row["here"]) else f"{int(row['here']):,}"


def _more(rest: pd.DataFrame) -> str:
    if rest.empty:
        return ""
    return f"{plural(len(rest), 'more file')} with {int(rest['rows_accepted'].sum()):,} rows, by name after these."


def _left_out(chosen: Chosen) -> str:
    parts = []
    if chosen.n_withheld:
        parts.append(f"{plural(chosen.n_withheld, 'record')} whose handling carries conditions.")
    if chosen.n_undated:
        parts.append(f"{plural(chosen.n_undated, 'record')} without a date.")
    if chosen.step:
        parts.append("Every single record: its title, reference, grading and exact place.")
    parts.append("The text of records, names, references to people, telephone numbers and plates.")
    return " ".join(parts)


def _summed(chosen: Chosen) -> str:
    """Say how the records were added up, and what that means for the reader."""
    if chosen.step is None:
        return ""
    edge = EDGE_M[chosen.step.resolution] / 1000
    size = f"{edge:.0f}" if edge >= _WHOLE_KM else f"{edge:.1f}"
    unit = chosen.step.unit
    return (
        f"Records are added up by hexagon (edges of {size} km) and {unit}, so that the file stays small: "
        f"{plural(chosen.n_kept - chosen.n_undated, 'record')}. Every number counts all of its records. The period "
        f"moves by whole {unit}s, and closer in there are no single points. A record known worse than a hexagon is "
        "wide keeps the area it is known to."
    )


def _title(filters: Filters, backdrop: Backdrop) -> str:
    what = "County lines and drug records" if backdrop.profiles else "Records"
    when = f", {day_range(*filters.period)}" if filters.period else ""
    return f"{what}, {reference.area_of(filters.forces)}{when}"
