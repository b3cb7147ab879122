"""Forces: who they are, and the ways records name them."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linesmap.errors import ReferenceDataError
from linesmap.reference import find_force, force, forces, regional_units


def test_there_are_43_with_an_area_and_three_beside() -> None:
    assert sum(each.territorial for each in forces()) == 43
    assert [each.code for each in forces() if not each.territorial] == ["BTP", "S23000009", "N99999999"]


def test_population_is_that_of_england_and_wales_in_mid_2020() -> None:
    # ONS mid-2020 estimate for England and Wales: 59,719,724.
    assert sum(each.population or 0 for each in forces()) == 59_719_724
    assert all(each.population is None for each in forces() if not each.territorial)


def test_neighbours_are_mutual() -> None:
    pairs = {(each.code, other) for each in forces() for other in each.neighbours}
    assert pairs
    assert pairs == {(b, a) for a, b in pairs}


def test_regional_units_share_out_the_forces() -> None:
    units = regional_units()
    members = [code for codes in units.values() for code in codes]
    assert len(units) == 10
    assert sorted(members) == sorted(each.code for each in forces() if each.territorial)
    assert {force(code).name for code in units["SWROCU"]} == {
        "Avon and Somerset",
        "Devon and Cornwall",
        "Dorset",
        "Gloucestershire",
        "Wiltshire",
    }
    assert "E23000032" in units["ERSOU"], "Kent is in the eastern unit, though not in the eastern region"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("D&C", "Devon and Cornwall"),
        ("d & c", "Devon and Cornwall"),
        ("Devon & Cornwall", "Devon and Cornwall"),
        ("A&S", "Avon and Somerset"),
        ("HIOW", "Hampshire"),
        ("Hampshire Constabulary", "Hampshire"),
        ("Hampshire and Isle of Wight Constabulary", "Hampshire"),
        ("Metropolitan Police Service", "Metropolitan Police"),
        ("the Met", "Metropolitan Police"),
        ("London, City of", "City of London"),
        ("Dyfed Powys Police", "Dyfed-Powys"),
        ("E23000013", "Cleveland"),
        ("44", "Hampshire"),
        (" 07 ", "Cheshire"),
        ("BTP", "British Transport Police"),
        ("PSNI", "Northern Ireland"),
        ("Police Scotland", "Scotland"),
    ],
)
def test_find_force_reads_what_records_write(text: str, name: str) -> None:
    found = find_force(text)
    assert found is not None
    assert found.name == name


@pytest.mark.parametrize(
    "text", ["DC", "PC", "", "  ", "7", "99", "144", "Police", "Constabulary", "England", "44 High St"]
)
def test_find_force_names_none_for_what_is_no_force(text: str) -> None:
    assert find_force(text) is None


@pytest.mark.parametrize("each", forces(), ids=lambda each: each.name)
def test_every_name_of_a_force_finds_it(each: object) -> None:
    known = force(each.code)  # type: ignore[attr-defined]
    for name in (known.code, known.name, known.full_name, known.name.upper(), known.name.replace(" and ", " & ")):
        assert find_force(name) == known, name
    for alias in known.aliases:
        assert find_force(alias) == known, alias
    if known.police_uk_id:
        assert find_force(known.police_uk_id) == known


@given(st.text(alphabet=string.printable, max_size=40))
def test_find_force_takes_any_text(text: str) -> None:
    found = find_force(text)
    assert found is None or found in forces()


def test_an_unknown_code_is_said_so() -> None:
    with pytest.raises(ReferenceDataError, match="E99"):
        force("E99")
