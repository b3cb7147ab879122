"""The Network page's chart from a workspace: complete, found, tied and traced to its records."""

from __future__ import annotations

import itertools
import json
import math
from typing import Any

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linesmap import reference
from linesmap.chart import Material, chart_of, find, material_of, particulars_of, strongest_path
from linesmap.model.filters import Filters
from linesmap.picture import backdrop_of
from linesmap.store import Tables

SOUTH_WEST = Filters(forces=reference.regional_units()["SWROCU"])


@pytest.fixture(scope="module")
def material(demo_path: Any) -> Material:
    from linesmap.store import Workspace

    with Workspace(demo_path).read() as tables:
        return material_of(tables, backdrop_of(tables), SOUTH_WEST)


@pytest.fixture(scope="module")
def chart(material: Material) -> dict[str, Any]:
    return json.loads(chart_of(material).json)["chart"]


def test_the_chart_opens_small_and_says_how_much_there_is(material: Material, chart: dict[str, Any]) -> None:
    assert chart["total"] == {"nodes": len(material.graph), "ties": material.graph.number_of_edges()}
    assert len(chart["nodes"]["id"]) == min(2_000, sum(1 for node in material.graph if material.graph.degree(node)))
    assert len(chart["edges"]["a"]) <= 6_000
    assert 40 <= chart["open"] <= 140
    opened = chart["nodes"]["type"][: chart["open"]]
    assert {chart["types"][number] for number in opened} >= {"deal_line", "operation", "phone", "person"}


def test_ties_count_the_neighbours_of_the_whole_graph(material: Material, chart: dict[str, Any]) -> None:
    plain = nx.Graph(material.graph)
    for node, ties in zip(chart["nodes"]["id"], chart["nodes"]["ties"], strict=True):
        assert ties == plain.degree(node)


def test_rows_of_ties_are_the_records_of_the_graph(material: Material, chart: dict[str, Any]) -> None:
    ids, edges = chart["nodes"]["id"], chart["edges"]
    for number in range(0, len(edges["a"]), 97):
        a, b = ids[edges["a"][number]], ids[edges["b"][number]]
        named = {material.scene.record_ids[row] for row in edges["rows"][number]}
        ties = material.graph[a][b].values()
        assert named in [set(tie["record_ids"]) & set(material.scene.record_ids) for tie in ties]


def test_weight_worked_out_from_rows_is_the_weight_of_the_graph(chart: dict[str, Any]) -> None:
    """The browser's formula over the whole period gives what the graph says: 1 - product of doubts by source."""
    edges, columns = chart["edges"], chart["records"]
    checked = 0
    for number in range(0, len(edges["a"]), 13):
        if edges["base"][number]:
            continue
        doubts: dict[int, float] = {}
        for row in edges["rows"][number]:
            source = columns["source"][row]
            doubts[source] = min(doubts.get(source, 1.0), 1 - columns["weight"][row])
        assert 1 - math.prod(doubts.values()) == pytest.approx(edges["weight"][number], abs=2e-3)
        checked += 1
    assert checked > 100


def test_rows_open_to_the_right_file_and_row(demo_tables: Tables, material: Material, chart: dict[str, Any]) -> None:
    row = chart["edges"]["rows"][next(i for i, rows in enumerate(chart["edges"]["rows"]) if rows)][0]
    record = material.scene.record_ids[row]
    records, sources = demo_tables["records"], demo_tables["sources"]
    wanted = records.filter(records.record_id == record).inner_join(sources, "source_id")
    (truth,) = wanted.select("name", "row_number").to_pandas().to_dict("records")
    assert chart["files"][chart["records"]["file"][row]] == truth["name"]
    assert chart["records"]["row"][row] == truth["row_number"]


def test_same_material_same_scene_and_focus_opens_on_it(material: Material) -> None:
    assert chart_of(material) == chart_of(material)
    asked = find(material.graph, "harrier")[0].node
    focused = json.loads(chart_of(material, (asked,)).json)["chart"]
    assert focused["nodes"]["id"][0] == asked
    assert focused["focus"] == [0]
    near = set(material.graph.neighbors(asked))
    assert set(focused["nodes"]["id"][1:41]) <= near


def test_find_reads_numbers_however_they_are_written(material: Material) -> None:
    known = next(str(about["label"]) for _, about in material.graph.nodes(data=True) if about["type"] == "phone")
    national = "0" + known.removeprefix("+44")
    for words in (known, national, f"{national[:5]} {national[5:]}"):
        assert known in {material.graph.nodes[one.node]["label"] for one in find(material.graph, words)}
    assert find(material.graph, "  ") == []
    assert find(material.graph, "<script>") == []
    assert len(find(material.graph, "person")) == 20


