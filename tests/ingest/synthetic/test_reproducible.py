"""Same arguments, same bytes; other arguments, other records."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from linesmap.errors import InputError
from linesmap.ingest.synthetic import write_files


def digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def write(folder: Path, n_records: int, seed: int) -> dict[str, str]:
    write_files(folder, n_records=n_records, seed=seed)
    return digests(folder)


@pytest.mark.parametrize("n_records", [200, 1_500])
def test_same_seed_gives_same_bytes(tmp_path: Path, n_records: int) -> None:
    first = write(tmp_path / "a", n_records, 5)
    assert first == write(tmp_path / "b", n_records, 5)
    assert any(name.endswith(".xlsx") for name in first)


def test_same_bytes_in_another_process_with_another_hash_seed(tmp_path: Path) -> None:
    here = write(tmp_path / "here", 300, 9)
    there = tmp_path / "there"
    code = (
        "import sys; from pathlib import Path; from linesmap.ingest.synthetic import write_files;"
        "write_files(Path(sys.argv[1]), n_records=300, seed=9)"
    )
    subprocess.run([sys.executable, "-c", code, str(there)], check=True, env={**os.environ, "PYTHONHASHSEED": "12"})
    assert digests(there) == here


def test_other_seed_gives_other_records(tmp_path: Path) -> None:
    first, second = write(tmp_path / "a", 300, 1), write(tmp_path / "b", 300, 2)
    # The operation register is the same story every time; every other file differs.
    same = {name for name in first if first[name] == second[name]}
    assert same <= {"register_operations.csv", "truth/effects.csv"}


@pytest.mark.parametrize(("n_records", "seed"), [(199, 1), (1_000_001, 1), (500, -1)])
def test_arguments_out_of_range_are_refused(tmp_path: Path, n_records: int, seed: int) -> None:
    with pytest.raises(InputError, match="expected 200 to 1,000,000"):
        write_files(tmp_path, n_records=n_records, seed=seed)


def test_written_files_are_listed(tmp_path: Path) -> None:
    written = write_files(tmp_path, n_records=200, seed=1)
    listed = {*written.files, *written.truth}
    assert listed == {path for path in tmp_path.rglob("*") if path.is_file()}
    assert {path.parent.name for path in written.truth} == {"truth"}
