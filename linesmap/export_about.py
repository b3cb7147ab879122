"""Say what an export is: what it shows, what was left out, what its people are called, and where it came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from linesmap import reference
from linesmap.export_rules import Gathered
from linesmap.model.filters import Filters
from linesmap.settings import load_settings
from linesmap.view.export_content import ExportAbout, ExportContent
from linesmap.view.words import day, day_range, plural

__all__ = ["Counts", "about_of"]


@dataclass(frozen=True)
class Counts:
    """How many records an export holds and how many were withheld, their sources, and whether any is invented."""

    records: int
    withheld: int
    sources: frozenset[str]
    invented: bool


def about_of(
    content: ExportContent,
    given: Gathered,
    counts: Counts,
    state: Mapping[str, str],
    *,
    operations: Sequence[str],
    lines: Sequence[str],
) -> ExportAbout:
    """Say what the file is, what is in it, what was left out, and where it came from.

    Parameters
    ----------
    content, given, counts
        What the file holds, by which rules, and how much of it.
    state
        Facts about the workspace.
    operations, lines
        Names that the selection was made by.
    """
    chosen = _filter_words(given.filters, operations, lines)
    people = (
        "Names of people leave in this file. Exploited people keep their pseudonyms."
        if given.naming.names
        else "People, telephones, vehicles and addresses stand by stable pseudonyms. Texts are left out."
    )
    withheld = f"{plural(counts.withheld, 'record')} whose handling carries conditions." if counts.withheld else "None."
    told = [
        ("Shown", chosen),
        ("Records", f"{counts.records:,}"),
        ("Left out", withheld),
        ("People", people),
        ("Deal lines", f"{content.flows['line_id'].nunique():,}" if len(content.flows) else ""),
        ("Links", f"{content.graph.number_of_nodes():,} entities, {content.graph.number_of_edges():,} links"
         if len(content.graph) else ""),
        ("Precision", "A place worse than a postcode unit is an area. A circle holds the true place 95 times in 100."),
        ("Limits", "Records follow police activity. A file says where records are, not where crime is."),
        *(("Source", _source_words(row)) for one, row in given.sources.items() if one in counts.sources),
        ("Workspace", f"state {state.get('version', '0')}"),
        ("Made with", "linesmap"),
        *(("Attribution", line) for line in reference.attributions()),
    ]  # fmt: skip
    return ExportAbout(
        title=f"Export of {state.get('title') or 'county lines records'}",
        marking=given.marking,
        handling=state.get("handling", load_settings().handling),
        note=state.get("invented", ""),
        lines=tuple((name, text) for name, text in told if text),
    )


def _source_words(row: Mapping[Any, Any]) -> str:
    invented = ", invented data" if bool(row["invented"]) else ""
    return f"{row['name']}, imported {day(row['imported_at'])}, {row['rows_accepted']:,} rows accepted{invented}"


def _filter_words(filters: Filters, operations: Sequence[str], lines: Sequence[str]) -> str:
    forces = {force.code: force.name for force in reference.forces()}
    parts = [
        f"located in {', '.join(forces.get(code, code) for code in filters.forces)}" if filters.forces else "",
        f"of {', '.join(operations)}" if operations else "",
        f"naming the line {', '.join(lines)}" if lines else "",
        day_range(*filters.period) if filters.period else "",
    ]
    said = "; ".join(part for part in parts if part)
    return f"Records {said}." if said else "All records."
