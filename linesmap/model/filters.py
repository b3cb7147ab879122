"""Hold one selection of records, as chosen on screen, on the command line or in an address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

__all__ = ["Filters"]


@dataclass(frozen=True)
class Filters:
    """What to include. An empty field means no restriction.

    `period` is first and last day, both included: a record counts when its own date range touches it.
    `forces` are force codes; a record belongs to the force of its location, and to its recording force when
    it has no location. `operations` and `lines` are entity ids.
    `phases` are written `operation_id/phase`. `grades` are bands: high, medium, low, ungraded.
    """

    period: tuple[date, date] | None = None
    forces: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    drugs: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    grades: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything is restricted."""
        return self != Filters()
