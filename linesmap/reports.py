"""Put measures together into the tables that pages and commands show, with names instead of codes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

import ibis
import pandas as pd

from linesmap import measure, network, reference
from linesmap.errors import MetricUndefinedError
from linesmap.line_flows import flows
from linesmap.model.filters import Filters
from linesmap.model.vocabulary import EntityType, PlaceStatus
from linesmap.picture import Backdrop, backdrop_of, days_of, phase_label
from linesmap.store import EVENT_KINDS, Tables, events_naming, records_of_lines, selected_records

__all__ = [
    "TABLES_BY_NAME",
    "Choices",
    "Counts",
    "Facts",
    "LineEvidenceTables",
    "Overview",
    "choices",
    "counts",
    "facts",
    "forces",
    "line_evidence",
    "lines",
    "operations",
    "overview",
    "quality",
    "weekly_by_line",
]


@dataclass(frozen=True)
class Facts:
    """A workspace in three facts, for the foot of every page."""

    n_records: int
    n_sources: int
    last_import: datetime | None


def facts(tables: Tables) -> Facts:
    """Count records and files, and tell when the last file came in (UTC)."""
    sources = tables["sources"]
    last = sources.imported_at.max().execute()
    return Facts(
        n_records=int(tables["records"].count().execute()),
        n_sources=int(sources.count().execute()),
        last_import=None if pd.isna(last) else pd.Timestamp(last).to_pydatetime(),
    )


@dataclass(frozen=True)
class Choices:
    """What each filter offers: code to label, in the order to show."""

    days: tuple[date, date] | None
    forces: dict[str, str]
    regional_units: dict[str, tuple[str, ...]]
    operations: dict[str, str]
    phases: dict[str, str]
    lines: dict[str, str]
    drugs: tuple[str, ...]
    kinds: tuple[str, ...]


def choices(tables: Tables, backdrop: Backdrop) -> Choices:
    """Gather what the records of a workspace can be filtered by."""
    records = selected_records(tables, Filters())
    drugs = records.filter(records.drugs.notnull()).drugs.value_counts().to_pandas()
    named = pd.Series(drugs["drugs"]).str.split(";").explode()
    weights = pd.Series(drugs["drugs_count"].to_numpy()).reindex(named.index)
    ranked = weights.groupby(named.to_numpy()).sum().sort_values(ascending=False)
    held = set(records.force.value_counts().to_pandas()["force"].dropna())
    kinds = set(records.kind.value_counts().to_pandas()["kind"])
    by_name = sorted(reference.forces(), key=lambda force: force.name)
    rows = backdrop.phases.sort_values(["operation", "start_on"]).to_dict("records")
    phases = {f"{row['operation_id']}/{row['phase']}": phase_label(row["operation"], row["phase"]) for row in rows}
    return Choices(
        days=days_of(tables),
        forces={force.code: force.name for force in by_name if force.code in held},
        regional_units={name: codes for name, codes in reference.regional_units().items() if held & set(codes)},
        operations=dict(sorted(backdrop.operation_names.items(), key=lambda item: item[1])),
        phases={key: label for key, label in phases.items() if not key.endswith("/None")},
        lines={profile.line_id: profile.name for profile in backdrop.profiles},
        drugs=tuple(str(name) for name in ranked.index),
        kinds=tuple(kind for kind in EVENT_KINDS if kind in kinds),
    )


@dataclass(frozen=True)
class Overview:
    """What is here, and what needs attention; `attention` rows are (count, what, why it matters, page)."""

    facts: Facts
    days: tuple[date, date] | None
    by_kind: pd.DataFrame
    by_month: pd.DataFrame
    statuses: dict[str, int]
    attention: tuple[tuple[int, str, str, str], ...]


def overview(tables: Tables, backdrop: Backdrop) -> Overview:
    """Sum up a workspace."""
    kinds = tables["records"].group_by("kind").aggregate(records=ibis._.count()).to_pandas()
    events = selected_records(tables, Filters())
    months = events.mutate(month=events.occurred_from.truncate("M").date()).group_by(["month", "kind"])
    statuses: dict[str, int] = {}
    for profile in backdrop.profiles:
        if profile.status:
            statuses[profile.status.value] = statuses.get(profile.status.value, 0) + 1
    return Overview(
        facts=facts(tables),
        days=days_of(tables),
        by_kind=kinds.sort_values("records", ascending=False, ignore_index=True),
        by_month=months.aggregate(records=ibis._.count()).order_by(["month", "kind"]).to_pandas(),
        statuses=statuses,
        attention=_attention(tables, backdrop, statuses),
    )


_ATTENTION: dict[str, tuple[str, str, str]] = {
    "exploited": ("people named as exploited", "Safeguard first: check that each has a referral.", "operations"),
    "reactivated": ("lines active again after a closure", "Closed lines that records name again.", "lines"),
    "unregistered": ("lines in records but in no register", "Their origin and towns are not known.", "lines"),
    "rejected": ("rows rejected", "Each is kept with its reason; mend it and import it again.", "quality"),
    "ambiguous": ("records with an ambiguous place", "More than one place fits; a person must choose.", "review"),
    "not_found": ("records with a place not found", "They are counted, but not drawn.", "review"),
    "no_place": ("events that name no place", "They are counted, but not drawn.", "quality"),
    "other_force": ("records placed in another force", "Recorded by one force, located in another.", "quality"),
}
"""What needs a person's eye: what it is, why it matters, and the page that shows it."""


