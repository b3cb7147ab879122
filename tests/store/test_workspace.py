"""The workspace keeps everything of a change or nothing, and waits for its turn."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from linesmap.errors import WorkspaceBusyError, WorkspaceError, WorkspaceMissingError
from linesmap.model.tables import TABLES
from linesmap.settings import Settings
from linesmap.store import Workspace
from linesmap.store.schema import SCHEMA_VERSION

SOURCE = pd.DataFrame([{"source_id": "S1", "name": "a.csv", "rows_in": 3, "invented": True}])


def made(path: Path) -> Workspace:
    workspace = Workspace(path, Settings(busy_wait_s=5, actor="tester"))
    with workspace.write() as writer:
        writer.insert("sources", SOURCE)
        writer.log("collection", "S1", rows_in=3)
    return workspace


def test_tables_are_those_of_the_model(tmp_path: Path) -> None:
    workspace = made(tmp_path / "w.duckdb")
    with workspace.read() as tables:
        assert set(tables) == set(TABLES)
        for name, table in TABLES.items():
            assert tuple(tables[name].columns) == table.columns


def test_a_failed_change_leaves_nothing(tmp_path: Path) -> None:
    workspace = made(tmp_path / "w.duckdb")

    def half_a_change() -> None:
        with workspace.write() as writer:
            writer.insert("sources", SOURCE.assign(source_id="S2"))
            writer.log("collection", "S2")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_a_change()
    with workspace.read() as tables:
        assert tables["sources"].to_pandas()["source_id"].tolist() == ["S1"]
        assert len(tables["audit"].to_pandas()) == 1
    assert workspace.version() == 1


def test_version_rises_with_every_change_of_data_only(tmp_path: Path) -> None:
    workspace = made(tmp_path / "w.duckdb")
    with workspace.write() as writer:
        writer.log("disclosure", "snapshot.html", changes_data=False)
    assert workspace.version() == 1
    with workspace.write() as writer:
        writer.log("alteration", "workspace")
    assert workspace.version() == 2
    assert workspace.verify_audit() is None


def test_replace_all_may_keep_the_same_keys(tmp_path: Path) -> None:
    workspace = made(tmp_path / "w.duckdb")
    with workspace.write() as writer:
        writer.replace_all("sources", SOURCE.assign(name="b.csv"))
    with workspace.read() as tables:
        assert tables["sources"].to_pandas()["name"].tolist() == ["b.csv"]


def test_insert_missing_keeps_what_is_there(tmp_path: Path) -> None:
    workspace = made(tmp_path / "w.duckdb")
    both = pd.concat([SOURCE.assign(name="other"), SOURCE.assign(source_id="S2")])
    with workspace.write() as writer:
        writer.insert_missing("sources", both)
        assert writer.held("sources", pd.Series(["S1", "S9"])) == {"S1"}
    with workspace.read() as tables:
        names = tables["sources"].to_pandas().set_index("source_id")["name"].to_dict()
    assert names == {"S1": "a.csv", "S2": "a.csv"}


def test_altered_audit_row_is_found(tmp_path: Path) -> None:
    workspace = made(tmp_path / "w.duckdb")
    connection = duckdb.connect(str(workspace.path))
    connection.execute("UPDATE audit SET actor = 'somebody else'")
    connection.close()
    assert workspace.verify_audit() == 1


def test_missing_workspace_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceMissingError, match="linesmap demo"), Workspace(tmp_path / "none.duckdb").read():
        pass


def test_a_file_that_is_no_workspace_is_refused(tmp_path: Path) -> None:
    text = tmp_path / "notes.duckdb"
    text.write_text("not a database, by far" * 400)
    with pytest.raises(WorkspaceError, match="cannot be read"), Workspace(text).read():
        pass
    other = tmp_path / "other.duckdb"
    connection = duckdb.connect(str(other))
    connection.execute("CREATE TABLE notes (line VARCHAR)")
    connection.close()
    with pytest.raises(WorkspaceError, match="not a linesmap workspace"), Workspace(other).read():
        pass


def test_a_file_left_by_a_stopped_first_import_is_a_workspace_to_be(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    duckdb.connect(str(path)).close()
    with pytest.raises(WorkspaceMissingError), Workspace(path).read():
        pass
    assert made(path).version() == 1


def test_reader_waits_for_a_writer_of_the_same_program(tmp_path: Path) -> None:
    workspace = made(tmp_path / "w.duckdb")
    started = threading.Event()

    def hold() -> None:
        with workspace.write() as writer:
            writer.log("alteration", "workspace")
            started.set()
            time.sleep(0.4)

    thread = threading.Thread(target=hold)
    thread.start()
    assert started.wait(10)
    assert workspace.version() == 2
    thread.join()


HOLD = """
import sys, time
from linesmap.store import Workspace
with Workspace(sys.argv[1]).write():
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


@pytest.mark.parametrize(("held_s", "wait_s"), [(0.5, 10.0), (4.0, 0.3)])
def test_reader_waits_for_another_program_but_not_for_ever(tmp_path: Path, held_s: float, wait_s: float) -> None:
    path = made(tmp_path / "w.duckdb").path
    command = [sys.executable, "-c", HOLD, str(path), str(held_s)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        workspace = Workspace(path, Settings(busy_wait_s=wait_s))
        if wait_s > held_s:
            assert workspace.version() == 1
        else:
            with pytest.raises(WorkspaceBusyError, match="in use by another program"):
                workspace.version()


def test_a_workspace_of_an_earlier_linesmap_gets_what_it_lacks(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    workspace = Workspace(path)
    with workspace.write() as writer:
        writer.set_state(title="kept", schema="1")
    with duckdb.connect(str(path)) as connection:
        connection.execute("DROP TABLE templates")
        connection.execute("ALTER TABLE rejects DROP COLUMN returned_as")
    with workspace.read() as tables:
        assert tables["templates"].count().execute() == 0
        assert "returned_as" in tables["rejects"].columns
        with pytest.raises(KeyError):
            tables["nothing"]
    assert workspace.state()["title"] == "kept"
    assert workspace.state()["schema"] == SCHEMA_VERSION


def test_rows_are_written_over_and_removed(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w.duckdb")
    rows = pd.DataFrame({"name": ["a", "b"], "kind": "seizure", "text": ["1", "2"]})
    with workspace.write() as writer:
        writer.insert("templates", rows)
        writer.replace_rows("templates", rows.assign(text="3").head(1))
        writer.remove("templates", "name", ["b", "'; DROP TABLE templates; --"])
        with pytest.raises(ValueError, match="no column"):
            writer.remove("templates", "1 = 1; --", ["b"])
    with workspace.read() as tables:
        assert tables["templates"].select("name", "text").to_pandas().to_numpy().tolist() == [["a", "3"]]
