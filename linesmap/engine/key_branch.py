"""Prove which set is best by branching on single nodes, with a bound from how the rest hangs together.

Let K be nodes that stay and are joined. Every other node w of their component sends one unit of flow to K, split
over paths as one likes. Where w is cut off or removed, every one of its paths holds a removed node, so the flow of w
through removed nodes is at least 1. With load(v) the flow that passes v (its own unit included), at most the sum of
load(v) over the removed nodes is lost, whatever they are: what is left has at least |W| - (largest loads that the
budget allows) nodes. Any split gives a valid bound; loads are evened out by sending less through what carries much.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from linesmap.engine.key_problem import Clock, Problem

__all__ = ["Branching", "branch"]

_STEP_S = 0.02
_FIRST_STATES = 8
_ROWS = 16


@dataclass(frozen=True)
class Branching:
    """What the search found: a better set if there is one, and whether the whole tree was searched."""

    value: int
    chosen: tuple[int, ...]
    finished: bool
    n_states: int


def branch(problem: Problem, value: int, chosen: tuple[int, ...], clock: Clock) -> Branching:
    """Search for a set with a value below `value`; finishing proves that there is none below the value returned.

    Parameters
    ----------
    problem
        The question.
    value, chosen
        The best set known.
    clock
        The search gives up when its time is over.
    """
    from linesmap.engine.branch_kernel import search

    n = problem.graph.n
    alive, stays = np.ones((_ROWS, n), np.uint8), np.zeros((_ROWS, n), np.uint8)
    spares, picks, opened = np.zeros(_ROWS), np.zeros(_ROWS, np.int32), np.zeros(_ROWS, np.bool_)
    stays[0], spares[0] = ~problem.free, problem.budget
    best = np.zeros(max(n, 1), np.int32)
    best[: len(chosen)] = chosen
    found = np.array([0, value, len(chosen), 0], np.int64)
    states = _FIRST_STATES
    while found[0] >= 0 and clock.left > 0:
        before = clock.spent
        more = search(problem.graph.indptr, problem.graph.indices, problem.costs, problem.unit,
                      problem.objective == "connected_pairs", alive, stays, spares, picks, opened, found, best,
                      states)  # fmt: skip
        if more:
            alive, stays = (np.concatenate([each, np.zeros_like(each)]) for each in (alive, stays))
            spares, picks, opened = (np.concatenate([each, np.zeros_like(each)]) for each in (spares, picks, opened))
            continue
        # As many states at a time that the clock is read often enough, and not too often.
        states = max(1, min(2 * states, int(states * _STEP_S / max(clock.spent - before, 1e-9))))
    return Branching(int(found[1]), tuple(best[: found[2]].tolist()), bool(found[0] < 0), int(found[3]))
