"""Operations of a workspace, published and recorded, are found by name and counted with small numbers hidden."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from linesmap import comparisons
from linesmap.errors import InputError
from linesmap.measure.comparison import Scale
from linesmap.measure.figures import HIDDEN_TOO, UNDER_TEN, Basis, Figure, Origin, Subject
from linesmap.measure.operation_counts import weapon_kind
from linesmap.model.filters import Filters
from linesmap.model.vocabulary import Bound
from linesmap.operation_reports import operation_table
from linesmap.store import Tables


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "linesmap", *map(str, arguments)], capture_output=True, text=True, check=False
    )


def test_recorded_operations_carry_what_the_register_says(demo_tables: Tables) -> None:
    columns = comparisons.recorded_columns(demo_tables)
    whole = next(subject for subject in columns if subject.name == "Larkspur")
    assert (whole.days, len(whole.phases), whole.population) == (14 + 14 + 7, 3, 5_659_143)
    assert whole.invented
    arrests = {subject.name: next(one.value for one in figures if one.measure == "arrests")
               for subject, figures in columns.items() if subject.programme == "Larkspur"}  # fmt: skip
    assert arrests["Larkspur"] == sum(value or 0 for name, value in arrests.items() if name != "Larkspur")


def test_small_numbers_of_victims_are_hidden_and_cannot_be_worked_out(demo_tables: Tables) -> None:
    columns = comparisons.recorded_columns(demo_tables)
    victims = {"children_safeguarded", "adults_safeguarded", "referrals", "treatment_referrals"}
    for figures in columns.values():
        for one in figures:
            if one.measure in victims and one.value is not None:
                assert one.value >= comparisons.LEAST_PEOPLE
    for whole in (subject for subject in columns if len(subject.phases) > 1):
        by_key = {subject.key: columns[subject] for subject in columns}
        for measure in victims:
            parts = [one for key in whole.phases for one in by_key[key] if one.measure == measure]
            assert sum(one.value is None for one in parts) != 1, f"{whole.name}: {measure} can be worked out"


def test_a_lone_hidden_phase_hides_another() -> None:
    def phase(name: str, value: float | None) -> tuple[Subject, tuple[Figure, ...]]:
        subject = Subject(name, name, Origin.RECORDED, "A", None, (), (), None, None, None, None, None)
        figure = Figure("children_safeguarded", "", value, Bound.EXACT, "people", Basis.TOTAL, None, "")
        return subject, (figure if value is not None else replace(figure, suppressed=UNDER_TEN),)

    columns = [phase("1", 30.0), phase("2", None), phase("3", 12.0)]
    made = dict(comparisons._with_secondary(columns, {"A": ["1", "2", "3"]}))
    hidden = {subject.name: figures[0].suppressed for subject, figures in made.items()}
    assert hidden == {"1": None, "2": UNDER_TEN, "3": HIDDEN_TOO}


def test_names_are_found_without_operation_and_case(demo_tables: Tables) -> None:
    columns = comparisons.all_columns(demo_tables)
    (scorpion,) = comparisons.find_subjects(columns, ["scorpion"])
    assert scorpion.name == "Operation Scorpion"
    both = comparisons.find_subjects(columns, ["Larkspur"])
    assert {subject.origin for subject in both} == {Origin.RECORDED, Origin.PUBLISHED} or len(both) == 1
    (recorded,) = comparisons.find_subjects(columns, ["recorded:Operation Larkspur"])
    assert recorded.origin is Origin.RECORDED
    with pytest.raises(InputError, match=r"Close: .*Operation Scorpion"):
        comparisons.find_subjects(columns, ["Operation Scorpian"])


def test_rates_divide_by_what_the_register_says(demo_tables: Tables) -> None:
    totals = operation_table(demo_tables, Filters(), by="phase").set_index(["operation", "phase"])
    days = operation_table(demo_tables, Filters(), by="phase", scale=Scale.PER_DAY).set_index(["operation", "phase"])
    people = operation_table(demo_tables, Filters(), by="phase", scale=Scale.PER_PEOPLE)
    people = people.set_index(["operation", "phase"])
    first = ("Larkspur", "1")
    assert days.loc[first, "arrests"] == pytest.approx(totals.loc[first, "arrests"] / 14)
    assert people.loc[first, "arrests"] == pytest.approx(totals.loc[first, "arrests"] / 56.59143)
    rate = totals.loc[first, "people_charged"] / totals.loc[first, "arrests"]
    assert totals.loc[first, "charge_rate_low"] < rate < totals.loc[first, "charge_rate_high"]
    officers = operation_table(demo_tables, Filters(), by="phase", scale=Scale.PER_OFFICER_DAY)
    officers = officers.set_index(["operation", "phase"])
    assert totals.loc[first, "officer_days"] == 14 * 5 * 18
    assert officers.loc[first, "arrests"] == pytest.approx(totals.loc[first, "arrests"] / 1260)


def test_the_forces_of_an_operation_add_to_the_whole(demo_tables: Tables) -> None:
    whole = operation_table(demo_tables, Filters()).set_index("operation")
    forces = operation_table(demo_tables, Filters(), by_force=True).groupby("operation").sum(numeric_only=True)
    for measure in ("arrests", "closures_type_1", "class_a_g", "weapons_bladed", "children_safeguarded"):
        assert forces.loc["Larkspur", measure] == pytest.approx(whole.loc["Larkspur", measure])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("imitation firearm", "weapons_imitation"),
        ("BB gun", "weapons_imitation"),
        ("sawn-off shotgun", "weapons_firearm"),
        ("zombie knife", "weapons_bladed"),
        ("baseball bat", "weapons_other"),
    ],
)
def test_weapons_are_counted_by_kind(text: str, kind: str) -> None:
    assert weapon_kind(text) == kind


def test_compare_prints_what_is_not_comparable(demo_path: Path) -> None:
    done = run("measure", "compare", "Operation Scorpion", "Operation Hypernova", "-w", demo_path, "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert [one["name"] for one in document["operations"]] == ["Operation Scorpion", "Operation Hypernova"]
    sums = {one["measure"]: one for one in document["phases"]}
    assert (sums["arrests"]["sum"], sums["arrests"]["sum_bound"], sums["arrests"]["published"]) == (
        384,
        "at least",
        388,
    )
    assert sums["cash_gbp"]["sum"] == 362_853
    rows = {row["measure"]: row for row in document["measures"]}
    assert rows["lines_closed"]["cells"][1]["reasons"] == ["“dismantled”, type not stated"]
    assert "closures_type_1" not in rows
    assert any("No period is stated for Operation Hypernova" in sentence for sentence in document["not_comparable"])
    assert any("driven by police activity" in sentence for sentence in document["not_comparable"])


def test_compare_in_words_and_wrong_names(demo_path: Path) -> None:
    done = run("measure", "compare", "Operation Scorpion", "-w", demo_path)
    assert "phases add to ≥ 384; 388 was published (consistent)." in done.stdout
    wrong = run("measure", "compare", "Operation Scorpian", "-w", demo_path)
    assert wrong.returncode == 1
    assert "Close: Operation Scorpion" in wrong.stderr
    assert "Traceback" not in wrong.stderr
    assert run("measure", "compare", "Scorpion", "--scale", "per-week", "-w", demo_path).returncode == 2