def _attention(tables: Tables, backdrop: Backdrop, statuses: dict[str, int]) -> tuple[tuple[int, str, str, str], ...]:
    """List what a person should look at, most pressing first."""
    files = measure.source_quality(tables)
    places = measure.unlocated_places(tables)
    ambiguous = places[places["status"] == PlaceStatus.AMBIGUOUS.value]
    entities = tables["entities"]
    people = entities.filter((entities.entity_type == EntityType.PERSON.value) & entities.safeguarding)
    n_ambiguous, n_unlocated = int(ambiguous["records"].sum()), int(places["records"].sum())
    counts = {
        "exploited": int(people.count().execute()),
        "reactivated": statuses.get("reactivated", 0),
        "unregistered": sum(1 for profile in backdrop.profiles if not profile.in_register),
        "rejected": int(measure.reject_reasons(tables)["rows"].sum()),
        "ambiguous": n_ambiguous,
        "not_found": n_unlocated - n_ambiguous,
        "no_place": int(files.loc[files["kind"].isin(EVENT_KINDS), "no_place"].sum()),
        "other_force": int(files["other_force"].sum()),
    }
    return tuple((counts[name], *words) for name, words in _ATTENTION.items() if counts[name])


def rejected_rows(tables: Tables, *, every: bool = False) -> pd.DataFrame:
    """List the rejected rows that did not come back yet, with the name, kind and template of their source.

    Parameters
    ----------
    every
        Also those that were imported again since.
    """
    names = tables["sources"].select("source_id", "name", "kind", "template")
    rows: pd.DataFrame = tables["rejects"].inner_join(names, "source_id").order_by(["name", "row_number"]).to_pandas()
    return rows if every else rows[rows["returned_as"].isna()]


def quality(tables: Tables) -> dict[str, pd.DataFrame]:
    """Gather the frames of the data quality page, what to fix first at the head."""
    sources, rejects = measure.source_quality(tables), measure.reject_reasons(tables)
    warnings, unlocated = measure.warning_reasons(tables), measure.unlocated_places(tables)
    duplicates = measure.likely_duplicates(tables)
    sources["duplicates"] = sources["name"].map(duplicates["file"].value_counts()).fillna(0).astype(int)
    pairs = measure.force_disagreement(tables)
    for column in ("recording_force", "location_force"):
        pairs[column] = _force_names(pairs[column])
    return {
        "fix_first": measure.what_to_fix_first(sources, rejects, warnings, unlocated, duplicates),
        "sources": sources,
        "precision": measure.precision_counts(tables),
        "precision_by_source": measure.precision_by_source(tables),
        "unlocated": unlocated,
        "other_force": pairs,
        "rejects": rejects,
        "warnings": warnings,
        "duplicates": duplicates,
        "completeness": measure.completeness(tables),
    }


