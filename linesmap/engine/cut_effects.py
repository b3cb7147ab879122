"""Work out for every node at once what its removal leaves: one depth-first pass with low points (Tarjan 1972)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import depth_first_order

from linesmap.engine.compact import Compact, Flags, components_of

__all__ = ["CutEffects", "cut_effects"]

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class CutEffects:
    """State of a graph, and for each node the largest component and connected pairs once it alone is removed.

    `splits` flags articulation points: nodes whose removal breaks their component into several.
    """

    largest: int
    pairs: int
    largest_after: Counts
    pairs_after: Counts
    splits: Flags


def cut_effects(graph: Compact) -> CutEffects:
    """Say what the removal of each node alone does.

    Parameters
    ----------
    graph
        From `compact`.

    Returns
    -------
    effects
        Exact. When node v of a component of s nodes goes, every subtree of the depth-first tree below v that has no
        tie to a node above v becomes a piece of its own, and one more piece is what remains of the s - 1 nodes.
    """
    n = graph.n
    if not n:
        none = np.zeros(0, np.int64)
        return CutEffects(0, 0, none, none, np.zeros(0, np.bool_))
    parts = components_of(graph)
    order, parent = _depth_first(graph, parts.labels)
    pre = np.empty(n + 1, np.int64)
    pre[order] = np.arange(n + 1)
    low = np.arange(n + 1)
    tied = np.flatnonzero(graph.degrees)
    if len(tied):
        reach = np.minimum.reduceat(pre[graph.indices], graph.indptr[:-1][tied])
        low[pre[tied]] = np.minimum(pre[tied], reach)
    cut_off, pairs, most, pieces = _pieces(pre[parent[order[1:]]].tolist(), low.tolist())
    own = pre[:n]
    size = parts.sizes[parts.labels]
    rest = size - 1 - cut_off[own]
    second = int(np.partition(parts.sizes, -2)[-2]) if len(parts.sizes) > 1 else 0
    first = int(parts.sizes.argmax())
    others = np.where(parts.labels == first, second, parts.largest)
    after = np.maximum(np.maximum(most[own], rest), others)
    pairs_after = parts.pairs - size * (size - 1) // 2 + pairs[own] + rest * (rest - 1) // 2
    return CutEffects(parts.largest, parts.pairs, after, pairs_after, pieces[own] + (rest > 0) > 1)


def _depth_first(graph: Compact, labels: npt.NDArray[np.int32]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]:
    """Order all nodes depth first from one more node that leads to the first node of each component."""
    n = graph.n
    _, heads = np.unique(labels, return_index=True)
    indices = np.concatenate([graph.indices, heads.astype(np.int32)])
    indptr = np.append(graph.indptr, len(indices)).astype(np.int32)
    matrix = csr_array((np.ones(len(indices), np.int8), indices, indptr), shape=(n + 1, n + 1))
    order, parent = depth_first_order(matrix, n, directed=True, return_predecessors=True)
    return order, parent


def _pieces(parents: list[int], low: list[int]) -> tuple[Counts, Counts, Counts, Counts]:
    """Gather sizes and low points up the tree, by place in the depth-first order; place 0 is the added root.

    Gives, of the subtrees that a node cuts off: nodes, pairs within, largest, number.
    """
    places = len(low)
    size = [1] * places
    cut_off, pairs, most, pieces = [0] * places, [0] * places, [0] * places, [0] * places
    for place in range(places - 1, 0, -1):
        above, own = parents[place - 1], size[place]
        size[above] += own
        if low[place] >= above:
            cut_off[above] += own
            pairs[above] += own * (own - 1) // 2
            pieces[above] += 1
            most[above] = max(most[above], own)
        elif low[place] < low[above]:
            low[above] = low[place]
    return np.array(cut_off), np.array(pairs), np.array(most), np.array(pieces)
