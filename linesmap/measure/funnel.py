"""Compare areas fairly: a funnel of what chance allows at each size, in place of a league table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from linesmap.errors import InputError, MetricUndefinedError
from linesmap.measure.estimates import Estimate, Interval, coverage_words, number_words, require_count, require_coverage

__all__ = ["BANDS", "Funnel", "FunnelLimits", "FunnelPoint", "Overdispersion", "funnel", "funnel_limits"]

BANDS = (0.95, 0.998)
"""Coverage of the inner and the outer band."""

Overdispersion = Literal["none", "multiplicative", "additive"]
_WAYS: tuple[Overdispersion, ...] = ("none", "multiplicative", "additive")
_WINSORISED = 0.1
_TOUCHES = 1e-9


@dataclass(frozen=True, eq=False)
class FunnelLimits(Estimate):
    """Counts that chance allows around what is expected: a whole number, or an array of them; ends included."""

    expected: float | NDArray[np.float64]
    lower: int | NDArray[np.int64]
    upper: int | NDArray[np.int64]
    coverage: float

    @property
    def estimate(self) -> float | NDArray[np.float64]:
        """The middle of the limits: what is expected."""
        return self.expected

    @property
    def interval(self) -> Interval:
        """The limits of a single expected number.

        Raises
        ------
        InputError
            If there are several; use `lower` and `upper`.
        """
        if isinstance(self.lower, int) and isinstance(self.upper, int):
            return Interval(self.lower, self.upper, self.coverage, "exact Poisson quantiles")
        msg = "An interval is that of one expected number; found several. Use lower and upper."
        raise InputError(msg)

    def sentence(self) -> str:
        """Say what chance allows, and what it cannot tell."""
        if isinstance(self.lower, int):
            expected = number_words(float(self.expected))
            what = f"Where {expected} are expected, counts from {self.lower:,} to {self.upper:,} lie"
        else:
            what = f"The {self.lower.size:,} pairs of limits lie"
        return (
            f"{what} within what chance alone gives at least {coverage_words(self.coverage)} of the time. Areas also "
            "differ in ways that what is expected does not know."
        )


@dataclass(frozen=True)
class FunnelPoint:
    """One area of a funnel.

    `ratio` is observed over expected. `z` is its distance from 1 in standard errors, over-dispersion allowed for.
    `band` is the outermost limit it lies beyond (0.95, 0.998) or None within both; `side` is high, low or empty.
    The limits are ratios.
    """

    name: str
    observed: float
    expected: float
    ratio: float
    z: float
    band: float | None
    side: Literal["high", "low", ""]
    lower_95: float
    upper_95: float
    lower_998: float
    upper_998: float


@dataclass(frozen=True)
class Funnel(Estimate):
    """Points in the order given, never ranked, with the limits that chance allows.

    `phi` is the mean squared distance from 1 in standard errors, the outer tenths pulled in (winsorised); `tau2` the
    variance between areas that it implies. They move the limits only as `overdispersion` says, and a multiplicative
    one only if `phi` is beyond what chance gives it (`beyond_chance`); `widened` says whether they did.
    """

    points: tuple[FunnelPoint, ...]
    overdispersion: Overdispersion
    phi: float
    tau2: float
    beyond_chance: bool
    widened: bool

    @property
    def estimate(self) -> int:
        """Points beyond the 95% limits."""
        return len(self.outside(BANDS[0]))

    @property
    def expected_outside(self) -> float:
        """Points that would lie beyond the 95% limits by chance if all areas were alike; fewer where counts are few."""
        return len(self.points) * (1 - BANDS[0])

    def outside(self, coverage: float) -> tuple[FunnelPoint, ...]:
        """Give the points beyond the limits of a band, 0.95 or 0.998."""
        return tuple(point for point in self.points if point.band is not None and point.band >= coverage)

    def limits(self, expected: ArrayLike, coverage: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Give the limits as ratios over a range of expected numbers, to draw the funnel."""
        return _ratio_limits(np.asarray(expected, dtype=float), coverage, self.phi, self.tau2, self._used)

    @property
    def _used(self) -> Overdispersion:
        return self.overdispersion if self.widened else "none"

    def as_dict(self) -> dict[str, object]:
        """Give every field, the numbers outside, how many by chance, and the sentence, ready for JSON."""
        outside = {"outside_95": self.estimate, "outside_998": len(self.outside(BANDS[1]))}
        return super().as_dict() | outside | {"expected_outside_95": self.expected_outside}

    def sentence(self) -> str:
        """Say how many points lie outside, how many would by chance, and what it cannot tell."""
        inner, outer = (len(self.outside(band)) for band in BANDS)
        chance = round(self.expected_outside)
        about = f"about {chance}" if chance else "hardly any"
        allowed = ""
        if self.widened:
            allowed = f" The limits allow for areas that vary {self.phi:.1f} times as much as chance alone gives."
        elif self.overdispersion == "none" and self.beyond_chance:
            allowed = (
                f" Areas vary {self.phi:.1f} times as much as chance alone gives, which the limits do not allow for."
            )
        return (
            f"Of {len(self.points):,} points, {inner} lie{'s' if inner == 1 else ''} outside the 95% limits, where "
            f"{about} would by chance if all were alike; {outer} lie{'s' if outer == 1 else ''} outside the 99.8% "
            f"limits.{allowed} A point outside is a reason to ask why, not a grade: it may show what is recorded, or a "
            "poor choice of what is expected."
        )


