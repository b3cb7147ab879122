"""Describe the table of events that the plan fills and the writing of rows reads."""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from linesmap.model.vocabulary import EnforcementAction, RecordKind

__all__ = ["ACTIONS", "EVENT", "KINDS", "Events", "Story"]

Events = NDArray[np.void]


class Story(IntEnum):
    """Why an event is in the set."""

    ORDINARY = 0
    LINE = 1
    BURST = 2
    CLOSURE = 3
    CLOSURE_WARRANT = 4
    HOLDER_ARREST = 5
    HOLDER_CHARGE = 6
    CHECK_BACK = 7
    ANSWERS_AGAIN = 8
    REBRAND = 9
    NEW_NUMBER = 10
    SHARED = 11


KINDS: tuple[RecordKind, ...] = (RecordKind.INTELLIGENCE, RecordKind.SEIZURE, RecordKind.ENFORCEMENT)
ACTIONS: tuple[EnforcementAction, ...] = tuple(EnforcementAction)

EVENT = np.dtype(
    [
        ("kind", "i1"),
        ("story", "i1"),
        ("action", "i1"),
        ("force", "i1"),
        ("day", "i2"),
        ("line", "i2"),
        ("phase", "i1"),
        ("town", "i2"),
    ]
)
"""One event: positions in `KINDS`, `ACTIONS`, forces, lines, phases and towns; -1 where there is none."""
