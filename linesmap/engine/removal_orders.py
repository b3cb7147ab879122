"""Order nodes for removal by quick methods, each a start for the search of a better order."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence

import igraph
import numpy as np
from numpy.typing import NDArray

from linesmap.engine.compact import Compact, Flags, components_of
from linesmap.engine.cut_effects import cut_effects
from linesmap.engine.key_problem import Clock

__all__ = ["adaptive_betweenness", "greedy_splits", "largest_after_each", "reverse_greedy"]

Rows = NDArray[np.intp]

_EXACT_UP_TO = 3_000
_PIVOTS = 200


class _Joined:
    """Components that grow as nodes come back (union-find)."""

    def __init__(self, graph: Compact) -> None:
        self.around = graph.neighbours()
        self.parent = [-1] * graph.n
        self.size = [0] * graph.n
        self.largest = 0

    def head(self, node: int) -> int:
        parent = self.parent
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    def heads(self, node: int) -> set[int]:
        return {self.head(other) for other in self.around[node] if self.parent[other] >= 0}

    def add(self, node: int) -> None:
        heads = self.heads(node)
        top = max(heads, key=self.size.__getitem__, default=node)
        self.parent[node] = top
        if top == node:
            self.size[node] = 0
        self.size[top] += 1
        for other in heads - {top}:
            self.parent[other] = top
            self.size[top] += self.size[other]
        self.largest = max(self.largest, self.size[top])


def largest_after_each(graph: Compact, order: Sequence[int]) -> list[int]:
    """Give the largest component after each removal of an order, by adding nodes back from its end.

    Parameters
    ----------
    graph
        From `compact`.
    order
        Positions of nodes, the first removed first; nodes that are not in it stay throughout.
    """
    joined = _Joined(graph)
    gone = set(order)
    for node in range(graph.n):
        if node not in gone:
            joined.add(node)
    sizes = [0] * len(order)
    for place in range(len(order) - 1, -1, -1):
        sizes[place] = joined.largest
        joined.add(order[place])
    return sizes


def reverse_greedy(graph: Compact, free: Flags, first: Sequence[int] = ()) -> list[int]:
    """Start with every free node removed and put back the one that joins least, again and again.

    Parameters
    ----------
    graph
        From `compact`.
    free
        Which nodes may go; the others are there from the start.
    first
        Nodes that go before all others, in the order given.
    """
    joined = _Joined(graph)
    for node in np.flatnonzero(~free).tolist():
        joined.add(node)
    held = set(first)
    degrees = graph.degrees.tolist()
    # What a node would join only grows while others come back, so an old value is a lower bound (lazy greedy).
    waiting = [(1, degrees[node], node) for node in np.flatnonzero(free).tolist() if node not in held]
    heapq.heapify(waiting)
    back: list[int] = []
    while waiting:
        size, _, node = heapq.heappop(waiting)
        now = 1 + sum(joined.size[head] for head in joined.heads(node))
        if now > size:
            heapq.heappush(waiting, (now, degrees[node], node))
            continue
        joined.add(node)
        back.append(node)
    return [*first, *reversed(back)]


def adaptive_betweenness(graph: Compact, free: Flags, clock: Clock, *, stop_share: float = 0.03) -> list[int]:
    """Remove the free node of the largest component through which most shortest paths run, again and again.

    Parameters
    ----------
    graph, free
        As for `reverse_greedy`, which orders what is left when the largest component is at most `stop_share` of the
        nodes or the time is over.
    clock
        Time limit.
    stop_share
        Share of all nodes. Above 3,000 nodes paths from 200 nodes stand for all.
    """

    def most_paths(inside: Compact, allowed: Rows) -> int:
        whole = igraph.Graph(n=inside.n, edges=inside.edges())
        sources = None if inside.n <= _EXACT_UP_TO else list(range(0, inside.n, inside.n // _PIVOTS))
        through = np.array(whole.betweenness(sources=sources) if sources else whole.betweenness())[allowed]
        return int(allowed[int(through.argmax())])

    return _one_by_one(graph, free, clock, stop_share, most_paths)


def greedy_splits(graph: Compact, free: Flags, clock: Clock, *, stop_share: float = 0.03) -> list[int]:
    """Remove the free node that leaves the smallest largest component, then fewest pairs; as `adaptive_betweenness`."""

    def least_left(inside: Compact, allowed: Rows) -> int:
        effects = cut_effects(inside)
        order = np.lexsort((-inside.degrees[allowed], effects.pairs_after[allowed], effects.largest_after[allowed]))
        return int(allowed[order[0]])

    return _one_by_one(graph, free, clock, stop_share, least_left)


def _one_by_one(
    graph: Compact, free: Flags, clock: Clock, stop_share: float, choose: Callable[[Compact, Rows], int]
) -> list[int]:
    """Remove the node that is chosen from the largest component, again and again; reverse greedy orders the rest."""
    removed: list[int] = []
    keep = np.ones(graph.n, np.bool_)
    while clock.left > 0:
        parts = components_of(graph, keep)
        if parts.largest <= max(2, stop_share * graph.n):
            break
        inside, ids = graph.part(parts.labels == int(parts.sizes.argmax()))
        allowed = np.flatnonzero(free[ids])
        if not len(allowed):
            break
        node = int(ids[choose(inside, allowed)])
        keep[node] = False
        removed.append(node)
    return reverse_greedy(graph, free, removed)
