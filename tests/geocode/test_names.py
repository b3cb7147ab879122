"""The words of a place text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linesmap.geocode.names import (
    alternatives,
    has_street_words,
    is_near,
    is_road,
    name_key,
    no_place,
    prison_name,
    services_name,
    split_parts,
    station_name,
    without_descriptors,
    without_ending,
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
    assert without_descriptors("Bath Green") == []
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


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Taunton railway station", "Taunton"),
        ("Yeovil Pen Mill stn.", "Yeovil Pen Mill"),
        ("Bank tube station", "Bank"),
        ("Didsbury Village tram stop", "Didsbury Village"),
        ("Yeovil police station", None),
        ("Esso petrol station", None),
        ("station", None),
        ("Station Road", None),
    ],
)
def test_stations_are_told(text: str, name: str | None) -> None:
    assert station_name(text) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("HMP Exeter", "Exeter"),
        ("H.M.P. Exeter", "Exeter"),
        ("HMP & YOI Exeter", "Exeter"),
        ("HMP/YOI Exeter", "Exeter"),
        ("Exeter HMP", "Exeter"),
        ("Exeter prison", "Exeter"),
        ("HMP", None),
        ("prison", None),
        ("HMPPS", None),
    ],
)
def test_prisons_are_told(text: str, name: str | None) -> None:
    assert prison_name(text) == name


def test_roads_and_services_are_told() -> None:
    assert all(is_road(text) for text in ("A303", "M5 J25", "M5 jct 25", "A1(M) northbound", "A303 services", "J25"))
    assert not any(is_road(text) for text in ("Yeovil", "12", "12 High Street", "A Road", "services", "B and B"))
    assert services_name("Exeter motorway services") == "Exeter"
    assert services_name("A303 services") is None


def test_names_written_twice_or_too_long() -> None:
    assert alternatives("Cardiff/Caerdydd") == ["Cardiff", "Caerdydd"]
    assert alternatives("Bargod or Bargoed") == ["Bargod", "Bargoed"]
    assert alternatives("Yeovil") == []
    assert without_ending("lechlade on thames") == "lechlade"
    assert without_ending("ash in hand") is None
    assert without_ending("yeovil") is None


def test_a_prison_in_brackets_is_one_name() -> None:
    assert split_parts("Exeter (HMP), Devon") == ["HMP Exeter", "Devon"]
