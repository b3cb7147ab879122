"""Carry what was read from one file, and what became of it, between the import, the store and the user."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from linesmap.model.vocabulary import RecordKind

__all__ = ["ImportReport", "ParsedSheet", "Reject"]


@dataclass(frozen=True)
class Reject:
    """A row that was not accepted: nothing of it is lost.

    `row_number` counts as a spreadsheet does, from 1. `column` is the header as written in the file.
    `raw` is the whole row, header to text.
    """

    row_number: int
    column: str
    reason_code: str
    message: str
    raw: dict[str, str]


@dataclass(frozen=True)
class ParsedSheet:
    """One table of a file after mapping and cleaning, before locating.

    `records` has one row an accepted row and the columns that `model.kinds` describes, cleaned as the
    docstring of `linesmap.ingest.read_file` says, with `row_number`, `raw` (JSON) and `warnings` (JSON).
    `rows_in` equals len(records) + len(rejects). `mapping` is our column to the header in the file;
    `unmapped` are headers that were not used; `dropped` are headers removed because they may identify an
    officer or a source. `warnings` are sentences about the table as a whole. `read_by` says what
    each column was taken for, as the text of a template. When the rows were rejected before
    and come back mended, `returned_from` is the source they were rejected from, and `returned_rows` gives for each
    row number here the one it had there.
    """

    name: str
    kind: RecordKind
    template: str
    reason: str
    rows_in: int
    records: pd.DataFrame
    rejects: tuple[Reject, ...]
    mapping: dict[str, str]
    unmapped: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    snapped: bool = False
    invented: bool = False
    warnings: tuple[str, ...] = ()
    read_by: str = ""
    returned_from: str | None = None
    returned_rows: dict[int, int] = field(default_factory=dict)


@dataclass
class ImportReport:
    """What became of one file or sheet: rows_in = accepted + rejected + already_held.

    `mended` are rows that had been rejected before, and came back and were accepted. `reason` says why the kind was
    chosen.
    """

    name: str
    kind: str
    template: str
    rows_in: int
    accepted: int
    rejected: int
    already_held: int
    mended: int = 0
    reason: str = ""
    warnings: list[str] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Give the report as plain values for JSON."""
        return dict(vars(self))
