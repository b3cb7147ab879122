"""Every page that shows a picture or a comparison gives one file, which opens from disk and reaches nothing."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from linesmap import lines
from linesmap.store import Workspace
from tests.browser.conftest import Watched, free_port, serve, until, watch

pytestmark = pytest.mark.browser

WAIT = 60_000
PAGES: dict[str, tuple[str, str, str, str]] = {
    "overview": ("overview", "Overview", "Deal lines", "linesmap-overview.html"),
    "programmes": (
        "programmes?programme=Operation+Scorpion+1", "Programmes", "Measure, in", "linesmap-programmes.html",
    ),
    "operations": ("operations", "Operations", "Intelligence reports", "linesmap-operations.html"),
    "effect": ("effect", "Effect: Larkspur", "Robbery in the treated areas", "linesmap-effect-larkspur.html"),
    "forces": ("forces?of=Dorset", "Forces: Dorset", "Lines by status", "linesmap-forces-dorset.html"),
    "between": (
        "forces?forces_view=Between+forces", "Forces: between all", "Lines from force to force",
        "linesmap-forces-between.html",
    ),
    "lines": ("lines", "Lines", "Harrier", "linesmap-lines.html"),
    "cards": ("lines?view=Cards", "Lines", "Harrier", "linesmap-lines.html"),
    "closures": ("lines?view=Closures", "Lines", "Net closures", "linesmap-lines.html"),
    "flows": ("lines?view=Flows", "Lines", "pairs of a line and a destination", "linesmap-lines.html"),
}  # fmt: skip
"""Address, heading of the file, words that both page and file show, and the name of the file."""


@pytest.fixture(scope="module")
def workspace(demo_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Copy the demo, as files that leave are logged in it."""
    path = tmp_path_factory.mktemp("snapshots") / "demo.duckdb"
    shutil.copy(demo_path, path)
    return Workspace(path)


@pytest.fixture(scope="module")
def address(workspace: Workspace) -> Iterator[str]:
    port = free_port()
    process = serve(workspace.path, port)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(20)


def taken(page: Page, folder: Path) -> Path:
    """Click the button and keep the file."""
    with page.expect_download(timeout=2 * WAIT) as waiting:
        page.get_by_role("button", name="Snapshot", exact=True).click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def opened(browser: Browser, path: Path, *, scheme: str = "light", width: int = 1440) -> Watched:
    """Open a file from disk where every request but the one for the file itself is refused and noted."""
    context = browser.new_context(
        offline=True,
        java_script_enabled=True,
        color_scheme="dark" if scheme == "dark" else "light",
        viewport={"width": width, "height": 900},
    )
    watched = watch(context.new_page())

    def only_the_file(route: Route) -> None:
        if route.request.url == path.as_uri():
            route.continue_()
        else:
            watched.outside.append(route.request.url)
            route.abort()

    watched.page.route(lambda url: not url.startswith("data:"), only_the_file)
    watched.page.goto(path.as_uri())
    return watched


@pytest.mark.parametrize("name", list(PAGES))
def test_a_page_gives_a_file_that_holds_it_and_reaches_nothing(  # noqa: PLR0917 - fixtures by name
    watched: Watched, browser: Browser, address: str, workspace: Workspace, tmp_path: Path, name: str
) -> None:
    at, heading, words, file_name = PAGES[name]
    page = watched.page
    page.goto(f"{address}/{at}")
    # A table of the app is drawn on a canvas; what only it shows is looked for in the file alone.
    if name != "lines":
        expect(page.get_by_text(words).first).to_be_visible(timeout=WAIT)
    path = taken(page, tmp_path)
    assert path.name == file_name
    assert path.stat().st_size < 5_000_000
    assert watched.is_clean()
    left = opened(browser, path)
    expect(left.page.get_by_role("heading", level=1)).to_have_text(heading)
    expect(left.page.get_by_text(words).locator("visible=true").first).to_be_visible()
    expect(left.page.get_by_text("OFFICIAL-SENSITIVE")).to_have_count(2)
    expect(left.page.get_by_text(re.compile("Made by .+ from data as held on"))).to_be_visible()
    until(left.page, "[...document.images].every((one) => one.complete && one.naturalWidth > 0)")
    assert left.page.evaluate("document.fonts.check('14px \"Source Sans\"')")
    assert left.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    left.page.set_viewport_size({"width": 1024, "height": 768})
    assert left.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert left.is_clean()
    left.page.context.close()
    with workspace.read() as tables:
        entry = tables["audit"].to_pandas().sort_values("seq").iloc[-1]
    assert (entry["action"], entry["object"]) == ("disclosure", file_name)
    assert json.loads(entry["detail"])["audience"] == "analyst"


