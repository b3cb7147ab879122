"""Attack published tables: work out from everything a reader sees how closely each hidden number is known.

Written without any code that decides what is hidden, so that it finds the faults of that code. The reader knows all
shown numbers, the rule of rounding, the threshold, every sum, and that counts are whole and not below 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import csgraph

from linesmap.disclose.programs import LinearPrograms
from linesmap.disclose.published import Published, PublishedCell
from linesmap.disclose.rules import Word
from linesmap.disclose.tables import CellId
from linesmap.errors import InputError

if TYPE_CHECKING:
    from scipy.optimize import OptimizeResult

__all__ = ["Range", "attack"]

_INTEGRAL = 1e-6
_MOST_PASSES = 30
_MOST_SINGLE = 1_500
_MOST_WHOLE = 12
_MOST_KEPT = 3
_MOST_NODES = 500
_LOOSE = 0.02
_GOLDEN = 0.6180339887498949
_OPTIMAL = 0

_Numbers = NDArray[np.float64]
_Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Range:
    """Every value from `low` to `high` that a hidden number can have; `high` is infinite where nothing bounds it.

    Both ends are reached by numbers that agree with everything published. `exact` is False where the search was
    stopped before it was proved that nothing lies outside; the range is then at least this wide.
    """

    cell_id: CellId
    low: float
    high: float
    exact: bool = True

    @property
    def width(self) -> float:
        """Difference of the two ends."""
        return self.high - self.low


def attack(published: Published, *, words: bool = True) -> tuple[Range, ...]:
    """Find the lowest and the highest value of every cell that is not shown.

    Parameters
    ----------
    published
        What a reader sees.
    words
        Whether the reader may use that `under 10` means 1 to 9. Without it every hidden count is only known not to
        be 0.

    Returns
    -------
    ranges
        In the order of the cells.

    Raises
    ------
    InputError
        If no numbers at all agree with what is published, which is then wrong.
    """
    n = len(published.cells)
    position = {cell.cell_id: number for number, cell in enumerate(published.cells)}
    rows, columns, signs = [], [], []
    for number, each in enumerate(published.sums):
        members = [(position[each.total], -1.0), *((position[part], 1.0) for part in each.parts)]
        rows += [number] * len(members)
        columns += [column for column, _ in members]
        signs += [sign for _, sign in members]
    ties = sparse.coo_matrix((signs, (rows, columns)), shape=(len(published.sums), n)).tocsr()
    scale = 1.0
    if published.amounts:
        scale = max([published.round_to, *(cell.shown for cell in published.cells if cell.shown is not None)])
    bounds = np.array([_bounds_of(cell, published, words=words) for cell in published.cells]).reshape(n, 2) / scale
    hidden = np.array([cell.shown is None for cell in published.cells], dtype=bool)
    low, high, exact = np.zeros(n), np.full(n, np.inf), np.ones(n, dtype=bool)
    for cells, own_ties in _components(ties, n):
        if hidden[cells].any():
            part = _Search(own_ties[:, cells], bounds[cells], hidden[cells], whole=not published.amounts)
            low[cells], high[cells], exact[cells] = part.run()
    return tuple(
        Range(cell.cell_id, float(low[i] * scale), float(high[i] * scale), bool(exact[i]))
        for i, cell in enumerate(published.cells)
        if hidden[i]
    )


def _bounds_of(cell: PublishedCell, published: Published, *, words: bool) -> tuple[float, float]:
    """Say what a cell tells by itself."""
    if cell.shown is None:
        if published.amounts or cell.word is Word.NOWHERE:
            return 0.0, np.inf
        return 1.0, published.threshold - 1.0 if words and cell.word is Word.UNDER else np.inf
    if published.amounts:
        return max(0.0, cell.shown - published.round_to / 2), cell.shown + published.round_to / 2
    if cell.shown == 0:
        return 0.0, 0.0
    step = int(published.round_to)
    return max(float(published.threshold), cell.shown - step // 2), cell.shown + (step - 1) // 2


def _components(ties: sparse.csr_matrix, n: int) -> list[tuple[NDArray[np.intp], sparse.csr_matrix]]:
    """Split the cells into groups that no sum ties together, each with its sums."""
    _, group = csgraph.connected_components(abs(ties).T @ abs(ties) if ties.shape[0] else sparse.csr_matrix((n, n)))
    order = np.argsort(group, kind="stable")
    cells_of = np.split(order, np.flatnonzero(np.diff(group[order])) + 1)
    first = ties.indices[ties.indptr[:-1]]
    group_of_tie = group[first] if len(first) else np.array([], dtype=int)
    return [(cells, ties[np.flatnonzero(group_of_tie == group[cells[0]])]) for cells in cells_of]


class _Search:
    """Find the ranges of one group of tied cells.

    Ranges are closed in from both sides: outside by carrying bounds along the sums and by the optimum of linear
    programs, inside by whole numbers that agree with everything (witnesses). Where both meet, a range is proved.
    """

    def __init__(self, ties: sparse.csr_matrix, bounds: _Numbers, hidden: _Flags, *, whole: bool) -> None:
        self._ties, self._hidden, self._whole = ties.tocsr(), hidden, whole
        self._entries = self._ties.tocoo()
        self._close = 0.0 if whole else 1e-7
        known = bounds[np.isfinite(bounds[:, 1]), 1]
        # Nothing below this is a bound that follows from shown numbers; what reaches it has no bound at all.
        self._endless = 2 * float(known.sum()) + 4.0 * len(bounds) + 1_000.0
        is_total = np.zeros(len(bounds), dtype=bool)
        is_total[self._entries.col[self._entries.data < 0]] = True
        most = np.where(is_total, self._endless * (len(bounds) + 1), self._endless)
        self._low, self._high = bounds[:, 0].copy(), np.minimum(bounds[:, 1], most)
        self._carry()
        self._seen_low, self._seen_high = np.full(len(bounds), np.inf), np.full(len(bounds), -np.inf)
        self._exact = np.ones(len(bounds), dtype=bool)
        self._hard: list[tuple[int, float]] = []
        self._kept: list[_Numbers] = []
        self._left = _MOST_SINGLE
        self._programs = LinearPrograms(self._ties)
        self._nearest: LinearPrograms | None = None

    def run(self) -> tuple[_Numbers, _Numbers, _Flags]:
        for sign in (1.0, -1.0):
            while (before := int(self._open(sign).sum())) > 0:
                self._look_at_all(sign)
                if int(self._open(sign).sum()) == before:
                    break
            self._one_by_one(sign)
        # Where whole numbers have to be searched for, those known most narrowly come first.
        self._hard.sort(key=lambda each: (self._seen_high[each[0]] - self._seen_low[each[0]], *each))
        for number, (cell, sign) in enumerate(self._hard):
            if self._open(sign)[cell] and not (number < _MOST_WHOLE and self._whole_optimum(cell, sign)):
                self._exact[cell] = False
        endless = self._seen_high >= self._endless * (1 - 1e-9)
        return self._seen_low, np.where(endless, np.inf, self._seen_high), self._exact

    def _open(self, sign: float) -> _Flags:
        """Tell which hidden cells are not settled on one side."""
        if sign > 0:
            settled = self._seen_low <= self._low + self._close
        else:
            settled = self._seen_high >= np.minimum(self._high, self._endless) - self._close
        return self._hidden & ~settled

    def _look_at_all(self, sign: float) -> None:
        """Move all cells that are not settled at once."""
        cost = np.where(self._open(sign), sign, 0.0)
        numbers, _ = self._optimum(cost)
        if self._witness(numbers):
            return
        # Among whole numbers, move only what fractions would move; at the start, everything.
        still = np.abs(numbers - self._kept[-1]) < _INTEGRAL if self._kept else np.zeros(len(cost), dtype=bool)
        self._witness(self._whole_numbers(cost, gap=_LOOSE, still=still).x)

    def _one_by_one(self, sign: float) -> None:
        tried: set[int] = set()
        while waiting := [int(cell) for cell in np.flatnonzero(self._open(sign)) if int(cell) not in tried]:
            cell = waiting[0]
            tried.add(cell)
            if self._left == 0:
                self._exact[waiting] = False
                return
            self._left -= 1
            cost = np.zeros(len(self._low))
            cost[cell] = sign
            numbers, least = self._optimum(cost)
            if sign > 0:
                self._low[cell] = max(self._low[cell], np.ceil(least - _INTEGRAL) if self._whole else least)
            else:
                self._high[cell] = min(self._high[cell], np.floor(_INTEGRAL - least) if self._whole else -least)
            if not self._witness(numbers) and not self._near_witness(cell, sign):
                self._hard.append((cell, sign))
            # What one cell is known to be narrows the others, and then more of them are settled at once.
            self._carry()

    def _near_witness(self, cell: int, sign: float) -> bool:
        """Look for whole numbers with one cell at its end, as near as can be to whole numbers that are known."""
        end, n = (self._low if sign > 0 else self._high)[cell], len(self._low)
        if self._nearest is None:
            self._nearest = LinearPrograms(sparse.hstack([self._ties, -self._ties]).tocsr())
        # Distances that differ a little leave one nearest point, most often a whole one.
        price = np.tile(1 + 0.01 * np.modf(np.arange(n) * _GOLDEN)[0], 2)
        for known in self._kept:
            low, high = self._low - known, self._high - known
            low[cell] = high[cell] = end - known[cell]
            rise, fall = (np.maximum(low, 0), np.maximum(high, 0)), (np.maximum(-high, 0), np.maximum(-low, 0))
            found = self._nearest.solve(price, np.concatenate([rise[0], fall[0]]), np.concatenate([rise[1], fall[1]]))
            if found is not None and self._witness(known + found[0][:n] - found[0][n:]):
                return True
        return False

    def _whole_optimum(self, cell: int, sign: float) -> bool:
        """Search among whole numbers; tell whether the search came to its end."""
        cost = np.zeros(len(self._low))
        cost[cell] = sign
        found = self._whole_numbers(cost)
        self._witness(found.x)
        return bool(found.status == _OPTIMAL)

    def _optimum(self, cost: _Numbers) -> tuple[_Numbers, float]:
        """Give the numbers of least cost among fractions, and that cost."""
        found = self._programs.solve(cost, self._low, self._high)
        if found is None:
            raise _contradiction()
        return found

    def _whole_numbers(self, cost: _Numbers, *, gap: float = 0.0, still: _Flags | None = None) -> OptimizeResult:
        """Search among whole numbers for those of least cost."""
        from scipy import optimize  # costs start-up time

        low, high = self._low, self._high
        if still is not None and still.any():
            low, high = np.where(still, self._kept[-1], low), np.where(still, self._kept[-1], high)
        return optimize.milp(
            cost,
            integrality=np.ones(len(cost)),
            bounds=optimize.Bounds(low, high),
            constraints=optimize.LinearConstraint(self._ties, 0.0, 0.0) if self._ties.shape[0] else (),
            options={"node_limit": _MOST_NODES, "mip_rel_gap": gap},
        )

    def _witness(self, numbers: _Numbers | None) -> bool:
        """Take numbers as possible, if they are whole where they must be and agree with every bound and sum."""
        if numbers is None:
            return False
        if self._whole:
            rounded = np.round(numbers)
            if np.abs(rounded - numbers).max() > _INTEGRAL * max(1.0, np.abs(numbers).max()):
                return False
            numbers = rounded
            if (numbers < self._low).any() or (numbers > self._high).any() or (self._ties @ numbers).any():
                return False
            self._kept = [*self._kept[-(_MOST_KEPT - 1) :], numbers]
        np.minimum(self._seen_low, numbers, out=self._seen_low)
        np.maximum(self._seen_high, numbers, out=self._seen_high)
        return True

    def _carry(self) -> None:
        """Carry bounds along the sums until they no longer move: a total less its other parts bounds a part."""
        row, column, sign = self._entries.row, self._entries.col, self._entries.data
        n_rows = self._ties.shape[0]
        for _ in range(_MOST_PASSES):
            least = np.where(sign > 0, self._low[column], -self._high[column])
            most = np.where(sign > 0, self._high[column], -self._low[column])
            others_least = np.bincount(row, least, n_rows)[row] - least
            others_most = np.bincount(row, most, n_rows)[row] - most
            low, high = self._low.copy(), self._high.copy()
            np.maximum.at(low, column, np.where(sign > 0, -others_most, others_least))
            np.minimum.at(high, column, np.where(sign > 0, -others_least, others_most))
            moved = np.maximum(low - self._low, self._high - high).max(initial=0.0)
            if (high < low - self._close).any():
                raise _contradiction()
            self._low, self._high = low, np.maximum(high, low)
            if moved <= max(self._close, 1e-9):
                return


def _contradiction() -> InputError:
    return InputError(
        "Expected published numbers that can all be true together, found numbers that cannot. A shown number or a sum "
        "was changed after publishing."
    )
