"""Follow the life of a deal line from its register entry, the records that name it and what people decided.

Rules (docs/methods.md):

- suspected until a seizure or an enforcement record names the line, or three records do; a line that the
  register calls suspected stays so;
- active while the last record is no more than `active_days` old (28 by default), dormant after that;
- closed only when a person recorded a closure, Type 1 or Type 2, in the register or as an enforcement
  action; merged or rebranded only when the register says so or a person accepted it; linesmap never ends a
  line by itself;
- reactivated when two records name the line within `active_days` of each other, the first of them a week or
  more after its end, or when a person accepted that it is back. Not where a person said that it is not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from linesmap.model.vocabulary import ClosureType, LineStatus, RecordKind

__all__ = [
    "CLOSED_STATUS",
    "Closure",
    "LineEvidence",
    "Return",
    "Sighting",
    "Span",
    "Succession",
    "closures_by",
    "confirmed_by",
    "life_spans",
    "reopened_by",
    "status_on",
]

_RECORDS_TO_CONFIRM = 3
_SAME_CLOSURE = timedelta(days=7)
_QUIET_AFTER_END = timedelta(days=7)
_CONFIRMING = {RecordKind.SEIZURE, RecordKind.ENFORCEMENT}

CLOSED_STATUS: dict[ClosureType, LineStatus] = {
    ClosureType.TYPE_1: LineStatus.CLOSED_TYPE_1,
    ClosureType.TYPE_2: LineStatus.CLOSED_TYPE_2,
}
"""Status of a line after a closure of each type."""


class Sighting(NamedTuple):
    """A record that names the line: its day, kind and identifier."""

    on: date
    kind: RecordKind
    record_id: str = ""


@dataclass(frozen=True, order=True)
class Closure:
    """A recorded closure of a line, and the records that report it."""

    on: date
    closure_type: ClosureType
    record_ids: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, order=True)
class Succession:
    """The day a line goes on as another: merged or rebranded, and the record or judgement that says so."""

    on: date
    status: LineStatus
    later: str = ""
    behind: str = ""


class Return(NamedTuple):
    """A day on which a person said that the line is back after its end, or is not, and the judgement."""

    on: date
    behind: str = ""


@dataclass(frozen=True)
class LineEvidence:
    """What is known of one line: the records that name it, the register, and what people decided.

    `returns` are the days on which a person accepted that it is back, `no_returns` those rejected.
    """

    records: tuple[Sighting, ...]
    closures: tuple[Closure, ...] = ()
    first_seen: date | None = None
    last_seen: date | None = None
    register_status: str | None = None
    successions: tuple[Succession, ...] = ()
    returns: tuple[Return, ...] = ()
    no_returns: tuple[Return, ...] = ()
    register_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Span:
    """A stretch of days in one status, first and last day included."""

    status: LineStatus
    start: date
    end: date


class _End(NamedTuple):
    on: date
    status: LineStatus


def life_spans(evidence: LineEvidence, *, as_of: date, active_days: int = 28) -> tuple[Span, ...]:
    """Work out the stretches of a line's life.

    Parameters
    ----------
    evidence
        Records, closures, successions and register entry; any order. Days after `as_of` are ignored.
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
    activity = _activity(evidence, as_of)
    ends = _ends(evidence, as_of)
    start = min([*activity[:1], *(end.on for end in ends)], default=None)
    if start is None:
        return ()
    found = confirmed_by(evidence, as_of)
    confirmed = found[0] if found else None
    spans: list[Span] = []
    period_start, reactivated = start, False
    for position, end in enumerate(ends):
        following = ends[position + 1].on if position + 1 < len(ends) else as_of + timedelta(days=1)
        seen = [day for day in activity if period_start <= day < end.on]
        spans += _open_spans(
            seen, period_start, end.on, confirmed=confirmed, reactivated=reactivated, active_days=active_days
        )
        back = _back_on(evidence, activity, end.on, following, active_days)
        ended_until = back or following
        spans.append(Span(end.status, end.on, ended_until - timedelta(days=1)))
        period_start, reactivated = ended_until, back is not None
    if period_start <= as_of:
        seen = [day for day in activity if day >= period_start]
        last = as_of + timedelta(days=1)
        spans += _open_spans(
            seen, period_start, last, confirmed=confirmed, reactivated=reactivated, active_days=active_days
        )
    return _joined(spans)


