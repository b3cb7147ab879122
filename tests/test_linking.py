"""Linking a workspace: done once it changes nothing more, and what people decide can be taken back to the byte."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from linesmap.errors import InputError
from linesmap.judgements import judge, undo
from linesmap.linking import relink
from linesmap.model.tables import TABLES
from linesmap.network import build, graphml
from linesmap.pipeline import import_files
from linesmap.settings import Settings
from linesmap.store import Workspace
from tests.people_files import PEOPLE, nominals, others

CUSTODY = """Date,Action,Force,URN,Nominal ref,Forename,Surname,DOB,Address,Postcode,Phone
1/2/2025,arrest,Dorset,C1,,Peter,Quillfeather,,,,07700 900120
2/2/2025,arrest,Dorset,C2,N4,Peter,Quillfeather,7/8/1985,,,07700 900121
3/2/2025,arrest,Dorset,C3,,John,Smith,,,,
4/2/2025,arrest,Dorset,C4,,John,Smith,,,,
5/2/2025,arrest,Dorset,C5,,Ada,Sedgebrook,1/2/1990,,,
6/2/2025,arrest,Avon and Somerset,C6,,Ada,Sedgebrook,1/2/1990,,,
"""
REGISTER = """Line,Status,Kind,Phone,First seen,Last seen
Harrier,Active,External,07700 900500,3/6/2024,8/3/2025
Merlin,Active,External,07700 900501; 07700 900502,3/6/2024,8/3/2025
Kestrel,Active,External,07700 900502,3/6/2024,8/3/2025
"""
INTELLIGENCE = """URN,Date,Force,Grade,Handling code,Line,Phone,Text
IR1,7/3/2025,Dorset,2B,P,,07700 900500,Seen near the park
IR2,8/3/2025,Dorset,2B,P,,,Merlin line again on 07700 900502 from QX24 ABC
"""

MADE = ("mentions", "particulars", "pairs", "entities", "resolutions", "links")


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("linking")
    workspace = Workspace(folder / "w.duckdb")
    import_files([nominals(folder, "nominals.csv", PEOPLE + others())], workspace, kind="nominal")
    files = []
    for name, text in (("custody", CUSTODY), ("register", REGISTER), ("intelligence", INTELLIGENCE)):
        files.append(folder / f"{name}.csv")
        files[-1].write_text(text, encoding="utf-8")
    import_files(files, workspace)
    return workspace.path


@pytest.fixture
def workspace(imported: Path, tmp_path: Path) -> Workspace:
    return Workspace(shutil.copy(imported, tmp_path / "w.duckdb"))


def table(workspace: Workspace, name: str) -> pd.DataFrame:
    with workspace.read() as tables:
        frame: pd.DataFrame = tables[name].to_pandas()
    return frame.sort_values(list(TABLES[name].key), ignore_index=True)


def made(workspace: Workspace) -> dict[str, str]:
    """Give all that linking made, as text."""
    return {name: table(workspace, name).to_csv(index=False) for name in MADE} | {
        "graph": graphml(build(workspace)).decode()
    }


def people_of(workspace: Workspace, **said: str) -> pd.DataFrame:
    """Give the particulars that say something, with who it is."""
    rows = table(workspace, "particulars").merge(table(workspace, "resolutions"), on="mention_id")
    for name, value in said.items():
        rows = rows[rows[name] == value]
    return rows


def test_linking_again_changes_nothing(workspace: Workspace) -> None:
    before = made(workspace)
    told: list[str] = []
    relink(workspace, progress=told.append)
    assert made(workspace) == before
    assert told == [], "nothing slow is done again"
    assert workspace.verify_audit() is None


def test_linking_from_nothing_gives_the_same(workspace: Workspace) -> None:
    before = made(workspace)
    with workspace.write() as writer:
        for name in ("pairs", "entities", "resolutions", "links"):
            writer.replace_all(name, pd.DataFrame())
        writer.set_state(people_matched="", people_model="", texts_read="", addresses_matched="")
    relink(workspace)
    assert made(workspace) == before


def test_files_in_another_order_give_the_same(workspace: Workspace, imported: Path, tmp_path: Path) -> None:
    other = Workspace(tmp_path / "other.duckdb")
    names = ("intelligence", "register", "custody", "nominals")
    import_files([imported.parent / f"{name}.csv" for name in names], other)
    assert made(other) == made(workspace)


def test_two_records_of_one_name_and_nothing_else_are_two_people(workspace: Workspace) -> None:
    smiths = people_of(workspace, surname="smith")
    assert len(smiths) == 2
    assert smiths["entity_id"].nunique() == 2
    assert set(smiths["method"]) == {"own mention"}
    alike = people_of(workspace, surname="sedgebrook")
    assert (len(alike), alike["entity_id"].nunique(), set(alike["method"])) == (2, 1, {"same particulars"})


def test_references_are_scoped_by_force(workspace: Workspace) -> None:
    refs = people_of(workspace)["refs"].dropna()
    assert {ref for ref in refs if ref.endswith(":N4")} == {"E23000036:N4", "E23000039:N4"}


def test_a_line_is_named_by_its_number_where_one_line_has_it(workspace: Workspace) -> None:
    records = table(workspace, "records").set_index("record_id")["reference"]
    mentions = table(workspace, "mentions")
    mentions = mentions[mentions["record_id"].map(records).isin(["IR1", "IR2"])]
    named = mentions.assign(record=mentions["record_id"].map(records))
    lines = named[named["entity_type"] == "deal_line"]
    assert sorted(zip(lines["record"], lines["normalised"], strict=True)) == [("IR1", "harrier"), ("IR2", "merlin")]
    in_text = named[named["from_text"]]
    assert sorted(in_text["raw"]) == ["07700 900502", "Merlin", "QX24 ABC"]
    texts = table(workspace, "records").set_index("record_id")["summary"]
    for row in in_text.itertuples():
        assert texts[row.record_id][int(row.span_from) : int(row.span_to)] == row.raw


def test_what_somebody_accepts_can_be_taken_back_to_the_byte(workspace: Workspace) -> None:
    before = made(workspace)
    one = people_of(workspace, phones="+447700900120")
    other = people_of(workspace, refs="E23000036:N4")
    assert set(one["entity_id"]).isdisjoint(other["entity_id"])
    number = judge(workspace, "person", one["profile_id"].iloc[0], other["profile_id"].iloc[0], "accept")
    relink(workspace)
    joined = made(workspace)
    assert joined["graph"] != before["graph"]
    assert {name for name in MADE if joined[name] != before[name]} == {"entities", "resolutions", "links"}
    assert set(people_of(workspace, phones="+447700900120")["entity_id"]) == set(other["entity_id"])
    undo(workspace, number)
    relink(workspace)
    assert made(workspace) == before


def test_what_somebody_rejects_can_be_taken_back_to_the_byte(workspace: Workspace) -> None:
    before = made(workspace)
    one, other = (people_of(workspace, refs=f"E23000036:{ref}") for ref in ("N1", "N2"))
    assert set(one["entity_id"]) == set(other["entity_id"]), "the model joins them"
    number = judge(workspace, "person", one["profile_id"].iloc[0], other["profile_id"].iloc[0], "reject")
    relink(workspace)
    apart = [set(people_of(workspace, refs=f"E23000036:{ref}")["entity_id"]) for ref in ("N1", "N2")]
    assert apart[0].isdisjoint(apart[1])
    undo(workspace, number)
    relink(workspace)
    assert made(workspace) == before


def test_no_mention_is_lost_by_a_decision(workspace: Workspace) -> None:
    profiles = sorted(set(table(workspace, "particulars")["profile_id"]))
    for a, b in zip(profiles[:6], profiles[6:12], strict=True):
        judge(workspace, "person", a, b, "accept")
    relink(workspace)
    assert table(workspace, "resolutions")["mention_id"].tolist() == table(workspace, "mentions")["mention_id"].tolist()


def test_decisions_are_not_forgotten_by_a_later_import(workspace: Workspace, tmp_path: Path) -> None:
    one = people_of(workspace, phones="+447700900120")["profile_id"].iloc[0]
    other = people_of(workspace, refs="E23000036:N4")["profile_id"].iloc[0]
    judge(workspace, "person", one, other, "accept")
    import_files([nominals(tmp_path, "more.csv", "N900,Una,Ottaway,1/1/1980,1 New Walk,BS1 1AD,,Dorset\n")], workspace)
    rows = people_of(workspace)
    assert rows.loc[rows["profile_id"].isin([one, other]), "entity_id"].nunique() == 1
    assert "decided" in set(rows.loc[rows["profile_id"] == one, "method"])


def test_the_threshold_is_kept(workspace: Workspace) -> None:
    before = (table(workspace, "pairs")["band"] == "automatic").sum()
    relink(workspace, threshold=0.9999)
    strict = (table(workspace, "pairs")["band"] == "automatic").sum()
    assert strict < before
    relink(workspace)
    assert (table(workspace, "pairs")["band"] == "automatic").sum() == strict
    relink(workspace, threshold=0.9)
    assert (table(workspace, "pairs")["band"] == "automatic").sum() == before


def test_a_threshold_asked_for_is_kept_even_if_it_is_the_one_in_use(workspace: Workspace) -> None:
    before = table(workspace, "pairs")
    relink(workspace, threshold=0.9, settings=Settings(match_threshold=0.9))
    relink(workspace, settings=Settings(match_threshold=0.9999))
    pd.testing.assert_frame_equal(table(workspace, "pairs"), before)


@pytest.mark.parametrize("threshold", [-1.0, 0.0, 0.49, 1.0, 2.0, float("nan")])
def test_a_threshold_is_a_probability_over_a_half(workspace: Workspace, threshold: float) -> None:
    with pytest.raises(InputError, match=r"0\.5 to under 1"):
        relink(workspace, threshold=threshold)


def test_pairs_do_not_depend_on_which_force_was_imported_first(tmp_path: Path) -> None:
    """The same words come from a second force later: the pairs are those of both files at once."""
    rows = (
        "N1,Anna,Larchmont,3/4/1990,12 Invented Road,BS1 1AD,,{}\n"
        "N2,Anna,Larchmont,3/4/1990,12 Invented Road,BS1 1AD,07700 900101,Avon and Somerset\n"
    )
    head = nominals(tmp_path, "x.csv", "").read_text(encoding="utf-8").replace("Nominal ref", "Custody ref")
    files = []
    for force in ("Dorset", "Avon and Somerset"):
        text = (
            "Date,Action,"
            + head
            + "".join(f"1/2/2025,arrest,{row}\n" for row in (rows.format(force) + others(30)).splitlines())
        )
        files.append(tmp_path / f"{force[:2]}.csv")
        files[-1].write_text(text, encoding="utf-8")
    pairs = []
    for number, parts in enumerate([[files], [[files[0]], [files[1]]]]):
        workspace = Workspace(tmp_path / f"{number}.duckdb")
        for part in parts:
            import_files(part, workspace, kind="enforcement")
        assert len(table(workspace, "records")) == 33
        pairs.append(table(workspace, "pairs"))
    assert len(pairs[0]) > 0
    pd.testing.assert_frame_equal(*pairs)


def test_a_register_of_one_person_twice_is_linked(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w.duckdb")
    rows = "N1,Anna,Larchmont,3/4/1990,,,,Dorset\nN2,Anna,Larchmont,3/4/1990,,,,Dorset\n"
    import_files([nominals(tmp_path, "people.csv", rows)], workspace)
    assert len(table(workspace, "resolutions")) == 2


def test_an_empty_workspace_is_linked_too(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w.duckdb")
    with workspace.write() as writer:
        writer.set_state(title="empty")
    relink(workspace)
    assert table(workspace, "entities").empty
    assert table(workspace, "pairs").empty
