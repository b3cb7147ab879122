"""Dispersion is Pearson's chi-square over its degrees of freedom, as scipy and statsmodels have it."""

from __future__ import annotations

import json

import numpy as np
import pytest
from scipy import stats

from linesmap.errors import InputError, MetricUndefinedError
from linesmap.measure import dispersion


def test_series_against_its_mean() -> None:
    counts = [12, 9, 15, 22, 7, 11, 30, 4]
    found = dispersion(counts)
    assert found.chi_square == pytest.approx(stats.chisquare(counts).statistic)
    assert found.degrees_of_freedom == 7
    assert found.estimate == pytest.approx(np.var(counts, ddof=1) / np.mean(counts))


def test_table_against_its_totals() -> None:
    table = np.array([[12, 9, 15], [22, 7, 11], [0, 0, 0], [30, 4, 9]])
    found = dispersion(table)
    chance = stats.chi2_contingency(table[[0, 1, 3]], correction=False)
    assert found.chi_square == pytest.approx(chance.statistic)
    assert found.degrees_of_freedom == chance.dof == 4


def test_fitted_model_is_that_of_statsmodels() -> None:
    import statsmodels.api as sm

    source = np.random.default_rng(1)
    month = np.arange(36)
    counts = source.poisson(np.exp(3 + 0.01 * month))
    fit = sm.GLM(counts, sm.add_constant(month), family=sm.families.Poisson()).fit()
    found = dispersion(counts, fit.fittedvalues, 2)
    assert found.estimate == pytest.approx(fit.pearson_chi2 / fit.df_resid)
    assert found.degrees_of_freedom == fit.df_resid


def test_poisson_counts_have_about_one_and_others_more() -> None:
    source = np.random.default_rng(2)
    assert dispersion(source.poisson(20, 3000)).estimate == pytest.approx(1, abs=0.08)
    wide = dispersion(source.poisson(source.gamma(10, 2, 3000)))
    assert wide.estimate == pytest.approx(3, abs=0.25)
    assert wide.widening == pytest.approx(np.sqrt(wide.estimate))


def test_interval_holds_the_truth() -> None:
    source = np.random.default_rng(3)
    held = [dispersion(row).interval.holds(1) for row in source.poisson(50, (1500, 24))]
    assert 0.93 < np.mean(held) < 0.97


def test_sentence_never_narrows() -> None:
    even = dispersion([10, 10, 10, 11])
    assert even.widening == 1
    assert "left as they are" in even.sentence()
    assert "widened by" in dispersion([1, 30, 5, 60]).sentence()
    assert "trend or a season" in even.sentence()


def test_cells_where_nothing_is_expected_are_left_out() -> None:
    found = dispersion([4, 6, 0, 0], [5, 5, 0, 0])
    assert found.n_counts == 2
    assert found.degrees_of_freedom == 1
    with pytest.raises(MetricUndefinedError):
        dispersion([4, 6, 1], [5, 5, 0])


def test_wrong_arguments_are_refused() -> None:
    for counts in ([], [1, -1], [1, float("nan")]):
        with pytest.raises(InputError):
            dispersion(counts)
    with pytest.raises(InputError):
        dispersion([1, 2], [1, 2, 3])
    for counts in ([5], [0, 0, 0], [[1, 2, 3]]):
        with pytest.raises(MetricUndefinedError, match=r"\.$"):
            dispersion(counts)


def test_as_dict_is_json() -> None:
    assert json.loads(json.dumps(dispersion([3, 5, 10, 6]).as_dict(), allow_nan=False))["n_counts"] == 4
    assert json.dumps(dispersion([0, 5, 0, 6]).as_dict(), allow_nan=False)
