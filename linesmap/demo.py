"""Make the demo workspace: real published data, and an invented story of county lines into the South West."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

from linesmap.ingest import synthetic
from linesmap.pipeline import import_files
from linesmap.settings import data_dir
from linesmap.store import Workspace

__all__ = ["DEMO_RECORDS", "DEMO_SEED", "build_demo"]

DEMO_RECORDS = 20_000
DEMO_SEED = 7

_OPENING_PERIOD = ("2025-04-07", "2025-06-29")
_OPENING_UNIT = "SWROCU"


def build_demo(path: Path, *, progress: Callable[[str], None] | None = None, n_records: int = DEMO_RECORDS) -> Path:
    """Make the demo workspace at a path where none is.

    It is built beside its place and moved there when whole, so that a stop half-way leaves nothing behind.

    Parameters
    ----------
    path
        The workspace file to make; an existing one is left as it is.
    progress
        Called with a sentence before each slow step.
    n_records
        About how many invented records to write; the monthly counts of recorded crime, about 8,000 rows, come beside.

    Returns
    -------
    path
        The same path.
    """
    if path.exists():
        return path
    tell = progress or (lambda _: None)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".linesmap-demo-") as folder:
        tell(f"Writing about {n_records:,} invented records")
        written = synthetic.write_files(Path(folder) / "files", n_records=n_records, seed=DEMO_SEED)
        outcomes = synthetic.write_outcomes(Path(folder) / "files", seed=DEMO_SEED)
        graded = synthetic.write_disruptions(Path(folder) / "files")
        real = [
            data_dir() / "samples" / "west_yorkshire_drug_offences.csv",
            data_dir() / "reference" / "published_results.csv",
        ]
        workspace = Workspace(Path(folder) / "demo.duckdb")
        import_files([*real, *written.files, *outcomes.files, graded], workspace, progress=tell)
        with workspace.write() as writer:
            writer.set_state(
                title="Demonstration",
                invented="Invented data for demonstration",
                opening=json.dumps({"period": _OPENING_PERIOD, "region": [_OPENING_UNIT]}),
            )
            writer.log("alteration", "workspace", title="Demonstration")
        workspace.path.replace(path)
    return path
