"""Read a Parquet file, or every sheet of a workbook (XLSX, XLS, ODS), through a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

from linesmap.errors import FileFormatError, FileTooLargeError
from linesmap.settings import Settings

__all__ = ["MAX_UNPACKED", "is_parquet", "is_workbook", "read_sheets"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_PARQUET = b"PAR1"
_WORKER = Path(__file__).with_name("table_worker.py")
_MAX_MEMORY_BYTES = 4 << 30
_MAX_SECONDS = 600
MAX_UNPACKED = 4
"""Workbooks, archives and Parquet files are packed; unpacked they may be so many times the size allowed for a file."""

_ERRORS = {
    "password": "the workbook is protected by a password. Save a copy without one, or export the sheet as CSV.",
    "damaged": (
        "expected a workbook (XLSX, XLS or ODS) or a Parquet file, found a damaged one. Open it in the program it came "
        "from, and save a copy."
    ),
    "memory": (
        "the file needs more memory to read than linesmap allows. In a workbook, a stray cell far from the table may "
        "be the cause: delete it, or export the sheet as CSV."
    ),
}


def is_workbook(data: bytes) -> bool:
    """Tell whether a file is a workbook, or a ZIP or OLE file at all, from its first bytes."""
    return data.startswith((_OLE, _ZIP))


def is_parquet(data: bytes) -> bool:
    """Tell whether a file is a Parquet file, from its first bytes."""
    return data.startswith(_PARQUET)


def read_sheets(path: Path, name: str, settings: Settings) -> list[tuple[str, list[list[str]]]]:
    """Read the sheets of a workbook, or the one table of a Parquet file.

    Parameters
    ----------
    path
        The file, of any name. Formulas give the values the spreadsheet stored with them; nothing is computed.
    name
        What messages call it.
    settings
        The bounds on rows, columns and size.

    Returns
    -------
    sheets
        Name and grid of texts of each sheet, in order, hidden ones too. Position + 1 is the row; the first row of a
        Parquet file holds the names of its columns.

    Raises
    ------
    FileFormatError
        If the file is another ZIP or OLE file, damaged, or protected by a password.
    FileTooLargeError
        If a sheet, or the unpacked file, is over a bound.
    """
    _check_archive(path, name, settings)
    command = [sys.executable, "-I", str(_WORKER), str(path)]
    bounds = [settings.max_rows + 1, settings.max_columns, _MAX_MEMORY_BYTES]
    sheets: list[tuple[str, list[list[str]]]] = []
    ended = None
    n_chars = 0
    # The worker is our own file, run without a shell; the path is one argument.
    with subprocess.Popen(  # noqa: S603
        [*command, *map(str, bounds)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as worker:
        timer = threading.Timer(_MAX_SECONDS, worker.kill)
        timer.start()
        try:
            assert worker.stdout is not None  # noqa: S101 -- asked for above
            for line in worker.stdout:
                if not line.endswith(b"\n"):
                    break  # the worker was cut off in the middle of a row
                n_chars += len(line)
                if n_chars > settings.max_file_mb * MAX_UNPACKED * 1_000_000:
                    ended = "text"
                    break
                value = json.loads(line)
                if isinstance(value, list):
                    sheets[-1][1].append(value)
                elif "sheet" in value:
                    sheets.append((value["sheet"], []))
                else:
                    ended = value["error"]
        finally:
            timer.cancel()
            worker.kill()
    _raise_for(ended, name, sheets[-1][0] if sheets else "", settings)
    return sheets


def _raise_for(ended: str | None, name: str, sheet: str, settings: Settings) -> None:
    if ended == "":
        return
    if ended == "rows":
        msg = (
            f"{name}, sheet {sheet!r}: expected at most {settings.max_rows:,} rows, found more. Split it, or raise "
            "LINESMAP_MAX_ROWS."
        )
        raise FileTooLargeError(msg)
    if ended == "columns":
        msg = (
            f"{name}, sheet {sheet!r}: expected at most {settings.max_columns:,} columns, found more. Delete stray "
            "cells and columns that are not needed, or raise LINESMAP_MAX_COLUMNS."
        )
        raise FileTooLargeError(msg)
    if ended == "text":
        msg = (
            f"{name}: expected a table of at most {MAX_UNPACKED} times LINESMAP_MAX_FILE_MB when unpacked, found a "
            "larger one. Split it, or raise the setting."
        )
        raise FileTooLargeError(msg)
    if ended in {"password", "damaged"}:
        msg = f"{name}: {_ERRORS[ended]}"
        raise FileFormatError(msg)
    # "memory", or no last word: the worker was stopped by the system or by the clock.
    msg = f"{name}: {_ERRORS['memory']}"
    raise FileTooLargeError(msg)


def _check_archive(path: Path, name: str, settings: Settings) -> None:
    """Refuse a workbook that cannot be opened, or whose content is far larger than itself."""
    with path.open("rb") as file:
        if file.read(len(_OLE)).startswith((_OLE, _PARQUET)):
            return
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        msg = f"{name}: {_ERRORS['damaged']}"
        raise FileFormatError(msg) from error
    names = {entry.filename for entry in entries}
    if "xl/workbook.bin" in names:
        msg = f"{name}: expected a workbook as XLSX, XLS or ODS, found an XLSB. Save it as XLSX."
        raise FileFormatError(msg)
    if sum(entry.file_size for entry in entries) > settings.max_file_mb * MAX_UNPACKED * 1_000_000:
        msg = (
            f"{name}: expected a workbook that unpacks to at most {MAX_UNPACKED} times LINESMAP_MAX_FILE_MB, "
            "found a larger one. Export its sheets as CSV."
        )
        raise FileTooLargeError(msg)
