"""Write the answer to a what-if question as plain values: for the command, the page and whoever reads it by program."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import igraph
import networkx as nx
import pandas as pd

from linesmap import reference
from linesmap.engine import MEANINGS, RULES, candidates
from linesmap.view.chart_scene import shown_label
from linesmap.view.plain_values import plain
from linesmap.what_if_question import WhatIfAnswer

__all__ = ["document"]

_MOST_DRAWN = 900
_ROUNDS = 400
_PIECES = 7
"""Components that get a colour of their own; all smaller ones share one."""

LIMITS: tuple[str, ...] = (
    "The network is what was recorded, not what there is: ties that nobody recorded are missing, others are wrong.",
    "What is recorded follows police activity: whom police look at has more ties.",
    "Removing a thing here means that all its ties go at once. Lines come back under new numbers and with new people.",
    "The recovery shown is three scenarios, not a forecast. Ties made at random also join what was apart before.",
    "A smaller largest part is not less harm. It says nothing of violence, of supply or of anyone's safety.",
    "To be in a set says what recorded ties would go, not who is in charge, and is no ground for action by itself.",
)
"""What the page and the command say of every answer."""


def document(found: WhatIfAnswer) -> dict[str, Any]:
    """Give everything that an answer holds.

    Returns
    -------
    document
        `question`, `network` (sizes), `set` (what is removed, each with its reasons), `best` (value, lower bound, gap,
        whether proved), `own`, `before`, `after`, `chance`, `routes`, `forces`, `recovery`, `evidence`, `ranks`,
        `communities`, `safeguard_first`, `not_known`, `picture`. People stand by pseudonym. Days are ISO 8601.
    """
    core, result = found.network.core, found.result
    simple = nx.Graph(core)
    names = {node: _label(core, node) for node in core}
    names |= {node: _label(found.network.whole, node) for node in found.network.whole if node not in names}
    types = Counter(str(kind) for _, kind in core.nodes(data="type"))
    return {
        "question": _question(found),
        "network": {
            "nodes": len(core),
            "ties": simple.number_of_edges(),
            "types": dict(sorted(types.items())),
            "may_be_acted_on": len(candidates(core, set(found.question.act_on))),
        },
        "set": [_reasons(found, simple, node, names) for node in _in_order(found)],
        "best": _best(found, names),
        "own": None if found.own is None else _own(found),
        "before": asdict(result.before),
        "after": asdict(result.after),
        "chance": [asdict(one) for one in result.chance],
        "routes": _routes(result.routes, names),
        "forces": _forces(result.forces),
        "recovery": plain(result.recovery),
        "recovery_rules": dict(RULES),
        "evidence": None if result.evidence is None else plain(result.evidence),
        "ranks": [
            {"id": row["node"], "label": names[row["node"]], "type": core.nodes[row["node"]]["type"]}
            | {key: value for key, value in row.items() if key != "node"}
            for row in plain(found.ranks)
        ],
        "communities": {
            "modularity": round(found.made_up.modularity, 3),
            "sizes": found.made_up.members["community"].value_counts().sort_index().head(_PIECES).tolist(),
            "meanings": dict(MEANINGS),
        },
        "safeguard_first": {
            "people": found.n_safeguarded,
            "tied_to_the_set": sum(found.tied_to_safeguarded.values()),
            "by_thing": [
                {"id": node, "label": names[node], "ties": number}
                for node, number in sorted(found.tied_to_safeguarded.items())
            ],
        },
        "not_known": list(LIMITS),
        "picture": _picture(found, simple),
    }  # fmt: skip


def _best(found: WhatIfAnswer, names: Mapping[str, str]) -> dict[str, Any] | None:
    best = found.best
    if best is None:
        return None
    return {
        "set": [names[node] for node in best.nodes],
        "ids": list(best.nodes),
        "before": best.before,
        "value": best.value,
        "lower_bound": best.lower_bound,
        "gap": round(best.gap, 4),
        "proved": best.proved,
        "seconds": best.seconds,
    }


def _label(graph: nx.MultiGraph[str], node: str) -> str:
    data = graph.nodes[node]
    return shown_label(str(data["label"]), str(data["type"]))


def _question(found: WhatIfAnswer) -> dict[str, Any]:
    asked = found.question
    period = asked.filters.period
    return {
        "act_on": list(asked.act_on),
        "budget": len(found.result.removed) if asked.operation or asked.chosen else asked.budget,
        "objective": asked.objective,
        "operation": asked.operation,
        "operation_left_out": found.operation_left_out,
        "own_set": bool(asked.chosen),
        "from": period[0].isoformat() if period else None,
        "to": period[1].isoformat() if period else None,
        "forces": [reference.force(code).name for code in asked.filters.forces],
        "grades": list(asked.filters.grades),
        "ages_as_of": found.network.as_of.isoformat(),
    }


def _in_order(found: WhatIfAnswer) -> list[str]:
    """Put the best set in its own order, of which the first does most; another set in the order of its names."""
    removed = set(found.result.removed)
    if found.best and removed == set(found.best.nodes):
        return list(found.best.nodes)
    return sorted(removed, key=lambda node: (_label(found.network.core, node), node))


def _reasons(found: WhatIfAnswer, simple: nx.Graph[Any], node: str, names: Mapping[str, str]) -> dict[str, Any]:
    core = found.network.core
    around = set(simple.adj[node])
    edges = [data for other in around for data in core.adj[node][other].values()]
    records = {record for data in edges for record in data["record_ids"]}
    kinds = Counter(str(core.nodes[other]["type"]) for other in around)
    lines = sorted((names[other], other) for other in around if core.nodes[other]["type"] == "deal_line")
    made_up = found.made_up.candidates
    own = made_up[made_up["node"] == node]
    described = own.iloc[0] if len(own) else None
    last = max((data["last_seen"] for data in edges if pd.notna(data["last_seen"])), default=None)
    return {
        "id": node,
        "label": names[node],
        "type": core.nodes[node]["type"],
        "ties": len(around),
        "tied_to": dict(sorted(kinds.items())),
        "lines": [name for name, _ in lines],
        "line_ids": [one for _, one in lines],
        "records": len(records),
        "strongest_evidence": round(max((float(data["weight"]) for data in edges), default=0.0), 2),
        "last_seen": None if last is None else pd.Timestamp(last).date().isoformat(),
        "forces": [reference.force(code).name for code in found.network.forces.get(node, ())],
        "joins_communities": int(str(described["communities"])) if described is not None else 1,
        "splits": bool(described["articulation_point"]) if described is not None else False,
        "core": int(str(described["core"])) if described is not None else 0,
        "safeguarded_people_tied": found.tied_to_safeguarded.get(node, 0),
    }


def _own(found: WhatIfAnswer) -> dict[str, int | float | None]:
    """Say how far a set is from the best of its size; the gap counts from the proved bound."""
    own, best = int(found.own or 0), found.best
    if best is None:
        return {"value": own, "best_value": None, "worse_by": None, "gap": None}
    return {
        "value": own,
        "best_value": best.value,
        "worse_by": own - best.value,
        "gap": round((own - best.lower_bound) / own, 4) if own else 0.0,
    }


def _routes(routes: pd.DataFrame, names: Mapping[str, str]) -> list[dict[str, Any]]:
    rows = plain(routes)
    return [
        row
        | {"line_id": row["line"]}
        | {name: names.get(row[name]) if row[name] else None for name in ("line", "origin", "area")}
        for row in rows
    ]


def _forces(forces: pd.DataFrame) -> list[dict[str, Any]]:
    return [row | {"force": reference.force(row["force"]).name} for row in plain(forces)]


def _picture(found: WhatIfAnswer, simple: nx.Graph[Any]) -> dict[str, Any]:
    """Give what the two pictures draw: the components that the set touches, the largest first, before and after.

    Returns
    -------
    picture
        `nodes` as columns: id, label, type, x, y, lon, lat (None where no place is known), before and after (number of
        the component by size, 0 the largest, `7` for all smaller ones, -1 removed), safeguard. `ties` are pairs of
        rows. `left_out` counts nodes of other components, which the set leaves alone.
    """
    core = found.network.core
    removed = set(found.result.removed)
    components = sorted(nx.connected_components(simple), key=lambda one: (-len(one), min(one)))
    touched = [one for number, one in enumerate(components) if number == 0 or removed & one]
    drawn = [node for one in touched for node in sorted(one)][:_MOST_DRAWN]
    row = {node: number for number, node in enumerate(drawn)}
    part = simple.subgraph(drawn)
    ties = sorted((min(row[a], row[b]), max(row[a], row[b])) for a, b in part.edges() if a != b)
    points = _lay_out(len(drawn), ties)
    before = _numbered(part.subgraph(drawn))
    after = _numbered(part.subgraph([node for node in drawn if node not in removed]))
    places = [found.network.points.get(node) for node in drawn]
    return {
        "nodes": {
            "id": drawn,
            "label": [_label(core, node) for node in drawn],
            "type": [core.nodes[node]["type"] for node in drawn],
            "x": [round(float(x), 1) for x, _ in points],
            "y": [round(float(y), 1) for _, y in points],
            "lon": [None if place is None else round(place[0], 3) for place in places],
            "lat": [None if place is None else round(place[1], 3) for place in places],
            "before": [before[node] for node in drawn],
            "after": [after.get(node, -1) for node in drawn],
            "safeguard": [bool(core.nodes[node].get("safeguarding")) for node in drawn],
        },
        "ties": [list(pair) for pair in ties],
        "left_out": len(core) - len(drawn),
    }


def _lay_out(n_nodes: int, ties: list[tuple[int, int]]) -> list[tuple[float, float]]:
    """Place nodes with igraph's Fruchterman-Reingold, from the same start each time."""
    start = random.Random(0)  # noqa: S311 - a picture, not a secret
    begin = [(start.uniform(-1, 1), start.uniform(-1, 1)) for _ in range(n_nodes)]
    igraph.set_random_number_generator(start)
    try:
        found = igraph.Graph(n=n_nodes, edges=ties).layout_fruchterman_reingold(niter=_ROUNDS, seed=begin, grid=False)
    finally:
        igraph.set_random_number_generator(random)
    return [(float(x), float(y)) for x, y in found]


def _numbered(graph: nx.Graph[Any]) -> dict[Any, int]:
    parts: Sequence[set[Any]] = sorted(nx.connected_components(graph), key=lambda one: (-len(one), min(one)))
    return {node: min(number, _PIECES) for number, part in enumerate(parts) for node in part}
