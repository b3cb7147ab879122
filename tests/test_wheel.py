"""linesmap works from an installed wheel, outside the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a wheel and unpack it into a folder of its own; what it needs is in this environment already."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


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


def test_demo_and_snapshot_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    run(installed, tmp_path, "-m", "linesmap", "demo", "--build-only", "--workspace", "w.duckdb")
    run(installed, tmp_path, "-m", "linesmap", "snapshot", "map.html", "--workspace", "w.duckdb", "--force", "Dorset")
    assert (tmp_path / "map.html").stat().st_size > 500_000
