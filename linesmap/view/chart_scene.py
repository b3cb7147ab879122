"""Build the chart of a scene: nodes, ties and their places as plain values, drawn by the frame beside the map.

Ties name the rows of the scene's records, so that period, selection and table work in the browser.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from linesmap.model.grading import UNGRADED_WEIGHT
from linesmap.model.vocabulary import EntityType
from linesmap.view import chart_layout
from linesmap.view.chart_choice import MOST_NODES, MOST_TIES, Choice, choose
from linesmap.view.scene import Scene
from linesmap.view.words import phone

__all__ = ["ChartInput", "build_chart", "relation_words", "shown_label", "with_chart"]

_EPOCH = pd.Timestamp(0)
_RELATION_WORDS = {
    "uses": "uses",
    "holds": "holds",
    "linked_to": "linked to",
    "resident_at": "resident at",
    "supplied_from": "supplied from",
    "supplies_to": "supplies to",
    "succeeded_by": "succeeded by",
    "named_in": "named in",
}


@dataclass(frozen=True)
class ChartInput:
    """What a chart is made from.

    `graph` comes from `linesmap.network.graph_of`. `records` has one row for each record of the scene, in its order:
    record_id, weight (of its grading, 0 to 1, null when ungraded), grading (as recorded), reference, file, row
    (number in the file), occurred_from, lon, lat (null when not located). `named` pairs record_id and entity_id;
    `from_text` are the record ids whose entity was found in their text, as pairs too. `places` is entity id of a
    place to (lon, lat). `focus` are nodes asked for. `lines` are the line ids of the scene, in its order.
    """

    graph: nx.MultiGraph[str]
    records: pd.DataFrame
    named: pd.DataFrame
    from_text: pd.DataFrame
    lines: Sequence[str]
    focus: Sequence[str] = ()
    places: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    most_nodes: int = MOST_NODES
    most_ties: int = MOST_TIES


def relation_words(relation: str) -> str:
    """Say a relation in words: `supplied_from` is `supplied from`."""
    return _RELATION_WORDS.get(relation, relation.replace("_", " "))


def shown_label(label: str, kind: str) -> str:
    """Write the label of a node as people read it."""
    return phone(label) if kind == EntityType.PHONE.value else label


def with_chart(scene: Scene, chart: Mapping[str, Any]) -> Scene:
    """Put a chart into a scene; the key names both."""
    text = json.dumps(chart, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    whole = f'{scene.json[:-1]},"chart":{text}}}'
    return replace(scene, json=whole, key=hashlib.sha256(whole.encode()).hexdigest()[:16])


def build_chart(given: ChartInput) -> dict[str, Any]:
    """Turn a graph into what the frame draws.

    Returns
    -------
    chart
        `nodes` as columns (id, type, label, ties: number of different neighbours in the whole graph, guard, caution,
        first: day first seen, line: row of the scene's lines, rows: rows of the scene's records that name it,
        text: those of them that name it in their text only, unlocated), `open` (number of first nodes shown at
        first), `focus`, `pos` (for each layout x and y in turn), `edges` as columns (a, b, relation, weight: of all
        its records, base: of those that are not in the scene, such as registers, n: records, rows), `records` as
        columns beside those of the scene (weight, source, file, row, grade) and the lists these number.
        The same input gives the same values.
    """
    graph = given.graph
    choice = choose(graph, given.focus, most_nodes=given.most_nodes, most_ties=given.most_ties)
    number = {node: index for index, node in enumerate(choice.nodes)}
    row_of = {record: index for index, record in enumerate(given.records["record_id"])}
    edges, relations = _edges(given, choice, number, row_of)
    rows = _rows_of_nodes(given.named, number, row_of)
    for a, b, those in zip(edges["a"], edges["b"], edges["rows"], strict=True):
        rows[a].update(those)
        rows[b].update(those)
    own_rows = [sorted(those) for those in rows]
    text_rows = [sorted(those) for those in _rows_of_nodes(given.from_text, number, row_of)]
    nodes = _nodes(given, choice, own_rows)
    nodes["text"] = text_rows
    places = _places(given, choice, own_rows)
    nodes["unlocated"] = [int(place is None) for place in places]
    ties = list(zip(edges["a"], edges["b"], edges["weight"], strict=True))
    return {
        "total": {"nodes": len(graph), "ties": graph.number_of_edges()},
        "types": [kind.value for kind in EntityType],
        "relations": relations,
        "nodes": nodes,
        "open": len(choice.opened),
        "focus": [number[node] for node in dict.fromkeys(given.focus) if node in number],
        "pos": _positions(nodes, len(choice.opened), ties, places),
        "edges": edges,
        **_record_columns(given.records),
    }


def _edges(
    given: ChartInput, choice: Choice, number: Mapping[str, int], row_of: Mapping[str, int]
) -> tuple[dict[str, list[Any]], list[str]]:
    relations = sorted({relation for *_, relation in choice.ties})
    index = {relation: position for position, relation in enumerate(relations)}
    edges: dict[str, list[Any]] = {name: [] for name in ("a", "b", "relation", "weight", "base", "n", "rows")}
    for a, b, relation in choice.ties:
        data = given.graph.edges[a, b, relation]
        rows = sorted(row_of[record] for record in data["record_ids"] if record in row_of)
        elsewhere = len(data["record_ids"]) - len(rows)
        base = float(data["weight"]) if not rows else 1 - (1 - UNGRADED_WEIGHT) ** elsewhere
        edges["a"].append(number[a])
        edges["b"].append(number[b])
        edges["relation"].append(index[relation])
        edges["weight"].append(round(float(data["weight"]), 3))
        edges["base"].append(round(base, 3))
        edges["n"].append(int(data["n_records"]))
        edges["rows"].append(rows)
    return edges, [relation_words(relation) for relation in relations]


def _rows_of_nodes(pairs: pd.DataFrame, number: Mapping[str, int], row_of: Mapping[str, int]) -> list[set[int]]:
    rows: list[set[int]] = [set() for _ in number]
    for record, entity in zip(pairs["record_id"], pairs["entity_id"], strict=True):
        if entity in number and record in row_of:
            rows[number[entity]].add(row_of[record])
    return rows


def _nodes(given: ChartInput, choice: Choice, own_rows: list[list[int]]) -> dict[str, Any]:
    graph = given.graph
    types = {kind.value: position for position, kind in enumerate(EntityType)}
    line_of = {line: position for position, line in enumerate(given.lines)}
    about = [graph.nodes[node] for node in choice.nodes]
    cautions = {str(index): one["caution"] for index, one in enumerate(about) if one.get("caution")}
    starts = given.records["occurred_from"].tolist()
    return {
        "id": list(choice.nodes),
        "type": [types[one["type"]] for one in about],
        "label": [shown_label(str(one["label"]), one["type"]) for one in about],
        "ties": [len(set(graph.neighbors(node)) - {node}) for node in choice.nodes],
        "guard": [int(bool(one["safeguarding"])) for one in about],
        "caution": cautions,
        "first": [
            _first_day(graph, node, [starts[row] for row in rows])
            for node, rows in zip(choice.nodes, own_rows, strict=True)
        ],
        "line": [line_of.get(node, -1) for node in choice.nodes],
        "rows": own_rows,
    }


def _first_day(graph: nx.MultiGraph[str], node: str, starts: list[Any]) -> int | None:
    known = [data["first_seen"] for *_, data in graph.edges(node, data=True)] + starts
    days = [(pd.Timestamp(stamp) - _EPOCH).days for stamp in known if pd.notna(stamp)]
    return min(days) if days else None


def _places(given: ChartInput, choice: Choice, own_rows: list[list[int]]) -> list[tuple[float, float] | None]:
    """Give each node the middle of its located records; a place stands where it is."""
    lon, lat = given.records["lon"].to_numpy(dtype=float), given.records["lat"].to_numpy(dtype=float)
    places: list[tuple[float, float] | None] = []
    for node, rows in zip(choice.nodes, own_rows, strict=True):
        located = [row for row in rows if not np.isnan(lon[row])]
        if node in given.places:
            places.append(given.places[node])
        elif located:
            places.append((float(np.median(lon[located])), float(np.median(lat[located]))))
        else:
            places.append(None)
    return places


def _positions(
    nodes: Mapping[str, Any],
    n_open: int,
    ties: list[tuple[int, int, float]],
    places: list[tuple[float, float] | None],
) -> dict[str, list[float]]:
    kinds = [list(EntityType)[position].value for position in nodes["type"]]
    points = {
        "force": chart_layout.forces(len(kinds), n_open, ties),
        "ground": chart_layout.on_the_ground(places, n_open),
        "time": chart_layout.in_time(kinds, nodes["first"]),
        "role": chart_layout.by_role(kinds, ties, nodes["label"]),
    }
    return {name: [round(float(value), 1) for value in at.ravel()] for name, at in points.items()}


def _record_columns(records: pd.DataFrame) -> dict[str, Any]:
    """Write what the table and the weight of a period need of every record of the scene."""
    gradings = sorted(set(records["grading"].dropna()))
    graded = {grading: position for position, grading in enumerate(gradings, start=1)}
    files = sorted(set(records["file"]))
    file_of = {name: position for position, name in enumerate(files)}
    source = records["reference"].where(records["reference"].notna(), records["record_id"])
    return {
        "records": {
            "weight": [round(float(weight), 3) for weight in records["weight"].fillna(UNGRADED_WEIGHT)],
            "source": pd.factorize(source)[0].tolist(),
            "file": [file_of[name] for name in records["file"]],
            "row": [int(row) for row in records["row"]],
            "grade": [graded.get(grading, 0) for grading in records["grading"]],
        },
        "files": files,
        "grades": ["", *gradings],
    }
