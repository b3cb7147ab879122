"""The graph of a workspace, whole and of any selection, from real imports."""

from __future__ import annotations

import itertools
import json
import shutil
from datetime import date
from pathlib import Path

import networkx as nx
import pandas as pd
import pytest

from linesmap.link import entity_id
from linesmap.linking import relink
from linesmap.model.filters import Filters
from linesmap.model.vocabulary import EntityType
from linesmap.network import build, graphml
from linesmap.pipeline import import_files
from linesmap.store import Workspace

AVON, DORSET = "E23000036", "E23000039"
INTELLIGENCE = """URN,Date,Force,Location,Grade,Handling code,Line,Phone,Nominal ref,Role,Text
IR1,7/3/2025,Avon and Somerset,"Yeovil, Somerset",1A,P,Harrier,07700 900001,N/1,suspect,Deals in the town
IR2,8/3/2025,Dorset,"Poole, Dorset",3D,C,Harrier,07700 900001,N/2,exploited,A child coerced to carry
IR3,20/4/2025,Dorset,"Poole, Dorset",2B,P,Harrier,07700 900001,,,Seen in QX24 ABC
IR4,21/4/2025,Dorset,"Poole, Dorset",3E,P,Harrier,07700 900009,,,Not believed
"""
SEIZURES = """Date,Force,Location,Drug,Quantity,Unit,Phone,Nominal ref
1/5/2025,Dorset,"Poole, Dorset",heroin,10,g,07700 900002,N/2
"""
REGISTER = """Line,Status,Kind,Exporting force,Origin town,Destinations,Drugs,First seen,Last seen,Closure,Closed on
Harrier,Active,External,Met,London,"Yeovil, Somerset",crack,3/6/2024,8/3/2025,,
"""
NOMINALS = """Nominal ref,Forename,Surname,DOB,Address,Postcode,Phone,Force
N/7,Carl,Vexley,5/5/1988,3 Pretend Walk,BS3 1AB,07700 900110,Dorset
"""
LINE, PHONE = (
    entity_id(EntityType.DEAL_LINE, "harrier"),
    entity_id(EntityType.PHONE, "+447700900001"),
)


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("graph")
    files = []
    for name, text in (("ir", INTELLIGENCE), ("seizures", SEIZURES), ("register", REGISTER), ("nominals", NOMINALS)):
        files.append(folder / f"{name}.csv")
        files[-1].write_text(text, encoding="utf-8")
    import_files(files, Workspace(folder / "w.duckdb"))
    return folder / "w.duckdb"


@pytest.fixture
def workspace(imported: Path) -> Workspace:
    return Workspace(imported)


def table(workspace: Workspace, name: str) -> pd.DataFrame:
    with workspace.read() as tables:
        return tables[name].to_pandas()


def person(ref: str, force: str = DORSET) -> str:
    return entity_id(EntityType.PERSON, f"{force}:{ref}")


def test_worked_weights(workspace: Workspace) -> None:
    """1A weighs 1, 3D 0.2 * 0.3, 2B 0.6 * 0.8; 3E is suspected to be false."""
    tie = build(workspace).edges[LINE, PHONE, "uses"]
    assert (tie["weight"], tie["n_records"]) == (1.0, 3)
    later = build(workspace, Filters(period=(date(2025, 3, 8), date(2025, 4, 30)))).edges[LINE, PHONE, "uses"]
    assert later["weight"] == pytest.approx(1 - (1 - 0.06) * (1 - 0.48))
    assert (later["first_seen"].date(), later["last_seen"].date()) == (date(2025, 3, 8), date(2025, 4, 20))
    assert not build(workspace).has_edge(LINE, entity_id(EntityType.PHONE, "+447700900009"))


def test_weights_are_worked_out_again_from_the_grades_left(workspace: Workspace) -> None:
    low, medium = (build(workspace, Filters(grades=(grade,))) for grade in ("low", "medium"))
    assert low.edges[LINE, PHONE, "uses"]["weight"] == pytest.approx(0.06)
    assert medium.edges[LINE, PHONE, "uses"]["weight"] == pytest.approx(0.48)
    both = build(workspace, Filters(grades=("low", "medium"))).edges[LINE, PHONE, "uses"]
    assert both["weight"] == pytest.approx(1 - 0.94 * 0.52)
    assert person("N/2") in low
    assert person("N/2") not in medium


def test_the_graph_as_it_stood(workspace: Workspace) -> None:
    graph = build(workspace, as_of=date(2025, 3, 7))
    assert graph.edges[LINE, PHONE, "uses"]["n_records"] == 1
    assert person("N/2") not in graph
    assert build(workspace, as_of=date(2025, 3, 6)).edges(LINE, keys=True)
    assert not build(workspace, as_of=date(2024, 6, 2)).has_edge(LINE, PHONE)
    assert LINE not in build(workspace, as_of=date(2024, 6, 2)), "the register knows it from 3 June on"
    later = build(workspace, Filters(period=(date(2025, 3, 8), date(2025, 12, 31))), as_of=date(2025, 3, 8))
    assert later.edges[LINE, PHONE, "uses"]["n_records"] == 1
    whole = build(workspace, as_of=date(2030, 1, 1))
    assert sorted(whole.edges(keys=True)) == sorted(build(workspace).edges(keys=True))


