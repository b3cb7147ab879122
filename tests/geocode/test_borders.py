"""Where a place lies in several forces, or in none of ours, the answer says so; and what disagrees is measured."""

from __future__ import annotations

import pytest

from linesmap.geocode import locate, locate_texts, place_table
from linesmap.geocode.place_table import question_of, question_text
from linesmap.model.locations import Location, LocationQuery
from linesmap.model.vocabulary import PlaceStatus
from linesmap.reference import district_force, postcode_group

SCOTLAND, NORTHERN_IRELAND = "S23000009", "N99999999"
ENGLISH_OR_WELSH = ("E", "W")


def _one(text: str) -> Location:
    return locate_texts([text])[0]


# Postcodes that straddle. Shares are those of the directory.
@pytest.mark.parametrize(
    ("text", "pfa_code", "forces"),
    [
        ("SY10", None, ["West Mercia", "Dyfed-Powys", "North Wales"]),
        ("SY10 9", None, ["West Mercia", "Dyfed-Powys"]),
        ("NP16", None, ["Gwent", "Gloucestershire"]),
        ("GL16", "E23000037", ["Gloucestershire", "Gwent"]),
        ("SO51", "E23000030", ["Hampshire", "Wiltshire"]),
        ("DG", SCOTLAND, ["Scotland", "Cumbria"]),
        ("DG16", None, ["Scotland", "Cumbria"]),
        ("TD15", None, ["Northumbria", "Scotland"]),
    ],
)
def test_every_force_of_a_straddling_postcode_is_a_candidate(
    text: str, pfa_code: str | None, forces: list[str]
) -> None:
    answer = _one(text)
    assert answer.status is PlaceStatus.FOUND
    assert answer.pfa_code == pfa_code
    assert [candidate.label for candidate in answer.candidates] == forces
    shares = [candidate.share or 0 for candidate in answer.candidates]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1, abs=1e-3)
    group = postcode_group(text)
    assert group is not None
    assert shares == pytest.approx([share for _, share in group.forces], abs=1e-4)


def test_a_postcode_of_one_force_has_no_candidates() -> None:
    assert _one("BS1").candidates == ()
    assert _one("SO14 7").candidates == ()


# Grid squares
def test_a_large_square_across_a_border_lists_its_forces() -> None:
    answer = _one("ST 57")
    assert (answer.pfa_code, answer.candidates) == ("E23000036", ())
    # Around Chepstow: the Wye is the border.
    answer = _one("ST 59")
    assert answer.pfa_code is None
    assert [candidate.label for candidate in answer.candidates] == ["Gwent", "Gloucestershire", "Avon and Somerset"]
    assert sum(candidate.share or 0 for candidate in answer.candidates) == pytest.approx(1, abs=1e-3)
    assert answer.lad_code is None


def test_a_square_of_a_kilometre_across_a_border_does_too() -> None:
    # Chepstow bridge at ST 5369 9440.
    [square] = locate([LocationQuery(grid_reference="ST 53 94")])
    assert square.pfa_code is None
    assert {candidate.label for candidate in square.candidates} == {"Gwent", "Gloucestershire"}
    [point] = locate([LocationQuery(grid_reference="ST 530 940")])
    assert point.pfa_code is not None
    assert point.candidates == ()


def test_a_square_on_the_scottish_border_counts_scotland() -> None:
    answer = _one("NY 36")
    assert answer.pfa_code is None
    assert [candidate.pfa_code for candidate in answer.candidates] == ["E23000002", SCOTLAND]


def test_a_square_on_the_isle_of_man_or_at_sea_has_no_force() -> None:
    for text in ("SC 37", "SY 9 1"):
        answer = _one(text)
        assert (answer.status, answer.pfa_code, answer.lad_code) == (PlaceStatus.FOUND, None, None)


