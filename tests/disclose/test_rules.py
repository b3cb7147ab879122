"""Rules cannot be made looser than 5, and round as they say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linesmap.disclose import Rules
from linesmap.errors import InputError


@pytest.mark.parametrize(
    "loose",
    [
        {"threshold": 4},
        {"round_to": 3, "threshold": 9},
        {"fewest_contributors": 2},
        {"width": 4},
        {"threshold": 12},
        {"dominance_share": 1.0},
        {"amount_width": 0.0},
        {"round_amounts_to": 0.0},
    ],
)
def test_loose_rules_are_refused_in_a_sentence(loose: dict[str, float]) -> None:
    with pytest.raises(InputError, match=r"Expected .* found .*\.$"):
        Rules(**loose)  # type: ignore[arg-type]


def test_defaults() -> None:
    rules = Rules()
    assert (rules.threshold, rules.round_to, rules.least_width, rules.dominance_share) == (10, 5, 10, 0.5)
    assert not rules.trust_rounding


@given(st.integers(0, 10_000), st.sampled_from([(5, 5), (10, 5), (10, 10), (12, 6), (21, 7)]))
def test_rounding_is_to_the_nearest_and_never_under_the_threshold(count: int, how: tuple[int, int]) -> None:
    rules = Rules(threshold=how[0], round_to=how[1])
    rounded = rules.rounded(count)
    assert rounded % how[1] == 0
    assert abs(rounded - count) <= how[1] / 2
    assert count < how[0] or rounded >= how[0]
