"""Read a plain list of ties, so that networks from anywhere can be measured."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from math import isfinite
from pathlib import Path

import networkx as nx

from linesmap.errors import ColumnError, FileFormatError, InputError

__all__ = ["read_edges"]

_ENDS = ("source", "target")
_WEIGHT = "weight"
_SHOWN = 8


def read_edges(path: Path) -> nx.Graph[str]:
    """Read a CSV file with one tie a row.

    Parameters
    ----------
    path
        Columns source and target, and weight where there is any, in any order, with commas, semicolons or tabs;
        UTF-8. Names are text as filed; the header may be in any case.

    Returns
    -------
    graph
        Undirected and simple: loops and doubles are dropped, though a node with nothing but a loop stays. Of doubles
        the largest weight counts. Nodes stand in the order of their names.

    Raises
    ------
    InputError
        If the file is missing or a row cannot be used; the message names the row, the header being row 1.
    FileFormatError
        If it is empty or not text in UTF-8.
    ColumnError
        If a column is missing or there twice.
    """
    text = _text(path)
    rows = csv.reader(text.splitlines(keepends=True), delimiter=_separator(text))
    header = [name.strip().casefold() for name in next(rows)]
    source, target, weight = _columns(path, header)
    ties: dict[tuple[str, str], float | None] = {}
    names: set[str] = set()
    for number, row in _filled(rows, path):
        if len(row) != len(header):
            msg = f"Expected {len(header)} values in row {number:,} of {path.name}; found {len(row)}. Correct the row."
            raise InputError(msg)
        a, b = row[source], row[target]
        for end, name in zip(_ENDS, (a, b), strict=True):
            if not name.strip():
                msg = f"Expected a name in column {end}, row {number:,} of {path.name}; found nothing. Fill it in."
                raise InputError(msg)
        names |= {a, b}
        value = _number(row[weight], number, path) if weight is not None else None
        if a != b:
            pair = (a, b) if a < b else (b, a)
            known = ties.get(pair)
            ties[pair] = value if known is None else max(known, value if value is not None else known)
    if not names:
        msg = f"Expected at least one tie in {path.name}; found a header and nothing else."
        raise FileFormatError(msg)
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted(names))
    for (a, b), value in sorted(ties.items(), key=lambda tie: tie[0]):
        if value is None:
            graph.add_edge(a, b)
        else:
            graph.add_edge(a, b, weight=value)
    return graph


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        msg = f"Expected a file of ties at {path}; it cannot be read ({error.strerror}). Check the path."
        raise InputError(msg) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        msg = f"Expected text in UTF-8 in {path.name}; found other bytes in row {row:,}. Save the file as CSV UTF-8."
        raise FileFormatError(msg) from None
    if "\0" in text:
        msg = f"Expected a CSV file; {path.name} holds bytes that are no text. Save it as CSV UTF-8."
        raise FileFormatError(msg)
    if not text.strip():
        msg = f"Expected ties in {path.name}; the file is empty. It needs a header with source and target."
        raise FileFormatError(msg)
    return text.lstrip("\r\n")


def _separator(text: str) -> str:
    first = text.splitlines()[0]
    return max(",;\t", key=first.count)


def _columns(path: Path, header: list[str]) -> tuple[int, int, int | None]:
    for name in (*_ENDS, _WEIGHT):
        if header.count(name) > 1:
            msg = f"Expected one column {name} in {path.name}; found {header.count(name)}. Rename or drop the others."
            raise ColumnError(msg)
    missing = [name for name in _ENDS if name not in header]
    if missing:
        found = ", ".join(repr(name[:30]) for name in header[:_SHOWN])
        msg = (
            f"Expected columns source and target in {path.name}; {' and '.join(missing)} not found among {found}. "
            "Name them in the first row."
        )
        raise ColumnError(msg)
    return header.index(_ENDS[0]), header.index(_ENDS[1]), header.index(_WEIGHT) if _WEIGHT in header else None


def _filled(rows: Iterator[list[str]], path: Path) -> Iterator[tuple[int, list[str]]]:
    """Give rows that hold something, numbered as a spreadsheet does."""
    try:
        for number, row in enumerate(rows, start=2):
            if any(cell.strip() for cell in row):
                yield number, row
    except csv.Error as error:
        msg = f"Expected a CSV file; {path.name} cannot be read ({error}). Save it as CSV UTF-8."
        raise FileFormatError(msg) from None


def _number(cell: str, number: int, path: Path) -> float | None:
    if not cell.strip():
        return None
    try:
        value = float(cell)
    except ValueError:
        value = float("nan")
    if not isfinite(value) or value < 0:
        msg = f"Expected a weight of 0 or more in row {number:,} of {path.name}; found {cell[:20]!r}. Correct it."
        raise InputError(msg)
    return value
