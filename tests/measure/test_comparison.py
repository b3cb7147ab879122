"""Operations stand side by side with the reason for every cell that does not compare."""

from __future__ import annotations

from functools import cache

import pandas as pd
import pytest

from linesmap import reference
from linesmap.ingest.cleaners.bounds import clean_bound
from linesmap.measure.comparison import Cell, Comparison, Scale, compare
from linesmap.measure.figures import Basis, Figure, Subject
from linesmap.measure.published_columns import length_days, published_columns
from linesmap.model.vocabulary import Bound
from linesmap.reference.measures import MEASURE_GROUPS, find_measure, measure_definitions

SCORPION = tuple(f"Operation Scorpion{number}" for number in ("", " 1", " 2", " 3"))
COLUMNS = ("programme", "lead", "forces", "period_start", "period_end", "strand", "measure", "value", "unit", "bound",
           "qualifier", "source", "record_id", "invented")  # fmt: skip


def figures(*rows: tuple[object, ...]) -> pd.DataFrame:
    """Make figures as `published_figures` gives them: programme, forces, start, end, measure, value, unit, and more."""
    made = [
        dict.fromkeys(COLUMNS)
        | dict(zip(("programme", "forces", "period_start", "period_end", "measure", "value", "unit", "bound",
                    "qualifier", "source"), row, strict=False))
        | {"invented": False, "record_id": f"r{number}"}
        for number, row in enumerate(rows)
    ]  # fmt: skip
    frame = pd.DataFrame(made, columns=COLUMNS)
    frame["bound"] = frame["bound"].fillna("exact")
    return frame.assign(source=frame["source"].fillna("a page"))


@cache
def shipped() -> dict[str, tuple[Subject, tuple[Figure, ...]]]:
    """Arrange the shipped figures by the name of their column."""
    frame = reference.published_results()
    frame = frame.rename(columns={"start": "period_start", "end": "period_end"})
    frame["bound"] = [
        None if pd.isna(value) else clean_bound(text).value
        for value, text in zip(frame["value"], frame["qualifier"], strict=True)
    ]
    frame = frame.assign(record_id=None, invented=False)
    return {subject.name: (subject, several) for subject, several in published_columns(frame).items()}


def chosen(*names: str, scale: Scale = Scale.TOTAL) -> Comparison:
    columns = dict(shipped().values())
    return compare(columns, [shipped()[name][0] for name in names], scale=scale)


def cells(comparison: Comparison, measure: str) -> tuple[Cell, ...]:
    return next(row.cells for row in comparison.rows if row.definition.key == measure)


def test_scorpion_reconciles_with_its_phases() -> None:
    found = {one.measure: one for one in chosen("Operation Scorpion").reconciliations}
    arrests, cash = found["arrests"], found["cash_gbp"]
    assert arrests.phases == SCORPION[1:]
    assert arrests.total is not None
    assert (arrests.total.value, arrests.total.bound) == (384, Bound.AT_LEAST)
    assert (arrests.published.value, arrests.consistent) == (388, True)
    assert cash.total is not None
    assert (cash.total.value, cash.published.value, cash.published.bound) == (362_853, 363_000, Bound.ABOUT)
    assert cash.consistent
    assert found["drug_disruptions"].total is None
    assert "Operation Scorpion 1 and Operation Scorpion 2" in str(found["drug_disruptions"].why_not)


def test_the_length_of_scorpion_is_that_of_its_phases() -> None:
    whole = shipped()["Operation Scorpion"][0]
    assert whole.days == 7 + 5 + 16
    assert len(whole.phases) == 3
    assert whole.population == 5_659_143


def test_what_does_not_mean_the_measure_is_shown_with_its_reason() -> None:
    comparison = chosen("Operation Scorpion 1", "Operation Hypernova", "Operation Warrior")
    disrupted, dismantled, nothing = cells(comparison, "lines_closed")
    assert (disrupted.value, disrupted.reasons) == (400, ("“disrupted”, not closed",))
    assert not disrupted.comparable
    assert dismantled.reasons == ("“dismantled”, type not stated",)
    assert not nothing.stated
    warrior = cells(comparison, "arrests")[2]
    assert (warrior.value, warrior.basis, warrior.reasons) == (17, Basis.PER_WEEK, ("average only; no total",))
    assert cells(comparison, "class_a_g")[2].reasons == ("Class A and B together", "average only; no total")
    assert cells(comparison, "cash_gbp")[1].reasons == ("not quantified", "with other assets")
    assert "No period is stated for Operation Hypernova and Operation Warrior" in comparison.differences[0]


def test_an_average_compares_per_day_and_a_total_without_a_period_does_not() -> None:
    scorpion, hypernova, warrior = cells(
        chosen("Operation Scorpion 1", "Operation Hypernova", "Operation Warrior", scale=Scale.PER_DAY), "arrests"
    )
    assert scorpion.value == pytest.approx(194 / 7)
    assert (hypernova.value, hypernova.reasons) == (44, ("period not stated",))
    assert warrior.value == pytest.approx(17 / 7)
    assert warrior.comparable


