"""Mentions: everything named in a record, once each; people with what is said of them, and no two mixed up."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from linesmap.link import extract_mentions, extract_particulars
from linesmap.link.profiles import PROFILE_FIELDS

AVON, DORSET = "E23000036", "E23000039"
RECORDS = pd.DataFrame(
    [
        {
            "record_id": "R1",
            "recording_force": AVON,
            "line_name": "Harrier",
            "phone": "+447700900001;+447700900002",
            "vehicle": None,
            "person_ref": "N/1",
            "person_role": "exploited",
            "operation": "Op Larkspur",
            "group_name": "The Harbour OCG;Quay crew",
            "place_label": "Yeovil, Somerset",
        },
        {
            "record_id": "R2",
            "recording_force": AVON,
            "line_name": "HARRIER line; Merlin",
            "phone": "+447700900001",
            "person_ref": "N/1;N/2",
        },
        {"record_id": "R3"},
    ]
)


def people(*rows: dict[str, Any]) -> pd.DataFrame:
    """Give what rows say of people, by record and name."""
    records = pd.DataFrame([{"record_id": f"R{number}", **row} for number, row in enumerate(rows, 1)])
    said = extract_particulars(records)
    mentions = extract_mentions(records)
    persons = mentions[mentions["entity_type"] == "person"]
    assert sorted(said["mention_id"]) == sorted(persons["mention_id"]), "every person has particulars, nothing else has"
    joined = said.merge(persons[["mention_id", "record_id", "role", "raw", "normalised"]], on="mention_id")
    return joined.sort_values(["record_id", "forename", "normalised"], ignore_index=True)


def test_every_thing_is_mentioned_once_per_record() -> None:
    mentions = extract_mentions(RECORDS)
    seen = {(row.record_id, row.entity_type, row.normalised) for row in mentions.itertuples()}
    assert seen == {
        ("R1", "deal_line", "harrier"),
        ("R1", "phone", "+447700900001"),
        ("R1", "phone", "+447700900002"),
        ("R1", "person", f"{AVON}:N/1"),
        ("R1", "operation", "larkspur"),
        ("R1", "group", "harbour"),
        ("R1", "group", "quay"),
        ("R1", "place", "yeovil, somerset"),
        ("R2", "deal_line", "harrier"),
        ("R2", "deal_line", "merlin"),
        ("R2", "phone", "+447700900001"),
        ("R2", "person", f"{AVON}:N/1"),
        ("R2", "person", f"{AVON}:N/2"),
    }
    assert len(mentions) == len(seen)
    assert mentions["mention_id"].is_unique
    assert not mentions["from_text"].any()
    assert mentions[["span_from", "span_to"]].isna().all(axis=None)


def test_roles_are_kept_for_people_only() -> None:
    mentions = extract_mentions(RECORDS).set_index(["record_id", "entity_type", "normalised"])["role"]
    assert mentions[("R1", "person", f"{AVON}:N/1")] == "exploited"
    assert mentions[("R2", "person", f"{AVON}:N/2")] == "unknown"
    assert pd.isna(mentions[("R1", "phone", "+447700900001")])


def test_each_person_has_their_own_role() -> None:
    said = people(
        {"person_ref": "N/1;N/2", "person_role": "suspect;exploited"},
        {"person_ref": "N/1;N/2;N/3", "person_role": "suspect;exploited"},
        {"person_ref": "N/1;N/2", "person_role": "suspect"},
    )
    roles = said.set_index(["record_id", "normalised"])["role"]
    assert roles[("R1", ":N/1")] == "suspect"
    assert roles[("R1", ":N/2")] == "exploited"
    assert set(roles["R2"]) == {"exploited"}, "when in doubt, people are treated as victims"
    assert set(roles["R3"]) == {"suspect"}


def test_people_of_one_row_keep_what_is_theirs() -> None:
    said = people(
        {
            "person_ref": "N1;;N3",
            "forename": "ada;ben;cal",
            "surname": "ash;birch;clay",
            "born": "1990-01-02;;1992-03-04",
            "born_from": "1990;1985;1992",
            "born_to": "1990;1986;1992",
            "sex": "female;;male",
            "home_address": "1 a street;;3 c street",
            "home_postcode": "BA1 1AA;;",
            "person_role": "suspect;exploited;witness",
            "phone": "+447700900001",
            "recording_force": AVON,
        }
    )
    got = [tuple(None if pd.isna(value) else value for value in row) for row in said[[
        "forename", "surname", "born", "born_from", "born_to", "sex", "address", "postcode", "phones", "refs", "role",
    ]].itertuples(index=False)]  # fmt: skip
    assert got == [
        ("ada", "ash", "1990-01-02", 1990, 1990, "female", "1 a street", "BA1 1AA", None, f"{AVON}:N1", "suspect"),
        ("ben", "birch", None, 1985, 1986, None, None, None, None, None, "exploited"),
        ("cal", "clay", "1992-03-04", 1992, 1992, "male", "3 c street", None, None, f"{AVON}:N3", "witness"),
    ]
    assert said["raw"].tolist() == ["N1", "named", "N3"]


def test_a_cell_for_another_number_of_people_says_nothing_of_anybody() -> None:
    said = people({"person_ref": "N1;N2", "forename": "ada;ben", "surname": "ash;birch", "born": "1990-01-02"})
    assert said["born"].isna().all()
    assert said["surname"].tolist() == ["ash", "birch"]


def test_a_number_is_a_persons_own_only_where_it_can_be_nobody_elses() -> None:
    one = {"person_ref": "N1", "phone": "+447700900002;+447700900001"}
    said = people(one, one | {"line_name": "Harrier"}, one | {"person_ref": "N1;N2"})
    phones = said.groupby("record_id")["phones"].agg(lambda values: list(values.fillna("")))
    assert phones.to_dict() == {"R1": ["+447700900001;+447700900002"], "R2": [""], "R3": ["", ""]}
    register = people(one | {"kind": "nominal", "line_name": "Harrier"})
    assert register["phones"].tolist() == ["+447700900001;+447700900002"]


def test_a_row_of_a_register_of_people_is_one_person_with_all_references() -> None:
    row = {"kind": "nominal", "person_ref": "N7;12/345678A", "surname": "ash;birch", "recording_force": DORSET}
    (said,) = people(row).to_dict("records")
    assert said["refs"] == f"{DORSET}:N7;PNC:12/0345678A"
    assert said["normalised"] == "PNC:12/0345678A", "the national identity stands before that of a force"
    assert said["surname"] == "ash"
    assert len(people(row | {"kind": "intelligence"})) == 2


def test_references_belong_to_a_force_and_national_ones_to_nobody() -> None:
    said = people(
        {"person_ref": "N1", "recording_force": AVON},
        {"person_ref": "n 1", "recording_force": AVON},
        {"person_ref": "N1", "recording_force": DORSET},
        {"person_ref": "12/345678A", "recording_force": AVON},
        {"person_ref": "2012/0345678a", "recording_force": DORSET},
        {"person_ref": "1234/99B", "recording_force": AVON},
        {"person_ref": "1234/99b", "recording_force": DORSET},
    )
    assert said["normalised"].tolist() == [
        *(f"{AVON}:N1", f"{AVON}:N1", f"{DORSET}:N1"),
        *("PNC:12/0345678A", "PNC:12/0345678A", "CRO:1234/99B", "CRO:1234/99B"),
    ]


def test_homes_are_addresses_of_role_home_when_whole() -> None:
    rows = [
        {"home_address": "14 alder rd, yeovil", "home_postcode": "BA20 1AA"},
        {"home_address": "14, alder road yeovil, ba20 1aa"},
        {"home_address": "14 alder road"},
        {"home_address": "alder road, yeovil", "home_postcode": "BA20 1AA"},
        {"home_address": "flat 2, 14 alder road, yeovil", "home_postcode": "BA20 1AA"},
        {"home_address": "nfa", "home_postcode": "BA20 1AA"},
    ]
    records = pd.DataFrame([{"record_id": f"R{n}", "person_ref": f"N{n}", **row} for n, row in enumerate(rows, 1)])
    mentions = extract_mentions(records)
    homes = mentions[mentions["entity_type"] == "address"].set_index("record_id")
    assert set(homes["role"]) == {"home"}
    assert set(homes.index) == {"R1", "R2", "R5"}
    assert homes.loc["R1", "normalised"] == homes.loc["R2", "normalised"] != homes.loc["R5", "normalised"]


@pytest.mark.parametrize(
    ("row", "count"),
    [
        ({"surname": "smith"}, 1),
        ({"forename": "john", "surname": "smith"}, 1),
        ({"forename": "john"}, 0),
        ({"forename": "john", "born": "1990-01-02"}, 1),
        ({"forename": "john", "home_address": "1 a street"}, 1),
        ({"person_ref": "N1"}, 1),
        ({"person_ref": ";N1"}, 1),
        ({"forename": "john;ada", "surname": ";smith"}, 1),
        ({"born": "1990-01-02"}, 0),
    ],
)
def test_who_is_a_person(row: dict[str, Any], count: int) -> None:
    assert len(people({"person_ref": None, "born": None, **row})) == count


def test_two_records_of_one_name_and_nothing_else_are_two_people() -> None:
    name = {"forename": "john", "surname": "smith"}
    thin = (name, name | {"sex": "male"}, name | {"home_address": "yeovil"}, name | {"born_from": "1990"})
    for row in thin:
        said = people(row, row)
        assert said["profile_id"].nunique() == 2, row
        assert said["normalised"].nunique() == 2
    surname = {"surname": "smith", "home_address": "1 a street"}
    assert people(surname, surname)["profile_id"].nunique() == 2, "a surname in a house is a family"


@pytest.mark.parametrize("firm", [{"born": "1990-01-02"}, {"home_address": "1 a street"}, {"phone": "+447700900001"}])
def test_records_that_say_the_same_firm_things_share_a_profile(firm: dict[str, str]) -> None:
    row = {"forename": "john", "surname": "smith", **firm}
    said = people(row | {"recording_force": AVON}, row | {"recording_force": DORSET})
    assert said["profile_id"].nunique() == 1, "the same words in two forces are the same words"
    assert said["normalised"].nunique() == 2, "the mention stays that of its record"
    assert people(row, row | {"forename": "jon"})["profile_id"].nunique() == 2


def test_every_field_of_a_profile_tells_two_apart() -> None:
    row = {"forename": "a", "surname": "b", "born": "1990-01-02", "born_from": "1990", "born_to": "1990"}
    row |= {"sex": "male", "home_address": "1 a street", "home_postcode": "BA1 1AA", "phone": "1", "person_ref": "N1"}
    columns = [*row]
    assert len(columns) == len(PROFILE_FIELDS)
    others = [row | {column: str(int(row[column]) + 1) if row[column].isdigit() else "x"} for column in columns]
    assert people(row, *others)["profile_id"].nunique() == len(columns) + 1


def test_order_of_rows_does_not_matter() -> None:
    turned = RECORDS.iloc[::-1].reset_index(drop=True)
    pd.testing.assert_frame_equal(extract_mentions(RECORDS), extract_mentions(turned))
    pd.testing.assert_frame_equal(extract_particulars(RECORDS), extract_particulars(turned))


def test_nothing_named_gives_no_mentions() -> None:
    assert extract_mentions(pd.DataFrame({"record_id": ["R1"]})).empty
    assert extract_particulars(pd.DataFrame({"record_id": ["R1"]})).empty
