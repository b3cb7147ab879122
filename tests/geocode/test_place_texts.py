"""Places by their words: what is found, and what is refused rather than guessed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linesmap.geocode import locate_texts
from linesmap.geocode.gazetteer import Area, Gazetteer, NameKind, Place
from linesmap.geocode.place_texts import LEAST_POPULATION, locate_place_text
from linesmap.geocode.shipped_gazetteer import shipped_gazetteer
from linesmap.model.locations import Location
from linesmap.model.vocabulary import PlaceStatus, Precision
from linesmap.reference import places


def _ask(text: str, near: str | None = None) -> Location:
    return locate_place_text(text, near, shipped_gazetteer())


@pytest.mark.parametrize(
    ("text", "label", "pfa_code"),
    [
        ("Newport, Isle of Wight", "Newport, Isle of Wight", "E23000030"),
        ("Newport IOW", "Newport, Isle of Wight", "E23000030"),
        ("Newport, Gwent", "Newport, Gwent", "W15000002"),
        ("Newport, South Wales", "Newport, Gwent", "W15000002"),
        ("Newport, Shropshire", "Newport, Shropshire", "E23000016"),
        ("Newport (Salop)", "Newport, Shropshire", "E23000016"),
        ("Newport, West Mercia", "Newport, Shropshire", "E23000016"),
        ("Yeovil, Somerset", "Yeovil, Somerset", "E23000036"),
        ("Yeovil Somerset", "Yeovil, Somerset", "E23000036"),
        ("Yeovil, A&S", "Yeovil, Somerset", "E23000036"),
        ("YEOVIL TOWN CENTRE", "Yeovil, Somerset", "E23000036"),
        ("The area of Frome", "Frome, Somerset", "E23000036"),
        ("nr Westquay, Southampton", "Southampton, Hampshire", "E23000030"),
        ("12 High Street, Yeovil, Somerset", "Yeovil, Somerset", "E23000036"),
        ("12 High Street Yeovil", "Yeovil, Somerset", "E23000036"),
        ("Shirley, Southampton", "Shirley, Hampshire", "E23000030"),
        ("Shirley SO15", "Shirley, Hampshire", "E23000030"),
        ("Cardiff/Caerdydd, Cardiff", "Cardiff, South Glamorgan", "W15000003"),
        ("Abergavenny/Y Fenni, Monmouthshire", "Abergavenny, Gwent", "W15000002"),
        ("Bargod or Bargoed, Caerphilly", "Bargoed, Gwent", "W15000002"),
        ("Lechlade on Thames, Gloucestershire", "Lechlade, Gloucestershire", "E23000037"),
        ("Crosshills, North Yorkshire", "Cross Hills, North Yorkshire", "E23000009"),
        ("Bamber Bridge, Lancs", "Bamber Bridge, Lancashire", "E23000003"),
        ("Langley Moor, Co Durham", "Langley Moor, County Durham", "E23000008"),
        ("Bournemouth, Hampshire", "Bournemouth, Dorset", "E23000039"),
        ("Manchester, Lancs", "Manchester, Greater Manchester", "E23000005"),
        ("Croydon, Surrey", "Croydon, Greater London", "E23000001"),
        ("Kendal, Westmorland", "Kendal, Cumbria", "E23000002"),
        ("Bath, Avon", "Bath, Somerset", "E23000036"),
        ("Hull", "Kingston upon Hull, East Riding of Yorkshire", "E23000012"),
        ("Exeter", "Exeter, Devon", "E23000035"),
        ("Richmond, North Yorkshire", "Richmond, North Yorkshire", "E23000009"),
        ("Bangor, Wales", "Bangor, Gwynedd", "W15000001"),
        ("Edinburgh", "Edinburgh, Scotland", "S23000009"),
        ("Bangor, Northern Ireland", "Bangor, Northern Ireland", "N99999999"),
        ("Douglas, Isle of Man", "Douglas, Isle of Man", None),
        ("St Helier, Jersey", "Saint Helier, Jersey", None),
    ],
)
def test_found(text: str, label: str, pfa_code: str | None) -> None:
    answer = _ask(text)
    assert answer.status is PlaceStatus.FOUND, answer.method
    assert (answer.label, answer.pfa_code, answer.precision) == (label, pfa_code, Precision.PLACE)
    assert answer.uncertainty_m is not None
    assert answer.uncertainty_m >= 1_000


@pytest.mark.parametrize(
    ("text", "precision", "pfa_code"),
    [
        ("Somerset", Precision.FORCE_AREA, "E23000036"),
        ("Wilts", Precision.FORCE_AREA, "E23000038"),
        ("Kent Police", Precision.FORCE_AREA, "E23000032"),
        ("Tower Hamlets", Precision.DISTRICT_AREA, "E23000001"),
        ("Isle of Wight", Precision.DISTRICT_AREA, "E23000030"),
        ("Merton, Greater London", Precision.DISTRICT_AREA, "E23000001"),
        ("Glos", Precision.FORCE_AREA, None),
    ],
)
def test_areas(text: str, precision: Precision, pfa_code: str | None) -> None:
    answer = _ask(text)
    assert answer.status is PlaceStatus.FOUND
    assert (answer.precision, answer.pfa_code) == (precision, pfa_code)
    assert answer.uncertainty_m is not None
    assert answer.uncertainty_m > 3_000
    assert (pfa_code is None) == bool(answer.candidates)


@pytest.mark.parametrize(
    "text", ["Newport", "Newcastle", "Richmond", "Washington", "Whitchurch", "Bangor", "Bristol and Bath"]
)
def test_ambiguous(text: str) -> None:
    answer = _ask(text)
    assert answer.status is PlaceStatus.AMBIGUOUS
    assert answer.lon is None
    assert len(answer.candidates) > 1
    assert len({candidate.label for candidate in answer.candidates}) == len(answer.candidates)


@pytest.mark.parametrize("text", ["NFA", "unknown", "England", "Wales", "UK"])
def test_refused(text: str) -> None:
    answer = _ask(text)
    assert answer.status is PlaceStatus.REFUSED
    assert answer.method


@pytest.mark.parametrize(
    ("text", "candidate"),
    [
        ("Yeovill", "Yeovil, Somerset"),
        ("Southamton, Hants", "Southampton, Hampshire"),
        ("East Coker, Yeovil", "Yeovil, Somerset"),
        ("Newport, Kent", "Newport, Gwent"),
        ("Bristol Frobnitz", "Bristol"),
    ],
)
def test_suggestions_are_never_taken(text: str, candidate: str) -> None:
    answer = _ask(text)
    assert answer.status is PlaceStatus.NOT_FOUND
    assert answer.lon is None
    assert answer.pfa_code is None
    assert candidate in [each.label for each in answer.candidates]


def test_a_house_number_is_no_force() -> None:
    assert _ask("12 High Street").status is PlaceStatus.NOT_FOUND
    assert _ask("44").status is PlaceStatus.NOT_FOUND


@pytest.mark.parametrize("text", ["Street", "Hanworth", "Clapton", "Downend", "Ilminster"])
def test_a_word_a_suburb_or_a_small_town_alone_is_not_enough(text: str) -> None:
    assert _ask(text).status is PlaceStatus.AMBIGUOUS


def test_a_part_in_other_letters_is_not_passed_over() -> None:
    assert _ask("\u6771\u4eac, Yeovil").status is PlaceStatus.NOT_FOUND


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Blackwood, Caerphilly County Borough", "Blackwood, Gwent"),
        ("Swansea, City and County of Swansea", "Swansea, West Glamorgan"),
        ("Yeovil, South Somerset District Council", "Yeovil, Somerset"),
        ("Grimsby, NE Lincs", "Grimsby, Lincolnshire"),
        ("Nailsea, N Somerset", "Nailsea, Somerset"),
    ],
)
def test_a_council_narrows(text: str, label: str) -> None:
    assert _ask(text).label == label


def test_the_recording_force_narrows_to_one_or_not_at_all() -> None:
    assert _ask("Newport", near="E23000030").label == "Newport, Isle of Wight"
    assert _ask("Newport", near="Gwent").label == "Newport, Gwent"
    assert _ask("Newport", near="E23000032").status is PlaceStatus.AMBIGUOUS
    assert _ask("Bristol", near="E23000032").label == "Bristol", "what is clear needs no narrowing"
    assert "recording force" in _ask("Newport", near="E23000030").method


def test_near_a_place_is_wider_than_in_it() -> None:
    inside, beside = _ask("Yeovil, Somerset"), _ask("nr Yeovil, Somerset")
    assert inside.uncertainty_m is not None
    assert beside.uncertainty_m is not None
    assert beside.uncertainty_m > inside.uncertainty_m


def test_an_address_in_a_borough_may_lie_anywhere_in_it() -> None:
    town, address = _ask("Hillingdon"), _ask("14 Foo Road, Hillingdon")
    borough = shipped_gazetteer().area("hillingdon")
    assert borough is not None
    assert address.uncertainty_m == borough.radius_m
    assert (town.label, town.precision) == ("Hillingdon", Precision.DISTRICT_AREA), "the suburb or the borough"


def test_places_with_their_county_are_found_where_they_are() -> None:
    table = places()
    table = table[table["country"].isin(["ENG", "WLS"])]
    sample = table.sample(600, random_state=11)
    wrong = found = 0
    for row in sample.itertuples():
        answer = _ask(f"{row.name}, {row.county}")
        if answer.lon is not None and answer.lat is not None:
            found += 1
            gap = 111.2 * np.hypot((answer.lon - row.lon) * np.cos(np.radians(row.lat)), answer.lat - row.lat)
            wrong += gap > 5
    assert found / len(sample) > 0.93
    assert wrong == 0


# --- a gazetteer of our own, so that the rules are seen apart from the data


def _place(name: str, population: int, lad: str = "E01", pfa: str = "E23000001", east: float = 0.0) -> Place:
    return Place(
        name=name,
        label=f"{name}, {lad}",
        lon=-1.0,
        lat=52.0,
        easting=400_000 + east,
        northing=200_000,
        population=population,
        country="ENG",
        lad_codes=frozenset({lad}),
        lad_code=lad,
        pfa_code=pfa,
        radius_m=1_500,
    )


def _gazetteer(*rows: Place, other: dict[str, list[str]] | None = None) -> Gazetteer:
    area = Area("Shire", "ceremonial", frozenset({"E01"}), frozenset({"E02"}), ("E23000001",), -1.0, 52.0, 9_000)
    names = [{NameKind.OWN: [row.name], NameKind.SHORT: (other or {}).get(row.name, [])} for row in rows]
    return Gazetteer(rows, names, {"shire": area})


@pytest.mark.parametrize(
    ("populations", "status"),
    [
        ((100_000, 5_000), PlaceStatus.FOUND),
        ((99_999, 1_000), PlaceStatus.AMBIGUOUS),
        ((100_000, 5_001), PlaceStatus.AMBIGUOUS),
        ((100_000, 0), PlaceStatus.FOUND),
        ((LEAST_POPULATION,), PlaceStatus.FOUND),
        ((LEAST_POPULATION - 1,), PlaceStatus.AMBIGUOUS),
    ],
)
def test_only_a_dominant_or_sizeable_place_needs_no_county(populations: tuple[int, ...], status: PlaceStatus) -> None:
    rows = [_place("Ham", people, lad=f"E0{index}") for index, people in enumerate(populations)]
    assert locate_place_text("Ham", None, _gazetteer(*rows)).status is status


def test_the_present_county_comes_before_the_former_one() -> None:
    gazetteer = _gazetteer(_place("Ham", 10, "E01"), _place("Ham", 9_000, "E02"))
    assert locate_place_text("Ham, Shire", None, gazetteer).label == "Ham, E01"
    only_former = _gazetteer(_place("Ham", 9_000, "E02"), _place("Ham", 10, "E03"))
    assert locate_place_text("Ham, Shire", None, only_former).label == "Ham, E02"


def test_a_shortened_name_needs_a_county() -> None:
    gazetteer = _gazetteer(_place("Ham on Wye", 200_000), other={"Ham on Wye": ["Ham"]})
    assert locate_place_text("Ham", None, gazetteer).status is PlaceStatus.AMBIGUOUS
    assert locate_place_text("Ham, Shire", None, gazetteer).status is PlaceStatus.FOUND


def test_a_nearby_town_narrows() -> None:
    gazetteer = _gazetteer(
        _place("Ham", 900, east=2_000), _place("Ham", 900, "E03", east=90_000), _place("Town", 40_000)
    )
    assert locate_place_text("Ham, Town", None, gazetteer).label == "Ham, E01"


@given(st.text(max_size=60), st.sampled_from([None, "E23000030", "Somerset", "nowhere"]))
@settings(max_examples=300, deadline=None)
def test_takes_any_text(text: str, near: str | None) -> None:
    answer = _ask(text, near)
    assert (answer.lon is not None) == (answer.status is PlaceStatus.FOUND)
    assert (answer.uncertainty_m is not None) == (answer.status is PlaceStatus.FOUND)


def test_a_small_place_that_is_only_also_called_so_does_not_compete() -> None:
    newquay, ferndown, newport = locate_texts(["Newquay", "Ferndown", "Newport"])
    assert (newquay.label, newquay.pfa_code) == ("Newquay, Cornwall", "E23000035"), "New Quay in Dyfed has 700 people"
    assert (ferndown.label, ferndown.pfa_code) == ("Ferndown, Dorset", "E23000039"), "Fern Down is the same town"
    assert newport.status is PlaceStatus.AMBIGUOUS
    assert len(newport.candidates) >= 3


def test_a_street_called_after_a_town_is_not_that_town() -> None:
    in_london, alone = locate_texts(["Liverpool Street, London", "Liverpool Street"])
    assert in_london.label == "London, Greater London"
    assert in_london.uncertainty_m is not None
    assert in_london.uncertainty_m > 20_000
    assert alone.status is PlaceStatus.NOT_FOUND
