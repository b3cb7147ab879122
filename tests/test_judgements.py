"""Judgements: kept with who and when, replaced and taken back but never lost, and no name in what is said."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from linesmap.errors import InputError
from linesmap.judgements import judge, judgements_made, undo
from linesmap.linking import relink
from linesmap.network import build
from linesmap.pipeline import import_files
from linesmap.store import Workspace
from tests.people_files import VEXLEYS, nominals

REGISTER = """Line,Status,Kind,First seen,Last seen
Harrier,Active,External,3/6/2024,8/3/2025
Merlin,Active,External,9/3/2025,8/6/2025
"""


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("judgements")
    register = folder / "register.csv"
    register.write_text(REGISTER, encoding="utf-8")
    import_files([nominals(folder, "people.csv", VEXLEYS), register], Workspace(folder / "w.duckdb"))
    return folder / "w.duckdb"


@pytest.fixture
def workspace(imported: Path, tmp_path: Path) -> Workspace:
    return Workspace(shutil.copy(imported, tmp_path / "w.duckdb"))


def table(workspace: Workspace, name: str) -> pd.DataFrame:
    with workspace.read() as tables:
        return tables[name].to_pandas()


def profiles(workspace: Workspace) -> list[str]:
    """Give the profiles in the order of their references."""
    return table(workspace, "particulars").sort_values("refs")["profile_id"].tolist()


def lines(workspace: Workspace) -> list[str]:
    entities = table(workspace, "entities")
    chosen = entities[entities["entity_type"] == "deal_line"].sort_values("label")
    return [str(name) for name in chosen["entity_id"]]


def audit(workspace: Workspace) -> list[tuple[str, str, dict[str, Any]]]:
    trail = table(workspace, "audit").sort_values("seq")
    return [(row.action, row.object, json.loads(row.detail)) for row in trail.itertuples()]


def test_a_judgement_is_kept_with_who_when_and_why(workspace: Workspace) -> None:
    a, b, *_ = profiles(workspace)
    assert judge(workspace, "person", b, a, "accept", note="  one man  ") == "J1"
    (row,) = table(workspace, "judgements").to_dict("records")
    assert (row["a"], row["b"]) == tuple(sorted((a, b))), "the order of two profiles does not matter"
    assert (row["verdict"], row["note"], pd.isna(row["relation"])) == ("accept", "one man", True)
    trail = table(workspace, "audit").sort_values("seq").iloc[-1]
    assert (row["by"], row["at"]) == (trail["actor"], trail["at"])
    assert pd.isna(row["undone_at"])
    assert audit(workspace)[-1] == ("alteration", "J1", {"subject": "person", "verdict": "accept"})
    assert workspace.verify_audit() is None


def test_a_later_judgement_replaces_an_earlier_one(workspace: Workspace) -> None:
    a, b, c, _ = profiles(workspace)
    numbers = [judge(workspace, "person", *pair, verdict) for pair, verdict in
               (((a, b), "accept"), ((b, a), "reject"), ((a, c), "unsure"))]  # fmt: skip
    assert numbers == ["J1", "J2", "J3"]
    with workspace.read() as tables:
        made = judgements_made(tables)
    assert made["judgement_id"].tolist() == ["J3", "J2", "J1"], "newest first, none is lost"
    assert made["undone_at"].isna().tolist() == [True, True, False]


def test_taken_back_it_stands_no_more_and_is_still_known(workspace: Workspace) -> None:
    a, b, *_ = profiles(workspace)
    number = judge(workspace, "person", a, b, "reject")
    undo(workspace, number)
    (row,) = table(workspace, "judgements").to_dict("records")
    assert not pd.isna(row["undone_at"])
    assert audit(workspace)[-1] == ("alteration", "J1", {"subject": "person", "verdict": "undone"})
    with pytest.raises(InputError, match="J1"):
        undo(workspace, number)
    assert judge(workspace, "person", a, b, "accept") == "J2", "a number is never used twice"


def test_numbers_are_ordered_as_numbers(workspace: Workspace) -> None:
    a, b, *_ = profiles(workspace)
    for verdict in ("accept", "reject") * 6:
        judge(workspace, "person", a, b, verdict)
    with workspace.read() as tables:
        assert judgements_made(tables)["judgement_id"].tolist() == [f"J{n}" for n in range(12, 0, -1)]


def test_judgements_survive_a_later_import_of_the_same_words(workspace: Workspace, tmp_path: Path) -> None:
    """The rows come again in another file and with others: the judgement holds for the same words."""
    a, _, c, _ = profiles(workspace)
    judge(workspace, "person", a, c, "accept")
    relink(workspace)
    again = nominals(tmp_path, "again.csv", VEXLEYS + "V9,Una,Ottaway,1/1/1980,1 New Walk,BS1 1AD,,Dorset\n")
    import_files([again], workspace)
    relink(workspace)
    said = table(workspace, "particulars").merge(table(workspace, "resolutions"), on="mention_id")
    assert said.loc[said["profile_id"].isin([a, c]), "entity_id"].nunique() == 1
    assert len(table(workspace, "judgements")) == 1


def test_lines_that_took_over_are_tied_in_the_graph_and_untied_again(workspace: Workspace) -> None:
    first, second = lines(workspace)
    number = judge(workspace, "deal_line", first, second, "accept", relation="rebranded", on=date(2025, 3, 9))
    relink(workspace)
    tie = build(workspace).edges[first, second, "succeeded_by"]
    assert (tie["weight"], tie["n_records"], tie["first_seen"].date()) == (1.0, 0, date(2025, 3, 9))
    undo(workspace, number)
    relink(workspace)
    assert not build(workspace).has_edge(first, second)


def test_the_order_of_two_lines_matters(workspace: Workspace) -> None:
    first, second = lines(workspace)
    judge(workspace, "deal_line", second, first, "accept", relation="merged")
    judge(workspace, "deal_line", first, second, "reject", relation="merged")
    made = table(workspace, "judgements").sort_values("judgement_id")
    assert made[["a", "b"]].to_numpy().tolist() == [[second, first], [first, second]]
    assert made["undone_at"].isna().all()
    assert made["relation"].tolist()[0] == "merged"
    assert pd.isna(made["relation"].iloc[1]), "what is rejected has no relation"


@pytest.mark.parametrize(
    ("subject", "verdict", "relation", "expected"),
    [
        ("people", "accept", None, "person, deal_line"),
        ("person", "yes", None, "accept, reject, unsure"),
        ("person", "", None, "accept, reject, unsure"),
        ("deal_line", "accept", None, "rebranded or merged"),
        ("deal_line", "accept", "bought", "rebranded or merged"),
    ],
)
def test_wrong_words_are_said_with_the_right_ones(
    workspace: Workspace, subject: str, verdict: str, relation: str | None, expected: str
) -> None:
    ends = lines(workspace) if subject == "deal_line" else profiles(workspace)[:2]
    with pytest.raises(InputError, match=expected):
        judge(workspace, subject, *ends, verdict, relation=relation)
    assert table(workspace, "judgements").empty


@pytest.mark.parametrize("subject", ["person", "deal_line"])
def test_what_the_workspace_does_not_hold_is_refused(workspace: Workspace, subject: str) -> None:
    before = workspace.version()
    held = lines(workspace)[0] if subject == "deal_line" else profiles(workspace)[0]
    with pytest.raises(InputError, match="which it does not") as refused:
        judge(workspace, subject, held, "F'; DROP TABLE judgements; --" + "x" * 100, "reject")
    assert len(str(refused.value)) < 250
    assert "vexley" not in str(refused.value).lower()
    with pytest.raises(InputError):
        judge(workspace, "person", profiles(workspace)[0], profiles(workspace)[0], "accept")
    with pytest.raises(InputError):
        undo(workspace, "J7")
    assert workspace.version() == before
    assert workspace.verify_audit() is None


def test_hostile_notes_stay_words(workspace: Workspace) -> None:
    a, b, *_ = profiles(workspace)
    note = "'); DROP TABLE judgements; -- <script>=1+1"
    judge(workspace, "person", a, b, "unsure", note=note)
    assert table(workspace, "judgements")["note"].tolist() == [note]
    assert note not in str(audit(workspace)), "the trail holds no words about people"
