"""What tests share: the demo workspace, built once a run, an installed wheel, and the order in which tests start."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from linesmap.store import Tables, Workspace

TESTS = Path(__file__).parent
MAKE_DEMO = [sys.executable, "-W", "ignore", str(TESTS / "make_demo.py")]
FIRST = (
    "ingest/test_robustness",
    "test_killed_imports",
    "link/test_people",
    "link/test_pairs",
    "link/test_clusters",
    "ingest/test_templates",
    "wheel",
    "test_notebooks",
    "browser",
    "pages",
    "lines",
    "snapshot",
    "review",
    "imports",
    "overlaps",
    "test_chart",
    "test_cli",
)
"""What starts first, in this order: long tests, and of them those first that leave time to make the demo workspace."""

ALONE = ("ingest/test_robustness", "test_notebooks")
"""Files whose tests are long and share nothing: each of them goes to whichever worker is free."""


def _group(item: pytest.Item) -> str:
    """Name what an item shares its set-up with: its mark says so, else it is its file."""
    mark = item.get_closest_marker("xdist_group")
    if mark:
        return str(mark.args[0])
    return item.path.relative_to(TESTS).with_suffix("").as_posix() if item.path.is_relative_to(TESTS) else "doctests"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the tests of a file on one worker, so that what they share is made once, and start long ones first."""
    if not config.getoption("loadgroup", default=False):
        return
    groups = {item: _group(item) for item in items}
    ranks = {name: rank for rank, name in enumerate(FIRST)}
    items.sort(key=lambda item: ranks.get(groups[item], len(ranks)))
    for item in items:
        if groups[item] not in ALONE:
            item.add_marker(pytest.mark.xdist_group(groups[item]))


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
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a wheel and unpack it into a folder of its own; what it needs is in this environment already."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(TESTS.parent)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


@pytest.fixture(scope="session")
def made_by_wheel(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a small demo workspace with the installed wheel: every kind of file, few records."""
    path = tmp_path_factory.mktemp("made_by_wheel") / "w.duckdb"
    script = "import sys; from pathlib import Path; from linesmap.demo import build_demo"
    script += "; build_demo(Path(sys.argv[1]), n_records=300)"
    environment = os.environ | {"PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    command = [sys.executable, "-W", "ignore", "-c", script, str(path)]
    subprocess.run(command, check=True, cwd=path.parent, env=environment, timeout=240)
    return path
