"""Say where and when an operation of a workspace worked."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from datetime import date

import ibis

from linesmap import reference
from linesmap.comparisons import recorded_subjects
from linesmap.errors import InputError
from linesmap.lines import district_names
from linesmap.measure.figures import Subject
from linesmap.measure.series import AreaLevel
from linesmap.model.filters import Filters
from linesmap.model.vocabulary import RecordKind
from linesmap.store import Tables, selected_records

__all__ = ["area_names", "find_area", "operation_areas", "operation_days", "operations_meanwhile"]

_LEAST_SHARE = 0.05
"""Share of an operation's located enforcement and seizures that makes a district one of its areas."""


def operation_days(tables: Tables, operation: str, phase: str | None = None) -> Subject:
    """Find an operation of the workspace by its name, with its days and forces.

    Raises
    ------
    InputError
        If there is none, or its register gives no first day.
    """
    wanted = f"{operation} {phase}".casefold() if phase else operation.casefold()
    subjects = recorded_subjects(tables).values()
    found = next((subject for subject in subjects if subject.name.casefold() == wanted), None)
    if found is None:
        known = ", ".join(sorted({subject.name for subject in subjects})) or "none"
        msg = f"Expected an operation of this workspace, found {operation!r}. There are: {known}."
        raise InputError(msg)
    if found.first is None:
        msg = f"{found.name}: expected its first day in a register of operations, found none. Give the days."
        raise InputError(msg)
    return found


def operation_areas(tables: Tables, operation: str, *, phase: str | None = None, by: AreaLevel = "lad") -> list[str]:
    """Say where an operation worked: forces or districts of its register, or districts where its records lie.

    Where the register names no districts, those with one in twenty of the operation's located records are taken. Only
    enforcement and seizures count, as reports lie where people talk; records coarser than a district do not.
    """
    subject = operation_days(tables, operation, phase)
    if by == "force" and subject.force_codes:
        return list(subject.force_codes)
    kinds = (RecordKind.ENFORCEMENT.value, RecordKind.SEIZURE.value)
    if by == "lad" and (stated := _registered(tables, subject)):
        return stated
    key = subject.key.removeprefix("recorded:")
    chosen = Filters(kinds=kinds, phases=(key,)) if "/" in key else Filters(kinds=kinds, operations=(key,))
    records = selected_records(tables, chosen)
    column = "lad_code" if by == "lad" else "force"
    counts = records.filter(records[column].notnull()).group_by(column).aggregate(n=ibis._.count()).to_pandas()
    if by == "lad":
        counts["lad_code"] = [_today(str(code)) for code in counts["lad_code"]]
        counts = counts.groupby("lad_code", as_index=False)["n"].sum()
        # A force lends officers to others, but its operation is where its own area is.
        inside = [reference.district_force(code) in set(subject.force_codes) for code in counts["lad_code"]]
        counts = counts[inside] if any(inside) else counts
    return sorted(str(code) for code in counts.loc[counts["n"] >= _LEAST_SHARE * counts["n"].sum(), column])


def operations_meanwhile(
    tables: Tables,
    areas: Collection[str],
    first: date,
    last: date,
    *,
    by: AreaLevel = "lad",
    besides: str | None = None,
) -> list[Subject]:
    """Find what else acted in some areas within some days: other operations, and other phases of the same.

    Parameters
    ----------
    tables
        From `Workspace.read`.
    areas
        Codes of districts or forces.
    first, last
        Days, both included.
    by
        lad or force.
    besides
        Name of the operation or phase that is looked at; where it is a whole, its own phases are not others.

    Returns
    -------
    others
        By first day; phases rather than the operation they make up.
    """
    columns = list(recorded_subjects(tables).values())
    own = next((one for one in columns if besides and one.name.casefold() == besides.casefold()), None)
    skipped = {own.key, *own.phases} if own else set()
    found = []
    for one in columns:
        if one.phases or one.key in skipped or not one.first:
            continue
        start = date.fromisoformat(one.first)
        end = date.fromisoformat(one.last) if one.last else start
        if start <= last and end >= first and set(operation_areas(tables, one.name, by=by)) & set(areas):
            found.append(one)
    return sorted(found, key=lambda one: (str(one.first), one.name))


def _registered(tables: Tables, subject: Subject) -> list[str]:
    """Give the districts that the register names for an operation or phase, as they are today."""
    operation, _, phase = subject.key.removeprefix("recorded:").partition("/")
    register = tables["operations"]
    rows = register.filter(register.operation_id == operation, register.districts.notnull())
    frame = (rows.filter(rows.phase == phase) if phase else rows).select("districts").to_pandas()
    return sorted({_today(code) for cell in frame["districts"] for code in cell.split(";") if code})


def _today(code: str) -> str:
    return reference.current_district(code) or code


def area_names(by: AreaLevel) -> dict[str, str]:
    """Give the names of areas by code."""
    return district_names() if by == "lad" else {force.code: force.name for force in reference.forces()}


def find_area(known: Mapping[str, str], name: str) -> str:
    """Give the code of an area by its code or name, case apart.

    Raises
    ------
    InputError
        If there is none; the message has close names.
    """
    if name in known:
        return name
    by_name = {label.casefold(): code for code, label in known.items()}
    if name.casefold() in by_name:
        return by_name[name.casefold()]
    close = difflib.get_close_matches(name, known.values(), n=3)
    hint = f" Close: {', '.join(close)}." if close else ""
    msg = f"Expected the name or code of an area, found {name!r}.{hint}"
    raise InputError(msg)
