"""Nobody who is exploited, a child, or not known to be an adult suspect is ever among what to act on."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import ibis
import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linesmap.engine import (
    ACTIONABLE,
    candidates,
    communities,
    dismantle,
    impact,
    key_set,
    may_be_acted_on,
    rank_ranges,
    safeguard_first,
    what_if,
)
from linesmap.errors import InputError
from linesmap.network import mark_people, people_standing

AS_OF = date(2026, 3, 1)
ADULT = {"type": "person", "role": "suspect", "adult": True}
TYPES = [
    "person",
    "phone",
    "vehicle",
    "address",
    "deal_line",
    "group",
    "operation",
    "event",
    "place",
    "Person",
    "",
    None,
]
THINGS = {"phone", "vehicle", "address", "deal_line", "group"}

FLAGS = st.sampled_from([False, True, 0, 1, "", "no", "yes", "true", None, math.nan, np.True_, np.False_, "?"])
ROLES = st.sampled_from(
    ["suspect", "exploited", "witness", "officer", "unknown", "Suspect", "suspect; exploited", "", None,
     ("suspect",), ["exploited", "suspect"], ("suspect", "witness"), "victim"]
)  # fmt: skip
AGES: dict[str, st.SearchStrategy[Any]] = {
    "adult": st.sampled_from([True, False, None, math.nan, "yes"]),
    "age": st.one_of(st.integers(0, 80), st.none(), st.just(math.nan)),
    "age_band": st.sampled_from(["under 18", "18-24", "25-34", "over 34", "unknown", "", None, "18–24; under 18"]),
    "born": st.sampled_from(["2012-05-01", "1990-01-01", date(2008, 3, 1), date(2008, 3, 2), "1990-02-31", "x", None]),
    "date_of_birth": st.sampled_from([None, "1985-06-05", datetime(2010, 1, 1), pd.NaT]),
    "child": FLAGS,
    "exploited": FLAGS,
}
NODE = st.fixed_dictionaries({}, optional={"type": st.sampled_from(TYPES), "safeguarding": FLAGS, "role": ROLES,
                                            "roles": ROLES, **AGES})  # fmt: skip


def of_age(value: object, on: date | None) -> bool:
    """Reckon an age in another way than the package does."""
    try:
        born = pd.Timestamp(str(value)[:10])
    except ValueError:
        return False
    return on is not None and pd.notna(born) and bool(born + pd.DateOffset(years=18) <= pd.Timestamp(on))


def known(value: object) -> bool:
    return value is not None and not (isinstance(value, float) and math.isnan(value)) and value is not pd.NaT


def must_be_left_alone(node: dict[str, Any], on: date | None) -> bool:
    """Say it with rules written down once more, harder than they need be only where both agree."""
    no = (False, 0, "", "no")
    if any(name in node and not any(node[name] is one or node[name] == one for one in no)
           for name in ("safeguarding", "child", "exploited")):  # fmt: skip
        return True
    said = " ".join(str(node.get(name) or "") for name in ("role", "roles")).casefold()
    if "exploited" in said:
        return True
    if node.get("type") in THINGS:
        return False
    adult = [node["adult"] is True] if known(node.get("adult")) else []
    adult += [node["age"] >= 18] if known(node.get("age")) else []
    band = str(node.get("age_band") or "unknown")
    adult += ["under" not in band] if band != "unknown" else []
    adult += [of_age(node[name], on) for name in ("born", "date_of_birth") if known(node.get(name))]
    suspect = "suspect" in said and "officer" not in said and "victim" not in said
    return not (node.get("type") == "person" and suspect and adult and all(adult))


def named(found: Iterable[Any]) -> set[Any]:
    return set(found)


@st.composite
def described_graphs(draw: st.DrawFn) -> nx.Graph[Any]:
    n = draw(st.integers(2, 9))
    kind = draw(st.sampled_from([nx.Graph, nx.MultiGraph, nx.DiGraph]))
    plain = nx.gnm_random_graph(n, draw(st.integers(0, 16)), seed=draw(st.integers(0, 999)))
    graph = kind(plain)
    for node in graph:
        graph.nodes[node].update(draw(NODE))
    graph.nodes[0]["type"] = draw(st.sampled_from(TYPES))
    if draw(st.booleans()):
        graph.graph["as_of"] = AS_OF
    return graph


@settings(max_examples=120, deadline=None)
@given(
    graph=described_graphs(), budget=st.integers(0, 5), dear=st.booleans(), seed=st.integers(0, 99),
    objective=st.sampled_from(["largest_component", "connected_pairs"]),
    ask=st.sampled_from(["none", "types", "nodes"]),
)  # fmt: skip
def test_whatever_is_asked_nobody_to_be_left_alone_is_named(  # noqa: PLR0917
    graph: nx.Graph[Any], budget: int, dear: bool, seed: int, objective: Any, ask: str
) -> None:
    on = graph.graph.get("as_of")
    left_alone = {node for node, data in graph.nodes(data=True) if must_be_left_alone(data, on)}
    eligible: Any = {"none": None, "types": {"person", "phone", "place", "event"}, "nodes": set(graph)}[ask]
    costs = dict.fromkeys(left_alone, 0.01) | {"person": 0.01} if dear else None
    found: dict[str, set[Any]] = {
        "candidates": named(candidates(graph, eligible)),
        "impact": named(impact(graph, eligible=eligible)["node"]),
        "key set": named(
            key_set(graph, budget, costs=costs, eligible=eligible, objective=objective, time_limit_s=0.2).nodes
        ),
        "ranks": named(rank_ranges(graph, eligible=eligible, resamples=2, seed=seed)["node"]),
    }
    parts = communities(graph, eligible=eligible, seed=seed)
    for name in ("candidates", "brokers", "articulation_points"):
        found[name] = named(getattr(parts, name)["node"])
    if seed % 8 == 0:
        order = dismantle(graph, eligible=eligible, costs=costs, time_limit_s=0.05, seed=seed)
        found["order"], found["smallest"] = named(order.order), named(order.smallest or ())
    for name, nodes in found.items():
        assert not nodes & left_alone, name
    for node in sorted(left_alone):
        with pytest.raises(InputError, match="may not"):
            what_if(graph, [node], draws=0, resamples=0, recovery_steps=0)


def test_every_allowed_node_is_found() -> None:
    """The rule protects without emptying the list: adult suspects, lines, phones and addresses are there."""
    graph = nx.path_graph(6)
    told = [
        ADULT,
        {"type": "phone"},
        {"type": "deal_line"},
        {"type": "address"},
        {"type": "vehicle"},
        {"type": "group"},
    ]
    for node, data in enumerate(told):
        graph.nodes[node].update(data)
    assert candidates(graph) == list(graph)
    assert candidates(graph, {"person", "phone"}) == [0, 1]
    assert candidates(graph, [3, 1]) == [1, 3]
    assert set(ACTIONABLE) == THINGS | {"person"}


@pytest.mark.parametrize(
    "more",
    [
        {"safeguarding": True}, {"safeguarding": None}, {"safeguarding": math.nan}, {"safeguarding": "yes"},
        {"role": "exploited"}, {"role": "witness"}, {"role": None}, {"roles": ["exploited"]}, {"role": "officer"},
        {"adult": None}, {"adult": False}, {"age": 17}, {"age_band": "under 18"}, {"born": "2012-01-01"},
        {"exploited": True}, {"child": 1}, {"type": "Person"}, {"type": None},
    ],
)  # fmt: skip
def test_one_word_is_enough_to_protect(more: dict[str, Any]) -> None:
    assert may_be_acted_on(ADULT, as_of=AS_OF)
    assert not may_be_acted_on({**ADULT, **more}, as_of=AS_OF)


def test_birthday() -> None:
    person = {"type": "person", "role": "suspect"}
    assert may_be_acted_on({**person, "born": "2008-03-01"}, as_of=AS_OF)
    assert not may_be_acted_on({**person, "born": "2008-03-02"}, as_of=AS_OF)
    assert not may_be_acted_on({**person, "born": "1980-01-01"})


def test_a_bare_list_of_ties_says_nothing_of_anybody() -> None:
    graph = nx.karate_club_graph()
    assert candidates(graph) == list(graph)
    graph.nodes[3]["safeguarding"] = True
    assert 3 not in candidates(graph)
    assert candidates(graph) == []


def test_who_to_safeguard_before_acting() -> None:
    graph: nx.Graph[str] = nx.Graph([("phone", "child"), ("phone", "suspect"), ("home", "child"), ("home", "other")])
    nx.set_node_attributes(graph, {"phone": "phone", "home": "address"}, "type")
    for node in ("child", "other"):
        graph.nodes[node].update(type="person", safeguarding=True)
    assert safeguard_first(graph, ["phone", "home", "suspect"]) == {"phone": 1, "home": 2}


def test_standing_is_read_on_the_side_of_caution() -> None:
    named = [
        # record, person, role, age band of the record, earliest and latest year of birth
        ("R1", "P1", "suspect", "25-34", None, None),
        ("R2", "P2", "suspect", "25-34", None, None),
        ("R2", "P3", "suspect", "25-34", None, None),
        ("R3", "P4", "suspect", "under 18", 1990, 1990),
        ("R4", "P5", "suspect", None, 2006, 2007),
        ("R5", "P6", "suspect", None, 2007, 2008),
        ("R6", "P7", "suspect", "over 34", None, None),
        ("R7", "P7", "exploited", None, None, None),
        ("R8", "P8", None, None, 2012, 2013),
    ]
    rows = pd.DataFrame(named, columns=["record_id", "entity_id", "role", "age_band", "born_from", "born_to"])
    rows["mention_id"] = [f"M{number}" for number in range(len(rows))]
    rows["entity_type"] = "person"
    tables: Any = {
        "mentions": ibis.memtable(rows[["mention_id", "record_id", "entity_type", "role"]]),
        "resolutions": ibis.memtable(rows[["mention_id", "entity_id"]]),
        "enforcement": ibis.memtable(rows[["record_id", "age_band"]].drop_duplicates()),
        "particulars": ibis.memtable(rows[["mention_id", "born_from", "born_to"]]),
    }
    people = people_standing(tables, as_of=AS_OF).set_index("entity_id")
    # Of two people in one record either may be the one whose age it gives; born in 2008 may be 17 on the day.
    assert people["adult"].to_dict() == {
        "P1": True, "P2": None, "P3": None, "P4": False, "P5": True, "P6": None, "P7": True, "P8": False,
    }  # fmt: skip
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(people.index, type="person", safeguarding=False)
    mark_people(graph, people.reset_index())
    assert candidates(graph) == ["P1", "P5"]


def test_people_are_marked_from_a_table() -> None:
    graph = nx.path_graph(["P1", "P2", "P3", "P4"])
    nx.set_node_attributes(graph, "person", "type")
    people = pd.DataFrame(
        {"entity_id": ["P1", "P2", "P3", "P9"], "roles": [("suspect",), ("suspect",), ("suspect", "exploited"), ()],
         "adult": pd.Series([True, None, True, True], dtype="object")}
    )  # fmt: skip
    assert candidates(graph) == []
    mark_people(graph, people)
    assert candidates(graph) == ["P1"]
    assert "P9" not in graph
