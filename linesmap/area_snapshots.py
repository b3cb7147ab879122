"""Make what leaves for a PCC office: a snapshot of areas, checked tables, and the report that stays."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from linesmap import reference
from linesmap.area_about import AreaSaid, area_about
from linesmap.area_lines import line_tables
from linesmap.area_tables import AreaTables, area_tables
from linesmap.area_words import area_scene
from linesmap.asked import find_named, labels_of
from linesmap.disclose import DisclosureReport, Rules
from linesmap.disclose.report import join_reports
from linesmap.errors import InputError, RenderError
from linesmap.export_rules import Leaving
from linesmap.model.filters import Filters
from linesmap.model.vocabulary import EntityType
from linesmap.settings import load_settings
from linesmap.store import Tables, Workspace
from linesmap.view.area_files import AREA_FORMATS, area_file
from linesmap.view.area_page import AreaAbout, area_page
from linesmap.view.area_scene import AreaScene, AreaTable

__all__ = [
    "AreaRelease",
    "AreaRequest",
    "AreaWritten",
    "area_release",
    "log_release",
    "make_area_export",
    "make_area_snapshot",
]


@dataclass(frozen=True)
class AreaRequest:
    """What a PCC office is to get. `operations` are names; title and marking are made up when left out."""

    path: Path
    filters: Filters = field(default_factory=Filters)
    operations: tuple[str, ...] = ()
    title: str | None = None
    marking: str | None = None
    made_by: str | None = None
    rules: Rules = field(default_factory=Rules)


@dataclass(frozen=True)
class AreaRelease:
    """Protected numbers of one request, and everything that a file says of them."""

    tables: AreaTables
    scene: AreaScene
    about: AreaAbout
    report: DisclosureReport
    filters: Filters
    n_earlier: int


@dataclass(frozen=True)
class AreaWritten:
    """What was written; `n_earlier` files of another selection had left before, from which it could be subtracted."""

    path: str
    audience: str
    n_numbers: int
    n_shown: int
    n_left_out: int
    n_earlier: int
    attack_passed: bool
    marking: str
    n_bytes: int
    sha256: str


def area_release(
    workspace: Workspace, request: AreaRequest, *, progress: Callable[[str], None] | None = None
) -> AreaRelease:
    """Make and check every number of a request.

    Raises
    ------
    InputError
        If an operation or marking is not known, or something is chosen that a PCC office cannot choose.
    RenderError
        If the attack on the finished numbers comes too close to a hidden one.
    """
    settings = load_settings()
    with workspace.read() as tables:
        frame = tables["state"].to_pandas()
        state = dict(zip(frame["name"], frame["value"], strict=True))
        labels = labels_of(tables, EntityType.OPERATION)
        asked_for = find_named(EntityType.OPERATION, request.operations, labels)
        filters = replace(request.filters, operations=(*request.filters.operations, *asked_for))
        found = area_tables(tables, filters, rules=request.rules, progress=progress)
        (progress or (lambda _: None))("Protecting the counts of deal lines")
        lines, on_lines = line_tables(
            Leaving(tables), filters, as_of=found.last, active_days=settings.active_days, rules=request.rules
        )
        report = join_reports((found.report, on_lines)) if on_lines else found.report
        if not report.passed:
            msg = (
                "An attack on the finished numbers comes too close to one that is hidden, so nothing was written. "
                "Choose a longer period or more forces, or a higher threshold."
            )
            raise RenderError(msg)
        sources = tables["sources"].order_by(["kind", "imported_at"]).to_pandas()
        asked = AreaSaid(filters, request.operations, request.title, request.marking, request.made_by, state)
        about = area_about(found, asked, sources)
        n_earlier = _earlier(tables, _selection(filters, request.rules))
    scene = area_scene(found, further=lines, focus=filters.forces or _busiest(found))
    scene = replace(scene, tables=[_plain_table(table) for table in scene.tables])
    return AreaRelease(found, scene, about, report, filters, n_earlier)


def make_area_snapshot(
    workspace: Workspace, request: AreaRequest, *, progress: Callable[[str], None] | None = None
) -> tuple[bytes, AreaWritten, DisclosureReport]:
    """Build the snapshot and log that it leaves.

    Returns
    -------
    data, written, report
        The page as UTF-8, what is in it, and the report on it, which stays. The file itself is for the caller.

    Raises
    ------
    InputError, RenderError
        As for `area_release`.
    """
    release = area_release(workspace, request, progress=progress)
    data = area_page(release.scene, release.about).encode()
    return data, log_release(workspace, request.path, release, data, request.rules), release.report


def make_area_export(
    workspace: Workspace, request: AreaRequest, *, progress: Callable[[str], None] | None = None
) -> tuple[bytes, AreaWritten, DisclosureReport]:
    """Write the same numbers as a file for another tool, by the ending of its name, and log that it leaves.

    Returns
    -------
    data, written, report
        As for `make_area_snapshot`.

    Raises
    ------
    InputError
        If the ending is that of a format that holds records, points or a graph, or as for `area_release`.
    RenderError
        As for `area_release`.
    """
    ending = request.path.suffix.casefold()
    if ending not in AREA_FORMATS or request.path.name.casefold().endswith((".i2.xlsx", ".csv.zip")):
        msg = (
            f"Expected a file that ends in {', '.join(AREA_FORMATS)}, found {request.path.name}. Not shown to a PCC "
            "office: record level. Other formats hold records, points or a graph."
        )
        raise InputError(msg)
    release = area_release(workspace, request, progress=progress)
    data = area_file(ending, release.scene, release.about)
    return data, log_release(workspace, request.path, release, data, request.rules), release.report


def log_release(workspace: Workspace, path: Path, release: AreaRelease, data: bytes, rules: Rules) -> AreaWritten:
    """Log that a file with these numbers leaves, and say what is in it."""
    report = release.report
    written = AreaWritten(
        path=str(path),
        audience="pcc",
        n_numbers=report.n_cells,
        n_shown=report.n_shown,
        n_left_out=release.tables.left_out.total,
        n_earlier=release.n_earlier,
        attack_passed=report.passed,
        marking=release.about.about.marking,
        n_bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
    )
    with workspace.write() as writer:
        writer.log(
            "disclosure",
            path.name,
            changes_data=False,
            selection=_selection(release.filters, rules),
            left_out=asdict(release.tables.left_out),
            hidden={reason.value: n for reason, n in report.counts.items()},
            **{name: value for name, value in asdict(written).items() if name != "path"},
        )
    return written


def _selection(filters: Filters, rules: Rules) -> dict[str, Any]:
    """Name what was chosen; two files of one selection cannot be subtracted from each other."""
    period = [one.isoformat() for one in filters.period or ()]
    return {
        "period": period,
        "forces": sorted(filters.forces),
        "operations": sorted(filters.operations),
        "threshold": rules.threshold,
        "round_to": rules.round_to,
    }


def _earlier(tables: Tables, selection: dict[str, Any]) -> int:
    """Count the files for a PCC office that left before with another selection."""
    audit = tables["audit"]
    said = audit.filter(audit.action == "disclosure").select("detail").to_pandas()["detail"]
    earlier = [json.loads(text) for text in said]
    pcc = [one for one in earlier if one.get("audience") == "pcc" and "selection" in one]
    return sum(one["selection"] != selection for one in pcc)


def _busiest(found: AreaTables) -> tuple[str, ...]:
    """Give the forces that hold nearly all shown records, for the map to open on."""
    frame = found.frame
    own = frame[(frame["measure"] == "records") & (frame["district"] == "All") & (frame["period"] == "All")]
    own = own[(own["operation"] == "All") & (own["phase"] == "All") & own["shown"].notna()]
    total = own.loc[own["force"] == "All", "shown"].sum()
    drawn = {force.code for force in reference.forces() if force.territorial}
    busy = own[own["force"].isin(drawn) & (own["shown"] > 0.05 * total)]
    return tuple(sorted(busy["force"]))


def _plain_table(table: AreaTable) -> AreaTable:
    """Leave out columns that hold nothing but zeros."""
    keep = [i for i in range(len(table.head)) if i == 0 or any(row[i] != 0 for row in table.rows)]
    return replace(table, head=[table.head[i] for i in keep], rows=[[row[i] for i in keep] for row in table.rows])
