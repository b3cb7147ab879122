"""Import one file: read it, locate its places, name its rows, and store all of it or nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from linesmap import decisions, geocode, ingest, link
from linesmap.errors import FileFormatError, WorkspaceMissingError
from linesmap.geocode import UserGazetteer
from linesmap.model.imports import ImportReport, ParsedSheet
from linesmap.model.kinds import KINDS
from linesmap.model.locations import LocationQuery
from linesmap.model.tables import TABLES
from linesmap.model.vocabulary import EntityType, PlaceStatus, RecordKind
from linesmap.settings import Settings
from linesmap.store import Workspace, Writer

__all__ = ["HowToRead", "Trial", "import_file", "try_file"]


Progress = Callable[[str], None]
_REJECT_COLUMNS = ["name", "kind", "template", *TABLES["rejects"].columns]


@dataclass(frozen=True)
class HowToRead:
    """How the user wants files read: kind, code of the force of rows that name none, template, and what is known."""

    kind: str
    force: str | None
    template: ingest.Template | None
    saved: tuple[ingest.Template, ...]
    settings: Settings
    gazetteer: UserGazetteer | None = None


def import_file(path: Path, workspace: Workspace, how: HowToRead, tell: Progress) -> list[ImportReport]:
    """Import one file in one transaction.

    Returns
    -------
    reports
        One for each table; rows_in = accepted + rejected + already_held in each.

    Raises
    ------
    InputError
        If the file cannot be read; nothing of it is kept.
    """
    digest = _sha256(path, how.settings)
    held = _held_before(workspace, digest, how)
    if held:
        return held
    prepared = _read(path, digest, workspace, how, tell)
    tell(f"Storing {path.name}")
    with workspace.write() as writer:
        return [_store(writer, one) for one in prepared]


@dataclass(frozen=True)
class Trial:
    """What an import would do.

    `rejects` has name, kind, template and the columns of the `rejects` table; `places` has those of `places`.
    """

    reports: list[ImportReport]
    rejects: pd.DataFrame
    places: pd.DataFrame


def try_file(path: Path, workspace: Workspace, how: HowToRead, tell: Progress) -> Trial:
    """Do all of an import but the storing.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    digest = _sha256(path, how.settings)
    before = _held_before(workspace, digest, how)
    if before:
        nothing = pd.DataFrame(columns=_REJECT_COLUMNS), pd.DataFrame(columns=list(TABLES["places"].columns))
        return Trial(before, *nothing)
    prepared = _read(path, digest, workspace, how, tell)
    held = _held_ids(workspace)
    reports = []
    for one in prepared:
        reports.append(_counted(one, held))
        held |= set(one.records["record_id"])
    rejects = [
        row | {"name": one.sheet.name, "kind": one.sheet.kind.value, "template": one.sheet.template}
        for one in prepared
        for row in _rejects(one)
    ]
    places = pd.concat([one.places for one in prepared], ignore_index=True)
    return Trial(reports, pd.DataFrame(rejects, columns=_REJECT_COLUMNS), places.drop_duplicates("place_id"))


def _read(path: Path, digest: str, workspace: Workspace, how: HowToRead, tell: Progress) -> list[_Prepared]:
    sheets = ingest.read_file(
        path,
        kind=how.kind,
        force=how.force,
        template=how.template,
        saved=how.saved,
        read_before=lambda source_id: _read_before(workspace, source_id),
        settings=how.settings,
    )
    tell(f"Locating {sum(len(sheet.records) for sheet in sheets):,} records of {path.name}")
    return [_prepare(sheet, digest, position, how.gazetteer) for position, sheet in enumerate(sheets)]


def _read_before(workspace: Workspace, source_id: str) -> ingest.Template | None:
    """Find how the columns of a source were read; None when the workspace does not hold it."""
    try:
        with workspace.read() as tables:
            sources = tables["sources"]
            found = sources.filter(sources.source_id == source_id).to_pandas()["read_by"].dropna()
    except WorkspaceMissingError:
        return None
    return ingest.parse_template(found.iloc[0], source_id) if len(found) else None


