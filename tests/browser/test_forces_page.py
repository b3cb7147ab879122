"""The Forces page: a force chosen in the address, numbers that open, the matrix, and operations across boundaries."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from linesmap.pipeline import import_files
from linesmap.store import Workspace
from tests.browser.conftest import Watched, free_port, serve
from tests.test_force_profiles import ENFORCEMENT, OPERATIONS, REGISTER

pytestmark = pytest.mark.browser

WAIT = 30_000
HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Make a small workspace of one operation, with a line whose name is markup."""
    folder = tmp_path_factory.mktemp("forces_page")
    made = Workspace(folder / "w.duckdb")
    register = f'{REGISTER}R/5,"{HOSTILE}",active,external,Met,London,"Poole, Dorset",heroin,1/1/2022,9/3/2022\n'
    for name, kind, text in (
        ("lines", "deal_line", register),
        ("operations", "operation", OPERATIONS),
        ("enforcement", "enforcement", ENFORCEMENT),
    ):
        path = folder / f"{name}.csv"
        path.write_text(text, encoding="utf-8")
        import_files([path], made, kind=kind)
    return made


@pytest.fixture(scope="module")
def address(workspace: Workspace) -> Iterator[str]:
    """Serve it."""
    port = free_port()
    process = serve(workspace.path, port)
    yield f"http://127.0.0.1:{port}/forces"
    process.terminate()
    process.wait(20)


def test_a_force_opens_with_its_lines_operations_and_ties(watched: Watched, address: str) -> None:
    page = watched.page
    page.on("dialog", lambda _: pytest.fail("record text ran"))
    page.goto(f"{address}?of=Dorset")
    facts = page.locator(".lm-facts").first
    expect(facts).to_contain_text(re.compile(r"Lines in\s*3"), timeout=WAIT)
    expect(facts).to_contain_text(re.compile(r"Internal lines\s*1"))
    expect(page.get_by_text("driven by police activity").nth(1)).to_be_visible()
    operations = page.locator("table.lm-t", has_text="phases are added")
    expect(operations.locator("tr", has_text="Larkspur")).to_contain_text(re.compile(r"3\s*of 4"))
    ties = page.locator("table.lm-t", has_text="People are counted, never named")
    met = ties.locator("tr", has_text="Metropolitan Police")
    met.locator("summary").first.click()
    expect(met.get_by_role("link", name="Fulmar")).to_have_attribute("href", re.compile(r"lines\?open=L"))
    expect(met.get_by_role("link", name=HOSTILE)).to_be_visible()
    expect(met.get_by_role("link", name="Compare")).to_have_attribute("href", re.compile("side_a=Dorset&side_b=Metro"))
    expect(page.locator("table.lm-t img:not([src^='data:'])")).to_have_count(0)
    expect(page.get_by_text("3 records, adding to 3.")).to_be_visible()
    drawn = page.locator("img[alt^='Map of Dorset with 3 lines in']")
    expect(drawn).to_be_visible()
    assert drawn.evaluate("(image) => image.naturalWidth > 0")
    expect(page.get_by_test_id("stException")).to_have_count(0)
    met.get_by_role("link", name="Fulmar").click()
    expect(page.locator(".lm-name", has_text="Fulmar")).to_be_visible(timeout=WAIT)
    assert watched.is_clean()


def test_choosing_a_force_changes_the_address(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(address)
    expect(page.locator(".lm-facts").first).to_be_visible(timeout=WAIT)
    page.get_by_role("combobox", name="Force").click()
    page.get_by_role("option", name="Wiltshire").click()
    expect(page).to_have_url(re.compile("of=Wiltshire"), timeout=WAIT)
    expect(page.locator("table.lm-t").get_by_text("Fenwren")).to_be_visible(timeout=WAIT)
    assert watched.is_clean()


def test_the_matrix_and_the_boundary_open_to_lines(watched: Watched, address: str) -> None:
    page = watched.page
    page.set_viewport_size({"width": 1024, "height": 768})
    page.goto(f"{address}?of=Dorset&forces_view=Between+forces")
    matrix = page.locator("table.lm-t", has_text="Rows: where lines start")
    expect(matrix).to_be_visible(timeout=WAIT)
    diagonal = matrix.locator("tbody tr", has_text="Dorset").locator("td[style*='outline']")
    expect(diagonal).to_have_text("1Gannet")
    diagonal.locator("summary").click()
    expect(diagonal.get_by_role("link", name="Gannet")).to_be_visible()
    assert "solid" in diagonal.evaluate("(cell) => getComputedStyle(cell).outlineStyle")
    expect(page.get_by_text("cross the boundary of the 2 forces taking part")).to_be_visible()
    expect(page.get_by_text("Outside, Metropolitan Police is most tied")).to_be_visible()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, "nothing runs over the side of the page"
    assert watched.is_clean()


def test_an_empty_workspace_says_what_to_do(watched: Watched, tmp_path: Path) -> None:
    port = free_port()
    process = serve(tmp_path / "none.duckdb", port)
    try:
        watched.page.goto(f"http://127.0.0.1:{port}/forces")
        expect(watched.page.get_by_text("Nothing here yet")).to_be_visible(timeout=WAIT)
    finally:
        process.terminate()
        process.wait(20)
