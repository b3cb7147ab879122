"""The interrupted time series against a likelihood maximised by other means, and against effects put in by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.optimize import minimize
from scipy.special import gammaln

from linesmap.errors import InputError, MetricUndefinedError
from linesmap.measure.count_model import cycles_for, fit_counts, seasonal_terms
from linesmap.measure.interrupted import InterruptedSeries, interrupted_time_series

START = pd.Timestamp("2023-01-01")


def made(
    n_before: int = 48, n_after: int = 12, *, ratio: float = 1.0, alpha: float = 0.05, seed: int = 1
) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    months = pd.date_range(START - pd.DateOffset(months=n_before), periods=n_before + n_after, freq="MS")
    time = np.arange(len(months)) / 12
    mean = 60 * np.exp(0.05 * time + 0.2 * np.cos(2 * np.pi * time)) * months.days_in_month.to_numpy() / 30.4
    mean[n_before:] *= ratio
    counts = rng.poisson(mean * rng.gamma(1 / alpha, alpha, len(mean))) if alpha else rng.poisson(mean)
    return pd.DataFrame({"period": months, "count": counts})


def own_design(series: pd.DataFrame, n_before: int) -> tuple[np.ndarray, np.ndarray]:
    """Build the same model a second time, without linesmap."""
    place = np.arange(len(series)) - n_before
    angle = 2 * np.pi * (series["period"].dt.day_of_year.to_numpy() - 1 + 31 / 2) / 365.25
    acted = place >= 0
    columns = [np.ones(len(place)), place / 12, acted, place * acted]
    columns += [np.cos(angle), np.cos(2 * angle), np.sin(angle), np.sin(2 * angle)]
    return np.column_stack(columns).astype(float), np.log(series["period"].dt.days_in_month.to_numpy(dtype=float))


def test_coefficients_are_the_maximum_of_the_likelihood() -> None:
    series = made()
    found = interrupted_time_series(series, START)
    design, offset = own_design(series, 48)
    counts = series["count"].to_numpy(dtype=float)
    size = 1 / found.alpha

    def loss(b: np.ndarray) -> float:
        log_mean = design @ b + offset
        terms = (
            gammaln(counts + size)
            - gammaln(size)
            + counts * log_mean
            - (counts + size) * np.logaddexp(log_mean, np.log(size))
        )
        return -float(terms.sum())

    start = np.zeros(8)
    start[0] = np.log(counts.mean() / 30.4)
    best = minimize(loss, start, method="BFGS", options={"gtol": 1e-6}).x
    np.testing.assert_allclose(list(found.coefficients.values()), best, atol=2e-4)
    assert found.ratio == pytest.approx(np.exp(best[2]), rel=3e-4)
    assert found.family == "negative binomial"


def test_interval_against_statsmodels_at_the_same_alpha() -> None:
    series = made(seed=3)
    found = interrupted_time_series(series, START)
    design, offset = own_design(series, 48)
    direct = sm.GLM(series["count"], design, offset=offset, family=sm.families.NegativeBinomial(alpha=found.alpha)).fit(
        tol=1e-12
    )
    low, high = np.exp(direct.params.iloc[2] + direct.bse.iloc[2] * np.array([-1, 1]) * 2.0066)
    assert found.errors == "model"
    assert found.degrees_of_freedom == 52
    assert (found.interval.lower, found.interval.upper) == pytest.approx((low, high), rel=1e-3)
    assert float(direct.pearson_chi2) == pytest.approx(52, rel=1e-3)


def test_maximum_likelihood_makes_alpha_smaller() -> None:
    series = made(seed=4)
    design, offset = own_design(series, 48)
    likely = sm.NegativeBinomial(series["count"], design, offset=offset).fit(disp=0, maxiter=200, method="bfgs")
    found = interrupted_time_series(series, START)
    assert float(likely.params.iloc[-1]) < found.alpha
    assert found.ratio == pytest.approx(float(np.exp(likely.params.iloc[2])), rel=0.02)


def test_a_known_effect_is_recovered() -> None:
    ratios = [interrupted_time_series(made(ratio=0.6, alpha=0.005, seed=seed), START).ratio for seed in range(8)]
    assert np.mean(ratios) == pytest.approx(0.6, abs=0.03)
    shown = interrupted_time_series(made(ratio=0.5, alpha=0.005), START)
    assert shown.interval.holds(0.5)
    assert "consistent with" in shown.sentence()
    assert "caused" not in shown.sentence()


def test_no_effect_is_told_as_none() -> None:
    found = interrupted_time_series(made(seed=5), START)
    assert found.interval.holds(1)
    assert found.sentence().endswith("This does not show a change.")


def test_counterfactual_ends_the_operation_and_leaves_the_time_before() -> None:
    found = interrupted_time_series(made(ratio=0.5, alpha=0.005), START)
    table = found.series.set_index("part")
    np.testing.assert_allclose(table.loc["before", "fitted"], table.loc["before", "expected"])
    after = table.loc["after"]
    assert (after["expected"] > after["fitted"]).all()
    assert ((after["lower"] < after["expected"]) & (after["expected"] < after["upper"])).all()


def test_pulse_takes_the_burst_and_its_decay() -> None:
    series = made(alpha=0)
    series.loc[48:50, "count"] = (series.loc[48:50, "count"] * 0.5).astype(int)
    found = interrupted_time_series(series, START, end=pd.Timestamp("2023-01-14"), kind="pulse", decay_periods=2)
    assert found.ratio == pytest.approx(0.5, abs=0.1)
    assert found.slope_ratio is None
    assert found.n_after == 3
    assert list(found.series["part"].iloc[47:50]) == ["before", "during", "after"]
    assert "month" in found.period or "Jan 2023" in found.period


def test_a_step_leaves_out_the_month_it_starts_in() -> None:
    found = interrupted_time_series(made(), pd.Timestamp("2023-01-15"))
    assert list(found.series["part"]).count("during") == 1
    assert found.n_after == 11


def test_poisson_counts_are_not_made_narrower() -> None:
    found = [interrupted_time_series(made(alpha=0, seed=seed), START) for seed in range(6)]
    poisson = [each for each in found if each.family == "Poisson"]
    assert poisson
    assert all(each.alpha == 0 and each.dispersion == 1 for each in poisson)


def test_neighbouring_months_that_hang_together_widen_the_interval() -> None:
    rng = np.random.default_rng(0)
    series = made(alpha=0)
    wave = np.zeros(60)
    for month in range(1, 60):
        wave[month] = 0.8 * wave[month - 1] + rng.normal(0, 0.15)
    series["count"] = np.round(series["count"] * np.exp(wave)).astype(int)
    found = interrupted_time_series(series, START)
    assert found.ljung_box_p < 0.05
    assert any("Neighbouring periods" in limit for limit in found.limits())


def test_short_series_warn_and_shorter_are_refused() -> None:
    found = interrupted_time_series(made(18), START)
    assert any("Only 18 months before" in limit for limit in found.limits())
    with pytest.raises(InputError, match="at least 12 months before the operation, found 11"):
        interrupted_time_series(made(11), START)


def test_nothing_counted_after_is_refused() -> None:
    series = made()
    series.loc[48:, "count"] = 0
    with pytest.raises(MetricUndefinedError, match="found none on one side"):
        interrupted_time_series(series, START)


def test_a_pulse_needs_an_end() -> None:
    with pytest.raises(InputError, match="last day of the burst"):
        interrupted_time_series(made(), START, kind="pulse")


def test_weeks_use_weekly_seasons_and_words() -> None:
    weeks = pd.date_range("2021-01-04", periods=130, freq="7D")
    rng = np.random.default_rng(0)
    mean = 30 * np.exp(0.3 * np.cos(2 * np.pi * np.arange(130) / 52.18))
    mean[110:] *= 0.5
    series = pd.DataFrame({"period": weeks, "count": rng.poisson(mean)})
    found = interrupted_time_series(series, weeks[110])
    assert found.step == "week"
    assert found.interval.holds(0.5)
    assert not found.interval.holds(1)


def test_quasi_poisson_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("linesmap.measure.count_model._MOST_ALPHA", 1e-9)
    found = interrupted_time_series(made(alpha=0.3), START)
    assert found.family == "quasi-Poisson"
    assert found.dispersion > 2
    assert any("quasi-Poisson model was used, as the dispersion" in limit for limit in found.limits())
    same = interrupted_time_series(made(alpha=0.3), START)
    assert isinstance(same, InterruptedSeries)
    assert same.interval == found.interval


def test_seasonal_terms() -> None:
    months = pd.date_range("2021-01-01", periods=24, freq="MS")
    terms = seasonal_terms(months, 2)
    assert terms.shape == (24, 4)
    np.testing.assert_allclose(terms[:12], terms[12:], atol=1e-9)
    assert (cycles_for(23, 12), cycles_for(24, 12), cycles_for(11, 12), cycles_for(500, 52)) == (1, 2, 0, 2)


def test_quasi_poisson_errors_are_poisson_errors_times_the_root_of_the_dispersion() -> None:
    rng = np.random.default_rng(1)
    counts = rng.poisson(20, 30).astype(float)
    fit = fit_counts(counts, np.ones((30, 1)), np.zeros(30))
    assert np.exp(fit.coefficients[0]) == pytest.approx(counts.mean())
    assert fit.covariance[0, 0] == pytest.approx(fit.dispersion / counts.sum())


def test_as_dict_is_plain() -> None:
    plain = interrupted_time_series(made(), START).as_dict()
    assert plain["series"][0]["period"] == "2019-01-01"
    assert plain["sentence"]
