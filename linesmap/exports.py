"""Write a selection of a workspace as a file that other tools open: what may leave, marked, logged and whole."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import pandas as pd

from linesmap.asked import find_named, known_marking, labels_of
from linesmap.errors import InputError
from linesmap.export_about import Counts, about_of
from linesmap.export_parts import EXPORTED_KINDS, ends_of, flows_of, forces_of, graph_for, kinds_of, records_of
from linesmap.export_rules import Gathered, Leaving, naming_of
from linesmap.model.filters import Filters
from linesmap.model.vocabulary import EntityType, RecordKind
from linesmap.settings import load_settings
from linesmap.store import Tables, Workspace, selected_records
from linesmap.view.export_book import workbook
from linesmap.view.export_content import FLOW_FIELDS, RECORD_FIELDS, ExportAbout, ExportContent
from linesmap.view.export_ftm import ftm_lines
from linesmap.view.export_graphs import gexf, graphml
from linesmap.view.export_i2 import i2_workbook
from linesmap.view.export_kml import kml, kmz
from linesmap.view.export_maps import CRS_CODES, geojson, geopackage
from linesmap.view.export_tables import csv_archive, csv_file, geoparquet

__all__ = [
    "EXPORT_FORMATS", "EXPORT_TABLES", "ExportFormat", "ExportRequest", "ExportWritten", "format_of",
    "make_export", "write_export",
]  # fmt: skip

_KINDS = tuple(kind.value for kind in EXPORTED_KINDS)
EXPORT_TABLES = ("events", "lines", "entities", "links", *_KINDS)
"""What a CSV file may hold: one of these. Kinds of record stand in the columns of our own import."""

_MAP, _GRAPH, _ALL = ("records", "flows"), ("graph",), ("kinds",)


@dataclass(frozen=True)
class ExportRequest:
    """What to export, where to, and by which rules.

    `operations` and `lines` are names; `table` is one of `EXPORT_TABLES` and counts for CSV; `crs` are keys of
    `CRS_CODES` and count for GeoPackage. Names leave only with a reason, which is logged.
    """

    path: Path
    filters: Filters = field(default_factory=Filters)
    operations: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    table: str = "events"
    crs: tuple[str, ...] = ("27700", "4326")
    names: bool = False
    reason: str = ""
    marking: str | None = None
    overwrite: bool = False


@dataclass(frozen=True)
class ExportWritten:
    """What was written. `n_records` are in the file or behind it; `n_withheld` were left out by their handling."""

    path: str
    format: str
    table: str | None
    n_records: int
    n_withheld: int
    n_lines: int
    n_entities: int
    n_links: int
    names: bool
    marking: str
    invented: bool
    n_bytes: int
    sha256: str


@dataclass(frozen=True)
class ExportFormat:
    """One format: the ending of its files, its name, the parts it holds, and how it is written."""

    ending: str
    name: str
    parts: tuple[str, ...]
    write: Callable[[ExportContent, ExportRequest], bytes]


def _write_csv(content: ExportContent, request: ExportRequest) -> bytes:
    return csv_file(_table(content, request.table))


def _table(content: ExportContent, table: str) -> pd.DataFrame:
    graph = content.graph
    if table == "events":
        return content.records[[one.name for one in RECORD_FIELDS]]
    if table == "lines":
        return content.flows[[one.name for one in FLOW_FIELDS]]
    marking = content.about.marking
    if table == "entities":
        rows = [{"entity_id": node, **graph.nodes[node], "export_marking": marking} for node in sorted(graph)]
        names = ["entity_id", "type", "label", "safeguarding", "caution", "record_ids", "sources", "invented"]
        return pd.DataFrame(rows, columns=[*names, "export_marking"])
    if table == "links":
        keys = sorted((min(a, b), max(a, b), str(key)) for a, b, key in graph.edges(keys=True))
        rows = [
            {"entity_a": a, "label_a": graph.nodes[a]["label"], "entity_b": b, "label_b": graph.nodes[b]["label"],
             "relation": key, **graph.edges[a, b, key], "export_marking": marking}
            for a, b, key in keys
        ]  # fmt: skip
        names = ["entity_a", "label_a", "relation", "entity_b", "label_b", "weight", "n_records", "first_seen"]
        return pd.DataFrame(rows, columns=[*names, "last_seen", "record_ids", "sources", "export_marking"])
    found = [one.frame for one in content.kinds if one.kind == table]
    if not found:
        msg = f"No record of the kind {table} may leave under these filters. Choose another --table, or wider filters."
        raise InputError(msg)
    return found[0]


EXPORT_FORMATS: Mapping[str, ExportFormat] = {
    one.ending: one
    for one in (
        ExportFormat(".gpkg", "GeoPackage", _MAP, lambda content, request: geopackage(content, crs=request.crs)),
        ExportFormat(".geojson", "GeoJSON", _MAP, lambda content, _: geojson(content)),
        ExportFormat(".kml", "KML", _MAP, lambda content, _: kml(content)),
        ExportFormat(".kmz", "KMZ", _MAP, lambda content, _: kmz(content)),
        ExportFormat(".graphml", "GraphML", _GRAPH, lambda content, _: graphml(content)),
        ExportFormat(".gexf", "GEXF", _GRAPH, lambda content, _: gexf(content)),
        ExportFormat(".csv", "CSV", (), _write_csv),
        ExportFormat(".csv.zip", "CSV files", _ALL, lambda content, _: csv_archive(content.kinds, content.about)),
        ExportFormat(".parquet", "GeoParquet", ("records",), lambda content, _: geoparquet(content)),
        ExportFormat(".xlsx", "Workbook", _ALL, lambda content, _: workbook(content)),
        ExportFormat(".i2.xlsx", "i2 workbook", _GRAPH, lambda content, _: i2_workbook(content)),
        ExportFormat(".ftm.jsonl", "FollowTheMoney", ("records", "graph"), lambda content, _: ftm_lines(content)),
    )
}
"""Ending of the file name to format; the longest ending that fits counts."""

_PARTS_OF_TABLE = {"events": ("records",), "lines": ("flows",), "entities": _GRAPH, "links": _GRAPH}


def format_of(path: Path) -> ExportFormat:
    """Tell the format by the ending of the name.

    Raises
    ------
    InputError
        If it is the ending of none.
    """
    name = path.name.casefold()
    fitting = [ending for ending in EXPORT_FORMATS if name.endswith(ending) and len(name) > len(ending)]
    if not fitting:
        msg = f"Expected a file name that ends in {', '.join(EXPORT_FORMATS)}; found {path.name!r}."
        raise InputError(msg)
    return EXPORT_FORMATS[max(fitting, key=len)]


def write_export(
    workspace: Workspace, request: ExportRequest, *, progress: Callable[[str], None] | None = None
) -> ExportWritten:
    """Write an export and log the disclosure: the file appears whole and logged, or not at all.

    Raises
    ------
    InputError
        If the request cannot be met: an unknown ending, table, operation, line or marking, names without a reason,
        or a file that stands there already.
    RenderError
        If a sheet would have more rows than a workbook holds.
    """
    if request.path.exists() and not request.overwrite:
        msg = f"{request.path.name} is there already. Choose another name, or add --force-overwrite."
        raise InputError(msg)
    (progress or (lambda _: None))(f"Gathering what {request.path.name} holds")
    data, written = _render(workspace, request)
    try:
        request.path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=request.path.parent, prefix=".linesmap-export-")
    except OSError as error:
        raise _cannot_write(request.path, error) from error
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        with workspace.write() as writer:
            _log(writer.log, request, written)
            temporary.replace(request.path)
    except OSError as error:
        if isinstance(error, InputError) or not isinstance(error.filename, str | bytes | Path):
            raise
        raise _cannot_write(request.path, error) from error
    finally:
        temporary.unlink(missing_ok=True)
    return written


def _cannot_write(path: Path, error: OSError) -> InputError:
    return InputError(f"{path.name} could not be written: {error.strerror or 'no reason was given'}.")


def make_export(workspace: Workspace, request: ExportRequest) -> tuple[bytes, ExportWritten]:
    """Build an export and log that it leaves; the file itself is for the caller to write.

    Raises
    ------
    InputError, RenderError
        As for `write_export`.
    """
    data, written = _render(workspace, request)
    with workspace.write() as writer:
        _log(writer.log, request, written)
    return data, written


def _log(log: Callable[..., object], request: ExportRequest, written: ExportWritten) -> None:
    period = [one.isoformat() for one in request.filters.period or ()]
    chosen = {"period": period, "forces": list(request.filters.forces), "operations": list(request.operations),
              "lines": list(request.lines)}  # fmt: skip
    log(
        "disclosure", request.path.name, changes_data=False, format=written.format, table=written.table,
        audience="analyst", records=written.n_records, withheld=written.n_withheld, lines=written.n_lines,
        entities=written.n_entities, links=written.n_links, names=written.names, reason=request.reason.strip(),
        marking=written.marking, filters={name: value for name, value in chosen.items() if value},
        sha256=written.sha256,
    )  # fmt: skip


def _render(workspace: Workspace, request: ExportRequest) -> tuple[bytes, ExportWritten]:
    form = format_of(request.path)
    _check(request, form)
    settings = load_settings()
    parts = form.parts
    if form.ending == ".csv":
        parts = _PARTS_OF_TABLE.get(request.table, _ALL)
    with workspace.read() as tables:
        frame = tables["state"].to_pandas()
        state = dict(zip(frame["name"], frame["value"], strict=True))
        marking = known_marking(request.marking or state.get("marking") or settings.marking)
        filters = _with_names(tables, request)
        sources = tables["sources"].order_by(["name", "source_id"]).to_pandas()
        given = Gathered(
            tables=Leaving(tables),
            filters=filters,
            naming=naming_of(tables, names=request.names),
            marking=marking,
            sources={str(row["source_id"]): row for row in sources.to_dict("records")},
            active_days=settings.active_days,
        )
        content, counts = _content(tables, given, request, parts)
    invented = state.get("invented") or ("Some of the data are invented." if counts.invented else "")
    about = about_of(
        content, given, counts, state | {"invented": invented}, operations=request.operations, lines=request.lines
    )
    data = form.write(replace(content, about=about), request)
    written = ExportWritten(
        path=str(request.path), format=form.name, table=request.table if form.ending == ".csv" else None,
        n_records=counts.records, n_withheld=counts.withheld, n_lines=content.flows["line_id"].nunique(),
        n_entities=content.graph.number_of_nodes(), n_links=content.graph.number_of_edges(), names=request.names,
        marking=marking, invented=bool(invented), n_bytes=len(data), sha256=hashlib.sha256(data).hexdigest(),
    )  # fmt: skip
    return data, written


def _check(request: ExportRequest, form: ExportFormat) -> None:
    """Refuse what the rules do not allow, before anything is read."""
    if request.names and not request.reason.strip():
        msg = "Names leave only with a reason, which is logged. Add --reason and say why they are needed."
        raise InputError(msg)
    if request.table not in EXPORT_TABLES:
        known = ", ".join(EXPORT_TABLES)
        msg = f"Expected a table, {known}; found {request.table!r}. A register of people is not exported."
        raise InputError(msg)
    if request.table != "events" and form.ending != ".csv":
        msg = f"A table is chosen for a CSV file only; {request.path.name} is a {form.name} file. Leave out --table."
        raise InputError(msg)
    if not request.crs or not set(request.crs) <= set(CRS_CODES):
        msg = f"Expected coordinates in {' or '.join(CRS_CODES)}; found {', '.join(request.crs) or 'none'}."
        raise InputError(msg)


def _with_names(tables: Tables, request: ExportRequest) -> Filters:
    """Turn the names of operations and lines into their entities."""
    chosen = request.filters
    operations = find_named(EntityType.OPERATION, request.operations, labels_of(tables, EntityType.OPERATION))
    lines = find_named(EntityType.DEAL_LINE, request.lines, labels_of(tables, EntityType.DEAL_LINE))
    return replace(chosen, operations=(*chosen.operations, *operations), lines=(*chosen.lines, *lines))


def _content(
    tables: Tables, given: Gathered, request: ExportRequest, parts: tuple[str, ...]
) -> tuple[ExportContent, Counts]:
    """Gather the parts that a format holds, and count what is in them and what was left out."""
    content = ExportContent(ExportAbout("", given.marking, "", "", ()))
    if "records" in parts:
        content = replace(content, records=records_of(given))
    if "flows" in parts:
        flows = flows_of(given)
        ends = ends_of(flows, given.marking)
        content = replace(content, flows=flows.drop(columns="_ends"), ends=ends)
        content = replace(content, forces=forces_of(content.records, flows, ends))
    if "graph" in parts:
        content = replace(content, graph=graph_for(given))
    if "kinds" in parts:
        kinds = (RecordKind(request.table),) if request.table in _KINDS else EXPORTED_KINDS
        content = replace(content, kinds=kinds_of(given, kinds))
    with_counts = "kinds" in parts
    before = selected_records(tables, given.filters, with_counts=with_counts).select("record_id", "source_id")
    after = selected_records(given.tables, given.filters, with_counts=with_counts).select("record_id", "source_id")
    used = after.to_pandas()
    n_records = sum(len(one.frame) for one in content.kinds if not one.beside) if with_counts else len(used)
    invented = any(bool(given.sources.get(one, {}).get("invented")) for one in set(used["source_id"]))
    counts = Counts(n_records, int(before.count().execute()) - len(used), frozenset(used["source_id"]), invented)
    return content, counts
