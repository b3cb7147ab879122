"""Rate ratios agree with the vectors, with scipy and statsmodels, and keep their symmetries."""

from __future__ import annotations

import json
import math
import warnings

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats

from linesmap.errors import InputError, MetricUndefinedError
from linesmap.measure import rate_ratio, ratio_of_rate_ratios

COUNTS = st.integers(1, 400)
EXPOSURES = st.floats(0.2, 400)


def test_vector_of_domain_6_1() -> None:
    change = rate_ratio(40, 22)
    assert change.estimate == pytest.approx(0.550, abs=5e-4)
    assert change.interval.lower == pytest.approx(0.327, abs=5e-4)
    assert change.interval.upper == pytest.approx(0.925, abs=5e-4)


def test_vector_of_domain_6_2() -> None:
    change = ratio_of_rate_ratios(40, 22, 100, 95)
    assert change.estimate == pytest.approx(0.579, abs=5e-4)
    assert change.interval.lower == pytest.approx(0.321, abs=5e-4)
    assert change.interval.upper == pytest.approx(1.046, abs=5e-4)
    assert not change.shows_change


def test_sentence_says_numbers_in_words_and_its_limits() -> None:
    words = rate_ratio(40, 22).sentence()
    assert "45% lower than before (40 before, 22 after)" in words
    assert "The 95% interval is between 67% lower and 7% lower." in words
    assert "consistent with a fall" in words
    assert "caused" not in words
    assert "cannot tell an action from a season" in words


def test_sentence_says_that_no_change_is_shown() -> None:
    words = ratio_of_rate_ratios(40, 22, 100, 95).sentence()
    assert "between 68% lower and 5% higher. This does not show a change." in words
    assert "consistent with" not in words


def test_over_dispersion_widens_never_narrows() -> None:
    plain, wide = rate_ratio(40, 22), rate_ratio(40, 22, dispersion=1.8)
    assert wide.standard_error == pytest.approx(plain.standard_error * math.sqrt(1.8))
    assert rate_ratio(40, 22, dispersion=0.4).interval == plain.interval
    assert wide.exact_interval is None
    assert wide.p_value is None
    assert "vary 1.8 times as much as by chance" in wide.sentence()


def test_students_t_is_used_with_degrees_of_freedom() -> None:
    change = rate_ratio(40, 22, dispersion=2, degrees_of_freedom=7)
    reach = stats.t.ppf(0.975, 7) * math.sqrt(2 * (1 / 40 + 1 / 22))
    assert change.interval.upper == pytest.approx(0.55 * math.exp(reach))


@pytest.mark.parametrize(("before", "after", "t0", "t1"), [(40, 22, 1, 1), (3, 9, 30, 60), (12, 0, 1, 1), (0, 5, 2, 1)])
def test_exact_interval_is_that_of_the_binomial(before: int, after: int, t0: float, t1: float) -> None:
    change = rate_ratio(before, after, exposure_before=t0, exposure_after=t1)
    share = stats.binomtest(after, before + after, t1 / (t0 + t1))
    ends = share.proportion_ci(0.95, method="exact")
    exact = change.exact_interval
    assert exact is not None
    assert exact.lower == pytest.approx(ends.low / (1 - ends.low) * t0 / t1)
    assert exact.upper == (math.inf if before == 0 else pytest.approx(ends.high / (1 - ends.high) * t0 / t1))
    tails = [
        stats.binomtest(after, before + after, t1 / (t0 + t1), alternative=side).pvalue for side in ("less", "greater")
    ]
    assert change.p_value == pytest.approx(min(1, 2 * min(tails)))


