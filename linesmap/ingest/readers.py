"""Read a file into its tables, whatever its format, within the bounds of the settings."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from linesmap.errors import FileFormatError, FileTooLargeError, InputError
from linesmap.ingest.csv_reader import read_grid
from linesmap.ingest.decoding import decode_text, describe_format
from linesmap.ingest.sheet_reader import is_workbook, read_sheets
from linesmap.ingest.tables import RawTable, check_shape, make_table
from linesmap.settings import Settings, load_settings

__all__ = ["read_table", "read_tables"]


def read_tables(path: Path, settings: Settings) -> list[RawTable]:
    """Read every table of a file: one for a text file, one a sheet for a workbook.

    The content decides the format, not the ending of the name.

    Parameters
    ----------
    path
        CSV or other delimited text in UTF-8, UTF-16 or Windows-1252; XLSX, XLS or ODS.
    settings
        The bounds on bytes, rows, columns and length of a cell.

    Returns
    -------
    tables
        Empty sheets are left out unless there is nothing else.

    Raises
    ------
    InputError
        If the file cannot be opened.
    FileFormatError
        If it is not a file linesmap reads.
    FileTooLargeError
        If it is over a bound.
    """
    try:
        size = path.stat().st_size
        if size > settings.max_file_mb * 1_000_000:
            msg = (
                f"{path.name} is {size / 1e6:,.0f} MB, expected at most {settings.max_file_mb:,} MB. Split it, "
                "or raise LINESMAP_MAX_FILE_MB."
            )
            raise FileTooLargeError(msg)
        with path.open("rb") as file:
            data = file.read(8) if size else b""
            workbook = is_workbook(data)
            data += b"" if workbook else file.read()
    except OSError as error:
        msg = f"{path.name} could not be opened: {error.strerror or 'it is not a readable file'}."
        raise InputError(msg) from error
    if workbook:
        return _read_workbook(path, settings)
    found = describe_format(data)
    if found:
        msg = f"{path.name}: expected a table as CSV, XLSX, XLS or ODS, found {found}. Export the table as CSV."
        raise FileFormatError(msg)
    grid = read_grid(decode_text(data, path.name), settings)
    check_shape(grid, settings, path.name)
    return [make_table("", grid)]


def read_table(path: Path, *, settings: Settings | None = None) -> pd.DataFrame:
    """Read the first table of a file as texts, without asking what it means.

    Parameters
    ----------
    path, settings
        As in `read_tables`; the settings are those of the environment when left out.

    Returns
    -------
    table
        One row a row of data, index 0, 1, ...; columns named by the header, every value a text.

    Raises
    ------
    InputError, FileFormatError, FileTooLargeError
        As `read_tables` does.
    """
    table = read_tables(path, settings or load_settings())[0]
    width = len(table.headers)
    return pd.DataFrame([row[:width] for row in table.rows], columns=list(table.headers), dtype=object)


def _read_workbook(path: Path, settings: Settings) -> list[RawTable]:
    tables = []
    for name, grid in read_sheets(path, settings):
        check_shape(grid, settings, f"{path.name}, sheet {name!r}")
        tables.append(make_table(name, grid))
    return [table for table in tables if table.headers] or [make_table("", [])]
