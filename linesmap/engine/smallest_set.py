"""Find the fewest (or cheapest) nodes whose removal leaves no component above a size, with a lower bound."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from linesmap.engine.annealing import Start, anneal_each
from linesmap.engine.compact import Compact, components_of
from linesmap.engine.cut_effects import cut_effects
from linesmap.engine.key_problem import Clock
from linesmap.engine.removal_orders import largest_after_each, reverse_greedy
from linesmap.engine.tree_cuts import CutResult, Limits, least_cost_bound

__all__ = ["pruned", "repaired", "smallest_set"]

_SLOPE = 2.0
_HEATS = (0.01, 0.005)
_TURNS = 2
_EPS = 1e-6
_MAX_PROGRAM = 5_000
_SEARCH_SHARE = 0.35


def smallest_set(
    limits: Limits, orders: Sequence[Sequence[int]], clock: Clock, *, seed: int, max_moves: int | None = None
) -> CutResult | None:
    """Find the cheapest set that leaves no component above a target.

    Parameters
    ----------
    limits
        The question.
    orders
        Orders of removal of all free nodes, as starts.
    clock
        Time limit.
    seed
        Of the searches.
    max_moves
        Most moves of each search; they then end by it, not by time.

    Returns
    -------
    result
        None when not even the removal of every free node reaches the target.
    """
    graph, target = limits.graph, limits.target
    if components_of(graph, ~limits.free).largest > target:
        return None
    starts = sorted((pruned(limits, _head(graph, order, target)) for order in orders), key=limits.cost)
    best = starts[0]
    if (limits.costs == 1).all() and best:
        best = _annealed(limits, starts, clock.left * _SEARCH_SHARE, seed, max_moves)
    count = _counting_bound(limits)
    if graph.n > _MAX_PROGRAM or clock.left < 0:
        return CutResult(count, tuple(best), limits.cost(best), proved=count >= limits.cost(best))
    result = least_cost_bound(limits, tuple(best), clock, improve=lambda chosen: repaired(limits, chosen), seed=seed)
    result.bound = min(max(result.bound, count), result.cost)
    result.proved = result.bound >= result.cost - _EPS
    return result


def _annealed(
    limits: Limits, starts: Sequence[list[int]], limit_s: float, seed: int, max_moves: int | None
) -> list[int]:
    """Search for orders that reach the target with fewer removals, from the best starts."""
    graph, target = limits.graph, limits.target
    # Each place at which the largest component is above the target costs 1 and a little for how far above.
    price = [0.0 if size <= target else 1.0 + _SLOPE * (size - target) / graph.n for size in range(graph.n + 1)]
    best = starts[0]
    for turn in range(_TURNS):
        orders = [reverse_greedy(graph, limits.free, start) for start in (starts[:2] if not turn else [best, best])]
        searches = [Start(order, heat * len(best), seed * 100 + turn * 10 + place)
                    for place, (order, heat) in enumerate(zip(orders, _HEATS, strict=False))]  # fmt: skip
        moves = None if max_moves is None else max_moves // _TURNS
        for order, _ in anneal_each(graph, searches, price, limit_s / _TURNS, max_moves=moves):
            found = pruned(limits, _head(graph, order, target))
            best = found if len(found) < len(best) else best
    return best


def _head(graph: Compact, order: Sequence[int], target: int) -> list[int]:
    """Cut an order where the largest component first is at most the target."""
    if components_of(graph).largest <= target:
        return []
    sizes = largest_after_each(graph, order)
    return list(order[: next(place for place, size in enumerate(sizes, start=1) if size <= target)])


def pruned(limits: Limits, chosen: Sequence[int]) -> list[int]:
    """Put back what is not needed, the dearest and latest first."""
    graph, costs, target = limits.graph, limits.costs, limits.target
    result = list(chosen)
    keep = np.ones(graph.n, np.bool_)
    keep[result] = False
    places = {one: place for place, one in enumerate(result)}
    for one in sorted(result, key=lambda each: (-costs[each], -places[each])):
        keep[one] = True
        if components_of(graph, keep).largest <= target:
            result.remove(one)
        else:
            keep[one] = False
    return result


def repaired(limits: Limits, chosen: Sequence[int]) -> list[int]:
    """Add to a set until no component is above the target, each time what leaves fewest pairs for its cost; prune."""
    graph, free, costs, target = limits.graph, limits.free, limits.costs, limits.target
    result = list(chosen)
    keep = np.ones(graph.n, np.bool_)
    keep[result] = False
    while True:
        parts = components_of(graph, keep)
        if parts.largest <= target:
            return pruned(limits, result)
        inside, ids = graph.part(parts.labels == int(parts.sizes.argmax()))
        allowed = np.flatnonzero(free[ids])
        if not len(allowed):
            return np.flatnonzero(free).tolist()
        effects = cut_effects(inside)
        gained = (effects.pairs - effects.pairs_after[allowed]) / costs[ids[allowed]]
        order = np.lexsort((-inside.degrees[allowed], -gained))
        node = int(ids[allowed[order[0]]])
        keep[node] = False
        result.append(node)


def _counting_bound(limits: Limits) -> float:
    """Bound by counting: a removed node leaves at most as many pieces as it has neighbours, none above the target."""
    graph, free, costs, target = limits.graph, limits.free, limits.costs, limits.target
    size = components_of(graph).largest
    if size <= target:
        return 0.0
    degrees = np.sort(graph.degrees[free])[::-1].astype(np.int64)
    gone = np.arange(1, len(degrees) + 1)
    enough = gone + (1 + np.cumsum(np.maximum(degrees - 1, 0))) * target >= size
    number = int(enough.argmax()) + 1 if enough.any() else len(degrees)
    return float(np.sort(costs[free])[:number].sum())
