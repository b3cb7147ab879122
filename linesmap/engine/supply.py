"""Say which lines can still supply which areas, through the people, phones and addresses that remain."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from linesmap.engine.compact import Compact, components_of
from linesmap.model.vocabulary import EntityType

__all__ = ["supply"]

_MEANS = {EntityType.PERSON.value, EntityType.PHONE.value, EntityType.ADDRESS.value, EntityType.VEHICLE.value}
_LINE = EntityType.DEAL_LINE.value
_TO, _FROM = "supplies_to", "supplied_from"
_COLUMNS = ["line", "origin", "area", "means_before", "means_after", "able_before", "able_after"]


def supply(graph: nx.Graph[Any], small: Compact, removed: Collection[Hashable]) -> pd.DataFrame:
    """Follow every line from its origin to each area it supplies, before and after a removal.

    Parameters
    ----------
    graph
        From `build`: a line is tied to its areas by `supplies_to` and to its origin by `supplied_from`.
    small
        The same graph from `compact`.
    removed
        Nodes.

    Returns
    -------
    routes
        One row a line and area: line, origin (None when not recorded), area, means_before and means_after (people,
        phones, addresses and vehicles tied to the line), able_before and able_after. A line is able when it is not
        removed and some chain of means leads from it to the area; where no record ties any means of the line to the
        area by such a chain, the register's word stands and one means of the line is enough. Sorted by line and area.
    """
    pairs, origins = _stated(graph)
    if not pairs:
        return pd.DataFrame(columns=_COLUMNS)
    kinds = {node: attributes.get("type") for node, attributes in graph.nodes(data=True)}
    place = small.positions()
    means = np.array([kinds[node] in _MEANS for node in small.nodes], np.bool_)
    left = means.copy()
    left[[place[node] for node in removed if node in place]] = False
    before, after = components_of(small, means).labels, components_of(small, left).labels
    gone = set(removed)
    rows = []
    for line, area in sorted(pairs, key=lambda pair: (str(pair[0]), str(pair[1]))):
        own = [place[node] for node in graph.adj[line] if means[place[node]]]
        there = [place[node] for node in graph.adj[area] if means[place[node]]]
        chained = bool(set(before[own]) & set(before[there]))
        still = [one for one in own if left[one]]
        reached = bool(set(after[still]) & set(after[[one for one in there if left[one]]])) if chained else bool(still)
        rows.append((line, origins.get(line), area, len(own), len(still), bool(own), line not in gone and reached))
    return pd.DataFrame(rows, columns=_COLUMNS)


def _stated(graph: nx.Graph[Any]) -> tuple[set[tuple[Any, Any]], dict[Any, Any]]:
    """Read which line supplies which area, and where it comes from."""
    pairs, origins = set(), {}
    lines = [node for node, attributes in graph.nodes(data=True) if attributes.get("type") == _LINE]
    for line in lines:
        for other, ties in graph.adj[line].items():
            relations = set(ties) if graph.is_multigraph() else {ties.get("relation")}
            if _TO in relations:
                pairs.add((line, other))
            if _FROM in relations:
                origins[line] = other
    return pairs, origins
