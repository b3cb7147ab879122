"""Footprints: what the register states, what records allow, and how sure it is."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linesmap.model.vocabulary import LineKind
from linesmap.network.footprint import Footprint, footprint_of, wilson
from tests.network.line_frames import day, profiles_of, records_of, register_of

SOMERSET, DORSET, LONDON, WILTSHIRE = "E23000036", "E23000039", "E23000001", "E23000038"
YEOVIL, POOLE, WESTMINSTER = "E06000066", "E06000058", "E09000033"


def footprint(*records: tuple[str, str, int], precision: str = "place", **stated: object) -> Footprint:
    """Describe (district, force, how many records)."""
    rows = [(lad, force) for lad, force, many in records for _ in range(many)]
    frame = pd.DataFrame(
        [{"record_id": f"R{n:03d}", "lad_code": lad, "pfa_code": force, "precision": precision}
         for n, (lad, force) in enumerate(rows)],
        columns=["record_id", "lad_code", "pfa_code", "precision"],
    )  # fmt: skip
    given_: dict[str, object] = {"stated_districts": [], "stated_origin": None, "kind": LineKind.UNKNOWN,
                                 "kind_basis": "unknown", "neighbours": {SOMERSET: (DORSET, WILTSHIRE)}}  # fmt: skip
    return footprint_of(frame, **(given_ | stated))  # type: ignore[arg-type]


def test_wilson_is_that_of_the_textbook() -> None:
    # Newcombe 1998, Statistics in Medicine 17: 857, table I: 81 of 263 gives 0.2553 to 0.3662; 0 of 20 to 0.1611.
    assert [round(end, 4) for end in wilson(81, 263)] == [0.2553, 0.3662]
    assert [round(end, 4) for end in wilson(0, 20)] == [0.0, 0.1611]
    assert wilson(0, 0) == (0.0, 1.0)


@given(st.integers(0, 60), st.integers(1, 60))
def test_wilson_holds_the_share(successes: int, trials: int) -> None:
    successes = min(successes, trials)
    low, high = wilson(successes, trials)
    assert 0 <= low <= successes / trials + 1e-12
    assert successes / trials - 1e-12 <= high <= 1


def test_confidence_follows_register_and_counts() -> None:
    found = footprint((YEOVIL, SOMERSET, 8), (POOLE, DORSET, 2), stated_districts=[WESTMINSTER])
    assert [(one.code, one.confidence, one.n_records, one.n_located) for one in found.districts] == [
        (WESTMINSTER, "stated", 0, 10),
        (YEOVIL, "likely", 8, 10),
        (POOLE, "possible", 2, 10),
    ]
    assert found.districts[1].share == pytest.approx(0.8)
    assert (round(found.districts[1].low, 3), round(found.districts[1].high, 3)) == (0.490, 0.943)


def test_places_no_better_than_a_force_area_count_for_no_district() -> None:
    found = footprint((YEOVIL, SOMERSET, 5), precision="force area")
    assert (found.districts, found.n_located, found.n_coarse) == ((), 0, 5)


@pytest.mark.parametrize(
    ("elsewhere", "origin"),
    [
        ((WESTMINSTER, LONDON, 3), LONDON),
        ((WESTMINSTER, LONDON, 2), None),  # two records are too few
        ((POOLE, DORSET, 4), None),  # beside the busiest force, and no exporting one
    ],
)
def test_an_origin_is_inferred_with_caution_only(elsewhere: tuple[str, str, int], origin: str | None) -> None:
    found = footprint((YEOVIL, SOMERSET, 9), elsewhere)
    assert (found.origin.code if found.origin else None) == origin
    if found.origin:
        assert (found.origin.confidence, found.origin.stated) == ("possible", False)
        assert (found.kind, found.kind_basis) == (LineKind.EXTERNAL, "inferred")
    else:
        assert (found.kind, found.kind_basis) == (LineKind.UNKNOWN, "unknown")


def test_what_the_register_states_is_never_overruled() -> None:
    found = footprint(
        (YEOVIL, SOMERSET, 9),
        (WESTMINSTER, LONDON, 5),
        stated_origin=SOMERSET,
        kind=LineKind.INTERNAL,
        kind_basis="stated",
    )
    assert (found.kind, found.kind_basis) == (LineKind.INTERNAL, "stated")
    assert found.origin is not None
    assert (found.origin.code, found.origin.confidence) == (SOMERSET, "stated")


def test_numbers_have_their_days_and_say_where_they_are_from() -> None:
    numbers = pd.DataFrame(
        [("L1", "R1", "+447700900001", 0), ("L1", "R2", "+447700900001", 9), ("L1", "R3", "+447700900002", 5),
         ("L1", "R4", "+447700900003", 6), ("L2", "R4", "+447700900003", 6)],
        columns=["line_id", "record_id", "number", "n"],
    )  # fmt: skip
    numbers["occurred_from"] = [pd.Timestamp(day(n)) for n in numbers["n"]]
    register = register_of([{"line_id": "L1", "phone": "+447700900001;+447700900009"}])
    records = records_of([("L1", 0, "intelligence")])
    found = profiles_of({"L1": "Harrier", "L2": "Kite"}, register=register, records=records, numbers=numbers)["L1"]
    assert [(use.number[-4:], use.stated, use.first_seen, use.last_seen) for use in found.numbers] == [
        ("0001", True, day(0), day(9)),
        ("0002", False, day(5), day(5)),
        ("0009", True, None, None),
    ], "a record of two lines says of neither whose number it is"
