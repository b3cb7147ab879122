"""People found again in police-like records whose truth is known, whatever the order of the rows."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from linesmap.link import join_people, match_people, resolve, score_clusters
from linesmap.link.houses import Houses
from linesmap.link.people import Matched
from tests.link.invented_people import People, invent

if TYPE_CHECKING:
    from tests.link.conftest import MatchedPeople

NOBODY = pd.DataFrame({"a": [], "b": [], "verdict": []}, dtype="str")

LEAST_PRECISION, LEAST_RECALL = 0.98, 0.90


def assert_found_again(people: People, matched: Matched) -> None:
    """Hold precision and recall against the bar, counted pair by pair beside the scores of linesmap."""
    clusters = join_people(people.particulars, matched.pairs, NOBODY, matched.model)
    found = people.particulars["profile_id"].map(clusters.head)
    made, held = (
        {pair for _, rows in pd.Series(range(len(groups))).groupby(list(groups)) for pair in combinations(rows, 2)}
        for groups in (found, people.person)
    )
    precision, recall = len(made & held) / len(made), len(made & held) / len(held)
    assert precision >= LEAST_PRECISION
    assert recall >= LEAST_RECALL
    score = score_clusters(found.tolist(), people.person)["pairs"]
    assert (score.precision, score.recall) == pytest.approx((precision, recall))


def test_people_of_the_first_set_are_found_again(matched_people: MatchedPeople) -> None:
    assert matched_people.model.trained
    assert_found_again(matched_people.people, Matched(matched_people.pairs, matched_people.model))


def test_people_of_the_second_set_are_found_again() -> None:
    people = invent(4738, seed=12, noise=0.6)
    assert_found_again(people, match_people(people.particulars))


def test_the_invented_people_are_as_hard_as_they_should_be(matched_people: MatchedPeople) -> None:
    """Nobody could join them by name and date of birth alone, nor by the number."""
    said, person = matched_people.people.particulars, matched_people.people.person
    by_key = said[["forename", "surname", "born"]].fillna("").agg("|".join, axis=1)
    assert score_clusters(by_key.tolist(), person)["pairs"].recall < 0.6
    numbers = said["phones"].fillna(said["mention_id"])
    assert score_clusters(numbers.tolist(), person)["pairs"].precision < 0.85
    assert said["born"].isna().mean() == pytest.approx(0.15, abs=0.02)
    assert len(set(person)) > 1_200
    pd.testing.assert_frame_equal(said, invent(4738, seed=11, noise=0.6).particulars)


def test_the_order_of_rows_does_not_matter() -> None:
    said = invent(700, seed=12, noise=0.6).particulars
    mentions = said.assign(
        entity_type="person", role="suspect", raw="named", normalised=said["mention_id"] + ":" + said["profile_id"]
    )
    made = []
    for seed in (None, 1):
        order = said if seed is None else said.sample(frac=1, random_state=seed, ignore_index=True)
        matched = match_people(order)
        clusters = join_people(order, matched.pairs, NOBODY, matched.model)
        resolved = resolve(mentions, order, clusters, Houses(), pd.Series(dtype="object"))
        texts = [frame.to_csv(index=False) for frame in (matched.pairs, resolved.entities, resolved.resolutions)]
        assert matched.model is not None
        made.append([*texts, matched.model.as_json()])
    assert made[0] == made[1]
    assert made[0][0].count("\n") > 100


def test_few_people_are_matched_by_stated_figures() -> None:
    people = invent(12, seed=3, noise=0.0)
    matched = match_people(people.particulars)
    assert matched.model is not None
    assert not matched.model.trained
    clusters = join_people(people.particulars, matched.pairs, NOBODY, matched.model)
    found = people.particulars["profile_id"].map(clusters.head).tolist()
    assert score_clusters(found, people.person)["pairs"].precision == 1


@pytest.mark.parametrize("count", [2, 3, 5])
def test_records_that_are_all_of_one_person(count: int) -> None:
    """Every pair agrees in forename, surname and date of birth, and so more than chance allows."""
    said = invent(2, seed=1, noise=0.0).particulars.head(1)
    rows = pd.concat([said.assign(profile_id=f"F{n}", mention_id=f"M{n}", refs=f"F:N{n}") for n in range(count)])
    assert match_people(rows.reset_index(drop=True)).pairs["profile_a"].isin([f"F{n}" for n in range(count)]).all()


@pytest.mark.parametrize("count", [0, 1])
def test_nobody_to_compare(count: int) -> None:
    matched = match_people(invent(2, seed=1, noise=0.0).particulars.head(count))
    assert matched.pairs.empty
    assert matched.model is None


def test_people_of_whom_nothing_is_said_but_a_reference_are_not_compared() -> None:
    said = invent(2, seed=1, noise=0.0).particulars
    said[["forename", "surname", "born", "address", "postcode", "phones"]] = None
    assert match_people(said.assign(refs=["F:N1", "F:N2"])).pairs.empty
