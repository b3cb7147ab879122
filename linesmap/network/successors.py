"""Suggest which line may have taken over from an ended one, and which is back on a new number, with reasons.

Nothing here changes a line: a person accepts or rejects each suggestion. The points of every kind of reason are a
choice (docs/methods.md), not a probability.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType

from linesmap.model.vocabulary import LineStatus
from linesmap.network.common_ground import Ground
from linesmap.network.profiles import LineProfile
from linesmap.network.reasons import Reason, reasons_for, returning_reasons

__all__ = ["STRENGTHS", "LineEnd", "Suggestion", "line_end", "strength", "suggest"]

STRENGTHS = MappingProxyType({"strong": 6, "fair": 4, "weak": 0})
"""Least points for each word."""

_WAITS = timedelta(days=1)

Verdicts = Mapping[tuple[str, str, date | None], tuple[str, str]]


@dataclass(frozen=True)
class LineEnd:
    """A day on which a line ended or fell silent, and how: closed Type 1, closed Type 2 or last activity."""

    on: date
    how: str


@dataclass(frozen=True)
class Suggestion:
    """A line that may go on as another, or as itself on a new number (`earlier` is `later`).

    `on` is the first day of the later one, `gap_days` the days from the end of the earlier one to it, negative when
    they overlap. `exploited` counts the shared people who are named as exploited: safeguard first. `verdict` is what
    a person decided: accept, reject, unsure; `register` where the register says it; `records`
    where the records have reactivated the line by themselves; or empty. `judgement_id` names
    the judgement.
    """

    earlier: str
    later: str
    earlier_name: str
    later_name: str
    end: LineEnd
    on: date
    gap_days: int
    score: int
    strength: str
    reasons: tuple[Reason, ...]
    exploited: int
    verdict: str = ""
    judgement_id: str = ""

    @property
    def is_return(self) -> bool:
        """Whether it is the same line on a new number."""
        return self.earlier == self.later

    @property
    def day_of_change(self) -> date:
        """Day to put forward: the first of the later line, or the day after the end of the earlier if that is later."""
        return max(self.on, self.end.on + timedelta(days=1))


def strength(score: int) -> str:
    """Give the word for a number of points: strong from 6, fair from 4, else weak."""
    return next(word for word, least in STRENGTHS.items() if score >= least)


def line_end(profile: LineProfile, on: date) -> LineEnd | None:
    """Give the end of a line that lies nearest to a day: a recorded closure, or its last activity when dormant."""
    ends = [LineEnd(one.on, f"closed {one.closure_type.value}") for one in profile.closures]
    silent = profile.status in {LineStatus.DORMANT, LineStatus.MERGED, LineStatus.REBRANDED}
    if silent and profile.last_activity is not None and not profile.closures:
        ends.append(LineEnd(profile.last_activity, "last activity"))
    return min(ends, key=lambda end: (abs((on - end.on).days), end.on), default=None)


def suggest(
    profiles: Sequence[LineProfile],
    ground: Ground,
    *,
    verdicts: Verdicts | None = None,
    within_days: int = 90,
) -> tuple[Suggestion, ...]:
    """Suggest successors of ended lines.

    Parameters
    ----------
    profiles
        From `line_profiles`.
    ground
        What records name with each line, and what they say.
    verdicts
        What people decided, from `judged_lines`.
    within_days
        Days around the end of a line within which the first activity of another may be a succession, or its own
        activity on a new number a return.

    Returns
    -------
    suggestions
        Most points first, then by names and day. Also those decided already, with the verdict: a rejected one stays
        rejected whatever is imported later.
    """
    known = dict(verdicts or {})
    found = []
    for earlier in profiles:
        found += _returns(earlier, ground, within_days, known)
        for later in profiles:
            if later.line_id == earlier.line_id or later.first_seen is None:
                continue
            end = line_end(earlier, later.first_seen)
            if end is None or abs((later.first_seen - end.on).days) > within_days:
                continue
            if earlier.first_seen is not None and later.first_seen <= earlier.first_seen:
                continue
            reasons = reasons_for(earlier, later, ground, gap_days=(later.first_seen - end.on).days)
            if any(reason.kind not in {"districts", "timing"} for reason in reasons):
                one = _with_verdict(_suggestion(earlier, later, end, later.first_seen, reasons), known)
                found.append(one if one.verdict else _as_registered(one, earlier))
    return tuple(
        sorted(
            found,
            key=lambda one: (-one.score, one.earlier_name.casefold(), one.later_name.casefold(), one.on, one.later),
        )
    )


def _suggestion(
    earlier: LineProfile, later: LineProfile, end: LineEnd, on: date, reasons: tuple[Reason, ...]
) -> Suggestion:
    score = sum(reason.points for reason in reasons)
    return Suggestion(
        earlier=earlier.line_id,
        later=later.line_id,
        earlier_name=earlier.name,
        later_name=later.name,
        end=end,
        on=on,
        gap_days=(on - end.on).days,
        score=score,
        strength=strength(score),
        reasons=reasons,
        exploited=sum(reason.exploited for reason in reasons),
    )


def _returns(profile: LineProfile, ground: Ground, within_days: int, verdicts: Verdicts) -> list[Suggestion]:
    """Find the closures after which the line's own name came up with a number not known before."""
    found = []
    for position, closure in enumerate(profile.closures):
        following = profile.closures[position + 1 :]
        last = min([closure.on + timedelta(days=within_days), *(one.on - _WAITS for one in following[:1])])
        fresh = [
            use
            for use in profile.numbers
            if use.first_seen is not None and closure.on < use.first_seen <= last and (use.stated or len(use.days) > 1)
        ]
        if not fresh:
            continue
        first = min(fresh, key=lambda use: (use.first_seen or date.max, use.number))
        on = first.first_seen or closure.on
        reasons = returning_reasons(profile, first, closure.on, ground, gap_days=(on - closure.on).days)
        end = LineEnd(closure.on, f"closed {closure.closure_type.value}")
        until = following[0].on if following else date.max
        back = any(span.status is LineStatus.REACTIVATED and end.on < span.start < until for span in profile.spans)
        one = replace(_suggestion(profile, profile, end, on, reasons), verdict="records" if back else "")
        found.append(_return_verdict(one, verdicts, until))
    return found


def _with_verdict(one: Suggestion, verdicts: Verdicts) -> Suggestion:
    verdict, judgement = verdicts.get((one.earlier, one.later, None), ("", ""))
    return replace(one, verdict=verdict, judgement_id=judgement)


def _return_verdict(one: Suggestion, verdicts: Verdicts, until: date) -> Suggestion:
    """Give the judgement on the closure a return followed: it holds also when an earlier record turns up later."""
    decided = [
        (day, found)
        for (earlier, later, day), found in verdicts.items()
        if earlier == later == one.earlier and day is not None and one.end.on < day < until
    ]
    if not decided:
        return one
    verdict, judgement = min(decided)[1]
    return replace(one, verdict=verdict, judgement_id=judgement)


def _as_registered(one: Suggestion, earlier: LineProfile) -> Suggestion:
    stated = any(end.later == one.later for end in earlier.successions)
    return replace(one, verdict="register") if stated else one
