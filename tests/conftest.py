"""What tests share: a small workspace, built once a run, and folders that no test may spoil."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from linesmap.demo import build_demo
from linesmap.store import Tables, Workspace


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Give a folder that all workers of one run share."""
    own = tmp_path_factory.getbasetemp()
    return own if worker_id == "master" else own.parent


@pytest.fixture(scope="session")
def demo_path(shared_folder: Path) -> Path:
    """Build the demo workspace once for all tests of a run; nobody may write to it."""
    path = shared_folder / "demo.duckdb"
    with FileLock(str(path) + ".lock"):
        return build_demo(path)


@pytest.fixture
def demo_tables(demo_path: Path) -> Iterator[Tables]:
    """Hold the demo workspace for reading."""
    with Workspace(demo_path).read() as tables:
        yield tables
