"""A ring around districts counts the points outside them and no further than its width."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from linesmap import reference
from linesmap.crs import BRITISH_NATIONAL_GRID, from_national_grid
from linesmap.errors import InputError, MetricUndefinedError
from linesmap.measure import ring

BRISTOL = "E06000023"
MONTHS = pd.date_range("2024-01-01", periods=3, freq="MS")


def points(eastings: np.ndarray, northings: np.ndarray, **columns: object) -> pd.DataFrame:
    lon, lat = from_national_grid(eastings, northings)
    frame = pd.DataFrame({"lon": lon, "lat": lat, "occurred_from": pd.Timestamp("2024-02-15"), "uncertainty_m": 250.0})
    return frame.assign(amount=1, stated=False, **columns)


def counted(monkeypatch: pytest.MonkeyPatch, rows: pd.DataFrame, width_m: float) -> list[int]:
    monkeypatch.setattr(ring, "offence_points", lambda *_: rows)
    found = ring.ring_counts(None, ["offences:robbery"], [BRISTOL], width_m=width_m, periods=MONTHS)  # type: ignore[arg-type]
    return found.tolist()


def test_the_ring_holds_what_a_buffer_less_the_district_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(5)
    eastings, northings = rng.uniform(350_000, 372_000, 3_000), rng.uniform(164_000, 186_000, 3_000)
    rows = points(eastings, northings)
    areas = reference.district_areas().to_crs(BRITISH_NATIONAL_GRID)
    district = areas.loc[areas["lad_code"] == BRISTOL, "geometry"].iloc[0]
    around = district.buffer(2_000, quad_segs=64).difference(district)
    expected = int(gpd.GeoSeries(gpd.points_from_xy(eastings, northings)).within(around).sum())
    assert expected > 100
    assert counted(monkeypatch, rows, 2_000) == [0, expected, 0]


def test_months_amounts_and_days_before_the_first_month(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = pd.concat([points(np.array([366_500.0]), np.array([172_900.0]))] * 4, ignore_index=True)
    rows["occurred_from"] = pd.to_datetime(["2023-12-31", "2024-01-01", "2024-03-31", "2024-03-01"])
    rows["amount"] = [1, 1, 1, 2]
    assert counted(monkeypatch, rows, 5_000) == [1, 0, 3]


def test_counts_of_districts_and_coarse_points_make_no_ring(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = points(np.full(4, 366_500.0), np.full(4, 172_900.0))
    with pytest.raises(MetricUndefinedError, match="found 1 of 4"):
        counted(monkeypatch, rows.assign(stated=[True, True, True, False]), 2_000)
    with pytest.raises(MetricUndefinedError, match="found 0 of 4"):
        counted(monkeypatch, rows.assign(uncertainty_m=3_000.0), 2_000)
    with pytest.raises(InputError, match="more than 0 metres"):
        counted(monkeypatch, rows, 0)