def funnel_limits(expected: float | ArrayLike, *, coverage: float = 0.95) -> FunnelLimits:
    """Give the counts that chance allows around what is expected.

    Parameters
    ----------
    expected
        Events expected, above 0; a number or an array.
    coverage
        0.95 for the inner, 0.998 for the outer limits.

    Returns
    -------
    limits
        Exact Poisson quantiles, as counts: at most half of (1 - coverage) lies below the lower and above the upper.

    Raises
    ------
    MetricUndefinedError
        If an expected number is not above zero.

    Examples
    --------
    >>> limits = funnel_limits(20)
    >>> limits.lower, limits.upper
    (12, 29)
    """
    require_coverage(coverage)
    wanted = np.asarray(expected, dtype=float)
    _require_expected(wanted)
    lower, upper = _counts(wanted, coverage)
    if wanted.ndim == 0:
        return FunnelLimits(float(wanted), int(lower), int(upper), coverage)
    return FunnelLimits(wanted, lower, upper, coverage)


def funnel(
    observed: ArrayLike,
    expected: ArrayLike,
    *,
    names: Sequence[str],
    overdispersion: Overdispersion = "none",
) -> Funnel:
    """Place areas in a funnel (Spiegelhalter 2005).

    Parameters
    ----------
    observed, expected
        Events counted (0 or more) and expected (above 0) of each area.
    names
        Of the areas, in the same order.
    overdispersion
        none; multiplicative: limits grow by the root of phi, if the number of areas times phi is beyond the 95% point
        of chi-square; additive: a variance between areas, tau2, is added to that of chance.

    Returns
    -------
    funnel
        z = (observed - expected) / √expected; phi = mean of z² winsorised at 10 and 90 in 100; tau2 = max(0, (n phi -
        (n - 1)) / (sum w - sum w² / sum w)), w = expected. Limits are exact Poisson quantiles over expected, their
        distance from 1 multiplied by √phi or √(1 + tau2 x expected).

    Raises
    ------
    MetricUndefinedError
        If there is no area, or an expected number is not above zero.
    InputError
        If names, observed and expected differ in number, or a count is below zero.

    Examples
    --------
    >>> [point.band for point in funnel([30, 20, 7], [20, 20, 20], names=["A", "B", "C"]).points]
    [0.95, None, 0.998]
    """
    counts, wanted = np.asarray(observed, dtype=float), np.asarray(expected, dtype=float)
    if overdispersion not in _WAYS:
        msg = f"Over-dispersion is one of {', '.join(_WAYS)}; found another word. Choose one of these."
        raise InputError(msg)
    if counts.ndim != 1 or counts.shape != wanted.shape or len(names) != len(counts):
        msg = (
            f"A funnel needs a name, a count and an expected number of each area; found {len(names)} names, "
            f"{counts.size} counts and {wanted.size} expected numbers."
        )
        raise InputError(msg)
    if not len(counts):
        msg = "A funnel needs at least one area, found none. Choose more forces or a longer period."
        raise MetricUndefinedError(msg)
    for count in counts:
        require_count("an area", float(count))
    _require_expected(wanted)
    scores = (counts - wanted) / np.sqrt(wanted)
    phi, tau2, beyond = _spread(scores, wanted)
    widened = {"none": False, "multiplicative": beyond, "additive": tau2 > 0}[overdispersion]
    used = overdispersion if widened else "none"
    inner, outer = (_ratio_limits(wanted, band, phi, tau2, used) for band in BANDS)
    growth = _growth(wanted, phi, tau2, used)
    points = []
    for at, name in enumerate(names):
        ratio = float(counts[at] / wanted[at])
        limits = [float(limit[at]) for limit in (*inner, *outer)]
        band, side = _band(ratio, limits)
        points.append(
            FunnelPoint(
                str(name),
                float(counts[at]),
                float(wanted[at]),
                ratio,
                float(scores[at] / growth[at]),
                band,
                side,
                *limits,
            )
        )
    return Funnel(tuple(points), overdispersion, phi, tau2, beyond, widened)


