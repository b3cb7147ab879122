"""Count what records say was done and found, by force, operation, phase, line or month.

Every measure here is an output: it counts what police did and recorded, not how much supply fell. Weights
of different classes, doses, plants and pounds stand apart and are never added, nor are the two types of
line closure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import ibis
import pandas as pd

from linesmap.model.filters import Filters
from linesmap.model.vocabulary import ClosureType, DrugClass, EnforcementAction, RecordKind
from linesmap.store import Tables, records_of_lines, selected_records

__all__ = ["MEASURES", "By", "Measure", "activity", "joined_records", "records_behind"]

By = Literal["force", "operation", "phase", "line", "drug", "month", "all"]

_Condition = Callable[[ibis.Table], ibis.ir.BooleanValue]


@dataclass(frozen=True)
class Measure:
    """One measure: its name, what is shown, its unit, which rows count and what is summed (None: the rows)."""

    key: str
    label: str
    unit: str
    where: _Condition
    column: str | None = None


def _kind(kind: RecordKind) -> _Condition:
    return lambda t: t.kind == kind.value


def _action(action: EnforcementAction) -> _Condition:
    return lambda t: t.action == action.value


def _closure(closure_type: ClosureType) -> _Condition:
    return lambda t: (t.action == EnforcementAction.LINE_CLOSURE.value) & (t.closure_type == closure_type.value)


def _class(drug_class: DrugClass) -> _Condition:
    return lambda t: t.quantity_g.notnull() & (t.drug_class == drug_class.value)


MEASURES: tuple[Measure, ...] = (
    Measure("intelligence", "Intelligence reports", "records", _kind(RecordKind.INTELLIGENCE)),
    Measure("seizures", "Seizures", "records", _kind(RecordKind.SEIZURE)),
    Measure("arrests", "Arrests", "arrests", _action(EnforcementAction.ARREST), "action_count"),
    Measure("charges", "Charges", "charges", _action(EnforcementAction.CHARGE), "action_count"),
    Measure("warrants", "Warrants", "warrants", _action(EnforcementAction.WARRANT), "action_count"),
    Measure("stop_searches", "Stop and searches", "searches", _action(EnforcementAction.STOP_SEARCH), "action_count"),
    Measure("drug_tests", "Drug tests", "tests", _action(EnforcementAction.DRUG_TEST), "action_count"),
    Measure("closures_type_1", "Lines closed, Type 1", "lines", _closure(ClosureType.TYPE_1), "action_count"),
    Measure("closures_type_2", "Lines closed, Type 2", "lines", _closure(ClosureType.TYPE_2), "action_count"),
    Measure("class_a_g", "Class A, weight", "g", _class(DrugClass.A), "quantity_g"),
    Measure("class_b_g", "Class B, weight", "g", _class(DrugClass.B), "quantity_g"),
    Measure("class_c_g", "Class C, weight", "g", _class(DrugClass.C), "quantity_g"),
    Measure("class_unknown_g", "Class not known, weight", "g", _class(DrugClass.UNKNOWN), "quantity_g"),
    Measure("doses", "Doses", "doses", lambda t: t.n_doses.notnull(), "n_doses"),
    Measure("plants", "Plants", "plants", lambda t: t.n_plants.notnull(), "n_plants"),
    Measure("cash_gbp", "Cash seized", "GBP", lambda t: t.cash_gbp.notnull(), "cash_gbp"),
    Measure("weapons", "Seizures with a weapon", "records", lambda t: t.weapon.notnull()),
    Measure("safeguarding", "Safeguarding visits", "visits", _action(EnforcementAction.SAFEGUARDING), "action_count"),
    Measure("referrals", "Referrals", "referrals", _action(EnforcementAction.REFERRAL), "action_count"),
    Measure("offences", "Recorded offences", "offences", _kind(RecordKind.OFFENCE), "offence_count"),
)  # fmt: skip


def joined_records(tables: Tables, filters: Filters) -> ibis.Table:
    """Put the columns of seizures, enforcement and offences beside each chosen record.

    Returns
    -------
    records
        As `store.selected_records` with counts of recorded crime, and the columns that `MEASURES` look at;
        `is_event` is False for a row that states a number of crimes.
    """
    chosen = selected_records(tables, filters, with_counts=True)
    seizures = tables["seizures"].select(
        "record_id", "drug", "drug_class", "quantity_g", "n_doses", "n_plants", "cash_gbp", "weapon"
    )
    enforcement = tables["enforcement"].select(
        "record_id", "action", "action_count", "closure_type", "outcome", "age_band"
    )
    offences = tables["offences"].select("record_id", "offence_count")
    chosen = chosen.left_join(seizures, "record_id").drop("record_id_right")
    chosen = chosen.left_join(enforcement, "record_id").drop("record_id_right")
    chosen = chosen.left_join(offences, "record_id").drop("record_id_right")
    # A row of one recorded crime states no number.
    return chosen.mutate(is_event=chosen.offence_count.isnull(), offence_count=chosen.offence_count.fill_null(1))


def _grouped(tables: Tables, rows: ibis.Table, by: By) -> tuple[ibis.Table, list[str]]:
    """Add the columns to group by."""
    if by == "line":
        pairs = records_of_lines(tables)
        return rows.inner_join(pairs, "record_id"), ["line_id"]
    if by == "month":
        return rows.mutate(month=rows.occurred_from.truncate("M").date()), ["month"]
    if by == "operation":
        return rows.filter(rows.operation_id.notnull()), ["operation_id"]
    if by == "phase":
        return rows.filter(rows.operation_id.notnull(), rows.phase.notnull()), ["operation_id", "phase"]
    if by == "drug":
        return rows.filter(rows.drug.notnull()), ["drug", "drug_class"]
    return (rows, ["force"]) if by == "force" else (rows.mutate(everything=ibis.literal(1)), ["everything"])


def activity(tables: Tables, filters: Filters, *, by: By) -> pd.DataFrame:
    """Count every measure for each force, operation, phase, line, drug or month.

    Parameters
    ----------
    tables
        From `Workspace.read`.
    filters
        What to include.
    by
        `force` is the force of the location, or the recording force where there is none. A record that names
        two lines counts for both under `line`, so lines do not add to a total.

    Returns
    -------
    counts
        The grouping column or columns, `records` (number of records) and one column a measure, in the unit
        that `MEASURES` gives: grams, pounds, counts. Sorted by the grouping.
    """
    rows, keys = _grouped(tables, joined_records(tables, filters), by)
    sums = {"records": rows.record_id.nunique(where=rows.is_event)}
    for measure in MEASURES:
        where = measure.where(rows)
        amount = where.cast("int64") if measure.column is None else rows[measure.column]
        sums[measure.key] = amount.sum(where=where).fill_null(0)
    frame: pd.DataFrame = rows.group_by(keys).aggregate(**sums).order_by(keys).to_pandas()
    return frame.drop(columns="everything", errors="ignore")


def records_behind(tables: Tables, filters: Filters, measure_key: str) -> pd.DataFrame:
    """List the records that a number of `activity` is made of.

    Parameters
    ----------
    tables, filters
        As for `activity`, with the filter narrowed to the row in question.
    measure_key
        A key of `MEASURES`, or `records`.

    Returns
    -------
    records
        Columns record_id, occurred_from, kind, title, force, place_label, amount (what it adds to the sum,
        in the measure's unit), newest first.
    """
    rows = joined_records(tables, filters)
    if measure_key == "records":
        rows = rows.filter(rows.is_event).mutate(amount=ibis.literal(1.0))
    else:
        measure = next(measure for measure in MEASURES if measure.key == measure_key)
        rows = rows.filter(measure.where(rows))
        amount = ibis.literal(1.0) if measure.column is None else rows[measure.column].cast("float64")
        rows = rows.mutate(amount=amount)
    columns = ["record_id", "occurred_from", "kind", "title", "force", "place_label", "amount"]
    frame: pd.DataFrame = rows.select(columns).order_by([ibis.desc("occurred_from"), "record_id"]).to_pandas()
    return frame
