"""The invented disruptions come in whole, with every grade and nothing added up."""

from __future__ import annotations

from pathlib import Path

from linesmap.ingest.synthetic import write_disruptions
from linesmap.measure.disruptions import disruption_counts
from linesmap.model.filters import Filters
from linesmap.pipeline import import_files
from linesmap.store import Workspace


def test_every_row_is_accepted_and_every_grade_is_there(tmp_path: Path) -> None:
    path = write_disruptions(tmp_path)
    workspace = Workspace(tmp_path / "w.duckdb")
    (report,) = import_files([path], workspace)
    assert (report.kind, report.rows_in, report.accepted, len(report.warnings)) == ("disruption", 8, 8, 1)
    assert report.warnings[0].endswith("kept in the row as filed: Data status")
    with workspace.read() as tables:
        counts = disruption_counts(tables, Filters(), by="all")
    grades = {name: int(counts[name].sum()) for name in ("major", "moderate", "minor", "none", "negative")}
    assert grades == {"major": 1, "moderate": 2, "minor": 3, "none": 1, "negative": 1}
    assert path.read_bytes() == write_disruptions(tmp_path / "again").read_bytes()
