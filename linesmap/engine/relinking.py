"""Show how a network may recover: those who lost ties make new ones, by three rules, over time.

The rules follow Duijn, Kashirin and Sloot (2014, Scientific Reports 4:4238): at random, to the nearest, to the well
tied. They are scenarios, not forecasts: nobody knows which one a network follows, nor how fast.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from linesmap.engine.compact import Compact, compact_of_edges, components_of
from linesmap.engine.spread import global_efficiency

__all__ = ["RULES", "Rule", "recovery"]

Rule = Literal["random", "nearest", "preferential"]

RULES: dict[Rule, str] = {
    "random": "Whoever lost a tie finds anybody who is left.",
    "nearest": "Whoever lost a tie finds someone who was two steps away before.",
    "preferential": "Whoever lost a tie finds someone with many ties.",
}
"""What each rule means, in plain words."""

_EFFICIENCY_UP_TO = 5_000
_EFFICIENCY_DRAWS = 5
_LOW, _HIGH = 2.5, 97.5
_TRIES = 30


def recovery(
    graph: Compact,
    removed: list[int],
    *,
    steps: int = 5,
    rate: float = 0.2,
    draws: int = 20,
    seed: int = 0,
) -> pd.DataFrame:
    """Let a network make new ties after a removal.

    Parameters
    ----------
    graph
        The whole network, from `compact`.
    removed
        Positions of the removed.
    steps
        Number of steps of time.
    rate
        Share of the lost ties that is made good in each step, 0 to 1.
    draws
        Times each rule is played.
    seed
        Of the draws.

    Returns
    -------
    scenarios
        One row a rule and step (0: right after the removal): rule, step, new_ties, and largest_component,
        connected_pairs and efficiency, each with _low and _high (2.5% and 97.5% points over the draws; of efficiency
        over the first five). Efficiency is empty above 5,000 nodes.
    """
    keep = np.ones(graph.n, np.bool_)
    keep[removed] = False
    left, ids = graph.part(keep)
    place = np.full(graph.n, -1, np.int64)
    place[ids] = np.arange(len(ids))
    around = graph.neighbours()
    lost = [int(place[other]) for one in removed for other in around[one] if keep[other]]
    near = _near(around, removed, place)
    held = [set(each) for each in left.neighbours()]
    rows = []
    for rule in RULES:
        played = [
            _Play(left, held, near, rule, np.random.default_rng([seed, turn])).run(
                lost, steps, rate, with_efficiency=turn < _EFFICIENCY_DRAWS and left.n <= _EFFICIENCY_UP_TO
            )
            for turn in range(draws)
        ]
        for step in range(steps + 1):
            here = np.array([one[step] for one in played], np.float64)
            row: dict[str, object] = {"rule": rule, "step": step, "new_ties": int(here[0, 3])}
            for column, name in enumerate(("largest_component", "connected_pairs", "efficiency")):
                known = here[:, column][~np.isnan(here[:, column])]
                points = np.percentile(known, [50, _LOW, _HIGH]) if len(known) else [np.nan] * 3
                row |= dict(zip((name, f"{name}_low", f"{name}_high"), map(float, points), strict=True))
            rows.append(row)
    return pd.DataFrame(rows)


def _near(around: list[list[int]], removed: list[int], place: npt.NDArray[np.int64]) -> dict[int, list[int]]:
    """List who was two steps away from each node that lost a tie, and is left."""
    found = {}
    for node in sorted({other for one in removed for other in around[one] if place[other] >= 0}):
        own = {node, *around[node]}
        two = {other for step in around[node] for other in around[step] if other not in own}
        found[int(place[node])] = sorted(int(place[other]) for other in two if place[other] >= 0)
    return found


class _Play:
    """One course of events under one rule."""

    def __init__(
        self,
        left: Compact,
        held: list[set[int]],
        near: dict[int, list[int]],
        rule: Rule,
        draw: np.random.Generator,
    ) -> None:
        self.left, self.held, self.near, self.rule, self.draw = left, held, near, rule, draw
        parts = components_of(left)
        self.labels, self.head, self.size = parts.labels, list(range(len(parts.sizes))), parts.sizes.tolist()
        self.pairs, self.largest = parts.pairs, parts.largest
        self.made: list[tuple[int, int]] = []
        self.new: set[tuple[int, int]] = set()

    def run(
        self, lost: list[int], steps: int, rate: float, *, with_efficiency: bool
    ) -> list[tuple[float, float, float, float]]:
        """Give largest component, pairs, efficiency and number of new ties at every step."""
        waiting = self.draw.permutation(np.array(lost, np.int64)).tolist()
        states = [self.measured(with_efficiency=with_efficiency)]
        for step in range(1, steps + 1):
            until = min(len(waiting), round(rate * step * len(lost)))
            for node in waiting[len(self.made) : until]:
                self.tie(node, self.partner(node))
            states.append(self.measured(with_efficiency=with_efficiency))
        return states

    def find(self, one: int) -> int:
        while self.head[one] != one:
            self.head[one] = self.head[self.head[one]]
            one = self.head[one]
        return one

    def tie(self, node: int, other: int) -> None:
        pair = (min(node, other), max(node, other))
        self.made.append(pair)
        self.new.add(pair)
        a, b = self.find(int(self.labels[node])), self.find(int(self.labels[other]))
        if a != b:
            self.pairs += self.size[a] * self.size[b]
            self.head[b] = a
            self.size[a] += self.size[b]
            self.largest = max(self.largest, self.size[a])

    def measured(self, *, with_efficiency: bool) -> tuple[float, float, float, float]:
        value = float("nan")
        if with_efficiency:
            edges = np.concatenate([self.left.edges(), np.array(self.made, np.int32).reshape(-1, 2)])
            value = global_efficiency(compact_of_edges(self.left.nodes, edges)).value
        return float(self.largest), float(self.pairs), value, float(len(self.made))

    def partner(self, node: int) -> int:
        """Choose who a node ties itself to; after thirty tries any, as there may be nobody it is not tied to."""
        other = node
        for attempt in range(_TRIES):
            other = self.propose(node, attempt)
            if other != node and other not in self.held[node] and (min(node, other), max(node, other)) not in self.new:
                return other
        return other

    def propose(self, node: int, attempt: int) -> int:
        draw, n = self.draw, self.left.n
        near = self.near.get(node)
        if self.rule == "nearest" and near and attempt < _TRIES // 2:
            return near[int(draw.integers(len(near)))]
        if self.rule == "preferential":
            # An end of a tie drawn by lot is a node drawn by its number of ties; one more lot for each node.
            old, new = len(self.left.indices), 2 * len(self.made)
            lot = int(draw.integers(old + new + n))
            if lot < old:
                return int(self.left.indices[lot])
            if lot < old + new:
                return self.made[(lot - old) // 2][(lot - old) % 2]
        return int(draw.integers(n))
