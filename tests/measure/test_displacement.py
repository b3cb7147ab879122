"""Displacement measures agree with the vectors, with the published test, and with simulation."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linesmap.errors import InputError, MetricUndefinedError
from linesmap.measure import (
    total_net_effect,
    weighted_displacement_difference,
    weighted_displacement_quotient,
)

VECTOR = (40, 22, 32, 30, 100, 95)
PAIRS = st.tuples(st.integers(0, 300), st.integers(0, 300))


def test_vector_of_domain_6_5() -> None:
    quotient, effect = weighted_displacement_quotient(*VECTOR), total_net_effect(*VECTOR)
    assert quotient.gross_effect == effect.gross_effect == 18
    assert quotient.net_effect == pytest.approx(0.168, abs=5e-4)
    assert quotient.success == pytest.approx(-0.168, abs=5e-4)
    assert quotient.estimate == pytest.approx(0.025, abs=5e-4)
    assert effect.estimate == pytest.approx(16.4)
    assert effect.target_effect + effect.buffer_effect == pytest.approx(effect.estimate)


@pytest.mark.parametrize(
    ("buffer", "words"),
    [
        ((100, 40), "diffusion larger than the direct effect"),
        ((100, 70), "the target (diffusion)"),
        ((100, 100), "neither displacement nor diffusion"),
        ((100, 130), "displacement smaller than the gain"),
        ((100, 190), "displacement outweighs the gain"),
    ],
)
def test_reading_of_each_class(buffer: tuple[int, int], words: str) -> None:
    quotient = weighted_displacement_quotient(100, 50, *buffer, 100, 100)
    assert words in quotient.reading
    assert words in quotient.sentence()


def test_without_success_there_is_no_reading() -> None:
    quotient = weighted_displacement_quotient(22, 40, 32, 30, 100, 95)
    assert quotient.success > 0
    assert quotient.reading == ""
    assert quotient.sentence().startswith("The target did no better than its control")
    assert "In 1 of 100 draws" in quotient.sentence()


def test_small_counts_show_neither() -> None:
    quotient = weighted_displacement_quotient(*VECTOR)
    assert quotient.interval.holds(0)
    assert "This does not show displacement or diffusion." in quotient.sentence()
    assert 0.9 < quotient.share_success < 1
    assert "This does not show a change." in total_net_effect(*VECTOR).sentence()
    assert "16.4 fewer events" in total_net_effect(*VECTOR).sentence()


def test_draws_are_the_same_each_time_and_seeded() -> None:
    assert weighted_displacement_quotient(*VECTOR) == weighted_displacement_quotient(*VECTOR)
    other = weighted_displacement_quotient(*VECTOR, seed=1)
    assert other.interval != weighted_displacement_quotient(*VECTOR).interval
    assert other.estimate == weighted_displacement_quotient(*VECTOR).estimate


def test_bootstrap_spread_is_that_of_the_delta_method() -> None:
    counts = (4000, 2200, 3200, 3000, 10000, 9500)
    target_before, target_after, buffer_before, buffer_after, control_before, control_after = counts
    effect = total_net_effect(*counts, draws=20000)
    trend, both = control_after / control_before, target_before + buffer_before
    variance = trend**2 * both + target_after + buffer_after
    variance += (both * trend) ** 2 * (1 / control_after + 1 / control_before)
    reach = 1.959964 * math.sqrt(variance)
    assert effect.interval.upper - effect.interval.lower == pytest.approx(2 * reach, rel=0.03)
    wide = total_net_effect(*counts, draws=20000, dispersion=4)
    assert wide.interval.upper - wide.interval.lower == pytest.approx(4 * reach, rel=0.04)


def test_total_net_effect_interval_holds_the_truth() -> None:
    source = np.random.default_rng(3)
    means = np.array([200, 140, 150, 150, 400, 400])
    drawn = source.poisson(means, (400, 6))
    held = [total_net_effect(*map(int, row), draws=400).interval.holds(60) for row in drawn]
    assert 0.92 < np.mean(held) < 0.975


@pytest.mark.parametrize("place", range(6))
def test_zero_is_refused(place: int) -> None:
    counts = list(VECTOR)
    counts[place] = 0
    for measure in (weighted_displacement_quotient, total_net_effect):
        with pytest.raises(MetricUndefinedError, match=r"found zero for the .*\.$"):
            measure(*counts)


def test_target_that_moved_like_its_control_has_no_quotient() -> None:
    with pytest.raises(MetricUndefinedError):
        weighted_displacement_quotient(40, 20, 32, 30, 100, 50)


def test_wrong_arguments_are_refused() -> None:
    with pytest.raises(InputError):
        weighted_displacement_quotient(*VECTOR, draws=3)
    with pytest.raises(InputError):
        total_net_effect(*VECTOR[:5], -1)
    with pytest.raises(InputError):
        weighted_displacement_difference((1, -2), (3, 4))
    with pytest.raises(MetricUndefinedError):
        weighted_displacement_difference((0, 0), (0, 0))


@given(st.tuples(*[st.integers(5, 400)] * 6), st.integers(2, 9))
@settings(max_examples=40, deadline=None)
def test_a_larger_control_changes_no_total(counts: tuple[int, ...], times: int) -> None:
    """Only the control's ratio of after to before counts."""
    areas, control = counts[:4], counts[4:]
    scaled = (*areas, *(count * times for count in control))
    one, other = (total_net_effect(*six, draws=100) for six in (counts, scaled))
    assert one.estimate == pytest.approx(other.estimate)
    if areas[0] * control[1] != areas[1] * control[0]:
        ratios = [weighted_displacement_quotient(*six, draws=100).estimate for six in (counts, scaled)]
        assert ratios[0] == pytest.approx(ratios[1])


