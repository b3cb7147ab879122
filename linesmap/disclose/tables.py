"""Hold tables as cells and the sums that tie them, so that several tables over the same cells are one thing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from linesmap.errors import InputError

__all__ = ["ALL", "Cell", "CellId", "LinkedTables", "PublishedTable", "Sum", "join_tables"]

ALL = "All"
"""The label of a total."""

CellId = tuple[str, ...]
"""Labels that name a cell, one for each way in which the tables are broken down."""

_TOLERANCE = 1e-6
_MOST_NAMED = 60


@dataclass(frozen=True)
class Cell:
    """One number: a count, or an amount with what it is made of.

    `published` is False for a number that no table holds but that a reader can think of, such as what is left of a
    total when a filter is taken away. `contributors` and `largest` are how many seizures or payments an amount is the
    sum of, and the largest of them. `count_hidden` says that the count behind an amount is not shown.
    """

    cell_id: CellId
    value: float
    published: bool = True
    contributors: int | None = None
    largest: float | None = None
    count_hidden: bool = False


@dataclass(frozen=True)
class Sum:
    """A cell that is the sum of others."""

    total: CellId
    parts: tuple[CellId, ...]


@dataclass(frozen=True)
class LinkedTables:
    """Every number of one or more tables, once, with every sum that ties them.

    Parameters
    ----------
    cells, sums
        In any order; they are put in the order of their ids.
    amounts
        True for money or weight, False for counts.

    Raises
    ------
    InputError
        If an id is there twice or not at all, a number is below 0 or no whole number where it is a count, an amount
        lacks its contributors, or a total differs from the sum of its parts.
    """

    cells: tuple[Cell, ...]
    sums: tuple[Sum, ...] = ()
    amounts: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "cells", tuple(sorted(self.cells, key=lambda cell: cell.cell_id)))
        ordered = {Sum(each.total, tuple(sorted(each.parts))) for each in self.sums}
        object.__setattr__(self, "sums", tuple(sorted(ordered, key=lambda each: (each.total, each.parts))))
        if len(self.index) != len(self.cells):
            msg = f"Expected every cell once, found {len(self.cells) - len(self.index)} ids twice. Give each one id."
            raise InputError(msg)
        for cell in self.cells:
            _check_cell(cell, amounts=self.amounts)
        for each in self.sums:
            self._check_sum(each)

    @cached_property
    def index(self) -> dict[CellId, int]:
        """Position of each cell."""
        return {cell.cell_id: position for position, cell in enumerate(self.cells)}

    def components(self) -> tuple[LinkedTables, ...]:
        """Split into tables that no sum ties together."""
        n, edges = len(self.cells), [(each.total, part) for each in self.sums for part in each.parts]
        if not edges:
            return tuple(LinkedTables((cell,), (), self.amounts) for cell in self.cells)
        left = [self.index[total] for total, _ in edges]
        right = [self.index[part] for _, part in edges]
        graph = sparse.coo_matrix((np.ones(len(edges)), (left, right)), shape=(n, n))
        n_groups, group = csgraph.connected_components(graph, directed=False)
        if n_groups == 1:
            return (self,)
        cells: list[list[Cell]] = [[] for _ in range(n_groups)]
        sums: list[list[Sum]] = [[] for _ in range(n_groups)]
        for cell, number in zip(self.cells, group, strict=True):
            cells[number].append(cell)
        for each in self.sums:
            sums[group[self.index[each.total]]].append(each)
        return tuple(LinkedTables(tuple(c), tuple(s), self.amounts) for c, s in zip(cells, sums, strict=True))

    def _check_sum(self, each: Sum) -> None:
        missing = [cell_id for cell_id in (each.total, *each.parts) if cell_id not in self.index]
        if missing or not each.parts or each.total in each.parts or len(set(each.parts)) < len(each.parts):
            msg = (
                f"Expected {_named(each.total)} to be the sum of other cells of the tables, each once; found "
                f"{len(missing)} that are no cells. Add them, with published=False where no table shows them."
            )
            raise InputError(msg)
        total = self.cells[self.index[each.total]].value
        added = sum(self.cells[self.index[part]].value for part in each.parts)
        if abs(total - added) > _TOLERANCE * max(1.0, abs(total)):
            msg = (
                f"Expected {_named(each.total)} to be the sum of its {len(each.parts)} parts, found another number. "
                "Numbers that do not add up, such as distinct people counted in several areas, are not tied by a sum."
            )
            raise InputError(msg)


@dataclass(frozen=True)
class PublishedTable:
    """A table of counts with its totals of rows and columns and its grand total.

    Examples
    --------
    >>> table = PublishedTable(("Dorset", "Gwent"), ("arrests", "charges"), ((20, 3), (15, 12)))
    >>> table.row_totals, table.column_totals, table.grand_total
    ((23, 27), (35, 15), 50)
    >>> len(table.linked().cells)
    9
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        if len(self.counts) != len(self.rows) or any(len(row) != len(self.columns) for row in self.counts):
            msg = (
                f"Expected {len(self.rows)} rows of {len(self.columns)} counts, one for each label, found another "
                "shape. Give a count for every cell, 0 where there is nothing."
            )
            raise InputError(msg)
        if ALL in (*self.rows, *self.columns):
            msg = f"Expected no row or column called {ALL}, as that is the label of the totals. Leave totals out."
            raise InputError(msg)

    @property
    def row_totals(self) -> tuple[int, ...]:
        """Sum of each row."""
        return tuple(sum(row) for row in self.counts)

    @property
    def column_totals(self) -> tuple[int, ...]:
        """Sum of each column."""
        return tuple(sum(column) for column in zip(*self.counts, strict=True))

    @property
    def grand_total(self) -> int:
        """Sum of all cells."""
        return sum(self.row_totals)

    def linked(self) -> LinkedTables:
        """Give the table as cells with ids (row, column), `ALL` standing for totals."""
        cells = [
            Cell((row, column), count)
            for row, counts in zip(self.rows, self.counts, strict=True)
            for column, count in zip(self.columns, counts, strict=True)
        ]
        cells += [Cell((row, ALL), total) for row, total in zip(self.rows, self.row_totals, strict=True)]
        cells += [Cell((ALL, column), total) for column, total in zip(self.columns, self.column_totals, strict=True)]
        cells.append(Cell((ALL, ALL), self.grand_total))
        sums = [Sum((row, ALL), tuple((row, column) for column in self.columns)) for row in (*self.rows, ALL)]
        sums += [Sum((ALL, column), tuple((row, column) for row in self.rows)) for column in (*self.columns, ALL)]
        return LinkedTables(tuple(cells), tuple(sums))


