"""Share the ways tests make files and read them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from linesmap.ingest import read_file
from linesmap.model.imports import ParsedSheet
from linesmap.settings import Settings

TODAY = date(2026, 3, 1)


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., ParsedSheet]:
    """Write text or bytes to a file and read the one table in it."""

    def run(content: str | bytes, name: str = "file.csv", **named: object) -> ParsedSheet:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        options = {"settings": Settings(), "today": TODAY, **named}
        (sheet,) = read_file(path, **options)
        assert sheet.rows_in == len(sheet.records) + len(sheet.rejects)
        return sheet

    return run


@pytest.fixture
def warned() -> Callable[[ParsedSheet], set[tuple[str, str]]]:
    """Give the (column, code) of every warning of a sheet."""

    def run(sheet: ParsedSheet) -> set[tuple[str, str]]:
        return {(column, code) for text in sheet.records["warnings"] for column, code, _ in json.loads(text)}

    return run
