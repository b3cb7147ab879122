"""Bound what the removal of nodes can do with linear programs over spanning trees, solved by HiGHS.

For a joined set W of nodes, a spanning tree of W with root r, and size(v) the number of nodes in the subtree of v:
whoever removes nodes leaves a component of at least |W| - sum of size(v) over the removed. So with x(v) = 1 for a
removed node and every component at most T nodes large,

    sum of min(size(v), |W| - T) x(v) >= |W| - T     for every W with more than T nodes and every tree of it.

There are too many such rows to write down; those that a solution breaks are found by shortest paths with x as the
length of nodes (Di Summa, Grosso and Locatelli 2012; Salemi and Buchanan 2022) and added until none is broken.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

import highspy
import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from linesmap.engine.compact import Compact, Flags, components_of
from linesmap.engine.key_problem import Clock, Floats

__all__ = ["CutResult", "Limits", "least_cost_bound"]

_ROOTS = 24
_CUTS_A_ROUND = 40
_ROUNDS_LP = 400
_TINY = 1e-6
_EPS = 1e-6
_STALLED = 12
_SMALL_GAIN = 1e-3


@dataclass(frozen=True, eq=False)
class Limits:
    """Which nodes of a graph may go (`free`), what each costs, and how many nodes a component may have at most."""

    graph: Compact
    free: Flags
    costs: Floats
    target: int

    def cost(self, chosen: Sequence[int]) -> float:
        """Add up what a set costs."""
        return float(self.costs[list(chosen)].sum())


@dataclass
class CutResult:
    """What the programs showed: no allowed set costs less than `bound`; `chosen` is the best set found, `cost` its."""

    bound: float
    chosen: tuple[int, ...]
    cost: float
    proved: bool


def least_cost_bound(
    limits: Limits,
    chosen: tuple[int, ...],
    clock: Clock,
    *,
    improve: Callable[[list[int]], list[int]],
    seed: int = 0,
) -> CutResult:
    """Find the cheapest set whose removal leaves no component above a target, or bound its cost.

    Parameters
    ----------
    limits
        The question.
    chosen
        An allowed set, the best known.
    clock
        The programs stop when its time is over; the bound found until then holds.
    improve
        Makes an allowed set of one that the programs found, which may break the limits still.
    seed
        Of the roots of trees.
    """
    return _Programs(limits, chosen, clock, improve, seed).run()


class _Programs:
    def __init__(
        self,
        limits: Limits,
        chosen: tuple[int, ...],
        clock: Clock,
        improve: Callable[[list[int]], list[int]],
        seed: int,
    ) -> None:
        self.limits, self.clock, self.improve = limits, clock, improve
        self.graph, self.costs, self.target = limits.graph, limits.costs, limits.target
        graph, costs = self.graph, self.costs
        self.whole = bool((costs == np.round(costs)).all())
        self.result = CutResult(0.0, chosen, limits.cost(chosen), proved=False)
        self.draw = np.random.default_rng(seed)
        self.columns = np.arange(graph.n, dtype=np.int32)
        self.solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in (("output_flag", False), ("threads", 1), ("random_seed", seed)):
            self.solver.setOptionValue(option, value)
        empty, none = np.zeros(0), np.zeros(0, np.int32)
        self.solver.addCols(graph.n, costs, np.zeros(graph.n), limits.free.astype(float), 0, none, none, empty)
        self.rows: set[bytes] = set()

    def run(self) -> CutResult:
        self.linear()
        self.integral()
        self.result.proved = self.result.bound >= self.result.cost - _EPS
        return self.result

    def raise_bound(self, bound: float) -> bool:
        """Note a bound; whole costs round it up. Tells whether it meets the best set."""
        self.result.bound = max(self.result.bound, ceil(bound - 1e-5) if self.whole else bound)
        self.result.bound = min(self.result.bound, self.result.cost)
        return self.result.bound >= self.result.cost - _EPS

    def offer(self, chosen: list[int]) -> None:
        """Make an allowed set of one that breaks some rows still, and keep it if it is the best."""
        better = self.improve(chosen)
        cost = float(self.costs[better].sum())
        if cost < self.result.cost - _EPS:
            self.result.chosen, self.result.cost = tuple(better), cost

    def solve(self, limit_s: float) -> Floats | None:
        self.solver.setOptionValue("time_limit", self.solver.getRunTime() + max(0.05, limit_s))
        self.solver.run()
        if self.solver.getModelStatus() == highspy.HighsModelStatus.kInfeasible:
            self.result.bound = np.inf
            return None
        found = self.solver.getSolution().col_value
        return np.clip(np.array(found), 0.0, 1.0) if len(found) else None

    def linear(self) -> None:
        """Add rows to the program without whole numbers until it breaks none, or gains little."""
        before, stalled = 0.0, 0
        for turn in range(_ROUNDS_LP):
            if self.clock.left < 0:
                return
            x = self.solve(self.clock.left)
            if x is None or self.solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                return
            value = self.solver.getObjectiveValue()
            if self.raise_bound(value):
                return
            stalled = stalled + 1 if value - before < _SMALL_GAIN * max(1.0, value) else 0
            before = value
            if turn % 5 == 0:
                self.offer(np.flatnonzero(x > 0.5).tolist())  # noqa: PLR2004
            if not self.separate(x) or stalled > _STALLED:
                return

    def integral(self) -> None:
        """Ask for whole numbers, and add the rows that each answer breaks, until an answer breaks none."""
        if self.result.bound >= self.result.cost - _EPS or self.clock.left < 0:
            return
        kinds = np.full(self.graph.n, int(highspy.HighsVarType.kInteger), np.uint8)
        self.solver.changeColsIntegrality(self.graph.n, self.columns, kinds)
        while self.clock.left > 0:
            x = self.solve(self.clock.left)
            bound = self.solver.getInfo().mip_dual_bound
            if np.isfinite(bound) and self.raise_bound(bound):
                return
            if x is None:
                return
            x = np.round(x)
            self.offer(np.flatnonzero(x).tolist())
            if self.raise_bound(self.result.bound):
                return
            if not self.separate(x, whole=True):
                if self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal:
                    self.raise_bound(float(self.costs[x > 0].sum()))
                return

    def separate(self, x: Floats, *, whole: bool = False) -> int:
        """Add rows that a solution breaks; gives their number."""
        found: list[tuple[float, npt.NDArray[np.int32], Floats, float]] = []
        lengths = x + _TINY * (1 + self.draw.random(self.graph.n))
        weights = csr_array((lengths[self.graph.indices], self.graph.indices, self.graph.indptr),
                            shape=(self.graph.n, self.graph.n))  # fmt: skip
        roots = self.roots(x, whole=whole)
        if not len(roots):
            return 0
        far, before = dijkstra(weights, indices=roots, limit=1.0 if not whole else 0.5, return_predecessors=True)
        for distance, parent in zip(far, before, strict=True):
            found += self.rows_of(distance, parent, x)
        found.sort(key=lambda row: -row[0])
        added = 0
        for _, columns, values, least in found[:_CUTS_A_ROUND]:
            key = columns.tobytes() + values.tobytes()
            if key not in self.rows:
                self.rows.add(key)
                self.solver.addRow(least, highspy.kHighsInf, len(columns), columns, values)
                added += 1
        return added

    def roots(self, x: Floats, *, whole: bool) -> npt.NDArray[np.int64]:
        """Choose roots: nodes that mostly stay, of components that are too large, some of high degree, some by lot."""
        keep = x < 0.5  # noqa: PLR2004
        parts = components_of(self.graph, keep)
        large = np.flatnonzero(parts.sizes > self.target)
        within = keep & np.isin(parts.labels, large) if whole else keep & (x < 1 - 1 / (self.target + 1))
        nodes = np.flatnonzero(within)
        if len(nodes) <= _ROOTS:
            return nodes
        return self.draw.choice(nodes, _ROOTS, replace=False)

    def rows_of(
        self, distance: Floats, parent: npt.NDArray[np.int32], x: Floats
    ) -> list[tuple[float, npt.NDArray[np.int32], Floats, float]]:
        """Make rows of one tree: of its nearest nodes, for several numbers of them."""
        near = np.flatnonzero(np.isfinite(distance))
        if len(near) <= self.target:
            return []
        near = near[np.argsort(distance[near], kind="stable")]
        rows = []
        span = len(near) - self.target
        for extra in sorted({1, max(1, span // 8), max(1, span // 3), span}):
            part = near[: self.target + extra]
            size = self.sizes(part, parent)
            size = np.minimum(size, float(extra))
            broken = extra - float(size @ x[part])
            if broken > 1e-4 * extra:
                columns = part.astype(np.int32)
                order = np.argsort(columns)
                rows.append((broken / float(np.sqrt(size @ size)), columns[order], size[order], float(extra)))
        return rows

    @staticmethod
    def sizes(part: npt.NDArray[np.int64], parent: npt.NDArray[np.int32]) -> Floats:
        """Count the nodes of every subtree; the root comes first and every node after its parent."""
        nodes = part.tolist()
        size = dict.fromkeys(nodes, 1.0)
        above = parent[part].tolist()
        for node, up in zip(reversed(nodes[1:]), reversed(above[1:]), strict=True):
            size[up] += size[node]
        return np.array([size[node] for node in nodes])
