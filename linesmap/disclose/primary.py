"""Find the numbers that may not be shown for their own sake."""

from __future__ import annotations

from linesmap.disclose.rules import Reason, Rules
from linesmap.disclose.tables import Cell, CellId, LinkedTables

__all__ = ["primary_reasons"]


def primary_reasons(tables: LinkedTables, rules: Rules) -> dict[CellId, Reason]:
    """Say which cells are sensitive and why.

    Parameters
    ----------
    tables
        Counts, or amounts with their contributors.
    rules
        Threshold, and what dominance is.

    Returns
    -------
    reasons
        Of sensitive cells, in the order of their ids. A count of 0 is a count and is shown. A cell that no table has
        is sensitive like any other, as a reader could subtract one table from another to get it.
    """
    reason = _amount_reason if tables.amounts else _count_reason
    found = {cell.cell_id: reason(cell, rules) for cell in tables.cells}
    return {cell_id: why for cell_id, why in found.items() if why is not None}


def _count_reason(cell: Cell, rules: Rules) -> Reason | None:
    return Reason.SMALL_NUMBER if 0 < cell.value < rules.threshold else None


def _amount_reason(cell: Cell, rules: Rules) -> Reason | None:
    if cell.count_hidden:
        return Reason.COUNT_NOT_SHOWN
    if cell.contributors is None or cell.largest is None or cell.value == 0:
        return None
    if cell.contributors < rules.fewest_contributors:
        return Reason.FEW_CONTRIBUTORS
    return Reason.DOMINANCE if cell.largest > rules.dominance_share * cell.value else None