def status_on(spans: Sequence[Span], day: date) -> LineStatus | None:
    """Tell the status on a day; None before the line was known."""
    return next((span.status for span in spans if span.start <= day <= span.end), None)


def closures_by(evidence: LineEvidence, as_of: date) -> tuple[Closure, ...]:
    """List the closures recorded by a day, each once.

    The register and the enforcement records may report one closure: those within seven days are one. Type 1 is
    kept over Type 2, being the fuller statement.
    """
    kept: list[Closure] = []
    for closure in sorted(closure for closure in evidence.closures if closure.on <= as_of):
        if kept and closure.on - kept[-1].on <= _SAME_CLOSURE:
            behind = tuple(dict.fromkeys((*kept[-1].record_ids, *closure.record_ids)))
            kept[-1] = Closure(kept[-1].on, min(kept[-1].closure_type, closure.closure_type), behind)
        else:
            kept.append(closure)
    return tuple(kept)


def confirmed_by(evidence: LineEvidence, as_of: date) -> tuple[date, tuple[str, ...]] | None:
    """Find the day from which the line is more than suspected, and the records behind it; None if it is not."""
    if evidence.register_status == "suspected":
        return None
    days = sorted(seen for seen in evidence.records if seen.on <= as_of)
    found: list[tuple[date, tuple[str, ...]]] = []
    found += [(seen.on, (seen.record_id,)) for seen in days if seen.kind in _CONFIRMING][:1]
    if len(days) >= _RECORDS_TO_CONFIRM:
        first = days[:_RECORDS_TO_CONFIRM]
        found.append((first[-1].on, tuple(seen.record_id for seen in first)))
    if not days and evidence.register_status:
        known = [day for day in (evidence.first_seen, evidence.last_seen) if day]
        found += [(day, evidence.register_ids) for day in known[:1]]
    return min(found, default=None)


def reopened_by(evidence: LineEvidence, day: date, active_days: int = 28) -> tuple[str, ...]:
    """Name the judgement or the two records that made a line reactivated on a day; empty when neither did."""
    accepted = [one.behind for one in evidence.returns if one.on == day]
    if accepted:
        return tuple(accepted)
    until = day + timedelta(days=active_days)
    records = sorted(seen for seen in evidence.records if day <= seen.on <= until)
    later = next((seen for seen in records if seen.on > day), None)
    return tuple(seen.record_id for seen in [*records[:1], *([later] if later else [])] if seen.record_id)


def _activity(evidence: LineEvidence, as_of: date) -> list[date]:
    stated = {day for day in (evidence.first_seen, evidence.last_seen) if day}
    judged = {one.on for one in evidence.returns}
    return sorted(day for day in {seen.on for seen in evidence.records} | stated | judged if day <= as_of)


def _ends(evidence: LineEvidence, as_of: date) -> list[_End]:
    """Put closures and successions in order; of one day the succession comes last, and so stands."""
    closed = [_End(one.on, CLOSED_STATUS[one.closure_type]) for one in closures_by(evidence, as_of)]
    gone_on = [_End(one.on, one.status) for one in sorted(evidence.successions) if one.on <= as_of]
    return sorted([*closed, *gone_on], key=lambda end: end.on)


def _back_on(evidence: LineEvidence, activity: list[date], ended: date, until: date, active_days: int) -> date | None:
    """Find the day a line came back after its end, if it did."""
    accepted = [one.on for one in evidence.returns if ended < one.on < until]
    if accepted:
        return min(accepted)
    if any(ended < one.on < until for one in evidence.no_returns):
        return None
    after = [day for day in activity if ended + _QUIET_AFTER_END <= day < until]
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
