"""Time the snapshot of a million records, and say how large it is.

    python benchmarks/snapshot_million.py FOLDER [--records N]

FOLDER keeps the invented files and the workspace made from them, so that only the first run imports (a quarter of an
hour, and several GB of memory). Then it prints the seconds, the peak memory and the bytes of a snapshot of everything,
of one force, and of three weeks of five forces, which still holds single records: each in a process of its own, twice,
and whether both runs gave the same bytes. None may be larger than 5,000,000 bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import subprocess
import sys
import time
from dataclasses import asdict
from datetime import date
from pathlib import Path

from linesmap.ingest import synthetic
from linesmap.model.filters import Filters
from linesmap.pipeline import import_files
from linesmap.snapshots import SnapshotRequest, make_snapshot
from linesmap.store import Workspace

SEED = 7
MOST = 1_000_000
SELECTIONS: dict[str, Filters] = {
    "everything": Filters(),
    "one force": Filters(forces=("E23000036",)),
    "three weeks of five forces": Filters(
        period=(date(2025, 6, 2), date(2025, 6, 22)),
        forces=("E23000035", "E23000036", "E23000037", "E23000038", "E23000039"),
    ),
}


def workspace_of(folder: Path, n_records: int) -> Workspace:
    """Give the workspace of so many invented records; made once and kept."""
    path = folder / f"synthetic_{n_records}.duckdb"
    if not path.exists():
        start = time.perf_counter()
        files = synthetic.write_files(folder / f"files_{n_records}", n_records=n_records, seed=SEED).files
        sys.stdout.write(f"written: {time.perf_counter() - start:,.0f} s\n")
        sys.stdout.flush()
        unfinished = path.with_suffix(".unfinished")
        unfinished.unlink(missing_ok=True)
        import_files(files, Workspace(unfinished), progress=lambda said: sys.stderr.write(f"{said}\n"))
        unfinished.rename(path)
        sys.stdout.write(f"written, imported and linked: {time.perf_counter() - start:,.0f} s\n")
    return Workspace(path)


def snapshot(path: Path, name: str, out: Path) -> None:
    """Make one snapshot and print what it took; for a process of its own."""
    start = time.perf_counter()
    data, written = make_snapshot(Workspace(path), SnapshotRequest(out, SELECTIONS[name]))
    seconds = time.perf_counter() - start
    out.write_bytes(data)
    peak_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    digest = hashlib.sha256(data).hexdigest()
    sys.stdout.write(json.dumps({**asdict(written), "seconds": seconds, "peak_gb": peak_gb, "sha256": digest}))


def measured(path: Path, name: str, out: Path) -> dict[str, object]:
    """Make one snapshot in a process of its own."""
    command = [sys.executable, __file__, str(path.parent), "--one", str(path), name, str(out)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def main() -> None:
    """Run the benchmark and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the files and the workspace are kept")
    parser.add_argument("--records", type=int, default=MOST, help="about how many records")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        snapshot(Path(arguments.one[0]), arguments.one[1], Path(arguments.one[2]))
        return
    path = workspace_of(arguments.folder, arguments.records).path
    for name in SELECTIONS:
        out = arguments.folder / f"{name.replace(' ', '_')}.html"
        first, again = measured(path, name, out), measured(path, name, out)
        same = "same bytes again" if first["sha256"] == again["sha256"] else "OTHER BYTES THE SECOND TIME"
        sys.stdout.write(
            f"{name}: {first['n_records']:,} records, {first['n_bytes']:,} bytes, {first['seconds']:.1f} s and "
            f"{again['seconds']:.1f} s, {first['peak_gb']:.1f} GB, {same}\n"
        )


if __name__ == "__main__":
    main()
