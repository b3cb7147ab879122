"""What tests share: the demo workspace, built once a run, an installed wheel, and the order in which tests start."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from xdist.scheduler import LoadFileScheduling

from linesmap.store import Tables, Workspace

TESTS = Path(__file__).parent
MAKE_DEMO = [sys.executable, "-W", "ignore", str(TESTS / "make_demo.py")]
FIRST = (
    "ingest/test_robustness",
    "test_notebooks",
    "browser/test_network_page",
    "browser/",
    "test_killed_imports",
    "test_wheel",
    "link/",
    "test_c",
    "ingest/",
)
"""Beginnings of the files that start first, in this order: long ones, and of them those before that need no demo."""


class _ByFile(LoadFileScheduling):
    """Give a worker whole files, and all of tests/link to one worker, as those files share long set-ups.

    The marks of xdist are not used for this: version 3.8 loses them with pytest 9.2, without a word.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = str(super()._split_scope(nodeid))
        return "tests/link" if file.startswith("tests/link/") else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadFileScheduling:
    """Hand out tests by file."""
    return _ByFile(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Let each worker start with long files, so that all end together; short ones fill the time that is left."""
    if hasattr(config, "workerinput"):
        items.sort(key=_rank)


def _rank(item: pytest.Item) -> int:
    if not item.path.is_relative_to(TESTS):
        return len(FIRST)
    name = item.path.relative_to(TESTS).as_posix()
    return next((rank for rank, start in enumerate(FIRST) if name.startswith(start)), len(FIRST))


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Give a folder that all workers of one run share."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session", autouse=True)
def _demo_in_the_making(request: pytest.FixtureRequest, shared_folder: Path, worker_id: str) -> Iterator[None]:
    """Start to make the demo workspace, if any test needs it, while tests that do not need it run."""
    needed = any("demo_path" in getattr(item, "fixturenames", ()) for item in request.session.items)
    if not needed or worker_id not in {"master", "gw0"}:
        yield
        return
    command = [*MAKE_DEMO, str(shared_folder / "demo.duckdb")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as making:
        yield
        making.terminate()


@pytest.fixture(scope="session")
def demo_path(shared_folder: Path) -> Path:
    """Give the demo workspace as it is shipped, made once for all tests of a run; nobody may write to it."""
    path = shared_folder / "demo.duckdb"
    if not path.exists():
        subprocess.run([*MAKE_DEMO, str(path)], check=True, timeout=290)
    return path


@pytest.fixture
def demo_tables(demo_path: Path) -> Iterator[Tables]:
    """Hold the demo workspace for reading."""
    with Workspace(demo_path).read() as tables:
        yield tables


@pytest.fixture(scope="session")
def installed(shared_folder: Path) -> Path:
    """Build a wheel and unpack it into a folder of its own; what it needs is in this environment already."""
    folder = shared_folder / "wheel"
    with FileLock(f"{folder}.lock"):
        if not (folder / "site").exists():
            command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
            subprocess.run([*command, str(TESTS.parent)], check=True, capture_output=True, timeout=120)
            (wheel,) = folder.glob("*.whl")
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(folder / "unpacked")
            (folder / "unpacked").rename(folder / "site")
    return folder / "site"


@pytest.fixture(scope="session")
def made_by_wheel(installed: Path, shared_folder: Path) -> Path:
    """Make a small demo workspace with the installed wheel: every kind of file, few records; nobody may write to it."""
    path = shared_folder / "made_by_wheel.duckdb"
    script = "import sys; from pathlib import Path; from linesmap.demo import build_demo"
    script += "; build_demo(Path(sys.argv[1]), n_records=300)"
    environment = os.environ | {"PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    with FileLock(f"{path}.lock"):
        command = [sys.executable, "-W", "ignore", "-c", script, str(path)]
        subprocess.run(command, check=True, cwd=installed.parent, env=environment, timeout=240)
    return path
