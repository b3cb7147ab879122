"""The attack finds what a reader can find: no more, no less."""

from __future__ import annotations

import ast
import inspect
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from disclose.tables import possible, random_counts, table_of, tidy

from linesmap.disclose import (
    ALL,
    Cell,
    LinkedTables,
    Published,
    PublishedTable,
    Rules,
    Sum,
    Word,
    attack,
)
from linesmap.disclose.cubes import make_cube
from linesmap.disclose.published import publish
from linesmap.disclose.tables import CellId
from linesmap.errors import InputError

INF = float("inf")


def found(published: Published, *, words: bool = True) -> dict[CellId, tuple[float, float]]:
    return {seen.cell_id: (seen.low, seen.high) for seen in attack(published, words=words)}


def row(counts: tuple[int, ...], words: dict[str, Word]) -> Published:
    """Publish a row of cells a, b, c with its total."""
    names = [(letter,) for letter in "abcdef"[: len(counts)]]
    cells = (*(Cell(name, count) for name, count in zip(names, counts, strict=True)), Cell((ALL,), sum(counts)))
    return publish(
        LinkedTables(cells, (Sum((ALL,), tuple(names)),)), {(name,): word for name, word in words.items()}, Rules()
    )


def test_a_total_less_rounded_cells_gives_a_lone_cell_away() -> None:
    # Shown 50 is 48 to 52, the total 55 is 53 to 57: the rest is 1 to 9, known to be small without any word.
    assert found(row((50, 4), {"b": Word.NOT_SHOWN})) == {("b",): (1, 9)}
    # 60 is 58 to 62: 6 to 14, and with the word 6 to 9.
    assert found(row((50, 9), {"b": Word.UNDER}), words=False) == {("b",): (6, 14)}
    assert found(row((50, 9), {"b": Word.UNDER})) == {("b",): (6, 9)}


def test_a_shown_10_is_no_8() -> None:
    # As counts under 10 are not shown, 10 stands for 10 to 12; the total of 20 is 18 to 22.
    assert found(row((10, 12), {"a": Word.NOT_SHOWN})) == {("a",): (6, 12)}


def test_words_of_two_cells_and_their_total_tell_together() -> None:
    words = dict.fromkeys(("a", "b", ALL), Word.UNDER)
    assert found(row((4, 5), words)) == {("a",): (1, 8), ("b",): (1, 8), (ALL,): (2, 9)}
    nine = row((1, 1, 1, 1, 1, 1), dict.fromkeys((*"abcdef", ALL), Word.UNDER))
    assert found(nine)["a",] == (1, 4)


def test_nothing_bounds_a_cell_whose_total_is_hidden() -> None:
    words = {"a": Word.NOT_SHOWN, ALL: Word.NOT_SHOWN}
    assert found(row((4, 50), words)) == {("a",): (1, INF), (ALL,): (49, INF)}


def test_what_no_table_holds_is_found_too() -> None:
    cells = (Cell(("all",), 24), Cell(("phase 1",), 20), Cell(("rest",), 4, published=False))
    published = publish(LinkedTables(cells, (Sum(("all",), (("phase 1",), ("rest",))),)), {}, Rules())
    assert found(published) == {("rest",): (1, 9)}


def test_amounts_are_known_to_half_the_rounding() -> None:
    cells = (
        Cell(("a",), 1_030.0, contributors=12, largest=90.0),
        Cell(("b",), 480.0, contributors=2, largest=400.0),
        Cell((ALL,), 1_510.0, contributors=14, largest=400.0),
    )
    tables = LinkedTables(cells, (Sum((ALL,), (("a",), ("b",))),), amounts=True)
    ((low, high),) = found(publish(tables, {("b",): Word.NOT_SHOWN}, Rules())).values()
    assert (low, high) == pytest.approx((400, 600))


def test_numbers_that_contradict_each_other_are_an_error() -> None:
    published = row((50, 40, 9), {"c": Word.UNDER})
    cells = tuple(replace(cell, shown=500.0) if cell.cell_id == (ALL,) else cell for cell in published.cells)
    with pytest.raises(InputError, match="all be true together"):
        attack(replace(published, cells=cells))


