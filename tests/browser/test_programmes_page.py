"""The Programmes page: filters, a map by force, the funnel with its sources, and figures that disagree."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from linesmap.pipeline import import_files
from linesmap.settings import data_dir
from linesmap.store import Workspace
from tests.browser.conftest import Watched, free_port, serve

pytestmark = pytest.mark.browser

WAIT = 30_000


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a workspace of the shipped figures; an example of intelligence gives it something to link."""
    folder = tmp_path_factory.mktemp("programmes_page")
    workspace = Workspace(folder / "w.duckdb")
    shipped = data_dir() / "reference" / "published_results.csv"
    import_files([data_dir() / "samples" / "example_intelligence.csv", shipped], workspace)
    port = free_port()
    process = serve(workspace.path, port)
    yield f"http://127.0.0.1:{port}/programmes"
    process.terminate()
    process.wait(20)


def test_the_funnel_opens_to_its_source(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}?programme=Drug+Testing+on+Arrest+(DToA),+Basingstoke+pilot")
    funnel = page.locator("table.lm-funnel")
    expect(funnel).to_be_visible(timeout=WAIT)
    rows = funnel.locator("tbody tr")
    expect(rows).to_have_text([
        re.compile("Eligible.*335"), re.compile("Tested.*261.*78% of those eligible"),
        re.compile("Trigger offenders.*178"), re.compile("Referred.*157"),
        re.compile("Failed to attend.*30.*19% of those referred"), re.compile("Prosecuted.*26"),
    ])  # fmt: skip
    bars = [rows.nth(n).locator("summary span").bounding_box() for n in range(6)]
    widths = [box["width"] for box in bars if box]
    assert widths == sorted(widths, reverse=True)
    assert widths[5] / widths[0] == pytest.approx(26 / 335, abs=0.01)
    rows.nth(1).locator("summary").click()
    expect(rows.nth(1).locator("details[open] p").first).to_contain_text("Association of Police")
    expect(page.get_by_test_id("stException")).to_have_count(0)
    assert watched.is_clean()


def test_figures_that_disagree_are_marked(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}?programme=Drug+Testing+on+Arrest+(DToA),+roll-out")
    expect(page.get_by_text("4 of them disagree with another.")).to_be_visible(timeout=WAIT)
    expect(page.get_by_text("Disagrees with > £600,000 (PCC funding) in another source")).to_be_visible()
    assert watched.is_clean()


def test_programmes_are_filtered_and_mapped_by_force(watched: Watched, address: str) -> None:
    page = watched.page
    page.set_viewport_size({"width": 1024, "height": 768})
    page.goto(address)
    expect(page.get_by_text("297 figures. Select one to read it.")).to_be_visible(timeout=WAIT)
    picture = page.locator("img[alt^='Map of programmes by force']")
    expect(picture).to_be_visible()
    assert picture.evaluate("(image) => image.naturalWidth > 0")
    page.get_by_role("combobox", name="Force").click()
    page.keyboard.type("Derby")
    page.get_by_role("option", name="Derbyshire").click()
    expect(page).to_have_url(re.compile("published_force=Derbyshire"), timeout=WAIT)
    expect(page.get_by_text("1 programme, 0 figures. Select one to read it.")).to_be_visible(timeout=WAIT)
    expect(page.locator(".lm-name")).to_have_text("Stand To (veterans)")
    expect(page.get_by_text("no result figure published")).to_be_visible()
    page.get_by_text("Figures", exact=True).last.click()
    expect(page.locator("img[alt^='Map of figures by force']")).to_be_visible(timeout=WAIT)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, "nothing runs over the side of the page"
    assert watched.is_clean()


def test_one_screen_is_enough_and_nothing_found_is_said(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}?lead=Durham+PCC&strand=1%2C+breaking+supply+chains")
    expect(page.get_by_text("Select one to read it.")).to_be_visible(timeout=WAIT)
    tall = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    assert tall <= 900, "one screen at 1440x900"
    page.goto(f"{address}?find=zzzz")
    expect(page.get_by_text("No published figure matches.")).to_be_visible(timeout=WAIT)
    assert watched.is_clean()
