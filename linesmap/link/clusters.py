"""Join profiles into people: by reference, by what a person decided, by the model; never across a rejected pair.

Joins are made from the surest to the least sure. A join is left out when it would bring together two profiles that
somebody said are not one person, or two that differ in forename or date of birth more than two records of one person
in one house would.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import networkx as nx
import pandas as pd
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from linesmap.link.nicknames import forename_forms

__all__ = ["Clusters", "Join", "born_degree", "cluster_profiles", "forename_degree"]

_NOT_STATED = "not stated"
_WEAK = 0.995
_LEAST_SIDE = 2


@dataclass(frozen=True)
class Join:
    """Two profiles that belong together, how surely (0 to 1), and why: exact key, decided or probabilistic."""

    a: str
    b: str
    probability: float
    method: str


@dataclass
class Clusters:
    """What was joined.

    `head` gives for each profile the first profile of its cluster; `surest` the join on which a profile's place in
    its cluster rests, None for one that stands alone; `weak` the doubtful join by which alone two parts of a cluster
    hang together, by head, the least sure where there are several.
    """

    head: dict[str, str]
    surest: dict[str, Join] = field(default_factory=dict)
    weak: dict[str, Join] = field(default_factory=dict)

    @property
    def caution(self) -> dict[str, str]:
        """What is doubtful about a cluster, in words, by head."""
        return {
            head: f"Held together by one link of probability {join.probability:.2f}: two parts that nothing else joins."
            for head, join in self.weak.items()
        }


def forename_degree(a: str, surname_a: str, b: str, surname_b: str) -> str:
    """Say how two forenames agree, by the labels of the model; empty texts are not stated.

    The same rules as `people_model` gives to the database; a test holds them equal.
    """
    if not a or not b:
        return _NOT_STATED
    alike = JaroWinkler.similarity
    if a == b:
        return "the same"
    if surname_a and surname_b:
        if a == surname_b and b == surname_a:
            return "swapped with the surname"
        if min(alike(a, surname_b), alike(surname_a, b)) >= 0.92:  # noqa: PLR2004
            return "swapped with the surname, alike"
    if not set(forename_forms(a)).isdisjoint(forename_forms(b)):
        return "another form of the same name"
    if alike(a, b) >= 0.88 or (len(a) > 3 and DamerauLevenshtein.distance(a, b) <= 1):  # noqa: PLR2004
        return "alike"
    return "initial only" if a[0] == b[0] and 1 in {len(a), len(b)} else "different"


def born_degree(a: str, years_a: tuple[int, int] | None, b: str, years_b: tuple[int, int] | None) -> str:
    """Say how two dates of birth, or the years that ages allow, agree, by the labels of the model."""
    if a and b:
        if a == b:
            return "the same"
        slips = DamerauLevenshtein.distance(a, b)
        if slips <= 1 or (a[:4] == b[:4] and a[5:7] == b[8:10] and a[8:10] == b[5:7]):
            return "one slip of the keyboard"
        if a[:4] == b[:4] and "01-01" in {a[5:10], b[5:10]}:
            return "same year, day not known"
        return "two slips" if slips <= 2 else "different"  # noqa: PLR2004
    if years_a is None or years_b is None:
        return _NOT_STATED
    return "ages agree" if years_a[0] <= years_b[1] + 1 and years_b[0] <= years_a[1] + 1 else "different"


@dataclass(frozen=True)
class _Told:
    """What tells a profile from the others of its house."""

    forename: str
    surname: str
    born: str
    years: tuple[int, int] | None


class _Apart:
    """Tell which profiles cannot be of one person."""

    def __init__(self, profiles: pd.DataFrame, house_weight: Mapping[tuple[str, str], float], least: float) -> None:
        self._told = {row["profile_id"]: _told(row) for row in profiles.to_dict("records")}
        self._weight = house_weight
        self._least = least
        self._rejected: set[frozenset[str]] = set()

    def reject(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Keep pairs apart that somebody rejected."""
        self._rejected |= {frozenset(pair) for pair in pairs}

    def rejected(self, ones: Sequence[str], others: Sequence[str]) -> bool:
        """Tell whether a rejected pair lies between two clusters."""
        if not self._rejected:
            return False
        return any(frozenset((a, b)) in self._rejected for a in ones for b in others)

    def differ(self, ones: Sequence[str], others: Sequence[str]) -> bool:
        """Tell whether two clusters are of people who cannot be one.

        What counts is the best that any two of their profiles agree: a date mistyped in one record of a person does not
        keep away a record with the right one. An initial says nothing where a cluster has whole forenames.
        """
        first, second = ({self._told[name] for name in names} for names in (ones, others))
        names = [_whole_forenames(told) for told in (first, second)]
        births = [{(one.born, one.years) for one in told if one.born or one.years} for told in (first, second)]
        forename = self._best(forename_degree(*a, *b) for a in names[0] for b in names[1])
        born = self._best((born_degree(*a, *b) for a in births[0] for b in births[1]), field="born")
        if "different" not in {forename, born}:
            return False
        return self._weight.get((forename, born), 0.0) < self._least

    def _best(self, degrees: Iterable[str], *, field: str = "forename") -> str:
        """Give the degree that speaks most for one person; not stated when there is none."""
        found = sorted(set(degrees))
        if field == "forename":
            return max(found, key=lambda one: self._weight.get((one, _NOT_STATED), 0.0), default=_NOT_STATED)
        return max(found, key=lambda one: self._weight.get((_NOT_STATED, one), 0.0), default=_NOT_STATED)


