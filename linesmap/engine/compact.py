"""Hold a graph as arrays, read once from networkx, so that measures of every node take one light pass."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

__all__ = ["Compact", "Components", "compact", "compact_of_edges", "components_of", "pairs_of"]

Ints = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Compact:
    """An undirected simple graph: node i is tied to `indices[indptr[i]:indptr[i + 1]]`, in rising order.

    `nodes` are the names in the order of the graph it was read from; positions in it are what the arrays hold.
    """

    nodes: list[Any]
    indptr: Ints
    indices: Ints

    @property
    def n(self) -> int:
        """Number of nodes."""
        return len(self.nodes)

    @property
    def m(self) -> int:
        """Number of edges."""
        return len(self.indices) // 2

    @property
    def degrees(self) -> Ints:
        """Number of neighbours of every node."""
        return np.diff(self.indptr)

    @property
    def starts(self) -> Ints:
        """First end of every entry of `indices`."""
        return np.repeat(np.arange(self.n, dtype=np.int32), self.degrees)

    def edges(self) -> Ints:
        """Every edge once, as an array of two columns, the lower position first."""
        starts = self.starts
        once = starts < self.indices
        return np.column_stack([starts[once], self.indices[once]])

    def matrix(self) -> csr_array:
        """Adjacency matrix, entries 1."""
        return csr_array((np.ones(len(self.indices), np.int8), self.indices, self.indptr), shape=(self.n, self.n))

    def positions(self) -> dict[Any, int]:
        """Position of every node."""
        return {node: position for position, node in enumerate(self.nodes)}

    def neighbours(self) -> list[list[int]]:
        """Neighbours of every node, as lists of plain integers."""
        flat, bounds = self.indices.tolist(), self.indptr.tolist()
        return [flat[bounds[i] : bounds[i + 1]] for i in range(self.n)]

    def part(self, keep: Flags) -> tuple[Compact, Ints]:
        """Leave out all nodes but those flagged; also gives the position of each that is left in this graph."""
        ids = np.flatnonzero(keep).astype(np.int32)
        place = np.cumsum(keep, dtype=np.int32) - 1
        starts = self.starts
        kept = keep[starts] & keep[self.indices]
        indptr = np.zeros(len(ids) + 1, np.int32)
        np.cumsum(np.bincount(place[starts[kept]], minlength=len(ids)), out=indptr[1:])
        return Compact([self.nodes[i] for i in ids.tolist()], indptr, place[self.indices[kept]]), ids

    def largest(self) -> Compact:
        """Give the largest component; of several of one size, that of the first node."""
        if not self.n:
            return self
        found = components_of(self)
        return self if len(found.sizes) == 1 else self.part(found.labels == int(found.sizes.argmax()))[0]


@dataclass(frozen=True, eq=False)
class Components:
    """Which component each node is in (-1: left out), and how many nodes each component has."""

    labels: Ints
    sizes: npt.NDArray[np.int64]

    @property
    def largest(self) -> int:
        """Nodes of the largest component; 0 when there is none."""
        return int(self.sizes.max(initial=0))

    @property
    def pairs(self) -> int:
        """Pairs of nodes that are joined by some path."""
        return pairs_of(self.sizes)


def pairs_of(sizes: npt.NDArray[np.int64]) -> int:
    """Count pairs of nodes within components of these sizes: the sum of s (s - 1) / 2."""
    return int((sizes * (sizes - 1) // 2).sum())


def components_of(graph: Compact, keep: Flags | None = None) -> Components:
    """Find the components of a graph, or of what is left of it.

    Parameters
    ----------
    graph
        From `compact`.
    keep
        Which nodes are left; all when None.
    """
    if keep is not None and not keep.all():
        left, ids = graph.part(keep)
        found = components_of(left)
        labels = np.full(graph.n, -1, np.int32)
        labels[ids] = found.labels
        return Components(labels, found.sizes)
    if not graph.n:
        return Components(np.zeros(0, np.int32), np.zeros(0, np.int64))
    # Every edge stands in both directions, so strong components are components; they need no transposed copy.
    _, labels = connected_components(graph.matrix(), directed=True, connection="strong")
    # Numbered by their first node, so that the same graph gives the same numbers.
    _, first, inverse = np.unique(labels, return_index=True, return_inverse=True)
    rank = np.empty(len(first), np.int32)
    rank[np.argsort(first, kind="stable")] = np.arange(len(first), dtype=np.int32)
    labels = rank[inverse]
    return Components(labels, np.bincount(labels).astype(np.int64))


def compact(graph: nx.Graph[Any] | Compact) -> Compact:
    """Read a networkx graph once; direction, loops and double edges are dropped.

    Parameters
    ----------
    graph
        Any networkx graph, or what this function gave before.
    """
    if isinstance(graph, Compact):
        return graph
    nodes = list(graph)
    place = dict(zip(nodes, range(len(nodes)), strict=True))
    ties = dict(graph.adjacency())
    degrees = np.fromiter(map(len, ties.values()), np.int64, len(nodes))
    ends = np.fromiter(map(place.__getitem__, chain.from_iterable(ties.values())), np.int32, int(degrees.sum()))
    starts = np.repeat(np.arange(len(nodes), dtype=np.int32), degrees)
    if graph.is_directed():
        starts, ends = np.concatenate([starts, ends]), np.concatenate([ends, starts])
    return _of_arrays(nodes, starts, ends)


def compact_of_edges(nodes: Sequence[Hashable], edges: npt.ArrayLike) -> Compact:
    """Make a compact graph of edges that name nodes by position.

    Parameters
    ----------
    nodes
        Names.
    edges
        Two columns of positions; loops and doubles are dropped.
    """
    pairs = np.asarray(edges, np.int32).reshape(-1, 2)
    starts, ends = np.concatenate([pairs[:, 0], pairs[:, 1]]), np.concatenate([pairs[:, 1], pairs[:, 0]])
    return _of_arrays(list(nodes), starts, ends)


def _of_arrays(nodes: list[Any], starts: npt.NDArray[Any], ends: npt.NDArray[Any]) -> Compact:
    apart = starts != ends
    if not apart.all():
        starts, ends = starts[apart], ends[apart]
    # Adding up doubles while sorting: only where the entries are does matter afterwards.
    matrix = csr_array((np.ones(len(ends), np.int32), (starts, ends)), shape=(len(nodes), len(nodes)))
    matrix.sum_duplicates()
    matrix.sort_indices()
    return Compact(nodes, matrix.indptr.astype(np.int32), matrix.indices.astype(np.int32))
