"""Take the screenshots of the README: pages at 1440x900 on the demonstration workspace, and two snapshots.

python3 make.py shots
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from linesmap import reference
from linesmap.area_snapshots import AreaRequest, make_area_snapshot
from linesmap.demo import build_demo
from linesmap.model.filters import Filters
from linesmap.snapshots import SnapshotRequest, write_snapshot
from linesmap.store import Workspace

IMAGES = Path(__file__).resolve().parent / "images"
WINDOW = {"width": 1440, "height": 900}
FLAGS = ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"]
PAGES = ("operations", "compare", "effect", "programmes", "review")

EXHIBITS = """\
Exhibit ref,Dt seized,Where seized,Drug type,Amount seized,Mobile,Officer in case,Cash found,Notes on item
WM/1,7/3/22,"Yeovil, Somerset",crack,14.2g,07700 900123,PC 9,£340,wraps in a tin
WM/2,31/02/22,Newport,heroin,3 wraps,07700 900124,PC 9,,
WM/3,9/3/22,BS1 1AD,ketamine,2g,4.47E+11,PC 9,"£1,100.50",
WM/4,TBC,Bath,cannabis,5 plants,,PC 9,,
WM/5,11-MAR-22,Poole,white,trace,07700 900125,PC 9,,
WM/6,12/3/22,Exeter,MDMA,23 pills,07700 900126,PC 9,,
"""
"""Invented rows under headers that no template knows, as a new source sends them."""


def free_port() -> int:
    """Find a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(workspace: Path) -> Iterator[str]:
    """Serve a workspace while the block runs."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "linesmap", "serve", "--workspace", str(workspace)]
    with subprocess.Popen([*command, "--port", str(port), "--no-open"], stderr=subprocess.DEVNULL) as server:  # noqa: S603
        try:
            time.sleep(4)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def shoot(page: Page, name: str) -> None:
    """Wait until the page is still, and take its picture."""
    page.wait_for_timeout(2_500)
    page.get_by_test_id("stSpinner").first.wait_for(state="detached", timeout=60_000)
    page.screenshot(path=str(IMAGES / f"{name}.png"))
    sys.stdout.write(f"wrote docs/images/{name}.png\n")


def main() -> None:
    """Take every picture."""
    IMAGES.mkdir(exist_ok=True)
    found = next(path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name)))
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = build_demo(Path(folder) / "demo.duckdb")
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        with served(path) as address:
            app(browser.new_page(viewport=WINDOW, color_scheme="light"), address, path)
        filters = Filters(period=(date(2025, 4, 7), date(2025, 6, 29)), forces=reference.regional_units()["SWROCU"])
        out = Path(folder) / "map.html"
        write_snapshot(Workspace(path), SnapshotRequest(out, filters, title="County lines into the South West"))
        page = browser.new_page(viewport=WINDOW, color_scheme="dark")
        page.goto(out.as_uri())
        shoot(page, "snapshot")
        areas = Path(folder) / "areas.html"
        areas.write_bytes(make_area_snapshot(Workspace(path), AreaRequest(areas))[0])
        page = browser.new_page(viewport=WINDOW, color_scheme="light")
        page.goto(areas.as_uri())
        shoot(page, "snapshot-areas")
        browser.close()


def open_map(page: Page, address: str) -> None:
    """Open the map and wait until it is drawn."""
    page.goto(address)
    page.frame_locator(".st-key-map_frame iframe").locator("body.lm-ready").wait_for(state="attached", timeout=60_000)


def network(page: Page, address: str) -> None:
    """Take the network page as it opens."""
    page.goto(f"{address}/network")
    frame = page.frame_locator(".st-key-chart_frame iframe")
    frame.locator("body.lm-ready").wait_for(state="attached", timeout=60_000)
    frame.locator(".lm-chart-count b", has_text="drawn").wait_for(timeout=60_000)
    shoot(page, "network")


def what_if(page: Page, address: str) -> None:
    """Take the answer to the question that the page opens with."""
    page.goto(f"{address}/what_if")
    button = page.get_by_role("button", name="Run", exact=True)
    button.wait_for(timeout=60_000)
    page.get_by_text("Press Run").wait_for(timeout=60_000)
    button.click()
    page.locator(".lm-h", has_text="What the words mean").wait_for(timeout=300_000)
    page.get_by_text("This is worked out").wait_for(state="detached", timeout=60_000)
    shoot(page, "what_if")


def app(page: Page, address: str, path: Path) -> None:
    """Take the pages of the app."""
    open_map(page, address)
    frame = page.frame_locator(".st-key-map_frame iframe")
    frame.locator(".lm-tabs button", has_text="Lines").click()
    frame.locator(".lm-panel-body .lm-link", has_text="Harrier").click()
    frame.locator(".lm-list .lm-link").nth(3).click()
    frame.get_by_text("Where this comes from").wait_for(timeout=30_000)
    inner = next(one for one in page.frames if "component" in one.url)
    inner.evaluate("LM.select({type: 'record', record: LM.selected.record}); 0")
    shoot(page, "map")
    for name in PAGES:
        page.goto(f"{address}/{name}")
        page.locator(".lm-title").first.wait_for(timeout=60_000)
        if name == "effect":
            page.get_by_alt_text("Map. areas of the operation").first.wait_for(timeout=60_000)
        shoot(page, name)
    page.goto(f"{address}/forces?of=Avon+and+Somerset")
    page.locator(".lm-title").first.wait_for(timeout=60_000)
    shoot(page, "forces")
    network(page, address)
    what_if(page, address)
    page.goto(f"{address}/imports")
    page.locator("input[type=file]").set_input_files(
        [{"name": "westmark_exhibits.csv", "mimeType": "text/csv", "buffer": EXHIBITS.encode()}]
    )
    page.get_by_text("Trial run").wait_for(timeout=60_000)
    shoot(page, "import")
    with Workspace(path).read() as tables:
        entities = tables["entities"].to_pandas()
    line = entities.loc[entities["label"] == "Harrier", "entity_id"].iloc[0]
    page.goto(f"{address}/lines?open={line}")
    page.locator(".lm-name").first.wait_for(timeout=60_000)
    shoot(page, "line")


if __name__ == "__main__":
    main()
