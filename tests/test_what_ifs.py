"""A what-if question of a workspace: what may be in a set, what is said of it, and what the command prints."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import networkx as nx
import pytest

from linesmap import reference
from linesmap.errors import InputError
from linesmap.model.filters import Filters
from linesmap.store import Tables, Workspace
from linesmap.what_if_network import CONNECTORS, ReadNetwork, acted_on_in, read_network
from linesmap.what_ifs import ACT_ON, WhatIfAnswer, WhatIfQuestion, answer, document
from tests import export_content
from tests.commands import run

DORSET = Filters(forces=("E23000039",))


@pytest.fixture(scope="module")
def dorset(demo_path: Path) -> tuple[ReadNetwork, WhatIfAnswer]:
    with Workspace(demo_path).read() as tables:
        found = answer(tables, WhatIfQuestion(DORSET, budget=2))
    return found.network, found


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copy(export_content.workspace(), tmp_path_factory.mktemp("what_if") / "w.duckdb"))


def largest(graph: nx.Graph[str]) -> int:
    return max(map(len, nx.connected_components(graph)), default=0)


def test_network_is_without_what_ties_nobody(dorset: tuple[ReadNetwork, WhatIfAnswer]) -> None:
    network, _ = dorset
    assert not {kind for _, kind in network.core.nodes(data="type")} & set(CONNECTORS)
    assert all(network.core.degree(node) for node in network.core)
    assert list(network.core) == sorted(network.core)
    assert {kind for _, kind in network.whole.nodes(data="type")} & set(CONNECTORS)
    codes = {code for several in network.forces.values() for code in several}
    assert codes == {"E23000039"}
    assert all(-7 < lon < 3 and 49 < lat < 56 for lon, lat in network.points.values())


def test_the_set_leaves_what_networkx_finds_and_is_proved(dorset: tuple[ReadNetwork, WhatIfAnswer]) -> None:
    network, found = dorset
    graph = nx.Graph(network.core)
    assert found.best is not None
    assert found.best.proved
    assert found.result.before.largest_component == largest(graph)
    rest = graph.subgraph(set(graph) - set(found.result.removed))
    assert found.result.after.largest_component == largest(rest) == found.best.value
    allowed = {node for node, kind in graph.nodes(data="type") if kind in tuple(ACT_ON)[:4]}
    for node in sorted(allowed)[:300]:
        alone = largest(graph.subgraph(set(graph) - {node}))
        assert alone >= found.best.value


def test_document_says_why_and_how_sure(dorset: tuple[ReadNetwork, WhatIfAnswer]) -> None:
    network, found = dorset
    told = json.loads(json.dumps(document(found)))
    assert told["network"]["nodes"] == len(network.core)
    graph = nx.Graph(network.core)
    for one in told["set"]:
        around = set(graph.adj[one["id"]])
        assert one["ties"] == len(around) == sum(one["tied_to"].values())
        records = {
            r for other in around for tie in network.core.adj[one["id"]][other].values() for r in tie["record_ids"]
        }
        assert one["records"] == len(records)
        assert 0 < one["strongest_evidence"] <= 1
        flagged = sum(bool(graph.nodes[other].get("safeguarding")) for other in around)
        assert one["safeguarded_people_tied"] >= flagged
    doubt = {row["measure"]: row for row in told["evidence"]}["largest_component"]
    assert doubt["before_low"] <= doubt["before_high"] <= told["before"]["largest_component"]
    for chance in told["chance"]:
        assert chance["n_draws"] >= 200
        assert chance["low"] <= chance["median"] <= chance["high"]
    assert {row["rule"] for row in told["recovery"]} == {"random", "nearest", "preferential"}
    assert any("recorded" in line for line in told["not_known"])
    for row in told["forces"]:
        assert row["able_after"] <= row["able_before"]
    assert "kingpin" not in json.dumps(told).casefold()


def test_picture_shows_the_parts_before_and_after(dorset: tuple[ReadNetwork, WhatIfAnswer]) -> None:
    network, found = dorset
    picture = document(found)["picture"]
    nodes = picture["nodes"]
    n = len(nodes["label"])
    assert all(len(column) == n for column in nodes.values())
    assert n + picture["left_out"] == len(network.core)
    assert nodes["after"].count(-1) == len(found.result.removed)
    assert nodes["before"].count(0) == found.result.before.largest_component
    graph = nx.Graph([tuple(pair) for pair in picture["ties"]])
    gone = {row for row, part in enumerate(nodes["after"]) if part == -1}
    for part in nx.connected_components(graph.subgraph(set(graph) - gone)):
        assert len({nodes["after"][row] for row in part}) == 1, "one part has one colour"
    assert picture == document(found)["picture"], "the same each time"


def test_no_setting_brings_a_safeguarded_person_into_a_set(demo_tables: Tables) -> None:
    network = read_network(demo_tables, DORSET)
    flagged = sorted(node for node in network.core if network.core.nodes[node].get("safeguarding"))
    assert flagged
    with pytest.raises(InputError, match="Safeguard first"):
        answer(demo_tables, WhatIfQuestion(DORSET, chosen=tuple(flagged[:1])))
    for types in (("person",), tuple(ACT_ON)):
        found = answer(demo_tables, WhatIfQuestion(DORSET, act_on=types, budget=12, time_limit_s=2))
        told = document(found)
        assert not set(found.result.removed) & set(flagged)
        labels = {network.core.nodes[node]["label"] for node in flagged}
        assert not labels & {row["label"] for row in told["ranks"]}
        assert not labels & {one["label"] for one in told["set"]}


def test_an_operation_is_the_adults_who_were_arrested_or_charged(demo_tables: Tables) -> None:
    filters = Filters(forces=("E23000039",), period=(date(2024, 7, 1), date(2025, 6, 30)))
    network = read_network(demo_tables, filters)
    people, left_out = acted_on_in(demo_tables, network, "operation larkspur")
    assert people
    assert left_out >= 0
    for node in people:
        data = network.core.nodes[node]
        assert data["type"] == "person"
        assert data["adult"] is True
        assert "suspect" in data["roles"]
        assert not data["safeguarding"]
    found = answer(demo_tables, WhatIfQuestion(filters, operation="Larkspur", time_limit_s=2))
    assert set(found.result.removed) == set(people)
    assert found.own == found.result.after.largest_component
    with pytest.raises(InputError, match=r"Expected an operation of this workspace \(.*Larkspur"):
        acted_on_in(demo_tables, network, "Nobody knows")


def test_command_prints_a_document_and_plain_words(small: Path) -> None:
    done = run("network", "what-if", "--workspace", small, "--budget", "2", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert len(told["set"]) == 2
    assert told["best"]["lower_bound"] <= told["best"]["value"]
    again = run("network", "what-if", "--workspace", small, "--budget", "2", "--json")
    first, second = told, json.loads(again.stdout)
    for one in (first, second):
        one["best"].pop("seconds")
    assert first == second, "the same question has the same answer"
    own = run("network", "what-if", "--workspace", small, "--set", told["best"]["ids"][1], "--act-on", "phone")
    assert own.returncode == 0, own.stderr
    assert "Safeguard first:" in own.stdout
    assert "Against the best" in own.stdout or "proved" in own.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--act-on", "place"], "Expected something to act on, of deal_line, phone, address, person, vehicle"),
        (["--budget", "40"], "from 1 to 12; found 40"),
        (["--objective", "harm"], "Expected one of largest_component, connected_pairs"),
        (["--grade", "best"], "Expected a grade, high, medium, low, ungraded; found 'best'"),
        (["--set", "nobody"], "found 1 of 1 that are not in it"),
        (["--set", "x", "--operation", "Larkspur"], "Expected --set or --operation, found both"),
        (["--operation", "Nobody knows"], "Expected an operation of this workspace"),
        (["--from", "1990-01-01", "--to", "1990-01-02"], "Choose a longer period, more forces or more grades"),
    ],
)
def test_a_question_that_cannot_be_answered_is_one_sentence(arguments: list[str], words: str, small: Path) -> None:
    done = run("network", "what-if", "--workspace", small, *arguments)
    assert done.returncode == 1
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_regional_names_are_of_forces(dorset: tuple[ReadNetwork, WhatIfAnswer]) -> None:
    names = {force.name for force in reference.forces()}
    assert {row["force"] for row in document(dorset[1])["forces"]} <= names
