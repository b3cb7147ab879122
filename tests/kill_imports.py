"""Kill imports at random instants, and look at what is left: the workspace opens, and holds whole files only.

    python tests/kill_imports.py [--times 50] [--seed 1]

Each import runs in a process of its own that is ended by SIGKILL after a random part of the time a whole import takes.
That time is cut into as many equal parts as there are kills, and one kill falls into each.
Prints one line for each kill and fails at the first workspace that is not whole. Run by the tests.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from linesmap.errors import WorkspaceMissingError
from linesmap.ingest import synthetic
from linesmap.pipeline import import_files
from linesmap.store import Workspace

ROWS = 200
EVERY_FILE = 5  # one of every so many of the files a story has: fewer, so that the kills are quick
# The process that the imports are forked from finds this folder by its environment only.
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (str(Path(__file__).parent), os.environ.get("PYTHONPATH"))))
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["linesmap.pipeline", "warm_geocoder"])


@dataclass(frozen=True)
class Left:
    """What a killed import left: files held whole, out of how many, and whether the workspace was there at all."""

    files: int
    of: int
    existed: bool


def _import(path: Path, files: Sequence[Path], started: object) -> None:
    started.set()  # type: ignore[attr-defined]
    import_files(files, Workspace(path))


def whole_import_s(files: Sequence[Path], folder: Path) -> float:
    """Time one import that is left alone, in a process like those that are killed."""
    started = _CONTEXT.Event()
    process = _CONTEXT.Process(target=_import, args=(folder / "whole.duckdb", files, started))
    process.start()
    started.wait(60)
    begun = time.perf_counter()
    process.join()
    assert process.exitcode == 0
    return time.perf_counter() - begun


def kill_one(path: Path, files: Sequence[Path], delay_s: float) -> Left:
    """Import into a workspace, kill it after a while, and check what is left.

    Raises
    ------
    AssertionError
        If the workspace does not open, or holds a part of a file.
    """
    started = _CONTEXT.Event()
    process = _CONTEXT.Process(target=_import, args=(path, files, started))
    process.start()
    started.wait(60)
    time.sleep(delay_s)
    if process.pid is not None and process.is_alive():
        os.kill(process.pid, signal.SIGKILL)
    process.join()
    return check(path, len(files))


def check(path: Path, n_files: int) -> Left:
    """Check that a workspace opens, and that every file in it is whole: records, rejects, and entry in the audit."""
    workspace = Workspace(path)
    try:
        with workspace.read() as tables:
            sources = tables["sources"].to_pandas().set_index("source_id")
            records = tables["records"].select("source_id", "record_id").to_pandas()
            rejects = tables["rejects"].to_pandas()["source_id"].value_counts()
            audited = set(tables["audit"].filter(tables["audit"].action == "collection").to_pandas()["object"])
            of_kinds = sum(
                int(tables[name].count().execute())
                for name in (
                    "intelligence",
                    "seizures",
                    "enforcement",
                    "offences",
                    "deal_lines",
                    "operations",
                    "results",
                )
            )
    except WorkspaceMissingError:
        return Left(0, n_files, existed=False)
    held = records["source_id"].value_counts()
    for source_id, source in sources.iterrows():
        assert held.get(source_id, 0) == source["rows_accepted"], source["name"]
        assert rejects.get(source_id, 0) == source["rows_rejected"], source["name"]
        assert source["rows_in"] == source["rows_accepted"] + source["rows_rejected"] + source["rows_held"]
        assert source_id in audited, source["name"]
    assert set(records["source_id"]) <= set(sources.index)
    assert set(rejects.index) <= set(sources.index)
    assert of_kinds == len(records), "each record has its row in the table of its kind"
    assert workspace.verify_audit() is None
    return Left(len(sources), n_files, existed=True)


def kill_many(times: int, seed: int, folder: Path) -> list[Left]:
    """Kill imports at random instants spread over their time, each in a workspace of its own; finish one in ten."""
    files = synthetic.write_files(folder / "files", n_records=ROWS, seed=seed).files[::EVERY_FILE]
    whole_s = whole_import_s(files, folder)
    draws = np.random.default_rng(seed)
    left = []
    parts = np.linspace(0, whole_s, times + 1)
    for number, part in enumerate(draws.permutation(times)):
        path = folder / f"{number}.duckdb"
        left.append(kill_one(path, files, draws.uniform(parts[part], parts[part + 1])))
        # What was stopped can be done again: what is held is not added twice, and in the end everything is there.
        if number % 10 == 0:
            import_files(files, Workspace(path))
            assert check(path, len(files)).files == check(folder / "whole.duckdb", len(files)).files
    return left


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        left = kill_many(asked.times, asked.seed, Path(folder))
    for number, one in enumerate(left, 1):
        sys.stdout.write(
            f"kill {number}: {'no workspace yet' if not one.existed else f'{one.files} of {one.of} files, whole'}\n"
        )
    sys.stdout.write(f"{len(left)} imports killed, every workspace whole\n")


if __name__ == "__main__":
    main()
