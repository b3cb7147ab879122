"""Every notebook runs from top to bottom, and its own assertions hold."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import jupytext
import pytest

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.py"))


def test_there_are_notebooks() -> None:
    assert [path.stem for path in NOTEBOOKS] == [
        "01_first_look",
        "02_linking",
        "03_compare_operations",
        "04_did_it_work",
        "05_what_if",
        "06_snapshot",
    ]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_runs(path: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-W", "ignore", str(path)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=tmp_path, timeout=240, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_opens_as_one(path: Path) -> None:
    cells = jupytext.read(path).cells
    assert {cell.cell_type for cell in cells} == {"markdown", "code"}
    assert any("assert " in cell.source for cell in cells if cell.cell_type == "code")
