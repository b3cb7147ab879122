"""Questions about the effect of an operation, against invented counts whose truth is known."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from linesmap.effects import EffectQuestion, answer
from linesmap.errors import InputError, MetricUndefinedError
from linesmap.ingest.synthetic import write_outcomes
from linesmap.measure.series import OUTPUT_NOTE
from linesmap.operation_areas import find_area, operation_areas, operations_meanwhile
from linesmap.pipeline import import_files
from linesmap.recovery import recovery
from linesmap.store import Tables, Workspace
from linesmap.view.plain_values import plain

EXETER, PLYMOUTH, DORSET = "E07000041", "E06000026", "E06000059"
TRUE_RATIO = 0.70

REGISTER = """Operation name,Phase,Lead force,Forces taking part,Start date,End date,Target districts
Operation Larkspur,1,Avon and Somerset,Avon and Somerset; Wiltshire,12/08/2024,25/08/2024,{areas}
Operation Larkspur,2,Avon and Somerset,Avon and Somerset; Wiltshire,20/01/2025,02/02/2025,{areas}
Operation Tidewick,1,Devon and Cornwall,Devon and Cornwall,05/05/2025,11/05/2025,Plymouth; Torbay
Operation Merganser,1,Dorset,Dorset,05/05/2020,11/05/2020,Dorset
"""
AREAS = '"Bristol, City of; Plymouth; Bournemouth, Christchurch and Poole; Gloucester; Swindon"'
ROBBERY = EffectQuestion(outcomes=("offences:robbery",), operation="Larkspur")


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("effects")
    files = write_outcomes(folder, seed=7, effect=TRUE_RATIO)
    register = folder / "register_operations.csv"
    register.write_text(REGISTER.format(areas=AREAS), encoding="utf-8")
    import_files([*files.files, register], Workspace(folder / "w.duckdb"))
    return folder / "w.duckdb"


@pytest.fixture
def tables(path: Path) -> Iterator[Tables]:
    with Workspace(path).read() as held:
        yield held


@pytest.mark.parametrize("method", ["before_after", "difference_in_differences", "synthetic_control"])
def test_the_planted_effect_is_found(tables: Tables, method: str) -> None:
    found = answer(tables, replace(ROBBERY, method=method))  # type: ignore[arg-type]
    assert found.effect.interval.holds(TRUE_RATIO)
    assert not found.effect.interval.holds(1)
    assert found.effect.shows_change
    assert "caused" not in found.effect.sentence()


def test_where_nothing_changed_no_change_is_shown(tables: Tables) -> None:
    found = answer(tables, replace(ROBBERY, outcomes=("offences:burglary",)))
    assert found.effect.interval.holds(1)
    assert "does not show a change" in found.effect.sentence()


def test_an_answer_names_its_areas_and_keeps_those_beside_out_of_the_comparison(tables: Tables) -> None:
    found = answer(tables, ROBBERY)
    assert [found.names[code] for code in found.treated] == [
        "Bristol, City of",
        "Plymouth",
        "Swindon",
        "Bournemouth, Christchurch and Poole",
        "Gloucester",
    ]
    assert (found.start, found.end) == (date(2024, 8, 12), date(2025, 2, 2))
    assert found.proposed is not None
    assert "South Gloucestershire" in {found.names[code] for code in found.displacement.buffer}
    groups = [set(found.treated), set(found.displacement.buffer), set(found.effect.comparators)]
    assert sum(map(len, groups)) == len(set.union(*groups)), "no area is two things"
    assert found.without_action is not None
    assert found.displacement.difference is not None
    assert found.displacement.difference.local < 0


def test_all_of_it_can_leave_as_json(tables: Tables) -> None:
    written = json.loads(json.dumps(plain(answer(tables, ROBBERY).as_dict()), allow_nan=False))
    assert written["effect"]["upper"] < 1
    assert written["driven_by_police_activity"] is False
    assert len(written["effect"]["series"]) == 54


def test_an_output_needs_a_confirmation_that_is_then_printed(tables: Tables) -> None:
    drugs = replace(ROBBERY, outcomes=("offences:drug offences",))
    with pytest.raises(InputError, match=f"Drug offences, {OUTPUT_NOTE}"):
        answer(tables, drugs)
    found = answer(tables, replace(drugs, confirmed=True))
    assert found.is_output
    assert any(OUTPUT_NOTE in limit for limit in found.effect.limits())
    assert found.as_dict()["driven_by_police_activity"] is True


def test_own_days_and_areas_need_no_operation(tables: Tables) -> None:
    own = EffectQuestion(outcomes=("Robbery",), areas=(EXETER, PLYMOUTH), start=date(2024, 3, 1))
    found = answer(tables, own)
    assert set(found.treated) == {EXETER, PLYMOUTH}
    assert (found.start, found.end) == (date(2024, 3, 1), None)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"operation": "Nonesuch"}, r"found 'Nonesuch'\. There are: .*Larkspur"),
        ({"outcomes": ("offences:arson",)}, "Expected an outcome of this workspace, found 'offences:arson'"),
        ({"outcomes": ()}, "found none"),
        ({"operation": None}, "Expected an operation, or the first day of the action"),
        ({"operation": None, "start": date(2024, 3, 1)}, "Expected the areas of the action"),
        ({"areas": ("E99999999",)}, "Expected counts of the outcome in the districts"),
        ({"years": 4}, "Import earlier records, or choose plain windows or fewer years"),
        ({"start": date(2030, 1, 1)}, "found none after it"),
        ({"start": date(2021, 5, 1), "method": "interrupted_time_series"}, "at least 12 months before"),
        ({"start": date(2021, 5, 1), "method": "synthetic_control"}, "at least 12 months before"),
        ({"controls": (PLYMOUTH,)}, "on both sides"),
        ({"periods_after": 24}, "after window of at most"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_a_sentence(tables: Tables, change: dict[str, object], said: str) -> None:
    with pytest.raises((InputError, MetricUndefinedError), match=said) as raised:
        answer(tables, replace(ROBBERY, **change))  # type: ignore[arg-type]
    assert str(raised.value).endswith(".")


def test_counts_of_months_are_not_cut_into_weeks(tables: Tables) -> None:
    with pytest.raises(MetricUndefinedError, match="Count by month"):
        answer(tables, replace(ROBBERY, step="week"))


def test_areas_come_from_the_register(tables: Tables) -> None:
    assert operation_areas(tables, "Tidewick") == ["E06000026", "E06000027"]
    assert operation_areas(tables, "Larkspur 1", by="force") == ["E23000036", "E23000038"]


def test_what_else_acted_there_is_named(tables: Tables) -> None:
    span = (date(2023, 9, 1), date(2025, 6, 30))
    others = operations_meanwhile(tables, [PLYMOUTH], *span, besides="Larkspur")
    assert [one.name for one in others] == ["Tidewick 1"], "phases of a whole are not others; Merganser was earlier"
    others = operations_meanwhile(tables, [PLYMOUTH], *span, besides="Larkspur 2")
    assert [one.name for one in others] == ["Larkspur 1", "Tidewick 1"]
    assert operations_meanwhile(tables, [EXETER], *span) == []
    notes = answer(tables, replace(ROBBERY, operation="Larkspur 2")).notes
    assert any("Larkspur 1 (12 to 25 Aug 2024), Tidewick 1 (5 to 11 May 2025)" in note for note in notes)


def test_an_area_is_found_by_code_or_name() -> None:
    known = {EXETER: "Exeter", PLYMOUTH: "Plymouth"}
    assert find_area(known, "exeter") == find_area(known, EXETER) == EXETER
    with pytest.raises(InputError, match=r"found 'Exter'\. Close: Exeter\."):
        find_area(known, "Exter")


def closure(
    kind: str, back: int | None, taken_over: int | None, watched: int, operation: str = "Larkspur"
) -> dict[str, object]:
    day = date(2024, 8, 15)
    return {
        "operation": operation,
        "closure_type": kind,
        "closed_on": day,
        "back_on": None if back is None else day + timedelta(days=back),
        "taken_over_on": None if taken_over is None else day + timedelta(days=taken_over),
        "observed_days": watched,
    }


def test_recovery_counts_only_lines_that_were_watched_for_so_long(tables: Tables) -> None:
    frame = pd.DataFrame(
        [
            closure("Type 1", 20, None, 400),
            closure("Type 1", None, 60, 400),
            closure("Type 1", None, None, 100),
            closure("Type 1", 10, None, 25),
            closure("Type 2", 5, None, 400, operation=""),
        ]
    )
    found = {(one.operation, one.closure_type, one.within_days): one for one in recovery(tables, found=frame)}
    counts = {key: (one.back, one.watched, one.too_early) for key, one in found.items()}
    assert counts[("Larkspur", "Type 1", 30)] == (1, 3, 1), "back after 10 days, but watched for 25 only"
    assert counts[("Larkspur", "Type 1", 90)] == (2, 3, 1)
    assert counts[("Larkspur", "Type 1", 180)] == (2, 2, 2)
    assert counts[("all closures", "Type 2", 30)] == (1, 1, 0)
    assert ("Larkspur", "Type 2", 30) not in counts, "the types are never added"
    low, high = found[("Larkspur", "Type 1", 90)].low, found[("Larkspur", "Type 1", 90)].high
    assert low == pytest.approx(0.208, abs=1e-3)
    assert high == pytest.approx(0.939, abs=1e-3)
    assert found[("Larkspur", "Type 1", 30)].sentence().startswith("Larkspur, Type 1: 1 of 3 lines were back")
