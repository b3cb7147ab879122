"""Describe how a network is made up: communities, brokers between them, articulation points, core numbers."""

from __future__ import annotations

import random
from collections.abc import Collection, Hashable
from dataclasses import dataclass
from typing import Any

import igraph
import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd

from linesmap.engine.compact import Compact, compact
from linesmap.engine.cut_effects import cut_effects
from linesmap.engine.eligible import candidate_flags

__all__ = ["MEANINGS", "Communities", "communities"]

_SMALL = 5_000
_TRIES = 10

MEANINGS: dict[str, str] = {
    "community": "Nodes that share more ties with each other than chance would give; "
    "it does not mean that they know of each other, work together or form a gang.",
    "broker": "A node whose ties lead into several communities; "
    "it does not mean that anything passes through it, nor that others could not take its place.",
    "articulation_point": "A node without which its component falls into separate pieces, as far as is recorded; "
    "it does not mean that no other tie exists, as what nobody recorded is not here.",
    "core": "The largest k for which a node belongs to a group whose members all have k or more ties within it; "
    "it does not mean importance or seniority, as large meetings and thorough recording raise it.",
}
"""What each description does and does not mean, one plain sentence each."""


@dataclass(frozen=True)
class Communities:
    """How a network is made up.

    `members` has one row a node, in the order of the graph: node, community (0 is the largest), core. It lists nobody
    to act on. `candidates` has one row a node that may be acted on: node, type, community, communities (how many its
    neighbours are in), outside (share of its ties that leave its community), participation (1 - sum of squares of the
    shares of its ties by community; Guimera and Amaral 2005), articulation_point, core; most participation first.
    `modularity` is that of the communities (Newman and Girvan 2004).
    """

    members: pd.DataFrame
    candidates: pd.DataFrame
    modularity: float

    @property
    def brokers(self) -> pd.DataFrame:
        """Candidates with neighbours in more than one community."""
        return self.candidates[self.candidates["communities"] > 1].reset_index(drop=True)

    @property
    def articulation_points(self) -> pd.DataFrame:
        """Candidates whose removal breaks their component."""
        return self.candidates[self.candidates["articulation_point"]].reset_index(drop=True)


def communities(
    graph: nx.Graph[Any], *, eligible: Collection[Hashable] | None = None, resolution: float = 1.0, seed: int = 0
) -> Communities:
    """Find communities by the Leiden method (Traag et al. 2019) for modularity, and what lies between them.

    Parameters
    ----------
    graph
        Any networkx graph; direction, weights, loops and double edges do not matter.
    eligible
        Types of node, or nodes, for the list of candidates; see `candidates`.
    resolution
        Above 1 gives more and smaller communities.
    seed
        Of the method; the same seed gives the same communities.
    """
    small = compact(graph)
    whole = igraph.Graph(n=small.n, edges=small.edges())
    labels = _leiden(whole, resolution, seed)
    core = np.array(whole.coreness(), np.int64) if small.n else np.zeros(0, np.int64)
    members = pd.DataFrame({"node": pd.Series(small.nodes, dtype="object"), "community": labels, "core": core})
    spread, own, number = _ties_by_community(small, labels)
    rows = np.flatnonzero(candidate_flags(graph, eligible))
    types = [kind for _, kind in graph.nodes(data="type")]
    found = pd.DataFrame(
        {
            "node": members["node"].iloc[rows].to_numpy(dtype=object),
            "type": pd.Series([types[row] for row in rows.tolist()], dtype="object"),
            "community": labels[rows],
            "communities": number[rows],
            "outside": 1 - own[rows],
            "participation": spread[rows],
            "articulation_point": cut_effects(small).splits[rows],
            "core": core[rows],
        }
    )
    return Communities(
        members=members,
        candidates=found.sort_values(["participation", "communities"], ascending=False, kind="stable",
                                     ignore_index=True),
        modularity=float(whole.modularity(labels.tolist())) if small.m else 0.0,
    )  # fmt: skip


def _leiden(whole: igraph.Graph, resolution: float, seed: int) -> npt.NDArray[np.int64]:
    """Find communities, numbered by size, the largest 0, then by their first node."""
    if not whole.vcount():
        return np.zeros(0, np.int64)
    igraph.set_random_number_generator(random.Random(seed))  # noqa: S311 - the draws of a method, not secrets
    try:
        # Small networks have many divisions that are nearly as good: the best of several is taken.
        tries = _TRIES if whole.vcount() <= _SMALL else 1
        found = [whole.community_leiden("modularity", resolution=resolution, n_iterations=10) for _ in range(tries)]
    finally:
        igraph.set_random_number_generator(random)
    best = max(found, key=lambda one: float(whole.modularity(one.membership, resolution=resolution)))
    raw = np.array(best.membership, np.int64)
    _, first, inverse, counts = np.unique(raw, return_index=True, return_inverse=True, return_counts=True)
    rank = np.empty(len(first), np.int64)
    rank[np.lexsort((first, -counts))] = np.arange(len(first))
    return rank[inverse]


def _ties_by_community(
    small: Compact, labels: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Give each node's participation, share of ties in its own community, and number of communities it is tied to."""
    n, width = small.n, int(labels.max(initial=0)) + 1
    starts = small.starts.astype(np.int64)
    keys, counts = np.unique(starts * width + labels[small.indices], return_counts=True)
    node, community = keys // width, keys % width
    degrees = np.maximum(small.degrees, 1)
    share = counts / degrees[node]
    squares = np.bincount(node, weights=share**2, minlength=n)
    inside = community == labels[node]
    own = np.bincount(node[inside], weights=share[inside], minlength=n)
    tied = small.degrees > 0
    return np.where(tied, 1 - squares, 0.0), np.where(tied, own, 1.0), np.bincount(node, minlength=n)
