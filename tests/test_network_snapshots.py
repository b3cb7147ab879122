"""Snapshots of the Network page: what may leave in a chart, by what names, how much of it, and that it is logged."""

from __future__ import annotations

import html
import io
import json
import re
import shutil
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import networkx as nx
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linesmap import network_snapshots
from linesmap.errors import InputError, RenderError
from linesmap.exports import ExportRequest, make_export
from linesmap.model.filters import Filters
from linesmap.network_snapshots import make_network_snapshot
from linesmap.snapshots import SnapshotRequest
from linesmap.store import Workspace
from linesmap.view.chart_pack import far_nodes, packed_chart, without_nodes
from tests import export_content
from tests.commands import run

REQUEST = SnapshotRequest(Path("linesmap-network.html"), Filters(), made_by="A regional unit")
WITHHELD = ["C", "2", "3", "4", "5"]
_BLOCK = re.compile(r'<script type="application/json" id="lm-snapshot">(.*?)</script>', re.DOTALL)


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("network")
    return Workspace(shutil.copy(export_content.workspace(), folder / "w.duckdb"))


@pytest.fixture(scope="module")
def page(held: Workspace) -> str:
    return make_network_snapshot(held, REQUEST)[0].decode()


@pytest.fixture(scope="module")
def tables(held: Workspace) -> dict[str, pd.DataFrame]:
    with held.read() as tables:
        names = ("records", "entities", "mentions", "resolutions", "particulars", "audit", "links")
        return {name: tables[name].to_pandas() for name in names}


def content(page: str) -> dict[str, Any]:
    found = _BLOCK.search(page)
    assert found
    return json.loads(found[1])  # type: ignore[no-any-return]


def column(packed: Any) -> list[int]:
    """Read a packed column as the page does."""
    if isinstance(packed, list):
        return packed
    if "steps" in packed:
        return [sum(packed["steps"][: i + 1]) for i in range(len(packed["steps"]))]
    values, at = [packed["of"][1]] * packed["of"][0], 0
    for ahead, value in zip(packed["only"][::2], packed["only"][1::2], strict=True):
        at += ahead
        values[at] = value
    return values


def rows(steps: list[int]) -> list[int]:
    return [sum(steps[: i + 1]) for i in range(len(steps))]


def graph_in(page: str) -> nx.MultiGraph[str]:
    chart = content(page)["scene"]["chart"]
    nodes, edges = chart["nodes"], chart["edges"]
    graph: nx.MultiGraph[str] = nx.MultiGraph()
    types = [chart["types"][number] for number in column(nodes["type"])]
    for name, label, kind, guard in zip(nodes["id"], nodes["label"], types, column(nodes["guard"]), strict=True):
        graph.add_node(name, label=label, type=kind, safeguarding=bool(guard))
    ends = zip(*(column(edges[name]) for name in ("a", "b", "relation", "n", "weight")), strict=True)
    for a, b, relation, n, weight in ends:
        words = chart["relations"][relation].replace(" ", "_")
        graph.add_edge(nodes["id"][a], nodes["id"][b], key=words, n_records=n, weight=weight / 1000)
    return graph


# ---- what leaves ----


def test_no_number_plate_address_name_or_text_leaves(page: str, tables: dict[str, pd.DataFrame]) -> None:
    told = html.unescape(json.dumps(content(page), ensure_ascii=False)).casefold()
    squeezed = re.sub(r"\s", "", told)
    entities, mentions = tables["entities"], tables["mentions"]
    kinds = ("phone", "vehicle", "address")
    labels = entities.loc[entities["entity_type"].isin(kinds), "label"].tolist()
    assert {"phone", "vehicle", "address"} <= set(entities["entity_type"])
    raw = mentions.loc[mentions["entity_type"].isin(kinds), "raw"].dropna().tolist()
    national = ["0" + label.removeprefix("+44") for label in labels if label.startswith("+44")]
    assert len(labels) > 50
    for text in [*labels, *raw, *national]:
        assert re.sub(r"\s", "", text.casefold()) not in squeezed
    texts = [text for text in tables["records"]["summary"].dropna() if len(text) > 20]
    assert len(texts) > 50
    # What data.police.uk publishes as the location of a crime is the label of its place too.
    leaked = [text for text in texts if text.casefold() in told and not text.startswith("On or near")]
    assert leaked == []
    said = tables["particulars"].dropna(subset=["forename", "surname"])
    for forename, surname in zip(said["forename"], said["surname"], strict=True):
        assert f"{forename} {surname}".casefold() not in told
        assert f"{surname}, {forename}".casefold() not in told


