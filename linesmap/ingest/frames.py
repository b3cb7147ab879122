"""Put the cleaned columns of a table into one frame with the columns and types that every kind promises."""

from __future__ import annotations

import numpy as np
import pandas as pd

from linesmap.ingest.common import Columns
from linesmap.ingest.rows import Rows
from linesmap.model.kinds import KINDS
from linesmap.model.tables import TABLES
from linesmap.model.vocabulary import RecordKind

__all__ = ["SHARED_COLUMNS", "make_frame", "record_columns"]

SHARED_COLUMNS: tuple[str, ...] = (
    "row_number",
    "reference",
    "recording_force",
    "occurred_from",
    "occurred_to",
    "date_precision",
    "operation",
    "phase",
    "summary",
    "grading",
    "grading_scheme",
    "grade_band",
    "handling",
    "handling_conditions",
    "marking",
    "location",
    "line_name",
    "phone",
    "vehicle",
    "person_ref",
    "person_name",
    "person_role",
    "age_band",
    "forename",
    "surname",
    "born",
    "born_from",
    "born_to",
    "sex",
    "home_address",
    "home_postcode",
    "group_name",
    "drugs",
    "title",
    "warnings",
    "raw",
)


def record_columns(kind: RecordKind) -> tuple[str, ...]:
    """Name the columns of the records of a kind: the shared ones, then those of its own table.

    Identifiers are left out: the import gives them.
    """
    own = (name for name in TABLES[KINDS[kind].table].columns if not name.endswith("_id"))
    return tuple(dict.fromkeys((*SHARED_COLUMNS, *own)))


def make_frame(kind: RecordKind, rows: Rows, columns: Columns) -> pd.DataFrame:
    """Make the frame of the accepted rows.

    Parameters
    ----------
    kind
        Kind of record.
    rows
        Says which rows are accepted.
    columns
        Every column of `record_columns(kind)`, one value a row.

    Returns
    -------
    records
        Index 0, 1, ...; times as datetime64[us], numbers as float64, counts as int64 (Int64 where one is not
        stated), everything else as objects with None where there is nothing.
    """
    types = {field.name: field.type for field in TABLES[KINDS[kind].table].fields + TABLES["records"].fields}
    live = np.flatnonzero(rows.live)
    data = {
        name: _series(np.fromiter(columns[name], dtype=object, count=rows.count)[live], types.get(name, ""))
        for name in record_columns(kind)
    }
    return pd.DataFrame(data, columns=list(record_columns(kind)))


def _series(values: np.ndarray[tuple[int], np.dtype[np.object_]], type_: str) -> pd.Series:
    if type_ == "TIMESTAMP":
        return pd.Series(np.array(values, dtype="datetime64[us]"))
    if type_ == "BIGINT":
        unstated = any(value is None for value in values)
        return pd.Series(values, dtype="Int64") if unstated else pd.Series(values.astype(np.int64))
    if type_ == "DOUBLE":
        return pd.Series(values.astype(np.float64))
    return pd.Series(values, dtype=object)
