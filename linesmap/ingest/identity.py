"""Name records by their content, so that the same row in another file is known again."""

from __future__ import annotations

import hashlib

import pandas as pd

from linesmap.model.vocabulary import RecordKind

__all__ = ["record_ids", "short_id"]

_LEFT_OUT = {"row_number", "raw", "warnings", "location", "title"}


def short_id(prefix: str, text: str) -> str:
    """Make an identifier of 16 signs from a text; the same text always has the same."""
    return prefix + hashlib.sha256(text.encode()).hexdigest()[:15]


def record_ids(records: pd.DataFrame, kind: RecordKind) -> list[str]:
    """Name each row of a parsed sheet by what it says.

    A row that stands twice in one file is counted: the second is named as the second, and meets the second
    of another file.

    Parameters
    ----------
    records
        `ParsedSheet.records`.
    kind
        Kind of the sheet.

    Returns
    -------
    ids
        In the order of the rows; distinct.
    """
    columns = sorted(set(records.columns) - _LEFT_OUT)
    parts = [records[column].astype("string").fillna("").to_numpy() for column in columns]
    places = [query.words if query else "" for query in records["location"]]
    seen: dict[str, int] = {}
    ids = []
    for row in zip(places, *parts, strict=True):
        content = "\x1f".join((kind.value, *row))
        number = seen.get(content, 0)
        seen[content] = number + 1
        ids.append(short_id("R", f"{content}\x1f{number}"))
    return ids