def figures(page: Page) -> dict[str, str]:
    """Read the key facts: label to figure."""
    cells = page.locator(".lm-facts > div")
    return {
        cells.nth(n).locator("span").inner_text(): cells.nth(n).locator("b").inner_text() for n in range(cells.count())
    }


def test_the_facts_of_the_overview_are_those_of_the_page(
    watched: Watched, browser: Browser, address: str, tmp_path: Path
) -> None:
    watched.page.goto(f"{address}/overview")
    expect(watched.page.locator(".lm-facts > div")).to_have_count(6, timeout=WAIT)
    expect(watched.page.get_by_text("Records by month")).to_be_visible(timeout=WAIT)
    shown = figures(watched.page)
    left = opened(browser, taken(watched.page, tmp_path))
    assert figures(left.page) == shown
    chart = left.page.get_by_role("img", name="Records by month and kind").locator("visible=true")
    expect(chart).to_have_count(1)
    left.page.emulate_media(color_scheme="dark")
    expect(chart).to_have_count(1)
    assert left.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 24, 31)"
    left.page.context.close()


def test_an_opened_line_leaves_without_its_numbers_and_the_text_of_its_records(
    watched: Watched, browser: Browser, address: str, workspace: Workspace, tmp_path: Path
) -> None:
    with workspace.read() as tables:
        found = lines.profiles(tables)
        line = lines.find_line(found, "Harrier")
        evidence = lines.evidence(tables, line.line_id)
        withheld = int(tables["records"].to_pandas()["handling"].isin(["C", "2", "3", "4", "5"]).sum())
    page = watched.page
    page.goto(f"{address}/lines?open={line.line_id}")
    expect(page.get_by_text("records that name this line")).to_be_visible(timeout=WAIT)
    path = taken(page, tmp_path)
    assert path.name == "linesmap-lines-harrier.html"
    left = opened(browser, path, scheme="dark", width=1024)
    expect(left.page.get_by_role("heading", level=1)).to_have_text("Line Harrier")
    for words in (
        "Life of the line",
        "Footprint",
        "Links",
        "Evidence",
        "Changes",
        "Numbers",
        "Closures",
        "Suggestions",
    ):
        expect(left.page.locator("main").get_by_text(words, exact=False).first).to_be_visible()
    expect(left.page.get_by_text(f"{withheld:,} records whose handling carries conditions")).to_be_visible()
    words = left.page.content()
    assert "07700 900" not in words
    texts = [text for text in evidence["summary"].dropna() if len(text) > 20]
    assert len(texts) > 20
    assert not [text for text in texts if text in left.page.locator("body").inner_text()]
    assert left.is_clean()
    left.page.context.close()
    assert watched.is_clean()


def test_a_figure_of_programmes_opens_to_its_source_without_a_script(
    browser: Browser, watched: Watched, address: str, tmp_path: Path
) -> None:
    watched.page.goto(f"{address}/programmes?programme=Operation+Scorpion+1")
    expect(watched.page.locator(".lm-name", has_text="Operation Scorpion 1")).to_be_visible(timeout=WAIT)
    path = taken(watched.page, tmp_path)
    bare = browser.new_context(java_script_enabled=False, offline=True)
    page = bare.new_page()
    page.goto(path.as_uri())
    figure = page.locator("td details", has=page.locator("summary")).first
    expect(figure.locator("p").first).to_be_hidden()
    figure.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(figure.locator("p").first).to_be_visible()
    expect(page.get_by_text("all figures of this page are published")).to_be_visible()
    bare.close()
