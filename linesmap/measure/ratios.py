"""Compare counts before and after: the rate ratio, and its ratio to that of a control."""

from __future__ import annotations

import math
from dataclasses import dataclass

from linesmap.errors import MetricUndefinedError
from linesmap.measure.estimates import (
    NO_CHANGE,
    Estimate,
    Interval,
    change_between,
    compared_words,
    coverage_words,
    critical_value,
    number_words,
    require_count,
    require_coverage,
    require_positive,
)

__all__ = ["RateRatio", "RatioOfRateRatios", "rate_ratio", "ratio_of_rate_ratios"]

_LOG_NORMAL = "log-normal"
_EXACT = "exact conditional binomial"
_EXACT_BOUND = "exact conditional, one end open"
_WIDEST_LOG = 700.0


@dataclass(frozen=True)
class RateRatio(Estimate):
    """The rate after over the rate before.

    `estimate` is below 1 for a fall, 0 when nothing was counted after, infinite when nothing was counted before.
    `standard_error` is that of its logarithm, None with a zero count. `exact_interval` and `p_value` (two-sided,
    twice the smaller tail) are given for whole counts without over-dispersion.
    """

    estimate: float
    interval: Interval
    exact_interval: Interval | None
    p_value: float | None
    standard_error: float | None
    before: float
    after: float
    exposure_before: float
    exposure_after: float
    dispersion: float
    degrees_of_freedom: float | None

    @property
    def shows_change(self) -> bool:
        """Whether the interval leaves out no change."""
        return not self.interval.holds(1)

    def sentence(self) -> str:
        """Say the change, its interval, whether it shows a change, and what it cannot tell."""
        counts = f"{number_words(self.before)} before, {number_words(self.after)} after"
        if self.exposure_before != self.exposure_after:
            counts = (
                f"{number_words(self.before)} over an exposure of {number_words(self.exposure_before)} before, "
                f"{number_words(self.after)} over one of {number_words(self.exposure_after)} after"
            )
        return (
            f"{_headline(self.estimate, 'The rate after', counts)} {_interval_words(self.interval)} "
            f"{_reading(self.interval, self.dispersion)} "
            "A comparison with the time before cannot tell an action from a season, a trend, a peak that was passing "
            "or a change in recording."
        )


@dataclass(frozen=True)
class RatioOfRateRatios(Estimate):
    """The rate ratio of a target over that of its control: difference in differences on the log scale.

    `estimate` is below 1 when the target did better. `standard_error` is that of its logarithm, None with a zero
    count. `target` and `control` are the two rate ratios.
    """

    estimate: float
    interval: Interval
    standard_error: float | None
    target: RateRatio
    control: RateRatio
    dispersion: float
    degrees_of_freedom: float | None

    @property
    def shows_change(self) -> bool:
        """Whether the interval leaves out no change."""
        return not self.interval.holds(1)

    def sentence(self) -> str:
        """Say the change against the control, its interval, whether it shows a change, and what it cannot tell."""
        target, control = self.target, self.control
        counts = (
            f"target {number_words(target.before)} before and {number_words(target.after)} after, "
            f"control {number_words(control.before)} and {number_words(control.after)}"
        )
        return (
            f"{_headline(self.estimate, 'Set against its control, the rate of the target after', counts)} "
            f"{_interval_words(self.interval)} {_reading(self.interval, self.dispersion)} "
            "It holds only if target and control would have moved alike without the action, and if the action did not "
            "reach the control."
        )


def _headline(ratio: float, subject: str, counts: str) -> str:
    if math.isinf(ratio):
        return f"{subject} has no finite ratio to that before, where a count is zero ({counts})."
    if ratio == 0:
        return f"{subject} was zero ({counts})."
    return f"{subject} was {compared_words(ratio, 'before')} ({counts})."


def _interval_words(interval: Interval) -> str:
    verb = "gives" if interval.method == _EXACT_BOUND else "is"
    return f"The {coverage_words(interval.coverage)} interval {verb} {change_between(interval)}."


def _reading(interval: Interval, dispersion: float) -> str:
    way = "fall" if interval.upper < 1 else "rise"
    words = NO_CHANGE if interval.holds(1) else f"This is consistent with a {way}."
    if dispersion > 1:
        words += f" The interval allows for counts that vary {number_words(dispersion)} times as much as by chance."
    return words


