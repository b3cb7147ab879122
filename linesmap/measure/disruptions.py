"""Count graded disruptions by grade, and list them with who judged them, why and when.

A grade is what somebody recorded (kind `disruption`); nothing else makes one. Grades are not amounts of one thing, so
that they are never added to each other, nor to arrests, closures or anything else: there is no total.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Literal

import ibis
import pandas as pd

from linesmap.model.filters import Filters
from linesmap.model.vocabulary import DisruptionGrade, EntityType, FourP
from linesmap.store import Tables, records_of_lines

__all__ = ["DISRUPTION_GRADES", "DisruptionBy", "disruption_counts", "disruptions"]

DisruptionBy = Literal["operation", "phase", "force", "group", "line", "four_p", "all"]

DISRUPTION_GRADES: tuple[str, ...] = tuple(grade.value for grade in DisruptionGrade)
"""The grades in order; each is a column of `disruption_counts`."""

_KEYS: dict[str, tuple[str, ...]] = {
    "operation": ("operation_id", "operation"),
    "phase": ("operation_id", "operation", "phase"),
    "force": ("force",),
    "group": ("groups",),
    "line": ("lines",),
    "four_p": ("four_p",),
    "all": (),
}
_LIST = (
    "record_id", "assessed_on", "grade", "four_p", "assessor", "rationale", "moderated", "operation_id", "operation",
    "phase", "groups", "lines", "force", "source", "row_number",
)  # fmt: skip
_ORDER = {four_p.value: number for number, four_p in enumerate(FourP)}


def disruptions(tables: Tables, filters: Filters | None = None) -> pd.DataFrame:
    """List graded disruptions, newest first.

    Parameters
    ----------
    tables
        From `Workspace.read`.
    filters
        Period (of the assessment), forces (of the place, or else the recording force), operations, phases and lines
        narrow the list; drugs, kinds and grades of intelligence do not apply to it.

    Returns
    -------
    disruptions
        Columns record_id, assessed_on (date), grade, four_p, assessor, rationale, moderated, operation_id, operation
        (its name), phase, groups and lines (names, separated by semicolons), force (code), source (file) and
        row_number.
    """
    records, own, places = tables["records"], tables["disruptions"], tables["places"]
    chosen = records.inner_join(own, "record_id")
    chosen = chosen.left_join(places.select("place_id", "pfa_code"), "place_id").drop("place_id_right")
    chosen = chosen.mutate(force=ibis.coalesce(chosen.pfa_code, chosen.recording_force))
    chosen = _narrowed(tables, chosen, filters or Filters())
    sources = tables["sources"].select("source_id", source=tables["sources"].name)
    entities = tables["entities"].select(operation_id="entity_id", operation="label")
    chosen = chosen.left_join(sources, "source_id").left_join(entities, "operation_id")
    for column, entity_type in (("groups", EntityType.GROUP), ("lines", EntityType.DEAL_LINE)):
        named = tables["mentions"].filter(tables["mentions"].entity_type == entity_type.value)
        names = named.group_by("record_id").aggregate(**{column: named.raw.group_concat("; ", order_by=named.raw)})
        chosen = chosen.left_join(names, "record_id").drop("record_id_right")
    ordered = chosen.mutate(assessed_on=chosen.occurred_from.date()).select(*_LIST)
    frame: pd.DataFrame = ordered.order_by([ibis.desc("assessed_on"), "record_id"]).to_pandas()
    return frame.astype({name: object for name in _LIST if name != "row_number"}).where(frame.notna(), None)


def _narrowed(tables: Tables, chosen: ibis.Table, filters: Filters) -> ibis.Table:
    if filters.period:
        first, last = filters.period
        end = datetime.combine(last, time()) + timedelta(days=1)
        chosen = chosen.filter(chosen.occurred_from < end, chosen.occurred_to >= datetime.combine(first, time()))
    if filters.forces:
        chosen = chosen.filter(chosen.force.isin(list(filters.forces)))
    if filters.operations:
        chosen = chosen.filter(chosen.operation_id.isin(list(filters.operations)))
    if filters.phases:
        chosen = chosen.filter((chosen.operation_id + "/" + chosen.phase).isin(list(filters.phases)))
    if filters.lines:
        pairs = records_of_lines(tables)
        chosen = chosen.semi_join(pairs.filter(pairs.line_id.isin(list(filters.lines))), "record_id")
    return chosen


def disruption_counts(tables: Tables, filters: Filters | None = None, *, by: DisruptionBy = "all") -> pd.DataFrame:
    """Count graded disruptions, one column a grade.

    Parameters
    ----------
    tables, filters
        As for `disruptions`.
    by
        operation, phase, force, group, line, four_p or all. A disruption that names two groups, or two lines, counts
        for both of them.

    Returns
    -------
    counts
        The grouping columns (operation_id and operation; these and phase; force; groups; lines; four_p; none), None
        where a disruption names no such thing, then major, moderate, minor, none, negative. There is no total: grades
        are not added to each other.
    """
    frame = disruptions(tables, filters)
    keys = list(_KEYS[by])
    if by in {"group", "line"}:
        frame = frame.assign(**{keys[0]: frame[keys[0]].str.split("; ")}).explode(keys[0], ignore_index=True)
    counts = frame[keys].assign(
        **{grade: frame["grade"].eq(grade).astype("int64") for grade in DISRUPTION_GRADES}
    )  # fmt: skip
    if not keys:
        return pd.DataFrame([counts[list(DISRUPTION_GRADES)].sum()], dtype="int64")
    grouped = counts.groupby(keys, dropna=False, sort=False)[list(DISRUPTION_GRADES)].sum().reset_index()
    grouped[keys] = grouped[keys].astype(object).where(grouped[keys].notna(), None)
    rows = [tuple(row) for row in grouped[keys].to_numpy()]
    order = sorted(range(len(rows)), key=lambda number: [_place(value) for value in rows[number]])
    return grouped.iloc[order].reset_index(drop=True)


def _place(value: object) -> tuple[bool, int, str]:
    """Say where a value stands in the order: four Ps in theirs, names by the alphabet, nothing named last."""
    return value is None, _ORDER.get(str(value), 0), str(value).casefold()
