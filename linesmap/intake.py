"""Look at a file before it is imported, and keep the templates that a workspace reads its files by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pandas as pd

from linesmap import ingest
from linesmap.errors import TemplateError, WorkspaceMissingError
from linesmap.ingest import ColumnSuggestion, Template
from linesmap.settings import Settings, load_settings
from linesmap.store import Workspace

__all__ = ["TablePreview", "forget_template", "look_at", "save_template", "saved_templates"]

_SHOWN_ROWS = 8


@dataclass(frozen=True)
class TablePreview:
    """One table of a file before it is imported.

    `rows` are the first rows as filed, `n_rows` counts them all. `template` holds what was suggested, or found by its
    header, with the reason in `reason`; it is None, and `problem` says why, when no kind of record fits. Rows that were
    rejected before and are `returned` need none: they are read as they were.
    """

    name: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    n_rows: int
    template: Template | None
    suggestions: tuple[ColumnSuggestion, ...]
    reason: str
    problem: str = ""
    returned: bool = False


def look_at(
    path: Path,
    *,
    kind: str = "auto",
    template: Template | None = None,
    saved: Sequence[Template] = (),
    settings: Settings | None = None,
    today: date | None = None,
) -> list[TablePreview]:
    """Look at every table of a file, and suggest how to read it.

    Parameters
    ----------
    path
        Any file that `linesmap.ingest` reads.
    kind
        A value of `RecordKind`, or `auto` to tell by the header.
    template
        The template to read it by; a suggestion is made when left out and none fits.
    saved
        Templates of the workspace.

    Raises
    ------
    InputError
        If the file cannot be read at all.
    """
    day = today or date.today()  # noqa: DTZ011 -- the user's own day, as written in their files
    previews = []
    for table in ingest.read_tables(path, settings or load_settings()):
        name = table.name or path.name
        returned = list(ingest.split_returned(table))
        if returned:
            previews += [_returned(part, origin["rejected_from"]) for part, origin in returned]
            continue
        rows = _first_rows(table)
        found = ingest.suggest_table(table, kind=kind, name=name, template=template, saved=saved, today=day)
        previews.append(
            TablePreview(
                name=name,
                headers=table.headers,
                rows=rows,
                n_rows=len(table.rows) + len(table.broken),
                template=found.template,
                suggestions=found.suggestions,
                reason=found.reason,
                problem=table.unreadable or found.problem,
            )
        )
    return previews


def _first_rows(table: ingest.RawTable) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(row[: len(table.headers)]) for row in table.rows[:_SHOWN_ROWS])


def _returned(table: ingest.RawTable, name: str) -> TablePreview:
    reason = "These rows were rejected before; they are read as the file they came from."
    rows = _first_rows(table)
    return TablePreview(name, table.headers, rows, len(table.rows), None, (), reason, returned=True)


def saved_templates(workspace: Workspace) -> tuple[Template, ...]:
    """Read the templates that a workspace keeps, in the order of their names; none when there is no workspace."""
    try:
        with workspace.read() as tables:
            frame = tables["templates"].order_by("name").to_pandas()
    except WorkspaceMissingError:
        return ()
    return tuple(ingest.parse_template(row["text"], row["name"]) for row in frame.to_dict("records"))


def save_template(workspace: Workspace, template: Template) -> None:
    """Keep a template in the workspace, in place of one with the same name.

    Raises
    ------
    TemplateError
        If a template that ships with linesmap has the name.
    """
    if any(shipped.name.casefold() == template.name.casefold() for shipped in ingest.shipped_templates()):
        msg = f"The name {template.name!r} is that of a template that ships with linesmap. Give it another name."
        raise TemplateError(msg)
    row = {
        "name": template.name,
        "kind": template.kind.value,
        "text": ingest.template_text(template),
        "saved_at": datetime.now(UTC).replace(tzinfo=None),
    }
    with workspace.write() as writer:
        writer.replace_rows("templates", pd.DataFrame([row]))
        writer.log("alteration", f"template {template.name}", kind=template.kind.value)


def forget_template(workspace: Workspace, name: str) -> None:
    """Remove a template from the workspace; files read by it stay as they are.

    Raises
    ------
    TemplateError
        If the workspace has none of that name.
    """
    if name not in {template.name for template in saved_templates(workspace)}:
        msg = f"The workspace keeps no template called {name!r}. `linesmap template list` names those it keeps."
        raise TemplateError(msg)
    with workspace.write() as writer:
        writer.remove("templates", "name", [name])
        writer.log("alteration", f"template {name}", removed=True)
