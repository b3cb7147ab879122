"""Read delimited text whatever its delimiter, and lose no row to a quote that is never closed."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from linesmap.ingest.headers import count_known
from linesmap.settings import Settings

__all__ = ["read_grid", "sniff_delimiter"]

_COMMON = (",", ";", "\t", "|")
# Rarer ones are believed only when they bring out headers that linesmap knows.
_RARE = ("~", "^", "¬", "¦", ":", "\x1f", "!", "#", "*")
_SAMPLED_LINES = 60
_HEADER_ROWS = 40
_ENOUGH = 2
_WIDTH_LINES = 5000
_MOST_LINES_IN_A_ROW = 1000
_SEPARATOR_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)


def read_grid(text: str, settings: Settings) -> list[list[str]]:
    """Read the cells of a delimited text.

    Parameters
    ----------
    text
        The whole file. Lines may end in CR, LF or both; quoted cells may hold line ends.
    settings
        The longest cell decides how far a quoted cell is followed.

    Returns
    -------
    grid
        One list of cells a row, blank rows included, so that position + 1 is the row in a spreadsheet. A line
        `sep=;` at the top, which spreadsheets hide, is not a row.

    Notes
    -----
    A quote that opens a cell and is never closed would swallow the rows below it. A row of several lines is
    therefore believed only if its quotes are all in order, or if it has as many cells as most rows; otherwise
    its first line is read by itself, quotes taken literally, and reading goes on with the second.
    """
    lines = list(io.StringIO(text, newline=""))
    delimiter = None
    if lines and (hint := _SEPARATOR_LINE.fullmatch(lines[0].rstrip("\r\n"))):
        delimiter = hint[1]
        lines = lines[1:]
    if delimiter is None or delimiter in "\"'\r\n ":
        delimiter = sniff_delimiter(lines)
    # The limit belongs to the whole process: it is only ever raised.
    csv.field_size_limit(max(csv.field_size_limit(), settings.max_cell_chars * 4, len(text) + 1))
    reader = csv.reader(lines, delimiter=delimiter, skipinitialspace=True)
    grid = list(reader)
    if len(grid) == len(lines):
        return grid
    return list(_read_carefully(lines, delimiter, _usual_width(lines, delimiter)))


def _usual_width(lines: list[str], delimiter: str) -> int:
    """Count the cells most lines have, among those whose quotes are in pairs."""
    whole = [line for line in lines[:_WIDTH_LINES] if line.count('"') % 2 == 0]
    widths = Counter(len(row) for row in csv.reader(whole, delimiter=delimiter, skipinitialspace=True) if row)
    return max(widths, key=lambda width: (widths[width], width)) if widths else 1


def _read_carefully(lines: list[str], delimiter: str, width: int) -> Iterator[list[str]]:
    position = 0
    while position < len(lines):
        if lines[position].count('"') % 2:
            row, position = _read_quoted(lines, position, delimiter, width)
        else:
            row = next(csv.reader(lines[position : position + 1], delimiter=delimiter, skipinitialspace=True), [])
            position += 1
        yield row


def _read_quoted(lines: list[str], start: int, delimiter: str, width: int) -> tuple[list[str], int]:
    """Follow a row over several lines; give its cells and the position after it."""
    ahead = lines[start : start + _MOST_LINES_IN_A_ROW]
    reader = csv.reader(ahead, delimiter=delimiter, skipinitialspace=True)
    row = next(reader, [])
    n_lines = reader.line_num
    closed = sum(line.count('"') for line in ahead[:n_lines]) % 2 == 0
    if n_lines == 1 or (closed and len(row) == width) or _in_order(ahead[:n_lines], delimiter):
        return row, start + n_lines
    literal = csv.reader(lines[start : start + 1], delimiter=delimiter, quoting=csv.QUOTE_NONE, skipinitialspace=True)
    return next(literal, []), start + 1


def _in_order(lines: list[str], delimiter: str) -> bool:
    """Tell whether every quote of a row opens a cell, ends one or is doubled."""
    try:
        next(csv.reader(lines, delimiter=delimiter, skipinitialspace=True, strict=True), [])
    except csv.Error:
        return False
    return True


def sniff_delimiter(lines: list[str]) -> str:
    r"""Find the delimiter of a text: the one that brings out known headers, else the most even table.

    Parameters
    ----------
    lines
        The lines of the file; the first sixty are looked at.

    Returns
    -------
    delimiter
        A comma when nothing parts the lines.

    Examples
    --------
    >>> sniff_delimiter(["Date;Place\n", "7/3/22;Yeovil, Somerset\n"])
    ';'
    """
    sample = [line for line in lines[: _SAMPLED_LINES * 3] if line.strip()][:_SAMPLED_LINES]
    best = max(_COMMON, key=lambda delimiter: (_score(sample, delimiter), -_COMMON.index(delimiter)))
    if _score(sample, best)[0] >= _ENOUGH:
        return best
    rare = max(_RARE, key=lambda delimiter: (_score(sample, delimiter), -_RARE.index(delimiter)))
    return rare if _score(sample, rare)[0] >= _ENOUGH else best


def _score(sample: list[str], delimiter: str) -> tuple[int, float, int]:
    """Rate a delimiter: known headers in the best row, share of rows of the usual width, and that width."""
    rows = [row for row in csv.reader(sample, delimiter=delimiter, skipinitialspace=True) if row]
    widths = Counter(len(row) for row in rows if len(row) > 1)
    known = max((count_known(row) for row in rows[:_HEADER_ROWS]), default=0)
    if not widths:
        return known, 0.0, 1
    usual = max(widths, key=lambda width: (widths[width], width))
    return known, widths[usual] / len(rows), usual
