"""Postcode texts and their places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linesmap.geocode import locate_texts
from linesmap.geocode.postcode_places import locate_postcodes, suggest_district
from linesmap.geocode.postcode_texts import parse_postcode, parse_units, slips, unit_inside
from linesmap.model.locations import Location
from linesmap.model.vocabulary import PlaceStatus, Precision


@pytest.mark.parametrize(
    ("text", "level", "code"),
    [
        ("SO14 7LW", "unit", "SO14 7LW"),
        ("so147lw", "unit", "SO14 7LW"),
        (" W1A  1AA.", "unit", "W1A 1AA"),
        ("SO14-7LW", "unit", "SO14 7LW"),
        ("SO14 7", "sector", "SO14 7"),
        ("SO14 7**", "sector", "SO14 7"),
        ("SO14 7L", "sector", "SO14 7"),
        ("SO147", "sector", "SO14 7"),
        ("SO14", "district", "SO14"),
        ("EC1A", "district", "EC1A"),
        ("SO", "area", "SO"),
        ("ZZ99 3VZ", "pseudo", "ZZ99 3VZ"),
        ("BFPO 801", "pseudo", "BFPO 801"),
    ],
)
def test_levels(text: str, level: str, code: str) -> None:
    parsed = parse_postcode(text)
    assert parsed is not None
    assert (parsed.level, parsed.code) == (level, code)


@pytest.mark.parametrize("text", ["M4", "M25", "so", "E", "Me"])
def test_texts_that_may_be_something_else_are_marked(text: str) -> None:
    parsed = parse_postcode(text)
    assert parsed is not None
    assert not parsed.certain


@pytest.mark.parametrize("text", ["", "Southampton", "S014 7LW", "SO14 7LW Southampton", "A303", "123", "SO14 77LW"])
def test_other_texts_are_none(text: str) -> None:
    assert parse_postcode(text) is None


@given(st.lists(st.text(alphabet="SO147LW ZQA1.-", max_size=10), max_size=20))
def test_many_at_once_are_read_as_one_by_one(texts: list[str]) -> None:
    one_by_one = [parse_postcode(text) for text in texts]
    expected = [each.code if each is not None and each.level == "unit" else None for each in one_by_one]
    assert parse_units(texts) == expected


def test_unit_inside_a_text() -> None:
    assert unit_inside("Flat 2, 14 High Street, Bath BA1 1AA") == "BA1 1AA"
    assert unit_inside("ba11aa, and again BA1 1AA") == "BA1 1AA"
    assert unit_inside("between BA1 1AA and BA1 1AB") is None
    assert unit_inside("Room 12B 3CD4") is None


def test_slips() -> None:
    assert slips("S014 7LW") == ["SO14 7LW"]
    assert "CF10 1AA" in slips("CF1O IAA")
    assert slips("Southampton") == []


def _one(text: str) -> Location:
    return locate_postcodes([text])[0]


def test_unit() -> None:
    answer = _one("bs1 1ad")
    assert (answer.status, answer.precision, answer.label) == (PlaceStatus.FOUND, Precision.POSTCODE_UNIT, "BS1 1AD")
    assert (answer.easting, answer.northing, answer.pfa_code) == (360_205, 173_432, "E23000036")
    assert answer.uncertainty_m is not None
    assert 60 <= answer.uncertainty_m <= 1_500


def test_district_has_an_uncertainty_in_kilometres() -> None:
    answer = _one("SO14")
    assert answer.precision is Precision.DISTRICT
    assert answer.uncertainty_m is not None
    assert answer.uncertainty_m > 1_000
    assert answer.pfa_code == "E23000030"


def test_levels_widen_the_uncertainty() -> None:
    reach = [_one(text).uncertainty_m for text in ("SN8 1AA", "SN8 1", "SN8", "SN")]
    assert None not in reach
    assert reach == sorted(reach, key=lambda metres: metres or 0)


def test_a_straddling_district_names_no_force() -> None:
    answer = _one("NP16")
    assert answer.status is PlaceStatus.FOUND
    assert answer.pfa_code is None
    assert [candidate.label for candidate in answer.candidates] == ["Gwent", "Gloucestershire"]
    assert sum(candidate.share or 0 for candidate in answer.candidates) == pytest.approx(1, abs=1e-3)


def test_a_district_almost_all_in_one_force_names_it_and_keeps_the_share() -> None:
    answer = _one("GL16")
    assert answer.pfa_code == "E23000037"
    assert "Gwent 0.2%" in answer.method


def test_an_unknown_unit_falls_back_to_its_sector_and_says_so() -> None:
    answer = _one("SO14 7ZZ")
    assert answer.precision is Precision.SECTOR
    assert "not in the directory" in answer.method
    sector = _one("SO14 7")
    assert (answer.easting, answer.uncertainty_m) == (sector.easting, sector.uncertainty_m)


def test_slips_are_suggested_and_not_taken() -> None:
    answer = _one("S014 7LW")
    assert answer.status is PlaceStatus.NOT_FOUND
    assert answer.lon is None
    assert [candidate.label for candidate in answer.candidates] == ["SO14 7LW"]


def test_outside_england_and_wales() -> None:
    assert _one("EH1 1YZ").pfa_code == "S23000009"
    assert _one("BT1 5GS").pfa_code == "N99999999"
    isle = _one("IM1 1AA")
    assert isle.status is PlaceStatus.NOT_FOUND
    assert "Isle of Man" in isle.method


def test_stand_ins_are_refused() -> None:
    assert _one("ZZ99 3VZ").status is PlaceStatus.REFUSED
    assert _one("BFPO 801").status is PlaceStatus.REFUSED


def test_what_does_not_exist() -> None:
    assert _one("ZZ9").status is PlaceStatus.NOT_FOUND
    assert _one("hello").status is PlaceStatus.NOT_FOUND
    assert locate_postcodes([]) == []


def test_a_motorway_may_be_a_district() -> None:
    candidate = suggest_district("M4")
    assert candidate is not None
    assert candidate.pfa_code == "E23000005"
    assert suggest_district("SO14 7LW") is None


def test_the_retired_outward_code_of_newport_is_known() -> None:
    unit, sector = locate_postcodes(["npt 2az", "NPT 2**"])
    assert (unit.label, unit.pfa_code, str(unit.precision)) == ("NPT 2AZ", "W15000002", "postcode unit")
    assert locate_texts(["NPT2AZ"]) == [unit]
    assert sector.pfa_code in {None, "W15000002"}
