"""Follow every closure of a line: did it hold, did the line come back, did another take over; count net closures."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from linesmap.model.vocabulary import ClosureType, LineStatus
from linesmap.network.profiles import LineProfile

__all__ = ["NET_DAYS", "closure_outcomes", "net_closures"]

NET_DAYS = (30, 90, 180)
"""Days after a closure within which a return is counted against it."""

_SUCCESSION_BEFORE = timedelta(days=28)
_CHECKED = timedelta(days=365)
_COLUMNS = [
    "line_id", "line", "closed_on", "closure_type", "record_ids", "back_on", "taken_over_on", "taken_over_by",
    "taken_over_as", "taken_over_behind", "observed_days", "check_backs", "last_check_back", "records_after",
    "first_record_after", "old_number_after",
]  # fmt: skip
_NET_COLUMNS = ["closure_type", "within_days", "closed", "reopened", "taken_over", "net", "too_early"]


def closure_outcomes(profiles: Sequence[LineProfile], *, as_of: date) -> pd.DataFrame:
    """List every closure and what is known of the line after it.

    Parameters
    ----------
    profiles
        From `line_profiles` with the same `as_of`.
    as_of
        Last day to consider.

    Returns
    -------
    closures
        One row a closure, newest first: line_id, line, closed_on, closure_type, record_ids (tuple), back_on (the day
        it was reactivated), taken_over_on, taken_over_by (line id), taken_over_as (rebranded or merged),
        taken_over_behind (judgement or record), observed_days (from the closure to `as_of`), check_backs (how many
        found it dead, within a year), last_check_back, records_after (that name it, before the next closure),
        first_record_after, old_number_after (first day on which a number known before the closure was named with it
        again).
    """
    rows = []
    for profile in profiles:
        for position in range(len(profile.closures)):
            following = profile.closures[position + 1 :]
            until = following[0].on if following else as_of + timedelta(days=1)
            rows.append(_outcome(profile, position, until, as_of))
    frame = pd.DataFrame(rows, columns=_COLUMNS)
    return frame.sort_values(["closed_on", "line", "line_id"], ascending=[False, True, True], ignore_index=True)


def _outcome(profile: LineProfile, position: int, until: date, as_of: date) -> dict[str, object]:
    closure = profile.closures[position]
    back = next(
        (
            span.start
            for span in profile.spans
            if span.status is LineStatus.REACTIVATED and closure.on < span.start < until
        ),
        None,
    )
    gone = next((one for one in profile.successions if closure.on - _SUCCESSION_BEFORE <= one.on < until), None)
    checks = [on for on, _ in profile.check_backs if closure.on <= on < min(until, closure.on + _CHECKED)]
    after = [on for on in profile.record_days if closure.on < on < until]
    old = {use.number for use in profile.numbers if use.first_seen and use.first_seen <= closure.on}
    old_after = [day for use in profile.numbers if use.number in old for day in use.days if closure.on < day < until]
    return {
        "line_id": profile.line_id,
        "line": profile.name,
        "closed_on": closure.on,
        "closure_type": closure.closure_type.value,
        "record_ids": closure.record_ids,
        "back_on": back,
        "taken_over_on": gone.on if gone else None,
        "taken_over_by": gone.later if gone else "",
        "taken_over_as": gone.status.value if gone else "",
        "taken_over_behind": gone.behind if gone else "",
        "observed_days": (as_of - closure.on).days,
        "check_backs": len(checks),
        "last_check_back": max(checks, default=None),
        "records_after": len(after),
        "first_record_after": min(after, default=None),
        "old_number_after": min(old_after, default=None),
    }


def net_closures(
    outcomes: pd.DataFrame, *, within_days: Sequence[int] = NET_DAYS, period: tuple[date, date] | None = None
) -> pd.DataFrame:
    """Count closures less those that did not hold, by type; the types are never added.

    Parameters
    ----------
    outcomes
        From `closure_outcomes`.
    within_days
        Days after a closure within which a return or a successor counts against it.
    period
        First and last day of the closures to count; all when None.

    Returns
    -------
    counts
        For each type and number of days: closed, reopened (the line itself came back within the days), taken_over
        (rebranded or merged within the days, or up to 28 days before the closure, and not reopened), net (closed less
        both), too_early (of the net ones, watched for fewer days than asked).
    """
    chosen = outcomes
    if period is not None:
        chosen = outcomes[[period[0] <= on <= period[1] for on in outcomes["closed_on"]]]
    rows = []
    for kind in ClosureType:
        of_type = chosen[chosen["closure_type"] == kind.value].to_dict("records")
        for days in within_days:
            fates = [_fate(row, days) for row in of_type]
            reopened, taken = fates.count("reopened"), fates.count("taken over")
            rows.append(
                (kind.value, days, len(fates), reopened, taken, len(fates) - reopened - taken, fates.count("too early"))
            )
    return pd.DataFrame(rows, columns=_NET_COLUMNS)


def _fate(row: dict[Hashable, Any], days: int) -> str:
    last = row["closed_on"] + timedelta(days=days)
    for name, fate in (("back_on", "reopened"), ("taken_over_on", "taken over")):
        if pd.notna(row[name]) and row[name] <= last:
            return fate
    return "too early" if row["observed_days"] < days else "held"
