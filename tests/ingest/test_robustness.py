"""Throw anything at the import: it never crashes, and every row comes out accepted or rejected.

More than ten thousand malformed files are generated in every run of the tests; `test_enough_files_are_tried` counts.
"""

from __future__ import annotations

import atexit
import csv
import io
import json
import tempfile
import warnings
import zipfile
from datetime import date
from functools import cache
from pathlib import Path

import openpyxl
import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from linesmap.errors import InputError
from linesmap.ingest import REASONS, read_file
from linesmap.ingest.reasons import REJECTING
from linesmap.model.imports import ParsedSheet
from linesmap.model.kinds import KINDS
from linesmap.model.vocabulary import RecordKind
from linesmap.settings import Settings

TODAY = date(2026, 3, 1)
MOST = {"rows": 1000, "bytes": 5500, "letters": 1000, "damage": 1500, "lines": 700, "archives": 300, "books": 50}
"""How many files each test tries: fewer where a file takes long, as workbooks do, which are read by another process."""


def many(what: str) -> settings:
    return settings(max_examples=MOST[what], deadline=None, suppress_health_check=[HealthCheck.too_slow])


def test_enough_files_are_tried() -> None:
    assert sum(MOST.values()) >= 10_000


# Values as files have them, good, bad and hostile, for any column.
CELLS = st.sampled_from(
    """7/3/22|31/02/2022|07-MAR-22 1430|btwn 1-3 Mar 2022|44627|2099-01-01|TBC|N/K|-|Total|£1.1m|1100 GBP + 50 EUR
    |14.2g|3 x wraps|trace|1/8th|B&W|white|zorbo|crack|07700 900123|4.47E+11|AB12 CDE|AB12*|SO14 7LW|S014
    |SU 429 128|51.5|-1.39|442900|Hants|D&C|Ruritania|2B P|B31|ZZ|P|C|OFFICIAL|SECRET|RESTRICTED|Arrest
    |Line closure T1|NFA|victim|suspect|17|16-19|01/01/2006|active|Closed (Type 2)|external|T1|Harrier|Phase 2
    |=HYPERLINK("http://x")|<script>alert(1)</script>|'; DROP TABLE records; --|../../etc/passwd|PC 4321 SMITH|"
    |SMITH, John; JONES, Mary|Ada;;Theo|1/1/90; 31/02/1991|F; M|NFA|12 High St; Bath BA1 1AA|N1;N2
    |a"b|one\ntwo|1e999|²|½ oz|٣|0,0|%|\u202e|🙂""".replace("\n    |", "|").split("|")
)
# Control characters by the dozen make a file binary; that is tested below.
ANY_CELL = CELLS | st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\r\n\t"), max_size=12)


def _read(data: bytes, kind: str = "auto", name: str = "file.csv") -> list[ParsedSheet]:
    path = _folder() / name
    path.write_bytes(data)
    return read_file(path, kind=kind, settings=Settings(), today=TODAY)


@cache
def _folder() -> Path:
    """Make one folder for all files: to make and remove one each takes as long as to read some of them."""
    held = tempfile.TemporaryDirectory()
    atexit.register(held.cleanup)
    return Path(held.name)


def _accounted(sheet: ParsedSheet) -> bool:
    numbers = [*sheet.records["row_number"], *(reject.row_number for reject in sheet.rejects)]
    return sheet.rows_in == len(numbers) == len(set(numbers))


@given(st.data(), st.sampled_from(list(RecordKind)))
@many("rows")
def test_any_rows_of_any_kind_are_accounted_for(data: st.DataObject, kind: RecordKind) -> None:
    names = [column.name for column in KINDS[kind].all_columns]
    needed = [column.name for column in KINDS[kind].all_columns if column.required] + list(KINDS[kind].one_of[:1])
    chosen = data.draw(st.lists(st.sampled_from(names), max_size=8, unique=True))
    header = list(dict.fromkeys([*needed, *chosen]))
    row = st.lists(ANY_CELL, min_size=len(header) - 1, max_size=len(header) + 1)
    rows = data.draw(st.lists(row, max_size=8))
    out = io.StringIO(newline="")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows([header, *rows])
    (sheet,) = _read(out.getvalue().encode(), kind.value)
    visible = [cells for cells in rows if any(cell.replace("\0", "").strip() for cell in cells)]
    assert sheet.rows_in == len(visible)
    assert _accounted(sheet)
    assert {reject.reason_code for reject in sheet.rejects} <= REJECTING
    # No sentence quotes the cell it complains about.
    for reject in sheet.rejects:
        assert "4321 SMITH" not in reject.message


