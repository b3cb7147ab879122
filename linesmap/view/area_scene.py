"""Hold what a snapshot of areas shows: protected numbers by force, district, period and operation, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

__all__ = ["ALL", "Area", "AreaMeasure", "AreaOperation", "AreaPeriod", "AreaScene", "AreaTable", "Shown"]

ALL = "All"
"""The key of a total, as area, period and operation."""

Shown = float | str
"""A number as it may leave, or the words that stand in its place: `under 10` or `not shown`."""


@dataclass(frozen=True)
class AreaMeasure:
    """What is counted or weighed. `unit` says how a number is written; `driven` marks an output of policing."""

    key: str
    label: str
    unit: Literal["count", "gbp", "g"]
    group: str
    note: str = ""
    driven: bool = False
    rate: bool = True
    """Whether a number per 100,000 people makes sense."""


@dataclass(frozen=True)
class AreaPeriod:
    """A calendar period, first and last day included."""

    key: str
    label: str
    start: date
    end: date


@dataclass(frozen=True)
class Area:
    """A police force area or a district in one; `shape` says whether the map can draw it."""

    code: str
    name: str
    level: Literal["force", "district"]
    force: str
    population: int | None = None
    shape: bool = True


@dataclass(frozen=True)
class AreaOperation:
    """An operation; `note` has its period in words."""

    key: str
    label: str
    note: str = ""


@dataclass(frozen=True)
class AreaTable:
    """A further table, ready to be read: a head and rows of text or numbers."""

    title: str
    note: str
    head: Sequence[str]
    rows: Sequence[Sequence[Shown]]


@dataclass(frozen=True)
class AreaScene:
    """Everything that the page can show; a combination that is in none of these cannot be chosen.

    Parameters
    ----------
    measures, areas, periods, operations
        In the order in which they are shown.
    whole
        Measure and area (or `ALL`) to the number of the whole time.
    by_period
        Measure and (force or `ALL`, period): only forces, never districts.
    by_operation
        Measure and (operation, force or `ALL`).
    tables
        Further tables.
    first, last
        What the whole time is, first and last day included.
    """

    measures: Sequence[AreaMeasure]
    areas: Sequence[Area]
    periods: Sequence[AreaPeriod]
    operations: Sequence[AreaOperation]
    first: date
    last: date
    whole: Mapping[str, Mapping[str, Shown]]
    by_period: Mapping[str, Mapping[tuple[str, str], Shown]]
    by_operation: Mapping[str, Mapping[tuple[str, str], Shown]]
    tables: Sequence[AreaTable] = ()
    focus: Sequence[str] = field(default=())
    """Force codes that the map opens on; all when empty."""
