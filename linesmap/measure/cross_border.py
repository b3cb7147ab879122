"""Measure how lines cross borders: between forces, and out of the boundary of an operation.

Works on plain frames. A line is counted by its two ends, origin and destination force; an internal line has both in
one force and stands on the diagonal of the matrix.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import pandas as pd

from linesmap.measure.estimates import Estimate, Interval, coverage_words, require_coverage
from linesmap.measure.figures import UNDER_TEN

__all__ = [
    "SHARED_KINDS",
    "BoundaryShare",
    "ForceMatrix",
    "OutsideForce",
    "boundary_share",
    "cross_border_of_operation",
    "few_people",
    "force_matrix",
]

SHARED_KINDS: dict[str, tuple[str, str]] = {
    "person": ("person", "people"),
    "phone": ("phone", "phones"),
    "vehicle": ("vehicle", "vehicles"),
    "address": ("address", "addresses"),
    "deal_line": ("line name", "line names"),
}
"""Kinds of things that the records of two forces can both name: one, several."""

_LEAST_PEOPLE = 10
_METHOD = "Wilson"
_LIMITS = "Lines are those that records name, so they follow where police look."


def few_people(number: int) -> str:
    """Write how many people are exploited; fewer than ten could be told apart, so they are `under 10`.

    Examples
    --------
    >>> few_people(0), few_people(3), few_people(1_200)
    ('0', 'under 10', '1,200')
    """
    return UNDER_TEN if 0 < number < _LEAST_PEOPLE else f"{number:,}"


def boundary_share(crossing: int, known: int, coverage: float = 0.95) -> tuple[float | None, Interval | None]:
    """Give a share of lines with its Wilson interval; nothing when there is no line to take it of.

    Examples
    --------
    >>> share, interval = boundary_share(8, 10)
    >>> share, round(interval.lower, 3), round(interval.upper, 3)
    (0.8, 0.49, 0.943)
    """
    # scipy takes a while to load, and few commands need it.
    from scipy.stats import binomtest

    require_coverage(coverage)
    if not known:
        return None, None
    found = binomtest(crossing, known).proportion_ci(coverage, method="wilson")
    return crossing / known, Interval(float(found.low), float(found.high), coverage, _METHOD)


@dataclass(frozen=True)
class ForceMatrix(Estimate):
    """Lines from force to force.

    `forces` are codes in the order to show, an empty code for an end that is not known; `cells` are the identifiers
    of lines by origin and destination. `internal` and `crossing` are lines whose ends are both known; a line that
    sells in its own force and in another crosses. `share` is that of crossing lines among both.
    """

    forces: tuple[str, ...]
    cells: Mapping[tuple[str, str], tuple[str, ...]]
    internal: tuple[str, ...]
    crossing: tuple[str, ...]
    not_known: tuple[str, ...]
    share: float | None
    interval: Interval | None

    def lines(self, origin: str, destination: str) -> tuple[str, ...]:
        """Give the lines of a cell."""
        return self.cells.get((origin, destination), ())

    def as_dict(self) -> dict[str, object]:
        """Give every field and the sentence, ready for JSON; the cells as a list."""
        cells = [
            {"origin": origin, "destination": destination, "lines": list(ids)}
            for (origin, destination), ids in self.cells.items()
        ]
        known = {"forces": list(self.forces), "cells": cells, "share": self.share}
        sets = {"internal": list(self.internal), "crossing": list(self.crossing), "not_known": list(self.not_known)}
        ends = {"lower": self.interval.lower, "upper": self.interval.upper} if self.interval else None
        return {**known, **sets, "interval": ends, "sentence": self.sentence()}

    def sentence(self) -> str:
        """Say how many lines cross a force boundary."""
        if self.share is None:
            return "Of no line are both ends known, so nothing is said about borders."
        known = len(self.internal) + len(self.crossing)
        return (
            f"Of {_lines(known)} whose ends are known, {_of(len(self.crossing), self.share, self.interval)} cross a "
            f"force boundary and {len(self.internal):,} {_stay(len(self.internal))} inside one force."
            f"{_missing(len(self.not_known))} {_LIMITS}"
        )


def force_matrix(pairs: pd.DataFrame, *, coverage: float = 0.95) -> ForceMatrix:
    """Count lines from force to force.

    Parameters
    ----------
    pairs
        One row a line and destination: line_id, origin, destination (codes of forces; empty when not known).
    coverage
        Of the interval.

    Returns
    -------
    matrix
        A line that sells in two forces stands in two cells.
    """
    cells: dict[tuple[str, str], tuple[str, ...]] = {}
    for (origin, destination), ids in pairs.groupby(["origin", "destination"], sort=True)["line_id"]:
        cells[(str(origin), str(destination))] = tuple(sorted(set(ids)))
    codes = sorted({code for pair in cells for code in pair}, key=lambda code: (not code, code))
    ends = _ends_by_line(pairs)
    known = {line: several for line, several in ends.items() if "" not in several}
    internal = tuple(sorted(line for line, several in known.items() if len(several) == 1))
    crossing = tuple(sorted(set(known) - set(internal)))
    share, interval = boundary_share(len(crossing), len(known), coverage)
    not_known = tuple(sorted(set(ends) - set(known)))
    return ForceMatrix(tuple(codes), cells, internal, crossing, not_known, share, interval)


def _ends_by_line(pairs: pd.DataFrame) -> dict[str, set[str]]:
    ends: dict[str, set[str]] = {}
    for line, origin, destination in pairs[["line_id", "origin", "destination"]].itertuples(index=False):
        ends.setdefault(str(line), set()).update((str(origin), str(destination)))
    return ends


@dataclass(frozen=True)
class OutsideForce:
    """A force outside an operation, and what ties it.

    `line_ids` are crossing lines with an end in it; `shared` counts the things, by kind, that records of the
    operation and records of this force both name; `exploited` says how many of the people among them are exploited,
    `under 10` from 1 to 9.
    """

    code: str
    name: str
    line_ids: tuple[str, ...] = ()
    shared: Mapping[str, int] = field(default_factory=dict)
    exploited: str = "0"

    @property
    def n_shared(self) -> int:
        """How many things both name."""
        return sum(self.shared.values())


@dataclass(frozen=True)
class BoundaryShare(Estimate):
    """How far the lines of an operation reach beyond the forces that take part.

    `boundary` are those forces. Lines are identifiers: `crossing` have one end inside and one outside, `inside` and
    `outside` both on that side, `not_known` an end that nobody recorded. `share` is crossing over all whose ends are
    known. `outside_forces` stand in order, most tied first: by lines, then by things that both name.
    """

    operation: str
    boundary: tuple[str, ...]
    crossing: tuple[str, ...]
    inside: tuple[str, ...]
    outside: tuple[str, ...]
    not_known: tuple[str, ...]
    share: float | None
    interval: Interval | None
    outside_forces: tuple[OutsideForce, ...]

    @property
    def n_known(self) -> int:
        """How many lines have both ends known."""
        return len(self.crossing) + len(self.inside) + len(self.outside)

    @property
    def invite(self) -> OutsideForce | None:
        """The force outside that is most tied: whom to invite next time."""
        return self.outside_forces[0] if self.outside_forces else None

    def sentence(self) -> str:
        """Say how much crosses the boundary and who is most tied outside, with the limits."""
        parts = [self._share_words()]
        if self.invite:
            parts.append(self._invite_words(self.invite))
        elif self.boundary:
            parts.append("Nothing ties it to a force outside.")
        parts.append(_LIMITS)
        return " ".join(parts)

    def _share_words(self) -> str:
        if not self.boundary:
            return f"Which forces took part in {self.operation} is not known, so it has no boundary."
        if self.share is None:
            named = len(self.not_known)
            return (
                f"Records of {self.operation} name {_lines(named)} whose ends are not known."
                if named
                else f"Records of {self.operation} name no line."
            )
        crossing = len(self.crossing)
        return (
            f"Of {_lines(self.n_known)} that records of {self.operation} name and whose ends are known, "
            f"{_of(crossing, self.share, self.interval)} {'crosses' if crossing == 1 else 'cross'} the boundary of "
            f"{_forces(len(self.boundary))} taking part.{_missing(len(self.not_known))}"
        )

    def _invite_words(self, force: OutsideForce) -> str:
        tied = [f"{_lines(len(force.line_ids))} {'runs' if len(force.line_ids) == 1 else 'run'} from or to it"]
        named = [_count(n, *words) for kind, words in SHARED_KINDS.items() if (n := force.shared.get(kind, 0))]
        if named:
            tied.append(f"its records name {_listed(named)} of this operation too")
        if not force.line_ids:
            tied = tied[1:]
        return f"Outside, {force.name} is most tied: {', and '.join(tied)}."


def cross_border_of_operation(
    operation: str,
    pairs: pd.DataFrame,
    boundary: Collection[str],
    shared: pd.DataFrame,
    names: Mapping[str, str],
    *,
    coverage: float = 0.95,
) -> BoundaryShare:
    """Measure how far the lines that an operation's records name reach beyond its forces.

    Parameters
    ----------
    operation
        Its name.
    pairs
        Lines its records name, one row a line and destination: line_id, origin, destination (codes of forces; empty
        when not known).
    boundary
        Codes of the forces that take part.
    shared
        Things that its records name and another force's records too, one row a thing and force: force (code),
        entity_type, entity_id, safeguarding. Rows of forces inside do not count.
    names
        Code of a force to its name.
    coverage
        Of the interval.

    Returns
    -------
    found
        The share of lines that cross, and the forces outside, most tied first. A line of which one end is not known
        crosses when the others lie on both sides; else it is not counted in the share.
    """
    inside = set(boundary)
    sides: dict[str, list[str]] = {"crossing": [], "inside": [], "outside": [], "not_known": []}
    ends = _ends_by_line(pairs) if inside else {}
    for line, several in sorted(ends.items()):
        sides[_side(several, inside)].append(line)
    crossing = set(sides["crossing"])
    known = len(crossing) + len(sides["inside"]) + len(sides["outside"])
    share, interval = boundary_share(len(crossing), known, coverage)
    touching: dict[str, list[str]] = {}
    for line in sorted(crossing):
        for code in ends[line] - inside - {""}:
            touching.setdefault(code, []).append(line)
    return BoundaryShare(
        operation=operation,
        boundary=tuple(sorted(inside)),
        crossing=tuple(sides["crossing"]),
        inside=tuple(sides["inside"]),
        outside=tuple(sides["outside"]),
        not_known=tuple(sides["not_known"]),
        share=share,
        interval=interval,
        outside_forces=_outside_forces(touching, shared, inside, names) if inside else (),
    )


def _side(ends: set[str], inside: set[str]) -> str:
    known = ends - {""}
    if known & inside and known - inside:
        return "crossing"
    if "" in ends:
        return "not_known"
    return "inside" if known <= inside else "outside"


def _outside_forces(
    touching: Mapping[str, list[str]], shared: pd.DataFrame, inside: set[str], names: Mapping[str, str]
) -> tuple[OutsideForce, ...]:
    outside = shared[~shared["force"].isin(inside) & shared["entity_type"].isin(list(SHARED_KINDS))]
    things = outside.drop_duplicates(["force", "entity_type", "entity_id"])
    counts = things.groupby(["force", "entity_type"]).size()
    exploited = things[(things["entity_type"] == "person") & things["safeguarding"].astype(bool)][
        "force"
    ].value_counts()
    found = [
        OutsideForce(
            code=code,
            name=names.get(code, code),
            line_ids=tuple(touching.get(code, ())),
            shared={kind: int(counts.get((code, kind), 0)) for kind in SHARED_KINDS if (code, kind) in counts.index},
            exploited=few_people(int(exploited.get(code, 0))),
        )
        for code in sorted({*touching, *things["force"]})
    ]
    return tuple(sorted(found, key=lambda one: (-len(one.line_ids), -one.n_shared, one.name)))


def _lines(number: int) -> str:
    return _count(number, "line", "lines")


def _forces(number: int) -> str:
    return "the one force" if number == 1 else f"the {number:,} forces"


def _count(number: int, one: str, several: str) -> str:
    return f"{number:,} {one if number == 1 else several}"


def _stay(number: int) -> str:
    return "stays" if number == 1 else "stay"


def _of(number: int, share: float, interval: Interval | None) -> str:
    said = f"{number:,} ({share:.0%}"
    if interval:
        said += f", {coverage_words(interval.coverage)} interval {interval.lower:.0%} to {interval.upper:.0%}"
    return said + ")"


def _missing(number: int) -> str:
    if not number:
        return ""
    return f" An end of {_count(number, 'more line', 'more lines')} is not known."


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
