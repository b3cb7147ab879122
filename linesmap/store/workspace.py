"""Open the workspace: one DuckDB file, held only for one operation at a time.

A reader and a writer cannot hold the file together, so each waits for the other for a stated time. Reads
give Ibis tables, writes happen in one transaction that is kept whole or not at all.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pandas as pd

from linesmap.errors import WorkspaceBusyError, WorkspaceError, WorkspaceMissingError
from linesmap.model.tables import TABLES
from linesmap.settings import Settings, load_settings
from linesmap.store.audit import chain_entry, find_break
from linesmap.store.schema import SCHEMA_VERSION, arrow_table, columns_held, create_tables, lacks_something

__all__ = ["Tables", "Workspace", "Writer"]

_RETRY_EVERY_S = 0.05
_IN_USE = ("lock", "different configuration", "being used by another process")

Tables = Mapping[str, ibis.Table]


def _open(path: Path, *, read_only: bool, wait_s: float) -> duckdb.DuckDBPyConnection:
    """Connect, waiting while another operation holds the file."""
    deadline = time.monotonic() + wait_s
    while True:
        try:
            return duckdb.connect(str(path), read_only=read_only)
        except duckdb.Error as error:
            if not any(sign in str(error).lower() for sign in _IN_USE):
                msg = f"{path.name} should be a linesmap workspace and cannot be read as one. Name another file."
                raise WorkspaceError(msg) from error
            if time.monotonic() >= deadline:
                msg = (
                    f"The workspace {path.name} is in use by another program and stayed so for {wait_s:g} s. "
                    "Wait until it has finished, then try again."
                )
                raise WorkspaceBusyError(msg) from error
        time.sleep(_RETRY_EVERY_S)


class Writer:
    """Change the tables inside one transaction."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, actor: str) -> None:
        self._connection = connection
        self._actor = actor

    def insert(self, table: str, frame: pd.DataFrame) -> None:
        """Add rows; a row whose key is already there is an error of the program."""
        if len(frame):
            self._add(table, frame, "INSERT INTO")

    def insert_missing(self, table: str, frame: pd.DataFrame) -> None:
        """Add the rows whose key is not there yet."""
        if len(frame):
            self._add(table, frame, "INSERT OR IGNORE INTO")

    def replace_all(self, table: str, frame: pd.DataFrame) -> None:
        """Empty a table and fill it again."""
        self._connection.execute(f'DELETE FROM "{TABLES[table].name}"')
        self.insert(table, frame)

    def _add(self, table: str, frame: pd.DataFrame, verb: str) -> None:
        name = TABLES[table].name
        self._connection.register("incoming", arrow_table(name, frame))
        try:
            self._connection.execute(f'{verb} "{name}" BY NAME SELECT * FROM incoming')
        finally:
            self._connection.unregister("incoming")

    def replace_rows(self, table: str, frame: pd.DataFrame) -> None:
        """Add rows, or write them over those with the same key."""
        if len(frame):
            self._add(table, frame, "INSERT OR REPLACE INTO")

    def remove(self, table: str, column: str, values: Iterable[str]) -> None:
        """Delete the rows whose column holds one of the values."""
        if column not in TABLES[table].columns:
            msg = f"{table} has no column {column}"
            raise ValueError(msg)
        self._connection.register("unwanted", pd.DataFrame({"value": pd.Series(list(values), dtype="str")}))
        try:
            self._connection.execute(
                f'DELETE FROM "{TABLES[table].name}" WHERE "{column}" IN (SELECT value FROM unwanted)'
            )
        finally:
            self._connection.unregister("unwanted")

    def held(self, table: str, ids: pd.Series) -> set[str]:
        """Tell which of the ids the table already has; the key must be one column."""
        (key,) = TABLES[table].key
        self._connection.register("asked", pd.DataFrame({"id": ids.astype(str)}))
        try:
            rows = self._connection.execute(
                f'SELECT "{key}" FROM "{TABLES[table].name}" WHERE "{key}" IN (SELECT id FROM asked)'
            ).fetchall()
        finally:
            self._connection.unregister("asked")
        return {row[0] for row in rows}

    def tables(self) -> Tables:
        """Give the tables as they stand inside the transaction."""
        return _OpenTables(self._connection)

    def state(self) -> dict[str, str]:
        """Read the facts about the workspace."""
        return dict(self._connection.execute("SELECT name, value FROM state").fetchall())

    def set_state(self, **values: str) -> None:
        """Set facts about the workspace."""
        self._connection.executemany("INSERT OR REPLACE INTO state VALUES (?, ?)", [list(x) for x in values.items()])

    def log(self, action: str, object_: str, *, changes_data: bool = True, **detail: object) -> dict[str, Any]:
        """Add an entry to the audit trail and give it; unless nothing changed, raise the version of the workspace."""
        last = self._connection.execute("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1").fetchall()
        entry = chain_entry(
            (int(last[0][0]), str(last[0][1])) if last else None,
            at=datetime.now(UTC).replace(tzinfo=None),
            actor=self._actor,
            action=action,
            object_=object_,
            detail=detail,
        )
        self.insert("audit", pd.DataFrame([entry]))
        if changes_data:
            self.set_state(version=str(int(self.state().get("version", "0")) + 1))
        return entry


