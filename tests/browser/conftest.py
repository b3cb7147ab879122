"""A real browser without a network, and the app running on the demo workspace."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Frame, Page, Request, sync_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Every name but this computer's own fails at once, so that a request outside cannot pass unseen.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# A page opened by its own address asks for two files that Streamlit serves elsewhere; both fail harmlessly.
HARMLESS = ("_stcore/health", "_stcore/host-config")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    assert found, "Chromium is missing: sudo apt-get install chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield chromium
        chromium.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let a test in a real browser try a second time: a busy machine can outlast any wait. The report names it."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))


@dataclass
class Watched:
    """A page, and everything that went wrong or outside on it."""

    page: Page
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def is_clean(self) -> bool:
        """Whether nothing went outside and nothing failed."""
        assert self.outside == []
        assert self.errors == []
        return True


def until(place: Page | Frame, expression: str, *, seconds: float = 60) -> None:
    """Wait until an expression is true on a page: it draws before its next picture, not at once.

    Playwright's own wait evaluates in the page, which the policy of our pages forbids.
    """
    end = time.monotonic() + seconds
    while not place.evaluate(expression):
        assert time.monotonic() < end, f"not true within {seconds:g} s: {expression}"
        time.sleep(0.05)


def becomes(watched: Watched, expression: str) -> None:
    """Wait until an expression is true in the frame of the app."""
    until(next(frame for frame in watched.page.frames if "component" in frame.url), expression)


def watch(page: Page) -> Watched:
    """Note every request that leaves the computer and every error on the page."""
    watched = Watched(page)

    def on_request(request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1", "data:", "blob:", "file://", "ws://127.0.0.1", "about:")):
            watched.outside.append(request.url)

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error" and not any(part in str(message.location) for part in HARMLESS):
            watched.errors.append(f"{message.text} {message.location}")

    def on_error(error: Error) -> None:
        watched.errors.append(str(error))

    page.on("request", on_request)
    page.on("console", on_console)
    page.on("pageerror", on_error)
    return watched


@pytest.fixture(scope="session")
def desktop(browser: Browser) -> Iterator[BrowserContext]:
    """Give all pages of 1440x900 one cache: the scripts of the app are read once."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme="light")
    yield context
    context.close()


@pytest.fixture
def watched(desktop: BrowserContext) -> Iterator[Watched]:
    """Open an empty page of 1440x900 that is watched and remembers nothing of the pages before it."""
    desktop.clear_cookies()
    page = desktop.new_page()
    yield watch(page)
    page.close()


def free_port() -> int:
    """Find a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serve(workspace: Path, port: int) -> subprocess.Popen[bytes]:
    """Start the app by the command a user has, and wait until it answers."""
    command = [
        sys.executable,
        "-m",
        "linesmap",
        "serve",
        "--workspace",
        str(workspace),
        "--port",
        str(port),
        "--no-open",
    ]
    environment = os.environ | {"PYTHONWARNINGS": "ignore"}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process
        time.sleep(0.1)
    process.terminate()
    raise TimeoutError


@pytest.fixture(scope="session")
def app_address(demo_path: Path) -> Iterator[str]:
    """Serve the demo workspace for all browser tests of a worker."""
    port = free_port()
    process = serve(demo_path, port)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(20)
