"""Say what to expect without action: areas picked at a peak fall back by themselves (empirical Bayes)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from linesmap.errors import InputError, MetricUndefinedError
from linesmap.measure.estimates import (
    Estimate,
    Interval,
    compared_words,
    coverage_words,
    critical_value,
    number_words,
    require_count,
    require_coverage,
    require_positive,
)

__all__ = ["EmpiricalBayes", "ShrunkenRatio", "WithoutAction", "empirical_bayes"]

_LEAST_AREAS = 3
_LEAST_GAIN = 1e-6
# Beyond these shapes the ratios of areas differ by a seven-fold, or by a quarter of one percent.
_LOG_SHAPES = (-4.0, 12.0)
_MARKS = 33


@dataclass(frozen=True)
class ShrunkenRatio:
    """One area: its raw ratio of observed to expected, and the ratio pulled towards that of all areas.

    `weight` is the share of the area's own ratio in it: near 1 for large areas, near 0 for small ones.
    """

    name: str
    observed: float
    expected: float
    ratio: float
    estimate: float
    interval: Interval
    weight: float


@dataclass(frozen=True)
class WithoutAction(Estimate):
    """What an area would count in a later period if nothing were done.

    `estimate` is the number expected; `interval` holds a new count, chance included. `raw` is what one would expect
    who takes the count before at its face.
    """

    estimate: float
    interval: Interval
    raw: float
    name: str
    observed: float
    expected_before: float
    expected_after: float
    observed_after: float | None

    def sentence(self) -> str:
        """Say what was to be expected, beside the raw change, and what it cannot tell."""
        low, high = number_words(self.interval.lower), number_words(self.interval.upper)
        words = (
            f"Without action about {number_words(round(self.estimate, 1))} were to be expected after "
            f"{number_words(self.observed)} before, and a count between {low} and {high} "
            f"({coverage_words(self.interval.coverage)} interval)."
        )
        if self.observed_after is not None:
            found = f"{number_words(self.observed_after)} were counted"
            if self.raw > 0 and self.estimate > 0:
                found += (
                    f": {compared_words(self.observed_after / self.raw, 'the count before at its face')}, "
                    f"{compared_words(self.observed_after / self.estimate, 'what was to be expected')}"
                )
            shown = "does not show" if self.interval.holds(self.observed_after) else "is consistent with"
            words += f" {found}. This {shown} a change beyond a return to the usual."
        return f"{words} It knows no trend, and takes the areas compared to be alike in kind."


@dataclass(frozen=True)
class EmpiricalBayes(Estimate):
    """The ratios of areas, each pulled towards that of all as far as its own count is uncertain.

    `estimate` is the mean ratio of the areas with its interval; `shape` (a) and `rate` (b) are those of the gamma
    distribution of ratios, None when the areas do not differ beyond chance: then all ratios are the mean.
    `between_variance` is a / b². `areas` are in the order given.
    """

    estimate: float
    interval: Interval
    shape: float | None
    rate: float | None
    between_variance: float
    areas: tuple[ShrunkenRatio, ...]

    def sentence(self) -> str:
        """Say how far the areas differ, and what it cannot tell."""
        n = len(self.areas)
        if self.shape is None:
            differ = f"The {n} areas do not differ beyond chance, so each is expected at the mean of all"
        else:
            spread = math.sqrt(self.between_variance) / self.estimate * 100
            least, most = (pick(round(area.weight * 100) for area in self.areas) for pick in (min, max))
            parts = f"{least}%" if least == most else f"{least}% to {most}%"
            differ = (
                f"The {n} areas differ by about {spread:.0f}% beyond chance; {parts} of what is expected of an area "
                "comes from its own count, the rest from all areas"
            )
        return f"{differ}. Intervals take the spread between areas as known, and areas as alike in kind."

    def without_action(
        self, area: str | int, *, expected_after: float | None = None, observed_after: float | None = None
    ) -> WithoutAction:
        """Say what an area would count in a later period if nothing were done.

        Parameters
        ----------
        area
            Its name, or its place in the order given.
        expected_after
            What the later period expects of the area, on the scale of `expected`; as before when not given.
        observed_after
            What was counted then, for the sentence.

        Raises
        ------
        InputError
            If there is no such area, or a number is not above zero.
        """
        known = [one for at, one in enumerate(self.areas) if area in (at, one.name)]
        if len(known) != 1:
            msg = f"Exactly one of the {len(self.areas)} areas must be meant; found {len(known)}. Give its place."
            raise InputError(msg)
        one = known[0]
        later = one.expected if expected_after is None else expected_after
        require_positive("what is expected after", later)
        if observed_after is not None:
            require_count("the period after", observed_after)
        coverage = self.interval.coverage
        return WithoutAction(
            estimate=one.estimate * later,
            interval=self._new_count(one, later, coverage),
            raw=one.ratio * later,
            name=one.name,
            observed=one.observed,
            expected_before=one.expected,
            expected_after=later,
            observed_after=observed_after,
        )

    def _new_count(self, one: ShrunkenRatio, later: float, coverage: float) -> Interval:
        from scipy.stats import nbinom, poisson  # costs start-up time

        tails = [(1 - coverage) / 2, (1 + coverage) / 2]
        if self.shape is None or self.rate is None:
            low, high = poisson.ppf(tails, self.estimate * later)
        else:
            total = self.rate + one.expected
            low, high = nbinom.ppf(tails, self.shape + one.observed, total / (total + later))
        return Interval(float(low), float(high), coverage, "predictive")


def empirical_bayes(
    observed: ArrayLike, expected: ArrayLike, *, names: Sequence[str] | None = None, coverage: float = 0.95
) -> EmpiricalBayes:
    """Pull the ratios of areas towards that of all, as far as each is uncertain (gamma-Poisson).

    Parameters
    ----------
    observed, expected
        Events counted (0 or more) and expected (above 0) of each area, such as population times the rate of all.
    names
        Of the areas; numbered from 1 when not given.
    coverage
        Of the intervals.

    Returns
    -------
    shrunken
        Ratios theta ~ Gamma(a, b), observed ~ Poisson(theta x expected), a and b by maximum likelihood of the negative
        binomial margin; theta given the count ~ Gamma(a + observed, b + expected). Where the likelihood is highest
        without variance between areas, all have the mean ratio, with the exact interval of the total count.

    Raises
    ------
    MetricUndefinedError
        If there are fewer than three areas, an expected number is not above zero, or nothing was counted.
    InputError
        If a count is below zero, or the numbers of counts, expected and names differ.

    Examples
    --------
    >>> peak = empirical_bayes([40, 18, 25, 12, 30], [25, 25, 25, 25, 25]).areas[0]
    >>> round(peak.ratio, 2), round(peak.estimate, 2)
    (1.6, 1.45)
    """
    from scipy.special import gammaincinv  # costs start-up time

    require_coverage(coverage)
    counts, wanted = np.asarray(observed, dtype=float), np.asarray(expected, dtype=float)
    called = [str(at) for at in range(1, counts.size + 1)] if names is None else [str(name) for name in names]
    _check(counts, wanted, called)
    tails = np.array([(1 - coverage) / 2, (1 + coverage) / 2])
    shape, mean = _fitted(counts, wanted)
    if shape is None:
        total, whole = float(counts.sum()), float(wanted.sum())
        low, high = gammaincinv([total, total + 1], tails)
        same = Interval(float(low / whole), float(high / whole), coverage, "exact Poisson of the total")
        areas = [
            ShrunkenRatio(name, float(count), float(want), float(count / want), mean, same, 0.0)
            for name, count, want in zip(called, counts, wanted, strict=True)
        ]
        return EmpiricalBayes(mean, same, None, None, 0.0, tuple(areas))
    rate = shape / mean
    areas = []
    for name, count, want in zip(called, counts, wanted, strict=True):
        low, high = gammaincinv(shape + count, tails) / (rate + want)
        own = Interval(float(low), float(high), coverage, "posterior")
        value = float((shape + count) / (rate + want))
        weight = float(want / (rate + want))
        areas.append(ShrunkenRatio(name, float(count), float(want), float(count / want), value, own, weight))
    return EmpiricalBayes(
        mean, _interval_of_mean(mean, shape, wanted, coverage), shape, rate, shape / rate**2, tuple(areas)
    )


def _check(counts: NDArray[np.float64], expected: NDArray[np.float64], names: Sequence[str]) -> None:
    if counts.ndim != 1 or counts.shape != expected.shape or len(names) != counts.size:
        msg = (
            f"Every area needs a count, an expected number and a name; found {counts.size} counts, {expected.size} "
            f"expected numbers and {len(names)} names."
        )
        raise InputError(msg)
    for count in counts:
        require_count("an area", float(count))
    if counts.size < _LEAST_AREAS:
        msg = f"What to expect without action is learnt from at least three areas, found {counts.size}. Add areas."
        raise MetricUndefinedError(msg)
    if not (np.isfinite(expected) & (expected > 0)).all():
        msg = "Every area needs an expected number above 0. Leave out areas without a population."
        raise MetricUndefinedError(msg)
    if not counts.sum():
        msg = "What to expect without action is learnt from events, found none. Choose a longer period."
        raise MetricUndefinedError(msg)


def _fitted(counts: NDArray[np.float64], expected: NDArray[np.float64]) -> tuple[float | None, float]:
    """Give the shape and mean of the ratios; the shape is None when areas do not differ beyond chance."""
    from scipy.optimize import minimize_scalar

    def loss(log_shape: float) -> float:
        shape = math.exp(log_shape)
        return -_log_likelihood(counts, expected, shape, _mean_at(counts, expected, shape))

    marks = np.linspace(*_LOG_SHAPES, _MARKS)
    losses = [loss(float(mark)) for mark in marks]
    best = int(np.argmin(losses))
    around = (float(marks[max(0, best - 1)]), float(marks[min(_MARKS - 1, best + 1)]))
    found = minimize_scalar(loss, bounds=around, method="bounded", options={"xatol": 1e-9})
    mean = float(counts.sum() / expected.sum())
    alike = float(np.sum(counts * np.log(mean * expected) - mean * expected))
    if best == _MARKS - 1 or -float(found.fun) - alike < _LEAST_GAIN:
        return None, mean
    shape = math.exp(float(found.x))
    return shape, _mean_at(counts, expected, shape)


def _mean_at(counts: NDArray[np.float64], expected: NDArray[np.float64], shape: float) -> float:
    """Solve the score equation of the mean, sum of (O - mE) / (shape + mE) = 0, whose left side falls in m."""
    from scipy.optimize import brentq

    ratios = counts / expected

    def score(mean: float) -> float:
        return float(np.sum((counts - mean * expected) / (shape + mean * expected)))

    low, high = float(ratios.min()), float(ratios.max())
    return low if low == high else float(brentq(score, low, high, xtol=1e-14 * high, rtol=1e-14))


def _log_likelihood(counts: NDArray[np.float64], expected: NDArray[np.float64], shape: float, mean: float) -> float:
    """Give that of the negative binomial, without the part that only the counts make, so that it nears Poisson's."""
    from scipy.special import gammaln

    middle = mean * expected
    grown = gammaln(shape + counts) - gammaln(shape) - counts * np.log(shape + middle)
    return float(np.sum(grown - shape * np.log1p(middle / shape) + counts * np.log(middle)))


def _interval_of_mean(mean: float, shape: float, expected: NDArray[np.float64], coverage: float) -> Interval:
    middle = mean * expected
    error = 1 / math.sqrt(float(np.sum(middle * shape / (shape + middle))))
    reach = math.exp(critical_value(coverage) * error)
    return Interval(mean / reach, mean * reach, coverage, "log-normal")
