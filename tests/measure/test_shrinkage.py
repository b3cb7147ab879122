"""Empirical Bayes finds the likeliest spread between areas, and expects peaks to fall back as they do."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from linesmap.errors import InputError, MetricUndefinedError
from linesmap.measure import empirical_bayes

OBSERVED = [40, 18, 25, 12, 30, 60, 9, 33, 21, 15]
EXPECTED = [25, 25, 30, 20, 25, 40, 15, 40, 20, 10]


def likelihood(observed: list[int], expected: list[float], shape: float, rate: float) -> float:
    share = rate / (rate + np.asarray(expected))
    return float(stats.nbinom.logpmf(observed, shape, share).sum())


def test_likeliest_gamma_is_that_of_a_direct_search() -> None:
    found = empirical_bayes(OBSERVED, EXPECTED)
    assert found.shape is not None
    assert found.rate is not None
    searched = optimize.minimize(
        lambda at: -likelihood(OBSERVED, EXPECTED, math.exp(at[0]), math.exp(at[1])),
        [2.0, 2.0],
        method="Nelder-Mead",
        options={"xatol": 1e-8, "fatol": 1e-11, "maxiter": 4000},
    )
    assert found.shape == pytest.approx(math.exp(searched.x[0]), rel=1e-4)
    assert found.rate == pytest.approx(math.exp(searched.x[1]), rel=1e-4)
    assert found.between_variance == pytest.approx(found.shape / found.rate**2)


def test_likeliest_gamma_is_that_of_the_negative_binomial_regression() -> None:
    import warnings

    from statsmodels.discrete.discrete_model import NegativeBinomial

    found = empirical_bayes(OBSERVED, EXPECTED)
    assert found.shape is not None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = NegativeBinomial(OBSERVED, np.ones(10), exposure=EXPECTED).fit(disp=False, gtol=1e-9)
    assert found.estimate == pytest.approx(math.exp(fit.params[0]), rel=1e-4)
    assert 1 / found.shape == pytest.approx(fit.params[1], rel=1e-3)
    reach = 1.959964 * fit.bse[0]
    assert found.interval.upper == pytest.approx(found.estimate * math.exp(reach), rel=0.02)


def test_each_area_is_between_its_own_ratio_and_the_mean() -> None:
    found = empirical_bayes(OBSERVED, EXPECTED, names=list("ABCDEFGHIJ"))
    assert found.rate is not None
    for area in found.areas:
        assert area.estimate == pytest.approx(area.weight * area.ratio + (1 - area.weight) * found.estimate)
        low, high = stats.gamma.ppf([0.025, 0.975], found.shape + area.observed, scale=1 / (found.rate + area.expected))
        assert (area.interval.lower, area.interval.upper) == pytest.approx((low, high))
    weights = {area.expected: area.weight for area in found.areas}
    assert sorted(weights.values()) == [weights[size] for size in sorted(weights)]


def test_areas_that_do_not_differ_are_all_at_the_mean() -> None:
    found = empirical_bayes([25, 24, 26, 50], [25, 25, 25, 50])
    assert found.shape is None
    assert found.between_variance == 0
    low, high = stats.chi2.ppf(0.025, 250) / 2, stats.chi2.ppf(0.975, 252) / 2
    for area in found.areas:
        assert area.estimate == found.estimate == 1
        assert (area.interval.lower, area.interval.upper) == pytest.approx((low / 125, high / 125))
    assert "do not differ beyond chance" in found.sentence()
    later = found.without_action("4")
    assert (later.interval.lower, later.interval.upper) == tuple(stats.poisson.ppf([0.025, 0.975], 50))


def test_spread_is_found_again() -> None:
    source = np.random.default_rng(8)
    expected = source.uniform(20, 200, 600)
    observed = source.poisson(expected * source.gamma(9, 1.2 / 9, 600))
    found = empirical_bayes(observed, expected)
    assert found.estimate == pytest.approx(1.2, rel=0.05)
    assert found.shape == pytest.approx(9, rel=0.2)


def test_peaks_fall_back_as_expected() -> None:
    """Nothing is done to the tenth of areas that stood highest: the next count is what was expected without action."""
    source = np.random.default_rng(6)
    rates = source.gamma(10, 0.1, 400)
    before, after = source.poisson(30 * rates), source.poisson(30 * rates)
    found = empirical_bayes(before, np.full(400, 30.0))
    peaks = np.argsort(before)[-40:]
    expected = [found.without_action(int(at)) for at in peaks]
    assert after[peaks].mean() == pytest.approx(np.mean([one.estimate for one in expected]), rel=0.05)
    assert before[peaks].mean() > 1.05 * after[peaks].mean()
    held = [one.interval.holds(after[at]) for one, at in zip(expected, peaks, strict=True)]
    assert np.mean(held) > 0.85


def test_expected_without_action_is_the_predictive_distribution() -> None:
    found = empirical_bayes(OBSERVED, EXPECTED, names=list("ABCDEFGHIJ"))
    assert found.shape is not None
    assert found.rate is not None
    later = found.without_action("A", expected_after=50, observed_after=44)
    assert later.estimate == pytest.approx(found.areas[0].estimate * 50)
    assert later.raw == pytest.approx(80)
    grid = stats.gamma.ppf((np.arange(4000) + 0.5) / 4000, found.shape + 40, scale=1 / (found.rate + 25))
    cdf = [stats.poisson.cdf(end, grid * 50).mean() for end in (later.interval.lower - 1, later.interval.upper)]
    assert cdf[0] < 0.025
    assert cdf[1] >= 0.9749


def test_sentence_puts_it_beside_the_raw_change() -> None:
    words = empirical_bayes([40, 18, 25, 12, 30], [25] * 5).without_action(0, observed_after=22).sentence()
    assert "Without action about 36.2 were to be expected after 40 before" in words
    assert "45% lower than the count before at its face, 39% lower than what was to be expected" in words
    assert "does not show a change beyond a return to the usual" in words
    far = empirical_bayes([40, 18, 25, 12, 30], [25] * 5).without_action(0, observed_after=5).sentence()
    assert "is consistent with a change beyond a return to the usual" in far


def test_wrong_arguments_are_refused() -> None:
    for observed, expected in (([1, 2], [1, 1]), ([0, 0, 0], [1, 1, 1]), ([1, 2, 3], [1, 0, 1])):
        with pytest.raises(MetricUndefinedError, match=r"\.$"):
            empirical_bayes(observed, expected)
    with pytest.raises(InputError):
        empirical_bayes([1, 2, 3], [1, 1])
    with pytest.raises(InputError):
        empirical_bayes([1, -2, 3], [1, 1, 1])
    found = empirical_bayes([1, 2, 9], [1, 1, 1], names=["A", "A", "B"])
    for name in ("A", "C"):
        with pytest.raises(InputError):
            found.without_action(name)


@given(st.lists(st.tuples(st.integers(0, 80), st.floats(0.5, 60)), min_size=3, max_size=9))
@settings(max_examples=25, deadline=None)
def test_nothing_likelier_is_near(pairs: list[tuple[int, float]]) -> None:
    observed, expected = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    if not any(observed):
        return
    found = empirical_bayes(observed, expected)
    if found.shape is None or found.rate is None:
        best = float(stats.poisson.logpmf(observed, found.estimate * np.asarray(expected)).sum())
        shapes = [(shape, shape / found.estimate) for shape in (0.5, 5, 50, 500)]
    else:
        best = likelihood(observed, expected, found.shape, found.rate)
        shapes = [(found.shape * a, found.rate * b) for a in (0.8, 1, 1.25) for b in (0.8, 1, 1.25)]
    assert all(likelihood(observed, expected, a, b) <= best + 1e-5 for a, b in shapes)


def test_as_dict_is_json() -> None:
    plain = json.loads(json.dumps(empirical_bayes(OBSERVED, EXPECTED).as_dict(), allow_nan=False))
    assert len(plain["areas"]) == 10
    assert plain["areas"][0]["name"] == "1"
