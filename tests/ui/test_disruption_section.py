"""The section about graded disruptions: what it shows, and that the form records one or says why not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from linesmap.disruptions import record_disruption
from linesmap.measure import disruptions
from linesmap.model.filters import Filters
from linesmap.store import Workspace

HOSTILE = "<img src=x onerror=alert(1)>"


def _page() -> None:
    from linesmap.model.filters import Filters
    from linesmap.ui import data, disruption_section

    at = data.key()
    assert at is not None
    disruption_section.show(at, Filters())


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    made = Workspace(tmp_path / "w.duckdb")
    monkeypatch.setenv("LINESMAP_WORKSPACE", str(made.path))
    record_disruption(
        made, grade="moderate", assessor="ROCU", rationale=f"Quiet {HOSTILE}", on=date(2025, 3, 1), operation="Larkspur"
    )
    return made


def run() -> AppTest:
    app = AppTest.from_function(_page, default_timeout=60).run()
    assert not app.exception
    return app


def markup(app: AppTest) -> str:
    return " ".join(block.proto.body for block in app.get("html"))


def test_it_shows_counts_and_reasons_and_escapes_them(workspace: Workspace) -> None:
    shown = markup(run())
    assert "Larkspur" in shown
    assert "Recorded by hand, row 1" in shown
    assert "1 Mar 2025" in shown
    assert HOSTILE not in shown
    assert "Quiet &lt;img" in shown
    assert "Total" not in shown


def test_the_form_records_one(workspace: Workspace) -> None:
    app = run()
    app.selectbox(key="disruption_grade").set_value("negative")
    app.date_input(key="disruption_on").set_value(date(2025, 4, 2))
    app.text_input(key="disruption_assessor").set_value("Serious crime unit")
    app.text_area(key="disruption_rationale").set_value("Grew")
    app.button(key="disruption_record").click().run()
    assert not app.exception
    assert [one.value for one in app.success] == ["Recorded: disruption graded negative, 2 Apr 2025."]
    with workspace.read() as tables:
        assert disruptions(tables, Filters())["grade"].tolist() == ["negative", "moderate"]
    assert "No operation named" in markup(app)


def test_what_is_missing_is_said(workspace: Workspace) -> None:
    app = run()
    app.button(key="disruption_record").click().run()
    assert [one.value for one in app.error] == ["Choose the grade and the day of the assessment."]
    app.selectbox(key="disruption_grade").set_value("minor")
    app.date_input(key="disruption_on").set_value(date(2025, 4, 2))
    app.text_input(key="disruption_assessor").set_value("DI SMITH")
    app.text_area(key="disruption_rationale").set_value("Grew")
    app.button(key="disruption_record").click().run()
    (said,) = [one.value for one in app.error]
    assert said.startswith("The disruption was not recorded. Assessor: expected the office or unit")
    with workspace.read() as tables:
        assert len(disruptions(tables)) == 1
