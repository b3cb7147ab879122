"""Read a file into its tables, whatever its format, within the bounds of the settings."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from linesmap.errors import FileFormatError, FileTooLargeError, InputError
from linesmap.ingest.archive_reader import is_archive, read_archive
from linesmap.ingest.csv_reader import read_grid
from linesmap.ingest.decoding import decode_text, describe_format
from linesmap.ingest.json_reader import is_json, read_json
from linesmap.ingest.sheet_reader import is_parquet, is_workbook, read_sheets
from linesmap.ingest.tables import RawTable, check_shape, make_table
from linesmap.settings import Settings, load_settings

__all__ = ["check_size", "read_table", "read_tables"]


def read_tables(path: Path, settings: Settings) -> list[RawTable]:
    """Read every table of a file: one for a text file, one a sheet for a workbook, all of an archive.

    The content decides the format, not the ending of the name.

    Parameters
    ----------
    path
        CSV or other delimited text in UTF-8, UTF-16 or Windows-1252; JSON lines, or an array of objects; XLSX, XLS or
        ODS; Parquet; or a ZIP archive of those.
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
    check_size(path, settings)
    if is_archive(path):
        return read_archive(path, path.name, settings, lambda file, name: _read_one(file, name, settings))
    return _read_one(path, path.name, settings)


def check_size(path: Path, settings: Settings) -> None:
    """Refuse a file that is larger than the settings allow, before anything of it is read.

    Raises
    ------
    InputError
        If the file cannot be opened.
    FileTooLargeError
        If it is over the bound.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise _cannot_open(path.name, error) from error
    if size > settings.max_file_mb * 1_000_000:
        msg = (
            f"{path.name} is {size / 1e6:,.0f} MB, expected at most {settings.max_file_mb:,} MB. Split it, "
            "or raise LINESMAP_MAX_FILE_MB."
        )
        raise FileTooLargeError(msg)


def _cannot_open(name: str, error: OSError) -> InputError:
    return InputError(f"{name} could not be opened: {error.strerror or 'it is not a readable file'}.")


def _read_one(path: Path, name: str, settings: Settings) -> list[RawTable]:
    """Read a file that is not an archive."""
    try:
        with path.open("rb") as file:
            data = file.read(8)
            by_worker = is_workbook(data) or is_parquet(data)
            data += b"" if by_worker else file.read()
    except OSError as error:
        raise _cannot_open(name, error) from error
    if by_worker:
        return _read_sheets(path, name, settings)
    found = describe_format(data)
    if found:
        msg = (
            f"{name}: expected a table as CSV, XLSX, XLS, ODS, JSON lines or Parquet, found {found}. Export the table "
            "as CSV."
        )
        raise FileFormatError(msg)
    text = decode_text(data, name)
    if is_json(text):
        table = read_json(text, settings, name)
        check_shape(table.rows, settings, name)
        return [table]
    grid = read_grid(text, settings)
    check_shape(grid, settings, name)
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


def _read_sheets(path: Path, name: str, settings: Settings) -> list[RawTable]:
    tables = []
    for sheet, grid in read_sheets(path, name, settings):
        check_shape(grid, settings, f"{name}, sheet {sheet!r}" if sheet else name)
        tables.append(make_table(sheet, grid))
    return [table for table in tables if table.headers] or [make_table("", [])]
