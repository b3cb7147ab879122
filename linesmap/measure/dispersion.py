"""Measure how much counts vary beyond chance."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from linesmap.errors import InputError, MetricUndefinedError
from linesmap.measure.estimates import Estimate, Interval, coverage_words, number_words, require_coverage

__all__ = ["Dispersion", "dispersion"]

_TABLE = 2


@dataclass(frozen=True)
class Dispersion(Estimate):
    """The variance of counts over what chance alone gives: 1 for Poisson counts.

    `chi_square` is Pearson's, `degrees_of_freedom` the counts less the parameters fitted. `widening` is by how much
    intervals grow; they are never narrowed.
    """

    estimate: float
    interval: Interval
    chi_square: float
    degrees_of_freedom: float
    n_counts: int
    n_parameters: int

    @property
    def widening(self) -> float:
        """Root of the dispersion, at least 1."""
        return math.sqrt(max(1.0, self.estimate))

    def sentence(self) -> str:
        """Say how much the counts vary, what follows, and what it cannot tell."""
        grown = (
            f"Intervals are widened by {self.widening:.2f}." if self.widening > 1 else "Intervals are left as they are."
        )
        return (
            f"The {self.n_counts:,} counts vary {self.estimate:.2f} times as much as chance alone gives, with a "
            f"{coverage_words(self.interval.coverage)} interval of {number_words(self.interval.lower)} to "
            f"{number_words(self.interval.upper)} ({number_words(self.degrees_of_freedom)} degrees of freedom). "
            f"{grown} A trend or a season that was not fitted counts as variation."
        )


def dispersion(
    counts: ArrayLike, fitted: ArrayLike | None = None, n_parameters: int = 1, *, coverage: float = 0.95
) -> Dispersion:
    """Measure how much counts vary beyond chance.

    Parameters
    ----------
    counts
        A series, or a table such as areas by months.
    fitted
        What a model expects of each; above 0 where something was counted. Without it the mean of a series, or what
        the totals of rows and columns give a table.
    n_parameters
        Parameters behind `fitted`, or 1 for the mean; not used for a table without `fitted`.
    coverage
        Of the interval.

    Returns
    -------
    dispersion
        Sum of (counts - fitted)² / fitted over the degrees of freedom. Cells where nothing is expected are left out.
        The interval takes chi-square over the dispersion as chi-square distributed.

    Raises
    ------
    MetricUndefinedError
        If no degree of freedom is left, or something was counted where nothing was expected.
    InputError
        If a count is below zero, or the shapes differ.

    Examples
    --------
    >>> dispersion([3, 5, 10, 6]).estimate, dispersion([3, 5, 10, 6]).degrees_of_freedom
    (1.4444444444444444, 3)
    """
    from scipy.special import chdtri  # costs start-up time

    require_coverage(coverage)
    found = np.asarray(counts, dtype=float)
    if not found.size or not np.isfinite(found).all() or (found < 0).any():
        msg = "Counts are numbers from 0, at least two; found something else. Leave out periods that were not watched."
        raise InputError(msg)
    parameters = n_parameters
    if fitted is not None:
        expected = np.asarray(fitted, dtype=float)
        if expected.shape != found.shape or not np.isfinite(expected).all() or (expected < 0).any():
            msg = f"Fitted values are as many as counts and from 0; found {expected.shape} for {found.shape}."
            raise InputError(msg)
    elif found.ndim == _TABLE:
        found = found[found.sum(axis=1) > 0][:, found.sum(axis=0) > 0]
        expected = _from_totals(found)
        parameters = sum(found.shape) - 1
    else:
        expected = np.full(found.shape, found.mean())
    if ((expected == 0) & (found > 0)).any():
        msg = "Something was counted where nothing was expected, so the dispersion has no value. Use another model."
        raise MetricUndefinedError(msg)
    kept = expected > 0
    degrees = int(kept.sum()) - parameters
    if degrees < 1:
        msg = (
            f"A dispersion needs more counts than fitted parameters; found {int(kept.sum())} counts above zero "
            f"expected and {parameters} parameters. Take more periods or areas."
        )
        raise MetricUndefinedError(msg)
    chi_square = float(((found[kept] - expected[kept]) ** 2 / expected[kept]).sum())
    tail = (1 - coverage) / 2
    interval = Interval(
        chi_square / float(chdtri(degrees, tail)), chi_square / float(chdtri(degrees, 1 - tail)), coverage, "chi-square"
    )
    return Dispersion(chi_square / degrees, interval, chi_square, degrees, int(kept.sum()), parameters)


def _from_totals(table: NDArray[np.float64]) -> NDArray[np.float64]:
    total = table.sum()
    return np.outer(table.sum(axis=1), table.sum(axis=0)) / total if total else np.zeros_like(table)
