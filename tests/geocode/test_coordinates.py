"""Coordinates in one cell."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linesmap.geocode.coordinates import EastingNorthing, LatLon, parse_coordinates


@pytest.mark.parametrize(
    "text",
    [
        "51.4545,-2.5879",
        "51.4545 -2.5879",
        "51.4545; -2.5879",
        "(51.4545, -2.5879)",
        "51.4545N 2.5879W",
        "51.4545° N, 2.5879° W",
        "N51.4545 W2.5879",
        "2.5879W 51.4545N",
        "lat 51.4545 lon -2.5879",
        "Latitude: 51.4545, Longitude: -2.5879",
        "lon -2.5879 lat 51.4545",
        "51°27'16.2\"N 2°35'16.44\"W",
        "51 27.27N 2 35.274W",
    ],
)
def test_degrees(text: str) -> None:
    pair = parse_coordinates(text)
    assert isinstance(pair, LatLon)
    assert (pair.lat, pair.lon) == pytest.approx((51.4545, -2.5879), abs=1e-6)


@pytest.mark.parametrize(
    "text",
    ["442900,112800", "442900 112800", "442900.0 / 112800.0", "E442900 N112800", "easting: 442900 northing: 112800",
     "N112800 E442900"],
)  # fmt: skip
def test_metres(text: str) -> None:
    assert parse_coordinates(text) == EastingNorthing(442_900, 112_800)


def test_null_island() -> None:
    assert parse_coordinates("0,0") == LatLon(0, 0)
    assert parse_coordinates("0.000000, 0.000000") == LatLon(0, 0)


@pytest.mark.parametrize(
    "text", ["", "51,-2", "SU 429 128", "12 High Street", "429128", "51.4545", "2.5W 51.4E", "1,2,3"]
)
def test_other_texts_are_left_alone(text: str) -> None:
    assert parse_coordinates(text) is None


@given(st.floats(49.8, 60.9), st.floats(-8.7, 1.8), st.sampled_from([", ", " ", ";", " / "]))
def test_what_is_written_is_read(lat: float, lon: float, gap: str) -> None:
    pair = parse_coordinates(f"{lat:.6f}{gap}{lon:.6f}")
    assert pair == LatLon(round(lat, 6), round(lon, 6) if f"{lon:.6f}" != "-0.000000" else -0.0)


@given(st.text(max_size=40))
def test_takes_any_text(text: str) -> None:
    assert parse_coordinates(text) is None or isinstance(parse_coordinates(text), LatLon | EastingNorthing)
