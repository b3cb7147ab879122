"""Mentions: everything named in a record, once each, with a role only for people."""

from __future__ import annotations

import pandas as pd

from linesmap.link import extract_mentions

RECORDS = pd.DataFrame(
    [
        {
            "record_id": "R1",
            "line_name": "Harrier",
            "phone": "+447700900001;+447700900002",
            "vehicle": None,
            "person_ref": "N/1",
            "person_role": "exploited",
            "operation": "Op Larkspur",
            "place_label": "Yeovil, Somerset",
        },
        {"record_id": "R2", "line_name": "HARRIER line; Merlin", "phone": "+447700900001", "person_ref": "N/1;N/2"},
        {"record_id": "R3"},
    ]
)


def test_every_thing_is_mentioned_once_per_record() -> None:
    mentions = extract_mentions(RECORDS)
    seen = {(row.record_id, row.entity_type, row.normalised) for row in mentions.itertuples()}
    assert seen == {
        ("R1", "deal_line", "harrier"),
        ("R1", "phone", "+447700900001"),
        ("R1", "phone", "+447700900002"),
        ("R1", "person", "N/1"),
        ("R1", "operation", "larkspur"),
        ("R1", "place", "yeovil, somerset"),
        ("R2", "deal_line", "harrier"),
        ("R2", "deal_line", "merlin"),
        ("R2", "phone", "+447700900001"),
        ("R2", "person", "N/1"),
        ("R2", "person", "N/2"),
    }
    assert len(mentions) == len(seen)


def test_roles_are_kept_for_people_only() -> None:
    mentions = extract_mentions(RECORDS).set_index(["record_id", "entity_type", "normalised"])["role"]
    assert mentions[("R1", "person", "N/1")] == "exploited"
    assert mentions[("R2", "person", "N/2")] == "unknown"
    assert pd.isna(mentions[("R1", "phone", "+447700900001")])


def test_each_person_has_their_own_role() -> None:
    rows = [
        {"record_id": "R1", "person_ref": "N/1;N/2", "person_role": "suspect;exploited"},
        {"record_id": "R2", "person_ref": "N/1;N/2;N/3", "person_role": "suspect;exploited"},
        {"record_id": "R3", "person_ref": "N/1;N/2", "person_role": "suspect"},
    ]
    roles = extract_mentions(pd.DataFrame(rows)).set_index(["record_id", "normalised"])["role"]
    assert roles[("R1", "N/1")] == "suspect"
    assert roles[("R1", "N/2")] == "exploited"
    assert set(roles["R2"]) == {"exploited"}, "when in doubt, people are treated as victims"
    assert set(roles["R3"]) == {"suspect"}


def test_order_of_rows_does_not_matter() -> None:
    turned = extract_mentions(RECORDS.iloc[::-1].reset_index(drop=True))
    pd.testing.assert_frame_equal(extract_mentions(RECORDS), turned)


def test_nothing_named_gives_no_mentions() -> None:
    assert extract_mentions(pd.DataFrame({"record_id": ["R1"]})).empty
