"""Write what the Effect page shows as files that leave: the series as CSV, the result as JSON; both are logged."""

from __future__ import annotations

import json
from typing import Literal

from linesmap.effects import EffectAnswer
from linesmap.measure.series import OUTPUT_NOTE
from linesmap.settings import load_settings
from linesmap.store import Workspace
from linesmap.view.plain_values import csv_text, plain

__all__ = ["FILE_NAMES", "write_file"]

FileKind = Literal["csv", "json"]

FILE_NAMES: dict[FileKind, str] = {"csv": "linesmap-effect-series.csv", "json": "linesmap-effect.json"}
"""Name of each file."""


def write_file(workspace: Workspace, kind: FileKind, found: EffectAnswer) -> bytes:
    """Make a file and log the disclosure.

    Parameters
    ----------
    workspace
        Whose counts they are.
    kind
        csv: the series with what was counted and expected. json: everything that the claim must show.
    found
        The answer.

    Returns
    -------
    data
        UTF-8; the CSV with a byte order mark, so that spreadsheets read it.
    """
    state, settings = workspace.state(), load_settings()
    marked = {
        "marking": state.get("marking") or settings.marking,
        "handling": state.get("handling") or settings.handling,
        "note": state.get("invented"),
    }
    if kind == "csv":
        label = f"{found.outcome_label}, {OUTPUT_NOTE}" if found.is_output else found.outcome_label
        table = found.effect.series.assign(period=found.effect.series["period"].dt.date)
        table.insert(0, "outcome", label)
        data = csv_text(table.assign(marking=marked["marking"])).encode("utf-8-sig")
    else:
        data = (json.dumps(plain(marked | found.as_dict()), ensure_ascii=False, indent=2) + "\n").encode()
    with workspace.write() as writer:
        writer.log(
            "disclosure",
            FILE_NAMES[kind],
            changes_data=False,
            operation=found.question.operation,
            outcome=found.outcome_label,
            method=found.question.method,
            periods=len(found.effect.series),
        )
    return data
