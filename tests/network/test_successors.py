"""Suggestions of successors: each reason with its points and records, nothing from thin evidence, verdicts stay."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from linesmap.network import POINTS, Ground, Suggestion, judged_lines, suggest
from linesmap.network.successors import strength
from linesmap.network.wording import adverts, likeness, says_changed
from tests.network.line_frames import closures_of, day, judgements_of, profiles_of, records_of, stamp

ADVERT = "Message reads “{0} back on best white and dark all day every day ring now 07700 900111”."


def build(
    names: dict[str, str],
    rows: list[tuple[str, int, dict[str, Any]]],
    *,
    closed: tuple[str, int] = ("L1", 40),
    judged: pd.DataFrame | None = None,
    numbers: list[tuple[str, int, str]] | None = None,
    within_days: int = 90,
) -> tuple[Suggestion, ...]:
    """Suggest from records: (line, day, what it names: summary, place, things as type/id/role)."""
    records = records_of(
        [
            (line, on, "intelligence", {"record_id": more.get("id", f"R{n}"), "summary": more.get("text")})
            for n, (line, on, more) in enumerate(rows)
        ]
    )
    frame = None
    if numbers is not None:
        frame = pd.DataFrame(
            [(line, f"N{n}", stamp(on), one) for n, (line, on, one) in enumerate(numbers)],
            columns=["line_id", "record_id", "occurred_from", "number"],
        )
    profiles = profiles_of(names, records=records, closures=closures_of([(*closed, "Type 2")]), judgements=judged,
                           numbers=frame)  # fmt: skip
    pairs = records.assign(
        on=[stamp_.date() for stamp_ in records["occurred_from"]],
        place_id=[more.get("place") for *_, more in rows],
        place_label=[more.get("place") for *_, more in rows],
        precision=["postcode unit" if more.get("place") else None for *_, more in rows],
    )
    named = pd.DataFrame(
        [
            {"record_id": one, "entity_type": kind, "entity_id": key, "role": role, "label": key.title()}
            for one, (_, _, more) in zip(records["record_id"], rows, strict=True)
            for kind, key, role in more.get("things", ())
        ],
        columns=["record_id", "entity_type", "entity_id", "role", "label"],
    )
    found = list(profiles.values())
    first = {one.line_id: one.first_seen for one in found if one.first_seen}
    ground = Ground(pairs, named, names)
    return suggest(found, ground, verdicts=judged_lines(judged, first).verdicts, within_days=within_days)


NAMES = {"L1": "Harrier", "L2": "Kite"}
TWO_ADDRESSES = [
    ("L1", 0, {"things": [("address", "a1", "")]}),
    ("L1", 10, {"things": [("address", "a2", "")]}),
    ("L2", 49, {"things": [("address", "a1", ""), ("address", "a2", "")]}),
]


def points(one: Suggestion) -> dict[str, int]:
    return {reason.kind: reason.points for reason in one.reasons}


def test_back_after_nine_days_with_the_same_brand_and_two_addresses() -> None:
    (one,) = build({"L1": "Harrier", "L2": "New Harrier"}, TWO_ADDRESSES)
    assert (one.earlier, one.later, one.gap_days, one.end.how) == ("L1", "L2", 9, "closed Type 2")
    assert points(one) == {"addresses": 4, "brand": 3, "timing": 1}
    assert (one.score, one.strength, one.verdict) == (8, "strong", "")
    addresses = next(reason for reason in one.reasons if reason.kind == "addresses")
    assert set(addresses.record_ids) == {"R0", "R1", "R2"}
    assert "2 addresses named with both: A1, A2" in addresses.words


@pytest.mark.parametrize(
    ("things", "expected"),
    [
        ([("person", "p1", "suspect")], {"people": 2}),
        ([("person", "p1", "suspect"), ("person", "p2", "unknown"), ("person", "p3", "suspect")], {"people": 4}),
        ([("person", "p1", "exploited")], {"exploited": 1}),
        ([("vehicle", "v1", "")], {"vehicles": 2}),
        ([("phone", "t1", "")], {"number": 4}),
        ([("address", "a1", "")], {"addresses": 2}),
    ],
)
def test_each_shared_thing_has_its_points(things: list[tuple[str, str, str]], expected: dict[str, int]) -> None:
    (one,) = build(NAMES, [("L1", 0, {"things": things}), ("L2", 49, {"things": things})])
    assert points(one) == expected | {"timing": 1}
    assert all(reason.record_ids for reason in one.reasons if reason.kind != "timing")


def test_an_exploited_person_is_counted_and_the_words_say_safeguard() -> None:
    things = [("person", "child", "exploited")]
    (one,) = build(NAMES, [("L1", 0, {"things": things}), ("L2", 49, {"things": things})])
    assert one.exploited == 1
    assert "safeguard first" in one.reasons[0].words
    assert "Child" not in one.reasons[0].words, "nobody exploited is named in a reason"


def test_a_shared_handset_and_a_changed_name_are_read_from_texts() -> None:
    texts = [
        "Harrier is answered on a handset (IMEI ending 4821).",
        "Kite uses the handset with IMEI 35 209900 17614821.",
    ]
    found = build(NAMES, [("L1", 0, {"text": texts[0]}), ("L2", 49, {"text": texts[1]})])
    assert points(found[0]) == {"handset": 4, "timing": 1}
    said = build(NAMES, [("L1", 0, {}), ("L2", 49, {"text": "Kite, formerly Harrier, sells in Yeovil."})])
    assert points(said[0]) == {"said": 4, "timing": 1}


def test_adverts_of_five_words_or_more_are_compared_without_brand_and_number() -> None:
    rows = [("L1", 0, {"text": ADVERT.format("Harrier")}), ("L2", 49, {"text": ADVERT.format("Kite")})]
    assert points(build(NAMES, rows)[0]) == {"wording": 2, "timing": 1}
    short = [("L1", 0, {"text": "Reads “best all day”."}), ("L2", 49, {"text": "Reads “best all day”."})]
    assert build(NAMES, short) == ()


def test_wording_that_many_lines_use_says_nothing() -> None:
    names = {f"L{n}": name for n, name in enumerate(["Harrier", "Kite", "Merlin", "Osprey", "Plover"], start=1)}
    rows = [(line, 0 if line == "L1" else 49, {"text": ADVERT.format(name)}) for line, name in names.items()]
    assert build(names, rows) == ()


def test_what_only_one_record_of_both_lines_names_is_no_reason() -> None:
    both = {"id": "B1", "text": "An overview", "things": [("person", "p1", "suspect")]}
    assert build(NAMES, [("L1", 0, {}), ("L1", 49, both), ("L2", 49, both)]) == ()


def test_what_is_named_with_many_lines_is_no_reason() -> None:
    names = {f"L{n}": f"Line{chr(64 + n)}" for n in range(1, 9)}
    rows = [(line, 0 if line == "L1" else 49, {"things": [("vehicle", "v1", "")]}) for line in names]
    assert build(names, rows) == ()


def test_a_short_gap_alone_is_no_reason_and_a_long_gap_is_no_succession() -> None:
    assert build(NAMES, [("L1", 0, {}), ("L2", 49, {})]) == ()
    late = [("L1", 0, {"things": [("vehicle", "v1", "")]}), ("L2", 140, {"things": [("vehicle", "v1", "")]})]
    assert build(NAMES, late) == ()
    assert len(build(NAMES, late, within_days=100)) == 1


def test_rejecting_sticks_when_more_evidence_comes_in() -> None:
    rejected = judgements_of([{"a": "L1", "b": "L2", "verdict": "reject"}])
    more = [
        *TWO_ADDRESSES,
        ("L2", 55, {"things": [("vehicle", "v9", "")]}),
        ("L1", 12, {"things": [("vehicle", "v9", "")]}),
    ]
    for rows in (TWO_ADDRESSES, more):
        (one,) = build(NAMES, rows, judged=rejected)
        assert (one.verdict, one.judgement_id) == ("reject", "J1")


def test_back_on_a_new_number() -> None:
    rows = [
        ("L1", 0, {"things": [("address", "a1", ""), ("address", "a2", "")]}),
        ("L1", 49, {"things": [("address", "a1", ""), ("address", "a2", "")]}),
    ]
    old, new = "+447700900001", "+447700900002"
    numbers = [("L1", 0, old), ("L1", 49, new), ("L1", 52, new)]
    (one,) = build({"L1": "Harrier"}, rows, numbers=numbers)
    assert one.is_return
    assert (one.gap_days, one.verdict) == (9, "")
    assert points(one) == {"addresses": 4, "brand": 3, "timing": 1}
    assert build({"L1": "Harrier"}, rows, numbers=[("L1", 0, old), ("L1", 49, old), ("L1", 52, old)]) == ()
    rejected = judgements_of([{"a": "L1", "b": "L1", "verdict": "reject", "on": day(49)}])
    (again,) = build({"L1": "Harrier"}, rows, numbers=[*numbers, ("L1", 45, new)], judged=rejected)
    assert again.verdict == "reject", "an earlier record that turns up later does not bring it back"


def test_words_for_points() -> None:
    assert [strength(score) for score in (1, 3, 4, 5, 6, 20)] == ["weak", "weak", "fair", "fair", "strong", "strong"]
    assert all(each <= most for each, most in POINTS.values())


def test_order_of_rows_does_not_matter() -> None:
    one = build({"L1": "Harrier", "L2": "New Harrier"}, TWO_ADDRESSES)
    other = build({"L2": "New Harrier", "L1": "Harrier"}, TWO_ADDRESSES)
    assert one == other


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('He said "on it" and left', ()),
        ('Text: "the shop is open now till late tonight"', ("the shop is open now till late tonight",)),
        ("It's Smith's and Jones's car that was there again", ()),
        ("Reads ‘new number for the same old line everybody’.", ("new number for the same old line everybody",)),
    ],
)
def test_quoted_passages(text: str, found: tuple[str, ...]) -> None:
    assert adverts(text) == found


def test_likeness_ignores_brand_and_order() -> None:
    assert likeness("Harrier open all day best in town", "best in town Kite open all day", ["Harrier", "Kite"]) == 100
    assert likeness("open all day best in town", "parcel left at the back door", []) < 60
    assert not says_changed("Harrier formerly sold here", "Harrier", "Kite")


def test_methods_give_the_points_of_every_reason() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "methods.md").read_text(encoding="utf-8")
    table = text[text.index("## Suggested successors") : text.index("## Flows")]
    stated = sorted(row.rsplit("|", 2)[1].strip() for row in table.splitlines() if row.startswith("|"))
    single = [str(each) for each, most in POINTS.values() if each == most]
    # People, vehicles and addresses share a row.
    several = sorted({f"{each} each, at most {most}" for each, most in POINTS.values() if each != most})
    assert stated == sorted([*single, *several, "points", "---"])
