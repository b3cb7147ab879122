"""Run the whole chain, readable from top to bottom: files -> records -> places -> mentions -> entities -> links.

Each function is one step. `import_files` reads, locates and stores files, one transaction each; `relink`
resolves every mention and ties entities together; `line_profiles_of` and `graph_of` give what the pages and
the commands show.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import networkx as nx
import pandas as pd

from linesmap import geocode, ingest, link, network
from linesmap.errors import FileFormatError, FileTooLargeError, WorkspaceMissingError
from linesmap.model.filters import Filters
from linesmap.model.grading import parse_grading
from linesmap.model.imports import ImportReport, ParsedSheet
from linesmap.model.kinds import KINDS
from linesmap.model.locations import LocationQuery
from linesmap.model.vocabulary import EnforcementAction, EntityType, PlaceStatus, RecordKind
from linesmap.settings import Settings, load_settings
from linesmap.store import Tables, Workspace, Writer, records_of_lines, selected_records

__all__ = ["graph_of", "import_files", "last_day", "line_profiles_of", "relink"]

Progress = Callable[[str], None]

_RELINK_TRIES = 3


def import_files(
    paths: Sequence[Path],
    workspace: Workspace,
    *,
    kind: str = "auto",
    force: str | None = None,
    dry_run: bool = False,
    settings: Settings | None = None,
    progress: Progress | None = None,
) -> list[ImportReport]:
    """Import files, one transaction each, then link what is new.

    Parameters
    ----------
    paths
        Files of any kind that `linesmap.ingest` reads.
    workspace
        Where to; made when it does not exist.
    kind
        A value of `RecordKind`, or `auto` to tell by the header.
    force
        Code of the force that recorded rows without a force of their own.
    dry_run
        Read and count everything, write nothing.
    progress
        Called with a sentence before each slow step.

    Returns
    -------
    reports
        One for each table found; rows_in = accepted + rejected + already_held in each.

    Raises
    ------
    InputError
        If a file cannot be read at all. Files before it are kept, nothing of it is.
    WorkspaceError
        If the workspace cannot be used.
    """
    settings = settings or load_settings()
    tell = progress or (lambda _: None)
    reports: list[ImportReport] = []
    added = 0
    for path in paths:
        tell(f"Reading {path.name}")
        found = _import_file(path, workspace, kind=kind, force=force, dry_run=dry_run, settings=settings, tell=tell)
        added += sum(report.accepted for report in found)
        reports += found
    if added and not dry_run:
        tell("Linking records")
        relink(workspace)
    return reports


def _import_file(
    path: Path, workspace: Workspace, *, kind: str, force: str | None, dry_run: bool, settings: Settings, tell: Progress
) -> list[ImportReport]:
    digest = _sha256(path, settings)
    held = _held_before(workspace, digest, kind)
    if held:
        return held
    sheets = ingest.read_file(path, kind=kind, force=force, settings=settings)
    tell(f"Locating {sum(len(sheet.records) for sheet in sheets):,} records of {path.name}")
    prepared = [_prepare(sheet, digest) for sheet in sheets]
    if dry_run:
        return [_counted(one, _held_ids(workspace, one)) for one in prepared]
    tell(f"Storing {path.name}")
    with workspace.write() as writer:
        return [_store(writer, one) for one in prepared]


def _sha256(path: Path, settings: Settings) -> str:
    if not path.is_file():
        msg = f"Expected a file to import; there is none at {path}. Check the name."
        raise FileFormatError(msg)
    if path.stat().st_size > settings.max_file_mb * 1_000_000:
        msg = (
            f"{path.name} has {path.stat().st_size / 1e6:,.0f} MB; at most {settings.max_file_mb:,} MB are read. "
            "Split the file, or raise LINESMAP_MAX_FILE_MB."
        )
        raise FileTooLargeError(msg)
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _held_before(workspace: Workspace, digest: str, kind: str) -> list[ImportReport]:
    """Report a file whose very bytes were imported before."""
    try:
        with workspace.read() as tables:
            sources = tables["sources"]
            rows = sources.filter(sources.sha256 == digest).to_pandas()
    except WorkspaceMissingError:
        return []
    rows = rows if kind == "auto" else rows[rows["kind"] == kind]
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


def _prepare(sheet: ParsedSheet, digest: str) -> _Prepared:
    source_id = ingest.short_id("S", f"{digest}\x1f{sheet.name}\x1f{sheet.kind}")
    records = sheet.records.reset_index(drop=True)
    records = records.assign(
        source_id=source_id,
        kind=sheet.kind.value,
        record_id=ingest.record_ids(records, sheet.kind),
    )
    records["operation_id"] = _entity_ids(records, "operation", EntityType.OPERATION)
    queries = _queries(records, sheet.kind)
    places = geocode.place_table(queries)
    labels = dict(zip(places["place_id"], places["label"].where(places["status"] == PlaceStatus.FOUND), strict=True))
    records["place_id"] = [query.place_id if query else None for query in records["location"]]
    records["place_label"] = records["place_id"].map(labels)
    if sheet.kind is RecordKind.DEAL_LINE:
        records["line_id"] = _entity_ids(records, "line_name", EntityType.DEAL_LINE)
        records["origin_place_id"] = [_town_ids(town, force) for town, force in _origins(records)]
        records["destination_place_id"] = [_town_ids(towns, None) for towns in records["destination"]]
    return _Prepared(sheet, source_id, digest, records, places, link.extract_mentions(records))


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


def _held_ids(workspace: Workspace, prepared: _Prepared) -> set[str]:
    try:
        with workspace.read() as tables:
            held = set(tables["records"].select("record_id").to_pandas()["record_id"])
    except WorkspaceMissingError:
        return set()
    return held & set(prepared.records["record_id"])


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


def _store(writer: Writer, prepared: _Prepared) -> ImportReport:
    """Write one sheet inside the file's transaction."""
    sheet, records = prepared.sheet, prepared.records
    report = _counted(prepared, writer.held("records", records["record_id"]))
    held = writer.held("records", records["record_id"])
    new = records[~records["record_id"].isin(held)]
    source = {
        "source_id": prepared.source_id,
        "name": sheet.name,
        "sha256": prepared.digest,
        "kind": sheet.kind.value,
        "template": sheet.template,
        "reason": sheet.reason,
        "rows_in": report.rows_in,
        "rows_accepted": report.accepted,
        "rows_rejected": report.rejected,
        "rows_held": report.already_held,
        "invented": sheet.invented,
        "imported_at": datetime.now(UTC).replace(tzinfo=None),
    }
    rejects = [
        asdict(reject) | {"source_id": prepared.source_id, "raw": json.dumps(reject.raw, ensure_ascii=False)}
        for reject in sheet.rejects
    ]
    writer.insert("sources", pd.DataFrame([source]))
    writer.insert("rejects", pd.DataFrame(rejects))
    writer.insert_missing("places", prepared.places)
    writer.insert("records", new)
    writer.insert(KINDS[sheet.kind].table, new)
    writer.insert("mentions", prepared.mentions[prepared.mentions["record_id"].isin(set(new["record_id"]))])
    counts = {key: value for key, value in report.as_dict().items() if key != "warnings"}
    writer.log("collection", prepared.source_id, **counts)
    return report


