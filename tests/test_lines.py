"""A closed line that comes back is proposed with reasons; people decide, and what they decide stays."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from linesmap import lines
from linesmap.cli import app
from linesmap.errors import InputError
from linesmap.line_flows import flows
from linesmap.model.filters import Filters
from linesmap.model.vocabulary import LineStatus
from linesmap.network import Suggestion, net_closures
from linesmap.pipeline import import_files
from linesmap.reports import TABLES_BY_NAME
from linesmap.store import Tables, Workspace

HEAD = "URN,Date,Force,Postcode,Grade,Line,Phone,Nominal ref,Role,Text\n"
BEFORE = (
    HEAD
    + """\
IR1,1/2/2025,A&S,BA20 1BB,2B,Harrier,07700 900001,N/1,suspect,Deals from a flat
IR2,10/2/2025,A&S,BA20 1DE,2B,Harrier,07700 900001,N/2,suspect,Deals from a house
IR3,20/2/2025,A&S,BA20 1BB,2B,Harrier,07700 900001,N/9,exploited,A child was seen carrying
IR4,5/5/2025,Dorset,DT9 3AA,2B,Plover,07700 900009,,,Another line altogether
"""
)
AFTER = (
    HEAD
    + """\
IR5,10/3/2025,A&S,BA20 1BB,2B,New Harrier,07700 900002,N/7,suspect,Sells from the same flat
IR6,14/3/2025,A&S,BA20 1DE,2B,New Harrier,07700 900002,N/8,suspect,Sells from the same house
"""
)
BACK = AFTER.replace("New Harrier", "Harrier")
MORE = HEAD + "IR7,20/3/2025,A&S,BA20 1DE,2B,New Harrier,07700 900002,N/2,suspect,Seen again\n"
REGISTER = """\
Line,Line number,Status,Kind,Exporting force,Origin town,Destinations,Drugs,First seen,Last seen,Closure,Closed on
Harrier,07700 900001,Closed,External,Met,London,"Yeovil, Somerset",crack,1/2/2025,20/2/2025,Type 2,1/3/2025
Plover,,Active,Internal,Dorset,,,crack,5/5/2025,5/5/2025,,
"""


def add(workspace: Workspace, folder: Path, kind: str, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    import_files([folder / f"{name}.csv" for name in files], workspace, kind=kind)


def build(folder: Path, after: str) -> Workspace:
    workspace = Workspace(folder / "w.duckdb")
    add(workspace, folder, "deal_line", register=REGISTER)
    add(workspace, folder, "intelligence", before=BEFORE, after=after)
    return workspace


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("lines"), AFTER).path


@pytest.fixture
def workspace(built: Path, tmp_path: Path) -> Workspace:
    """Give a copy of the workspace in which New Harrier appears nine days after Harrier was closed."""
    return Workspace(shutil.copy(built, tmp_path / "w.duckdb"))


def suggested(workspace: Workspace) -> list[Suggestion]:
    with workspace.read() as tables:
        return list(lines.suggestions(tables, lines.profiles(tables)))


def closed_net(workspace: Workspace) -> dict[str, tuple[int, int]]:
    with workspace.read() as tables:
        frame = net_closures(lines.closures(tables, lines.profiles(tables)), within_days=[90])
    return {row["closure_type"]: (row["closed"], row["net"]) for row in frame.to_dict("records")}


def status(workspace: Workspace, name: str) -> LineStatus | None:
    with workspace.read() as tables:
        return lines.find_line(lines.profiles(tables), name).status


def test_a_new_brand_at_two_shared_addresses_is_proposed_and_lowers_net_closures(
    workspace: Workspace,
) -> None:
    (one,) = suggested(workspace)
    assert (one.earlier_name, one.later_name, one.gap_days) == ("Harrier", "New Harrier", 9)
    kinds = {reason.kind for reason in one.reasons}
    assert {"brand", "timing"} <= kinds
    assert kinds & {"addresses", "places"}
    shared = next(reason for reason in one.reasons if reason.kind in {"addresses", "places"})
    assert shared.words.startswith("2 ")
    with workspace.read() as tables:
        behind = lines.places_of(tables, shared.record_ids)
    assert {name for name, _, _ in behind.values()} == {"before.csv", "after.csv"}
    assert one.strength == "strong"
    assert closed_net(workspace) == {"Type 1": (0, 0), "Type 2": (1, 1)}, "a Type 2 closure never counts as Type 1"
    assert status(workspace, "Harrier") is LineStatus.CLOSED_TYPE_2

    judgement = lines.accept(workspace, one.earlier, one.later)
    assert closed_net(workspace) == {"Type 1": (0, 0), "Type 2": (1, 0)}
    assert status(workspace, "Harrier") is LineStatus.REBRANDED
    (decided,) = suggested(workspace)
    assert (decided.verdict, decided.judgement_id) == ("accept", judgement)

    lines.undo(workspace, judgement)
    assert closed_net(workspace) == {"Type 1": (0, 0), "Type 2": (1, 1)}
    assert [again.verdict for again in suggested(workspace)] == [""]


def test_rejecting_sticks_after_another_import(workspace: Workspace, tmp_path: Path) -> None:
    (one,) = suggested(workspace)
    judgement = lines.reject(workspace, one.earlier, one.later)
    add(workspace, tmp_path, "intelligence", after=AFTER, more=MORE)
    (again,) = suggested(workspace)
    assert again.score > one.score, "more evidence came in"
    assert (again.verdict, again.judgement_id) == ("reject", judgement)
    assert closed_net(workspace) == {"Type 1": (0, 0), "Type 2": (1, 1)}


def test_the_same_brand_on_a_new_number_is_a_return_of_the_same_line(tmp_path: Path) -> None:
    workspace = build(tmp_path, BACK)
    (one,) = suggested(workspace)
    assert one.is_return
    assert (one.gap_days, one.verdict) == (9, "records")
    assert "07700 900002" in next(reason.words for reason in one.reasons if reason.kind == "brand")
    assert status(workspace, "Harrier") is not LineStatus.CLOSED_TYPE_2
    assert closed_net(workspace)["Type 2"] == (1, 0)
    lines.reject(workspace, one.earlier, one.later, on=one.on)
    assert closed_net(workspace)["Type 2"] == (1, 1)
    assert status(workspace, "Harrier") is LineStatus.CLOSED_TYPE_2
    assert [again.verdict for again in suggested(workspace)] == ["reject"]


def test_one_record_does_not_reopen_a_line_but_a_person_may(tmp_path: Path) -> None:
    workspace = build(tmp_path, "\n".join(BACK.splitlines()[:2]) + "\n")
    with workspace.read() as tables:
        line = lines.find_line(lines.profiles(tables), "harrier")
    assert closed_net(workspace)["Type 2"] == (1, 1)
    with pytest.raises(InputError, match="day"):
        lines.accept(workspace, line.line_id, line.line_id)
    lines.accept(workspace, line.line_id, line.line_id, on=pd.Timestamp("2025-03-10").date())
    assert closed_net(workspace)["Type 2"] == (1, 0)


def test_a_relation_that_is_neither_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="rebranded or merged"):
        lines.accept(Workspace(tmp_path / "w.duckdb"), "L1", "L2", relation="married")


def test_closures_say_who_recorded_them_and_evidence_its_file_and_row(workspace: Workspace) -> None:
    with workspace.read() as tables:
        found = lines.profiles(tables)
        closure = lines.closures(tables, found).iloc[0]
        records = lines.evidence(tables, lines.find_line(found, "Harrier").line_id)
    assert (closure["sources"], closure["line"]) == ("register", "Harrier")
    assert records[["reference", "file", "row_number"]].to_numpy().tolist() == [
        ["IR3", "before.csv", 4], ["IR2", "before.csv", 3], ["IR1", "before.csv", 2],
    ]  # fmt: skip


def test_flows_of_the_workspace(workspace: Workspace) -> None:
    with workspace.read() as tables:
        frame = flows(tables)
        internal = frame[frame["internal"] > 0]
        assert internal[["origin", "destination", "lines"]].to_numpy().tolist() == [["Dorset", "Dorset", 1]]
        assert frame["unusual"].eq("").all(), "three lines have no baseline"
        dorset = flows(tables, Filters(forces=("E23000039",)))
        assert dorset["origin"].tolist() == ["Dorset"]
        early = flows(tables, Filters(period=(pd.Timestamp("2025-02-01").date(), pd.Timestamp("2025-02-28").date())))
        assert early["lines"].sum() == 1, "one line was open in February"
        pd.testing.assert_frame_equal(TABLES_BY_NAME["flows"](tables, Filters()), frame)


@pytest.mark.parametrize(("by", "period"), [("force", "all"), ("lad", "quarter"), ("town", "year")])
def test_demo_flows_add_up_whatever_they_are_counted_by(demo_tables: Tables, by: str, period: str) -> None:
    found = lines.profiles(demo_tables)
    frame = flows(demo_tables, by=by, period=period, found=found)  # type: ignore[arg-type]
    fitted = frame.dropna(subset=["expected"])
    assert len(fitted)
    assert frame["lines"].min() > 0
    assert (frame["internal"] <= frame["lines"]).all()
    assert fitted.groupby("period")["expected"].sum().le(fitted.groupby("period")["lines"].sum() + 1e-6).all()
    if by == "force":
        inside = frame[frame["internal"] > 0]
        assert (inside["origin_code"] == inside["destination_code"]).all()


def test_demo_survival_is_told_by_type(demo_tables: Tables) -> None:
    found = lines.profiles(demo_tables)
    outcomes = lines.closures(demo_tables, found)
    frame = lines.survival_frame(found, outcomes, as_of=pd.Timestamp("2025-06-29").date())
    assert frame["closure_type"].tolist() == ["Type 1", "Type 1", "Type 2", "Type 2"]
    held = frame.set_index("what")
    assert held.loc["Type 1 closures that hold", "n"] == int((outcomes["closure_type"] == "Type 1").sum())
    assert held["at_90"].between(0, 1).all()


def run(*arguments: object) -> str:
    done = CliRunner().invoke(app, [str(one) for one in arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_commands(workspace: Workspace) -> None:
    place = ("--workspace", workspace.path)
    listed = json.loads(run("lines", "list", "--json", *place))["lines"]
    assert {row["line"]: row["status"] for row in listed}["Harrier"] == "closed Type 2"
    shown = json.loads(run("lines", "show", "harrier", "--json", *place))
    assert [change["to"] for change in shown["changes"]][-1] == "closed Type 2"
    assert "register.csv, row 2" in shown["changes"][-1]["files"]
    (one,) = json.loads(run("lines", "suggestions", "--json", *place))["suggestions"]
    assert one["strength"] == "strong"
    assert all(reason["words"] for reason in one["reasons"])
    judgement = run("lines", "accept", "Harrier", "New Harrier", "--on", "2025-03-10", *place).split(":")[0]
    net = json.loads(run("lines", "closures", "--within", 90, "--json", *place))["net"]
    assert [(row["closure_type"], row["net"]) for row in net] == [("Type 1", 0), ("Type 2", 0)]
    assert "undone" in run("lines", "undo", judgement, *place)
    assert "rejected" in run("lines", "reject", "Harrier", "New Harrier", *place)
    assert "closures that hold" in run("lines", "survival", *place)
    table = json.loads(run("measure", "flows", "--by", "town", "--period", "year", "--json", *place))["flows"]
    assert {row["period"] for row in table} == {"2025"}
    assert CliRunner().invoke(app, ["measure", "forces", "--by", "town", *map(str, place)]).exit_code == 2
