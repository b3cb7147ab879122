"""Hold how each method did where the truth is known: on simulated operations."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

__all__ = ["CALIBRATION", "METHODS", "Calibration", "Method"]

Method = Literal["before_after", "difference_in_differences", "interrupted_time_series", "synthetic_control"]

METHODS: MappingProxyType[Method, str] = MappingProxyType(
    {
        "before_after": "Before and after",
        "difference_in_differences": "Difference in differences",
        "interrupted_time_series": "Interrupted time series",
        "synthetic_control": "Synthetic control",
    }
)
"""Every method with its name for people."""


@dataclass(frozen=True)
class Calibration:
    """How a method did on simulated operations whose truth is known.

    `false_alarms` is the share of operations without an effect that it said had one at 95%; `held` the share of its
    95% intervals that held a true reduction of 30%; `runs` the operations simulated for each.
    """

    false_alarms: float
    held: float
    runs: int

    def sentence(self) -> str:
        """Say how often the method says there is an effect when there is none."""
        return (
            f"Of {self.runs:,} simulated operations without an effect this method said of {self.false_alarms:.1%} that "
            f"there was one; its interval held a true reduction of 30% in {self.held:.1%}. The simulation meets the "
            "method's assumptions; real counts may not."
        )


CALIBRATION: MappingProxyType[str, Calibration] = MappingProxyType(
    {
        "before_after": Calibration(0.056, 0.952, 1_000),
        "difference_in_differences": Calibration(0.037, 0.959, 1_000),
        "interrupted_time_series": Calibration(0.048, 0.950, 1_000),
        "interrupted_time_series_pulse": Calibration(0.053, 0.947, 1_000),
        "synthetic_control": Calibration(0.059, 0.949, 1_000),
    }
)
"""Measured by `python benchmarks/placebo.py`, seed 2017; written here by hand after each change of a method."""
