"""Rejected rows leave as CSV that is no formula, and come back under the headers they had."""

from __future__ import annotations

import csv
import io
import json

import pandas as pd

from linesmap.ingest import as_filed, split_returned
from linesmap.ingest.tables import make_table
from linesmap.view.plain_values import csv_text

RAW = {"=cmd()": "@x", "Date": "31/02/22", "-Phone": "+447700900123", "Note": "'tis fine"}


def rejects() -> pd.DataFrame:
    row = {"name": "=a.csv", "source_id": "S1", "kind": "seizure", "template": "x", "row_number": 7}
    return pd.DataFrame([row | {"column": "Date", "reason_code": "r", "message": "m", "raw": json.dumps(RAW)}])


def test_no_cell_or_header_is_a_formula() -> None:
    rows = list(csv.reader(io.StringIO(csv_text(as_filed(rejects())))))
    assert len(rows) == 2
    assert not any(cell[:1] in {"=", "+", "-", "@"} for row in rows for cell in row)


def test_headers_and_cells_come_back_as_they_were() -> None:
    table = make_table("", list(csv.reader(io.StringIO(csv_text(as_filed(rejects()))))))
    ((part, origin),) = split_returned(table)
    assert dict(zip(part.headers, part.rows[0], strict=True)) == RAW
    assert (origin["rejected_source"], part.returned) == ("S1", (7,))


def test_missing_values_and_times_are_plain() -> None:
    frame = pd.DataFrame({"n": [1.5, None], "at": [pd.Timestamp("2022-03-07"), pd.NaT], "t": ["a", None]})
    assert csv_text(frame) == "n,at,t\r\n1.5,2022-03-07T00:00:00,a\r\n,,\r\n"
