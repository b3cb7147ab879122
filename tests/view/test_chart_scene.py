"""The chart of a scene: what is chosen, what it says of ties and records, and where things stand."""

from __future__ import annotations

import json
import math
from datetime import date
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linesmap.view import chart_layout
from linesmap.view.chart_choice import MOST_NODES, MOST_TIES, choose
from linesmap.view.chart_scene import ChartInput, build_chart, relation_words, shown_label, with_chart
from linesmap.view.chart_words import sentence_around
from linesmap.view.scene import Scene

DAY = pd.Timestamp(2025, 3, 7)


def graph_from(nodes: dict[str, str], ties: list[tuple[str, str, str, float, list[str]]]) -> nx.MultiGraph[str]:
    graph: nx.MultiGraph[str] = nx.MultiGraph()
    for node, kind in nodes.items():
        graph.add_node(node, type=kind, label=node.upper(), safeguarding=False, caution="")
    for a, b, relation, weight, records in ties:
        graph.add_edge(a, b, key=relation, weight=weight, n_records=len(records), first_seen=DAY, last_seen=DAY,
                       record_ids=tuple(records))  # fmt: skip
    return graph


def small() -> nx.MultiGraph[str]:
    """Two lines that one phone and one person tie, a person of one line only, and a place."""
    return graph_from(
        {"l1": "deal_line", "l2": "deal_line", "t": "phone", "p": "person", "q": "person", "a": "place", "x": "person"},
        [
            ("l1", "t", "uses", 0.9, ["r1"]),
            ("l2", "t", "uses", 0.4, ["r2"]),
            ("l1", "p", "associated_with", 0.2, ["r2"]),
            ("l2", "p", "associated_with", 0.2, ["r3"]),
            ("l1", "q", "associated_with", 0.95, ["r1"]),
            ("l1", "a", "supplies_to", 1.0, ["register"]),
        ],
    )


def records() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "record_id": ["r1", "r2", "r3"],
            "weight": [0.8, np.nan, 0.2],
            "grading": ["1B", None, "3D"],
            "reference": ["A", "A", None],
            "file": ["b.csv", "a.csv", "b.csv"],
            "row": [2, 3, 1200],
            "occurred_from": [DAY, DAY + pd.Timedelta(days=1), DAY + pd.Timedelta(days=40)],
            "lon": [-2.6, np.nan, -3.5],
            "lat": [51.4, np.nan, 50.7],
        }
    )


def chart_from(graph: nx.MultiGraph[str], **more: Any) -> dict[str, Any]:
    named = pd.DataFrame({"record_id": ["r1", "r2", "r3", "r1"], "entity_id": ["l1", "l1", "l2", "q"]})
    text = pd.DataFrame({"record_id": ["r2"], "entity_id": ["l1"]})
    return build_chart(ChartInput(graph, records(), named, text, lines=["l2", "l1"], **more))


def test_opens_on_lines_and_what_ties_two_of_them() -> None:
    choice = choose(small())
    assert choice.opened == ("l1", "l2", "t", "p"), "lines by strength, then what two lines share"
    assert set(choice.nodes) == {"l1", "l2", "t", "p", "q", "a"}, "what is tied to nothing is not loaded"


def test_focus_opens_on_itself_its_ties_and_the_lines_beyond() -> None:
    choice = choose(small(), ["t"])
    assert choice.opened == ("t", "l1", "l2")
    assert choose(small(), ["q"]).opened == ("q", "l1")
    assert choose(small(), ["x"]).opened == ("x",), "even when nothing is tied to it"
    assert choose(small(), ["nobody"]) == choose(small())


def test_caps_keep_the_strongest_and_are_stated() -> None:
    nodes = {"l": "deal_line"} | {f"p{i:04}": "person" for i in range(50)}
    graph = graph_from(nodes, [("l", f"p{i:04}", "uses", (i + 1) / 51, ["r1"]) for i in range(50)])
    choice = choose(graph, most_nodes=11)
    assert set(choice.nodes) == {"l"} | {f"p{i:04}" for i in range(40, 50)}
    assert len(choose(graph, most_ties=7).ties) == 7
    assert {b for _, b, _ in choose(graph, most_ties=7).ties} == {f"p{i:04}" for i in range(43, 50)}
    assert (MOST_NODES, MOST_TIES) == (2_000, 6_000)


