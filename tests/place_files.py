"""A small workspace for the tests of review: place texts that wait for a decision, of several forces."""

from __future__ import annotations

from pathlib import Path

from linesmap.pipeline import import_files
from linesmap.store import Workspace

ROWS = (
    (6, "Newport", "Dorset"),
    (5, "NFA", "Wiltshire"),
    (4, "NFA", "Dorset"),
    (3, "Upton", "Wiltshire"),
    (3, "No fixed abode", "Dorset"),
    (2, "Zorbington Parva", "Dorset"),
    (1, "Newport", "Devon and Cornwall"),
    (1, "Yeovil", "Avon and Somerset"),
)
"""Number of records, text, and force; all wait but Yeovil, and those of most records come first."""


def waiting_places(folder: Path) -> Workspace:
    """Import a list of arrests into a workspace of its own."""
    file = folder / "arrests.csv"
    rows = [(text, force) for count, text, force in ROWS for _ in range(count)]
    lines = (f"A{n},{n % 27 + 1}/3/2025,arrest,{text},{force}\n" for n, (text, force) in enumerate(rows))
    file.write_text("Ref,Date,Action,Town,Force\n" + "".join(lines), encoding="utf-8")
    workspace = Workspace(folder / "w.duckdb")
    import_files([file], workspace)
    return workspace
