"""Read a workbook in a process of its own, and write its cells to standard output as lines of JSON.

A damaged workbook can make the reading library abort or ask for more memory than there is; here that ends
this process only. It is run by its path, so it imports nothing of linesmap.

Lines: `{"sheet": name}` opens a sheet, a list is its next row as texts, `{"error": word}` says why it ends.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import math
import sys
from collections.abc import Iterator
from typing import Any, TextIO

import python_calamine

__all__ = ["cell_text", "main"]

_EXACT_FLOATS = 1e15


def cell_text(value: Any) -> str:  # noqa: ANN401 -- whatever a cell holds
    """Write the value of a cell as text: dates as ISO 8601, whole numbers without `.0`.

    Examples
    --------
    >>> cell_text(447700900123.0), cell_text(0.5), cell_text(dt.date(2022, 3, 7)), cell_text(dt.time(14, 30))
    ('447700900123', '0.5', '2022-03-07', '14:30')
    >>> cell_text(dt.datetime(2022, 3, 7, 14, 30))
    '2022-03-07T14:30:00'
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        whole = math.isfinite(value) and value.is_integer() and abs(value) < _EXACT_FLOATS
        return str(int(value)) if whole else repr(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return value.isoformat(timespec="minutes" if not value.second else "seconds")
    if isinstance(value, dt.timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    return str(value)


def _rows(sheet: python_calamine.CalamineSheet) -> Iterator[list[str]]:
    rows = sheet.to_python(skip_empty_area=False)
    # A cell merged over several rows speaks for those that hold something; one merged over columns is a title.
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        if left == right and top < len(rows):
            for row in rows[top + 1 : bottom + 1]:
                if left < len(row) and any(value not in {"", None} for value in row):
                    row[left] = rows[top][left]
    for row in rows:
        yield [cell_text(value) for value in row]


def main(path: str, max_rows: int, max_columns: int, max_bytes: int, out: TextIO) -> None:
    """Write every sheet of the workbook at `path` to `out`, within the bounds given."""
    _limit_memory(max_bytes)

    def say(value: dict[str, str] | list[str]) -> None:
        out.write(json.dumps(value) + "\n")

    try:
        workbook = python_calamine.CalamineWorkbook.from_path(path)
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            say({"sheet": name})
            # These are the positions of the last row and column, counted from 0.
            if sheet.total_height >= max_rows:
                say({"error": "rows"})
                return
            if sheet.total_width >= max_columns:
                say({"error": "columns"})
                return
            for row in _rows(sheet):
                say(row)
    except python_calamine.PasswordError:
        say({"error": "password"})
    except (python_calamine.CalamineError, OSError, ValueError):
        say({"error": "damaged"})
    except MemoryError:
        say({"error": "memory"})
    else:
        say({"error": ""})


def _limit_memory(max_bytes: int) -> None:
    try:
        import resource  # not on every system
    except ImportError:
        return
    # Some systems do not let a process set this; the parent's clock still ends it.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (max_bytes, max_bytes))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), sys.stdout)
