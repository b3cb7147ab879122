"""The Review page: a text is decided, its records are located, the next text is shown, and undo restores it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from linesmap.decisions import decide
from linesmap.pipeline import import_files
from linesmap.review import to_review
from linesmap.store import Workspace
from tests.browser.conftest import Watched, free_port, serve
from tests.place_files import waiting_places

pytestmark = pytest.mark.browser

WAIT = 30_000
DORSET, WILTSHIRE = "E23000039", "E23000038"
HOSTILE = "<img src=x onerror=alert(1)> **bold** :red[x]"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return waiting_places(tmp_path)


@pytest.fixture
def address(workspace: Workspace) -> Iterator[str]:
    port = free_port()
    process = serve(workspace.path, port)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(20)


def located(workspace: Workspace, text: str, force: str) -> list[bool]:
    with workspace.read() as tables:
        records, places = tables["records"].to_pandas(), tables["places"].to_pandas()
    rows = records.merge(places, on="place_id")
    return (rows[(rows["text"] == text) & (rows["recording_force"] == force)]["status"] == "found").tolist()


def texts(workspace: Workspace) -> list[dict[str, Any]]:
    with workspace.read() as tables:
        return [{str(name): value for name, value in row.items()} for row in to_review(tables).to_dict("records")]


def settle(page: Page) -> None:
    """Wait until the app has answered: what is typed or pressed while it draws itself anew may be lost."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning", timeout=WAIT)


def open_text(page: Page, label: str) -> None:
    page.locator(".st-key-review_list label", has_text=label).first.click(timeout=WAIT)
    expect(page.locator(".lm-name", has_text=label.split(" · ")[0])).to_be_visible(timeout=WAIT)


def test_choosing_locates_the_records_and_undo_restores(watched: Watched, address: str, workspace: Workspace) -> None:
    page = watched.page
    page.goto(f"{address}/review")
    expect(page.get_by_text("texts wait, and")).to_be_visible(timeout=WAIT)
    assert not any(located(workspace, "Newport", DORSET))
    (item,) = (row for row in texts(workspace) if (row["text"], row["near"]) == ("Newport", DORSET))
    first, second = (one["label"] for one in item["candidates"][:2])
    open_text(page, "Newport · Dorset")
    expect(page.get_by_text("Recorded by Dorset.")).to_be_visible(timeout=WAIT)
    expect(page.locator(f'img[alt^="Map: 1 {first}; 2 {second}"]')).to_be_visible()
    choose = page.get_by_role("button", name=re.compile("^Choose"))
    expect(choose).to_be_disabled()
    candidate = page.locator(".st-key-review_candidates label", has_text=first)
    # While the page draws itself anew the candidates of the text before may stand beside those of this one.
    expect(candidate).to_have_count(1, timeout=WAIT)
    candidate.click()
    expect(choose).to_have_text("Choose 1", timeout=WAIT)
    choose.click()
    expect(page.get_by_text(f"is {first}: {item['records']} records")).to_be_visible(timeout=WAIT)
    newport = located(workspace, "Newport", DORSET)
    assert newport
    assert all(newport)
    assert not any(located(workspace, "Newport", "E23000035")), "only the rows of Dorset were decided"
    expect(page.locator(".st-key-review_list label", has_text="Newport · Dorset")).to_have_count(0)
    expect(page.locator(".lm-name")).not_to_have_text("Newport", timeout=WAIT)
    undo = page.get_by_role("button", name="Undo D1")
    expect(undo).to_be_visible(timeout=WAIT)
    undo.click()
    expect(page.get_by_text(re.compile("D1 is undone"))).to_be_visible(timeout=WAIT)
    assert not any(located(workspace, "Newport", DORSET))
    expect(page.locator(".st-key-review_list label", has_text="Newport · Dorset")).to_have_count(1, timeout=WAIT)
    assert workspace.verify_audit() is None
    assert watched.is_clean()


