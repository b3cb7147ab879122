"""Choose the further cells to hide so that least is lost, for tables small enough to search.

The cell suppression problem of Fischetti and Salazar: a yes or no for each cell, at its cost. A
linear program finds for each sensitive number how far it can move under the cells chosen so far; where that is too
little, its dual values say which cells could give how much, and this becomes a condition on the choice. Conditions
are added until every number can move as far as it must.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from linesmap.disclose.needs import Problem

__all__ = ["MOST_CELLS", "MOST_SENSITIVE", "cheapest"]

MOST_CELLS = 80
MOST_SENSITIVE = 10
_MOST_ROUNDS = 10
_MOST_NODES = 200
_SMALL = 1e-6
_OPTIMAL = 0

_Numbers = NDArray[np.float64]
_Flags = NDArray[np.bool_]


def cheapest(problem: Problem, *, below: float = np.inf) -> _Flags | None:
    """Find the cheapest cells that protect all sensitive ones.

    Parameters
    ----------
    problem
        At most `MOST_CELLS` cells, of which `MOST_SENSITIVE` are sensitive.
    below
        Cost to stay below: that of a choice in hand, which is kept where nothing is cheaper.

    Returns
    -------
    hidden
        Sensitive and chosen cells, or None when nothing is below, the table is too large or the search was stopped.
    """
    from scipy import optimize  # costs start-up time

    n, cells = len(problem.values), np.flatnonzero(problem.sensitive)
    if n > MOST_CELLS or len(cells) > MOST_SENSITIVE:
        return None
    hidden = problem.sensitive.copy()
    can_choose = problem.can_hide & ~hidden
    cost = np.where(can_choose, problem.cost, 0.0)
    conditions: list[_Numbers] = []
    every = [(int(cell), sign) for cell in cells for sign in (-1.0, 1.0)]
    doubted = every
    for _ in range(_MOST_ROUNDS):
        # What fell short in the round before is looked at first: most often it does so again.
        missing = _conditions(problem, hidden, doubted) or _conditions(problem, hidden, every)
        if not missing:
            return hidden
        doubted = list(missing)
        conditions += missing.values()
        chosen = optimize.milp(
            cost,
            integrality=np.ones(n),
            bounds=optimize.Bounds(0.0, can_choose.astype(float)),
            constraints=optimize.LinearConstraint(sparse.csr_matrix(np.array(conditions)), 1.0, np.inf),
            options={"node_limit": _MOST_NODES},
        )
        if chosen.status != _OPTIMAL or chosen.fun >= below - _SMALL:
            return None
        hidden = problem.sensitive | (np.round(chosen.x) > 0)
    return None


def _conditions(problem: Problem, hidden: _Flags, asked: list[tuple[int, float]]) -> dict[tuple[int, float], _Numbers]:
    found = {each: _condition(problem, hidden, *each) for each in asked}
    return {each: condition for each, condition in found.items() if condition is not None}


def _condition(problem: Problem, hidden: _Flags, cell: int, sign: float) -> _Numbers | None:
    """Say what must be added for one number to move far enough: weights of cells that must come to 1 or more."""
    from scipy import optimize

    aim = problem.high_needed[cell] if sign > 0 else problem.low_needed[cell]
    least, most = problem.bounds(hidden)
    cost = np.zeros(len(problem.values))
    cost[cell] = -sign
    found = optimize.linprog(
        cost,
        A_eq=problem.ties if problem.ties.shape[0] else None,
        b_eq=np.zeros(problem.ties.shape[0]) if problem.ties.shape[0] else None,
        bounds=np.column_stack([least, most]),
        method="highs-ds",
    )
    reached = -float(found.fun)
    wanted = sign * aim
    if reached >= wanted - _SMALL:
        return None
    price = found.lower.marginals + found.upper.marginals
    gives = np.where(
        price > 0,
        price * (problem.least - problem.floor),
        -price * (problem.values + problem.endless - problem.most),
    )
    gives = np.where(problem.can_hide & ~problem.sensitive & (np.abs(price) > _SMALL), gives, 0.0)
    short = wanted - reached + float(gives[hidden].sum())
    weights: _Numbers = np.minimum(gives / short, 1.0)
    return weights
