"""What leaves cannot be turned back into what was hidden."""

from __future__ import annotations

import json
import time
from dataclasses import replace

import numpy as np
import pytest
from disclose.tables import check, random_counts, table_of, tidy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from linesmap.disclose import (
    ALL,
    Cell,
    LinkedTables,
    PublishedTable,
    Reason,
    Rules,
    Sum,
    Word,
    attack,
    join_tables,
    protect,
)
from linesmap.disclose.cubes import make_cube
from linesmap.disclose.needs import Problem, make_problem
from linesmap.disclose.primary import primary_reasons
from linesmap.disclose.protect import Protected
from linesmap.disclose.secondary import hide_more
from linesmap.disclose.secondary_exact import cheapest
from linesmap.errors import InputError


def cube_tables(counts: np.ndarray, names: tuple[str, ...], by: list[str | list[str]] | None = None) -> LinkedTables:
    frame = tidy(counts, names)
    cube = make_cube(frame, by or list(names))
    return LinkedTables(
        tuple(Cell(i, float(value)) for i, value in zip(cube.ids, cube.totals(frame, "n"), strict=True)), cube.sums
    )


def grid(made: Protected, table: PublishedTable) -> list[list[str]]:
    return [[made.text((row, column)) for column in (*table.columns, ALL)] for row in (*table.rows, ALL)]


def test_worked_example() -> None:
    """The table of docs/disclosure.md."""
    counts = ((25, 3, 40), (31, 22, 18), (60, 45, 37))
    table = PublishedTable(("Dorset", "Gwent", "Kent"), ("arrests", "charges", "referrals"), counts)
    made = protect(table)
    assert grid(made, table) == [
        ["25", "under 10", "not shown", "70"],
        ["30", "not shown", "not shown", "70"],
        ["60", "45", "35", "140"],
        ["115", "70", "95", "280"],
    ]
    assert made.report.counts == {Reason.SMALL_NUMBER: 1, Reason.SECONDARY: 3}
    assert made.report.sentence() == (
        "Of 16 numbers 12 are shown, each rounded on its own; not shown are 1 for being under 10, 3 so that the others "
        "cannot be worked out. An attack with everything published recovers none of them: each could lie in a range of "
        "27 or more."
    )
    check(made, table.linked())


def test_nothing_small_means_nothing_hidden_and_zero_is_a_count() -> None:
    table = PublishedTable(("r", "s"), ("c", "d"), ((0, 40), (33, 0)))
    made = protect(table)
    assert grid(made, table) == [["0", "40", "40"], ["35", "0", "35"], ["35", "40", "75"]]
    assert made.report.passed
    assert "All 9 numbers are shown" in made.report.sentence()


def test_one_number_in_the_whole_table() -> None:
    table = PublishedTable(("r", "s"), ("c", "d"), ((3, 0), (0, 0)))
    made = protect(table)
    assert grid(made, table) == [["under 10", "0", "under 10"], ["0", "0", "0"], ["under 10", "0", "under 10"]]
    assert made.report.n_withheld == 1
    assert "withheld as a whole" in made.report.sentence()
    check(made, table.linked())


def test_words_are_weaker_where_together_they_would_tell() -> None:
    """Nine cells of 1 with a total under 10 would each be known: the totals say less."""
    table = PublishedTable(("r",), tuple("abcdefghi"), ((1,) * 9,))
    made = protect(table)
    assert made.text(("r", ALL)) == made.text((ALL, ALL)) == "not shown"
    check(made, table.linked())


@pytest.mark.parametrize("seed", range(120))
def test_random_tables(seed: int) -> None:
    source = np.random.default_rng(seed)
    table = table_of(random_counts(seed, tuple(source.integers(2, 6 if seed % 4 == 0 else 5, 2))))
    check(protect(table), table.linked())


@pytest.mark.parametrize("seed", range(50))
def test_random_linked_tables(seed: int) -> None:
    """Force by measure by phase, with every sum over phases and forces."""
    source = np.random.default_rng(seed)
    tables = cube_tables(random_counts(seed, tuple(source.integers(2, 4, 3))), ("force", "measure", "phase"))
    check(protect(tables), tables)


@pytest.mark.parametrize("seed", range(30))
def test_random_hierarchies(seed: int) -> None:
    """Districts in forces by months in quarters, all levels published."""
    frame = tidy(random_counts(seed, (6, 4)), ("district", "month"))
    frame["force"] = frame["district"].map(lambda name: f"f{int(name[-1]) // 2}")
    frame["quarter"] = frame["month"].map(lambda name: f"q{int(name[-1]) // 2}")
    cube = make_cube(frame, [("force", "district"), ("quarter", "month")])
    cells = [Cell(i, float(value)) for i, value in zip(cube.ids, cube.totals(frame, "n"), strict=True)]
    tables = LinkedTables(tuple(cells), cube.sums)
    check(protect(tables), tables)


