"""Add gazetteers of the user's own to a workspace, and ask them for the places that were not found before.

A gazetteer is kept in the workspace in one transaction, whole or not at all, and takes part in every later import.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa

from linesmap import decisions, geocode, ingest
from linesmap.errors import FileFormatError, FileTooLargeError, InputError, WorkspaceMissingError
from linesmap.geocode.gazetteer_archive import MAX_UNPACKED_MB
from linesmap.geocode.gazetteer_files import (
    GAZETTEER_KINDS,
    data_date,
    is_archive,
    is_postcode_directory,
    read_gazetteer,
    read_own_gazetteer,
)
from linesmap.geocode.gazetteer_rows import Rows
from linesmap.geocode.user_gazetteer import UserGazetteer, user_gazetteer
from linesmap.model.vocabulary import PlaceStatus
from linesmap.relocation import places_to_ask_again, questions_of, rename_mentions
from linesmap.settings import Settings, load_settings
from linesmap.store import Tables, Workspace, Writer

__all__ = [
    "AddedGazetteer",
    "Relocated",
    "add_gazetteer",
    "gazetteers_held",
    "load_user_gazetteer",
    "relocate",
    "remove_gazetteer",
    "user_gazetteer_of",
]

Progress = Callable[[str], None]


@dataclass(frozen=True)
class AddedGazetteer:
    """What became of the rows of a gazetteer: rows_in = rows + rows_left_out + rows_refused."""

    gazetteer_id: str
    name: str
    kind: str
    date_of_data: str
    rows: int
    rows_left_out: int
    rows_refused: int
    refused: dict[str, int] = field(default_factory=dict)
    already_held: bool = False


@dataclass(frozen=True)
class Relocated:
    """How many places were asked again, and how many have another answer now."""

    asked: int
    changed: int
    found: int


def add_gazetteer(
    path: Path,
    workspace: Workspace,
    *,
    kind: str = "auto",
    date: str | None = None,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> AddedGazetteer:
    """Add a gazetteer to a workspace, in one transaction. `relocate` then asks it for places not found before.

    Parameters
    ----------
    path
        An archive as published (OS Open Names, ONS Postcode Directory, National Statistics Postcode Lookup, Code-Point
        Open), or a list of places: any table that an import reads, with the columns name, and lat and lon or easting
        and northing.
    workspace
        Where to; made when it does not exist.
    kind
        A key of `GAZETTEER_KINDS`, or `auto` to tell by the content.
    date
        Year, or year and month as 2025-04, of the data; told by the names of the files when left out.
    progress
        Called with a sentence before each slow step.

    Returns
    -------
    added
        With `already_held` set, and nothing added, when the same file was added before.

    Raises
    ------
    FileFormatError
        If the file is none of these, is damaged, or has no row that can be used.
    FileTooLargeError
        If it is over a bound.
    InputError
        If `kind` or `date` is not one of those named.
    WorkspaceError
        If the workspace cannot be used.
    """
    settings = settings or load_settings()
    tell = progress or (lambda _: None)
    _check(path, kind, date, settings)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    held = _held(workspace, digest)
    if held is not None:
        return held
    tell(f"Reading {path.name}")
    gazetteer_id = "G" + digest[:15]
    counts = {"rows_in": 0, "rows_left_out": 0}
    refused: dict[str, int] = {}
    what, told = "", ""
    with workspace.write() as writer:
        for piece_kind, piece_date, rows in _read(path, kind, settings):
            what, told = piece_kind, piece_date
            counts["rows_in"] += rows.rows_in
            counts["rows_left_out"] += rows.left_out
            for reason, number in rows.refused.items():
                refused[reason] = refused.get(reason, 0) + number
            if rows.places is not None:
                writer.insert("gazetteer_places", rows.places.assign(gazetteer_id=gazetteer_id))
            if rows.postcodes is not None:
                writer.insert_missing("gazetteer_postcodes", rows.postcodes.assign(gazetteer_id=gazetteer_id))
            tell(f"{counts['rows_in']:,} rows read")
        added = _counted(writer, gazetteer_id, path.name, what, date or told, counts, refused)
        _store(writer, added, digest)
    return added


def _check(path: Path, kind: str, date: str | None, settings: Settings) -> None:
    if kind not in {"auto", *GAZETTEER_KINDS}:
        msg = f"Expected a kind of gazetteer: auto, {', '.join(GAZETTEER_KINDS)}; found {kind[:40]!r}."
        raise InputError(msg)
    if date is not None and not re.fullmatch(r"(?:19|20)\d\d(?:-(?:0[1-9]|1[0-2])(?:-\d\d)?)?", date):
        msg = f"Expected the date of the data as a year or a year and month, such as 2025-04; found {date[:40]!r}."
        raise InputError(msg)
    if not path.is_file():
        msg = f"Expected a gazetteer file; there is none at {path}. Check the name."
        raise FileFormatError(msg)
    size = path.stat().st_size / 1e6
    # The data file of a postcode directory, once unpacked, is larger than any file of records.
    most = settings.max_file_mb if is_archive(path) else max(settings.max_file_mb, MAX_UNPACKED_MB)
    if size > most:
        msg = (
            f"{path.name} has {size:,.0f} MB; at most {most:,} MB are read. Use the official download, "
            "or raise LINESMAP_MAX_FILE_MB."
        )
        raise FileTooLargeError(msg)


def _held(workspace: Workspace, digest: str) -> AddedGazetteer | None:
    """Report a gazetteer whose very bytes were added before."""
    try:
        with workspace.read() as tables:
            gazetteers = tables["gazetteers"]
            rows = gazetteers.filter(gazetteers.sha256 == digest).to_pandas().to_dict("records")
    except WorkspaceMissingError:
        return None
    if not rows:
        return None
    row = rows[0]
    return AddedGazetteer(
        gazetteer_id=str(row["gazetteer_id"]),
        name=str(row["name"]),
        kind=str(row["kind"]),
        date_of_data=row["date_of_data"] if isinstance(row["date_of_data"], str) else "",
        rows=int(row["rows"]),
        rows_left_out=int(row["rows_left_out"]),
        rows_refused=int(row["rows_refused"]),
        already_held=True,
    )


def _read(path: Path, kind: str, settings: Settings) -> Iterator[tuple[str, str, Rows]]:
    """Read a gazetteer of any kind in pieces."""
    official = kind not in {"auto", "places"} or (
        kind == "auto" and (_official_archive(path) or (not is_archive(path) and is_postcode_directory(path)))
    )
    if official:
        yield from read_gazetteer(path, kind)
        return
    table = ingest.read_table(path, settings=settings)
    yield "places", data_date([path.name]), read_own_gazetteer(table, path.name)


def _official_archive(path: Path) -> bool:
    """Whether a file is an archive, but not one of the spreadsheets that are archives too."""
    return is_archive(path) and path.suffix.casefold() not in {".xlsx", ".ods", ".xlsm"}


def _counted(  # noqa: PLR0917 - what is known of the gazetteer
    writer: Writer,
    gazetteer_id: str,
    name: str,
    kind: str,
    date: str,
    counts: dict[str, int],
    refused: dict[str, int],
) -> AddedGazetteer:
    """Count what was stored; postcodes that stood twice were stored once."""
    tables = writer.tables()
    places, postcodes = tables["gazetteer_places"], tables["gazetteer_postcodes"]
    stored = int(places.filter(places.gazetteer_id == gazetteer_id).count().execute())
    stored += int(postcodes.filter(postcodes.gazetteer_id == gazetteer_id).count().execute())
    twice = counts["rows_in"] - counts["rows_left_out"] - sum(refused.values()) - stored
    if twice:
        refused = refused | {"the same postcode twice": twice}
    if not stored:
        why = "; ".join(f"{number:,} rows: {reason}" for reason, number in sorted(refused.items()))
        msg = (
            f"{name}: expected a gazetteer with places or postcodes, found no row that can be used ({why or 'empty'})."
        )
        raise FileFormatError(msg)
    return AddedGazetteer(
        gazetteer_id, name, kind, date, stored, counts["rows_left_out"], sum(refused.values()), refused
    )


def _store(writer: Writer, added: AddedGazetteer, digest: str) -> None:
    row = {
        "gazetteer_id": added.gazetteer_id,
        "name": added.name,
        "kind": added.kind,
        "sha256": digest,
        "date_of_data": added.date_of_data,
        "rows": added.rows,
        "rows_left_out": added.rows_left_out,
        "rows_refused": added.rows_refused,
        "added_at": datetime.now(UTC).replace(tzinfo=None),
    }
    writer.insert("gazetteers", pd.DataFrame([row]))
    writer.log(
        "collection",
        added.gazetteer_id,
        name=added.name,
        kind=added.kind,
        sha256=digest,
        date_of_data=added.date_of_data,
        rows=added.rows,
        rows_left_out=added.rows_left_out,
        rows_refused=added.rows_refused,
    )


def gazetteers_held(tables: Tables) -> pd.DataFrame:
    """List the gazetteers of a workspace: columns of the `gazetteers` table, the first added first."""
    frame: pd.DataFrame = tables["gazetteers"].order_by(["added_at", "gazetteer_id"]).to_pandas()
    return frame


def remove_gazetteer(gazetteer_id: str, workspace: Workspace) -> str:
    """Remove a gazetteer from a workspace, in one transaction; `relocate` then asks again what it had answered.

    Returns
    -------
    name
        Its file name.

    Raises
    ------
    InputError
        If there is no gazetteer of this identifier.
    WorkspaceError
        If the workspace cannot be used.
    """
    with workspace.read():
        pass  # A workspace that is not there must not be made by removing something from it.
    with workspace.write() as writer:
        held = gazetteers_held(writer.tables())
        chosen = held[held["gazetteer_id"] == gazetteer_id]
        if chosen.empty:
            there = ", ".join(held["gazetteer_id"]) or "none"
            msg = (
                f"Expected the identifier of a gazetteer of this workspace ({there}), found {gazetteer_id[:40]!r}. "
                "`linesmap gazetteer list` shows them."
            )
            raise InputError(msg)
        for table in ("gazetteer_places", "gazetteer_postcodes", "gazetteers"):
            writer.remove(table, "gazetteer_id", [gazetteer_id])
        name = str(chosen["name"].iloc[0])
        writer.log("erasure", gazetteer_id, name=name, rows=int(chosen["rows"].iloc[0]))
    return name


def load_user_gazetteer(tables: Tables) -> UserGazetteer | None:
    """Load the gazetteers of a workspace as one value for `linesmap.geocode`; null when it has none."""
    held = gazetteers_held(tables)
    if held.empty:
        return None
    places: pa.Table = tables["gazetteer_places"].to_pyarrow()
    postcodes: pa.Table = tables["gazetteer_postcodes"].to_pyarrow()
    return user_gazetteer(held, places, postcodes)


def user_gazetteer_of(workspace: Workspace) -> UserGazetteer | None:
    """Load the gazetteers of a workspace; null when it has none, or is not there."""
    try:
        with workspace.read() as tables:
            return load_user_gazetteer(tables)
    except WorkspaceMissingError:
        return None


def relocate(workspace: Workspace, progress: Progress | None = None) -> Relocated:
    """Ask again for the places that were not found or are ambiguous, and for those found in a user's gazetteer.

    What a person decided stays. The entities and links that rest on places follow at the next `pipeline.relink`.

    Returns
    -------
    relocated
        In one transaction, with an audit entry if anything changed.

    Raises
    ------
    WorkspaceError
        If the workspace cannot be used.
    """
    tell = progress or (lambda _: None)
    with workspace.write() as writer:
        tables = writer.tables()
        before = places_to_ask_again(tables)
        if before.empty:
            return Relocated(0, 0, 0)
        tell(f"Locating {len(before):,} places again")
        questions = questions_of(tables, before)
        again = geocode.place_table(list(questions.values()), gazetteer=load_user_gazetteer(tables))
        both = before.merge(again, on="place_id", suffixes=("", "_now"))
        other = [
            any(
                _differs(row[name], row[f"{name}_now"])
                for name in ("status", "label", "lon", "lat", "candidates", "method")
            )
            for row in both.to_dict("records")
        ]
        changed = again[again["place_id"].isin(both.loc[other, "place_id"])]
        found = int((changed["status"] == PlaceStatus.FOUND.value).sum())
        if len(changed):
            writer.replace_rows("places", changed)
            rename_mentions(writer, changed)
            decisions.settle(writer, changed)
            writer.log("alteration", "places", located_again=len(before), changed=len(changed), found=found)
        return Relocated(len(before), len(changed), found)


def _differs(one: object, other: object) -> bool:
    return one != other and not (pd.isna(one) and pd.isna(other))  # type: ignore[call-overload]
