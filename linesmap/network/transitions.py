"""Tell when and why the status of a deal line changed, and the record, register entry or judgement behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from linesmap.model.vocabulary import ClosureType, LineStatus
from linesmap.network.lines import (
    CLOSED_STATUS,
    LineEvidence,
    Span,
    closures_by,
    confirmed_by,
    reopened_by,
)

__all__ = ["Transition", "transitions"]

_OPEN = {LineStatus.SUSPECTED, LineStatus.ACTIVE, LineStatus.REACTIVATED, LineStatus.DORMANT}
_CLOSED_WORDS = {
    ClosureType.TYPE_1: "Type 1 closure recorded: line holder arrested and charged",
    ClosureType.TYPE_2: "Type 2 closure recorded: number disconnected; the people may still deal",
}


@dataclass(frozen=True)
class Transition:
    """A change of status. `behind` are identifiers of records, register entries or judgements."""

    on: date
    before: LineStatus | None
    after: LineStatus
    why: str
    behind: tuple[str, ...]


def transitions(
    evidence: LineEvidence, spans: Sequence[Span], *, as_of: date, active_days: int = 28
) -> tuple[Transition, ...]:
    """Explain every change of status of a line.

    Parameters
    ----------
    evidence
        What the spans were made from.
    spans
        From `life_spans` with the same `as_of` and `active_days` (days).

    Returns
    -------
    changes
        One for the start of every span, in order; each names what is behind it.
    """
    found = []
    for before, span in pairwise([None, *spans]):
        if span is None:
            continue
        why, behind = _why(evidence, before, span, as_of, active_days)
        found.append(Transition(span.start, before.status if before else None, span.status, why, behind))
    return tuple(found)


def _why(
    evidence: LineEvidence, before: Span | None, span: Span, as_of: date, active_days: int
) -> tuple[str, tuple[str, ...]]:
    day, status = span.start, span.status
    if status in CLOSED_STATUS.values():
        closure = next(
            one
            for one in closures_by(evidence, as_of)
            if CLOSED_STATUS[one.closure_type] is status and span.start <= one.on <= span.end
        )
        return _CLOSED_WORDS[closure.closure_type], closure.record_ids
    if status in {LineStatus.MERGED, LineStatus.REBRANDED}:
        end = next(one for one in sorted(evidence.successions) if one.status is status and span.start <= one.on)
        said = "Accepted by a person" if end.behind.startswith("J") else "The register says so"
        return f"{said}: the line goes on under another name", (end.behind,) if end.behind else ()
    if status is LineStatus.DORMANT:
        return f"No record in the {active_days} days since the last", _last_before(evidence, day)
    if status is LineStatus.REACTIVATED and before is not None and before.status not in _OPEN:
        return _back(evidence, before, day, active_days)
    if before is not None and before.status is LineStatus.SUSPECTED and status is LineStatus.ACTIVE:
        return _confirmed(evidence, as_of)
    records = _on(evidence, day)
    if before is None:
        return ("First named in a record", records) if records else ("First activity by the register", _entry(evidence))
    quiet = (before.end - before.start).days + 1
    return f"Named again after {quiet:,} days of dormancy", records or _entry(evidence)


def _confirmed(evidence: LineEvidence, as_of: date) -> tuple[str, tuple[str, ...]]:
    found = confirmed_by(evidence, as_of)
    behind = found[1] if found else ()
    several = len(behind) > 1
    return "Three records name it" if several else "A seizure or an enforcement record names it", behind


def _back(evidence: LineEvidence, before: Span, day: date, active_days: int) -> tuple[str, tuple[str, ...]]:
    behind = reopened_by(evidence, day, active_days)
    if any(one.on == day for one in evidence.returns):
        return "A person accepted that the line is back", behind
    days = (day - before.start).days
    return f"Two records within {active_days} days name it, the first {days:,} days after its end", behind


def _on(evidence: LineEvidence, day: date) -> tuple[str, ...]:
    return tuple(sorted(seen.record_id for seen in evidence.records if seen.on == day and seen.record_id))


def _entry(evidence: LineEvidence) -> tuple[str, ...]:
    return evidence.register_ids


def _last_before(evidence: LineEvidence, day: date) -> tuple[str, ...]:
    last = max((seen.on for seen in evidence.records if seen.on < day), default=None)
    stated = [one for one in (evidence.first_seen, evidence.last_seen) if one and one < day]
    if last is None or (stated and max(stated) > last):
        return _entry(evidence)
    return _on(evidence, last)
