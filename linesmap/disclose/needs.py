"""Say how far every hidden number must be able to move for it to count as protected."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from linesmap.disclose.rules import Rules
from linesmap.disclose.tables import CellId, LinkedTables

__all__ = ["Problem", "make_problem"]

_TOTAL_COSTS = 4.0

_Numbers = NDArray[np.float64]
_Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Problem:
    """Tables as arrays over their cells, in order, with what the rules ask of each.

    `ties` has a row for each sum: 1 for parts, -1 for the total. `sensitive` cells must be able to be as low as
    `low_needed` and as high as `high_needed`; other hidden cells must have a range of `width_needed`. `floor` is the
    least a hidden number can be for a reader who sees which numbers are 0. `least` and `most` are what a shown number
    tells. `cost` is what is lost by hiding a cell. `nowhere` cells are in no table, and hidden from the start.
    """

    values: _Numbers
    ties: sparse.csr_matrix
    sensitive: _Flags
    nowhere: _Flags
    floor: _Numbers
    low_needed: _Numbers
    high_needed: _Numbers
    width_needed: _Numbers
    least: _Numbers
    most: _Numbers
    cost: _Numbers

    @cached_property
    def by_cell(self) -> sparse.csc_matrix:
        """The sums of each cell."""
        return self.ties.tocsc()

    @cached_property
    def can_hide(self) -> _Flags:
        """Cells that hiding can serve: shown somewhere, and not 0."""
        return ~self.nowhere & (self.values > 0)

    @cached_property
    def endless(self) -> float:
        """A movement greater than any that is needed."""
        return 4.0 * float(np.maximum(self.high_needed, self.values + self.width_needed).max(initial=1.0))

    def bounds(self, hidden: _Flags) -> tuple[_Numbers, _Numbers]:
        """Give what each number can be by itself when these cells are hidden."""
        free = hidden | self.nowhere
        return np.where(free, self.floor, self.least), np.where(free, self.values + self.endless, self.most)


def make_problem(tables: LinkedTables, sensitive: Collection[CellId], rules: Rules) -> Problem:
    """Set up what must be protected.

    Parameters
    ----------
    tables
        The true numbers.
    sensitive
        Ids of cells that are hidden for their own sake.
    rules
        Widths; whether what rounding leaves open counts.

    Returns
    -------
    problem
        A sensitive count must be able to be 1 (or the least that the zeros beside it allow), to reach the threshold,
        and to lie in a range of the least width. A sensitive amount must be able to move by half of `amount_width`
        of itself to either side.
    """
    n = len(tables.cells)
    values = np.array([cell.value for cell in tables.cells], dtype=float)
    nowhere = np.array([not cell.published for cell in tables.cells], dtype=bool)
    ties = _ties(tables)
    is_total = np.zeros(n, dtype=bool)
    is_total[[tables.index[each.total] for each in tables.sums]] = True
    is_zero = (values == 0) & ~nowhere
    floor = _floors(ties, np.where(nowhere | is_zero | tables.amounts, 0.0, 1.0), is_zero)
    flags = np.zeros(n, dtype=bool)
    flags[[tables.index[cell_id] for cell_id in sensitive]] = True
    if tables.amounts:
        half = rules.amount_width / 2
        low_needed, high_needed = values * (1 - half), values * (1 + half)
        width, slack = np.full(n, rules.round_amounts_to), np.full(n, rules.round_amounts_to / 2)
        least, most = np.maximum(values - slack, 0), values + slack
    else:
        low_needed = np.maximum(floor, 1.0)
        high_needed = np.maximum(rules.threshold, low_needed + rules.least_width)
        width = np.full(n, float(rules.least_width))
        least, most = _what_rounding_leaves(values, rules)
    if not rules.trust_rounding:
        least, most = values, values
    never_less = np.where(values == 0, 0.0, values)
    cost = (1 + np.log1p(values / (rules.round_amounts_to if tables.amounts else 1.0))) * np.where(
        is_total, _TOTAL_COSTS, 1.0
    )
    return Problem(
        values=values,
        ties=ties,
        sensitive=flags,
        nowhere=nowhere,
        floor=np.minimum(floor, never_less),
        low_needed=np.minimum(low_needed, values),
        high_needed=np.maximum(high_needed, values),
        width_needed=width,
        least=np.where(values == 0, 0.0, least),
        most=np.where(values == 0, 0.0, most),
        cost=cost,
    )


def _what_rounding_leaves(values: _Numbers, rules: Rules) -> tuple[_Numbers, _Numbers]:
    shown = np.array([rules.rounded(value) for value in values], dtype=float)
    below, above = rules.round_to // 2, (rules.round_to - 1) // 2
    return np.maximum(shown - below, rules.threshold), shown + above


def _ties(tables: LinkedTables) -> sparse.csr_matrix:
    rows, columns, signs = [], [], []
    for number, each in enumerate(tables.sums):
        rows += [number] * (len(each.parts) + 1)
        columns += [tables.index[each.total], *(tables.index[part] for part in each.parts)]
        signs += [-1.0] + [1.0] * len(each.parts)
    return sparse.coo_matrix((signs, (rows, columns)), shape=(len(tables.sums), len(tables.cells))).tocsr()


def _floors(ties: sparse.csr_matrix, floor: _Numbers, is_zero: _Flags) -> _Numbers:
    """Raise the least of each total to the sum of the least of its parts, until nothing moves.

    A part beside nothing but zeros is its total, which another sum may have raised.
    """
    entries = ties.tocoo()
    totals, parts = entries.data < 0, (entries.data > 0) & ~is_zero[entries.col]
    total_of = np.zeros(ties.shape[0], dtype=int)
    total_of[entries.row[totals]] = entries.col[totals]
    alone = parts & (np.bincount(entries.row[parts], minlength=ties.shape[0]) == 1)[entries.row]
    while True:
        added = np.bincount(entries.row[parts], floor[entries.col[parts]], ties.shape[0])
        raised = floor.copy()
        np.maximum.at(raised, total_of, added)
        np.maximum.at(raised, entries.col[alone], raised[total_of[entries.row[alone]]])
        if (raised == floor).all():
            return floor
        floor = raised
