"""Entities: who is who, who is a victim, why each mention belongs where it does, and what registers tie."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linesmap.link import (
    Clusters,
    entity_id,
    extract_mentions,
    extract_particulars,
    place_entities,
    register_links,
    resolve,
    succession_links,
)
from linesmap.link.clusters import Join
from linesmap.link.entities import Resolved
from linesmap.link.houses import Houses
from linesmap.model.tables import TABLES
from linesmap.model.vocabulary import EntityType

FORCE = "E23000036"
HOME = {"home_address": "14 alder road, yeovil", "home_postcode": "BA20 1AA"}
NAMED = {"forename": "carl", "surname": "vexley", "born": "1988-05-05"}
ROWS: list[dict[str, Any]] = [
    {"person_ref": "N/1", "person_role": "suspect", "line_name": "Harrier", "phone": "+447700900001"},
    {"person_ref": "N/2", "person_role": "exploited", "line_name": "HARRIER line", "phone": "+447700900001", **HOME},
    {"person_ref": "N/2", "person_role": "suspect", "group_name": "The Harbour OCG", "place_label": "Yeovil, Somerset"},
    NAMED,
    NAMED,
    {"forename": "ada", "surname": "ash"},
]
RECORDS = pd.DataFrame([{"record_id": f"R{n}", "recording_force": FORCE, **row} for n, row in enumerate(ROWS, 1)])
MENTIONS, PARTICULARS = extract_mentions(RECORDS), extract_particulars(RECORDS)
PROFILE = dict(zip(PARTICULARS["mention_id"], PARTICULARS["profile_id"], strict=True))
BY_RECORD = {
    row.record_id: PROFILE[row.mention_id] for row in MENTIONS.itertuples() if row.entity_type == "person"
}  # fmt: skip
# As records are joined when nobody judged otherwise: one reference, one person.
FIRST = PARTICULARS.dropna(subset=["refs"]).groupby("refs")["profile_id"].transform("min")
ALONE = Clusters({profile: FIRST.get(number, profile) for number, profile in PARTICULARS["profile_id"].items()})
REGISTERED = pd.Series({"harrier": "Harrier (register)"})


def resolved(clusters: Clusters = ALONE, houses: Houses | None = None) -> Resolved:
    return resolve(MENTIONS, PARTICULARS, clusters, houses or Houses(), REGISTERED)


def of_record(found: Resolved, record_id: str) -> dict[str, Any]:
    """Give the resolution of the person of a record."""
    mention = MENTIONS[(MENTIONS["record_id"] == record_id) & (MENTIONS["entity_type"] == "person")]
    return dict(found.resolutions.set_index("mention_id").loc[mention["mention_id"].iloc[0]])


def together(*records: str, join: Join | None = None, weak: Join | None = None) -> Clusters:
    """Join the people of some records."""
    names = [BY_RECORD[record] for record in records]
    head = ALONE.head | dict.fromkeys(names, min(names))
    return Clusters(head, dict.fromkeys(names, join) if join else {}, {min(names): weak} if weak else {})


def test_every_mention_belongs_to_one_entity_that_is_there() -> None:
    found = resolved()
    assert found.resolutions["mention_id"].tolist() == sorted(MENTIONS["mention_id"])
    assert set(found.resolutions["entity_id"]) == set(found.entities["entity_id"])
    assert found.entities["entity_id"].is_unique
    assert found.entities["entity_id"].is_monotonic_increasing
    assert found.entities["entity_type"].value_counts().to_dict() == {
        "person": 4, "deal_line": 1, "phone": 1, "address": 1, "group": 1, "place": 1,
    }  # fmt: skip


def test_exploited_once_is_safeguarded_everywhere() -> None:
    people = resolved().entities.set_index("entity_id")["safeguarding"]
    assert people[of_record(resolved(), "R3")["entity_id"]]
    assert not people[of_record(resolved(), "R1")["entity_id"]]
    assert people.sum() == 1
    joined = resolved(together("R1", "R2", "R3", join=Join("a", "b", 0.95, "probabilistic")))
    assert of_record(joined, "R1")["entity_id"] == of_record(joined, "R2")["entity_id"]
    assert joined.entities.set_index("entity_id")["safeguarding"][of_record(joined, "R1")["entity_id"]]


def test_people_are_pseudonyms_and_lines_carry_the_register_name() -> None:
    labels = resolved().entities.set_index("entity_id")["label"]
    assert labels[entity_id(EntityType.DEAL_LINE, "harrier")] == "Harrier (register)"
    assert labels[entity_id(EntityType.GROUP, "harbour")] == "Harbour"
    people = [label for name, label in labels.items() if str(name).startswith("N")]
    assert all(pd.Series(people).str.fullmatch(r"Person [0-9A-F]{6}"))
    assert not any(word in " ".join(people).lower() for word in ("n/1", "vexley", "carl"))


def test_why_a_mention_belongs_to_its_entity() -> None:
    methods = {record: of_record(resolved(), record)["method"] for record in ("R1", "R4", "R5", "R6")}
    assert methods == {
        "R1": "exact key", "R4": "same particulars", "R5": "same particulars", "R6": "own mention",
    }  # fmt: skip
    assert of_record(resolved(), "R4")["entity_id"] == of_record(resolved(), "R5")["entity_id"]
    model = resolved(together("R4", "R6", join=Join("a", "b", 0.93, "probabilistic")))
    assert (of_record(model, "R6")["method"], of_record(model, "R6")["score"]) == ("probabilistic", 0.93)
    assert pd.isna(of_record(model, "R6")["judgement"])
    decided = resolved(together("R4", "R6", join=Join("a", "b", 1.0, "decided")))
    assert (of_record(decided, "R6")["method"], of_record(decided, "R6")["judgement"]) == ("decided", "accept")
    assert decided.resolutions["score"].between(0, 1).all()


@pytest.mark.parametrize("force", [FORCE, "BTP", "", None])
def test_a_reference_is_an_exact_key_whatever_the_code_of_its_force(force: str | None) -> None:
    """British Transport Police has no code of a force area; a person whom it gives a number is not a name alone."""
    rows = [{"record_id": "R1", "recording_force": force, "person_ref": "N/7"},
            {"record_id": "R2", "recording_force": force, **NAMED}]  # fmt: skip
    mentions, said = extract_mentions(pd.DataFrame(rows)), extract_particulars(pd.DataFrame(rows))
    found = resolve(mentions, said, Clusters({one: one for one in said["profile_id"]}), Houses(), REGISTERED)
    method = found.resolutions.set_index("mention_id")["method"]
    by_record = {row.record_id: method[row.mention_id] for row in mentions.itertuples()}
    assert by_record == {"R1": "exact key", "R2": "own mention"}


def test_a_person_is_named_by_the_first_reference_of_the_cluster() -> None:
    plain = of_record(resolved(), "R1")["entity_id"]
    assert plain == entity_id(EntityType.PERSON, f"{FORCE}:N/1")
    joined = resolved(together("R1", "R4", "R6", join=Join("a", "b", 0.93, "probabilistic")))
    assert of_record(joined, "R6")["entity_id"] == plain, "a record more does not rename a person"
    pnc = pd.DataFrame(
        [{"record_id": "R1", "kind": "nominal", "recording_force": FORCE, "person_ref": "A1;12/345678A"}]
    )
    mentions, said = extract_mentions(pnc), extract_particulars(pnc)
    one = Clusters({said["profile_id"].iloc[0]: said["profile_id"].iloc[0]})
    found = resolve(mentions, said, one, Houses(), pd.Series(dtype="object"))
    assert found.entities["entity_id"].tolist() == [entity_id(EntityType.PERSON, "PNC:12/0345678A")]


def test_people_judged_apart_stay_apart_though_they_share_a_reference() -> None:
    rows = [{"person_ref": "N/9", **NAMED}, {"person_ref": "N/9", "forename": "dan", "surname": "orme"}]
    records = pd.DataFrame([{"record_id": f"R{n}", "recording_force": FORCE, **row} for n, row in enumerate(rows)])
    mentions, particulars = extract_mentions(records), extract_particulars(records)
    assert particulars["profile_id"].nunique() == 2
    alone = Clusters({profile: profile for profile in particulars["profile_id"]})
    found = resolve(mentions, particulars, alone, Houses(), REGISTERED)
    assert found.resolutions["entity_id"].nunique() == 2
    assert len(found.entities) == 2


def test_a_caution_stands_with_its_person() -> None:
    weak = Join("a", "b", 0.912, "probabilistic")
    found = resolved(together("R4", "R6", join=weak, weak=weak))
    held = found.entities.dropna(subset=["caution"])
    assert held["entity_id"].tolist() == [of_record(found, "R6")["entity_id"]]
    assert held["caution"].str.contains("one link of probability 0.91:").tolist() == [True]
    assert held[["weak_a", "weak_b", "weak_prob"]].to_numpy().tolist() == [["a", "b", 0.912]]
    assert found.entities.loc[found.entities["caution"].isna(), ["weak_a", "weak_b", "weak_prob"]].isna().all(axis=None)


def test_addresses_of_one_house_are_one_entity() -> None:
    (key,) = MENTIONS.loc[MENTIONS["entity_type"] == "address", "normalised"]
    found = resolved(houses=Houses({key: "14 alder road|ba20 1aa"}))
    (address,) = found.entities.loc[found.entities["entity_type"] == "address", "entity_id"]
    assert address == entity_id(EntityType.ADDRESS, "14 alder road|ba20 1aa")


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(0, 2), min_size=6, max_size=6), st.randoms())
def test_no_mention_is_ever_lost_and_order_does_not_matter(groups: list[int], random: object) -> None:
    names = sorted(set(PROFILE.values()))
    head: dict[str, str] = {}
    at_ref = names.index(BY_RECORD["R2"])
    groups[names.index(BY_RECORD["R3"])] = groups[at_ref]  # one reference, as `join_people` sees to
    for name, group in zip(names, groups, strict=False):
        head[name] = next(other for other, at in zip(names, groups, strict=False) if at == group)
    clusters = Clusters(head)
    found = resolve(MENTIONS, PARTICULARS, clusters, Houses(), REGISTERED)
    assert len(found.resolutions) == len(MENTIONS)
    people = found.resolutions[found.resolutions["mention_id"].isin(PROFILE)]
    by_head = people["mention_id"].map(PROFILE).map(head)
    assert people["entity_id"].nunique() == by_head.nunique() == people.assign(head=by_head).groupby(
        ["entity_id", "head"]
    ).ngroups  # fmt: skip
    order = list(range(len(MENTIONS)))
    random.shuffle(order)  # type: ignore[attr-defined]
    turned = resolve(MENTIONS.iloc[order], PARTICULARS.iloc[::-1], clusters, Houses(), REGISTERED)
    pd.testing.assert_frame_equal(turned.entities, found.entities)
    pd.testing.assert_frame_equal(turned.resolutions, found.resolutions)


LINE = entity_id(EntityType.DEAL_LINE, "harrier")


def test_register_ties_lines_to_their_places() -> None:
    row = {"record_id": "R9", "line_id": LINE, "origin_place_id": "P1", "destination_place_id": "P2;P3;P4"}
    days = {"first_seen": pd.Timestamp("2024-06-03"), "last_seen": pd.Timestamp("2025-03-24")}
    links = register_links(pd.DataFrame([row | days]), pd.Series({"P1": "London", "P2": "Yeovil", "P3": "Bath"}))
    assert {(row.relation, row.entity_b) for row in links.itertuples()} == {
        ("supplied_from", entity_id(EntityType.PLACE, "london")),
        ("supplies_to", entity_id(EntityType.PLACE, "yeovil")),
        ("supplies_to", entity_id(EntityType.PLACE, "bath")),
    }
    assert (links["weight"] == 1).all()
    assert set(links["first_seen"]) == {days["first_seen"]}
    towns = place_entities(["London", "Yeovil", "Yeovil"])
    assert set(towns["entity_id"]) == {entity_id(EntityType.PLACE, "london"), entity_id(EntityType.PLACE, "yeovil")}


def judged(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["subject", "a", "b", "verdict"])
    return frame.assign(relation="rebranded", on=pd.Timestamp("2022-03-07").date())


def test_lines_that_took_over_are_tied_as_somebody_accepted() -> None:
    entities = pd.DataFrame({"entity_id": ["L1", "L2", "L3"]})
    links = succession_links(
        judged(
            ("deal_line", "L1", "L2", "accept"),
            ("deal_line", "L2", "L3", "reject"),
            ("deal_line", "L2", "L2", "accept"),
            ("deal_line", "L1", "gone", "accept"),
            ("person", "L1", "L3", "accept"),
        ),
        entities,
    )
    (row,) = links.to_dict("records")
    assert (row["entity_a"], row["entity_b"], row["relation"]) == ("L1", "L2", "succeeded_by")
    assert (row["weight"], row["n_records"], row["record_ids"]) == (1.0, 0, "[]")
    assert row["first_seen"] == row["last_seen"] == pd.Timestamp("2022-03-07")
    assert list(succession_links(judged(), entities).columns) == list(TABLES["links"].columns)


@pytest.mark.parametrize("table", ["entities", "resolutions"])
def test_columns_are_those_of_the_tables(table: str) -> None:
    assert set(getattr(resolved(), table).columns) <= set(TABLES[table].columns)
