"""Say what a removal would change, against chance, with recovery and with doubt about the evidence."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from linesmap.engine.chance import Chance, against_chance
from linesmap.engine.compact import Compact, Flags, compact, compact_of_edges, components_of
from linesmap.engine.eligible import candidate_flags
from linesmap.engine.relinking import recovery
from linesmap.engine.spread import global_efficiency
from linesmap.engine.supply import supply
from linesmap.engine.uncertainty import edge_weights, resampled
from linesmap.errors import InputError

__all__ = ["LEAST_DRAWS", "State", "WhatIf", "what_if"]

LEAST_DRAWS = 200
"""Fewest random removals that a set may be compared with."""


@dataclass(frozen=True)
class State:
    """How a network hangs together.

    `fragmentation` is 1 - connected pairs / all pairs of the nodes there were before (Borgatti 2006); `efficiency`
    the mean of 1 / distance over pairs of nodes that are left, with half the width of its 95% interval (0: exact),
    both states from the same sample;
    `isolated` counts nodes without a tie.
    """

    n_nodes: int
    n_edges: int
    n_components: int
    largest_component: int
    connected_pairs: int
    fragmentation: float
    efficiency: float
    efficiency_error: float
    isolated: int


@dataclass(frozen=True)
class WhatIf:
    """Before and after a removal.

    `chance` compares with random removals; `routes` (of `supply`), `forces`, `recovery` and `evidence` are tables
    that their modules describe. `forces` has one row a force: force, nodes, nodes_after, largest_before,
    largest_after (its nodes in the largest component), pairs_before, pairs_after (its connected pairs), able_before,
    able_after (lines of the force that can supply). `evidence` is None when weights of edges are not from 0 to 1.
    """

    removed: tuple[Any, ...]
    before: State
    after: State
    chance: tuple[Chance, ...]
    routes: pd.DataFrame
    forces: pd.DataFrame
    recovery: pd.DataFrame
    evidence: pd.DataFrame | None


def what_if(
    graph: nx.Graph[Any],
    removed: Collection[Hashable],
    *,
    replacement: Mapping[Any, Any] | None = None,
    eligible: Collection[Hashable] | None = None,
    forces: Mapping[Any, Collection[str]] | None = None,
    draws: int = LEAST_DRAWS,
    resamples: int = 200,
    recovery_steps: int = 5,
    recovery_rate: float = 0.2,
    seed: int = 0,
) -> WhatIf:
    """Compare a network before and after some nodes are removed.

    Parameters
    ----------
    graph
        Any networkx graph; direction and loops do not matter. Read of it: `type` and what `candidates` reads of
        nodes, `forces` of nodes, `weight` of edges (0 to 1) and relations `supplies_to` and `supplied_from`.
    removed
        Nodes, each of which may be acted on.
    replacement
        Who takes over the ties of a removed node, by node: another node, or a new name.
    eligible
        What random removals are drawn from; see `candidates`.
    forces
        Codes of forces by node, instead of the attribute `forces`.
    draws
        Random removals of each kind, at least 200; 0 leaves the comparison out.
    resamples
        Networks drawn by the weight of the evidence; 0 leaves the ranges out.
    recovery_steps, recovery_rate
        Steps of recovery, and the share of lost ties made good in each; 0 steps leave it out.
    seed
        Of all draws: the same input gives the same result.

    Returns
    -------
    result
        Largest component, pairs and fragmentation are exact; efficiency is exact where no
        component has more than 1,500 nodes.

    Raises
    ------
    InputError
        If a node is not in the graph or is one that is never to be acted on, or a number cannot be used.
    """
    small = compact(graph)
    chosen = _positions(graph, small, removed, draws, recovery_rate)
    after = _after(small, chosen, replacement or {})
    drawn = np.random.default_rng(seed).permutation(small.n)
    lots = dict(zip(small.nodes, drawn.tolist(), strict=True))
    first, second = _state(small, small.n, lots), _state(after, small.n, lots)
    left = (second.largest_component, second.connected_pairs)
    chance: tuple[Chance, ...] = ()
    if draws and chosen:
        pool = candidate_flags(graph, eligible)
        pool[chosen] = True
        types = [attributes.get("type") for _, attributes in graph.nodes(data=True)]
        chance = against_chance(small, chosen, types, pool, left, n_draws=draws, seed=seed)
    routes = supply(graph, small, removed)
    weights = edge_weights(graph, small) if resamples else None
    return WhatIf(
        removed=tuple(small.nodes[one] for one in chosen),
        before=first,
        after=second,
        chance=chance,
        routes=routes,
        forces=_by_force(graph, small, after, forces, routes),
        recovery=recovery(small, chosen, steps=recovery_steps, rate=recovery_rate, seed=seed)
        if recovery_steps and chosen
        else pd.DataFrame(),
        evidence=None if weights is None else resampled(small, weights, chosen, resamples=resamples, seed=seed),
    )


def _positions(
    graph: nx.Graph[Any], small: Compact, removed: Collection[Hashable], draws: int, rate: float
) -> list[int]:
    """Find the removed in the graph, and refuse what may never be acted on."""
    if isinstance(removed, str):
        msg = f"Expected a collection of nodes to remove; found the text {removed[:20]!r}. Put it in a list."
        raise InputError(msg)
    asked = set(removed)
    unknown = sum(node not in graph for node in asked)
    if unknown:
        msg = f"Expected nodes of the graph; found {unknown:,} of {len(asked):,} that are not in it."
        raise InputError(msg)
    allowed: Flags = candidate_flags(graph, None)
    place = small.positions()
    chosen = sorted(place[node] for node in asked)
    refused = sum(not allowed[one] for one in chosen)
    if refused:
        msg = (
            f"Expected nodes that may be acted on; found {refused:,} of {len(chosen):,} that may not: people who are "
            "safeguarded, children or not known to be adult suspects, and places, operations and events. "
            "Safeguard first: refer exploited people, and take them out of the set."
        )
        raise InputError(msg)
    if draws and draws < LEAST_DRAWS:
        msg = f"Expected at least {LEAST_DRAWS} random removals to compare with, or 0; found {draws}."
        raise InputError(msg)
    if not 0 <= rate <= 1:
        msg = f"Expected a rate of recovery from 0 to 1; found {rate!r}."
        raise InputError(msg)
    return chosen


def _after(small: Compact, chosen: list[int], replacement: Mapping[Any, Any]) -> Compact:
    """Remove nodes; where one is replaced, tie what it was tied to to whoever takes over."""
    keep = np.ones(small.n, np.bool_)
    keep[chosen] = False
    left, ids = small.part(keep)
    taken = [(one, replacement[small.nodes[one]]) for one in chosen if small.nodes[one] in replacement]
    if not taken:
        return left
    names = list(left.nodes)
    place = {node: position for position, node in enumerate(names)}
    here = {int(old): new for new, old in enumerate(ids.tolist())}
    edges = left.edges().tolist()
    removed = {small.nodes[one] for one in chosen}
    for one, heir in taken:
        if heir in removed:
            msg = "Expected a replacement that is not itself removed; found one that is. Name another."
            raise InputError(msg)
        if heir not in place:
            place[heir] = len(names)
            names.append(heir)
        around = small.indices[small.indptr[one] : small.indptr[one + 1]].tolist()
        edges += [(place[heir], here[other]) for other in around if other in here]
    return compact_of_edges(names, np.array(edges, np.int32).reshape(-1, 2))


def _state(graph: Compact, n_before: int, lots: Mapping[Any, int]) -> State:
    parts = components_of(graph)
    every = n_before * (n_before - 1) // 2
    # Who is new takes a number after all others.
    numbers = np.array([lots.get(node, n_before + place) for place, node in enumerate(graph.nodes)], np.int64)
    efficiency = global_efficiency(graph, lots=numbers)
    return State(
        n_nodes=graph.n,
        n_edges=graph.m,
        n_components=len(parts.sizes),
        largest_component=parts.largest,
        connected_pairs=parts.pairs,
        fragmentation=1 - parts.pairs / every if every else 0.0,
        efficiency=efficiency.value,
        efficiency_error=efficiency.error,
        isolated=int((graph.degrees == 0).sum()),
    )


def _by_force(
    graph: nx.Graph[Any],
    small: Compact,
    after: Compact,
    forces: Mapping[Any, Collection[str]] | None,
    routes: pd.DataFrame,
) -> pd.DataFrame:
    """Measure the part of each force, before and after."""
    told = ((node, attributes.get("forces")) for node, attributes in graph.nodes(data=True))
    stated = told if forces is None else ((node, forces.get(node)) for node in small.nodes)
    of: dict[str, list[Any]] = {}
    for node, codes in ((node, codes) for node, codes in stated if codes):
        for force in sorted(set(codes)):
            of.setdefault(force, []).append(node)
    columns = ["force", "nodes", "nodes_after", "largest_before", "largest_after", "pairs_before", "pairs_after",
               "able_before", "able_after"]  # fmt: skip
    sides = [(each.positions(), components_of(each)) for each in (small, after)] if of else []
    rows = []
    for force, nodes in sorted(of.items()):
        row: dict[str, object] = {"force": force, "nodes": len(nodes)}
        for name, (place, parts) in zip(("before", "after"), sides, strict=True):
            labels = parts.labels[[place[node] for node in nodes if node in place]]
            counts = np.bincount(labels, minlength=len(parts.sizes)).astype(np.int64)
            row["nodes_after"] = len(labels)
            row[f"largest_{name}"] = int(counts[int(parts.sizes.argmax())]) if len(counts) else 0
            row[f"pairs_{name}"] = int((counts * (counts - 1) // 2).sum())
            own = routes[routes["line"].isin(nodes)]
            row[f"able_{name}"] = int(own.loc[own[f"able_{name}"].astype(bool), "line"].nunique())
        rows.append(row)
    return pd.DataFrame(rows, columns=columns)
