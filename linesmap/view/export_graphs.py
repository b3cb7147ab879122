"""Write the graph of links as GraphML and GEXF."""

from __future__ import annotations

import io
from typing import Any
from xml.etree import ElementTree as ET

import networkx as nx
from networkx.readwrite.gexf import GEXFWriter

from linesmap.view.export_content import ExportContent, literal

__all__ = ["gexf", "graphml"]

_FIXED_DAY = "1980-01-01"


def graphml(content: ExportContent) -> bytes:
    """Write the graph as GraphML: marking and notes are data of the graph, an edge is keyed by its relation."""
    graph: nx.MultiGraph[str] = nx.MultiGraph()
    for name, text in _graph_data(content).items():
        graph.graph[name] = text
    for node, data in _nodes(content):
        graph.add_node(node, **data)
    for a, b, relation, data in _edges(content):
        graph.add_edge(a, b, key=relation, **data)
    out = io.BytesIO()
    nx.write_graphml(graph, out)
    return out.getvalue()


def gexf(content: ExportContent) -> bytes:
    """Write the graph as GEXF 1.2 with the first and last day of every edge; what the file is stands in its meta."""
    graph: nx.MultiGraph[str] = nx.MultiGraph(name=literal(f"{content.about.marking}: {content.about.title}"))
    for node, data in _nodes(content):
        # `type` of a node is a word of our own; that of an edge is one of GEXF.
        graph.add_node(node, entity_type=data.pop("type"), **data)
    for number, (a, b, relation, data) in enumerate(_edges(content)):
        days = {"start": data["first_seen"], "end": data["last_seen"]}
        graph.add_edge(a, b, key=relation, id=f"L{number}", label=relation, **data, **_filled(days))
    writer = GEXFWriter(encoding="utf-8", prettyprint=False, version="1.2draft")
    writer.add_graph(graph)
    meta = writer.xml.find("meta")
    if meta is not None:
        meta.set("lastmodifieddate", _FIXED_DAY)
        meta.clear()
        meta.set("lastmodifieddate", _FIXED_DAY)
        for name, text in (("creator", "linesmap"), ("description", _told(content))):
            ET.SubElement(meta, name).text = text
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _filled(days: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in days.items() if value}


def _told(content: ExportContent) -> str:
    return literal("; ".join(f"{name}: {text}" for name, text in content.about.all_lines))


def _graph_data(content: ExportContent) -> dict[str, str]:
    about = content.about
    named = {"marking": about.marking, "title": about.title, "handling": about.handling, "note": about.note}
    return {name: literal(text) for name, text in {**named, "about": _told(content)}.items()}


def _nodes(content: ExportContent) -> list[tuple[str, dict[str, Any]]]:
    marking = content.about.marking
    return [
        (literal(node), {**_safe(content.graph.nodes[node]), "export_marking": marking})
        for node in sorted(content.graph)
    ]


def _edges(content: ExportContent) -> list[tuple[str, str, str, dict[str, Any]]]:
    graph = content.graph
    keys = sorted((min(a, b), max(a, b), str(relation)) for a, b, relation in graph.edges(keys=True))
    return [
        (
            literal(a),
            literal(b),
            literal(relation),
            {"relation": literal(relation), **_safe(graph.edges[a, b, relation])},
        )
        for a, b, relation in keys
    ]


def _safe(data: dict[str, Any]) -> dict[str, Any]:
    return {name: literal(value) if isinstance(value, str) else value for name, value in data.items()}
