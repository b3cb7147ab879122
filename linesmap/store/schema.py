"""Make the tables of a workspace, and say how their columns look to Arrow."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import duckdb
import pandas as pd
import pyarrow as pa

from linesmap.model.tables import TABLES

__all__ = ["SCHEMA_VERSION", "arrow_table", "columns_held", "create_tables", "lacks_something"]

SCHEMA_VERSION = "3"

_ARROW_TYPES = {
    "VARCHAR": pa.string(),
    "BIGINT": pa.int64(),
    "DOUBLE": pa.float64(),
    "BOOLEAN": pa.bool_(),
    "DATE": pa.date32(),
    "TIMESTAMP": pa.timestamp("us"),
}


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Make every table and column that is not there yet, in the caller's transaction."""
    held = columns_held(connection)
    if not lacks_something(held):
        return
    for table in TABLES.values():
        columns = ", ".join(f'"{field.name}" {field.type}' for field in table.fields)
        key = ", ".join(f'"{name}"' for name in table.key)
        connection.execute(f'CREATE TABLE IF NOT EXISTS "{table.name}" ({columns}, PRIMARY KEY ({key}))')
        for field in table.fields:
            if table.name in held and field.name not in held[table.name]:
                connection.execute(f'ALTER TABLE "{table.name}" ADD COLUMN "{field.name}" {field.type}')


def lacks_something(held: Mapping[str, set[str]]) -> bool:
    """Tell whether a workspace with these tables and columns lacks one, because an earlier linesmap made it."""
    return any(not set(table.columns) <= held.get(table.name, set()) for table in TABLES.values())


def columns_held(connection: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    """Give the columns of every table that a database has."""
    held: dict[str, set[str]] = {}
    rows = connection.execute("SELECT table_name, column_name FROM information_schema.columns").fetchall()
    for table, column in rows:
        held.setdefault(table, set()).add(column)
    return held


@cache
def _arrow_schema(table_name: str) -> pa.Schema:
    return pa.schema([(field.name, _ARROW_TYPES[field.type]) for field in TABLES[table_name].fields])


def arrow_table(table_name: str, frame: pd.DataFrame) -> pa.Table:
    """Turn a frame into an Arrow table with exactly the columns and types of a workspace table.

    Parameters
    ----------
    table_name
        A name in `model.tables.TABLES`.
    frame
        Any columns; those the table has not are left out, those it has and the frame has not become null.
    """
    schema = _arrow_schema(table_name)
    columns = [_column(frame, field) for field in schema]
    return pa.Table.from_arrays(columns, schema=schema)


def _column(frame: pd.DataFrame, field: pa.Field) -> pa.Array:
    if field.name not in frame or frame[field.name].isna().all():
        return pa.nulls(len(frame), field.type)
    return pa.Array.from_pandas(frame[field.name], type=field.type)
