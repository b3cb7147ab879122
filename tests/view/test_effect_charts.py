"""The charts of an effect as specifications: from zero, no change in the middle, doubt drawn, every mark explained."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pandas as pd
import pytest

from linesmap.measure.displacement_difference import weighted_displacement_difference
from linesmap.measure.effect import METHODS, Effect, Method, effect
from linesmap.measure.shrinkage import empirical_bayes
from linesmap.view.effect_intervals import (
    RatioRow,
    around_chart,
    around_frame,
    around_words,
    expectation_chart,
    ratio_chart,
    ratio_domain,
    ratio_ticks,
)
from linesmap.view.effect_series import series_chart, series_words, window_spans

DORSET, FORCES = "E23000039", [f"E230000{number:02d}" for number in (1, 2, 4, 8, 12, 15, 25, 28)]
START = pd.Timestamp("2023-01-01")


@pytest.fixture(scope="module")
def panel() -> pd.DataFrame:
    months = pd.date_range("2020-01-01", periods=48, freq="MS")
    rng = np.random.default_rng(3)
    frames = [
        pd.DataFrame({"area": code, "period": months, "count": rng.poisson(90, 48)}) for code in (DORSET, *FORCES)
    ]
    made = pd.concat(frames, ignore_index=True)
    made.loc[(made["area"] == DORSET) & (made["period"] >= START), "count"] //= 2
    return made


def found(panel: pd.DataFrame, method: Method, end: pd.Timestamp | None = None) -> Effect:
    return effect(panel, [DORSET], START, end=end, method=method, outcome="Robbery", periods_after=6)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("method", list(METHODS))
def test_the_series_starts_at_zero_and_holds_all_that_was_found(
    panel: pd.DataFrame, method: Method, theme: str
) -> None:
    made = found(panel, method)
    spec = series_chart(made, [(START.date(), None)], unit="offences", theme=theme).to_dict()
    text = str(spec)
    scales = [layer["encoding"]["y"]["scale"] for layer in spec["layer"] if "scale" in layer["encoding"].get("y", {})]
    assert scales
    assert all(scale["domain"][0] == 0 for scale in scales)
    assert "offences a month" in text
    assert "days of the operation" in text
    assert {"Counted"} < {row["kind"] for rows in spec["datasets"].values() for row in rows if "kind" in row}
    words = series_words(made, "offences")
    assert "offences a month, Jan 2020 to " in words
    assert "expected" in words


def test_windows_of_the_same_season_are_marked_apart_from_the_start(panel: pd.DataFrame) -> None:
    spans = window_spans(found(panel, "difference_in_differences")).to_dict("records")
    assert [(one["window"], f"{one['start']:%Y-%m}", f"{one['end']:%Y-%m}") for one in spans] == [
        ("before", "2022-01", "2022-07"),
        ("after", "2023-01", "2023-07"),
    ]
    assert [one["label"] for one in spans] == ["compared: before", "compared: after"]


def test_seasons_of_two_years_are_two_stretches_with_one_label(panel: pd.DataFrame) -> None:
    made = effect(panel, [DORSET], START, method="before_after", years=2, periods_after=3)
    before = window_spans(made).query("window == 'before'")
    assert [f"{one:%Y-%m}" for one in before["start"]] == ["2021-01", "2022-01"]
    assert before["label"].tolist() == ["compared: before", ""]


def test_own_trend_compares_with_everything_before(panel: pd.DataFrame) -> None:
    spans = window_spans(found(panel, "interrupted_time_series"))
    assert f"{spans['start'].iloc[0]:%Y-%m}" == "2020-01"
    weights = window_spans(found(panel, "synthetic_control"))
    assert f"{weights['end'].iloc[-1]:%Y-%m}" == "2023-07", "six months after, as asked"


def test_phases_are_shaded_each(panel: pd.DataFrame) -> None:
    days = [(date(2023, 1, 2), date(2023, 1, 8)), (date(2023, 6, 5), date(2023, 6, 11))]
    spec = series_chart(found(panel, "before_after"), days, unit="offences", theme="light").to_dict()
    shaded = next(rows for rows in spec["datasets"].values() if rows and set(rows[0]) == {"start", "end"})
    assert [(row["start"][:10], row["end"][:10]) for row in shaded] == [
        ("2023-01-02", "2023-01-09"),
        ("2023-06-05", "2023-06-12"),
    ]


def test_no_change_stands_in_the_middle_of_a_ratio_axis() -> None:
    for rows in ([RatioRow("", 0.75, 0.67, 0.83)], [RatioRow("", 4, 2, 9)], [RatioRow("", 0.0, 0.0, math.inf)]):
        low, high = ratio_domain(rows)
        assert low < 1 < high
        assert math.log(low) == pytest.approx(-math.log(high), abs=0.06)
        assert 1.0 in ratio_ticks((low, high))
        assert len(ratio_ticks((low, high))) <= 9


def test_an_interval_without_a_limit_runs_to_the_edge_with_an_arrow() -> None:
    spec = ratio_chart([RatioRow("One", 0.9, 0.4, math.inf), RatioRow("Two", 0.8, 0.5, 1.2)], theme="dark").to_dict()
    rows = next(rows for rows in spec["datasets"].values() if "estimate" in rows[0])
    assert [row["open_high"] for row in rows] == [True, False]
    assert rows[0]["upper"] == ratio_domain([RatioRow("", 0.9, 0.4, 1.2)])[1]
    assert "triangle-right" in str(spec)
    assert "'type': 'log'" in str(spec)


def test_counts_around_are_brought_to_the_same_days_and_start_at_zero() -> None:
    difference = weighted_displacement_difference((200, 120), (400, 410), (90, 95), (400, 410), exposure_before=100,
                                                  exposure_after=50)  # fmt: skip
    frame = around_frame(difference)
    assert frame.loc[frame["when"] == "before", "count"].tolist() == [100, 45, 200]
    assert frame["change"].tolist() == ["", "20% higher", "", "111% higher", "", "105% higher"]
    assert around_words(frame, 50).startswith(
        "Bar chart of counts per 50 days. Areas of the operation: 100 before, 120"
    )
    spec = around_chart(frame, days=50, unit="offences", theme="light").to_dict()
    assert "offences per 50 days" in str(spec)
    assert spec["layer"][0]["encoding"]["x"]["scale"]["domain"][0] == 0


def test_what_was_expected_is_drawn_with_its_interval() -> None:
    shrunk = empirical_bayes([60, 31, 29, 40], [30, 30, 30, 40], names=["own", "a", "b", "c"])
    without = shrunk.without_action("own", expected_after=30, observed_after=33)
    spec = expectation_chart(without, unit="offences", theme="light").to_dict()
    rows = [row for rows in spec["datasets"].values() for row in rows]
    assert {row["name"] for row in rows} == {"If the count before were all", "Expected without action", "Counted"}
    interval = next(row for row in rows if "lower" in row)
    assert interval["lower"] == pytest.approx(without.interval.lower)
    assert "'domain': [0" in str(spec)
