"""Snapshots kept from earlier versions still open and work, as they will for whoever was given one."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from playwright.sync_api import expect

from linesmap import __version__
from tests.browser.conftest import Watched, until

pytestmark = pytest.mark.browser

KEPT = sorted((Path(__file__).parents[1] / "fixtures" / "snapshots").glob("*.html.gz"))
MOST_BYTES = 600_000


def test_this_version_is_kept() -> None:
    assert f"{__version__}.html.gz" in {path.name for path in KEPT}
    assert all(path.stat().st_size < MOST_BYTES for path in KEPT)


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.name.removesuffix(".html.gz"))
def test_a_kept_snapshot_opens_and_works(kept: Path, watched: Watched, tmp_path: Path) -> None:
    file = tmp_path / "kept.html"
    file.write_bytes(gzip.decompress(kept.read_bytes()))
    page = watched.page
    page.goto(file.as_uri())
    expect(page.locator("body.lm-ready")).to_be_attached(timeout=20_000)
    expect(page.locator("h1")).to_have_text(f"Kept from {kept.name.removesuffix('.html.gz')}")
    expect(page.locator(".lm-band b").first).to_have_text("OFFICIAL-SENSITIVE")
    expect(page.locator("path.lm-area")).to_have_count(43)
    expect(page.locator("path.lm-flow").first).to_be_visible()
    caption = page.locator(".lm-time-caption b")
    total = caption.inner_text().split(" of ")[1]
    expect(caption).to_have_text(f"{total} of {total}")
    row = page.locator(".lm-row", has_text="Active").first
    row.click()
    expect(page.locator(".lm-row", has_text="Active").first).to_have_attribute("aria-pressed", "false")
    expect(page.locator("path.lm-flow.status-active")).to_have_count(0)
    page.get_by_role("button", name="Play").click()
    expect(caption).not_to_have_text(f"{total} of {total}")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Whole period").click()
    expect(caption).to_have_text(f"{total} of {total}")
    page.locator(".lm-tabs button", has_text="Lines").click()
    page.locator(".lm-panel-body .lm-link").first.click()
    expect(page.locator(".lm-panel-body h2")).to_be_visible()
    until(page, "document.querySelectorAll('.lm-panel-body dt').length > 0")
    assert watched.is_clean()
