"""Points: judged, never corrected in silence."""

from __future__ import annotations

import math

import numpy as np
import pytest

from linesmap.crs import to_national_grid
from linesmap.geocode.points import SNAPPED_M, locate_easting_northing, locate_lat_lon, precision_of
from linesmap.model.locations import Location
from linesmap.model.vocabulary import PlaceStatus, Precision


def _degrees(lon: float, lat: float, *, snapped: bool = False) -> Location:
    return locate_lat_lon([lon], [lat], snapped=[snapped])[0]


def _metres(easting: float, northing: float) -> Location:
    return locate_easting_northing([easting], [northing], snapped=[False])[0]


def test_a_point() -> None:
    answer = _degrees(-2.5879, 51.4545)
    assert (answer.status, answer.precision, answer.pfa_code) == (PlaceStatus.FOUND, Precision.POINT, "E23000036")
    assert answer.uncertainty_m == 25
    east, north = to_national_grid(-2.5879, 51.4545)
    assert (answer.easting, answer.northing) == (round(float(east), 1), round(float(north), 1))


def test_all_fields_are_set_as_by_the_constructor() -> None:
    answer = _degrees(-2.5879, 51.4545)
    assert answer == Location(**{name: getattr(answer, name) for name in Location.__dataclass_fields__})
    assert answer.candidates == ()


def test_swapped_degrees_are_put_right_and_said() -> None:
    answer = _degrees(51.4545, -2.5879)
    assert answer.status is PlaceStatus.FOUND
    assert (answer.lon, answer.lat) == (-2.5879, 51.4545)
    assert "swapped" in answer.method


@pytest.mark.parametrize(
    ("easting", "northing"), [(442_900, 112_800), (530_000, 180_000), (358_700, 172_900), (291_000, 92_000)]
)
def test_metres_in_either_order(easting: float, northing: float) -> None:
    straight, crossed = _metres(easting, northing), _metres(northing, easting)
    assert straight.status is PlaceStatus.FOUND
    assert "swapped" not in straight.method
    assert (crossed.easting, crossed.northing) == (easting, northing)
    assert "swapped" in crossed.method


def test_two_orders_on_land_are_offered() -> None:
    # 230,000 / 630,000 is in Ayrshire, 630,000 / 230,000 in Suffolk.
    answer = _metres(230_000, 630_000)
    assert answer.status is PlaceStatus.AMBIGUOUS
    assert [candidate.pfa_code for candidate in answer.candidates] == ["S23000009", "E23000025"]
    assert answer.lon is None


def test_a_lost_minus_sign_is_suggested_only() -> None:
    answer = _degrees(2.5879, 51.4545)
    assert answer.status is PlaceStatus.REFUSED
    assert answer.lon is None
    [candidate] = answer.candidates
    assert (candidate.lon, candidate.lat, candidate.pfa_code) == (-2.5879, 51.4545, "E23000036")


@pytest.mark.parametrize(
    ("lon", "lat", "why"),
    [(0, 0, "missing"), (10, 51, "outside"), (-0.1, 48.0, "outside"), (math.nan, 51, "outside"), (-179, 89, "outside")],
)
def test_refused_degrees(lon: float, lat: float, why: str) -> None:
    answer = _degrees(lon, lat)
    assert answer.status is PlaceStatus.REFUSED
    assert why in answer.method


def test_refused_metres() -> None:
    assert _metres(0, 0).status is PlaceStatus.REFUSED
    assert "outside the National Grid" in _metres(800_000, 1_400_000).method
    assert _metres(123_456, 123_456).status is PlaceStatus.REFUSED, "the same number twice is a slip"


def test_degrees_in_the_columns_of_metres_and_the_other_way() -> None:
    assert _metres(-2.5879, 51.4545).pfa_code == "E23000036"
    assert _degrees(358_700, 172_900).pfa_code == "E23000036"


def test_a_moved_point_is_a_street_within_250_m() -> None:
    answer = _degrees(-1.550626, 53.5974, snapped=True)
    assert (answer.precision, answer.uncertainty_m) == (Precision.STREET, SNAPPED_M)
    # 151,000 km2 among 750,000 points is a circle of 253 m.
    assert math.sqrt(151_000 / 750_000 / math.pi) * 1000 == pytest.approx(253, abs=1)


def test_few_decimals_are_a_wide_cell() -> None:
    coarse = _degrees(-2.59, 51.45)
    half = 0.005 * 111_320
    assert coarse.uncertainty_m == pytest.approx(math.hypot(half, half * math.cos(math.radians(51.45))), abs=1)
    assert coarse.precision is Precision.STREET
    assert _degrees(-2.5, 51.5).precision is Precision.DISTRICT_AREA


def test_neighbours_never_get_an_english_force() -> None:
    assert _degrees(-3.1883, 55.9533).pfa_code == "S23000009"
    assert _degrees(-5.9301, 54.5973).pfa_code == "N99999999"
    assert _degrees(-4.4821, 54.1500).pfa_code is None
    at_sea = _degrees(-5.0, 53.9)
    assert at_sea.pfa_code is None
    assert "sea" in at_sea.method


def test_many_at_once_keep_their_order() -> None:
    lon, lat = [-2.5879, 0.0, 51.4545, 99.0] * 50, [51.4545, 0.0, -2.5879, 99.0] * 50
    answers = locate_lat_lon(lon, lat, snapped=[False] * 200)
    assert [answer.status for answer in answers[:4]] == [
        PlaceStatus.FOUND,
        PlaceStatus.REFUSED,
        PlaceStatus.FOUND,
        PlaceStatus.REFUSED,
    ]
    assert answers[4:8] == answers[:4]
    assert locate_lat_lon([], [], snapped=[]) == []
    assert locate_easting_northing(np.array([]), np.array([]), snapped=[]) == []


def test_precision_follows_uncertainty() -> None:
    assert [precision_of(metres) for metres in (10, 71, 707, 3_000, 7_071)] == [
        Precision.POINT,
        Precision.POINT,
        Precision.STREET,
        Precision.PLACE,
        Precision.DISTRICT_AREA,
    ]
