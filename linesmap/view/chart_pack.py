"""Write a chart in fewer bytes for a file that carries it inside, with fewer things if need be.

`snapshot_chart.js` turns it back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

from linesmap.view.scene_pack import packed_column

__all__ = ["far_nodes", "packed_chart", "without_nodes"]

_THOUSANDTHS = 1_000
_NODE_LISTS = ("rows", "text")
_WEIGHTS = ("weight", "base")


def far_nodes(chart: Mapping[str, Any]) -> list[int]:
    """Find the things that a chart neither shows at first nor ties to what it shows at first.

    Parameters
    ----------
    chart
        From `chart_scene.build_chart`.

    Returns
    -------
    nodes
        Their numbers, in the order of the chart, which has the strongest tied first.
    """
    near = set(range(chart["open"])) | set(chart["focus"])
    edges = chart["edges"]
    tied = {
        end
        for a, b in zip(edges["a"], edges["b"], strict=True)
        if a < chart["open"] or b < chart["open"]
        for end in (a, b)
    }
    return [node for node in range(len(chart["nodes"]["id"])) if node not in near | tied]


def without_nodes(chart: Mapping[str, Any], left_out: Sequence[int]) -> dict[str, Any]:
    """Take things out of a chart, with their ties; the others keep their places.

    Parameters
    ----------
    chart
        From `chart_scene.build_chart`.
    left_out
        Numbers of nodes, none of them shown at first or in focus.

    Returns
    -------
    chart
        Alike; `total` and the number of ties of each thing still count the whole graph.
    """
    gone = set(left_out)
    kept = [node for node in range(len(chart["nodes"]["id"])) if node not in gone]
    number = {node: place for place, node in enumerate(kept)}
    nodes: dict[str, Any] = {
        name: [values[node] for node in kept] for name, values in chart["nodes"].items() if name != "caution"
    }
    cautions = chart["nodes"]["caution"].items()
    nodes["caution"] = {str(number[int(node)]): words for node, words in cautions if int(node) in number}
    edges = chart["edges"]
    inside = [i for i, (a, b) in enumerate(zip(edges["a"], edges["b"], strict=True)) if a in number and b in number]
    ties = {name: [values[i] for i in inside] for name, values in edges.items()}
    ties |= {name: [number[node] for node in ties[name]] for name in ("a", "b")}
    at = {
        name: [axis for node in kept for axis in flat[2 * node : 2 * node + 2]] for name, flat in chart["pos"].items()
    }
    focus = [number[node] for node in chart["focus"]]
    return {**chart, "nodes": nodes, "edges": ties, "pos": at, "focus": focus}


def packed_chart(chart: Mapping[str, Any]) -> dict[str, Any]:
    """Pack the columns of a chart: weights in thousandths, rows as steps, whole numbers as `packed_column` writes them.

    Parameters
    ----------
    chart
        From `chart_scene.build_chart`.
    """
    nodes, edges, records = chart["nodes"], chart["edges"], chart["records"]
    columns = ("type", "ties", "guard", "line", "unlocated")
    return {
        **chart,
        "nodes": {
            **nodes,
            **{name: packed_column(nodes[name]) for name in columns},
            **{name: [_steps(rows) for rows in nodes[name]] for name in _NODE_LISTS},
        },
        "edges": {
            **{name: packed_column(edges[name]) for name in ("a", "b", "relation", "n")},
            **{name: packed_column(_thousandths(edges[name])) for name in _WEIGHTS},
            "rows": [_steps(rows) for rows in edges["rows"]],
        },
        "records": {
            **{name: packed_column(records[name]) for name in ("source", "file", "row", "grade")},
            "weight": packed_column(_thousandths(records["weight"])),
        },
    }


def _steps(rows: Sequence[int]) -> list[int]:
    return [*rows[:1], *(later - earlier for earlier, later in pairwise(rows))]


def _thousandths(weights: Sequence[float]) -> list[int]:
    return [round(weight * _THOUSANDTHS) for weight in weights]
