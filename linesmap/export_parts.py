"""Gather the parts of an export: records, deal lines and their ends, the graph, every kind as our import reads it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import ibis
import networkx as nx
import pandas as pd

from linesmap import network, reference
from linesmap.export_rules import Gathered, Naming, files_of, mentions_of, rows_of
from linesmap.model.kinds import KINDS
from linesmap.model.vocabulary import EntityType, RecordKind
from linesmap.pipeline import last_day, line_profiles_of
from linesmap.store import EVENT_KINDS, records_of_lines, selected_records
from linesmap.view.export_content import END_FIELDS, FLOW_FIELDS, RECORD_FIELDS, KindTable
from linesmap.view.export_kinds import kind_table
from linesmap.view.export_street import is_street_crime, street_tables

__all__ = ["EXPORTED_KINDS", "ends_of", "flows_of", "forces_of", "graph_for", "kinds_of", "records_of"]

EXPORTED_KINDS: tuple[RecordKind, ...] = tuple(kind for kind in RecordKind if kind is not RecordKind.NOMINAL)
"""Kinds that leave; a register of people does not."""

_NAMED_BY = {
    EntityType.DEAL_LINE.value: "line_names",
    EntityType.PHONE.value: "phones",
    EntityType.VEHICLE.value: "vehicles",
    EntityType.GROUP.value: "groups",
    EntityType.OPERATION.value: "operations",
}
_WITHOUT_NAMES = ("phones", "vehicles")
_NOT_TOLD = "Left out of this export"
_MOST_SOURCES = 20


def _events(given: Gathered) -> pd.DataFrame:
    frame: pd.DataFrame = selected_records(given.tables, given.filters).to_pandas()
    return frame.sort_values(["occurred_from", "record_id"], ignore_index=True)


def records_of(given: Gathered) -> pd.DataFrame:
    """Give the events in the columns of `RECORD_FIELDS`, by date."""
    events, mentions = _events(given), mentions_of(given)
    own: dict[str, dict[Any, Any]] = {}
    for table in ("seizures", "enforcement", "offences"):
        own |= {row["record_id"]: row for row in rows_of(given.tables[table].to_pandas())}
    places = given.tables["places"].select("place_id", "easting", "northing").to_pandas()
    metres = places.drop_duplicates("place_id").set_index("place_id")
    events = events.assign(
        easting=events["place_id"].map(metres["easting"]), northing=events["place_id"].map(metres["northing"])
    )
    forces = {force.code: force.name for force in reference.forces()}
    made = [_record(given, row, own.get(row["record_id"], {}), mentions, forces) for row in rows_of(events)]
    return pd.DataFrame(made, columns=[one.name for one in RECORD_FIELDS], dtype="object")


def _record(
    given: Gathered,
    row: dict[Any, Any],
    own: dict[Any, Any],
    mentions: Mapping[str, Sequence[dict[Any, Any]]],
    forces: Mapping[str, str],
) -> dict[str, Any]:
    named = mentions.get(row["record_id"], ())
    labels = {kind: _labels(given, named, kind) for kind in EntityType}
    first, last = row["occurred_from"], row["occurred_to"]
    return {
        "record_kind": row["kind"], "record_title": row["title"], "record_ref": row["reference"],
        "starts": first.isoformat() if first is not None else None,
        "ends": last.isoformat() if last is not None else None,
        "first_day": first.date() if first is not None else None, "last_day": last.date() if last is not None else None,
        "date_known": row["date_precision"], "recorded_by": forces.get(row["recording_force"]),
        "force_of_place": forces.get(row["pfa_code"]), "district_code": row["lad_code"],
        "place_label": row["place_label"], "place_known": row["precision"], "uncertainty_m": row["uncertainty_m"],
        "longitude_deg": row["lon"], "latitude_deg": row["lat"],
        "easting_m": row["easting"], "northing_m": row["northing"],
        "operation_label": labels[EntityType.OPERATION], "operation_phase_no": row["phase"],
        "lines_named": labels[EntityType.DEAL_LINE], "drugs_named": row["drugs"],
        "class_of_drug": own.get("drug_class"),
        "amount_recorded": own.get("quantity"), "amount_unit": own.get("unit"), "amount_claim": own.get("bound"),
        "amount_g": own.get("quantity_g"), "amount_doses": own.get("n_doses"), "amount_plants": own.get("n_plants"),
        "purity_of_drug_pct": own.get("purity_pct"), "value_stated_gbp": own.get("stated_value_gbp"),
        "cash_found_gbp": own.get("cash_gbp"), "weapon_found": own.get("weapon"), "action_taken": own.get("action"),
        "actions_counted": own.get("action_count") or own.get("offence_count"), "outcome_recorded": own.get("outcome"),
        "closure_recorded": own.get("closure_type"), "offence_recorded": own.get("offence") or own.get("crime_type"),
        "grading_recorded": row["grading"], "grading_band": row["grade_band"], "handling_recorded": row["handling"],
        "marking_of_record": row["marking"], "people_named": labels[EntityType.PERSON],
        "phones_named": labels[EntityType.PHONE], "vehicles_named": labels[EntityType.VEHICLE],
        "record_text": _told_text(given, row), "record_id": row["record_id"], "export_marking": given.marking,
        **given.provenance(row),
    }  # fmt: skip


def _labels(given: Gathered, named: Sequence[dict[Any, Any]], kind: EntityType) -> str | None:
    found = [
        given.naming.labels[one["entity_id"]]
        + (f" ({one['role']})" if kind is EntityType.PERSON and one["role"] else "")
        for one in named
        if one["entity_type"] == kind.value
    ]
    return "; ".join(sorted(set(found))) or None


def _told_text(given: Gathered, row: Mapping[Any, Any]) -> str | None:
    """Free text may name people, so it leaves with names only, and never where it may name somebody exploited."""
    shown = given.naming.names and row["record_id"] not in given.naming.protected
    return row["summary"] if shown else None


# ---- records in the columns of our own import ----


def kinds_of(given: Gathered, kinds: Sequence[RecordKind] = EXPORTED_KINDS) -> tuple[KindTable, ...]:
    """Lay out the chosen kinds; a kind without records is left out.

    Where several kinds are asked for, street-level crime stands in the very columns it was published in, so that our
    import knows again that its points were moved. Registers, results and graded disruptions take part unless the
    selection is by operation or line; a period leaves out registers and results, which have no day of their own.
    """
    events = selected_records(given.tables, given.filters, with_counts=True).select("record_id").to_pandas()
    chosen = frozenset(events["record_id"])
    mentions, asked = mentions_of(given), given.tables["places"].select(
        "place_id", "asked", "lon", "lat", "easting", "northing", place_text="text"
    ).to_pandas().drop_duplicates("place_id")  # fmt: skip
    found = []
    for kind in kinds:
        records = given.tables["records"].filter(ibis._.kind == kind.value).drop("raw", "warnings").to_pandas()
        records = records[records["record_id"].isin(chosen)] if kind.value in EVENT_KINDS else _entered(given, records)
        if records.empty:
            continue
        own = given.tables[KINDS[kind].table].to_pandas()
        own = own.drop(columns=[name for name in own if name in records and name not in {"record_id", "drugs"}])
        records = records.drop(columns=[name for name in ("drugs",) if name in own])
        frame = records.merge(own, on="record_id", how="left").merge(asked, on="place_id", how="left")
        frame = frame.sort_values(["source_id", "row_number", "record_id"])
        rows = [_kind_row(given, row, mentions.get(row["record_id"], ())) for row in rows_of(frame)]
        moved = [row for row in rows if is_street_crime(row)] if kind is RecordKind.OFFENCE and len(kinds) > 1 else []
        kept = [row for row in rows if not is_street_crime(row)] if moved else rows
        found += [kind_table(kind, kept, marking=given.marking)] if kept else []
        found += street_tables(moved, marking=given.marking) if moved else []
    return tuple(found)


def _entered(given: Gathered, records: pd.DataFrame) -> pd.DataFrame:
    filters = given.filters
    if filters.operations or filters.lines or filters.phases or (filters.period and not _dated(records)):
        return records.iloc[:0]
    if filters.period:
        first, last = (pd.Timestamp(day) for day in filters.period)
        records = records[(records["occurred_from"] < last + pd.Timedelta(days=1)) & (records["occurred_to"] >= first)]
    return records[records["recording_force"].isin(filters.forces)] if filters.forces else records


def _dated(records: pd.DataFrame) -> bool:
    return bool((records["kind"] == RecordKind.DISRUPTION.value).all())


def _kind_row(given: Gathered, row: dict[Any, Any], named: Sequence[dict[Any, Any]]) -> dict[str, Any]:
    naming = given.naming
    held: dict[str, list[str]] = defaultdict(list)
    people = []
    for one in named:
        if one["entity_type"] in _NAMED_BY and not one["from_text"] and one["entity_id"] not in naming.hidden:
            held[_NAMED_BY[one["entity_type"]]].append(one["raw"])
        elif one["entity_type"] == EntityType.PERSON.value:
            people.append(_person(naming, one))
    if not naming.names:
        held = defaultdict(list, {name: texts for name, texts in held.items() if name not in _WITHOUT_NAMES})
        row = row | ({"rationale": _NOT_TOLD} if row.get("rationale") else {})
    # What data.police.uk publishes as the location of a crime is public.
    told = {"published_text": row["summary"], "summary": _told_text(given, row)}
    return {**row, **held, **told, "people": people, **given.provenance(row)}


def _person(naming: Naming, one: Mapping[Any, Any]) -> dict[str, Any]:
    if not naming.names or one["entity_id"] in naming.hidden:
        return {"person_ref": naming.labels[one["entity_id"]], "person_role": one["role"]}
    said = dict(naming.told.get(one["mention_id"], {}))
    return {**said, "person_ref": None if one["raw"] == "named" else one["raw"], "person_role": one["role"]}


# ---- lines and their ends ----


def flows_of(given: Gathered) -> pd.DataFrame:
    """Give the deal lines in the columns of `FLOW_FIELDS`: one row a line and town; a line without towns has one."""
    as_of = last_day(given.tables)
    profiles = line_profiles_of(given.tables, as_of=as_of, active_days=given.active_days) if as_of else []
    pairs = records_of_lines(given.tables).to_pandas().sort_values(["line_id", "record_id"])
    # A line closed before the period is still one of the lines that these records are about.
    at_any_time = selected_records(given.tables, replace(given.filters, period=None)).select("record_id").to_pandas()
    about = set(pairs.loc[pairs["record_id"].isin(set(at_any_time["record_id"])), "line_id"])
    shown = [p for p in profiles if (p.line_id in about if given.filters else p.n_records or p.in_register)]
    files = files_of(given)
    register = given.tables["deal_lines"].select("line_id", "record_id").to_pandas().dropna()
    behind = pd.concat([pairs, register]).drop_duplicates().groupby("line_id")["record_id"].agg(sorted).to_dict()
    forces = {force.code: force.name for force in reference.forces()}
    rows = []
    for profile in shown:
        ids = behind.get(profile.line_id, [])
        shared = {
            "line_id": profile.line_id, "line_label": profile.name,
            "line_status": profile.status.value if profile.status else None, "line_reach": profile.line_kind.value,
            "runs_from": profile.origin.label if profile.origin else None,
            "origin_force_name": forces.get(profile.origin_force or ""), "drugs_sold": ";".join(profile.drugs) or None,
            "forces_with_records": ";".join(forces.get(code, code) for code in profile.forces) or None,
            "records_naming": profile.n_records, "first_day": profile.first_seen, "last_day": profile.last_activity,
            "from_longitude_deg": profile.origin.lon if profile.origin else None,
            "from_latitude_deg": profile.origin.lat if profile.origin else None,
            "record_ids": ";".join(ids), "source_files": _listed({files[one][0] for one in ids if one in files}),
            "invented": any(files[one][2] for one in ids if one in files), "export_marking": given.marking,
        }  # fmt: skip
        for area in profile.destinations or (None,):
            where = {
                "runs_to": area.label if area else None,
                "to_longitude_deg": area.lon if area else None,
                "to_latitude_deg": area.lat if area else None,
            }
            rows.append({**shared, **where, "_ends": (profile.origin, area)})
    return pd.DataFrame(rows, columns=[*(one.name for one in FLOW_FIELDS), "_ends"], dtype="object")


def ends_of(flows: pd.DataFrame, marking: str) -> pd.DataFrame:
    """Give the towns of `flows_of` in the columns of `END_FIELDS`, by name."""
    forces = {force.code: force.name for force in reference.forces()}
    found: dict[tuple[str, float, float], dict[str, Any]] = {}
    for line, (origin, destination) in zip(flows["line_label"], flows["_ends"], strict=True):
        for role, area in (("origin", origin), ("destination", destination)):
            if area is None:
                continue
            held = found.setdefault((area.label, area.lon, area.lat), {"area": area, "roles": set(), "lines": set()})
            held["roles"].add(role)
            held["lines"].add(line)
    rows = [
        {
            "place_label": label,
            "end_role": "both" if len(held["roles"]) > 1 else next(iter(held["roles"])),
            "lines_named": ";".join(sorted(held["lines"])),
            "lines_counted": len(held["lines"]),
            "force_of_place": forces.get(held["area"].pfa_code or ""),
            "uncertainty_m": held["area"].uncertainty_m,
            "longitude_deg": lon,
            "latitude_deg": lat,
            "export_marking": marking,
        }
        for (label, lon, lat), held in sorted(found.items())
    ]
    return pd.DataFrame(rows, columns=[one.name for one in END_FIELDS], dtype="object")


def forces_of(records: pd.DataFrame, flows: pd.DataFrame, ends: pd.DataFrame) -> pd.DataFrame:
    """Give the outlines of the forces that records and lines touch: pfa_code, name, geometry (EPSG:4326)."""
    touched = {
        *records["force_of_place"],
        *records["recorded_by"],
        *flows["origin_force_name"],
        *ends["force_of_place"],
    }
    areas = reference.force_areas()
    chosen: pd.DataFrame = areas.loc[areas["name"].isin(touched), ["pfa_code", "name", "geometry"]]
    return chosen.sort_values("pfa_code")


# ---- the graph ----


def graph_for(given: Gathered) -> nx.MultiGraph[str]:
    """Build the graph of the records that may leave, with pseudonyms, and what stands behind every node and edge."""
    graph = network.graph_of(given.tables, given.filters)
    files, naming = files_of(given), given.naming
    named: dict[str, set[str]] = defaultdict(set)
    wanted = selected_records(given.tables, given.filters, with_counts=True).select("record_id").to_pandas()
    inside = set(wanted["record_id"]) if given.filters else set(files)
    for record, several in mentions_of(given).items():
        if record in inside:
            for one in several:
                named[one["entity_id"]].add(record)
    made: nx.MultiGraph[str] = nx.MultiGraph()
    for a, b, relation in sorted((min(a, b), max(a, b), key) for a, b, key in graph.edges(keys=True)):
        data = graph.edges[a, b, relation]
        ids = [one for one in data["record_ids"] if one in files]
        if data["record_ids"] and not ids:
            continue  # a tie that only a withheld record states
        named[a].update(ids)
        named[b].update(ids)
        made.add_edge(
            naming.ids[a], naming.ids[b], key=relation, weight=float(data["weight"]),
            n_records=len(ids) if data["record_ids"] else int(data["n_records"]), first_seen=_iso(data["first_seen"]),
            last_seen=_iso(data["last_seen"]), record_ids=";".join(ids), sources=_sources(ids, files),
        )  # fmt: skip
    for node in sorted(graph):
        data = graph.nodes[node]
        name = naming.ids[node]
        if name not in made and not named.get(node):
            continue  # only a withheld record names it
        ids = sorted(named.get(node, ()))
        made.add_node(
            name, type=str(data["type"]), label=naming.labels[node], safeguarding=bool(data["safeguarding"]),
            caution=str(data["caution"]), record_ids=";".join(ids), sources=_sources(ids, files),
            invented=any(files[one][2] for one in ids if one in files),
        )  # fmt: skip
    return made


def _iso(stamp: Any) -> str:  # noqa: ANN401 -- a stamp or nothing
    return pd.Timestamp(stamp).date().isoformat() if pd.notna(stamp) else ""


def _sources(ids: Sequence[str], files: Mapping[str, tuple[str, int, bool]]) -> str:
    said = [f"{files[one][0]}, row {files[one][1]:,}" for one in ids[:_MOST_SOURCES] if one in files]
    more = [f"and {len(ids) - _MOST_SOURCES:,} more"] if len(ids) > _MOST_SOURCES else []
    return "; ".join([*said, *more])


def _listed(texts: set[str]) -> str:
    return "; ".join(sorted(texts))
