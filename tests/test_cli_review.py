"""The review commands: what waits, choosing, undoing, and what they refuse."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from linesmap.store import Workspace
from tests.commands import run
from tests.place_files import waiting_places

DORSET = "E23000039"


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return waiting_places(tmp_path_factory.mktemp("review")).path


def waiting(path: Path) -> list[dict[str, object]]:
    done = run("review", "places", "--workspace", path, "--json")
    assert done.returncode == 0, done.stderr
    return list(json.loads(done.stdout)["places"])


def test_choose_and_undo(copied: Path) -> None:
    before = waiting(copied)
    newport = next(row for row in before if row["text"] == "Newport" and row["near"] == DORSET)
    assert newport["force"] == "Dorset"
    label = newport["candidates"][0]["label"]
    done = run("review", "place", "newport", "--choose", 1, "--near", "Dorset", "--workspace", copied, "--json")
    assert done.returncode == 0, done.stderr
    decided = json.loads(done.stdout)
    assert decided == {
        "decision_id": "D1", "n_places": 1, "n_records": newport["records"], "label": label, "near": DORSET,
    }  # fmt: skip
    assert len(waiting(copied)) == len(before) - 1
    rows = list(csv.DictReader(io.StringIO(run("review", "decisions", "--workspace", copied, "--csv").stdout)))
    assert [(row["decision_id"], row["force"], row["label"]) for row in rows] == [("D1", "Dorset", label)]
    assert run("review", "undo", "D1", "--workspace", copied).returncode == 0
    assert waiting(copied) == before
    assert Workspace(copied).verify_audit() is None


def test_one_force_is_meant_when_only_one_uses_the_text(copied: Path) -> None:
    rows = waiting(copied)
    words = [row["words"] for row in rows]
    only = next(row for row in rows if row["near"] and words.count(row["words"]) == 1)
    done = run("review", "place", only["text"], "--point", "51.26, -2.19", "--workspace", copied, "--json")
    assert json.loads(done.stdout)["near"] == only["near"] != ""
    several = run("review", "place", "NFA", "--unknown", "--workspace", copied, "--json")
    assert json.loads(several.stdout)["near"] == ""
    assert not {only["text"], "NFA"} & {row["text"] for row in waiting(copied)}


def test_csv_lists_numbered_candidates(copied: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run("review", "places", "--workspace", copied, "--csv").stdout)))
    newport = next(row for row in rows if row["text"] == "Newport")
    assert newport["candidates"].startswith("1 Newport")
    assert "; 2 Newport" in newport["candidates"]
    assert int(newport["records"]) > 0
    assert ", row " in newport["examples"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["place", "Newport", "--choose", 99, "--near", "Dorset"], "found 99"),
        (["place", "No fixed abode", "--choose", 1], "no candidates"),
        (["place", "Atlantis", "--unknown"], "waits for a decision"),
        (["place", "Atlantis", "--choose", 1], "waits for a decision"),
        (["place", "Newport", "--point", "nowhere"], "Expected a latitude"),
        (["place", "Newport", "--unknown", "--near", "Narnia"], "name of a police force"),
        (["undo", "D77"], "that stands"),
    ],
)
def test_a_stated_problem_is_one_sentence_and_code_1(copied: Path, arguments: list[object], words: str) -> None:
    done = run("review", *arguments, "--workspace", copied)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["place", "Newport"],
        ["place", "Newport", "--unknown", "--choose", 1],
        ["place", "Newport", "--choose", 0],
        ["place", "Newport", "--unknown", "--uncertainty", 5],
        ["places", "--nonesuch"],
    ],
)
def test_wrong_usage_is_code_2(copied: Path, arguments: list[object]) -> None:
    assert run("review", *arguments, "--workspace", copied).returncode == 2
