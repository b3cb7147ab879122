"""The app served from an installed wheel, outside the checkout, draws its map."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Watched, free_port

pytestmark = pytest.mark.browser


def test_served_from_the_wheel(watched: Watched, installed: Path, made_by_wheel: Path, tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "linesmap", "serve", "--workspace", str(made_by_wheel)]
    command += ["--port", str(port), "--no-open"]
    environment = os.environ | {"PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    ) as server:
        try:
            deadline = time.monotonic() + 60
            while time.monotonic() < deadline:
                try:
                    urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2)
                    break
                except OSError:
                    time.sleep(0.2)
            watched.page.goto(f"http://127.0.0.1:{port}")
            frame = watched.page.frame_locator(".st-key-map_frame iframe")
            expect(frame.locator("body.lm-ready")).to_be_attached(timeout=40_000)
            expect(watched.page.locator(".lm-mark.top b")).to_have_text("OFFICIAL-SENSITIVE")
            ground = watched.page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
            assert ground == "rgb(255, 255, 255)", "the theme of the house came with the wheel"
            assert watched.is_clean()
        finally:
            server.terminate()
