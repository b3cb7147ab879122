"""Handle templates by command: suggest one from a file, list them, show one, keep one in a workspace."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import pandas as pd
import typer

from linesmap.cli_options import CsvOption, JsonOption, WorkspaceOption, open_workspace, show_frame
from linesmap.cli_output import print_json, tell
from linesmap.errors import ColumnError, InputError

if TYPE_CHECKING:
    from linesmap import intake

__all__ = ["app"]

app = typer.Typer(help="Say once how the files of a source are read, as a readable YAML file.", no_args_is_help=True)


@app.command()
def suggest(
    file: Annotated[Path, typer.Argument(help="A file of the source.", show_default=False)],
    kind: Annotated[str, typer.Option(help="Kind of record; auto tells by the header.")] = "auto",
    sheet: Annotated[str | None, typer.Option(help="Sheet of a workbook, or file of an archive.")] = None,
    out: Annotated[Path | None, typer.Option(help="Write the template to this file.")] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Suggest a template from the header and values of a file, with a confidence for each column."""
    from linesmap import ingest, intake

    previews = intake.look_at(file, kind=kind, saved=intake.saved_templates(open_workspace(workspace)))
    preview = _the_one(previews, sheet, file.name)
    if preview.template is None:
        raise ColumnError(preview.problem)
    if as_json:
        columns = [vars(suggestion) for suggestion in preview.suggestions]
        kind_found = preview.template.kind.value
        print_json({"name": preview.template.name, "kind": kind_found, "reason": preview.reason, "columns": columns})
        return
    text = ingest.suggestion_text(preview.template, preview.suggestions, preview.reason)
    missing = ingest.required_missing(preview.template)
    if missing:
        tell(f"A {preview.template.kind.value} also needs {', '.join(missing)}: add it under columns or constants.")
    if out is None:
        sys.stdout.write(text)
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        msg = f"{out} could not be written: {error.strerror or 'no reason was given'}."
        raise InputError(msg) from error
    tell(f"Wrote {out}. Check the columns below 0.9, then: linesmap import FILE --template {out}")


def _the_one(previews: list[intake.TablePreview], sheet: str | None, file: str) -> intake.TablePreview:
    names = [preview.name for preview in previews]
    if sheet is None:
        usable = [preview for preview in previews if preview.template] or previews
        if len(usable) > 1:
            tell(f"{file} holds {len(usable)} tables: {', '.join(names)}. This is the first; choose with --sheet.")
        return usable[0]
    for preview in previews:
        if preview.name.casefold() == sheet.casefold():
            return preview
    msg = f"Expected a sheet of {file}: {', '.join(names)}; found {sheet!r}."
    raise InputError(msg)


@app.command("list")
def list_(workspace: WorkspaceOption = None, as_json: JsonOption = False, as_csv: CsvOption = False) -> None:
    """List the templates that ship with linesmap and those of the workspace."""
    from linesmap import ingest, intake

    saved = intake.saved_templates(open_workspace(workspace))
    rows = [
        {
            "name": template.name,
            "kind": template.kind.value,
            "where": where,
            "automatic": template.automatic,
            "columns": len(template.columns),
            "about": template.about,
        }
        for where, templates in (("workspace", saved), ("shipped", ingest.shipped_templates()))
        for template in templates
    ]
    show_frame(pd.DataFrame(rows), name="templates", as_json=as_json, as_csv=as_csv)


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="Name of the template, or a YAML file.")],
    workspace: WorkspaceOption = None,
) -> None:
    """Print a template as YAML."""
    from linesmap import ingest, intake

    found = ingest.find_template(name, intake.saved_templates(open_workspace(workspace)))
    sys.stdout.write(ingest.template_text(found))


@app.command()
def save(
    file: Annotated[Path, typer.Argument(help="YAML file.", show_default=False)], workspace: WorkspaceOption = None
) -> None:
    """Keep a template in the workspace; if it is automatic, files with its header are read by it from now on."""
    from linesmap import ingest, intake

    template = ingest.read_template(file)
    intake.save_template(open_workspace(workspace), template)
    tell(f"The workspace keeps the template {template.name!r}.")


@app.command()
def remove(
    name: Annotated[str, typer.Argument(help="Name of the template.")], workspace: WorkspaceOption = None
) -> None:
    """Remove a template from the workspace."""
    from linesmap import intake

    intake.forget_template(open_workspace(workspace), name)
    tell(f"The workspace no longer keeps the template {name!r}.")
