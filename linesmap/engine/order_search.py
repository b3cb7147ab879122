"""Search for an order of removal with which a network falls apart early.

Two orders are improved by annealing; then orders that merge the two, each node at a place between its places in both,
are improved with less heat, and the best two go on. Merging keeps what good orders agree on; from several starts
annealing alone ends in as many poorer orders.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

import numpy as np

from linesmap.engine.annealing import Start, anneal_each
from linesmap.engine.compact import Compact, Flags
from linesmap.engine.key_problem import Clock
from linesmap.engine.removal_orders import adaptive_betweenness, greedy_splits, largest_after_each, reverse_greedy

__all__ = ["ANNEALED_UP_TO", "order_search"]

ANNEALED_UP_TO = 5_000
_STARTS_SHARE = 0.12
_PARENTS_SHARE = 0.5
_PARENT_HEATS = (0.01, 0.003)
_CHILD_HEAT = 0.001
"""First temperatures, as shares of the sum of prices."""
_GENERATIONS = 6
_NEAREST = 0.3
"""How near a merged order may come to one of the two: from here to 1 minus this."""
_TAILS = (0.1, 0.05, 0.025)
_EPS = 1e-9

Found = tuple[list[int], float]


def order_search(
    graph: Compact, free: Flags, clock: Clock, *, seed: int = 0, max_moves: int | None = None
) -> list[list[int]]:
    """Give orders of all free nodes, the best first; larger graphs than `ANNEALED_UP_TO` are given quick ones only.

    Parameters
    ----------
    graph
        From `compact`.
    free
        Which nodes may go.
    clock
        Time limit of all of it.
    seed
        Of the moves and merges.
    max_moves
        Most moves of each of the two searches side by side; they then end by it, not by time.
    """
    orders = [reverse_greedy(graph, free)]
    if not orders[0]:
        return orders
    share = clock.limit_s * _STARTS_SHARE if max_moves is None else inf
    orders += [make(graph, free, Clock(share)) for make in (greedy_splits, adaptive_betweenness)]
    orders.sort(key=lambda order: sum(largest_after_each(graph, order)))
    if graph.n > ANNEALED_UP_TO:
        return orders
    return [_merging(graph, free, orders, clock, seed=seed, max_moves=max_moves), *orders]


def _merging(
    graph: Compact, free: Flags, orders: Sequence[list[int]], clock: Clock, *, seed: int, max_moves: int | None
) -> list[int]:
    price = [float(size) for size in range(graph.n + 1)]
    quick = (orders[0], float(sum(largest_after_each(graph, orders[0]))))
    draw = np.random.default_rng(seed)
    until = clock.left

    def improved(starts: Sequence[list[int]], heats: Sequence[float], share: float, turn: int) -> list[Found]:
        searches = [Start(order, heat * quick[1], seed * 1_000 + turn * 10 + place)
                    for place, (order, heat) in enumerate(zip(starts, heats, strict=True))]  # fmt: skip
        moves = None if max_moves is None else round(max_moves * share)
        limit_s = min(until * share, max(clock.left, 0.0))
        return [_tail_again(graph, free, *one) for one in anneal_each(graph, searches, price, limit_s, max_moves=moves)]

    pair = improved(orders[:2], _PARENT_HEATS, _PARENTS_SHARE, 0)
    for turn in range(1, _GENERATIONS + 1):
        merged = [_merged(pair[0][0], pair[1][0], draw.uniform(_NEAREST, 1 - _NEAREST)) for _ in pair]
        children = improved(merged, (_CHILD_HEAT, _CHILD_HEAT), (1 - _PARENTS_SHARE) / _GENERATIONS, turn)
        ranked = sorted([*pair, *children], key=lambda one: one[1])
        # Two of the same price are most likely the same order, and merging those finds nothing.
        other = next((one for one in ranked[1:] if one[1] > ranked[0][1] + _EPS), ranked[1])
        pair = [ranked[0], other]
    return min(pair[0], quick, key=lambda one: one[1])[0]


def _merged(one: Sequence[int], other: Sequence[int], share: float) -> list[int]:
    """Order nodes by the place between those in two orders, at a share of the way from the second to the first."""
    first, second = np.argsort(one), np.argsort(other)
    nodes = np.sort(one)
    merged: list[int] = nodes[np.argsort(share * first + (1 - share) * second, kind="stable")].tolist()
    return merged


def _tail_again(graph: Compact, free: Flags, order: list[int], total: float) -> Found:
    """Order anew by reverse greedy what comes when little is joined any more: annealing seldom looks there."""
    sizes = largest_after_each(graph, order)
    for share in _TAILS:
        head = next((place for place, size in enumerate(sizes, start=1) if size <= share * graph.n), len(order))
        other = reverse_greedy(graph, free, order[:head])
        price = float(sum(largest_after_each(graph, other)))
        if price < total - _EPS:
            order, total = other, price
    return order, total
