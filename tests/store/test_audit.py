"""The audit trail shows every change made behind its back."""

from __future__ import annotations

from datetime import datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linesmap.store.audit import ACTIONS, FIRST_HASH, chain_entry, find_break


def trail(n: int) -> pd.DataFrame:
    entries: list[dict[str, object]] = []
    for number in range(n):
        last = (int(entries[-1]["seq"]), str(entries[-1]["hash"])) if entries else None
        entries.append(
            chain_entry(
                last,
                at=datetime(2026, 3, 7, 9, number % 60),
                actor="analyst",
                action="collection",
                object_=f"S{number}",
                detail={"rows": number},
            )
        )
    columns = ["seq", "at", "actor", "action", "object", "detail", "previous_hash", "hash"]
    return pd.DataFrame(entries, columns=columns)


def test_first_entry_starts_the_chain() -> None:
    first = trail(1).iloc[0]
    assert first["seq"] == 1
    assert first["previous_hash"] == FIRST_HASH
    assert len(first["hash"]) == 64


def test_whole_trail_has_no_break() -> None:
    assert find_break(trail(5)) is None
    assert find_break(trail(0)) is None


@given(st.integers(0, 5), st.sampled_from(["at", "actor", "action", "object", "detail", "previous_hash", "hash"]))
def test_any_change_is_found(row: int, column: str) -> None:
    entries = trail(6)
    changed = datetime(2020, 1, 1) if column == "at" else "x"
    entries[column] = entries[column].astype("object")
    entries.loc[row, column] = changed
    assert find_break(entries) == row + 1


@given(st.integers(0, 4))
def test_removal_is_found(row: int) -> None:
    assert find_break(trail(6).drop(index=row)) == row + 2


def test_last_entry_removed_leaves_a_whole_trail() -> None:
    """What a chain cannot show: cutting its end. The version of the workspace does (docs/security.md)."""
    assert find_break(trail(6).drop(index=5)) is None


def test_unknown_action_is_refused() -> None:
    with pytest.raises(ValueError, match="collection"):
        chain_entry(None, at=datetime(2026, 1, 1), actor="a", action="peek", object_="x", detail={})
    assert len(ACTIONS) == 6
