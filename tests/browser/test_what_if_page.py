"""The What if page in a real browser: ranges, proof, pictures, who comes first; long work runs beside the page."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from linesmap.store import Workspace
from tests.browser.conftest import Watched, free_port, serve, until
from tests.export_content import workspace as made

pytestmark = pytest.mark.browser

WAIT = 90_000
NEVER_SAID = ("kingpin", "hit list", "target")
HEADINGS = (
    "The set that would leave least",
    "What falls apart",
    "Against chance",
    "By force",
    "Lines still able to supply",
    "How it may recover",
    "How little single things can be told apart",
    "What is not known",
    "What the words mean",
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copy(made(), tmp_path_factory.mktemp("what_if") / "w.duckdb"))


@pytest.fixture(scope="module")
def server(path: Path) -> Iterator[tuple[str, int]]:
    port = free_port()
    process = serve(path, port)
    yield f"http://127.0.0.1:{port}/what_if", process.pid
    process.terminate()
    process.wait(20)


@pytest.fixture(scope="module")
def address(server: tuple[str, int]) -> str:
    return server[0]


def entity(path: Path, label: str) -> str:
    with Workspace(path).read() as tables:
        frame = tables["entities"].to_pandas()
    return str(frame.loc[frame["label"] == label, "entity_id"].iloc[0])


def run(page: Page) -> None:
    """Press Run where that is still needed: what was worked out once stands at once."""
    button = page.get_by_role("button", name="Run", exact=True)
    expect(button).to_be_visible(timeout=WAIT)
    answered = page.locator(".lm-h", has_text="What the words mean")
    expect(answered.or_(page.get_by_text("Press Run")).first).to_be_visible(timeout=WAIT)
    if button.is_enabled():
        button.click()
    expect(answered).to_be_visible(timeout=WAIT)


def children(pid: int) -> list[str]:
    """List the commands of running questions below a process."""
    found = []
    for folder in Path("/proc").iterdir():
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0") if folder.name.isdigit() else []
        except OSError:
            continue
        if b"what-if" in words and _below(int(folder.name), pid):
            found.append(folder.name)
    return found


def _below(pid: int, ancestor: int) -> bool:
    while pid > 1 and pid != ancestor:
        try:
            pid = int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            return False
    return pid == ancestor


def test_the_best_set_stands_with_ranges_proof_pictures_and_who_comes_first(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(address)
    run(page)
    claim = page.locator(".lm-p", has_text="With doubt about the evidence, the largest connected part falls from")
    expect(claim).to_have_text(re.compile(r"falls from between \d+ and \d+ things to between \d+ and \d+\.$"))
    expect(page.get_by_text(re.compile(r"200 random sets of .* leave \d+ to \d+"))).to_be_visible()
    expect(page.get_by_text("No other set of 3 leaves less: proved")).to_be_visible()
    for heading in HEADINGS:
        expect(page.locator(".lm-h", has_text=heading)).to_be_visible(timeout=WAIT)
    first = page.locator(".lm-safeguard")
    expect(first).to_contain_text("never part of any set")
    expect(first).to_contain_text("ties lead from this set to exploited people")
    expect(first).to_contain_text("National Referral Mechanism")
    pictures = page.locator(".lm-pictures")
    assert first.bounding_box()["y"] < pictures.bounding_box()["y"]  # type: ignore[index]
    expect(pictures.locator("img")).to_have_count(4)
    until(page, "[...document.querySelectorAll('.lm-pictures img')].every((one) => one.naturalWidth > 0)")
    for words in (re.compile(r"^Chart of \d+ things and their ties after 3 are removed: the largest part"), "Map of"):
        expect(page.get_by_alt_text(words).first).to_be_visible()
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(2, timeout=WAIT)
    rows = page.locator(".lm-scroll tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.first).to_contain_text("Harrier")
    expect(page.get_by_text("These are three scenarios, not forecasts")).to_be_visible()
    said = page.locator("body").inner_text().casefold()
    assert [word for word in NEVER_SAID if word in said] == []
    assert watched.is_clean()


def test_a_question_that_was_answered_is_not_worked_out_again(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(address)
    run(page)
    page.goto(f"{address}?number=3")
    expect(page.get_by_text("No other set of 3 leaves less: proved")).to_be_visible(timeout=WAIT)
    expect(page.get_by_role("button", name="Run", exact=True)).to_be_disabled()
    assert watched.is_clean()


def test_long_work_shows_progress_leaves_the_page_free_and_can_be_cancelled(
    watched: Watched, server: tuple[str, int]
) -> None:
    address, pid = server
    page = watched.page
    page.goto(f"{address}?number=5&judge=Connected+pairs")
    page.get_by_role("button", name="Run", exact=True).click(timeout=WAIT)
    expect(page.locator(".lm-progress")).to_contain_text("s so far", timeout=WAIT)
    expect(page.get_by_role("button", name="Run", exact=True)).to_be_disabled()
    assert len(children(pid)) == 1
    page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Stopped. Press Run to begin again.")).to_be_visible(timeout=WAIT)
    assert children(pid) == []
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.locator(".lm-progress")).to_be_visible(timeout=WAIT)
    page.get_by_text("An operation", exact=True).click()
    expect(page.get_by_text("Press Run to work this out.")).to_be_visible(timeout=WAIT)
    assert children(pid) == [], "another question ends the work on the first"
    assert watched.is_clean()


def test_an_own_set_is_judged_against_the_best_of_its_size(watched: Watched, address: str, path: Path) -> None:
    page = watched.page
    page.goto(f"{address}?mode=Own+set&set={entity(path, 'Redwing')}&set=nonsense")
    expect(page.locator(".lm-warn", has_text="1 thing of the set may not be acted on")).to_be_visible(timeout=WAIT)
    page.get_by_role("combobox").fill("Curlew")
    page.get_by_role("option", name=re.compile("Curlew · line")).click()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile(entity(path, "Curlew")), timeout=WAIT)
    run(page)
    expect(page.get_by_text(re.compile(r"It leaves \d+ things, \d+ more than the best set of its size: a gap"))
           ).to_be_visible()  # fmt: skip
    expect(page.get_by_text("Best of its size:")).to_be_visible()
    rows = page.locator(".lm-scroll tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("Curlew")
    assert watched.is_clean()


def test_the_list_of_an_own_set_holds_no_exploited_person(watched: Watched, address: str, path: Path) -> None:
    with Workspace(path).read() as tables:
        frame = tables["entities"].to_pandas()
    exploited = frame[(frame["entity_type"] == "person") & frame["safeguarding"].astype(bool)]
    assert len(exploited) > 5
    page = watched.page
    page.goto(f"{address}?mode=Own+set&set={exploited['entity_id'].iloc[0]}")
    expect(page.locator(".lm-warn", has_text="1 thing of the set may not be acted on")).to_be_visible(timeout=WAIT)
    for label in exploited["label"].head(3):
        page.get_by_role("combobox").fill(str(label))
        expect(page.get_by_role("option")).to_have_text(["No results"])
    assert watched.is_clean()


def test_an_operation_stands_against_random_and_the_best_and_names_the_others(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}?mode=An+operation&evaluate=Larkspur")
    run(page)
    expect(page.get_by_text("Without the 9 adults who were arrested or charged in Larkspur")).to_be_visible()
    expect(page.get_by_text(re.compile(r"200 random sets of as many adult suspects leave \d+ to \d+"))).to_be_visible()
    expect(page.get_by_text(re.compile("a gap of .*%"))).to_be_visible()
    expect(page.get_by_text("Others.", exact=True)).to_be_visible()
    assert watched.is_clean()


def test_what_cannot_be_answered_is_said_in_one_sentence(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}?mode=An+operation&evaluate=Tidewick")
    page.get_by_role("button", name="Run", exact=True).click(timeout=WAIT)
    expect(page.get_by_text("Nobody who was arrested or charged in Tidewick is an adult suspect")).to_be_visible(
        timeout=WAIT
    )
    page.goto(f"{address}?mode=Own+set&from=1980-01-01&to=1980-02-01")
    expect(page.get_by_text("Expected records that tie people, phones")).to_be_visible(timeout=WAIT)
    page.goto(f"{address}?mode=<img src=x onerror=alert(1)>&number=99&evaluate=x&judge=y&act=z")
    expect(page.get_by_role("button", name="Run", exact=True)).to_be_visible(timeout=WAIT)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    assert watched.is_clean()


def test_the_file_of_the_page_names_no_number_and_is_logged(
    watched: Watched, address: str, path: Path, tmp_path: Path
) -> None:
    page = watched.page
    page.goto(address)
    run(page)
    with page.expect_download(timeout=WAIT) as waiting:
        page.get_by_role("button", name="Snapshot").click()
    kept = tmp_path / "page.html"
    waiting.value.save_as(kept)
    text = kept.read_text(encoding="utf-8")
    assert "falls from between" in text
    assert "Safeguard first." in text
    assert "National Referral Mechanism" in text
    assert "07700 900348" in page.locator("body").inner_text()
    assert "07700 900" not in text
    assert not re.search("https?://|<script", text)
    with Workspace(path).read() as tables:
        entries = tables["audit"].to_pandas().sort_values("seq")
    assert entries["action"].iloc[-1] == "disclosure"
    assert entries["object"].iloc[-1] == "linesmap-what_if.html"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)])
def test_nothing_runs_over_the_side(browser: Browser, address: str, scheme: str, size: tuple[int, int]) -> None:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address)
    run(page)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    context.close()
    assert wide <= 0


def test_nothing_is_left_behind_when_the_app_ends(watched: Watched, path: Path, tmp_path: Path) -> None:
    port = free_port()
    process = serve(Path(shutil.copy(path, tmp_path / "w.duckdb")), port)
    pids: list[str] = []
    try:
        watched.page.goto(f"http://127.0.0.1:{port}/what_if?number=12")
        watched.page.get_by_role("button", name="Run", exact=True).click(timeout=WAIT)
        expect(watched.page.locator(".lm-progress")).to_be_visible(timeout=WAIT)
        pids = children(process.pid)
        assert len(pids) == 1
    finally:
        watched.page.goto("about:blank")
        process.terminate()
        process.wait(20)
    end = time.monotonic() + 20
    while any(_lives(int(pid)) for pid in pids):
        assert time.monotonic() < end, "the question goes on without its app"
        time.sleep(0.05)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
