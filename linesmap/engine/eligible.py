"""Decide what may be acted on: the one place where candidates are made.

An exploited person is never a candidate, nor a child, nor anyone not known to be an adult suspect. No setting of any
function changes this, and every list of what to act on starts from `candidate_flags`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Hashable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

import networkx as nx
import numpy as np

from linesmap.engine.compact import Flags
from linesmap.errors import InputError
from linesmap.model.vocabulary import EntityType, Role

__all__ = ["ACTIONABLE", "candidate_flags", "candidates", "is_described", "may_be_acted_on", "safeguard_first"]

ACTIONABLE: tuple[str, ...] = tuple(
    kind.value
    for kind in (EntityType.ADDRESS, EntityType.DEAL_LINE, EntityType.GROUP, EntityType.PERSON, EntityType.PHONE,
                 EntityType.VEHICLE)
)  # fmt: skip
"""Types of node that police can act on. Places, operations and events are not among them."""

_THINGS = frozenset(ACTIONABLE) - {EntityType.PERSON.value}
_TYPES = frozenset(kind.value for kind in EntityType)
_TOLD = frozenset("type safeguarding exploited victim child role roles adult age age_band born date_of_birth".split())  # noqa: SIM905
_PROTECTING = ("safeguarding", "exploited", "victim", "child")
_SUSPECT_MAY_BE = {Role.SUSPECT.value, Role.WITNESS.value, Role.UNKNOWN.value}
_ADULT_BANDS = {"18-24", "25-34", "over 34"}
_NO_BAND = {"", "unknown", "nan", "none"}
_OF_AGE = 18

Attributes = Mapping[str, Any]


def is_described(graph: nx.Graph[Any]) -> bool:
    """Tell whether nodes say what they are; a graph read from a bare list of edges does not."""
    return any(attributes and not _TOLD.isdisjoint(attributes) for _, attributes in graph.nodes(data=True))


def candidates(graph: nx.Graph[Any], eligible: Collection[Hashable] | None = None) -> list[Any]:
    """List what may be acted on.

    Parameters
    ----------
    graph
        From `build`, marked by `mark_people`; or any networkx graph. Of a node it reads `type` and, of a person,
        `safeguarding`, `role` or `roles`, and `adult`, `age`, `age_band` or `born`.
    eligible
        Types of node, such as {"deal_line", "phone"}, or the very nodes. Every type of `ACTIONABLE` when None.

    Returns
    -------
    nodes
        In the order of the graph. Without what may never be acted on, whatever was asked for: people flagged for
        safeguarding or named as exploited anywhere, children, anyone not known to be an adult suspect; and places,
        operations, events and nodes of no known type. In a graph whose nodes say nothing of themselves every node
        may be acted on.

    Raises
    ------
    InputError
        If `eligible` names a node or type that the graph cannot have.
    """
    flags = candidate_flags(graph, eligible)
    return [node for node, may in zip(graph, flags.tolist(), strict=True) if may]


def candidate_flags(graph: nx.Graph[Any], eligible: Collection[Hashable] | None = None) -> Flags:
    """Flag what may be acted on, in the order of the graph; see `candidates`."""
    if isinstance(eligible, str):
        msg = f"Expected a set of types or nodes to choose from; found the text {eligible[:20]!r}. Put it in a set."
        raise InputError(msg)
    described = is_described(graph)
    types, nodes = _wanted(graph, eligible, described=described)
    if not described:
        return np.array([nodes is None or node in nodes for node in graph], np.bool_)
    day = _reference_day(graph)
    return np.array(
        [
            (nodes is None or node in nodes)
            and attributes.get("type") in types
            and may_be_acted_on(attributes, as_of=day)
            for node, attributes in graph.nodes(data=True)
        ],
        np.bool_,
    )


def _wanted(
    graph: nx.Graph[Any], eligible: Collection[Hashable] | None, *, described: bool
) -> tuple[frozenset[Any], frozenset[Any] | None]:
    """Tell types from nodes: what was asked for is types when every word of it is one and the nodes have types."""
    actionable = frozenset(ACTIONABLE)
    if eligible is None:
        return actionable, None
    asked = frozenset(eligible)
    if described and asked and asked <= _TYPES:
        return asked & actionable, None
    unknown = sum(node not in graph for node in asked)
    if unknown:
        kinds = ", ".join(ACTIONABLE)
        msg = (
            f"Expected types of node ({kinds}; only where nodes have a type) or nodes of the graph; "
            f"found {unknown:,} of {len(asked):,} that are neither."
        )
        raise InputError(msg)
    return actionable, asked


def may_be_acted_on(attributes: Attributes, *, as_of: date | None = None) -> bool:
    """Tell whether a node that says what it is may ever be acted on.

    Parameters
    ----------
    attributes
        Of the node.
    as_of
        Day on which the age of a person with a date of birth counts; without one a date of birth proves no age.

    Examples
    --------
    >>> may_be_acted_on({"type": "phone"}), may_be_acted_on({"type": "person", "role": "suspect"})
    (True, False)
    >>> may_be_acted_on({"type": "person", "role": "suspect", "adult": True})
    True
    >>> may_be_acted_on({"type": "person", "role": "suspect", "adult": True, "safeguarding": True})
    False
    """
    if any(_says_yes(attributes[name]) for name in _PROTECTING if name in attributes):
        return False
    roles = _words(attributes.get("role")) | _words(attributes.get("roles"))
    if Role.EXPLOITED.value in roles:
        return False
    kind = attributes.get("type")
    if kind in _THINGS:
        return True
    is_suspect = Role.SUSPECT.value in roles and roles <= _SUSPECT_MAY_BE
    return kind == EntityType.PERSON.value and is_suspect and _is_adult(attributes, as_of)


def _says_yes(value: object) -> bool:
    """Take anything that is not a plain no for a yes: an unreadable flag protects."""
    if isinstance(value, str):
        return value.strip().casefold() not in {"", "false", "no", "n", "0"}
    return not (isinstance(value, bool | int | float | np.bool_ | np.number) and value == 0)


def _words(value: object) -> set[str]:
    if value is None:
        return set()
    several: Iterable[object] = value if isinstance(value, list | tuple | set | frozenset) else [value]
    return {word for one in several for word in re.split(r"[;,|/\s]+", str(one).casefold()) if word}


def _is_adult(attributes: Attributes, as_of: date | None) -> bool:
    """Tell whether something says that a person is of age, and nothing says that they are not."""
    said: list[bool] = []
    for name in ("adult", "age", "age_band", "born", "date_of_birth"):
        value = attributes.get(name)
        if value is None or value != value:  # noqa: PLR0124 - not a number
            continue
        if name == "adult":
            said.append(value is True or (isinstance(value, np.bool_) and bool(value)))
        elif name == "age":
            said.append(isinstance(value, int | float | np.number) and float(value) >= _OF_AGE)
        elif name == "age_band":
            bands = {band.strip() for band in re.split(r"[;,|]", str(value).casefold().replace("–", "-"))} - _NO_BAND
            said += [band in _ADULT_BANDS for band in bands]
        else:
            said.append(_born_before(value, as_of))
    return bool(said) and all(said)


def _born_before(value: object, as_of: date | None) -> bool:
    """Tell whether somebody was of age on a day; a birthday of 29 February falls on 1 March."""
    if as_of is None:
        return False
    try:
        born = value.date() if isinstance(value, datetime) else value
        born = born if isinstance(born, date) else date.fromisoformat(str(born)[:10])
    except ValueError:
        return False
    return (as_of.year - born.year - ((as_of.month, as_of.day) < (born.month, born.day))) >= _OF_AGE


def _reference_day(graph: nx.Graph[Any]) -> date | None:
    day = graph.graph.get("as_of")
    return day.date() if isinstance(day, datetime) else day if isinstance(day, date) else None


def safeguard_first(graph: nx.Graph[Any], nodes: Iterable[Hashable]) -> dict[Any, int]:
    """Count the people flagged for safeguarding that each of some nodes is tied to.

    Parameters
    ----------
    graph
        As for `candidates`.
    nodes
        Such as a set that was chosen: before a phone is cut off or an address entered, these people come first.

    Returns
    -------
    people
        Only nodes tied to one or more.
    """
    flagged = {
        node
        for node, attributes in graph.nodes(data=True)
        if any(_says_yes(attributes[name]) for name in _PROTECTING if name in attributes)
        or Role.EXPLOITED.value in _words(attributes.get("role")) | _words(attributes.get("roles"))
    }
    tied = {node: len(flagged.intersection(graph.adj[node])) for node in nodes}
    return {node: number for node, number in tied.items() if number}
