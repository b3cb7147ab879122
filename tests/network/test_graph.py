"""The graph says what the tables say."""

from __future__ import annotations

import networkx as nx
import pandas as pd

from linesmap.network import build_graph, neighbours

ENTITIES = pd.DataFrame(
    [
        {"entity_id": "L1", "entity_type": "deal_line", "label": "Harrier", "safeguarding": False},
        {"entity_id": "N1", "entity_type": "person", "label": "Person A", "safeguarding": True},
        {"entity_id": "T1", "entity_type": "phone", "label": "+447700900001", "safeguarding": False},
        {"entity_id": "V1", "entity_type": "vehicle", "label": "QX24ABC", "safeguarding": False},
    ]
)
LINKS = pd.DataFrame(
    [
        ("L1", "T1", "uses", 0.9, 2, '["R1","R2"]'),
        ("L1", "N1", "associated_with", 0.4, 1, '["R2"]'),
        ("N1", "T1", "linked_to", 0.5, 1, '["R2"]'),
        ("N1", "T1", "found_with", 0.6, 1, '["R3"]'),
    ],
    columns=["entity_a", "entity_b", "relation", "weight", "n_records", "record_ids"],
).assign(first_seen=pd.Timestamp("2025-01-01"), last_seen=pd.Timestamp("2025-02-01"))


def test_nodes_and_edges_are_those_of_the_tables() -> None:
    graph = build_graph(ENTITIES, LINKS)
    assert isinstance(graph, nx.MultiGraph)
    assert set(graph) == {"L1", "N1", "T1", "V1"}
    assert graph.number_of_edges() == 4
    assert graph.nodes["N1"] == {"type": "person", "label": "Person A", "safeguarding": True, "caution": ""}
    assert graph.edges["L1", "T1", "uses"]["record_ids"] == ("R1", "R2")
    assert set(graph["N1"]["T1"]) == {"linked_to", "found_with"}


def test_neighbours_strongest_first() -> None:
    ties = neighbours(build_graph(ENTITIES, LINKS), "L1")
    assert ties["entity_id"].tolist() == ["T1", "N1"]
    assert ties["safeguarding"].tolist() == [False, True]
    assert neighbours(build_graph(ENTITIES, LINKS), "V1").empty


def test_order_of_rows_does_not_matter() -> None:
    one = build_graph(ENTITIES, LINKS)
    other = build_graph(ENTITIES.iloc[::-1], LINKS.iloc[::-1])
    assert list(one.nodes(data=True)) == list(other.nodes(data=True))
    assert list(one.edges(keys=True, data=True)) == list(other.edges(keys=True, data=True))
