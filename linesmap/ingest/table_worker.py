"""Read a workbook or a Parquet file in a process of its own, and write its cells to standard output as lines of JSON.

A damaged file can make the reading library abort or ask for more memory than there is; here that ends
this process only. It is run by its path, so it imports nothing of linesmap.

Lines: `{"sheet": name}` opens a sheet, a list is its next row as texts, `{"error": word}` says why it ends.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import math
import sys
from collections.abc import Callable, Iterator
from typing import Any, TextIO

__all__ = ["cell_text", "main"]

_EXACT_FLOATS = 1e15
_ROWS_AT_ONCE = 2000
_PARQUET = b"PAR1"


def cell_text(value: Any) -> str:  # noqa: ANN401 -- whatever a cell holds
    """Write the value of a cell as text: dates as ISO 8601, whole numbers without `.0`.

    Examples
    --------
    >>> cell_text(447700900123.0), cell_text(0.5), cell_text(dt.date(2022, 3, 7)), cell_text(dt.time(14, 30))
    ('447700900123', '0.5', '2022-03-07', '14:30')
    >>> cell_text(dt.datetime(2022, 3, 7, 14, 30))
    '2022-03-07T14:30:00'
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    for kind, write in _WRITERS.items():
        if isinstance(value, kind):
            return write(value)
    return "" if value is None else str(value).replace("\x00", "")


def _float(value: float) -> str:
    whole = math.isfinite(value) and value.is_integer() and abs(value) < _EXACT_FLOATS
    return str(int(value)) if whole else repr(value)


def _duration(value: dt.timedelta) -> str:
    minutes = round(value.total_seconds() / 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _list(values: list[Any]) -> str:
    if any(isinstance(item, dict | list) for item in values):
        return json.dumps(values, ensure_ascii=False, default=str)
    return "; ".join(filter(None, map(cell_text, values)))


_WRITERS: dict[type, Callable[[Any], str]] = {
    float: _float,
    dt.datetime: lambda value: value.isoformat(timespec="seconds"),  # before date, of which it is one
    dt.date: lambda value: value.isoformat(),
    dt.time: lambda value: value.isoformat(timespec="minutes" if not value.second else "seconds"),
    dt.timedelta: _duration,
    bytes: lambda value: value.decode("utf-8", "replace").replace("\x00", ""),
    list: _list,
    dict: lambda value: json.dumps(value, ensure_ascii=False, default=str),
}


def _rows(sheet: Any) -> Iterator[list[str]]:  # noqa: ANN401 -- a sheet of python_calamine
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
    """Write every table of the file at `path` to `out`, within the bounds given."""
    _limit_memory(max_bytes)

    def say(value: dict[str, str] | list[str]) -> None:
        out.write(json.dumps(value) + "\n")

    with open(path, "rb") as file:  # noqa: PTH123 -- run by itself, with as little as possible imported
        parquet = file.read(len(_PARQUET)) == _PARQUET
    try:
        ended = (_read_parquet if parquet else _read_workbook)(path, max_rows, max_columns, say)
    except MemoryError:
        ended = "memory"
    say({"error": ended})


Say = Callable[[dict[str, str] | list[str]], None]


def _read_workbook(path: str, max_rows: int, max_columns: int, say: Say) -> str:
    import python_calamine

    try:
        workbook = python_calamine.CalamineWorkbook.from_path(path)
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            say({"sheet": name})
            # These are the positions of the last row and column, counted from 0.
            if sheet.total_height >= max_rows:
                return "rows"
            if sheet.total_width >= max_columns:
                return "columns"
            for row in _rows(sheet):
                say(row)
    except python_calamine.PasswordError:
        return "password"
    except (python_calamine.CalamineError, OSError, ValueError):
        return "damaged"
    return ""


def _read_parquet(path: str, max_rows: int, max_columns: int, say: Say) -> str:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path) as file:
            say({"sheet": ""})
            if file.metadata.num_rows >= max_rows:
                return "rows"
            if len(file.schema_arrow) > max_columns:
                return "columns"
            say(list(file.schema_arrow.names))
            for batch in file.iter_batches(_ROWS_AT_ONCE):
                columns = [[cell_text(value) for value in column.to_pylist()] for column in batch.columns]
                for row in zip(*columns, strict=True):
                    say(list(row))
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError, OverflowError):
        # pyarrow reports an allocation that fails as its own error, which is a MemoryError too.
        return "memory" if isinstance(sys.exception(), MemoryError) else "damaged"
    return ""


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
