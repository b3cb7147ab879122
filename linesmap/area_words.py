"""Name what protected numbers are about, and put them into the scene of a snapshot and into tables."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pandas as pd

from linesmap import reference
from linesmap.area_tables import NO_OPERATION, NO_PHASE, AreaTables
from linesmap.disclose import ALL
from linesmap.measure.area_facts import NOT_KNOWN
from linesmap.reference.measures import MEASURE_GROUPS, measure_definitions
from linesmap.view.area_scene import (
    Area,
    AreaMeasure,
    AreaOperation,
    AreaPeriod,
    AreaScene,
    AreaTable,
    Shown,
)

__all__ = ["area_measures", "area_name", "area_periods", "area_scene", "district_key", "shown_in"]

_RECORDS = {
    "records": ("All records", "Records of any kind; how many there are follows police activity."),
    "intelligence": ("Intelligence reports", "Reports, not events; several may tell of the same."),
    "seizures": ("Seizures", "Occasions on which something was seized."),
    "enforcement": ("Enforcement", "Arrests, charges, warrants, searches and visits, as records."),
    "offences": ("Recorded offences", "Offences as separate records; recorded crime given as a number is not counted."),
}
_CHARGED, _ARRESTS = "people_charged", "arrests"
_UNITS = {"g": "g", "GBP": "gbp"}
_SHORT_PHASE = re.compile(r"(?:phase\s*)?([0-9]{1,3}|[A-Z])", re.IGNORECASE)
_NOT_DRIVEN = ("safeguarding", "treatment", "other")


def area_measures(keys: tuple[str, ...]) -> list[AreaMeasure]:
    """Describe measures, in the order given."""
    known = measure_definitions()
    found = []
    for key in keys:
        if key in _RECORDS:
            label, note = _RECORDS[key]
            found.append(AreaMeasure(key, label, "count", "Records", note, driven=True))
            continue
        one = known[key]
        found.append(
            AreaMeasure(
                key=key,
                label=one.label,
                unit=_UNITS.get(one.unit, "count"),  # type: ignore[arg-type]
                group=MEASURE_GROUPS[one.group][0],
                note=one.definition,
                driven=one.group not in _NOT_DRIVEN,
            )
        )
    return found


def area_periods(found: AreaTables) -> list[AreaPeriod]:
    """List every calendar period from the first that holds a record to the last, also those that hold none."""
    labels = sorted(label for label in set(found.frame["period"]) if label != ALL)
    if not labels:
        return []
    months = 1 if found.step == "month" else 3
    periods = []
    for start in pd.date_range(labels[0], labels[-1], freq=pd.DateOffset(months=months)):
        first = start.date()
        last = (start + pd.DateOffset(months=months)).date() - timedelta(days=1)
        name = f"{start:%b %Y}" if months == 1 else f"{start:%b} to {last:%b %Y}"
        periods.append(AreaPeriod(f"{start:%Y-%m}", name, max(first, found.first), min(last, found.last)))
    return periods


def district_key(force: str, district: str) -> str:
    """Give the code of a district, one of each force for those that are not known or lie in two forces.

    Examples
    --------
    >>> district_key("E23000039", "E06000059"), district_key("E23000039", "not known")
    ('E06000059', 'E23000039/not known')
    """
    own = reference.district_force(district) if district != NOT_KNOWN else None
    return district if own == force else f"{force}/{district}"


def area_name(force: str, district: str = ALL) -> str:
    """Name a force area or a district."""
    if district == ALL:
        return "Force not known" if force == NOT_KNOWN else reference.force(force).name
    if district == NOT_KNOWN:
        return "District not known"
    names = _district_names()
    name = names.get(district, district)
    return name if reference.district_force(district) == force else f"{name}, recorded by another force"


def _district_names() -> dict[str, str]:
    frame = reference.districts()
    return dict(zip(frame["lad_code"], frame["lad_name"], strict=True))


def shown_in(row: Mapping[Any, Any]) -> Shown:
    """Give the number of a row of protected numbers, or the words that stand in its place."""
    return str(row["text"]) if pd.isna(row["shown"]) else float(row["shown"])


def area_scene(found: AreaTables, *, further: Sequence[AreaTable] = (), focus: tuple[str, ...] = ()) -> AreaScene:
    """Put protected numbers into the scene of a snapshot; every number of it stands in `found`.

    Parameters
    ----------
    found
        From `area_tables`.
    further
        Tables to show beside those made here.
    focus
        Force codes that the map opens on.
    """
    frame = found.frame
    areas = _areas(frame)
    periods, operations = area_periods(found), _operations(found)
    whole: dict[str, dict[str, Shown]] = {}
    by_period: dict[str, dict[tuple[str, str], Shown]] = {}
    by_operation: dict[str, dict[tuple[str, str], Shown]] = {}
    forces = [ALL, *(area.code for area in areas if area.level == "force")]
    for measure, part in frame.groupby("measure", sort=False):
        key = str(measure)
        # A period without any record is 0 everywhere, which the records of the others tell already.
        by_period[key] = {(force, period.key): 0.0 for force in forces for period in periods}
        # A district of one of the forces in which nothing was recorded is 0.
        whole[key], by_operation[key] = {area.code: 0.0 for area in areas}, {}
        for row in part.to_dict("records"):
            force, period, operation = str(row["force"]), str(row["period"]), str(row["operation"])
            if row["phase"] != ALL:
                continue
            if period != ALL:
                by_period[key][force, period] = shown_in(row)
            elif operation != ALL:
                by_operation[key][operation, force] = shown_in(row)
            elif row["district"] != ALL:
                whole[key][district_key(force, str(row["district"]))] = shown_in(row)
            else:
                whole[key][force] = shown_in(row)
    return AreaScene(
        measures=area_measures(found.measures),
        areas=areas,
        periods=periods,
        operations=operations,
        first=found.first,
        last=found.last,
        whole=whole,
        by_period=by_period,
        by_operation=by_operation,
        tables=[*_charged(found, areas), *_phases(found), *further],
        focus=focus,
    )


def _areas(frame: pd.DataFrame) -> list[Area]:
    """List forces by name, each with all its districts by name; what is not known stands last."""
    every = reference.districts()
    now = every[every["valid_to"].isna()]
    pairs = frame.loc[frame["force"] != ALL, ["force", "district"]].drop_duplicates()
    found = []
    for force in sorted(set(pairs["force"]), key=lambda code: (code == NOT_KNOWN, area_name(code))):
        known = None if force == NOT_KNOWN else reference.force(force)
        drawn = known is not None and known.territorial
        population = known.population if known else None
        found.append(Area(force, area_name(force), "force", force, population, shape=drawn))
        held = {code for code in pairs.loc[pairs["force"] == force, "district"] if code != ALL}
        districts = held | set(now.loc[now["pfa_code"] == force, "lad_code"])
        for code in sorted(districts, key=lambda one: (one == NOT_KNOWN, area_name(force, one), one)):
            key = district_key(force, code)
            found.append(Area(key, area_name(force, code), "district", force, None, shape=key == code))
    return found


def _operations(found: AreaTables) -> list[AreaOperation]:
    codes = sorted(found.operation_names, key=lambda one: (found.operation_names[one], one))
    named = [AreaOperation(code, found.operation_names[code]) for code in codes]
    held = set(found.frame["operation"])
    return [*named, AreaOperation(NO_OPERATION, "No operation")] if named and NO_OPERATION in held else named


def _charged(found: AreaTables, areas: list[Area]) -> list[AreaTable]:
    """Give the share of arrests with a charge, of shown numbers only."""
    if not {_CHARGED, _ARRESTS} <= set(found.measures):
        return []
    frame = found.frame
    plain = frame[(frame["district"] == ALL) & (frame["period"] == ALL) & (frame["operation"] == ALL)]
    plain = plain[plain["phase"] == ALL]
    held = {(str(row["force"]), str(row["measure"])): shown_in(row) for row in plain.to_dict("records")}
    rows: list[list[Shown]] = []
    for code, name in [*((area.code, area.name) for area in areas if area.level == "force"), (ALL, "All")]:
        arrests, charged = held[code, _ARRESTS], held[code, _CHARGED]
        share: Shown = "not shown"
        if isinstance(arrests, float) and isinstance(charged, float):
            share = f"{100 * charged / arrests:.0f}%" if arrests else "–"
        rows.append([name, arrests, charged, share])
    note = "Of the rounded numbers. A person may be charged later, or for another matter. Driven by police activity."
    return [AreaTable("Arrests and charges", note, ("Police force area", "Arrests", "Charged", "Share"), rows)]


def _phases(found: AreaTables) -> list[AreaTable]:
    """Give every measure by operation and phase."""
    frame = found.frame[(found.frame["phase"] != ALL) & (found.frame["operation"] != NO_OPERATION)]
    if frame.empty:
        return []
    measures = [one for one in area_measures(found.measures) if one.key in set(frame["measure"])]
    held = {(str(row["phase"]), str(row["measure"])): shown_in(row) for row in frame.to_dict("records")}
    rows: list[list[Shown]] = []
    for operation in sorted(found.operation_names, key=lambda one: (found.operation_names[one], one)):
        phases = sorted(set(frame.loc[frame["operation"] == operation, "phase"]))
        for number, phase in enumerate(phases, start=1):
            label = f"{found.operation_names[operation]}, {_phase_words(phase.removeprefix(f'{operation}/'), number)}"
            rows.append([label, *(held[phase, one.key] for one in measures)])
    head = ("Operation and phase", *(_with_unit(one) for one in measures))
    note = "Operations differ in length, forces and what they count; nothing is ranked or added up."
    return [AreaTable("Operations by phase", note, head, rows)]


def _phase_words(phase: str, number: int) -> str:
    """Name a phase by its number; other words of the file might name somebody, so they stay."""
    if phase == NO_PHASE:
        return NO_PHASE
    short = _SHORT_PHASE.fullmatch(phase)
    return f"phase {short[1]}" if short else f"part {number}"


def _with_unit(measure: AreaMeasure) -> str:
    return measure.label + {"g": " (g)", "gbp": " (£)"}.get(measure.unit, "")
