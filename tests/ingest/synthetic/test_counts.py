"""The set has the shares it promises."""

from __future__ import annotations

from collections import Counter

import pytest

from linesmap.ingest.synthetic.whereabouts import FORM_SHARES

from .conftest import Demo

EXPORTERS = {"Metropolitan Police", "Merseyside", "West Midlands", "Greater Manchester"}


def test_number_of_rows_is_the_number_asked_for(demo: Demo, small: Demo) -> None:
    assert demo.data_rows() == 20_000
    assert small.data_rows() == 200


def test_shares_of_kinds(demo: Demo) -> None:
    kinds = Counter(row["kind"] for row in demo.truth["events"])
    assert kinds["intelligence"] / kinds.total() == pytest.approx(0.56, abs=0.015)
    assert kinds["seizure"] / kinds.total() == pytest.approx(0.185, abs=0.01)
    assert kinds["enforcement"] / kinds.total() == pytest.approx(0.25, abs=0.015)


@pytest.mark.parametrize(("size", "count"), [("demo", 600), ("small", 6)])
def test_share_of_nominal_indexes(size: str, count: int, request: pytest.FixtureRequest) -> None:
    tables = request.getfixturevalue(size).tables
    assert sum(len(rows) - 1 for (file, _), rows in tables.items() if file.startswith("nominals")) == count


def test_share_that_names_a_line(demo: Demo) -> None:
    named = [row for row in demo.truth["events"] if row["line_named_in"] or row["number_named_in"]]
    assert len(named) / len(demo.truth["events"]) == pytest.approx(0.40, abs=0.01)


def test_share_at_the_exporter_ends(demo: Demo) -> None:
    far = sum(row["location_force"] in EXPORTERS for row in demo.truth["events"])
    assert far / 20_000 == pytest.approx(0.08, abs=0.015)


def test_shares_of_ways_to_write_a_place(demo: Demo) -> None:
    forms = Counter(row["location_form"] for row in demo.truth["events"])
    for form, share in FORM_SHARES.items():
        assert forms[form] / forms.total() == pytest.approx(share, abs=0.012), form


@pytest.mark.parametrize("size", ["demo", "small"])
def test_share_of_bad_rows(size: str, request: pytest.FixtureRequest) -> None:
    events = request.getfixturevalue(size).truth["events"]
    bad = Counter(row["expected_reject"] for row in events if row["expected_reject"])
    assert bad.total() / len(events) == pytest.approx(0.015, abs=0.016 if size == "small" else 0.001)
    if size == "demo":
        assert set(bad) == {
            "missing date",
            "unreadable date",
            "impossible date",
            "missing action",
            "marking too high",
            "totals row",
        }
        assert bad["marking too high"] == 2


def test_truth_points_to_every_row_of_record_files(demo: Demo) -> None:
    noted = {(row["file"], row["sheet"], int(row["row"])) for row in demo.truth["events"]}
    assert len(noted) == len(demo.truth["events"])
    others = ("register", "results", "nominals")
    last = {key: len(rows) for key, rows in demo.tables.items() if not key[0].startswith(others)}
    assert {key: max(row for *at, row in noted if tuple(at) == key) for key in last} == last


def test_references_in_truth_stand_in_the_row(demo: Demo) -> None:
    for row in demo.truth["people"][:4_000]:
        if row["reference"]:
            cells = demo.tables[row["file"], row["sheet"]][int(row["row"]) - 1]
            assert all(any(part in str(cell) for cell in cells) for part in row["reference"].split("; "))


def test_people_phones_and_vehicles_are_seen_by_several_forces(demo: Demo) -> None:
    kinds = Counter(row["entity_type"] for row in demo.truth["overlaps"])
    assert min(kinds["person"], kinds["phone"], kinds["vehicle"], kinds["address"]) >= 30


def test_some_records_lie_in_another_force(demo: Demo) -> None:
    events = [row for row in demo.truth["events"] if row["date"]]
    other = sum(row["recording_force"] != row["location_force"] for row in events)
    assert 0.02 < other / len(events) < 0.09
