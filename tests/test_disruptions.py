"""A disruption recorded by hand comes in like a file: checked, counted, audited, told of; or nothing is kept."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from linesmap.cli_disruption import app
from linesmap.disruptions import BY_HAND, record_disruption
from linesmap.errors import InputError
from linesmap.measure import disruptions
from linesmap.store import Workspace

GIVEN: dict[str, Any] = {
    "grade": "moderate", "assessor": "South West ROCU", "rationale": "Quiet; for weeks,\n\"as said\"",
    "on": date(2025, 3, 1),
}  # fmt: skip
RUN = CliRunner()


def listed(workspace: Workspace) -> list[dict[Any, Any]]:
    with workspace.read() as tables:
        return disruptions(tables).to_dict("records")


def test_it_is_a_source_of_one_row_with_an_audit_entry(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w.duckdb")
    report = record_disruption(workspace, **GIVEN, operation="Larkspur", phase="2", force="Dorset", four_p="pursue")
    assert (report.name, report.rows_in, report.accepted, report.rejected) == (BY_HAND, 1, 1, 0)
    (row,) = listed(workspace)
    assert (row["grade"], row["four_p"], row["operation"], row["phase"]) == ("moderate", "pursue", "Larkspur", "2")
    assert (row["source"], row["rationale"]) == (BY_HAND, 'Quiet; for weeks, "as said"')
    with workspace.read() as tables:
        entries = tables["audit"].filter(tables["audit"].action == "collection").to_pandas()
        sources = tables["sources"].to_pandas()
    assert json.loads(entries["detail"].iloc[0])["accepted"] == 1
    assert (sources["rows_in"] == sources["rows_accepted"] + sources["rows_rejected"] + sources["rows_held"]).all()
    assert workspace.verify_audit() is None
    again = record_disruption(workspace, **GIVEN, operation="Larkspur", phase="2", force="Dorset", four_p="pursue")
    assert (again.accepted, again.already_held) == (0, 1)
    assert len(listed(workspace)) == 1
    record_disruption(workspace, **(GIVEN | {"grade": "negative"}))
    assert [row["grade"] for row in listed(workspace)].count("negative") == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"grade": "large"}, r"Grade: expected one grade: major, moderate.*none is guessed\.$"),
        ({"grade": ""}, r"Grade: expected a value; found none\.$"),
        ({"assessor": "DI SMITH"}, "Assessor: expected the office or unit"),
        ({"assessor": " "}, "Assessor: expected a value"),
        ({"rationale": "n/a"}, "Rationale: expected a value"),
        ({"on": date(2999, 1, 1)}, "Day of the assessment: "),
        ({"force": "Narnia"}, "Force: expected a police force"),
        ({"four_p": "punish"}, "Four P: expected one of pursue"),
    ],
)
def test_what_cannot_be_used_is_said_and_nothing_is_kept(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    workspace = Workspace(tmp_path / "w.duckdb")
    with pytest.raises(InputError, match=said) as caught:
        record_disruption(workspace, **(GIVEN | change))
    assert str(caught.value).startswith("The disruption was not recorded. ")
    assert "SMITH" not in str(caught.value)
    assert not workspace.exists


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w.duckdb")
    text = "=1+1 <script>alert(1)</script> '; DROP TABLE records; --"
    record_disruption(workspace, **(GIVEN | {"rationale": text}), group="../../x")
    (row,) = listed(workspace)
    assert (row["rationale"], row["groups"]) == (text, "../../x")


def test_commands(tmp_path: Path) -> None:
    own = ["--workspace", str(tmp_path / "w.duckdb")]
    add = ["add", "--grade", "minor", "--assessor", "ROCU", "--rationale", "Two charged", "--on", "2025-03-01", *own]
    assert RUN.invoke(app, [*add, "--operation", "Larkspur", "--line", "Fulmar"]).exit_code == 0
    added = RUN.invoke(app, [*add, "--group", "Fenwren group", "--json"])
    assert json.loads(added.stdout)["accepted"] == 1
    found = json.loads(RUN.invoke(app, ["list", "--json", *own]).stdout)
    assert [row["assessed_on"][:10] for row in found["disruptions"]] == ["2025-03-01"] * 2
    by_operation = {row["operation"]: row["minor"] for row in found["counts_by_operation"]}
    assert by_operation == {"Larkspur": 1, None: 1}
    only = json.loads(RUN.invoke(app, ["list", "--json", "--operation", "op larkspur", *own]).stdout)
    assert [row["lines"] for row in only["disruptions"]] == ["Fulmar"]
    assert "Two charged" in RUN.invoke(app, ["list", *own]).stdout
    assert RUN.invoke(app, ["add", "--grade", "huge", *own]).exit_code == 2
