"""Add up what records count and weigh by area, period and operation, as the ground of every aggregate that leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Literal

import ibis
import pandas as pd

from linesmap.measure.activity import MEASURES, joined_records
from linesmap.model.filters import Filters
from linesmap.model.vocabulary import EnforcementAction, RecordKind
from linesmap.store import Tables

__all__ = ["AREA_FACTS", "NOT_KNOWN", "AreaFact", "Step", "area_facts"]

Step = Literal["month", "quarter"]

NOT_KNOWN = "not known"
"""The label of an area that a record does not tell."""

_CHILD, _ADULTS = "under 18", ("18-24", "25-34", "over 34")


@dataclass(frozen=True)
class AreaFact:
    """One number: its key, whether it is an amount made of contributions, and whether it counts exploited people."""

    key: str
    amount: bool = False
    victims: bool = False


_AMOUNTS = ("class_a_g", "class_b_g", "class_c_g", "class_unknown_g", "plants", "doses", "cash_gbp")
_COUNTS = (
    "intelligence", "seizures", "enforcement", "offences", "arrests", "people_charged", "charges", "warrants",
    "stop_searches", "drug_tests", "closures_type_1", "closures_type_2", "weapons", "safeguarding_visits", "referrals",
)  # fmt: skip
_VICTIMS = ("adults_safeguarded", "children_safeguarded")

AREA_FACTS: tuple[AreaFact, ...] = (
    AreaFact("records"),
    *(AreaFact(key) for key in _COUNTS),
    *(AreaFact(key, victims=True) for key in _VICTIMS),
    *(AreaFact(key, amount=True) for key in _AMOUNTS),
)
"""Every number, in the order in which they are shown."""

_Value = Callable[[ibis.Table], ibis.ir.NumericValue]
_BY_KEY = {measure.key: measure for measure in MEASURES}


def _kind(kind: RecordKind) -> _Value:
    return lambda t: (t.kind == kind.value).cast("float64")


def _action(action: EnforcementAction, also: Callable[[ibis.Table], ibis.ir.BooleanValue] | None = None) -> _Value:
    def value(t: ibis.Table) -> ibis.ir.NumericValue:
        where = t.action == action.value
        return ibis.ifelse(where & also(t) if also else where, t.action_count.cast("float64"), 0.0)

    return value


def _measure(key: str) -> _Value:
    def value(t: ibis.Table) -> ibis.ir.NumericValue:
        measure = _BY_KEY[key]
        amount = ibis.literal(1.0) if measure.column is None else t[measure.column].cast("float64")
        return ibis.ifelse(measure.where(t), amount, 0.0)

    return value


_VALUES: dict[str, _Value] = {
    **{key: _measure(key) for key in (*_COUNTS, *_AMOUNTS) if key in _BY_KEY},
    "records": lambda t: ibis.literal(1.0) + 0 * t.is_event.cast("float64"),
    "seizures": _kind(RecordKind.SEIZURE),
    "enforcement": _kind(RecordKind.ENFORCEMENT),
    "people_charged": _action(EnforcementAction.ARREST, lambda t: t.outcome == "charged"),
    "safeguarding_visits": _action(EnforcementAction.SAFEGUARDING),
    "children_safeguarded": _action(EnforcementAction.SAFEGUARDING, lambda t: t.age_band == _CHILD),
    "adults_safeguarded": _action(EnforcementAction.SAFEGUARDING, lambda t: t.age_band.isin(_ADULTS)),
}


def area_facts(
    tables: Tables, filters: Filters, *, step: Step, since: date | None, until: date, without: tuple[str, ...] = ()
) -> pd.DataFrame:
    """Add up every number of `AREA_FACTS` by area, period, operation and phase.

    A record belongs to the force and district of its location; to its recording force, district not known, when it
    has none. It belongs to the period in which it begins. Rows that only state a number of recorded crimes are
    statistics of others and are left out.

    Parameters
    ----------
    tables
        From `Workspace.read`, or `export_rules.Leaving`.
    filters
        What to include.
    step
        Calendar months or quarters.
    since, until
        First and last day on which a record may begin; None for no first day.
    without
        Identifiers of operations whose records are left out.

    Returns
    -------
    facts
        Columns force (code or `not known`), district (code or `not known`), period (first day, datetime64),
        operation_id and phase (None without), a column for every number, and `<key>_n` and `<key>_max` for every
        amount: how many contributions and the largest. One row a combination, sorted.
    """
    rows = joined_records(tables, filters)
    rows = rows.filter(rows.is_event, rows.occurred_from.notnull(), rows.occurred_from.date() <= until)
    if since:
        rows = rows.filter(rows.occurred_from.date() >= since)
    if without:
        rows = rows.filter(rows.operation_id.isnull() | rows.operation_id.notin(list(without)))
    rows = rows.mutate(
        area_force=rows.force.fill_null(NOT_KNOWN),
        area_district=ibis.ifelse(rows.pfa_code.notnull(), rows.lad_code, None).fill_null(NOT_KNOWN),
        period=rows.occurred_from.truncate("M" if step == "month" else "Q").date(),
    )
    sums = {}
    for fact in AREA_FACTS:
        value = _VALUES[fact.key](rows).fill_null(0.0)
        sums[fact.key] = value.sum()
        if fact.amount:
            sums[f"{fact.key}_n"] = (value > 0).sum()
            sums[f"{fact.key}_max"] = value.max()
    keys = ["area_force", "area_district", "period", "operation_id", "phase"]
    frame: pd.DataFrame = rows.group_by(keys).aggregate(**sums).order_by(keys).to_pandas()
    frame["period"] = pd.to_datetime(frame["period"])
    frame = frame.rename(columns={"area_force": "force", "area_district": "district"})
    held = frame.columns.difference(["force", "district", "period", "operation_id", "phase"])
    frame[held] = frame[held].astype("float64").fillna(0.0)
    return frame
