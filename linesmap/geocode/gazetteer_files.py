"""Tell what gazetteer a file is by its content, and read it in pieces of bounded size.

Layouts, as published: OS Open Names (CSV: Data/*.csv without header, Doc/OS_Open_Names_Header.csv), ONS Postcode
Directory and National Statistics Postcode Lookup (Data/ONSPD_*.csv or Data/NSPL*.csv with header, the same again in
pieces in Data/multi_csv), Code-Point Open (Data/CSV/*.csv without header, Doc/Code-Point_Open_Column_Headers.csv). A
header file inside the archive goes before the layout known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import pandas as pd
import pyarrow as pa
from pyarrow import csv as arrow_csv

from linesmap.errors import FileFormatError
from linesmap.geocode.gazetteer_archive import (
    SPOILT,
    GazetteerArchive,
    TextStream,
    damaged,
    folder_of,
    head_rows,
    open_archive,
)
from linesmap.geocode.gazetteer_rows import Rows, code_point_rows, directory_rows, names_rows, own_rows, text_frame

__all__ = [
    "GAZETTEER_KINDS",
    "data_date",
    "is_archive",
    "is_postcode_directory",
    "read_gazetteer",
    "read_own_gazetteer",
]

GAZETTEER_KINDS = {
    "open_names": "OS Open Names",
    "postcode_directory": "ONS Postcode Directory or National Statistics Postcode Lookup",
    "code_point": "Code-Point Open",
    "places": "a list of places with name, and lat and lon or easting and northing",
}
"""Kinds of gazetteer and what they are."""

_PIECE_ROWS = 250_000
_BLOCK_BYTES = 4_000_000

_OPEN_NAMES_HEADER = (
    "ID",
    "NAMES_URI",
    "NAME1",
    "NAME1_LANG",
    "NAME2",
    "NAME2_LANG",
    "TYPE",
    "LOCAL_TYPE",
    "GEOMETRY_X",
    "GEOMETRY_Y",
    "MOST_DETAIL_VIEW_RES",
    "LEAST_DETAIL_VIEW_RES",
    "MBR_XMIN",
    "MBR_YMIN",
    "MBR_XMAX",
    "MBR_YMAX",
    "POSTCODE_DISTRICT",
    "POSTCODE_DISTRICT_URI",
    "POPULATED_PLACE",
    "POPULATED_PLACE_URI",
    "POPULATED_PLACE_TYPE",
    "DISTRICT_BOROUGH",
    "DISTRICT_BOROUGH_URI",
    "DISTRICT_BOROUGH_TYPE",
    "COUNTY_UNITARY",
    "COUNTY_UNITARY_URI",
    "COUNTY_UNITARY_TYPE",
    "REGION",
    "REGION_URI",
    "COUNTRY",
    "COUNTRY_URI",
    "RELATED_SPATIAL_OBJECT",
    "SAME_AS_DBPEDIA",
    "SAME_AS_GEONAMES",
)
_OPEN_NAMES_USED = (
    "NAME1",
    "NAME2",
    "LOCAL_TYPE",
    "GEOMETRY_X",
    "GEOMETRY_Y",
    "MBR_XMIN",
    "MBR_YMIN",
    "MBR_XMAX",
    "MBR_YMAX",
    "POPULATED_PLACE",
    "COUNTY_UNITARY",
    "COUNTRY",
)
_CODE_POINT_HEADER = ("PC", "PQ", "EA", "NO", "CY", "RH", "LH", "CC", "DC", "WC")
_CODE_POINT_USED = {"postcode": "PC", "quality": "PQ", "easting": "EA", "northing": "NO", "lad": "DC"}

_DIRECTORY_PATTERNS = {
    "postcode": ("pcds", "pcd", "pcd7", "pcd8", "pcd2", "postcode"),
    "easting": (r"(?:os)?east1m",),
    "northing": (r"(?:os)?nrth1m", r"(?:os)?north1m"),
    "lad": ("oslaua", "laua", r"lad\d*cd", "ladcd"),
    "quality": ("osgrdind", "gridind", "grdind"),
    "lat": ("lat",),
    "lon": ("long", "lon"),
}
_UNIT = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? {0,2}[0-9][A-Z]{2}")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_HEADS_LOOKED_AT = 40


@dataclass(frozen=True)
class _Found:
    """A gazetteer inside an archive: its kind, its data members, and their columns in order."""

    kind: str
    members: tuple[str, ...]
    columns: tuple[str, ...]
    has_header: bool = False


def data_date(names: Iterable[str]) -> str:
    """Read the date of the data off file names: `2023-05` from ONSPD_MAY_2023_UK.csv; empty if none has one.

    Examples
    --------
    >>> data_date(["download.zip", "Data/ONSPD_MAY_2023_UK.csv"])
    '2023-05'
    >>> data_date(["codepo_gb_202502.zip"])
    '2025-02'
    """
    for name in names:
        plain = name.casefold()
        month = re.search(rf"({'|'.join(_MONTHS)})[a-z]*[ _-]?(20\d\d)", plain)
        if month:
            return f"{month[2]}-{_MONTHS.index(month[1]) + 1:02d}"
        found = re.search(r"(?<!\d)(20\d\d)[ _-]?(0[1-9]|1[0-2])(?:[ _-]?\d\d)?(?!\d)", plain)
        if found:
            return f"{found[1]}-{found[2]}"
    return ""


def is_archive(path: Path) -> bool:
    """Tell whether a file begins as a ZIP archive does, which spreadsheets do too."""
    with path.open("rb") as stream:
        return stream.read(4) in {b"PK\x03\x04", b"PK\x05\x06"}


def is_postcode_directory(path: Path) -> bool:
    """Tell whether a file that is no archive is the data file of a postcode directory, by its header."""
    with path.open("rb") as stream:
        heads = head_rows(stream, 1)
    return bool(heads) and _directory_columns(heads[0]) is not None


def read_gazetteer(path: Path, kind: str = "auto") -> Iterator[tuple[str, str, Rows]]:
    """Read an official gazetteer in pieces.

    Parameters
    ----------
    path
        A ZIP archive as published, or the data file of a postcode directory.
    kind
        A key of `GAZETTEER_KINDS`, or `auto` to tell by the content.

    Yields
    ------
    kind
        A key of `GAZETTEER_KINDS`.
    date_of_data
        As told by the names of the files, or empty.
    rows
        Up to about 250,000 rows each.

    Raises
    ------
    FileFormatError
        If the file is damaged, or none of these gazetteers.
    FileTooLargeError
        If it is over a bound.
    """
    if is_archive(path):
        with open_archive(path) as archive:
            found = _recognise(archive)
            _expect(path.name, kind, found.kind)
            date = data_date([*found.members[:1], path.name])
            for rows in _pieces(archive, found):
                yield found.kind, date, rows
        return
    if not is_postcode_directory(path):
        what = GAZETTEER_KINDS.get(kind, "a gazetteer")
        msg = f"{path.name}: expected {what}, as the ZIP archive that is published; found another file."
        raise FileFormatError(msg)
    _expect(path.name, kind, "postcode_directory")
    with path.open("rb") as stream:
        header = head_rows(stream, 1)[0]
        stream.seek(0)
        found = _Found("postcode_directory", (path.name,), tuple(header), has_header=True)
        for rows in _rows_of(found, [stream], path.name):
            yield found.kind, data_date([path.name]), rows


def read_own_gazetteer(table: pd.DataFrame, name: str) -> Rows:
    """Take places from a user's own list, read as a table of texts.

    Raises
    ------
    FileFormatError
        If it lacks a name or a position.
    """
    rows = own_rows(table)
    if rows.places is None:
        msg = (
            f"{name}: expected a gazetteer: {'; '.join(GAZETTEER_KINDS.values())}. Found the columns "
            f"{', '.join(str(column)[:40] for column in table.columns[:12]) or 'of no table'}. Name the columns name, "
            "lat and lon."
        )
        raise FileFormatError(msg)
    return rows


def _expect(name: str, kind: str, found: str) -> None:
    if kind not in {"auto", found}:
        msg = f"{name}: expected {GAZETTEER_KINDS[kind]}, found {GAZETTEER_KINDS[found]}. Leave out the kind."
        raise FileFormatError(msg)


def _recognise(archive: GazetteerArchive) -> _Found:
    """Tell which gazetteer an archive is, by its header file or by the first rows of its tables."""
    tables = archive.tables
    headers = {name.rsplit("/", 1)[-1].casefold(): name for name in tables}
    data = tuple(name for name in tables if not folder_of(name).endswith(("doc/", "docs/", "documents/")))
    if "os_open_names_header.csv" in headers:
        columns = _first_row(archive, headers["os_open_names_header.csv"])
        return _open_names(archive, tuple(columns), data)
    code_point = headers.get("code-point_open_column_headers.csv")
    if code_point is not None:
        columns = [cell.strip().upper() for cell in _first_row(archive, code_point)]
        known = set(_CODE_POINT_USED.values()) <= set(columns)
        return _Found("code_point", data, tuple(columns) if known else _CODE_POINT_HEADER)
    # The whole directory comes before its pieces, and both before tables of names and codes.
    likely = sorted(data, key=lambda name: ("multi_csv" in name.casefold(), -archive.size(name), name))
    for name in likely[:_HEADS_LOOKED_AT]:
        head = archive.head(name)
        if head and (found := _by_content(archive, name, head, data)):
            return found
    nested = " It holds another archive: unpack that first." if archive.holds_archives else ""
    msg = (
        f"{archive.name}: expected the archive of a gazetteer as published: OS Open Names (CSV), ONS Postcode "
        f"Directory, National Statistics Postcode Lookup or Code-Point Open (CSV); found none of them.{nested}"
    )
    raise FileFormatError(msg)


def _first_row(archive: GazetteerArchive, member: str) -> list[str]:
    rows = archive.head(member, 1)
    return [cell.strip() for cell in rows[0]] if rows else []


def _open_names(archive: GazetteerArchive, columns: tuple[str, ...], data: tuple[str, ...]) -> _Found:
    missing = [name for name in _OPEN_NAMES_USED if name not in columns]
    if missing:
        msg = f"{archive.name}: expected OS Open Names with the columns {', '.join(missing)}, found a header without."
        raise FileFormatError(msg)
    return _Found("open_names", data, columns)


def _by_content(archive: GazetteerArchive, name: str, head: list[list[str]], data: tuple[str, ...]) -> _Found | None:
    first = head[0]
    if _directory_columns(first) is not None:
        piece = "multi_csv" in name.casefold()
        same = [each for each in data if "multi_csv" in each.casefold()] if piece else [name]
        return _Found("postcode_directory", tuple(same), tuple(first), has_header=True)
    if len(first) == len(_OPEN_NAMES_HEADER) and first[0].lstrip("\ufeff").casefold().startswith("osgb"):
        return _open_names(archive, _OPEN_NAMES_HEADER, data)
    numbers = first[1:4]
    if len(first) == len(_CODE_POINT_HEADER) and _UNIT.fullmatch(first[0]) and all(cell.isdigit() for cell in numbers):
        return _Found("code_point", data, _CODE_POINT_HEADER)
    return None


def _directory_columns(header: Sequence[str]) -> dict[str, str] | None:
    """Find our columns in the header of a postcode directory, whatever its year; null if it is none."""
    plain = {cell.strip().strip("\ufeff").casefold(): cell for cell in reversed(header)}
    found: dict[str, str] = {}
    for ours, patterns in _DIRECTORY_PATTERNS.items():
        for pattern in patterns:
            names = [name for name in plain if re.fullmatch(pattern, name)]
            if names:
                found.setdefault(ours, plain[names[0]])
                break
    return found if {"postcode", "easting", "northing", "lad"} <= set(found) else None


def _pieces(archive: GazetteerArchive, found: _Found) -> Iterator[Rows]:
    def streams() -> Iterator[IO[bytes]]:
        for member in found.members:
            with archive.open(member) as stream:
                yield stream

    yield from _rows_of(found, streams(), archive.name)


def _rows_of(found: _Found, streams: Iterable[IO[bytes]], name: str) -> Iterator[Rows]:
    """Read streams of one layout, and turn every 250,000 rows into places or postcodes."""
    directory = _directory_columns(found.columns) or {}
    used = {
        "open_names": {column: column for column in _OPEN_NAMES_USED},
        "postcode_directory": directory,
        "code_point": _CODE_POINT_USED,
    }[found.kind]
    counted = 0
    for table, spoilt in _tables(found, streams, list(used.values()), name):
        frame = text_frame(table)
        rows = _rows(found.kind, frame, used, counted + 1)
        rows.rows_in += spoilt
        rows.refuse("not as many columns as the others", spoilt)
        counted += len(frame)
        yield rows


def _rows(kind: str, frame: pd.DataFrame, used: Mapping[str, str], first_row: int) -> Rows:
    if kind == "open_names":
        return names_rows(frame, first_row)
    if kind == "postcode_directory":
        return directory_rows(frame, used)
    return code_point_rows(frame.rename(columns={theirs: ours for ours, theirs in used.items()}))


def _tables(found: _Found, streams: Iterable[IO[bytes]], used: list[str], name: str) -> Iterator[tuple[pa.Table, int]]:
    """Gather the rows of streams, with the number of rows that had too many or too few columns."""
    held: list[pa.RecordBatch] = []
    spoilt = 0

    def skip(_: arrow_csv.InvalidRow) -> str:
        nonlocal spoilt
        spoilt += 1
        return "skip"

    for stream in streams:
        for batch in _batches(found, stream, used, skip, name):
            held.append(batch)
            if sum(len(each) for each in held) >= _PIECE_ROWS:
                yield pa.Table.from_batches(held), spoilt
                held, spoilt = [], 0
    if held or spoilt:
        schema = pa.schema([(column, pa.string()) for column in used])
        yield (pa.Table.from_batches(held) if held else schema.empty_table()), spoilt


def _batches(found: _Found, stream: IO[bytes], used: list[str], skip: object, name: str) -> Iterator[pa.RecordBatch]:
    read = arrow_csv.ReadOptions(
        block_size=_BLOCK_BYTES, column_names=list(found.columns), skip_rows=1 if found.has_header else 0
    )
    types = {column: pa.string() for column in used}
    try:
        reader = arrow_csv.open_csv(
            pa.PythonFile(TextStream(stream), mode="r"),
            read_options=read,
            parse_options=arrow_csv.ParseOptions(invalid_row_handler=skip),
            convert_options=arrow_csv.ConvertOptions(include_columns=used, column_types=types),
        )
        yield from reader
    except pa.ArrowInvalid as error:
        if "Empty CSV" in str(error):
            return
        msg = f"{name}: expected tables of text in UTF-8 as published, found something else. Download it again."
        raise FileFormatError(msg) from error
    except SPOILT as error:
        raise FileFormatError(damaged(name)) from error