def compare_with_every_possibility(published: Published, leaves: list[CellId], most: int, *, words: bool) -> None:
    every = possible(published, leaves, most, words=words)
    for seen in attack(published, words=words):
        values = every[seen.cell_id]
        assert seen.exact
        assert seen.low == values.min()
        # The bound of the trial cuts off what has no end.
        assert seen.high == values.max() or (seen.high > most and values.max() >= most)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("words", [False, True])
def test_ranges_are_those_of_trying_every_number(seed: int, words: bool) -> None:
    source = np.random.default_rng(seed)
    table = PublishedTable(("r", "s"), ("c", "d"), tuple(map(tuple, source.integers(0, 16, (2, 2)).tolist())))
    tables = table.linked()
    hidden = {
        cell.cell_id: Word.UNDER if cell.value < 10 else Word.NOT_SHOWN
        for cell in tables.cells
        if cell.value and (cell.value < 10 or source.random() < 0.3)
    }
    leaves = [(row_name, column) for row_name in table.rows for column in table.columns]
    compare_with_every_possibility(publish(tables, hidden, Rules()), leaves, 26, words=words)


@pytest.mark.parametrize("seed", range(3))
def test_ranges_of_tables_in_three_ways(seed: int) -> None:
    """Small numbers in 2 x 2 x 2 cells, all totals of pairs shown: whole numbers, not fractions, bound the ranges."""
    source = np.random.default_rng(100 + seed)
    counts = source.integers(1, 7, (2, 2, 2)) * (source.random((2, 2, 2)) < 0.7)
    frame = tidy(counts, ("x", "y", "z"))
    cube = make_cube(frame, ["x", "y", "z"])
    totals = cube.totals(frame, "n")
    tables = LinkedTables(
        tuple(Cell(cell_id, float(value)) for cell_id, value in zip(cube.ids, totals, strict=True)), cube.sums
    )
    leaves = [cell_id for cell_id in cube.ids if ALL not in cell_id]
    # Leaves and two-way totals under 10 are hidden, what is larger is shown.
    hidden = {cell.cell_id: Word.UNDER for cell in tables.cells if 0 < cell.value < 10}
    compare_with_every_possibility(publish(tables, hidden, Rules()), leaves, 9, words=True)


def test_fractions_are_not_taken_for_numbers() -> None:
    """Three counts of which every two come to an odd total: the linear optimum is a half."""
    names = [("a",), ("b",), ("c",)]
    cells = [Cell(name, 1) for name in names]
    cells += [Cell((pair,), 2) for pair in ("ab", "bc", "ac")]
    cells.append(Cell(("abc",), 3))
    sums = [Sum((pair,), tuple((letter,) for letter in pair)) for pair in ("ab", "bc", "ac", "abc")]
    words = {cell.cell_id: Word.UNDER for cell in cells}
    published = publish(LinkedTables(tuple(cells), tuple(sums)), words, Rules(threshold=5))
    # Pairs at most 4, so all three at most 6 by halves; the word keeps them at 4, and each from 1 to 2.
    assert found(published) == {
        **dict.fromkeys(names, (1, 2)),
        **{(pair,): (2, 3) for pair in ("ab", "bc", "ac")},
        ("abc",): (3, 4),
    }


def test_hiding_only_what_is_small_leaks_and_the_attack_says_so() -> None:
    leaks = 0
    for seed in range(40):
        tables = table_of(random_counts(seed, (4, 4))).linked()
        small = {cell.cell_id: Word.UNDER for cell in tables.cells if 0 < cell.value < 10}
        leaks += any(seen.width < 10 for seen in attack(publish(tables, small, Rules()), words=False))
    assert leaks > 20


def test_the_attack_uses_no_code_that_hides() -> None:
    path = Path(inspect.getsourcefile(attack) or "")
    used = {
        node.module
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
    }
    own = {name for name in used if name and name.startswith("linesmap.disclose")}
    solver = "linesmap.disclose.programs"  # solves linear programs and knows of no table
    assert own == {"linesmap.disclose.published", "linesmap.disclose.rules", "linesmap.disclose.tables", solver}
