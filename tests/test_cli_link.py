"""The link command: what it prints, and what it refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from linesmap.cli import main
from linesmap.store import Workspace
from tests.people_files import VEXLEYS, nominals

Run = Callable[..., tuple[int, str, str]]
TRUTH = "person_id,reference\na,V1\na,V2\nb,V3\nb,V4\n"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command inside this process, as starting a new one takes most of the time."""

    def run(*arguments: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main([str(one) for one in arguments])
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli_link")
    people = nominals(folder, "people.csv", VEXLEYS)
    with pytest.raises(SystemExit) as ended:
        main(["import", str(people), "-w", str(folder / "w.duckdb"), "--json"])
    assert not ended.value.code
    (folder / "truth.csv").write_text(TRUTH, encoding="utf-8")
    (folder / "columns.csv").write_text("who,reference\na,V1\n", encoding="utf-8")
    return folder


def document(out: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(out)
    return found


def test_what_was_linked_as_json(run: Run, folder: Path) -> None:
    code, out, err = run("link", "-w", folder / "w.duckdb", "--json")
    found = document(out)
    assert code == 0, err
    assert "truth" not in found
    with Workspace(folder / "w.duckdb").read() as tables:
        for name in ("mentions", "entities", "links"):
            assert found[name] == tables[name].count().execute() > 0
        people = tables["entities"].filter(tables["entities"].entity_type == "person").count().execute()
        pairs = tables["pairs"].to_pandas()
    assert found["people"] == people
    assert found["pairs"] == {band: int((pairs["band"] == band).sum()) for band in ("automatic", "review")}
    assert found["from_text"] == 0


def test_compared_with_the_truth(run: Run, folder: Path) -> None:
    code, out, err = run("link", "-w", folder / "w.duckdb", "--truth", folder / "truth.csv", "--json")
    assert code == 0, err
    found = document(out)["truth"]
    assert (found["mentions_compared"], found["people_in_truth"], found["truth_rows_not_found"]) == (4, 2, 0)
    assert set(found["pairs"]) == {"precision", "recall", "f1"}
    assert all(0 <= value <= 1 for name in ("pairs", "clusters") for value in found[name].values())
    code, out, _ = run("link", "-w", folder / "w.duckdb", "--truth", folder / "truth.csv")
    assert code == 0
    assert "Compared with truth.csv: 4 mentions of people" in out
    assert f"precision {found['pairs']['precision']:.4f}" in out
    assert "vexley" not in out.lower()


def test_the_threshold_is_used(run: Run, folder: Path) -> None:
    bands = []
    for threshold in (0.9999, 0.5):
        code, out, _ = run("link", "-w", folder / "w.duckdb", "--threshold", threshold, "--json")
        assert code == 0
        bands.append(document(out)["pairs"]["automatic"])
    assert bands[0] < bands[1]
    code, out, _ = run("link", "-w", folder / "w.duckdb", "--json")
    assert document(out)["pairs"]["automatic"] == bands[1], "kept for the workspace"


@pytest.mark.parametrize("threshold", ["0.4", "1", "2", "-1", "high"])
def test_a_threshold_that_is_none_is_wrong_usage(run: Run, folder: Path, threshold: str) -> None:
    code, out, err = run("link", "-w", folder / "w.duckdb", "--threshold", threshold)
    assert (code, out) == (2, "")
    assert "threshold" in err


@pytest.mark.parametrize(("truth", "message"), [("gone.csv", "there is none"), ("columns.csv", "person_id")])
def test_a_truth_file_that_is_none_is_wrong_input(run: Run, folder: Path, truth: str, message: str) -> None:
    code, out, err = run("link", "-w", folder / "w.duckdb", "--truth", folder / truth, "--json")
    assert (code, out) == (1, "")
    assert message in err


def test_a_workspace_that_is_not_there(run: Run, tmp_path: Path) -> None:
    code, out, err = run("link", "-w", tmp_path / "none.duckdb")
    assert (code, out) == (1, "")
    assert "none.duckdb" in err
    assert not (tmp_path / "none.duckdb").exists()
