"""Keep the audit trail: a chain in which every entry carries the hash of the one before.

Changing, removing or reordering an entry breaks every hash after it. Actions are the six verbs of section
62 of the Data Protection Act 2018: collection, alteration, consultation, disclosure, combination, erasure.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

import pandas as pd

__all__ = ["ACTIONS", "FIRST_HASH", "chain_entry", "find_break"]

ACTIONS = ("collection", "alteration", "consultation", "disclosure", "combination", "erasure")
FIRST_HASH = "0" * 64


def _entry_hash(entry: dict[str, Any]) -> str:
    """Hash everything an entry says, and the hash before it."""
    content = [entry[name] for name in ("seq", "actor", "action", "object", "detail", "previous_hash")]
    text = json.dumps([entry["at"].isoformat(), *content], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def chain_entry(
    last: tuple[int, str] | None, *, at: datetime, actor: str, action: str, object_: str, detail: dict[str, Any]
) -> dict[str, Any]:
    """Make the next entry of the chain.

    Parameters
    ----------
    last
        Number and hash of the last entry, None for an empty trail.
    at
        Time in UTC, without zone.
    actor, action, object_, detail
        Who, one of `ACTIONS`, on what, and particulars without personal data.

    Returns
    -------
    entry
        The columns of the `audit` table.
    """
    if action not in ACTIONS:
        msg = f"An audit action is one of {', '.join(ACTIONS)}; found {action!r}."
        raise ValueError(msg)
    seq, previous = (last[0] + 1, last[1]) if last else (1, FIRST_HASH)
    entry = {
        "seq": seq,
        "at": at,
        "actor": actor,
        "action": action,
        "object": object_,
        "detail": json.dumps(detail, ensure_ascii=False, sort_keys=True),
        "previous_hash": previous,
    }
    return entry | {"hash": _entry_hash(entry)}


def find_break(entries: pd.DataFrame) -> int | None:
    """Find the first entry that does not fit the chain.

    Parameters
    ----------
    entries
        The `audit` table, any order.

    Returns
    -------
    seq
        Number of the first entry at fault, or None when the chain is whole.
    """
    previous = FIRST_HASH
    for expected, row in enumerate(entries.sort_values("seq").to_dict("records"), start=1):
        entry = {str(name): value for name, value in row.items()}
        if entry["seq"] != expected or entry["previous_hash"] != previous or entry["hash"] != _entry_hash(entry):
            return int(entry["seq"])
        previous = str(entry["hash"])
    return None
