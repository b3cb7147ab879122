"""Make every number that a PCC office may see of a workspace: aggregates by area, period and operation, protected.

All numbers of one selection are protected together, so that a map, a table and a comparison made of them cannot be
subtracted from each other. Source of what such an office may see: Policing Protocol Order 2023 (operational matters
stay with the chief constable); the lag and the rule on running operations are choices of design.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import ibis
import pandas as pd

from linesmap.asked import labels_of
from linesmap.disclose import Amount, DisclosureReport, Part, ProtectedFrame, Rules, protect_breakdowns
from linesmap.disclose.report import join_reports
from linesmap.errors import InputError
from linesmap.export_rules import Leaving
from linesmap.measure.area_facts import AREA_FACTS, Step, area_facts
from linesmap.model.filters import Filters
from linesmap.model.vocabulary import EntityType
from linesmap.store import Tables, selected_records

__all__ = ["NO_OPERATION", "NO_PHASE", "AreaTables", "LeftOut", "area_tables", "last_day_shown"]

NO_OPERATION = "no operation"
NO_PHASE = "no phase"
"""Labels of what belongs to no operation, and to no phase of one."""

_MONTHS_UP_TO_DAYS = 460
_WHOLE = {
    "records": ("intelligence", "seizures", "enforcement", "offences"),
    "arrests": ("people_charged",),
    "safeguarding_visits": ("adults_safeguarded", "children_safeguarded"),
}
_ROUND_TO = {"plants": 5.0, "doses": 5.0}


@dataclass(frozen=True)
class LeftOut:
    """What the numbers do not hold: how many records by their handling, by the lag and of running operations."""

    handling: int = 0
    lag: int = 0
    running: int = 0
    undated: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.handling + self.lag + self.running + self.undated


@dataclass(frozen=True)
class AreaTables:
    """Protected numbers and what they are about.

    Parameters
    ----------
    frame
        Columns force, district, period (`2025-04`: the first month of the calendar period), operation (identifier or
        `no operation`), phase (identifier/phase), measure, shown, text, suppressed; `All` for totals. Broken down by
        force and district; by force and period; by force and operation; by operation and phase; and no further.
    measures
        Keys in the order to show; those that count nothing anywhere are left out.
    step
        What a period is.
    first, last
        First and last day that the records of the selection could fall on.
    report
        What was hidden and why, and what an attack leaves open; it stays with who publishes.
    left_out
        What the numbers do not hold.
    operation_names
        Identifier to name.
    """

    frame: pd.DataFrame
    measures: tuple[str, ...]
    step: Step
    first: date
    last: date
    report: DisclosureReport
    left_out: LeftOut
    rules: Rules
    operation_names: dict[str, str] = field(default_factory=dict)


def last_day_shown(as_of: date) -> date:
    """Give the last day that may be told of on a day: at least one complete month lies between.

    Examples
    --------
    >>> last_day_shown(date(2025, 3, 15)), last_day_shown(date(2025, 3, 1)), last_day_shown(date(2025, 1, 31))
    (datetime.date(2025, 1, 31), datetime.date(2025, 1, 31), datetime.date(2024, 11, 30))
    """
    before = as_of.replace(day=1) - timedelta(days=1)
    return before.replace(day=1) - timedelta(days=1)


def area_tables(
    tables: Tables,
    filters: Filters | None = None,
    *,
    rules: Rules | None = None,
    progress: Callable[[str], None] | None = None,
) -> AreaTables:
    """Make the protected numbers of a selection.

    Parameters
    ----------
    tables
        From `Workspace.read`.
    filters
        Period, forces and operations; a narrower choice could be subtracted from a wider one that was published
        before, so drugs, lines, kinds, grades and phases cannot be chosen.
    rules
        The defaults when left out.
    progress
        Told what is being done.

    Raises
    ------
    InputError
        If something else is chosen, or no record may be told of.
    """
    chosen, rules, tell = filters or Filters(), rules or Rules(), progress or (lambda _: None)
    _require_plain(chosen)
    last_import = tables["sources"].imported_at.max().execute()
    until = last_day_shown(pd.Timestamp(last_import).date()) if pd.notna(last_import) else date.min
    if chosen.period:
        until = min(until, chosen.period[1])
    leaving = Leaving(tables)
    names = labels_of(tables, EntityType.OPERATION)
    running = _running(tables, until)
    tell("Adding up what records count")
    left_out = _left_out(tables, leaving, chosen, until, running)
    facts, step = _facts(leaving, chosen, until, running)
    if facts.empty:
        msg = (
            f"No record of this selection may be told of: {left_out.total:,} are left out by their handling, by the "
            "lag of a complete month or as part of a running operation. Choose a longer period or further forces."
        )
        raise InputError(msg)
    measures = tuple(fact.key for fact in AREA_FACTS if facts[fact.key].sum() > 0)
    frames, reports = [], []
    for group in _groups(measures):
        tell(f"Protecting {' and '.join(key.replace('_', ' ') for key in group[:2])}")
        made = _protect(facts, group, rules)
        frames.append(made.frame)
        reports.append(made.report)
    first, last = _days_of(facts, step)
    return AreaTables(
        frame=pd.concat(frames, ignore_index=True),
        measures=measures,
        step=step,
        first=max(first, chosen.period[0]) if chosen.period else first,
        last=min(last, until),
        report=join_reports(tuple(reports)),
        left_out=left_out,
        rules=rules,
        operation_names={one: names.get(one, one) for one in sorted(set(facts["operation"])) if one != NO_OPERATION},
    )


def _require_plain(filters: Filters) -> None:
    if filters != replace(Filters(), period=filters.period, forces=filters.forces, operations=filters.operations):
        msg = (
            "Expected a period, forces or operations, found another choice. A PCC office sees only tables that were "
            "checked together; drugs, lines, kinds and grades cannot be chosen for it."
        )
        raise InputError(msg)


def _running(tables: Tables, until: date) -> tuple[str, ...]:
    """Name the operations that had not ended on the last day shown, by their register or their records."""
    records = selected_records(tables, Filters())
    held = records.filter(records.operation_id.notnull()).group_by("operation_id")
    last = held.aggregate(last=ibis._.occurred_to.max()).to_pandas()
    register = tables["operations"].select("record_id", "end_on")
    ends = tables["records"].select("record_id", "operation_id").inner_join(register, "record_id")
    ends = ends.filter(ends.operation_id.notnull()).select("operation_id", "end_on").to_pandas()
    found = pd.concat(
        [last.rename(columns={"last": "on"}), ends.rename(columns={"end_on": "on"})[["operation_id", "on"]]]
    )
    late = pd.to_datetime(found["on"]) > pd.Timestamp(until)
    return tuple(sorted(set(found.loc[late, "operation_id"])))


def _left_out(tables: Tables, leaving: Leaving, chosen: Filters, until: date, running: tuple[str, ...]) -> LeftOut:
    every = selected_records(tables, chosen)
    may = selected_records(leaving, chosen)
    n_every, n_may = int(every.count().execute()), int(may.count().execute())
    dated = may.filter(may.occurred_from.notnull())
    early = dated.filter(dated.occurred_from.date() <= until)
    n_dated, n_early = int(dated.count().execute()), int(early.count().execute())
    n_running = int(early.filter(early.operation_id.isin(list(running))).count().execute()) if running else 0
    return LeftOut(handling=n_every - n_may, lag=n_dated - n_early, running=n_running, undated=n_may - n_dated)


def _facts(leaving: Leaving, chosen: Filters, until: date, running: tuple[str, ...]) -> tuple[pd.DataFrame, Step]:
    """Add up by month if the records span up to 15 months, else by quarter; and give every row its labels."""
    records = selected_records(leaving, chosen)
    first = records.occurred_from.min().execute()
    if pd.isna(first):
        return pd.DataFrame(), "month"
    start = pd.Timestamp(first).date()
    if chosen.period:
        start = max(start, chosen.period[0])
    step: Step = "month" if (until - start).days <= _MONTHS_UP_TO_DAYS else "quarter"
    since = chosen.period[0] if chosen.period else None
    facts = area_facts(leaving, chosen, step=step, since=since, until=until, without=running)
    operation = facts["operation_id"].astype("object").where(facts["operation_id"].notna(), NO_OPERATION)
    phase = facts["phase"].astype("object").where(facts["phase"].notna() & facts["operation_id"].notna(), NO_PHASE)
    return facts.assign(operation=operation, phase=operation + "/" + phase.astype(str)), step


def _days_of(facts: pd.DataFrame, step: Step) -> tuple[date, date]:
    """First day of the first calendar period that holds a record, and last day of the last."""
    months = 1 if step == "month" else 3
    end = facts["period"].max() + pd.DateOffset(months=months) - pd.Timedelta(days=1)
    return facts["period"].min().date(), end.date()


def _groups(measures: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Put a whole and its parts together; everything else stands alone."""
    inside = {part for parts in _WHOLE.values() for part in parts}
    return [
        (key, *(part for part in _WHOLE.get(key, ()) if part in measures))
        for key in measures
        if key not in inside or not any(key in parts and whole in measures for whole, parts in _WHOLE.items())
    ]


def _protect(facts: pd.DataFrame, group: tuple[str, ...], rules: Rules) -> ProtectedFrame:
    """Protect a number with its parts in every breakdown."""
    known = {fact.key: fact for fact in AREA_FACTS}
    labelled = facts.assign(period=facts["period"].dt.strftime("%Y-%m"))
    breakdowns: list[list[str | Sequence[str]]] = [
        [("force", "district")],
        ["force", "period"],
        ["force", "operation"],
        [("operation", "phase")],
    ]
    whole, parts = group[0], group[1:]
    if known[whole].amount:
        amount = Amount(f"{whole}_n", f"{whole}_max", _ROUND_TO.get(whole))
        return protect_breakdowns(labelled, breakdowns, [], amounts={whole: amount}, rules=rules)
    return protect_breakdowns(
        labelled,
        breakdowns,
        list(group),
        victims=[key for key in group if known[key].victims],
        parts=[Part(parts, whole, complete=whole == "records")] if parts else [],
        rules=rules,
    )
