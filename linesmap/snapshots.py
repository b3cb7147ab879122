"""Make a snapshot of a workspace: choose what may leave, build the page, write it, and log that it left."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from linesmap import disclose, link, reference
from linesmap.errors import InputError, RenderError
from linesmap.model.filters import Filters
from linesmap.model.vocabulary import EntityType, Marking
from linesmap.picture import Backdrop, backdrop_of, details_of, filter_words, scene_of
from linesmap.settings import load_settings
from linesmap.store import Tables, Workspace, selected_records
from linesmap.view.snapshot import About, snapshot_html
from linesmap.view.words import day, day_range, plural

__all__ = ["MOST_RECORDS", "SnapshotRequest", "SnapshotWritten", "make_snapshot", "write_snapshot"]

MOST_RECORDS = 60_000
_MOST_DETAILS = 5_000

_LIMITS = (
    "A hexagon says where records are, not where crime is. A dashed circle holds the true place 95 times in 100. "
    "Records follow police activity. A line's status follows from the records and registers of this workspace: "
    "active while a record falls within 28 days; closures are entered by a person."
)


@dataclass(frozen=True)
class SnapshotRequest:
    """What to put into a snapshot. `operations` are names; `title` and `marking` are made up when left out."""

    path: Path
    filters: Filters
    operations: tuple[str, ...] = ()
    title: str | None = None
    marking: str | None = None


@dataclass(frozen=True)
class SnapshotWritten:
    """What was written."""

    path: str
    n_records: int
    n_withheld: int
    n_bytes: int


def write_snapshot(
    workspace: Workspace, request: SnapshotRequest, *, progress: Callable[[str], None] | None = None
) -> SnapshotWritten:
    """Write a snapshot file and log the disclosure.

    Raises
    ------
    InputError
        If an operation or marking is not known.
    RenderError
        If more records are chosen than a snapshot holds.
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
    marking = _marking(request.marking or workspace.state().get("marking") or settings.marking)
    with workspace.read() as tables:
        backdrop = backdrop_of(tables, active_days=settings.active_days)
        filters = _with_operations(request, backdrop)
        records = selected_records(tables, filters).select("record_id", "handling").to_pandas()
        allowed = disclose.may_leave(records)
        if int(allowed.sum()) > MOST_RECORDS:
            msg = (
                f"A snapshot holds at most {MOST_RECORDS:,} records; {int(allowed.sum()):,} are chosen. "
                "Narrow them with --from and --to, --force or --operation."
            )
            raise RenderError(msg)
        kept = frozenset(records.loc[allowed, "record_id"])
        scene = scene_of(tables, backdrop, filters, only=kept)
        detailed = scene.record_ids if len(scene.record_ids) <= _MOST_DETAILS else ()
        details = details_of(tables, backdrop, detailed, with_raw=False)
        state = _state(tables)
        about = _about(tables, backdrop, replace(request, filters=filters, marking=marking), n_kept=len(kept),
                       n_withheld=len(records) - len(kept), state=state)  # fmt: skip
    # Free text may name people or numbers, so it stays behind; titles are made without personal data.
    slim = {identifier: _without_text(detail) for identifier, detail in details.items()}
    data = snapshot_html(scene, about, slim).encode()
    written = SnapshotWritten(str(request.path), len(kept), len(records) - len(kept), len(data))
    with workspace.write() as writer:
        writer.log(
            "disclosure", request.path.name, changes_data=False, records=written.n_records, withheld=written.n_withheld
        )
    return data, written


def _without_text(detail: dict[str, object]) -> dict[str, object]:
    left_out = {"summary", "raw", "warnings", "conditions", "sha256"}
    return {key: value for key, value in detail.items() if key not in left_out and value not in (None, "", [])}


def _marking(text: str) -> str:
    allowed = [marking.value for marking in Marking]
    if text not in allowed:
        msg = f"Expected a marking, {' or '.join(allowed)}; found {text!r}."
        raise InputError(msg)
    return text


def _with_operations(request: SnapshotRequest, backdrop: Backdrop) -> Filters:
    """Turn the names of operations into their entities."""
    by_key = {link.exact_key(EntityType.OPERATION, name): code for code, name in backdrop.operation_names.items()}
    codes = []
    for name in request.operations:
        code = by_key.get(link.exact_key(EntityType.OPERATION, name))
        if code is None:
            known = ", ".join(sorted(backdrop.operation_names.values())) or "none"
            msg = f"Expected an operation of this workspace ({known}); found {name!r}."
            raise InputError(msg)
        codes.append(code)
    return replace(request.filters, operations=(*request.filters.operations, *codes))


def _state(tables: Tables) -> dict[str, str]:
    frame = tables["state"].to_pandas()
    return dict(zip(frame["name"], frame["value"], strict=True))


def _about(
    tables: Tables, backdrop: Backdrop, request: SnapshotRequest, *, n_kept: int, n_withheld: int, state: dict[str, str]
) -> About:
    sources = tables["sources"].order_by(["name", "source_id"]).to_pandas()
    used = selected_records(tables, request.filters).source_id.value_counts().to_pandas()["source_id"]
    shown = sources[sources["source_id"].isin(set(used))]
    period = request.filters.period
    words = filter_words(replace(request.filters, period=None), backdrop) or "All records"
    said = f"{words}; {day_range(*period)}." if period else f"{words}."
    last = sources["imported_at"].max()
    held = f", as held on {day(last)}" if pd.notna(last) else ""
    withheld = f"{plural(n_withheld, 'record')} whose handling carries conditions. " if n_withheld else ""
    return About(
        title=request.title or _title(request.filters, backdrop),
        shown=said,
        what=f"A picture of {plural(n_kept, 'record')}{held}. It works without a network and cannot contact one.",
        limits=_LIMITS,
        left_out=f"{withheld}The text of records, names, references to people, telephone numbers and plates.",
        sources=[
            (row["name"], day(row["imported_at"]), f"{row['rows_accepted']:,}") for row in shown.to_dict("records")
        ],
        file=[("Workspace", f"state {state.get('version', '0')}"), ("Made with", "linesmap")],
        licences=reference.attributions(),
        marking=request.marking or Marking.OFFICIAL_SENSITIVE.value,
        handling=state.get("handling", load_settings().handling),
        note=state.get("invented", ""),
    )


def _title(filters: Filters, backdrop: Backdrop) -> str:
    units = [unit for unit, codes in reference.regional_units().items() if set(codes) == set(filters.forces)]
    names = {force.code: force.name for force in reference.forces()}
    if units:
        where = f"the {units[0]} area"
    elif filters.forces:
        where = ", ".join(names.get(code, code) for code in filters.forces)
    else:
        where = "England and Wales"
    what = "County lines and drug records" if backdrop.profiles else "Records"
    when = f", {day_range(*filters.period)}" if filters.period else ""
    return f"{what}, {where}{when}"
