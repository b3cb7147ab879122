"""Write tables as plain values and as CSV, the same for the commands and the app."""

from __future__ import annotations

import csv
import io
import math
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from linesmap.model.cells import safe_cell

__all__ = ["csv_text", "plain"]


def plain(value: Any) -> Any:  # noqa: ANN401
    """Turn a value into what JSON can hold: frames to lists of rows, times to ISO 8601, missing to null."""
    if isinstance(value, pd.DataFrame):
        return [{str(key): plain(item) for key, item in row.items()} for row in value.to_dict("records")]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if value is None or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    return value.item() if hasattr(value, "item") else value


def csv_text(frame: pd.DataFrame) -> str:
    """Write a frame as CSV without its index; no cell of it, headers included, is a formula to a spreadsheet."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([safe_cell(str(name)) for name in frame.columns])
    writer.writerows([safe_cell(value) for value in row.values()] for row in plain(frame))
    return out.getvalue()
