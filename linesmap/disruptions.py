"""Record a graded disruption by hand, on the same way in as a file, so that it is checked and told of as one."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from linesmap import ingest
from linesmap.errors import InputError
from linesmap.model.imports import ImportReport
from linesmap.model.vocabulary import RecordKind
from linesmap.pipeline import import_files
from linesmap.store import Workspace

__all__ = ["BY_HAND", "record_disruption"]

BY_HAND = "Recorded by hand"
"""Name of the source of what was not imported from a file."""

_ADVICE = " Correct it and import the row again."


def record_disruption(
    workspace: Workspace,
    *,
    grade: str,
    assessor: str,
    rationale: str,
    on: date,
    operation: str = "",
    phase: str = "",
    group: str = "",
    line: str = "",
    force: str = "",
    four_p: str = "",
    moderated: str = "",
    reference: str = "",
    place: str = "",
    progress: Callable[[str], None] | None = None,
) -> ImportReport:
    """Record one graded disruption.

    Parameters
    ----------
    workspace
        Where to; made when it does not exist.
    grade
        major, moderate, minor, none or negative, as the assessor judged it.
    assessor
        The office or unit that judged it; never a person.
    rationale
        Why it was graded so.
    on
        Day of the assessment.
    operation, phase, group, line
        What it is claimed for; empty where it is not said.
    force
        Force that claims it, by any of its names.
    four_p
        pursue, prevent, protect or prepare.
    moderated
        yes, no, or the office that checked the grade.
    reference
        Number of it in another system.
    place
        Where, in words, if it has a place.
    progress
        Called with a sentence before each slow step.

    Returns
    -------
    report
        accepted is 1, or already_held is 1 when the very same was recorded before. Its source is called `BY_HAND`, and
        the audit trail has an entry for it.

    Raises
    ------
    InputError
        If something cannot be used as given; nothing is kept then.
    WorkspaceError
        If the workspace cannot be used.
    """
    row = {
        "occurred_from": on.isoformat(), "grade": grade, "assessor": assessor, "rationale": rationale,
        "four_p": four_p, "moderated": moderated, "operation": operation, "phase": phase, "group_name": group,
        "line_name": line, "recording_force": force, "reference": reference, "place": place,
    }  # fmt: skip
    with TemporaryDirectory(prefix="linesmap-") as folder:
        path = Path(folder) / BY_HAND
        path.write_text(json.dumps([row], ensure_ascii=False), encoding="utf-8")
        _refuse_doubts(path)
        (report,) = import_files([path], workspace, kind=RecordKind.DISRUPTION.value, progress=progress)
    return report


def _refuse_doubts(path: Path) -> None:
    """Refuse what a file would be rejected or warned for: who records by hand is there to put it right."""
    (sheet,) = ingest.read_file(path, kind=RecordKind.DISRUPTION.value)
    for reject in sheet.rejects:
        where = f"Row {reject.row_number}, column {reject.column}: "
        message = reject.message.removeprefix(where).removesuffix(_ADVICE)
        raise InputError(f"The disruption was not recorded. {_words(reject.column)}: {message}")
    for text in sheet.records["warnings"]:
        for column, _, message in json.loads(text):
            raise InputError(f"The disruption was not recorded. {_words(column)}: {message}.")


def _words(column: str) -> str:
    named = {"occurred_from": "Day of the assessment", "recording_force": "Force", "four_p": "Four P"}
    return named.get(column, column.replace("_", " ").capitalize())
