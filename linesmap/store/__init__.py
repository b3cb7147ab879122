"""Keep the workspace: its tables, its transactions, its audit trail, and how records are chosen from it."""

from linesmap.store.audit import find_break
from linesmap.store.selection import EVENT_KINDS, events_naming, records_of_lines, resolved_mentions, selected_records
from linesmap.store.workspace import Tables, Workspace, Writer

__all__ = [
    "EVENT_KINDS",
    "Tables",
    "Workspace",
    "Writer",
    "events_naming",
    "find_break",
    "records_of_lines",
    "resolved_mentions",
    "selected_records",
]