def _whole_forenames(told: Iterable[_Told]) -> set[tuple[str, str]]:
    """Give the forenames of some profiles, each with its surname; initials only where there is nothing else."""
    stated = {(one.forename, one.surname) for one in told if one.forename}
    return {name for name in stated if len(name[0]) > 1} or stated


def _told(row: Mapping[object, object]) -> _Told:
    def text(name: str) -> str:
        value = row[name]
        return value if isinstance(value, str) else ""

    first, last = row["born_from"], row["born_to"]
    years = None if pd.isna(first) or pd.isna(last) else (int(first), int(last))  # type: ignore[call-overload]
    return _Told(text("forename").split(" ")[0], text("surname"), text("born"), years)


class _Groups:
    """Join sets that do not overlap, and remember who is in each."""

    def __init__(self, names: Iterable[str]) -> None:
        self._parent = {name: name for name in names}
        self.members = {name: [name] for name in self._parent}

    def head(self, name: str) -> str:
        while self._parent[name] != name:
            self._parent[name] = self._parent[self._parent[name]]
            name = self._parent[name]
        return name

    def join(self, a: str, b: str) -> None:
        # The smaller identifier stays the head, so that the order of joins does not show.
        head, other = sorted((a, b))
        self._parent[other] = head
        self.members[head] += self.members.pop(other)


def cluster_profiles(
    profiles: pd.DataFrame,
    joins: Iterable[Join],
    rejected: Iterable[tuple[str, str]],
    house_weight: Mapping[tuple[str, str], float],
    *,
    least_weight: float,
) -> Clusters:
    """Join profiles into clusters, one for each person.

    Parameters
    ----------
    profiles
        From `profiles.profiles_of`.
    joins
        What belongs together. What a person decided comes first, then exact keys, then the model's pairs from the
        surest down.
    rejected
        Pairs of profiles that somebody said are not one person; this wins over every join but one that was decided.
    house_weight
        Weight (log2 of the odds) of every pair of degrees in forename and date of birth inside one house.
    least_weight
        Profiles that differ in one of the two, and stay under this weight, are never brought together by the model.
    """
    groups = _Groups(profiles["profile_id"])
    apart = _Apart(profiles, house_weight, least_weight)
    apart.reject(rejected)
    rank = {"decided": 0, "exact key": 1}
    made: list[Join] = []
    for join in sorted(joins, key=lambda one: (rank.get(one.method, 2), -one.probability, one.a, one.b)):
        a, b = groups.head(join.a), groups.head(join.b)
        if a == b:
            made.append(join)
            continue
        ones, others = groups.members[a], groups.members[b]
        if join.method != "decided" and apart.rejected(ones, others):
            continue
        if join.method not in rank and apart.differ(ones, others):
            continue
        groups.join(a, b)
        made.append(join)
    heads = {name: groups.head(name) for name in profiles["profile_id"]}
    return Clusters(heads, _surest(made), _weak(made, groups))


def _surest(made: Sequence[Join]) -> dict[str, Join]:
    """Give for each profile the surest join that holds it: that is how sure its place in the cluster is."""
    best: dict[str, Join] = {}
    for join in made:
        for name in (join.a, join.b):
            if name not in best or join.probability > best[name].probability:
                best[name] = join
    return best


def _weak(made: Sequence[Join], groups: _Groups) -> dict[str, Join]:
    """Find clusters of which two parts hang together by a single doubtful join, and that join."""
    by_head: dict[str, list[Join]] = defaultdict(list)
    for join in made:
        by_head[groups.head(join.a)].append(join)
    weak = {}
    for head, joins in by_head.items():
        if len(groups.members[head]) < 2 * _LEAST_SIDE or all(join.method != "probabilistic" for join in joins):
            continue
        graph: nx.Graph[str] = nx.Graph()
        # Joins stand from the surest to the least sure: the first of a pair is the one that counts.
        graph.add_edges_from((join.a, join.b, {"join": join}) for join in reversed(joins))
        found = [bridge for ends in nx.bridges(graph) if (bridge := _weak_bridge(graph, *ends))]
        if found:
            weak[head] = min(found, key=lambda join: (join.probability, join.a, join.b))
    return weak


def _weak_bridge(graph: nx.Graph[str], a: str, b: str) -> Join | None:
    """Give the join of a bridge that is doubtful and has several profiles on both sides."""
    join: Join = graph.edges[a, b]["join"]
    if join.method != "probabilistic" or join.probability >= _WEAK:
        return None
    without = nx.restricted_view(graph, [], [(a, b)])
    sides = [len(nx.node_connected_component(without, end)) for end in (a, b)]
    return join if min(sides) >= _LEAST_SIDE else None
