"""The files of a comparison: CSV and workbook read back as they were, the HTML file, and what the audit trail says."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook

from linesmap.comparison_files import FILE_NAMES, CompareFile, compare_csv, compare_xlsx, write_file
from linesmap.errors import InputError
from linesmap.measure.comparison import Comparison, Scale, compare
from linesmap.measure.figures import Origin
from linesmap.store import Workspace
from linesmap.ui.compare_choices import opening
from linesmap.view.compare_phases import phase_rates
from tests.view.test_compare_table import CHOSEN, COLUMNS, ONE, OTHER, figure, subject

FORMULA = "=HYPERLINK(1)"
EVIL = subject(FORMULA, programme="+cmd", forces=("@Dorset",), lead="-1")


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    columns = COLUMNS | {EVIL: (figure("arrests", 5, source="=1+1", words="\x07@x", qualifier="-2"),)}
    return compare(columns, [*CHOSEN, EVIL])


def test_csv_reads_back_with_one_row_a_cell(comparison: Comparison) -> None:
    rows = list(csv.DictReader(io.StringIO(compare_csv(comparison))))
    assert len(rows) == len(comparison.subjects) * len(comparison.rows)
    by = {(row["operation"], row["measure"]): row for row in rows}
    arrests = by["Operation Scorpion 2", "Arrests"]
    assert (arrests["value"], arrests["bound"], arrests["comparable"]) == ("120.0", "more than", "yes")
    assert (arrests["days"], arrests["population"], arrests["period"]) == ("5", "5659143", "7 to 13 Mar 2022")
    assert arrests["definition"].startswith("Arrests made")
    average = by["Operation Warrior", "Arrests"]
    assert (average["basis"], average["comparable"]) == ("a week on average", "no")
    assert average["reasons"] == "average only; no total"
    assert average["days"] == ""
    missing = by["Operation Scorpion 1", "Class A, weight"]
    assert (missing["value"], missing["reasons"]) == ("", "not stated")
    whole = by["Operation Scorpion", "Arrests"]
    assert "402 arrests, arrests (Another report, 2024)" in whole["other_figures"]
    assert f"'{FORMULA}" in {row["operation"] for row in rows}
    assert not any(value[:1] in "=+-@" for row in rows for value in row.values() if value)


def test_workbook_has_numbers_as_numbers_and_no_formula(comparison: Comparison) -> None:
    data = compare_xlsx(comparison)
    assert data == compare_xlsx(comparison), "the same comparison is the same file"
    book = load_workbook(io.BytesIO(data))
    assert book.sheetnames == ["Comparison", "Notes", "Sources"]
    sheet = book["Comparison"]
    rows = {row[0].value: row for row in sheet.iter_rows()}
    arrests = rows["Arrests"]
    assert [cell.value for cell in arrests[1:]] == [194, 120, 70, 388, 17, 5]
    assert all(cell.data_type == "n" for cell in arrests[1:])
    assert arrests[2].number_format == '"> "#,##0'
    assert arrests[5].fill.fgColor.rgb == "00F4F6F8"
    assert arrests[1].fill.fgColor.rgb == "00000000"
    below = [cell.value for cell in sheet[arrests[0].row + 1]]
    assert below[5] == "average a week; no total"
    assert rows["Class A, weight"][3].number_format == '"≈ "#,##0" g"'
    assert rows["Class A, weight"][1].value == "–"
    cells = [cell for one in book.worksheets for row in one.iter_rows() for cell in row if cell.value is not None]
    assert not any(cell.data_type == "f" for cell in cells)
    assert not any(isinstance(cell.value, str) and cell.value[:1] in "=+-@" for cell in cells)
    assert [cell.value for cell in book["Sources"][1]][-1] == "Source"
    notes = [row[2].value for row in book["Notes"].iter_rows()]
    assert any("phases add to 384 or more; 388 for the whole. They agree." in str(note) for note in notes)


def test_workbook_of_rates_has_decimals() -> None:
    book = load_workbook(io.BytesIO(compare_xlsx(compare(COLUMNS, CHOSEN, scale=Scale.PER_DAY))))
    row = next(row for row in book["Comparison"].iter_rows() if row[0].value == "Arrests")
    assert row[1].value == pytest.approx(194 / 7)
    assert row[1].number_format == "#,##0.00"


def content(*, invented: bool = False) -> CompareFile:
    columns = {replace(one, invented=invented): figures for one, figures in COLUMNS.items()}
    return CompareFile(compare(columns, list(columns)), phase_rates(columns, list(columns)), columns)


def test_files_are_logged_as_disclosures(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w.duckdb")
    with workspace.write():
        pass
    before = workspace.version()
    for kind in FILE_NAMES:
        assert write_file(workspace, kind, content())
    with workspace.read() as tables:
        entries = tables["audit"].to_pandas()
    left = entries[entries["action"] == "disclosure"]
    assert list(left["object"]) == list(FILE_NAMES.values())
    said = json.loads(left["detail"].iloc[0])
    assert said["operations"] == [one.name for one in CHOSEN]
    assert said["figures"] == sum(cell.stated for row in content().comparison.rows for cell in row.cells)
    assert workspace.version() == before, "a disclosure changes no data"


def test_html_says_marking_and_invented_data(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w.duckdb")
    with workspace.write():
        pass
    html = write_file(workspace, "html", content(invented=True), marking="OFFICIAL").decode()
    assert html.count("<b>OFFICIAL</b>") == 2
    assert "Invented data: some columns are made up for demonstration." in html
    assert "Open Government Licence" in html
    assert "Invented data: some" not in write_file(workspace, "html", content()).decode()
    with pytest.raises(InputError, match="Expected a marking"):
        write_file(workspace, "html", content(), marking="SECRET")


def test_one_operation_alone_is_written(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w.duckdb")
    with workspace.write():
        pass
    for one in (ONE, OTHER):
        alone = CompareFile(compare(COLUMNS, [one]), phase_rates(COLUMNS, [one]), {one: COLUMNS[one]})
        for kind in FILE_NAMES:
            assert write_file(workspace, kind, alone)


def test_the_page_opens_on_scorpion_else_on_recorded_operations_else_on_the_first() -> None:
    assert [one.name for one in opening(COLUMNS)] == [one.name for one in CHOSEN]
    part = replace(ONE, name="Larkspur 1", key="recorded:O1/1", origin=Origin.RECORDED)
    whole = replace(ONE, name="Larkspur", key="recorded:O1", origin=Origin.RECORDED, phases=(part.key,))
    foreign = replace(OTHER, name="Checkpoint", programme="Checkpoint")
    assert opening({foreign: (), part: (), whole: ()}) == [whole]
    assert opening({foreign: ()}) == [foreign]
    assert opening({}) == []
