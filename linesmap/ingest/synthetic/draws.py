"""Draw random values one at a time at little cost, always in the same order for the same seed.

A scalar draw from a NumPy generator costs microseconds and a row needs about fifty, so uniforms are drawn in blocks.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from math import exp
from statistics import NormalDist
from typing import Generic, TypeVar

import numpy as np

__all__ = ["Draws", "Weighted"]

T = TypeVar("T")

_BLOCK = 65_536
_NORMAL = NormalDist()
_TINY = 1e-9


class Weighted(Generic[T]):
    """Hold values and the share of each, ready to draw from.

    Parameters
    ----------
    shares
        Value to weight. Weights need not sum to one.
    """

    def __init__(self, shares: Mapping[T, float]) -> None:
        self.values: tuple[T, ...] = tuple(shares)
        total = sum(shares.values())
        self.cumulative: list[float] = [part / total for part in accumulate(shares.values())]


class Draws:
    """Hand out random values from one NumPy generator.

    Parameters
    ----------
    rng
        The generator; nothing else may draw from it.
    """

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._block: Iterator[float] = iter(())

    def unit(self) -> float:
        """Draw a number from 0 to 1, 1 excluded."""
        for value in self._block:
            return value
        self._block = iter(self._rng.random(_BLOCK).tolist())
        return next(self._block)

    def chance(self, probability: float) -> bool:
        """Say yes with the given probability."""
        return self.unit() < probability

    def whole(self, low: int, high: int) -> int:
        """Draw a whole number, both ends included."""
        return low + int(self.unit() * (high - low + 1))

    def pick(self, values: Sequence[T]) -> T:
        """Draw one of the values, each as likely as the others."""
        return values[int(self.unit() * len(values))]

    def weighted(self, choice: Weighted[T]) -> T:
        """Draw one value by its share."""
        return choice.values[min(bisect(choice.cumulative, self.unit()), len(choice.values) - 1)]

    def lognormal(self, median: float, sigma: float) -> float:
        """Draw from a lognormal distribution, the heavy tail that money and weights have."""
        return median * exp(sigma * _NORMAL.inv_cdf(min(max(self.unit(), _TINY), 1 - _TINY)))
