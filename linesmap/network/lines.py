"""Follow the life of a deal line from its register entry and the records that name it.

Rules (docs/methods.md):

- suspected until a seizure or an enforcement record names the line, or three records do; a line that the
  register calls suspected stays so;
- active while the last record is no more than `active_days` old (28 by default), dormant after that;
- closed only when a person recorded a closure, Type 1 or Type 2, in the register or as an enforcement
  action; linesmap never closes a line by itself;
- reactivated when two records name the line within `active_days` of each other, the first of them a week or
  more after the closure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from linesmap.model.vocabulary import ClosureType, LineStatus, RecordKind

__all__ = ["Closure", "LineEvidence", "Span", "life_spans", "status_on"]

_RECORDS_TO_CONFIRM = 3
_SAME_CLOSURE = timedelta(days=7)
_QUIET_AFTER_CLOSURE = timedelta(days=7)
_CONFIRMING = {RecordKind.SEIZURE, RecordKind.ENFORCEMENT}

_CLOSED = {ClosureType.TYPE_1: LineStatus.CLOSED_TYPE_1, ClosureType.TYPE_2: LineStatus.CLOSED_TYPE_2}


@dataclass(frozen=True, order=True)
class Closure:
    """A recorded closure of a line."""

    on: date
    closure_type: ClosureType


@dataclass(frozen=True)
class LineEvidence:
    """What is known of one line: the days and kinds of the records that name it, and the register."""

    records: tuple[tuple[date, RecordKind], ...]
    closures: tuple[Closure, ...] = ()
    first_seen: date | None = None
    last_seen: date | None = None
    register_status: str | None = None


@dataclass(frozen=True)
class Span:
    """A stretch of days in one status, first and last day included."""

    status: LineStatus
    start: date
    end: date


def life_spans(evidence: LineEvidence, *, as_of: date, active_days: int = 28) -> tuple[Span, ...]:
    """Work out the stretches of a line's life.

    Parameters
    ----------
    evidence
        Records, closures and register entry; any order. Days after `as_of` are ignored.
    as_of
        Last day to consider.
    active_days
        Days that a record keeps a line active, the day of the record included.

    Returns
    -------
    spans
        In order, without gaps or overlaps, from the first known day to `as_of`; empty when nothing is known
        by then. Neighbours differ in status.
    """
    days = sorted((day, kind) for day, kind in evidence.records if day <= as_of)
    activity = sorted({day for day, _ in days} | _register_days(evidence, as_of))
    closures = _distinct([closure for closure in evidence.closures if closure.on <= as_of])
    start = min([*activity[:1], *(closure.on for closure in closures)], default=None)
    if start is None:
        return ()
    confirmed = None if evidence.register_status == "suspected" else _confirmed_on(days, evidence)
    spans: list[Span] = []
    period_start, reactivated = start, False
    for position, closure in enumerate(closures):
        following = closures[position + 1].on if position + 1 < len(closures) else as_of + timedelta(days=1)
        seen = [day for day in activity if period_start <= day < closure.on]
        spans += _open_spans(
            seen, period_start, closure.on, confirmed=confirmed, reactivated=reactivated, active_days=active_days
        )
        back = _back_on(activity, closure.on, following, active_days)
        closed_until = back or following
        spans.append(Span(_CLOSED[closure.closure_type], closure.on, closed_until - timedelta(days=1)))
        period_start, reactivated = closed_until, back is not None
    if period_start <= as_of:
        seen = [day for day in activity if day >= period_start]
        end = as_of + timedelta(days=1)
        spans += _open_spans(
            seen, period_start, end, confirmed=confirmed, reactivated=reactivated, active_days=active_days
        )
    return _joined(spans)


def status_on(spans: Sequence[Span], day: date) -> LineStatus | None:
    """Tell the status on a day; None before the line was known."""
    return next((span.status for span in spans if span.start <= day <= span.end), None)


def _register_days(evidence: LineEvidence, as_of: date) -> set[date]:
    return {day for day in (evidence.first_seen, evidence.last_seen) if day and day <= as_of}


def _confirmed_on(days: list[tuple[date, RecordKind]], evidence: LineEvidence) -> date | None:
    """Find the day from which the line is more than suspected."""
    found = [day for day, kind in days if kind in _CONFIRMING][:1]
    found += [day for day, _ in days][_RECORDS_TO_CONFIRM - 1 : _RECORDS_TO_CONFIRM]
    if not days and evidence.register_status:
        found += [day for day in (evidence.first_seen, evidence.last_seen) if day][:1]
    return min(found, default=None)


def _distinct(closures: list[Closure]) -> list[Closure]:
    """Keep one of the closures that the register and the enforcement records report of the same event.

    Type 1 is kept over Type 2, being the fuller statement.
    """
    kept: list[Closure] = []
    for closure in sorted(closures):
        if kept and closure.on - kept[-1].on <= _SAME_CLOSURE:
            kept[-1] = Closure(kept[-1].on, min(kept[-1].closure_type, closure.closure_type))
        else:
            kept.append(closure)
    return kept


def _back_on(activity: list[date], closed_on: date, until: date, active_days: int) -> date | None:
    """Find the day a closed line came back, if it did."""
    after = [day for day in activity if closed_on + _QUIET_AFTER_CLOSURE <= day < until]
    return next((a for a, b in pairwise(after) if (b - a).days <= active_days), None)


def _open_spans(
    seen: list[date], start: date, end: date, *, confirmed: date | None, reactivated: bool, active_days: int
) -> list[Span]:
    """Cut an open stretch, end excluded, into suspected or active and dormant parts."""
    spans: list[Span] = []
    cursor = start
    for position, day in enumerate(seen):
        if day > cursor:
            spans.append(Span(LineStatus.DORMANT, cursor, day - timedelta(days=1)))
        following = seen[position + 1] if position + 1 < len(seen) else end
        until = min(day + timedelta(days=active_days), following, end)
        if reactivated:
            status = LineStatus.REACTIVATED
        else:
            status = LineStatus.ACTIVE if confirmed and day >= confirmed else LineStatus.SUSPECTED
        spans.append(Span(status, day, until - timedelta(days=1)))
        cursor = until
    if cursor < end:
        spans.append(Span(LineStatus.DORMANT, cursor, end - timedelta(days=1)))
    return spans


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    """Join neighbours of one status and drop empty stretches."""
    joined: list[Span] = []
    for span in spans:
        if span.end < span.start:
            continue
        if joined and joined[-1].status == span.status:
            joined[-1] = Span(span.status, joined[-1].start, span.end)
        else:
            joined.append(span)
    return tuple(joined)
