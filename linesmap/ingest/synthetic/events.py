"""Plan what is recorded: how many records of which kind, on which day, by which force, in which town, of which line.

Four parts add up to the number asked for: turning points of lines (closures, returns), bursts of the operations,
everyday records of lines, and ordinary drug records that name no line. Only the first two are placed by hand; the
others are drawn from the rates of `lines` and `timeline`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from linesmap.crs import to_national_grid
from linesmap.ingest.synthetic.event_table import ACTIONS, EVENT, Events, Story
from linesmap.ingest.synthetic.forces import BTP, EXPORTERS, FORCES, SOUTH_WEST
from linesmap.ingest.synthetic.lines import DealLine
from linesmap.ingest.synthetic.timeline import N_DAYS, PHASES
from linesmap.ingest.synthetic.towns import TOWNS, towns_of
from linesmap.ingest.synthetic.turning_points import turning_points
from linesmap.model.vocabulary import EnforcementAction

__all__ = ["plan_events"]

Floats = NDArray[np.float64]


_INTELLIGENCE, _SEIZURE, _ENFORCEMENT = range(3)

_KIND_SHARES = np.array([0.565, 0.185, 0.25])
_LINE_KINDS = np.array([0.63, 0.17, 0.20])
_BURST_KINDS = np.array([0.18, 0.25, 0.57])
_LINE_SHARE, _BURST_SHARE, _BURST_LINE_SHARE = 0.40, 0.09, 0.50
_LEAST_EVERYDAY, _BURST_SHARE_A_LINE = 0.15, 0.18
_EXPORTER_SHARE = 0.105
_AT_ORIGIN, _FIRST_TOWN = 0.075, 0.6
_OTHER_FORCE, _BORDER_M, _RAIL = 0.20, 18_000.0, 0.012
_STREET_WEEK = np.array([0.8, 0.85, 0.95, 1.05, 1.3, 1.3, 0.75])
_OFFICE_WEEK = np.array([1.08, 1.1, 1.08, 1.05, 1.0, 0.85, 0.84])
_BURST_WEEK = np.array([0.9, 1.2, 1.25, 1.2, 1.05, 0.7, 0.5])

_A = EnforcementAction
_LINE_ACTIONS = {
    _A.ARREST: 0.30,
    _A.STOP_SEARCH: 0.16,
    _A.WARRANT: 0.09,
    _A.CHARGE: 0.12,
    _A.SAFEGUARDING: 0.17,
    _A.REFERRAL: 0.10,
    _A.DRUG_TEST: 0.06,
}
_BURST_ACTIONS = {
    _A.ARREST: 0.33,
    _A.STOP_SEARCH: 0.16,
    _A.WARRANT: 0.16,
    _A.CHARGE: 0.06,
    _A.SAFEGUARDING: 0.18,
    _A.REFERRAL: 0.07,
    _A.DRUG_TEST: 0.04,
}
_ORDINARY_ACTIONS = {
    _A.ARREST: 0.24,
    _A.STOP_SEARCH: 0.42,
    _A.WARRANT: 0.06,
    _A.CHARGE: 0.09,
    _A.SAFEGUARDING: 0.05,
    _A.REFERRAL: 0.07,
    _A.DRUG_TEST: 0.07,
}


def plan_events(count: int, lines: Sequence[DealLine], daily: Floats, rng: np.random.Generator) -> Events:
    """Plan exactly `count` events.

    Parameters
    ----------
    count
        How many.
    lines
        The planned lines.
    daily
        Weight of every day, shape (n_days,).
    rng
        Source of randomness.

    Returns
    -------
    events
        Structured array of `EVENT`, in order of day.
    """
    turning = np.array(turning_points(lines, rng), dtype=EVENT)[:count]
    bursts = _bursts(min(round(_BURST_SHARE * count), count - len(turning)), lines, rng)
    named = len(turning) + int((bursts["line"] >= 0).sum())
    # In a very small set the turning points alone fill the lines' share; some everyday records must remain.
    quota = max(round(_LINE_SHARE * count) - named, round(_LEAST_EVERYDAY * count))
    everyday = _of_lines(min(quota, count - len(turning) - len(bursts)), lines, daily, rng)
    rest = count - len(turning) - len(bursts) - len(everyday)
    used = sum(np.bincount(part["kind"], minlength=3) for part in (turning, bursts, everyday))
    left = np.clip(_KIND_SHARES * count - used, 1, None)
    ordinary = _ordinary(max(rest, 0), left / left.sum(), daily, rng)
    events = np.concatenate([turning, bursts, everyday, ordinary])[:count]
    return events[np.argsort(events["day"], kind="stable")]


def _kinds(count: int, shares: Floats, rng: np.random.Generator) -> NDArray[np.int64]:
    """Spread kinds over events so that the shares hold exactly, not only on average."""
    edges = np.round(np.cumsum(shares) * count).astype(int)
    kinds = np.searchsorted(edges, np.arange(count), side="right").clip(max=2)
    return rng.permutation(kinds)


def _actions(kinds: NDArray[np.int64], shares: Mapping[EnforcementAction, float], rng: np.random.Generator) -> Events:
    codes = np.array([ACTIONS.index(action) for action in shares])
    weights = np.array(list(shares.values()))
    drawn = rng.choice(codes, size=len(kinds), p=weights / weights.sum())
    return np.where(kinds == _ENFORCEMENT, drawn, -1)


def _empty(count: int, story: Story) -> Events:
    events = np.zeros(count, dtype=EVENT)
    for name in ("action", "line", "phase"):
        events[name] = -1
    events["story"] = story
    return events


def _town_weights(towns: Sequence[int]) -> Floats:
    weights = np.array([TOWNS[town].population for town in towns], dtype=np.float64)
    shares: Floats = weights / weights.sum()
    return shares


@cache
def _neighbours() -> tuple[tuple[int, float], ...]:
    """Give for every town the nearest other South West force and how likely it is to record there."""
    east, north = to_national_grid([town.lon for town in TOWNS], [town.lat for town in TOWNS])
    found = []
    for index, town in enumerate(TOWNS):
        others = [i for i, other in enumerate(TOWNS) if other.force in SOUTH_WEST and other.force != town.force]
        gaps = np.hypot(east[others] - east[index], north[others] - north[index])
        likely = _OTHER_FORCE * np.exp(-gaps.min() / _BORDER_M) if town.force in SOUTH_WEST else 0.0
        found.append((TOWNS[others[int(gaps.argmin())]].force, float(likely)))
    return tuple(found)


def _recording(towns: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    """Choose who records: the force of the place, one across the border now and then, the railway police at times."""
    force = np.array([town.force for town in TOWNS])[towns]
    other = np.array([force for force, _ in _neighbours()])[towns]
    likely = np.array([share for _, share in _neighbours()])[towns]
    roll = rng.random(len(towns))
    force = np.where(roll < likely, other, force)
    return np.where(roll > 1 - _RAIL, BTP, force)


def _bursts(count: int, lines: Sequence[DealLine], rng: np.random.Generator) -> Events:
    """Place the records of the operations in their phases, on the lines each phase works on."""
    events = _empty(count, Story.BURST)
    shares = np.array([phase.share for phase in PHASES])
    events["kind"] = _kinds(count, _BURST_KINDS, rng)
    events["phase"] = rng.choice(len(PHASES), size=count, p=shares / shares.sum())
    events["action"] = _actions(events["kind"], _BURST_ACTIONS, rng)
    for position, phase in enumerate(PHASES):
        where = np.flatnonzero(events["phase"] == position)
        days = np.arange(phase.first, phase.last + 1)
        week = _BURST_WEEK[days % 7]
        events["day"][where] = rng.choice(days, size=len(where), p=week / week.sum())
        size = np.array([FORCES[force].population for force in phase.forces], dtype=np.float64)
        events["force"][where] = rng.choice(np.array(phase.forces), size=len(where), p=size / size.sum())
        for force in phase.forces:
            _place_bursts(events, where[events["force"][where] == force], position, lines, rng)
    return events


def _place_bursts(
    events: Events, where: NDArray[np.int64], position: int, lines: Sequence[DealLine], rng: np.random.Generator
) -> None:
    """Give the bursts of one force in one phase their towns and lines."""
    if not len(where):
        return
    force = int(events["force"][where[0]])
    towns = towns_of(force)
    events["town"][where] = rng.choice(np.array(towns), size=len(where), p=_town_weights(towns))
    worked_on = [
        (index, town)
        for index, line in enumerate(lines)
        if position in line.touched or line.phase == position
        for town in line.destinations
        if TOWNS[town].force == force
    ]
    if not worked_on:
        return
    # Where a phase works on one line only, most of its records name none.
    share = min(_BURST_LINE_SHARE, _BURST_SHARE_A_LINE * len({line for line, _ in worked_on}))
    for index in where[rng.random(len(where)) < share]:
        line, town = worked_on[int(rng.integers(len(worked_on)))]
        if lines[line].alive(int(events["day"][index])):
            events["line"][index], events["town"][index] = line, town


def _of_lines(count: int, lines: Sequence[DealLine], daily: Floats, rng: np.random.Generator) -> Events:
    """Draw everyday records of lines from the lines' rates."""
    events = _empty(count, Story.LINE)
    rates = np.concatenate([line.activity(daily) for line in lines])
    drawn = rng.choice(len(rates), size=count, p=rates / rates.sum())
    events["line"], events["day"] = drawn // N_DAYS, drawn % N_DAYS
    events["kind"] = _kinds(count, _LINE_KINDS, rng)
    _keep_to_intelligence(events, lines)
    events["action"] = _actions(events["kind"], _LINE_ACTIONS, rng)
    at_origin = rng.random(count) < _AT_ORIGIN
    pick = rng.random(count)
    for position in range(count):
        line = lines[int(events["line"][position])]
        # Six in ten records lie in the first town of a line; the rest is shared evenly by all its towns.
        spread = max(float(pick[position]) - _FIRST_TOWN, 0.0) / (1 - _FIRST_TOWN)
        town = line.destinations[int(spread * len(line.destinations))]
        events["town"][position] = line.origin if at_origin[position] else town
    events["force"] = _recording(events["town"], rng)
    # A third of what lies at the far end is recorded by the force that sees the line arrive.
    asked = np.flatnonzero(np.isin(events["force"], EXPORTERS) & (rng.random(count) < 1 / 3))
    for index in asked:
        events["force"][index] = lines[int(events["line"][index])].forces[0]
    return events


