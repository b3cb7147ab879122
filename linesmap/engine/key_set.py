"""Find the set of nodes whose removal does most within a budget, with a proof or an honest gap."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, get_args

import networkx as nx
import numpy as np

from linesmap.engine.compact import compact
from linesmap.engine.eligible import candidate_flags
from linesmap.engine.key_branch import branch
from linesmap.engine.key_problem import Clock, Floats, Objective, Problem, good_set, measure_left
from linesmap.engine.warm import ready
from linesmap.errors import InputError

__all__ = ["KeySet", "costs_of", "key_set"]

_FIRST_SHARE = 0.1
_SEARCH_SHARE = 0.15
_SEARCH_MOST_S = 2.0
_PROOF_SHARE = 0.65


@dataclass(frozen=True)
class KeySet:
    """A set to remove and what is known of it.

    `value` is what is left: nodes of the largest component, or connected pairs; `before` the same with nothing
    removed. No set within the budget leaves less than `lower_bound`; `proved` says that the two meet, and `gap` is
    (value - lower_bound) / value. `cost` is what the set costs; `n_eligible` how many nodes could be chosen from;
    `method` what showed it; `seconds` how long it took.
    """

    nodes: tuple[Any, ...]
    objective: Objective
    budget: float
    cost: float
    before: int
    value: int
    lower_bound: int
    gap: float
    proved: bool
    n_eligible: int
    method: str
    seconds: float


def key_set(
    graph: nx.Graph[Any],
    budget: float,
    *,
    costs: Mapping[Any, float] | None = None,
    eligible: Collection[Hashable] | None = None,
    objective: Objective = "largest_component",
    time_limit_s: float = 25.0,
    seed: int = 0,
) -> KeySet:
    """Choose the set of nodes whose removal leaves least of a network.

    Parameters
    ----------
    graph
        Any networkx graph; direction, loops and double edges do not matter.
    budget
        How many nodes, or how much may be spent where `costs` are given.
    costs
        Cost of nodes, by node or by type of node; 1 for those that are not in it.
    eligible
        Types of node, or nodes, to choose from; see `candidates`. Who is safeguarded, a child, or not known to be
        an adult suspect is never chosen.
    objective
        largest_component (nodes) or connected_pairs.
    time_limit_s
        Seconds; about, as a step that was begun is finished. What is proved by then stands.
    seed
        Of the search for good sets. The same input gives the same set whenever it is proved to be the best and no
        other is as good.

    Returns
    -------
    result
        The best set found, first the node that does most, with a lower bound that holds in any case. A good set is
        found greedily and by swaps; the proof branches on single nodes with a bound by flows (`key_branch`).

    Raises
    ------
    InputError
        If the budget, a cost, the time limit or the objective cannot be used, or `eligible` names what is not there.
    """
    _check(budget, objective, time_limit_s)
    ready()
    clock = Clock(time_limit_s)
    small = compact(graph)
    free = candidate_flags(graph, eligible)
    problem = Problem(small, free, costs_of(graph, costs), float(budget), objective)
    before = measure_left(problem, ())[0]
    chosen, value, bound, method = _solve(problem, clock, seed)
    ordered = _by_effect(problem, chosen)
    return KeySet(
        nodes=tuple(small.nodes[one] for one in ordered),
        objective=objective,
        budget=float(budget),
        cost=float(problem.costs[list(chosen)].sum()),
        before=before,
        value=value,
        lower_bound=bound,
        gap=(value - bound) / value if value else 0.0,
        proved=bound >= value,
        n_eligible=int(free.sum()),
        method=method,
        seconds=round(clock.spent, 3),
    )


def _check(budget: float, objective: str, time_limit_s: float) -> None:
    if isinstance(budget, bool) or not isfinite(budget) or budget < 0:
        msg = f"Expected a budget of 0 or more; found {budget!r}."
        raise InputError(msg)
    if objective not in get_args(Objective):
        msg = f"Expected one of {', '.join(get_args(Objective))} as the objective; found {str(objective)[:40]!r}."
        raise InputError(msg)
    if not time_limit_s > 0:
        msg = f"Expected a time limit above 0 seconds; found {time_limit_s!r}."
        raise InputError(msg)


def costs_of(graph: nx.Graph[Any], costs: Mapping[Any, float] | None) -> Floats:
    """Give the cost of every node, in the order of the graph: by node, else by type, else 1.

    Raises
    ------
    InputError
        If a cost is not a number above 0.
    """
    if not costs:
        return np.ones(len(graph))
    wrong = sum(isinstance(one, bool) or not isfinite(one) or one <= 0 for one in costs.values())
    if wrong:
        msg = f"Expected costs above 0; found {wrong:,} of {len(costs):,} that are not. Leave out what cannot be done."
        raise InputError(msg)
    return np.array([float(costs.get(node, costs.get(kind, 1.0))) for node, kind in graph.nodes(data="type")])


def _solve(problem: Problem, clock: Clock, seed: int) -> tuple[tuple[int, ...], int, int, str]:
    whole = measure_left(problem, ())[0]
    chosen = good_set(problem, Clock(min(_SEARCH_MOST_S, clock.limit_s * _SEARCH_SHARE)), restarts=0)
    value = measure_left(problem, chosen)[0]
    if value >= whole:
        chosen, value = (), whole
    # Most proofs are a matter of a moment; a longer search for a good set first pays only for the others.
    found = branch(problem, value, chosen, Clock(clock.limit_s * _FIRST_SHARE))
    if not found.finished:
        better = good_set(problem, Clock(min(_SEARCH_MOST_S, clock.limit_s * _SEARCH_SHARE)), seed=seed)
        value, chosen = min((found.value, found.chosen), (measure_left(problem, better)[0], better))
        found = branch(problem, value, chosen, Clock(max(clock.left, 0.0) * _PROOF_SHARE))
    if found.finished:
        return found.chosen, found.value, found.value, "branch and bound"
    chosen, value = found.chosen, found.value
    bound = easy_bound(problem)
    # Where the whole proof takes too long, prove what can be: no set leaves less than some smaller value.
    low, high = bound, value
    while clock.left > 0.05 * clock.limit_s and high - low > 1:
        middle = (low + high) // 2
        tried = branch(problem, middle, (), Clock(max(0.0, clock.left / 3)))
        if tried.finished and tried.value >= middle:
            low = middle
        elif tried.chosen and tried.value < value:
            chosen, value = tried.chosen, tried.value
            high = min(high, value)
        else:
            high = middle
    return chosen, value, max(low, bound), "search; bound by branching"


def easy_bound(problem: Problem) -> int:
    """Bound by counting: each removed node leaves at most as many pieces as it has neighbours."""
    graph = problem.graph
    from_budget = np.flatnonzero(np.cumsum(np.sort(problem.costs[problem.free])) <= problem.budget + 1e-9)
    most = len(from_budget)
    degrees = np.sort(graph.degrees[problem.free])[::-1][:most].astype(int)
    size = measure_left(Problem(graph, problem.free, problem.costs, problem.budget), ())[0]
    pieces = 1 + int(np.maximum(degrees - 1, 0).sum())
    left = max(0, size - most)
    if problem.objective == "connected_pairs":
        whole, more = divmod(left, pieces)
        return (pieces - more) * (whole * (whole - 1) // 2) + more * (whole * (whole + 1) // 2)
    return -(-left // pieces)


def _by_effect(problem: Problem, chosen: tuple[int, ...]) -> list[int]:
    """Order a set so that each node in turn is the one of the rest that does most."""
    ordered: list[int] = []
    rest = sorted(chosen)
    while rest:
        one = min(rest, key=lambda each: (*measure_left(problem, [*ordered, each]), each))
        ordered.append(one)
        rest.remove(one)
    return ordered
