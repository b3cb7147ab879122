"""The overlap command: the table, JSON and CSV, keys files, and what it refuses."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from linesmap.cli import main
from linesmap.store import Workspace
from tests.test_overlaps import build

HEAD = "IR Ref,Date,Force,Grading,Handling code,Text,Phone,VRM\n"
DORSET = HEAD + "D/1,7/3/2022,Dorset,2B,P,t,07700 900123,\nD/2,9/3/2022,Dorset,2B,P,t,07700 900199,AB12 CDE\n"
GWENT = HEAD + "G/1,8/3/2022,Gwent,2B,C,t,0044 7700 900123,\nG/2,5/3/2022,Gwent,2B,P,t,,ab12cde\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli_overlap")
    build(folder, "dorset", DORSET)
    build(folder, "joint", DORSET, GWENT)
    build(folder, "gwent", GWENT)
    (folder / "secret.txt").write_text("0123456789abcdef0123456789abcdef\n", encoding="utf-8")
    (folder / "short.txt").write_text("secret\n", encoding="utf-8")
    return folder


@dataclass(frozen=True)
class Done:
    """What a command gave."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command inside this process, as starting a new one takes most of the time."""

    def run(*arguments: object) -> Done:
        with pytest.raises(SystemExit) as ended:
            main(["overlap", *map(str, arguments)])
        said = capsys.readouterr()
        return Done(int(ended.value.code or 0), said.out, said.err)

    return run


def document(done: Done) -> Any:
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_two_workspaces_as_json_and_by_hash(folder: Path, run: Run) -> None:
    found = document(run(folder / "dorset.duckdb", folder / "gwent.duckdb", "--json"))
    assert (found["a"], found["b"], found["hashed"]) == ("dorset", "gwent", False)
    labels = [(hit["entity_type"], hit["label"], hit["last_seen"]) for hit in found["overlaps"]]
    assert labels == [("vehicle", "AB12CDE", "2022-03-09"), ("phone", "07700 900123", "2022-03-08")]
    other = found["overlaps"][0]["sides"][1]
    assert [record["reference"] for record in other["records"]] == ["G/2"]
    assert (other["records"][0]["file"], other["records"][0]["row"]) == ("gwent_0.csv", 3)
    assert found["overlaps"][1]["sides"][1]["records"] == []
    hashed = document(run(folder / "dorset.duckdb", folder / "gwent.duckdb", "--hashed", "--json"))
    assert {hit["item_id"] for hit in hashed["overlaps"]} == {hit["item_id"] for hit in found["overlaps"]}
    assert "G/" not in json.dumps(hashed)
    assert Workspace(folder / "dorset.duckdb").verify_audit() is None


def test_forces_of_a_workspace_as_csv_and_table(folder: Path, run: Run) -> None:
    done = run("Gwent", "Dorset", "-w", folder / "joint.duckdb", "--csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [(row["label"], row["records"], row["other_records"], row["contact"]) for row in rows] == [
        ("AB12CDE", "1", "1", "Dorset"), ("07700 900123", "1", "1", "Dorset"),
    ]  # fmt: skip
    table = run("-w", folder / "joint.duckdb")
    assert "AB12CDE" in table.stdout
    assert "2 in common between joint and any other force" in table.stderr
    period = document(
        run("Dorset", "-w", folder / "joint.duckdb", "--from", "2022-03-01", "--to", "2022-03-08", "--json")
    )
    assert [hit["label"] for hit in period["overlaps"]] == ["07700 900123"]
    nothing = run(folder / "dorset.duckdb")
    assert (nothing.returncode, nothing.stdout) == (0, "Nothing to show.\n")


def test_keys_are_written_sent_and_compared(folder: Path, run: Run) -> None:
    keys, secret = folder / "gwent_keys.csv", folder / "secret.txt"
    done = run(folder / "gwent.duckdb", "--keys", keys, "--secret-file", secret, "--json")
    assert json.loads(done.stdout) == {"path": str(keys), "n_keys": 2}
    text = keys.read_text(encoding="ascii")
    assert "7700900123" not in text
    assert "AB12CDE" not in text.upper().replace("E23", "")
    found = document(run(folder / "dorset.duckdb", keys, "--secret-file", secret, "--json"))
    assert [(hit["label"], hit["contact"]) for hit in found["overlaps"]] == [
        ("AB12CDE", ["Gwent"]), ("07700 900123", ["Gwent"]),
    ]  # fmt: skip
    other = found["overlaps"][0]["sides"][1]
    assert (other["last_month"], other["n_records"]) == ("2022-03", None)
    bare = folder / "bare.csv"
    run(folder / "gwent.duckdb", "--keys", bare, "--secret-file", secret, "--bare")
    found = document(run(folder / "dorset.duckdb", bare, "--secret-file", secret, "--json"))
    assert found["overlaps"][0]["contact"] == ["the holder of bare.csv"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("dorset.duckdb", "dorset.duckdb"), 1, "two different sides"),
        (("dorset.duckdb", "Nowhere"), 1, "the name of a police force"),
        (("dorset.duckdb", "--keys", "x.csv"), 2, "--secret-file"),
        (("dorset.duckdb", "--keys", "x.csv", "--secret-file", "short.txt"), 1, "16 to 4,096 bytes"),
        (("dorset.duckdb", "gwent.duckdb", "--bare"), 2, "--bare goes with --keys"),
        (("dorset.duckdb", "gwent.duckdb", "--from", "2022-03-01"), 2, "go together"),
        (("dorset.duckdb", "secret.txt"), 1, "should be a linesmap workspace"),
    ],
)
def test_what_cannot_be_done_is_said(folder: Path, run: Run, arguments: tuple[str, ...], code: int, said: str) -> None:
    done = run(*[folder / name if "." in name else name for name in arguments])
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr
