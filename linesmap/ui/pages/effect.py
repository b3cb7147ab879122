"""The Effect page: what changed when an operation started, against what, how sure that is, and where it ends."""

from __future__ import annotations

from datetime import date
from functools import partial
from html import escape

import streamlit as st

from linesmap.effects import EffectAnswer
from linesmap.errors import LinesmapError
from linesmap.measure.effect import METHODS
from linesmap.ui import (
    data,
    effect_answer,
    effect_choices,
    effect_data,
    effect_files,
    effect_more,
    pages,
    sheet,
    widgets,
)
from linesmap.ui.effect_choices import CONFIRM, OWN_DAYS, Choice
from linesmap.view.effect_words import NEEDED_COLUMNS
from linesmap.view.words import day, plural

_LIMITS = (
    "An effect stands with its comparison, period and interval; it is no proof that the operation was the cause.",
    "Recorded crime follows what people report and police record.",
)


def _nothing() -> None:
    widgets.title("Effect", "No counts to test in this workspace.")
    st.html(
        '<p class="lm-p">Import recorded crime by month and district, one row a month, district and type of crime, for '
        "at least a year before the operation, better two, and as long after it as there is. Months without any "
        "offence need their row with 0: missing is not zero.</p>"
    )
    st.html(
        widgets.html_table(
            ["Column", "What stands in it"], NEEDED_COLUMNS, caption="Columns of the file", widths="160px"
        )
    )
    if st.button("Import files", type="primary", key="effect_to_import"):
        st.switch_page(pages.page("imports"))


def _downloads(found: EffectAnswer) -> None:
    for kind, words, help_text in (
        ("csv", "Series, CSV", "What was counted and expected by month or week. Logged as a disclosure."),
        ("json", "Result, JSON", "Everything on this page but the lines. Logged as a disclosure."),
    ):
        st.download_button(
            words,
            data=partial(effect_files.write_file, data.workspace(), kind, found),  # type: ignore[arg-type]
            file_name=effect_files.FILE_NAMES[kind],  # type: ignore[index]
            mime="text/csv" if kind == "csv" else "application/json",
            on_click="ignore",
            key=f"effect_{kind}",
            help=help_text,
        )
    sheet.button()


def _phases(at: data.Key, choice: Choice) -> list[tuple[date, date | None]]:
    """Give the days of every phase of the operation chosen."""
    if choice.subject is None:
        return []
    return [
        (date.fromisoformat(one.first), date.fromisoformat(one.last) if one.last else None)
        for one in effect_data.operations(at)
        if one.key in choice.subject.phases and one.first
    ]


def _shown(found: EffectAnswer) -> str:
    asked = found.question
    first = f"{asked.operation or 'own days'} from {day(found.start)}"
    method = METHODS[asked.method].casefold()
    areas = plural(len(found.treated), "area")
    windows = "the same months of earlier years" if asked.windows == "same-season" else "the time right before"
    return f"{found.outcome_label}; {first}, in {areas}; by {method}, against {windows}"


def _refused(error: LinesmapError, choice: Choice) -> None:
    """Say in the place of the result why there is none, and what to do."""
    widgets.heading("No answer to this question")
    sheet.paragraph(str(error), style="font-size:15px;line-height:22px;max-width:100ch")
    outputs = [one for one in choice.outcomes if one.is_output]
    if outputs and not st.session_state.get(CONFIRM):
        st.button("Take it all the same, and say so", key="effect_sure", on_click=effect_choices.confirm)


def _page(at: data.Key) -> None:
    listed = effect_data.outcomes(at)
    if not listed:
        _nothing()
        return
    with st.container(key="bar", horizontal=True, vertical_alignment="center", gap="xsmall"):
        st.html('<p class="lm-title" style="margin-right:8px">Effect</p>', width="content")
        choice = effect_choices.show(at)
        st.space("stretch")
        files = st.container(horizontal=True, gap="xsmall", width="content")
    for words in choice.said:
        st.html(f'<p class="lm-chip lm-warn" style="margin:0">{escape(words)}</p>')
    if all(one.is_output for one in listed):
        sheet.paragraph(
            "This workspace holds only counts that police activity drives. Import recorded crime by month and district "
            "to test an outcome."
        )
    if not effect_data.operations(at):
        sheet.paragraph(
            f"No operation in this workspace. Import a register of operations with their days and areas, or stay with "
            f"“{OWN_DAYS}” and give both."
        )
    if choice.question is None:
        sheet.paragraph(choice.waiting)
        return
    try:
        found = effect_data.answer(at, choice.question)
    except LinesmapError as error:
        _refused(error, choice)
        return
    acted = found.question.operation or ""
    sheet.named(f"Effect: {acted}" if acted else "Effect", acted)
    with files:
        _downloads(found)
    sheet.shown(_shown(found))
    days = effect_answer.days_of_action(found, choice, _phases(at, choice))
    effect_answer.show(found, choice, days)
    effect_more.show(at, found, choice, choice.question)


with widgets.page():
    key = data.key()
    if key is None:
        widgets.empty_state()
    else:
        with sheet.opened("effect", "Effect", limits=_LIMITS):
            _page(key)
