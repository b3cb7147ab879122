"""Lines across borders: each has one side, the share has Wilson's interval, the most tied force comes first."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linesmap.errors import InputError
from linesmap.measure.cross_border import (
    BoundaryShare,
    boundary_share,
    cross_border_of_operation,
    few_people,
    force_matrix,
)
from linesmap.network.footprint import wilson

NAMES = {"A": "Ambria", "B": "Borland", "X": "Xanth", "Y": "Yarrow"}
INSIDE = ("A", "B")
COLUMNS = ["line_id", "origin", "destination"]
PAIRS = pd.DataFrame(
    [
        ("L1", "X", "A"),
        ("L1", "X", "B"),
        ("L2", "A", "A"),
        ("L3", "A", "B"),
        ("L4", "Y", "A"),
        ("L5", "X", "Y"),
        ("L6", "", "A"),
        ("L7", "X", "B"),
        ("L8", "A", ""),
        ("L8", "A", "Y"),
    ],
    columns=COLUMNS,
)
SHARED = pd.DataFrame(
    [("X", "person", f"P{n}", n < 3) for n in range(5)]
    + [("X", "phone", "T1", False), ("X", "phone", "T1", False), ("Y", "vehicle", "V1", False)]
    + [("A", "phone", "T9", False), ("X", "operation", "O1", False)],
    columns=["force", "entity_type", "entity_id", "safeguarding"],
)
NOTHING = SHARED.iloc[:0]
ends = st.sampled_from(["", "A", "B", "X", "Y"])


def measured(pairs: pd.DataFrame = PAIRS, shared: pd.DataFrame = SHARED) -> BoundaryShare:
    return cross_border_of_operation("Larkspur", pairs, INSIDE, shared, NAMES)


def test_every_line_lies_on_one_side() -> None:
    found = measured()
    assert found.crossing == ("L1", "L4", "L7", "L8")
    assert (found.inside, found.outside, found.not_known) == (("L2", "L3"), ("L5",), ("L6",))
    assert found.share == pytest.approx(4 / 7)


@given(st.lists(st.tuples(st.sampled_from(["L1", "L2", "L3", "L4"]), ends, ends), max_size=12))
def test_sides_add_to_the_lines(rows: list[tuple[str, str, str]]) -> None:
    found = measured(pd.DataFrame(rows, columns=COLUMNS), NOTHING)
    sides = [*found.crossing, *found.inside, *found.outside, *found.not_known]
    assert sorted(sides) == sorted({line for line, *_ in rows})
    for line in found.crossing:
        touched = {end for one, *both in rows for end in both if one == line and end}
        assert touched & set(INSIDE)
        assert touched - set(INSIDE)
    matrix = force_matrix(pd.DataFrame(rows, columns=COLUMNS))
    assert {line for ids in matrix.cells.values() for line in ids} == set(sides)
    assert all(matrix.lines(code, code) for code in matrix.forces if code and (code, code) in matrix.cells)


@given(st.integers(1, 400), st.data())
def test_the_interval_is_wilsons(known: int, data: st.DataObject) -> None:
    crossing = data.draw(st.integers(0, known))
    share, interval = boundary_share(crossing, known)
    assert interval is not None
    assert share == crossing / known
    # The footprint of a line rounds its 1.96.
    assert (interval.lower, interval.upper) == pytest.approx(wilson(crossing, known), abs=1e-4)


def test_a_share_of_nothing_is_nothing() -> None:
    assert boundary_share(0, 0) == (None, None)
    with pytest.raises(InputError, match=r"0\.95"):
        boundary_share(1, 2, 95)


def test_the_force_with_most_lines_comes_first_and_things_break_ties() -> None:
    found = measured()
    assert [one.name for one in found.outside_forces] == ["Xanth", "Yarrow"]
    assert found.invite is not None
    assert found.invite.line_ids == ("L1", "L7")
    assert found.invite.shared == {"person": 5, "phone": 1}
    tied = pd.DataFrame([("Y", "phone", f"T{n}", False) for n in range(9)], columns=SHARED.columns)
    even = measured(PAIRS[PAIRS["line_id"].isin(["L1", "L4"])], tied)
    assert [one.name for one in even.outside_forces] == ["Yarrow", "Xanth"]


def test_exploited_people_under_ten_are_not_told() -> None:
    found = measured()
    assert found.outside_forces[0].exploited == "under 10"
    assert "3" not in json.dumps(found.as_dict()["outside_forces"])
    assert [few_people(n) for n in (0, 1, 9, 10)] == ["0", "under 10", "under 10", "10"]


def test_the_sentence_says_share_interval_force_and_limits() -> None:
    low, high = (f"{end:.0%}" for end in wilson(4, 7))
    assert measured().sentence() == (
        "Of 7 lines that records of Larkspur name and whose ends are known, "
        f"4 (57%, 95% interval {low} to {high}) cross the boundary of the 2 forces taking part. "
        "An end of 1 more line is not known. Outside, Xanth is most tied: 2 lines run from or to it, and its records "
        "name 5 people and 1 phone of this operation too. "
        "Lines are those that records name, so they follow where police look."
    )


def test_what_is_missing_is_said() -> None:
    assert (
        measured(PAIRS.iloc[:0], NOTHING)
        .sentence()
        .startswith("Records of Larkspur name no line. Nothing ties it to a force outside.")
    )
    without = cross_border_of_operation("Larkspur", PAIRS, (), SHARED, NAMES)
    assert without.sentence().startswith("Which forces took part in Larkspur is not known, so it has no boundary.")
    assert without.outside_forces == ()
    assert measured(PAIRS[PAIRS["line_id"] == "L6"], NOTHING).share is None


def test_internal_lines_stand_on_the_diagonal() -> None:
    matrix = force_matrix(PAIRS)
    assert matrix.forces == ("A", "B", "X", "Y", "")
    assert matrix.lines("A", "A") == ("L2",)
    assert matrix.lines("X", "B") == ("L1", "L7")
    assert matrix.lines("B", "B") == ()
    assert (matrix.internal, matrix.not_known) == (("L2",), ("L6", "L8"))
    assert matrix.share == pytest.approx(5 / 6)
    assert "5 (83%" in matrix.sentence()
    assert "1 stays inside one force" in matrix.sentence()
    assert json.loads(json.dumps(matrix.as_dict()))["cells"][0] == {
        "origin": "", "destination": "A", "lines": ["L6"],
    }  # fmt: skip
    assert force_matrix(PAIRS.iloc[:0]).sentence().startswith("Of no line are both ends known")