# Over the border
@pytest.mark.parametrize(
    "text",
    [
        "54.9969,-3.0660",  # Gretna
        "55.0740,-3.0020",  # Canonbie
        "55.6520,-2.2500",  # Coldstream, on the Tweed
        "55.5970,-2.4320",  # Kelso
        "55.8710,-2.0900",  # Eyemouth
        "NY 325 680",
        "331900,667900",
        "TD12 4AA",
        "TD14 5AA",
        "DG16 5EA",
        "DG14 0XA",
    ],
)
def test_scotland_has_its_own_force(text: str) -> None:
    answer = _one(text)
    assert (answer.status, answer.pfa_code) == (PlaceStatus.FOUND, SCOTLAND)
    assert answer.lad_code is None or district_force(answer.lad_code) is None


@pytest.mark.parametrize("name", ["Gretna", "Coldstream", "Eyemouth", "Kelso", "Lockerbie"])
def test_a_scottish_town_never_has_an_english_force(name: str) -> None:
    answer = _one(f"{name}, Scotland")
    assert (answer.status, answer.pfa_code) == (PlaceStatus.FOUND, SCOTLAND)
    alone = _one(name)
    assert alone.pfa_code in {None, SCOTLAND}
    assert {candidate.pfa_code for candidate in alone.candidates if "Scotland" in candidate.label} <= {SCOTLAND}


@pytest.mark.parametrize("text", ["Belfast", "BT1 5GS", "54.5970,-5.9300", "Derry"])
def test_northern_ireland_has_its_own_force(text: str) -> None:
    assert _one(text).pfa_code == NORTHERN_IRELAND


@pytest.mark.parametrize(
    "text",
    [
        "Douglas, Isle of Man",
        "54.1500,-4.4800",
        "IM1 1AA",
        "JE2 3AA",
        "GY1 1AA",
        "49.1860,-2.1060",
        "Saint Helier, Jersey",
    ],
)
def test_the_islands_have_none(text: str) -> None:
    answer = _one(text)
    assert answer.pfa_code is None
    assert not (answer.lad_code or "").startswith(ENGLISH_OR_WELSH)


def test_just_inside_england_is_english() -> None:
    assert _one("54.8950,-2.9340").pfa_code == "E23000002"  # Carlisle
    assert _one("Berwick-upon-Tweed").pfa_code == "E23000007"


# What disagrees
def test_the_largest_gap_is_kept() -> None:
    query = LocationQuery(text="Yeovil, Somerset", postcode="BS1 1AD", lon=-2.5879, lat=51.4545)
    [answer] = locate([query])
    assert answer.disagreement_m is not None
    assert 50_000 < answer.disagreement_m < 70_000
    assert "disagrees by" in answer.method
    assert "Yeovil" in answer.method


def test_a_gap_within_the_uncertainties_is_none() -> None:
    [answer] = locate([LocationQuery(text="Bristol", postcode="BS1 1AD")])
    assert answer.disagreement_m is None
    [alone] = locate([LocationQuery(postcode="BS1 1AD")])
    assert alone.disagreement_m is None


def test_what_was_not_found_disagrees_with_nothing() -> None:
    [answer] = locate([LocationQuery(text="Nosuchplacehere", postcode="BS1 1AD")])
    assert (answer.status, answer.disagreement_m) == (PlaceStatus.FOUND, None)


def test_places_hold_the_gap_and_the_question() -> None:
    queries = [
        LocationQuery(text="Yeovil, Somerset", postcode="BS1 1AD"),
        LocationQuery(lon=-2.5879, lat=51.4545),
        LocationQuery(text="Newport", near="E23000030"),
    ]
    table = place_table(queries).set_index("place_id")
    gap = table.loc[queries[0].place_id, "disagreement_m"]
    assert gap > 50_000
    assert table["disagreement_m"].notna().sum() == 1
    assert table.loc[queries[1].place_id, "asked"] is None or table["asked"].isna().sum() == 1
    for query in (queries[0], queries[2]):
        assert question_of(table.loc[query.place_id, "asked"]) == query


def test_a_question_comes_back_as_it_was() -> None:
    query = LocationQuery(text='"; \u2028 <b>', grid_reference="SU 429 128", lon=-1.25, lat=50.5, snapped=True)
    text = question_text(query)
    assert text is not None
    assert question_of(text) == query
    assert question_of(text).place_id == query.place_id
