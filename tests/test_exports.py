"""Exports of a workspace: what may leave, under which names, logged and whole, and read again without loss."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import networkx as nx
import pandas as pd
import pyogrio
import pytest

from linesmap.errors import InputError
from linesmap.exports import ExportRequest, format_of, make_export, write_export
from linesmap.importing import HowToRead, import_file
from linesmap.model.cells import safe_cell
from linesmap.model.filters import Filters
from linesmap.model.kinds import KINDS
from linesmap.settings import load_settings
from linesmap.store import Workspace
from tests import export_content
from tests.commands import run

NO_NAMES = ExportRequest(Path("unused"))
AUTO = HowToRead("auto", None, None, (), load_settings())


@pytest.fixture(scope="module")
def held() -> Workspace:
    """Give the shared workspace; tests that only build exports may log into it."""
    return Workspace(export_content.workspace())


@pytest.fixture
def own(held: Workspace, tmp_path: Path) -> Workspace:
    """Give a copy for tests that look at the audit trail."""
    return Workspace(shutil.copy(held.path, tmp_path / "w.duckdb"))


def made(workspace: Workspace, name: str, **changes: object) -> bytes:
    return make_export(workspace, replace(NO_NAMES, path=Path(name), **changes))[0]


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def tables_of(workspace: Workspace) -> dict[str, pd.DataFrame]:
    names = ("records", "places", "sources", "entities", "mentions", "particulars", "audit")
    with workspace.read() as tables:
        return {name: tables[name].to_pandas() for name in (*names, *{spec.table for spec in KINDS.values()})}


# ---- reading it again ----

SHARED = (
    "kind", "reference", "recording_force", "occurred_from", "occurred_to", "date_precision", "place_id", "drugs",
    "grading", "grading_scheme", "grade_band", "handling", "marking", "phase", "operation_id", "title",
)  # fmt: skip
UNREAD = {"deal_lines": {"phone"}}
"""Numbers leave with names only."""


@pytest.mark.parametrize("ending", [".xlsx", ".csv.zip"])
def test_our_own_export_is_read_again_without_loss(held: Workspace, tmp_path: Path, ending: str) -> None:
    written = write_export(held, ExportRequest(tmp_path / f"out{ending}"))
    again = Workspace(tmp_path / "again.duckdb")
    reports = import_file(tmp_path / f"out{ending}", again, AUTO, lambda _: None)
    assert sum(report.rejected + report.already_held for report in reports) == 0
    assert sum(report.accepted for report in reports) == written.n_records > 370
    old, new = tables_of(held), tables_of(again)
    at = _matched(old["records"], new["records"])
    assert len(at) == written.n_records
    differing = {column: _differing(old["records"], new["records"], at, column) for column in SHARED}
    for spec in KINDS.values():
        if spec.table in {"nominals", "records"} or new[spec.table].empty:
            continue
        for column in set(old[spec.table]) - {"record_id"} - UNREAD.get(spec.table, set()):
            differing[f"{spec.table}.{column}"] = _differing(old[spec.table], new[spec.table], at, column)
    if ending == ".csv.zip":
        # In CSV only an apostrophe keeps text from being a formula, and it stays.
        differing["reference"] = [(a, b) for a, b in differing["reference"] if safe_cell(a) != b]
    assert {column: pairs for column, pairs in differing.items() if pairs} == {}
    where = ["place_id", "lon", "lat", "precision", "uncertainty_m", "status"]
    before = old["places"].merge(new["places"]["place_id"])[where].sort_values("place_id", ignore_index=True)
    after = new["places"][where].sort_values("place_id", ignore_index=True)
    pd.testing.assert_frame_equal(before, after)
    assert "street" in set(after["precision"]), "a point that its publisher moved is one again"
    assert set(new["sources"].loc[new["sources"]["kind"] == "seizure", "invented"]) == {True}


def _matched(old: pd.DataFrame, new: pd.DataFrame) -> dict[str, str]:
    """Pair each new record with the one it was made from."""
    by_reference = dict(zip(old["reference"], old["record_id"], strict=True))
    said = [json.loads(text).get("linesmap_record") for text in new["raw"]]
    pairs = zip(new["record_id"], said, new["reference"], strict=True)
    return {record: was or by_reference[reference] for record, was, reference in pairs}


def _differing(old: pd.DataFrame, new: pd.DataFrame, at: dict[str, str], column: str) -> list[tuple[object, object]]:
    before = old.set_index("record_id")[column]
    pairs = [(before[at[record]], value) for record, value in zip(new["record_id"], new[column], strict=True)]
    return [(a, b) for a, b in pairs if not (a == b or (pd.isna(a) and pd.isna(b)))]


@pytest.mark.parametrize("kind", ["seizure", "enforcement"])
def test_one_kind_as_csv_is_read_again(held: Workspace, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"{kind}.csv"
    written = write_export(held, ExportRequest(path, table=kind))
    (report,) = import_file(path, Workspace(tmp_path / "again.duckdb"), AUTO, lambda _: None)
    assert (report.kind, report.accepted, report.rejected) == (kind, written.n_records, 0)


@pytest.mark.parametrize("name", ["out.csv", "out.parquet"])
def test_a_table_of_several_kinds_is_never_taken_for_one(held: Workspace, tmp_path: Path, name: str) -> None:
    write_export(held, ExportRequest(tmp_path / name))
    with pytest.raises(InputError, match="no kind of record fits"):
        import_file(tmp_path / name, Workspace(tmp_path / "again.duckdb"), AUTO, lambda _: None)


# ---- what may leave ----


READABLE = (".gpkg", ".geojson", ".kml", ".graphml", ".gexf", ".csv", ".ftm.jsonl")
"""Formats whose bytes show their text; the packed ones are made of the same parts."""


@pytest.fixture(scope="module")
def everything(held: Workspace) -> dict[str, bytes]:
    """Every readable format once, without names."""
    return {ending: made(held, f"out{ending}") for ending in READABLE}


def texts(everything: dict[str, bytes]) -> Iterator[tuple[str, str]]:
    yield from ((ending, data.decode(errors="replace")) for ending, data in everything.items())


def test_what_carries_conditions_stays_behind(held: Workspace, everything: dict[str, bytes]) -> None:
    records = tables_of(held)["records"]
    withheld = set(records.loc[records["handling"].isin(["C", "2", "3", "4", "5"]), "record_id"])
    assert withheld
    for ending, text in texts(everything):
        assert not [one for one in withheld if one in text], ending
    events = rows(everything[".csv"])
    _, written = make_export(held, replace(NO_NAMES, path=Path("out.csv")))
    event_kinds = records["kind"].isin(["intelligence", "seizure", "enforcement", "offence"])
    assert written.n_withheld == int((event_kinds & records["record_id"].isin(withheld)).sum())
    assert len(events) == written.n_records == int(event_kinds.sum()) - written.n_withheld
    assert {row["export_marking"] for row in events} == {"OFFICIAL-SENSITIVE"}


def test_people_numbers_and_texts_stay_behind_without_names(held: Workspace, everything: dict[str, bytes]) -> None:
    tables = tables_of(held)
    mentions, said = tables["mentions"], tables["particulars"]
    personal = mentions["entity_type"].isin(["person", "phone", "vehicle", "address"]) & (mentions["raw"] != "named")
    secrets = set(mentions.loc[personal, "raw"]) | set(said["surname"].dropna()) - {""}
    secrets |= {text for text in tables["records"]["summary"].dropna() if len(text) > 30 and "High Street" not in text}
    ids = set(tables["entities"].loc[tables["entities"]["entity_type"].isin(["person", "phone"]), "entity_id"])
    for ending, text in texts(everything):
        found = [one for one in secrets if len(one) > 5 and one in text]
        assert not found, (ending, len(found))
        assert not [one for one in ids if one in text], ending
    people = [row["people_named"] for row in rows(everything[".csv"]) if row["people_named"]]
    assert people
    assert all(text.startswith("Person ") for text in people)


def test_pseudonyms_are_the_same_in_every_export(held: Workspace, everything: dict[str, bytes]) -> None:
    graph = nx.read_graphml(io.BytesIO(everything[".graphml"]), force_multigraph=True)
    called = {data["label"] for _, data in graph.nodes(data=True) if data["type"] in {"phone", "vehicle", "person"}}
    events = rows(everything[".csv"])
    named = {part for row in events for part in row["phones_named"].split("; ") + row["vehicles_named"].split("; ")}
    assert named - {""} <= called
    assert made(held, "out.graphml") == everything[".graphml"]


def test_names_leave_with_a_reason_and_exploited_people_never(held: Workspace) -> None:
    tables = tables_of(held)
    exploited = tables["entities"].loc[tables["entities"]["safeguarding"].astype(bool)]
    with held.read() as opened:
        resolved = opened["resolutions"].select("mention_id", "entity_id").to_pandas()
    mentions = tables["mentions"].merge(resolved, on="mention_id")
    known = mentions[(mentions["entity_type"] == "person") & (mentions["raw"] != "named")]
    theirs = set(known.loc[known["entity_id"].isin(exploited["entity_id"]), "raw"])
    others = set(known.loc[~known["entity_id"].isin(exploited["entity_id"]), "raw"]) - theirs
    reason = "Asked for by the senior analyst"
    text = made(held, "out.csv", table="enforcement", names=True, reason=reason).decode()
    assert theirs
    assert not [one for one in theirs if one in text]
    assert [one for one in others if one in text]
    assert set(exploited["label"]) & set(text.replace(";", ",").replace('"', ",").split(","))
    graph = nx.read_graphml(io.BytesIO(made(held, "out.graphml", names=True, reason=reason)), force_multigraph=True)
    assert any(data["label"].startswith("+44") for _, data in graph.nodes(data=True) if data["type"] == "phone")
    guarded = {data["label"] for _, data in graph.nodes(data=True) if data["type"] == "person" and data["safeguarding"]}
    assert guarded == {label for label in exploited["label"] if label in guarded}


def test_counts_agree_across_formats(held: Workspace, everything: dict[str, bytes], tmp_path: Path) -> None:
    _, written = make_export(held, replace(NO_NAMES, path=Path("out.graphml")))
    graph = nx.read_graphml(io.BytesIO(everything[".graphml"]), force_multigraph=True)
    other = nx.read_gexf(io.BytesIO(everything[".gexf"]))
    assert (graph.number_of_nodes(), graph.number_of_edges()) == (written.n_entities, written.n_links)
    assert (other.number_of_nodes(), other.number_of_edges()) == (written.n_entities, written.n_links)
    assert len(rows(made(held, "out.csv", table="links"))) == written.n_links
    assert len(rows(made(held, "out.csv", table="entities"))) == written.n_entities
    path = tmp_path / "x.gpkg"
    path.write_bytes(everything[".gpkg"])
    layers = ("records_27700", "record_areas_27700", "records_not_located")
    n_records = sum(pyogrio.read_info(path, layer=layer)["features"] for layer in layers)
    assert n_records == written.n_records
    lines = pyogrio.read_dataframe(path, layer="lines_27700")
    assert lines["line_id"].nunique() == len({row["line_id"] for row in rows(made(held, "out.csv", table="lines"))}) > 5
    assert lines.geometry.notna().sum() > 5


def test_every_row_says_where_it_came_from(held: Workspace, everything: dict[str, bytes]) -> None:
    records = tables_of(held)["records"].set_index("record_id")
    sources = tables_of(held)["sources"].set_index("source_id")["name"]
    for row in rows(everything[".csv"]):
        was = records.loc[row["record_id"]]
        assert row["source_file"] == sources[was["source_id"]]
        assert int(row["source_row"]) == was["row_number"]
    assert {row["invented"] for row in rows(everything[".csv"])} == {"True", "False"}


def test_hostile_records_come_out_as_text(held: Workspace, everything: dict[str, bytes]) -> None:
    found = [row for row in rows(everything[".csv"]) if "HYPERLINK" in row["record_ref"]]
    assert [row["record_ref"] for row in found] == ['\'=HYPERLINK("x")']
    named = made(held, "out.kml", names=True, reason="test").decode()
    assert "<script>" not in named
    assert "&lt;script&gt;" in named


# ---- filters ----


def test_filters_narrow_what_leaves(held: Workspace) -> None:
    period = Filters(period=(date(2025, 1, 1), date(2025, 3, 31)))
    inside = rows(made(held, "out.csv", filters=period))
    assert inside
    assert all(row["first_day"] <= "2025-03-31" and row["last_day"] >= "2025-01-01" for row in inside)
    of_line = rows(made(held, "out.csv", lines=("harrier",)))
    assert of_line
    assert all("Harrier" in row["lines_named"] for row in of_line)
    assert {row["line_label"] for row in rows(made(held, "out.csv", table="lines", lines=("Harrier line",)))} >= {
        "Harrier"
    }
    of_operation = rows(made(held, "out.csv", operations=("Op Larkspur",)))
    assert {row["operation_label"] for row in of_operation} == {"Larkspur"}
    with pytest.raises(InputError, match=r"Expected a deal line of this workspace .*; found 'Nobody'\."):
        made(held, "out.csv", lines=("Nobody",))


# ---- rules, log and file ----


def test_an_unknown_ending_is_refused_in_plain_words() -> None:
    with pytest.raises(InputError, match=r"Expected a file name that ends in .gpkg, .*; found 'out.docx'\."):
        format_of(Path("out.docx"))
    assert [format_of(Path(name)).name for name in ("a.i2.xlsx", "a.XLSX", "a.csv.zip", "a.ftm.jsonl")] == [
        "i2 workbook", "Workbook", "CSV files", "FollowTheMoney",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"names": True}, "Names leave only with a reason"),
        ({"names": True, "reason": "  "}, "Names leave only with a reason"),
        ({"table": "nominal"}, "A register of people is not exported"),
        ({"table": "links"}, "A table is chosen for a CSV file only"),
        ({"crs": ("3857",)}, "Expected coordinates in 27700 or 4326"),
        ({"marking": "SECRET"}, "Expected a marking"),
        ({"operations": ("Nothing",)}, "Expected an operation"),
    ],
)
def test_what_the_rules_forbid_writes_nothing(
    own: Workspace, tmp_path: Path, changes: dict[str, object], said: str
) -> None:
    request = replace(NO_NAMES, path=tmp_path / "out" / "x.gpkg", **changes)
    before = len(tables_of(own)["audit"])
    with pytest.raises(InputError, match=said):
        write_export(own, request)
    assert not (tmp_path / "out").exists()
    assert len(tables_of(own)["audit"]) == before


def test_the_disclosure_is_logged_with_counts_and_hash(own: Workspace, tmp_path: Path) -> None:
    version = own.version()
    path = tmp_path / "x.csv"
    written = write_export(own, ExportRequest(path, names=True, reason="Court bundle", lines=("Harrier",)))
    entry = tables_of(own)["audit"].iloc[-1]
    detail = json.loads(entry["detail"])
    assert (entry["action"], entry["object"]) == ("disclosure", "x.csv")
    assert detail["sha256"] == sha256(path.read_bytes()).hexdigest() == written.sha256
    assert (detail["records"], detail["withheld"], detail["reason"]) == (
        written.n_records, written.n_withheld, "Court bundle",
    )  # fmt: skip
    assert detail["filters"] == {"lines": ["Harrier"]}
    assert own.verify_audit() is None
    assert own.version() == version


def test_a_file_that_is_there_stays_unless_told_otherwise(own: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="is there already"):
        write_export(own, ExportRequest(path))
    assert path.read_text(encoding="utf-8") == "mine"
    write_export(own, ExportRequest(path, overwrite=True))
    assert path.stat().st_size > 1000
    assert not list(tmp_path.glob(".linesmap-export-*"))


def test_a_folder_that_cannot_be_written_is_said_and_not_logged(own: Workspace, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    before = len(tables_of(own)["audit"])
    with pytest.raises(InputError, match="could not be written"):
        write_export(own, ExportRequest(tmp_path / "file" / "x.csv"))
    assert len(tables_of(own)["audit"]) == before


def test_the_command_writes_and_says_what(own: Workspace, tmp_path: Path) -> None:
    done = run("export", tmp_path / "x.geojson", "--workspace", own.path, "--line", "Harrier", "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said["format"] == "GeoJSON"
    assert said["marking"] == "OFFICIAL-SENSITIVE"
    assert said["n_bytes"] == (tmp_path / "x.geojson").stat().st_size
    again = run("export", tmp_path / "x.geojson", "--workspace", own.path)
    assert (again.returncode, again.stdout) == (1, "")
    assert "add --force-overwrite" in again.stderr
    assert run("export", tmp_path / "y.kml", "--workspace", own.path, "--audience", "pcc").returncode == 1
    assert run("export", tmp_path / "y.gpkg", "--workspace", own.path, "--from", "2025-01-01").returncode == 2
