"""The best set is the best set, and a bound is never above it."""

from __future__ import annotations

import itertools
import random
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linesmap.engine import KeySet, key_set
from linesmap.engine.key_problem import Objective
from linesmap.errors import InputError
from tests.engine.covert_graphs import chains, clustered, core_periphery, left, meetings, shipped

OBJECTIVES: tuple[Objective, ...] = ("largest_component", "connected_pairs")


def brute(graph: nx.Graph[Any], allowed: list[Any], costs: dict[Any, float], budget: float, which: int) -> int:
    return min(
        left(graph, chosen)[which]
        for size in range(len(allowed) + 1)
        for chosen in itertools.combinations(allowed, size)
        if sum(costs[node] for node in chosen) <= budget
    )


def check(graph: nx.Graph[Any], found: KeySet) -> None:
    """Check that what a result says of itself is so."""
    which = OBJECTIVES.index(found.objective)
    assert found.value == left(graph, found.nodes)[which]
    assert found.before == left(graph, [])[which]
    assert found.lower_bound <= found.value
    assert found.proved == (found.lower_bound == found.value)
    assert found.gap == pytest.approx((found.value - found.lower_bound) / found.value if found.value else 0)
    assert found.cost <= found.budget


@settings(max_examples=50, deadline=None)
@given(
    n=st.integers(1, 11), density=st.floats(0, 2.2), seed=st.integers(0, 10_000), unit=st.booleans(),
    objective=st.sampled_from(OBJECTIVES), some=st.booleans(),
)  # fmt: skip
def test_exact_against_every_set(  # noqa: PLR0917
    n: int, density: float, seed: int, unit: bool, objective: Objective, some: bool
) -> None:
    draw = random.Random(seed)  # noqa: S311
    graph = nx.gnm_random_graph(n, int(density * n), seed=seed)
    allowed = [node for node in graph if not some or draw.random() < 0.7]
    costs = {node: 1.0 if unit else draw.choice([0.5, 1.0, 1.5, 2.0, 3.0]) for node in graph}
    budget = draw.choice([0, 1, 2, 3, 4]) if unit else draw.choice([0.5, 1.0, 2.5, 4.0])
    found = key_set(graph, budget, costs=None if unit else costs, eligible=set(allowed), objective=objective,
                    time_limit_s=20)  # fmt: skip
    check(graph, found)
    assert set(found.nodes) <= set(allowed)
    assert sum(costs[node] for node in found.nodes) <= budget
    assert found.proved
    assert found.value == brute(graph, allowed, costs, budget, OBJECTIVES.index(objective))


NETWORKS = [
    *shipped(),
    ("meetings", meetings(60, 40, 3, 12, 1)),
    ("core and periphery", core_periphery(100, 1)),
    ("clustered", clustered(150, 2)),
    ("dense", clustered(120, 4, 4)),
    ("chains", chains(60, 1)),
    ("large core and periphery", core_periphery(310, 2)),
    ("large clustered", clustered(300, 3)),
    ("large and dense", clustered(300, 4, 4)),
    ("large meetings", meetings(320, 160, 2, 9, 4)),
    ("long chains", chains(300, 2)),
]


@pytest.mark.parametrize(("name", "graph"), NETWORKS, ids=[name for name, _ in NETWORKS])
def test_proved_for_budgets_of_one_to_five(name: str, graph: nx.Graph[int]) -> None:
    values = []
    for budget in (1, 2, 3, 5):
        found = key_set(graph, budget)
        check(graph, found)
        assert found.proved, (name, budget, found)
        assert found.seconds < 20
        values.append(found.value)
    assert values == sorted(values, reverse=True)
    assert values[0] == min(left(graph, [node])[0] for node in graph)
    if len(graph) <= 60:
        assert values[1] == min(left(graph, pair)[0] for pair in itertools.combinations(graph, 2))


def test_by_hand() -> None:
    # Two triangles on a string: the middle of the string halves it; two nodes leave the triangles or less.
    graph = nx.Graph([(0, 1), (1, 2), (0, 2), (2, 3), (3, 4), (4, 5), (5, 6), (4, 6)])
    one = key_set(graph, 1)
    assert (one.nodes, one.value, one.proved) == ((3,), 3, True)
    assert key_set(graph, 2).value == 2
    assert key_set(graph, 1, objective="connected_pairs").value == 6
    dear = key_set(graph, 1, costs={3: 2.0})
    assert 3 not in dear.nodes
    assert dear.value == 4


def test_costs_by_type() -> None:
    graph = nx.star_graph(5)
    nx.set_node_attributes(graph, dict.fromkeys(graph, "phone"), "type")
    graph.nodes[0]["type"] = "deal_line"
    assert key_set(graph, 1, costs={"deal_line": 3.0}).value == 5
    assert key_set(graph, 3, costs={"deal_line": 3.0}).nodes == (0,)


def test_first_named_does_most() -> None:
    graph = nx.disjoint_union(nx.star_graph(20), nx.star_graph(10))
    assert key_set(graph, 2, objective="connected_pairs").nodes == (0, 21)


def test_time_over_still_gives_a_true_bound() -> None:
    graph = chains(300, 2)
    found = key_set(graph, 5, time_limit_s=0.3)
    check(graph, found)
    assert 0 < found.lower_bound <= found.value
    assert found.seconds < 5


@pytest.mark.parametrize(
    ("budget", "more", "words"),
    [
        (-1, {}, "budget of 0 or more"),
        (float("nan"), {}, "budget"),
        (1, {"costs": {0: 0.0}}, "costs above 0"),
        (1, {"time_limit_s": 0}, "time limit"),
        (1, {"objective": "fame"}, "objective"),
        (1, {"eligible": {99}}, "1 of 1"),
        (1, {"eligible": "phone"}, "set"),
    ],
)
def test_what_cannot_be_used_is_said(budget: float, more: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        key_set(nx.path_graph(3), budget, **more)


def test_nothing_to_choose_from() -> None:
    assert key_set(nx.Graph(), 3).value == 0
    none = key_set(nx.path_graph(4), 2, eligible=set())
    assert (none.nodes, none.value, none.proved) == ((), 4, True)
