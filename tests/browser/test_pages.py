"""Every page opens on the demo, on an empty workspace and on real published files, without an error."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from linesmap.pipeline import import_files
from linesmap.settings import data_dir
from linesmap.store import Workspace
from tests.browser.conftest import Watched, free_port, serve
from tests.test_lines import AFTER, build

pytestmark = pytest.mark.browser

WAIT = 30_000
SEEN = {
    "overview": "What needs attention",
    "lines": "select one to open it",
    "what_if": "Press Run to work this out.",
    "operations": "counted from records",
    "forces": "records of its area by month",
    "programmes": "Select one to read it",
    "imports": "every row is accepted, rejected with a reason, or already held",
    "review": "what is not sure is decided by a person",
    "quality": "rows in = accepted + rejected + already held",
}


@pytest.mark.parametrize("name", sorted(SEEN))
def test_page_opens_on_the_demo(watched: Watched, app_address: str, name: str) -> None:
    watched.page.goto(f"{app_address}/{name}")
    expect(watched.page.get_by_text(SEEN[name]).first).to_be_visible(timeout=WAIT)
    expect(watched.page.get_by_test_id("stException")).to_have_count(0)
    wide = watched.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, "nothing runs over the side of the page"
    assert watched.is_clean()


def test_operations_open_to_their_records(watched: Watched, app_address: str) -> None:
    page = watched.page
    page.goto(f"{app_address}/operations")
    head = page.locator("table.lm-t").first
    expect(head.locator("th", has_text="Larkspur 2")).to_be_visible(timeout=WAIT)
    expect(head.locator("tr", has_text="Lines closed, Type 1").first).to_be_visible()
    expect(page.get_by_text(re.compile(r"records add to .*, the figure in the table"))).to_be_visible(timeout=WAIT)
    page.get_by_text("Per 100,000 people").click()
    expect(page).to_have_url(re.compile("figures=Per"), timeout=WAIT)
    expect(head.get_by_text("arrests per 100,000").first).to_be_visible(timeout=WAIT)
    assert watched.is_clean()


def test_a_line_opens_with_its_life_and_evidence(watched: Watched, app_address: str, demo_path: Path) -> None:
    with Workspace(demo_path).read() as tables:
        entities = tables["entities"].to_pandas()
    line = entities[entities["label"] == "Harrier"]["entity_id"].iloc[0]
    watched.page.goto(f"{app_address}/lines?open={line}")
    expect(watched.page.locator(".lm-name", has_text="Harrier")).to_be_visible(timeout=WAIT)
    for words in ("Life of the line", "Footprint", "Links", "Evidence"):
        expect(watched.page.get_by_text(words, exact=False).first).to_be_visible()
    loaded = watched.page.evaluate("[...document.querySelectorAll('img[src^=data]')].every((i) => i.naturalWidth > 0)")
    assert loaded
    watched.page.get_by_role("button", name="Show on map").click()
    expect(watched.page).to_have_url(re.compile("line=Harrier"), timeout=WAIT)
    frame = watched.page.frame_locator(".st-key-map_frame iframe")
    expect(frame.locator(".lm-lead").first).to_contain_text("naming the line Harrier", timeout=WAIT)
    assert watched.is_clean()


def test_programmes_show_bounds_and_sources(watched: Watched, app_address: str) -> None:
    page = watched.page
    page.goto(f"{app_address}/programmes?find=Scorpion+1")
    expect(page.get_by_text("≥ £131,000").first).to_be_visible(timeout=WAIT)
    page.get_by_text("≥ £131,000").first.click()
    expect(page.locator("details[open] p")).to_contain_text("itv.com")
    assert watched.is_clean()


def test_snapshot_downloads_from_the_map(watched: Watched, tmp_path: Path) -> None:
    workspace = build(tmp_path, AFTER)
    port = free_port()
    process = serve(workspace.path, port)
    try:
        page = watched.page
        page.goto(f"http://127.0.0.1:{port}/?force=Dorset&region=")
        page.locator(".st-key-pop_export button").first.click(timeout=WAIT)
        page.get_by_label("Title").fill("From the app")
        page.get_by_role("button", name="Make snapshot").click()
        download = page.get_by_role("button", name=re.compile("Download linesmap.html"))
        expect(download).to_be_visible(timeout=60_000)
        with page.expect_download(timeout=30_000) as waiting:
            download.click()
        text = Path(waiting.value.path()).read_text(encoding="utf-8")
    finally:
        process.terminate()
        process.wait(20)
    assert "From the app" in text
    assert not re.search("https?://", text)
    with workspace.read() as tables:
        last = tables["audit"].to_pandas().sort_values("seq").iloc[-1]
    assert last["action"] == "disclosure"
    assert workspace.verify_audit() is None


@pytest.fixture(scope="module")
def published_address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a workspace that holds one real file of recorded offences and nothing else."""
    path = tmp_path_factory.mktemp("published") / "w.duckdb"
    import_files([data_dir() / "samples" / "west_yorkshire_drug_offences.csv"], Workspace(path))
    port = free_port()
    process = serve(path, port)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(20)


def test_published_offences_are_on_the_map_of_the_right_force(watched: Watched, published_address: str) -> None:
    watched.page.goto(published_address)
    frame = watched.page.frame_locator(".st-key-map_frame iframe")
    expect(frame.locator("body.lm-ready")).to_be_attached(timeout=WAIT)
    inner = next(frame for frame in watched.page.frames if "component" in frame.url)
    assert inner.evaluate("LM.scene.focus") == ["E23000010"], "West Yorkshire"
    assert inner.evaluate("LM.tally.total") == 1453
    assert inner.evaluate("LM.drawn.hexagons") > 5
    expect(frame.locator(".lm-row", has_text="Recorded offence")).to_be_visible()
    assert watched.is_clean()


@pytest.mark.parametrize(
    "name", ["overview", "lines", "what_if", "operations", "programmes", "imports", "review", "quality"]
)
def test_other_pages_open_without_lines_or_operations(watched: Watched, published_address: str, name: str) -> None:
    watched.page.goto(f"{published_address}/{name}")
    expect(watched.page.locator(".lm-title").first).to_be_visible(timeout=WAIT)
    expect(watched.page.get_by_test_id("stException")).to_have_count(0)
    assert watched.is_clean()


def test_empty_workspace_offers_the_demo_and_ends_with_its_command(watched: Watched, tmp_path: Path) -> None:
    port = free_port()
    process = serve(tmp_path / "none.duckdb", port)
    try:
        watched.page.goto(f"http://127.0.0.1:{port}")
        expect(watched.page.get_by_text("Nothing here yet")).to_be_visible(timeout=WAIT)
        expect(watched.page.get_by_role("button", name="Open the demo here")).to_be_visible()
        watched.page.goto(f"http://127.0.0.1:{port}/overlaps")
        expect(watched.page.get_by_text("Nothing here yet")).to_be_visible(timeout=WAIT)
        assert watched.is_clean()
    finally:
        watched.page.goto("about:blank")
        process.terminate()
    assert process.wait(20) == 0
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0, "the server lives on"
