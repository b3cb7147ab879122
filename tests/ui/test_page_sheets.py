"""Pages note what they draw: their files hold the same without what may not leave; a page half drawn gives none."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from linesmap.disruptions import record_disruption
from linesmap.errors import RenderError
from linesmap.store import Workspace
from linesmap.ui import sheet
from tests.test_lines import AFTER, REGISTER, add
from tests.test_page_files import OPEN, SECRET

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sheets")
    workspace = Workspace(folder / "w.duckdb")
    add(workspace, folder, "deal_line", register=REGISTER)
    add(workspace, folder, "intelligence", before=OPEN, after=AFTER)
    return workspace.path


@pytest.fixture
def use(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINESMAP_WORKSPACE", str(built))


def run(page: Any, **state: object) -> tuple[str, str]:
    """Run a page that keeps its file; give its markup, and the words of the file."""
    app = AppTest.from_function(page, default_timeout=120)
    for name, value in state.items():
        app.session_state[name] = value
    app.run()
    assert not app.exception, app.exception
    data = app.session_state["file"]
    assert "://" not in data.decode()
    assert "<script" not in data.decode()
    shown = " ".join(block.proto.body for block in app.get("html"))
    return shown, words(data)


def words(data: bytes) -> str:
    plain = re.sub(r"<style>.*?</style>", " ", data.decode(), flags=re.DOTALL)
    alts = " ".join(re.findall(r'(?:alt|aria-label)="([^"]*)"', plain))
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", plain) + " " + alts).split())


def _line() -> None:
    import streamlit as st

    from linesmap.ui import data, line_open, sheet

    at = data.key()
    assert at is not None
    profile = next(one for one in data.backdrop(at).profiles if one.name == st.session_state["line"])
    with sheet.opened("lines", profile.name, counts="leave", about=profile.name) as made:
        line_open.show(at, profile)
    st.session_state["file"] = made.file()


def _list() -> None:
    import streamlit as st

    from linesmap.ui import data, line_list, sheet

    at = data.key()
    assert at is not None
    with sheet.opened("lines", "Lines", counts="leave") as made:
        line_list.show(at, data.backdrop(at).profiles)
    st.session_state["file"] = made.file()


def _force() -> None:
    import streamlit as st

    from linesmap.ui import data, force_data, force_open, sheet

    at = data.key()
    assert at is not None
    names = {one.line_id: one.name for one in data.backdrop(at).profiles}
    profile = force_data.profile(at, force_data.force_choices(at)["Dorset"])
    with sheet.opened("forces", "Forces", counts="leave") as made:
        force_open.show(at, profile, names)
    st.session_state["file"] = made.file()


@pytest.mark.usefixtures("use")
def test_a_line_leaves_without_numbers_plates_references_and_text() -> None:
    shown, left = run(_line, line="Harrier")
    assert "07700 900001" in shown
    assert "Deals from a flat" in shown
    for secret in SECRET:
        assert secret not in left, secret
    for heading in (
        "Life of the line",
        "Footprint",
        "Links",
        "Evidence",
        "Changes",
        "Numbers",
        "Closures",
        "Suggestions",
    ):
        assert heading in left, heading
    assert "3 records that name this line" in left
    assert "5 records that name this line" in shown, "the page itself shows all"
    assert re.search(r"Phone [0-9A-F]{6} register", left)
    assert "Harrier goes on as New Harrier? First activity 10 Mar 2025" in left
    assert "before.csv, row 2" in left
    assert "3 records whose handling carries conditions" in left


@pytest.mark.usefixtures("use")
def test_a_line_that_only_withheld_records_name_leaves_nothing() -> None:
    shown, left = run(_line, line="Osprey")
    assert "Osprey" in shown
    assert "Every record of this line carries conditions, so nothing of it may leave." in left
    assert "Evidence" not in left


@pytest.mark.usefixtures("use")
@pytest.mark.parametrize(
    ("view", "wanted"),
    [
        ("Table", "Harrier Closed, Type 2"),
        ("Cards", "3 records, last 20 Feb 2025"),
        ("Closures", "1 closure recorded by a person"),
        ("Suggestions", "Suggestions only: nothing changes until a person accepts one."),
        ("Flows", "Greater London"),
    ],
)
def test_every_view_of_the_list_leaves_without_lines_that_may_not(view: str, wanted: str) -> None:
    _, left = run(_list, view=view)
    if view == "Flows":
        wanted = "pairs of a line and a destination"
    assert wanted in left
    assert f"view: {view.lower()}" in left
    for secret in SECRET:
        assert secret not in left, secret


@pytest.mark.usefixtures("use")
def test_a_number_that_was_looked_for_is_not_said() -> None:
    _, left = run(_list, find_line="7700900001")
    assert "lines found by a number" in left
    assert "7700900001" not in left
    _, left = run(_list, find_line="harrier")
    assert "lines found by “harrier”" in left


@pytest.mark.usefixtures("use")
def test_a_force_is_counted_by_the_records_that_may_leave() -> None:
    shown, left = run(_force)
    assert "Records in its area</span><b>2</b>" in shown, "IR8 and IR9"
    assert "Records in its area 0 " in left
    for secret in SECRET:
        assert secret not in left, secret


def _disruptions() -> None:
    import streamlit as st

    from linesmap.model.filters import Filters
    from linesmap.ui import data, disruption_section, sheet

    at = data.key()
    assert at is not None
    with sheet.opened("operations", "Operations") as made:
        disruption_section.show(at, Filters())
    st.session_state["file"] = made.file()


def test_graded_disruptions_leave_without_free_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = Workspace(tmp_path / "w.duckdb")
    monkeypatch.setenv("LINESMAP_WORKSPACE", str(made.path))
    record_disruption(
        made, grade="moderate", assessor="ROCU", rationale=f"Quiet {HOSTILE}", on=date(2025, 3, 1), operation="Larkspur"
    )
    shown, left = run(_disruptions)
    assert "Quiet" in shown
    assert "Quiet" not in left
    assert "ROCU" not in left
    assert "1 Mar 2025 moderate Larkspur" in left
    assert "assessor, rationale and moderation" in left


def _broken() -> None:
    import streamlit as st

    from linesmap.ui import sheet

    with sheet.opened("lines", "Lines") as made:
        st.session_state["made"] = made
        sheet.paragraph("Half")
        st.stop()


def test_a_page_that_was_not_drawn_to_its_end_gives_no_file() -> None:
    app = AppTest.from_function(_broken, default_timeout=60).run()
    assert not app.exception
    with pytest.raises(RenderError, match="wholly drawn"):
        app.session_state["made"].file()


def _kept() -> None:
    import streamlit as st

    from linesmap.ui import sheet

    with sheet.opened("lines", "Lines") as made:
        sheet.paragraph("Whole")
    st.session_state["made"] = made


def test_a_page_of_an_earlier_state_gives_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = Workspace(tmp_path / "w.duckdb")
    monkeypatch.setenv("LINESMAP_WORKSPACE", str(workspace.path))
    day = date(2025, 3, 1)
    record_disruption(workspace, grade="minor", assessor="ROCU", rationale="One", on=day, operation="Larkspur")
    app = AppTest.from_function(_kept, default_timeout=60).run()
    assert not app.exception
    made = app.session_state["made"]
    assert b"Whole" in made.file()
    assert b"Whole" in made.file(), "to take it away is no change of the data"
    record_disruption(workspace, grade="major", assessor="ROCU", rationale="Two", on=day, operation="Larkspur")
    with pytest.raises(RenderError, match="Load the page again"):
        made.file()


def test_outside_a_sheet_nothing_is_noted() -> None:
    sheet.shown("x")
    sheet.named("x", "y")
    sheet.note(lambda _, __: "")
    sheet.button()


def _layout() -> None:
    import pandas as pd
    import streamlit as st

    from linesmap.ui import sheet

    with sheet.opened("lines", "Lines") as made:
        sheet.heading("Head", "choose one", file="by name")
        left, right = sheet.columns([660, 720])
        with left:
            sheet.facts([("Label", "1,234", "note")])
        with right:
            one, two, three = sheet.tabs(["One", "Two", "Three"])
            with one, sheet.scrolled(100):
                sheet.paragraph("in one")
            with two:
                sheet.paragraph("in two")
            with three:
                sheet.paragraph("in three")
        with sheet.expander("Fold"):
            sheet.table(
                pd.DataFrame({"Age": [1455]}),
                caption="Ages",
                column_config={"Age": st.column_config.NumberColumn(format="%d days")},
            )
        sheet.html("")
    st.session_state["file"] = made.file()


@pytest.mark.usefixtures("use")
def test_the_file_has_the_parts_where_the_page_has_them() -> None:
    shown, left = run(_layout)
    assert "choose one" in shown
    assert "choose one" not in left
    order = [
        "Head",
        "by name",
        "Label",
        "1,234",
        "One",
        "in one",
        "Two",
        "in two",
        "Three",
        "in three",
        "Fold",
        "1,455 days",
    ]
    assert [left.index(one) for one in order] == sorted(left.index(one) for one in order)
