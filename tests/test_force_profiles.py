"""A force's profile against a workspace whose truth is known, and against the tables of the demo."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from linesmap import line_flows, lines
from linesmap.errors import ReferenceDataError
from linesmap.force_profiles import (
    ForceProfile,
    cross_border_of_operations,
    force_profile,
    lines_between_forces,
)
from linesmap.model.filters import Filters
from linesmap.pipeline import import_files
from linesmap.store import Tables, Workspace, selected_records

DORSET, WILTSHIRE, MET, MERSEYSIDE = "E23000039", "E23000038", "E23000001", "E23000004"

REGISTER = """\
reference,line_name,status,line_kind,origin_force,origin_place,destination,drugs,first_seen,last_seen
R/1,Fulmar,active,external,Met,London,"Weymouth, Dorset",heroin,1/1/2022,9/3/2022
R/2,Kittiwake,active,external,Merseyside,Liverpool,"Poole, Dorset",heroin,1/1/2022,9/3/2022
R/3,Gannet,active,internal,Dorset,Poole,"Bournemouth, Dorset",cocaine,1/1/2022,9/3/2022
R/4,Plover,active,external,Dorset,Poole,"Salisbury, Wiltshire",cocaine,1/1/2022,9/3/2022
"""
OPERATIONS = """\
reference,operation,phase,lead,forces,start_on,end_on,strand
O/1,Larkspur,1,Dorset,"Dorset, Wilts",7 Mar 2022,13 Mar 2022,county lines
O/2,Fenwren,1,Wiltshire,Wiltshire,7 Apr 2022,13 Apr 2022,county lines
"""
HEAD = "reference,occurred_from,recording_force,operation,phase,place,line_name,phone,vehicle,action,action_count\n"
ENFORCEMENT = (
    HEAD
    + """\
