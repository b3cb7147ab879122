"""Stations, prisons, services and roads in place texts."""

from __future__ import annotations

import pytest

from linesmap.geocode.place_texts import locate_place_text
from linesmap.geocode.shipped_gazetteer import shipped_gazetteer
from linesmap.geocode.sites import STATION_RADIUS_M, shipped_sites
from linesmap.model.locations import Location
from linesmap.model.vocabulary import PlaceStatus, Precision


def _ask(text: str, near: str | None = None) -> Location:
    return locate_place_text(text, near, shipped_gazetteer())


@pytest.mark.parametrize(
    ("text", "label", "pfa_code"),
    [
        ("Yeovil Pen Mill station", "Yeovil Pen Mill railway station", "E23000036"),
        ("Exeter St Davids railway station", "Exeter St Davids railway station", "E23000035"),
        ("Bristol Temple Meads", "Bristol Temple Meads railway station", "E23000036"),
        ("BRISTOL PARKWAY STN", "Bristol Parkway railway station", "E23000036"),
        ("Birmingham New St station", "Birmingham New Street railway station", "E23000014"),
        ("King's Cross station", "London Kings Cross railway station", "E23000001"),
        ("platform 2, Taunton railway station", "Taunton railway station", "E23000036"),
        ("Newport station, Gwent", "Newport railway station (S Wales)", "W15000002"),
        ("Newport station Essex", "Newport railway station (Essex)", "E23000028"),
        ("Victoria station, Manchester", "Victoria tram stop", "E23000005"),
        ("Oxford Circus tube station", "Oxford Circus Underground station", "E23000001"),
    ],
)
def test_stations(text: str, label: str, pfa_code: str) -> None:
    answer = _ask(text)
    assert answer.status is PlaceStatus.FOUND, answer.method
    assert (answer.label, answer.pfa_code) == (label, pfa_code)
    assert (answer.precision, answer.uncertainty_m) == (Precision.PLACE, STATION_RADIUS_M)


@pytest.mark.parametrize(
    ("text", "label", "pfa_code"),
    [
        ("HMP Exeter", "HMP Exeter", "E23000035"),
        ("HMP Dartmoor", "HMP Dartmoor", "E23000035"),
        ("HMP/YOI Portland", "HMP Portland", "E23000039"),
        ("HMYOI Feltham", "HMP Feltham", "E23000001"),
        ("Exeter (HMP)", "HMP Exeter", "E23000035"),
        ("Winchester prison, Hants", "HMP Winchester", "E23000030"),
        ("Strangeways prison", "HMP Manchester", "E23000005"),
        ("Wormwood Scrubs", "HMP Wormwood Scrubs", "E23000001"),
        ("HMP The Verne", "HMP Verne", "E23000039"),
    ],
)
def test_prisons(text: str, label: str, pfa_code: str) -> None:
    answer = _ask(text)
    assert answer.status is PlaceStatus.FOUND, answer.method
    assert (answer.label, answer.pfa_code, answer.precision) == (label, pfa_code, Precision.PLACE)
    assert answer.uncertainty_m == 1_000


@pytest.mark.parametrize(
    ("text", "candidate"),
    [("HMP Yeovil", "Yeovil, Somerset"), ("HMP Exetr", "HMP Exeter"), ("YOI Bath", "Bath, Somerset")],
)
def test_an_unknown_prison_is_not_the_town_of_its_name(text: str, candidate: str) -> None:
    answer = _ask(text)
    assert answer.status is PlaceStatus.NOT_FOUND
    assert "no prison called" in answer.method
    assert candidate in [each.label for each in answer.candidates]


def test_a_town_without_a_station_of_its_name_is_the_town_and_its_stations() -> None:
    town, station = _ask("Yeovil, Somerset"), _ask("Yeovil station")
    assert station.status is PlaceStatus.FOUND
    assert station.label == town.label
    assert "Yeovil Pen Mill" in station.method
    assert station.uncertainty_m is not None
    assert town.uncertainty_m is not None
    assert station.uncertainty_m > town.uncertainty_m
    assert station.easting is not None
    assert station.northing is not None
    for each in shipped_sites().stations_of("yeovil"):
        gap = ((each.easting - station.easting) ** 2 + (each.northing - station.northing) ** 2) ** 0.5
        assert gap <= station.uncertainty_m


def test_two_stations_of_one_name_are_refused() -> None:
    answer = _ask("Newport station")
    assert answer.status is PlaceStatus.AMBIGUOUS
    assert len(answer.candidates) == 2
    assert _ask("Newport station", near="W15000002").label == "Newport railway station (S Wales)"


def test_stations_that_stand_together_are_one() -> None:
    # The railway, the Underground and the light rail share Stratford, and two of them Paddington.
    assert len(shipped_sites().stations("stratford")) == 1
    assert [each.label for each in shipped_sites().stations("paddington")] == ["London Paddington railway station"]


@pytest.mark.parametrize("text", ["Yeovil police station", "Yeovil bus station", "Yeovil fire station"])
def test_other_stations_are_the_town(text: str) -> None:
    assert _ask(text).label == "Yeovil, Somerset"


@pytest.mark.parametrize("text", ["A303 services", "M5 J25", "M4 junction 15", "A1(M)", "A30"])
def test_a_road_alone_is_not_found(text: str) -> None:
    answer = _ask(text)
    assert answer.status is PlaceStatus.NOT_FOUND
    assert "road or a junction" in answer.method


@pytest.mark.parametrize("text", ["M5 J25, Taunton", "A303 services, Ilminster, Somerset", "Exeter services"])
def test_a_road_at_a_town_is_wider_than_the_town(text: str) -> None:
    answer = _ask(text)
    town = _ask({"M5": "Taunton, Somerset", "A3": "Ilminster, Somerset"}.get(text[:2], "Exeter, Devon"))
    assert answer.status is PlaceStatus.FOUND
    assert answer.label == town.label
    assert answer.uncertainty_m == (town.uncertainty_m or 0) + 5_000


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("nr Westquay, Southampton", "Southampton, Hampshire"),
        ("j/w High St and Station Rd, Yeovil", "Yeovil, Somerset"),
        ("j/w A30, Yeovil", "Yeovil, Somerset"),
        ("o/s Tesco, Yeovil", "Yeovil, Somerset"),
        ("opp the station, Yeovil", "Yeovil, Somerset"),
        ("rear of 5 High Street, Taunton", "Taunton, Somerset"),
        ("NFA, Southampton", "Southampton, Hampshire"),
        ("unknown, Yeovil, Somerset", "Yeovil, Somerset"),
        ("South Somerset", "South Somerset"),
        ("A&S", "Avon and Somerset Constabulary"),
    ],
)
def test_forms_of_the_issue(text: str, label: str) -> None:
    answer = _ask(text)
    assert (answer.status, answer.label) == (PlaceStatus.FOUND, label)


def test_no_fixed_abode_in_a_town_is_only_around_it() -> None:
    town, rough = _ask("Southampton"), _ask("NFA Southampton")
    assert rough.label == town.label
    assert (rough.uncertainty_m or 0) > (town.uncertainty_m or 0)
