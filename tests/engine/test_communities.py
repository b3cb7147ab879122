"""Communities, brokers, articulation points and cores, against networkx and by hand."""

from __future__ import annotations

import networkx as nx
import pytest

from linesmap.engine import MEANINGS, communities
from tests.engine.covert_graphs import shipped


def test_two_groups_and_a_broker() -> None:
    graph = nx.barbell_graph(5, 1)
    found = communities(graph)
    sides = found.members.set_index("node")["community"]
    assert sides[[0, 1, 2, 3]].nunique() == sides[[7, 8, 9, 10]].nunique() == 1
    assert sides[0] != sides[10]
    assert 5 in found.brokers["node"].tolist()
    broker = found.candidates.set_index("node").loc[5]
    assert (broker["communities"], broker["participation"]) == (2, pytest.approx(0.5))
    assert set(found.articulation_points["node"]) == {4, 5, 6}


@pytest.mark.parametrize(("name", "graph"), list(shipped()))
def test_against_networkx(name: str, graph: nx.Graph[int]) -> None:
    found = communities(graph)
    assert found.members.set_index("node")["core"].to_dict() == nx.core_number(graph)
    assert set(found.articulation_points["node"]) == set(nx.articulation_points(graph))
    groups = [set(rows["node"]) for _, rows in found.members.groupby("community")]
    assert [len(group) for group in groups] == sorted(map(len, groups), reverse=True)
    assert found.modularity == pytest.approx(nx.community.modularity(graph, groups, weight=None))
    louvain = nx.community.louvain_communities(graph, weight=None, seed=1)
    assert found.modularity >= nx.community.modularity(graph, louvain, weight=None) - 1e-9, name
    own = found.members.set_index("node")["community"]
    for row in found.candidates.itertuples():
        around = own[list(graph[row.node])]
        share = around.value_counts() / len(around)
        assert row.participation == pytest.approx(1 - (share**2).sum())
        assert row.outside == pytest.approx((around != own[row.node]).mean())
        assert row.communities == around.nunique()


def test_seed_and_empty() -> None:
    graph = nx.les_miserables_graph()
    assert communities(graph, seed=2).members.equals(communities(graph, seed=2).members)
    assert communities(nx.Graph()).members.empty
    alone = communities(nx.empty_graph(2))
    assert alone.candidates["participation"].tolist() == [0, 0]
    assert alone.modularity == 0


def test_each_description_says_what_it_does_not_mean() -> None:
    assert set(MEANINGS) == {"community", "broker", "articulation_point", "core"}
    for words in MEANINGS.values():
        assert "it does not mean" in words
        assert words.endswith(".")
        assert words.count(". ") == 0
