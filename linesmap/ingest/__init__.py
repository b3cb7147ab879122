"""Read files: recognise them, map their columns, clean their values, account for every row."""

from linesmap.ingest.frames import record_columns
from linesmap.ingest.identity import record_ids, short_id
from linesmap.ingest.read import read_file
from linesmap.ingest.readers import read_table
from linesmap.ingest.reasons import REASONS, Reason

__all__ = ["REASONS", "Reason", "read_file", "read_table", "record_columns", "record_ids", "short_id"]
