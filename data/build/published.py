"""Make published_results.csv: figures published about real operations, in two collections.

`reports` are five reports and articles; `releases` are public pages of police forces, offices and the press. A row is
one figure for a programme, its forces and its period; qualifiers are kept as published, and conflicts are not resolved.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from common import read_facts, write_csv

COLLECTIONS = {"reports": "published_results_reports.csv", "releases": "published_results_releases.csv"}


def build(out: Path) -> None:
    """Write reference/published_results.csv: the rows of both collections, unchanged, `collection` before them."""
    frames = [read_facts(file).assign(collection=name) for name, file in COLLECTIONS.items()]
    frame = pd.concat(frames, ignore_index=True)
    columns = ["collection", *[column for column in frame.columns if column != "collection"]]
    key = ["programme", "measure", "source", "forces", "start", "end"]
    assert not frame.duplicated(key).any(), frame[frame.duplicated(key)]  # noqa: S101
    write_csv(frame[columns], out / "reference" / "published_results.csv")
