"""linesmap works from an installed wheel, outside the checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

KINDS = {"deal_line", "enforcement", "intelligence", "nominal", "offence", "operation", "result", "seizure"}


def run(installed: Path, folder: Path, *arguments: str) -> str:
    environment = os.environ | {"PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    command = [sys.executable, "-W", "ignore", *arguments]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=240, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_wheel_holds_everything(installed: Path) -> None:
    for name in (
        "_app/app.py",
        "_app/.streamlit/config.toml",
        "_data/reference/force_areas.geojson",
        "_data/SOURCES.md",
    ):
        assert (installed / "linesmap" / name).is_file(), name
    for name in ("view/assets/tokens.json", "view/assets/frame/start.js", "view/assets/app.css", "model/kinds.toml"):
        assert (installed / "linesmap" / name).is_file(), name


def test_installed_linesmap_is_the_one_that_runs(installed: Path, tmp_path: Path) -> None:
    found = run(installed, tmp_path, "-c", "import linesmap.settings as s; print(s.data_dir(), s.app_file())")
    assert found.split() == [str(installed / "linesmap" / "_data"), str(installed / "linesmap" / "_app" / "app.py")]


def test_demo_and_snapshot_from_the_wheel(installed: Path, made_by_wheel: Path, tmp_path: Path) -> None:
    copy = str(shutil.copy(made_by_wheel, tmp_path / "w.duckdb"))
    listed = json.loads(run(installed, tmp_path, "-m", "linesmap", "sources", "--workspace", copy, "--json"))
    assert {source["kind"] for source in listed["sources"]} >= KINDS
    run(installed, tmp_path, "-m", "linesmap", "snapshot", "map.html", "--workspace", copy, "--force", "Dorset")
    assert (tmp_path / "map.html").stat().st_size > 500_000
