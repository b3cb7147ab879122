"""The What if page: which few things to act on, what would be left, how sure that is, and who comes first."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import Any

import streamlit as st

from linesmap.errors import LinesmapError
from linesmap.ui import data, sheet, what_if_answer, what_if_bar, what_if_job, what_if_more, widgets
from linesmap.ui.what_if_bar import OWN, Choice
from linesmap.ui.what_if_job import Job, JobKey
from linesmap.what_if_document import LIMITS

_POLL_S = 0.5


def _progress(job: Job) -> str:
    """Write what is done, and what is being done now."""
    steps = [f"<li>{escape(one)}</li>" for one in job.progress[:-1]]
    now = job.progress[-1] if job.progress else "Starting"
    steps.append(
        f'<li aria-current="step"><b style="font-weight:650">{escape(now)}</b>, {job.seconds:.0f} s so far</li>'
    )
    return (
        f'<ol role="status" aria-live="polite" class="lm-progress" style="font-size:13px;line-height:20px;margin:0;'
        f'padding-left:20px">{"".join(steps)}</ol>'
    )


@st.fragment(run_every=_POLL_S)
def _watch(key: JobKey) -> None:
    """Show a running question, and draw the page anew when it has ended."""
    job = what_if_job.current(key)
    if job is None or job.state != "running":
        st.rerun()
    with st.container(border=True, width=640):
        st.html(_progress(job))
        if st.button("Cancel", key="what_if_cancel"):
            what_if_job.stop(key)
            st.rerun()


def _invite(words: str) -> None:
    """Say what the page answers, and what it never does."""
    with st.container(border=True, width=760):
        st.html(
            f'<p class="lm-p" style="font-weight:550">{escape(words)}</p>'
            '<p class="lm-p">The answer says which few things, taken out together, would leave least of the network '
            "connected, with a proof; what random sets would leave; how far doubt about the evidence reaches; and how "
            "the network may recover. It takes from a few seconds to a minute, and the page stays free meanwhile.</p>"
            '<p class="lm-p" style="margin:0">Exploited people and children are never part of a set. What is recorded '
            "is not all there is, and an answer is no ground for action by itself.</p>"
        )


def _unanswered(key: JobKey, choice: Choice, job: Job | None) -> None:
    """Draw what stands in the place of an answer: what is being done, why there is none, or how to get one."""
    if job is not None and job.state == "running":
        _watch(key)
    elif job is not None and job.state == "failed":
        st.error(job.error, icon=":material/error:")
    else:
        stopped = job is not None and job.state == "stopped"
        _invite("Stopped. Press Run to begin again." if stopped else choice.waiting or "Press Run to work this out.")


def _run(key: JobKey) -> None:
    what_if_job.start(key)


def _ask(at: data.Key) -> tuple[Choice, Any]:
    """Draw the bar, and the list of an own set below it."""
    with st.container(key="bar", horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.html('<p class="lm-title" style="margin-right:8px">What if</p>', width="content")
        choice = what_if_bar.show(data.choices(at))
        st.space("stretch")
        right = st.container(horizontal=True, gap="xsmall", width="content")
    if choice.mode == OWN and not choice.waiting:
        nodes, said = what_if_bar.choose_set(at, choice)
        if said:
            st.html(f'<p class="lm-chip lm-warn" style="margin:0">{escape(said)}</p>')
        waiting = "" if nodes else "Choose the things of your own set from the list, then press Run."
        choice = replace(choice, chosen=nodes, waiting=waiting)
    return choice, right


def _page(at: data.Key) -> None:
    choice, right = _ask(at)
    key = JobKey(at.path, at.version, choice.arguments)
    job = what_if_job.current(key)
    document = None if choice.waiting else what_if_job.finished().get(key)
    idle = bool(choice.waiting) or document is not None or (job is not None and job.state == "running")
    with right:
        if document is not None:
            sheet.button()
        # As a callback it begins before the page is drawn, so that the button is drawn as it then is.
        st.button(
            "Run",
            # A primary button that is disabled cannot be read in the dark.
            type="secondary" if idle else "primary",
            key="what_if_run",
            disabled=idle,
            on_click=_run,
            args=(key,),
            help="This is worked out" if document is not None else None,
        )
    if document is None:
        _unanswered(key, choice, job)
        return
    sheet.shown(choice.words)
    what_if_answer.show(document)
    what_if_more.show(document)


with widgets.page():
    now = data.key()
    if now is None:
        widgets.empty_state()
    else:
        with sheet.opened("what_if", "What if", limits=LIMITS):
            try:
                _page(now)
            except LinesmapError as error:
                st.error(str(error), icon=":material/error:")
