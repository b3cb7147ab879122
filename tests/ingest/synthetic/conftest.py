"""Make the sets of invented records that the tests read, once a run."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from linesmap.ingest.synthetic import SyntheticFiles, write_files
from linesmap.ingest.synthetic.layouts import LAYOUTS
from linesmap.ingest.synthetic.nominals import NOMINAL_LAYOUTS

EVERY_LAYOUT = (*LAYOUTS, *NOMINAL_LAYOUTS)

Row = dict[str, str]


@dataclass
class Demo:
    """A written set, read back by other means than the project's own readers."""

    folder: Path
    written: SyntheticFiles
    tables: dict[tuple[str, str], list[list[Any]]] = field(default_factory=dict)
    truth: dict[str, list[Row]] = field(default_factory=dict)

    def rows(self) -> Iterator[tuple[str, str, int, list[Any]]]:
        """Give every row of every file to import: file, sheet, row number, cells."""
        for (file, sheet), rows in self.tables.items():
            for number, cells in enumerate(rows, start=1):
                yield file, sheet, number, cells

    def cells(self) -> Iterator[tuple[tuple[str, str, int], dict[str, Any]]]:
        """Give every row of a file of records or index: file, sheet and row; and header to cell."""
        for layout in EVERY_LAYOUT:
            table = self.tables.get((layout.file, layout.sheet), [])
            headers = [header for header, _ in layout.columns]
            for number, cells in enumerate(table[len(layout.title) + 1 :], start=len(layout.title) + 2):
                yield (layout.file, layout.sheet, number), dict(zip(headers, cells, strict=False))

    def data_rows(self) -> int:
        """Count rows of data, titles and headers apart."""
        return sum(len(rows) - _head(*key) for key, rows in self.tables.items())


def _head(file: str, sheet: str) -> int:
    titles = {(layout.file, layout.sheet): len(layout.title) for layout in EVERY_LAYOUT}
    return titles.get((file, sheet), 0) + 1


def _read(path: Path) -> dict[tuple[str, str], list[list[Any]]]:
    if path.suffix == ".xlsx":
        book = CalamineWorkbook.from_path(path)
        return {(path.name, name): book.get_sheet_by_name(name).to_python() for name in book.sheet_names}
    layout = next((layout for layout in EVERY_LAYOUT if layout.file == path.name), None)
    encoding, delimiter = (layout.encoding, layout.delimiter) if layout else ("utf-8", ",")
    with path.open(encoding=encoding, newline="") as file:
        return {(path.name, ""): list(csv.reader(file, delimiter=delimiter))}


def make(folder: Path, n_records: int, seed: int) -> Demo:
    demo = Demo(folder, write_files(folder, n_records=n_records, seed=seed))
    for path in demo.written.files:
        demo.tables |= _read(path)
    for path in demo.written.truth:
        with path.open(encoding="utf-8", newline="") as file:
            demo.truth[path.stem] = list(csv.DictReader(file))
    return demo


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return make(tmp_path_factory.mktemp("synthetic"), 20_000, 7)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    return make(tmp_path_factory.mktemp("synthetic_small"), 200, 3)
