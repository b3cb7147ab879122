"""Order the nodes of a network so that it falls apart as early as possible, and bound how few would do."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from math import floor
from typing import Any

import networkx as nx

from linesmap.engine.compact import compact, components_of
from linesmap.engine.eligible import candidate_flags
from linesmap.engine.key_problem import Clock
from linesmap.engine.key_set import costs_of
from linesmap.engine.order_search import ANNEALED_UP_TO, order_search
from linesmap.engine.removal_orders import largest_after_each
from linesmap.engine.smallest_set import smallest_set
from linesmap.engine.tree_cuts import Limits
from linesmap.engine.warm import ready
from linesmap.errors import InputError, MetricUndefinedError

__all__ = ["Dismantling", "default_time_limit_s", "dismantle"]

_SMALL = 310
_LIMIT_SMALL_S = 2.8
_LIMIT_S = 24.0
_LIMIT_LARGE_S = 60.0
_ORDER_SHARE = 0.66
_LEAST_SHARE = 0.2


@dataclass(frozen=True)
class Dismantling:
    """An order of removal and the smallest set that brings the largest component to a share of the nodes.

    `r` is (1/N) sum of LCC(Q)/N over Q = 1..N removals (Schneider et al. 2011), lower is quicker; what may not be
    removed stays to the end. `largest` is LCC(Q) for each node of `order`. `smallest` is a set after whose removal
    the largest component has at most `target` nodes (`share` of N, rounded down), None if there is none; no allowed
    set costs less than `lower_bound`, and `proved` says that `smallest` costs just that.
    """

    n: int
    r: float
    order: tuple[Any, ...]
    largest: tuple[int, ...]
    share: float
    target: int
    smallest: tuple[Any, ...] | None
    lower_bound: float
    proved: bool
    seconds: float


def default_time_limit_s(n: int) -> float:
    """Give the time limit, in seconds, that suits a number of nodes."""
    return _LIMIT_SMALL_S if n <= _SMALL else _LIMIT_S if n <= ANNEALED_UP_TO else _LIMIT_LARGE_S


def dismantle(
    graph: nx.Graph[Any],
    *,
    eligible: Collection[Hashable] | None = None,
    costs: Mapping[Any, float] | None = None,
    share: float = 0.1,
    time_limit_s: float | None = None,
    seed: int = 0,
    max_moves: int | None = None,
) -> Dismantling:
    """Order nodes for removal, and find the smallest set that brings the largest component to a share.

    Parameters
    ----------
    graph
        Any networkx graph; direction, loops and double edges do not matter.
    eligible
        Types of node, or nodes, to choose from; see `candidates`.
    costs
        Cost of nodes for the smallest set, by node or by type; 1 for those that are not in it.
    share
        Of all nodes, above 0 and below 1.
    time_limit_s
        Seconds, about; `default_time_limit_s` when None. Two thirds go to the order, the rest to the set and proof.
    seed
        Of the searches, which go on as long as the time allows: a faster machine may find a better order.
    max_moves
        Most moves of each search; they then end by it, not by time, and the order does not depend on the machine.

    Returns
    -------
    result
        The order starts from adaptive betweenness, reverse greedy and greedy splits; annealing and merging improve it.

    Raises
    ------
    InputError
        If the share, a cost or the time limit cannot be used, or `eligible` names what is not there.
    MetricUndefinedError
        If the graph has no nodes.
    """
    if not 0 < share < 1:
        msg = f"Expected a share above 0 and below 1; found {share!r}."
        raise InputError(msg)
    if time_limit_s is not None and not time_limit_s > 0:
        msg = f"Expected a time limit above 0 seconds; found {time_limit_s!r}."
        raise InputError(msg)
    small = compact(graph)
    if not small.n:
        msg = "Expected a graph with at least one node; found none. Nothing can be dismantled."
        raise MetricUndefinedError(msg)
    ready()
    clock = Clock(time_limit_s or default_time_limit_s(small.n))
    free, prices = candidate_flags(graph, eligible), costs_of(graph, costs)
    orders = order_search(small, free, Clock(clock.limit_s * _ORDER_SHARE), seed=seed, max_moves=max_moves)
    order = orders[0]
    largest = largest_after_each(small, order)
    target = floor(share * small.n + 1e-9)
    rest = Clock(max(clock.left, _LEAST_SHARE * clock.limit_s))
    found = smallest_set(Limits(small, free, prices, target), orders, rest, seed=seed, max_moves=max_moves)
    left = largest[-1] if largest else components_of(small).largest
    return Dismantling(
        n=small.n,
        r=(sum(largest) + (small.n - len(order)) * left) / small.n**2,
        order=tuple(small.nodes[one] for one in order),
        largest=tuple(largest),
        share=share,
        target=target,
        smallest=tuple(small.nodes[one] for one in found.chosen) if found else None,
        lower_bound=found.bound if found else float("inf"),
        proved=found.proved if found else True,
        seconds=round(clock.spent, 3),
    )
