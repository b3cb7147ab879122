"""Write a table as CSV that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
from typing import Any

import pandas as pd

__all__ = ["csv_text", "safe_cell"]


def safe_cell(value: Any) -> Any:  # noqa: ANN401 -- whatever a cell holds
    """Keep text that a spreadsheet would take for a formula from being one, by an apostrophe before it."""
    if isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}:
        return "'" + value
    return value


def csv_text(frame: pd.DataFrame) -> str:
    """Write a frame as CSV, with a header and without its index; missing values are empty cells."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([safe_cell(str(name)) for name in frame.columns])
    for row in frame.itertuples(index=False):
        writer.writerow([None if value is None or value is pd.NA else safe_cell(value) for value in row])
    return out.getvalue()