def test_slices_of_a_period_add_up(workspace: Workspace) -> None:
    spans = [(date(2025, 3, 1), date(2025, 3, 31)), (date(2025, 4, 1), date(2025, 4, 30))]
    parts = [build(workspace, Filters(period=span)).edges[LINE, PHONE, "uses"]["record_ids"] for span in spans]
    assert set(itertools.chain.from_iterable(parts)) == set(build(workspace).edges[LINE, PHONE, "uses"]["record_ids"])
    assert [len(part) for part in parts] == [2, 1]


def test_ties_of_a_register_have_its_days(workspace: Workspace) -> None:
    ends = {other: data for _, other, relation, data in build(workspace).edges(LINE, keys=True, data=True)
            if relation == "supplied_from"}  # fmt: skip
    assert [build(workspace).nodes[end]["label"] for end in ends] == ["London, Greater London"]
    (tie,) = ends.values()
    assert (tie["first_seen"].date(), tie["last_seen"].date()) == (date(2024, 6, 3), date(2025, 3, 8))
    after = build(workspace, Filters(period=(date(2025, 4, 1), date(2025, 4, 30))))
    assert not {relation for *_, relation in after.edges(LINE, keys=True)} & {"supplied_from", "supplies_to"}


def test_a_register_of_people_ties_homes_and_numbers(workspace: Workspace) -> None:
    graph = build(workspace)
    ties = {relation: other for _, other, relation in graph.edges(person("N/7"), keys=True)}
    assert set(ties) == {"resident_at", "uses"}
    assert graph.nodes[ties["resident_at"]]["type"] == "address"
    assert graph.nodes[ties["uses"]]["label"] == "+447700900110"


def test_only_the_forces_asked_for(workspace: Workspace) -> None:
    graph = build(workspace, Filters(forces=(AVON,)))
    assert graph.edges[LINE, PHONE, "uses"]["n_records"] == 1
    assert person("N/1", AVON) in graph
    assert person("N/2") not in graph
    assert person("N/7") not in graph
    assert person("N/7") in build(workspace, Filters(forces=(DORSET,)))


def test_events_are_nodes_of_their_own(workspace: Workspace) -> None:
    plain, graph = build(workspace), build(workspace, events=True)
    records = table(workspace, "records")
    (seizure,) = records.loc[records["kind"] == "seizure", "record_id"]
    assert seizure not in plain
    assert graph.nodes[seizure]["type"] == "event"
    phone = entity_id(EntityType.PHONE, "+447700900002")
    assert graph.has_edge(seizure, person("N/2"), "seized_from")
    assert graph.has_edge(seizure, phone, "seized_in")
    assert plain.has_edge(person("N/2"), phone, "seized_from")
    assert not graph.has_edge(person("N/2"), phone)
    assert graph.edges[LINE, PHONE, "uses"] == plain.edges[LINE, PHONE, "uses"]


def test_the_stored_links_are_the_edges_of_the_whole_graph(workspace: Workspace) -> None:
    graph, links = build(workspace), table(workspace, "links")
    edges = {
        (*sorted((a, b)), relation): (round(data["weight"], 9), data["n_records"], data["record_ids"])
        for a, b, relation, data in graph.edges(keys=True, data=True)
    }
    stored = {
        (*sorted((row.entity_a, row.entity_b)), row.relation):
        (round(row.weight, 9), row.n_records, tuple(json.loads(row.record_ids)))
        for row in links.itertuples()
    }  # fmt: skip
    assert edges == stored
    assert set(graph) == set(table(workspace, "entities")["entity_id"])
    assert len(edges) > 10


def test_every_mention_has_an_entity_in_the_graph(workspace: Workspace) -> None:
    resolutions = table(workspace, "resolutions")
    assert sorted(resolutions["mention_id"]) == sorted(table(workspace, "mentions")["mention_id"])
    assert set(resolutions["entity_id"]) <= set(build(workspace))


def test_graphml_is_the_same_each_time_and_can_be_read(workspace: Workspace, tmp_path: Path) -> None:
    text = graphml(build(workspace))
    assert graphml(build(workspace)) == text
    copy = Workspace(shutil.copy(workspace.path, tmp_path / "w.duckdb"))
    relink(copy)
    assert graphml(build(copy)) == text
    (tmp_path / "g.graphml").write_bytes(text)
    read = nx.read_graphml(tmp_path / "g.graphml")
    graph = build(workspace)
    assert set(read) == set(graph)
    assert read.number_of_edges() == graph.number_of_edges()
    assert b"Vexley" not in text
    assert b"N/1" not in text