def relink(workspace: Workspace) -> None:
    """Resolve every mention and tie entities together, in one transaction.

    The work is done on a reading of the workspace; when somebody changes it meanwhile, it is done again.
    """
    for attempt in range(_RELINK_TRIES):
        with workspace.read() as tables:
            seen = _version(tables)
            entities, resolutions, links = _linked(tables)
        with workspace.write() as writer:
            if writer.state()["version"] != seen:
                if attempt + 1 < _RELINK_TRIES:
                    continue
                entities, resolutions, links = _linked(writer.tables())
            writer.replace_all("entities", entities)
            writer.replace_all("resolutions", resolutions)
            writer.replace_all("links", links)
            writer.log("combination", "links", entities=len(entities), links=len(links))
            return


def _version(tables: Tables) -> str:
    state = tables["state"]
    return str(state.filter(state.name == "version").to_pandas()["value"].iloc[0])


def _linked(tables: Tables) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    mentions = tables["mentions"].to_pandas()
    register = tables["deal_lines"].to_pandas()
    names = register.drop_duplicates("line_id").set_index("line_id")["line_name"]
    by_key = {link.exact_key(EntityType.DEAL_LINE, name): name for name in names}
    resolved = link.resolve_exact(mentions, pd.Series(by_key, dtype="object"))
    columns = ["record_id", "kind", "reference", "occurred_from", "occurred_to", "grading"]
    records = tables["records"].select(columns).to_pandas()
    weights = {text: found.weight for text in records["grading"].dropna().unique() if (found := parse_grading(text))}
    records["evidence_weight"] = records["grading"].map(weights).astype("float64")
    places = tables["places"].select("place_id", "label", "status").to_pandas()
    found = places[places["status"] == PlaceStatus.FOUND.value].set_index("place_id")["label"]
    registered = link.register_links(register, found)
    links = pd.concat([link.build_links(mentions, resolved.resolutions, records), registered], ignore_index=True)
    towns = link.place_entities(found)
    unnamed = towns["entity_id"].isin(registered["entity_b"]) & ~towns["entity_id"].isin(resolved.entities["entity_id"])
    entities = pd.concat([resolved.entities, towns[unnamed]], ignore_index=True)
    return entities, resolved.resolutions, links


def last_day(tables: Tables) -> date | None:
    """Give the last day that holds an event, the day up to which everything is told; None without events."""
    value = selected_records(tables, Filters()).occurred_to.max().execute()
    return None if pd.isna(value) else pd.Timestamp(value).date()


def line_profiles_of(tables: Tables, *, as_of: date, active_days: int = 28) -> list[network.LineProfile]:
    """Describe every deal line of the workspace up to a day; see `linesmap.network.line_profiles`."""
    events = selected_records(tables, Filters())
    pairs = records_of_lines(tables)
    named = events.inner_join(pairs, "record_id").select(
        "line_id", "record_id", "kind", "occurred_from", "force", "drugs"
    )
    enforcement = tables["enforcement"]
    closures = (
        enforcement.filter(enforcement.action == EnforcementAction.LINE_CLOSURE.value)
        .select("record_id", "closure_type")
        .inner_join(named.select("line_id", "record_id", "occurred_from"), "record_id")
    )
    entities = tables["entities"]
    lines = entities.filter(entities.entity_type == EntityType.DEAL_LINE.value)
    frames = network.LineTables(
        register=tables["deal_lines"].to_pandas().sort_values("record_id"),
        records=named.to_pandas().sort_values(["line_id", "record_id"]),
        closures=closures.select("line_id", "occurred_from", "closure_type").to_pandas(),
        names=lines.select("entity_id", "label").to_pandas().rename(columns={"entity_id": "line_id"}),
        places=tables["places"].to_pandas(),
    )
    return network.line_profiles(frames, as_of=as_of, active_days=active_days)


def graph_of(tables: Tables) -> nx.MultiGraph[str]:
    """Build the graph of the whole workspace; see `linesmap.network.build_graph`."""
    return network.build_graph(tables["entities"].to_pandas(), tables["links"].to_pandas())
