"""Ties of records: what each is called, how strong it is, and that none is missed or made twice."""

from __future__ import annotations

import itertools
import json
import math
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linesmap.network.relations import event_relations, pair_relations
from linesmap.network.ties import event_ties, ties_of_records

DAY = pd.Timestamp("2025-01-01")


def records(*rows: dict[str, Any]) -> pd.DataFrame:
    """Give records named R1, R2 and so on, a month apart."""
    plain = {"kind": "intelligence", "reference": None, "evidence_weight": None, "action": None}
    frame = pd.DataFrame(
        [plain | {"record_id": f"R{number}", "occurred_from": DAY + pd.DateOffset(months=number - 1)} | row
         for number, row in enumerate(rows, 1)]
    )  # fmt: skip
    weight = frame["evidence_weight"].astype("float64")
    return frame.assign(evidence_weight=weight, occurred_to=frame["occurred_from"] + pd.Timedelta(hours=1))


def named(*rows: tuple[str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["record_id", "entity_type", "entity_id"])
    return frame.assign(role=None)


LINE_AND_PHONE = [(f"R{n}", kind, name) for n in (1, 2, 3) for kind, name in (("deal_line", "L1"), ("phone", "T1"))]


def test_the_weight_counts_each_source_once() -> None:
    """R1 and R2 stand in one report, R3 in another without a grade: 1 - (1 - 0.8)(1 - 0.5) = 0.9."""
    graded = records(
        {"reference": "IR1", "evidence_weight": 0.8}, {"reference": "IR1", "evidence_weight": 0.5}, {"reference": "IR2"}
    )
    (tie,) = ties_of_records(named(*LINE_AND_PHONE), graded).to_dict("records")
    assert (tie["entity_a"], tie["entity_b"], tie["relation"]) == ("L1", "T1", "uses")
    assert tie["weight"] == pytest.approx(0.9)
    assert (tie["n_records"], json.loads(tie["record_ids"])) == (3, ["R1", "R2", "R3"])
    assert (tie["first_seen"], tie["last_seen"]) == (DAY, pd.Timestamp("2025-03-01 01:00"))


def test_a_record_suspected_to_be_false_ties_nothing() -> None:
    graded = records({"evidence_weight": 0.0}, {"evidence_weight": 0.3}, {"evidence_weight": 0.0})
    (tie,) = ties_of_records(named(*LINE_AND_PHONE), graded).to_dict("records")
    assert (tie["n_records"], tie["record_ids"], tie["weight"]) == (1, '["R2"]', pytest.approx(0.3))
    assert ties_of_records(named(*LINE_AND_PHONE), records({"evidence_weight": 0.0})).empty


THINGS = (
    ("deal_line", "L1"), ("deal_line", "L2"), ("phone", "T1"), ("person", "N1"), ("person", "N2"), ("group", "G1"),
    ("vehicle", "V1"), ("operation", "O1"),
)  # fmt: skip
ROW = st.fixed_dictionaries(
    {"evidence_weight": st.sampled_from([None, 0.0, 0.3, 0.8]), "reference": st.sampled_from([None, "IR1", "IR2"])}
)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(ROW, st.sets(st.sampled_from(THINGS), max_size=5)), min_size=1, max_size=6), st.randoms())
def test_every_pair_named_together_is_tied_exactly_once(
    rows: list[tuple[dict[str, Any], set[tuple[str, str]]]], random: object
) -> None:
    """Slow oracle: all pairs within each record, each weight from the best record of each report."""
    table = records(*(row for row, _ in rows))
    mentions = [(f"R{n}", *thing) for n, (_, things) in enumerate(rows, 1) for thing in sorted(things)]
    random.shuffle(mentions)  # type: ignore[attr-defined]
    expected: dict[frozenset[str], dict[str, float]] = {}
    for number, (row, things) in enumerate(rows, 1):
        weight = 0.5 if row["evidence_weight"] is None else row["evidence_weight"]
        for (kind_a, a), (kind_b, b) in itertools.combinations(sorted(things), 2):
            if weight > 0 and {kind_a, kind_b} != {"operation"}:
                sources = expected.setdefault(frozenset((a, b)), {})
                source = row["reference"] or f"R{number}"
                sources[source] = max(sources.get(source, 0.0), weight)
    ties = ties_of_records(named(*mentions, *mentions[:2]), table)
    got = {frozenset((tie.entity_a, tie.entity_b)): tie.weight for tie in ties.itertuples()}
    assert len(got) == len(ties)
    assert got == pytest.approx({pair: 1 - math.prod(1 - w for w in ws.values()) for pair, ws in expected.items()})
    assert ties[["entity_a", "entity_b", "relation"]].apply(tuple, axis=1).is_monotonic_increasing or ties.empty


def test_events_hold_what_they_name() -> None:
    table = records({"kind": "seizure"}, {"kind": "enforcement", "action": "arrest"}, {"kind": "intelligence"})
    rows = [(f"R{n}", kind, name) for n in (1, 2, 3) for kind, name in (("person", "N1"), ("phone", "T1"))]
    ties = event_ties(named(*rows), table)
    assert [tuple(row) for row in ties[["entity_a", "entity_b", "relation", "n_records"]].itertuples(index=False)] == [
        ("R1", "N1", "seized_from", 1),
        ("R1", "T1", "seized_in", 1),
        ("R2", "N1", "arrested_in", 1),
        ("R2", "T1", "named_in", 1),
    ]


def relation(a: str, b: str, **row: Any) -> str | None:
    plain = {"entity_type_a": a, "entity_type_b": b, "role_a": None, "role_b": None, "kind": "intelligence"}
    (found,) = pair_relations(pd.DataFrame([plain | {"action": None} | row]))
    return None if pd.isna(found) else str(found)


@pytest.mark.parametrize(
    ("a", "b", "row", "expected"),
    [
        ("deal_line", "phone", {}, "uses"),
        ("person", "person", {}, "seen_with"),
        ("address", "person", {}, "seen_at"),
        ("address", "person", {"role_a": "home"}, "resident_at"),
        ("person", "phone", {}, "linked_to"),
        ("person", "phone", {"kind": "enforcement"}, "holds"),
        ("person", "phone", {"kind": "seizure"}, "seized_from"),
        ("person", "phone", {"kind": "nominal"}, "uses"),
        ("operation", "person", {}, "named_in"),
        ("operation", "person", {"action": "arrest"}, "arrested_in"),
        ("operation", "person", {"action": "charge", "role_b": "suspect"}, "charged_in"),
        ("operation", "person", {"action": "arrest", "role_b": "exploited"}, "named_in"),
        ("operation", "person", {"action": "safeguarding visit", "role_b": "exploited"}, "safeguarded_in"),
        ("operation", "person", {"action": "warrant"}, "named_in"),
        ("operation", "operation", {}, None),
        ("place", "place", {}, None),
    ],
)
def test_what_a_tie_is_called(a: str, b: str, row: dict[str, Any], expected: str | None) -> None:
    assert relation(a, b, **row) == expected


@pytest.mark.parametrize("role", ["suspect", "witness", "unknown", "exploited"])
@pytest.mark.parametrize("action", ["arrest", "charge"])
def test_a_victim_is_never_arrested_on_a_chart(role: str, action: str) -> None:
    row = {"entity_type": "person", "role": role, "kind": "enforcement", "action": action}
    (found,) = event_relations(pd.DataFrame([row]))
    assert (found == "named_in") is (role == "exploited")
    assert (relation("operation", "person", action=action, role_b=role) == "named_in") is (role == "exploited")
