"""Add, list and remove gazetteers of the user's own by command."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from linesmap.cli_options import CsvOption, JsonOption, WorkspaceOption, open_workspace, show_frame
from linesmap.cli_output import print_json, tell

if TYPE_CHECKING:
    from linesmap.store import Workspace

__all__ = ["app"]

app = typer.Typer(help="Add gazetteers of your own, which take part in locating places.", no_args_is_help=True)


@app.command()
def add(
    file: Annotated[Path, typer.Argument(help="Archive as published, or a list of places.", show_default=False)],
    workspace: WorkspaceOption = None,
    kind: Annotated[
        str, typer.Option(help="open_names, postcode_directory, code_point or places; auto tells by the content.")
    ] = "auto",
    date: Annotated[str | None, typer.Option(help="Date of the data, such as 2025-04, if no file name says.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Add OS Open Names, ONS Postcode Directory, NSPL, Code-Point Open or your own list of places.

    Places that were not found or are ambiguous are located again with it.
    """
    from linesmap.gazetteers import add_gazetteer, relocate

    chosen = open_workspace(workspace)
    added = add_gazetteer(file, chosen, kind=kind, date=date, progress=tell)
    again = relocate(chosen, progress=tell)
    _relink(chosen, again.changed)
    if as_json:
        print_json({"gazetteer": asdict(added), "places": asdict(again)})
        return
    if added.already_held:
        typer.echo(f"{added.gazetteer_id}: the same file was added before; nothing was added.")
        return
    dated = f", data of {added.date_of_data}" if added.date_of_data else ""
    typer.echo(
        f"{added.gazetteer_id}: {added.rows:,} rows of {added.name}{dated}; {added.rows_left_out:,} left out, "
        f"{added.rows_refused:,} refused"
    )
    for reason, number in sorted(added.refused.items()):
        tell(f"{number:,} rows refused: {reason}")
    if again.asked:
        typer.echo(f"{again.asked:,} places asked again: {again.changed:,} changed, {again.found:,} of them found")


def _relink(workspace: Workspace, changed: int) -> None:
    if changed:
        from linesmap.pipeline import relink

        tell("Linking records again")
        relink(workspace)


@app.command("list")
def list_(workspace: WorkspaceOption = None, as_json: JsonOption = False, as_csv: CsvOption = False) -> None:
    """List the gazetteers of a workspace."""
    from linesmap.gazetteers import gazetteers_held

    with open_workspace(workspace).read() as tables:
        frame = gazetteers_held(tables)
    shown = [str(column) for column in frame if column != "sha256"]
    show_frame(frame, name="gazetteers", as_json=as_json, as_csv=as_csv, shown=shown)


@app.command()
def remove(
    gazetteer_id: Annotated[str, typer.Argument(metavar="ID", help="Identifier, as listed.", show_default=False)],
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove a gazetteer; places that were found in it are located again without it."""
    from linesmap.gazetteers import relocate, remove_gazetteer

    chosen = open_workspace(workspace)
    name = remove_gazetteer(gazetteer_id, chosen)
    again = relocate(chosen, progress=tell)
    _relink(chosen, again.changed)
    if as_json:
        print_json({"removed": {"gazetteer_id": gazetteer_id, "name": name}, "places": asdict(again)})
    else:
        typer.echo(f"{gazetteer_id} ({name}) removed; {again.changed:,} places changed")
