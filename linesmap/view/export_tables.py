"""Write tables as CSV, as a ZIP archive of CSV files, and as GeoParquet."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from typing import Any

import pandas as pd
import pyarrow as pa
import shapely
from pyarrow import parquet

from linesmap.crs import WGS84
from linesmap.view.export_content import (
    RECORD_FIELDS,
    ExportAbout,
    ExportContent,
    KindTable,
    literal,
    packed,
    plain_rows,
)
from linesmap.view.export_maps import record_shapes
from linesmap.view.plain_values import csv_text

__all__ = ["csv_archive", "csv_file", "geoparquet"]

_ABOUT_FILE = "ABOUT.txt"
_ARROW = {"text": pa.string(), "number": pa.float64(), "count": pa.int64(), "date": pa.date32(), "flag": pa.bool_()}


def csv_file(frame: pd.DataFrame) -> bytes:
    """Write one table as CSV: UTF-8 with a mark that spreadsheets know; no cell is a formula to them."""
    # Rows as objects: a whole number beside a gap must not become 7.0.
    rows = plain_rows(frame)
    safe = pd.DataFrame({str(name): pd.Series([row[str(name)] for row in rows], dtype="object") for name in frame})
    return csv_text(safe.reindex(columns=[str(name) for name in frame])).encode("utf-8-sig")


def csv_archive(kinds: Sequence[KindTable], about: ExportAbout) -> bytes:
    """Write one CSV file a kind of record, and a text that says what they are."""
    told = "".join(f"{name}: {text}\r\n" for name, text in about.all_lines)
    members = [(_ABOUT_FILE, literal(told).encode()), *((f"{one.kind}.csv", csv_file(one.frame)) for one in kinds)]
    return packed(members)


def geoparquet(content: ExportContent) -> bytes:
    """Write the records as GeoParquet 1.1: points, or circles of their uncertainty, in degrees, longitude first.

    Returns
    -------
    data
        What the file is stands in its metadata under `linesmap`.
    """
    records = content.records
    rows = plain_rows(records[[one.name for one in RECORD_FIELDS]])
    shapes = record_shapes(records).to_crs(WGS84)
    columns = [pa.array(_column(rows, one.name, one.type), type=_ARROW[one.type]) for one in RECORD_FIELDS]
    shape_types = sorted({shape.geom_type for shape in shapes if shape is not None})
    columns.append(pa.array([None if shape is None else shapely.to_wkb(shape) for shape in shapes], type=pa.binary()))
    names = [*(one.name for one in RECORD_FIELDS), "geometry"]
    geo = {
        "version": "1.1.0",
        "primary_column": "geometry",
        "columns": {"geometry": {"encoding": "WKB", "geometry_types": shape_types}},
    }
    about = [{"name": literal(name), "value": literal(text)} for name, text in content.about.all_lines]
    metadata = {"geo": json.dumps(geo), "linesmap": json.dumps(about, ensure_ascii=False)}
    table = pa.table(columns, names=names).replace_schema_metadata(metadata)
    out = io.BytesIO()
    parquet.write_table(table, out, compression="zstd")
    return out.getvalue()


def _column(rows: Sequence[dict[str, Any]], name: str, type_: str) -> list[Any]:
    values = [row[name] for row in rows]
    if type_ == "date":
        return [None if value is None else pd.Timestamp(value).date() for value in values]
    if type_ in {"number", "count"}:
        kind = float if type_ == "number" else int
        return [None if value is None else kind(value) for value in values]
    return values
