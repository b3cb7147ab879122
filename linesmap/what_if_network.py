"""Read the network that a what-if question is asked of: who and what is tied, by which evidence, since when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import networkx as nx
import pandas as pd

from linesmap.asked import find_named, labels_of
from linesmap.chart import place_points
from linesmap.engine import candidates
from linesmap.errors import InputError
from linesmap.model.filters import Filters
from linesmap.model.vocabulary import EnforcementAction, EntityType, Role
from linesmap.network import graph_of, mark_people, people_standing
from linesmap.pipeline import last_day
from linesmap.store import Tables, resolved_mentions, selected_records

__all__ = ["CONNECTORS", "ReadNetwork", "acted_on_in", "read_network"]

CONNECTORS = (EntityType.PLACE.value, EntityType.OPERATION.value, EntityType.EVENT.value)
"""Types that tie nobody: two people seen in one town, or arrested in one operation, need not know of each other."""


@dataclass(frozen=True)
class ReadNetwork:
    """The network of a selection.

    `whole` has every node, people marked with roles and age; `core` is without places and operations, which tie
    nobody, and without nodes that nothing ties. `forces` are codes by node: forces whose records name it. `points` are
    lon, lat (degrees, EPSG:4326) by node: the place that most of its records tie it to. `as_of` is the day on which
    ages count.
    """

    whole: nx.MultiGraph[str]
    core: nx.MultiGraph[str]
    forces: Mapping[str, tuple[str, ...]]
    points: Mapping[str, tuple[float, float]]
    as_of: date


def read_network(tables: Tables, filters: Filters) -> ReadNetwork:
    """Read the network of a selection.

    Raises
    ------
    InputError
        If no record of the selection ties anything.
    """
    as_of = filters.period[1] if filters.period else (last_day(tables) or date.min)
    whole = graph_of(tables, filters)
    mark_people(whole, people_standing(tables, as_of=as_of))
    kept = {node for node, kind in whole.nodes(data="type") if str(kind) not in CONNECTORS}
    ties = sorted(
        ((min(a, b), max(a, b), key) for a, b, key in whole.edges(keys=True) if a in kept and b in kept and a != b)
    )
    if not ties:
        msg = (
            "Expected records that tie people, phones, vehicles, addresses or lines to each other, found none in this "
            "selection. Choose a longer period, more forces or more grades."
        )
        raise InputError(msg)
    # The order of nodes decides between sets that are equally good.
    ordered: nx.MultiGraph[str] = nx.MultiGraph()
    for node in sorted({end for a, b, _ in ties for end in (a, b)}):
        ordered.add_node(node, **whole.nodes[node])
    for a, b, key in ties:
        ordered.add_edge(a, b, key=key, **whole.edges[a, b, key])
    return ReadNetwork(whole, ordered, _forces(tables, filters), _points(tables, whole, ordered), as_of)


def _points(tables: Tables, whole: nx.MultiGraph[str], core: nx.MultiGraph[str]) -> dict[str, tuple[float, float]]:
    """Put every node at the place that most records tie it to."""
    known = place_points(tables, whole)
    found = {}
    for node in core:
        ties = [
            (-sum(data["n_records"] for data in several.values()), place)
            for place, several in whole.adj[node].items()
            if place in known
        ]
        if ties:
            found[node] = known[min(ties)[1]]
    return found


def _forces(tables: Tables, filters: Filters) -> dict[str, tuple[str, ...]]:
    records = selected_records(tables, filters).select("record_id", "force")
    named = resolved_mentions(tables).select("record_id", "entity_id")
    frame: pd.DataFrame = named.inner_join(records, "record_id").select("entity_id", "force").distinct().to_pandas()
    frame = frame.dropna().sort_values(["entity_id", "force"])
    return {str(node): tuple(group) for node, group in frame.groupby("entity_id")["force"]}


def acted_on_in(tables: Tables, network: ReadNetwork, name: str) -> tuple[list[str], int]:
    """Name who was arrested or charged in an operation and may be acted on at all.

    Parameters
    ----------
    tables
        From `Workspace.read`.
    network
        The network they are looked for in.
    name
        Of the operation.

    Returns
    -------
    nodes, left_out
        Adult suspects in the network, sorted; and how many others were arrested or charged: exploited people,
        children, people of unknown age, and those whom nothing ties.

    Raises
    ------
    InputError
        If there is no such operation.
    """
    (code,) = find_named(EntityType.OPERATION, [name], labels_of(tables, EntityType.OPERATION))
    records = tables["records"]
    done = tables["enforcement"].select("record_id", "action", "outcome")
    joined = records.filter(records.operation_id == code).select("record_id").inner_join(done, "record_id")
    acted = joined.filter(
        joined.action.isin([EnforcementAction.ARREST.value, EnforcementAction.CHARGE.value])
        | (joined.outcome == "charged")
    )
    named = resolved_mentions(tables)
    people = named.filter(named.entity_type == EntityType.PERSON.value, named.role == Role.SUSPECT.value)
    found = set(people.semi_join(acted, "record_id").select("entity_id").distinct().to_pandas()["entity_id"])
    allowed = set(candidates(network.core, {EntityType.PERSON.value}))
    return sorted(found & allowed), len(found - allowed)
