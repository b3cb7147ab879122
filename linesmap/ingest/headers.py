"""Find the header of a table and compare headers: blind to case, spaces, punctuation and a unit in brackets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from linesmap.ingest.cleaners.base import squash, tidy
from linesmap.ingest.police_uk import STOP_HEADER, STREET_HEADER
from linesmap.model.kinds import KINDS

__all__ = ["count_known", "find_header", "header_forms", "listed_headers", "unique_headers"]

_BRACKETS = re.compile(r"[(\[{][^)\]}]*[)\]}]")
_SEARCHED_ROWS = 40
_MOST_LISTED = 12
_WORD = re.compile(r"[^\W\d_]+")
# Words of headers that no kind of record uses, and words of known headers that are names of people too.
_MORE_WORDS = "seal bag packages gross test class store station custody review data comments email colour"
_MAY_BE_NAMES = "mark reg christian long case street bond grant lane"
_ENOUGH = 2  # known headers that make a row a header beyond doubt


def header_forms(header: str) -> tuple[str, ...]:
    """Give the forms under which a header is looked up: whole, then without what stands in brackets.

    Examples
    --------
    >>> header_forms("Weight (kg)")
    ('weightkg', 'weight')
    """
    return tuple(dict.fromkeys(form for form in (squash(header), squash(_BRACKETS.sub(" ", header))) if form))


@cache
def _known() -> frozenset[str]:
    names = {name for spec in KINDS.values() for column in spec.all_columns for name in (column.name, *column.aliases)}
    return frozenset(map(squash, names | set(STREET_HEADER) | set(STOP_HEADER)))


def count_known(cells: Sequence[str]) -> int:
    """Count the cells of a row that are headers of any kind of record, each once."""
    known = _known()
    forms = {header_forms(cell) for cell in cells if cell and len(cell) < 60}  # noqa: PLR2004
    return sum(1 for form in forms if any(part in known for part in form))


@cache
def _words() -> frozenset[str]:
    """Give the words of all headers that linesmap knows, without those that may be somebody's name."""
    names = {name for spec in KINDS.values() for column in spec.all_columns for name in (column.name, *column.aliases)}
    texts = " ".join((*names, *STREET_HEADER, *STOP_HEADER, _MORE_WORDS)).casefold()
    return frozenset(_WORD.findall(texts.replace("_", " "))) - frozenset(_MAY_BE_NAMES.split())


def listed_headers(headers: Sequence[str]) -> str:
    """List headers for a message: how many, and the first of those that are plainly headers.

    A file without a header has people and numbers in its place, so only what is made of known words is named.

    Parameters
    ----------
    headers
        As read.

    Examples
    --------
    >>> listed_headers(["Date", "Location", "Colour of hat"])
    '3 columns, among them Date, Location'
    >>> listed_headers(["Ann Example", "07700 900123"])
    '2 columns, none with a name it knows'
    """
    counted = f"{len(headers):,} column{'' if len(headers) == 1 else 's'}"
    shown = [header for header in headers if _is_plain(header)]
    if not shown:
        return f"{counted}, none with a name it knows"
    more = f" and {len(shown) - _MOST_LISTED} more" if len(shown) > _MOST_LISTED else ""
    return f"{counted}, among them {', '.join(shown[:_MOST_LISTED])}{more}"


def _is_plain(header: str) -> bool:
    words = _WORD.findall(header.casefold().replace("_", " "))
    return bool(words) and not any(sign.isdecimal() for sign in header) and _words().issuperset(words)


def find_header(grid: Sequence[Sequence[str]]) -> int | None:
    """Find the row that holds the header.

    It is the row with the most known headers among the first rows: two at least, or one that is half of its
    row. Failing that, it is the first of the widest rows whose cells are different and hold no figures, or
    simply the first of the widest.

    Parameters
    ----------
    grid
        The rows of a table from its first one, blank rows included.

    Returns
    -------
    index
        Position in `grid`; None when every row is blank.
    """
    rows = [(index, [cell.strip() for cell in row]) for index, row in enumerate(grid[: _SEARCHED_ROWS * 2])]
    rows = [(index, row) for index, row in rows if any(row)][:_SEARCHED_ROWS]
    if not rows:
        return next((index for index, row in enumerate(grid) if any(cell.strip() for cell in row)), None)
    hits = [(count_known(row), index) for index, row in rows]
    most = max(count for count, _ in hits)
    if most:
        best, row = next((index, row) for (count, index), (_, row) in zip(hits, rows, strict=True) if count == most)
        filled = sum(map(bool, row))
        if most >= _ENOUGH or (_looks_like_header(row) and most * 2 >= filled):
            return best
    width = max(sum(map(bool, row)) for _, row in rows)
    wide = [(index, row) for index, row in rows if sum(map(bool, row)) == width]
    return next((index for index, row in wide if _looks_like_header(row)), wide[0][0])


def _looks_like_header(row: Sequence[str]) -> bool:
    filled = [cell for cell in row if cell]
    return len(set(filled)) == len(filled) and not any(character.isdecimal() for cell in filled for character in cell)


def unique_headers(cells: Sequence[str]) -> tuple[str, ...]:
    """Make headers tidy and different: a repeated one gets a number, an empty one its position.

    Examples
    --------
    >>> unique_headers(["Date", "", "date ", "Date"])
    ('Date', '(column 2)', 'date', 'Date (2)')
    """
    headers: list[str] = []
    for position, cell in enumerate(cells, 1):
        name = tidy(cell)[:200] or f"(column {position})"
        candidate, count = name, 1
        while candidate in headers:
            count += 1
            candidate = f"{name} ({count})"
        headers.append(candidate)
    return tuple(headers)
