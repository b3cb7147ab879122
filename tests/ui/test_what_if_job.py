"""A question is worked out by a child process: it says what it does, can be stopped, and leaves nobody behind."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from linesmap.engine import MEANINGS
from linesmap.ui import what_if_job
from linesmap.ui.what_if_job import Finished, Job, JobKey, arguments
from tests.export_content import workspace

WAIT = 60.0
KEY = JobKey("w.duckdb", 1, ("--budget=2",))
SPEAKS = """
import sys, time
print("Reading", file=sys.stderr, flush=True)
print("Looking", file=sys.stderr, flush=True)
"""


def script(body: str) -> list[str]:
    return [sys.executable, "-c", SPEAKS + body]


@pytest.fixture
def begun() -> Iterator[Callable[[str], tuple[Job, Finished]]]:
    jobs: list[Job] = []

    def begin(body: str) -> tuple[Job, Finished]:
        keep = Finished()
        jobs.append(Job(KEY, keep, command=script(body)))
        return jobs[-1], keep

    yield begin
    for job in jobs:
        job.cancel()


def lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def soon(true: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


Begin = Callable[[str], tuple[Job, Finished]]


def test_arguments_hold_their_value_so_that_text_never_becomes_an_option() -> None:
    asked = {"act-on": ("phone", "person"), "budget": 2, "operation": "--json", "from": None, "grade": ()}
    assert arguments(asked) == ("--act-on=phone", "--act-on=person", "--budget=2", "--operation=--json")


def test_it_says_what_it_does_and_keeps_its_document(begun: Begin) -> None:
    # More than a pipe holds: without a reader the child would wait for ever.
    job, keep = begun("import json; print(json.dumps({'found': 'x' * 1_000_000}))")
    assert job.wait(WAIT) == "done"
    assert job.progress == ("Reading", "Looking")
    found = keep.get(KEY)
    assert found is not None
    assert len(found["found"]) == 1_000_000
    assert not lives(job.pid)


def test_the_page_is_free_while_it_runs_and_a_cancel_leaves_no_child(begun: Begin) -> None:
    job, keep = begun("time.sleep(600)")
    soon(lambda: len(job.progress) == 2)
    assert job.state == "running"
    assert lives(job.pid)
    job.cancel()
    assert job.state == "stopped"
    assert not lives(job.pid)
    assert keep.get(KEY) is None
    assert job.error == ""


def test_a_child_that_does_not_listen_is_ended(begun: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(what_if_job, "_PATIENCE_S", 0.2)
    job, _ = begun(
        "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print('Deaf', file=sys.stderr, flush=True); time.sleep(600)"
    )
    soon(lambda: "Deaf" in job.progress)
    job.cancel()
    assert not lives(job.pid)


def test_a_stated_problem_is_one_sentence(begun: Begin) -> None:
    job, keep = begun("print('linesmap: Expected a grade, found a pear.', file=sys.stderr); sys.exit(1)")
    assert job.wait(WAIT) == "failed"
    assert job.error == "Expected a grade, found a pear."
    assert keep.get(KEY) is None


def test_a_crash_is_said_without_its_traceback(begun: Begin) -> None:
    job, _ = begun("raise RuntimeError('secret')")
    assert job.wait(WAIT) == "failed"
    assert "code 1" in job.error
    assert "secret" not in job.error


def test_what_is_no_document_is_refused(begun: Begin) -> None:
    job, keep = begun("print('half of {')")
    assert job.wait(WAIT) == "failed"
    assert job.error
    assert keep.get(KEY) is None


def test_few_documents_are_kept_those_asked_for_last() -> None:
    keep = Finished(2)
    first, second, third = (JobKey("w", version, ()) for version in (1, 2, 3))
    keep.put(first, {"n": 1})
    keep.put(second, {"n": 2})
    keep.get(first)
    keep.put(third, {"n": 3})
    assert [keep.get(one) for one in (first, second, third)] == [{"n": 1}, None, {"n": 3}]


def test_the_command_itself_answers_a_question_of_a_workspace() -> None:
    key = JobKey(str(workspace()), 1, ("--budget=1", "--time-limit=2"))
    keep = Finished()
    job = Job(key, keep)
    assert job.wait(WAIT) == "done", job.error
    found = keep.get(key)
    assert found is not None
    assert found["communities"]["meanings"] == MEANINGS
    assert len(found["set"]) == 1
    assert job.progress[0] == "Reading the network"


def test_the_command_itself_refuses_in_one_sentence(tmp_path: Path) -> None:
    job = Job(JobKey(str(tmp_path / "none.duckdb"), 1, ()), Finished())
    assert job.wait(WAIT) == "failed"
    assert "none.duckdb" in job.error
    assert "Traceback" not in job.error


def _session() -> None:
    import sys

    import streamlit as st

    from linesmap.ui import what_if_job
    from linesmap.ui.what_if_job import Job, JobKey

    number = st.number_input("question", value=1, key="question")
    key = JobKey("w.duckdb", int(number), ())
    job = what_if_job.current(key)
    if job is None and what_if_job.finished().get(key) is None:
        job = Job(key, what_if_job.finished(), command=[sys.executable, "-c", "import time; time.sleep(600)"])
        st.session_state[what_if_job._SLOT] = job
    st.text(f"{job.pid} {job.state}" if job else "none")


def test_another_question_ends_the_child_of_the_first() -> None:
    app = AppTest.from_function(_session, default_timeout=60).run()
    assert not app.exception
    first = int(app.text[0].value.split()[0])
    assert lives(first)
    app.run()
    assert app.text[0].value == f"{first} running", "the same question goes on"
    app.number_input(key="question").set_value(2).run()
    second = int(app.text[0].value.split()[0])
    assert second != first
    assert not lives(first)
    what_if_job.finished().put(JobKey("w.duckdb", 3, ()), {"held": True})
    app.number_input(key="question").set_value(3).run()
    assert app.text[0].value == "none", "what was worked out is not worked out again"
    assert not lives(second)