def _sha256(path: Path, settings: Settings) -> str:
    if not path.is_file():
        msg = f"Expected a file to import; there is none at {path}. Check the name."
        raise FileFormatError(msg)
    ingest.check_size(path, settings)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _held_before(workspace: Workspace, digest: str, how: HowToRead) -> list[ImportReport]:
    """Report a file whose very bytes were imported before."""
    try:
        with workspace.read() as tables:
            sources = tables["sources"]
            rows = sources.filter(sources.sha256 == digest).to_pandas()
    except WorkspaceMissingError:
        return []
    rows = rows if how.kind == "auto" else rows[rows["kind"] == how.kind]
    rows = rows if how.template is None else rows[rows["template"] == how.template.name]
    return [
        ImportReport(
            name=row["name"],
            kind=row["kind"],
            template=row["template"],
            rows_in=int(row["rows_in"]),
            accepted=0,
            rejected=int(row["rows_rejected"]),
            already_held=int(row["rows_accepted"] + row["rows_held"]),
            warnings=["The same file was imported before; nothing was added."],
        )
        for row in rows.sort_values("source_id").to_dict("records")
    ]


@dataclass(frozen=True)
class _Prepared:
    """A sheet with identifiers, places and mentions, ready to be stored."""

    sheet: ParsedSheet
    source_id: str
    digest: str
    records: pd.DataFrame
    places: pd.DataFrame
    mentions: pd.DataFrame
    particulars: pd.DataFrame


def _prepare(sheet: ParsedSheet, digest: str, position: int, gazetteer: UserGazetteer | None) -> _Prepared:
    source_id = ingest.short_id("S", f"{digest}\x1f{sheet.name}\x1f{sheet.kind}\x1f{position}")
    records = sheet.records.reset_index(drop=True)
    records = records.assign(
        source_id=source_id,
        kind=sheet.kind.value,
        record_id=ingest.record_ids(records, sheet.kind),
    )
    records["operation_id"] = _entity_ids(records, "operation", EntityType.OPERATION)
    queries = _queries(records, sheet.kind)
    places = geocode.place_table(queries, gazetteer=gazetteer)
    labels = dict(zip(places["place_id"], places["label"].where(places["status"] == PlaceStatus.FOUND), strict=True))
    records["place_id"] = [query.place_id if query else None for query in records["location"]]
    records["place_label"] = records["place_id"].map(labels)
    if sheet.kind is RecordKind.DEAL_LINE:
        records["line_id"] = _entity_ids(records, "line_name", EntityType.DEAL_LINE)
        records["origin_place_id"] = [_town_ids(town, force) for town, force in _origins(records)]
        records["destination_place_id"] = [_town_ids(towns, None) for towns in records["destination"]]
    mentions, particulars = link.extract_mentions(records), link.extract_particulars(records)
    return _Prepared(sheet, source_id, digest, records, places, mentions, particulars)


def _entity_ids(records: pd.DataFrame, column: str, entity_type: EntityType) -> pd.Series:
    """Give the entity that each row names in a column; null where it names none."""
    if column not in records:
        return pd.Series(None, index=records.index, dtype="object")
    keys = {name: link.exact_key(entity_type, name) for name in records[column].dropna().unique()}
    return records[column].map({name: link.entity_id(entity_type, key) for name, key in keys.items() if key})


def _towns(cell: object) -> list[str]:
    return [town.strip() for town in cell.split(";") if town.strip()] if isinstance(cell, str) else []


def _origins(records: pd.DataFrame) -> zip[tuple[object, object]]:
    return zip(records["origin_place"], records["origin_force"], strict=True)


def _town_query(town: str, near: object) -> LocationQuery:
    return LocationQuery(text=town, near=near if isinstance(near, str) else None)


def _town_ids(cell: object, near: object) -> str | None:
    return ";".join(_town_query(town, near).place_id for town in _towns(cell)) or None


def _queries(records: pd.DataFrame, kind: RecordKind) -> list[LocationQuery]:
    """List the distinct places that the rows ask for."""
    queries = dict.fromkeys(query for query in records["location"] if query)
    if kind is RecordKind.DEAL_LINE:
        for town, force in _origins(records):
            queries.update(dict.fromkeys(_town_query(part, force) for part in _towns(town)))
        for towns in records["destination"]:
            queries.update(dict.fromkeys(_town_query(part, None) for part in _towns(towns)))
    return list(queries)


