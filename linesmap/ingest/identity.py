"""Name records by their content, so that the same row in another file is known again."""

from __future__ import annotations

import hashlib

import pandas as pd

from linesmap.model.vocabulary import RecordKind

__all__ = ["record_ids", "short_id"]

_LEFT_OUT = {"row_number", "raw", "warnings", "location", "title"}
# What linesmap learnt to read later counts where it is stated only, so that a row without it is named as it was.
_STATED = (
    "born", "group_name", "home_address", "home_postcode", "sex", "offence_count", "officer_days", "districts",
)  # fmt: skip
_NAMES = ("forename", "surname")
# What follows from the age band, the date and the name says nothing of its own.
_DERIVED = {"born_from", "born_to"}


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
        In the order of the rows; distinct. Particulars of people and the number of offences count where they are
        stated; forename and surname do where they have columns of their own.
    """
    columns = sorted(set(records.columns) - _LEFT_OUT - _DERIVED - {*_STATED, *_NAMES})
    parts = [records[column].astype("string").fillna("").to_numpy() for column in columns]
    places = [query.words if query else "" for query in records["location"]]
    seen: dict[str, int] = {}
    ids = []
    for row in zip(places, *parts, _particulars(records), strict=True):
        content = "\x1f".join((kind.value, *row[:-1])) + row[-1]
        number = seen.get(content, 0)
        seen[content] = number + 1
        ids.append(short_id("R", f"{content}\x1f{number}"))
    return ids


def _particulars(records: pd.DataFrame) -> list[str]:
    """Write what every row states of people, and of how many; nothing for a row that states nothing."""
    said = [""] * len(records)
    named = records["person_name"].notna().to_numpy() if "person_name" in records else None
    for column in (*_STATED, *_NAMES):
        if column not in records:
            continue
        held = records[column].notna().to_numpy()
        if column in _NAMES and named is not None:
            held = held & ~named
        values = records[column].to_numpy()
        for row in held.nonzero()[0].tolist():
            said[row] += f"\x1f{column}={values[row]}"
    return said
