"""Reject the rows of a table that are not records at all: totals, repeated headers, rows with too many cells."""

from __future__ import annotations

import re

from linesmap.ingest.cleaners.base import Problem, squash
from linesmap.ingest.cleaners.markings import states_too_high
from linesmap.ingest.reasons import Reason
from linesmap.ingest.rows import Rows

__all__ = ["screen"]

_TOTAL = re.compile(r"\W*(?:grand|sub|overall|column|running)?[\s-]*totals?\b.{0,60}", re.IGNORECASE)
_NUMBERED = re.compile(r"\(column \d+\)")
_REPEATED = re.compile(r" \(\d+\)$")
_MOST_FILLED = 2  # a totals row fills its label and few sums; at least two cells are allowed it


def screen(rows: Rows) -> None:
    """Reject what is no record, before any value is read.

    Parameters
    ----------
    rows
        Changed in place. When a line above the table says SECRET, every row is rejected.
    """
    if any(states_too_high(text) for text in rows.table.preamble):
        message = "expected a table up to OFFICIAL-SENSITIVE; found a higher marking above it"
        for index in range(rows.count):
            rows.reject(index, "", Problem(Reason.MARKING_TOO_HIGH, message))
        return
    width = len(rows.table.headers)
    header = [_forms(text) for text in rows.table.headers]
    totals = Problem(Reason.TOTALS_ROW, "found a row of totals, which is not a record")
    repeated = Problem(Reason.REPEATED_HEADER, "found the header again, which is not a record")
    most_filled = max(_MOST_FILLED, width // 2)
    for index, cells in enumerate(rows.table.rows):
        first = cells[0] or next((cell for cell in cells if cell.strip()), "")
        if _TOTAL.fullmatch(first) and sum(1 for cell in cells if cell.strip()) <= most_filled:
            rows.reject(index, "", totals)
        elif squash(cells[0]) in header[0] and all(squash(c) in forms for c, forms in zip(cells, header, strict=False)):
            rows.reject(index, "", repeated)
        if len(cells) > width:
            found = f"expected {width} cells as in the header; found {len(cells)}"
            rows.reject(index, "", Problem(Reason.TOO_MANY_CELLS, f"{found}, so a separator or a quote is astray"))


def _forms(header: str) -> frozenset[str]:
    """Give what a header was before it was made unique: without its number, or empty."""
    bare = "" if _NUMBERED.fullmatch(header) else _REPEATED.sub("", header)
    return frozenset({squash(header), squash(bare)})
