"""Read the columns that all kinds of record share: whose it is, how it is graded and marked, whom it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from linesmap.ingest.cleaners.base import Problem, is_blank, tidy
from linesmap.ingest.cleaners.forces import clean_force
from linesmap.ingest.cleaners.gradings import clean_grading, clean_handling, combine_evaluations
from linesmap.ingest.cleaners.markings import clean_marking
from linesmap.ingest.cleaners.phones import clean_phones
from linesmap.ingest.cleaners.vehicles import clean_vehicle
from linesmap.ingest.cleaners.words import clean_role
from linesmap.ingest.people import read_people
from linesmap.ingest.police_uk import STOP_TEMPLATE, stop_summaries
from linesmap.ingest.privacy import scrub
from linesmap.ingest.rows import Rows, Values
from linesmap.ingest.when import When
from linesmap.ingest.where import read_where
from linesmap.model.grading import GRADE_BANDS, Grading

__all__ = ["Columns", "Context", "clean_phase", "clean_text", "read_shared"]

Columns = dict[str, Sequence[object] | Values]
"""One value a row for each of our columns."""

_FLAGS = frozenset({"y", "n", "yes", "no", "true", "false"})
_PHASE = re.compile(r"(?:op(?:eration)?\.? )?(?:phase|ph|iteration|p)?\.?\s*(\d{1,3}|[ivx]{1,4}|[a-z]{3,6})")
_PHASE_WORDS = {
    word: str(number)
    for words in ("one two three four five six seven eight nine ten", "i ii iii iv v vi vii viii ix x")
    for number, word in enumerate(words.split(), 1)
}


@dataclass(frozen=True)
class Context:
    """What is known about a table besides its cells.

    `force` is the code of the force for rows that name none. `template` is how the columns are read.
    `snapped` says that the source moves its points.
    """

    today: date
    template: str
    force: str | None = None
    snapped: bool = False


def clean_text(text: str) -> str | None:
    """Tidy a text; None when it says nothing."""
    return None if is_blank(text) else tidy(text)


def clean_phase(text: str) -> str | None:
    """Write the phase of an operation as its number where it has one, so that "Phase 2", "ph2" and "II" agree.

    Examples
    --------
    >>> [clean_phase(text) for text in ("Phase 2", "ph2", "II", "two", "Winter surge")]
    ['2', '2', '2', '2', 'Winter surge']
    """
    if is_blank(text):
        return None
    found = _PHASE.fullmatch(tidy(text).casefold())
    if not found:
        return tidy(text)
    number = found[1]
    if number[0].isdecimal():
        return str(int(number))
    return _PHASE_WORDS.get(number, tidy(text))


def _clean_operation(text: str) -> str | None:
    # An "operation flag" says yes or no, which names no operation.
    return None if tidy(text).casefold() in _FLAGS else clean_text(text)


def _clean_summary(text: str) -> str | None:
    text = tidy(text)
    return scrub(text) if text else None


def read_shared(rows: Rows, when: When, context: Context) -> Columns:
    """Read every shared column but the dates.

    Parameters
    ----------
    rows
        Doubts are noted in it; rows marked above OFFICIAL-SENSITIVE are rejected.
    when
        When every row happened: it turns a date of birth into an age, and an age into years of birth.
    context
        What is known about the table.

    Returns
    -------
    columns
        The names are those of `read_file`; `drugs`, `title`, `warnings` and `raw` are left to others.
    """
    forces = [code or context.force for code in rows.clean("recording_force", clean_force)]
    columns: Columns = {
        "row_number": rows.table.row_numbers,
        "reference": rows.clean("reference", clean_text),
        "recording_force": forces,
        **when.columns(),
        "operation": rows.clean("operation", _clean_operation),
        "phase": rows.clean("phase", clean_phase),
        "summary": _summaries(rows, context),
        **_gradings(rows),
        "handling_conditions": rows.clean("handling_conditions", _clean_summary),
        "marking": _markings(rows),
        "location": read_where(rows, forces, snapped=context.snapped),
        "line_name": rows.clean("line_name", clean_text),
        "phone": rows.clean("phone", clean_phones),
        "vehicle": rows.clean("vehicle", clean_vehicle),
        "person_name": rows.clean("person_name", clean_text),
        "person_role": rows.clean("person_role", clean_role),
        **read_people(rows, when, context.today),
    }
    return columns


def _summaries(rows: Rows, context: Context) -> Values:
    if context.template == STOP_TEMPLATE:
        summaries = rows.empty()
        summaries[:] = stop_summaries(rows.table.headers, rows.table.rows)
        return summaries
    return rows.clean("summary", _clean_summary)


def _gradings(rows: Rows) -> Columns:
    whole = rows.clean("grading", clean_grading)
    if rows.has("source_evaluation") and rows.has("information_evaluation"):
        parts = [rows.texts("source_evaluation"), rows.texts("information_evaluation")]
        split = rows.clean_texts("information_evaluation", parts, combine_evaluations)
    else:
        split = rows.empty()
    gradings: list[Grading | None] = [one or two for one, two in zip(whole, split, strict=True)]
    handling = rows.clean("handling", clean_handling)
    return {
        "grading": [grading.text if grading else None for grading in gradings],
        "grading_scheme": [grading.scheme if grading else None for grading in gradings],
        "grade_band": [grading.band if grading else GRADE_BANDS[-1] for grading in gradings],
        "handling": [
            _stricter(column, grading.handling if grading else None)
            for column, grading in zip(handling, gradings, strict=True)
        ],
    }


def _stricter(column: str | None, grading: str | None) -> str | None:
    """Choose between a handling code of its own and that of the grading: conditions always hold."""
    return "C" if "C" in {column, grading} else column or grading


def _markings(rows: Rows) -> list[str | None]:
    lines = [clean_marking(text) for text in rows.table.preamble if text.upper().startswith("OFFICIAL")]
    above = next((line for line in lines if line and not isinstance(line, Problem)), None)
    return [marking or above for marking in rows.clean("marking", clean_marking)]