def test_no_identifier_of_the_workspace_leaves(page: str, tables: dict[str, pd.DataFrame]) -> None:
    """The id of a number is made from the number alone: whoever knows how could find it again."""
    assert [one for one in tables["entities"]["entity_id"] if one in page] == []
    assert [one for one in tables["records"]["record_id"] if one in page] == []


def test_what_conditions_hold_back_stays_with_all_that_only_it_says(
    held: Workspace, page: str, tables: dict[str, pd.DataFrame]
) -> None:
    records = tables["records"]
    back = records["handling"].fillna("").isin(WITHHELD)
    assert 10 < back.sum() < len(records) / 2
    named = tables["mentions"].merge(tables["resolutions"][["mention_id", "entity_id"]], on="mention_id")
    kept = set(named.loc[named["record_id"].isin(set(records.loc[~back, "record_id"])), "entity_id"])
    lost = set(named["entity_id"]) - kept
    labels = tables["entities"].set_index("entity_id")["label"]
    people = [one for one in lost if one.startswith("N")]
    assert people
    for one in people:
        assert labels[one] not in page
    scene = content(page)["scene"]
    # A register may tie a line to a town that no record names.
    free = set(records.loc[~back, "record_id"])
    links = tables["links"][tables["links"]["relation"].isin(["supplied_from", "supplies_to", "succeeded_by"])]
    stated = links[[bool(free & set(json.loads(ids))) for ids in links["record_ids"]]]
    assert scene["chart"]["total"]["nodes"] == len(kept | set(stated["entity_a"]) | set(stated["entity_b"]))
    events = records["kind"].isin(["intelligence", "seizure", "enforcement", "offence"])
    _, written = make_network_snapshot(held, REQUEST)
    assert written.n_withheld == int((back & events).sum())
    assert f"{written.n_withheld} records whose handling carries conditions." in content(page)["about"]["left_out"]
    assert written.n_records == len(column(scene["records"]["from"])) == int((~back & events).sum())


def test_things_and_ties_are_those_of_the_other_exports(held: Workspace, page: str) -> None:
    """The same pseudonyms, ids, marks, ties and numbers as a GraphML file of the same workspace."""
    data, _ = make_export(held, ExportRequest(Path("out.graphml")))
    other = nx.read_graphml(io.BytesIO(data), force_multigraph=True)
    mine = graph_in(page)
    assert mine.number_of_edges() > 300
    tied = {node for node in other if other.degree(node)}
    assert tied <= set(mine) <= set(other)
    for node in mine:
        assert mine.nodes[node]["label"] == other.nodes[node]["label"]
        assert mine.nodes[node]["type"] == other.nodes[node]["type"]
        assert mine.nodes[node]["safeguarding"] == bool(other.nodes[node]["safeguarding"])
    assert any(about["safeguarding"] for _, about in mine.nodes(data=True))

    def ties(graph: nx.MultiGraph[str]) -> set[tuple[str, str, str, int, float]]:
        return {
            (min(a, b), max(a, b), str(about.get("relation", key)).replace(" ", "_"), int(about["n_records"]),
             round(float(about["weight"]), 3))
            for a, b, key, about in graph.edges(keys=True, data=True)
        }  # fmt: skip

    assert ties(mine) == ties(other)


def test_phones_vehicles_and_addresses_are_called_by_pseudonyms(page: str) -> None:
    words = {"phone": "Phone", "vehicle": "Vehicle", "address": "Address", "person": "Person"}
    for _, about in graph_in(page).nodes(data=True):
        if about["type"] in words:
            assert re.fullmatch(rf"{words[about['type']]} [0-9A-F]{{6}}", about["label"]), about


