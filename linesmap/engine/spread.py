"""Walk a graph from many nodes, or with many removals, at the same time: one bit of a word for each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from linesmap.engine.compact import Compact, components_of

__all__ = ["Efficiency", "global_efficiency", "removals_at_once"]

_EXACT_UP_TO = 1_500
_PIVOTS = 64
_BITS = 64
_Z = 1.96
_CHUNK = 3_000_000
Words = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Efficiency:
    """Mean of 1 / distance over pairs of nodes, and half the width of its 95% interval (0: exact)."""

    value: float
    error: float


def global_efficiency(graph: Compact, *, lots: npt.NDArray[np.int64] | None = None, seed: int = 0) -> Efficiency:
    """Measure global efficiency (Latora and Marchiori 2001): the mean of 1 / distance over ordered pairs of nodes.

    Parameters
    ----------
    graph
        From `compact`. A pair that no path joins counts as 0.
    lots
        Number of each node, all different: of a component above 1,500 nodes the distances from the 64 nodes with the
        lowest numbers stand for all; smaller ones are measured whole. Two networks with the same numbers share their
        sample, so that the difference between them is known better than either.
    seed
        Of the numbers where none are given.

    Returns
    -------
    efficiency
        0 for fewer than two nodes.
    """
    n = graph.n
    if n < 2:  # noqa: PLR2004
        return Efficiency(0.0, 0.0)
    if lots is None:
        lots = np.random.default_rng(seed).permutation(n)
    parts = components_of(graph)
    large = np.flatnonzero(parts.sizes > _EXACT_UP_TO)
    small, ids = graph.part(~np.isin(parts.labels, large)) if len(large) else (graph, np.arange(n))
    total, variance = _whole(small, parts.labels[ids]), 0.0
    for one in large.tolist():
        part, ids = graph.part(parts.labels == one) if parts.sizes[one] < n else (graph, np.arange(n))
        sums = _sampled(part, np.argsort(lots[ids])[:_PIVOTS])
        total += part.n * float(sums.mean())
        variance += part.n**2 * float(sums.var(ddof=1)) / len(sums) * (1 - len(sums) / part.n)
    pairs = n * (n - 1)
    return Efficiency(total / pairs, _Z * variance**0.5 / pairs)


def _whole(graph: Compact, labels: npt.NDArray[np.int32]) -> float:
    """Add 1 / distance over all ordered pairs; nodes of different components share a bit, as they never meet."""
    if not graph.m:
        return 0.0
    order = np.argsort(labels, kind="stable")
    sizes = np.unique(labels, return_counts=True)[1]
    place = np.arange(graph.n) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    reached = np.zeros((graph.n, -(-int(sizes.max()) // _BITS)), np.uint64)
    reached[order, place // _BITS] = np.uint64(1) << (place % _BITS).astype(np.uint64)
    total, front, distance = 0.0, reached, 1
    while True:
        front = _step(graph, front) & ~reached
        if not front.any():
            return total
        total += int(np.bitwise_count(front).sum(dtype=np.int64)) / distance
        reached = reached | front
        distance += 1


def _sampled(graph: Compact, sources: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Add 1 / distance to all other nodes, for each source."""
    bits = np.arange(len(sources))
    reached = np.zeros((graph.n, -(-len(sources) // _BITS)), np.uint64)
    reached[sources, bits // _BITS] = np.uint64(1) << (bits % _BITS).astype(np.uint64)
    sums, front, distance = np.zeros(len(sources)), reached, 1
    while True:
        front = _step(graph, front) & ~reached
        if not front.any():
            return sums
        sums += _per_bit(front)[: len(sources)] / distance
        reached = reached | front
        distance += 1


def _step(graph: Compact, front: Words) -> Words:
    """Give each node the bits of its neighbours."""
    out = np.zeros_like(front)
    tied = np.flatnonzero(graph.degrees)
    if len(tied):
        out[tied] = np.bitwise_or.reduceat(front[graph.indices], graph.indptr[:-1][tied], axis=0)
    return out


def _per_bit(words: Words) -> npt.NDArray[np.int64]:
    """Count, for every bit, the nodes that have it."""
    rows = words[(words != 0).any(axis=1)]
    found = np.zeros(words.shape[1] * _BITS, np.int64)
    for start in range(0, len(rows), 65_536):
        block = np.ascontiguousarray(rows[start : start + 65_536]).astype("<u8").view(np.uint8)
        found += np.unpackbits(block, axis=1, bitorder="little").sum(axis=0, dtype=np.int64)
    return found


def removals_at_once(graph: Compact, sets: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Measure what many sets of nodes would each leave.

    Parameters
    ----------
    graph
        From `compact`.
    sets
        One row a set: positions of the nodes it removes.

    Returns
    -------
    left
        One row a set: nodes of the largest component, connected pairs. Exact: all sets spread from one node of high
        degree at once, and what a set does not reach is sorted into components afterwards.
    """
    count, n = len(sets), graph.n
    words = -(-count // _BITS)
    alive = np.full((n, words), np.uint64(0xFFFFFFFFFFFFFFFF), np.uint64)
    rows = np.repeat(np.arange(count), sets.shape[1])
    bit = np.uint64(1) << (rows % _BITS).astype(np.uint64)
    np.bitwise_and.at(alive, (sets.ravel(), rows // _BITS), ~bit)
    reached = np.zeros_like(alive)
    by_degree = np.argsort(-graph.degrees, kind="stable")
    for number in range(count):
        gone = set(sets[number].tolist())
        root = next((int(one) for one in by_degree if int(one) not in gone), None)
        if root is not None:
            reached[root, number // _BITS] |= np.uint64(1) << np.uint64(number % _BITS)
    while True:
        following = (reached | _step(graph, reached)) & alive
        if np.array_equal(following, reached):
            break
        reached = following
    sizes = _per_bit(reached)[:count]
    left = np.column_stack([sizes, sizes * (sizes - 1) // 2])
    rest = alive & ~reached
    step = max(1, _CHUNK * count // max(1, int(_per_bit(rest)[:count].sum())))
    for start in range(0, count, step):
        _add_rest(graph, rest, range(start, min(count, start + step)), left)
    return left


def _add_rest(graph: Compact, rest: Words, numbers: range, left: npt.NDArray[np.int64]) -> None:
    """Sort what some sets did not reach into components, all of them in one graph."""
    nodes_of = [
        np.flatnonzero(rest[:, number // _BITS] >> np.uint64(number % _BITS) & np.uint64(1)) for number in numbers
    ]
    nodes = np.concatenate(nodes_of)
    if not len(nodes):
        return
    owner = np.repeat(np.arange(len(nodes_of)), [len(each) for each in nodes_of])
    degrees = graph.degrees[nodes].astype(np.int64)
    first = np.repeat(np.arange(len(nodes)), degrees)
    offsets = np.arange(int(degrees.sum())) - np.repeat(np.cumsum(degrees) - degrees, degrees)
    others = graph.indices[np.repeat(graph.indptr[nodes].astype(np.int64), degrees) + offsets]
    keys = owner.astype(np.int64) * graph.n + nodes
    wanted = owner[first].astype(np.int64) * graph.n + others
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    tied = keys[place] == wanted
    matrix = csr_array((np.ones(int(tied.sum()), np.int8), (first[tied], place[tied])), shape=(len(nodes),) * 2)
    _, labels = connected_components(matrix, directed=False)
    sizes = np.bincount(labels).astype(np.int64)
    of = np.zeros(len(sizes), np.int64)
    of[labels] = owner
    np.maximum.at(left[:, 0], numbers.start + of, sizes)
    np.add.at(left[:, 1], numbers.start + of, sizes * (sizes - 1) // 2)