def test_a_point_and_unknown_by_keyboard(watched: Watched, address: str, workspace: Workspace) -> None:
    page = watched.page
    page.goto(f"{address}/review")
    rows = texts(workspace)
    words = [row["words"] for row in rows]
    only = next(
        row for row in rows if words.count(row["words"]) == 1 and sum(row["words"] in one for one in words) == 1
    )
    page.get_by_label("Find").fill(only["words"], timeout=WAIT)
    page.keyboard.press("Enter")
    expect(page.locator(".lm-name", has_text=only["text"])).to_be_visible(timeout=WAIT)
    page.get_by_role("button", name="Set a point").focus()
    page.keyboard.press("Enter")
    where = page.get_by_role("textbox", name="Where")
    settle(page)
    where.fill("nowhere at all")
    where.press("Tab")
    settle(page)
    page.get_by_role("button", name="Set this point").click()
    expect(page.get_by_text("Expected a latitude and longitude")).to_be_visible(timeout=WAIT)
    settle(page)
    where.fill("51.26, -2.19")
    where.press("Tab")
    settle(page)
    page.get_by_role("button", name="Set this point").click()
    expect(page.get_by_text("No text that waits reads like this.")).to_be_visible(timeout=WAIT)
    with workspace.read() as tables:
        places = tables["places"].to_pandas()
    (set_,) = places[places["method"].str.startswith("chosen by a person")].to_dict("records")
    assert (set_["text"], set_["uncertainty_m"], set_["precision"]) == (only["text"], 25, "point")
    page.get_by_label("Find").fill("")
    page.keyboard.press("Enter")
    open_text(page, "NFA · Wiltshire")
    nfa = {row["near"]: row["records"] for row in rows if row["text"] == "NFA"}
    others = sum(nfa.values()) - nfa[WILTSHIRE]
    page.get_by_text(f"For everyone (also {others} records of others)").click(timeout=WAIT)
    page.get_by_role("button", name="Mark unknown").click()
    expect(page.get_by_text(re.compile("NFA.* is marked unknown"))).to_be_visible(timeout=WAIT)
    expect(page.locator(".st-key-review_list label", has_text="NFA · ")).to_have_count(0, timeout=WAIT)
    assert watched.is_clean()


def test_text_of_records_stays_text_and_nothing_left_is_said(watched: Watched, tmp_path: Path) -> None:
    file = tmp_path / "arrests.csv"
    file.write_text(f'Ref,Date,Action,Town,Force\nA1,1/3/2025,arrest,"{HOSTILE}",Dorset\n', encoding="utf-8")
    workspace = Workspace(tmp_path / "w.duckdb")
    import_files([file], workspace)
    port = free_port()
    process = serve(workspace.path, port)
    try:
        page = watched.page
        page.goto(f"http://127.0.0.1:{port}/review")
        expect(page.locator(".lm-name")).to_have_text(HOSTILE, timeout=WAIT)
        expect(page.locator(".st-key-review_list label", has_text="onerror").first).to_contain_text(HOSTILE)
        with workspace.read() as tables:
            text = to_review(tables)["text"].iloc[0]
        decide(workspace, text, None)
        page.reload()
        expect(page.get_by_text("Nothing to review: every place text is either found or decided.")).to_be_visible(
            timeout=WAIT
        )
    finally:
        process.terminate()
        process.wait(20)
    assert watched.is_clean()


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768)])
def test_nothing_runs_over_the_side(watched: Watched, app_address: str, width: int, height: int) -> None:
    page = watched.page
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{app_address}/review")
    expect(page.get_by_text("texts wait, and")).to_be_visible(timeout=WAIT)
    expect(page.get_by_role("button", name="Mark unknown")).to_be_in_viewport(timeout=WAIT)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    unnamed = page.evaluate(
        "[...document.querySelectorAll('main input, main button, section input, section button')]"
        ".filter((e) => !e.getAttribute('aria-label') && !e.labels?.length && !e.textContent.trim()"
        " && !e.closest('label') && e.offsetParent).length"
    )
    assert unnamed == 0, "every control has a name"
