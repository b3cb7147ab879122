"""Say which telephone numbers a deal line has used, and when each was first and last seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

__all__ = ["NumberUse", "number_uses"]


@dataclass(frozen=True)
class NumberUse:
    """A number of a line (E.164). `stated` by the register; the days are those of records that name it with the line.

    `days` are all of them, in order; `record_ids` the records.
    """

    number: str
    stated: bool
    first_seen: date | None
    last_seen: date | None
    days: tuple[date, ...] = ()
    record_ids: tuple[str, ...] = ()


def number_uses(register: pd.DataFrame, numbers: pd.DataFrame | None, as_of: date) -> dict[str, tuple[NumberUse, ...]]:
    """List the numbers of every line, in the order they were first seen.

    Parameters
    ----------
    register
        The `deal_lines` table.
    numbers
        Numbers named with a line in records: line_id, record_id, occurred_from, number. None when nobody looked.
    as_of
        Last day to consider.

    Returns
    -------
    uses
        Line to its numbers. A number that only a record names with the line may be somebody else's, such as a
        customer's: `stated` tells them apart. A record that names several lines says of none whose number it is.
    """
    stated: dict[str, set[str]] = {}
    for line_id, cell in zip(register["line_id"], register["phone"], strict=True):
        if isinstance(line_id, str) and isinstance(cell, str):
            stated.setdefault(line_id, set()).update(part for part in cell.split(";") if part)
    seen: dict[tuple[str, str], list[tuple[date, str]]] = {}
    if numbers is not None and len(numbers):
        known = numbers.dropna(subset=["occurred_from"])
        pairs = known[["record_id", "line_id"]].drop_duplicates()
        joint = set(pairs.loc[pairs.duplicated("record_id", keep=False), "record_id"])
        for line, record_id, stamp, number in zip(
            known["line_id"], known["record_id"], known["occurred_from"], known["number"], strict=True
        ):
            day = stamp.date()
            if day <= as_of and record_id not in joint:
                seen.setdefault((str(line), str(number)), []).append((day, str(record_id)))
    uses: dict[str, list[NumberUse]] = {}
    for line_id, number in sorted({*seen, *((line, one) for line, several in stated.items() for one in several)}):
        found = sorted(set(seen.get((line_id, number), [])))
        days = tuple(day for day, _ in found)
        uses.setdefault(line_id, []).append(
            NumberUse(
                number,
                number in stated.get(line_id, set()),
                days[0] if days else None,
                days[-1] if days else None,
                days,
                tuple(one for _, one in found),
            )
        )
    return {
        line: tuple(sorted(several, key=lambda use: (use.first_seen or date.max, use.number)))
        for line, several in uses.items()
    }
