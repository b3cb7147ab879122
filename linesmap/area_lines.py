"""Count deal lines by force, status and origin, protected, without a name of any of them."""

from __future__ import annotations

from datetime import date

import pandas as pd

from linesmap.area_words import area_name, shown_in
from linesmap.disclose import ALL, DisclosureReport, Rules, protect_breakdowns
from linesmap.export_rules import Leaving
from linesmap.measure.area_facts import NOT_KNOWN
from linesmap.model.filters import Filters
from linesmap.model.vocabulary import LineStatus
from linesmap.network import LineProfile
from linesmap.network.flows import line_areas
from linesmap.pipeline import line_profiles_of
from linesmap.view.area_scene import AreaTable, Shown

__all__ = ["line_tables"]

_STATUS = {
    LineStatus.ACTIVE: "In use",
    LineStatus.REACTIVATED: "In use",
    LineStatus.SUSPECTED: "Suspected",
    LineStatus.DORMANT: "Dormant",
    LineStatus.CLOSED_TYPE_1: "Closed, Type 1",
    LineStatus.CLOSED_TYPE_2: "Closed, Type 2",
    LineStatus.MERGED: "Merged or rebranded",
    LineStatus.REBRANDED: "Merged or rebranded",
}
_COLUMNS = ("In use", "Suspected", "Dormant", "Closed, Type 1", "Closed, Type 2", "Merged or rebranded")


def line_tables(
    leaving: Leaving, filters: Filters, *, as_of: date, active_days: int, rules: Rules
) -> tuple[list[AreaTable], DisclosureReport | None]:
    """Count lines by the force they run to, by status on a day, and by the force they start in.

    Parameters
    ----------
    leaving
        Tables without the records whose handling forbids that they leave.
    filters
        Its forces choose lines by the force they run to.
    as_of
        Last day that may be told of; lines first seen later are left out.
    active_days
        How long a line counts as active after a record.
    rules
        As for every other number of the file.

    Returns
    -------
    tables, report
        Two tables and the report on them; none where no line is known. A line counts once, in the first force that
        it runs to.
    """
    profiles = [
        one
        for one in line_profiles_of(leaving, as_of=as_of, active_days=active_days)
        if one.first_seen is None or one.first_seen <= as_of
    ]
    frame = _lines(profiles, filters.forces)
    if frame.empty:
        return [], None
    made = protect_breakdowns(frame, [["force", "status"], ["force", "origin"]], ["lines"], rules=rules)
    held = {
        (str(row["force"]), str(row["status"]), str(row["origin"])): shown_in(row)
        for row in made.frame.to_dict("records")
    }
    forces = [*_by_name(set(frame["force"])), ALL]
    statuses = [one for one in _COLUMNS if (frame["status"] == one).any()]
    origins = _by_name(set(frame["origin"]))
    by_status: list[list[Shown]] = [
        [_name(force), *(held[force, status, ALL] for status in statuses), held[force, ALL, ALL]] for force in forces
    ]
    by_origin: list[list[Shown]] = [
        [_name(force), *(held[force, ALL, origin] for origin in origins), held[force, ALL, ALL]] for force in forces
    ]
    once = "A line counts once, in the first force area that it runs to. "
    tables = [
        AreaTable(
            "Deal lines by status",
            once + "The two types of closure are never added: after Type 2 the people may still deal.",
            ("Runs to", *statuses, "All"),
            by_status,
        ),
        AreaTable(
            "Deal lines by where they start",
            once + "A line that starts where it ends is internal.",
            ("Runs to", *(f"From {_name(origin)}" for origin in origins), "All"),
            by_origin,
        ),
    ]
    return tables, made.report


def _lines(profiles: list[LineProfile], forces: tuple[str, ...]) -> pd.DataFrame:
    """Give a row a line: the force it runs to, the force it starts in, its status."""
    pairs = line_areas(profiles, "force").drop_duplicates("line_id").set_index("line_id")
    rows = []
    for one in profiles:
        if one.status not in _STATUS:
            continue
        at = pairs.loc[one.line_id] if one.line_id in pairs.index else None
        force = _known(at["destination"] if at is not None else None)
        if not forces or force in forces:
            rows.append((force, _known(at["origin"] if at is not None else None), _STATUS[one.status], 1.0))
    return pd.DataFrame(rows, columns=["force", "origin", "status", "lines"])


def _known(code: object) -> str:
    return code if isinstance(code, str) and code and code != NOT_KNOWN else NOT_KNOWN


def _by_name(codes: set[str]) -> list[str]:
    return sorted(codes, key=lambda one: (one == NOT_KNOWN, _name(one)))


def _name(code: str) -> str:
    return "All" if code == ALL else area_name(code)
