"""Measures against hand-worked numbers and a slow count of the same rows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from linesmap.errors import MetricUndefinedError
from linesmap.link import entity_id
from linesmap.measure import MEASURES, activity, per_100_000, programmes, published_figures, records_behind
from linesmap.model.filters import Filters
from linesmap.model.vocabulary import EntityType
from linesmap.pipeline import import_files
from linesmap.store import EVENT_KINDS, Tables, Workspace

SEIZURES = """Exhibit ref,Date seized,Force,Town,Drug type,Quantity,Cash,Weapon,Operation,Phase,Line
A/1,20/1/2025,Dorset,"Poole, Dorset",heroin,10 g,£100,,Larkspur,2,Harrier
A/2,21/1/2025,Dorset,"Poole, Dorset",cannabis,1 kg,,knife,Larkspur,2,
A/3,22/1/2025,Dorset,"Poole, Dorset",cannabis,12 plants,,,Larkspur,2,
A/4,23/1/2025,Dorset,"Yeovil, Somerset",crack,0.5 oz,£250.50,,,,Harrier
"""
ACTIONS = """Date,Force,Action,How many,Closure type,Town,Operation,Phase,Line
21/1/2025,Dorset,arrest,3,,"Poole, Dorset",Larkspur,2,
21/1/2025,Dorset,line closure,,Type 1,"Poole, Dorset",Larkspur,2,Harrier
22/1/2025,Dorset,line closure,,Type 2,"Poole, Dorset",Larkspur,2,Merlin
22/1/2025,Dorset,safeguarding visit,2,,"Poole, Dorset",Larkspur,2,
1/3/2025,Dorset,arrest,,,"Poole, Dorset",,,
"""
DORSET, AVON = "E23000039", "E23000036"


@pytest.fixture(scope="module")
def tables_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("measure")
    for name, text in (("seizures.csv", SEIZURES), ("actions.csv", ACTIONS)):
        (folder / name).write_text(text, encoding="utf-8")
    import_files([folder / "seizures.csv", folder / "actions.csv"], Workspace(folder / "w.duckdb"))
    return folder / "w.duckdb"


def counted(path: Path, filters: Filters, by: str) -> pd.DataFrame:
    with Workspace(path).read() as tables:
        return activity(tables, filters, by=by)  # type: ignore[arg-type]


def test_a_phase_by_hand(tables_path: Path) -> None:
    (row,) = counted(tables_path, Filters(), "phase").to_dict("records")
    assert row["phase"] == "2"
    assert (row["records"], row["seizures"], row["arrests"]) == (7, 3, 3)
    assert (row["closures_type_1"], row["closures_type_2"]) == (1, 1)
    assert (row["class_a_g"], row["class_b_g"], row["plants"]) == (10, 1000, 12)
    assert (row["cash_gbp"], row["weapons"], row["safeguarding"]) == (100, 1, 2)


def test_force_is_that_of_the_place(tables_path: Path) -> None:
    forces = counted(tables_path, Filters(), "force").set_index("force")
    assert forces.loc[DORSET, "records"] == 8
    assert forces.loc[AVON, "records"] == 1
    assert forces.loc[AVON, "class_a_g"] == pytest.approx(0.5 * 28.35, abs=0.01)
    assert forces.loc[AVON, "cash_gbp"] == 250.5


def test_a_line_has_the_records_that_name_it(tables_path: Path) -> None:
    lines = counted(tables_path, Filters(), "line").set_index("line_id")["records"].to_dict()
    assert lines == {entity_id(EntityType.DEAL_LINE, "harrier"): 3, entity_id(EntityType.DEAL_LINE, "merlin"): 1}


@pytest.mark.parametrize(
    ("filters", "records"),
    [
        (Filters(period=(date(2025, 1, 21), date(2025, 1, 22))), 6),
        (Filters(period=(date(2025, 3, 1), date(2025, 3, 1))), 1),
        (Filters(forces=(AVON,)), 1),
        (Filters(kinds=("seizure",)), 4),
        (Filters(drugs=("heroin", "crack cocaine")), 2),
        (Filters(drugs=("heroin",), forces=(AVON,)), 0),
        (Filters(grades=("ungraded",)), 9),
        (Filters(lines=(entity_id(EntityType.DEAL_LINE, "merlin"),)), 1),
        (Filters(operations=(entity_id(EntityType.OPERATION, "larkspur"),)), 7),
    ],
)
def test_filters(tables_path: Path, filters: Filters, records: int) -> None:
    assert counted(tables_path, filters, "all")["records"].sum() == records


def test_every_number_opens_to_records_that_add_to_it(tables_path: Path) -> None:
    total = counted(tables_path, Filters(), "all").iloc[0]
    with Workspace(tables_path).read() as tables:
        for measure in MEASURES:
            behind = records_behind(tables, Filters(), measure.key)
            assert behind["amount"].sum() == pytest.approx(total[measure.key]), measure.key


def test_measures_of_the_demo_equal_a_slow_count(demo_tables: Tables) -> None:
    """The same numbers from the raw tables by pandas."""
    records = demo_tables["records"].to_pandas()
    places = demo_tables["places"].to_pandas().set_index("place_id")
    seizures = demo_tables["seizures"].to_pandas()
    actions = demo_tables["enforcement"].to_pandas()
    records["force"] = records["place_id"].map(places["pfa_code"]).fillna(records["recording_force"])
    records = records[records["kind"].isin(EVENT_KINDS)]
    offences = demo_tables["offences"].to_pandas()
    stated = offences.loc[offences["offence_count"].notna(), "record_id"]
    assert len(stated) > 5_000
    records = records[~records["record_id"].isin(stated)]
    got = activity(demo_tables, Filters(), by="force").set_index("force")
    force = records.set_index("record_id")["force"]
    assert got.loc[got["records"] > 0, "records"].to_dict() == force.value_counts().to_dict()
    heavy = seizures[(seizures["drug_class"] == "A") & seizures["quantity_g"].notna()]
    weights = heavy.groupby(heavy["record_id"].map(force))["quantity_g"].sum()
    pd.testing.assert_series_equal(got.loc[weights.index, "class_a_g"], weights, check_names=False)
    arrests = actions[actions["action"] == "arrest"]
    counts = arrests.groupby(arrests["record_id"].map(force))["action_count"].sum()
    assert got.loc[counts.index, "arrests"].to_dict() == counts.to_dict()


def test_rate_refuses_an_area_without_people() -> None:
    assert per_100_000(194, 5_659_143) == pytest.approx(3.4281, abs=1e-4)
    for nobody in (None, 0, -5):
        with pytest.raises(MetricUndefinedError, match="population"):
            per_100_000(1, nobody)


def test_published_figures_keep_their_bounds_and_conflicts(demo_tables: Tables) -> None:
    figures = published_figures(demo_tables)
    assert len(figures[~figures["invented"]]) == 301, "297 figures, and four programmes without any"
    scorpion = figures[(figures["programme"] == "Operation Scorpion 1") & (figures["measure"] == "arrests")]
    assert scorpion["value"].tolist() == [194]
    listed = programmes(figures).set_index("programme")
    assert listed.loc["Operation Scorpion", "n_sources"] >= 1
    assert listed["n_figures"].sum() == len(figures)
    assert listed.loc["Operation Larkspur" if "Operation Larkspur" in listed.index else "Larkspur", "invented"]
