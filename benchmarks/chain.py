"""Time the chain on the demo: files in, located, linked, measured, drawn; and the app from start to first map.

python benchmarks/chain.py [--app]

Prints seconds of one run and, because machines differ, each step as a share of building the whole demo workspace.
`--app` adds the app in a real browser (Chromium): start to first map, filter and brush to map drawn.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from linesmap import measure, reference
from linesmap.demo import DEMO_RECORDS, build_demo
from linesmap.ingest import synthetic
from linesmap.model.filters import Filters
from linesmap.picture import backdrop_of, scene_of
from linesmap.pipeline import import_files, relink
from linesmap.snapshots import SnapshotRequest, make_snapshot
from linesmap.store import Workspace

if TYPE_CHECKING:
    from playwright.sync_api import Page

T = TypeVar("T")
FLAGS = ["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"]
BRUSH = """() => {
  const start = performance.now();
  LM.setPeriod(LM.scene.span[0], LM.scene.span[1], false);
  return new Promise((done) =>
    requestAnimationFrame(() => requestAnimationFrame(() => done((performance.now() - start) / 1000)))
  );
}"""
rows: list[tuple[str, float]] = []


def timed(name: str, work: Callable[[], T]) -> T:
    """Run a step and keep its seconds."""
    start = time.perf_counter()
    result = work()
    rows.append((name, time.perf_counter() - start))
    return result


def chain(folder: Path) -> Path:
    """Time every stage; give the demo workspace."""
    path = timed("the whole demo workspace", lambda: build_demo(folder / "demo.duckdb"))
    files = timed(
        f"write {DEMO_RECORDS:,} invented records", lambda: synthetic.write_files(folder / "f", n_records=DEMO_RECORDS)
    ).files
    workspace = Workspace(folder / "again.duckdb")
    timed("import, locate and link them", lambda: import_files(files, workspace))
    timed("import the same files again", lambda: import_files(files, workspace))
    timed("link everything again", lambda: relink(workspace))
    south_west = Filters(forces=reference.regional_units()["SWROCU"])
    with workspace.read() as tables:
        timed("measure every phase", lambda: measure.activity(tables, Filters(), by="phase"))
        backdrop = timed("lines and their lives", lambda: backdrop_of(tables))
        scene = timed("the scene of five forces", lambda: scene_of(tables, backdrop, south_west))
    sys.stdout.write(f"scene of {len(scene.record_ids):,} records: {len(scene.json) / 1e6:.1f} MB\n")
    data, written = timed(
        "a snapshot of it", lambda: make_snapshot(workspace, SnapshotRequest(folder / "m", south_west))
    )
    sys.stdout.write(f"snapshot of {written.n_records:,} records: {len(data) / 1e6:.1f} MB\n")
    return path


def wait_for_port(port: int) -> None:
    """Wait until something answers on a port of this computer."""
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)


def app(path: Path) -> None:
    """Time the app as a person meets it, the second time it is started."""
    from playwright.sync_api import sync_playwright

    found = next(at for name in ("chromium", "chromium-browser", "google-chrome") if (at := shutil.which(name)))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, "-W", "ignore", "-m", "linesmap", "serve", "--workspace", str(path)]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with sync_playwright() as playwright:
        page = playwright.chromium.launch(executable_path=found, args=FLAGS).new_page(
            viewport={"width": 1440, "height": 900}
        )
        start = time.perf_counter()
        with subprocess.Popen([*command, "--port", str(port), "--no-open"], **quiet) as server:  # noqa: S603
            try:
                wait_for_port(port)
                visit(page, f"http://127.0.0.1:{port}", start)
            finally:
                server.terminate()


def visit(page: Page, address: str, start: float) -> None:
    """Open the map, open it again, filter it and move its brush."""
    page.goto(address)
    flow = page.frame_locator(".st-key-map_frame iframe").locator("path.lm-flow").first
    flow.wait_for(timeout=60_000)
    rows.append(("app: start to first map", time.perf_counter() - start))
    page.wait_for_timeout(3_000)
    start = time.perf_counter()
    page.reload()
    flow.wait_for(timeout=60_000)
    rows.append(("app: page opened again", time.perf_counter() - start))
    page.wait_for_timeout(3_000)
    page.locator(".st-key-pop_kind button").first.click()
    page.locator(".st-key-kind input").click()
    inner = next(one for one in page.frames if "component" in one.url)
    start = time.perf_counter()
    page.get_by_role("option", name="Seizure").click()
    inner.wait_for_function("() => LM.scene.kinds.length === 1 && LM.drawn", polling=20)
    rows.append(("app: filter to map drawn", time.perf_counter() - start))
    took = inner.evaluate(BRUSH)
    rows.append(("app: brush to map drawn", float(took)))


def main() -> None:
    """Run the benchmark and print it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--app", action="store_true", help="time the app in a browser too")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = chain(Path(folder))
        if arguments.app:
            app(path)
    whole = rows[0][1]
    for name, seconds in rows:
        sys.stdout.write(f"{name:36}{seconds:8.2f} s {seconds / whole:7.1%} of the demo\n")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    sys.stdout.write(f"{'peak memory of this process':36}{peak:8.2f} GB\n")


if __name__ == "__main__":
    main()
