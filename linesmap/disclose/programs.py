"""Solve one linear program after another over the same sums, each from where the last one ended."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

__all__ = ["LinearPrograms"]

_Numbers = NDArray[np.float64]


class LinearPrograms:
    """Least cost of numbers between bounds whose sums are all 0, by HiGHS.

    The model is built once. Costs and bounds may change from one solution to the next, which starts from the last
    basis: that takes a fraction of a start from nothing. The same calls in the same order give the same solutions.
    """

    def __init__(self, ties: sparse.csr_matrix) -> None:
        import highspy  # costs start-up time

        self._highspy, n = highspy, ties.shape[1]
        columns = ties.tocsc()
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = n, ties.shape[0]
        model.col_cost_, model.col_lower_, model.col_upper_ = np.zeros(n), np.zeros(n), np.zeros(n)
        model.row_lower_, model.row_upper_ = np.zeros(ties.shape[0]), np.zeros(ties.shape[0])
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = columns.indptr.astype(np.int32)
        model.a_matrix_.index_ = columns.indices.astype(np.int32)
        model.a_matrix_.value_ = columns.data.astype(float)
        self._solver = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in (("output_flag", False), ("threads", 1), ("random_seed", 0)):
            self._solver.setOptionValue(option, value)
        self._solver.passModel(model)
        self._columns = np.arange(n, dtype=np.int32)
        self._cost, self._low, self._high = np.zeros(n), np.zeros(n), np.zeros(n)

    def solve(self, cost: _Numbers, low: _Numbers, high: _Numbers) -> tuple[_Numbers, float] | None:
        """Give the cheapest numbers and what they cost; None where no numbers fit the bounds."""
        moved = np.flatnonzero(cost != self._cost).astype(np.int32)
        if len(moved):
            self._solver.changeColsCost(len(moved), moved, cost[moved])
        narrowed = np.flatnonzero((low != self._low) | (high != self._high)).astype(np.int32)
        if len(narrowed):
            self._solver.changeColsBounds(len(narrowed), narrowed, low[narrowed], high[narrowed])
        self._cost, self._low, self._high = cost.copy(), low.copy(), high.copy()
        self._solver.run()
        if self._solver.getModelStatus() != self._highspy.HighsModelStatus.kOptimal:
            return None
        numbers = np.array(self._solver.getSolution().col_value)
        return numbers, float(self._solver.getInfo().objective_function_value)
