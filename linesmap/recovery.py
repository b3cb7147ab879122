"""Follow the lines that an operation closed: which came back, which went on under another name, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from linesmap import network, reference
from linesmap.lines import closures, profiles, suggestions
from linesmap.model.vocabulary import ClosureType
from linesmap.network.footprint import wilson
from linesmap.pipeline import last_day
from linesmap.store import Tables

__all__ = ["Recovery", "closures_of_operations", "recovery", "where_successors_surface"]

_ALL = "all closures"


@dataclass(frozen=True)
class Recovery:
    """Of the closures of one type by one operation, how many lines were back within some days.

    `watched` are the closures that were followed for so many days; `back` those of them whose line was reactivated or
    went on under another name by then; `low` and `high` the Wilson 95% interval of the share. `too_early` are the
    closures not followed for so long.
    """

    operation: str
    closure_type: str
    within_days: int
    watched: int
    back: int
    low: float | None
    high: float | None
    too_early: int

    @property
    def share(self) -> float | None:
        """Share back, 0 to 1; None when none was watched for so long."""
        return self.back / self.watched if self.watched else None

    def sentence(self) -> str:
        """Say it in words with its limits."""
        early = f" {self.too_early} more were closed too recently to say." if self.too_early else ""
        if self.share is None or self.low is None or self.high is None:
            return f"No {self.closure_type} closure by {self.operation} has been followed for {self.within_days} days."
        return (
            f"{self.operation}, {self.closure_type}: {self.back} of {self.watched} lines were back within "
            f"{self.within_days} days ({self.share:.0%}, 95% interval {self.low:.0%} to {self.high:.0%}).{early} A "
            "line that came back unseen counts as held."
        )


def closures_of_operations(tables: Tables) -> pd.DataFrame:
    """List closures with the operation whose records report them.

    Returns
    -------
    closures
        As `lines.closures`, plus operation: its name, or empty where no record of an operation reports the closure.
    """
    frame = closures(tables, profiles(tables))
    wanted = sorted({one for ids in frame["record_ids"] for one in ids})
    records = tables["records"]
    named = records.filter(records.record_id.isin(wanted), records.operation_id.notnull())
    found = named.select("record_id", "operation_id").to_pandas()
    entities = tables["entities"].filter(tables["entities"].entity_type == "operation").to_pandas()
    labels = dict(zip(entities["entity_id"], entities["label"], strict=True))
    own = dict(zip(found["record_id"], found["operation_id"].map(labels), strict=True))
    frame["operation"] = [
        "; ".join(sorted({str(own[one]) for one in ids if one in own})) for ids in frame["record_ids"]
    ]
    return frame


def recovery(
    tables: Tables, *, within_days: Sequence[int] = network.NET_DAYS, found: pd.DataFrame | None = None
) -> tuple[Recovery, ...]:
    """Count how many closed lines were back within some days, by operation and type of closure.

    Parameters
    ----------
    within_days
        Days after the closure.
    found
        From `closures_of_operations`, where it is at hand.

    Returns
    -------
    shares
        All closures first, then each operation by name; the two types are never added.
    """
    frame = closures_of_operations(tables) if found is None else found
    groups: list[tuple[str, pd.DataFrame]] = [(_ALL, frame)]
    groups += [(str(name), rows) for name, rows in frame[frame["operation"] != ""].groupby("operation", sort=True)]
    return tuple(
        _recovered(name, kind.value, rows[rows["closure_type"] == kind.value], days)
        for name, rows in groups
        for kind in ClosureType
        for days in within_days
        if (rows["closure_type"] == kind.value).any()
    )


def _recovered(operation: str, kind: str, rows: pd.DataFrame, days: int) -> Recovery:
    limit = timedelta(days=days)
    back = [
        any(pd.notna(day) and day - closed <= limit for day in (returned, taken))
        for closed, returned, taken in rows[["closed_on", "back_on", "taken_over_on"]].itertuples(index=False)
    ]
    # Those watched for less time count nowhere: to count just the early returns among them would overstate the share.
    watched = [int(seen) >= days for seen in rows["observed_days"]]
    n = sum(watched)
    came_back = sum(came for came, seen in zip(back, watched, strict=True) if seen)
    low, high = wilson(came_back, n) if n else (None, None)
    return Recovery(operation, kind, days, n, came_back, low, high, len(rows) - n)


def where_successors_surface(tables: Tables, operation: str, *, within_days: int = 90) -> pd.DataFrame:
    """Follow displacement through the network: what took over from the lines that an operation closed, and where.

    Parameters
    ----------
    tables
        From `Workspace.read`.
    operation
        Name of the operation, as on screen.
    within_days
        Days around the closure within which another line may have taken over.

    Returns
    -------
    successors
        One row a closed line and what followed: line, closed_on, closure_type, became (its own name where it came
        back; empty where nothing followed), basis (reactivated, register or accepted, or a suggestion with its
        strength), on (first day of the later one), gap_days, forces (names, of the later line's districts and records),
        new_forces (those the closed line was not known in). Suggestions are no facts: a person has to accept them.
    """
    found = profiles(tables)
    by_id = {one.line_id: one for one in found}
    frame = closures_of_operations(tables)
    own = frame[frame["operation"].map(lambda names: operation in names.split("; "))]
    suggested = suggestions(tables, found, within_days=within_days) if len(own) else ()
    last = last_day(tables) or date.min
    rows: list[dict[str, object]] = []
    for closure in own.to_dict("records"):
        base = {key: closure[key] for key in ("line", "closed_on", "closure_type")}
        line = by_id[str(closure["line_id"])]
        known = _forces(line)
        followed = []
        if pd.notna(closure["back_on"]):
            followed.append((line, "reactivated", closure["back_on"]))
        if pd.notna(closure["taken_over_on"]) and closure["taken_over_by"] in by_id:
            followed.append((by_id[str(closure["taken_over_by"])], "register or accepted", closure["taken_over_on"]))
        stated = {later.line_id for later, _, _ in followed}
        followed += [
            (by_id[one.later], f"suggested, {one.strength}", one.on)
            for one in suggested
            if one.earlier == line.line_id and one.later not in stated and one.verdict in {"", "unsure"}
            and abs((one.on - closure["closed_on"]).days) <= within_days and one.on <= last
        ]  # fmt: skip
        for later, basis, on in followed:
            forces = _forces(later)
            rows.append(
                base
                | {
                    "became": later.name,
                    "basis": basis,
                    "on": on,
                    "gap_days": (on - closure["closed_on"]).days,
                    "forces": "; ".join(sorted(forces)),
                    "new_forces": "; ".join(sorted(forces - known)),
                }
            )
        if not followed:
            rows.append(
                base | {"became": "", "basis": "", "on": None, "gap_days": None, "forces": "", "new_forces": ""}
            )
    columns = ["line", "closed_on", "closure_type", "became", "basis", "on", "gap_days", "forces", "new_forces"]
    return pd.DataFrame(rows, columns=columns)


def _forces(line: network.LineProfile) -> set[str]:
    """Name the forces a line is known in: where it sells, and who records it."""
    names = {force.code: force.name for force in reference.forces()}
    places = {area.pfa_code for area in line.destinations if area.pfa_code}
    return {names[code] for code in places or set(line.forces) if code in names}
