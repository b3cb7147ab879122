"""The effect of removing each node is what removing it shows."""

from __future__ import annotations

import time

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linesmap.engine import compact, impact
from linesmap.engine.compact import components_of
from linesmap.engine.cut_effects import cut_effects
from tests.engine.covert_graphs import left, shipped


@settings(max_examples=80, deadline=None)
@given(n=st.integers(0, 14), m=st.integers(0, 30), seed=st.integers(0, 10_000))
def test_every_node_against_removing_it(n: int, m: int, seed: int) -> None:
    graph = nx.gnm_random_graph(n, m, seed=seed)
    frame = impact(graph).set_index("node")
    assert set(frame.index) == set(graph)
    cut = set(nx.articulation_points(graph))
    before = left(graph, [])
    for node in graph:
        row = frame.loc[node]
        after = left(graph, [node])
        assert (row["largest_component"], row["connected_pairs"]) == after
        assert row["largest_component_loss"] == before[0] - after[0]
        assert row["connected_pairs_loss"] == before[1] - after[1]
        assert bool(row["splits"]) == (node in cut)


def test_star_and_path_by_hand() -> None:
    star = impact(nx.star_graph(4)).set_index("node")
    assert star.loc[0, ["largest_component", "connected_pairs", "splits"]].tolist() == [1, 0, True]
    assert star.loc[1, ["largest_component", "connected_pairs", "splits"]].tolist() == [4, 6, False]
    path = impact(nx.path_graph(5))
    assert path["node"].tolist()[0] == 2
    assert path.iloc[0][["largest_component", "connected_pairs"]].tolist() == [2, 2]


def test_direction_loops_and_doubles_do_not_matter() -> None:
    edges = [("a", "b"), ("b", "a"), ("b", "b"), ("b", "c"), ("d", "c"), ("d", "c")]
    plain = impact(nx.Graph([("a", "b"), ("b", "c"), ("c", "d")]))
    for kind in (nx.DiGraph, nx.MultiGraph, nx.MultiDiGraph):
        assert impact(kind(edges)).equals(plain)


def test_parts_keep_ties_and_names() -> None:
    small = compact(nx.path_graph(["a", "b", "c", "d"]))
    part, ids = small.part(np.array([True, True, False, True]))
    assert part.nodes == ["a", "b", "d"]
    assert ids.tolist() == [0, 1, 3]
    assert part.edges().tolist() == [[0, 1]]
    assert components_of(small, np.array([True, False, True, True])).labels.tolist() == [0, -1, 1, 1]


@pytest.mark.parametrize(("name", "graph"), list(shipped()))
def test_shipped_networks_agree_with_networkx(name: str, graph: nx.Graph[int]) -> None:
    effects = cut_effects(compact(graph))
    assert {node for node, splits in zip(graph, effects.splits, strict=True) if splits} == set(
        nx.articulation_points(graph)
    ), name


def test_a_large_network_is_one_light_pass() -> None:
    graph = nx.barabasi_albert_graph(20_000, 3, seed=1)
    start = time.process_time()
    assert len(impact(graph)) == 20_000
    assert time.process_time() - start < 1


def test_a_network_of_nothing() -> None:
    assert impact(nx.Graph()).empty
    lone = impact(nx.empty_graph(2))
    assert lone["largest_component"].tolist() == [1, 1]
