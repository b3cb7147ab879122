"""Graded disruptions are counted by grade and never added, and a whole list of them can be traced."""

from __future__ import annotations

from datetime import date

import pytest

from linesmap.link import entity_id, exact_key
from linesmap.measure import DISRUPTION_GRADES, activity, disruption_counts, disruptions
from linesmap.model.filters import Filters
from linesmap.model.vocabulary import EntityType
from linesmap.pipeline import import_files
from linesmap.store import Workspace

LIST = """Ref,Date assessed,Grade,Assessed by,Rationale,4P,Moderated,OCG,Line name,Operation,Phase,Force,Town
1,14/4/2022,moderate,ROCU,Quiet for weeks,Pursue,yes,,Fulmar,Larkspur,1,Dorset,
2,2/7/2022,moderate,ROCU,Two charged,Pursue,no,Fenwren group; Ash group,,Larkspur,2,Dorset,
3,3/7/2022,none,ROCU,Went on as before,Prevent,,Fenwren group,,Larkspur,2,Dorset,"Yeovil, Somerset"
4,4/8/2022,negative,Unit,Grew,,,,Fulmar,,,Wiltshire,
5,5/8/2022,huge,Unit,Grew,,,,Fulmar,,,Wiltshire,
"""
DORSET, AVON, WILTSHIRE = "E23000039", "E23000036", "E23000038"
LARKSPUR = entity_id(EntityType.OPERATION, exact_key(EntityType.OPERATION, "Larkspur"))


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("disruptions")
    (folder / "list.csv").write_text(LIST, encoding="utf-8")
    made = Workspace(folder / "w.duckdb")
    (report,) = import_files([folder / "list.csv"], made)
    assert (report.kind, report.rows_in, report.accepted, report.rejected) == ("disruption", 5, 4, 1)
    return made


def counted(workspace: Workspace, by: str, filters: Filters | None = None) -> dict[tuple[object, ...], tuple[int, ...]]:
    with workspace.read() as tables:
        frame = disruption_counts(tables, filters, by=by)  # type: ignore[arg-type]
    assert frame.columns[-5:].tolist() == list(DISRUPTION_GRADES), "the grades, and no total"
    return {tuple(row[:-5]): tuple(int(n) for n in row[-5:]) for row in frame.itertuples(index=False, name=None)}


def test_counts_by_grade(workspace: Workspace) -> None:
    assert counted(workspace, "all") == {(): (0, 2, 0, 1, 1)}
    by_operation = counted(workspace, "operation")
    assert {key[1]: row for key, row in by_operation.items()} == {"Larkspur": (0, 2, 0, 1, 0), None: (0, 0, 0, 0, 1)}
    assert list(by_operation)[-1] == (None, None), "what names no operation stands last and is not lost"
    assert {key[-1]: row for key, row in counted(workspace, "phase").items()} == {
        "1": (0, 1, 0, 0, 0), "2": (0, 1, 0, 1, 0), None: (0, 0, 0, 0, 1),
    }  # fmt: skip
    assert counted(workspace, "force") == {
        (DORSET,): (0, 2, 0, 0, 0), (AVON,): (0, 0, 0, 1, 0), (WILTSHIRE,): (0, 0, 0, 0, 1),
    }  # fmt: skip
    assert list(counted(workspace, "four_p")) == [("pursue",), ("prevent",), (None,)]


def test_a_disruption_of_two_groups_counts_for_both(workspace: Workspace) -> None:
    found = counted(workspace, "group")
    assert found["Fenwren group",] == (0, 1, 0, 1, 0)
    assert found["Ash group",] == (0, 1, 0, 0, 0)
    assert counted(workspace, "line")["Fulmar",] == (0, 1, 0, 0, 1)


def test_filters_narrow(workspace: Workspace) -> None:
    july = Filters(period=(date(2022, 7, 1), date(2022, 7, 31)))
    assert counted(workspace, "all", july) == {(): (0, 1, 0, 1, 0)}
    assert counted(workspace, "all", Filters(operations=(LARKSPUR,), forces=(DORSET,))) == {(): (0, 2, 0, 0, 0)}
    assert counted(workspace, "all", Filters(phases=(f"{LARKSPUR}/1",))) == {(): (0, 1, 0, 0, 0)}
    fulmar = entity_id(EntityType.DEAL_LINE, exact_key(EntityType.DEAL_LINE, "Fulmar"))
    assert counted(workspace, "all", Filters(lines=(fulmar,))) == {(): (0, 1, 0, 0, 1)}
    assert counted(workspace, "operation", Filters(forces=("E23000001",))) == {}
    assert counted(workspace, "all", Filters(forces=("E23000001",))) == {(): (0, 0, 0, 0, 0)}


def test_the_list_says_who_why_when_and_where_from(workspace: Workspace) -> None:
    with workspace.read() as tables:
        rows = disruptions(tables).to_dict("records")
    assert [row["grade"] for row in rows] == ["negative", "none", "moderate", "moderate"]
    third = rows[2]
    assert (third["assessor"], third["rationale"], third["moderated"]) == ("ROCU", "Two charged", "no")
    assert (third["groups"], third["lines"], third["operation"]) == ("Ash group; Fenwren group", None, "Larkspur")
    assert (third["source"], third["row_number"]) == ("list.csv", 3)
    assert str(third["assessed_on"])[:10] == "2022-07-02"


def test_no_other_measure_counts_them(workspace: Workspace) -> None:
    with workspace.read() as tables:
        assert activity(tables, Filters(), by="operation").empty
        (row,) = activity(tables, Filters(), by="all").to_dict("records") or [{"records": 0}]
    assert row["records"] == 0
