"""The small map of candidates: numbered, apart, true to scale and without anything to fetch."""

from __future__ import annotations

import math
import re

import pytest

from linesmap.view.place_pictures import candidate_map
from linesmap.view.tokens import colour

FAR = [{"label": "A", "lon": -3.0, "lat": 51.6}, {"label": "B", "lon": 0.2, "lat": 52.0}]


def numbers(svg: str) -> list[str]:
    return re.findall(r"<text[^>]*>([0-9]+)</text>", svg)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("near", ["", "E23000039", "BTP", "nonesuch"])
def test_it_is_a_picture_with_its_numbers_and_no_address(theme: str, near: str) -> None:
    svg = candidate_map(FAR, theme=theme, near=near)
    assert numbers(svg) == ["1", "2"]
    assert re.findall(r"https?://[^\"]+", svg) == ["http://www.w3.org/2000/svg"]
    assert colour("sea", theme) in svg


def test_the_chosen_one_is_brought_out_and_drawn_last() -> None:
    svg = candidate_map(FAR, theme="light", chosen=0)
    assert numbers(svg) == ["2", "1"]
    assert f'fill="{colour("primary")}"' in svg
    assert f'fill="{colour("primary")}"' not in candidate_map(FAR, theme="light")


def test_marks_do_not_lie_on_each_other() -> None:
    same = [{"label": str(n), "lon": -2.6, "lat": 51.45} for n in range(9)]
    svg = candidate_map(same, theme="light")
    marks = [(float(x), float(y)) for x, y in re.findall(r'cx="([\d.]+)" cy="([\d.]+)" r="9.0"', svg)]
    assert len(marks) == 9
    gaps = [math.dist(a, b) for i, a in enumerate(marks) for b in marks[:i]]
    assert min(gaps) >= 18.5


def test_doubt_is_drawn_to_scale() -> None:
    near = [{"label": "A", "lon": -2.6, "lat": 51.45, "uncertainty_m": 5000}]
    wide = [{"label": "A", "lon": -2.6, "lat": 51.45, "uncertainty_m": 10_000}]
    radii = [
        float(re.findall(r'r="([\d.]+)" fill="[^"]+" fill-opacity', candidate_map(one, theme="light"))[0])
        for one in (near, wide)
    ]
    assert radii[1] == pytest.approx(2 * radii[0], rel=0.01)


def test_without_candidates_it_shows_where_the_force_is() -> None:
    assert numbers(candidate_map([], theme="light", near="E23000036")) == []
    assert candidate_map([], theme="light") != candidate_map([], theme="light", near="E23000036")
