"""Series of outcomes against hand-worked counts, and against an effect that is known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from linesmap.errors import InputError, MetricUndefinedError
from linesmap.ingest.synthetic import write_outcomes
from linesmap.measure.activity import activity, records_behind
from linesmap.measure.series import OUTPUT_NOTE, chosen_outcome, outcome_series, outcomes
from linesmap.model.filters import Filters
from linesmap.pipeline import import_files
from linesmap.store import Tables, Workspace

EXETER, PLYMOUTH, DORSET = "E07000041", "E06000026", "E06000059"
DEVON, DORSET_FORCE = "E23000035", "E23000039"

COUNTS = """Month,District code,Force,Crime type,Offences
2024-01,E07000041,D&C,Robbery,3
2024-01,E07000041,D&C,Burglary,5
2024-01,E06000026,D&C,Robbery,0
2024-02,E07000041,D&C,Burglary,4
2024-04,E07000041,D&C,robbery,2
2024-04,E06000026,D&C,Robbery,7
2024-01,E06000059,Dorset,Robbery,1
2024-02,E06000059,Dorset,Robbery,1
2024-03,E06000059,Dorset,Robbery,6
2024-04,E06000059,Dorset,Robbery,0
2024-01,,Dorset,Robbery,9
2024,E06000059,Dorset,Robbery,2
2024-01,E07000041,D&C,Drug offences,40
"""
SINGLE = """Date,Crime type,Postcode,Force
5/2/2024,Shoplifting,EX1 1EE,D&C
11/2/2024,Shoplifting,EX1 1EE,D&C
12/2/2024,Shoplifting,EX1 1EE,D&C
28/2/2024,Shoplifting,EX1 1EE,D&C
"""
ARRESTS = """Date,Action,How many,Place,Force
5/2/2024,arrest,3,"Exeter, Devon",D&C
9/4/2024,arrest,2,"Exeter, Devon",D&C
6/3/2024,warrant,1,"Exeter, Devon",D&C
"""


def imported(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    import_files([folder / f"{name}.csv" for name in files], Workspace(folder / "w.duckdb"))
    return folder / "w.duckdb"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return imported(tmp_path_factory.mktemp("series"), counts=COUNTS, single=SINGLE, arrests=ARRESTS)


@pytest.fixture
def tables(path: Path) -> Iterator[Tables]:
    with Workspace(path).read() as held:
        yield held


def by_area(series: pd.DataFrame) -> dict[str, dict[str, int]]:
    return {
        str(area): {
            f"{period:%Y-%m-%d}": int(count) for period, count in zip(rows["period"], rows["count"], strict=True)
        }
        for area, rows in series.groupby("area")
    }


def test_offences_are_summed_not_rows(tables: Tables) -> None:
    (row,) = activity(tables, Filters(kinds=("offence",)), by="all").to_dict("records")
    stated = 3 + 5 + 0 + 4 + 2 + 7 + 1 + 1 + 6 + 0 + 9 + 2 + 40
    assert (row["records"], row["offences"]) == (4, stated + 4), "a number for an area and a month is no record"
    behind = records_behind(tables, Filters(), "offences")
    assert len(behind) == 17
    assert behind["amount"].sum() == stated + 4
    assert (behind["amount"] == 0).sum() == 2, "a row that says none is kept"


def test_outcomes_come_before_outputs(tables: Tables) -> None:
    listed = outcomes(tables)
    assert [(outcome.key, outcome.n) for outcome in listed] == [
        ("offences:robbery", 31),
        ("offences:burglary", 9),
        ("offences:shoplifting", 4),
        ("offences:drug offences", 40),
        ("arrests", 5),
        ("warrants", 1),
    ]
    robbery, *_, drugs, arrests, _ = listed
    assert (robbery.label, robbery.unit, robbery.is_output, robbery.note) == ("Robbery", "offences", False, "")
    assert drugs.is_output
    assert arrests.note == OUTPUT_NOTE == "driven by police activity"
    assert (arrests.first, arrests.last) == (date(2024, 2, 1), date(2024, 4, 1))


def test_which_types_police_drive(tmp_path: Path) -> None:
    driven = {
        "Drugs",
        "Trafficking of drugs",
        "Possession of weapons",
        "Possession of article with blade or point",
        "Public order",
    }
    others = {"Violence with injury", "Robbery", "Handling and other theft", "Assault with a weapon"}
    rows = "".join(f"2024-01,{EXETER},{crime_type},1\n" for crime_type in sorted(driven | others))
    made = imported(tmp_path, one="Month,LAD code,Crime type,Count\n" + rows)
    with Workspace(made).read() as held:
        found = {outcome.label: outcome.is_output for outcome in outcomes(held)}
    assert found == dict.fromkeys(driven, True) | dict.fromkeys(others, False)


def test_zeros_stand_where_the_force_reported_and_missing_months_are_missing(tables: Tables) -> None:
    series = outcome_series(tables, ["offences:robbery"])
    assert by_area(series) == {
        # February: burglaries of the same file show that Devon and Cornwall reported. March: nothing of it is held.
        EXETER: {"2024-01-01": 3, "2024-02-01": 0, "2024-04-01": 2},
        PLYMOUTH: {"2024-01-01": 0, "2024-02-01": 0, "2024-04-01": 7},
        DORSET: {"2024-01-01": 1, "2024-02-01": 1, "2024-03-01": 6, "2024-04-01": 0},
    }
    assert series.attrs["missing"] == ((DEVON, "2024-03-01"),)
    assert series["exposure"].tolist()[:3] == [31, 29, 30]
    assert series.columns.tolist() == ["area", "period", "count", "exposure"]
    assert any("missing is not zero" in note for note in series.attrs["notes"])


def test_what_is_coarser_is_left_out_and_counted(tables: Tables) -> None:
    series = outcome_series(tables, ["offences:robbery"])
    assert (series.attrs["left_out_area"], series.attrs["left_out_date"]) == (9, 2)
    assert series["count"].sum() == 31 - 9 - 2


def test_by_force_what_names_only_the_force_counts(tables: Tables) -> None:
    series = outcome_series(tables, ["offences:robbery"], by="force")
    assert by_area(series) == {
        DEVON: {"2024-01-01": 3, "2024-02-01": 0, "2024-04-01": 9},
        DORSET_FORCE: {"2024-01-01": 10, "2024-02-01": 1, "2024-03-01": 6, "2024-04-01": 0},
    }
    assert series.attrs["left_out_area"] == 0


def test_outcomes_of_one_unit_are_added_where_both_were_reported(tables: Tables) -> None:
    both = outcome_series(tables, ["offences:robbery", "offences:burglary"])
    assert by_area(both)[EXETER] == {"2024-01-01": 8, "2024-02-01": 4, "2024-04-01": 2}
    with pytest.raises(MetricUndefinedError, match="one unit, found offences and arrests"):
        outcome_series(tables, ["offences:robbery", "arrests"])


def test_single_crimes_count_by_week_from_monday(tables: Tables) -> None:
    series = outcome_series(tables, ["offences:shoplifting"], step="week")
    assert by_area(series) == {EXETER: {"2024-02-05": 2, "2024-02-12": 1, "2024-02-26": 1}}
    assert series.attrs["missing"] == ((DEVON, "2024-02-19"),)
    assert set(series["exposure"]) == {7}


def test_actions_count_with_zeros_where_the_file_says_other_actions(tables: Tables) -> None:
    series = outcome_series(tables, ["arrests"])
    assert by_area(series) == {EXETER: {"2024-02-01": 3, "2024-03-01": 0, "2024-04-01": 2}}


def test_months_cannot_be_cut_into_weeks(tables: Tables) -> None:
    with pytest.raises(MetricUndefinedError, match=r"say only the month or less\. Count by month"):
        outcome_series(tables, ["offences:robbery"], step="week")


def test_outcomes_that_were_never_reported_together_have_no_series(tmp_path: Path) -> None:
    text = "Month,LAD code,Crime type,Count\n{0},E07000041,{1},4\n"
    made = imported(tmp_path, one=text.format("2024-01", "Robbery"), two=text.format("2024-02", "Burglary"))
    with Workspace(made).read() as held, pytest.raises(MetricUndefinedError, match="reported together"):
        outcome_series(held, ["offences:robbery", "offences:burglary"])


def test_unknown_outcomes_are_refused(tables: Tables) -> None:
    for keys in (["offences:arson"], []):
        with pytest.raises(InputError, match="Expected outcomes among those of this workspace"):
            outcome_series(tables, keys)


def test_an_output_is_no_outcome_until_confirmed(tables: Tables) -> None:
    listed = {outcome.key: outcome for outcome in outcomes(tables)}
    assert chosen_outcome(listed["offences:robbery"]) is listed["offences:robbery"]
    for key in ("offences:drug offences", "arrests"):
        with pytest.raises(InputError, match=f"{listed[key].label}, driven by police activity"):
            chosen_outcome(listed[key])
        assert chosen_outcome(listed[key], confirmed=True) is listed[key]


def test_abolished_districts_count_under_their_successor(tmp_path: Path) -> None:
    old = "Month,LAD code,Crime type,Count\n2019-01,E07000190,Robbery,4\n2019-01,E07000191,Robbery,3\n"
    made = imported(tmp_path, old=old, new=f"Month,LAD code,Crime type,Count\n2024-01,E06000066,Robbery,{9}\n")
    with Workspace(made).read() as held:
        series = outcome_series(held, ["offences:robbery"])
    assert by_area(series) == {"E06000066": {"2019-01-01": 7, "2024-01-01": 9}}


def test_counts_that_two_files_state_are_noted(tmp_path: Path) -> None:
    text = "Month,LAD code,Crime type,Count\n2024-01,{0},Robbery,{1}\n2024-02,{0},Robbery,5\n"
    made = imported(tmp_path, first=text.format(EXETER, 4), second=text.format(EXETER, 6))
    with Workspace(made).read() as held:
        series = outcome_series(held, ["offences:robbery"])
    assert by_area(series)[EXETER] == {"2024-01-01": 10, "2024-02-01": 5}
    assert series.attrs["stated_twice"] == 1


def test_the_true_effect_is_recovered_from_file_to_series(tmp_path: Path) -> None:
    """A plain ratio of rate ratios, the same ten months of two years, against districts the truth does not name."""
    files = write_outcomes(tmp_path, seed=7, effect=0.70)
    reports = import_files(list(files.files), Workspace(tmp_path / "w.duckdb"))
    assert [(report.kind, report.rejected) for report in reports] == [("offence", 0)]
    counts, truth = pd.read_csv(files.files[0]), pd.read_csv(files.truth[0])
    with Workspace(tmp_path / "w.duckdb").read() as held:
        listed = {outcome.key: outcome for outcome in outcomes(held)}
        series = {key: outcome_series(held, [key]) for key in ("offences:robbery", "offences:burglary")}
    assert listed["offences:drug offences"].is_output
    for crime_type in ("Robbery", "Burglary"):
        rows, found = counts[counts["Crime type"] == crime_type], series[f"offences:{crime_type.casefold()}"]
        assert not found.attrs["missing"]
        assert found.attrs["left_out_area"] == found.attrs["left_out_date"] == 0
        written = rows.assign(period=pd.to_datetime(rows["Month"])).set_index(["District code", "period"])["Offences"]
        assert found.set_index(["area", "period"])["count"].to_dict() == written.to_dict()
    own = set(truth.loc[truth["why"] == "effect of the operation", "district_code"])
    others = set(series["offences:robbery"]["area"]) - set(truth["district_code"])
    for key, ratio in (("offences:robbery", 0.70), ("offences:burglary", 1.0)):
        estimate, error = ratio_of_ratios(series[key], own, others)
        assert abs(estimate - np.log(ratio)) < 2.5 * error
        assert (abs(estimate) > 4 * error) is (ratio != 1.0)


def ratio_of_ratios(series: pd.DataFrame, own: set[str], others: set[str]) -> tuple[float, float]:
    """Give the log of the ratio and its standard error, by the variance the counts are drawn with."""
    cells = [
        series[series["area"].isin(areas) & series["period"].between(first, last)]["count"]
        for areas in (own, others)
        for first, last in (("2024-09-01", "2025-06-01"), ("2023-09-01", "2024-06-01"))
    ]
    own_after, own_before, after, before = (each.sum() for each in cells)
    variance = sum((each + 0.008 * each**2).sum() / each.sum() ** 2 for each in cells)
    return float(np.log(own_after / own_before / (after / before))), float(variance**0.5)


def test_the_demo_can_be_tested_on_crime(demo_tables: Tables) -> None:
    listed = outcomes(demo_tables)
    assert not listed[0].is_output
    robbery = next(outcome for outcome in listed if outcome.label == "Robbery")
    assert (robbery.first, robbery.last) == (date(2021, 1, 1), date(2025, 6, 1))
    assert {"arrests", "seizures"} <= {outcome.key for outcome in listed if outcome.is_output}
    series = outcome_series(demo_tables, [robbery.key])
    assert series.groupby("area").size().eq(54).all()
