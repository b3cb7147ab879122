"""Start the app: Streamlit on a local address, with the workspace named in its environment."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import webbrowser
from pathlib import Path

from linesmap.errors import SettingsError
from linesmap.settings import app_file

__all__ = ["free_port", "serve"]

_ADDRESS = "127.0.0.1"
_FIRST_PORT = 8501
_PORTS_TRIED = 50
_OPEN_WITHIN_S = 60


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind((_ADDRESS, port))
        except OSError:
            return False
    return True


def free_port(port: int | None) -> int:
    """Choose the port: the one asked for, or the first free one from 8501.

    Raises
    ------
    SettingsError
        If the port asked for is taken, or none is free.
    """
    if port is not None:
        if _is_free(port):
            return port
        msg = f"Port {port} is in use by another program. Name another with --port, or leave it out."
        raise SettingsError(msg)
    for candidate in range(_FIRST_PORT, _FIRST_PORT + _PORTS_TRIED):
        if _is_free(candidate):
            return candidate
    msg = f"No free port between {_FIRST_PORT} and {_FIRST_PORT + _PORTS_TRIED - 1}. Name one with --port."
    raise SettingsError(msg)


def serve(workspace: Path, *, port: int | None = None, open_browser: bool = True) -> int:
    """Run the app until it is stopped.

    Parameters
    ----------
    workspace
        The workspace file; the app says so when it is not there.
    port
        Port on 127.0.0.1; the first free one from 8501 when None.
    open_browser
        Whether to open the default browser when the app answers.

    Returns
    -------
    code
        Exit code of the server; 0 when it was stopped from the keyboard.
    """
    chosen = free_port(port)
    command = [sys.executable, "-m", "streamlit", "run", str(app_file())]
    command += ["--server.port", str(chosen), "--server.address", _ADDRESS, "--server.headless", "true"]
    command += ["--server.fileWatcherType", "none"]
    environment = os.environ | {"LINESMAP_WORKSPACE": str(workspace.resolve())}
    address = f"http://{_ADDRESS}:{chosen}"
    sys.stderr.write(f"linesmap runs on {address} - stop it with Ctrl+C\n")
    if open_browser:
        threading.Thread(target=_open_when_ready, args=(address, chosen), daemon=True).start()
    if threading.current_thread() is threading.main_thread():
        # A terminated command takes its server along; without this the server would live on and hold its port.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    with subprocess.Popen(command, env=environment) as server:  # noqa: S603 - our own interpreter and script
        try:
            return server.wait()
        except KeyboardInterrupt:
            server.terminate()
            return 0


def _open_when_ready(address: str, port: int) -> None:
    deadline = time.monotonic() + _OPEN_WITHIN_S
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex((_ADDRESS, port)) == 0:
                webbrowser.open(address)
                return
        time.sleep(0.2)