# ---- one request, one file, logged ----


def test_same_state_same_bytes_and_every_one_is_logged(tmp_path: Path) -> None:
    own = Workspace(shutil.copy(export_content.workspace(), tmp_path / "w.duckdb"))
    first, _ = make_network_snapshot(own, REQUEST)
    assert make_network_snapshot(own, REQUEST)[0] == first
    with own.read() as tables:
        last = tables["audit"].order_by("seq").to_pandas().iloc[-1]
    detail = json.loads(last["detail"])
    assert (last["action"], last["object"]) == ("disclosure", "linesmap-network.html")
    assert detail["sha256"] == sha256(first).hexdigest()
    assert detail["chart"] is True
    assert len(first) < 5_000_000


def test_nothing_in_it_is_an_address_of_a_network(page: str) -> None:
    assert "connect-src 'none'" in page
    assert not re.search(r"https?://(?!www\.w3\.org)", page)


def test_opens_on_what_was_asked_for_and_shows_events(held: Workspace, tables: dict[str, pd.DataFrame]) -> None:
    entities = tables["entities"]
    line = str(entities.loc[entities["entity_type"] == "deal_line", "entity_id"].iloc[0])
    label = entities.set_index("entity_id").loc[line, "label"]
    data, _ = make_network_snapshot(held, REQUEST, focus=(line, "unknown"), events=True)
    chart = content(data.decode())["scene"]["chart"]
    assert [chart["nodes"]["label"][node] for node in chart["focus"]] == [label]
    assert "event" in {chart["types"][number] for number in column(chart["nodes"]["type"])}
    assert [one for one in tables["records"]["record_id"] if one in data.decode()] == []
    (at,) = chart["focus"]
    assert content(data.decode())["scene"]["lines"][column(chart["nodes"]["line"])[at]]["name"] == label


# ---- as much as fits ----


def test_what_is_far_is_left_out_until_it_fits(held: Workspace, page: str) -> None:
    whole = content(page)["scene"]["chart"]
    data, _ = make_network_snapshot(held, replace(REQUEST, most_bytes=len(page.encode()) - 100))
    said = content(data.decode())
    less = said["scene"]["chart"]
    assert len(data) < len(page.encode()) - 100
    held_now, total = len(less["nodes"]["id"]), less["total"]["nodes"]
    assert held_now < len(whole["nodes"]["id"])
    assert f"{total - held_now:,} of the {total:,} things" in said["about"]["left_out"]
    first = whole["open"]
    assert less["nodes"]["id"][:first] == whole["nodes"]["id"][:first]
    before, now = graph_in(page), graph_in(data.decode())
    near = {other for node in whole["nodes"]["id"][:first] for other in before.neighbors(node)}
    assert near <= set(now)
    assert nx.utils.graphs_equal(before.subgraph(now.nodes), now)


