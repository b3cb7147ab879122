"""Read every sheet of a workbook (XLSX, XLS, ODS) through a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import zipfile
from pathlib import Path

from linesmap.errors import FileFormatError, FileTooLargeError
from linesmap.settings import Settings

__all__ = ["is_workbook", "read_sheets"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_WORKER = Path(__file__).with_name("workbook_worker.py")
_MAX_MEMORY_BYTES = 4 << 30
_MAX_SECONDS = 600
# A workbook is a ZIP file; unpacked it may be so many times the size allowed for the file itself.
_MAX_UNPACKED = 4

_ERRORS = {
    "password": "the workbook is protected by a password. Save a copy without one, or export the sheet as CSV.",
    "damaged": "expected a workbook (XLSX, XLS or ODS), found a damaged one. Open it in a spreadsheet, save a copy.",
    "memory": (
        "the workbook needs more memory to read than linesmap allows. A stray cell far from the table may be the "
        "cause: delete it, or export the sheet as CSV."
    ),
}


def is_workbook(data: bytes) -> bool:
    """Tell whether a file is a workbook, or a ZIP or OLE file at all, from its first bytes."""
    return data.startswith((_OLE, _ZIP))


def read_sheets(path: Path, settings: Settings) -> list[tuple[str, list[list[str]]]]:
    """Read the sheets of a workbook.

    Parameters
    ----------
    path
        The file. Formulas give the values the spreadsheet stored with them; nothing is computed.
    settings
        The bounds on rows, columns and size.

    Returns
    -------
    sheets
        Name and grid of texts of each sheet, in order, hidden ones too. Position + 1 is the row.

    Raises
    ------
    FileFormatError
        If the file is another ZIP or OLE file, damaged, or protected by a password.
    FileTooLargeError
        If a sheet, or the unpacked file, is over a bound.
    """
    _check_archive(path, settings)
    command = [sys.executable, "-I", str(_WORKER), str(path)]
    bounds = [settings.max_rows + 1, settings.max_columns, _MAX_MEMORY_BYTES]
    sheets: list[tuple[str, list[list[str]]]] = []
    ended = None
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
    _raise_for(ended, path.name, sheets[-1][0] if sheets else "", settings)
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
    if ended in {"password", "damaged"}:
        msg = f"{name}: {_ERRORS[ended]}"
        raise FileFormatError(msg)
    # "memory", or no last word: the worker was stopped by the system or by the clock.
    msg = f"{name}: {_ERRORS['memory']}"
    raise FileTooLargeError(msg)


def _check_archive(path: Path, settings: Settings) -> None:
    """Refuse a ZIP file that is no workbook, or whose content is far larger than itself."""
    with path.open("rb") as file:
        if file.read(len(_OLE)) == _OLE:
            return
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        msg = f"{path.name}: {_ERRORS['damaged']}"
        raise FileFormatError(msg) from error
    names = {entry.filename for entry in entries}
    if "xl/workbook.bin" in names:
        msg = f"{path.name}: expected a workbook as XLSX, XLS or ODS, found an XLSB. Save it as XLSX."
        raise FileFormatError(msg)
    if not names & {"xl/workbook.xml", "content.xml"}:
        msg = (
            f"{path.name}: expected a table as CSV, XLSX, XLS or ODS, found a ZIP archive of other files. Unpack it "
            "and import those."
        )
        raise FileFormatError(msg)
    if sum(entry.file_size for entry in entries) > settings.max_file_mb * _MAX_UNPACKED * 1_000_000:
        msg = (
            f"{path.name}: expected a workbook that unpacks to at most {_MAX_UNPACKED} times LINESMAP_MAX_FILE_MB, "
            "found a larger one. Export its sheets as CSV."
        )
        raise FileTooLargeError(msg)
