"""The story holds: lines live, close and return as told, and operations leave the marks the truth gives."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from datetime import date, timedelta

import numpy as np
import pytest

from linesmap.ingest.synthetic.draws import Draws
from linesmap.ingest.synthetic.identifiers import PhoneBook
from linesmap.ingest.synthetic.lines import plan_lines
from linesmap.ingest.synthetic.timeline import PHASES, as_date
from linesmap.model.vocabulary import LineKind

from .conftest import Demo, Row

MONTH = timedelta(days=28)


def days_of_lines(demo: Demo) -> dict[str, list[date]]:
    days: dict[str, list[date]] = defaultdict(list)
    for row in demo.truth["events"]:
        if row["line_id"] and not row["expected_reject"]:
            days[row["line_id"]].append(date.fromisoformat(row["date"]))
    return days


def lines(demo: Demo, status: str) -> list[Row]:
    return [row for row in demo.truth["lines"] if row["status_at_end"].startswith(status)]


def test_every_status_and_both_kinds_are_there(demo: Demo) -> None:
    statuses = Counter(row["status_at_end"] for row in demo.truth["lines"])
    assert set(statuses) == {"active", "suspected", "dormant", "reactivated", "closed Type 1", "closed Type 2"}
    kinds = Counter(row["kind"] for row in demo.truth["lines"])
    assert kinds == {"external": 26, "internal": 10}


def test_every_status_is_there_in_the_smallest_set(small: Demo) -> None:
    assert len(small.truth["lines"]) == 12
    assert len({row["status_at_end"] for row in small.truth["lines"]}) == 6


def test_activity_falls_after_a_closure_and_stays_down(demo: Demo) -> None:
    days = days_of_lines(demo)
    for row in lines(demo, "closed"):
        closed = date.fromisoformat(row["closed_on"])
        before = [day for day in days[row["line_id"]] if closed - MONTH <= day < closed]
        after = [day for day in days[row["line_id"]] if day > closed]
        # What is left: the charge of the holder the day after, and one check that the number stays dead.
        assert len(after) <= 2, row["line_name"]
        assert len(before) >= 8


def test_activity_returns_for_reactivated_lines_on_a_new_number(demo: Demo) -> None:
    days = days_of_lines(demo)
    assert lines(demo, "reactivated")
    for row in lines(demo, "reactivated"):
        closed, back = date.fromisoformat(row["closed_on"]), date.fromisoformat(row["back_on"])
        assert back - closed >= timedelta(days=30)
        assert len([day for day in days[row["line_id"]] if closed < day < back]) <= 1
        assert len([day for day in days[row["line_id"]] if back <= day < back + MONTH]) >= 8
        old, new = (number.split()[0] for number in row["numbers"].split("; "))
        used = {
            event["number"]
            for event in demo.truth["events"]
            if event["line_id"] == row["line_id"] and event["date"] >= row["back_on"]
        }
        assert new in used
        assert old not in used


def test_dormant_lines_are_quiet_and_active_ones_are_not(demo: Demo) -> None:
    days, end = days_of_lines(demo), date(2025, 6, 29)
    assert all(max(days[row["line_id"]]) < end - 2 * MONTH for row in lines(demo, "dormant"))
    assert all(max(days[row["line_id"]]) > end - MONTH for row in lines(demo, "active"))


def test_suspected_lines_have_intelligence_only(demo: Demo) -> None:
    suspected = {row["line_id"] for row in lines(demo, "suspected")}
    assert {row["kind"] for row in demo.truth["events"] if row["line_id"] in suspected} == {"intelligence"}


def test_a_line_comes_back_under_a_new_brand_with_the_same_people_and_number(demo: Demo) -> None:
    new = next(row for row in demo.truth["lines"] if row["successor_of"])
    old = next(row for row in demo.truth["lines"] if row["line_name"] == new["successor_of"])
    assert old["status_at_end"] == "closed Type 1"
    assert new["opened_on"] > old["closed_on"]
    assert old["reload_number"] == new["reload_number"] != ""


def test_no_number_belongs_to_two_lines_but_the_rebranded(demo: Demo) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for row in demo.truth["lines"]:
        for number in row["numbers"].split("; "):
            owners[number.split()[0]].add(row["line_name"])
        if row["reload_number"]:
            owners[row["reload_number"]].add(row["line_name"])
    assert [names for names in owners.values() if len(names) > 1] == [{"Fieldfare", "Redwing"}]


def test_internal_lines_grow(demo: Demo) -> None:
    internal = {row["line_id"] for row in demo.truth["lines"] if row["kind"] == "internal"}
    shares = []
    for first, last in (("2024-04-01", "2024-07-01"), ("2025-04-01", "2025-07-01")):
        ids = [row["line_id"] for row in demo.truth["events"] if row["line_id"] and first <= row["date"] < last]
        shares.append(sum(line in internal for line in ids) / len(ids))
    assert shares[1] > 2 * shares[0]


@pytest.mark.parametrize("phase", [phase for phase in PHASES if phase.operation == "Larkspur"], ids=lambda p: p.key)
def test_phases_are_bursts(demo: Demo, phase: object) -> None:
    per_day = Counter(row["date"] for row in demo.truth["events"] if row["kind"] == "enforcement")
    first, last = phase.first, phase.last  # type: ignore[attr-defined]
    inside = [per_day[as_date(day).isoformat()] for day in range(first, last + 1)]
    before = [per_day[as_date(day).isoformat()] for day in range(first - 28, first)]
    assert sum(inside) / len(inside) > 1.8 * sum(before) / len(before)


def test_planted_effect_is_in_the_records(demo: Demo) -> None:
    effects = {row["line_id"]: row for row in demo.truth["effects"]}
    touched = {line for line, row in effects.items() if row["touched"] == "1"}
    assert len(touched) >= 8

    def count(first: str, last: str) -> int:
        return sum(
            row["line_id"] in touched and not row["operation"] and first <= row["date"] <= last
            for row in demo.truth["events"]
        )

    row = next(iter(effects.values()))
    during = count(row["effect_from"], row["effect_to"])
    assert during / count("2024-11-04", "2024-12-15") == pytest.approx(0.45, abs=0.12)
    assert count("2025-04-14", "2025-05-25") > 1.5 * during


def test_results_return_agrees_with_the_records(demo: Demo) -> None:
    with (demo.folder / "results_return_larkspur.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert 55 <= len(rows) <= 75
    arrests = {(row["Phase"], row["Forces"]): int(row["Value"]) for row in rows if row["Measure"] == "arrests"}
    with (demo.folder / "enforcement_dorset_connect.csv").open(encoding="utf-8", newline="") as file:
        next(file)
        dorset = [row for row in csv.DictReader(file) if "Larkspur" in row["Operation"]]
    for phase in "123":
        done = [row for row in dorset if row["Op phase"].endswith(phase) and "rrest" in row["Type of action"]]
        done = [row for row in done if "Drug test" not in row["Type of action"]]
        assert sum(int(row["No of"] or 1) for row in done) == arrests[phase, "Dorset"]


def test_line_register_lists_every_line(demo: Demo) -> None:
    with (demo.folder / "register_lines_south_west.csv").open(encoding="utf-8", newline="") as file:
        register = list(csv.DictReader(file))
    assert [row["Line name"] for row in register] == [row["line_name"] for row in demo.truth["lines"]]
    assert [row["Status"].casefold() for row in register] == [
        row["status_at_end"].casefold() for row in demo.truth["lines"]
    ]


def test_larger_sets_have_more_successors_and_growing_internal_lines() -> None:
    draws = Draws(np.random.default_rng(8))
    lines = plan_lines(400_000, PhoneBook(draws), draws)
    by_name = {line.name: line for line in lines}
    after = [line for line in lines if line.chapter.successor_of]
    assert 5 <= len(after) <= 0.15 * len(lines)
    for line in after:
        before = by_name[line.chapter.successor_of]
        assert before.closed is not None
        assert before.back is None
        assert 15 <= line.opens - before.closed <= 60
        assert (line.origin, line.wording, line.handset, line.group) == (
            before.origin,
            before.wording,
            before.handset,
            before.group,
        )
    assert len({line.chapter.successor_of for line in after}) == len(after)

    def internal(*, late: bool) -> float:
        new = [line for line in lines[36:] if line.chapter.fate == "active" and line not in after]
        chosen = [line for line in new if (line.opens > 0) is late]
        return sum(line.kind is LineKind.INTERNAL for line in chosen) / len(chosen)

    assert internal(late=True) > internal(late=False) + 0.05
