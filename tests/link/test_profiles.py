"""Profiles: what the model compares is what records said."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from linesmap.link.nicknames import forename_forms
from linesmap.link.profiles import PROFILE_FIELDS, features_of, is_thin, profile_ids, profiles_of


def said(**values: Any) -> dict[str, Any]:
    return dict.fromkeys(PROFILE_FIELDS) | {"record_id": "R1", "force": "E23000036"} | values


def frame(*rows: dict[str, Any]) -> pd.DataFrame:
    table = pd.DataFrame(rows)
    return table.assign(profile_id=profile_ids(table))


@pytest.mark.parametrize(
    ("values", "thin"),
    [
        ({"forename": "john", "surname": "smith"}, True),
        ({"forename": "john", "surname": "smith", "sex": "male", "born_from": 1990, "born_to": 1991}, True),
        ({"forename": "john", "surname": "smith", "address": "yeovil", "postcode": "BA20 1AA"}, True),
        ({"forename": "john", "surname": "smith", "address": "14 alder road"}, False),
        ({"surname": "smith", "address": "14 alder road"}, True),
        ({"surname": "smith", "born": "1990-01-02"}, False),
        ({"surname": "smith", "phones": "+447700900001"}, False),
        ({"refs": "PNC:12/0345678A"}, False),
    ],
)
def test_what_is_too_thin_to_be_one_person(values: dict[str, Any], thin: bool) -> None:
    assert is_thin(frame(said(**values))).tolist() == [thin]


def test_a_profile_is_named_by_its_words_alone() -> None:
    row = said(forename="john", surname="smith", born="1990-01-02")
    one, other = profile_ids(pd.DataFrame([row])), profile_ids(pd.DataFrame([said(surname="x"), row | {"force": "x"}]))
    assert one == other[1:]


def test_words_do_not_run_from_one_field_into_the_next() -> None:
    rows = [said(forename="a", surname="b", born="1990"), said(forename=None, surname="a b", born="1990")]
    assert len(set(profile_ids(pd.DataFrame(rows)))) == 2


def test_profiles_stand_once_with_the_first_force() -> None:
    row = said(forename="john", surname="smith", born="1990-01-02")
    table = frame(row | {"force": "E23000039"}, row, said(surname="ash", born="1990-01-02"))
    profiles = profiles_of(table)
    assert len(profiles) == 2
    assert profiles["profile_id"].is_monotonic_increasing
    assert profiles.set_index("surname").loc["smith", "force"] == "E23000036"
    pd.testing.assert_frame_equal(profiles, profiles_of(table.iloc[::-1]))


def test_features_are_worked_out_from_the_words() -> None:
    row = said(forename="bob james", surname="smith", address="flat 2, 14 alder rd, yeovil", postcode="BA20 1AA",
               phones="+447700900001;+447700900002", born_from=1990, born_to=1991)  # fmt: skip
    (features,) = features_of(profiles_of(frame(row))).to_pylist()
    assert features["forename"] == features["second_name"] == "bob", "further forenames are seldom written twice"
    assert features["forms"] == list(forename_forms("bob"))
    assert (features["house"], features["number"], features["postcode"]) == (
        "14 flat 2 alder road yeovil",
        "14",
        "ba20 1aa",
    )
    assert features["phones"] == ["+447700900001", "+447700900002"]
    assert (features["born"], features["born_from"], features["born_to"], features["sex"]) == (None, 1990, 1991, None)
    assert features["unique_id"] == 0


def test_words_that_many_addresses_have_tell_little() -> None:
    rows = [
        said(forename="a", surname="b", address=f"{n} {'alder' if n <= 20 else 'birch'} road") for n in range(1, 51)
    ]
    rows.append(said(forename="a", surname="b", address="1 quillet road"))
    features = features_of(profiles_of(frame(*rows))).to_pylist()
    telling = {feature["words"]: feature["telling"] for feature in features}
    assert telling == {"alder road": ["alder"], "birch road": None, "quillet road": ["quillet"]}


@pytest.mark.parametrize(
    ("one", "other"), [("bob", "robert"), ("liz", "elizabeth"), ("gaz", "gary"), ("mo", "muhammad"), ("ste", "steven")]
)
def test_short_forms_share_a_name(one: str, other: str) -> None:
    assert set(forename_forms(one)) & set(forename_forms(other))
    assert not set(forename_forms(one)) & set(forename_forms("leanne"))
