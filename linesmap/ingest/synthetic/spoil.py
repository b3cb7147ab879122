"""Spoil a few rows the way real ones are spoilt, so that an import has something to reject and say why."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from linesmap.ingest.synthetic.draws import Draws
from linesmap.ingest.synthetic.event_table import Events, Story
from linesmap.ingest.synthetic.layout import Cell

__all__ = ["BAD_SHARE", "REASONS", "choose_spoilt", "spoil"]

BAD_SHARE = 0.015
REASONS = ("missing date", "unreadable date", "impossible date", "missing action", "marking too high")

_ENFORCEMENT = 2
_FEW_RECORDS = 5_000
_UNREADABLE = ("TBC", "see log", "unknown", "??/03/2025", "n/k", "last week", "various")
_IMPOSSIBLE = ("31/02/2025", "30/02/2025", "31/04/2025", "31/11/2024", "32/01/2025", "29/02/2025", "31/06/2024")
_DATE_REASONS = np.array([0.36, 0.34, 0.30])


def choose_spoilt(events: Events, n_already: int, rng: np.random.Generator) -> NDArray[np.int8]:
    """Choose which rows are spoilt and how.

    Turning points and records of operations are spared: the story and the results return depend on them.

    Parameters
    ----------
    events
        All planned events.
    n_already
        Rows that are bad for another reason (totals).
    rng
        Source of randomness.

    Returns
    -------
    reasons
        One an event: position in `REASONS`, -1 for a good row.
    """
    reasons = np.full(len(events), -1, dtype=np.int8)
    spare = np.flatnonzero((events["story"] <= Story.LINE) & (events["phase"] < 0))
    wanted = min(max(round(BAD_SHARE * len(events)) - n_already, 2), len(spare))
    chosen = rng.choice(spare, size=wanted, replace=False)
    reasons[chosen] = rng.choice(len(_DATE_REASONS), size=wanted, p=_DATE_REASONS)
    of_actions = chosen[events["kind"][chosen] == _ENFORCEMENT]
    reasons[of_actions[: len(of_actions) // 2]] = REASONS.index("missing action")
    secret = chosen[events["kind"][chosen] == 0][: 1 if len(events) < _FEW_RECORDS else 2]
    reasons[secret] = REASONS.index("marking too high")
    return reasons


def spoil(cells: dict[str, Cell], reason: str, draws: Draws) -> None:
    """Spoil the cells of one row.

    Parameters
    ----------
    cells
        Field to value; changed in place.
    reason
        One of `REASONS`.
    draws
        Source of randomness.
    """
    if reason == "missing date":
        cells["occurred_from"] = ""
        cells["occurred_to"] = ""
    elif reason == "unreadable date":
        cells["occurred_from"] = draws.pick(_UNREADABLE)
    elif reason == "impossible date":
        cells["occurred_from"] = draws.pick(_IMPOSSIBLE)
    elif reason == "missing action":
        cells["action"] = ""
    else:
        cells["marking"] = "SECRET"
