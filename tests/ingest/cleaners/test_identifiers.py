from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linesmap.ingest.cleaners.base import Problem
from linesmap.ingest.cleaners.phones import clean_phones
from linesmap.ingest.cleaners.places import clean_grid_reference, clean_postcode
from linesmap.ingest.cleaners.vehicles import clean_vehicle


@pytest.mark.parametrize(
    "text",
    [
        "07700 900123",
        "+44 (0)7700 900123",
        "+447700900123",
        "0044 7700 900123",
        "447700900123",
        "7700900123",
        "07700-900-123 (burner)",
        "mobile: 07700 900123",
    ],
)
def test_one_mobile_however_written(text: str) -> None:
    assert clean_phones(text) == "+447700900123"


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("0117 496 0123", "+441174960123"),
        ("020 7946 0000", "+442079460000"),
        ("+353 86 1234567", "+353861234567"),
        ("07700900123/07700900124", "+447700900123;+447700900124"),
        ("07700 900123 07700 900124", "+447700900123;+447700900124"),
        ("07700 900123 and 7700900123", "+447700900123"),
        ("withheld", None),
        ("unknown", None),
    ],
)
def test_other_numbers(text: str, numbers: str | None) -> None:
    assert clean_phones(text) == numbers


@pytest.mark.parametrize(
    ("text", "code", "value"),
    [
        ("4.47E+11", "excel_scientific", None),
        ("4.477E+11", "excel_scientific", None),
        ("07700900123; 4.47E+11", "excel_scientific", "+447700900123"),
        ("07700 90012", "phone_unreadable", None),
        ("358240051111110", "phone_unreadable", None),
        ("call him", "phone_unreadable", None),
    ],
)
def test_lost_numbers(text: str, code: str, value: str | None) -> None:
    problem = clean_phones(text)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.value) == (code, value)


@given(st.text(max_size=30) | st.from_regex(r"[0-9+() /-]{0,30}", fullmatch=True))
def test_phones_are_e164_or_not_there(text: str) -> None:
    result = clean_phones(text)
    value = result.value if isinstance(result, Problem) else result
    assert value is None or all(re.fullmatch(r"\+[1-9]\d{6,14}", number) for number in value.split(";"))


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        ("ab12 cde", "AB12CDE"),
        ("A123 BCD", "A123BCD"),
        ("ABC 123D", "ABC123D"),
        ("1 ABC", "1ABC"),
        ("ABZ 1234", "ABZ1234"),
        ("AB12CDE (blue Ford)", "AB12CDE"),
        ("AB12 CDE / CD34 EFG", "AB12CDE;CD34EFG"),
        ("SORN", None),
        ("unknown", None),
    ],
)
def test_vehicles(text: str, marks: str | None) -> None:
    assert clean_vehicle(text) == marks


@pytest.mark.parametrize("text", ["AB12*", "Ford Focus", "A1234567"])
def test_not_a_whole_mark(text: str) -> None:
    problem = clean_vehicle(text)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.value) == ("vehicle_unreadable", None)


@pytest.mark.parametrize(
    ("text", "postcode"),
    [
        ("so147lw", "SO14 7LW"),
        ("SO14  7LW.", "SO14 7LW"),
        ("ec1a1bb", "EC1A 1BB"),
        ("SO14 7", "SO14 7"),
        ("SO147", "SO14 7"),
        ("SO14", "SO14"),
        ("so", "SO"),
        ("GIR 0AA", "GIR 0AA"),
        ("BFPO 12", "BFPO 12"),
        ("N/K", None),
    ],
)
def test_postcodes(text: str, postcode: str | None) -> None:
    assert clean_postcode(text) == postcode


@pytest.mark.parametrize("text", ["S014 7LW", "SO14 7LWX", "SEE NOTES"])
def test_slips_are_passed_on_not_corrected(text: str) -> None:
    problem = clean_postcode(text)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.value) == ("postcode_unusual", text)


def test_grid_references_are_passed_on() -> None:
    assert clean_grid_reference(" su 429  128 ") == "SU 429 128"
    assert clean_grid_reference("-") is None
