"""Entities and links: who is who, who is a victim, and how strong a tie is."""

from __future__ import annotations

import itertools
import json

import pandas as pd
import pytest

from linesmap.link import build_links, entity_id, extract_mentions, register_links, resolve_exact
from linesmap.model.vocabulary import EntityType

RECORDS = pd.DataFrame(
    {
        "record_id": ["R1", "R2", "R3"],
        "person_ref": ["N/1", "N/2", "N/2"],
        "person_role": ["suspect", "exploited", "suspect"],
    }
).assign(
    line_name="Harrier",
    phone="+447700900001",
    kind="intelligence",
    reference=["IR1", "IR1", "IR2"],
    occurred_from=pd.to_datetime(["2025-01-01", "2025-01-05", "2025-02-01"]),
    occurred_to=pd.to_datetime(["2025-01-01 23:59", "2025-01-05 23:59", "2025-02-01 23:59"]),
    evidence_weight=[0.8, 0.5, None],
)
MENTIONS = extract_mentions(RECORDS)
RESOLVED = resolve_exact(MENTIONS, pd.Series({"harrier": "Harrier (register)"}))
LINKS = build_links(MENTIONS, RESOLVED.resolutions, RECORDS)

LINE = entity_id(EntityType.DEAL_LINE, "harrier")
PHONE = entity_id(EntityType.PHONE, "+447700900001")


def test_one_entity_per_key() -> None:
    assert len(RESOLVED.entities) == 4
    assert set(RESOLVED.resolutions["mention_id"]) == set(MENTIONS["mention_id"])


def test_exploited_once_is_safeguarded_everywhere() -> None:
    people = RESOLVED.entities[RESOLVED.entities["entity_type"] == "person"].set_index("entity_id")
    assert people.loc[entity_id(EntityType.PERSON, "N/2"), "safeguarding"]
    assert not people.loc[entity_id(EntityType.PERSON, "N/1"), "safeguarding"]


def test_people_are_pseudonyms_and_lines_carry_the_register_name() -> None:
    labels = RESOLVED.entities.set_index("entity_id")["label"]
    assert labels[LINE] == "Harrier (register)"
    person = labels[entity_id(EntityType.PERSON, "N/1")]
    assert person.startswith("Person ")
    assert "N/1" not in person


def test_weight_counts_each_source_once() -> None:
    """R1 and R2 stand in one report, R3 in another without a grade: 1 - (1 - 0.8)(1 - 0.5) = 0.9."""
    link = LINKS.set_index(["entity_a", "entity_b"]).loc[(LINE, PHONE)]
    assert link["relation"] == "uses"
    assert link["weight"] == pytest.approx(0.9)
    assert link["n_records"] == 3
    assert json.loads(link["record_ids"]) == ["R1", "R2", "R3"]
    assert link["first_seen"] == pd.Timestamp("2025-01-01")
    assert link["last_seen"] == pd.Timestamp("2025-02-01 23:59")


def test_every_pair_named_together_is_tied_exactly_once() -> None:
    """Slow oracle: all pairs within each record."""
    named = MENTIONS.merge(RESOLVED.resolutions, on="mention_id")
    pairs = {
        frozenset(pair)
        for _, group in named.groupby("record_id")
        for pair in itertools.combinations(sorted(set(group["entity_id"])), 2)
    }
    tied = [frozenset(pair) for pair in zip(LINKS["entity_a"], LINKS["entity_b"], strict=True)]
    assert set(tied) == pairs
    assert len(tied) == len(pairs)


def test_register_ties_lines_to_their_places() -> None:
    register = pd.DataFrame(
        [
            {
                "record_id": "R9",
                "line_id": LINE,
                "origin_place_id": "P1",
                "destination_place_id": "P2;P3",
                "first_seen": pd.Timestamp("2024-06-03"),
                "last_seen": pd.Timestamp("2025-03-24"),
            }
        ]
    )
    links = register_links(register, pd.Series({"P1": "London", "P2": "Yeovil, Somerset"}))
    got = {(row.relation, row.entity_b) for row in links.itertuples()}
    assert got == {
        ("supplied_from", entity_id(EntityType.PLACE, "london")),
        ("supplies_to", entity_id(EntityType.PLACE, "yeovil, somerset")),
    }
    assert (links["weight"] == 1).all()
