"""Truth says of every accepted row whom it names and where they live, and the rows are messy in the shares meant."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import pytest

from linesmap.ingest.synthetic.groups import GROUPS

from .conftest import Demo, Row

Where = tuple[str, str, int]
ONE_CELL = {"Name", "Subject", "Nominal name", "Subject name"}
REFERENCES = {
    "Nominal ref",
    "Nominal reference",
    "Nominal",
    "Person ref",
    "Nominal ID",
    "Subject ref",
    "Subject nominal refs",
}
HOMES = {"Home address", "Nominal address"}
BORN = {"DOB", "Date of birth"}


def where(row: Row) -> Where:
    return row["file"], row["sheet"], int(row["row"])


def cell(row: dict[str, Any], headers: set[str]) -> str:
    return next((str(row[header]) for header in row if header in headers and row[header] not in {"", None}), "")


def name_in(row: dict[str, Any]) -> str:
    """Read the name of a row, several with a bar between."""
    if "Surname" in row:
        parts = [str(row[header] or "").split("; ") for header in ("Forename", "Surname")]
        return "|".join(" ".join(pair) for pair in zip(*parts, strict=True) if any(pair))
    return cell(row, ONE_CELL).replace("; ", "|")


@pytest.fixture(scope="module")
def rows(demo: Demo) -> dict[Where, dict[str, Any]]:
    """Give every accepted row of records and indexes."""
    rejected = {where(row) for row in demo.truth["events"] if row["expected_reject"]}
    return {at: row for at, row in demo.cells() if at not in rejected}


@pytest.fixture(scope="module")
def people(demo: Demo) -> dict[Where, list[Row]]:
    found: dict[Where, list[Row]] = defaultdict(list)
    for row in demo.truth["people"]:
        found[where(row)].append(row)
    return found


@pytest.fixture(scope="module")
def named(demo: Demo) -> list[Row]:
    """Give the mentions by name in rows of records."""
    return [row for row in demo.truth["people"] if row["name_as_written"] and not row["file"].startswith("nominals")]


def test_truth_of_people_is_what_the_rows_say(
    rows: dict[Where, dict[str, Any]], people: dict[Where, list[Row]]
) -> None:
    assert set(people) == {at for at, row in rows.items() if cell(row, REFERENCES) or name_in(row)}
    for at, mentions in people.items():
        row = rows[at]
        assert [int(mention["position"]) for mention in mentions] == list(range(1, len(mentions) + 1))
        written = "|".join(mention["name_as_written"] for mention in mentions if mention["name_as_written"])
        assert written == name_in(row)
        references = [part for mention in mentions for part in mention["reference"].split("; ") if part]
        assert len(mentions) == max(cell(row, REFERENCES).count("; ") + 1, written.count("|") + 1)
        if row.get("PNC ID"):
            assert references.pop() == row["PNC ID"]
        assert "; ".join(references) == cell(row, REFERENCES)


def test_truth_of_addresses_is_what_the_rows_say(demo: Demo, rows: dict[Where, dict[str, Any]]) -> None:
    truth = {where(row): row for row in demo.truth["addresses"]}
    assert len(truth) == len(demo.truth["addresses"])
    written = {}
    for at, row in rows.items():
        of_home = HOMES | ({"Address"} if at[0].startswith("nominals") else set())
        if cell(row, of_home):
            written[at] = cell(row, of_home)
    assert written == {at: row["address_as_written"] for at, row in truth.items()}


def test_an_address_of_truth_is_of_those_who_live_there(demo: Demo, people: dict[Where, list[Row]]) -> None:
    homes: dict[str, set[str]] = defaultdict(set)
    for row in demo.truth["addresses"]:
        homes[people[where(row)][0]["person_id"]].add(row["address_id"])
    assert max(map(len, homes.values())) == 2
    residents = Counter(home for ids in homes.values() for home in ids)
    assert sum(count >= 2 for count in residents.values()) > 150
    assert max(residents.values()) >= 8


def test_a_third_of_names_stand_without_a_reference(named: list[Row]) -> None:
    assert len(named) > 5_000
    assert sum(not row["reference"] for row in named) / len(named) == pytest.approx(1 / 3, abs=0.03)


def test_people_have_several_references_and_some_two_in_one_force(demo: Demo) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    dorset: dict[str, set[str]] = defaultdict(set)
    known: dict[str, set[str]] = defaultdict(set)
    for row in demo.truth["people"]:
        for reference in filter(None, row["reference"].split("; ")):
            owners[reference].add(row["person_id"])
            known[row["person_id"]].add(reference)
            if reference.startswith("DP-"):
                dorset[row["person_id"]].add(reference)
    assert {len(ids) for ids in owners.values()} == {1}
    assert sum(reference.endswith("S") for reference in owners) > 200
    assert sum(len(references) > 1 for references in known.values()) > 300
    assert 5 <= sum(len(references) == 2 for references in dorset.values()) <= 0.1 * len(dorset)
    assert max(map(len, dorset.values())) == 2


@pytest.mark.parametrize(
    ("slip", "low", "high"),
    [
        ("nickname", 0.01, 0.06),
        ("middle initial", 0.035, 0.065),
        ("slip of the keyboard", 0.02, 0.04),
        ("forename and surname swapped", 0.008, 0.025),
    ],
)
def test_names_are_seldom_wrong(named: list[Row], slip: str, low: float, high: float) -> None:
    assert low < sum(slip in row["slips"].split("; ") for row in named) / len(named) < high


def test_slips_are_independent(named: list[Row]) -> None:
    both = sum({"middle initial", "slip of the keyboard"} <= set(row["slips"].split("; ")) for row in named)
    assert both < 0.006 * len(named)


def test_dates_of_birth_are_seldom_wrong(rows: dict[Where, dict[str, Any]], people: dict[Where, list[Row]]) -> None:
    given = {at: cell(row, BORN) for at, row in rows.items() if cell(row, BORN)}
    assert len(given) > 4_000
    assert set(given) <= set(people)
    filler = [at for at, text in given.items() if text == "01/01/1900"]
    assert len(filler) / len(given) == pytest.approx(0.012, abs=0.006)
    slips = Counter(slip for at in given for slip in people[at][0]["slips"].split("; "))
    assert slips["filler date of birth"] == len(filler)
    assert 0.001 < slips["day and month swapped"] / len(given) < 0.012
    assert 0.01 < slips["mistyped date of birth"] / len(given) < 0.03


def test_one_person_has_one_date_of_birth_but_for_slips(
    rows: dict[Where, dict[str, Any]], people: dict[Where, list[Row]]
) -> None:
    wrong = ("filler date of birth", "day and month swapped", "mistyped date of birth")
    found: dict[str, set[str]] = defaultdict(set)
    for at, row in rows.items():
        mention = people[at][0] if at in people else None
        if mention and at[0] == "enforcement_dorset_connect.csv" and not any(s in mention["slips"] for s in wrong):
            found[mention["person_id"]] |= {cell(row, BORN)} - {""}
    assert {len(dates) for dates in found.values()} <= {0, 1}
    assert sum(len(dates) for dates in found.values()) > 100


@pytest.mark.parametrize(
    ("start", "low", "high"), [("enforcement", 0.85, 0.97), ("intelligence", 0.15, 0.4), ("seizures", 0.0, 0.12)]
)
def test_custody_gives_homes_nearly_always_and_others_seldom(demo: Demo, start: str, low: float, high: float) -> None:
    at = {where(row) for row in demo.truth["addresses"]}
    alone = Counter(where(row) for row in demo.truth["people"] if row["role"] != "exploited")
    asked = [place for place, n in alone.items() if n == 1 and place[0].startswith(start) and has_home(demo, place)]
    assert low <= sum(place in at for place in asked) / len(asked) <= high


def has_home(demo: Demo, place: Where) -> bool:
    return any(header in HOMES for row in demo.tables[place[:2]][:3] for header in map(str, row))


def test_groups_are_named_in_columns_and_texts(demo: Demo, rows: dict[Where, dict[str, Any]]) -> None:
    lines = {row["line_id"]: row["group"] for row in demo.truth["lines"]}
    assert set(lines.values()) - {""} == set(GROUPS)
    of_row = {where(row): lines.get(row["line_id"], "") for row in demo.truth["events"]}
    columns, texts = 0, 0
    for at, row in rows.items():
        text = cell(row, {"OCG", "Group"})
        columns += bool(text)
        assert not text or text.split(" ")[0].casefold() == of_row[at].casefold()
        for value in row.values():
            if "Said to be controlled by the" in str(value):
                texts += 1
                assert f"by the {of_row[at]} group." in str(value)
    assert 300 < columns < 1_000
    assert 50 < texts < 300


def test_wording_marks_a_line_and_its_successor(demo: Demo, rows: dict[Where, dict[str, Any]]) -> None:
    wording = {row["line_id"]: tuple(row["wording"].split(" | ")) for row in demo.truth["lines"]}
    by_name = {row["line_name"]: row["line_id"] for row in demo.truth["lines"]}
    assert wording[by_name["Redwing"]] == wording[by_name["Fieldfare"]]
    assert len(set(wording.values())) == len(wording) - 1
    of_row = {where(row): row["line_id"] for row in demo.truth["events"]}
    messages: Counter[str] = Counter()
    for at, row in rows.items():
        for value in map(str, row.values()):
            if "Message read: " in value:
                said = value.split('Message read: "')[1].split('"')[0]
                assert sum(phrase in said for phrase in wording[of_row[at]]) >= 2
                messages[of_row[at]] += 1
    assert sum(messages.values()) > 300
    assert messages[by_name["Redwing"]] >= 5
    assert messages[by_name["Fieldfare"]] >= 5


def test_lines_run_from_four_exporters_into_the_south_west_and_its_neighbours(demo: Demo) -> None:
    external = Counter(row["origin_force"] for row in demo.truth["lines"] if row["kind"] == "external")
    assert set(external) == {"Metropolitan Police", "Merseyside", "West Midlands", "Greater Manchester"}
    assert external["Metropolitan Police"] == max(external.values())
    reached = Counter(row["location_force"] for row in demo.truth["events"] if row["line_id"])
    assert min(reached["Hampshire"], reached["West Mercia"]) >= 5
    assert sum(reached[force] for force in ("Hampshire", "West Mercia")) < 0.05 * reached.total()
