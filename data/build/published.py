"""Make published_results.csv: figures published about real operations, in three collections.

`reports` are five reports and articles; `releases` are public pages of police forces, offices and the press. A row is
one figure for a programme, its forces and its period; qualifiers are kept as published, and conflicts are not resolved.
`register` lists the programmes that the reports name without giving any figure, one row each. `bound` is read from the
qualifier; it is empty where no figure was given.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from common import read_facts, write_csv

from linesmap.ingest.cleaners.bounds import clean_bound

COLLECTIONS = {
    "reports": "published_results_reports.csv",
    "releases": "published_results_releases.csv",
    "register": "published_programmes.csv",
}


def build(out: Path) -> None:
    """Write reference/published_results.csv: the rows of all collections, `collection` before them, `bound` added."""
    frames = [read_facts(file).assign(collection=name) for name, file in COLLECTIONS.items()]
    frame = pd.concat(frames, ignore_index=True)
    frame["bound"] = [
        clean_bound(qualifier).value if value else ""
        for value, qualifier in zip(frame["value"], frame["qualifier"], strict=True)
    ]
    columns = ["collection", *[column for column in frame.columns if column not in {"collection", "bound", "source"}]]
    key = ["programme", "measure", "source", "forces", "start", "end"]
    assert not frame.duplicated(key).any(), frame[frame.duplicated(key)]  # noqa: S101
    write_csv(frame[[*columns, "bound", "source"]], out / "reference" / "published_results.csv")
