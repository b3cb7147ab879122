"""What the Map page lets leave: for analysts and for a PCC office, made, described and logged."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from linesmap.store import Workspace
from tests import export_content
from tests.browser.conftest import Watched, free_port, serve, until, watch

pytestmark = pytest.mark.browser

WAIT = 90_000


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace(shutil.copy(export_content.workspace(), tmp_path_factory.mktemp("export_box") / "w.duckdb"))


@pytest.fixture(scope="module")
def address(workspace: Workspace) -> Iterator[str]:
    port = free_port()
    process = serve(workspace.path, port)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(20)


def open_box(watched: Watched, address: str, query: str = "") -> None:
    watched.page.goto(f"{address}/{query}")
    expect(watched.page.locator(".lm-counts")).to_be_visible(timeout=WAIT)
    watched.page.locator(".st-key-pop_export button").first.click()
    expect(watched.page.locator(".st-key-export_for")).to_be_visible(timeout=WAIT)


def saved(watched: Watched, name: str, folder: Path) -> Path:
    button = watched.page.get_by_role("button", name=f"Download {name}")
    expect(button).to_be_visible(timeout=WAIT)
    with watched.page.expect_download(timeout=WAIT) as waiting:
        button.click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_an_analyst_gets_a_map_and_a_file(watched: Watched, address: str, workspace: Workspace, tmp_path: Path) -> None:
    page = watched.page
    open_box(watched, address)
    page.get_by_role("button", name="Make snapshot").click()
    path = saved(watched, "linesmap.html", tmp_path)
    assert b"Content-Security-Policy" in path.read_bytes()[:400]
    page.get_by_role("button", name="Make export").click()
    assert saved(watched, "linesmap.gpkg", tmp_path).read_bytes()[:6] == b"SQLite"
    expect(page.get_by_text("left behind").first).to_be_visible()
    with workspace.read() as tables:
        audit = tables["audit"].to_pandas()
    assert {"linesmap.html", "linesmap.gpkg"} <= set(audit.loc[audit["action"] == "disclosure", "object"])


def test_a_pcc_office_gets_checked_aggregates(
    watched: Watched, address: str, workspace: Workspace, tmp_path: Path, browser: Browser
) -> None:
    page = watched.page
    with workspace.read() as tables:
        before = int(tables["audit"].count().execute())
    open_box(watched, address)
    page.locator(".st-key-export_for").get_by_text("A PCC office").click()
    # The other form stands until the page is drawn anew.
    expect(page.locator(".st-key-make_export_pcc button")).to_be_visible(timeout=WAIT)
    page.locator(".st-key-title_pcc input").fill("A title <b>in</b> full")
    page.locator(".st-key-make_snapshot_pcc button").click()
    path = saved(watched, "linesmap-areas.html", tmp_path)
    expect(page.get_by_text("For you, not for the file: Of")).to_be_visible(timeout=WAIT)
    page.locator(".st-key-make_export_pcc button").click()
    table = saved(watched, "linesmap-areas.csv", tmp_path)
    rows = list(csv.DictReader(io.StringIO(table.read_text(encoding="utf-8-sig"))))
    assert all(row["value"] == "" or float(row["value"]) == 0 or float(row["value"]) >= 10 for row in rows)
    with workspace.read() as tables:
        audit = tables["audit"].order_by("seq").to_pandas()[before:]
    details = [json.loads(text) for text in audit.loc[audit["action"] == "disclosure", "detail"]]
    assert sum(one.get("audience") == "pcc" and one["attack_passed"] for one in details) == 2
    bare = browser.new_context(offline=True)
    alone = watch(bare.new_page())
    alone.page.goto(path.as_uri())
    expect(alone.page.locator("h1")).to_have_text("A title <b>in</b> full")
    until(alone.page, "document.querySelectorAll('path').length > 40")
    assert alone.is_clean()
    bare.close()


def test_a_choice_by_drug_does_not_leave_for_a_pcc_office(watched: Watched, address: str) -> None:
    open_box(watched, address, "?drug=heroin")
    watched.page.locator(".st-key-export_for").get_by_text("A PCC office").click()
    expect(watched.page.get_by_text("Not shown to a PCC office: a choice by drug")).to_be_visible(timeout=WAIT)
    expect(watched.page.get_by_role("button", name="Make snapshot")).to_have_count(0)
