"""Funnel limits are exact, and a funnel of alike areas has about as many outside as it says."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from linesmap.errors import InputError, MetricUndefinedError
from linesmap.measure import funnel, funnel_limits

NAMES = [f"Area {number}" for number in range(43)]


def test_vector_of_domain_6_7() -> None:
    inner, outer = funnel_limits(20), funnel_limits(20, coverage=0.998)
    assert (inner.lower, inner.upper) == (12, 29)
    assert (outer.lower, outer.upper) == (8, 35)
    assert inner.interval.holds(12)
    assert "counts from 12 to 29" in inner.sentence()


def test_arrays_give_arrays() -> None:
    limits = funnel_limits([5, 20, 200.5])
    assert list(np.asarray(limits.lower)) == [funnel_limits(one).lower for one in (5, 20, 200.5)]
    assert list(np.asarray(limits.upper)) == [funnel_limits(one).upper for one in (5, 20, 200.5)]
    assert json.dumps(limits.as_dict())
    with pytest.raises(InputError):
        _ = limits.interval


@given(st.floats(0.05, 3000), st.sampled_from([0.8, 0.95, 0.998]))
@settings(max_examples=60, deadline=None)
def test_limits_cover_by_summing_probabilities(expected: float, coverage: float) -> None:
    limits = funnel_limits(expected, coverage=coverage)
    assert isinstance(limits.lower, int)
    assert isinstance(limits.upper, int)
    tail = (1 - coverage) / 2 + 1e-12
    chances = stats.poisson.pmf(np.arange(limits.upper + 1), expected)
    assert chances[: limits.lower].sum() <= tail
    assert chances[limits.lower :].sum() >= coverage - 1e-9
    assert stats.poisson.sf(limits.upper, expected) <= tail
    # No tighter whole number would do.
    assert chances[: limits.lower + 1].sum() >= tail - 2e-12
    assert limits.upper == 0 or stats.poisson.sf(limits.upper - 1, expected) >= tail - 2e-12


def test_points_stand_in_the_order_given_with_their_band() -> None:
    points = funnel([30, 20, 7, 29, 12, 36], [20] * 6, names=list("ABCDEF")).points
    assert [point.name for point in points] == list("ABCDEF")
    assert [point.band for point in points] == [0.95, None, 0.998, None, None, 0.998]
    assert [point.side for point in points] == ["high", "", "low", "", "", "high"]
    assert points[0].ratio == 1.5
    assert points[0].z == pytest.approx(10 / np.sqrt(20))
    assert (points[0].lower_95 * 20, points[0].upper_998 * 20) == pytest.approx((12, 35))


def test_sentence_says_how_many_by_chance() -> None:
    drawn = np.random.default_rng(2).poisson(30, 43)
    found = funnel(drawn, [30] * 43, names=NAMES)
    assert found.expected_outside == pytest.approx(2.15)
    assert "about 2 would by chance" in found.sentence()
    assert "not a grade" in found.sentence()
    assert found.estimate == len(found.outside(0.95)) == sum(point.band is not None for point in found.points)


def test_alike_areas_lie_outside_as_often_as_stated() -> None:
    source = np.random.default_rng(9)
    outside = [funnel(source.poisson(120, 43), [120] * 43, names=NAMES).estimate for _ in range(150)]
    exact = 43 * (
        stats.poisson.cdf(funnel_limits(120).lower - 1, 120) + stats.poisson.sf(funnel_limits(120).upper, 120)
    )
    assert np.mean(outside) == pytest.approx(exact, abs=0.35)
    assert np.mean(outside) < 2.15


def test_over_dispersion_by_hand() -> None:
    observed, expected = np.array([10.0, 30, 45, 80, 20, 150]), np.array([20.0, 20, 40, 60, 40, 100])
    z = (observed - expected) / np.sqrt(expected)
    low, high = np.percentile(z, [10, 90])
    squared = np.minimum(np.maximum(z, low), high) ** 2
    phi = squared.mean()
    tau2 = (6 * phi - 5) / (expected.sum() - (expected**2).sum() / expected.sum())
    plain, times, plus = (
        funnel(observed, expected, names=list("ABCDEF"), overdispersion=way)  # type: ignore[arg-type]
        for way in ("none", "multiplicative", "additive")
    )
    for found in (plain, times, plus):
        assert found.phi == pytest.approx(phi)
        assert found.tau2 == pytest.approx(tau2)
        assert found.beyond_chance == (6 * phi > stats.chi2.ppf(0.95, 6))
    assert times.widened
    assert times.points[0].z == pytest.approx(z[0] / np.sqrt(phi))
    assert plus.points[5].z == pytest.approx(z[5] / np.sqrt(1 + tau2 * 100))
    for wide in (times, plus):
        assert wide.estimate <= plain.estimate
        assert wide.points[1].upper_95 > plain.points[1].upper_95
        assert wide.points[1].lower_95 >= 0
    assert "do not allow for" in plain.sentence()
    assert "limits allow for" in times.sentence()


def test_alike_areas_are_not_widened() -> None:
    even = funnel([20, 21, 19, 20], [20] * 4, names=list("ABCD"), overdispersion="multiplicative")
    assert not even.widened
    assert even.tau2 == 0
    assert even.points[0].lower_95 * 20 == pytest.approx(12)


def test_additive_variance_is_found_again() -> None:
    source = np.random.default_rng(4)
    expected = source.uniform(50, 400, 400)
    observed = source.poisson(expected * source.gamma(1 / 0.04, 0.04, 400))
    found = funnel(observed, expected, names=[str(at) for at in range(400)], overdispersion="additive")
    # Pulling in the outer tenths makes it smaller than the true 0.04.
    assert 0.02 < found.tau2 < 0.04
    assert found.estimate / 400 < 0.15


def test_curve_goes_through_the_limits_of_the_points() -> None:
    found = funnel(
        [10, 30, 45, 80, 20, 150], [20, 20, 40, 60, 40, 100], names=list("ABCDEF"), overdispersion="additive"
    )
    lower, upper = found.limits([20, 100], 0.998)
    assert lower[0] == found.points[0].lower_998
    assert upper[1] == found.points[5].upper_998


def test_wrong_arguments_are_refused() -> None:
    with pytest.raises(MetricUndefinedError):
        funnel_limits(0)
    with pytest.raises(InputError):
        funnel_limits(20, coverage=95)
    with pytest.raises(MetricUndefinedError):
        funnel([1, 2], [3, 0], names=["A", "B"])
    with pytest.raises(MetricUndefinedError):
        funnel([], [], names=[])
    with pytest.raises(InputError):
        funnel([1, 2], [3, 4], names=["A"])
    with pytest.raises(InputError):
        funnel([1, -2], [3, 4], names=["A", "B"])
    with pytest.raises(InputError):
        funnel([1], [3], names=["A"], overdispersion="some")  # type: ignore[arg-type]


def test_one_area_and_json() -> None:
    plain = json.loads(json.dumps(funnel([5], [3], names=["A"], overdispersion="additive").as_dict(), allow_nan=False))
    assert plain["points"][0]["name"] == "A"
    assert plain["outside_95"] == 0
    assert "hardly any would by chance" in plain["sentence"]