def rate_ratio(
    before: float,
    after: float,
    *,
    exposure_before: float = 1,
    exposure_after: float = 1,
    dispersion: float = 1,
    degrees_of_freedom: float | None = None,
    coverage: float = 0.95,
) -> RateRatio:
    """Compare the rate after with the rate before.

    Parameters
    ----------
    before, after
        Events counted, 0 or more.
    exposure_before, exposure_after
        Over how much they were counted, in one unit: days, or people times days.
    dispersion
        How much counts vary beyond chance, from `dispersion`. Below 1 counts as 1: intervals are never narrowed.
    degrees_of_freedom
        Of that dispersion; then the interval uses Student's t in place of the normal distribution.
    coverage
        Of the interval.

    Returns
    -------
    ratio
        exp(ln RR ± z √(φ (1/before + 1/after))). With one zero count one end of the interval is open and the
        other exact: where a zero has the probability (1 - coverage) / 2, raised to the power of the dispersion.

    Raises
    ------
    MetricUndefinedError
        If nothing was counted, before or after.
    InputError
        If a count is below zero, or an exposure or dispersion not above it.

    Examples
    --------
    >>> change = rate_ratio(40, 22)
    >>> round(change.estimate, 3), round(change.interval.lower, 3), round(change.interval.upper, 3)
    (0.55, 0.327, 0.925)
    """
    _check(coverage, dispersion, degrees_of_freedom, before=before, after=after)
    require_positive("the exposure before", exposure_before)
    require_positive("the exposure after", exposure_after)
    if before == after == 0:
        msg = "A rate ratio needs events before or after, found none. Choose a longer period or a wider area."
        raise MetricUndefinedError(msg)
    phi = max(1.0, dispersion)
    scale = exposure_before / exposure_after
    estimate = math.inf if before == 0 else after / before * scale
    exact, p_value = None, None
    if phi == 1 and float(before).is_integer() and float(after).is_integer():
        exact, p_value = _exact(int(before), int(after), scale, coverage)
    error = None
    if before and after:
        error = math.sqrt(phi * (1 / before + 1 / after))
        interval = _log_normal(estimate, error, coverage, degrees_of_freedom)
    else:
        odds = _tail(coverage, phi, degrees_of_freedom) ** (-1 / (before + after)) - 1
        lower, upper = (1 / odds * scale, math.inf) if before == 0 else (0.0, odds * scale)
        interval = Interval(lower, upper, coverage, _EXACT_BOUND)
    return RateRatio(
        estimate,
        interval,
        exact,
        p_value,
        error,
        before,
        after,
        exposure_before,
        exposure_after,
        dispersion,
        degrees_of_freedom,
    )


def ratio_of_rate_ratios(
    target_before: float,
    target_after: float,
    control_before: float,
    control_after: float,
    *,
    exposure_before: float = 1,
    exposure_after: float = 1,
    control_exposure_before: float | None = None,
    control_exposure_after: float | None = None,
    dispersion: float = 1,
    degrees_of_freedom: float | None = None,
    coverage: float = 0.95,
) -> RatioOfRateRatios:
    """Compare the change of a target with that of its control.

    Parameters
    ----------
    target_before, target_after, control_before, control_after
        Events counted, 0 or more.
    exposure_before, exposure_after
        Over how much those of the target were counted, in one unit.
    control_exposure_before, control_exposure_after
        The same of the control; as of the target when not given.
    dispersion, degrees_of_freedom, coverage
        As for `rate_ratio`.

    Returns
    -------
    ratio
        exp(ln RRR ± z √(φ (sum of 1/count))). With a zero count one end of the interval is open and the other exact,
        given the totals of target, control, before and after (Fisher's non-central hypergeometric distribution).

    Raises
    ------
    MetricUndefinedError
        If target, control, before or after counted nothing at all.
    InputError
        If a count is below zero, or an exposure or dispersion not above it.

    Examples
    --------
    >>> change = ratio_of_rate_ratios(40, 22, 100, 95)
    >>> round(change.estimate, 3), round(change.interval.lower, 3), round(change.interval.upper, 3)
    (0.579, 0.321, 1.046)
    """
    counts = (target_before, target_after, control_before, control_after)
    totals = {
        "in the target": target_before + target_after,
        "in the control": control_before + control_after,
        "before": target_before + control_before,
        "after": target_after + control_after,
    }
    names = ("target_before", "target_after", "control_before", "control_after")
    _check(coverage, dispersion, degrees_of_freedom, **dict(zip(names, counts, strict=True)))
    for where, total in totals.items():
        if total == 0:
            msg = f"A ratio of rate ratios needs events {where}, found none. Choose a longer period or a wider area."
            raise MetricUndefinedError(msg)

    def one(before: float, after: float, over_before: float, over_after: float) -> RateRatio:
        return rate_ratio(
            before,
            after,
            exposure_before=over_before,
            exposure_after=over_after,
            dispersion=dispersion,
            degrees_of_freedom=degrees_of_freedom,
            coverage=coverage,
        )

    over = (
        exposure_before if control_exposure_before is None else control_exposure_before,
        exposure_after if control_exposure_after is None else control_exposure_after,
    )
    target = one(target_before, target_after, exposure_before, exposure_after)
    control = one(control_before, control_after, *over)
    phi = max(1.0, dispersion)
    error = None
    if min(counts) > 0:
        estimate = target.estimate / control.estimate
        error = math.sqrt(phi * sum(1 / count for count in counts))
        interval = _log_normal(estimate, error, coverage, degrees_of_freedom)
    else:
        scale = (exposure_before / exposure_after) / (over[0] / over[1])
        bound = scale * _odds_bound(counts, _tail(coverage, phi, degrees_of_freedom))
        falls = target_after == 0 or control_before == 0
        estimate, lower, upper = (0.0, 0.0, bound) if falls else (math.inf, bound, math.inf)
        interval = Interval(lower, upper, coverage, _EXACT_BOUND)
    return RatioOfRateRatios(estimate, interval, error, target, control, dispersion, degrees_of_freedom)


