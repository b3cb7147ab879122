"""Hold what a reader of published tables sees, and nothing else: the only thing that an attack may read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from linesmap.disclose.rules import Rules, Word
from linesmap.disclose.tables import CellId, LinkedTables, Sum

__all__ = ["Published", "PublishedCell", "publish"]


@dataclass(frozen=True)
class PublishedCell:
    """What stands in a cell: `shown` is the rounded number, None where there is a word or nothing."""

    cell_id: CellId
    word: Word
    shown: float | None = None


@dataclass(frozen=True)
class Published:
    """Tables as they leave, with the rules that are published beside them.

    `threshold`, `round_to` and `sums` are known to every reader. Cells stand in the order of their ids.
    """

    cells: tuple[PublishedCell, ...]
    sums: tuple[Sum, ...]
    threshold: int
    round_to: float
    amounts: bool = False

    @cached_property
    def by_id(self) -> dict[CellId, PublishedCell]:
        """Cells by their id."""
        return {cell.cell_id: cell for cell in self.cells}

    def shown(self, cell_id: CellId) -> float | None:
        """Give the rounded number of a cell, None where it is hidden."""
        return self.by_id[cell_id].shown

    def text(self, cell_id: CellId) -> str:
        """Write a cell: a number, `under 10` or `not shown`."""
        cell = self.by_id[cell_id]
        if cell.shown is not None:
            return f"{cell.shown:,.0f}"
        return f"under {self.threshold}" if cell.word is Word.UNDER else Word.NOT_SHOWN.value

    def rate(self, numerator: CellId, denominator: CellId, per: float = 100.0) -> float | None:
        """Divide one shown number by another, None where either is hidden or the lower is 0.

        Percentages, means and rates are made of shown numbers only, so that they tell nothing more than these.
        """
        over, under = self.shown(numerator), self.shown(denominator)
        return None if over is None or not under else over / under * per


def publish(tables: LinkedTables, words: dict[CellId, Word], rules: Rules) -> Published:
    """Round what is shown and put words in the place of what is hidden.

    Parameters
    ----------
    tables
        The true numbers.
    words
        The word of each hidden cell; every other cell is shown, where a table has it.
    rules
        How to round.

    Returns
    -------
    published
        Holds no true number.
    """
    cells = []
    for cell in tables.cells:
        word = words.get(cell.cell_id, Word.SHOWN if cell.published else Word.NOWHERE)
        if word is Word.SHOWN:
            rounded = rules.rounded_amount(cell.value) if tables.amounts else float(rules.rounded(cell.value))
            cells.append(PublishedCell(cell.cell_id, word, rounded))
        else:
            cells.append(PublishedCell(cell.cell_id, word))
    step = rules.round_amounts_to if tables.amounts else float(rules.round_to)
    return Published(tuple(cells), tables.sums, rules.threshold, step, tables.amounts)