@dataclass(frozen=True)
class Counts:
    """What a selection holds: records, lines they name, and records that could not be located."""

    records: int
    lines: int
    unlocated: int


def counts(tables: Tables, filters: Filters) -> Counts:
    """Count what a selection holds."""
    records = selected_records(tables, filters)
    named = records.select("record_id").inner_join(records_of_lines(tables), "record_id")
    return Counts(
        records=int(records.count().execute()),
        lines=int(named.line_id.nunique().execute()),
        unlocated=int(records.filter(~records.located).count().execute()),
    )


def weekly_by_line(tables: Tables) -> dict[str, list[int]]:
    """Count the records of each line in every week of the last year that names a line.

    Returns
    -------
    weeks
        Line id to counts; all lists have the same length, weeks start on Monday.
    """
    records = selected_records(tables, Filters()).select("record_id", "occurred_from")
    named = records.inner_join(records_of_lines(tables), "record_id")
    rows = named.mutate(week=named.occurred_from.truncate("W")).group_by(["line_id", "week"])
    frame = rows.aggregate(n=ibis._.count()).to_pandas()
    if frame.empty:
        return {}
    last = frame["week"].max()
    weeks = pd.date_range(max(frame["week"].min(), last - pd.Timedelta(weeks=51)), last, freq="7D")
    table = frame.pivot_table(index="line_id", columns="week", values="n", fill_value=0).reindex(
        columns=weeks, fill_value=0
    )
    return {str(line): [int(value) for value in row] for line, row in zip(table.index, table.to_numpy(), strict=True)}


@dataclass(frozen=True)
class LineEvidenceTables:
    """The records that name a line, newest first, and what it is tied to, strongest first."""

    records: pd.DataFrame
    ties: pd.DataFrame


def line_evidence(tables: Tables, line_id: str) -> LineEvidenceTables:
    """Gather what is known of one line."""
    columns = ["record_id", "occurred_from", "kind", "title", "place_label", "place_id", "lon", "lat", "precision",
               "uncertainty_m", "recording_force", "force", "grading", "reference"]  # fmt: skip
    records = events_naming(tables, line_id).select(columns).to_pandas()
    links = tables["links"]
    own = links.filter((links.entity_a == line_id) | (links.entity_b == line_id)).to_pandas()
    entities = tables["entities"]
    tied = entities.filter(entities.entity_id.isin([line_id, *own["entity_a"], *own["entity_b"]])).to_pandas()
    graph = network.build_graph(tied, own)
    ties = network.neighbours(graph, line_id) if line_id in graph else pd.DataFrame()
    return LineEvidenceTables(records.sort_values(["occurred_from", "record_id"], ascending=[False, True]), ties)


def _force_names(codes: pd.Series) -> pd.Series:
    names = {force.code: force.name for force in reference.forces()}
    return codes.map(names).fillna("force not known")


def _rate(value: float, population: int | None) -> float | None:
    try:
        return measure.per_100_000(value, population)
    except MetricUndefinedError:
        return None


def forces(tables: Tables, filters: Filters) -> pd.DataFrame:
    """Count every measure by force of location, with population and records per 100,000 people."""
    frame = measure.activity(tables, filters, by="force")
    people = {force.code: force.population for force in reference.forces()}
    frame.insert(1, "name", _force_names(frame["force"]))
    frame.insert(2, "population", frame["force"].map(people))
    rates = [
        _rate(count, None if pd.isna(size) else int(size))
        for count, size in zip(frame["records"], frame["population"], strict=True)
    ]
    frame.insert(4, "records_per_100_000", rates)
    return frame.sort_values("name", ignore_index=True)


