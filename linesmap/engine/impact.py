"""Measure what the removal of each node alone does to a network."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from linesmap.engine.compact import compact
from linesmap.engine.cut_effects import cut_effects
from linesmap.engine.eligible import candidate_flags

__all__ = ["impact"]


def impact(graph: nx.Graph[Any], *, eligible: Collection[Hashable] | None = None) -> pd.DataFrame:
    """Say, for every node that may be acted on, what is left of the network when it alone is removed.

    Parameters
    ----------
    graph
        Any networkx graph; direction, loops and double edges do not matter.
    eligible
        Types of node, or nodes; see `candidates`. People who are never to be acted on are in no row.

    Returns
    -------
    effects
        Columns node, type (None where nodes have none), largest_component and connected_pairs once it is removed,
        largest_component_loss and connected_pairs_loss, splits (whether its component falls into several), degree.
        Largest loss first, then loss of pairs, then order of the graph. Exact, in one pass over the graph.
    """
    small = compact(graph)
    effects = cut_effects(small)
    rows = np.flatnonzero(candidate_flags(graph, eligible))
    types = dict(graph.nodes(data="type"))
    nodes = [small.nodes[row] for row in rows.tolist()]
    frame = pd.DataFrame(
        {
            "node": pd.Series(nodes, dtype="object"),
            "type": pd.Series([types[node] for node in nodes], dtype="object"),
            "largest_component": effects.largest_after[rows],
            "largest_component_loss": effects.largest - effects.largest_after[rows],
            "connected_pairs": effects.pairs_after[rows],
            "connected_pairs_loss": effects.pairs - effects.pairs_after[rows],
            "splits": effects.splits[rows],
            "degree": small.degrees[rows],
        }
    )
    order = np.lexsort((-frame["connected_pairs_loss"].to_numpy(), -frame["largest_component_loss"].to_numpy()))
    return frame.iloc[order].reset_index(drop=True)
