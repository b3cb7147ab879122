"""Bounds add as bounds, and published totals are compared with the sums of their parts."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linesmap.errors import MetricUndefinedError
from linesmap.measure.bounded import BoundedFigure, add_bounded, agrees
from linesmap.model.vocabulary import Bound

FIGURES = st.builds(BoundedFigure, st.integers(0, 10_000).map(float), st.sampled_from(list(Bound)))


def test_the_arrests_of_scorpion_add_to_at_least_384() -> None:
    phases = [BoundedFigure(194), BoundedFigure(120, Bound.MORE_THAN), BoundedFigure(70)]
    assert add_bounded(phases) == BoundedFigure(384, Bound.AT_LEAST)
    assert agrees(add_bounded(phases), BoundedFigure(388))


def test_the_cash_of_scorpion_adds_to_the_published_363_thousand() -> None:
    cash = add_bounded([BoundedFigure(131_000), BoundedFigure(180_000), BoundedFigure(51_853)])
    assert cash == BoundedFigure(362_853)
    assert agrees(cash, BoundedFigure(363_000, Bound.ABOUT))
    assert not agrees(cash, BoundedFigure(363_000))


def test_bounds_that_point_different_ways_are_not_added() -> None:
    with pytest.raises(MetricUndefinedError, match="at least, at most"):
        add_bounded([BoundedFigure(10, Bound.AT_LEAST), BoundedFigure(5, Bound.AT_MOST)])
    with pytest.raises(MetricUndefinedError, match="none"):
        add_bounded([])


@pytest.mark.parametrize(
    ("one", "other", "bound"),
    [
        (Bound.EXACT, Bound.ABOUT, Bound.ABOUT),
        (Bound.EXACT, Bound.AT_MOST, Bound.AT_MOST),
        (Bound.ABOUT, Bound.AT_LEAST, Bound.AT_LEAST),
        (Bound.MORE_THAN, Bound.AT_LEAST, Bound.AT_LEAST),
    ],
)
def test_the_bound_of_a_sum_is_the_weaker_of_its_parts(one: Bound, other: Bound, bound: Bound) -> None:
    assert add_bounded([BoundedFigure(1, one), BoundedFigure(2, other)]) == BoundedFigure(3, bound)


def _truths(figure: BoundedFigure) -> list[float]:
    """Give numbers that a figure allows."""
    above = [figure.value, figure.value + 1, figure.value + 50]
    return {
        Bound.EXACT: [figure.value],
        Bound.ABOUT: [figure.value],
        Bound.AT_LEAST: above,
        Bound.MORE_THAN: above[1:],
        Bound.AT_MOST: [figure.value, max(0.0, figure.value - 50)],
    }[figure.bound]


@given(FIGURES, FIGURES)
def test_a_sum_holds_whatever_its_parts_really_are(one: BoundedFigure, other: BoundedFigure) -> None:
    try:
        total = add_bounded([one, other])
    except MetricUndefinedError:
        return
    for first in _truths(one):
        for second in _truths(other):
            if total.bound is Bound.ABOUT:
                assert math.isclose(first + second, total.value)
            else:
                assert agrees(total, BoundedFigure(first + second))


@given(FIGURES, FIGURES)
def test_agreeing_goes_both_ways(one: BoundedFigure, other: BoundedFigure) -> None:
    assert agrees(one, other) == agrees(other, one)