def _check(coverage: float, dispersion: float, degrees_of_freedom: float | None, **counts: float) -> None:
    require_coverage(coverage)
    require_positive("the dispersion", dispersion)
    if degrees_of_freedom is not None:
        require_positive("the degrees of freedom", degrees_of_freedom)
    for name, count in counts.items():
        require_count(name.replace("_", " "), count)


def _log_normal(estimate: float, error: float, coverage: float, degrees_of_freedom: float | None) -> Interval:
    reach = math.exp(critical_value(coverage, degrees_of_freedom) * error)
    method = _LOG_NORMAL if degrees_of_freedom is None else f"{_LOG_NORMAL}, Student's t"
    return Interval(estimate / reach, estimate * reach, coverage, method)


def _exact(before: int, after: int, scale: float, coverage: float) -> tuple[Interval, float]:
    """Turn the Clopper-Pearson interval of the share after into one of the ratio."""
    from scipy.special import bdtr, bdtrc, betaincinv  # costs start-up time

    total = before + after
    tail = (1 - coverage) / 2
    low = float(betaincinv(after, before + 1, tail)) if after else 0.0
    high = float(betaincinv(after + 1, before, 1 - tail)) if before else 1.0
    share = 1 / (1 + scale)
    below = float(bdtr(after, total, share))
    above = float(bdtrc(after - 1, total, share)) if after else 1.0
    upper = math.inf if high >= 1 else high / (1 - high) * scale
    method = _EXACT if before and after else _EXACT_BOUND
    return Interval(low / (1 - low) * scale, upper, coverage, method), min(1.0, 2 * min(below, above))


def _tail(coverage: float, phi: float, degrees_of_freedom: float | None) -> float:
    """Give the probability left out beyond an exact end, made smaller where counts vary beyond chance.

    It is that of one tail: which end is open is not known before the count, so that each has its own half.
    """
    from scipy.special import ndtr  # costs start-up time

    tail = float(ndtr(-critical_value(coverage, degrees_of_freedom)))
    # Dividing the log-likelihood by phi is the same as raising the probability to the power of phi.
    return float(tail**phi)


def _odds_bound(counts: tuple[float, float, float, float], tail: float) -> float:
    """Find the odds ratio at which a table with a zero has a given probability, its margins held."""
    import numpy as np
    from scipy.optimize import brentq
    from scipy.special import gammaln, logsumexp

    target_before, target_after, control_before, control_after = (math.ceil(count) for count in counts)
    target, control, after = target_before + target_after, control_before + control_after, target_after + control_after
    held = np.arange(max(0, after - control), min(target, after) + 1)
    log_ways = -(
        gammaln(held + 1) + gammaln(target - held + 1) + gammaln(after - held + 1) + gammaln(control - after + held + 1)
    )
    own = target_after - int(held[0])

    def excess(log_odds: float) -> float:
        weights = log_ways + held * log_odds
        return float(weights[own] - logsumexp(weights) - math.log(tail))

    return math.exp(brentq(excess, -_WIDEST_LOG, _WIDEST_LOG, xtol=1e-10))
