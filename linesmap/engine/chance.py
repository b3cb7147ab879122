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
    ranked = {kind: pool[np.argsort(graph.degrees[pool], kind="stable")] for kind, pool in pools.items()}
    like = [_alike(graph, removed, kinds, ranked, draw) for _ in range(n_draws)]
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


def _alike(
    graph: Compact,
    removed: list[int],
    kinds: npt.NDArray[np.object_],
    ranked: dict[Any, Rows],
    draw: np.random.Generator,
) -> list[int]:
    """Draw for each removed node one of the ten of its type that are nearest to it by degree, each once at most."""
    degrees = graph.degrees
    taken: set[int] = set()
    for one in removed:
        pool = ranked[kinds[one]]
        middle = int(np.searchsorted(degrees[pool], degrees[one]))
        reach = _LIKE + len(removed)
        window = [other for other in pool[max(0, middle - reach) : middle + reach].tolist() if other not in taken]
        off = sorted(abs(int(degrees[other]) - int(degrees[one])) for other in window)
        near = [other for other in window if abs(int(degrees[other]) - int(degrees[one])) <= off[:_LIKE][-1]]
        taken.add(int(near[int(draw.integers(len(near)))]))
    return sorted(taken)