@pytest.mark.parametrize("seed", range(4))
def test_other_rules(seed: int) -> None:
    table = table_of(random_counts(seed, (4, 5)))
    for rules in (Rules(threshold=5), Rules(threshold=20, round_to=10), Rules(trust_rounding=True)):
        check(protect(table, rules), table.linked(), rules.threshold)


def test_a_filter_taken_from_the_whole_does_not_leak() -> None:
    """Arrests of an operation with and without phase 1: the 4 that are left stand nowhere but are protected."""
    cells = (Cell(("all",), 24), Cell(("phase 1",), 20), Cell(("rest",), 4, published=False))
    tables = LinkedTables(cells, (Sum(("all",), (("phase 1",), ("rest",))),))
    made = protect(tables)
    assert "not shown" in {made.text(("all",)), made.text(("phase 1",))}
    check(made, tables)


def test_a_cell_shown_in_one_table_is_not_given_away_by_another() -> None:
    """Two tables over the same forces: hidden in one by months, and not to be had from the one by measures."""
    one = PublishedTable(("Dorset", "Gwent"), ("Jan", "Feb"), ((3, 20), (30, 40))).linked()
    parts = {"Dorset": (13, 10), "Gwent": (30, 40)}
    cells, sums = [], []
    for force, (men, women) in parts.items():
        cells += [Cell((force, "men"), men), Cell((force, "women"), women), Cell((force, ALL), men + women)]
        sums.append(Sum((force, ALL), ((force, "men"), (force, "women"))))
    both = join_tables([one, LinkedTables(tuple(cells), tuple(sums))])
    made = protect(both)
    check(made, both)
    assert not made.shown(("Dorset", "Jan"))


def test_tables_that_differ_about_a_cell_are_refused() -> None:
    with pytest.raises(InputError, match="two"):
        join_tables([LinkedTables((Cell(("a",), 1),)), LinkedTables((Cell(("a",), 2),))])
    with pytest.raises(InputError, match="do not add up"):
        LinkedTables((Cell(("a",), 1), Cell(("t",), 2)), (Sum(("t",), (("a",),)),))
    with pytest.raises(InputError, match="whole number"):
        LinkedTables((Cell(("a",), -1),))


def money(values: tuple[float, ...], contributors: tuple[int, ...], largest: tuple[float, ...]) -> LinkedTables:
    names = [(letter,) for letter in "abcdef"[: len(values)]]
    cells = [
        Cell(name, value, contributors=n, largest=top)
        for name, value, n, top in zip(names, values, contributors, largest, strict=True)
    ]
    total = Cell((ALL,), sum(values), contributors=sum(contributors), largest=max(largest))
    return LinkedTables((*cells, total), (Sum((ALL,), tuple(names)),), amounts=True)


def test_dominance_and_few_contributors() -> None:
    tables = money((50_000.0, 60_000.0, 80_000.0, 90_000.0), (9, 40, 30, 50), (6_000.0, 31_000.0, 20_000.0, 9_000.0))
    assert primary_reasons(tables, Rules()) == {
        ("a",): Reason.FEW_CONTRIBUTORS,
        ("b",): Reason.DOMINANCE,
    }
    made = protect(tables)
    assert made.text(("a",)) == made.text(("b",)) == "not shown"
    assert made.text((ALL,)) == "280,000"
    seen = {each.cell_id: each for each in attack(made.published)}
    assert seen["a",].low <= 37_500
    assert seen["a",].high >= 62_500
    assert made.report.passed


def test_a_lone_amount_takes_another_with_it() -> None:
    tables = money((50_000.0, 60_000.0, 80_000.0), (9, 40, 30), (6_000.0, 3_000.0, 2_000.0))
    made = protect(tables)
    assert made.report.counts == {Reason.FEW_CONTRIBUTORS: 1, Reason.SECONDARY: 1}
    ((low, high),) = [(each.low, each.high) for each in attack(made.published) if each.cell_id == ("a",)]
    assert low < 40_000
    assert high > 60_000


def test_exactly_half_is_no_dominance_and_an_empty_amount_is_shown() -> None:
    tables = money((60_000.0, 0.0), (40, 0), (30_000.0, 0.0))
    assert not primary_reasons(tables, Rules())
    assert protect(tables).text(("b",)) == "0"


def test_amounts_need_their_contributors() -> None:
    with pytest.raises(InputError, match="contributors"):
        LinkedTables((Cell(("a",), 5.0),), amounts=True)


