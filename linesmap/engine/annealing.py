"""Improve an order of removal by simulated annealing, replaying only the part of it that a move changes.

The largest component after Q removals depends on which nodes are gone, not on their order: moving a node from place
i to place j changes only what stands between. The replay is compiled (`anneal_kernel`), loaded when first needed.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from math import exp, log
from typing import NamedTuple

import numpy as np

from linesmap.engine.compact import Compact
from linesmap.engine.key_problem import Clock

__all__ = ["Start", "anneal", "anneal_each"]

_COLD = 0.02
_STEPS = 400
_FIRST_MOVES = 500
_STEP_S = 0.005
_ENOUGH = 100
_MARKS_HOLD = 4_000_000
_SPACING = 8


class Start(NamedTuple):
    """Where a search begins, how hot (see `anneal`), and the seed of its moves."""

    order: Sequence[int]
    heat: float
    seed: int


def anneal_each(
    graph: Compact, starts: Sequence[Start], price: Sequence[float], limit_s: float, *, max_moves: int | None = None
) -> list[tuple[list[int], float]]:
    """Anneal from several starts, at the same time where there are processors for it, else in turn.

    Parameters
    ----------
    graph, price
        As for `anneal`.
    starts
        The searches; none knows of the others.
    limit_s
        Seconds for all of them together.
    max_moves
        Most moves of each; the result then does not depend on the machine.

    Returns
    -------
    found
        Order and sum of prices of each.
    """
    workers = min(len(starts), _processors())

    def search(start: Start) -> tuple[list[int], float]:
        clock = Clock(limit_s * workers / len(starts))
        return anneal(graph, start.order, price, clock, heat=start.heat, seed=start.seed, max_moves=max_moves)

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(search, starts))


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def anneal(
    graph: Compact,
    order: Sequence[int],
    price: Sequence[float],
    clock: Clock,
    *,
    heat: float,
    seed: int = 0,
    max_moves: int | None = None,
) -> tuple[list[int], float]:
    """Search for an order with a lower sum of prices.

    Parameters
    ----------
    graph
        From `compact`.
    order
        To start from; nodes that are not in it stay throughout.
    price
        Price of a largest component of s nodes after a removal, for s from 0 to the number of nodes; the price of an
        order is the sum over its places. Equal to s for the measure R.
    clock
        The search cools down over its time; 100 moves for each two places are enough and end it sooner.
    heat
        First temperature, in units of price.
    seed
        Of the moves.
    max_moves
        Most moves; cooling then goes by moves instead of time, and the result does not depend on the machine.

    Returns
    -------
    order, total
        The best order seen and its sum of prices.
    """
    return _Annealing(graph, order, price, seed).run(clock, heat, max_moves)


class _Annealing:
    def __init__(self, graph: Compact, order: Sequence[int], price: Sequence[float], seed: int) -> None:
        from linesmap.engine.anneal_kernel import anneal_moves, replay_all

        self.graph, self.moves = graph, anneal_moves
        self.order = np.array(order, np.int32)
        self.best = self.order.copy()
        self.price = np.array(price, np.float64)
        places = len(self.order)
        self.spacing = max(_SPACING, -(-places * graph.n // _MARKS_HOLD))
        self.marks = np.empty((-(-places // self.spacing) + 1, graph.n), np.int32)
        self.sizes = np.zeros(places + 1, np.int32)
        self.state = np.random.SeedSequence(seed).generate_state(1, np.uint64) | np.uint64(1)
        replay_all(graph.indptr, graph.indices, self.order, self.marks, self.sizes, self.spacing)
        self.totals = np.full(2, self.price[self.sizes[1:]].sum())

    def run(self, clock: Clock, heat: float, max_moves: int | None) -> tuple[list[int], float]:
        if len(self.order) > 1:
            if max_moves is None:
                self.run_for(clock, heat)
            else:
                for step in range(_STEPS):
                    moves = max_moves * (step + 1) // _STEPS - max_moves * step // _STEPS
                    self.step(heat, step / _STEPS, moves)
        return self.best.tolist(), float(self.totals[1])

    def run_for(self, clock: Clock, heat: float) -> None:
        begun, limit, moves, before = clock.spent, clock.left, _FIRST_MOVES, clock.spent
        made, enough = 0, _ENOUGH * len(self.order) ** 2
        while before - begun < limit and made < enough:
            self.step(heat, max((before - begun) / limit, made / enough), moves)
            made += moves
            now = clock.spent
            # Steps of a length that the clock is read often enough, and not too often.
            moves = max(1, min(2 * moves, int(moves * _STEP_S / max(now - before, 1e-9))))
            before = now

    def step(self, heat: float, done: float, moves: int) -> None:
        self.moves(self.graph.indptr, self.graph.indices, self.order, self.best, self.marks, self.sizes, self.spacing,
                   self.price, self.totals, self.state, heat * exp(log(_COLD) * done), moves)  # fmt: skip
