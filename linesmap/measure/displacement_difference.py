"""Test whether target and buffer changed by more events than their controls."""

from __future__ import annotations

import math
from dataclasses import dataclass

from linesmap.errors import MetricUndefinedError
from linesmap.measure.estimates import (
    NO_CHANGE,
    Estimate,
    Interval,
    coverage_words,
    critical_value,
    difference_between,
    difference_words,
    require_count,
    require_coverage,
    require_positive,
)

__all__ = ["BeforeAfter", "DisplacementDifference", "difference_reading", "weighted_displacement_difference"]


@dataclass(frozen=True)
class BeforeAfter:
    """The counts of one area."""

    before: float
    after: float


@dataclass(frozen=True)
class DisplacementDifference(Estimate):
    """Events more (above zero) or fewer than the controls would lead to expect.

    `local` is that of the target, `displaced` that of the buffer; they add to the estimate. Counts before are brought
    to the length of the period after.
    """

    estimate: float
    interval: Interval
    standard_error: float
    local: float
    displaced: float
    target: BeforeAfter
    control: BeforeAfter
    target_buffer: BeforeAfter | None
    control_buffer: BeforeAfter | None
    exposure_before: float
    exposure_after: float
    control_weight: float
    control_buffer_weight: float
    dispersion: float

    @property
    def z(self) -> float:
        """The estimate in standard errors."""
        return self.estimate / self.standard_error

    @property
    def shows_change(self) -> bool:
        """Whether the interval leaves out no change."""
        return not self.interval.holds(0)

    def sentence(self) -> str:
        """Say how many events fewer or more, the interval, and what it cannot tell."""
        where = "The target" if self.target_buffer is None else "Target and buffer together"
        limits = (
            "It takes the control to change by as many events as the target would have, so that they must be of about "
            "the same size, and it needs counts that are not small."
        )
        if (self.control_weight, self.control_buffer_weight) != (1, 1):
            limits = (
                "The control is weighted to the events before of what it stands for, which the interval takes as "
                "known; it needs counts that are not small."
            )
        if (self.target_buffer is None) != (self.control_buffer is None):
            limits = "The buffer has no control of its own, so that its change may be any trend of the time."
        return (
            f"{where} had {difference_words(self.estimate)} events than the change of the control would lead to "
            f"expect. The {coverage_words(self.interval.coverage)} interval is {difference_between(self.interval)}. "
            f"{difference_reading(self.interval)} {limits}"
        )


def difference_reading(interval: Interval) -> str:
    """Say whether an interval of differences shows a change."""
    if interval.holds(0):
        return NO_CHANGE
    return f"This is consistent with a {'fall' if interval.upper < 0 else 'rise'}."


def weighted_displacement_difference(
    target: tuple[float, float],
    control: tuple[float, float],
    target_buffer: tuple[float, float] | None = None,
    control_buffer: tuple[float, float] | None = None,
    *,
    exposure_before: float = 1,
    exposure_after: float = 1,
    control_weight: float = 1,
    control_buffer_weight: float = 1,
    dispersion: float = 1,
    coverage: float = 0.95,
) -> DisplacementDifference:
    """Test whether target and buffer changed by more events than their controls (Wheeler and Ratcliffe 2018).

    Parameters
    ----------
    target, control, target_buffer, control_buffer
        Events counted (before, after), 0 or more. Areas that are not given play no part.
    exposure_before, exposure_after
        Lengths of the two periods; counts before are brought to the length of the period after.
    control_weight, control_buffer_weight
        By what the change of a control is multiplied, where it is larger or smaller than what it stands for, such as
        the events before in the target over those in the control. Taken as known.
    dispersion
        How much counts vary beyond chance; the standard error is multiplied by its root if above 1.
    coverage
        Of the interval (normal).

    Returns
    -------
    difference
        (T1 - T0) - (C1 - C0) + (TB1 - TB0) - (CB1 - CB0) with the variance of the sum of Poisson counts: with periods
        of one length, all counts added.

    Raises
    ------
    MetricUndefinedError
        If nothing was counted anywhere.
    InputError
        If a count is below zero, or an exposure or dispersion not above it.

    Examples
    --------
    >>> test = weighted_displacement_difference((207, 110), (308, 318), (178, 157), (150, 140))
    >>> test.estimate, round(test.standard_error, 1), round(test.z, 2)
    (-118.0, 39.6, -2.98)
    """
    require_coverage(coverage)
    for name, value in (
        ("exposure before", exposure_before),
        ("exposure after", exposure_after),
        ("weight of the control", control_weight),
        ("weight of the control's buffer", control_buffer_weight),
    ):
        require_positive(f"the {name}", value)
    require_positive("the dispersion", dispersion)
    given: list[tuple[str, tuple[float, float], float]]
    given = [("the target", target, 1.0), ("the control", control, -control_weight)]
    given += [("the target's buffer", target_buffer, 1.0)] if target_buffer is not None else []
    given += [("the control's buffer", control_buffer, -control_buffer_weight)] if control_buffer is not None else []
    scale = exposure_after / exposure_before
    parts: dict[str, float] = {}
    variance = 0.0
    for name, (before, after), weight in given:
        require_count(f"{name} before", before)
        require_count(f"{name} after", after)
        parts[name] = weight * (after - before * scale)
        variance += weight**2 * (after + before * scale**2)
    if variance == 0:
        msg = "A displacement difference needs events, found none. Choose a longer period or a wider area."
        raise MetricUndefinedError(msg)
    local = float(parts["the target"] + parts["the control"])
    displaced = float(sum(parts.values()) - local)
    error = math.sqrt(variance * max(1.0, dispersion))
    reach = critical_value(coverage) * error
    return DisplacementDifference(
        estimate=local + displaced,
        interval=Interval(local + displaced - reach, local + displaced + reach, coverage, "normal"),
        standard_error=error,
        local=local,
        displaced=displaced,
        target=BeforeAfter(*target),
        control=BeforeAfter(*control),
        target_buffer=None if target_buffer is None else BeforeAfter(*target_buffer),
        control_buffer=None if control_buffer is None else BeforeAfter(*control_buffer),
        exposure_before=exposure_before,
        exposure_after=exposure_after,
        control_weight=control_weight,
        control_buffer_weight=control_buffer_weight,
        dispersion=dispersion,
    )
