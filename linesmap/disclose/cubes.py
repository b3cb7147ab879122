"""Lay out a breakdown by several columns with every margin, as cells and the sums that tie them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from linesmap.disclose.tables import ALL, CellId, Sum
from linesmap.errors import InputError

__all__ = ["Axis", "Cube", "make_cube"]

_MOST_CELLS = 40_000


@dataclass(frozen=True)
class Axis:
    """One way of breaking down: every node has a label for each of its columns, `All` below its own level.

    `children` has, for each node that is a total, the nodes it is the sum of.
    """

    columns: tuple[str, ...]
    nodes: tuple[CellId, ...]
    leaves: tuple[CellId, ...]
    children: Mapping[CellId, tuple[CellId, ...]]

    def membership(self) -> NDArray[np.float64]:
        """Give a matrix: 1 where a node (row) holds a leaf (column)."""
        own = np.array(
            [
                [all(mine in (ALL, its) for mine, its in zip(node, leaf, strict=True)) for leaf in self.leaves]
                for node in self.nodes
            ],
            dtype=float,
        )
        return own.reshape(len(self.nodes), len(self.leaves))


@dataclass(frozen=True)
class Cube:
    """All cells of a breakdown, with margins, in the order of `ids`; and the sums that tie them."""

    axes: tuple[Axis, ...]
    ids: tuple[CellId, ...]
    sums: tuple[Sum, ...]

    def totals(self, frame: pd.DataFrame, column: str) -> NDArray[np.float64]:
        """Add a column up for every cell; combinations that the frame lacks are 0."""
        held = self._leaf_values(frame, column, "sum")
        for number, axis in enumerate(self.axes):
            held = np.moveaxis(np.tensordot(axis.membership(), held, axes=(1, number)), 0, number)
        return held.ravel()

    def largest(self, frame: pd.DataFrame, column: str) -> NDArray[np.float64]:
        """Give the largest of a column for every cell."""
        held = self._leaf_values(frame, column, "max")
        for number, axis in enumerate(self.axes):
            moved = np.moveaxis(held, number, 0)
            rows = [moved[own > 0].max(axis=0, initial=0.0) for own in axis.membership()]
            held = np.moveaxis(np.array(rows), 0, number)
        return held.ravel()

    def _leaf_values(self, frame: pd.DataFrame, column: str, how: str) -> NDArray[np.float64]:
        values = np.zeros([len(axis.leaves) for axis in self.axes])
        if frame.empty:
            return values
        columns = [name for axis in self.axes for name in axis.columns]
        grouped = frame.groupby([frame[name].astype(str) for name in columns], sort=True)[column].agg(how)
        places = [{leaf: number for number, leaf in enumerate(axis.leaves)} for axis in self.axes]
        for key, value in grouped.items():
            labels = key if isinstance(key, tuple) else (key,)
            at, start = [], 0
            for axis, place in zip(self.axes, places, strict=True):
                at.append(place[tuple(labels[start : start + len(axis.columns)])])
                start += len(axis.columns)
            values[tuple(at)] = float(value)
        return values


def make_cube(frame: pd.DataFrame, by: Sequence[str | Sequence[str]]) -> Cube:
    """Lay out every combination of labels, with totals over each column.

    Parameters
    ----------
    frame
        Columns to break down by; their labels become text.
    by
        A column, or several from coarse to fine where one lies within the other, such as region, force, district.

    Returns
    -------
    cube
        Cells and sums.

    Raises
    ------
    InputError
        If a column is missing or has gaps, a label is `All`, or there are too many cells to check.
    """
    axes = tuple(_axis(frame, (each,) if isinstance(each, str) else tuple(each)) for each in by)
    if not axes:
        msg = "Expected one or more columns to break down by, found none. Name at least one."
        raise InputError(msg)
    n_cells = int(np.prod([len(axis.nodes) for axis in axes]))
    if n_cells > _MOST_CELLS:
        msg = (
            f"Expected at most {_MOST_CELLS:,} cells with their totals, found {n_cells:,}. Break down by fewer columns "
            "or coarser labels."
        )
        raise InputError(msg)
    combinations = list(product(*(axis.nodes for axis in axes)))
    ids = tuple(_flat(nodes) for nodes in combinations)
    sums = []
    for nodes in combinations:
        for number, axis in enumerate(axes):
            parts = axis.children.get(nodes[number], ())
            if parts:
                sums.append(
                    Sum(_flat(nodes), tuple(_flat((*nodes[:number], part, *nodes[number + 1 :])) for part in parts))
                )
    return Cube(axes, ids, tuple(sums))


def _flat(nodes: Sequence[CellId]) -> CellId:
    return tuple(label for node in nodes for label in node)


def _axis(frame: pd.DataFrame, columns: tuple[str, ...]) -> Axis:
    missing = [column for column in columns if column not in frame.columns]
    if missing:
        msg = f"Expected a column {missing[0]} to break down by, found none of that name. Name a column of the table."
        raise InputError(msg)
    held = frame[list(columns)]
    if held.isna().any(axis=None):
        msg = f"Expected a label in every row of {', '.join(columns)}, found gaps. Name what is not known."
        raise InputError(msg)
    leaves = sorted({tuple(str(label) for label in row) for row in held.itertuples(index=False)})
    if any(ALL in leaf for leaf in leaves):
        msg = f"Expected no label {ALL} in {', '.join(columns)}, as that stands for totals. Leave totals out."
        raise InputError(msg)
    nodes: set[CellId] = {*leaves, (ALL,) * len(columns)}
    children: dict[CellId, set[CellId]] = {}
    for leaf in leaves:
        below = leaf
        for depth in range(len(columns) - 1, -1, -1):
            node = (*leaf[:depth], *([ALL] * (len(columns) - depth)))
            children.setdefault(node, set()).add(below)
            nodes.add(node)
            below = node
    return Axis(
        columns, tuple(sorted(nodes)), tuple(leaves), {node: tuple(sorted(parts)) for node, parts in children.items()}
    )