class _OpenTables(Mapping[str, ibis.Table]):
    """Give the tables by name; each is looked up when it is first asked for, as looking up all takes 70 ms."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._backend = ibis.duckdb.from_connection(connection)
        self._known: dict[str, ibis.Table] = {}

    def __getitem__(self, name: str) -> ibis.Table:
        if name not in TABLES:
            raise KeyError(name)
        if name not in self._known:
            self._known[name] = self._backend.table(name)
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(TABLES)

    def __len__(self) -> int:
        return len(TABLES)


class Workspace:
    """One workspace file.

    Parameters
    ----------
    path
        The file. Nothing is opened or made until it is needed.
    settings
        Waiting time and actor; read from the environment when left out.
    """

    def __init__(self, path: Path | str, settings: Settings | None = None) -> None:
        self.path = Path(path)
        self._settings = settings or load_settings()

    @property
    def exists(self) -> bool:
        """Whether the file is there."""
        return self.path.is_file()

    @contextmanager
    def read(self) -> Iterator[Tables]:
        """Hold the workspace for reading.

        Yields
        ------
        tables
            Name to Ibis table; expressions over them run only inside the `with` block.

        Raises
        ------
        WorkspaceMissingError
            If there is no such file, or it holds nothing yet.
        WorkspaceBusyError
            If it stays in use for longer than the setting says.
        """
        missing = f"There is no workspace at {self.path}. Import a file into it, or run `linesmap demo`."
        if not self.exists:
            raise WorkspaceMissingError(missing)
        connection = _open(self.path, read_only=True, wait_s=self._settings.busy_wait_s)
        try:
            held = columns_held(connection)
            if not held:
                # A first import that was stopped before its end leaves a file that holds nothing.
                raise WorkspaceMissingError(missing)
            if not held.keys() >= {"state", "records", "sources"}:
                msg = f"{self.path.name} is a DuckDB file but not a linesmap workspace. Name another file."
                raise WorkspaceError(msg)
            if lacks_something(held):
                connection.close()
                connection = self._upgraded()
            yield _OpenTables(connection)
        finally:
            connection.close()

    def _upgraded(self) -> duckdb.DuckDBPyConnection:
        """Add the tables and columns that a workspace made by an earlier linesmap lacks, and open it again."""
        with self.write():
            pass
        return _open(self.path, read_only=True, wait_s=self._settings.busy_wait_s)

    @contextmanager
    def write(self) -> Iterator[Writer]:
        """Hold the workspace for one transaction, making the file if it is not there.

        Leaving the block keeps everything; an exception inside it keeps nothing.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = _open(self.path, read_only=False, wait_s=self._settings.busy_wait_s)
        try:
            connection.execute("BEGIN")
            try:
                create_tables(connection)
                writer = Writer(connection, self._settings.user_name)
                state = writer.state()
                if state.get("schema") != SCHEMA_VERSION:
                    writer.set_state(schema=SCHEMA_VERSION, version=state.get("version", "0"))
                yield writer
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")
        finally:
            connection.close()

    def state(self) -> dict[str, str]:
        """Read the facts about the workspace: version, marking, title and so on."""
        with self.read() as tables:
            frame = tables["state"].to_pandas()
        return dict(zip(frame["name"], frame["value"], strict=True))

    def version(self) -> int:
        """Read the number that every change raises; results are cached under it."""
        return int(self.state().get("version", "0"))

    def verify_audit(self) -> int | None:
        """Check the audit trail; the number of the first entry at fault, or None when it is whole."""
        with self.read() as tables:
            return find_break(tables["audit"].to_pandas())
