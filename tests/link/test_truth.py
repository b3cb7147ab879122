"""Scores against the truth: worked numbers, and every pair counted one by one."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linesmap.link import Score, score_clusters


def test_worked_numbers() -> None:
    """Found {1,2,3} {4} {5,6}; true {1,2} {3,4} {5,6}: 4 pairs made, 3 true, 2 right; 1 of 3 groups exact."""
    scores = score_clusters("aaabcc", "xxyyzz")
    assert scores["pairs"].as_dict() == {"precision": 0.5, "recall": 0.666667, "f1": 0.571429}
    assert scores["clusters"].as_dict() == {"precision": 0.333333, "recall": 0.333333, "f1": 0.333333}


@pytest.mark.parametrize(
    ("found", "true", "pairs", "clusters"),
    [
        ("abc", "xxx", (1, 0, 0), (0, 0, 0)),
        ("aaa", "xyz", (0, 1, 0), (0, 0, 0)),
        ("aab", "xxy", (1, 1, 1), (1, 1, 1)),
        ("", "", (1, 1, 1), (1, 1, 1)),
    ],
)
def test_the_ends_of_the_scale(
    found: str, true: str, pairs: tuple[int, int, int], clusters: tuple[int, int, int]
) -> None:
    scores = score_clusters(found, true)
    for name, wanted in (("pairs", pairs), ("clusters", clusters)):
        assert (scores[name].precision, scores[name].recall, scores[name].f1) == wanted


GROUPS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=25)


@given(GROUPS)
def test_every_pair_counted_one_by_one(both: list[tuple[int, int]]) -> None:
    found, true = [one for one, _ in both], [other for _, other in both]
    made, held = (
        {(i, j) for i, j in combinations(range(len(both)), 2) if groups[i] == groups[j]} for groups in (found, true)
    )
    scores = score_clusters(found, true)
    assert scores["pairs"].precision == pytest.approx(len(made & held) / len(made) if made else 1)
    assert scores["pairs"].recall == pytest.approx(len(made & held) / len(held) if held else 1)
    mine, real = (
        {frozenset(i for i in range(len(both)) if groups[i] == name) for name in set(groups)}
        for groups in (found, true)
    )
    assert scores["clusters"].precision == pytest.approx(len(mine & real) / len(mine) if mine else 1)
    assert scores["clusters"].recall == pytest.approx(len(mine & real) / len(real) if real else 1)


@given(GROUPS)
def test_finding_and_truth_change_places(both: list[tuple[int, int]]) -> None:
    found, true = [one for one, _ in both], [other for _, other in both]
    for name, score in score_clusters(found, true).items():
        turned = score_clusters(true, found)[name]
        assert (score.precision, score.recall) == (turned.recall, turned.precision)
        assert score.f1 == pytest.approx(turned.f1)


def test_lengths_must_agree() -> None:
    with pytest.raises(ValueError, match="zip"):
        score_clusters("ab", "a")


def test_nothing_right_is_zero_not_an_error() -> None:
    assert Score(0.0, 0.0).f1 == 0