def _keep_to_intelligence(events: Events, lines: Sequence[DealLine]) -> None:
    """Swap kinds so that a line only suspected has nothing but intelligence, and the shares still hold."""
    bare = np.array(
        [lines[int(line)].intelligence_only(int(day)) for line, day in zip(events["line"], events["day"], strict=True)],
        dtype=bool,
    )
    wrong = np.flatnonzero(bare & (events["kind"] != _INTELLIGENCE))
    spare = np.flatnonzero(~bare & (events["kind"] == _INTELLIGENCE))[: len(wrong)]
    events["kind"][spare] = events["kind"][wrong[: len(spare)]]
    events["kind"][wrong] = _INTELLIGENCE


def _ordinary(count: int, kind_shares: Floats, daily: Floats, rng: np.random.Generator) -> Events:
    """Draw drug records that name no line, by population and by the habits of the week."""
    events = _empty(count, Story.ORDINARY)
    events["kind"] = _kinds(count, kind_shares, rng)
    events["action"] = _actions(events["kind"], _ORDINARY_ACTIONS, rng)
    for kind, week in ((_INTELLIGENCE, _OFFICE_WEEK), (_SEIZURE, _STREET_WEEK), (_ENFORCEMENT, _STREET_WEEK)):
        where = np.flatnonzero(events["kind"] == kind)
        weights = daily * np.tile(week, N_DAYS // 7)
        events["day"][where] = rng.choice(N_DAYS, size=len(where), p=weights / weights.sum())
    far = rng.random(count) < _EXPORTER_SHARE
    for mask, forces in ((far, EXPORTERS), (~far, SOUTH_WEST)):
        towns = [town for force in forces for town in towns_of(force)]
        weights = np.array([TOWNS[town].population for town in towns], dtype=np.float64)
        if forces == EXPORTERS:
            weights **= 0.6
        events["town"][mask] = rng.choice(np.array(towns), size=int(mask.sum()), p=weights / weights.sum())
    events["force"] = _recording(events["town"], rng)
    return events
