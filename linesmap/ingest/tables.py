"""Hold one table as read from a file, before anything is known about its meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from linesmap.errors import FileTooLargeError
from linesmap.ingest.headers import find_header, unique_headers
from linesmap.settings import Settings

__all__ = ["BrokenRow", "RawTable", "check_shape", "make_table"]


@dataclass(frozen=True)
class BrokenRow:
    """A row that could not even be parted into cells: its number, its text as filed, and what is wrong with it."""

    number: int
    text: str
    message: str


@dataclass(frozen=True)
class RawTable:
    """One table of a file.

    `name` is the sheet, or the member of an archive, empty for a text file; `file_name` is the name of the member
    itself. `header_row` and `row_numbers` count as a spreadsheet does,
    from 1; `header_row` is 0 when there is nothing. `rows` are rows of data that are not blank: as many
    cells as `headers`, or more when a row is too long. `preamble` are the texts above the header. `broken` are rows
    that could not be read as cells. `returned` are the numbers that rejected rows had in the file they first came
    from. `unreadable` says why a member of an archive is no table at all.
    """

    name: str
    header_row: int
    headers: tuple[str, ...]
    rows: list[list[str]]
    row_numbers: list[int]
    preamble: tuple[str, ...] = ()
    broken: tuple[BrokenRow, ...] = ()
    file_name: str = ""
    returned: tuple[int, ...] = ()
    unreadable: str = ""


def check_shape(grid: Sequence[Sequence[str]], settings: Settings, where: str) -> None:
    """Refuse a table that is over the bounds on rows, columns and length of a cell.

    Raises
    ------
    FileTooLargeError
        Naming the bound, where it is broken, and the setting that raises it.
    """
    if len(grid) > settings.max_rows + 1:
        msg = (
            f"{where}: expected at most {settings.max_rows:,} rows, found more. Split the file, or raise "
            "LINESMAP_MAX_ROWS if the computer has the memory."
        )
        raise FileTooLargeError(msg)
    for number, row in enumerate(grid, 1):
        if len(row) > settings.max_columns and any(cell.strip() for cell in row[settings.max_columns :]):
            msg = (
                f"{where}, row {number}: found {len(row):,} columns, expected at most {settings.max_columns:,}. "
                "Remove the columns that are not needed, or raise LINESMAP_MAX_COLUMNS."
            )
            raise FileTooLargeError(msg)
        if row and len(max(row, key=len)) > settings.max_cell_chars:
            msg = (
                f"{where}, row {number}: a cell is longer than {settings.max_cell_chars:,} characters. A quote may "
                "be missing; otherwise shorten the text, or raise LINESMAP_MAX_CELL_CHARS."
            )
            raise FileTooLargeError(msg)


def make_table(name: str, grid: Sequence[Sequence[str]]) -> RawTable:
    """Part a grid of cells into what stands above the header, the header, and the rows of data.

    Blank rows are left out; the others keep their number. Short rows are filled up; empty cells beyond the
    header are cut off, filled ones are kept for the validation to see.
    """
    header = find_header(grid)
    if header is None:
        return RawTable(name, 0, (), [], [])
    headers = unique_headers(_without_empty_end(grid[header]))
    width = len(headers)
    rows: list[list[str]] = []
    row_numbers: list[int] = []
    for number, cells in enumerate(grid[header + 1 :], header + 2):
        if not any(cell.strip() for cell in cells):
            continue
        row = list(cells)
        if len(row) > width:
            row = [*row[:width], *_without_empty_end(row[width:])]
        elif len(row) < width:
            row += [""] * (width - len(row))
        rows.append(row)
        row_numbers.append(number)
    preamble = tuple(cell.strip() for cells in grid[:header] for cell in cells if cell.strip())
    return RawTable(name, header + 1, headers, rows, row_numbers, preamble)


def _without_empty_end(cells: Sequence[str]) -> list[str]:
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return list(cells[:end])
