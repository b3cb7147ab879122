"""Hold the question of the best set to remove, and find good sets fast: greedy choice, then swaps."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from linesmap.engine.compact import Compact, Flags, components_of
from linesmap.engine.cut_effects import cut_effects

__all__ = ["Clock", "Objective", "Problem", "good_set", "measure_left"]

Objective = Literal["largest_component", "connected_pairs"]
Floats = npt.NDArray[np.float64]

_SLACK = 1e-9
_RESTARTS = 60
_LARGE = 3_000


class Clock:
    """Tell how much of a time limit is left, in seconds."""

    def __init__(self, limit_s: float) -> None:
        self._start = time.perf_counter()
        self.limit_s = limit_s

    @property
    def spent(self) -> float:
        """Seconds since the start."""
        return time.perf_counter() - self._start

    @property
    def left(self) -> float:
        """Seconds until the limit; negative after it."""
        return self.limit_s - self.spent


@dataclass(frozen=True, eq=False)
class Problem:
    """Which nodes may go (`free`), what each costs, what there is to spend, and what is to be made small."""

    graph: Compact
    free: Flags
    costs: Floats
    budget: float
    objective: Objective = "largest_component"

    @property
    def unit(self) -> bool:
        """Whether every node costs 1."""
        return bool((self.costs == 1).all())

    def fits(self, chosen: Sequence[int]) -> bool:
        """Tell whether a set is within the budget."""
        return bool(self.costs[list(chosen)].sum() <= self.budget + _SLACK)


def measure_left(problem: Problem, chosen: Sequence[int]) -> tuple[int, int]:
    """Measure what is left when a set is removed: what is to be made small first, the other measure second."""
    keep = np.ones(problem.graph.n, np.bool_)
    keep[list(chosen)] = False
    left = components_of(problem.graph, keep)
    measured = (left.largest, left.pairs)
    return measured if problem.objective == "largest_component" else measured[::-1]


def good_set(problem: Problem, clock: Clock, *, seed: int = 0, restarts: int = _RESTARTS) -> tuple[int, ...]:
    """Find a good set: greedily, then by swaps, then from many starts.

    Parameters
    ----------
    problem
        The question.
    clock
        Looked at between steps; large graphs are given the greedy set and as many swaps as the time allows.
    seed
        Of the starts.
    restarts
        Most starts after the first, on graphs that are not large.

    Returns
    -------
    chosen
        Positions, in the order in which they were chosen.
    """
    best = _filled(problem, [], clock)
    found = measure_left(problem, best)
    best, found = _swapped(problem, best, found, clock)
    draw = np.random.default_rng(seed)
    for _ in range(restarts if problem.graph.n <= _LARGE else 0):
        if clock.left < 0 or not best:
            break
        drop = max(1, int(draw.integers(1, max(2, len(best)))))
        kept = [one for one in best if one not in set(draw.permutation(best)[:drop].tolist())]
        loose = np.flatnonzero(problem.free)
        weights = problem.graph.degrees[loose].astype(float) + 0.1
        for one in draw.choice(loose, size=min(len(loose), (drop + 1) // 2), replace=False, p=weights / weights.sum()):
            if int(one) not in kept and problem.fits([*kept, int(one)]):
                kept.append(int(one))
        start = _filled(problem, kept, clock)
        other, value = _swapped(problem, start, measure_left(problem, start), clock)
        if value < found:
            best, found = other, value
    return tuple(best)


def _filled(problem: Problem, chosen: Sequence[int], clock: Clock) -> list[int]:
    """Add the node that does most, by what it does for its cost, until nothing more fits."""
    result = list(chosen)
    while True:
        spare = problem.budget - float(problem.costs[result].sum())
        one = _best_next(problem, result, spare)
        if one is None:
            return result
        result.append(one)
        if clock.left < -clock.limit_s:
            return result


def _best_next(problem: Problem, chosen: Sequence[int], spare: float) -> int | None:
    keep = np.ones(problem.graph.n, np.bool_)
    keep[list(chosen)] = False
    left, ids = problem.graph.part(keep)
    allowed = np.flatnonzero(problem.free[ids] & (problem.costs[ids] <= spare + _SLACK))
    if not len(allowed):
        return None
    effects = cut_effects(left)
    first, second = effects.largest_after[allowed], effects.pairs_after[allowed]
    before = (effects.largest, effects.pairs)
    if problem.objective == "connected_pairs":
        first, second, before = second, first, before[::-1]
    if problem.unit:
        order = np.lexsort((second, first))
    else:
        cost = np.maximum(problem.costs[ids[allowed]], _SLACK)
        order = np.lexsort(((second - before[1]) / cost, (first - before[0]) / cost))
    return int(ids[allowed[order[0]]])


def _swapped(
    problem: Problem, chosen: list[int], value: tuple[int, int], clock: Clock
) -> tuple[list[int], tuple[int, int]]:
    """Take one out and fill up again, as long as that helps."""
    better = True
    while better and clock.left > 0:
        better = False
        for one in list(chosen):
            if clock.left < 0:
                break
            other = _filled(problem, [each for each in chosen if each != one], clock)
            measured = measure_left(problem, other)
            if measured < value:
                chosen, value, better = other, measured, True
                break
    return chosen, value
