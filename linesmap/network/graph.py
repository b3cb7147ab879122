"""Build the graph of lines, people, phones, vehicles, places and operations."""

from __future__ import annotations

import json

import networkx as nx
import pandas as pd

__all__ = ["build_graph", "neighbours"]


def build_graph(entities: pd.DataFrame, links: pd.DataFrame) -> nx.MultiGraph[str]:
    """Turn entities and links into a graph.

    Parameters
    ----------
    entities
        Table `entities`: entity_id, entity_type, label, safeguarding.
    links
        Table `links`: entity_a, entity_b, relation, weight, n_records, first_seen, last_seen, record_ids.

    Returns
    -------
    graph
        Undirected, nodes are entity ids with type, label and safeguarding; edges are keyed by relation, with
        weight (0 to 1), n_records, first_seen, last_seen (timestamps) and record_ids (tuple). Nodes and
        edges stand in the order of their ids, so that the same tables give the same graph.
    """
    graph: nx.MultiGraph[str] = nx.MultiGraph()
    for node in entities.sort_values("entity_id").to_dict("records"):
        graph.add_node(
            node["entity_id"],
            type=node["entity_type"],
            label=node["label"],
            safeguarding=bool(node["safeguarding"]),
        )
    for edge in links.sort_values(["entity_a", "entity_b", "relation"]).to_dict("records"):
        graph.add_edge(
            edge["entity_a"],
            edge["entity_b"],
            key=edge["relation"],
            weight=float(edge["weight"]),
            n_records=int(edge["n_records"]),
            first_seen=edge["first_seen"],
            last_seen=edge["last_seen"],
            record_ids=tuple(json.loads(edge["record_ids"])),
        )
    return graph


def neighbours(graph: nx.MultiGraph[str], node: str) -> pd.DataFrame:
    """List what a node is tied to, strongest first.

    Parameters
    ----------
    graph
        From `build_graph`.
    node
        An entity id in it.

    Returns
    -------
    ties
        Columns entity_id, type, label, safeguarding, relation, weight, n_records, first_seen, last_seen.
    """
    rows = [
        {"entity_id": other, **graph.nodes[other], "relation": relation, **data}
        for _, other, relation, data in graph.edges(node, keys=True, data=True)
    ]
    columns = ["entity_id", "type", "label", "safeguarding", "relation", "weight", "n_records"]
    columns += ["first_seen", "last_seen"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.sort_values(["weight", "n_records", "label"], ascending=[False, False, True], ignore_index=True)
