"""Codes of local authority districts are places, whole districts."""

from __future__ import annotations

import pytest

from linesmap.geocode import locate_texts
from linesmap.model.vocabulary import PlaceStatus, Precision
from linesmap.reference import districts, find_district


def test_every_district_in_force_is_found_by_code_and_by_code_and_name() -> None:
    table = districts()
    table = table[table["valid_to"].isna()]
    codes = table["lad_code"].tolist()
    named = [find_district(name) for name in table["lad_name"]]
    assert [found.code if found else None for found in named] == codes
    both = [f"{found.code}, {found.name}" for found in named if found]
    for texts in (codes, both):
        answers = locate_texts(texts)
        assert [answer.lad_code for answer in answers] == codes
        assert {answer.precision for answer in answers} == {Precision.DISTRICT_AREA}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("e07000041", "E07000041"),
        ("Bristol, City of", "E06000023"),
        ("City of Bristol", "E06000023"),
        ("E07000041, Exeter", "E07000041"),
        ("Taunton Deane", "E07000190"),
        ("E07000041, Plymouth", None),
        ("E07999999", None),
        ("Westquay", None),
        ("", None),
    ],
)
def test_a_district_is_recognised(text: str, code: str | None) -> None:
    found = find_district(text)
    assert (found.code if found else None) == code


def test_a_code_with_the_name_of_another_district_is_not_found() -> None:
    [answer] = locate_texts(["E07000041, Plymouth"])
    assert answer.status is PlaceStatus.NOT_FOUND


def test_a_number_that_is_no_code_is_still_an_irish_grid_reference() -> None:
    assert [answer.method for answer in locate_texts(["E07999999", "H885640"])] == [
        "Irish Grid reference: outside England and Wales"
    ] * 2
