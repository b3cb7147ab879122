"""Lend a database in memory, bounded, for work that needs one and leaves nothing behind."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

__all__ = ["scratch_database"]


@contextmanager
def scratch_database(memory_gb: float) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database in memory that is gone afterwards.

    Parameters
    ----------
    memory_gb
        Most memory it may take; beyond that it works through a temporary folder on disk.
    """
    options: dict[str, str | bool | int | float | list[str]]
    with tempfile.TemporaryDirectory(prefix="linesmap-") as folder:
        options = {"memory_limit": f"{memory_gb:.2f}GB", "temp_directory": folder, "preserve_insertion_order": "false"}
        connection = duckdb.connect(config=options)
        try:
            yield connection
        finally:
            connection.close()
