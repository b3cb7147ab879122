"""Build the graph of a workspace, whole or of any selection: a period, a day, forces, grades, lines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import ibis
import networkx as nx
import pandas as pd

from linesmap.model.filters import Filters
from linesmap.model.grading import evidence_weights
from linesmap.model.vocabulary import EntityType, RecordKind
from linesmap.network.graph import build_graph
from linesmap.network.ties import EVENT_RECORDS, event_ties, ties_of_records
from linesmap.store import Tables, Workspace, resolved_mentions, selected_records

__all__ = ["build", "graph_of", "tie_records"]

_FIRST_DAY = date(1, 1, 1)
_REGISTERED = ("supplied_from", "supplies_to", "succeeded_by")
_RECORD_COLUMNS = ("record_id", "kind", "reference", "occurred_from", "occurred_to", "grading")


def build(
    workspace: Workspace, filters: Filters | None = None, *, as_of: date | None = None, events: bool = False
) -> nx.MultiGraph[str]:
    """Build the graph of a workspace; see `graph_of`.

    Raises
    ------
    WorkspaceError
        If the workspace is missing or in use.

    Examples
    --------
    ``build(Workspace("linesmap.duckdb"), Filters(forces=("E23000036",), grades=("high", "medium")))``
    """
    with workspace.read() as tables:
        return graph_of(tables, filters, as_of=as_of, events=events)


def graph_of(
    tables: Tables, filters: Filters | None = None, *, as_of: date | None = None, events: bool = False
) -> nx.MultiGraph[str]:
    """Build the graph of a selection of records.

    Parameters
    ----------
    tables
        From `Workspace.read`.
    filters
        Which records count; every one when left out. A filter by grade leaves out the records of other grades, and
        every weight, count and date is worked out again from those that remain. Registers, which have no grade and
        no place, take part unless a filter by kind, operation, drug or line is set.
    as_of
        Last day to consider: the graph as it stood then.
    events
        Whether seizures and enforcement actions are nodes of their own, tied to what they name. Otherwise what
        they name is tied together directly.

    Returns
    -------
    graph
        Nodes are entity ids (and record ids of events), with `type` (a value of `EntityType`), `label` (a
        pseudonym for a person) and `safeguarding`. Edges are keyed by relation, such as uses, holds, seen_with,
        resident_at, supplied_from, supplies_to, arrested_in, seized_from, with `weight` (0 to 1, from the grading
        and the number of independent sources), `n_records`, `first_seen`, `last_seen` and `record_ids`.
    """
    chosen = filters or Filters()
    if as_of is not None:
        first, last = chosen.period or (_FIRST_DAY, as_of)
        chosen = replace(chosen, period=(min(first, as_of), min(last, as_of)))
    records = _records(tables, chosen)
    named = _named(tables, records)
    if events:
        is_event = records["kind"].isin(EVENT_RECORDS)
        ties = [ties_of_records(named, records[~is_event]), event_ties(named, records)]
    else:
        ties = [ties_of_records(named, records)]
    registered = _registered(tables, chosen, set(named["entity_id"]))
    links = pd.concat([part for part in [*ties, registered] if len(part)] or ties, ignore_index=True)
    entities = tables["entities"].to_pandas()
    if chosen:
        entities = entities[entities["entity_id"].isin({*named["entity_id"], *links["entity_a"], *links["entity_b"]})]
    if events:
        entities = pd.concat([entities, _event_entities(tables, links)], ignore_index=True)
    return build_graph(entities, links)


def tie_records(tables: Tables, mentions: pd.DataFrame, resolutions: pd.DataFrame) -> pd.DataFrame:
    """Tie what every record names, for the `links` table; mentions and resolutions are those about to be stored."""
    records = _records(tables, Filters())
    named = mentions[["mention_id", "record_id", "entity_type", "role"]]
    return ties_of_records(named.merge(resolutions[["mention_id", "entity_id"]], on="mention_id"), records)


def _records(tables: Tables, filters: Filters) -> pd.DataFrame:
    """Give the selected records with what weighs and names their ties."""
    events = selected_records(tables, filters).select(*_RECORD_COLUMNS)
    enforcement = tables["enforcement"].select("record_id", "action")
    rows: pd.DataFrame = events.left_join(enforcement, "record_id").drop("record_id_right").to_pandas()
    if not (filters.kinds or filters.operations or filters.phases or filters.drugs or filters.lines):
        register = tables["records"].filter(ibis._.kind.isin(list(_registers())))
        if filters.forces:
            register = register.filter(ibis._.recording_force.isin(list(filters.forces)))
        entered = _with_days(register.select(*_RECORD_COLUMNS).to_pandas(), tables, filters)
        rows = pd.concat([rows, entered], ignore_index=True) if len(entered) else rows
    return rows.assign(evidence_weight=evidence_weights(rows["grading"]))


def _with_days(entries: pd.DataFrame, tables: Tables, filters: Filters) -> pd.DataFrame:
    """Date the entries of line registers by the first and last activity they state, and keep those of the period."""
    stated = tables["deal_lines"].select("record_id", "first_seen", "last_seen").to_pandas()
    entries = entries.merge(stated, on="record_id", how="left")
    for own, day in (("occurred_from", "first_seen"), ("occurred_to", "last_seen")):
        entries[own] = entries[own].fillna(pd.to_datetime(entries[day]).astype(entries[own].dtype))
    if filters.period:
        entries = entries[_touches(entries["occurred_from"], entries["occurred_to"], filters.period)]
    return entries.drop(columns=["first_seen", "last_seen"]).assign(action=None)


def _touches(first_seen: pd.Series, last_seen: pd.Series, period: tuple[date, date]) -> pd.Series:
    """Tell which spans touch a period; a span without a day may."""
    first, last = (pd.Timestamp(day) if day.year > 1 else pd.Timestamp.min for day in period)
    begun = first_seen.isna() | (first_seen < last + pd.Timedelta(days=1))
    return begun & (last_seen.isna() | (last_seen >= first))


def _registers() -> tuple[str, ...]:
    return (RecordKind.DEAL_LINE.value, RecordKind.NOMINAL.value)


def _named(tables: Tables, records: pd.DataFrame) -> pd.DataFrame:
    named = resolved_mentions(tables).select("record_id", "entity_type", "entity_id", "role")
    frame: pd.DataFrame = named.to_pandas()
    return frame[frame["record_id"].isin(set(records["record_id"]))]


def _registered(tables: Tables, filters: Filters, shown: set[str]) -> pd.DataFrame:
    """Give the ties that a register or a decision states: of the lines shown, and of the days chosen."""
    links = tables["links"].filter(ibis._.relation.isin(list(_REGISTERED)))
    frame: pd.DataFrame = links.to_pandas()
    if filters:
        frame = frame[frame["entity_a"].isin(shown)]
    if filters.period:
        frame = frame[_touches(frame["first_seen"], frame["last_seen"], filters.period)]
    return frame


def _event_entities(tables: Tables, links: pd.DataFrame) -> pd.DataFrame:
    """Describe the events that ties name as nodes."""
    wanted = list(set(links["entity_a"]))
    records = tables["records"].filter(ibis._.record_id.isin(wanted)).select("record_id", "title").to_pandas()
    return pd.DataFrame(
        {
            "entity_id": records["record_id"],
            "entity_type": EntityType.EVENT.value,
            "label": records["title"].fillna("Event"),
            "safeguarding": False,
        }
    )