def _held_ids(workspace: Workspace) -> set[str]:
    try:
        with workspace.read() as tables:
            return set(tables["records"].select("record_id").to_pandas()["record_id"])
    except WorkspaceMissingError:
        return set()


def _counted(prepared: _Prepared, held: set[str]) -> ImportReport:
    sheet = prepared.sheet
    n_held = int(prepared.records["record_id"].isin(held).sum())
    return ImportReport(
        name=sheet.name,
        kind=sheet.kind.value,
        template=sheet.template,
        rows_in=sheet.rows_in,
        accepted=len(sheet.records) - n_held,
        rejected=len(sheet.rejects),
        already_held=n_held,
        reason=sheet.reason,
        warnings=_warnings(sheet),
    )


def _warnings(sheet: ParsedSheet) -> list[str]:
    notes = [json.loads(text) for text in sheet.records["warnings"].dropna()]
    counts: dict[str, int] = {}
    for column, _, message in (note for row in notes for note in row):
        counts[f"{column}: {message}"] = counts.get(f"{column}: {message}", 0) + 1
    said = [f"{n:,} x {text}" if n > 1 else text for text, n in sorted(counts.items(), key=lambda item: -item[1])]
    if sheet.unmapped:
        said.append(f"Columns not used, but kept in the row as filed: {', '.join(sheet.unmapped)}")
    return [*sheet.warnings, *said]


def _rejects(prepared: _Prepared) -> list[dict[str, object]]:
    return [
        asdict(reject) | {"source_id": prepared.source_id, "raw": json.dumps(reject.raw, ensure_ascii=False)}
        for reject in prepared.sheet.rejects
    ]


def _returned(writer: Writer, prepared: _Prepared) -> pd.DataFrame:
    """Give the rejected rows that this sheet brings back, each with the record it has become, or its new rejection."""
    sheet = prepared.sheet
    if sheet.returned_from is None:
        return pd.DataFrame({"returned_as": pd.Series(dtype="object")})
    rejects = writer.tables()["rejects"]
    before: pd.DataFrame = rejects.filter(rejects.source_id == sheet.returned_from).to_pandas()
    again = {
        sheet.returned_rows.get(reject.row_number, -1): f"{prepared.source_id}:{reject.row_number}"
        for reject in sheet.rejects
    }
    became = again | {
        sheet.returned_rows.get(int(row), -1): record
        for row, record in zip(prepared.records["row_number"], prepared.records["record_id"], strict=True)
    }
    before = before[before["row_number"].isin(became) & before["returned_as"].isna()]
    return before.assign(returned_as=before["row_number"].map(became))


def _store(writer: Writer, prepared: _Prepared) -> ImportReport:
    """Write one sheet inside the file's transaction."""
    sheet, records = prepared.sheet, prepared.records
    held = writer.held("records", records["record_id"])
    returned = _returned(writer, prepared)
    n_mended = int(returned["returned_as"].isin(set(records["record_id"])).sum())
    report = replace(_counted(prepared, held), mended=n_mended)
    new = records[~records["record_id"].isin(held)]
    source = {
        "source_id": prepared.source_id,
        "name": sheet.name,
        "sha256": prepared.digest,
        "kind": sheet.kind.value,
        "template": sheet.template,
        "reason": sheet.reason,
        "read_by": sheet.read_by,
        "rows_in": report.rows_in,
        "rows_accepted": report.accepted,
        "rows_rejected": report.rejected,
        "rows_held": report.already_held,
        "invented": sheet.invented,
        "imported_at": datetime.now(UTC).replace(tzinfo=None),
    }
    writer.insert("sources", pd.DataFrame([source]))
    writer.insert("rejects", pd.DataFrame(_rejects(prepared)))
    writer.replace_rows("rejects", returned)
    writer.insert_missing("places", prepared.places)
    writer.insert("records", new)
    writer.insert(KINDS[sheet.kind].table, new)
    mentions = prepared.mentions[prepared.mentions["record_id"].isin(set(new["record_id"]))]
    writer.insert("mentions", mentions)
    named = prepared.particulars["mention_id"].isin(set(mentions["mention_id"]))
    writer.insert("particulars", prepared.particulars[named])
    decisions.settle(writer, prepared.places)
    counts = {key: value for key, value in report.as_dict().items() if key != "warnings"}
    writer.log("collection", prepared.source_id, **counts)
    return report
