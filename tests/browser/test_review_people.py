"""The Review page, people: names stay hidden until asked for, a pair is judged, the next one shows, undo restores."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from linesmap.network import build, graphml
from linesmap.pipeline import import_files
from linesmap.review_people import decide, to_review
from linesmap.store import Workspace
from tests.browser.conftest import Watched, free_port, serve
from tests.people_files import PEOPLE, nominals, others

pytestmark = pytest.mark.browser

WAIT = 30_000
HOSTILE = "<img src=x onerror=alert(1)> **bold** :red[x]"
SURNAMES = re.compile("larchmont|quillfeather|farthingale|anna|1990", re.IGNORECASE)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Make one workspace for all tests; each leaves it as it was, but for the last that has it."""
    folder = tmp_path_factory.mktemp("people")
    workspace = Workspace(folder / "w.duckdb")
    hostile = f'H1,"{HOSTILE}",Farthingale,,,,,Dorset\nH2,"{HOSTILE}",Farthingale,,,,,Wiltshire\n'
    import_files([nominals(folder, f"people {HOSTILE}.csv", PEOPLE + hostile + others())], workspace, kind="nominal")
    return workspace


@pytest.fixture(scope="module")
def address(workspace: Workspace) -> Iterator[str]:
    port = free_port()
    process = serve(workspace.path, port)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(20)


def waiting(workspace: Workspace) -> list[str]:
    with workspace.read() as tables:
        frame = to_review(tables)
    return [f"{a} and {b}" for a, b in zip(frame["label_a"], frame["label_b"], strict=True)]


def noted(workspace: Workspace) -> int:
    with workspace.read() as tables:
        return int((tables["audit"].to_pandas()["action"] == "consultation").sum())


def test_accept_then_next_then_undo(watched: Watched, address: str, workspace: Workspace) -> None:
    page, pairs, before = watched.page, waiting(workspace), graphml(build(workspace))
    looked = noted(workspace)
    assert len(pairs) == 4
    page.goto(f"{address}/review")
    page.get_by_text("People (4)").click(timeout=WAIT)
    expect(page).to_have_url(re.compile(r"what=people"), timeout=WAIT)
    expect(page.locator(".lm-name")).to_have_text(pairs[0], timeout=WAIT)
    expect(page.get_by_text("Each +1 doubles the odds")).to_be_visible(timeout=WAIT)
    assert not SURNAMES.search(page.inner_text("body")), "nothing names a person before it is asked for"
    page.get_by_placeholder("Why (may stay empty)").fill(f"same photograph {HOSTILE}")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Same person").click()
    expect(page.get_by_text(re.compile(r"One person now: \d mentions"))).to_be_visible(timeout=WAIT)
    expect(page.locator(".lm-name")).to_have_text(pairs[1], timeout=WAIT)
    expect(page.get_by_text("People (3)")).to_be_visible(timeout=WAIT)
    assert waiting(workspace) == pairs[1:]
    expect(page.get_by_text(re.compile("J1 · .*same photograph " + re.escape(HOSTILE)))).to_be_visible()
    page.get_by_role("button", name="Not sure").click()
    expect(page.get_by_text("Nothing has changed")).to_be_visible(timeout=WAIT)
    expect(page.locator(".lm-name")).to_have_text(pairs[2], timeout=WAIT)
    for number in ("J2", "J1"):
        page.get_by_role("button", name=f"Undo {number}").click(timeout=WAIT)
        expect(page.get_by_text(f"{number} is undone")).to_be_visible(timeout=WAIT)
    assert waiting(workspace) == pairs
    assert graphml(build(workspace)) == before
    assert workspace.verify_audit() is None
    assert noted(workspace) == looked
    assert watched.is_clean()


def test_names_show_when_asked_literally_and_are_noted_once(
    watched: Watched, address: str, workspace: Workspace
) -> None:
    page, pairs, looked = watched.page, waiting(workspace), noted(workspace)
    with workspace.read() as tables:
        frame, said = to_review(tables), tables["particulars"].to_pandas()
    (hostile,) = set(said.loc[said["surname"] == "farthingale", "profile_id"]) & set(frame["profile_a"])
    number = list(frame["profile_a"]).index(hostile)
    assert number, "another pair comes first"
    page.goto(f"{address}/review?what=people")
    expect(page.locator(".lm-name")).to_have_text(pairs[0], timeout=WAIT)
    page.get_by_text("Show names").click()
    expect(page.get_by_text("Underlined: what differs")).to_be_visible(timeout=WAIT)
    page.locator(".st-key-review_list label", has_text=pairs[number]).click()
    expect(page.locator(".lm-name")).to_have_text(pairs[number], timeout=WAIT)
    # The punctuation of a name is cleaned away at import; that of a file's name is not.
    expect(page.locator("td", has_text="Img Src X Onerror Alert Bold Red").first).to_be_visible(timeout=WAIT)
    expect(page.locator("td", has_text=f"people {HOSTILE}.csv, row").first).to_be_visible()
    assert page.locator("img[src=x]").count() == 0
    assert noted(workspace) == looked + 2
    for words in ("are hidden", "Underlined: what differs"):
        page.get_by_text("Show names").click()
        expect(page.get_by_text(words)).to_be_visible(timeout=WAIT)
    assert noted(workspace) == looked + 2, "once for a pair"
    assert watched.is_clean()


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768)])
def test_nothing_runs_over_the_side(watched: Watched, address: str, width: int, height: int) -> None:
    page = watched.page
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{address}/review?what=people")
    expect(page.get_by_role("button", name="Not sure")).to_be_in_viewport(timeout=WAIT)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    unnamed = page.evaluate(
        "[...document.querySelectorAll('main input, main button, section input, section button')]"
        ".filter((e) => !e.getAttribute('aria-label') && !e.labels?.length && !e.textContent.trim()"
        " && !e.closest('label') && e.offsetParent).length"
    )
    assert unnamed == 0, "every control has a name"


def test_nothing_left_is_said(watched: Watched, address: str, workspace: Workspace) -> None:
    with workspace.read() as tables:
        ids = list(to_review(tables)["pair_id"])
    for pair_id in ids:
        decide(workspace, pair_id, "reject")
    page = watched.page
    page.goto(f"{address}/review?what=people")
    expect(page.get_by_text("Nothing to review: no two people wait for a decision.")).to_be_visible(timeout=WAIT)
    expect(page.get_by_text(re.compile(r"4 standing, \d undone or replaced"))).to_be_visible()
    assert watched.is_clean()


def test_a_workspace_without_people_says_so(watched: Watched, tmp_path: Path) -> None:
    file = tmp_path / "arrests.csv"
    file.write_text("Ref,Date,Action,Town,Force\nA1,1/3/2025,arrest,Yeovil,Dorset\n", encoding="utf-8")
    workspace = Workspace(tmp_path / "empty.duckdb")
    import_files([file], workspace)
    port = free_port()
    process = serve(workspace.path, port)
    try:
        watched.page.goto(f"http://127.0.0.1:{port}/review?what=people")
        expect(watched.page.get_by_text("No record of this workspace says anything of a person.")).to_be_visible(
            timeout=WAIT
        )
    finally:
        process.terminate()
        process.wait(20)
    assert watched.is_clean()