def test_rates_per_head_need_a_population() -> None:
    scorpion, hypernova = cells(
        chosen("Operation Scorpion 1", "Operation Hypernova", scale=Scale.PER_PEOPLE), "arrests"
    )
    assert scorpion.value == pytest.approx(194 / 56.59143)
    assert hypernova.reasons == ("no single area with a population",)
    assert hypernova.value == 44


def test_a_total_is_made_only_where_nothing_is_counted_twice() -> None:
    apart = next(row for row in chosen(*SCORPION[1:]).rows if row.definition.key == "arrests")
    assert apart.total is not None
    assert (apart.total.value, apart.total.bound) == (384, Bound.AT_LEAST)
    inside = next(row for row in chosen(*SCORPION[:2]).rows if row.definition.key == "arrests")
    assert inside.total is None
    assert inside.why_no_total == "Operation Scorpion contains Operation Scorpion 1."
    missing = next(row for row in chosen(*SCORPION[1:]).rows if row.definition.key == "safeguarded")
    assert missing.why_no_total == "Not stated for Operation Scorpion 1."


def test_sources_that_disagree_stand_side_by_side() -> None:
    published = cells(chosen("Operation Scorpion 12"), "arrests")[0]
    assert (published.value, published.note) == (106, "sources disagree")
    columns = published_columns(
        figures(
            ("Op A", "Dorset", "2024-01-01", "2024-01-07", "arrests", 5.0, "arrests", "exact", None, "one page"),
            ("Op A", "Dorset", "2024-01-01", "2024-01-07", "arrests", 7.0, "arrests", "exact", None, "another page"),
        )
    )
    row = compare(columns, list(columns)).rows[0]
    assert (row.cells[0].value, [one.value for one in row.cells[0].others]) == (5, [7])
    assert row.cells[0].note == "sources disagree"
    assert row.why_no_total == "Sources disagree about Op A."


def test_a_programme_that_repeats_itself_is_one_column_a_period() -> None:
    weeks = [subject for subject, _ in shipped().values() if subject.programme == "County Lines Intensification Week"]
    assert {(one.first, one.last) for one in weeks} >= {("2022-10-03", "2022-10-09"), ("2025-06-23", "2025-06-29")}
    assert len({one.name for one in weeks}) == len(weeks)


def test_a_return_by_force_is_added_where_every_force_has_a_figure() -> None:
    every = figures(
        ("Op A", "Dorset", "2024-01-01", "2024-01-07", "arrests", 5.0, "arrests", "exact"),
        ("Op A", "Wiltshire", "2024-01-01", "2024-01-07", "arrests", 7.0, "arrests", "more than"),
        ("Op A", "Dorset", "2024-01-01", "2024-01-07", "warrants", 3.0, "warrants", "exact"),
    )
    columns = published_columns(every)
    (subject,) = columns
    comparison = compare(columns, [subject])
    assert subject.population == reference.force("E23000039").population + reference.force("E23000038").population  # type: ignore[operator]
    assert (cells(comparison, "arrests")[0].value, cells(comparison, "arrests")[0].bound) == (12, Bound.AT_LEAST)
    assert cells(comparison, "warrants")[0].reasons == ("Dorset only",)


def test_unknown_words_stand_apart_and_units_are_turned_into_grams() -> None:
    columns = published_columns(
        figures(
            ("Op A", "Dorset", "2024-01-01", "2024-01-07", "snails removed", 5.0, "snails"),
            ("Op A", "Dorset", "2024-01-01", "2024-01-07", "Class A drugs seized", 2.5, "kg"),
        )
    )
    comparison = compare(columns, list(columns))
    assert cells(comparison, "class_a_g")[0].value == 2500
    other = next(row for row in comparison.rows if row.definition.group == "other")
    assert other.definition.label == "snails removed"
    assert other.cells[0].reasons == ("in the publisher's own words",)
    assert other.why_no_total == "Figures of this kind are not added."


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [("2022-03-07", "2022-03-13", 7), ("2024-02", "2024-02", 29), ("2022", "2022", 365), (None, "2022", None)],
)
def test_lengths_count_both_ends(first: str | None, last: str | None, days: int | None) -> None:
    assert length_days(first, last) == days


def test_every_word_of_the_tables_is_whole() -> None:
    definitions = measure_definitions()
    assert {one.group for one in definitions.values()} <= set(MEASURE_GROUPS)
    words = pd.read_csv("data/reference/measure_words.csv", keep_default_na=False)
    assert set(words["key"]) <= set(definitions)
    assert (words.loc[words["comparable"] == "no", "reason"] != "").all()
    assert (words.loc[words["comparable"] == "yes", "reason"] == "").all()
    assert not words.duplicated(["words", "unit", "qualifier"]).any()


def test_a_return_that_only_says_count_is_understood() -> None:
    arrests = find_measure("Arrests", "count")
    assert arrests is not None
    assert arrests.key == "arrests"
    assert find_measure("snails removed", "snails") is None
