"""Choose which further cells to hide, so that no sensitive number can be worked out from what stays.

Three means, from fast to thorough: line by line, where one row or column gives a number away; a linear program that
moves every sensitive number as far as it must be able to go; and where it cannot, one that buys the missing movement
at the least cost. What was moved proves that the numbers are safe together, not only line by line.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from linesmap.disclose.needs import Problem

__all__ = ["hide_more", "hide_near"]

_MOVED = 1e-6
_LONELY_COSTS = 2.0

_Numbers = NDArray[np.float64]
_Flags = NDArray[np.bool_]


@dataclass
class _Seen:
    """The lowest and highest of each number in anything that agrees with what stays shown; what to ask on top."""

    low: _Numbers
    high: _Numbers
    extra: float

    def take(self, numbers: _Numbers) -> None:
        np.minimum(self.low, numbers, out=self.low)
        np.maximum(self.high, numbers, out=self.high)


def hide_more(problem: Problem, hidden: _Flags, *, extra: float = 0.0, line_by_line: bool = True) -> _Flags:
    """Hide further cells until every hidden number can move as far as it must.

    Parameters
    ----------
    problem
        What must be able to move how far.
    hidden
        Cells hidden so far; none is shown again.
    extra
        Movement to ask for on top, where what was chosen before proved too little.
    line_by_line
        Whether to go through the sums one by one first.

    Returns
    -------
    hidden
        With what is hidden to protect others.
    """
    hidden = hidden.copy()
    if line_by_line:
        _mend_lines(problem, hidden)
    seen = _Seen(problem.values.copy(), problem.values.copy(), extra)
    while True:
        down, up = _wanted(problem, hidden, seen)
        if not (down.any() or up.any()):
            return hidden
        if not _move_together(problem, hidden, seen):
            cell, sign = (np.argmax(down), -1.0) if down.any() else (np.argmax(up), 1.0)
            _buy(problem, hidden, seen, int(cell), sign)


def hide_near(problem: Problem, hidden: _Flags, cells: _Flags) -> _Flags:
    """Hide the cheapest shown cell of every sum that has one of these cells; if none has any, of the whole table."""
    hidden = hidden.copy()
    can_hide = problem.can_hide & ~hidden
    if not can_hide.any():
        return hidden
    near = np.flatnonzero(abs(problem.ties) @ cells.astype(float) > 0)
    chosen = []
    for row in near:
        members = problem.ties.indices[problem.ties.indptr[row] : problem.ties.indptr[row + 1]]
        members = members[can_hide[members]]
        if members.size:
            chosen.append(members[np.argmin(problem.cost[members])])
    hidden[chosen or [int(np.argmin(np.where(can_hide, problem.cost, np.inf)))]] = True
    return hidden


def _wanted(problem: Problem, hidden: _Flags, seen: _Seen) -> tuple[_Flags, _Flags]:
    """Tell which hidden cells were not yet seen low, and high, enough."""
    sensitive, other = problem.sensitive, hidden & ~problem.sensitive
    down = sensitive & (seen.low > problem.low_needed + _MOVED)
    up = sensitive & (seen.high < problem.high_needed + seen.extra - _MOVED)
    return down, up | (other & (seen.high - seen.low < problem.width_needed + seen.extra - _MOVED))


def _high_aims(problem: Problem, seen: _Seen) -> _Numbers:
    """Give how high to move each hidden cell; one that is not sensitive needs only the width."""
    wide = seen.low + problem.width_needed
    return np.maximum(np.where(problem.sensitive, problem.high_needed, wide) + seen.extra, problem.values)


def _solve(cost: _Numbers, ties: sparse.csr_matrix, low: _Numbers, high: _Numbers) -> _Numbers | None:
    from scipy import optimize  # costs start-up time

    found = optimize.milp(
        cost,
        bounds=optimize.Bounds(low, high),
        constraints=optimize.LinearConstraint(ties, 0.0, 0.0) if ties.shape[0] else (),
    )
    return None if found.x is None else np.asarray(found.x)


def _move_together(problem: Problem, hidden: _Flags, seen: _Seen) -> bool:
    """Move as many cells as possible at once; tell whether any came as far as it must."""
    settled = False
    least, most = problem.bounds(hidden)
    for side in (0, 1):
        wanted = _wanted(problem, hidden, seen)[side]
        if not wanted.any():
            continue
        # No cell moves further than it must, so that others can move too.
        floor = np.where(wanted, problem.low_needed, least) if side == 0 else least
        roof = np.where(wanted, _high_aims(problem, seen), most) if side == 1 else most
        found = _solve(np.where(wanted, 1.0 if side == 0 else -1.0, 0.0), problem.ties, floor, roof)
        if found is not None:
            seen.take(found)
        settled |= int(_wanted(problem, hidden, seen)[side].sum()) < int(wanted.sum())
    return settled


def _buy(problem: Problem, hidden: _Flags, seen: _Seen, cell: int, sign: float) -> None:
    """Move one cell as far as it must, at the least cost of cells that have to be hidden for it."""
    aim = problem.low_needed[cell] if sign < 0 else _high_aims(problem, seen)[cell]
    least, most = problem.bounds(hidden)
    moved_least, moved_most = least - problem.values, most - problem.values
    moved_least[cell] = moved_most[cell] = aim - problem.values[cell]
    can_hide = problem.can_hide & ~hidden
    can_hide[cell] = False
    n = len(problem.values)
    fall = np.where(can_hide, problem.values - problem.floor, 0.0)
    rise = np.where(can_hide, problem.endless, 0.0)
    price = problem.cost / max(abs(aim - problem.values[cell]), 1.0)
    found = _solve(
        np.concatenate([np.zeros(n), price, price]),
        sparse.hstack([problem.ties, problem.ties, -problem.ties]).tocsr(),
        np.concatenate([moved_least, np.zeros(2 * n)]),
        np.concatenate([moved_most, rise, fall]),
    )
    if found is None:
        # Nothing less than the whole table gives way.
        hidden |= problem.can_hide
        seen.low[cell], seen.high[cell] = min(seen.low[cell], aim), max(seen.high[cell], aim)
        return
    rises, falls = found[n : 2 * n], found[2 * n :]
    hidden |= (rises > _MOVED) | (falls > _MOVED)
    seen.take(problem.values + found[:n] + rises - falls)


def _mend_lines(problem: Problem, hidden: _Flags) -> None:
    """Hide cells until no single sum gives a hidden number away."""
    ties = problem.ties
    touched = abs(ties).astype(float)
    queue = list(range(ties.shape[0]))
    while queue:
        row = queue.pop(0)
        members = ties.indices[ties.indptr[row] : ties.indptr[row + 1]]
        signs = ties.data[ties.indptr[row] : ties.indptr[row + 1]]
        while True:
            chosen = _cell_that_mends(problem, hidden, members, signs, touched)
            if chosen is None:
                break
            hidden[chosen] = True
            others = problem.by_cell.indices[problem.by_cell.indptr[chosen] : problem.by_cell.indptr[chosen + 1]]
            queue += [other for other in others if other != row and other not in queue]


def _cell_that_mends(
    problem: Problem, hidden: _Flags, members: NDArray[np.intp], signs: _Numbers, touched: sparse.csr_matrix
) -> int | None:
    """Find what to hide in one sum, or nothing where every hidden number of it can move far enough."""
    free = hidden[members]
    if not free.any():
        return None
    values, positive = problem.values[members], signs > 0
    least, most = problem.bounds(hidden)
    down, up = values - least[members], most[members] - values
    fall, rise = np.where(positive, down, up), np.where(positive, up, down)
    sensitive = problem.sensitive[members]
    need_down = np.where(
        sensitive, values - problem.low_needed[members], np.minimum(problem.width_needed[members], down)
    )
    need_up = np.where(sensitive, problem.high_needed[members] - values, problem.width_needed[members] - need_down)
    need_rise, need_fall = np.where(positive, need_up, need_down), np.where(positive, need_down, need_up)
    short_of_fall = float((need_rise - (fall.sum() - fall))[free].max())
    short_of_rise = float((need_fall - (rise.sum() - rise))[free].max())
    if max(short_of_fall, short_of_rise) <= 0:
        return None
    candidates = np.flatnonzero(problem.can_hide[members] & ~free)
    if not candidates.size:
        return None
    cells = members[candidates]
    room = values[candidates] - problem.floor[cells]
    gives_fall = np.where(positive[candidates], room, problem.endless) - fall[candidates]
    gives_rise = np.where(positive[candidates], problem.endless, room) - rise[candidates]
    enough = (gives_fall >= short_of_fall) & (gives_rise >= short_of_rise)
    if not enough.any():
        # None is large enough by itself: take the largest that is no total, and look again.
        return int(cells[np.argmax(np.where(positive[candidates], room, -1.0))])
    alone = (touched @ (hidden | problem.nowhere).astype(float) == 0).astype(float)
    price = problem.cost[cells] * (1 + _LONELY_COSTS * (touched.T @ alone)[cells])
    return int(cells[np.argmin(np.where(enough, price, np.inf))])
