"""Work out what-if questions in a child process: the page stays free, sees what is being done, and may stop it."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import subprocess
import sys
import threading
import time
import weakref
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import streamlit as st

__all__ = ["Finished", "Job", "JobKey", "State", "arguments", "current", "finished", "start", "stop"]

State = Literal["running", "done", "failed", "stopped"]

_SLOT = "what_if__job"
_KEPT = 24
_PATIENCE_S = 3.0
_SAID = "linesmap: "
_CRASHED = (
    "Expected the calculation to end with a result; it ended with code {code}. Ask again; if that fails too, narrow "
    "the question by period or force."
)
_UNREADABLE = "Expected one document from the calculation, found something else. Ask again."

_RUNNING: weakref.WeakSet[Job] = weakref.WeakSet()


@dataclass(frozen=True)
class JobKey:
    """Name one question of one state of one workspace."""

    path: str
    version: int
    arguments: tuple[str, ...]


def arguments(asked: Mapping[str, str | int | Sequence[str] | None]) -> tuple[str, ...]:
    """Write what is asked as arguments of the command; a list repeats its option, None and nothing leave it out.

    Examples
    --------
    >>> arguments({"act-on": ["phone", "person"], "budget": 2, "operation": None})
    ('--act-on=phone', '--act-on=person', '--budget=2')
    """
    found = []
    for name, value in asked.items():
        if value is None:
            continue
        several = [value] if isinstance(value, str | int) else value
        # One argument with its value: text that starts with a dash never becomes an option of its own.
        found += [f"--{name}={one}" for one in several]
    return tuple(found)


class Finished:
    """Keep the last finished documents of all sessions, so that a question is worked out once."""

    def __init__(self, most: int = _KEPT) -> None:
        self._most = most
        self._held: OrderedDict[JobKey, dict[str, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: JobKey) -> dict[str, Any] | None:
        """Give a document; None when it is not held."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
            return self._held.get(key)

    def put(self, key: JobKey, document: dict[str, Any]) -> None:
        """Keep a document, and let go of the one that was not asked for longest."""
        with self._lock:
            self._held[key] = document
            self._held.move_to_end(key)
            while len(self._held) > self._most:
                self._held.popitem(last=False)


@st.cache_resource(show_spinner=False)
def finished() -> Finished:
    """Give the documents that all sessions share."""
    return Finished()


class Job:
    """One question being worked out by `linesmap network what-if` as a child process.

    Parameters
    ----------
    key
        The question.
    keep
        Where the document goes when it is there, even if nobody looks any longer.
    command
        What to run; the command on the workspace of the key when None.
    """

    def __init__(self, key: JobKey, keep: Finished, *, command: Sequence[str] | None = None) -> None:
        self.key = key
        self._keep = keep
        self._lines: list[str] = []
        self._state: State = "running"
        self._error = ""
        self._lock = threading.Lock()
        self._began = time.monotonic()
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, a list of arguments, no shell
            list(command or _command(key)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            env=os.environ | {"PYTHONWARNINGS": "ignore", "PYTHONIOENCODING": "utf-8"},
        )
        _RUNNING.add(self)
        # Pipes hold little: both are read all the time, or the child would wait for a reader for ever.
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._listener.start()
        self._reader.start()

    @property
    def state(self) -> State:
        """Whether it runs, is done, failed, or was stopped."""
        return self._state

    @property
    def progress(self) -> tuple[str, ...]:
        """What was begun so far; the last is being done now."""
        return tuple(self._lines)

    @property
    def error(self) -> str:
        """One sentence about why it failed; empty unless it did."""
        return self._error

    @property
    def seconds(self) -> float:
        """Time since it began."""
        return time.monotonic() - self._began

    @property
    def pid(self) -> int:
        """Number of the child process."""
        return self._process.pid

    def _listen(self) -> None:
        for line in self._process.stderr or ():
            if said := line.strip():
                self._lines.append(said)

    def _read(self) -> None:
        text = self._process.stdout.read() if self._process.stdout else ""
        code = self._process.wait()
        self._listener.join(_PATIENCE_S)
        with self._lock:
            if self._state == "running":
                self._settle(code, text)
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe is not None and not self._listener.is_alive():
                pipe.close()
        _RUNNING.discard(self)

    def _settle(self, code: int, text: str) -> None:
        """Take over what the child gave; its state comes last, as others wait for it."""
        state: State = "failed"
        if code:
            said = [line.removeprefix(_SAID) for line in self._lines if line.startswith(_SAID)]
            self._error = said[-1] if said else _CRASHED.format(code=code)
        else:
            try:
                document = json.loads(text)
            except ValueError:
                self._error = _UNREADABLE
            else:
                self._keep.put(self.key, document)
                state = "done"
        self._state = state

    def wait(self, seconds: float) -> State:
        """Wait until it has ended, at most so long."""
        self._reader.join(seconds)
        return self._state

    def cancel(self) -> None:
        """Stop it: ask the child to end, and end it if it does not. No child is left when this returns."""
        with self._lock:
            if self._state != "running":
                return
            self._state = "stopped"
        self._process.terminate()
        try:
            self._process.wait(_PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join(_PATIENCE_S)


def _command(key: JobKey) -> list[str]:
    return [
        sys.executable, "-m", "linesmap", "network", "what-if", "--json", "--workspace", key.path, *key.arguments,
    ]  # fmt: skip


@atexit.register
def _stop_all() -> None:
    """Leave no child behind when the app ends."""
    for job in list(_RUNNING):
        with contextlib.suppress(OSError):
            job.cancel()


def current(key: JobKey) -> Job | None:
    """Give this session's job for a question; one for another question is stopped, and forgotten."""
    held: Job | None = st.session_state.get(_SLOT)
    if held is None or held.key == key:
        return held
    held.cancel()
    del st.session_state[_SLOT]
    return None


def start(key: JobKey) -> Job:
    """Begin to work out a question in this session, unless that is being done."""
    held = current(key)
    if held is not None and held.state == "running":
        return held
    job = Job(key, finished())
    st.session_state[_SLOT] = job
    return job


def stop(key: JobKey) -> None:
    """Stop working out a question."""
    held = current(key)
    if held is not None:
        held.cancel()