def operations(tables: Tables, filters: Filters, *, by_phase: bool = False) -> pd.DataFrame:
    """Count every measure by operation or phase, with period, forces and population where registered.

    Operations with most records come first, their phases in the order of time.
    """
    frame = measure.activity(tables, filters, by="phase" if by_phase else "operation")
    backdrop_names = tables["entities"].select("entity_id", "label").to_pandas().set_index("entity_id")["label"]
    frame.insert(1, "operation", frame["operation_id"].map(backdrop_names))
    register = tables["operations"].to_pandas()
    people = {force.code: force.population or 0 for force in reference.forces()}
    keys = ["operation_id", "phase"] if by_phase else ["operation_id"]
    register["phase"] = register["phase"].astype("object")
    grouped = register.groupby(keys, dropna=False).agg(
        start_on=("start_on", "min"), end_on=("end_on", "max"), forces=("forces", _union)
    )
    frame = frame.merge(grouped, left_on=keys, right_index=True, how="left")
    codes = frame["forces"].fillna("").str.split(";")
    frame["population"] = [sum(people.get(code, 0) for code in several) or None for several in codes]
    names = {force.code: force.name for force in reference.forces()}
    frame["forces"] = ["; ".join(names.get(code, code) for code in several if code) for several in codes]
    first = [*keys, "operation", "start_on", "end_on", "forces", "population", "records"]
    rest = [column for column in frame.columns if column not in first]
    frame["size"] = frame.groupby("operation_id")["records"].transform("sum")
    order = frame.sort_values(["size", "operation", "start_on"], ascending=[False, True, True])
    return order[[*dict.fromkeys(first), *rest]].reset_index(drop=True)


def _union(cells: pd.Series) -> str:
    return ";".join(sorted({code for cell in cells.dropna() for code in cell.split(";") if code}))


def lines(tables: Tables, filters: Filters) -> pd.DataFrame:
    """Describe every deal line: status, route, life, and the measures of the records that name it."""
    backdrop = backdrop_of(tables)
    counts = measure.activity(tables, filters, by="line").set_index("line_id")
    names = {force.code: force.name for force in reference.forces()}
    rows = [
        {
            "line_id": profile.line_id,
            "line": profile.name,
            "status": profile.status.value if profile.status else None,
            "kind": profile.line_kind.value,
            "in_register": profile.in_register,
            "origin": profile.origin.label if profile.origin else None,
            "origin_force": names.get(profile.origin_force or "", profile.origin_force),
            "destinations": "; ".join(area.label for area in profile.destinations),
            "drugs": "; ".join(profile.drugs),
            "first_seen": profile.first_seen,
            "last_activity": profile.last_activity,
            "recorded_by": "; ".join(names.get(code, code) for code in profile.forces),
            "closures": "; ".join(f"{closure.closure_type.value} on {closure.on}" for closure in profile.closures),
        }
        for profile in backdrop.profiles
    ]
    frame = pd.DataFrame(rows)
    if frame.empty:
        return frame
    joined = frame.merge(counts, left_on="line_id", right_index=True, how="left")
    numbers = list(counts.columns)
    joined[numbers] = joined[numbers].fillna(0)
    return joined


def _programmes(tables: Tables, _: Filters) -> pd.DataFrame:
    return measure.published_figures(tables)


TABLES_BY_NAME: dict[str, Callable[[Tables, Filters], pd.DataFrame]] = {
    "operations": operations,
    "phases": lambda tables, filters: operations(tables, filters, by_phase=True),
    "lines": lines,
    "forces": forces,
    "drugs": lambda tables, filters: measure.activity(tables, filters, by="drug"),
    "months": lambda tables, filters: measure.activity(tables, filters, by="month"),
    "flows": flows,
    "programmes": _programmes,
}
"""What `linesmap measure` can print, by name."""