def test_ties_name_the_rows_of_the_scene_and_keep_what_registers_say() -> None:
    chart = chart_from(small())
    index = {node: number for number, node in enumerate(chart["nodes"]["id"])}
    edges = chart["edges"]
    ties = {
        (chart["nodes"]["id"][a], chart["nodes"]["id"][b]): (rows, base, weight)
        for a, b, rows, base, weight in zip(
            edges["a"], edges["b"], edges["rows"], edges["base"], edges["weight"], strict=True
        )
    }
    assert ties["l1", "t"] == ([0], 0, 0.9)
    assert ties["a", "l1"] == ([], 1.0, 1.0), "a register has no row and stays whatever the period"
    assert chart["nodes"]["rows"][index["l1"]] == [0, 1]
    assert chart["nodes"]["text"][index["l1"]] == [1]
    assert chart["nodes"]["ties"][index["l1"]] == 4
    assert chart["nodes"]["line"][index["l1"]] == 1
    assert chart["nodes"]["first"][index["l2"]] == (date(2025, 3, 7) - date(1970, 1, 1)).days
    assert chart["total"] == {"nodes": 7, "ties": 6}


def test_records_carry_file_row_grade_and_source() -> None:
    chart = chart_from(small())
    columns = chart["records"]
    assert [chart["files"][number] for number in columns["file"]] == ["b.csv", "a.csv", "b.csv"]
    assert columns["row"] == [2, 3, 1200]
    assert [chart["grades"][number] for number in columns["grade"]] == ["1B", "", "3D"]
    assert columns["weight"] == [0.8, 0.5, 0.2], "an ungraded record weighs a half"
    assert columns["source"][0] == columns["source"][1] != columns["source"][2], "one reference is one source"


def test_same_input_same_text_and_the_key_follows_the_chart() -> None:
    scene = Scene('{"kinds":[]}', "old", ())
    one, other = (with_chart(scene, chart_from(small())) for _ in range(2))
    assert one == other
    assert json.loads(one.json)["chart"]["open"] == 4
    assert with_chart(scene, chart_from(small(), focus=["q"])).key != one.key != "old"


def test_an_exploited_person_and_a_caution_are_carried() -> None:
    graph = small()
    graph.nodes["p"]["safeguarding"] = True
    graph.nodes["t"]["caution"] = "held together by one weak link"
    nodes = chart_from(graph)["nodes"]
    index = {node: number for number, node in enumerate(nodes["id"])}
    assert [node for node, guard in zip(nodes["id"], nodes["guard"], strict=True) if guard] == ["p"]
    assert nodes["caution"] == {str(index["t"]): "held together by one weak link"}


def test_words_of_relations_and_phones() -> None:
    assert relation_words("supplied_from") == "supplied from"
    assert relation_words("resident_at") == "resident at"
    assert shown_label("+447700900123", "phone") == "07700 900123"
    assert shown_label("QX12ABC", "vehicle") == "QX12ABC"


def test_unlocated_things_stand_in_a_strip_below_the_ground() -> None:
    points = chart_layout.on_the_ground([(-2.6, 51.4), None, (-2.6, 53.4), (-1.0, 51.4)], 0)
    assert points[2, 1] < points[0, 1], "north is up"
    assert points[3, 0] > points[0, 0], "east is right"
    assert points[1, 1] > points[[0, 2, 3], 1].max()
    chart = chart_from(small())
    lost = [node for node, flag in zip(chart["nodes"]["id"], chart["nodes"]["unlocated"], strict=True) if flag]
    assert lost == ["a"], "no record places the place of a register"
    assert chart_from(small(), places={"a": (-2.0, 51.0)})["nodes"]["unlocated"] == [0] * 6


