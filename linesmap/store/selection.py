"""Choose records by period, force, operation, line, drug, kind and grade, as an expression for any engine."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import reduce
from operator import or_

import ibis

from linesmap.model.filters import Filters
from linesmap.model.vocabulary import EntityType, RecordKind
from linesmap.store.workspace import Tables

__all__ = ["EVENT_KINDS", "events_naming", "records_of_lines", "resolved_mentions", "selected_records"]

EVENT_KINDS: tuple[str, ...] = (
    RecordKind.INTELLIGENCE,
    RecordKind.SEIZURE,
    RecordKind.ENFORCEMENT,
    RecordKind.OFFENCE,
)
"""Kinds that happen at a place and time; registers and published figures do not."""


def resolved_mentions(tables: Tables) -> ibis.Table:
    """Give every mention that belongs to an entity, with that entity.

    Returns
    -------
    mentions
        Columns of `mentions` and entity_id.
    """
    return tables["mentions"].inner_join(tables["resolutions"].select("mention_id", "entity_id"), "mention_id")


def records_of_lines(tables: Tables) -> ibis.Table:
    """Pair records with the deal lines they name.

    Returns
    -------
    pairs
        Columns record_id, line_id; one row a pair.
    """
    named = resolved_mentions(tables)
    lines = named.filter(named.entity_type == EntityType.DEAL_LINE.value)
    return lines.select("record_id", line_id=lines.entity_id).distinct()


def selected_records(tables: Tables, filters: Filters, *, with_counts: bool = False) -> ibis.Table:
    """Give the events that a selection includes, with their places.

    A record counts in a period when its own range of dates touches it. It belongs to the force of its
    location, and to its recording force when it has none.

    Parameters
    ----------
    tables
        From `Workspace.read`.
    filters
        What to include; an empty one includes every event.
    with_counts
        Also rows of recorded crime that give a number for an area and a month. They are statistics rather than
        events: nothing that is drawn, dated or counted as records takes them in.

    Returns
    -------
    records
        Columns of `records` without `raw`, plus `force` (code), `located` and, from the place, `place_label`,
        `place_status`, `lon`, `lat`, `precision`, `uncertainty_m`, `pfa_code`, `lad_code`, `h3`.
    """
    records, places = tables["records"], tables["places"]
    kinds = filters.kinds or EVENT_KINDS
    chosen = records.filter(records.kind.isin(list(kinds)), records.kind.isin(list(EVENT_KINDS)))
    if not with_counts:
        offences = tables["offences"]
        chosen = chosen.anti_join(offences.filter(offences.offence_count.notnull()), "record_id")
    chosen = chosen.drop("raw", "warnings")
    place = places.select(
        "place_id", "lon", "lat", "precision", "uncertainty_m", "pfa_code", "lad_code", "h3",
        place_label=places.label, place_status=places.status, place_text=places.text,
    )  # fmt: skip
    chosen = chosen.left_join(place, "place_id").drop("place_id_right")
    chosen = chosen.mutate(force=ibis.coalesce(chosen.pfa_code, chosen.recording_force), located=chosen.lon.notnull())
    if filters.period:
        first, last = filters.period
        start = datetime.combine(first, time())
        end = datetime.combine(last, time()) + timedelta(days=1)
        chosen = chosen.filter(chosen.occurred_from < end, chosen.occurred_to >= start)
    if filters.forces:
        chosen = chosen.filter(chosen.force.isin(list(filters.forces)))
    if filters.operations:
        chosen = chosen.filter(chosen.operation_id.isin(list(filters.operations)))
    if filters.phases:
        phase = chosen.operation_id + "/" + chosen.phase
        chosen = chosen.filter(phase.isin(list(filters.phases)))
    if filters.drugs:
        named = ibis.literal(";") + chosen.drugs + ibis.literal(";")
        chosen = chosen.filter(reduce(or_, [named.contains(f";{drug};") for drug in filters.drugs]))
    if filters.grades:
        chosen = chosen.filter(chosen.grade_band.fill_null("ungraded").isin(list(filters.grades)))
    if filters.lines:
        pairs = records_of_lines(tables)
        chosen = chosen.semi_join(pairs.filter(pairs.line_id.isin(list(filters.lines))), "record_id")
    return chosen


def events_naming(tables: Tables, line_id: str) -> ibis.Table:
    """Give the events that name a deal line; columns as in `selected_records`."""
    return selected_records(tables, Filters(lines=(line_id,)))
