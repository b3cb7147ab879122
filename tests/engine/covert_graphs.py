"""Make networks of the kinds that covert networks are of, and describe people at random."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator
from typing import Any

import networkx as nx


def largest(graph: nx.Graph[Any]) -> nx.Graph[Any]:
    plain = nx.Graph(graph.edges())
    plain.remove_edges_from(list(nx.selfloop_edges(plain)))
    part = plain.subgraph(max(nx.connected_components(plain), key=len))
    names = {node: place for place, node in enumerate(sorted(part, key=str))}
    result: nx.Graph[Any] = nx.empty_graph(len(names))
    result.add_edges_from((names[a], names[b]) for a, b in part.edges())
    return result


def meetings(people: int, events: int, smallest: int, most: int, seed: int) -> nx.Graph[int]:
    """Dense: everybody at a meeting is tied to everybody else there."""
    draw = random.Random(seed)  # noqa: S311
    weight = [draw.random() ** 2 + 0.05 for _ in range(people)]
    graph: nx.Graph[int] = nx.Graph()
    for _ in range(events):
        present = sorted(set(draw.choices(range(people), weight, k=draw.randint(smallest, most))))
        graph.add_edges_from(itertools.combinations(present, 2))
    return largest(graph)


def core_periphery(n: int, seed: int) -> nx.Graph[int]:
    draw = random.Random(seed)  # noqa: S311
    core = max(4, n * 15 // 100)
    graph = nx.gnp_random_graph(core, 0.4, seed=seed)
    for node in range(core, n):
        for _ in range(draw.choice([1, 1, 1, 2, 3])):
            graph.add_edge(node, draw.randrange(core) if draw.random() < 0.8 else draw.randrange(node))
    return largest(graph)


def chains(n: int, seed: int) -> nx.Graph[int]:
    """Sparse: long strings of contacts with few short cuts."""
    draw = random.Random(seed)  # noqa: S311
    graph: nx.Graph[int] = nx.path_graph(2)
    while len(graph) < n:
        last = draw.randrange(len(graph))
        for _ in range(draw.randint(1, 8)):
            new = len(graph)
            graph.add_edge(last, new)
            last = new
        if draw.random() < 0.4:
            graph.add_edge(last, draw.randrange(last))
    return largest(graph)


def clustered(n: int, seed: int, ties: int = 2) -> nx.Graph[int]:
    return largest(nx.powerlaw_cluster_graph(n, ties, 0.6, seed=seed))


def shipped() -> Iterator[tuple[str, nx.Graph[int]]]:
    yield "karate", largest(nx.karate_club_graph())
    yield "les miserables", largest(nx.les_miserables_graph())
    yield "davis", largest(nx.davis_southern_women_graph())
    yield "florentine", largest(nx.florentine_families_graph())


def left(graph: nx.Graph[Any], removed: Iterable[Any]) -> tuple[int, int]:
    """Measure what a removal leaves with networkx alone: nodes of the largest component, connected pairs."""
    rest = graph.copy()
    rest.remove_nodes_from(removed)
    sizes = [len(part) for part in nx.connected_components(rest)]
    return max(sizes, default=0), sum(size * (size - 1) // 2 for size in sizes)
