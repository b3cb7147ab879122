"""Run commands for the tests: in this process, as most are, or in one of their own, as a shell would."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
import warnings
from pathlib import Path
from unittest import mock

from linesmap.cli import main

OWN = "LINESMAP_"
Done = subprocess.CompletedProcess[str]


def run(*arguments: object, folder: Path | None = None) -> Done:
    """Run a command in this process: to start Python and load linesmap takes seconds.

    An error that is not stated goes on to the test, which fails by it.
    """
    out, err = io.StringIO(), io.StringIO()
    environment = {key: value for key, value in os.environ.items() if not key.startswith(OWN)}
    with (
        mock.patch.dict(os.environ, environment, clear=True),
        contextlib.chdir(folder or Path.cwd()),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        try:
            main([str(argument) for argument in arguments])
            code = 0
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else int(end.code is not None)
    said, told = (text.getvalue().replace("\r\n", "\n") for text in (out, err))
    return Done(["linesmap", *map(str, arguments)], code, said, told)


def start(*arguments: object, folder: Path | None = None) -> Done:
    """Run a command in a process of its own and wait for its end."""
    command = [sys.executable, "-W", "ignore", "-m", "linesmap", *map(str, arguments)]
    environment = {key: value for key, value in os.environ.items() if not key.startswith(OWN)}
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=folder, env=environment, timeout=120, encoding="utf-8"
    )