def join_tables(tables: Sequence[LinkedTables], sums: Iterable[Sum] = ()) -> LinkedTables:
    """Join tables that share cells into one.

    Parameters
    ----------
    tables
        A cell in two of them is the same number; published if either publishes it.
    sums
        Further ties, such as a table that is the sum of two others.

    Returns
    -------
    joined
        Every cell once and every sum once.

    Raises
    ------
    InputError
        If a cell has two values, or counts and amounts are mixed.
    """
    if len({each.amounts for each in tables}) > 1:
        msg = "Expected tables of counts or tables of amounts, found both. Protect the counts first."
        raise InputError(msg)
    found: dict[CellId, Cell] = {}
    for cell in (cell for each in tables for cell in each.cells):
        held = found.get(cell.cell_id)
        if held is not None and held.value != cell.value:
            msg = f"Expected one value for {_named(cell.cell_id)} in every table, found two. Count it once."
            raise InputError(msg)
        if held is None or not held.published:
            found[cell.cell_id] = cell
    ties = [each for table in tables for each in table.sums]
    amounts = bool(tables) and tables[0].amounts
    return LinkedTables(tuple(found.values()), (*ties, *sums), amounts)


def _named(cell_id: CellId) -> str:
    return " / ".join(label[:_MOST_NAMED] for label in cell_id)


def _check_cell(cell: Cell, *, amounts: bool) -> None:
    if not 0 <= cell.value < float("inf") or (not amounts and cell.value != int(cell.value)):
        what = "an amount of 0 or more" if amounts else "a whole number of 0 or more"
        msg = f"Expected {what} in {_named(cell.cell_id)}, found another value. Unknown numbers are left out."
        raise InputError(msg)
    if amounts and cell.published and (cell.contributors is None or cell.largest is None):
        msg = (
            f"Expected how many contributors {_named(cell.cell_id)} has and the largest of them, found neither or one. "
            "Without them dominance cannot be checked."
        )
        raise InputError(msg)
