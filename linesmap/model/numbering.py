"""Number what people decide in the order in which they do: a letter for the kind, then 1, 2, 3."""

from __future__ import annotations

import pandas as pd

__all__ = ["next_id", "numbers_of"]


def numbers_of(ids: pd.Series) -> pd.Series:
    """Give the numbers of identifiers such as `D12`, to sort them by: as texts D12 comes before D2.

    Examples
    --------
    >>> numbers_of(pd.Series(["D2", "D12"])).tolist()
    [2, 12]
    """
    return ids.str[1:].astype(int)


def next_id(letter: str, ids: pd.Series) -> str:
    """Name what comes after everything that was decided, also after what was undone.

    Parameters
    ----------
    letter
        Of the kind, such as D for decisions about places.
    ids
        All identifiers of the kind so far, in any order.

    Examples
    --------
    >>> next_id("D", pd.Series(["D2", "D12"])), next_id("J", pd.Series(dtype="object"))
    ('D13', 'J1')
    """
    return f"{letter}{numbers_of(ids).max() + 1 if len(ids) else 1}"
