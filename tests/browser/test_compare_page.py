"""The Compare operations page in a real browser: choose, scale, open a source, take the files away."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from linesmap.store import Workspace
from tests.browser.conftest import Watched, free_port, serve, watch

pytestmark = pytest.mark.browser

WAIT = 30_000
SCREENS = ((1440, 900), (1024, 768))


@pytest.fixture(scope="module")
def workspace(demo_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Copy the demo, as files that leave are logged in it."""
    path = tmp_path_factory.mktemp("compare") / "compare.duckdb"
    shutil.copy(demo_path, path)
    return Workspace(path)


@pytest.fixture(scope="module")
def address(workspace: Workspace) -> Iterator[str]:
    port = free_port()
    process = serve(workspace.path, port)
    yield f"http://127.0.0.1:{port}/compare"
    process.terminate()
    process.wait(20)


def table(page: Page) -> str:
    first = page.locator("table.lmc-t").first
    expect(first).to_be_visible(timeout=WAIT)
    return first.inner_text()


def test_the_page_opens_on_scorpion_in_one_screen(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(address)
    said = table(page)
    for words in ("Scorpion 1 to 3", "7 to 13 Mar 2022", "phases add to 384 or more", "average a week; no total"):
        assert words in said, words
    grey = page.locator("td.grey", has_text="“disrupted”, not closed")
    expect(grey).to_be_visible()
    expect(page.get_by_alt_text("Funnel plot of arrests")).to_be_visible()
    expect(page.locator(".lmc-maps figure")).to_have_count(3)
    page.wait_for_timeout(500)
    tall = page.evaluate("(m => m.scrollHeight - m.clientHeight)(document.querySelector('[data-testid=stMain]'))")
    assert tall <= 0, "the opening comparison needs no scrolling at 1440x900"
    assert watched.is_clean()


def test_a_figure_opens_its_source_and_a_measure_its_definition(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(address)
    table(page)
    source = page.get_by_text("itv.com/news/westcountry").first
    expect(source).to_be_hidden()
    page.locator("td summary", has_text="194").focus()
    page.keyboard.press("Enter")
    expect(source).to_be_visible()
    page.locator("th summary", has_text="Arrests").click()
    expect(page.get_by_text("one person may be arrested twice")).to_be_visible()
    expect(source).to_be_hidden()
    page.get_by_text("Stated for one operation only").click()
    expect(page.locator("td summary", has_text="> 300")).to_be_visible()


def test_scale_and_operations_live_in_the_address(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(address)
    table(page)
    page.get_by_role("radio", name="Per day").click()
    expect(page.locator("td summary", has_text="27.71")).to_be_visible(timeout=WAIT)
    assert "scale=Per+day" in page.url or "scale=Per%20day" in page.url
    page.get_by_role("button", name="Operations 6 chosen").click()
    page.get_by_role("button", name="Remove Operation Warrior").or_(
        page.locator("[data-baseweb=tag]", has_text="Operation Warrior").locator("[role=presentation], svg").last
    ).first.click()
    expect(page.locator("th.name", has_text="Warrior")).to_have_count(0, timeout=WAIT)
    page.goto(page.url)
    expect(page.locator("th.name")).to_have_count(5, timeout=WAIT)
    expect(page.locator("td summary", has_text="27.71")).to_be_visible(timeout=WAIT)
    assert watched.is_clean()


def test_an_unknown_name_in_the_address_is_said_and_left_out(watched: Watched, address: str) -> None:
    page = watched.page
    page.on("dialog", lambda _: pytest.fail("text of the address ran"))
    page.goto(
        f"{address}?compare=<img src=x onerror=alert(1)>&compare=Operation Scorpion 12&compare=Larkspur 1 (records)"
    )
    expect(page.get_by_text("Expected the name of an operation")).to_be_visible(timeout=WAIT)
    said = table(page)
    assert "Scorpion 12" in said
    assert "another release says 102" in said
    arrests = page.locator("tr", has=page.locator("th summary", has_text="Arrests"))
    arrests.locator("td").nth(1).locator("summary").click()
    expect(page.get_by_text("Its records are listed on the Operations page.").first).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SCREENS)
def test_nothing_runs_over_the_side(browser: Browser, address: str, scheme: str, size: tuple[int, int]) -> None:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address)
    table(page)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    over = page.evaluate(
        "[...document.querySelectorAll('.lmc-t td, .lmc-t th')].filter(e => e.scrollWidth > e.clientWidth + 1)"
        ".map(e => e.innerText)"
    )
    context.close()
    assert wide <= 0
    assert over == []


def test_the_files_leave_and_are_logged(watched: Watched, address: str, workspace: Workspace, tmp_path: Path) -> None:
    page = watched.page
    page.goto(address)
    table(page)
    files = {}
    for name in ("CSV", "XLSX", "Snapshot"):
        with page.expect_download(timeout=WAIT) as waiting:
            page.get_by_role("button", name=name, exact=True).click()
        files[name] = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(files[name])
    assert files["CSV"].read_bytes().startswith("\ufeffoperation,measure,group,value,bound".encode())
    assert load_workbook(io.BytesIO(files["XLSX"].read_bytes())).sheetnames[0] == "Comparison"
    with workspace.read() as tables:
        entries = tables["audit"].to_pandas()
    left = entries[entries["action"] == "disclosure"]
    assert list(left["object"]) == ["linesmap-compare.csv", "linesmap-compare.xlsx", "linesmap-compare.html"]
    assert "Operation Hypernova" in json.loads(left["detail"].iloc[0])["operations"]
    page.goto(files["Snapshot"].as_uri())
    expect(page.get_by_role("heading", name="Operations compared")).to_be_visible()
    page.locator("td summary", has_text="194").click()
    expect(page.get_by_text("itv.com/news/westcountry").first).to_be_visible()
    assert watched.is_clean()


def test_the_snapshot_opens_without_scripts_or_network(browser: Browser, address: str, tmp_path: Path) -> None:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(f"{address}?compare=Larkspur 1 (records)&compare=Larkspur 2 (records)&compare=Larkspur 3 (records)")
    table(page)
    with page.expect_download(timeout=WAIT) as waiting:
        page.get_by_role("button", name="Snapshot", exact=True).click()
    path = tmp_path / "snapshot.html"
    waiting.value.save_as(path)
    context.close()
    bare = browser.new_context(java_script_enabled=False, offline=True, color_scheme="dark")
    watched = watch(bare.new_page())
    watched.page.goto(path.as_uri())
    expect(watched.page.get_by_text("Invented data: some columns")).to_be_visible()
    watched.page.locator("td summary").first.click()
    expect(watched.page.locator(".lmc-pop").locator("visible=true")).to_have_count(1)
    expect(watched.page.get_by_role("img", name="Map of England and Wales")).to_be_visible()
    assert watched.is_clean()
    bare.close()


def test_an_empty_workspace_says_what_to_do(watched: Watched, tmp_path: Path) -> None:
    port = free_port()
    process = serve(tmp_path / "none.duckdb", port)
    try:
        watched.page.goto(f"http://127.0.0.1:{port}/compare")
        expect(watched.page.get_by_text("Nothing here yet")).to_be_visible(timeout=WAIT)
    finally:
        process.terminate()
        process.wait(20)
