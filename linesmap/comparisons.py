"""Gather what was published and what was recorded of operations as columns, and set those asked for side by side."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from linesmap import reference
from linesmap.errors import InputError
from linesmap.measure.comparison import Cell, Comparison, Row, Scale, compare
from linesmap.measure.figures import HIDDEN_TOO, RECORDED_SOURCE, UNDER_TEN, Basis, Figure, Origin, Subject
from linesmap.measure.operation_counts import COUNTED, operation_counts
from linesmap.measure.published import published_figures
from linesmap.measure.published_columns import force_facts, length_days, published_columns
from linesmap.model.filters import Filters
from linesmap.model.vocabulary import Bound
from linesmap.reference.measures import MEASURE_GROUPS, measure_definitions
from linesmap.store import Tables

__all__ = [
    "LEAST_PEOPLE",
    "all_columns",
    "as_document",
    "compare_columns",
    "compare_named",
    "find_subjects",
    "recorded_columns",
    "recorded_subjects",
]

LEAST_PEOPLE = 10
"""Counts of victims under this are not shown (the 10-5 rule of the Office for National Statistics)."""

Columns = dict[Subject, tuple[Figure, ...]]
_PREFIXES = {f"{origin.value}:": origin for origin in Origin}
_CLOSE, _MOST_CLOSE = 0.5, 5


def all_columns(tables: Tables) -> Columns:
    """Give every column of a workspace: published first, then recorded, each by name."""
    return published_columns(published_figures(tables)) | recorded_columns(tables)


def recorded_columns(tables: Tables) -> Columns:
    """Turn the operations that records name into columns, whole and by phase.

    Returns
    -------
    columns
        Period, forces, lead and strand are those of the register of operations. Counts of victims under ten are not
        shown. A measure that no record states is left out.
    """
    subjects = recorded_subjects(tables)
    columns = [
        (subjects[_key(row["operation_id"], row["phase"])], _figures(row))
        for row in operation_counts(tables, Filters(), by="phase").to_dict("records")
    ]
    columns = _with_secondary(columns, {subject.key: subject.phases for subject in subjects.values()})
    columns += [
        (subjects[_key(row["operation_id"])], _figures(row))
        for row in operation_counts(tables, Filters(), by="operation").to_dict("records")
    ]
    return dict(sorted(columns, key=lambda pair: (pair[0].name.casefold(), pair[0].first or "")))


def recorded_subjects(tables: Tables) -> dict[str, Subject]:
    """Describe every operation and phase that a register or a record names, by key, without counting anything."""
    register = _register(tables)
    records = tables["records"]
    named = records.filter(records.operation_id.notnull()).select("operation_id", "phase").distinct().to_pandas()
    named["phase"] = named["phase"].astype("object").where(named["phase"].notna(), None)
    both = pd.concat([named, register[["operation_id", "phase"]]]).drop_duplicates()
    entities = tables["entities"].filter(tables["entities"].entity_type == "operation").to_pandas()
    labels = dict(zip(entities["entity_id"], entities["label"], strict=True))
    invented = bool(tables["sources"].invented.any().execute())
    made: dict[str, Subject] = {}
    for operation, rows in both.groupby("operation_id", sort=True):
        phases = sorted(str(phase) for phase in rows["phase"].dropna())
        for phase in phases:
            made[_key(operation, phase)] = _recorded(str(operation), phase, labels, register, (), invented=invented)
        keys = tuple(_key(operation, phase) for phase in phases)
        made[_key(operation)] = _recorded(str(operation), None, labels, register, keys, invented=invented)
    return made


def _key(operation: object, phase: object = None) -> str:
    return f"{Origin.RECORDED.value}:{operation}{f'/{phase}' if phase else ''}"


def _register(tables: Tables) -> pd.DataFrame:
    frame: pd.DataFrame = tables["operations"].to_pandas()
    frame["phase"] = frame["phase"].astype("object").where(frame["phase"].notna(), None)
    return frame


def _recorded(
    operation: str,
    phase: str | None,
    labels: Mapping[str, str],
    register: pd.DataFrame,
    phases: tuple[str, ...],
    *,
    invented: bool,
) -> Subject:
    rows = register[register["operation_id"] == operation]
    if phase is not None:
        rows = rows[rows["phase"] == phase]
    codes = sorted({code for cell in rows["forces"].dropna() for code in cell.split(";") if code})
    names = tuple(reference.force(code).name for code in codes)
    starts, ends = rows["start_on"].dropna(), rows["end_on"].dropna()
    first = pd.Timestamp(starts.min()).date().isoformat() if len(starts) else None
    last = pd.Timestamp(ends.max()).date().isoformat() if len(ends) else None
    spans = [
        length_days(str(one)[:10], str(other)[:10])
        for one, other in rows[["start_on", "end_on"]].dropna().itertuples(index=False)
    ]
    officers = rows["officer_days"].dropna() if "officer_days" in rows else pd.Series(dtype=float)
    label = labels.get(operation, operation)
    return Subject(
        key=_key(operation, phase),
        name=f"{label} {phase}" if phase else label,
        origin=Origin.RECORDED,
        programme=label,
        lead=_only(rows["lead"]),
        forces=names,
        force_codes=tuple(codes),
        population=force_facts(names)[1],
        first=first,
        last=last,
        days=sum(span for span in spans if span) or None,
        strand=_only(rows["strand"]),
        invented=invented,
        officer_days=float(officers.sum()) if len(officers) == len(rows) and len(rows) else None,
        phases=phases,
    )


def _figures(row: Mapping[Any, Any]) -> tuple[Figure, ...]:
    definitions = measure_definitions()
    made = []
    for key in COUNTED:
        value = float(row[key])
        if value <= 0:
            continue
        small = definitions[key].counts_victims and value < LEAST_PEOPLE
        made.append(
            Figure(
                measure=key,
                words=definitions[key].label,
                value=None if small else value,
                bound=None if small else Bound.EXACT,
                unit=definitions[key].unit,
                basis=Basis.TOTAL,
                qualifier=None,
                source=RECORDED_SOURCE,
                suppressed=UNDER_TEN if small else None,
            )
        )
    return tuple(made)


def _with_secondary(
    columns: list[tuple[Subject, tuple[Figure, ...]]], phases: Mapping[str, Sequence[str]]
) -> list[tuple[Subject, tuple[Figure, ...]]]:
    """Hide the smallest other phase where one phase alone is hidden, as the whole less the others would reveal it."""
    made = dict(columns)
    by_key = {subject.key: subject for subject in made}
    for keys in phases.values():
        own = [by_key[key] for key in keys if key in by_key]
        for measure in sorted({one.measure for subject in own for one in made[subject] if one.suppressed}):
            stated = [(one, subject) for subject in own for one in made[subject] if one.measure == measure]
            shown = sorted(((one.value, subject.key) for one, subject in stated if one.value is not None))
            if len(stated) - len(shown) == 1 and shown:
                subject = by_key[shown[0][1]]
                made[subject] = tuple(
                    replace(one, value=None, bound=None, suppressed=HIDDEN_TOO) if one.measure == measure else one
                    for one in made[subject]
                )
    return list(made.items())


def _only(values: pd.Series) -> str | None:
    found = sorted({str(value) for value in values.dropna()})
    return "; ".join(found) or None


def find_subjects(columns: Mapping[Subject, Sequence[Figure]], names: Sequence[str]) -> list[Subject]:
    """Find columns by name.

    Parameters
    ----------
    columns
        From `all_columns`.
    names
        A name of a column or a programme, or the key of a column; `published:` or `recorded:` before it takes just
        those. Case and the word Operation do not matter.

    Raises
    ------
    InputError
        If nothing is called so; the message has the closest names.
    """
    found: list[Subject] = []
    for asked in names:
        several = _named(columns, asked)
        if not several:
            known = sorted({subject.name for subject in columns})
            close = difflib.get_close_matches(asked, known, n=_MOST_CLOSE, cutoff=_CLOSE)
            hint = f" Close: {', '.join(close)}." if close else ""
            msg = f"Expected the name of an operation or programme of this workspace, found {asked!r}.{hint}"
            raise InputError(msg)
        found += [subject for subject in several if subject not in found]
    return found


def _named(columns: Mapping[Subject, Sequence[Figure]], asked: str) -> list[Subject]:
    if exact := [subject for subject in columns if subject.key == asked]:
        return exact
    prefix = next((one for one in _PREFIXES if asked.casefold().startswith(one)), "")
    wanted = _plain(asked[len(prefix) :])
    among = [subject for subject in columns if not prefix or subject.origin is _PREFIXES[prefix]]
    by_name = [subject for subject in among if _plain(subject.name) == wanted]
    return by_name or [subject for subject in among if _plain(subject.programme) == wanted]


def _plain(name: str) -> str:
    return " ".join(name.casefold().removeprefix("operation ").removeprefix("op ").split())


def compare_named(tables: Tables, names: Sequence[str], *, scale: Scale = Scale.TOTAL) -> Comparison:
    """Set operations side by side by name; see `find_subjects` and `measure.compare`."""
    return compare_columns(all_columns(tables), names, scale=scale)


def compare_columns(
    columns: Mapping[Subject, Sequence[Figure]], names: Sequence[str], *, scale: Scale = Scale.TOTAL
) -> Comparison:
    """Set columns side by side by name; see `find_subjects` and `measure.compare`."""
    return compare(columns, find_subjects(columns, names), scale=scale)


def as_document(comparison: Comparison) -> dict[str, Any]:
    """Give a comparison as plain values: operations, measures with their cells, sums of phases, differences."""
    return {
        "scale": comparison.scale.value,
        "operations": [_subject_values(subject) for subject in comparison.subjects],
        "measures": [_row_values(comparison, row) for row in comparison.rows],
        "phases": [
            {
                "operation": one.subject,
                "measure": one.measure,
                "phases": list(one.phases),
                "sum": one.total.value if one.total else None,
                "sum_bound": one.total.bound.value if one.total else None,
                "published": one.published.value,
                "published_bound": one.published.bound.value,
                "consistent": one.consistent,
                "why_not": one.why_not,
            }
            for one in comparison.reconciliations
        ],
        "not_comparable": list(comparison.differences),
    }


def _subject_values(subject: Subject) -> dict[str, Any]:
    return {
        "name": subject.name,
        "origin": subject.origin.value,
        "lead": subject.lead,
        "forces": list(subject.forces),
        "population": subject.population,
        "period_start": subject.first,
        "period_end": subject.last,
        "days": subject.days,
        "officer_days": subject.officer_days,
        "strand": subject.strand,
        "invented": subject.invented,
    }


def _row_values(comparison: Comparison, row: Row) -> dict[str, Any]:
    definition = row.definition
    return {
        "measure": definition.key,
        "label": definition.label,
        "group": MEASURE_GROUPS[definition.group][0],
        "unit": definition.unit,
        "definition": definition.definition,
        "cells": [
            {"operation": subject.name} | _cell_values(cell)
            for subject, cell in zip(comparison.subjects, row.cells, strict=True)
        ],
        "total": row.total.value if row.total else None,
        "total_bound": row.total.bound.value if row.total else None,
        "why_no_total": row.why_no_total,
    }


def _cell_values(cell: Cell) -> dict[str, Any]:
    return {
        "value": cell.value,
        "bound": cell.bound.value if cell.bound else None,
        "basis": cell.basis.value,
        "comparable": cell.comparable,
        "reasons": list(cell.reasons),
        "note": cell.note,
        "words": cell.figure.words if cell.figure else None,
        "qualifier": cell.figure.qualifier if cell.figure else None,
        "source": cell.figure.source if cell.figure else None,
        "others": [
            {"words": one.words, "value": one.value, "bound": one.bound.value if one.bound else None,
             "unit": one.unit, "reason": one.reason, "source": one.source}
            for one in cell.others
        ],
    }  # fmt: skip
