"""Lay out the invented year: its days, its weekly rhythm and its operations.

Days are counted from `FIRST_DAY`. The operations and everything in them are invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from linesmap.ingest.synthetic.forces import FORCES, SOUTH_WEST

__all__ = ["FIRST_DAY", "N_DAYS", "PHASES", "Phase", "as_date", "daily_activity", "day_number"]

FIRST_DAY = date(2024, 4, 1)
N_DAYS = 65 * 7

_GROWTH = 0.14
_NOISE = 0.08
_WEEKDAYS = np.array([0.97, 1.0, 1.02, 1.05, 1.14, 1.04, 0.78])
_CHRISTMAS = (date(2024, 12, 23), date(2024, 12, 29))
_CHRISTMAS_SHARE = 0.62


def day_number(day: date) -> int:
    """Count a day from the first of the story."""
    return (day - FIRST_DAY).days


def as_date(number: int) -> date:
    """Give the date of a day counted from the first of the story."""
    return FIRST_DAY + timedelta(days=int(number))


@dataclass(frozen=True)
class Phase:
    """One phase of an invented operation: first and last day included, force positions, share of all bursts."""

    operation: str
    phase: str
    first: int
    last: int
    forces: tuple[int, ...]
    lead: str
    funding: str
    share: float

    @property
    def key(self) -> str:
        """Operation and phase in one text."""
        return f"{self.operation} {self.phase}"


def _phase(operation: str, phase: str, first: date, last: date, *, forces: tuple[int, ...], share: float) -> Phase:
    lead = FORCES[forces[0]].name
    funding = "PCC joint fund (invented)" if forces == SOUTH_WEST else "Force budget (invented)"
    return Phase(operation, phase, day_number(first), day_number(last), forces, lead, funding, share)


PHASES: tuple[Phase, ...] = (
    _phase("Larkspur", "1", date(2024, 8, 12), date(2024, 8, 25), forces=SOUTH_WEST, share=0.36),
    _phase("Larkspur", "2", date(2025, 1, 20), date(2025, 2, 2), forces=SOUTH_WEST, share=0.38),
    _phase("Larkspur", "3", date(2025, 6, 9), date(2025, 6, 15), forces=SOUTH_WEST, share=0.15),
    _phase("Fenwren", "1", date(2024, 11, 11), date(2024, 11, 17), forces=(2,), share=0.06),
    _phase("Tidewick", "1", date(2025, 5, 5), date(2025, 5, 11), forces=(1,), share=0.05),
)


def daily_activity(rng: np.random.Generator) -> NDArray[np.float64]:
    """Weigh every day of the story by how much is recorded on it, without operations.

    Parameters
    ----------
    rng
        Source of the week-to-week noise.

    Returns
    -------
    weights
        One a day, about 1 on average: weekly rhythm, slow growth, a quiet Christmas, noise by the week.
    """
    days = np.arange(N_DAYS)
    growth = 1 + _GROWTH * (days / N_DAYS - 0.5)
    season = 1 + 0.05 * np.sin(2 * np.pi * (days - 60) / 365.25)
    noise = np.repeat(rng.lognormal(0.0, _NOISE, N_DAYS // 7), 7)
    weights: NDArray[np.float64] = growth * season * noise * np.tile(_WEEKDAYS, N_DAYS // 7)
    first, last = (day_number(day) for day in _CHRISTMAS)
    weights[first : last + 1] *= _CHRISTMAS_SHARE
    return weights
