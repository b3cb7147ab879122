"""Prove which set is best by branching on single nodes, with a bound from how the rest hangs together.

Let K be nodes that stay and are joined. Every other node w of their component sends one unit of flow to K, split
over paths as one likes. Where w is cut off or removed, every one of its paths holds a removed node, so the flow of w
through removed nodes is at least 1. With load(v) the flow that passes v (its own unit included), at most the sum of
load(v) over the removed nodes is lost, whatever they are: what is left has at least |W| - (largest loads that the
budget allows) nodes. Any split gives a valid bound; loads are evened out by sending less through what carries much.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import isqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from linesmap.network.compact import Components, components_of, pairs_of
from linesmap.network.cut_effects import cut_effects
from linesmap.network.key_problem import Clock, Floats, Problem

__all__ = ["Branching", "branch"]

_DENSE = 400
_PASSES = 4
_ROUNDS = 3
_STAYS = 1e3
_EPS = 1e-6
_LAYER_WORK = 150
Bools = npt.NDArray[np.bool_]


@dataclass
class Branching:
    """What the search found: a better set if there is one, and whether the whole tree was searched."""

    value: int
    chosen: tuple[int, ...]
    finished: bool
    n_nodes: int = 0


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
    return _Search(problem, value, chosen, clock).run()


class _State(NamedTuple):
    """What is alive and how it hangs together, what stays for good, what was removed, and what is left to spend."""

    alive: Bools
    parts: Components
    stays: Bools
    chosen: tuple[int, ...]
    spare: float


class _Search:
    def __init__(self, problem: Problem, value: int, chosen: tuple[int, ...], clock: Clock) -> None:
        self.problem, self.clock = problem, clock
        self.best = Branching(value, chosen, finished=False)
        graph = problem.graph
        self.n = graph.n
        self.of_pairs = problem.objective == "connected_pairs"
        matrix: csr_array = graph.matrix().astype(np.float64)
        self.ties = matrix.toarray() if self.n <= _DENSE else matrix
        self.lists = graph.neighbours()
        self.around = [set(each) for each in self.lists]

    def run(self) -> Branching:
        everything = np.ones(self.n, np.bool_)
        start = _State(everything, components_of(self.problem.graph), ~self.problem.free, (), self.problem.budget)
        stack: list[Iterator[_State]] = [iter([start])]
        while stack:
            if self.clock.left < 0:
                return self.best
            state = next(stack[-1], None)
            if state is None:
                stack.pop()
                continue
            self.best.n_nodes += 1
            following = self.expand(state)
            if following is not None:
                stack.append(following)
        self.best.finished = True
        return self.best

    def expand(self, state: _State) -> Iterator[_State] | None:
        """Look at one state: note its value, bound it, settle what can be settled, and split it on one node."""
        alive, parts, stays, chosen, spare = state
        self.note(parts.pairs if self.of_pairs else parts.largest, chosen)
        inside = parts.labels == int(parts.sizes.argmax()) if len(parts.sizes) else alive
        # What cannot be paid for stays.
        stays = stays | (self.problem.costs > spare + _EPS)
        region = alive if self.of_pairs else inside
        if not (region & ~stays).any():
            return None
        if self.problem.unit and spare < 2 - _EPS:
            self.last(alive, region & ~stays, chosen)
            return None
        enough = self.enough(parts.pairs - pairs_of(parts.sizes.max(keepdims=True)), region & ~stays & ~inside)
        settled = self.settle(inside, region, stays, spare, enough)
        if settled is None:
            return None
        stays, loads = settled
        loose = region & ~stays
        if not loose.any():
            return None
        pick = int(np.where(loose, loads, -1.0).argmax())
        return self.split(pick, state._replace(stays=stays))

    def note(self, value: int, chosen: tuple[int, ...]) -> None:
        if value < self.best.value:
            self.best.value, self.best.chosen = value, chosen

    def split(self, pick: int, state: _State) -> Iterator[_State]:
        without = state.alive.copy()
        without[pick] = False
        parts = components_of(self.problem.graph, without)
        spare = state.spare - float(self.problem.costs[pick])
        yield _State(without, parts, state.stays, (*state.chosen, pick), spare)
        kept = state.stays.copy()
        kept[pick] = True
        kept[self.dominated(pick, state.alive, state.stays)] = True
        yield state._replace(stays=kept)

    def dominated(self, pick: int, alive: Bools, stays: Bools) -> list[int]:
        """List nodes whose other neighbours are all neighbours of `pick`: removing `pick` instead is as good."""
        cost, own = self.problem.costs, self.around[pick]
        near = own.union(*(self.around[one] for one in own)) - {pick} if len(own) < self.n else set(range(self.n))
        return [
            one
            for one in near
            if alive[one]
            and not stays[one]
            and cost[one] >= cost[pick]
            and all(other in own or other == pick or not alive[other] for other in self.around[one])
        ]

    def enough(self, outside: int, loose_outside: Bools) -> int:
        """Give the least number of nodes joined in the largest component that is no better than the best known.

        Pairs of other components count only where nothing there can be removed.
        """
        if not self.of_pairs:
            return self.best.value
        wanted = max(0, self.best.value - (0 if loose_outside.any() else outside))
        nodes = (1 + isqrt(8 * wanted + 1)) // 2
        return max(1, nodes if nodes * (nodes - 1) // 2 >= wanted else nodes + 1)

    def settle(
        self, inside: Bools, region: Bools, stays: Bools, spare: float, enough: int
    ) -> tuple[Bools, Floats] | None:
        """Bound a state and mark what cannot be in a better set; None when no better set is here."""
        loads = self.problem.graph.degrees.astype(float) * inside
        for _ in range(_PASSES):
            core = self.core(inside & stays)
            if core is None:
                return stays, loads
            total = int(inside.sum())
            layers = self.layers(core, inside)
            loose = region & ~stays
            weight = np.where(stays, _STAYS, 1.0)
            cannot = np.zeros(self.n, np.bool_)
            for _ in range(_ROUNDS):
                loads = self.flow(layers, weight)
                loads[~loose] = 0.0
                top, without = self.most(loads, loose, spare)
                if total - top > enough - 1 + _EPS:
                    return None
                # With node v in the set, at most its load and the largest that the rest of the budget allows go.
                cannot |= loose & (total - without > enough - 1 + _EPS)
                weight = np.where(stays, _STAYS, weight / np.sqrt(np.maximum(loads, 1.0)))
            if not cannot.any():
                break
            stays = stays | cannot
        return stays, np.where(stays, 0.0, loads)

    def most(self, loads: Floats, loose: Bools, spare: float) -> tuple[float, Floats]:
        """Give the most that the budget can take, and the most when a given node is among what is taken."""
        cost = self.problem.costs
        if self.problem.unit:
            count = min(int(spare + _EPS), int(loose.sum()))
            ranked = np.partition(loads, self.n - count)[self.n - count :] if count else np.zeros(1)
            top, price = float(ranked.sum()), float(ranked.min())
            return top, top + np.minimum(loads - price, 0.0)
        # The budget at a price: any price gives a valid bound, that of the last node that fits the best.
        density = np.where(loose, loads / np.maximum(cost, _EPS), 0.0)
        order = np.argsort(-density, kind="stable")
        over = np.flatnonzero(np.cumsum(np.where(loose, cost, 0.0)[order]) > spare + _EPS)
        price = float(density[order[over[0]]]) if len(over) else 0.0
        top = price * spare + float(np.maximum(loads - price * cost, 0.0)[loose].sum())
        return top, top + np.minimum(loads - price * cost, 0.0)

    def core(self, kept: Bools) -> Bools | None:
        """Give the largest joined set of nodes that stay."""
        if not kept.any():
            return None
        start = int(np.where(kept, self.problem.graph.degrees, -1).argmax())
        core = np.zeros(self.n, np.bool_)
        core[start] = True
        front = core
        while front.any():
            front = (self.ties @ front.astype(np.float64) > 0) & kept & ~core
            core |= front
        return core

    def layers(self, core: Bools, inside: Bools) -> list[Floats]:
        found, seen, layer = [core.astype(np.float64)], core.copy(), core
        while True:
            layer = (self.ties @ layer.astype(np.float64) > 0) & inside & ~seen
            if not layer.any():
                return found
            seen |= layer
            found.append(layer.astype(np.float64))

    def flow(self, layers: list[Floats], weight: Floats) -> Floats:
        """Send the flow of each layer to the layer before it, split by weight."""
        if len(layers) * _LAYER_WORK > len(self.problem.graph.indices):
            return self.flow_by_node(layers, weight)
        loads = np.zeros(self.n)
        passed = np.zeros(self.n)
        for depth in range(len(layers) - 1, 0, -1):
            layer, above = layers[depth], layers[depth - 1]
            own = layer * (1.0 + passed)
            loads += own
            reach = self.ties @ (above * weight)
            passed = weight * (self.ties @ np.divide(own, reach, out=np.zeros(self.n), where=own > 0))
        return loads

    def flow_by_node(self, layers: list[Floats], weight: Floats) -> Floats:
        """Do the same node by node, which is quicker where there are many layers of few nodes."""
        depth = np.zeros(self.n, np.int64)
        for number, layer in enumerate(layers[1:], start=2):
            depth[layer > 0] = number
        depth[layers[0] > 0] = 1
        order = np.argsort(-depth, kind="stable")[: int((depth > 1).sum())].tolist()
        depths, weights = depth.tolist(), weight.tolist()
        loads = (depth > 1).astype(np.float64).tolist()
        for node in order:
            above = depths[node] - 1
            on = [other for other in self.lists[node] if depths[other] == above]
            if len(on) == 1:
                loads[on[0]] += loads[node]
                continue
            part = loads[node] / sum(weights[other] for other in on)
            for other in on:
                loads[other] += part * weights[other]
        return np.where(depth > 1, np.array(loads), 0.0)

    def last(self, alive: Bools, loose: Bools, chosen: tuple[int, ...]) -> None:
        """Find the best last node of all at once."""
        left, ids = self.problem.graph.part(alive)
        effects = cut_effects(left)
        allowed = np.flatnonzero(loose[ids])
        after = (effects.pairs_after if self.of_pairs else effects.largest_after)[allowed]
        if len(after):
            self.note(int(after.min()), (*chosen, int(ids[allowed[int(after.argmin())]])))
