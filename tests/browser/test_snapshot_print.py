"""A snapshot prints on A4 landscape: the map first, then what it is and the tables, with the marking on every page."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from linesmap import reference
from linesmap.model.filters import Filters
from linesmap.snapshots import SnapshotRequest, write_snapshot
from linesmap.store import Workspace
from tests.browser.conftest import Watched, until
from tests.browser.pdf_text import pages_of

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def snapshot(demo_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a snapshot of one force and a month."""
    folder = tmp_path_factory.mktemp("print")
    copy = folder / "w.duckdb"
    copy.write_bytes(demo_path.read_bytes())
    filters = Filters(period=(date(2025, 6, 2), date(2025, 6, 29)), forces=("E23000039",))
    write_snapshot(Workspace(copy), SnapshotRequest(folder / "map.html", filters, made_by="A regional unit"))
    return folder / "map.html"


def printed(page: Page) -> tuple[list[str], bytes]:
    """Print as a person would; the pages as text without blanks, and the file."""
    data = page.pdf(prefer_css_page_size=True, print_background=True)
    return pages_of(data), data


def opened(watched: Watched, snapshot: Path) -> Page:
    watched.page.goto(snapshot.as_uri())
    expect(watched.page.locator("body.lm-ready")).to_be_attached(timeout=20_000)
    expect(watched.page.locator(".lm-row").first).to_be_attached()
    return watched.page


def test_prints_map_then_tables_on_a4_landscape(watched: Watched, snapshot: Path) -> None:
    page = opened(watched, snapshot)
    pages, data = printed(page)
    boxes = {tuple(map(float, box.split())) for box in re.findall(rb"/MediaBox \[([\d. ]+)\]", data)}
    ((left, bottom, right, top),) = boxes
    assert (right - left, top - bottom) == pytest.approx((841.9, 595.3), abs=1.5)
    first, rest = pages[0], "".join(pages[1:])
    assert len(pages) >= 3
    for words in ("Shown:", "MadebyAregionalunit", "LINESBYSTATUS", "RECORDSPERHEXAGON", "Areas:ONSboundaries"):
        assert words.casefold() in first.casefold()
    for words in (
        "Whatthisis",
        "Whattokeepinmind",
        "Precisionofthelocations",
        "DataSHA-256",
        "Leaflet",
        "Aboutthisfile",
    ):
        assert words.casefold() in rest.casefold()
        assert words.casefold() not in first.casefold()
    assert all(page.count("OFFICIAL-SENSITIVE") >= 2 for page in pages)
    for control in ("Hidelegend", "Wholearea", "Print", "Wholeperiod"):
        assert control not in "".join(pages)
    for line in reference.attributions():
        assert line.replace(" ", "") in rest
    # Every line and every record of the month is in the tables.
    n_records = page.evaluate("LM.tally.total")
    assert n_records <= 300
    titles = page.evaluate("LM.tally.records.map((i) => LM.scene.titles[LM.scene.records.title[i]])")
    assert all(str(title).replace(" ", "") in rest for title in set(titles))
    assert watched.is_clean()


def test_a_closed_legend_and_a_dark_page_are_printed_open_and_light(watched: Watched, snapshot: Path) -> None:
    page = opened(watched, snapshot)
    page.get_by_role("button", name="Hide legend").click()
    page.get_by_role("button", name="Dark").click()
    page.evaluate("window.print = () => { window.printed = document.documentElement.dataset.theme; }")
    page.get_by_role("button", name="Print").click()
    until(page, "window.printed === 'light'")
    pages, _ = printed(page)
    assert "LINESBYSTATUS" in pages[0].upper()
    # Afterwards all is as it was.
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("button", name="Legend", exact=True)).to_be_visible()
    expect(page.locator(".lm-sheet")).to_have_count(0)
    assert watched.is_clean()


def test_the_screen_hides_what_is_only_for_paper(watched: Watched, snapshot: Path) -> None:
    page = opened(watched, snapshot)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(".lm-sheet")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator(".lm-sheet")).to_be_visible()
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(page.locator(".lm-band.top").first).to_be_visible()
    page.emulate_media(media="screen")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator(".lm-sheet")).to_have_count(0)
    assert watched.is_clean()
