"""Stations and prisons: whole, and where they should be."""

from __future__ import annotations

import numpy as np
import pytest

from linesmap.reference import assign_areas, district_force, prisons, stations


def test_stations_are_whole() -> None:
    table = stations()
    assert not table.duplicated(["kind", "code"]).any()
    assert (table["kind"] == "railway station").sum() > 2_500
    assert set(table["kind"]) == {"railway station", "Underground station", "light rail station", "tram stop"}
    home = table[table["lad_code"].notna()]
    assert [district_force(code) for code in home["lad_code"]] == home["pfa_code"].tolist()
    assert table.loc[table["lad_code"].isna(), "pfa_code"].eq("S23000009").all()
    assert (table["source"] != "").all()


def test_prisons_are_whole() -> None:
    table = prisons()
    assert table["name"].is_unique
    assert len(table) > 115
    assert [district_force(code) for code in table["lad_code"]] == table["pfa_code"].tolist()
    assert (table["source"] != "").all()
    assert table["radius_m"].between(500, 2_000).all()


@pytest.mark.parametrize("load", [stations, prisons])
def test_the_force_is_that_of_the_point(load: object) -> None:
    table = load()  # type: ignore[operator]
    home = table[table["lad_code"].notna()]
    by_area = assign_areas(home["lon"], home["lat"])["pfa_code"].to_numpy()
    # Borders are generalised, so a site on one may fall on the other side.
    assert np.mean(by_area == home["pfa_code"].to_numpy()) > 0.99


@pytest.mark.parametrize(
    ("name", "lon", "lat"),
    [
        ("Yeovil Pen Mill", -2.613, 50.944),
        ("Bristol Temple Meads", -2.581, 51.449),
        ("Cardiff Central", -3.179, 51.476),
    ],
)
def test_known_stations(name: str, lon: float, lat: float) -> None:
    row = stations().set_index("name").loc[name]
    assert (row["lon"], row["lat"]) == (pytest.approx(lon, abs=0.005), pytest.approx(lat, abs=0.005))


def test_dartmoor_is_at_princetown() -> None:
    row = prisons().set_index("name").loc["Dartmoor"]
    assert (row["lon"], row["lat"]) == (pytest.approx(-3.996, abs=0.01), pytest.approx(50.549, abs=0.01))
    assert row["pfa_code"] == "E23000035"
