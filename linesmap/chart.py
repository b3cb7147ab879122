"""Put together what the Network page shows: the chart of a selection, searches in it, paths and sentences."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import networkx as nx
import pandas as pd

from linesmap.model.filters import Filters
from linesmap.model.grading import evidence_weights
from linesmap.model.vocabulary import EntityType
from linesmap.network import graph_of
from linesmap.picture import Backdrop, details_of, scene_of
from linesmap.store import Tables, resolved_mentions
from linesmap.view.chart_scene import ChartInput, build_chart, shown_label, with_chart
from linesmap.view.chart_words import sentence_around
from linesmap.view.scene import Scene

__all__ = [
    "Found",
    "Material",
    "chart_of",
    "find",
    "material_of",
    "particulars_of",
    "place_points",
    "strongest_path",
]

_MOST_FOUND = 20
_STEP = 0.01
"""Added to every step of a path, so that of two equally strong paths the shorter is given."""


@dataclass(frozen=True)
class Material:
    """What the charts of one selection are chosen from: its scene, the whole graph, and what records name."""

    scene: Scene
    graph: nx.MultiGraph[str]
    records: pd.DataFrame
    named: pd.DataFrame
    places: Mapping[str, tuple[float, float]]


@dataclass(frozen=True)
class Found:
    """A node that a search found: what it is called, and to how many others it is tied."""

    node: str
    label: str
    kind: str
    ties: int
    safeguarding: bool


def material_of(tables: Tables, backdrop: Backdrop, filters: Filters, *, events: bool = False) -> Material:
    """Read what the charts of a selection are made from.

    Parameters
    ----------
    tables, backdrop
        Of the same state of the workspace.
    filters
        What to include. The app leaves the period open here and moves it in the browser.
    events
        Whether seizures and enforcement actions are nodes of their own.
    """
    scene = scene_of(tables, backdrop, filters)
    graph = graph_of(tables, filters, events=events)
    return Material(
        scene=scene,
        graph=graph,
        records=_records(tables, scene.record_ids),
        named=_named(tables, scene.record_ids, events=events),
        places=place_points(tables, graph),
    )


def chart_of(material: Material, focus: Sequence[str] = ()) -> Scene:
    """Build the scene of the Network page: map, timeline and chart in one.

    Parameters
    ----------
    material
        From `material_of`.
    focus
        Entity ids to open on, such as one that was searched for, or the steps of a path.

    Returns
    -------
    scene
        The same material and focus give the same scene.
    """
    named = material.named
    given = ChartInput(
        graph=material.graph,
        records=material.records,
        named=named,
        from_text=named[named["from_text"].astype("boolean").fillna(value=False)],
        lines=_line_ids(material.scene),
        focus=focus,
        places=material.places,
    )
    return with_chart(material.scene, build_chart(given))


def _line_ids(scene: Scene) -> list[str]:
    return [line["id"] for line in json.loads(scene.json)["lines"]]


def _records(tables: Tables, record_ids: Sequence[str]) -> pd.DataFrame:
    """Read what the chart says of every record of the scene, in the scene's order."""
    records, places = tables["records"], tables["places"].select("place_id", "lon", "lat")
    sources = tables["sources"].select("source_id", file=tables["sources"].name)
    wanted = records.select("record_id", "source_id", "row_number", "reference", "grading", "occurred_from", "place_id")
    joined = wanted.left_join(places, "place_id").drop("place_id_right").inner_join(sources, "source_id")
    frame: pd.DataFrame = joined.to_pandas().set_index("record_id").loc[list(record_ids)].reset_index()
    return frame.rename(columns={"row_number": "row"}).assign(
        weight=evidence_weights(frame["grading"]),
        lon=frame["lon"].astype("float64"),
        lat=frame["lat"].astype("float64"),
    )


def _named(tables: Tables, record_ids: Sequence[str], *, events: bool) -> pd.DataFrame:
    frame: pd.DataFrame = resolved_mentions(tables).select("record_id", "entity_id", "from_text").to_pandas()
    if events:
        # An event is named by its own record.
        own = pd.DataFrame({"record_id": record_ids, "entity_id": record_ids, "from_text": False})
        frame = pd.concat([frame, own], ignore_index=True)
    return frame[frame["record_id"].isin(set(record_ids))]