def test_people_are_shown_by_pseudonym_only(chart: dict[str, Any]) -> None:
    labels = [
        label
        for label, kind in zip(chart["nodes"]["label"], chart["nodes"]["type"], strict=True)
        if chart["types"][kind] == "person"
    ]
    assert labels
    assert all(label.startswith("Person ") for label in labels)


def test_events_become_things_of_their_own(demo_tables: Tables) -> None:
    made = material_of(demo_tables, backdrop_of(demo_tables), SOUTH_WEST, events=True)
    chart = json.loads(chart_of(made).json)["chart"]
    kinds = [chart["types"][number] for number in chart["nodes"]["type"]]
    event = kinds.index("event")
    assert [made.scene.record_ids[row] for row in chart["nodes"]["rows"][event]] == [chart["nodes"]["id"][event]]


def test_particulars_carry_the_sentence_of_a_hit(demo_tables: Tables) -> None:
    records = demo_tables["records"]
    row = records.filter(records.summary.notnull()).select("record_id", "summary").limit(1).to_pandas().iloc[0]
    mention = demo_tables["mentions"].filter(demo_tables["mentions"].record_id == row["record_id"]).to_pandas().iloc[:1]
    resolved = demo_tables["resolutions"].to_pandas()
    entity = resolved.loc[resolved["mention_id"] == mention["mention_id"].iloc[0], "entity_id"].iloc[0]

    class WithSpans(dict[str, Any]):
        def __missing__(self, name: str) -> Any:
            return demo_tables[name]

    import ibis

    hit = mention.assign(from_text=True, span_from=0, span_to=4)
    found = particulars_of(
        WithSpans(mentions=ibis.memtable(hit), resolutions=ibis.memtable(resolved)),
        backdrop_of(demo_tables),
        [row["record_id"]],
    )
    (one,) = found[row["record_id"]]["hits"]
    assert one["entity"] == entity
    assert one["words"][0] == [row["summary"][:4], True]


def weighted(ties: list[tuple[str, str, float]]) -> nx.MultiGraph[str]:
    graph: nx.MultiGraph[str] = nx.MultiGraph()
    for number, (a, b, weight) in enumerate(ties):
        graph.add_edge(a, b, key=f"k{number}", weight=weight)
    return graph


def test_a_path_takes_strong_ties_over_few() -> None:
    graph = weighted([("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", 0.5), ("d", "e", 1.0)])
    assert strongest_path(graph, "a", "c") == ["a", "b", "c"], "0.81 is more than 0.5"
    graph.add_edge("a", "c", key="more", weight=0.85)
    assert strongest_path(graph, "a", "c") == ["a", "c"]
    assert strongest_path(graph, "a", "e") is None
    assert strongest_path(graph, "a", "nobody") is None
    assert strongest_path(graph, "a", "a") == ["a"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef"), st.sampled_from([0.1, 0.25, 0.5, 0.8, 1.0])),
        min_size=1,
        max_size=14,
    )
)
def test_no_simple_path_is_better(ties: list[tuple[str, str, float]]) -> None:
    """Compared with every simple path there is."""
    graph = weighted(ties)
    cost = {}
    for a, b, weight in ties:
        for pair in ((a, b), (b, a)):
            cost[pair] = min(cost.get(pair, math.inf), 0.01 - math.log(weight))
    if "a" not in graph or "f" not in graph:
        return
    paths = [["a", *inside, "f"] for size in range(5) for inside in itertools.permutations("bcde", size)]
    costs = [sum(cost.get(step, math.inf) for step in itertools.pairwise(path)) for path in paths]
    found = strongest_path(graph, "a", "f")
    if math.isinf(min(costs)):
        assert found is None
    else:
        assert found is not None
        assert sum(cost[step] for step in itertools.pairwise(found)) == pytest.approx(min(costs))


def test_nothing_at_all_gives_an_empty_chart(material: Material) -> None:
    empty: nx.MultiGraph[str] = nx.MultiGraph()
    none = Material(material.scene, empty, material.records, pd.DataFrame(material.named.iloc[:0]), {})
    chart = json.loads(chart_of(none).json)["chart"]
    assert chart["nodes"]["id"] == []
    assert chart["total"] == {"nodes": 0, "ties": 0}
