"""The Overlaps page: a list, one hit opened with both sides, what is withheld, and hostile text that stays text."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from linesmap.store import Workspace
from tests.browser.conftest import Watched, free_port, serve
from tests.test_overlaps import build

pytestmark = pytest.mark.browser

WAIT = 30_000
HEAD = "IR Ref,Date,Force,Grading,Handling code,Text,Phone,VRM,Line name\n"
HOSTILE = "<img src=x onerror=alert(1)>"
DORSET = (
    HEAD
    + f"""\
D/1,9/3/2022,Dorset,2B,P,t,07700 900123,,
D/2,8/3/2022,Dorset,2B,C,t,,AB12 CDE,
{HOSTILE},7/3/2022,Dorset,2B,P,t,,,Fulmar
"""
)
GWENT = (
    HEAD
    + """\
G/1,5/3/2022,Gwent,2B,C,t,0044 7700 900123,,
G/2,5/3/2022,Gwent,2B,P,t,,ab12cde,
G/3,5/3/2022,Gwent,2B,P,t,,,FULMAR LINE
"""
)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return build(tmp_path_factory.mktemp("overlaps_page"), "joint", DORSET, GWENT)


@pytest.fixture(scope="module")
def address(workspace: Workspace) -> Iterator[str]:
    port = free_port()
    process = serve(workspace.path, port)
    yield f"http://127.0.0.1:{port}/overlaps"
    process.terminate()
    process.wait(20)


def pick(page: Page, number: int) -> None:
    """Select a row of the table, which is drawn on a canvas."""
    table = page.get_by_test_id("stDataFrame").first
    expect(table.locator("canvas").first).to_be_visible(timeout=WAIT)
    page.wait_for_timeout(1500)
    box = table.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + 250, box["y"] + 52 + 35 * number)


def test_a_hit_opens_with_both_sides(watched: Watched, address: str, workspace: Workspace) -> None:
    page = watched.page
    page.goto(f"{address}?side_a=Dorset&side_b=Gwent")
    expect(page.get_by_text("3 overlaps")).to_be_visible(timeout=WAIT)
    pick(page, 0)
    expect(page.locator(".lm-name")).to_have_text("07700 900123", timeout=WAIT)
    expect(page.get_by_text("1 record withheld: it carries handling conditions. Contact Gwent.")).to_be_visible()
    expect(page.locator("table.lm-t").get_by_text("D/1")).to_be_visible()
    assert page.get_by_text("G/1").count() == 0
    expect(page.locator("table.lm-t").get_by_text("joint_0.csv, row 2")).to_be_visible()
    pick(page, 1)
    expect(page.locator(".lm-name")).to_have_text("AB12CDE", timeout=WAIT)
    expect(page.locator("table.lm-t").get_by_text("joint_1.csv, row 3")).to_be_visible()
    expect(page.get_by_test_id("stException")).to_have_count(0)
    assert watched.is_clean()
    with workspace.read() as tables:
        entries = tables["audit"].to_pandas()
    noted = [json.loads(text) for text in entries.loc[entries["object"] == "overlap", "detail"]]
    assert {"a": "Dorset", "b": "Gwent", "hashed": False, "hits": 3} in noted
    assert len(noted) == 1, "one entry a comparison, not one a click"


def test_hostile_text_stays_text_and_any_two_forces_are_compared(watched: Watched, address: str) -> None:
    page = watched.page
    page.set_viewport_size({"width": 1024, "height": 768})
    page.on("dialog", lambda _: pytest.fail("record text ran"))
    page.goto(address)
    expect(page.get_by_text("3 overlaps")).to_be_visible(timeout=WAIT)
    pick(page, 2)
    expect(page.locator(".lm-name")).to_have_text("Fulmar", timeout=WAIT)
    expect(page.locator("table.lm-t").get_by_text(HOSTILE, exact=True)).to_be_visible()
    expect(page.locator("table.lm-t img")).to_have_count(0)
    expect(page.get_by_text("may be shown")).to_have_count(2)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, "nothing runs over the side of the page"
    assert watched.is_clean()


def test_nothing_in_common_is_said(watched: Watched, address: str) -> None:
    watched.page.goto(f"{address}?kind=Seizure&from=2001-01-01&to=2001-01-02")
    expect(watched.page.get_by_text("Nothing is named by records of two forces")).to_be_visible(timeout=WAIT)
    assert watched.is_clean()
