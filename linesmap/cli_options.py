"""Share the options that several commands have, and what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import pandas as pd
import typer

from linesmap.cli_output import print_csv, print_json, print_table
from linesmap.errors import InputError
from linesmap.model.filters import Filters
from linesmap.settings import load_settings

if TYPE_CHECKING:
    from linesmap.store import Workspace

__all__ = [
    "CsvOption",
    "ForceOption",
    "FromOption",
    "JsonOption",
    "ToOption",
    "WorkspaceArgument",
    "WorkspaceOption",
    "chosen_filters",
    "force_code",
    "open_workspace",
    "show_frame",
]

WorkspaceOption = Annotated[
    Path | None,
    typer.Option("--workspace", "-w", help="Workspace file. Default: $LINESMAP_WORKSPACE or ./linesmap.duckdb."),
]
WorkspaceArgument = Annotated[
    Path | None,
    typer.Argument(metavar="[WORKSPACE]", help="Workspace file, if not given by --workspace.", show_default=False),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
CsvOption = Annotated[bool, typer.Option("--csv", help="Print CSV.")]
ForceOption = Annotated[list[str] | None, typer.Option("--force", help="Force, by any of its names. May be repeated.")]
FromOption = Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")]
ToOption = Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day.")]


def open_workspace(path: Path | None) -> Workspace:
    """Give the workspace that was named, or that of the settings."""
    from linesmap.store import Workspace

    settings = load_settings()
    return Workspace(path or settings.workspace, settings)


def show_frame(
    frame: pd.DataFrame, *, name: str, as_json: bool, as_csv: bool, shown: Sequence[str] | None = None
) -> None:
    """Print a frame as one JSON document under a name, as CSV, or as a plain table with the columns that fit there."""
    if as_json:
        print_json({name: frame})
    elif as_csv:
        print_csv(frame)
    else:
        print_table(frame if shown is None else frame[list(shown)])


def force_code(name: str) -> str:
    """Give the code of a force by any of its names.

    Raises
    ------
    InputError
        If no force is called so.
    """
    from linesmap import reference

    found = reference.find_force(name)
    if found is None:
        msg = f"Expected the name of a police force, found {name!r}. Try one such as 'Avon and Somerset' or 'A&S'."
        raise InputError(msg)
    return found.code


def chosen_filters(first: datetime | None, last: datetime | None, forces: list[str] | None) -> Filters:
    """Make the filters of --from, --to and --force.

    Raises
    ------
    typer.BadParameter
        If only one of the days is given, or they stand the wrong way round.
    """
    if (first is None) != (last is None):
        msg = "--from and --to go together."
        raise typer.BadParameter(msg)
    if first and last and first > last:
        msg = "--from must not be after --to."
        raise typer.BadParameter(msg)
    period = (first.date(), last.date()) if first and last else None
    return Filters(period=period, forces=tuple(force_code(name) for name in forces or ()))
