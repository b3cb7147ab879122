"""Record a graded disruption by command, and list those recorded."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import pandas as pd
import typer

from linesmap.cli_options import CsvOption, JsonOption, WorkspaceOption, force_code, open_workspace, show_frame
from linesmap.cli_output import print_json, tell
from linesmap.model.filters import Filters
from linesmap.model.vocabulary import DisruptionGrade, FourP

__all__ = ["app"]

app = typer.Typer(help="Graded disruptions: who judged them and why; never worked out.", no_args_is_help=True)


@app.command()
def add(
    grade: Annotated[DisruptionGrade, typer.Option(help="As the assessor judged it.", show_default=False)],
    assessor: Annotated[str, typer.Option(help="Office or unit that judged it; not a person.", show_default=False)],
    rationale: Annotated[str, typer.Option(help="Why it was graded so.", show_default=False)],
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Day of the assessment.", show_default=False)],
    operation: Annotated[str, typer.Option(help="Operation it is claimed for.")] = "",
    phase: Annotated[str, typer.Option(help="Phase of the operation.")] = "",
    group: Annotated[str, typer.Option(help="Group that was disrupted.")] = "",
    line: Annotated[str, typer.Option(help="Deal line that was disrupted.")] = "",
    force: Annotated[str, typer.Option(help="Force that claims it.")] = "",
    four_p: Annotated[FourP | None, typer.Option("--four-p", help="Strand.", show_default=False)] = None,
    moderated: Annotated[str, typer.Option(help="yes, no, or the office that checked the grade.")] = "",
    reference: Annotated[str, typer.Option(help="Its number in another system.")] = "",
    place: Annotated[str, typer.Option(help="Where, if it has a place.")] = "",
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Record one graded disruption by hand."""
    from linesmap.disruptions import record_disruption

    report = record_disruption(
        open_workspace(workspace),
        grade=grade.value,
        assessor=assessor,
        rationale=rationale,
        on=on.date(),
        operation=operation,
        phase=phase,
        group=group,
        line=line,
        force=force,
        four_p=four_p.value if four_p else "",
        moderated=moderated,
        reference=reference,
        place=place,
        progress=tell,
    )
    if as_json:
        print_json(report.as_dict())
    elif report.accepted:
        typer.echo(f"Recorded: disruption graded {grade.value}, {on:%Y-%m-%d}")
    else:
        typer.echo("The very same was recorded before; nothing was added")


@app.command("list")
def list_(
    workspace: WorkspaceOption = None,
    operation: Annotated[str, typer.Option(help="Only those claimed for this operation.")] = "",
    force: Annotated[str, typer.Option(help="Only those of this force.")] = "",
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """List graded disruptions, newest first; with --json also how many there are of each grade by operation."""
    from linesmap.link import entity_id, exact_key
    from linesmap.measure.disruptions import disruption_counts, disruptions
    from linesmap.model.vocabulary import EntityType

    kind = EntityType.OPERATION
    filters = Filters(
        forces=(force_code(force),) if force else (),
        operations=(entity_id(kind, exact_key(kind, operation)),) if operation else (),
    )
    with open_workspace(workspace).read() as tables:
        frame = disruptions(tables, filters)
        counts = disruption_counts(tables, filters, by="operation") if as_json else pd.DataFrame()
    if as_json:
        print_json({"disruptions": frame, "counts_by_operation": counts})
        return
    shown = ["assessed_on", "grade", "operation", "phase", "groups", "lines", "assessor", "moderated", "rationale"]
    show_frame(frame, name="disruptions", as_json=False, as_csv=as_csv, shown=shown)
