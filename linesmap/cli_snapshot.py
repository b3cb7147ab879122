"""Write a snapshot by command: map or link chart for analysts, or checked aggregates for a PCC office."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from linesmap.cli_options import (
    ForceOption,
    FromOption,
    JsonOption,
    ToOption,
    WorkspaceOption,
    chosen_filters,
    open_workspace,
)
from linesmap.cli_output import print_json, tell
from linesmap.errors import InputError
from linesmap.whole_file import write_whole

if TYPE_CHECKING:
    from linesmap.area_snapshots import AreaWritten
    from linesmap.disclose import DisclosureReport
    from linesmap.snapshots import SnapshotRequest
    from linesmap.store import Workspace

__all__ = ["AUDIENCES", "RoundOption", "ThresholdOption", "snapshot", "write_areas"]

AUDIENCES = ("analyst", "pcc")

ThresholdOption = Annotated[int, typer.Option(help="For pcc: counts from 1 to under this are hidden; 5 at least.")]
RoundOption = Annotated[int, typer.Option("--round-to", help="For pcc: counts are multiples of this; 5 at least.")]


def snapshot(
    out: Annotated[Path, typer.Argument(help="HTML file to write.")],
    workspace: WorkspaceOption = None,
    audience: Annotated[
        str, typer.Option(help="analyst: the map with its records. pcc: checked aggregates by area, and nothing else.")
    ] = "analyst",
    from_: FromOption = None,
    to: ToOption = None,
    force: ForceOption = None,
    operation: Annotated[list[str] | None, typer.Option(help="Operation. May be repeated.")] = None,
    title: Annotated[str | None, typer.Option(help="Title of the page.")] = None,
    marking: Annotated[str | None, typer.Option(help="OFFICIAL or OFFICIAL-SENSITIVE.")] = None,
    chart: Annotated[
        bool, typer.Option("--chart", help="For analyst: the link chart beside the map, with pseudonyms.")
    ] = False,
    made_by: Annotated[str | None, typer.Option(help="Who made it, as the page says; a unit is enough.")] = None,
    threshold: ThresholdOption = 10,
    round_to: RoundOption = 5,
    report: Annotated[
        Path | None, typer.Option(help="For pcc: also write the disclosure report, which stays, as JSON.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Write one HTML file that opens on a computer without a network."""
    filters = chosen_filters(from_, to, force)
    if audience == "analyst":
        if report:
            msg = "Expected --report only with --audience pcc. A snapshot for analysts says itself what was left out."
            raise InputError(msg)
        from linesmap.snapshots import SnapshotRequest

        wanted = SnapshotRequest(out, filters, tuple(operation or ()), title, marking, made_by)
        _for_analysts(open_workspace(workspace), wanted, chart=chart, as_json=as_json)
        return
    if audience != "pcc":
        msg = f"Expected an audience, {' or '.join(AUDIENCES)}; found {audience!r}."
        raise InputError(msg)
    if chart:
        msg = "Expected --chart only with --audience analyst. A file for a PCC office holds no record, person or tie."
        raise InputError(msg)
    from linesmap.area_snapshots import AreaRequest, make_area_snapshot
    from linesmap.disclose import Rules

    request = AreaRequest(
        out, filters, tuple(operation or ()), title, marking, made_by, Rules(threshold=threshold, round_to=round_to)
    )
    write_areas(make_area_snapshot(open_workspace(workspace), request, progress=tell), out, report, as_json=as_json)


def write_areas(
    made: tuple[bytes, AreaWritten, DisclosureReport], out: Path, report: Path | None, *, as_json: bool
) -> None:
    """Write a file for a PCC office and the report on it; say what was hidden, and what must not be given out too."""
    data, written, found = made
    write_whole(out, data)
    if report:
        text = json.dumps(found.as_dict(), ensure_ascii=False, indent=2) + "\n"
        write_whole(report, text.encode())
    if as_json:
        print_json(asdict(written) | {"sentence": found.sentence()})
        return
    typer.echo(f"{written.path}: {written.n_shown:,} numbers, {written.n_bytes / 1e6:.1f} MB, {written.marking}")
    tell(found.sentence())
    if written.n_earlier:
        files = "1 file" if written.n_earlier == 1 else f"{written.n_earlier:,} files"
        tell(
            f"{files} for a PCC office left before with another selection. Numbers of different selections can be "
            "subtracted from each other, and that was not checked: give out one of them."
        )


def _for_analysts(workspace: Workspace, request: SnapshotRequest, *, chart: bool, as_json: bool) -> None:
    from linesmap.network_snapshots import write_network_snapshot
    from linesmap.snapshots import write_snapshot

    written = (write_network_snapshot if chart else write_snapshot)(workspace, request, progress=tell)
    if as_json:
        print_json(asdict(written))
    else:
        typer.echo(f"{written.path}: {written.n_records:,} records, {written.n_bytes / 1e6:.1f} MB")
        if written.added_up:
            size, step = written.added_up.split()
            tell(f"The records were added up by hexagon (H3 resolution {size}) and {step}, to stay under 5 MB.")
