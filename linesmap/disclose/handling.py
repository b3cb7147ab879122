"""Decide which records may leave, by their handling code, and say what was left out.

Source: College of Policing, intelligence management: P is lawful sharing permitted, C is lawful sharing
permitted with conditions. linesmap cannot tell whether conditions are met, so a record with conditions stays
behind until a person decides otherwise.
"""

from __future__ import annotations

import pandas as pd

__all__ = ["may_leave"]

_WITHHELD = {"C", "2", "3", "4", "5"}


def may_leave(records: pd.DataFrame) -> pd.Series:
    """Tell for each record whether it may be in a file that leaves.

    Parameters
    ----------
    records
        Column handling: `P` or `C` of 3x5x2, or the digit of 5x5x5, of which only 1 (may be shared) is free
        of conditions; null where the source has no such code.

    Returns
    -------
    allowed
        Booleans on the index of `records`.
    """
    return ~records["handling"].fillna("").str.strip().str.upper().isin(_WITHHELD)