def test_too_many_bytes_or_records_say_what_to_do(held: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(RenderError, match=r"Narrow the period with --from and --to"):
        make_network_snapshot(held, replace(REQUEST, most_bytes=100_000))
    monkeypatch.setattr(network_snapshots, "MOST_RECORDS", 10)
    with pytest.raises(RenderError, match=r"at most 10; this selection has \d+\. Narrow the period"):
        make_network_snapshot(held, REQUEST)


def test_an_unknown_marking_or_operation_is_refused(held: Workspace) -> None:
    with pytest.raises(InputError, match="Expected a marking"):
        make_network_snapshot(held, replace(REQUEST, marking="NONE"))
    with pytest.raises(InputError, match="Expected an operation"):
        make_network_snapshot(held, replace(REQUEST, operations=("Nowhere",)))


def test_a_selection_without_records_is_a_page_that_says_so(held: Workspace) -> None:
    data, written = make_network_snapshot(
        held, replace(REQUEST, filters=Filters(period=(date(1990, 1, 1), date(1990, 1, 2))))
    )
    assert written.n_records == 0
    assert content(data.decode())["scene"]["records"]["from"] == []


@st.composite
def charts(draw: st.DrawFn) -> dict[str, Any]:
    size = draw(st.integers(1, 8))
    node = st.integers(0, size - 1)
    ties = draw(st.lists(st.tuples(node, node, st.integers(0, 1000)), max_size=12))
    lists = [sorted(draw(st.sets(st.integers(0, 30), max_size=5))) for _ in range(size)]
    numbers = list(range(size))
    return {
        "open": draw(st.integers(0, size)), "focus": [], "total": {"nodes": 99, "ties": 99},
        "nodes": {"id": [f"n{i}" for i in numbers], "rows": lists, "text": lists, "type": numbers, "ties": numbers,
                  "guard": numbers, "line": numbers, "unlocated": numbers, "caution": {str(size - 1): "x"}},
        "pos": {"force": [float(i // 2) for i in range(2 * size)]},
        "edges": {"a": [t[0] for t in ties], "b": [t[1] for t in ties], "weight": [t[2] / 1000 for t in ties],
                  "base": [t[2] / 1000 for t in ties], "relation": [t[2] for t in ties], "n": [t[2] for t in ties],
                  "rows": [lists[t[0]] for t in ties]},
        "records": dict.fromkeys(("source", "file", "row", "grade"), numbers) | {"weight": [0.3, 0.999]},
    }  # fmt: skip


@given(charts())
@settings(max_examples=60, deadline=None)
def test_a_smaller_chart_says_the_same_of_what_is_left(chart: dict[str, Any]) -> None:
    far = far_nodes(chart)
    less = without_nodes(chart, far)
    names, left = chart["nodes"]["id"], less["nodes"]["id"]
    assert left == [name for i, name in enumerate(names) if i not in far]
    assert not [i for i in far if i < chart["open"]]
    for i, name in enumerate(left):
        was = names.index(name)
        assert less["nodes"]["rows"][i] == chart["nodes"]["rows"][was]
        assert less["pos"]["force"][2 * i : 2 * i + 2] == [float(was), float(was)]
        assert less["nodes"]["caution"].get(str(i)) == chart["nodes"]["caution"].get(str(was))

    def by_name(one: dict[str, Any]) -> list[tuple[Any, ...]]:
        edges, called = one["edges"], one["nodes"]["id"]
        return [(called[a], called[b], n) for a, b, n in zip(edges["a"], edges["b"], edges["n"], strict=True)]

    assert by_name(less) == [tie for tie in by_name(chart) if {tie[0], tie[1]} <= set(left)]
    assert {tie[0] for tie in by_name(chart) if tie not in by_name(less)} <= set(names[chart["open"] :])


@given(charts())
@settings(max_examples=60, deadline=None)
def test_packing_loses_nothing(chart: dict[str, Any]) -> None:
    packed = json.loads(json.dumps(packed_chart(chart)))
    for name in ("type", "ties", "guard", "line", "unlocated"):
        assert column(packed["nodes"][name]) == chart["nodes"][name]
    assert [rows(steps) for steps in packed["nodes"]["rows"]] == chart["nodes"]["rows"]
    assert [rows(steps) for steps in packed["edges"]["rows"]] == chart["edges"]["rows"]
    for part, name in (("edges", "weight"), ("edges", "base"), ("records", "weight")):
        assert [number / 1000 for number in column(packed[part][name])] == chart[part][name]
    assert column(packed["records"]["row"]) == chart["records"]["row"]


# ---- by command ----


def test_the_command_writes_it_for_analysts_only(held: Workspace, tmp_path: Path) -> None:
    out = tmp_path / "network.html"
    asked = ("snapshot", out, "--chart", "--workspace", held.path, "--made-by", "A regional unit")
    done = run(*asked)
    assert done.returncode == 0, done.stderr
    assert "lm-snapshot" in out.read_text(encoding="utf-8")
    assert "chart" in content(out.read_text(encoding="utf-8"))["scene"]
    refused = run(*asked, "--audience", "pcc")
    assert refused.returncode != 0
    assert "--chart only with --audience analyst" in refused.stderr
