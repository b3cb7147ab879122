"""The Lines page: every view opens, a line opens on one screen, and a suggestion is accepted, undone and rejected."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from linesmap import lines
from linesmap.store import Workspace
from tests.browser.conftest import Watched, free_port, serve, watch
from tests.test_lines import AFTER, build

pytestmark = pytest.mark.browser

WAIT = 30_000


def line_id(path: Path, name: str) -> str:
    with Workspace(path).read() as tables:
        return lines.find_line(lines.profiles(tables), name).line_id


@pytest.mark.parametrize(
    ("view", "words"),
    [
        ("Cards", "Open Harrier"),
        ("Closures", "The types are never added"),
        ("Suggestions", "Suggestions only: nothing changes until a person accepts one"),
        ("Flows", "pairs of a line and a destination"),
    ],
)
def test_every_view_of_the_list_opens(watched: Watched, app_address: str, view: str, words: str) -> None:
    page = watched.page
    page.goto(f"{app_address}/lines?view={view}")
    expect(page.get_by_text(words).first).to_be_visible(timeout=WAIT)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    assert watched.is_clean()


def test_a_card_opens_its_line(watched: Watched, app_address: str) -> None:
    page = watched.page
    page.goto(f"{app_address}/lines?view=Cards")
    page.get_by_role("button", name="Open Harrier").click(timeout=WAIT)
    expect(page.locator(".lm-name", has_text="Harrier")).to_be_visible(timeout=WAIT)
    expect(page).to_have_url(re.compile("open=L"))
    page.get_by_role("button", name="Back to the lines").click()
    expect(page.get_by_role("button", name="Open Harrier")).to_be_visible(timeout=WAIT)
    assert watched.is_clean()


def test_an_opened_line_stands_on_one_screen_and_its_evidence_opens(
    watched: Watched, app_address: str, demo_path: Path
) -> None:
    page = watched.page
    page.goto(f"{app_address}/lines?open={line_id(demo_path, 'Harrier')}")
    expect(page.locator(".lm-name", has_text="Harrier")).to_be_visible(timeout=WAIT)
    for words in ("Life of the line", "Footprint", "Links", "Evidence"):
        expect(page.get_by_text(words).first).to_be_visible(timeout=WAIT)
    expect(page.locator(".lm-facts > div")).to_have_count(7)
    text = page.locator("table.lm-t details").first
    text.locator("summary").click()
    expect(text.locator("p")).to_be_visible()
    expect(page.locator("table.lm-t td small", has_text=", row ").first).to_be_visible()
    below = page.get_by_test_id("stMain").evaluate("main => main.scrollHeight - main.clientHeight")
    assert below <= 0, "1440 x 900 holds a line without scrolling"
    loaded = page.evaluate("[...document.querySelectorAll('img[src^=data]')].every((i) => i.naturalWidth > 0)")
    assert loaded
    page.get_by_role("tab", name="Changes").click()
    expect(page.get_by_text("Type 2 closure recorded").first).to_be_visible(timeout=WAIT)
    page.get_by_role("tab", name="Closures").click()
    expect(page.get_by_text("Watched since").first).to_be_visible(timeout=WAIT)
    page.get_by_role("tab", name="Numbers").click()
    expect(page.get_by_text("Numbers of the register first").first).to_be_visible(timeout=WAIT)
    assert watched.is_clean()


def test_a_narrow_screen_holds_a_line_too(browser: Browser, app_address: str, demo_path: Path) -> None:
    context = browser.new_context(viewport={"width": 1024, "height": 768}, color_scheme="dark")
    watched = watch(context.new_page())
    watched.page.goto(f"{app_address}/lines?open={line_id(demo_path, 'Fieldfare')}")
    expect(watched.page.get_by_text("Rebranded").first).to_be_visible(timeout=WAIT)
    wide = watched.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    assert watched.is_clean()
    context.close()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Serve a workspace that may be changed, in which New Harrier appears after Harrier was closed."""
    workspace = build(tmp_path, AFTER)
    port = free_port()
    process = serve(workspace.path, port)
    yield f"http://127.0.0.1:{port}", workspace.path
    process.terminate()
    process.wait(20)


def test_a_suggestion_is_accepted_undone_and_rejected(watched: Watched, small: tuple[str, Path]) -> None:
    address, path = small
    with Workspace(path).read() as tables:
        found = lines.suggestions(tables, lines.profiles(tables))
    one = next(one for one in found if not one.verdict and not one.is_return)
    page = watched.page
    page.goto(f"{address}/lines?open={one.earlier}")
    page.get_by_role("tab", name="Suggestions").click(timeout=WAIT)
    block = page.locator(".lm-p", has_text=f"goes on as {one.later_name}?")
    expect(block).to_contain_text("Waits for a decision", timeout=WAIT)
    key = f".st-key-suggested_{one.earlier}_{one.later}_{one.end.on:%Y%m%d}"
    page.get_by_role("button", name="Accept", exact=True).first.click()
    page.locator(f"{key}_accept button").click()
    expect(block).to_contain_text("Accepted", timeout=WAIT)
    page.get_by_role("tab", name="Changes").click()
    expect(page.get_by_text("Accepted by a person").first).to_be_visible(timeout=WAIT)
    page.get_by_role("tab", name="Suggestions").click()
    page.locator(f"{key}_undo button").click()
    expect(block).to_contain_text("Waits for a decision", timeout=WAIT)
    page.locator(f"{key}_reject button").click()
    expect(block).to_contain_text("Rejected", timeout=WAIT)
    assert watched.is_clean()
    assert Workspace(path).verify_audit() is None