E/1,7/3/2022,Dorset,Larkspur,1,"Weymouth, Dorset",Fulmar,07700 900123,,Arrest,3
E/2,8/3/2022,Dorset,Larkspur,1,"Poole, Dorset",Kittiwake,,AB12 CDE,Warrant,1
E/3,9/3/2022,Wiltshire,Larkspur,1,"Salisbury, Wiltshire",Plover,,,Arrest,2
E/4,10/3/2022,Dorset,Larkspur,1,"Poole, Dorset",Gannet,,,Arrest,1
E/5,1/5/2022,Met,,,"Brixton, London",Fulmar,07700 900123,,Arrest,1
E/6,2/5/2022,Met,,,"Brixton, London",,,AB12 CDE,Arrest,1
E/7,3/5/2022,Merseyside,,,"Liverpool",,,AB12 CDE,Arrest,1
"""
)


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tables]:
    folder = tmp_path_factory.mktemp("forces")
    workspace = Workspace(folder / "w.duckdb")
    for name, kind, text in (
        ("lines", "deal_line", REGISTER),
        ("operations", "operation", OPERATIONS),
        ("enforcement", "enforcement", ENFORCEMENT),
    ):
        path = folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        (report,) = import_files([path], workspace, kind=kind)
        assert report.rejected == 0
    with workspace.read() as opened:
        yield opened


@pytest.fixture(scope="module")
def dorset(tables: Tables) -> ForceProfile:
    return force_profile(tables, DORSET)


def names(found: tuple[object, ...]) -> list[str]:
    return [str(getattr(one, "name", one)) for one in found]


def test_lines_run_in_out_and_inside(dorset: ForceProfile) -> None:
    assert names(dorset.lines.inward) == ["Fulmar", "Kittiwake"]
    assert names(dorset.lines.outward) == ["Plover"]
    assert names(dorset.lines.internal) == ["Gannet"]


def test_activity_is_counted_by_month_and_kind(dorset: ForceProfile) -> None:
    rows = [(str(month)[:10], kind, n) for month, kind, n in dorset.months.itertuples(index=False)]
    assert rows == [("2022-03-01", "enforcement", 3)]
    assert (dorset.n_records, dorset.n_recorded) == (3, 3)


def test_own_counts_stand_beside_those_of_the_operation(dorset: ForceProfile) -> None:
    (row,) = dorset.operations.to_dict("records")
    assert (row["operation"], row["n_forces"], row["n_phases"], row["registered"]) == ("Larkspur", 2, 1, True)
    assert (row["own_records"], row["all_records"]) == (3, 4)
    assert (row["own_arrests"], row["all_arrests"]) == (4, 6)
    assert (row["own_warrants"], row["all_warrants"]) == (1, 1)


def test_a_registered_force_without_records_still_took_part(tables: Tables) -> None:
    rows = force_profile(tables, WILTSHIRE).operations.set_index("operation")
    assert list(rows.index) == ["Fenwren", "Larkspur"]
    assert (rows.loc["Fenwren", "own_records"], rows.loc["Fenwren", "all_records"]) == (0, 0)


def test_ties_are_lines_and_what_both_name(dorset: ForceProfile) -> None:
    ties = {one.code: one for one in dorset.ties}
    assert set(ties) == {MET, MERSEYSIDE, WILTSHIRE}
    assert (len(ties[MET].lines_from), len(ties[MET].lines_to)) == (1, 0)
    assert ties[MET].shared == {"phone": 1, "vehicle": 1, "deal_line": 1}
    assert (len(ties[WILTSHIRE].lines_to), ties[WILTSHIRE].shared) == (1, {})
    assert ties[MERSEYSIDE].shared == {"vehicle": 1}
    assert names(dorset.ties)[0] == "Metropolitan Police"


def test_an_operation_reaches_beyond_its_boundary(tables: Tables) -> None:
    (found,) = cross_border_of_operations(tables)
    assert (found.operation, found.boundary) == ("Larkspur", (WILTSHIRE, DORSET))
    assert (len(found.crossing), len(found.inside), found.outside, found.not_known) == (2, 2, (), ())
    assert found.share == 0.5
    assert found.invite is not None
    assert (found.invite.name, found.invite.shared) == (
        "Metropolitan Police",
        {"phone": 1, "vehicle": 1, "deal_line": 1},
    )
    assert cross_border_of_operations(tables, operations=[]) == ()


def test_a_force_that_is_none_is_refused(tables: Tables) -> None:
    with pytest.raises(ReferenceDataError, match="E99999999"):
        force_profile(tables, "E99999999")


def test_the_demo_agrees_with_its_flows_and_records(demo_tables: Tables) -> None:
    found = lines.profiles(demo_tables)
    matrix = lines_between_forces(found)
    flows = line_flows.flows(demo_tables, found=found)
    counted = {(row["origin_code"], row["destination_code"]): row["lines"] for row in flows.to_dict("records")}
    assert {pair: len(ids) for pair, ids in matrix.cells.items()} == counted
    profile = force_profile(demo_tables, DORSET, found=found)
    column = sum(n for (start, end), n in counted.items() if end == DORSET and start != DORSET)
    assert len(profile.lines.inward) == column
    assert len(profile.lines.internal) == counted[DORSET, DORSET]
    records = selected_records(demo_tables, Filters()).select("force", "occurred_from").to_pandas()
    own = records[(records["force"] == DORSET) & records["occurred_from"].notna()]
    assert int(profile.months["records"].sum()) == len(own)
    for key in ("records", "arrests", "class_a_g"):
        assert (profile.operations[f"own_{key}"] <= profile.operations[f"all_{key}"] + 1e-6).all()
    across = {one.operation: one for one in cross_border_of_operations(demo_tables, found=found)}
    larkspur = next(one for name, one in across.items() if "Larkspur" in name)
    assert set(larkspur.boundary).isdisjoint(one.code for one in larkspur.outside_forces)
    assert larkspur.invite is not None
    assert len(larkspur.invite.line_ids) == max(len(one.line_ids) for one in larkspur.outside_forces)
