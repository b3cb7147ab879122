"""Tell whether change moved to the surroundings or spread to them: displacement quotient and total net effect."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from linesmap.errors import InputError, MetricUndefinedError
from linesmap.measure.displacement_difference import BeforeAfter, difference_reading
from linesmap.measure.estimates import (
    Estimate,
    Interval,
    coverage_words,
    difference_between,
    difference_words,
    number_words,
    require_count,
    require_coverage,
    require_positive,
)

__all__ = [
    "DisplacementQuotient",
    "TotalNetEffect",
    "total_net_effect",
    "weighted_displacement_quotient",
]

_LEAST_DRAWS = 100
_LEAST_KEPT = 0.5
_FULL = 1.0
_NEEDS_CONTROL = (
    "It holds only if the control would have moved like the target and the buffer without the action, and if the "
    "action did not reach it."
)


@dataclass(frozen=True)
class DisplacementQuotient(Estimate):
    """What happened in the buffer for each unit of what was gained in the target, both against the control.

    `success` is the change of the target's ratio to its control: below zero is success. `net_effect` is the same with
    the sign turned, `gross_effect` the events before less those after. `reading` says in words what the quotient
    means; it is empty when the target did no better than its control, as the quotient then means nothing.
    `share_success` is the share of draws with success below zero. `draws_used` are those without a zero.
    """

    estimate: float
    interval: Interval
    success: float
    gross_effect: float
    net_effect: float
    reading: str
    share_success: float
    target: BeforeAfter
    buffer: BeforeAfter
    control: BeforeAfter
    dispersion: float
    draws: int
    draws_used: int
    seed: int

    def sentence(self) -> str:
        """Say what the quotient means, how sure it is, and what it cannot tell."""
        share = f"In {self.share_success * 100:.0f} of 100 draws the target did better than its control."
        if not self.reading:
            return (
                "The target did no better than its control, so there is no gain that could have moved or spread. "
                f"{share} {_NEEDS_CONTROL}"
            )
        low, high = _short(self.interval.lower), _short(self.interval.upper)
        known = (
            "This does not show displacement or diffusion."
            if self.interval.holds(0)
            else f"This is consistent with {'diffusion' if self.estimate > 0 else 'displacement'}."
        )
        return (
            f"The displacement quotient is {_short(self.estimate)}: {self.reading}. The "
            f"{coverage_words(self.interval.coverage)} interval is {low} to {high}. {known} {share} {_NEEDS_CONTROL}"
        )


@dataclass(frozen=True)
class TotalNetEffect(Estimate):
    """Events fewer in target and buffer together than the control would lead to expect; below zero is more.

    `target_effect` and `buffer_effect` add to the estimate. `gross_effect` and `net_effect` are as for
    `DisplacementQuotient`.
    """

    estimate: float
    interval: Interval
    target_effect: float
    buffer_effect: float
    gross_effect: float
    net_effect: float
    target: BeforeAfter
    buffer: BeforeAfter
    control: BeforeAfter
    dispersion: float
    draws: int
    draws_used: int
    seed: int

    @property
    def shows_change(self) -> bool:
        """Whether the interval leaves out no change."""
        return not self.interval.holds(0)

    def sentence(self) -> str:
        """Say how many events fewer, the interval, and what it cannot tell."""
        fewer = Interval(-self.interval.upper, -self.interval.lower, self.interval.coverage, self.interval.method)
        return (
            f"Target and buffer together had {difference_words(-self.estimate)} events than their control would lead "
            f"to expect: {difference_words(-self.target_effect)} in the target, "
            f"{difference_words(-self.buffer_effect)} in the buffer. The {coverage_words(fewer.coverage)} interval is "
            f"{difference_between(fewer)}. {difference_reading(fewer)} {_NEEDS_CONTROL}"
        )


def _short(value: float) -> str:
    return f"{value:.2f}" if math.isfinite(value) else "no limit"


def weighted_displacement_quotient(  # noqa: PLR0917  # the six counts of the published formula
    target_before: float,
    target_after: float,
    buffer_before: float,
    buffer_after: float,
    control_before: float,
    control_after: float,
    *,
    draws: int = 4000,
    seed: int = 0,
    dispersion: float = 1,
    coverage: float = 0.95,
) -> DisplacementQuotient:
    """Compare what a buffer gained or lost with what its target gained (Bowers and Johnson 2003).

    Parameters
    ----------
    target_before, target_after, buffer_before, buffer_after, control_before, control_after
        Events counted; each above 0. The buffer is where displacement would go, the control is out of reach.
    draws, seed
        Of the bootstrap: each draws all six counts anew, Poisson, around those counted.
    dispersion
        How much counts vary beyond chance; above 1 the draws are negative binomial with that variance over mean.
    coverage
        Of the interval: percentiles of the draws.

    Returns
    -------
    quotient
        (Da/Ca - Db/Cb) / (Ra/Ca - Rb/Cb), R target, D buffer, C control.

    Raises
    ------
    MetricUndefinedError
        If a count is zero or the control too small to draw from, or the target moved exactly like its control.
    InputError
        If a count is below zero or the draws are not a whole number from 100.

    Examples
    --------
    >>> quotient = weighted_displacement_quotient(40, 22, 32, 30, 100, 95)
    >>> round(quotient.estimate, 3), round(quotient.net_effect, 3), quotient.gross_effect
    (0.025, 0.168, 18)
    """
    areas = _areas(target_before, target_after, buffer_before, buffer_after, control_before, control_after)
    target, buffer, control = areas
    success = target_after / control_after - target_before / control_before
    if success == 0:
        msg = (
            "A displacement quotient needs a target that changed against its control; here both moved exactly alike, "
            "so there is nothing to divide by. Show the counts instead."
        )
        raise MetricUndefinedError(msg)
    moved = buffer_after / control_after - buffer_before / control_before
    drawn, used = _draws(areas, draws, seed, dispersion)
    gained = drawn[1] / drawn[5] - drawn[0] / drawn[4]
    around = drawn[3] / drawn[5] - drawn[2] / drawn[4]
    able = gained != 0
    interval = _percentiles(around[able] / gained[able], coverage, dispersion)
    return DisplacementQuotient(
        estimate=moved / success,
        interval=interval,
        success=success,
        gross_effect=target_before - target_after,
        net_effect=-success,
        reading=_class(moved / success) if success < 0 else "",
        share_success=float(np.mean(gained < 0)),
        target=target,
        buffer=buffer,
        control=control,
        dispersion=dispersion,
        draws=draws,
        draws_used=used,
        seed=seed,
    )


def total_net_effect(  # noqa: PLR0917  # the six counts of the published formula
    target_before: float,
    target_after: float,
    buffer_before: float,
    buffer_after: float,
    control_before: float,
    control_after: float,
    *,
    draws: int = 4000,
    seed: int = 0,
    dispersion: float = 1,
    coverage: float = 0.95,
) -> TotalNetEffect:
    """Count the events fewer in target and buffer than the control would lead to expect (Guerette 2009).

    Parameters
    ----------
    target_before, target_after, buffer_before, buffer_after, control_before, control_after
        Events counted; each above 0.
    draws, seed, dispersion, coverage
        As for `weighted_displacement_quotient`.

    Returns
    -------
    effect
        [Rb (Ca/Cb) - Ra] + [Db (Ca/Cb) - Da]; above zero is fewer events.

    Raises
    ------
    MetricUndefinedError
        If a count is zero, or the control too small to draw from.
    InputError
        If a count is below zero or the draws are not a whole number from 100.

    Examples
    --------
    >>> round(total_net_effect(40, 22, 32, 30, 100, 95).estimate, 1)
    16.4
    """
    areas = _areas(target_before, target_after, buffer_before, buffer_after, control_before, control_after)
    target, buffer, control = areas
    trend = control_after / control_before
    here, around = target_before * trend - target_after, buffer_before * trend - buffer_after
    drawn, used = _draws(areas, draws, seed, dispersion)
    spread = (drawn[0] + drawn[2]) * drawn[5] / drawn[4] - drawn[1] - drawn[3]
    return TotalNetEffect(
        estimate=here + around,
        interval=_percentiles(spread, coverage, dispersion),
        target_effect=here,
        buffer_effect=around,
        gross_effect=target_before - target_after,
        net_effect=target_before / control_before - target_after / control_after,
        target=target,
        buffer=buffer,
        control=control,
        dispersion=dispersion,
        draws=draws,
        draws_used=used,
        seed=seed,
    )


def _class(quotient: float) -> str:
    if quotient > _FULL:
        return "the buffer gained more than the target (diffusion larger than the direct effect)"
    if quotient > 0:
        return "the buffer gained too, less than the target (diffusion)"
    if quotient == 0:
        return "the buffer moved like the control (neither displacement nor diffusion)"
    if quotient >= -_FULL:
        return "part of the gain in the target was lost in the buffer (displacement smaller than the gain)"
    return "more was lost in the buffer than the target gained (displacement outweighs the gain)"


def _areas(*counts: float) -> tuple[BeforeAfter, BeforeAfter, BeforeAfter]:
    names = [f"the {area} {when}" for area in ("target", "buffer", "control") for when in ("before", "after")]
    for name, count in zip(names, counts, strict=True):
        require_count(name, count)
        if count == 0:
            msg = (
                f"Displacement cannot be told from a count of zero; found zero for {name}. Choose a longer period, a "
                "wider area, or the weighted displacement difference, which allows zeros."
            )
            raise MetricUndefinedError(msg)
    return BeforeAfter(*counts[0:2]), BeforeAfter(*counts[2:4]), BeforeAfter(*counts[4:6])


def _draws(
    areas: tuple[BeforeAfter, BeforeAfter, BeforeAfter], draws: int, seed: int, dispersion: float
) -> tuple[NDArray[np.float64], int]:
    """Draw all counts anew; rows are target, buffer and control, before and after. Draws without a control fall out."""
    require_positive("the dispersion", dispersion)
    if draws < _LEAST_DRAWS or int(draws) != draws:
        msg = f"A bootstrap needs a whole number of draws from {_LEAST_DRAWS}; found {number_words(draws)}."
        raise InputError(msg)
    source = np.random.default_rng(seed)
    means = np.array([[count] for area in areas for count in (area.before, area.after)], dtype=float)
    size = (len(means), int(draws))
    rates = np.broadcast_to(means, size)
    if dispersion > 1:
        rates = source.gamma(rates / (dispersion - 1), dispersion - 1)
    drawn = source.poisson(rates).astype(float)
    kept = drawn[:, (drawn[4] > 0) & (drawn[5] > 0)]
    if kept.shape[1] < _LEAST_KEPT * draws:
        msg = "The counts of the control are too small for an interval. Choose a longer period or a wider control."
        raise MetricUndefinedError(msg)
    return kept, kept.shape[1]


def _percentiles(values: NDArray[np.float64], coverage: float, dispersion: float) -> Interval:
    require_coverage(coverage)
    tail = (1 - coverage) / 2
    lower, upper = np.quantile(values, [tail, 1 - tail])
    drawn = "negative binomial" if dispersion > 1 else "Poisson"
    return Interval(float(lower), float(upper), coverage, f"{drawn} bootstrap, percentiles")
