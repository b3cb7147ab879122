"""Turn doubt about ties into ranges: keep each tie with the weight of its evidence, again and again."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from typing import Any

import networkx as nx
import numpy as np
import numpy.typing as npt
import pandas as pd

from linesmap.engine.compact import Compact, compact, compact_of_edges, components_of
from linesmap.engine.cut_effects import cut_effects
from linesmap.engine.eligible import candidate_flags
from linesmap.errors import MetricUndefinedError

__all__ = ["edge_weights", "rank_ranges", "resampled"]

_LOW, _HIGH = 2.5, 97.5


def edge_weights(graph: nx.Graph[Any], small: Compact) -> npt.NDArray[np.float64] | None:
    """Give the weight of the evidence of every tie, 0 to 1, in the order of `small.edges()`.

    Parameters
    ----------
    graph
        With `weight` on edges; 1 where there is none. Several ties of one pair count as independent: the weight of
        the pair is 1 - product(1 - w).
    small
        The same graph from `compact`.

    Returns
    -------
    weights
        None when any weight is not from 0 to 1: it is then no weight of evidence.
    """
    place = small.positions()
    n = small.n
    data = list(graph.edges(data="weight", default=1.0))
    weights = np.array([1.0 if weight is None else weight for _, _, weight in data], np.float64)
    if len(weights) and not ((weights >= 0) & (weights <= 1)).all():
        return None
    ends = np.array([(place[a], place[b]) for a, b, _ in data], np.int64).reshape(-1, 2)
    keys = ends.min(axis=1) * n + ends.max(axis=1)
    edges = small.edges().astype(np.int64)
    wanted = edges[:, 0] * n + edges[:, 1]
    doubt = np.ones(len(wanted))
    apart = ends[:, 0] != ends[:, 1]
    np.multiply.at(doubt, np.searchsorted(wanted, keys[apart]), 1 - weights[apart])
    return 1 - doubt


def resampled(
    small: Compact, weights: npt.NDArray[np.float64], removed: list[int], *, resamples: int, seed: int
) -> pd.DataFrame:
    """Measure before and after a removal in networks that hold each tie with the weight of its evidence.

    Parameters
    ----------
    small
        From `compact`.
    weights
        From `edge_weights`.
    removed
        Positions of the removed.
    resamples
        Number of networks.
    seed
        Of the draws.

    Returns
    -------
    ranges
        One row a measure (largest_component, connected_pairs): for before, after and loss the columns _low, none and
        _high are the 2.5%, 50% and 97.5% points.
    """
    draw = np.random.default_rng(seed)
    edges = small.edges()
    keep = np.ones(small.n, np.bool_)
    keep[removed] = False
    found = []
    for _ in range(resamples):
        one = compact_of_edges(small.nodes, edges[draw.random(len(edges)) < weights])
        before, after = components_of(one), components_of(one, keep)
        found.append((before.largest, after.largest, before.pairs, after.pairs))
    values = np.array(found, np.float64)
    rows = []
    for number, measure in enumerate(("largest_component", "connected_pairs")):
        first, second = values[:, 2 * number], values[:, 2 * number + 1]
        row: dict[str, object] = {"measure": measure}
        for name, column in (("before", first), ("after", second), ("loss", first - second)):
            low, middle, high = (float(point) for point in np.percentile(column, [_LOW, 50, _HIGH]))
            row |= {f"{name}_low": low, name: middle, f"{name}_high": high}
        rows.append(row)
    return pd.DataFrame(rows)


def rank_ranges(
    graph: nx.Graph[Any], *, eligible: Collection[Hashable] | None = None, resamples: int = 200, seed: int = 0
) -> pd.DataFrame:
    """Rank nodes by what their removal does, and say how far each rank is known.

    Parameters
    ----------
    graph
        With `weight` on edges, 0 to 1.
    eligible
        Types of node, or nodes; see `candidates`.
    resamples
        Number of networks drawn, each tie kept with its weight.
    seed
        Of the draws.

    Returns
    -------
    ranks
        Columns node, rank (median), rank_low, rank_high (2.5% and 97.5% points), loss (median loss of the largest
        component, nodes), loss_low, loss_high. Rank 1 does most; ties share the middle rank. By rank, then order of
        the graph.

    Raises
    ------
    MetricUndefinedError
        If the weights of edges are not from 0 to 1.
    """
    small = compact(graph)
    weights = edge_weights(graph, small)
    if weights is None:
        msg = (
            "Expected weights of edges from 0 to 1; found others. They are no weight of evidence, so no range is given."
        )
        raise MetricUndefinedError(msg)
    draw = np.random.default_rng(seed)
    rows = np.flatnonzero(candidate_flags(graph, eligible))
    edges = small.edges()
    ranks, losses = [], []
    for _ in range(resamples):
        effects = cut_effects(compact_of_edges(small.nodes, edges[draw.random(len(edges)) < weights]))
        loss = effects.largest - effects.largest_after[rows]
        frame = pd.DataFrame({"loss": -loss, "pairs": effects.pairs_after[rows]})
        both = frame["loss"] * (float(effects.pairs) + 1) + frame["pairs"]
        ranks.append(both.rank().to_numpy())
        losses.append(loss)
    names = pd.Series([small.nodes[row] for row in rows.tolist()], dtype="object")
    result = pd.DataFrame({"node": names})
    for name, found in (("rank", ranks), ("loss", losses)):
        points = np.percentile(np.array(found).reshape(resamples, len(rows)), [50, _LOW, _HIGH], axis=0)
        for column, values in zip((name, f"{name}_low", f"{name}_high"), points, strict=True):
            result[column] = values
    return result.sort_values("rank", kind="stable", ignore_index=True)
