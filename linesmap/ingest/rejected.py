"""Write rejected rows as a file that a person can mend, and know that file again when it comes back.

The file has a few columns that say where each row came from and why it was rejected, then the columns of the rows as
filed. Imported again, each row is read as the kind it was, under the header it had.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence

import pandas as pd

from linesmap.ingest.cleaners.base import squash
from linesmap.ingest.tables import RawTable
from linesmap.ingest.templates import Template
from linesmap.model.cells import plain_cell

__all__ = ["FIRST_COLUMNS", "as_filed", "split_returned"]

FIRST_COLUMNS = {
    "rejected_from": "name",
    "rejected_source": "source_id",
    "rejected_kind": "kind",
    "rejected_template": "template",
    "rejected_row": "row_number",
    "rejected_column": "column",
    "rejected_reason": "reason_code",
    "rejected_why": "message",
}
"""Header in the file of rejected rows, and the column of the workspace it is made from."""

_SPELT = {squash(header): header for header in FIRST_COLUMNS}


def as_filed(rejects: pd.DataFrame) -> pd.DataFrame:
    """Lay out rejected rows so that they can be mended and imported again.

    Parameters
    ----------
    rejects
        Rows of the `rejects` table with `name`, `kind` and `template` of their source, in any order.

    Returns
    -------
    rows
        The columns `FIRST_COLUMNS`, then every column of any of the rows as filed, in the order they first appear.
    """
    raw = [json.loads(text) for text in rejects["raw"]]
    columns = list(dict.fromkeys(header for row in raw for header in row))
    first = {header: list(rejects[column]) for header, column in FIRST_COLUMNS.items()}
    cells = {header: [row.get(header, "") for row in raw] for header in columns}
    return pd.DataFrame({**first, **cells}, columns=[*FIRST_COLUMNS, *columns])


def split_returned(
    table: RawTable, read_before: Callable[[str], Template | None] = lambda _: None
) -> Iterator[tuple[RawTable, Mapping[str, str]]]:
    """Part a file of rejected rows by the source they came from.

    Parameters
    ----------
    table
        As read from a file.
    read_before
        Gives, for the identifier of a source, how its columns were read.

    Yields
    ------
    part, origin
        The rows of one source under the columns they use or are known to have, and what the file says of the source,
        by the names of `FIRST_COLUMNS`. Nothing when the table is no file of rejected rows.
    """
    at = {_SPELT[form]: p for p, header in enumerate(table.headers) if (form := squash(header)) in _SPELT}
    if set(at) != set(FIRST_COLUMNS):
        return
    headers = [plain_cell(header) for header in table.headers]
    others = [p for p in range(len(table.headers)) if p not in at.values()]
    said = ("rejected_source", "rejected_kind", "rejected_template", "rejected_from")
    groups: dict[tuple[str, ...], list[int]] = {}
    for index, row in enumerate(table.rows):
        groups.setdefault(tuple(row[at[name]].strip() for name in said), []).append(index)
    for group, indices in groups.items():
        rows = [table.rows[index] for index in indices]
        before = read_before(group[0])
        known = set(before.headers) if before else set()
        used = [p for p in others if headers[p] in known or any(row[p].strip() for row in rows)]
        part = RawTable(
            name=table.name,
            header_row=table.header_row,
            headers=tuple(headers[p] for p in used),
            rows=[[plain_cell(row[p]) for p in (*used, *range(len(table.headers), len(row)))] for row in rows],
            row_numbers=[table.row_numbers[index] for index in indices],
            returned=_numbers([row[at["rejected_row"]] for row in rows]),
        )
        yield part, dict(zip(said, group, strict=True))


def _numbers(texts: Sequence[str]) -> tuple[int, ...]:
    """Read the numbers the rows had in their file; -1 for one that was changed by hand."""
    return tuple(int(text) if text.strip().isdecimal() else -1 for text in texts)
