"""The measure commands answer what changed, follow closed lines, and refuse plainly."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from linesmap.ingest import synthetic
from linesmap.pipeline import import_files
from linesmap.store import Workspace


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "linesmap", *map(str, arguments)], capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="session")
def outcomes_path(shared_folder: Path) -> Path:
    """Build a small workspace with counts of recorded crime, once a run; nobody may write to it."""
    path = shared_folder / "outcomes.duckdb"
    with FileLock(str(path) + ".lock"):
        if not path.exists():
            files = shared_folder / "outcomes"
            made = synthetic.write_files(files, n_records=300, seed=7)
            register = next(one for one in made.files if one.name == "register_operations.csv")
            counts = synthetic.write_outcomes(files, seed=7)
            import_files([register, *counts.files], Workspace(path))
    return path


def test_effect_finds_the_planted_fall_and_what_moved(outcomes_path: Path) -> None:
    done = run("measure", "effect", "Larkspur", "--outcome", "Robbery", "-w", outcomes_path, "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    effect = answer["effect"]
    assert effect["lower"] < 0.70 < effect["upper"] < 1
    assert effect["shows_change"]
    assert "consistent with a fall" in effect["sentence"]
    assert len(effect["limits"]) >= 3
    assert len(effect["series"]) == 54
    assert {area["name"] for area in answer["areas"]} == {
        "Bristol, City of", "Plymouth", "Gloucester", "Swindon", "Bournemouth, Christchurch and Poole",
    }  # fmt: skip
    assert answer["displacement"]["weighted_displacement_difference"]["estimate"] < 0
    assert not answer["driven_by_police_activity"]


def test_an_output_needs_a_word_that_the_result_repeats(outcomes_path: Path) -> None:
    asked = ("measure", "effect", "Larkspur", "--outcome", "Drug offences", "--method", "before-after")
    refused = run(*asked, "-w", outcomes_path)
    assert refused.returncode == 1
    assert "driven by police activity" in refused.stderr
    confirmed = run(*asked, "--confirm-output", "-w", outcomes_path)
    assert confirmed.returncode == 0, confirmed.stderr
    assert confirmed.stdout.startswith("Drug offences, driven by police activity")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("effect", "Larkspr", "--outcome", "Robbery"), 1, "There are: Fenwren"),
        (("effect", "Larkspur", "--outcome", "Robery"), 1, "found 'Robery'"),
        (("effect", "Larkspur", "--outcome", "Robbery", "--area", "Bristl, City of"), 1, "Close: Bristol, City of"),
        (("effect", "Larkspur", "--outcome", "Robbery", "--ring", "2000"), 1, "Take the districts beside"),
        (("effect", "Larkspur", "--outcome", "Robbery", "--step", "week"), 1, "Count by month"),
        (("effect", "Larkspur"), 2, "--outcome"),
        (("effect", "Larkspur", "--outcome", "Robbery", "--method", "magic"), 2, "magic"),
    ],
)
def test_wrong_questions_are_refused_plainly(
    outcomes_path: Path, arguments: tuple[str, ...], code: int, words: str
) -> None:
    done = run("measure", *arguments, "-w", outcomes_path)
    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    assert words in done.stderr


def test_recovery_keeps_types_apart(demo_path: Path) -> None:
    document = json.loads(run("measure", "recovery", "Larkspur", "-w", demo_path, "--json").stdout)
    assert {row["closure_type"] for row in document["recovery"]} == {"Type 1", "Type 2"}
    for row in document["recovery"]:
        assert row["watched"] + row["too_early"] > 0
        assert row["back"] <= row["watched"]
    assert any(row["became"] for row in document["followed_by"])
    assert all("95% interval" in one or "followed for" in one for one in document["sentences"])
