"""The commands: what they print, where, and with which exit code."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from linesmap.cli import app
from linesmap.settings import data_dir
from linesmap.store import Workspace
from tests.commands import run, start

SAMPLE = data_dir() / "samples" / "west_yorkshire_drug_offences.csv"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cli") / "w.duckdb"
    done = run("import", SAMPLE, "--workspace", path, "--json")
    assert done.returncode == 0, done.stderr
    (file,) = json.loads(done.stdout)["files"]
    assert file["rows_in"] == file["accepted"] + file["rejected"] + file["already_held"] == 1453
    assert (file["name"], file["kind"]) == (SAMPLE.name, "offence")
    assert file["template"] == "data.police.uk street-level crime"
    assert set(file) >= {"warnings"}
    return path


def test_the_same_file_again_adds_nothing(workspace: Path) -> None:
    (file,) = json.loads(run("import", SAMPLE, "--workspace", workspace, "--json").stdout)["files"]
    assert (file["accepted"], file["already_held"]) == (0, 1453)


def test_geocode_answers_with_precision_and_force() -> None:
    texts = ["BS1 1AD", "SU 429 128", "Yeovil, Somerset", "51.4545,-2.5879", "Newport", "SO14", "H885640"]
    done = run("geocode", *texts, "--json")
    answers = {answer["text"]: answer for answer in json.loads(done.stdout)["answers"]}
    assert [answers[text]["force"] for text in texts[:4]] == [
        "Avon and Somerset", "Hampshire", "Avon and Somerset", "Avon and Somerset",
    ]  # fmt: skip
    assert {answers[text]["status"] for text in texts[:4]} == {"found"}
    assert answers["SU 429 128"]["lat"] == pytest.approx(50.9135, abs=2e-4)
    assert answers["SU 429 128"]["lon"] == pytest.approx(-1.3904, abs=2e-4)
    assert answers["Newport"]["status"] == "ambiguous"
    assert len(answers["Newport"]["candidates"]) >= 3
    assert answers["SO14"]["uncertainty_m"] > 1000
    assert answers["H885640"]["status"] == "refused"
    for key in ("lon", "lat", "easting", "northing", "precision", "uncertainty_m", "method", "pfa_code", "lad_code"):
        assert key in answers["BS1 1AD"]


def test_geocode_reads_a_column(tmp_path: Path) -> None:
    file = tmp_path / "places.csv"
    file.write_text("id,where\n1,BS1 1AD\n2,Yeovil\n", encoding="utf-8")
    done = run("geocode", "--file", file, "--column", "where", "--csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["text"] for row in rows] == ["BS1 1AD", "Yeovil"]
    assert run("geocode", "--file", file, "--column", "place").returncode == 1


def test_near_narrows_what_is_ambiguous() -> None:
    (answer,) = json.loads(run("geocode", "Newport", "--near", "Hampshire", "--json").stdout)["answers"]
    assert (answer["status"], answer["pfa_code"]) == ("found", "E23000030")


@pytest.mark.parametrize("what", ["operations", "phases", "lines", "forces", "drugs", "months", "flows", "programmes"])
def test_measure_prints_one_document(demo_path: Path, what: str) -> None:
    done = run("measure", what, "--workspace", demo_path, "--json")
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)[what]
    assert len(rows) >= 3
    assert done.stderr == ""


def test_a_command_of_its_own_process_says_the_same(demo_path: Path, tmp_path: Path) -> None:
    here, own = (each("measure", "forces", "--workspace", demo_path, "--json") for each in (run, start))
    assert (own.returncode, own.stdout, own.stderr) == (0, here.stdout, "")
    stated = start("measure", "forces", "--force", "Narnia", "--workspace", demo_path)
    assert (stated.returncode, stated.stdout) == (1, "")
    assert stated.stderr.startswith("linesmap: Expected the name of a police force")
    usage = start("nonesuch", folder=tmp_path)
    assert usage.returncode == 2
    assert "Traceback" not in stated.stderr + usage.stderr


def test_measure_keeps_closure_types_apart(demo_path: Path) -> None:
    rows = json.loads(run("measure", "phases", "--workspace", demo_path, "--json").stdout)["phases"]
    larkspur = [row for row in rows if row["operation"] == "Larkspur"]
    assert [row["phase"] for row in larkspur] == ["1", "2", "3"]
    assert sum(row["closures_type_1"] for row in larkspur) > 0
    assert all(row["population"] == 5_659_143 for row in larkspur), "five South West forces, mid-2020"


def test_measure_is_narrowed_by_period_and_force(demo_path: Path) -> None:
    every = json.loads(run("measure", "forces", "--workspace", demo_path, "--json").stdout)["forces"]
    some = run(
        "measure",
        "forces",
        "--workspace",
        demo_path,
        "--force",
        "Dorset",
        "--from",
        "2025-01-01",
        "--to",
        "2025-01-31",
        "--json",
    )
    (dorset,) = json.loads(some.stdout)["forces"]
    whole = next(row for row in every if row["name"] == "Dorset")
    assert 0 < dorset["records"] < whole["records"]
    assert dorset["records_per_100_000"] == pytest.approx(dorset["records"] / 776_780 * 1e5)


def test_quality_and_rejects_account_for_every_row(demo_path: Path) -> None:
    quality = json.loads(run("quality", "--workspace", demo_path, "--json").stdout)
    for source in quality["sources"]:
        assert source["rows_in"] == source["rows_accepted"] + source["rows_rejected"] + source["rows_held"]
    rejects = json.loads(run("rejects", "--workspace", demo_path, "--json").stdout)["rejects"]
    assert len(rejects) == sum(source["rows_rejected"] for source in quality["sources"])
    assert all(reject["message"] and reject["reason_code"] and json.loads(reject["raw"]) for reject in rejects)


def test_rejected_rows_come_back_mended_just_those(tmp_path: Path) -> None:
    path, file, returned = tmp_path / "w.duckdb", tmp_path / "seizures.csv", tmp_path / "rejects.csv"
    file.write_text(
        "Date seized,Drug type,Quantity,Phone,Place\n"
        "7/3/22,crack,14.2g,07700900123,Yeovil\n31/02/22,heroin,3 wraps,+447700900123,Poole\nTBC,ketamine,2g,,Bath\n",
        encoding="utf-8",
    )
    run("import", file, "--workspace", path)
    listed = run("rejects", "--workspace", path, "--csv").stdout
    assert "'+447700900123" in listed, "no cell of it is a formula"
    returned.write_text(listed.replace("31/02/22", "28/02/22"), encoding="utf-8")
    (report,) = json.loads(run("import", returned, "--workspace", path, "--json").stdout)["files"]
    assert (report["rows_in"], report["accepted"], report["rejected"], report["mended"]) == (2, 1, 1, 1)
    with Workspace(path).read() as tables:
        seizures = tables["seizures"].inner_join(tables["records"].select("record_id", "occurred_from"), "record_id")
        assert sorted(seizures.to_pandas()["drug"]) == ["crack cocaine", "heroin"]
        phones = tables["mentions"].filter(tables["mentions"].entity_type == "phone").to_pandas()
        assert list(phones["normalised"]) == ["+447700900123"] * 2
    waiting = json.loads(run("rejects", "--workspace", path, "--json").stdout)["rejects"]
    assert [row["name"] for row in waiting] == ["rejects.csv (from seizures.csv)"], "the row still wrong waits once"


def test_csv_output_holds_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    file = tmp_path / "bad.csv"
    file.write_text('Date,Action,Town\nnot a date,"=HYPERLINK(1)",Poole\n', encoding="utf-8")
    run("import", file, "--workspace", path, "--kind", "enforcement")
    rows = list(csv.reader(io.StringIO(run("rejects", "--workspace", path, "--csv").stdout)))
    assert len(rows) == 2
    assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)


def test_snapshot_is_written_and_logged(demo_path: Path, tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    path.write_bytes(demo_path.read_bytes())
    out = tmp_path / "deep" / "map.html"
    done = run(
        "snapshot",
        out,
        "--workspace",
        path,
        "--operation",
        "Op Larkspur",
        "--force",
        "Dorset",
        "--title",
        "T",
        "--json",
    )
    assert done.returncode == 0, done.stderr
    written = json.loads(done.stdout)
    assert written["n_bytes"] == out.stat().st_size < 5_000_000
    assert written["n_records"] > 0
    trail = json.loads(run("audit", "export", "--workspace", path, "--json").stdout)["audit"]
    assert trail[-1]["action"] == "disclosure"
    assert run("audit", "verify", "--workspace", path).stdout.startswith("The audit trail is whole")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["snapshot", "x.html", "--operation", "Nonesuch"], "Expected an operation"),
        (["snapshot", "x.html", "--marking", "TOP SECRET"], "Expected a marking"),
        (["measure", "forces", "--force", "Narnia"], "Expected the name of a police force"),
    ],
)
def test_a_stated_problem_is_one_sentence_and_code_1(
    demo_path: Path, arguments: list[str], words: str, tmp_path: Path
) -> None:
    done = run(*arguments, "--workspace", demo_path, folder=tmp_path)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["import"],
        ["import", "x.csv", "--kind", "gossip"],
        ["measure", "everything"],
        ["measure", "forces", "--from", "2025-01-01"],
        ["measure", "forces", "--from", "2025-02-01", "--to", "2025-01-01"],
        ["measure", "forces", "--from", "01/02/2025", "--to", "2025-03-01"],
        ["geocode"],
        ["serve", "--port", "99999999"],
        ["nonesuch"],
    ],
)
def test_wrong_usage_is_code_2(arguments: list[str], tmp_path: Path) -> None:
    done = run(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_problems_with_files_and_workspaces_are_said(tmp_path: Path, workspace: Path) -> None:
    missing = run("import", "none.csv", folder=tmp_path)
    assert (missing.returncode, "there is none" in missing.stderr) == (1, True)
    picture = tmp_path / "picture.csv"
    picture.write_bytes(bytes(range(256)) * 20)
    assert run("import", picture, folder=tmp_path).returncode == 1
    empty = run("sources", folder=tmp_path)
    assert (empty.returncode, "linesmap demo" in empty.stderr) == (1, True)
    busy = run("sources", "--workspace", SAMPLE)
    assert (busy.returncode, "Traceback" in busy.stderr) == (1, False)


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path) -> None:
    path, good, bad = tmp_path / "w.duckdb", tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text("Date seized,Drug type,Quantity,Phone\n7/3/22,crack,1g,07700900123\n", encoding="utf-8")
    bad.write_bytes(b"%PDF-1.7")
    done = run("import", tmp_path / "none.csv", bad, good, "--workspace", path, "--json")
    (report,) = json.loads(done.stdout)["files"]
    assert (done.returncode, report["name"], report["accepted"]) == (1, "good.csv", 1)
    assert "there is none at" in done.stderr
    assert "bad.csv: expected a table" in done.stderr
    with Workspace(path).read() as tables:
        assert tables["entities"].filter(tables["entities"].entity_type == "phone").count().execute() == 1, "linked"


def test_every_command_has_help() -> None:
    text = start("--help").stdout
    in_process = CliRunner()
    for command in (
        "demo",
        "serve",
        "import",
        "sources",
        "rejects",
        "quality",
        "geocode",
        "link",
        "measure",
        "snapshot",
        "synth",
        "audit",
        "gazetteer",
        "review",
        "template",
    ):
        assert command in text
        assert in_process.invoke(app, [command, "--help"]).exit_code == 0


def test_link_counts(workspace: Path) -> None:
    counts = json.loads(run("link", "--workspace", workspace, "--json").stdout)
    assert counts["mentions"] > 0
    assert counts["entities"] > 0


def test_synth_writes_files_and_truth(tmp_path: Path) -> None:
    done = run("synth", tmp_path / "s", "--records", 200, "--seed", 1)
    paths = [Path(line) for line in done.stdout.splitlines()]
    assert all(path.is_file() for path in paths)
    assert any(path.parent.name == "truth" for path in paths)
