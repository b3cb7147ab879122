"""The life of a line, by the rules of docs/methods.md."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linesmap.model.vocabulary import ClosureType, LineStatus, RecordKind
from linesmap.network import Closure, LineEvidence, Return, Sighting, Succession, life_spans, status_on

START = date(2025, 1, 1)
INTELLIGENCE, SEIZURE = RecordKind.INTELLIGENCE, RecordKind.SEIZURE


def day(number: int) -> date:
    return START + timedelta(days=number)


def life(*records: tuple[int, RecordKind], until: int = 200, **rest: object) -> list[tuple[str, int, int]]:
    evidence = LineEvidence(tuple(Sighting(day(n), kind) for n, kind in records), **rest)  # type: ignore[arg-type]
    spans = life_spans(evidence, as_of=day(until))
    return [(span.status.value, (span.start - START).days, (span.end - START).days) for span in spans]


def test_suspected_until_a_seizure_then_active_then_dormant() -> None:
    assert life((0, INTELLIGENCE), (10, SEIZURE), until=60) == [
        ("suspected", 0, 9),
        ("active", 10, 37),
        ("dormant", 38, 60),
    ]


def test_three_reports_confirm_a_line() -> None:
    got = life((0, INTELLIGENCE), (5, INTELLIGENCE), (9, INTELLIGENCE), until=12)
    assert got == [("suspected", 0, 8), ("active", 9, 12)]


def test_a_line_the_register_calls_suspected_stays_so() -> None:
    got = life((0, INTELLIGENCE), (5, SEIZURE), until=12, register_status="suspected")
    assert got == [("suspected", 0, 12)]


def test_closed_stays_closed_whatever_happens_in_the_first_week() -> None:
    closure = (Closure(day(20), ClosureType.TYPE_1),)
    got = life((0, SEIZURE), (20, SEIZURE), (22, INTELLIGENCE), until=60, closures=closure)
    assert got == [("active", 0, 19), ("closed Type 1", 20, 60)]


def test_one_late_record_does_not_reopen_a_line_but_two_do() -> None:
    closure = (Closure(day(20), ClosureType.TYPE_2),)
    assert life((0, SEIZURE), (40, INTELLIGENCE), until=90, closures=closure)[-1] == ("closed Type 2", 20, 90)
    got = life((0, SEIZURE), (40, INTELLIGENCE), (50, INTELLIGENCE), until=90, closures=closure)
    assert got == [("active", 0, 19), ("closed Type 2", 20, 39), ("reactivated", 40, 77), ("dormant", 78, 90)]


def test_the_same_closure_reported_twice_is_one() -> None:
    closures = (Closure(day(20), ClosureType.TYPE_2), Closure(day(23), ClosureType.TYPE_1))
    got = life((0, SEIZURE), until=60, closures=closures)
    assert got == [("active", 0, 19), ("closed Type 1", 20, 60)]


def test_closed_again_after_reactivation() -> None:
    closures = (Closure(day(20), ClosureType.TYPE_2), Closure(day(60), ClosureType.TYPE_1))
    got = life((0, SEIZURE), (40, SEIZURE), (45, SEIZURE), until=70, closures=closures)
    assert [status for status, *_ in got] == ["active", "closed Type 2", "reactivated", "closed Type 1"]


def test_only_the_register_knows_the_line() -> None:
    got = life(until=200, first_seen=day(0), last_seen=day(10), register_status="active")
    assert got == [("active", 0, 37), ("dormant", 38, 200)]


def test_nothing_known_yet() -> None:
    assert life((50, SEIZURE), until=40) == []
    assert status_on((), day(0)) is None


def test_an_accepted_successor_ends_the_line_and_one_late_record_does_not_revive_it() -> None:
    gone = (Succession(day(30), LineStatus.REBRANDED, "L2", "J1"),)
    got = life((0, SEIZURE), (20, SEIZURE), (50, INTELLIGENCE), until=90, successions=gone)
    assert got == [("active", 0, 29), ("rebranded", 30, 90)]


def test_two_records_a_week_after_it_went_on_as_another_reactivate_it() -> None:
    gone = (Succession(day(30), LineStatus.MERGED, "L2", "J1"),)
    got = life((0, SEIZURE), (20, SEIZURE), (50, INTELLIGENCE), (60, SEIZURE), until=70, successions=gone)
    assert got == [("active", 0, 29), ("merged", 30, 49), ("reactivated", 50, 70)]


def test_rebranded_after_its_closure() -> None:
    closure = (Closure(day(20), ClosureType.TYPE_2),)
    gone = (Succession(day(29), LineStatus.REBRANDED, "L2", "J1"),)
    got = life((0, SEIZURE), until=60, closures=closure, successions=gone)
    assert got == [("active", 0, 19), ("closed Type 2", 20, 28), ("rebranded", 29, 60)]


def test_a_person_may_say_that_a_line_is_back_or_is_not() -> None:
    closure = (Closure(day(20), ClosureType.TYPE_1),)
    late = [(0, SEIZURE), (40, SEIZURE), (45, SEIZURE)]
    accepted = life((0, SEIZURE), until=60, closures=closure, returns=(Return(day(29), "J1"),))
    assert accepted == [("active", 0, 19), ("closed Type 1", 20, 28), ("reactivated", 29, 56), ("dormant", 57, 60)]
    rejected = life(*late, until=60, closures=closure, no_returns=(Return(day(40), "J1"),))
    assert rejected == [("active", 0, 19), ("closed Type 1", 20, 60)]


records = st.lists(st.tuples(st.integers(0, 300), st.sampled_from([INTELLIGENCE, SEIZURE])), max_size=30)
closed = st.lists(st.tuples(st.integers(0, 300), st.sampled_from(list(ClosureType))), max_size=4)


@given(records, closed, st.integers(0, 320), st.sampled_from([None, "suspected", "active"]))
def test_a_life_has_no_gaps_and_no_overlaps(
    given_records: list[tuple[int, RecordKind]],
    given_closures: list[tuple[int, ClosureType]],
    until: int,
    register: str | None,
) -> None:
    evidence = LineEvidence(
        tuple(Sighting(day(n), kind) for n, kind in given_records),
        tuple(Closure(day(n), kind) for n, kind in given_closures),
        register_status=register,
    )
    spans = life_spans(evidence, as_of=day(until))
    known = [n for n, _ in [*given_records, *given_closures] if n <= until]
    if not known:
        assert spans == ()
        return
    assert spans[0].start == day(min(known))
    assert spans[-1].end == day(until)
    for before, after in pairwise(spans):
        assert after.start == before.end + timedelta(days=1)
        assert after.status != before.status
    for span in spans:
        assert status_on(spans, span.start) is span.status


@given(records, st.integers(0, 300))
def test_without_a_recorded_closure_a_line_is_never_closed(
    given_records: list[tuple[int, RecordKind]], until: int
) -> None:
    evidence = LineEvidence(tuple(Sighting(day(n), kind) for n, kind in given_records))
    statuses = {span.status for span in life_spans(evidence, as_of=day(until))}
    assert statuses <= {LineStatus.SUSPECTED, LineStatus.ACTIVE, LineStatus.DORMANT}


@given(records, st.integers(0, 300), st.integers(0, 300))
def test_a_type_2_closure_never_reads_as_type_1(
    given_records: list[tuple[int, RecordKind]], closed_on: int, until: int
) -> None:
    evidence = LineEvidence(
        tuple(Sighting(day(n), kind) for n, kind in given_records), (Closure(day(closed_on), ClosureType.TYPE_2),)
    )
    assert LineStatus.CLOSED_TYPE_1 not in {span.status for span in life_spans(evidence, as_of=day(until))}


@pytest.mark.parametrize("active_days", [7, 28, 90])
def test_active_days_is_a_setting(active_days: int) -> None:
    evidence = LineEvidence((Sighting(day(0), SEIZURE),))
    spans = life_spans(evidence, as_of=day(200), active_days=active_days)
    assert (spans[0].end - spans[0].start).days + 1 == active_days