def _require_expected(expected: NDArray[np.float64]) -> None:
    if not (np.isfinite(expected) & (expected > 0)).all():
        msg = "A funnel needs an expected number above 0 for every area. Leave out areas without a population."
        raise MetricUndefinedError(msg)


def _counts(expected: NDArray[np.float64], coverage: float) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    from scipy.stats import poisson  # costs start-up time

    tail = (1 - coverage) / 2
    return poisson.ppf(tail, expected).astype(np.int64), poisson.isf(tail, expected).astype(np.int64)


def _growth(expected: NDArray[np.float64], phi: float, tau2: float, used: Overdispersion) -> NDArray[np.float64]:
    if used == "multiplicative":
        return np.full(expected.shape, math.sqrt(phi))
    return np.sqrt(1 + tau2 * expected) if used == "additive" else np.ones(expected.shape)


def _ratio_limits(
    expected: NDArray[np.float64], coverage: float, phi: float, tau2: float, used: Overdispersion
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    lower, upper = _counts(expected, coverage)
    growth = _growth(expected, phi, tau2, used)
    # Widening the exact limits, rather than normal ones, leaves them as they were where there is nothing to widen.
    return np.maximum(0.0, 1 + (lower / expected - 1) * growth), 1 + (upper / expected - 1) * growth


def _spread(scores: NDArray[np.float64], expected: NDArray[np.float64]) -> tuple[float, float, bool]:
    """Give phi, tau2 and whether phi is beyond what chance gives."""
    from scipy.special import chdtri  # costs start-up time

    n = len(scores)
    low, high = np.quantile(scores, [_WINSORISED, 1 - _WINSORISED])
    phi = float(np.mean(np.clip(scores, low, high) ** 2))
    spare = float(expected.sum() - (expected**2).sum() / expected.sum())
    tau2 = max(0.0, (n * phi - (n - 1)) / spare) if n > 1 else 0.0
    return phi, tau2, n * phi > float(chdtri(n, 1 - BANDS[0]))


def _band(ratio: float, limits: list[float]) -> tuple[float | None, Literal["high", "low", ""]]:
    for band, (low, high) in zip(reversed(BANDS), (limits[2:], limits[:2]), strict=True):
        if ratio > high + _TOUCHES:
            return band, "high"
        if ratio < low - _TOUCHES:
            return band, "low"
    return None, ""
