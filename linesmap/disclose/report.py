"""Report what was hidden, why, and what an attack could find out about it."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from linesmap.disclose.rules import Reason, Rules, Word
from linesmap.disclose.tables import CellId

__all__ = ["DisclosureReport", "HiddenCell", "join_reports"]

_BECAUSE = {
    Reason.SMALL_NUMBER: "for being under {threshold}",
    Reason.FEW_CONTRIBUTORS: "for fewer than {fewest} contributors",
    Reason.DOMINANCE: "for one contributor with more than {share:.0%}",
    Reason.COUNT_NOT_SHOWN: "as the count behind is not shown",
    Reason.SECONDARY: "so that the others cannot be worked out",
}


@dataclass(frozen=True)
class HiddenCell:
    """A number that is not shown.

    `low` and `high` are what an attacker with everything published finds; `low_by_numbers` and `high_by_numbers` what
    the numbers alone tell, without the words. `exact` is False where the ranges are at least this wide.
    """

    cell_id: CellId
    reason: Reason
    word: Word
    low: float
    high: float
    low_by_numbers: float
    high_by_numbers: float
    exact: bool
    wide_enough: bool

    def as_dict(self) -> dict[str, Any]:
        """Give the cell for JSON; a range without an upper end has None there."""
        return {
            "cell": list(self.cell_id),
            "reason": self.reason.value,
            "word": self.word.value,
            "low": self.low,
            "high": _finite(self.high),
            "low_by_numbers": self.low_by_numbers,
            "high_by_numbers": _finite(self.high_by_numbers),
            "exact": self.exact,
            "wide_enough": self.wide_enough,
        }


@dataclass(frozen=True)
class DisclosureReport:
    """What was hidden and why, with the ranges that the attack left and its verdict.

    For the one who publishes, not for the reader: reasons tell more than the words in the table. It holds no true
    number. `n_cells` counts the numbers of the tables, `n_withheld` the tables of which no number but 0 is left.
    """

    rules: Rules
    n_cells: int
    n_withheld: int
    hidden: tuple[HiddenCell, ...]

    @property
    def passed(self) -> bool:
        """Whether the attack recovered nothing."""
        return all(cell.wide_enough for cell in self.hidden)

    @property
    def n_shown(self) -> int:
        """How many numbers are shown."""
        return self.n_cells - sum(cell.word is not Word.NOWHERE for cell in self.hidden)

    @property
    def counts(self) -> dict[Reason, int]:
        """How many numbers of the tables are hidden for each reason."""
        found = Counter(cell.reason for cell in self.hidden if cell.word is not Word.NOWHERE)
        return {reason: found[reason] for reason in Reason if found[reason]}

    @property
    def narrowest(self) -> float | None:
        """Width of the narrowest range that the numbers alone leave, None where nothing is hidden."""
        return min((cell.high_by_numbers - cell.low_by_numbers for cell in self.hidden), default=None)

    def sentence(self) -> str:
        """Say what was hidden and whether it can be worked out."""
        if not self.hidden:
            return f"All {self.n_cells:,} numbers are shown; none is small enough to hide."
        rules = self.rules
        words = {"threshold": rules.threshold, "fewest": rules.fewest_contributors, "share": rules.dominance_share}
        parts = [f"{n:,} {_BECAUSE[reason].format(**words)}" for reason, n in self.counts.items()]
        said = [f"Of {self.n_cells:,} numbers {self.n_shown:,} are shown, each rounded on its own"]
        if parts:
            said.append(f"; not shown are {', '.join(parts)}")
        said.append(". ")
        if self.n_withheld:
            tables = "1 table is" if self.n_withheld == 1 else f"{self.n_withheld:,} tables are"
            said.append(f"{tables} withheld as a whole. ")
        n_narrow = sum(not cell.wide_enough for cell in self.hidden)
        if n_narrow:
            said.append(f"An attack comes too close to {n_narrow:,} of them: do not publish.")
        else:
            said.append("An attack with everything published recovers none of them")
            width = self.narrowest or math.inf
            said.append(f": each could lie in a range of {width:,.0f} or more." if math.isfinite(width) else ".")
        return "".join(said)

    def as_dict(self) -> dict[str, Any]:
        """Give the report for JSON."""
        return {
            "threshold": self.rules.threshold,
            "round_to": self.rules.round_to,
            "width": self.rules.least_width,
            "cells": self.n_cells,
            "shown": self.n_shown,
            "hidden": {reason.value: n for reason, n in self.counts.items()},
            "withheld_tables": self.n_withheld,
            "passed": self.passed,
            "narrowest": None if self.narrowest is None else _finite(self.narrowest),
            "sentence": self.sentence(),
            "ranges": [cell.as_dict() for cell in self.hidden],
        }

    def frame(self) -> pd.DataFrame:
        """Give one row for each hidden number; `cell` has its labels, with ` / ` between."""
        rows = [cell.as_dict() | {"cell": " / ".join(cell.cell_id)} for cell in self.hidden]
        columns = [
            *("cell", "reason", "word", "low", "high", "low_by_numbers", "high_by_numbers", "exact", "wide_enough"),
        ]
        frame = pd.DataFrame(rows, columns=columns)
        ends = ["low", "high", "low_by_numbers", "high_by_numbers"]
        frame[ends] = frame[ends].astype(float)
        return frame


def join_reports(reports: tuple[DisclosureReport, ...]) -> DisclosureReport:
    """Put the reports of several tables together, under the rules of the first."""
    return replace(
        reports[0],
        n_cells=sum(each.n_cells for each in reports),
        n_withheld=sum(each.n_withheld for each in reports),
        hidden=tuple(cell for each in reports for cell in each.hidden),
    )


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None
