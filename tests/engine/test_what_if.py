"""Before and after a removal, chance, recovery, supply, forces and doubt: each against a count of its own."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linesmap.engine import RULES, compact, rank_ranges, recovery, what_if
from linesmap.engine.spread import global_efficiency, removals_at_once
from linesmap.engine.uncertainty import edge_weights
from linesmap.errors import InputError, MetricUndefinedError
from tests.engine.covert_graphs import clustered, left

QUICK: dict[str, Any] = {"draws": 0, "resamples": 0, "recovery_steps": 0}


@settings(max_examples=30, deadline=None)
@given(n=st.integers(2, 25), m=st.integers(0, 60), seed=st.integers(0, 9999), k=st.integers(0, 4))
def test_states_against_networkx(n: int, m: int, seed: int, k: int) -> None:
    graph = nx.gnm_random_graph(n, m, seed=seed)
    removed = list(range(min(k, n)))
    found = what_if(graph, removed, **QUICK)
    rest = graph.copy()
    rest.remove_nodes_from(removed)
    for state, part in ((found.before, graph), (found.after, rest)):
        assert (state.largest_component, state.connected_pairs) == left(part, [])
        assert (state.n_nodes, state.n_edges) == (len(part), part.number_of_edges())
        assert state.n_components == nx.number_connected_components(part) if len(part) else state.n_components == 0
        assert state.isolated == nx.number_of_isolates(part)
        assert state.fragmentation == pytest.approx(1 - state.connected_pairs / (n * (n - 1) / 2))
        assert state.efficiency == pytest.approx(nx.global_efficiency(part) if len(part) > 1 else 0)
        assert state.efficiency_error == 0


def test_sampled_efficiency_states_an_error_that_holds() -> None:
    graph = clustered(1_700, 3)
    found = global_efficiency(compact(graph), seed=5)
    lengths = dict(nx.all_pairs_shortest_path_length(graph))
    exact = sum(1 / d for node in graph for d in lengths[node].values() if d) / (1_700 * 1_699)
    assert 0 < found.error < 0.02
    assert abs(found.value - exact) < 2 * found.error


@settings(max_examples=25, deadline=None)
@given(n=st.integers(4, 30), m=st.integers(0, 50), seed=st.integers(0, 9999), count=st.sampled_from([1, 64, 70]))
def test_many_removals_at_once(n: int, m: int, seed: int, count: int) -> None:
    graph = nx.gnm_random_graph(n, m, seed=seed)
    draw = np.random.default_rng(seed)
    sets = np.array([draw.choice(n, 3, replace=False) for _ in range(count)])
    assert [tuple(row) for row in removals_at_once(compact(graph), sets).tolist()] == [
        left(graph, chosen.tolist()) for chosen in sets
    ]


def test_chance_by_hand() -> None:
    # A star: without its hub nothing is left, without leaves everything but them.
    graph = nx.star_graph(40)
    found = what_if(graph, [0], resamples=0, recovery_steps=0)
    by = {(one.drawn, one.measure): one for one in found.chance}
    random = by["random", "largest_component"]
    assert (random.left, random.median, random.high, random.n_draws) == (1, 40, 40, 200)
    assert random.as_much <= 0.1
    assert what_if(graph, [5], resamples=0, recovery_steps=0).chance[0].as_much == 1
    # The ten nearest to the hub by degree are the hub and nine or more leaves.
    assert by["like_degree", "largest_component"].low <= by["like_degree", "largest_component"].median == 40


def test_chance_draws_the_same_types() -> None:
    graph = nx.star_graph(30)
    nx.set_node_attributes(graph, "phone", "type")
    graph.nodes[0]["type"] = "deal_line"
    line = what_if(graph, [0], resamples=0, recovery_steps=0).chance
    assert {(one.low, one.high, one.as_much) for one in line if one.measure == "largest_component"} == {(1, 1, 1)}


def test_recovery_makes_good_what_was_lost() -> None:
    graph = clustered(80, 1)
    hubs = sorted(graph, key=lambda node: -graph.degree(node))[:4]
    table = recovery(compact(graph), hubs, steps=4, rate=0.25, seed=1)
    lost = sum(1 for hub in hubs for other in graph[hub] if other not in hubs)
    assert set(table["rule"]) == set(RULES)
    for _, rows in table.groupby("rule"):
        assert rows["step"].tolist() == [0, 1, 2, 3, 4]
        assert rows["new_ties"].iloc[-1] == lost
        assert (rows["largest_component"].iloc[0], rows["connected_pairs"].iloc[0]) == left(graph, hubs)
        assert rows["largest_component"].is_monotonic_increasing
        assert rows["efficiency"].iloc[-1] > rows["efficiency"].iloc[0]
        assert (rows["largest_component_low"] <= rows["largest_component_high"]).all()
    assert table.equals(recovery(compact(graph), hubs, steps=4, rate=0.25, seed=1))


def test_nearest_is_two_steps_away() -> None:
    # The ends of each spoke of two stars can only meet those of their own star.
    graph = nx.disjoint_union(nx.star_graph(6), nx.star_graph(6))
    table = recovery(compact(graph), [0, 7], steps=1, rate=1.0, draws=5)
    nearest = table[(table["rule"] == "nearest") & (table["step"] == 1)].iloc[0]
    assert nearest["largest_component_high"] <= 6


def county_line() -> nx.MultiGraph[str]:
    graph: nx.MultiGraph[str] = nx.MultiGraph()
    kinds = {"L": "deal_line", "M": "deal_line", "T": "phone", "P": "person", "A": "address", "Q": "person",
             "O": "place", "D": "place", "E": "place"}  # fmt: skip
    for node, kind in kinds.items():
        graph.add_node(node, type=kind, safeguarding=False, forces=("F1",) if node in "LTO" else ("F2",))
    for node in "PQ":
        graph.nodes[node].update(role="suspect", adult=True)
    for a, b, relation, weight in [
        ("L", "O", "supplied_from", 1.0), ("L", "D", "supplies_to", 1.0), ("L", "E", "supplies_to", 1.0),
        ("M", "E", "supplies_to", 1.0), ("L", "T", "uses", 0.5), ("L", "P", "associated_with", 0.5),
        ("P", "A", "seen_at", 0.8), ("A", "D", "active_at", 0.9), ("M", "Q", "associated_with", 0.4),
        ("P", "A", "resident_at", 0.5),
    ]:  # fmt: skip
        graph.add_edge(a, b, key=relation, weight=weight)
    return graph


def test_supply_follows_people_phones_and_addresses() -> None:
    graph = county_line()

    def able(*removed: str) -> dict[tuple[str, str], bool]:
        routes = what_if(graph, removed, **QUICK).routes
        assert routes["able_before"].all()
        return {(row.line, row.area): bool(row.able_after) for row in routes.itertuples()}

    # D is reached by P and A; the register alone says E, for which one means of the line is enough.
    assert able() == {("L", "D"): True, ("L", "E"): True, ("M", "E"): True}
    assert able("A") == {("L", "D"): False, ("L", "E"): True, ("M", "E"): True}
    assert able("T") == {("L", "D"): True, ("L", "E"): True, ("M", "E"): True}
    assert able("T", "P") == {("L", "D"): False, ("L", "E"): False, ("M", "E"): True}
    assert able("L", "Q") == {("L", "D"): False, ("L", "E"): False, ("M", "E"): False}
    routes = what_if(graph, ["T"], **QUICK).routes
    assert routes[["means_before", "means_after", "origin"]].iloc[0].tolist() == [2, 1, "O"]


def test_forces() -> None:
    forces = what_if(county_line(), ["L"], **QUICK).forces.set_index("force")
    assert forces.loc["F1"].to_dict() == {
        "nodes": 3, "nodes_after": 2, "largest_before": 3, "largest_after": 0, "pairs_before": 3, "pairs_after": 0,
        "able_before": 1, "able_after": 0,
    }  # fmt: skip
    assert forces.loc["F2", ["able_before", "able_after"]].tolist() == [1, 1]


def test_replacement_takes_over_ties() -> None:
    graph = nx.star_graph(6)
    for heir in ("new", 3):
        found = what_if(graph, [0], replacement={0: heir}, **QUICK)
        assert found.after.largest_component == (7 if heir == "new" else 6)
    with pytest.raises(InputError, match="not itself removed"):
        what_if(graph, [0, 1], replacement={0: 1}, **QUICK)


def test_weights_of_evidence() -> None:
    graph = county_line()
    small = compact(graph)
    weights = edge_weights(graph, small)
    assert weights is not None
    named = {(small.nodes[a], small.nodes[b]): w for (a, b), w in zip(small.edges().tolist(), weights, strict=True)}
    assert named["P", "A"] == pytest.approx(1 - 0.2 * 0.5)
    assert edge_weights(nx.les_miserables_graph(), compact(nx.les_miserables_graph())) is None
    assert what_if(nx.les_miserables_graph(), ["Valjean"], draws=0, recovery_steps=0).evidence is None


def test_doubt_becomes_a_range() -> None:
    sure = nx.star_graph(10)
    found = what_if(sure, [0], draws=0, recovery_steps=0).evidence
    assert found is not None
    assert found.loc[0, ["before_low", "before_high", "after_low", "loss_high"]].tolist() == [11, 11, 1, 10]
    nx.set_edge_attributes(sure, 0.5, "weight")
    found = what_if(sure, [0], draws=0, recovery_steps=0, resamples=400).evidence
    assert found is not None
    row = found.iloc[0]
    # 1 + Binomial(10, 1/2): 2.5% and 97.5% points 2 and 8 of the binomial.
    assert (row["before_low"], row["before"], row["before_high"]) == pytest.approx((3, 6, 9), abs=1)


def test_ranks_are_ranges() -> None:
    graph = nx.star_graph(6)
    nx.set_edge_attributes(graph, 0.9, "weight")
    ranks = rank_ranges(graph, resamples=100)
    assert ranks.loc[0, ["node", "rank", "rank_high"]].tolist() == [0, 1, 1]
    leaf = ranks.iloc[1]
    assert leaf["rank_low"] <= leaf["rank"] <= leaf["rank_high"]
    with pytest.raises(MetricUndefinedError, match="0 to 1"):
        rank_ranges(nx.les_miserables_graph())


def test_the_same_seed_gives_the_same_result() -> None:
    graph = county_line()
    one, other = (what_if(graph, ["P", "T"], seed=3) for _ in range(2))
    assert one.chance == other.chance
    assert one.recovery.equals(other.recovery)
    assert one.evidence is not None
    assert other.evidence is not None
    assert one.evidence.equals(other.evidence)


@pytest.mark.parametrize(
    ("removed", "more", "words"),
    [
        (["Z"], {}, "1 of 1"),
        ("P", {}, "list"),
        (["D"], {}, "may not"),
        (["P"], {"draws": 20}, "at least 200"),
        (["P"], {"recovery_rate": 2.0}, "0 to 1"),
    ],
)
def test_what_cannot_be_used_is_said(removed: Any, more: dict[str, Any], words: str) -> None:
    with pytest.raises(InputError, match=words):
        what_if(county_line(), removed, **more)
