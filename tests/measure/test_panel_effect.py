"""Before and after and difference in differences against statsmodels, hand-worked windows and known truths."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from scipy.optimize import brentq

from linesmap.errors import ColumnError, InputError
from linesmap.measure.panel_effect import before_after, difference_in_differences
from linesmap.measure.panel_spread import area_factor, area_groups, pre_trend, share_dispersion
from linesmap.measure.ratios import rate_ratio, ratio_of_rate_ratios
from linesmap.measure.windows import choose_windows, divide, read_panel

START = pd.Timestamp("2022-03-01")
OTHERS = [f"c{place:02d}" for place in range(20)]


def made(
    *, ratio: float = 1.0, seed: int = 1, alpha: float = 0.03, n_before: int = 36, drift: float = 0.0
) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    months = pd.date_range(START - pd.DateOffset(months=n_before), periods=n_before + 12, freq="MS")
    codes = ["t1", "t2", *OTHERS]
    time = np.arange(len(months))[:, None] / 12
    mean = rng.uniform(20, 80, len(codes)) * np.exp(0.2 * np.cos(2 * np.pi * time) + 0.05 * time)
    mean[n_before:, :2] *= ratio
    if drift:
        mean *= np.exp(np.cumsum(rng.normal(0, drift, mean.shape), axis=0))
    counts = rng.poisson(mean * rng.gamma(1 / alpha, alpha, mean.shape))
    return pd.DataFrame(
        {"area": np.tile(codes, len(months)), "period": np.repeat(months, len(codes)), "count": counts.ravel()}
    )


# --- windows ---------------------------------------------------------------------------------------------------------


def test_same_season_windows_are_the_same_months_a_year_before() -> None:
    panel = read_panel(made())
    windows = choose_windows(panel, divide(panel, START), periods_after=5)
    assert [f"{day:%Y-%m}" for day in windows.after] == ["2022-03", "2022-04", "2022-05", "2022-06", "2022-07"]
    assert [f"{day:%Y-%m}" for day in windows.before] == ["2021-03", "2021-04", "2021-05", "2021-06", "2021-07"]
    assert (windows.days_before, windows.days_after) == (153, 153)
    assert windows.sentence() == (
        "5 months from Mar 2022 to Jul 2022 (153 days) against 5 months from Mar 2021 to Jul 2021 (153 days, the same "
        "months of the year)."
    )
    two = choose_windows(panel, divide(panel, START), periods_after=2, years=2)
    assert [f"{day:%Y-%m}" for day in two.before] == ["2020-03", "2020-04", "2021-03", "2021-04"]


def test_the_days_of_the_operation_and_its_lead_in_belong_to_neither() -> None:
    panel = read_panel(made())
    burst = divide(panel, pd.Timestamp("2022-03-07"), pd.Timestamp("2022-04-02"), lead_in_periods=2)
    assert [f"{day:%Y-%m}" for day in burst.during] == ["2022-01", "2022-02", "2022-03", "2022-04"]
    windows = choose_windows(panel, burst)
    assert f"{windows.after[0]:%Y-%m}" == "2022-05"
    assert f"{windows.before[-1]:%Y-%m}" == "2021-12", "the window is cut where the same season would be the lead-in"
    assert len(windows.after) == 8


def test_plain_windows_lie_right_before() -> None:
    panel = read_panel(made())
    windows = choose_windows(panel, divide(panel, START), kind="plain", periods_after=3)
    assert [f"{day:%Y-%m}" for day in windows.before] == ["2021-12", "2022-01", "2022-02"]
    assert (windows.days_before, windows.days_after) == (90, 92)


def test_windows_that_data_do_not_cover_are_refused_in_words() -> None:
    panel = read_panel(made(n_before=8))
    with pytest.raises(InputError, match="same months of 1 year before the operation, found them for Jul 2021 to Feb"):
        choose_windows(panel, divide(panel, START))
    with pytest.raises(InputError, match="an after window of at most 12 months, found 14"):
        choose_windows(read_panel(made()), divide(read_panel(made()), START), periods_after=14)
    with pytest.raises(InputError, match="found none after it: the data run from Mar 2019 to Feb 2023"):
        divide(read_panel(made()), pd.Timestamp("2024-01-01"))
    with pytest.raises(InputError, match="an end on or after it"):
        divide(panel, START, pd.Timestamp("2021-01-01"))


def test_panels_that_are_not_whole_are_refused() -> None:
    panel = made()
    with pytest.raises(ColumnError, match="found no count"):
        read_panel(panel.drop(columns="count"))
    with pytest.raises(InputError, match="found 1 missing, the first for c01 in the month of 1 Mar 2019"):
        read_panel(panel.drop(index=panel.index[(panel["area"] == "c01")][0]))
    with pytest.raises(InputError, match="found some twice"):
        read_panel(pd.concat([panel, panel.head(1)]))
    with pytest.raises(InputError, match="found none for Mar 2020"):
        read_panel(panel[panel["period"] != pd.Timestamp("2020-03-01")])
    with pytest.raises(InputError, match="whole numbers of 0 or more"):
        read_panel(panel.assign(count=panel["count"] - 500))
    with pytest.raises(InputError, match="numbers above 0 in the column exposure"):
        read_panel(panel.assign(exposure=0.0))
    with pytest.raises(InputError, match="all the same day of the week, found a mixture"):
        read_panel(panel.assign(period=panel["period"] + pd.to_timedelta(panel["period"].dt.month, "D")))


def test_exposure_is_days_unless_given() -> None:
    panel = read_panel(made())
    assert panel.exposure_is_days
    assert panel.exposure.loc["2020-02-01"].unique().tolist() == [29.0]
    people = read_panel(made().assign(exposure=1000.0))
    assert not people.exposure_is_days
    assert people.total(["t1", "t2"])["exposure"].unique().tolist() == [2000.0]


# --- before and after ------------------------------------------------------------------------------------------------


def test_before_after_is_the_rate_ratio_of_its_windows() -> None:
    panel = made(ratio=0.7)
    found = before_after(panel, ["t1", "t2"], START)
    own = panel[panel["area"].isin(["t1", "t2"])]
    before = own[(own["period"] >= "2021-03-01") & (own["period"] < "2022-03-01")]["count"].sum()
    after = own[own["period"] >= START]["count"].sum()
    assert (found.ratio.before, found.ratio.after) == (before, after)
    assert found.ratio.estimate == pytest.approx(after / before)
    direct = rate_ratio(before, after, dispersion=found.ratio.dispersion, degrees_of_freedom=31)
    assert found.interval.lower == pytest.approx(direct.interval.lower)


def test_dispersion_is_that_of_the_season_of_the_months_before() -> None:
    panel = made(alpha=0.2)
    found = before_after(panel, ["t1"], START)
    own = panel[(panel["area"] == "t1") & (panel["period"] < START)]
    months = pd.DatetimeIndex(own["period"])
    angle = 2 * np.pi * (months.day_of_year.to_numpy() + 14.5) / 365.25
    design = np.column_stack([np.ones(36), np.cos(angle), np.sin(angle), np.cos(2 * angle), np.sin(2 * angle)])
    fit = sm.GLM(
        own["count"].to_numpy(), design, family=sm.families.Poisson(), offset=np.log(months.days_in_month.to_numpy())
    ).fit()
    phi = fit.pearson_chi2 / 31
    counts = found.ratio.before, found.ratio.after
    later = 1 + (phi - 1) * counts[1] / counts[0]
    expected = (phi / counts[0] + later / counts[1]) / (1 / counts[0] + 1 / counts[1])
    assert found.ratio.degrees_of_freedom == 31
    assert found.ratio.dispersion == pytest.approx(expected, rel=1e-3)


def test_expected_series_adds_to_the_counts_before() -> None:
    found = before_after(made(), ["t1"], START)
    table = found.series
    expected = table.loc[table["part"] == "after", "expected"]
    assert expected.sum() == pytest.approx(found.ratio.before)
    assert table.loc[table["part"] == "before", "expected"].isna().all()
    plain = before_after(made(), ["t1"], START, windows="plain")
    assert any("different" in limit or "Assumes" in limit for limit in plain.limits())


def test_too_few_months_to_know_the_dispersion_is_said() -> None:
    found = before_after(made(n_before=4), ["t1"], START, windows="plain", periods_after=3)
    assert found.ratio.degrees_of_freedom is None
    assert any("interval is too narrow" in limit for limit in found.limits())


# --- difference in differences ---------------------------------------------------------------------------------------


def test_difference_is_the_ratio_of_rate_ratios_of_its_windows() -> None:
    panel = made(ratio=0.7)
    found = difference_in_differences(panel, ["t1", "t2"], OTHERS, START)
    inside = panel[panel["period"] >= "2021-03-01"]
    table = inside.groupby([inside["area"].isin(OTHERS), inside["period"] >= START])["count"].sum()
    direct = ratio_of_rate_ratios(
        table[False, False],
        table[False, True],
        table[True, False],
        table[True, True],
        dispersion=found.ratio.dispersion,
        degrees_of_freedom=found.ratio.degrees_of_freedom,
    )
    assert found.ratio.estimate == pytest.approx(direct.estimate)
    assert found.interval.upper == pytest.approx(direct.interval.upper)
    assert found.interval.holds(0.7)
    assert found.placebo_p is not None
    assert found.placebo_p < 0.05
    assert "consistent with" in found.sentence()


def test_month_dispersion_is_that_of_a_binomial_regression() -> None:
    panel = read_panel(made())
    target, control = panel.total(["t1"]), panel.total(OTHERS)
    after = np.asarray(panel.periods >= START)
    both = np.column_stack([target["count"], control["count"]])
    fit = sm.GLM(both, np.column_stack([~after, after]).astype(float), family=sm.families.Binomial()).fit()
    phi, df = share_dispersion(
        *(frame["count"].to_numpy()[:, None] for frame in (target, control)), np.ones((len(both), 1)), after
    )
    assert df == 46
    assert phi[0] == pytest.approx(fit.pearson_chi2 / 46, rel=1e-6)


def test_area_factor_sees_drift_and_only_drift() -> None:
    def factor(drift: float, seed: int) -> float:
        panel = read_panel(made(drift=drift, seed=seed))
        division = divide(panel, START)
        return area_factor(panel, division, choose_windows(panel, division), OTHERS)

    assert sum(factor(0.0, seed) > 1 for seed in range(20)) <= 8
    assert all(factor(0.08, seed) > 2 for seed in range(5))


def test_drift_widens_the_interval_and_is_said() -> None:
    found = difference_in_differences(made(drift=0.08), ["t1"], OTHERS, START)
    assert found.ratio.dispersion > found.month_dispersion
    assert any("drift apart by themselves; the interval allows" in limit for limit in found.limits())


def test_pre_trend_is_that_of_a_logistic_regression() -> None:
    panel = made()
    panel.loc[(panel["area"] == "t1") & (panel["period"] < START), "count"] = np.arange(36) * 2 + 20
    found = difference_in_differences(panel, ["t1"], OTHERS, START)
    assert found.pre_trend is not None
    assert found.pre_trend.apart
    assert found.pre_trend.n_periods == 36
    data = read_panel(panel).counts.loc[: START - pd.Timedelta(days=1)]
    own, others = data["t1"].to_numpy(), data[OTHERS].sum(axis=1).to_numpy()
    time = np.arange(36) / 12
    time = time - time.mean()

    def score(slope: float) -> float:
        def total(level: float) -> float:
            return float((own - (own + others) / (1 + np.exp(-(level + slope * time)))).sum())

        level = brentq(total, -20, 5)
        return float(((own - (own + others) / (1 + np.exp(-(level + slope * time)))) * time).sum())

    assert found.pre_trend.ratio == pytest.approx(np.exp(brentq(score, -5, 5)), rel=1e-6)
    assert any("did not move alike" in limit for limit in found.limits())


def test_alike_areas_show_no_pre_trend() -> None:
    found = difference_in_differences(made(), ["t1", "t2"], OTHERS, START)
    assert found.pre_trend is not None
    assert not found.pre_trend.apart
    assert "does not prove that they moved alike" in found.pre_trend.sentence()
    empty = pd.DataFrame({"count": [0.0] * 12, "exposure": [1.0] * 12})
    assert pre_trend(empty, empty + 1, 12) is None


def test_placebo_p_is_a_rank_over_single_areas() -> None:
    none = [difference_in_differences(made(seed=seed), ["t1"], OTHERS, START) for seed in range(6)]
    assert all(each.n_placebos == 20 for each in none)
    ranks = [(each.placebo_p or 0) * 21 for each in none]
    np.testing.assert_allclose(ranks, np.round(ranks))
    strong = difference_in_differences(made(ratio=0.3), ["t1"], OTHERS, START)
    assert strong.placebo_p == pytest.approx(1 / 21)


def test_placebo_groups_are_different_and_seeded() -> None:
    groups = area_groups(20, 3, seed=0)
    assert len(groups) == 499
    assert (groups.sum(axis=1) == 3).all()
    assert len({tuple(row) for row in groups}) == 499
    np.testing.assert_array_equal(groups, area_groups(20, 3, seed=0))
    assert len(area_groups(6, 2, seed=0)) == 15
    assert area_groups(4, 1, seed=9).tolist() == np.eye(4).tolist()


def test_few_comparison_areas_are_said() -> None:
    found = difference_in_differences(made(), ["t1"], OTHERS[:3], START)
    assert found.placebo_p is None
    assert any("Only 3 comparison areas" in limit for limit in found.limits())
    assert any("needs 19 comparison areas" in limit for limit in found.limits())


def test_an_area_cannot_be_compared_with_itself() -> None:
    with pytest.raises(InputError, match="found t1 on both sides"):
        difference_in_differences(made(), ["t1"], ["t1", *OTHERS], START)
    with pytest.raises(InputError, match="at least one comparison area"):
        difference_in_differences(made(), ["t1"], [], START)


def test_people_as_exposure_change_the_rate() -> None:
    panel = made()
    people = panel.assign(exposure=np.where((panel["area"] == "t1") & (panel["period"] >= START), 2000.0, 1000.0))
    plain, rated = (difference_in_differences(each, ["t1"], OTHERS, START) for each in (panel, people))
    assert rated.ratio.estimate == pytest.approx(plain.ratio.estimate / 2, rel=0.01)


def test_as_dict_is_plain() -> None:
    for found in (before_after(made(), ["t1"], START), difference_in_differences(made(), ["t1"], OTHERS, START)):
        plain = found.as_dict()
        assert plain["series"][0]["period"] == "2019-03-01"  # type: ignore[index]
        assert plain["windows"]["days_after"] == 365  # type: ignore[index]
