"""Flows: exact ends, a shared trunk, and no two paths on top of each other."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from linesmap.view.flow_paths import flow_path

LONDON, BRISTOL, YEOVIL = (-0.1276, 51.5072), (-2.5879, 51.4545), (-2.6329, 50.9421)
SOUTH_WEST = (-3.2, 50.9)
points = st.tuples(st.floats(-5.5, 1.5), st.floats(50.0, 55.5))


@given(points, points, points)
def test_path_begins_and_ends_where_it_should(
    origin: tuple[float, float], end: tuple[float, float], focus: tuple[float, float]
) -> None:
    assume(math.dist(origin, end) > 0.01)
    path = flow_path(origin, end, focus)
    assert len(path) == 44
    assert path[0] == pytest.approx((origin[1], origin[0]), abs=1e-4)
    assert path[-1] == pytest.approx((end[1], end[0]), abs=1e-4)


def left_of(origin: tuple[float, float], end: tuple[float, float], at: tuple[float, float]) -> float:
    """Positive when a (lat, lon) point lies left of the way from origin to end."""
    return (end[0] - origin[0]) * (at[0] - origin[1]) - (end[1] - origin[1]) * (at[1] - origin[0])


def test_out_and_back_never_coincide() -> None:
    """Each bends left of its own travel, so they lie on opposite sides of the chord."""
    middle = (-1.3, 51.48)
    out, back = flow_path(LONDON, BRISTOL, middle), flow_path(BRISTOL, LONDON, middle)
    assert left_of(LONDON, BRISTOL, out[22]) > 0
    assert left_of(BRISTOL, LONDON, back[22]) > 0


def test_lines_that_share_both_ends_are_pushed_apart_in_order() -> None:
    bends = [left_of(LONDON, YEOVIL, flow_path(LONDON, YEOVIL, SOUTH_WEST, beside=n)[22]) for n in range(4)]
    assert bends == sorted(bends)
    assert len({round(bend, 6) for bend in bends}) == 4


def test_flows_from_one_origin_leave_together() -> None:
    """Angles at the start differ less than the angles of the chords."""

    def heading(path: list[tuple[float, float]], to: int) -> float:
        return math.atan2(path[to][0] - path[0][0], path[to][1] - path[0][1])

    one, other = flow_path(LONDON, BRISTOL, SOUTH_WEST), flow_path(LONDON, YEOVIL, SOUTH_WEST)
    assert abs(heading(one, 3) - heading(other, 3)) < abs(heading(one, 43) - heading(other, 43))


def test_a_flow_to_itself_has_no_length() -> None:
    assert set(flow_path(LONDON, LONDON, SOUTH_WEST)) == {(51.5072, -0.1276)}