def test_published_example_of_the_difference() -> None:
    """Wheeler and Ratcliffe 2018, as tested in their own code: -118, variance 1568, z -2.98, 95% -196 to -40."""
    test = weighted_displacement_difference((207, 110), (308, 318), (178, 157), (150, 140))
    assert test.estimate == -118
    assert test.standard_error == pytest.approx(math.sqrt(1568))
    assert round(test.z, 2) == -2.98
    assert (round(test.interval.lower), round(test.interval.upper)) == (-196, -40)
    assert test.local == -107
    assert test.displaced == -11
    assert "118 fewer events" in test.sentence()
    assert "consistent with a fall" in test.sentence()


def test_difference_with_periods_of_other_lengths() -> None:
    """The authors' example: two years before, one after: -20 with a variance of 115."""
    test = weighted_displacement_difference((80, 20), (100, 50), exposure_before=2, exposure_after=1)
    assert test.estimate == -20
    assert test.standard_error == pytest.approx(math.sqrt(115))


def test_difference_allows_zeros_and_says_when_nothing_is_shown() -> None:
    test = weighted_displacement_difference((4, 0), (5, 3))
    assert test.estimate == -2
    assert "This does not show a change." in test.sentence()
    lone = weighted_displacement_difference((40, 20), (30, 30), target_buffer=(20, 25))
    assert lone.displaced == 5
    assert "no control of its own" in lone.sentence()


def test_difference_interval_holds_the_truth_and_widens() -> None:
    source = np.random.default_rng(11)
    means = np.array([80, 50, 90, 95, 60, 70, 40, 38])
    truth = (50 - 80) - (95 - 90) + (70 - 60) - (38 - 40)
    tests = [
        weighted_displacement_difference(*(tuple(map(int, row[at : at + 2])) for at in (0, 2, 4, 6)))  # type: ignore[arg-type]
        for row in source.poisson(means, (3000, 8))
    ]
    assert 0.94 < np.mean([test.interval.holds(truth) for test in tests]) < 0.96
    assert np.std([test.estimate for test in tests]) == pytest.approx(math.sqrt(means.sum()), rel=0.04)


@given(PAIRS, PAIRS, PAIRS, PAIRS, st.floats(1, 9))
@settings(max_examples=60, deadline=None)
def test_difference_is_the_published_formula(
    t: tuple[int, int], c: tuple[int, int], tb: tuple[int, int], cb: tuple[int, int], phi: float
) -> None:
    total = sum(t + c + tb + cb)
    if total == 0:
        return
    test = weighted_displacement_difference(t, c, tb, cb, dispersion=phi)
    assert test.estimate == (t[1] - t[0]) - (c[1] - c[0]) + (tb[1] - tb[0]) - (cb[1] - cb[0])
    assert test.standard_error == pytest.approx(math.sqrt(phi * total))
    assert weighted_displacement_difference(c, t, cb, tb).estimate == -test.estimate


def test_as_dict_is_json() -> None:
    for result in (
        weighted_displacement_quotient(*VECTOR),
        total_net_effect(*VECTOR),
        weighted_displacement_difference((4, 0), (5, 3)),
    ):
        plain = json.loads(json.dumps(result.as_dict(), allow_nan=False))
        assert plain["target"]["before"] in (40, 4)
        assert plain["sentence"].endswith(".")
