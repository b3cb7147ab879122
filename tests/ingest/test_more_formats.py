"""JSON lines, Parquet and ZIP archives: read as tables, accounted for row by row, and refused over their bounds."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from linesmap.errors import FileFormatError, FileTooLargeError
from linesmap.ingest import read_file
from linesmap.ingest.archive_reader import MAX_MEMBERS
from linesmap.ingest.readers import read_tables
from linesmap.ingest.tables import RawTable
from linesmap.model.imports import ParsedSheet
from linesmap.settings import Settings

ReadTables = Callable[..., list[RawTable]]
CSV = b"Date seized,Drug type,Quantity,Place\n7/3/22,crack,14.2g,Yeovil\n8/3/22,heroin,2g,Poole\n"


@pytest.fixture
def tables(tmp_path: Path) -> ReadTables:
    def run(data: bytes, name: str = "file.dat", **settings: int) -> list[RawTable]:
        (tmp_path / name).write_bytes(data)
        return read_tables(tmp_path / name, replace(Settings(), **settings))

    return run


@pytest.fixture
def sheets(tmp_path: Path) -> Callable[..., list[ParsedSheet]]:
    def run(data: bytes, name: str = "file.dat") -> list[ParsedSheet]:
        (tmp_path / name).write_bytes(data)
        return read_file(tmp_path / name, settings=Settings(), today=date(2026, 3, 1))

    return run


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return out.getvalue()


def parquet_bytes(**columns: list[object]) -> bytes:
    out = io.BytesIO()
    parquet.write_table(pa.table(columns), out)
    return out.getvalue()


def test_json_lines_keep_digits_and_flatten_objects(tables: ReadTables) -> None:
    text = (
        '{"date": "7/3/22", "quantity": 14.20, "phone": 07700, "x": 1}\n'
        '{"date": "7/3/22", "quantity": 14.20, "location": {"postcode": "BS1 1AD", "street": {"id": 1, "name": "A"}}}\n'
        '\n{"outcome": {"id": 2}, "drugs": ["crack", "heroin"], "date": null, "flag": true}\n'
    )
    (table,) = tables(text.encode())
    assert table.headers == (
        "date",
        "quantity",
        "postcode",
        "location.street.id",
        "name",
        "outcome.id",
        "drugs",
        "flag",
    )
    assert table.rows[0] == ["7/3/22", "14.20", "BS1 1AD", "1", "A", "", "", ""]
    assert table.rows[1] == ["", "", "", "", "", "2", "crack; heroin", "TRUE"]
    assert table.row_numbers == [2, 4]
    (broken,) = table.broken
    assert (broken.number, "not well-formed JSON" in broken.message) == (1, True)


def test_an_array_of_objects_is_a_table(tables: ReadTables) -> None:
    (table,) = tables(b'[{"Date": "7/3/22"}, 5 , {"Date":"8/3/22", "Date":"9/3/22"}]')
    assert table.headers == ("Date", "Date (2)")
    assert table.rows == [["7/3/22", ""], ["8/3/22", "9/3/22"]]
    assert [row.number for row in table.broken] == [2]
    assert tables(b"[]")[0].rows == []
    with pytest.raises(FileFormatError, match="breaks off or is not well formed after object 1"):
        tables(b'[{"a": 1}, {"a": ')
    with pytest.raises(FileFormatError, match="breaks off"):
        tables(b'[{"a": 1} {"a": 2}]')


@pytest.mark.parametrize("line", ["null", "[1]", '"text"', "{", '{"a": }', "[" * 100_000, '{"a":' * 50_000])
def test_a_line_that_is_no_object_is_rejected_whole(sheets: Callable[..., list[ParsedSheet]], line: str) -> None:
    (sheet,) = sheets(f'{{"date seized": "7/3/22", "drug": "crack", "quantity": "1g"}}\n{line}\n'.encode())
    assert (sheet.rows_in, len(sheet.records)) == (2, 1)
    (reject,) = sheet.rejects
    assert (reject.row_number, reject.reason_code) == (2, "row_unreadable")
    assert reject.raw == {"(row as filed)": line[: Settings().max_cell_chars]}
    assert reject.message.endswith("Correct it and import the row again.")


def test_a_broken_line_with_a_high_marking_is_withheld(sheets: Callable[..., list[ParsedSheet]]) -> None:
    (sheet,) = sheets(b'{"date seized": "7/3/22", "drug": "crack"}\n{"marking": "SECRET", "text": "name",\n')
    assert "name" not in json.dumps(sheet.rejects[0].raw)


def test_half_a_surrogate_and_no_value_cannot_spoil_a_store(tables: ReadTables) -> None:
    (table,) = tables(b'{"Date": "7/3/22", "Text": "a\\ud800b\\u0000c"}')
    assert table.rows[0][1].encode("utf-8").decode() == "a?bc"


def test_json_bounds(tables: ReadTables) -> None:
    with pytest.raises(FileTooLargeError, match="at most 2 rows"):
        tables(b'{"a": 1}\n' * 3, max_rows=2)
    with pytest.raises(FileTooLargeError, match="at most 3 different keys"):
        tables(json.dumps({f"k{n}": n for n in range(4)}).encode(), max_columns=3)
    with pytest.raises(FileTooLargeError, match="longer than 10 characters"):
        tables(b'{"a": "12345678901"}', max_cell_chars=10)


def test_a_parquet_file_is_a_table(tables: ReadTables, sheets: Callable[..., list[ParsedSheet]]) -> None:
    data = parquet_bytes(
        **{
            "Date seized": [datetime(2022, 3, 7, 14, 30), None],
            "Drug type": ["crack", "heroin"],
            "Quantity": ["14.2g", "31g"],
            "Street value": [1340.0, 2.5],
            "Easting": [442_900, 442_901],
            "Tags": [["a", "b"], []],
            "Bytes": [b"x\xff", None],
        }
    )
    (table,) = tables(data)
    assert table.rows[0] == ["2022-03-07T14:30:00", "crack", "14.2g", "1340", "442900", "a; b", "x\ufffd"]
    assert table.row_numbers == [2, 3]
    (sheet,) = sheets(data)
    assert (sheet.kind, sheet.rows_in, len(sheet.records), len(sheet.rejects)) == ("seizure", 2, 1, 1)


def test_parquet_bounds_and_damage(tables: ReadTables) -> None:
    data = parquet_bytes(a=list(range(50)), b=["x"] * 50)
    with pytest.raises(FileTooLargeError, match="at most 10 rows"):
        tables(data, max_rows=10)
    with pytest.raises(FileTooLargeError, match="at most 1 columns"):
        tables(data, max_columns=1)
    for damaged in (data[:-20], data[:40] + data[60:], b"PAR1" + bytes(40)):
        with pytest.raises(FileFormatError, match="damaged"):
            tables(damaged)


def test_an_archive_gives_every_table_and_names_what_is_none(sheets: Callable[..., list[ParsedSheet]]) -> None:
    stops = (Path(__file__).parent / "data" / "none").name  # a member in a folder; nothing is read from disk
    data = archive(
        **{
            "a/seizures.csv": CSV,
            "b/rows.jsonl": b'{"date seized": "9/3/22", "drug": "crack", "quantity": "1g"}\n',
            "__MACOSX/._seizures.csv": b"litter",
            f"{stops}/": b"",
            "README.txt": b"Notes for the reader\nnothing else\n",
            "letter.pdf": b"%PDF-1.7",
        }
    )
    found = sheets(data, "return.zip")
    assert [(sheet.name, sheet.rows_in) for sheet in found] == [
        ("return.zip [a/seizures.csv]", 2),
        ("return.zip [b/rows.jsonl]", 1),
    ]
    said = " ".join(found[0].warnings)
    assert "'README.txt' was not read" in said
    assert "found a PDF" in said


def test_a_force_is_read_from_the_name_of_a_member(sheets: Callable[..., list[ParsedSheet]]) -> None:
    header = (
        "Type,Date,Part of a policing operation,Policing operation,Latitude,Longitude,Gender,Age range,"
        "Self-defined ethnicity,Officer-defined ethnicity,Legislation,Object of search,Outcome,"
        "Outcome linked to object of search,Removal of more than just outer clothing\n"
    )
    row = "Person search,2020-01-01T10:00:00+00:00,,,53.4,-2.9,Male,18-24,,,Misuse of Drugs,Controlled drugs,Arrest,,\n"
    (sheet,) = sheets(archive(**{"2020-01/2020-01-merseyside-stop-and-search.csv": (header + row).encode()}), "x.zip")
    assert sheet.template == "data.police.uk stop and search"
    assert list(sheet.records["recording_force"]) == ["E23000004"]


def test_no_member_is_written_by_its_name(tables: ReadTables, tmp_path: Path) -> None:
    (table,) = tables(archive(**{"../../escaped.csv": CSV}))
    assert len(table.rows) == 2
    assert not list(tmp_path.parent.rglob("escaped.csv"))
    (odd,) = tables(archive(**{"a\x1b[31m\n.csv": CSV}))
    assert "\x1b" not in odd.name


def test_archive_bounds(tables: ReadTables) -> None:
    bomb = archive(**{"zeros.csv": b"0" * 30_000_000})
    assert len(bomb) < 60_000
    with pytest.raises(FileTooLargeError, match="times its packed size"):
        tables(bomb)
    with pytest.raises(FileTooLargeError, match="unpacks to at most 4 MB, found 30 MB"):
        tables(bomb, max_file_mb=1)
    with pytest.raises(FileTooLargeError, match="archive inside an archive"):
        tables(archive(**{"inner.zip": archive(**{"a.csv": CSV})}))
    with pytest.raises(FileTooLargeError, match="archive inside an archive"):
        tables(archive(**{"inner.csv.gz": b"\x1f\x8b" + bytes(20)}))
    with pytest.raises(FileTooLargeError, match=f"at most {MAX_MEMBERS:,} files"):
        tables(archive(**{f"{n}.csv": b"" for n in range(MAX_MEMBERS + 1)}))
    with pytest.raises(FileFormatError, match="an empty one"):
        tables(archive())


def test_an_archive_that_lies_about_its_sizes_is_refused(tables: ReadTables) -> None:
    data = bytearray(archive(**{"a.csv": CSV * 100_000}))
    at = data.rindex(b"PK\x01\x02") + 24
    data[at : at + 4] = (10).to_bytes(4, "little")
    try:
        (table,) = tables(bytes(data))
    except (FileTooLargeError, FileFormatError) as error:
        assert str(error).endswith(".")
    else:
        assert table.unreadable


def test_a_damaged_member_is_named_and_the_others_are_read(sheets: Callable[..., list[ParsedSheet]]) -> None:
    data = bytearray(archive(**{"good.csv": CSV, "bad.csv": CSV.replace(b"Poole", b"Exeter")}))
    second = data.index(b"PK\x03\x04", 10)
    data[second + 45 : second + 60] = bytes(15)
    (sheet,) = sheets(bytes(data), "x.zip")
    assert sheet.name == "x.zip [good.csv]"
    assert any("bad.csv" in text and "damaged" in text for text in sheet.warnings)


def test_a_protected_archive_is_refused(tables: ReadTables) -> None:
    data = bytearray(archive(**{"a.csv": CSV}))
    for start in (6, data.rindex(b"PK\x01\x02") + 8):
        data[start] |= 1
    with pytest.raises(FileFormatError, match="without a password"):
        tables(bytes(data))
