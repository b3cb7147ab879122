"""The Effect page in a real browser: the sentence first, choices in the address, refusals in place, files to take."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from linesmap.ingest.synthetic import write_outcomes
from linesmap.pipeline import import_files
from linesmap.store import Workspace
from tests.browser.conftest import Watched, free_port, serve

pytestmark = pytest.mark.browser

WAIT = 60_000
HEADINGS = (
    "Did the areas move alike before",
    "How often is this method wrong",
    "Displacement and diffusion",
    "Expected without action",
    "Displacement through the network",
    "Limits",
    "Also to know",
)
CHARTS = ("The line marks no change", "Line chart of Robbery", "Bar chart of counts per", "Without action about")
REGISTER = """Operation name,Phase,Lead force,Forces taking part,Start date,End date,Target districts
Operation Larkspur,1,Avon and Somerset,Avon and Somerset; Wiltshire,12/08/2024,25/08/2024,"{areas}"
Operation Larkspur,2,Avon and Somerset,Avon and Somerset; Wiltshire,20/01/2025,02/02/2025,"{areas}"
"""
AREAS = "Bristol, City of; Plymouth; Bournemouth, Christchurch and Poole; Gloucester; Swindon"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("effect_page")
    register = folder / "register_operations.csv"
    register.write_text(REGISTER.format(areas=AREAS), encoding="utf-8")
    import_files([*write_outcomes(folder, seed=7, effect=0.70).files, register], Workspace(folder / "w.duckdb"))
    return Workspace(folder / "w.duckdb")


def served(path: Path, page: str = "effect") -> Iterator[str]:
    port = free_port()
    process = serve(path, port)
    yield f"http://127.0.0.1:{port}/{page}"
    process.terminate()
    process.wait(20)


@pytest.fixture(scope="module")
def address(workspace: Workspace) -> Iterator[str]:
    yield from served(workspace.path)


def claim(page: Page, words: str) -> None:
    expect(page.locator(".lm-p", has_text=words).first).to_be_visible(timeout=WAIT)


def test_the_claim_stands_first_and_rests_on_everything_it_must(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(address)
    claim(page, "Robbery in the treated areas: ")
    claim(page, "This is consistent with a fall that goes with the operation.")
    for heading in HEADINGS:
        expect(page.locator(".lm-h", has_text=heading)).to_be_visible(timeout=WAIT)
    expect(page.get_by_text("Never quote the estimate alone.")).to_be_visible()
    expect(page.get_by_alt_text("Map. areas of the operation: Bournemouth")).to_be_visible()
    expect(page.get_by_text("No record of Larkspur reports the closure of a line.")).to_be_visible()
    said = page.locator("body").inner_text()
    assert "caused" not in said
    assert watched.is_clean()


def test_every_chart_is_told_in_words(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(address)
    claim(page, "Robbery in the treated areas")
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(4, timeout=WAIT)
    for words in CHARTS:
        expect(page.get_by_label(words).or_(page.get_by_alt_text(words)).first).to_be_attached()


def test_phase_method_and_windows_live_in_the_address(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}?operation=Larkspur+2&method=Before+and+after&windows=Plain&after=5")
    claim(page, "expected from the time right before in the same areas")
    expect(page.get_by_text("Also acted in areas of the operation")).to_be_visible(timeout=WAIT)
    expect(page.get_by_role("button", name="Operation Larkspur 2")).to_be_visible()
    page.get_by_role("button", name="Method Before and after").click()
    page.get_by_text("Synthetic control", exact=True).click()
    claim(page, "a weighted mean of")
    assert "method=Synthetic+control" in page.url
    assert "windows=Plain" in page.url
    assert watched.is_clean()


def test_an_output_waits_for_its_confirmation_which_is_then_printed(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}?output=Drug+offences")
    claim(page, "found Drug offences, driven by police activity")
    expect(page.get_by_text("in the treated areas")).to_have_count(0)
    page.get_by_role("button", name="Take it all the same").click()
    claim(page, "Drug offences in the treated areas")
    expect(page.locator(".lm-warn", has_text="Driven by police activity")).to_be_visible()
    page.goto(page.url)
    claim(page, "found Drug offences, driven by police activity")


def test_a_refused_method_says_why_in_its_place(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}?years=4")
    claim(page, "Import earlier records, or choose plain windows or fewer years.")
    page.goto(f"{address}?step=Weeks")
    claim(page, "Count by month.")
    page.goto(f"{address}?operation=Own+days+and+areas")
    claim(page, "Choose an operation, or give the first day of the action.")
    page.goto(f"{address}?operation=Own+days+and+areas&from=2021-05-01&area=Plymouth&method=Interrupted+time+series")
    claim(page, "at least 12 months before")
    assert watched.is_clean()


def test_nonsense_in_the_address_is_said_and_left_out(watched: Watched, address: str) -> None:
    page = watched.page
    page.on("dialog", lambda _: pytest.fail("text of the address ran"))
    page.goto(f"{address}?operation=<img src=x onerror=alert(1)>&area=![x](http://evil.test/a)&years=99&from=soon")
    for words in ("the name of an operation", "the name of an area", "for years", "a day such as 2024-08-12"):
        expect(page.locator(".lm-warn", has_text=words)).to_be_visible(timeout=WAIT)
    claim(page, "Robbery in the treated areas")
    expect(page.get_by_test_id("stException")).to_have_count(0)
    assert watched.is_clean()


def test_all_methods_stand_side_by_side_on_request(watched: Watched, address: str) -> None:
    page = watched.page
    page.goto(f"{address}?operation=Larkspur")
    claim(page, "Robbery in the treated areas")
    page.get_by_text("Other methods", exact=True).click()
    page.get_by_role("button", name="Work out all four methods").click()
    for name in ("Before and after", "Difference in differences", "Interrupted time series", "Synthetic control"):
        expect(page.locator("li", has_text=f"{name}: ")).to_be_visible(timeout=WAIT)
    page.get_by_text("Areas to compare with, and why").click()
    expect(page.get_by_test_id("stDataFrame")).to_be_visible(timeout=WAIT)


def test_the_files_leave_and_are_logged(watched: Watched, address: str, workspace: Workspace, tmp_path: Path) -> None:
    page = watched.page
    page.goto(address)
    claim(page, "Robbery in the treated areas")
    files = {}
    for name in ("Series, CSV", "Result, JSON"):
        with page.expect_download(timeout=WAIT) as waiting:
            page.get_by_role("button", name=name).click()
        files[name] = tmp_path / waiting.value.suggested_filename
        waiting.value.save_as(files[name])
    lines = files["Series, CSV"].read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("outcome,period,observed,expected,lower,upper,part")
    assert len(lines) == 1 + 54
    result = json.loads(files["Result, JSON"].read_text(encoding="utf-8"))
    assert result["effect"]["upper"] < 1
    assert result["marking"]
    with workspace.read() as tables:
        entries = tables["audit"].to_pandas()
    assert list(entries.loc[entries["action"] == "disclosure", "object"]) == [
        "linesmap-effect-series.csv",
        "linesmap-effect.json",
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)])
def test_nothing_runs_over_the_side(browser: Browser, address: str, scheme: str, size: tuple[int, int]) -> None:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(address)
    claim(page, "Robbery in the treated areas")
    expect(page.locator(".lm-h", has_text="Also to know")).to_be_visible(timeout=WAIT)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    context.close()
    assert wide <= 0


def test_without_outcomes_the_page_says_which_file_is_needed(watched: Watched, tmp_path: Path) -> None:
    register = tmp_path / "register_operations.csv"
    register.write_text(REGISTER.format(areas=AREAS), encoding="utf-8")
    import_files([register], Workspace(tmp_path / "w.duckdb"))
    serving = served(tmp_path / "w.duckdb")
    try:
        watched.page.goto(next(serving))
        expect(watched.page.get_by_text("Import recorded crime by month and district")).to_be_visible(timeout=WAIT)
        expect(watched.page.locator("table", has_text="District code")).to_be_visible()
    finally:
        watched.page.goto("about:blank")
        next(serving, None)


def test_without_operations_own_days_and_areas_are_asked_for(watched: Watched, tmp_path: Path) -> None:
    (tmp_path / "crime.csv").write_text(
        "Month,District code,Force,Crime type,Offences\n"
        "2024-01,E07000041,D&C,Robbery,3\n2024-02,E07000041,D&C,Robbery,5\n",
        encoding="utf-8",
    )
    import_files([tmp_path / "crime.csv"], Workspace(tmp_path / "w.duckdb"))
    serving = served(tmp_path / "w.duckdb")
    try:
        address = next(serving)
        watched.page.goto(address)
        claim(watched.page, "No operation in this workspace.")
        watched.page.goto(f"{address}?from=2024-02-01&area=Exeter")
        claim(watched.page, "Expected other areas to compare with")
        expect(watched.page.get_by_test_id("stException")).to_have_count(0)
    finally:
        watched.page.goto("about:blank")
        next(serving, None)
