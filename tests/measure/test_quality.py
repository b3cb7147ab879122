"""The quality of records is counted as worked out by hand on a small workspace."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from linesmap import reports
from linesmap.decisions import decide
from linesmap.measure import (
    completeness,
    force_disagreement,
    likely_duplicates,
    precision_by_source,
    source_quality,
    unlocated_places,
    warning_reasons,
    what_to_fix_first,
)
from linesmap.pipeline import import_files
from linesmap.store import Workspace

DORSET, SOMERSET = "E23000039", "E23000036"

# Ten rows: one rejected (no such day), nine accepted, of which five located, one ambiguous, two refused, one no place.
FIRST = """Ref,Date,Action,Town,Postcode,Force,Offence,Phone
A1,1/3/2025,arrest,Yeovil,,Avon and Somerset,supply,07700900001
A2,2/3/2025,arrest,,BS1 1AD,Avon and Somerset,supply,
A3,3/3/2025,arrest,Yeovil,BS1 1AD,Avon and Somerset,,4.47E+11
A4,4/3/2025,arrest,Yeovil,,Dorset,,
A5,5/3/2025,arrest,Poole,,Dorset,,
A6,6/3/2025,arrest,Newport,,Dorset,,
A7,7/3/2025,arrest,NFA,,Dorset,,
A8,8/3/2025,arrest,NFA,,Dorset,,
A9,9/3/2025,arrest,,,Dorset,,
A10,31/2/2025,arrest,Poole,,Dorset,,
"""
# The first is held already, the next two are A1 and A4 under other references, the last is like none.
SECOND = """Ref,Date,Action,Town,Postcode,Force,Offence,Phone
A2,2/3/2025,arrest,,BS1 1AD,Avon and Somerset,supply,
B1,1/3/2025,arrest,Yeovil,,Avon and Somerset,supply,07700900001
B2,4/3/2025,arrest,Yeovil,,Dorset,,
B3,4/3/2025,arrest,Yeovil,,Dorset,supply,
"""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("quality")
    for name, text in (("first.csv", FIRST), ("second.csv", SECOND)):
        (folder / name).write_text(text, encoding="utf-8")
    import_files([folder / "first.csv", folder / "second.csv"], Workspace(folder / "w.duckdb"))
    return folder / "w.duckdb"


@pytest.fixture
def frames(path: Path) -> dict[str, pd.DataFrame]:
    with Workspace(path).read() as tables:
        return reports.quality(tables)


def test_every_file_is_accounted_for_and_located(path: Path) -> None:
    with Workspace(path).read() as tables:
        frame = source_quality(tables).set_index("name")
    first, second = frame.loc["first.csv"], frame.loc["second.csv"]
    assert (first["rows_in"], first["rows_accepted"], first["rows_rejected"], first["rows_held"]) == (10, 9, 1, 0)
    assert (second["rows_in"], second["rows_accepted"], second["rows_rejected"], second["rows_held"]) == (4, 3, 0, 1)
    counted = first[["located", "unlocated", "ambiguous", "refused", "not_found", "no_place"]].tolist()
    assert counted == [5, 3, 1, 2, 0, 1]
    assert first["share_located"] == pytest.approx(5 / 8)
    assert first["share_ambiguous"] == pytest.approx(1 / 8)
    assert first["share_refused"] == pytest.approx(2 / 8)
    assert first["share_not_found"] == 0
    assert (first["warned"], second["warned"]) == (1, 0), "the shortened telephone number"
    assert (first["other_force"], second["other_force"]) == (1, 2), "Yeovil is not in Dorset"
    assert (first["disagree"], second["disagree"]) == (1, 0), "Yeovil is 50 km from the postcode of A3"


def test_precision_of_each_file(path: Path) -> None:
    with Workspace(path).read() as tables:
        frame = precision_by_source(tables)
    rows = frame[frame["name"] == "first.csv"][["precision", "records"]].to_numpy().tolist()
    assert rows == [["postcode unit", 2], ["place", 3]]
    assert frame.groupby("name")["share"].sum().tolist() == pytest.approx([1, 1])


def test_forces_that_record_elsewhere(path: Path) -> None:
    with Workspace(path).read() as tables:
        frame = force_disagreement(tables)
    assert frame.to_dict("records") == [
        {"recording_force": DORSET, "location_force": SOMERSET, "records": 3, "share": pytest.approx(3 / 4)}
    ]


def test_rows_that_stand_twice_but_for_the_reference(path: Path) -> None:
    with Workspace(path).read() as tables:
        frame = likely_duplicates(tables)
    groups = [sorted(group["reference"]) for _, group in frame.groupby("group")]
    assert sorted(groups) == [["A1", "B1"], ["A4", "B2"]]
    assert sorted(set(frame["file"])) == ["first.csv", "second.csv"]
    assert frame["record_id"].is_unique


def test_the_same_rows_in_one_file_are_no_duplicates(tmp_path: Path) -> None:
    file = tmp_path / "one.csv"
    file.write_text("Ref,Date,Action,Town,Force\nA1,1/3/2025,arrest,Poole,Dorset\nA2,1/3/2025,arrest,Poole,Dorset\n")
    workspace = Workspace(tmp_path / "w.duckdb")
    import_files([file], workspace)
    with workspace.read() as tables:
        assert likely_duplicates(tables).empty


def test_completeness_of_every_column_of_the_kind(path: Path) -> None:
    with Workspace(path).read() as tables:
        frame = completeness(tables).set_index("column")
    assert set(frame["kind"]) == {"enforcement"}
    assert set(frame["records"]) == {12}
    assert {"reference", "occurred_from", "recording_force", "action", "outcome", "place", "phone"} <= set(frame.index)
    filled = {"reference": 12, "place": 11, "offence": 4, "phone": 2, "outcome": 0, "action": 12, "time": 0}
    assert {name: frame.loc[name, "filled"] for name in filled} == filled
    assert frame.loc["offence", "share"] == pytest.approx(4 / 12)
    assert frame.loc["action", "needed"]


def test_completeness_of_every_kind_of_the_demo(demo_path: Path) -> None:
    with Workspace(demo_path).read() as tables:
        frame = completeness(tables)
        records = tables["records"].to_pandas()
        seizures = tables["seizures"].to_pandas()
    assert set(frame["kind"]) == set(records["kind"])
    assert frame["share"].between(0, 1).all()
    assert not frame.duplicated(["kind", "column"]).any()
    by = frame.set_index(["kind", "column"])
    assert by.loc[("seizure", "purity_pct"), "filled"] == seizures["purity_pct"].notna().sum()
    assert by.loc[("deal_line", "destination"), "share"] > 0.9
    needed = frame[frame["needed"] & frame["kind"].isin(["intelligence", "seizure", "enforcement", "deal_line"])]
    assert (needed["share"] == 1).all(), "a row without a needed value is rejected"


def test_warnings_by_column(path: Path) -> None:
    with Workspace(path).read() as tables:
        frame = warning_reasons(tables)
    assert frame.to_numpy().tolist() == [["first.csv", "Phone", "excel_scientific", 1]]


def test_a_text_marked_unknown_needs_no_more_fixing(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "w.duckdb"
    copy.write_bytes(path.read_bytes())
    decide(Workspace(copy), "nfa", None)
    with Workspace(copy).read() as tables:
        places = unlocated_places(tables).set_index("text")
        faults = reports.quality(tables)["fix_first"]
    assert (places.loc["NFA", "decided"], places.loc["Newport", "decided"]) == (True, False)
    assert places.loc["NFA", "records"] == 2
    assert not faults["what"].str.contains("NFA").any()
    assert faults["what"].str.contains("Newport").any()


def test_what_to_fix_first_is_counted_and_ranked(frames: dict[str, pd.DataFrame]) -> None:
    faults = frames["fix_first"]
    rows = dict(zip(faults["what"], faults["rows"], strict=True))
    assert next(iter(rows.items())) == (
        "2 rows likely counted twice: the same but for the reference in first.csv and second.csv.", 2,
    )  # fmt: skip
    assert rows["1 row of first.csv rejected; the reason: column Date, date impossible."] == 1
    assert rows["“NFA” cannot be used as a place: 2 records off the map."] == 2
    assert rows["“Newport” could be several places: 1 record off the map."] == 1
    assert rows["1 row of first.csv names no place."] == 1
    assert rows["1 row of first.csv says two places that lie apart, such as a postcode and a point."] == 1
    assert rows["1 row of first.csv kept with a doubt: column Phone, excel scientific."] == 1
    assert len(faults) == 7
    assert set(faults.loc[faults["what"].str.startswith("“"), "page"]) == {"review"}
    sums = frames["sources"].set_index("name")["duplicates"]
    assert (sums["first.csv"], sums["second.csv"]) == (2, 2)
    assert frames["other_force"]["recording_force"].tolist() == ["Dorset"]


def empty(*columns: str) -> pd.DataFrame:
    return pd.DataFrame(columns=list(columns))


NO_SOURCES = empty("name", "kind", "no_place", "disagree", "located", "other_force")
NO_REJECTS = empty("name", "column", "reason_code", "rows")
NO_PLACES = empty("text", "status", "method", "candidates", "decided", "records")
NO_DOUBLES = empty("group", "file")


def test_nothing_to_fix() -> None:
    faults = what_to_fix_first(NO_SOURCES, NO_REJECTS, NO_REJECTS, NO_PLACES, NO_DOUBLES)
    assert faults.empty
    assert list(faults.columns) == ["rows", "what", "todo", "page"]


def test_weights_and_what_is_no_fault() -> None:
    rejects = pd.DataFrame(
        {
            "name": ["a.csv", "a.csv", "a.csv", "b.csv"],
            "column": ["Date", "Action", "", ""],
            "reason_code": ["date_impossible", "required_missing", "totals_row", "repeated_header"],
            "rows": [6, 5, 900, 900],
        }
    )
    warnings = pd.DataFrame({"name": ["a.csv"], "column": ["Qty"], "reason_code": ["unit_unknown"], "rows": [43]})
    unlocated = pd.DataFrame(
        {
            "text": ["Newport", "NEWPORT ", "Upton"],
            "status": ["ambiguous", "ambiguous", "not_found"],
            "decided": [False, False, False],
            "records": [15, 6, 21],
        }
    )
    sources = pd.DataFrame(
        {
            "name": ["c.csv", "d.csv"], "kind": ["seizure", "result"], "no_place": [30, 300], "disagree": [0, 0],
            "located": [100, 10], "other_force": [51, 9],
        }
    )  # fmt: skip
    faults = what_to_fix_first(sources, rejects, warnings, unlocated, NO_DOUBLES)
    # Weighed: no place 30 / 2 = 15, outside 51 / 4 = 12.75, rejected 11, values 43 / 4 = 10.75, texts 21 / 2 = 10.5.
    assert faults["rows"].tolist() == [30, 51, 11, 43, 21, 21]
    assert faults["what"].tolist()[:3] == [
        "30 rows of c.csv name no place.",
        "51 rows of c.csv lie outside the force that recorded them; 100 are located.",
        "11 rows of a.csv rejected; the reason for 6 of them: column Date, date impossible.",
    ]
    assert set(faults["what"][-2:]) == {
        "“Newport” could be several places: 21 records off the map.",
        "“Upton” is not known as a place: 21 records off the map.",
    }
    assert len(what_to_fix_first(sources, rejects, warnings, unlocated, NO_DOUBLES, most=2)) == 2
