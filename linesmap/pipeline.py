"""Run the whole chain, readable from top to bottom: files -> records -> places -> mentions -> entities -> links.

Each function is one step. `import_files` reads, locates and stores files, one transaction each; `relink`
resolves every mention and ties entities together; `line_profiles_of` gives what the pages and
the commands show.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from linesmap import ingest, link, network
from linesmap.errors import InputError
from linesmap.gazetteers import user_gazetteer_of
from linesmap.importing import HowToRead, import_file, try_file
from linesmap.intake import saved_templates
from linesmap.linking import relink
from linesmap.model.filters import Filters
from linesmap.model.imports import ImportReport
from linesmap.model.vocabulary import EnforcementAction, EntityType, RecordKind
from linesmap.settings import Settings, load_settings
from linesmap.store import Tables, Workspace, records_of_lines, selected_records

__all__ = ["import_files", "last_day", "line_profiles_of", "relink"]

Progress = Callable[[str], None]


def import_files(
    paths: Sequence[Path],
    workspace: Workspace,
    *,
    kind: str = "auto",
    force: str | None = None,
    template: ingest.Template | None = None,
    dry_run: bool = False,
    settings: Settings | None = None,
    progress: Progress | None = None,
    on_refused: Callable[[Path, InputError], None] | None = None,
) -> list[ImportReport]:
    """Import files, one transaction each, then link what is new.

    Parameters
    ----------
    paths
        Files of any kind that `linesmap.ingest` reads.
    workspace
        Where to; made when it does not exist.
    kind
        A value of `RecordKind`, or `auto` to tell by the header.
    force
        Code of the force that recorded rows without a force of their own.
    template
        How the columns are read; by their names, or by a template that knows the whole header, when left out.
    dry_run
        Read and count everything, write nothing.
    progress
        Called with a sentence before each slow step.
    on_refused
        Called with a file that cannot be read, and why; the files after it are still imported. Without it the first
        such file ends the import.

    Returns
    -------
    reports
        One for each table found; rows_in = accepted + rejected + already_held in each.

    Raises
    ------
    InputError
        If a file cannot be read at all. Files before it are kept, nothing of it is.
    WorkspaceError
        If the workspace cannot be used.
    """
    settings = settings or load_settings()
    tell = progress or (lambda _: None)
    reports: list[ImportReport] = []
    added = 0
    how = HowToRead(kind, force, template, saved_templates(workspace), settings, user_gazetteer_of(workspace))
    try:
        for path in paths:
            tell(f"Reading {path.name}")
            try:
                found = (
                    try_file(path, workspace, how, tell).reports if dry_run else import_file(path, workspace, how, tell)
                )
            except InputError as error:
                if on_refused is None:
                    raise
                on_refused(path, error)
                continue
            added += sum(report.accepted for report in found)
            reports += found
    finally:
        # Also when a later file ends the import: what is held is linked.
        if added and not dry_run:
            tell("Linking records")
            relink(workspace, progress=tell)
    return reports


def last_day(tables: Tables) -> date | None:
    """Give the last day that holds an event, the day up to which everything is told; None without events.

    Recorded crime is published by the month, so its last day says nothing of how far other records reach; it counts
    only where there is nothing else.
    """
    events = selected_records(tables, Filters())
    own = events.filter(events.kind != RecordKind.OFFENCE.value).occurred_to.max().execute()
    value = events.occurred_to.max().execute() if pd.isna(own) else own
    return None if pd.isna(value) else pd.Timestamp(value).date()


def line_profiles_of(tables: Tables, *, as_of: date, active_days: int = 28) -> list[network.LineProfile]:
    """Describe every deal line of the workspace up to a day; see `linesmap.network.line_profiles`."""
    events = selected_records(tables, Filters())
    pairs = records_of_lines(tables)
    columns = ("kind", "occurred_from", "force", "drugs", "summary", "lad_code", "pfa_code", "precision")
    named = events.inner_join(pairs, "record_id").select("line_id", "record_id", *columns)
    mentions = tables["mentions"]
    phones = mentions.filter(mentions.entity_type == EntityType.PHONE.value).select("record_id", "normalised")
    numbers = phones.inner_join(named.select("record_id", "line_id", "occurred_from"), "record_id")
    enforcement = tables["enforcement"]
    closures = (
        enforcement.filter(enforcement.action == EnforcementAction.LINE_CLOSURE.value)
        .select("record_id", "closure_type")
        .inner_join(named.select("line_id", "record_id", "occurred_from"), "record_id")
    )
    entities = tables["entities"]
    lines = entities.filter(entities.entity_type == EntityType.DEAL_LINE.value)
    frames = network.LineTables(
        register=tables["deal_lines"].to_pandas().sort_values("record_id"),
        records=named.to_pandas().sort_values(["line_id", "record_id"]),
        closures=closures.select("line_id", "record_id", "occurred_from", "closure_type").to_pandas(),
        names=lines.select("entity_id", "label").to_pandas().rename(columns={"entity_id": "line_id"}),
        places=tables["places"].to_pandas(),
        judgements=tables["judgements"].to_pandas(),
        numbers=numbers.to_pandas().rename(columns={"normalised": "number"}),
        key=lambda name: link.exact_key(EntityType.DEAL_LINE, name),
    )
    return network.line_profiles(frames, as_of=as_of, active_days=active_days)
