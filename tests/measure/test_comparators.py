"""Comparison areas: never beside the treated ones, alike before, with the reason said."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from linesmap.errors import InputError
from linesmap.measure.comparators import adjacent_areas, propose_comparators
from linesmap.reference import force, forces

START = pd.Timestamp("2022-01-01")
DORSET, AVON, DEVON, WILTSHIRE = "E23000039", "E23000036", "E23000035", "E23000038"
EXETER, EAST_DEVON, TEIGNBRIDGE, CORNWALL = "E07000041", "E07000040", "E07000045", "E06000052"


def made(levels: dict[str, float], trends: dict[str, float] | None = None, n: int = 36) -> pd.DataFrame:
    months = pd.date_range(START - pd.DateOffset(months=n), periods=n + 12, freq="MS")
    time = np.arange(len(months)) / 12
    frames = []
    for code, level in levels.items():
        mean = level * np.exp((trends or {}).get(code, 0) * time + 0.1 * np.cos(2 * np.pi * time))
        frames.append(pd.DataFrame({"area": code, "period": months, "count": np.round(mean).astype(int)}))
    return pd.concat(frames)


def test_forces_beside_come_from_the_register() -> None:
    assert adjacent_areas([DORSET]) == set(force(DORSET).neighbours)
    assert adjacent_areas([DORSET, DEVON]) == (set(force(DORSET).neighbours) | set(force(DEVON).neighbours)) - {
        DORSET,
        DEVON,
    }


def test_neighbours_of_forces_are_mutual() -> None:
    for one in forces():
        if one.territorial:
            for other in one.neighbours:
                if other.startswith("E"):
                    assert one.code in adjacent_areas([other])


def test_districts_beside_come_from_the_borders() -> None:
    assert {EAST_DEVON, TEIGNBRIDGE} <= adjacent_areas([EXETER])
    assert CORNWALL not in adjacent_areas([EXETER])
    for other in adjacent_areas([EXETER]):
        assert EXETER in adjacent_areas([other])


def test_an_abolished_district_stands_for_its_successor() -> None:
    assert adjacent_areas(["E07000190"]) == adjacent_areas(["E06000066"])


def test_unknown_codes_are_refused() -> None:
    with pytest.raises(InputError, match="found 'nowhere'"):
        adjacent_areas(["nowhere"])


def test_the_most_alike_area_comes_first_and_those_beside_are_the_buffer() -> None:
    levels = {"t": 100.0, "same": 100.0, "twice": 200.0, "ten": 1000.0, "beside": 100.0}
    found = propose_comparators(made(levels), ["t"], START, neighbours={"t": ["beside"]})
    assert found.comparison == ["same", "twice", "ten"]
    assert found.buffer == ["beside"]
    assert found.apart == ["same", "twice", "ten"]
    table = found.table.set_index("area")
    assert table.loc["same", "distance"] == pytest.approx(0, abs=0.05)
    assert table.loc["twice", "level_ratio"] == pytest.approx(2, rel=0.02)
    assert table.loc["twice", "reason"].startswith("Level 100% higher, trend")
    assert table.loc["beside", "reason"].startswith("Beside a treated area: about the same level")


def test_trend_and_season_count_too() -> None:
    panel = made({"t": 100.0, "same": 100.0, "falls": 100.0}, {"falls": -0.2})
    found = propose_comparators(panel, ["t"], START, neighbours={})
    assert found.comparison == ["same", "falls"]
    row = found.table.set_index("area").loc["falls"]
    assert row["trend_ratio"] == pytest.approx(np.exp(-0.2), abs=0.03)


def test_what_happens_after_plays_no_part() -> None:
    levels = {"t": 100.0, "a": 100.0, "b": 120.0}
    panel = made(levels)
    later = panel.copy()
    later.loc[(later["area"] == "a") & (later["period"] >= START), "count"] *= 9
    first, second = (propose_comparators(each, ["t"], START, neighbours={}).table for each in (panel, later))
    pd.testing.assert_frame_equal(first, second)


def test_most_is_kept_and_the_rest_is_other() -> None:
    found = propose_comparators(made({"t": 50.0, "a": 50.0, "b": 60.0, "c": 70.0}), ["t"], START, neighbours={}, most=2)
    assert found.comparison == ["a", "b"]
    assert list(found.table["role"]) == ["comparison", "comparison", "other"]
    assert found.apart == ["a", "b", "c"]


def test_shipped_borders_are_used_by_default() -> None:
    found = propose_comparators(
        made(dict.fromkeys([DORSET, AVON, DEVON, WILTSHIRE, "E23000009"], 50.0)), [DORSET], START
    )
    assert set(found.buffer) == set(force(DORSET).neighbours) & {AVON, DEVON, WILTSHIRE}
    assert "E23000009" in found.comparison


def test_refusals() -> None:
    with pytest.raises(InputError, match="found none with events before"):
        propose_comparators(made({"t": 10.0}), ["t"], START, neighbours={})
    with pytest.raises(InputError, match="Expected events in the treated areas before"):
        propose_comparators(made({"t": 0.0, "a": 10.0}), ["t"], START, neighbours={})
