"""Place the turning points of lines: closures, checks that a number stays dead, returns, new brands, shared people.

Each is a handful of records on known days, because the story turns on them and a draw might miss them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from linesmap.ingest.synthetic.event_table import ACTIONS, Story
from linesmap.ingest.synthetic.lines import DealLine
from linesmap.ingest.synthetic.story import SHARED
from linesmap.ingest.synthetic.timeline import N_DAYS, PHASES
from linesmap.model.vocabulary import ClosureType, EnforcementAction, LineKind

__all__ = ["turning_points"]

_INTELLIGENCE, _ENFORCEMENT = 0, 2

Row = tuple[int, ...]


def turning_points(lines: Sequence[DealLine], rng: np.random.Generator) -> list[Row]:
    """List the turning points of all lines.

    Parameters
    ----------
    lines
        The planned lines.
    rng
        Source of randomness.

    Returns
    -------
    rows
        Tuples in the order of `event_table.EVENT`.
    """
    rows: list[Row] = []
    positions = {line.name: index for index, line in enumerate(lines)}
    for index, line in enumerate(lines):
        rows += _closure(index, line, rng)
        rows += _return(index, line, rng)
        rows += _change_of_number(index, line, rng)
    for first, second, _ in SHARED:
        if first in positions and second in positions:
            rows += _shared(lines, positions[first], positions[second], rng)
    return [row for row in rows if 0 <= row[4] < N_DAYS]


@dataclass(frozen=True)
class _Where:
    """Where and under what a turning point is recorded; the line's first destination when nothing is said."""

    town: int = -1
    force: int = -1
    phase: int = -1


def _row(
    kind: int,
    story: Story,
    index: int,
    line: DealLine,
    day: int,
    *,
    action: EnforcementAction | None = None,
    where: _Where | None = None,
) -> Row:
    where = where or _Where()
    town = where.town if where.town >= 0 else line.destinations[0]
    force = where.force if where.force >= 0 else line.forces[0]
    code = -1 if action is None else ACTIONS.index(action)
    return (kind, story, code, force, day, index, where.phase, town)


def _closure(index: int, line: DealLine, rng: np.random.Generator) -> Iterator[Row]:
    if line.closed is None:
        return
    day = line.closed
    phase = -1 if line.phase is None else line.phase
    tagged = phase if phase >= 0 and line.forces[0] in PHASES[phase].forces else -1
    if line.chapter.closure_type is ClosureType.TYPE_1:
        # A line holder is most often found at the far end, by officers who travelled there.
        far = line.kind is LineKind.EXTERNAL and rng.random() < 0.6  # noqa: PLR2004
        where = _Where(town=line.origin if far else line.destinations[0], phase=tagged)
        yield _row(_ENFORCEMENT, Story.CLOSURE_WARRANT, index, line, day, action=EnforcementAction.WARRANT, where=where)
        yield _row(_ENFORCEMENT, Story.HOLDER_ARREST, index, line, day, action=EnforcementAction.ARREST, where=where)
        yield _row(
            _ENFORCEMENT, Story.HOLDER_CHARGE, index, line, day + 1, action=EnforcementAction.CHARGE, where=where
        )
    yield _row(
        _ENFORCEMENT, Story.CLOSURE, index, line, day, action=EnforcementAction.LINE_CLOSURE, where=_Where(phase=tagged)
    )
    if line.back is None:
        yield _row(_INTELLIGENCE, Story.CHECK_BACK, index, line, day + int(rng.integers(12, 22)))


def _return(index: int, line: DealLine, rng: np.random.Generator) -> Iterator[Row]:
    if line.back is not None:
        for gap in (0, 2, 5):
            yield _row(_INTELLIGENCE, Story.ANSWERS_AGAIN, index, line, line.back + gap)
    if line.chapter.successor_of and line.handset:
        for gap in (0, 4, 11):
            yield _row(_INTELLIGENCE, Story.REBRAND, index, line, line.opens + gap + int(rng.integers(0, 3)))


def _change_of_number(index: int, line: DealLine, rng: np.random.Generator) -> Iterator[Row]:
    if line.back is None and len(line.numbers) > 1:
        for gap in (1, 4):
            yield _row(
                _INTELLIGENCE, Story.NEW_NUMBER, index, line, line.numbers[1].first + gap + int(rng.integers(0, 2))
            )


def _shared(lines: Sequence[DealLine], first: int, second: int, rng: np.random.Generator) -> Iterator[Row]:
    """Let each of two lines be seen with what it shares with the other, by the forces of both ends."""
    for index, other in ((first, second), (second, first)):
        line = lines[index]
        days = [day for day in range(line.opens + 20, N_DAYS) if line.alive(day)] or [line.opens]
        for force in dict.fromkeys((line.forces[0], lines[other].forces[0])):
            day = days[int(rng.integers(len(days)))]
            yield _row(_INTELLIGENCE, Story.SHARED, index, line, day, where=_Where(force=force))
            yield _row(_INTELLIGENCE, Story.SHARED, index, line, min(day + 21, days[-1]))