def test_search_is_never_dearer_than_the_fast_way() -> None:
    rules, n_found = Rules(), 0
    for seed in range(8):
        tables = table_of(random_counts(seed, (4, 4))).linked()
        problem = make_problem(tables, primary_reasons(tables, rules), rules)
        fast, searched = hide_more(problem, problem.sensitive), cheapest(problem)
        if searched is not None:
            n_found += 1
            assert problem.cost[searched].sum() <= problem.cost[fast].sum() + 1e-9
            assert (searched >= problem.sensitive).all()
            assert cheapest(problem, below=float(problem.cost[searched & ~problem.sensitive].sum())) is None
    assert n_found >= 2


def test_search_loses_least_of_all_choices() -> None:
    """Every set of further cells of a small table is tried; none that protects is cheaper than what was found."""
    tables, rules = PublishedTable(("r", "s"), ("c", "d", "e"), ((4, 30, 21), (25, 14, 60))).linked(), Rules()
    problem = make_problem(tables, primary_reasons(tables, rules), rules)
    searched = cheapest(problem)
    assert searched is not None
    open_cells, best = np.flatnonzero(~problem.sensitive), np.inf
    for choice in range(2 ** len(open_cells)):
        hidden = problem.sensitive.copy()
        hidden[open_cells[[bool(choice >> i & 1) for i in range(len(open_cells))]]] = True
        if problem.cost[hidden].sum() < best and enough_freedom(problem, hidden):
            best = problem.cost[hidden].sum()
    assert problem.cost[searched].sum() == pytest.approx(best)


def enough_freedom(problem: Problem, hidden: np.ndarray) -> bool:
    bounds = np.column_stack(problem.bounds(hidden))
    for cell in np.flatnonzero(problem.sensitive):
        for sign, needed in ((1, problem.low_needed[cell]), (-1, problem.high_needed[cell])):
            cost = np.zeros(len(hidden))
            cost[cell] = sign
            found = linprog(cost, A_eq=problem.ties, b_eq=np.zeros(problem.ties.shape[0]), bounds=bounds)
            if found.fun > sign * needed + 1e-6:
                return False
    return True


small_tables = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
    lambda shape: st.lists(
        st.lists(st.one_of(st.integers(0, 12), st.integers(0, 80)), min_size=shape[1], max_size=shape[1]),
        min_size=shape[0],
        max_size=shape[0],
    )
)


@settings(max_examples=12, deadline=None, derandomize=True)
@given(small_tables, st.randoms(use_true_random=False))
def test_properties(counts: list[list[int]], mixer: object) -> None:
    """Nothing small is shown, nothing is recovered; order makes no difference, and twice gives the same."""
    table = table_of(np.array(counts))
    tables = table.linked()
    made = protect(table)
    check(made, tables)
    cells, sums = list(tables.cells), list(tables.sums)
    mixer.shuffle(cells)  # type: ignore[attr-defined]
    mixer.shuffle(sums)  # type: ignore[attr-defined]
    again = protect(LinkedTables(tuple(cells), tuple(sums)))
    assert again.published == made.published
    assert again.report == made.report


def test_rates_are_made_of_shown_numbers_only() -> None:
    table = PublishedTable(("r", "s"), ("charges", "other"), ((12, 41), (3, 60)))
    published = protect(table).published
    assert published.rate(("r", "charges"), ("r", ALL)) is None or published.shown(("r", "charges"))
    assert published.rate(("s", "charges"), ("s", ALL)) is None
    all_shown = protect(PublishedTable(("r",), ("charges", "other"), ((12, 41),))).published
    assert all_shown.rate(("r", "charges"), ("r", ALL)) == pytest.approx(100 * 10 / 55)


def test_report_as_json_and_frame() -> None:
    made = protect(table_of(random_counts(3, (4, 4))))
    said = json.loads(json.dumps(made.report.as_dict(), allow_nan=False))
    assert said["passed"] is True
    assert said["cells"] == 25
    assert said["shown"] + sum(said["hidden"].values()) == 25
    frame = made.report.frame()
    assert len(frame) == len(made.report.hidden)
    assert frame["wide_enough"].all()
    assert "value" not in frame.columns, "no true number is in the report"


def test_an_attack_that_succeeds_is_said() -> None:
    report = protect(table_of(random_counts(3, (4, 4)))).report
    failed = replace(report, hidden=(replace(report.hidden[0], wide_enough=False), *report.hidden[1:]))
    assert not failed.passed
    assert failed.sentence().endswith("comes too close to 1 of them: do not publish.")


def test_speed_of_a_table_of_forces() -> None:
    table = table_of(np.random.default_rng(1).negative_binomial(1, 0.05, (50, 12)))
    start = time.process_time()
    made = protect(table)
    assert time.process_time() - start < 2
    check(made, table.linked())


def test_speed_of_a_table_of_districts() -> None:
    table = table_of(np.random.default_rng(1).negative_binomial(1, 0.02, (300, 12)))
    start = time.process_time()
    made = protect(table)
    assert time.process_time() - start < 10
    assert made.report.passed
    assert sum(cell.word is Word.SHOWN for cell in made.published.cells) > 3_000
