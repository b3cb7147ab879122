"""Tabulate what each operation, phase and force of an operation did: totals or rates, and the share charged."""

from __future__ import annotations

import pandas as pd

from linesmap import reference
from linesmap.comparisons import recorded_subjects
from linesmap.measure.comparison import Scale
from linesmap.measure.figures import Subject
from linesmap.measure.operation_counts import COUNTED, Level, operation_counts
from linesmap.measure.rates import PER_PEOPLE
from linesmap.model.filters import Filters
from linesmap.network.footprint import wilson
from linesmap.store import Tables

__all__ = ["operation_table"]


def operation_table(
    tables: Tables,
    filters: Filters,
    *,
    by: Level = "operation",
    by_force: bool = False,
    scale: Scale = Scale.TOTAL,
) -> pd.DataFrame:
    """Count every measure by operation or phase, and by force of location.

    Parameters
    ----------
    tables
        From `Workspace.read`.
    filters
        What to include.
    by, by_force
        As for `measure.operation_counts`.
    scale
        Totals, or totals divided by 100,000 people (of the force, with `by_force`; otherwise of all forces of the
        operation), by the days of the operation, or by its officer-days. Null where the register does not say.

    Returns
    -------
    table
        Columns operation, phase (by phase), force (its name, by force), start_on, end_on (ISO dates), days, forces,
        population, officer_days, records, charge_rate with charge_rate_low and charge_rate_high (share of arrests
        with the outcome charged, Wilson 95% interval), and `measure.COUNTED`. Null dates where no register says.
    """
    subjects = recorded_subjects(tables)
    counts = operation_counts(tables, filters, by=by, by_force=by_force)
    people = {force.code: force.population for force in reference.forces()}
    names = {force.code: force.name for force in reference.forces()}
    rows = []
    for row in counts.to_dict("records"):
        phase = f"/{row['phase']}" if by == "phase" else ""
        subject = subjects[f"recorded:{row['operation_id']}{phase}"]
        population = people.get(row["force"]) if by_force else subject.population
        by_amount = _denominator(scale, subject, population)
        charged, arrests = int(row["people_charged"]), int(row["arrests"])
        low, high = wilson(min(charged, arrests), arrests) if arrests else (None, None)
        rows.append(
            {"operation": subject.programme}
            | ({"phase": row["phase"]} if by == "phase" else {})
            | ({"force": names.get(row["force"], row["force"])} if by_force else {})
            | {
                "start_on": subject.first,
                "end_on": subject.last,
                "days": subject.days,
                "forces": "; ".join(subject.forces),
                "population": population,
                "officer_days": subject.officer_days,
                "records": row["records"],
                "charge_rate": charged / arrests if arrests else None,
                "charge_rate_low": low,
                "charge_rate_high": high,
            }
            | {key: row[key] / by_amount if by_amount else None for key in COUNTED}
        )
    return pd.DataFrame(rows).convert_dtypes() if rows else pd.DataFrame(columns=["operation"])


def _denominator(scale: Scale, subject: Subject, population: int | None) -> float | None:
    return {
        Scale.TOTAL: 1.0,
        Scale.PER_PEOPLE: population / PER_PEOPLE if population else None,
        Scale.PER_DAY: subject.days,
        Scale.PER_OFFICER_DAY: subject.officer_days,
    }[scale]