@given(st.binary(max_size=400))
@many("bytes")
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        sheets = _read(data)
    except InputError as error:
        assert str(error).endswith(".")
    else:
        assert all(map(_accounted, sheets))


@given(st.text(st.sampled_from('Date,Drug;\t|"\n\r 7/3/22 heroin 1g'), max_size=300))
@many("letters")
def test_any_text_of_table_letters_is_read_or_refused(text: str) -> None:
    try:
        sheets = _read(("Date,Drug type,Quantity\n" + text).encode(), "seizure")
    except InputError as error:
        assert str(error).endswith(".")
    else:
        assert all(map(_accounted, sheets))


@given(st.data())
@many("damage")
def test_a_good_file_damaged_anywhere_is_still_accounted_for(data: st.DataObject) -> None:
    good = b"Date,Drug type,Quantity,Notes\r\n" + b'7/3/22,heroin,1g,"some, words"\r\n' * 5
    position = data.draw(st.integers(0, len(good)))
    damage = data.draw(st.binary(min_size=1, max_size=6))
    try:
        sheets = _read(good[:position] + damage + good[position + data.draw(st.integers(0, 20)) :])
    except InputError as error:
        assert str(error).endswith(".")
    else:
        assert all(map(_accounted, sheets))


def test_reasons_that_reject_are_reasons() -> None:
    assert set(REASONS) >= REJECTING


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | CELLS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(CELLS | st.just("date"), inner, max_size=3),
    max_leaves=6,
)
LINES = st.one_of(
    st.dictionaries(st.sampled_from(["date", "drug", "quantity", "place", "action", "a.b", ""]), VALUES).map(
        json.dumps
    ),
    VALUES.map(json.dumps),
    st.text(st.sampled_from('{}[]":,\\u d8009e+-nulltrue'), max_size=30).map(lambda text: "{" + text),
)


@given(st.lists(LINES, max_size=6))
@many("lines")
def test_any_lines_of_json_are_accounted_for(lines: list[str]) -> None:
    whole = '{"date": "7/3/22", "drug": "crack", "quantity": "1g"}'
    (sheet,) = _read("\n".join([whole, *lines]).encode(), "seizure", "file.jsonl")
    assert sheet.rows_in == 1 + sum(1 for line in lines if line.strip())
    assert _accounted(sheet)
    assert {reject.reason_code for reject in sheet.rejects} <= REJECTING


@given(st.data())
@many("archives")
def test_any_damaged_archive_is_read_or_refused(data: st.DataObject) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", data.draw(st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))) as archive:
        for name in data.draw(st.lists(ANY_CELL, min_size=1, max_size=3)):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # two members of one name are part of the trial
                archive.writestr(name or "x", "Date,Drug type,Quantity\n7/3/22,heroin,1g\n")
    _try_damaged(data, out.getvalue(), "file.zip")


@given(st.data(), st.sampled_from(["xlsx", "parquet"]))
@many("books")
def test_any_damaged_workbook_or_parquet_file_is_read_or_refused(data: st.DataObject, kind: str) -> None:
    _try_damaged(data, _BOOKS[kind], f"file.{kind}")


def _try_damaged(data: st.DataObject, good: bytes, name: str) -> None:
    position = data.draw(st.integers(0, len(good)))
    damage = data.draw(st.binary(max_size=6))
    content = good[:position] + damage + good[position + data.draw(st.integers(0, 20)) :]
    try:
        sheets = _read(content, name=name)
    except InputError as error:
        assert str(error).endswith(".")
    else:
        assert all(map(_accounted, sheets))


def _book() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["Date", "Drug type", "Quantity"])
    for _ in range(20):
        book.active.append([date(2022, 3, 7), "heroin", "=1+1"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _parquet() -> bytes:
    out = io.BytesIO()
    columns = {"Date": ["7/3/22"] * 20, "Drug type": ["heroin"] * 20, "Quantity": [str(n) for n in range(20)]}
    parquet.write_table(pa.table(columns), out)
    return out.getvalue()


_BOOKS = {"xlsx": _book(), "parquet": _parquet()}
