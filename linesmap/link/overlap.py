"""Find what two bodies of records have in common by their keys, and say how much an overlap rests on."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from math import prod

import networkx as nx
import pandas as pd

__all__ = ["items_by_key", "overlap_strength", "side_strength", "strength_word"]

_STRONG, _FAIR = 0.6, 0.3
_DOUBT_LEFT = 0.75


def items_by_key(keys: pd.DataFrame, shared: Collection[tuple[str, str]]) -> pd.Series:
    """Tell which of one side's entities are one item, and which of them the other side has too.

    Two entities are one item when a shared key is on both of them, as one thing must not be two hits.

    Parameters
    ----------
    keys
        Columns entity_id, entity_type, key.
    shared
        Pairs of entity_type and key that both sides have.

    Returns
    -------
    items
        entity_id to the first entity_id of its item, sorted; entities without a shared key are left out.
    """
    graph: nx.Graph[tuple[str, ...]] = nx.Graph()
    wanted = set(shared)
    for entity, kind, key in keys[["entity_id", "entity_type", "key"]].itertuples(index=False):
        if (kind, key) in wanted:
            graph.add_edge((entity,), (kind, key))
    items: dict[str, str] = {}
    for members in nx.connected_components(graph):
        entities = sorted(node[0] for node in members if len(node) == 1)
        items |= dict.fromkeys(entities, entities[0])
    return pd.Series(items, dtype="object").sort_index()


def side_strength(sources: Sequence[str], weights: Sequence[float]) -> float:
    """Combine the evidence of one side: 1 - product(1 - w) over independent sources, each at its best.

    Parameters
    ----------
    sources
        Reference of each record; the same report twice counts once.
    weights
        Weight of its grading, 0 to 1.

    Returns
    -------
    strength
        0 to 1.

    Examples
    --------
    >>> side_strength(["IR/1", "IR/1", "IR/2"], [0.5, 0.48, 0.5])
    0.75
    """
    best: dict[str, float] = {}
    for source, weight in zip(sources, weights, strict=True):
        best[source] = max(weight, best.get(source, 0.0))
    return 1 - prod(1 - best[source] for source in sorted(best))


def overlap_strength(sides: tuple[float, float], basis_weight: float, n_types: int) -> float:
    """Say how much an overlap rests on.

    Parameters
    ----------
    sides
        Strength of the evidence on each side, 0 to 1; an overlap holds only when both hold.
    basis_weight
        What the key alone shows, 0 to 1; see `BASIS_WEIGHT`.
    n_types
        Number of distinct types of thing that tie the same two lines together, this one included; 1 when no lines
        are known. Each further type takes a quarter off the doubt that is left.

    Returns
    -------
    strength
        0 to 1.

    Examples
    --------
    >>> overlap_strength((0.5, 0.8), 1.0, 1), round(overlap_strength((0.5, 0.8), 1.0, 2), 4)
    (0.4, 0.55)
    """
    alone = sides[0] * sides[1] * basis_weight
    return float(1 - (1 - alone) * _DOUBT_LEFT ** (max(n_types, 1) - 1))


def strength_word(strength: float) -> str:
    """Say a strength in a word: strong (0.6 or more), fair (0.3 or more) or weak."""
    if strength >= _STRONG:
        return "strong"
    return "fair" if strength >= _FAIR else "weak"
