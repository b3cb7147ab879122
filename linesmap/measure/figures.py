"""Hold what operations are compared by: columns (an operation or a phase of it) and the figures stated for them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from linesmap.model.vocabulary import Bound

__all__ = ["HIDDEN_TOO", "RECORDED_SOURCE", "UNDER_TEN", "Basis", "Figure", "Origin", "Subject"]

RECORDED_SOURCE = "Counted from the records of this workspace"
UNDER_TEN = "under 10"
HIDDEN_TOO = "not shown, as it would reveal a number under 10"


class Basis(StrEnum):
    """What a figure is a number of: everything in its period, or an average."""

    TOTAL = "total"
    PER_WEEK = "a week on average"
    PER_MONTH = "a month on average"


class Origin(StrEnum):
    """Where the figures of a column come from."""

    PUBLISHED = "published"
    RECORDED = "recorded"


@dataclass(frozen=True)
class Subject:
    """An operation, a phase or a programme in a period: one column of a comparison.

    `first` and `last` are ISO dates at the published precision (year, month or day), None when not stated. `days` is
    how long it lasted, both ends included: the sum of its phases where these are known, `phases` being their keys.
    `population` is that of all its forces together, mid-2020; None when one of them has no area or is not named.
    """

    key: str
    name: str
    origin: Origin
    programme: str
    lead: str | None
    forces: tuple[str, ...]
    force_codes: tuple[str, ...]
    population: int | None
    first: str | None
    last: str | None
    days: int | None
    strand: str | None
    invented: bool = False
    officer_days: float | None = None
    phases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figure:
    """One figure: `value` in the unit of its measure, None when not quantified or too small to show.

    `reason` says why its words do not mean the measure itself, None where they do. `own_period` and `own_forces` are
    set where the figure covers another period, or fewer forces, than its column. `suppressed` says why a number of
    victims is not shown.
    """

    measure: str
    words: str
    value: float | None
    bound: Bound | None
    unit: str
    basis: Basis
    qualifier: str | None
    source: str
    record_id: str | None = None
    reason: str | None = None
    own_period: tuple[str | None, str | None] | None = None
    own_forces: tuple[str, ...] | None = None
    suppressed: str | None = None
