"""Offer linesmap on the command line: one command a task, the same functions as the app.

`--json` prints one document on standard output; progress and messages go to standard error. Exit codes: 0
done, 1 a stated problem, 2 wrong usage.
"""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import typer

from linesmap import (
    cli_disruption,
    cli_export,
    cli_gazetteer,
    cli_lines,
    cli_link,
    cli_measure,
    cli_network,
    cli_overlap,
    cli_review,
    cli_snapshot,
    cli_template,
    cli_what_if,
)
from linesmap.cli_options import (
    CsvOption,
    JsonOption,
    WorkspaceArgument,
    WorkspaceOption,
    force_code,
    open_workspace,
    show_frame,
)
from linesmap.cli_output import fail_on_linesmap_error, print_csv, print_json, print_table, tell
from linesmap.errors import InputError

__all__ = ["app", "main"]

_SHOWN = 20
"""Rows of each table that `quality` prints; `--json` prints all."""

app = typer.Typer(
    name="linesmap",
    help="Map county lines and what enforcement did to them. Works without a network.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
audit_app = typer.Typer(help="Check or print the audit trail.", no_args_is_help=True)
app.add_typer(audit_app, name="audit")
app.add_typer(cli_disruption.app, name="disruption")
app.add_typer(cli_gazetteer.app, name="gazetteer")
app.add_typer(cli_lines.app, name="lines")
app.add_typer(cli_review.app, name="review")
app.add_typer(cli_template.app, name="template")
app.command("export")(cli_export.export)
app.command()(cli_link.link)
app.add_typer(cli_measure.app, name="measure")
cli_network.app.command("what-if")(cli_what_if.what_if)
app.add_typer(cli_network.app, name="network")
app.command()(cli_overlap.overlap)
app.command()(cli_snapshot.snapshot)

PortOption = Annotated[int | None, typer.Option("--port", min=1, max=65535, help="Port on this computer.")]
NoOpenOption = Annotated[bool, typer.Option("--no-open", help="Do not open a browser.")]


@app.command()
def demo(
    workspace: WorkspaceOption = None,
    port: PortOption = None,
    no_open: NoOpenOption = False,
    build_only: Annotated[bool, typer.Option("--build-only", help="Make the workspace and stop.")] = False,
) -> None:
    """Make the demo workspace if there is none, and open the app on it."""
    from linesmap.demo import build_demo
    from linesmap.serving import serve as run

    path = build_demo(open_workspace(workspace).path, progress=tell)
    tell(f"The demo workspace is {path}")
    if not build_only:
        raise typer.Exit(run(path, port=port, open_browser=not no_open))


@app.command()
def serve(workspace: WorkspaceOption = None, port: PortOption = None, no_open: NoOpenOption = False) -> None:
    """Open the app on a workspace."""
    from linesmap.serving import serve as run

    chosen = open_workspace(workspace)
    if not chosen.exists:
        tell(f"There is no workspace at {chosen.path} yet; the app says how to fill one.")
    raise typer.Exit(run(chosen.path, port=port, open_browser=not no_open))


@app.command("import")
def import_(
    files: Annotated[
        list[Path],
        typer.Argument(help="CSV, spreadsheet, JSON lines or Parquet files, or ZIP archives.", show_default=False),
    ],
    workspace: WorkspaceOption = None,
    kind: Annotated[str, typer.Option(help="Kind of record; auto tells by the header.")] = "auto",
    template: Annotated[str | None, typer.Option(help="How columns are read: a name, or a YAML file.")] = None,
    force: Annotated[str | None, typer.Option(help="Force of rows that name none.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count everything, write nothing.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Import files; every row is accepted, rejected with a reason, or already held."""
    from linesmap import ingest, intake
    from linesmap.pipeline import import_files

    chosen = open_workspace(workspace)
    refused: list[str] = []
    reports = import_files(
        files,
        chosen,
        kind=_kind(kind),
        force=force_code(force) if force else None,
        template=ingest.find_template(template, intake.saved_templates(chosen)) if template else None,
        dry_run=dry_run,
        progress=tell,
        on_refused=lambda _, error: refused.append(str(error)),
    )
    if as_json:
        print_json({"files": [report.as_dict() for report in reports]})
    elif reports:
        columns = ["name", "kind", "template", "rows_in", "accepted", "rejected", "already_held"]
        print_table(pd.DataFrame([report.as_dict() for report in reports], columns=columns))
        for report in reports:
            for warning in filter(None, (report.reason, *report.warnings)):
                tell(f"{report.name}: {warning}")
    for problem in refused:
        tell(f"linesmap: {problem}")
    if refused:
        raise typer.Exit(1)


def _kind(text: str) -> str:
    from linesmap.model.vocabulary import RecordKind

    allowed = ["auto", *(kind.value for kind in RecordKind)]
    if text not in allowed:
        msg = f"Expected a kind of record: {', '.join(allowed)}; found {text!r}."
        raise typer.BadParameter(msg)
    return text


@app.command()
def sources(
    file: WorkspaceArgument = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """List the imported files and what became of their rows."""
    with open_workspace(workspace or file).read() as tables:
        frame = tables["sources"].order_by(["imported_at", "name"]).to_pandas()
    show_frame(frame, name="sources", as_json=as_json, as_csv=as_csv)


@app.command()
def rejects(
    file: WorkspaceArgument = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
    every: Annotated[bool, typer.Option("--all", help="Also those that were imported again since.")] = False,
) -> None:
    """List the rows that were not accepted, with the reason and the row as filed.

    The CSV has the columns of the rows: mend it, import it again, and just those rows come in.
    """
    from linesmap import reports

    with open_workspace(workspace or file).read() as tables:
        rows = reports.rejected_rows(tables, every=every)
    if as_csv:
        from linesmap.ingest import as_filed

        print_csv(as_filed(rows))
        return
    columns = ["name", "row_number", "column", "reason_code", "message", "raw", "returned_as"]
    show_frame(rows[columns], name="rejects", as_json=as_json, as_csv=False)


@app.command()
def quality(file: WorkspaceArgument = None, workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Say how good the records are: what to fix first, then accounted for, located, complete."""
    from linesmap import reports

    with open_workspace(workspace or file).read() as tables:
        report = reports.quality(tables)
    if as_json:
        print_json(report)
        return
    typer.echo("What to fix first")
    for number, fault in enumerate(report.pop("fix_first").to_dict("records"), start=1):
        page = " See the Review page, or `linesmap review`." if fault["page"] else ""
        typer.echo(f"{number:>3}. {fault['what']} {fault['todo']}{page}")
    unshown = {
        "source_id",
        "sha256",
        "template",
        "reason",
        "invented",
        "imported_at",
        "group",
        "record_id",
        "candidates",
    }
    for name, frame in report.items():
        typer.echo(f"\n{name.replace('_', ' ').capitalize()}")
        print_table(frame[[column for column in frame if column not in unshown]].head(_SHOWN))
        if len(frame) > _SHOWN:
            typer.echo(f"and {len(frame) - _SHOWN:,} more; --json prints all")


@app.command()
def geocode(
    texts: Annotated[list[str] | None, typer.Argument(help="Places in any form.", show_default=False)] = None,
    file: Annotated[Path | None, typer.Option(help="CSV file with a column of places.")] = None,
    column: Annotated[str | None, typer.Option(help="Its column.")] = None,
    near: Annotated[str | None, typer.Option(help="Force or county that narrows what is ambiguous.")] = None,
    workspace: Annotated[
        Path | None, typer.Option("--workspace", "-w", help="Workspace whose gazetteers take part; none if left out.")
    ] = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Locate places offline: postcodes, grid references, coordinates, towns."""
    from linesmap import reference
    from linesmap.gazetteers import load_user_gazetteer
    from linesmap.geocode import locate_texts

    asked = [*(texts or []), *_column(file, column)]
    if not asked:
        msg = "Name at least one place, or a --file and its --column."
        raise typer.BadParameter(msg)
    force = reference.find_force(near) if near else None
    gazetteer = None
    if workspace is not None:
        with open_workspace(workspace).read() as tables:
            gazetteer = load_user_gazetteer(tables)
    answers = []
    located = locate_texts(asked, near=force.code if force else near, gazetteer=gazetteer)
    for text, found in zip(asked, located, strict=True):
        name = reference.force(found.pfa_code).name if found.pfa_code else None
        answers.append({"text": text, **asdict(found), "force": name})
    if as_json:
        print_json({"answers": answers})
        return
    frame = pd.DataFrame(answers)
    frame["candidates"] = ["; ".join(str(one["label"]) for one in several) for several in frame["candidates"]]
    if as_csv:
        print_csv(frame)
    else:
        print_table(
            frame[["text", "status", "label", "lon", "lat", "precision", "uncertainty_m", "force", "candidates"]]
        )


def _column(file: Path | None, column: str | None) -> list[str]:
    if file is None:
        return []
    if column is None:
        msg = "--file needs --column: the name of the column that holds the places."
        raise typer.BadParameter(msg)
    from linesmap.ingest import read_table

    table = read_table(file)
    if column not in table.columns:
        msg = f"{file.name} has no column {column!r}. It has: {', '.join(table.columns)}."
        raise InputError(msg)
    return [str(value) for value in table[column]]


@app.command()
def synth(
    folder: Annotated[Path, typer.Argument(help="Folder to write into.")],
    records: Annotated[int, typer.Option(min=200, max=1_000_000, help="About how many records.")] = 20_000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same files.")] = 7,
    outcomes: Annotated[
        bool, typer.Option("--outcomes", help="Also monthly recorded crime by district, with an effect that is known.")
    ] = False,
) -> None:
    """Write invented files of every kind, messy on purpose, with the truth beside them."""
    from linesmap.ingest import synthetic

    written = [synthetic.write_files(folder, n_records=records, seed=seed)]
    if outcomes:
        written.append(synthetic.write_outcomes(folder, seed=seed))
    for path in [
        *(path for each in written for path in each.files),
        *(path for each in written for path in each.truth),
    ]:
        typer.echo(path)


@audit_app.command("verify")
def audit_verify(workspace: WorkspaceOption = None) -> None:
    """Check that no entry of the audit trail was changed, removed or moved."""
    broken = open_workspace(workspace).verify_audit()
    if broken is not None:
        typer.echo(f"The audit trail is broken at entry {broken}: it, or one before it, was changed.", err=True)
        raise typer.Exit(1)
    typer.echo("The audit trail is whole.")


@audit_app.command("export")
def audit_export(workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Print the audit trail."""
    with open_workspace(workspace).read() as tables:
        frame = tables["audit"].order_by("seq").to_pandas()
    show_frame(frame, name="audit", as_json=as_json, as_csv=not as_json)


def main(arguments: list[str] | None = None) -> Any:  # noqa: ANN401
    """Run the command line; a stated problem becomes one sentence and exit code 1."""
    with fail_on_linesmap_error():
        return app(arguments if arguments is not None else sys.argv[1:])
