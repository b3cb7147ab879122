"""Build the graph of lines, people, phones, vehicles, places and operations."""

from __future__ import annotations

import io
import json

import networkx as nx
import pandas as pd

__all__ = ["build_graph", "graphml", "neighbours"]


def build_graph(entities: pd.DataFrame, links: pd.DataFrame) -> nx.MultiGraph[str]:
    """Turn entities and links into a graph.

    Parameters
    ----------
    entities
        Table `entities`: entity_id, entity_type, label, safeguarding, and caution where there is any.
    links
        Table `links`: entity_a, entity_b, relation, weight, n_records, first_seen, last_seen, record_ids.

    Returns
    -------
    graph
        Undirected, nodes are entity ids with type, label, safeguarding and caution; edges are keyed by relation, with
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
            caution=node["caution"] if isinstance(node.get("caution"), str) else "",
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


def graphml(graph: nx.MultiGraph[str]) -> bytes:
    """Write a graph as GraphML: the same graph gives the same bytes.

    Parameters
    ----------
    graph
        From `build_graph`. Days are written as ISO dates, records as identifiers separated by semicolons.
    """
    plain: nx.MultiGraph[str] = nx.MultiGraph()
    for node in sorted(graph):
        plain.add_node(node, **graph.nodes[node])
    for a, b, relation in sorted((min(a, b), max(a, b), key) for a, b, key in graph.edges(keys=True)):
        data = graph.edges[a, b, relation]
        plain.add_edge(
            a,
            b,
            key=relation,
            relation=relation,
            weight=float(data["weight"]),
            n_records=int(data["n_records"]),
            first_seen=_iso_day(data["first_seen"]),
            last_seen=_iso_day(data["last_seen"]),
            record_ids=";".join(data["record_ids"]),
        )
    out = io.BytesIO()
    nx.write_graphml(plain, out)
    return out.getvalue()


def _iso_day(stamp: object) -> str:
    return pd.Timestamp(stamp).date().isoformat() if pd.notna(stamp) else ""  # type: ignore[call-overload,arg-type]


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
