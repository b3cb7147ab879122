"""Choose what a link chart loads of a graph, and what it opens on: few things first, never a hairball."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import networkx as nx

from linesmap.model.vocabulary import EntityType

__all__ = ["MOST_NODES", "MOST_TIES", "Choice", "choose"]

MOST_NODES = 2_000
MOST_TIES = 6_000
"""Loaded at most; the chart says how many there are."""

_MOST_OPEN_BESIDE = 60
_MOST_HUBS = 80
_MOST_AROUND_FOCUS = 40
_LEAST_SHARED = 2
_HUBS = frozenset({EntityType.DEAL_LINE.value, EntityType.OPERATION.value})
_BETWEEN = frozenset(
    kind.value
    for kind in (EntityType.PERSON, EntityType.PHONE, EntityType.VEHICLE, EntityType.ADDRESS, EntityType.GROUP)
)

Tie = tuple[str, str, str]


@dataclass(frozen=True)
class Choice:
    """What a chart loads.

    `opened` is what it shows at first; `nodes` starts with those. `ties` are (end, end, relation), the ends and the
    whole in order.
    """

    nodes: tuple[str, ...]
    opened: tuple[str, ...]
    ties: tuple[Tie, ...]


def choose(
    graph: nx.MultiGraph[str],
    focus: Sequence[str] = (),
    *,
    most_nodes: int = MOST_NODES,
    most_ties: int = MOST_TIES,
) -> Choice:
    """Choose the nodes and ties of a chart.

    Loaded, until the number is reached: what is in focus, what is tied to it, deal lines and operations, then
    everything that is tied at all, by strength, which is the sum of the weights of its ties. Opened at first: deal
    lines and operations, and the strongest 60 people, phones, vehicles, addresses and groups tied to two or more of
    them; with a focus, the focus and the strongest 40 things tied to it, and the lines and operations among their
    ties.

    Parameters
    ----------
    graph
        From `linesmap.network.graph_of`.
    focus
        Nodes asked for; those that are not in the graph are passed over.
    most_nodes, most_ties
        How many to load.

    Returns
    -------
    choice
        The same for the same graph.
    """
    strength = {node: sum(data["weight"] for *_, data in graph.edges(node, data=True)) for node in graph}

    def ranked(nodes: Iterable[str]) -> list[str]:
        return sorted(nodes, key=lambda node: (-strength[node], node))

    asked = [node for node in dict.fromkeys(focus) if node in graph]
    around = ranked({other for node in asked for other in graph.neighbors(node)} - set(asked))
    hubs = ranked(node for node in graph if graph.nodes[node]["type"] in _HUBS)
    opened = _around(graph, asked, around) if asked else _middle(graph, hubs, ranked)
    tied = (node for node in ranked(graph) if graph.degree(node))
    nodes = list(dict.fromkeys([*opened, *around, *hubs, *tied]))[:most_nodes]
    return Choice(tuple(nodes), tuple(opened[:most_nodes]), _ties(graph, nodes, {*asked, *hubs}, most_ties))


def _around(graph: nx.MultiGraph[str], asked: list[str], around: list[str]) -> list[str]:
    near = [*asked, *around[:_MOST_AROUND_FOCUS]]
    beyond = {other for node in near for other in graph.neighbors(node) if graph.nodes[other]["type"] in _HUBS}
    return list(dict.fromkeys([*near, *sorted(beyond)]))


def _middle(graph: nx.MultiGraph[str], hubs: list[str], ranked: Callable[[Iterable[str]], list[str]]) -> list[str]:
    """Lines and operations, and the strongest of what ties two or more of them."""
    shown = hubs[:_MOST_HUBS]
    inside = set(shown)
    shared = [
        node
        for node in ranked(graph)
        if graph.nodes[node]["type"] in _BETWEEN and len(inside.intersection(graph.neighbors(node))) >= _LEAST_SHARED
    ]
    return [*shown, *shared[:_MOST_OPEN_BESIDE]] if shown else ranked(graph)[:_MOST_OPEN_BESIDE]


def _ties(graph: nx.MultiGraph[str], nodes: list[str], first: set[str], most: int) -> tuple[Tie, ...]:
    """Ties among the nodes; when there are too many, those of the focus, lines and operations, then the strongest."""
    inside = graph.subgraph(nodes)
    found = [
        ((a, b, relation) if a < b else (b, a, relation), data["weight"])
        for a, b, relation, data in inside.edges(keys=True, data=True)
    ]
    found.sort(key=lambda tie: (not first.intersection(tie[0][:2]), -tie[1], tie[0]))
    return tuple(sorted(tie for tie, _ in found[:most]))
