"""Read JSON lines, or one JSON array of objects, as a table of texts.

Numbers keep the digits they are written with, a nested object becomes one column a leaf, and a line that is no object
is kept as it stands, to be rejected with its reason.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from linesmap.errors import FileFormatError, FileTooLargeError
from linesmap.ingest.headers import unique_headers
from linesmap.ingest.tables import BrokenRow, RawTable
from linesmap.settings import Settings

__all__ = ["flatten", "is_json", "read_json"]

_NOT_AN_OBJECT = "expected a JSON object such as {}, found {}"
_DEEPEST = 20


class _NotAnObjectError(ValueError):
    """A line, or a member of the array, is not a JSON object that can be read."""


def is_json(text: str) -> bool:
    """Tell whether a text is JSON lines or an array of objects, from how it begins."""
    start = text[:1000].lstrip()
    return start.startswith("{") or (start.startswith("[") and start[1:].lstrip()[:1] in {"{", "]"})


def read_json(text: str, settings: Settings, name: str) -> RawTable:
    """Read a JSON text.

    Parameters
    ----------
    text
        One object a line (blank lines are passed over), or one array of objects.
    settings
        Bounds on rows, columns and the length of a value.
    name
        Name of the file, for messages.

    Returns
    -------
    table
        One column for each key, in the order they first appear. `row_numbers` are line numbers, or positions in the
        array, from 1.

    Raises
    ------
    FileFormatError
        If the text is one array and cannot be read to its end.
    FileTooLargeError
        If there are too many objects or keys.
    """
    rows: list[dict[str, str]] = []
    numbers: list[int] = []
    broken: list[BrokenRow] = []
    columns: dict[str, None] = {}
    items: Iterable[tuple[int, str]] = _members(text, name) if text.lstrip().startswith("[") else _lines(text)
    for number, item in items:
        try:
            row = _object(item)
        except _NotAnObjectError as error:
            broken.append(BrokenRow(number, item[: settings.max_cell_chars], str(error)))
            row = None
        if row is not None:
            rows.append(row)
            numbers.append(number)
            columns.update(dict.fromkeys(row))
        _check(len(rows) + len(broken), len(columns), settings, name)
    headers = _headers(list(columns))
    cells = [[row.get(key, "") for key in columns] for row in rows]
    return RawTable("", 0, headers, cells, numbers, broken=tuple(broken))


def _check(n_rows: int, n_columns: int, settings: Settings, name: str) -> None:
    if n_rows > settings.max_rows:
        msg = (
            f"{name}: expected at most {settings.max_rows:,} rows, found more. Split the file, or raise "
            "LINESMAP_MAX_ROWS if the computer has the memory."
        )
        raise FileTooLargeError(msg)
    if n_columns > settings.max_columns:
        msg = (
            f"{name}: expected at most {settings.max_columns:,} different keys, found more. Remove those that are not "
            "needed, or raise LINESMAP_MAX_COLUMNS."
        )
        raise FileTooLargeError(msg)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    # Not splitlines: it also parts a text at signs that JSON allows inside a value.
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        if line.strip():
            yield number, line


def _members(text: str, name: str) -> Iterator[tuple[int, str]]:
    """Part an array into its members, each as it is written."""
    decoder = json.JSONDecoder(parse_int=str, parse_float=str)
    position, number = text.index("[") + 1, 0
    try:
        while True:
            position = _skip_space(text, position)
            if text[position : position + 1] == "]":
                return
            if number:
                position = _skip_space(text, text.index(",", position, position + 1) + 1)
            _, end = decoder.raw_decode(text, position)
            number += 1
            yield number, text[position:end]
            position = end
    except (ValueError, RecursionError) as error:
        msg = (
            f"{name}: expected one JSON array of objects, found an array that breaks off or is not well formed after "
            f"object {number:,}. Export it again, or as JSON lines, where each object has a line and is read by itself."
        )
        raise FileFormatError(msg) from error


def _skip_space(text: str, position: int) -> int:
    while text[position : position + 1].isspace():
        position += 1
    return position


def _object(text: str) -> dict[str, str]:
    """Read one object as column to text."""
    try:
        value = json.loads(text, parse_int=str, parse_float=str, object_pairs_hook=_pairs)
        leaves = flatten(value) if isinstance(value, dict) else None
    except (ValueError, RecursionError) as error:
        reason = _NOT_AN_OBJECT.format('{"date": "7/3/2022"}', "text that is not well-formed JSON")
        raise _NotAnObjectError(reason) from error
    if leaves is None:
        raise _NotAnObjectError(_NOT_AN_OBJECT.format('{"date": "7/3/2022"}', "another kind of value"))
    return leaves


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Keep both values of a key that stands twice in an object."""
    row: dict[str, Any] = {}
    for key, value in pairs:
        name, count = key, 1
        while name in row:
            count += 1
            name = f"{key} ({count})"
        row[name] = value
    return row


def flatten(value: dict[str, Any], before: str = "", depth: int = 0) -> dict[str, str]:
    """Write an object as one text for each leaf; keys of inner objects are joined by a full stop.

    Parameters
    ----------
    value
        An object as JSON or Parquet gives it.
    before
        What stands before each key.

    Returns
    -------
    leaves
        A list of plain values is joined by semicolons; a list of objects, and what is nested deeper than twenty
        levels, stays JSON.

    Examples
    --------
    >>> flatten({"date": "2022-03", "location": {"lat": "51.5", "street": {"id": 7}}, "drugs": ["crack", "heroin"]})
    {'date': '2022-03', 'location.lat': '51.5', 'location.street.id': '7', 'drugs': 'crack; heroin'}
    """
    leaves: dict[str, str] = {}
    for key, item in value.items():
        name = f"{before}{_clean(str(key))}"
        if isinstance(item, dict) and depth < _DEEPEST:
            leaves |= flatten(item, f"{name}.", depth + 1)
        else:
            leaves[name] = _text(item)
    return leaves


def _text(value: Any) -> str:  # noqa: ANN401 -- whatever JSON holds
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, list) and not any(isinstance(item, dict | list) for item in value):
        return "; ".join(filter(None, map(_text, value)))
    if isinstance(value, dict | list):
        return _clean(json.dumps(value, ensure_ascii=False, default=str))
    return _clean(str(value))


def _clean(text: str) -> str:
    """Take out what no file of text can hold: half a surrogate pair, and the sign of no value."""
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def _headers(keys: list[str]) -> tuple[str, ...]:
    """Name the columns by the last part of their key, where no other has the same."""
    last = [key.rpartition(".")[2] or key for key in keys]
    return unique_headers([short if last.count(short) == 1 else key for key, short in zip(keys, last, strict=True)])
