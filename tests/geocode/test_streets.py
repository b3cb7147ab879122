"""Named roads and postcodes of a user's gazetteer, as indexes."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from linesmap.geocode.streets import Streets, is_street_name, street_key
from linesmap.geocode.user_postcodes import UserPostcodes


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Fore Street", "fore street"),
        ("FORE ST.", "fore street"),
        ("St. Mary's Rd", "st marys road"),
        ("Saint Street", "st street"),
        ("The Avenue", "avenue"),
        ("St", "st"),
        ("Heol y Bont", "heol y bont"),
    ],
)
def test_street_key(name: str, key: str) -> None:
    assert street_key(name) == key


def test_names_of_roads_end_as_roads_do() -> None:
    assert is_street_name("Church Lane")
    assert is_street_name("High St")
    assert not is_street_name("Chester-le-Street Green")
    assert not is_street_name("Newton Abbot")
    assert not is_street_name("")


def _streets(names: list[str]) -> Streets:
    n = len(names)
    table = pa.table(
        {
            "gazetteer_id": ["G1"] * n,
            "name_key": [street_key(name) for name in names],
            "name": names,
            "town": ["Bodmin"] * n,
            "county": pa.array([None] * n, pa.string()),
            "easting": np.arange(n) * 1_000.0,
            "northing": np.full(n, 5.0),
            "radius_m": pa.array([None] * n, pa.float64()),
            "pfa_code": ["E23000035"] * n,
            "lad_code": ["E06000052"] * n,
        }
    )
    return Streets(table, {"G1": "names.zip"})


def test_roads_are_found_by_their_whole_name_only() -> None:
    streets = _streets(["Mill Lane", "Mill Lane East", "Fore Street", "Mill Lane"])
    assert [street.easting for street in streets.streets(streets.find("mill lane"))] == [0, 3_000]
    assert streets.find("mill").size == 0
    assert streets.find("zebra street").size == 0
    [street] = streets.around(streets.find("mill lane"), 2_900, 5, 200)
    assert (street.label, street.radius_m, street.source) == ("Mill Lane, Bodmin", 50, "names.zip")


def _posts(codes: list[str], ids: list[str], easting: list[float]) -> pa.Table:
    n = len(codes)
    return pa.table(
        {
            "gazetteer_id": pa.array(ids, pa.string()),
            "postcode": pa.array(codes, pa.string()),
            "easting": pa.array(easting, pa.float64()),
            "northing": np.zeros(n),
            "lad_code": pa.array([None] * n, pa.string()),
            "sector_only": pa.array([False] * n, pa.bool_()),
        }
    )


def test_of_two_gazetteers_the_preferred_one_has_the_postcode() -> None:
    codes = ["BS1 1AD", "EC1A 1AA", "BS1 1AD", "B1 1AA"]
    table = _posts(codes, ["G1", "G1", "G2", "G2"], [1.0, 2.0, 3.0, 4.0])
    units = UserPostcodes(table, {"G2": 0, "G1": 1})
    rows = units.find(["EC1A 1AA", "BS1 1AD", "BS1 1AE", "B1 1AA", "LONGERTHAN8", ""])
    assert (rows >= 0).tolist() == [True, True, False, True, False, False]
    assert units.easting[rows[rows >= 0]].tolist() == [2.0, 3.0, 4.0]
    assert len(units) == 3


def test_no_postcodes_at_all() -> None:
    units = UserPostcodes(_posts([], [], []), {})
    assert units.find(["BS1 1AD"]).tolist() == [-1]


def test_uncertainty_follows_the_distance_to_others_of_the_area() -> None:
    codes = [f"BS1 1A{letter}" for letter in "ABDEF"] + ["CF1 1AA"]
    units = UserPostcodes(_posts(codes, ["G1"] * 6, [0, 100, 200, 300, 50_000, 10]), {"G1": 0})
    reach = units.uncertainty_m(units.find(codes))
    # Second nearest other: 200, 100, 100, 200 m away; far away; alone in its area.
    assert reach.tolist() == [300, 150, 150, 300, 1_500, 1_500]
