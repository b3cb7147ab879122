"""Pairs: weights that add up, households that are not one man, and nobody joined because of a name."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from linesmap.link import AUTOMATIC, REVIEW, join_people, match_people, pair_id
from linesmap.link.clusters import Clusters
from linesmap.link.degrees import DEFAULT_M, DEFAULT_U, FIELDS, FIRM, Degree, TrainedModel
from linesmap.link.pairs import HouseWeights, pairs_table, weigh
from linesmap.link.profiles import PROFILE_FIELDS, profile_ids
from tests.link.invented_people import invent

if TYPE_CHECKING:
    from tests.link.conftest import MatchedPeople

NOBODY = pd.DataFrame({"a": [], "b": [], "verdict": []}, dtype="str")
DEGREES = {field: tuple(Degree(at, m, DEFAULT_U[field][at]) for at, m in ms.items()) for field, ms in DEFAULT_M.items()}
PEOPLE = {field: DEGREES[field] for field in FIELDS}
MODEL = TrainedModel(PEOPLE, prior=1e-4, house_share=0.5, trained=False)

N_PROFILES = 1000

HOUSE = ("3 pretend walk, bristol", "BS3 1AB")
OTHER = ("77 unreal road, yeovil", "BA20 1AA")
NOWHERE = (None, None)
CASES: dict[str, list[tuple[Any, ...]]] = {
    "brothers": [
        ("carl", "vexley", "1988-05-05", *HOUSE, "+447700900110"),
        ("noel", "vexley", "1991-12-23", *HOUSE, "+447700900110"),
    ],
    "twins": [
        ("ruth", "brindlecombe", "1992-02-03", *HOUSE, "+447700900111"),
        ("ines", "brindlecombe", "1992-02-03", *HOUSE, "+447700900111"),
    ],
    "father and son": [
        ("george", "cattermole", "1960-04-17", *HOUSE, "+447700900112"),
        ("george", "cattermole", "1987-10-02", *HOUSE, "+447700900112"),
    ],
    "short form": [
        ("robert", "drumgold", "1985-06-07", *NOWHERE, "+447700900113"),
        ("bob", "drumgold", "1985-06-07", *NOWHERE, "+447700900113"),
    ],
    "swapped names": [
        ("peter", "quillfeather", "1985-08-07", *HOUSE, None),
        ("quillfeather", "peter", "1985-08-07", *HOUSE, None),
    ],
    "mistyped date": [
        ("anna", "larchmont", "1990-04-03", *HOUSE, "+447700900115"),
        ("anna", "larchmont", "1990-04-08", *HOUSE, "+447700900115"),
    ],
    "day and month swapped": [
        ("kim", "wetherfold", "1979-11-12", *OTHER, "+447700900116"),
        ("kim", "wetherfold", "1979-12-11", *OTHER, "+447700900116"),
    ],
    "moved house": [
        ("theo", "eddlestone", "1983-03-31", *HOUSE, "+447700900117"),
        ("theo", "eddlestone", "1983-03-31", *OTHER, None),
    ],
    "name alone": [
        ("faye", "netherby", "1983-03-31", *HOUSE, "+447700900118"),
        ("faye", "netherby", None, *NOWHERE, None),
    ],
    "two names alone": [("hugh", "mossop", None, *NOWHERE, None), ("hugh", "mossop", None, *NOWHERE, None)],
    "two with one number": [
        ("vera", "gorringe", "1971-03-04", *HOUSE, "+447700900119"),
        ("dean", "huckstep", "1999-10-21", *OTHER, "+447700900119"),
    ],
}  # fmt: skip
JOINED = {"short form", "swapped names", "mistyped date", "day and month swapped", "moved house"}


@pytest.fixture(scope="module")
def cases() -> tuple[pd.DataFrame, pd.DataFrame, Clusters]:
    """Match the cases among invented people."""
    columns = ("forename", "surname", "born", "address", "postcode", "phones")
    rows = [
        dict.fromkeys(PROFILE_FIELDS) | dict(zip(columns, row, strict=True)) | {"record_id": f"{name}/{number}"}
        for name, pair in CASES.items()
        for number, row in enumerate(pair)
    ]
    frame = pd.DataFrame(rows)
    frame = frame.assign(mention_id=frame["record_id"], profile_id=profile_ids(frame), force="E23000000")
    said = pd.concat([frame, invent(1500, seed=12, noise=0.6).particulars], ignore_index=True)
    matched = match_people(said)
    return frame.set_index("record_id"), matched.pairs, join_people(said, matched.pairs, NOBODY, matched.model)


@pytest.mark.parametrize("name", list(CASES))
def test_who_is_joined_unseen(cases: tuple[pd.DataFrame, pd.DataFrame, Clusters], name: str) -> None:
    said, pairs, clusters = cases
    one, other = (str(said.loc[f"{name}/{number}", "profile_id"]) for number in range(2))
    assert (clusters.head[one] == clusters.head[other]) is (name in JOINED)
    found = pairs[pairs["pair_id"] == pair_id("person", one, other)]
    assert found["band"].tolist() in ([[AUTOMATIC]] if name in JOINED else [[REVIEW], []])


def test_a_name_alone_waits_with_its_reason(cases: tuple[pd.DataFrame, pd.DataFrame, Clusters]) -> None:
    said, pairs, _ = cases
    one, other = (str(said.loc[f"name alone/{number}", "profile_id"]) for number in range(2))
    (row,) = pairs[pairs["pair_id"] == pair_id("person", one, other)].to_dict("records")
    assert row["band"] == REVIEW
    two = [str(said.loc[f"two names alone/{number}", "profile_id"]) for number in range(2)]
    assert two[0] != two[1]
    assert pair_id("person", *two) not in set(pairs["pair_id"]), "two names alone are not even asked about"


def test_contributions_add_up_to_the_weight_and_the_weight_is_the_probability(matched_people: MatchedPeople) -> None:
    pairs = matched_people.pairs
    assert len(pairs) > 3_000
    for weight, probability, text in pairs[["match_weight", "probability", "contributions"]].itertuples(index=False):
        parts = json.loads(text)
        assert parts[0][:2] == ["prior", "two people taken at random"]
        assert sum(part[2] for part in parts) == pytest.approx(weight, abs=1e-3)
        assert probability == pytest.approx(1 / (1 + 2**-weight), abs=1e-5)
        assert [part[0] for part in parts if part[0] in FIELDS] == [
            name for name in FIELDS if name in dict(_named(parts))
        ]
    assert pairs["probability"].min() >= 0.5
    assert pairs["pair_id"].is_unique
    assert (pairs["profile_a"] < pairs["profile_b"]).all()


def _named(parts: list[list[Any]]) -> list[tuple[str, str]]:
    return [(part[0], part[1]) for part in parts]


def test_nobody_is_joined_without_a_firm_agreement(matched_people: MatchedPeople) -> None:
    pairs = matched_people.pairs
    for band, probability, text in pairs[["band", "probability", "contributions"]].itertuples(index=False):
        degrees = dict(_named(json.loads(text)))
        firm = any(degrees.get(field) in labels for field, labels in FIRM.items())
        assert (band == AUTOMATIC) == (firm and probability >= 0.9)
    assert {AUTOMATIC, REVIEW} == set(pairs["band"])


def test_doubt_about_a_household_only_takes_away(matched_people: MatchedPeople) -> None:
    weighed = matched_people.weighed
    assert (weighed["household"] <= 0).all()
    beside = (weighed["address_is"] == "the same house") | (weighed["phone_is"] == "the same")
    firm = weighed["address_is"].isin(list(FIRM["address"]))
    assert (weighed.loc[~beside & ~firm, "household"] == 0).all()
    assert (weighed["household"] < 0).any()


def scored(**degrees: str) -> pd.DataFrame:
    """Give one pair as the model scores it by its degrees."""
    row: dict[str, Any] = {"left": 0, "right": 1}
    for field in PEOPLE:
        label = degrees.get(field, "not stated")
        row |= {field: MODEL.weight(field, label), f"{field}_is": label}
    return pd.DataFrame([row])


def test_worked_weight_without_a_household() -> None:
    """log2 of 0.0001/0.9999, of m/u of each field less the matches among random pairs, and nothing else."""
    learnt = replace(MODEL, trained=True)
    (row,) = weigh(scored(forename="alike", born="the same"), learnt, n_profiles=300).to_dict("records")
    prior = 2 ** row["prior"] / (1 + 2 ** row["prior"])
    expected = row["prior"]
    for m, u in ((0.09, 0.003), (0.72, 3e-4)):
        expected += math.log2(m / (u - prior * m))
    assert row["match_weight"] == pytest.approx(expected, abs=1e-3)
    assert row["household"] == 0
    assert prior == pytest.approx(row["probability"] / (300 * 299 / 2), rel=0.01)


def test_worked_weights_inside_a_house() -> None:
    """Odds 1 to 1 in one house; twins share a day 15 times in 1,000, namesakes are born apart 30 times in 1,000."""
    house = HouseWeights(MODEL)
    assert house.odds == 0
    assert house.of("different", "the same") == pytest.approx(math.log2(0.04 / 0.977) + math.log2(0.72 / 0.015))
    assert house.of("the same", "different") == pytest.approx(math.log2(0.70 / 0.03) + math.log2(0.03 / 0.73))
    assert house.of("the same", "not stated") == pytest.approx(math.log2(0.70 / 0.01))
    assert house.of("the same", "the same") == pytest.approx(math.log2(0.70 / 0.01) + math.log2(0.72 / 3e-4))
    assert house.of("not stated", "not stated") == 0
    rare = HouseWeights(TrainedModel(PEOPLE, 1e-4, 0.2, trained=True))
    assert rare.of("alike", "the same") == pytest.approx(house.of("alike", "the same") - 2)
    assert all(weight == house.of(*key) for key, weight in house.table().items())


def test_a_household_is_weighed_by_forename_and_date_only() -> None:
    """All that a house shares is worth nothing: what counts is the lower of both weights."""
    degrees = {"surname": "the same", "address": "the same house", "phone": "the same"}
    brothers = weigh(scored(forename="different", born="different", **degrees), MODEL, n_profiles=20)
    (row,) = brothers.to_dict("records")
    model = MODEL.without_matches(2 ** row["prior"] / (1 + 2 ** row["prior"]))
    expected = HouseWeights(model).of("different", "different")
    assert row["match_weight"] == pytest.approx(expected, abs=0.01)
    assert row["household"] < -5
    apart = weigh(scored(forename="different", born="different", surname="the same"), MODEL, n_profiles=N_PROFILES)
    assert apart["household"].tolist() == [0.0]


@pytest.mark.parametrize(
    ("more", "band", "reason"),
    [
        ({}, REVIEW, "name alone: nothing else that both state agrees"),
        ({"born": "ages agree", "sex": "the same"}, REVIEW, "name alone: nothing else that both state agrees"),
        ({"address": "town or postcode the same"}, REVIEW, "name alone: nothing else that both state agrees"),
        ({"born": "the same"}, AUTOMATIC, None),
        ({"phone": "the same"}, AUTOMATIC, None),
        ({"address": "the same house"}, AUTOMATIC, None),
        ({"address": "the same house", "phone": "the same", "forename": "different"}, REVIEW,
         "may be two people of one household"),
    ],
)  # fmt: skip
def test_bands_and_reasons(more: dict[str, str], band: str, reason: str | None) -> None:
    pair = scored(**({"forename": "the same", "surname": "the same"} | more)).assign(surname=30.0)
    weighed = weigh(pair, MODEL, n_profiles=N_PROFILES).assign(probability=0.95 if "forename" not in more else 0.6)
    table = pairs_table(weighed, pd.Series(["F2", "F1"]), threshold=0.9)
    assert (table["band"].tolist(), table["reason"].tolist()) == ([band], [reason])
    assert (table["profile_a"].tolist(), table["profile_b"].tolist()) == (["F1"], ["F2"])


def test_a_threshold_decides_the_band() -> None:
    degrees = {"forename": "the same", "surname": "the same", "born": "the same"}
    weighed = weigh(scored(**degrees), MODEL, n_profiles=N_PROFILES).assign(probability=0.7)
    for threshold, band in ((0.6, AUTOMATIC), (0.7, AUTOMATIC), (0.71, REVIEW)):
        found = pairs_table(weighed, pd.Series(["F1", "F2"]), threshold=threshold)
        assert found["band"].tolist() == [band]
    few, many = (pd.Series([f"F{number}" for number in range(count)]) for count in (2, 500))
    assert pairs_table(weighed.assign(probability=0.49), many, threshold=0.9).empty
    assert len(pairs_table(weighed.assign(probability=0.49), few, threshold=0.9)) == 1, "a small set shows less"
    assert pairs_table(weighed.assign(probability=0.19), few, threshold=0.9).empty


def test_nothing_scored_gives_no_pairs() -> None:
    assert weigh(scored().head(0), MODEL, n_profiles=2).empty


def test_a_pair_is_named_without_order() -> None:
    assert pair_id("person", "F1", "F2") == pair_id("person", "F2", "F1") != pair_id("address", "F1", "F2")


def test_a_model_is_kept_as_text() -> None:
    assert TrainedModel.from_json(MODEL.as_json()) == MODEL
    assert MODEL.weight("born", "the same") == pytest.approx(math.log2(0.72 / 3e-4))
    assert MODEL.weight("born", "not stated") == MODEL.weight("nothing", "the same") == 0
