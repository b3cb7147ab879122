"""Fragmentation and robustness agree with the vectors and with slow, plain computations."""

from __future__ import annotations

import json
import time

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linesmap.errors import InputError, MetricUndefinedError
from linesmap.measure import fragmentation, robustness

GRAPHS = st.builds(
    lambda n, share, seed: nx.gnp_random_graph(n, share, seed=seed),
    st.integers(2, 24),
    st.floats(0, 0.4),
    st.integers(0, 10_000),
)


def slow_robustness(graph: nx.Graph, order: list[int]) -> float:
    left, total = graph.copy(), 0.0
    for node in order:
        left.remove_node(node)
        total += max((len(part) for part in nx.connected_components(left)), default=0) / len(graph)
    return total / len(graph)


def test_vectors_of_domain_6_9() -> None:
    path = nx.path_graph(5)
    assert fragmentation(path).efficiency == pytest.approx(0.6417, abs=5e-5)
    assert fragmentation(path).distance_weighted == pytest.approx(1 - 0.6417, abs=5e-5)
    assert fragmentation(path).estimate == 0
    path.remove_node(2)
    assert fragmentation(path).estimate == pytest.approx(0.6667, abs=5e-5)
    star = robustness(nx.star_graph(5), [0, 1, 2, 3, 4, 5])
    assert star.estimate == pytest.approx(5 / 36)
    assert star.curve == pytest.approx((1, 1 / 6, 1 / 6, 1 / 6, 1 / 6, 1 / 6, 0))


def test_whole_graph_reaches_the_largest_robustness() -> None:
    whole = robustness(nx.complete_graph(40), list(range(40)))
    assert whole.estimate == pytest.approx(0.5, abs=0.02)
    assert whole.estimate <= 0.5


@given(GRAPHS)
@settings(max_examples=40, deadline=None)
def test_fragmentation_is_that_of_networkx(graph: nx.Graph) -> None:
    found = fragmentation(graph)
    n = len(graph)
    reach = sum(nx.has_path(graph, a, b) for a in graph for b in graph if a != b)
    assert found.estimate == pytest.approx(1 - reach / (n * (n - 1)))
    assert found.efficiency == pytest.approx(nx.global_efficiency(graph))
    assert found.n_components == nx.number_connected_components(graph)
    assert found.largest_share == pytest.approx(max(map(len, nx.connected_components(graph))) / n)
    assert fragmentation(graph, distances=False).efficiency is None


@given(GRAPHS, st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_robustness_is_that_of_removing_one_by_one(graph: nx.Graph, shuffler: object) -> None:
    order = list(graph)
    shuffler.shuffle(order)  # type: ignore[attr-defined]
    found = robustness(graph, order)
    assert found.estimate == pytest.approx(slow_robustness(graph, order))
    assert all(one >= other for one, other in zip(found.curve, found.curve[1:], strict=False))
    assert found.curve[-1] == 0


def test_directions_weights_and_own_ties_play_no_part() -> None:
    plain = nx.path_graph(["a", "b", "c", "d"])
    other = nx.MultiDiGraph()
    other.add_edges_from([("b", "a"), ("a", "b"), ("b", "c"), ("b", "c"), ("c", "d"), ("d", "d")], weight=7)
    assert fragmentation(plain).efficiency == fragmentation(other).efficiency
    assert fragmentation(other).n_edges == 3
    assert robustness(plain, list("bcad")).curve == robustness(other, list("bcad")).curve


def test_robustness_of_a_large_network_takes_moments() -> None:
    """Searching components anew after each of 20,000 removals would take many minutes."""
    graph = nx.gnm_random_graph(20_000, 60_000, seed=1)
    start = time.perf_counter()
    found = robustness(graph, list(graph))
    assert time.perf_counter() - start < 20
    assert 0.3 < found.estimate < 0.5


def test_sentences_say_what_and_its_limits() -> None:
    pieces = fragmentation(nx.Graph([(1, 2), (3, 4)]))
    assert "in 2 pieces; the largest holds 50%" in pieces.sentence()
    assert "67 of 100 pairs cannot reach each other" in pieces.sentence()
    assert "where police looked" in pieces.sentence()
    star = robustness(nx.star_graph(5), range(6))
    assert star.half_after == 1
    assert star.sentence().startswith("Removing the first of 6 nodes in this order")
    assert "often replaced" in star.sentence()


def test_wrong_arguments_are_refused() -> None:
    with pytest.raises(MetricUndefinedError):
        fragmentation(nx.empty_graph(1))
    with pytest.raises(MetricUndefinedError):
        robustness(nx.Graph(), [])
    for order in ([0, 1], [0, 1, 2, 2], [0, 1, 9], [0, 0, 1]):
        with pytest.raises(InputError, match=r"every node once.*\.$"):
            robustness(nx.path_graph(3), order)


def test_single_node_falls_apart_at_once() -> None:
    one = robustness(nx.empty_graph(1), [0])
    assert one.curve == (1, 0)
    assert one.estimate == 0


def test_as_dict_is_json() -> None:
    plain = json.loads(json.dumps(robustness(nx.star_graph(5), range(6)).as_dict(), allow_nan=False))
    assert plain["interval"] is None
    assert np.isclose(sum(plain["curve"][1:]) / 6, plain["estimate"])
    assert json.loads(json.dumps(fragmentation(nx.path_graph(5)).as_dict()))["n_components"] == 1