def test_log_normal_interval_is_the_log_wald_interval_of_statsmodels() -> None:
    from statsmodels.stats.rates import confint_poisson_2indep, test_poisson_2indep

    change = rate_ratio(31, 57, exposure_before=90, exposure_after=120)
    low, high = confint_poisson_2indep(57, 120, 31, 90, method="wald-log", compare="ratio")
    assert change.interval.lower == pytest.approx(low)
    assert change.interval.upper == pytest.approx(high)
    exact = test_poisson_2indep(57, 120, 31, 90, method="exact-cond", compare="ratio").pvalue
    # Theirs adds the outcomes no likelier than the one found; ours doubles the smaller tail.
    assert change.p_value == pytest.approx(exact, rel=0.15)


def test_e_test_agrees_whether_there_is_a_change() -> None:
    for before, after in ((40, 22), (30, 26), (12, 30), (100, 96)):
        e_test = stats.poisson_means_test(before, 1, after, 1).pvalue
        assert rate_ratio(before, after).shows_change == (e_test < 0.05)


@pytest.mark.parametrize("counts", [(40, 22, 100, 95), (7, 30, 41, 18), (200, 150, 90, 91)])
def test_ratio_of_rate_ratios_is_the_interaction_of_a_poisson_regression(counts: tuple[int, int, int, int]) -> None:
    import statsmodels.api as sm

    over = np.array([30.0, 45.0, 60.0, 20.0])
    treated, after = np.array([1, 1, 0, 0]), np.array([0, 1, 0, 1])
    design = np.column_stack([np.ones(4), treated, after, treated * after])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = sm.GLM(counts, design, family=sm.families.Poisson(), exposure=over).fit(tol=1e-12)
        low, high = fit.conf_int()[3]
    change = ratio_of_rate_ratios(
        *counts, exposure_before=30, exposure_after=45, control_exposure_before=60, control_exposure_after=20
    )
    assert change.estimate == pytest.approx(math.exp(fit.params[3]), rel=1e-6)
    assert change.standard_error == pytest.approx(fit.bse[3], rel=1e-6)
    assert change.interval.lower == pytest.approx(math.exp(low), rel=1e-5)
    assert change.interval.upper == pytest.approx(math.exp(high), rel=1e-5)


def test_quasi_poisson_standard_error() -> None:
    change = ratio_of_rate_ratios(40, 22, 100, 95, dispersion=2.25)
    plain = ratio_of_rate_ratios(40, 22, 100, 95)
    assert plain.standard_error is not None
    assert change.standard_error == pytest.approx(1.5 * plain.standard_error)


@pytest.mark.parametrize("counts", [(20, 0, 100, 95), (0, 6, 40, 30), (8, 5, 0, 9), (9, 3, 12, 0), (9, 0, 0, 7)])
def test_zero_in_a_table_gives_the_exact_conditional_end(counts: tuple[int, int, int, int]) -> None:
    before, after, control_before, control_after = counts
    change = ratio_of_rate_ratios(*counts)
    table = stats.contingency.odds_ratio([[after, before], [control_after, control_before]], kind="conditional")
    ends = table.confidence_interval(0.95)
    assert change.interval.lower == pytest.approx(ends.low, rel=1e-4)
    assert change.interval.upper == pytest.approx(ends.high, rel=1e-4)
    assert change.standard_error is None


def test_zero_counts_invent_nothing() -> None:
    gone, new = rate_ratio(12, 0), rate_ratio(0, 12)
    assert gone.estimate == 0
    assert new.estimate == math.inf
    # The end is where no event after has the probability 2.5%.
    share_after = gone.interval.upper / (1 + gone.interval.upper)
    assert (1 - share_after) ** 12 == pytest.approx(0.025)
    assert new.interval.lower == pytest.approx(1 / gone.interval.upper)
    assert new.as_dict()["estimate"] is None
    assert "no finite ratio" in new.sentence()
    assert rate_ratio(12, 0, dispersion=3).interval.upper > gone.interval.upper


