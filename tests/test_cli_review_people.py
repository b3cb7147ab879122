"""The review commands about people: pseudonyms unless asked, judging, listing, undoing, and what they refuse."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from linesmap.cli import app
from linesmap.errors import InputError
from linesmap.pipeline import import_files
from linesmap.store import Workspace
from tests.commands import run
from tests.people_files import PEOPLE, nominals, others


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("people")
    workspace = Workspace(folder / "w.duckdb")
    import_files([nominals(folder, "people.csv", PEOPLE + others())], workspace, kind="nominal")
    return workspace.path


@pytest.fixture
def copied(imported: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(imported, tmp_path / "w.duckdb"))


def review(path: Path, *arguments: object) -> Result:
    """Run in this process: each start of Python takes a second."""
    return CliRunner().invoke(app, ["review", *map(str, arguments), "--workspace", str(path)])


def listed(path: Path, *arguments: object) -> dict[str, list[dict[str, object]]]:
    done = review(path, *arguments, "--json")
    assert done.exit_code == 0, done.output
    return dict(json.loads(done.stdout))


def test_judge_list_and_undo(copied: Path) -> None:
    before = listed(copied, "people")
    assert (before["waiting"], before["weak"], len(before["people"])) == (2, 0, 2)
    first, second = before["people"]
    assert str(first["label_a"]).startswith("Person ")
    parts = first["contributions"]
    assert sum(weight for _, _, weight in parts) == pytest.approx(first["match_weight"], abs=2e-3)  # type: ignore[attr-defined]
    done = review(copied, "judge", first["pair_id"], "accept", "--note", "one photograph", "--json")
    assert json.loads(done.stdout) == {
        "judgement_id": "J1", "pair_id": first["pair_id"], "verdict": "accept", "mentions_before": 2,
        "mentions_together": 2,
    }  # fmt: skip
    assert [row["pair_id"] for row in listed(copied, "people")["people"]] == [second["pair_id"]]
    said = review(copied, "judge", second["pair_id"], "unsure")
    assert said.stdout == "J2: Marked as not sure. Nothing has changed.\n"
    assert [row["judged"] for row in listed(copied, "people")["people"]] == ["unsure"]
    made = listed(copied, "judgements")["judgements"]
    assert [(row["judgement_id"], row["verdict"], row["note"]) for row in made] == [
        ("J2", "unsure", None), ("J1", "accept", "one photograph"),
    ]  # fmt: skip
    assert review(copied, "undo", "J1").stdout == "J1 undone: everything stands as before it\n"
    assert review(copied, "undo", "J2").exit_code == 0
    assert listed(copied, "people") == before
    assert listed(copied, "judgements")["judgements"] == []
    assert len(listed(copied, "judgements", "--all")["judgements"]) == 2
    assert Workspace(copied).verify_audit() is None


def test_names_only_when_asked_and_then_noted(copied: Path) -> None:
    for shape in ([], ["--json"], ["--csv"]):
        plain = review(copied, "people", *shape).output.casefold()
        for word in ("larchmont", "quillfeather", "anna", "1990", "900101"):
            assert word not in plain
    rows = list(csv.DictReader(io.StringIO(review(copied, "people", "--names", "--csv").stdout)))
    assert {row["surname_a"] for row in rows} == {"larchmont", "quillfeather"}
    with Workspace(copied).read() as tables:
        last = tables["audit"].to_pandas().sort_values("seq").iloc[-1]
    assert (last["action"], last["object"]) == ("consultation", "pairs of people")


def test_csv_says_what_each_field_speaks(copied: Path) -> None:
    done = review(copied, "people", "--csv", "--limit", 1)
    (row,) = csv.DictReader(io.StringIO(done.stdout))
    assert "Start: two people taken at random −" in row["contributions"]
    assert "Surname: the same +" in row["contributions"]
    assert "The first 1 of 2" in done.stderr


def test_a_table_and_an_empty_list(copied: Path) -> None:
    assert "Person " in review(copied, "people").stdout
    assert review(copied, "people", "--weak").stdout == "Nothing to show.\n"
    assert review(copied, "judgements").stdout == "Nothing to show.\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["judge", "Q0", "accept"], "identifier of a pair of people"),
        (["undo", "J7"], "judgement that stands"),
        (["undo", "D7"], "decision that stands"),
    ],
)
def test_a_stated_problem_names_what_is_expected(copied: Path, arguments: list[str], words: str) -> None:
    done = review(copied, *arguments)
    assert isinstance(done.exception, InputError)
    assert words in str(done.exception)


def test_a_stated_problem_is_one_sentence_and_code_1(copied: Path) -> None:
    (first, *_) = listed(copied, "people")["people"]
    done = run("review", "judge", first["pair_id"], "perhaps", "--workspace", copied)
    assert done.returncode == 1
    assert "accept, reject, unsure" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [["judge", "Q1"], ["people", "--limit", 0], ["judgements", "--nonesuch"]])
def test_wrong_usage_is_code_2(copied: Path, arguments: list[object]) -> None:
    assert review(copied, *arguments).exit_code == 2
