"""Grid references: every common form, and every form that must be refused."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linesmap.crs import from_national_grid
from linesmap.geocode.answers import Refusal
from linesmap.geocode.grid_references import GridCell, parse_grid_reference


@pytest.mark.parametrize(
    ("text", "easting", "northing", "cell_m"),
    [
        ("SU 429 128", 442_950, 112_850, 100),
        ("SU429128", 442_950, 112_850, 100),
        ("su429128", 442_950, 112_850, 100),
        ("SU 4290012800", 442_900.5, 112_800.5, 1),
        ("SU 42900 12800", 442_900.5, 112_800.5, 1),
        ("NGR: SU4291", 442_500, 191_500, 1_000),
        ("grid ref SU 42", 445_000, 125_000, 10_000),
        ("TQ 300 800", 530_050, 180_050, 100),
        ("NZ 275 425", 427_550, 542_550, 100),
        ("SV 9 1", 95_000, 15_000, 10_000),
        ("HU 4741", 447_500, 1_141_500, 1_000),
    ],
)
def test_forms(text: str, easting: float, northing: float, cell_m: int) -> None:
    cell = parse_grid_reference(text)
    assert isinstance(cell, GridCell)
    assert (cell.easting, cell.northing, cell.cell_m) == (easting, northing, cell_m)
    assert cell.uncertainty_m == pytest.approx(math.hypot(cell_m / 2, cell_m / 2))


def test_worked_positions() -> None:
    # Domain notes 7.3, by pyproj without the OSTN15 grid: centre of SU 429 128.
    cell = parse_grid_reference("SU 429 128")
    assert isinstance(cell, GridCell)
    lon, lat = from_national_grid(cell.easting, cell.northing)
    assert (round(float(lat), 4), round(float(lon), 4)) == (50.9135, -1.3904)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("H885640", "Irish Grid"),
        ("H 885 640", "Irish Grid"),
        ("J 3374", "Irish Grid"),
        ("429128", "without its letters"),
        ("429 128", "without its letters"),
        ("42900 12800", "without its letters"),
        ("SU42912", "even number"),
        ("SU 429 12", "same number of digits"),
        ("SU 429001 128001", "at most 10"),
        ("XX 123 456", "no square XX"),
    ],
)
def test_refusals(text: str, why: str) -> None:
    answer = parse_grid_reference(text)
    assert isinstance(answer, Refusal)
    assert why in answer.reason


@pytest.mark.parametrize(
    "text", ["", "Southampton", "B4100", "A303", "M4", "SO14 7LW", "442900,112800", "SU", "Flat 12"]
)
def test_other_texts_are_left_alone(text: str) -> None:
    assert parse_grid_reference(text) is None


_SQUARES = st.sampled_from(["SU", "TQ", "ST", "NZ", "SX", "TG", "NY", "SH", "HU", "SV"])


@given(_SQUARES, st.integers(0, 99_999), st.integers(0, 99_999), st.integers(1, 5))
def test_fewer_digits_name_a_cell_around_the_finer_one(square: str, east: int, north: int, half: int) -> None:
    whole = parse_grid_reference(f"{square} {east:05d} {north:05d}")
    short = parse_grid_reference(f"{square}{f'{east:05d}'[:half]}{f'{north:05d}'[:half]}")
    assert isinstance(whole, GridCell)
    assert isinstance(short, GridCell)
    assert math.hypot(whole.easting - short.easting, whole.northing - short.northing) <= short.uncertainty_m


@given(st.text(max_size=30))
def test_takes_any_text(text: str) -> None:
    answer = parse_grid_reference(text)
    assert answer is None or isinstance(answer, GridCell | Refusal)
