"""Measure how far a network falls apart: fragmentation now, robustness along an order of removal."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from linesmap.errors import InputError, MetricUndefinedError
from linesmap.measure.estimates import Estimate

if TYPE_CHECKING:
    import networkx as nx

__all__ = ["Fragmentation", "Robustness", "fragmentation", "robustness"]

_LEAST_NODES = 2
_MOST = 0.5
_TIES_SEEN = "Ties exist where police looked, so that a gap may be one of knowledge."


@dataclass(frozen=True)
class Fragmentation(Estimate):
    """How far a network is in pieces.

    `estimate` is the share of pairs of nodes that cannot reach each other (Borgatti's F). `distance_weighted` is 1
    less `efficiency`, the mean of 1 / distance over all pairs; both are None when distances were not asked for.
    `interval` is None: nothing here is a sample.
    """

    estimate: float
    distance_weighted: float | None
    efficiency: float | None
    largest_share: float
    n_components: int
    n_nodes: int
    n_edges: int
    interval: None = None

    def sentence(self) -> str:
        """Say in how many pieces the network is, and what it cannot tell."""
        pieces = "one piece" if self.n_components == 1 else f"{self.n_components:,} pieces"
        return (
            f"The network of {self.n_nodes:,} nodes is in {pieces}; the largest holds "
            f"{self.largest_share * 100:.0f}% of them, and {self.estimate * 100:.0f} of 100 pairs cannot reach each "
            f"other. {_TIES_SEEN}"
        )


@dataclass(frozen=True)
class Robustness(Estimate):
    """How a network holds together while its nodes are removed one by one.

    `estimate` is the mean share of the largest component after each removal (Schneider's R), 0 to 0.5. `curve` is
    that share of all nodes at the start after 0, 1, 2, ... removals. `order` is the order of removal. `interval` is
    None: nothing here is a sample.
    """

    estimate: float
    curve: tuple[float, ...]
    order: tuple[Hashable, ...]
    n_nodes: int
    interval: None = None

    @property
    def half_after(self) -> int:
        """Removals until the largest component holds less than half of what it held at first."""
        return next(number for number, share in enumerate(self.curve) if share < self.curve[0] / 2)

    def sentence(self) -> str:
        """Say how fast the network falls apart in this order, and what it cannot tell."""
        first = "the first" if self.half_after == 1 else f"the first {self.half_after:,}"
        return (
            f"Removing {first} of {self.n_nodes:,} nodes in this order leaves the largest piece less than half of what "
            f"it was; robustness is {self.estimate:.3f} on a scale of 0 (falls apart at once) to {_MOST}. Ties exist "
            "where police looked, and people who are removed are often replaced."
        )


def fragmentation(graph: nx.Graph[Any], *, distances: bool = True) -> Fragmentation:
    """Measure how far a network is in pieces (Borgatti 2006).

    Parameters
    ----------
    graph
        Any networkx graph; directions, weights, parallel ties and ties of a node to itself play no part.
    distances
        Whether to work out the distance-weighted form, which takes nodes times ties steps.

    Returns
    -------
    fragmentation
        F = 1 - sum of s (s - 1) / (n (n - 1)) over components of size s; distance-weighted 1 - E, where E is the mean
        of 1 / distance (in ties) over pairs, 0 for pairs that cannot reach each other.

    Raises
    ------
    MetricUndefinedError
        If the graph has fewer than two nodes.

    Examples
    --------
    >>> import networkx as nx
    >>> path = fragmentation(nx.path_graph(5))
    >>> path.estimate, round(path.efficiency, 4)
    (0.0, 0.6417)
    """
    import igraph  # costs start-up time

    nodes, pairs = _plain(graph)
    n = len(nodes)
    if n < _LEAST_NODES:
        msg = f"Fragmentation needs at least two nodes, found {n}. Choose a wider part of the network."
        raise MetricUndefinedError(msg)
    plain = igraph.Graph(n=n, edges=pairs, directed=False)
    sizes = plain.connected_components().sizes()
    everyone = n * (n - 1)
    efficiency = None
    if distances:
        spread = plain.path_length_hist(directed=False)
        # The histogram counts each pair once.
        efficiency = sum(2 * count / start for start, _, count in spread.bins()) / everyone
    return Fragmentation(
        estimate=1 - sum(size * (size - 1) for size in sizes) / everyone,
        distance_weighted=None if efficiency is None else 1 - efficiency,
        efficiency=efficiency,
        largest_share=max(sizes) / n,
        n_components=len(sizes),
        n_nodes=n,
        n_edges=len(pairs),
    )


def robustness(graph: nx.Graph[Any], order: Sequence[Hashable]) -> Robustness:
    """Measure how a network holds together while nodes are removed (Schneider and others 2011).

    Parameters
    ----------
    graph
        Any networkx graph; directions and weights play no part.
    order
        Every node once, the first to be removed first. To compare orders, give each from the same graph.

    Returns
    -------
    robustness
        R = mean over Q = 1 ... n of S(Q), the share of all n nodes that the largest component holds after Q removals.

    Raises
    ------
    MetricUndefinedError
        If the graph has no node.
    InputError
        If the order does not name every node of the graph exactly once.

    Examples
    --------
    >>> import networkx as nx
    >>> round(robustness(nx.star_graph(5), [0, 1, 2, 3, 4, 5]).estimate, 3)
    0.139
    """
    nodes, pairs = _plain(graph)
    n = len(nodes)
    if n == 0:
        msg = "Robustness needs at least one node, found none. Choose a wider part of the network."
        raise MetricUndefinedError(msg)
    removed = tuple(order)
    if len(removed) != n or set(removed) != set(nodes):
        msg = (
            f"An order of removal names every node once; the graph has {n:,} nodes, the order {len(removed):,} entries "
            f"of which {len(set(removed) & set(nodes)):,} are different nodes of the graph. Give them all."
        )
        raise InputError(msg)
    neighbours: list[list[int]] = [[] for _ in range(n)]
    for a, b in pairs:
        neighbours[a].append(b)
        neighbours[b].append(a)
    largest = list(_growing(neighbours, [nodes[node] for node in reversed(removed)]))
    curve = tuple(size / n for size in reversed(largest))
    return Robustness(sum(curve[1:]) / n, curve, removed, n)


def _growing(neighbours: list[list[int]], joining: Sequence[int]) -> Iterator[int]:
    """Give the size of the largest component before anybody joins, and after each joined.

    Adding back in reverse merges components, which is near linear; removing would mean to search anew each time.
    """
    root = list(range(len(neighbours)))
    size = [0] * len(neighbours)

    def find(node: int) -> int:
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    largest = 0
    yield largest
    for node in joining:
        size[node] = 1
        for other in neighbours[node]:
            if size[other]:
                a, b = find(node), find(other)
                if a != b:
                    small, big = (a, b) if size[a] < size[b] else (b, a)
                    root[small] = big
                    size[big] += size[small]
        largest = max(largest, size[find(node)])
        yield largest


def _plain(graph: nx.Graph[Any]) -> tuple[dict[Hashable, int], list[tuple[int, int]]]:
    """Count off the nodes and give each tie once, without those of a node to itself."""
    nodes: dict[Hashable, int] = {node: number for number, node in enumerate(graph)}
    pairs = {(min(a, b), max(a, b)) for a, b in ((nodes[one], nodes[other]) for one, other in graph.edges()) if a != b}
    return nodes, sorted(pairs)
