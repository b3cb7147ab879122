"""Export a workspace by command, as a file that other tools open."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

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
from linesmap.cli_snapshot import AUDIENCES, RoundOption, ThresholdOption, write_areas
from linesmap.errors import InputError

__all__ = ["export"]


def export(
    out: Annotated[
        Path,
        typer.Argument(
            help="File to write. Its ending says the format: .gpkg .geojson .kml .kmz .graphml .gexf .csv .csv.zip "
            ".parquet .xlsx .i2.xlsx .ftm.jsonl",
            show_default=False,
        ),
    ],
    workspace: WorkspaceOption = None,
    audience: Annotated[
        str,
        typer.Option(
            help="analyst: records, lines and links. pcc: checked aggregates, as .csv .xlsx .geojson or .gpkg."
        ),
    ] = "analyst",
    table: Annotated[
        str,
        typer.Option(
            help="Of a .csv: events, lines, entities, links; or one kind of record in the columns of our own import: "
            "intelligence, seizure, enforcement, offence, deal_line, operation, result, disruption."
        ),
    ] = "events",
    crs: Annotated[str, typer.Option(help="Of a .gpkg: 27700, 4326 or both.")] = "both",
    from_: FromOption = None,
    to: ToOption = None,
    force: ForceOption = None,
    operation: Annotated[list[str] | None, typer.Option(help="Operation. May be repeated.")] = None,
    line: Annotated[list[str] | None, typer.Option(help="Deal line. May be repeated.")] = None,
    names: Annotated[bool, typer.Option("--names", help="With names, numbers and texts; needs --reason.")] = False,
    reason: Annotated[str, typer.Option(help="Why names are needed; goes into the audit trail.")] = "",
    marking: Annotated[str | None, typer.Option(help="OFFICIAL or OFFICIAL-SENSITIVE.")] = None,
    force_overwrite: Annotated[
        bool, typer.Option("--force-overwrite", help="Write over a file that is there.")
    ] = False,
    threshold: ThresholdOption = 10,
    round_to: RoundOption = 5,
    report: Annotated[
        Path | None, typer.Option(help="For pcc: also write the disclosure report, which stays, as JSON.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Write records, lines and links as a file that other tools open; what may not leave stays, and it is logged."""
    if audience not in AUDIENCES:
        msg = f"Expected an audience, {' or '.join(AUDIENCES)}; found {audience!r}."
        raise InputError(msg)
    filters = chosen_filters(from_, to, force)
    if audience == "pcc":
        _refuse_records(line, table, names=names)
        from linesmap.area_snapshots import AreaRequest, make_area_export
        from linesmap.disclose import Rules

        rules = Rules(threshold=threshold, round_to=round_to)
        asked = AreaRequest(out, filters, tuple(operation or ()), marking=marking, rules=rules)
        if out.exists() and not force_overwrite:
            msg = f"{out.name} is there already. Choose another name, or add --force-overwrite."
            raise InputError(msg)
        write_areas(make_area_export(open_workspace(workspace), asked, progress=tell), out, report, as_json=as_json)
        return
    if report:
        msg = "Expected --report only with --audience pcc. A file for analysts says itself what was left out."
        raise InputError(msg)
    from linesmap.exports import ExportRequest, write_export

    request = ExportRequest(
        path=out,
        filters=filters,
        operations=tuple(operation or ()),
        lines=tuple(line or ()),
        table=table,
        crs=("27700", "4326") if crs == "both" else (crs,),
        names=names,
        reason=reason,
        marking=marking,
        overwrite=force_overwrite,
    )
    written = write_export(open_workspace(workspace), request, progress=tell)
    if as_json:
        print_json(asdict(written))
        return
    typer.echo(f"{written.path}: {written.n_records:,} records, {written.n_bytes / 1e6:.1f} MB, {written.marking}")
    if written.n_withheld:
        tell(f"{written.n_withheld:,} records were left out because their handling carries conditions.")


def _refuse_records(lines: list[str] | None, table: str, *, names: bool) -> None:
    """Refuse what a PCC office does not see, rather than pass over it."""
    if names or lines or table != "events":
        msg = "Not shown to a PCC office: record level. Leave out --names, --line and --table with --audience pcc."
        raise InputError(msg)
