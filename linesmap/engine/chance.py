"""Compare a removal with chance: random removals of the same size and types, and of nodes of like degree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from linesmap.engine.compact import Compact, Flags
from linesmap.engine.spread import removals_at_once

__all__ = ["Chance", "against_chance"]

_LIKE = 10
_LOW, _HIGH = 2.5, 97.5
Rows = npt.NDArray[np.int64]
Window = tuple[Rows, npt.NDArray[np.int32]]


@dataclass(frozen=True)
class Chance:
    """What random removals leave: 2.5%, 50% and 97.5% points over the draws, for one measure.

    `drawn` is random (same number of each type) or like_degree (same types, and degrees as near as there are).
    `as_much` is the share of draws, the set itself counted as one, that leave as little as the set or less.
    """

    drawn: str
    measure: str
    left: int
    low: float
    median: float
    high: float
    as_much: float
    n_draws: int


def against_chance(
    graph: Compact, removed: list[int], types: list[Any], free: Flags, left: tuple[int, int], *, n_draws: int, seed: int
) -> tuple[Chance, ...]:
    """Compare what a removal leaves with what random removals leave.

    Parameters
    ----------
    graph
        From `compact`.
    removed
        Positions of the removed.
    types
        Type of every node; None where it has none.
    free
        From which nodes are drawn: those that may be acted on.
    left
        Largest component and connected pairs after the removal.
    n_draws
        Number of draws of each kind.
    seed
        Of the draws.
    """
    draw = np.random.default_rng(seed)
    kinds = np.array([str(kind) for kind in types], dtype=object)
    pools = {kind: np.flatnonzero(free & (kinds == kind)) for kind in sorted({kinds[one] for one in removed})}
    wanted = {kind: sum(kinds[one] == kind for one in removed) for kind in pools}
    plain = [_random(pools, wanted, draw) for _ in range(n_draws)]
    windows = _windows(graph, removed, kinds, pools)
    like = [_alike(windows, graph.n, draw) for _ in range(n_draws)]
    found: list[Chance] = []
    for name, sets in (("random", plain), ("like_degree", like)):
        measured = removals_at_once(graph, np.array(sets, np.int64).reshape(n_draws, -1))
        for column, measure in enumerate(("largest_component", "connected_pairs")):
            values = measured[:, column]
            low, median, high = (float(np.percentile(values, point)) for point in (_LOW, 50, _HIGH))
            as_much = (1 + int((values <= left[column]).sum())) / (1 + n_draws)
            found.append(Chance(name, measure, left[column], low, median, high, as_much, n_draws))
    return tuple(found)


def _random(pools: dict[Any, Rows], wanted: dict[Any, int], draw: np.random.Generator) -> list[int]:
    return [
        one
        for kind, pool in pools.items()
        for one in draw.choice(pool, size=min(wanted[kind], len(pool)), replace=False).tolist()
    ]


def _windows(
    graph: Compact, removed: list[int], kinds: npt.NDArray[np.object_], pools: dict[Any, Rows]
) -> list[Window]:
    """Give for each removed node those of its type that stand near it by degree, the nearest first, and how far off."""
    degrees = graph.degrees
    ranked = {kind: pool[np.argsort(degrees[pool], kind="stable")] for kind, pool in pools.items()}
    by_degree = {kind: degrees[pool] for kind, pool in ranked.items()}
    reach = _LIKE + len(removed)
    found = []
    for one in removed:
        middle = int(np.searchsorted(by_degree[kinds[one]], degrees[one]))
        near = ranked[kinds[one]][max(0, middle - reach) : middle + reach]
        off = abs(degrees[near] - degrees[one])
        order = np.argsort(off, kind="stable")
        found.append((near[order], off[order]))
    return found


def _alike(windows: list[Window], n: int, draw: np.random.Generator) -> list[int]:
    """Draw for each removed node one of the ten of its type that are nearest to it by degree, each once at most."""
    loose = np.ones(n, np.bool_)
    for near, off in windows:
        here = loose[near]
        others, far = near[here], off[here]
        as_near = int(np.searchsorted(far, far[:_LIKE][-1], "right"))
        loose[others[int(draw.integers(as_near))]] = False
    return np.flatnonzero(~loose).tolist()
