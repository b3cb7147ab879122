"""The words of a place text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linesmap.geocode.names import (
    has_street_words,
    is_near,
    name_key,
    no_place,
    split_parts,
    without_descriptors,
    without_lead,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kingston-upon-Hull", "kingston on hull"),
        ("St. Albans", "Saint Albans"),
        ("King's Lynn", "Kings Lynn"),
        ("Gt Yarmouth", "Great Yarmouth"),
        ("Stoke-on-Trent", "STOKE ON TRENT"),
        ("Tyne & Wear", "tyne and wear"),
        ("Ynys Môn", "ynys mon"),
        ("Co. Durham", "County Durham"),
        ("The Wirral", "Wirral"),
    ],
)
def test_spellings_share_a_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_different_names_do_not() -> None:
    assert len({name_key(name) for name in ("Newport", "Newport Pagnell", "Norton", "North", "Stone", "Stones")}) == 6


@given(st.text(max_size=40))
def test_a_key_is_its_own_key(text: str) -> None:
    assert name_key(name_key(text)) == name_key(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("nr Westquay", "Westquay"),
        ("r/o Tesco", "Tesco"),
        ("o/s the bank", "the bank"),
        ("in the area of Bath", "Bath"),
        ("j/w Station Road", "Station Road"),
        ("Rear of nr. Bath", "Bath"),
        ("off Park St", "Park St"),
        ("Offham", "Offham"),
        ("Byfleet", "Byfleet"),
        ("Inkberrow", "Inkberrow"),
        ("Tooting", "Tooting"),
        ("near", "near"),
    ],
)
def test_leading_words_come_off(text: str, name: str) -> None:
    assert without_lead(text) == name
    assert is_near(text) == (text != name or text == "near")


def test_descriptors_come_off_one_by_one() -> None:
    assert without_descriptors("Bristol city centre") == ["Bristol"]
    assert without_descriptors("Yeovil town centre area") == ["Yeovil town centre", "Yeovil"]
    assert without_descriptors("HMP Winchester") == ["Winchester"]
    assert without_descriptors("Taunton railway station") == ["Taunton"]
    assert without_descriptors("Yeovil") == []


@pytest.mark.parametrize(
    "text", ["NFA", "nfa", "No Fixed Abode", "unknown", "N/K", "n/a", "TBC", "-", "??", "", "Various"]
)
def test_what_names_no_place(text: str) -> None:
    assert no_place(text)


@pytest.mark.parametrize("text", ["Nafferton", "Bath", "12", "Nk1", "Unknown Street"])
def test_what_may_name_one(text: str) -> None:
    assert no_place(text) is None


def test_parts() -> None:
    assert split_parts("nr Westquay, Southampton (Hants)") == ["nr Westquay", "Southampton", "Hants"]
    assert split_parts("St. Helens") == ["St. Helens"]
    assert split_parts("High Street. Yeovil") == ["High Street", "Yeovil"]
    assert split_parts(" , ;") == []


def test_streets_are_told_from_suburbs() -> None:
    assert has_street_words("12 The Paddocks")
    assert has_street_words("High St")
    assert has_street_words("Station Road")
    assert not has_street_words("Hall Green")
    assert not has_street_words("St Margarets")
    assert not has_street_words("East Coker")
