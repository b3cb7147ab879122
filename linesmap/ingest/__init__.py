"""Read files: recognise them, map their columns, clean their values, account for every row."""

from linesmap.ingest.frames import record_columns
from linesmap.ingest.identity import record_ids, short_id
from linesmap.ingest.read import read_file
from linesmap.ingest.readers import check_size, read_table, read_tables
from linesmap.ingest.reasons import REASONS, Reason
from linesmap.ingest.rejected import as_filed, split_returned
from linesmap.ingest.suggestions import ColumnSuggestion, required_missing, suggest_table, suggestion_text
from linesmap.ingest.tables import RawTable
from linesmap.ingest.template_files import (
    find_template,
    parse_template,
    read_template,
    shipped_templates,
    template_text,
)
from linesmap.ingest.templates import ColumnSource, DateOrder, Template

__all__ = [
    "REASONS",
    "ColumnSource",
    "ColumnSuggestion",
    "DateOrder",
    "RawTable",
    "Reason",
    "Template",
    "as_filed",
    "check_size",
    "find_template",
    "parse_template",
    "read_file",
    "read_table",
    "read_tables",
    "read_template",
    "record_columns",
    "record_ids",
    "required_missing",
    "shipped_templates",
    "short_id",
    "split_returned",
    "suggest_table",
    "suggestion_text",
    "template_text",
]
