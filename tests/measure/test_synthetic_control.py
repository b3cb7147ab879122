"""Synthetic control against a search over all weights, and on worlds whose truth is known."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from linesmap.errors import InputError, MetricUndefinedError
from linesmap.measure.synthetic_control import simplex_weights, synthetic_control

START = pd.Timestamp("2022-01-01")


def made(n_areas: int = 24, *, ratio: float = 1.0, seed: int = 1, n_before: int = 36, size: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    months = pd.date_range(START - pd.DateOffset(months=n_before), periods=n_before + 12, freq="MS")
    time = np.arange(len(months))[:, None] / 12
    level, phase = rng.uniform(20, 80, n_areas), rng.uniform(0, 0.3, n_areas)
    mean = level * np.exp(0.2 * np.cos(2 * np.pi * (time - phase)))
    mean[n_before:, :size] *= ratio
    counts = rng.poisson(mean)
    codes = [f"a{place:02d}" for place in range(n_areas)]
    return pd.DataFrame(
        {"area": np.tile(codes, len(months)), "period": np.repeat(months, n_areas), "count": counts.ravel()}
    )


def donors(n_areas: int = 24, size: int = 1) -> list[str]:
    return [f"a{place:02d}" for place in range(size, n_areas)]


def test_weights_are_the_best_of_a_grid() -> None:
    rng = np.random.default_rng(0)
    for _ in range(5):
        others, target = rng.normal(1, 0.2, (8, 3)), rng.normal(1, 0.2, 8)
        weights = simplex_weights(target, others)
        steps = np.linspace(0, 1, 201)
        grid = [(a, b, 1 - a - b) for a, b in itertools.product(steps, steps) if a + b <= 1 + 1e-12]
        losses = ((others @ np.array(grid).T - target[:, None]) ** 2).sum(axis=0)
        own = float(((others @ weights - target) ** 2).sum())
        assert own <= losses.min() + 1e-12
        np.testing.assert_allclose(weights, grid[int(losses.argmin())], atol=0.01)
        assert weights.min() >= 0
        assert weights.sum() == pytest.approx(1)


def test_a_target_inside_the_donors_is_met_exactly() -> None:
    rng = np.random.default_rng(3)
    others = rng.uniform(0.5, 1.5, (20, 4))
    weights = simplex_weights(others @ np.array([0.5, 0.3, 0.2, 0.0]), others)
    np.testing.assert_allclose(weights, [0.5, 0.3, 0.2, 0.0], atol=1e-9)


def test_a_known_effect_is_recovered_and_ranks_first() -> None:
    found = synthetic_control(made(ratio=0.5), ["a00"], donors(), START)
    assert found.ratio == pytest.approx(0.5, abs=0.07)
    assert found.interval.holds(0.5)
    assert not found.interval.holds(1)
    assert (found.rank, found.n_units) == (1, 24)
    assert found.rank_p == pytest.approx(1 / 24)
    assert "consistent with" in found.sentence()


def test_no_effect_is_told_as_none() -> None:
    found = synthetic_control(made(), ["a00"], donors(), START)
    assert found.interval.holds(1)
    assert "This does not show a change." in found.sentence()
    assert found.rank_p > 0.05


def test_series_and_fit_agree() -> None:
    found = synthetic_control(made(), ["a00"], donors(), START)
    table = found.series
    before = table[table["part"] == "before"]
    level = before["observed"].to_numpy() / before["period"].dt.days_in_month.to_numpy()
    expected = before["expected"].to_numpy() / before["period"].dt.days_in_month.to_numpy()
    rmspe = np.sqrt(np.mean((level - expected) ** 2)) / level.mean()
    assert found.rmspe_before == pytest.approx(rmspe)
    after = table[table["part"] == "after"]
    assert found.ratio == pytest.approx(after["observed"].sum() / after["expected"].sum())
    assert sum(weight for _, weight in found.weights) == pytest.approx(1, abs=0.01)
    assert len(found.placebo_ratios) == 23


def test_groups_of_donors_are_placebos_for_several_treated_areas() -> None:
    panel, own = made(size=3, ratio=0.5), ["a00", "a01", "a02"]
    found = synthetic_control(panel, own, donors(size=3), START)
    assert found.group_size == 3
    assert found.n_units == 100
    assert found.rank == 1
    again = synthetic_control(panel, own, donors(size=3), START)
    assert again.placebo_ratios == found.placebo_ratios
    other = synthetic_control(panel, own, donors(size=3), START, seed=1)
    assert other.placebo_ratios != found.placebo_ratios
    assert other.ratio == found.ratio


def test_order_of_rows_and_donors_does_not_matter() -> None:
    panel = made()
    first = synthetic_control(panel, ["a00"], donors(), START)
    second = synthetic_control(panel.sample(frac=1, random_state=1), ["a00"], donors()[::-1], START)
    assert first.interval == second.interval
    assert first.weights == second.weights


def test_few_donors_are_said_and_fewer_refused() -> None:
    found = synthetic_control(made(13), ["a00"], donors(13), START)
    assert any("Not enough donors: with 12 the smallest p" in limit and "0.08" in limit for limit in found.limits())
    with pytest.raises(InputError, match="Not enough donors"):
        synthetic_control(made(5), ["a00"], donors(5), START)


def test_refusals() -> None:
    panel = made()
    with pytest.raises(InputError, match="on both sides"):
        synthetic_control(panel, ["a00"], ["a00", *donors()], START)
    with pytest.raises(InputError, match="found no counts for zz"):
        synthetic_control(panel, ["a00"], ["zz"], START)
    with pytest.raises(InputError, match="at least 12 months before"):
        synthetic_control(made(n_before=8), ["a00"], donors(), START)
    panel.loc[(panel["area"] == "a00") & (panel["period"] >= START), "count"] = 0
    with pytest.raises(MetricUndefinedError, match="found none on one side"):
        synthetic_control(panel, ["a00"], donors(), START)


def test_a_poor_fit_is_said() -> None:
    panel = made()
    own = panel["area"] == "a00"
    panel.loc[own, "count"] = (np.arange(own.sum()) ** 2 % 97) + 1
    found = synthetic_control(panel, ["a00"], donors(), START)
    assert any("fit before is poor" in limit for limit in found.limits())
