"""Make a snapshot of a workspace: choose what may leave, build the page, write it, and log that it left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import ibis
import pandas as pd

from linesmap import disclose
from linesmap.asked import find_named, known_marking
from linesmap.errors import RenderError
from linesmap.model.filters import Filters
from linesmap.model.vocabulary import EntityType, Marking
from linesmap.picture import Backdrop, backdrop_of, details_of, scene_of, summed_input_of
from linesmap.settings import load_settings
from linesmap.snapshot_about import Chosen, about_of
from linesmap.snapshot_sums import STEPS, Counted, Step
from linesmap.store import Tables, Workspace, selected_records
from linesmap.view.scene import Scene, Sums, build_scene
from linesmap.view.snapshot import snapshot_html

__all__ = [
    "MOST_BYTES",
    "MOST_DETAILS",
    "MOST_RECORDS",
    "SnapshotRequest",
    "SnapshotWritten",
    "chosen_of",
    "make_snapshot",
    "with_operations",
    "without_text",
    "write_snapshot",
]

MOST_BYTES = 5_000_000
"""No snapshot is larger: beyond it records are added up."""

MOST_RECORDS = 60_000
"""Above so many records they are added up without trying to hold them one by one."""

MOST_DETAILS = 30_000
"""Above so many records the particulars of each stay behind."""


@dataclass(frozen=True)
class SnapshotRequest:
    """What to put into a snapshot.

    `operations` are names; `title` and `marking` are made up when left out. `made_by` stands in the header; when left
    out, the name that the audit trail gives the user. `most_bytes` is the size that the file must stay under.
    """

    path: Path
    filters: Filters
    operations: tuple[str, ...] = ()
    title: str | None = None
    marking: str | None = None
    made_by: str | None = None
    most_bytes: int = MOST_BYTES


@dataclass(frozen=True)
class SnapshotWritten:
    """What was written. `added_up` says by what records were added up, such as `5 week`; empty for one by one."""

    path: str
    n_records: int
    n_withheld: int
    n_bytes: int
    added_up: str = ""


def write_snapshot(
    workspace: Workspace, request: SnapshotRequest, *, progress: Callable[[str], None] | None = None
) -> SnapshotWritten:
    """Write a snapshot file and log the disclosure.

    Raises
    ------
    InputError
        If an operation or marking is not known.
    RenderError
        If not even the coarsest sums fit into the bytes that are allowed.
    """
    tell = progress or (lambda _: None)
    tell("Drawing the map")
    data, written = make_snapshot(workspace, request)
    request.path.parent.mkdir(parents=True, exist_ok=True)
    request.path.write_bytes(data)
    return written


def make_snapshot(workspace: Workspace, request: SnapshotRequest) -> tuple[bytes, SnapshotWritten]:
    """Build the page of a snapshot and log that it leaves.

    Returns
    -------
    data, written
        The page as UTF-8, and what is in it; the file itself is for the caller to write.

    Raises
    ------
    InputError, RenderError
        As for `write_snapshot`.
    """
    settings = load_settings()
    marking = known_marking(request.marking or workspace.state().get("marking") or settings.marking)
    with workspace.read() as tables:
        backdrop = backdrop_of(tables, active_days=settings.active_days)
        chosen = chosen_of(tables, replace(request, filters=with_operations(request, backdrop), marking=marking))
        added_up, data = _fitting(_pages(tables, backdrop, chosen), request.most_bytes)
    n_records = chosen.n_kept - chosen.n_undated
    written = SnapshotWritten(str(request.path), n_records, chosen.n_withheld, len(data), added_up)
    with workspace.write() as writer:
        writer.log(
            "disclosure", request.path.name, changes_data=False, records=written.n_records, withheld=written.n_withheld
        )
    return data, written


def _fitting(pages: Iterator[tuple[str, str]], most_bytes: int) -> tuple[str, bytes]:
    """Take the first page that is small enough, with what it is added up by."""
    n_bytes = 0
    for added_up, page in pages:
        data = page.encode()
        if len(data) < most_bytes:
            return added_up, data
        n_bytes = len(data)
    msg = (
        f"A snapshot must stay under {most_bytes:,} bytes and would have {n_bytes:,}, with records added up as "
        "coarsely as can be. Narrow it with --from and --to, --force or --operation."
    )
    raise RenderError(msg)


def chosen_of(tables: Tables, request: SnapshotRequest) -> Chosen:
    """Decide which records of a selection leave; the engine of the workspace counts them."""
    records = selected_records(tables, request.filters)
    counts: pd.DataFrame = (
        records.group_by("handling")
        .aggregate(n=ibis._.count(), undated=ibis._.occurred_from.isnull().sum())
        .order_by("handling")
        .to_pandas()
    )
    allowed = disclose.may_leave(counts)
    codes = counts.loc[allowed, "handling"].fillna("").unique().tolist()
    kept = records.filter(records.handling.fill_null("").isin(codes), records.occurred_from.notnull())
    return Chosen(
        filters=request.filters,
        records=kept,
        title=request.title,
        marking=request.marking or Marking.OFFICIAL_SENSITIVE.value,
        made_by=request.made_by or load_settings().user_name,
        n_kept=int(counts.loc[allowed, "n"].sum()),
        n_withheld=int(counts.loc[~allowed, "n"].sum()),
        n_undated=int(counts.loc[allowed, "undated"].sum()),
    )


def _pages(tables: Tables, backdrop: Backdrop, chosen: Chosen) -> Iterator[tuple[str, str]]:
    """Build the page ever more coarsely, as long as it is asked for: one by one, then added up."""
    if chosen.n_kept <= MOST_RECORDS:
        about = about_of(tables, backdrop, chosen)
        kept = frozenset(chosen.records.select("record_id").to_pandas()["record_id"])
        scene = scene_of(tables, backdrop, chosen.filters, only=kept)
        if len(scene.record_ids) <= MOST_DETAILS:
            details = details_of(tables, backdrop, scene.record_ids, with_raw=False)
            # Free text may name people or numbers, so it stays behind; titles are made without personal data.
            yield "", snapshot_html(scene, about, {key: without_text(detail) for key, detail in details.items()})
        yield "", snapshot_html(scene, about, {})
    for step, scene in _summed_scenes(tables, backdrop, chosen):
        about = about_of(tables, backdrop, replace(chosen, step=step))
        yield f"{step.resolution} {step.unit}", snapshot_html(scene, about, {})


def _summed_scenes(tables: Tables, backdrop: Backdrop, chosen: Chosen) -> Iterator[tuple[Step, Scene]]:
    given = summed_input_of(tables, backdrop, chosen.filters, chosen.records)
    lines = [profile for profile in given.profiles if profile.line_id in given.named]
    counted = Counted(tables, chosen.records, lines)
    for step in STEPS:
        rows = counted.rows(step)
        if rows is None:
            continue
        named = rows.loc[rows["lines"].notna(), ["record_id", "lines"]]
        pairs = named.assign(line_id=named["lines"].str.split(";")).explode("line_id")
        sums = Sums(step.resolution, step.unit, int(rows["n"].sum()), counted.precision())
        yield step, build_scene(replace(given, records=rows, line_pairs=pairs, sums=sums))


def without_text(detail: dict[str, object]) -> dict[str, object]:
    """Take from the particulars of a record what may name people or numbers: its text, row and warnings."""
    left_out = {"summary", "raw", "warnings", "conditions", "sha256"}
    return {key: value for key, value in detail.items() if key not in left_out and value not in (None, "", [])}


def with_operations(request: SnapshotRequest, backdrop: Backdrop) -> Filters:
    """Turn the names of operations into their entities.

    Raises
    ------
    InputError
        If the workspace holds no operation of a name.
    """
    codes = find_named(EntityType.OPERATION, request.operations, backdrop.operation_names)
    return replace(request.filters, operations=(*request.filters.operations, *codes))
