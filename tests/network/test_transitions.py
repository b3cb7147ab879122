"""Every change of status has a day, a reason, and the record, entry or judgement behind it."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from linesmap.model.vocabulary import ClosureType, LineStatus, RecordKind
from linesmap.network import Closure, LineEvidence, Return, Sighting, Succession, life_spans, transitions
from tests.network.line_frames import closures_of, day, judgements_of, profiles_of, records_of, register_of

INTELLIGENCE, SEIZURE = RecordKind.INTELLIGENCE, RecordKind.SEIZURE


def test_the_whole_story_of_a_line() -> None:
    evidence = LineEvidence(
        records=(
            Sighting(day(0), INTELLIGENCE, "R0"),
            Sighting(day(10), SEIZURE, "R1"),
            Sighting(day(60), INTELLIGENCE, "R2"),
            Sighting(day(90), INTELLIGENCE, "R3"),
            Sighting(day(95), INTELLIGENCE, "R4"),
        ),
        closures=(Closure(day(70), ClosureType.TYPE_2, ("C1",)),),
        successions=(Succession(day(110), LineStatus.REBRANDED, "L2", "J7"),),
    )
    spans = life_spans(evidence, as_of=day(120))
    found = transitions(evidence, spans, as_of=day(120))
    assert [(one.on, one.after.value, one.behind) for one in found] == [
        (day(0), "suspected", ("R0",)),
        (day(10), "active", ("R1",)),
        (day(38), "dormant", ("R1",)),
        (day(60), "active", ("R2",)),
        (day(70), "closed Type 2", ("C1",)),
        (day(90), "reactivated", ("R3", "R4")),
        (day(110), "rebranded", ("J7",)),
    ]
    assert [one.before.value if one.before else None for one in found] == [
        None, "suspected", "active", "dormant", "active", "closed Type 2", "reactivated",
    ]  # fmt: skip
    said = [one.why for one in found]
    assert said[1] == "A seizure or an enforcement record names it"
    assert "22 days of dormancy" in said[3]
    assert "the people may still deal" in said[4]
    assert "the first 20 days after its end" in said[5]
    assert said[6].startswith("Accepted by a person")


def test_three_records_confirm_and_all_three_are_behind_it() -> None:
    evidence = LineEvidence(tuple(Sighting(day(n), INTELLIGENCE, f"R{n}") for n in (0, 4, 8, 9)))
    spans = life_spans(evidence, as_of=day(10))
    last = transitions(evidence, spans, as_of=day(10))[-1]
    assert (last.on, last.behind, last.why) == (day(8), ("R0", "R4", "R8"), "Three records name it")


def test_an_accepted_return_names_its_judgement() -> None:
    evidence = LineEvidence(
        (Sighting(day(0), SEIZURE, "R0"),),
        closures=(Closure(day(20), ClosureType.TYPE_1, ("C1",)),),
        returns=(Return(day(29), "J3"),),
    )
    found = transitions(evidence, life_spans(evidence, as_of=day(40)), as_of=day(40))
    assert (found[-1].after, found[-1].behind) == (LineStatus.REACTIVATED, ("J3",))


def test_the_register_and_a_record_of_one_closure_are_both_behind_it() -> None:
    register = register_of([{"line_id": "L1", "status": "closed", "closure_type": "Type 1", "closed_on": day(22)}])
    found = profiles_of(
        {"L1": "Harrier"},
        records=records_of([("L1", 0, "seizure")]),
        register=register,
        closures=closures_of([("L1", 20, "Type 2")]),
    )["L1"]
    assert [(one.on, one.closure_type.value) for one in found.closures] == [(day(20), "Type 1")]
    assert found.transitions[-1].behind == ("CL120", "EL1")


def test_the_register_says_who_took_over() -> None:
    register = register_of(
        [
            {"line_id": "L1", "line_name": "Harrier", "status": "closed", "first_seen": day(0), "last_seen": day(20)},
            {
                "line_id": "L2",
                "line_name": "Kite",
                "status": "active",
                "first_seen": day(30),
                "successor_of": "HARRIER",
            },
        ]
    )
    found = profiles_of({"L1": "Harrier", "L2": "Kite"}, register=register, until=60)
    change = found["L1"].transitions[-1]
    assert (change.on, change.after, change.behind) == (day(30), LineStatus.REBRANDED, ("EL2",))
    assert change.why.startswith("The register says so")
    rejected = judgements_of([{"a": "L1", "b": "L2", "verdict": "reject"}])
    again = profiles_of({"L1": "Harrier", "L2": "Kite"}, register=register, judgements=rejected, until=60)
    assert again["L1"].status is LineStatus.DORMANT


def test_merged_by_the_register_without_a_name_ends_on_its_last_day() -> None:
    register = register_of([{"line_id": "L1", "status": "merged", "first_seen": day(0), "last_seen": day(20)}])
    found = profiles_of({"L1": "Harrier"}, register=register, until=60)["L1"]
    assert (found.transitions[-1].on, found.status) == (day(20), LineStatus.MERGED)


def test_records_that_name_it_beside_its_successor_do_not_revive_it() -> None:
    both = [(line, on, "intelligence", {"record_id": f"B{on}"}) for on in (50, 60) for line in ("L1", "L2")]
    records = records_of([("L1", 0, "seizure"), ("L2", 30, "seizure"), *both])
    accepted = judgements_of([{"a": "L1", "b": "L2", "relation": "merged", "on": day(30)}])
    found = profiles_of({"L1": "Harrier", "L2": "Kite"}, records=records, judgements=accepted, until=70)
    assert found["L1"].status is LineStatus.MERGED
    undone = accepted.assign(undone_at=pd_now())
    again = profiles_of({"L1": "Harrier", "L2": "Kite"}, records=records, judgements=undone, until=70)
    assert again["L1"].status is LineStatus.ACTIVE


def pd_now() -> object:
    return records_of([("L", 0, "seizure")])["occurred_from"].iloc[0]


def test_a_check_back_that_finds_it_dead_is_no_activity() -> None:
    dead = {"summary": "Check-back: Harrier was called on three days and does not connect."}
    answered = {"summary": "Check-back: Harrier answered on the old number."}
    names, closures = {"L1": "Harrier"}, closures_of([("L1", 20, "Type 1")])
    first = ("L1", 0, "seizure")
    quiet = records_of([first, ("L1", 40, "intelligence", dead), ("L1", 50, "intelligence", dead)])
    found = profiles_of(names, records=quiet, closures=closures, until=90)["L1"]
    assert found.status is LineStatus.CLOSED_TYPE_1
    assert [on for on, _ in found.check_backs] == [day(40), day(50)]
    alive = records_of([first, ("L1", 40, "intelligence", answered), ("L1", 50, "intelligence", answered)])
    assert profiles_of(names, records=alive, closures=closures, until=60)["L1"].status is LineStatus.REACTIVATED


RECORDS = st.lists(st.tuples(st.integers(0, 200), st.sampled_from([INTELLIGENCE, SEIZURE])), min_size=1, max_size=20)


@given(RECORDS, st.lists(st.tuples(st.integers(0, 200), st.sampled_from(list(ClosureType))), max_size=3))
def test_every_change_is_explained_by_something_known_by_then(
    records: list[tuple[int, RecordKind]], closed: list[tuple[int, ClosureType]]
) -> None:
    evidence = LineEvidence(
        tuple(Sighting(day(n), kind, f"R{i}") for i, (n, kind) in enumerate(records)),
        tuple(Closure(day(n), kind, (f"C{i}",)) for i, (n, kind) in enumerate(closed)),
    )
    spans = life_spans(evidence, as_of=day(220))
    found = transitions(evidence, spans, as_of=day(220))
    assert [(one.on, one.after) for one in found] == [(span.start, span.status) for span in spans]
    assert all(one.behind and one.why for one in found)
    assert all(a.after == b.before for a, b in pairwise(found))
