"""Throw anything at the import: it never crashes, and every row comes out accepted or rejected."""

from __future__ import annotations

import csv
import io
import tempfile
from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linesmap.errors import InputError
from linesmap.ingest import REASONS, read_file
from linesmap.ingest.reasons import REJECTING
from linesmap.model.imports import ParsedSheet
from linesmap.model.kinds import KINDS
from linesmap.model.vocabulary import RecordKind
from linesmap.settings import Settings

TODAY = date(2026, 3, 1)
SLOW = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])

# Values as files have them, good, bad and hostile, for any column.
CELLS = st.sampled_from(
    """7/3/22|31/02/2022|07-MAR-22 1430|btwn 1-3 Mar 2022|44627|2099-01-01|TBC|N/K|-|Total|£1.1m|1100 GBP + 50 EUR
    |14.2g|3 x wraps|trace|1/8th|B&W|white|zorbo|crack|07700 900123|4.47E+11|AB12 CDE|AB12*|SO14 7LW|S014
    |SU 429 128|51.5|-1.39|442900|Hants|D&C|Ruritania|2B P|B31|ZZ|P|C|OFFICIAL|SECRET|RESTRICTED|Arrest
    |Line closure T1|NFA|victim|suspect|17|16-19|01/01/2006|active|Closed (Type 2)|external|T1|Harrier|Phase 2
    |=HYPERLINK("http://x")|<script>alert(1)</script>|'; DROP TABLE records; --|../../etc/passwd|PC 4321 SMITH|"
    |a"b|one\ntwo|1e999|²|½ oz|٣|0,0|%|\u202e|🙂""".replace("\n    |", "|").split("|")
)
# Control characters by the dozen make a file binary; that is tested below.
ANY_CELL = CELLS | st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\r\n\t"), max_size=12)


def _read(data: bytes, kind: str = "auto") -> list[ParsedSheet]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        path.write_bytes(data)
        return read_file(path, kind=kind, settings=Settings(), today=TODAY)


def _accounted(sheet: ParsedSheet) -> bool:
    numbers = [*sheet.records["row_number"], *(reject.row_number for reject in sheet.rejects)]
    return sheet.rows_in == len(numbers) == len(set(numbers))


@given(st.data(), st.sampled_from(list(RecordKind)))
@SLOW
def test_any_rows_of_any_kind_are_accounted_for(data: st.DataObject, kind: RecordKind) -> None:
    names = [column.name for column in KINDS[kind].all_columns]
    needed = [column.name for column in KINDS[kind].all_columns if column.required]
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
@SLOW
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        sheets = _read(data)
    except InputError as error:
        assert str(error).endswith(".")
    else:
        assert all(map(_accounted, sheets))


@given(st.text(st.sampled_from('Date,Drug;\t|"\n\r 7/3/22 heroin 1g'), max_size=300))
@SLOW
def test_any_text_of_table_letters_is_read_or_refused(text: str) -> None:
    try:
        sheets = _read(("Date,Drug type,Quantity\n" + text).encode(), "seizure")
    except InputError as error:
        assert str(error).endswith(".")
    else:
        assert all(map(_accounted, sheets))


@given(st.data())
@SLOW
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
