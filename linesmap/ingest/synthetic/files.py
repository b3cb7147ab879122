"""Write tables to CSV and XLSX so that the same rows always give the same bytes."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook

from linesmap.ingest.synthetic.layout import INVENTED, Cell, Layout

__all__ = ["first_row", "write_csv", "write_table", "write_workbook"]

_STAMP = datetime(2025, 7, 1)  # noqa: DTZ001 -- a file's date without meaning, the same on every machine
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def first_row(layout: Layout) -> int:
    """Give the number of a table's first row of data, counting from 1 as a spreadsheet does."""
    return len(layout.title) + 2


def write_csv(path: Path, layout: Layout, rows: Iterable[dict[str, Cell]]) -> None:
    """Write one layout's rows as a CSV file in its encoding and with its delimiter.

    Parameters
    ----------
    path
        File to write.
    layout
        Headers, title rows and habits.
    rows
        Field to value, one a row.
    """
    with path.open("w", encoding=layout.encoding, newline="") as file:
        writer = csv.writer(file, delimiter=layout.delimiter, lineterminator=layout.newline)
        writer.writerows([text] for text in layout.title)
        writer.writerow([header for header, _ in layout.columns])
        writer.writerows(_cells(layout, rows))


def write_table(path: Path, headers: Iterable[str], rows: Iterable[Iterable[Cell]]) -> None:
    """Write a plain UTF-8 CSV file, with a last column that says the data are invented.

    Parameters
    ----------
    path
        File to write.
    headers
        Names of the columns.
    rows
        Values in the same order.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*headers, "Data status"])
        writer.writerows([*row, INVENTED] for row in rows)


def write_workbook(path: Path, sheets: Iterable[tuple[Layout, Iterable[dict[str, Cell]]]]) -> None:
    """Write layouts as the sheets of one XLSX workbook, the first title merged over the columns.

    Parameters
    ----------
    path
        File to write.
    sheets
        Each layout with its rows, in order.
    """
    book = Workbook(write_only=True)
    book.properties.creator = "linesmap synthetic records"
    book.properties.title = INVENTED
    book.properties.created = _STAMP
    for layout, rows in sheets:
        sheet = book.create_sheet(layout.sheet)
        for text in layout.title:
            sheet.append([text])
        # One merged range only: openpyxl keeps ranges in a set, and the order of several is not fixed.
        sheet.merged_cells.add(f"A1:{_letter(len(layout.columns))}1")
        sheet.append([header for header, _ in layout.columns])
        for cells in _cells(layout, rows):
            sheet.append([None if cell == "" else cell for cell in cells])
    buffer = BytesIO()
    book.save(buffer)
    path.write_bytes(_without_times(buffer))


def _cells(layout: Layout, rows: Iterable[dict[str, Cell]]) -> Iterator[list[Cell]]:
    fields = [field for _, field in layout.columns]
    for row in rows:
        yield [row.get(field, "") for field in fields]


def _letter(column: int) -> str:
    """Name a column of a spreadsheet; no table here has more than 52."""
    first, second = divmod(column - 1, 26)
    return ("" if first == 0 else chr(64 + first)) + chr(65 + second)


def _without_times(buffer: BytesIO) -> bytes:
    """Repack a workbook without the moment of its making, which openpyxl and zip both write."""
    out = BytesIO()
    with zipfile.ZipFile(buffer) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as clean:
        for name in made.namelist():
            content = made.read(name)
            if name == "docProps/core.xml":
                content = _MODIFIED.sub(rb"\g<1>" + _STAMP.isoformat().encode() + rb"Z\g<2>", content)
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            clean.writestr(entry, content)
    return out.getvalue()
