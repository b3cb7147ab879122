"""Add and compare figures that are published as exact, at least, more than, about or at most.

Bounds add as bounds: 194 arrests, more than 120 and 70 are at least 384. Publishers use "more than" and "at least" for
the same thing, so that a sum of either is given as "at least", which holds for both.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from linesmap.errors import MetricUndefinedError
from linesmap.model.vocabulary import Bound

__all__ = ["BoundedFigure", "add_bounded", "agrees"]

_ROUNDING = 0.02
"""How far "about" may be from the number, as a share: 362,853 is about 363,000."""

_FLOAT = 1e-9
"""How far two sums of the same numbers may be apart, as a share, for having been added in another order."""

_LOWER = frozenset({Bound.AT_LEAST, Bound.MORE_THAN})


@dataclass(frozen=True)
class BoundedFigure:
    """A number and what it claims."""

    value: float
    bound: Bound = Bound.EXACT


def add_bounded(figures: Iterable[BoundedFigure]) -> BoundedFigure:
    """Add figures with their bounds.

    Parameters
    ----------
    figures
        Of one kind, unit and without overlap; at least one.

    Returns
    -------
    total
        Exact if all are; at least if some are lower bounds and none an upper one; at most the other way round; about
        if some are about.

    Raises
    ------
    MetricUndefinedError
        If lower and upper bounds meet, as nothing is known of their sum, or if there is nothing to add.

    Examples
    --------
    >>> add_bounded([BoundedFigure(194), BoundedFigure(120, Bound.MORE_THAN), BoundedFigure(70)])
    BoundedFigure(value=384, bound=<Bound.AT_LEAST: 'at least'>)
    """
    several = list(figures)
    bounds = {one.bound for one in several}
    if not several or (bounds & _LOWER and Bound.AT_MOST in bounds):
        msg = (
            "Expected figures whose bounds point the same way, found "
            f"{', '.join(sorted(bound.value for bound in bounds)) or 'none'}. Show them apart."
        )
        raise MetricUndefinedError(msg)
    total = sum(one.value for one in several)
    if len(several) == 1:
        return several[0]
    if bounds & _LOWER:
        return BoundedFigure(total, Bound.AT_LEAST)
    for bound in (Bound.AT_MOST, Bound.ABOUT):
        if bound in bounds:
            return BoundedFigure(total, bound)
    return BoundedFigure(total)


def agrees(found: BoundedFigure, published: BoundedFigure) -> bool:
    """Say whether two figures for the same thing can both be true.

    "About" allows 2% either way.

    Examples
    --------
    >>> agrees(BoundedFigure(384, Bound.AT_LEAST), BoundedFigure(388))
    True
    >>> agrees(BoundedFigure(400, Bound.AT_LEAST), BoundedFigure(388))
    False
    """
    (low, high), (other_low, other_high) = _range(found), _range(published)
    return low <= other_high and other_low <= high


def _range(figure: BoundedFigure) -> tuple[float, float]:
    slack = (_ROUNDING if figure.bound is Bound.ABOUT else _FLOAT) * abs(figure.value)
    if figure.bound in _LOWER:
        return figure.value - slack, math.inf
    if figure.bound is Bound.AT_MOST:
        return -math.inf, figure.value + slack
    return figure.value - slack, figure.value + slack