def place_points(tables: Tables, graph: nx.MultiGraph[str]) -> dict[str, tuple[float, float]]:
    """Locate the places of the graph by the places of the records that name them first."""
    wanted = {node for node in graph if graph.nodes[node]["type"] == EntityType.PLACE.value}
    if not wanted:
        return {}
    named = resolved_mentions(tables).filter(ibis._.entity_type == EntityType.PLACE.value)
    named = named.select("record_id", "entity_id")
    joined = named.inner_join(tables["records"].select("record_id", "place_id"), "record_id")
    joined = joined.inner_join(tables["places"].select("place_id", "lon", "lat"), "place_id")
    frame: pd.DataFrame = joined.select("entity_id", "place_id", "lon", "lat").to_pandas().dropna()
    frame = frame[frame["entity_id"].isin(wanted)].sort_values(["entity_id", "place_id"]).drop_duplicates("entity_id")
    return {
        str(entity): (float(lon), float(lat))
        for entity, lon, lat in zip(frame["entity_id"], frame["lon"], frame["lat"], strict=True)
    }


def find(graph: nx.MultiGraph[str], words: str) -> list[Found]:
    """Search the labels of the whole graph, drawn or not.

    Parameters
    ----------
    graph
        From `linesmap.network.graph_of`.
    words
        Part of a label; spaces do not matter, so that a telephone number is found however it is written.

    Returns
    -------
    found
        At most 20: labels that begin with the words first, then by label.
    """
    wanted = _plain(words)
    if not wanted:
        return []
    rows = []
    for node, about in graph.nodes(data=True):
        label = shown_label(str(about["label"]), about["type"])
        if wanted in _plain(label) or wanted in _plain(str(about["label"])):
            ties = len(set(graph.neighbors(node)))
            found = Found(node, label, about["type"], ties, bool(about["safeguarding"]))
            rows.append((not _plain(label).startswith(wanted), label, node, found))
    return [row[-1] for row in sorted(rows, key=lambda row: row[:3])[:_MOST_FOUND]]


def _plain(text: str) -> str:
    return "".join(text.casefold().split())


def strongest_path(graph: nx.MultiGraph[str], start: str, end: str) -> list[str] | None:
    """Find the path whose ties are strongest together: the largest product of weights.

    Every step costs -ln(weight) + 0.01, so that equal paths are decided by their number of steps.

    Parameters
    ----------
    graph
        From `linesmap.network.graph_of`.
    start, end
        Nodes of it.

    Returns
    -------
    nodes
        From start to end, both included; None when nothing ties them.
    """
    try:
        longest = nx.dijkstra_path_length(graph, start, end, weight=_cost)
    except (nx.NodeNotFound, nx.NetworkXNoPath):
        return None
    before, reached = nx.dijkstra_predecessor_and_distance(graph, start, cutoff=longest, weight=_cost)
    path = [end]
    while path[-1] != start:
        # Of paths that cost the same, the order in which ties were added to the graph must not decide.
        path.append(min(before[path[-1]], key=lambda node: (reached[node], node)))
    return path[::-1]


def _cost(_start: str, _end: str, ties: Mapping[str, Mapping[str, float]]) -> float | None:
    """Give what a step costs: by the strongest tie between two nodes, none where every tie has no weight."""
    weight = max(tie["weight"] for tie in ties.values())
    return _STEP - math.log(min(weight, 1.0)) if weight > 0 else None


def particulars_of(tables: Tables, backdrop: Backdrop, record_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Give the particulars of records, with the sentences in which something was found in their text.

    Returns
    -------
    particulars
        As `picture.details_of`, plus `hits`: entity_id and `words`, pairs of a piece of text and whether it is what
        was found.
    """
    details = details_of(tables, backdrop, record_ids)
    mentions = resolved_mentions(tables).filter(ibis._.record_id.isin(list(record_ids)), ibis._.span_from.notnull())
    wanted = ("mention_id", "record_id", "entity_id", "span_from", "span_to")
    frame: pd.DataFrame = mentions.select(*wanted).to_pandas().sort_values(["record_id", "span_from", "mention_id"])
    return {record: {**content, "hits": _hits(frame, record, content)} for record, content in details.items()}


def _hits(frame: pd.DataFrame, record: str, content: Mapping[str, Any]) -> list[dict[str, Any]]:
    text = content.get("summary")
    if not text:
        return []
    own = frame[frame["record_id"] == record]
    return [
        {"entity": entity, "words": sentence_around(text, int(first), int(last))}
        for entity, first, last in zip(own["entity_id"], own["span_from"], own["span_to"], strict=True)
    ]