@pytest.mark.parametrize("counts", [(0, 0, 5, 5), (5, 5, 0, 0), (0, 5, 0, 5), (5, 0, 5, 0)])
def test_nothing_counted_has_no_ratio(counts: tuple[int, int, int, int]) -> None:
    with pytest.raises(MetricUndefinedError, match=r"found none.*\.$"):
        ratio_of_rate_ratios(*counts)


def test_wrong_arguments_are_refused() -> None:
    with pytest.raises(MetricUndefinedError):
        rate_ratio(0, 0)
    for wrong in ({"exposure_before": 0}, {"dispersion": -1}, {"coverage": 95}, {"degrees_of_freedom": 0}):
        with pytest.raises(InputError):
            rate_ratio(5, 5, **wrong)
    for count in (-1, math.nan, math.inf):
        with pytest.raises(InputError):
            rate_ratio(count, 5)


@given(COUNTS, COUNTS, EXPOSURES, EXPOSURES, st.floats(0.5, 6))
@settings(max_examples=60, deadline=None)
def test_swapping_before_and_after_inverts(before: int, after: int, t0: float, t1: float, phi: float) -> None:
    there = rate_ratio(before, after, exposure_before=t0, exposure_after=t1, dispersion=phi)
    back = rate_ratio(after, before, exposure_before=t1, exposure_after=t0, dispersion=phi)
    assert there.estimate == pytest.approx(1 / back.estimate)
    assert there.interval.lower == pytest.approx(1 / back.interval.upper)
    if there.exact_interval and back.exact_interval:
        assert there.exact_interval.lower == pytest.approx(1 / back.exact_interval.upper)
        assert there.p_value == pytest.approx(back.p_value)


@given(st.integers(0, 60), st.integers(0, 60), EXPOSURES, EXPOSURES, st.floats(0.1, 50))
@settings(max_examples=60, deadline=None)
def test_unit_of_exposure_does_not_matter(before: int, after: int, t0: float, t1: float, unit: float) -> None:
    assume(before + after)
    one = rate_ratio(before, after, exposure_before=t0, exposure_after=t1)
    other = rate_ratio(before, after, exposure_before=t0 * unit, exposure_after=t1 * unit)
    assert one.estimate == pytest.approx(other.estimate)
    assert one.interval.lower == pytest.approx(other.interval.lower)
    assert one.interval.upper == pytest.approx(other.interval.upper)


@given(st.integers(0, 40), st.integers(0, 40))
@settings(max_examples=60, deadline=None)
def test_exact_interval_leaves_out_one_where_p_is_small(before: int, after: int) -> None:
    assume(before + after)
    change = rate_ratio(before, after)
    assert change.exact_interval is not None
    assert change.p_value is not None
    assert change.exact_interval.holds(1) == (change.p_value >= 0.05)


@given(COUNTS, COUNTS, COUNTS, COUNTS)
@settings(max_examples=60, deadline=None)
def test_swapping_target_and_control_inverts(a: int, b: int, c: int, d: int) -> None:
    one, other = ratio_of_rate_ratios(a, b, c, d), ratio_of_rate_ratios(c, d, a, b)
    assert one.estimate == pytest.approx(1 / other.estimate)
    assert one.interval.lower == pytest.approx(1 / other.interval.upper)
    assert one.estimate == pytest.approx(one.target.estimate / one.control.estimate)


def test_intervals_hold_the_truth() -> None:
    source = np.random.default_rng(5)
    held = [
        rate_ratio(before, after).interval.holds(0.7)
        for before, after in zip(source.poisson(60, 2000), source.poisson(42, 2000), strict=True)
    ]
    assert 0.935 < np.mean(held) < 0.965


def test_as_dict_is_json_with_the_sentence() -> None:
    plain = json.loads(json.dumps(ratio_of_rate_ratios(40, 0, 100, 95).as_dict(), allow_nan=False))
    assert plain["target"]["before"] == 40
    assert plain["interval"]["lower"] == 0
    assert plain["sentence"] == ratio_of_rate_ratios(40, 0, 100, 95).sentence()
