"""A snapshot opens from a file, without a network, and works."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from linesmap import reference
from linesmap.model.filters import Filters
from linesmap.snapshots import SnapshotRequest, write_snapshot
from linesmap.store import Workspace
from tests.browser.conftest import Watched, until

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def snapshot(demo_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a snapshot of a quarter of the demo."""
    folder = tmp_path_factory.mktemp("snapshot")
    copy = folder / "w.duckdb"
    copy.write_bytes(demo_path.read_bytes())
    filters = Filters(period=(date(2025, 4, 7), date(2025, 6, 29)), forces=reference.regional_units()["SWROCU"])
    write_snapshot(Workspace(copy), SnapshotRequest(folder / "map.html", filters, title="A title <b>in</b> full"))
    return folder / "map.html"


def opened(watched: Watched, snapshot: Path) -> Page:
    watched.page.goto(snapshot.as_uri())
    expect(watched.page.locator("body.lm-ready")).to_be_attached(timeout=20_000)
    return watched.page


def test_opens_without_any_request_or_error(watched: Watched, snapshot: Path) -> None:
    requests: list[str] = []
    watched.page.on("request", lambda request: requests.append(request.url))
    page = opened(watched, snapshot)
    expect(page.locator("path.lm-flow").first).to_be_visible()
    expect(page.locator("path.lm-area")).to_have_count(43)
    page.wait_for_timeout(500)
    assert [url for url in requests if not url.startswith(("file://", "data:"))] == []
    assert watched.is_clean()


def test_says_what_it_is(watched: Watched, snapshot: Path) -> None:
    page = opened(watched, snapshot)
    assert page.title() == "A title <b>in</b> full"
    expect(page.locator("h1")).to_have_text("A title <b>in</b> full")
    expect(page.locator(".lm-header")).to_contain_text("7 Apr to 29 Jun 2025")
    expect(page.locator(".lm-band b").first).to_have_text("OFFICIAL-SENSITIVE")
    expect(page.locator(".lm-band.top")).to_contain_text("Invented data for demonstration")
    about = page.locator(".lm-panel-body")
    for words in ("What to keep in mind", "Left out", "handling carries conditions", "Data SHA-256", "Leaflet 1.9.3"):
        expect(about).to_contain_text(words)
    for line in reference.attributions():
        expect(about).to_contain_text(line)


def test_time_legend_table_and_record_work(watched: Watched, snapshot: Path) -> None:
    page = opened(watched, snapshot)
    total = page.evaluate("LM.tally.total")
    page.locator(".handle").first.focus()
    for _ in range(4):
        page.keyboard.press("PageUp")
    until(page, f"LM.tally.total > 0 && LM.tally.total < {total}")
    fewer = page.evaluate("LM.tally.total")
    expect(page.locator(".lm-time-caption b")).to_have_text(f"{fewer:,} of {total:,}")
    page.locator('.lm-row[data-key="status:active"]').click()
    expect(page.locator("path.lm-flow.status-active")).to_have_count(0)
    page.get_by_role("button", name="Table").click()
    expect(page.locator(".lm-table-view td", has_text="Harrier").first).to_be_visible()
    page.get_by_role("button", name="Table").click()
    page.locator(".lm-tabs button", has_text="Lines").click()
    page.locator(".lm-panel-body .lm-link", has_text="Harrier").click()
    page.locator(".lm-list .lm-link").first.click()
    expect(page.locator(".lm-panel-body")).to_contain_text("Where this comes from")
    assert watched.is_clean()


def test_play_moves_through_time(watched: Watched, snapshot: Path) -> None:
    page = opened(watched, snapshot)
    page.get_by_role("button", name="Play").click()
    expect(page.get_by_role("button", name="Pause")).to_be_visible()
    first = page.evaluate("LM.period[0]")
    until(page, f"LM.period[0] > {first}")
    page.get_by_role("button", name="Pause").click()
    assert watched.is_clean()


def test_dark_and_print(watched: Watched, snapshot: Path) -> None:
    page = opened(watched, snapshot)
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(page.locator(".lm-band.top")).to_be_visible()
    page.wait_for_timeout(300)
    assert watched.is_clean()