def test_time_runs_right_and_roles_have_columns() -> None:
    points = chart_layout.in_time(["person", "deal_line", "person"], [30, 10, None])
    assert points[:, 0].tolist() == [30, 10, -4]
    assert points[:, 1].tolist() == [2, 0, 2]
    kinds = ["place", "group", "vehicle", "person", "deal_line", "operation"]
    columns = chart_layout.by_role(kinds, [], ["a"] * 6)[:, 0]
    assert columns.tolist() == [5, 0, 3, 1, 2, 4]


def test_the_order_in_a_column_brings_ties_level() -> None:
    """Four people, each tied to one line; names are set so that the order by name crosses every tie."""
    kinds = ["deal_line"] * 4 + ["person"] * 4
    labels = ["a", "b", "c", "d", "z", "y", "x", "w"]
    ties = [(line, 4 + line, 1.0) for line in range(4)]
    points = chart_layout.by_role(kinds, ties, labels)
    crossings = sum(
        (points[a, 1] - points[b, 1]) * (points[4 + a, 1] - points[4 + b, 1]) < 0 for a in range(4) for b in range(a)
    )
    assert crossings == 0


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_force_layout_is_repeatable_apart_and_keeps_what_is_open(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 40))
    n_open = data.draw(st.integers(1, count))
    node = st.integers(0, count - 1)
    pairs = data.draw(st.lists(st.tuples(node, node).filter(lambda pair: pair[0] != pair[1]), max_size=60))
    ties = [(a, b, 0.5) for a, b in pairs]
    points = chart_layout.forces(count, n_open, ties)
    assert points.tolist() == chart_layout.forces(count, n_open, ties).tolist()
    assert np.isfinite(points).all()
    assert nearest(points[:n_open]) > 60, "open things do not cover each other"
    inner = [tie for tie in ties if tie[0] < n_open and tie[1] < n_open]
    alone = chart_layout.forces(n_open, n_open, inner)
    assert np.allclose(points[:n_open], alone, atol=1e-6), "what is loaded besides does not move what is open"


def nearest(points: np.ndarray) -> float:
    """Smallest distance of any two points, by comparing all of them."""
    return min(
        (math.dist(one, other) for i, one in enumerate(points.tolist()) for other in points.tolist()[:i]),
        default=math.inf,
    )


def test_strong_ties_are_shorter() -> None:
    ties = [(0, other, 0.9) for other in range(1, 6)] + [(6, other, 0.9) for other in range(7, 12)] + [(0, 6, 0.1)]
    points = chart_layout.forces(12, 12, ties)
    own = np.mean([math.dist(points[a], points[b]) for a, b, weight in ties if weight > 0.5])
    assert math.dist(points[0], points[6]) > own


TEXT = "Two males seen. Phone 07700 900123 used daily.\nNo more."


@pytest.mark.parametrize(
    ("first", "last", "pieces"),
    [
        (22, 34, [["Phone ", False], ["07700 900123", True], [" used daily.", False]]),
        (0, 3, [["Two", True], [" males seen.", False]]),
        (47, 99, [["No more.", True]]),
    ],
)
def test_the_sentence_of_a_hit(first: int, last: int, pieces: list[list[Any]]) -> None:
    assert sentence_around(TEXT, first, last) == pieces


@given(st.text(max_size=400), st.integers(-5, 420), st.integers(-5, 420))
def test_a_sentence_marks_the_found_words_and_stays_short(text: str, first: int, last: int) -> None:
    pieces = sentence_around(text, first, last)
    low = min(max(first, 0), len(text))
    words = text[low : min(max(last, low), len(text))]
    assert "".join(piece for piece, found in pieces if found) == words
    assert sum(len(piece) for piece, found in pieces if not found) <= 244


def test_a_long_sentence_is_shortened_around_the_words() -> None:
    text = "a" * 500 + "HIT" + "b" * 500
    before, found, after = sentence_around(text, 500, 503)
    assert (found, before[0][0], after[0][-1]) == (["HIT", True], "…", "…")
