"""The whole chain on small files: every row accounted for, located, linked, and the same each time."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linesmap.errors import FileFormatError
from linesmap.ingest import synthetic
from linesmap.model.tables import TABLES
from linesmap.network import graph_of
from linesmap.pipeline import import_files, line_profiles_of, relink
from linesmap.settings import data_dir
from linesmap.store import Workspace

INTELLIGENCE = """URN,Date,Force,Location,Grade,Handling code,Line,Phone,Nominal ref,Role,Text
IR1,7/3/2025,A&S,"Yeovil, Somerset",2B,P,Harrier,07700 900001,N/1,suspect,Deals in the town
IR2,8/3/2025,Dorset,DT9 3,3D,C,Harrier,07700900001,N/2,exploited,A child coerced to carry
IR3,31/02/2025,Dorset,DT9 3,3D,C,,,,,No such day
IR4,9/3/2025,D&C,Newport,1A,P,,,,,Which Newport
"""
REGISTER = """Line,Status,Kind,Exporting force,Origin town,Destinations,Drugs,First seen,Last seen,Closure,Closed on
Harrier,Active,External,Met,London,"Yeovil, Somerset; Sherborne, Dorset",crack,3/6/2024,8/3/2025,,
"""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pipeline")
    files = [write(folder, "intelligence.csv", INTELLIGENCE), write(folder, "register.csv", REGISTER)]
    import_files(files, Workspace(folder / "w.duckdb"))
    return folder


@pytest.fixture
def small(built: Path, tmp_path: Path) -> Workspace:
    """Give a copy of the workspace beside the files that were imported into it."""
    shutil.copytree(built, tmp_path, dirs_exist_ok=True)
    return Workspace(tmp_path / "w.duckdb")


def table(workspace: Workspace, name: str) -> pd.DataFrame:
    with workspace.read() as tables:
        return tables[name].to_pandas()


def test_rows_are_accepted_or_rejected_with_a_reason(small: Workspace) -> None:
    sources = table(small, "sources").set_index("name")
    assert sources.loc["intelligence.csv", ["rows_in", "rows_accepted", "rows_rejected", "rows_held"]].tolist() == [
        4,
        3,
        1,
        0,
    ]
    rejects = table(small, "rejects")
    assert rejects["row_number"].tolist() == [4]
    assert rejects["column"].tolist() == ["Date"]
    assert "31/02/2025" in json.loads(rejects["raw"].iloc[0]).values()
    assert "31/02/2025" not in rejects["message"].iloc[0], "a message quotes no cell"


def test_places_are_found_with_their_doubt_or_refused(small: Workspace) -> None:
    records = table(small, "records").merge(table(small, "places"), on="place_id").set_index("reference")
    assert records.loc["IR1", "status"] == "found"
    assert records.loc["IR1", "precision"] == "place"
    assert records.loc["IR1", "pfa_code"] == "E23000036"
    assert records.loc["IR1", "uncertainty_m"] >= 1000
    assert records.loc["IR2", "precision"] == "postcode sector"
    assert records.loc["IR4", "status"] == "ambiguous"
    assert pd.isna(records.loc["IR4", "lon"])
    assert len(json.loads(records.loc["IR4", "candidates"])) > 1


def test_the_graph_ties_what_the_records_name(small: Workspace) -> None:
    with small.read() as tables:
        graph = graph_of(tables)
        (profile,) = line_profiles_of(tables, as_of=pd.Timestamp("2025-03-10").date())
    labels = {graph.nodes[node]["label"]: node for node in graph}
    line, phone = labels["Harrier"], labels["+447700900001"]
    assert graph.edges[line, phone, "uses"]["n_records"] == 2
    people = [data for _, data in graph.nodes(data=True) if data["type"] == "person"]
    assert sorted(person["safeguarding"] for person in people) == [False, True]
    assert {relation for _, _, relation in graph.edges(line, keys=True)} >= {
        "supplied_from",
        "supplies_to",
        "active_at",
    }
    assert profile.route == "London to Yeovil and Sherborne"
    assert profile.origin_force == "E23000001"
    assert profile.n_records == 2


def test_same_file_twice_adds_nothing(small: Workspace, tmp_path: Path) -> None:
    before = {
        name: len(table(small, name)) for name in ("sources", "records", "rejects", "mentions", "places", "audit")
    }
    (report,) = import_files([tmp_path / "intelligence.csv"], small)
    assert (report.rows_in, report.accepted, report.rejected, report.already_held) == (4, 0, 1, 3)
    assert {name: len(table(small, name)) for name in before} == before


def test_same_rows_in_another_file_are_known(small: Workspace, tmp_path: Path) -> None:
    more = INTELLIGENCE.replace("IR3,31/02/2025", "IR3,1/3/2025")
    (report,) = import_files([write(tmp_path, "again.csv", more)], small)
    assert (report.rows_in, report.accepted, report.rejected, report.already_held) == (4, 1, 0, 3)
    assert table(small, "records")["reference"].tolist().count("IR1") == 1


def test_dry_run_counts_and_writes_nothing(small: Workspace, tmp_path: Path) -> None:
    version = small.version()
    more = INTELLIGENCE.replace("IR3,31/02/2025", "IR3,1/3/2025")
    (report,) = import_files([write(tmp_path, "again.csv", more)], small, dry_run=True)
    assert (report.accepted, report.already_held) == (1, 3)
    assert small.version() == version


def test_the_force_given_applies_to_rows_without_one(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w.duckdb")
    text = "Date,Action,Town\n7/3/2025,arrest,Poole\n"
    import_files([write(tmp_path, "arrests.csv", text)], workspace, force="E23000039")
    assert table(workspace, "records")["recording_force"].tolist() == ["E23000039"]


def test_missing_file_is_said_and_earlier_files_stay(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w.duckdb")
    first = write(tmp_path, "intelligence.csv", INTELLIGENCE)
    with pytest.raises(FileFormatError, match="there is none"):
        import_files([first, tmp_path / "none.csv"], workspace)
    assert table(workspace, "sources")["name"].tolist() == ["intelligence.csv"]


def test_relink_is_repeatable(small: Workspace) -> None:
    before = {name: table(small, name) for name in ("entities", "resolutions", "links")}
    relink(small)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(table(small, name), frame)
    assert small.verify_audit() is None


def test_same_files_same_tables(tmp_path: Path) -> None:
    written = synthetic.write_files(tmp_path / "files", n_records=300, seed=3).files
    # One file of each kind and format: the others are read by the same code.
    files = sorted({(path.name.split("_")[0], path.suffix): path for path in written}.values())
    assert {path.suffix for path in files} == {".csv", ".xlsx"}
    frames = []
    for name in ("one", "other"):
        workspace = Workspace(tmp_path / f"{name}.duckdb")
        import_files(files, workspace)
        names = ("records", "places", "mentions", "entities", "links", "seizures")
        frames.append({t: table(workspace, t).sort_values(list(TABLES[t].key), ignore_index=True) for t in names})
    for name, frame in frames[0].items():
        pd.testing.assert_frame_equal(frame, frames[1][name])


cells = st.text(st.characters(codec="utf-8", exclude_categories=("Cc",)), max_size=12)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(cells, cells, cells, cells), max_size=8))
def test_no_row_is_ever_lost(tmp_path: Path, rows: list[tuple[str, ...]]) -> None:
    path = tmp_path / f"h{abs(hash(tuple(rows)))}.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("Date", "Action", "Town", "Phone"), *rows])
    (report,) = import_files([path], Workspace(tmp_path / "none.duckdb"), kind="enforcement", dry_run=True)
    assert report.rows_in == report.accepted + report.rejected + report.already_held
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    assert report.rows_in <= len(filled) + sum(cell.count("\n") + cell.count("\r") for row in rows for cell in row)


def test_published_results_are_all_held(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w.duckdb")
    (report,) = import_files([data_dir() / "reference" / "published_results.csv"], workspace)
    assert (report.kind, report.rows_in, report.accepted) == ("result", 301, 301)
    results = table(workspace, "results")
    assert int(results["value"].isna().sum()) >= 13
    scorpion = results[results["programme"].str.startswith("Operation Scorpion")]
    cash = scorpion[scorpion["measure"] == "cash seized"].set_index("programme")
    phases = cash.loc[["Operation Scorpion 1", "Operation Scorpion 2", "Operation Scorpion 3"], "value"]
    assert phases.sum() == 362_853
    assert cash.loc["Operation Scorpion", "bound"] == "about"
    assert cash.loc["Operation Scorpion 1", "bound"] == "at least"
