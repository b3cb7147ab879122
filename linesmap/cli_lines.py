"""Work on deal lines by command: list and show them, closures, survival, suggested successors."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import pandas as pd
import typer

from linesmap.cli_options import (
    CsvOption,
    FromOption,
    JsonOption,
    ToOption,
    WorkspaceOption,
    chosen_filters,
    open_workspace,
    show_frame,
)
from linesmap.cli_output import print_json, print_table

if TYPE_CHECKING:
    from linesmap.network import LineProfile, Suggestion

__all__ = ["app"]

app = typer.Typer(help="Deal lines: their lives, closures and successors.", no_args_is_help=True)

LineArgument = Annotated[str, typer.Argument(help="Name or identifier of a line.", show_default=False)]
WithinOption = Annotated[int, typer.Option(min=1, max=3650, help="Days around the end of a line.")]
NoteOption = Annotated[str, typer.Option(help="Why, in a few words.")]


@app.command("list")
def list_(workspace: WorkspaceOption = None, as_json: JsonOption = False, as_csv: CsvOption = False) -> None:
    """List the lines: status, age, route, forces, drugs, last activity."""
    from linesmap.lines import profiles

    with open_workspace(workspace).read() as tables:
        rows = [_row(one) for one in profiles(tables)]
    frame = pd.DataFrame(rows)
    shown = ["line", "status", "age_days", "route", "kind", "drugs", "records", "last_activity"]
    show_frame(frame, name="lines", as_json=as_json, as_csv=as_csv, shown=shown if len(frame) else None)


def _row(one: LineProfile) -> dict[str, Any]:
    return {
        "line_id": one.line_id,
        "line": one.name,
        "status": one.status.value if one.status else None,
        "age_days": one.age_days,
        "route": one.route,
        "kind": one.line_kind.value,
        "kind_basis": one.footprint.kind_basis,
        "drugs": "; ".join(one.drugs),
        "records": one.n_records,
        "first_seen": one.first_seen,
        "last_activity": one.last_activity,
        "numbers": "; ".join(use.number for use in one.numbers if use.stated),
        "in_register": one.in_register,
    }


@app.command()
def show(line: LineArgument, workspace: WorkspaceOption = None, as_json: JsonOption = False) -> None:
    """Show one line: every change of status with what is behind it, numbers, footprint, check-backs."""
    from linesmap.lines import find_line, places_of, profiles

    with open_workspace(workspace).read() as tables:
        one = find_line(profiles(tables), line)
        places = places_of(tables, sorted({record for change in one.transitions for record in change.behind}))
    changes = [
        {
            "on": change.on,
            "from": change.before.value if change.before else None,
            "to": change.after.value,
            "why": change.why,
            "behind": list(change.behind),
            "files": "; ".join(f"{places[b][0]}, row {places[b][1]:,}" for b in change.behind if b in places),
        }
        for change in one.transitions
    ]
    numbers = [
        {"number": use.number, "stated": use.stated, "first_seen": use.first_seen, "last_seen": use.last_seen,
         "records": len(use.record_ids)}
        for use in one.numbers
    ]  # fmt: skip
    districts = [asdict(area) | {"share": area.share} for area in one.footprint.districts]
    if as_json:
        origin = asdict(one.footprint.origin) if one.footprint.origin else None
        checks = [{"on": on, "record_id": record} for on, record in one.check_backs]
        print_json(_row(one) | {"changes": changes, "numbers": numbers, "origin": origin, "districts": districts,
                                "check_backs": checks})  # fmt: skip
        return
    typer.echo(f"{one.name}: {one.status.value if one.status else 'not yet seen'}, {one.route}")
    for title, rows, columns in (
        ("Changes", changes, ["on", "from", "to", "why", "files"]),
        ("Numbers", numbers, ["number", "stated", "first_seen", "last_seen", "records"]),
        ("Districts", districts, ["code", "confidence", "n_records", "n_located", "share", "low", "high"]),
    ):
        typer.echo(f"\n{title}")
        print_table(pd.DataFrame(rows, columns=columns))


@app.command()
def closures(
    workspace: WorkspaceOption = None,
    within: Annotated[list[int] | None, typer.Option(min=1, help="Days; 30, 90 and 180 if left out.")] = None,
    from_: FromOption = None,
    to: ToOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """List closures and what became of them, and count net closures by type; the types are never added."""
    from linesmap.lines import closures as closures_of
    from linesmap.lines import profiles
    from linesmap.network import NET_DAYS, net_closures

    period = chosen_filters(from_, to, None).period
    with open_workspace(workspace).read() as tables:
        every = closures_of(tables, profiles(tables))
    net = net_closures(every, within_days=sorted(set(within or NET_DAYS)), period=period)
    if as_json:
        print_json({"net": net, "closures": every.assign(record_ids=every["record_ids"].map(list))})
    elif as_csv:
        show_frame(net, name="net", as_json=False, as_csv=True)
    else:
        columns = ["line", "closed_on", "closure_type", "recorded_by", "back_on", "taken_over_on", "successor",
                   "check_backs", "records_after", "observed_days"]  # fmt: skip
        print_table(every[columns])
        typer.echo("\nNet closures: closed less those reopened or taken over within the days")
        print_table(net)


@app.command()
def survival(workspace: WorkspaceOption = None, as_json: JsonOption = False, as_csv: CsvOption = False) -> None:
    """Say how long lines live until they are closed and how long closures hold (Kaplan-Meier)."""
    from linesmap.lines import closures as closures_of
    from linesmap.lines import profiles, survival_frame
    from linesmap.pipeline import last_day

    with open_workspace(workspace).read() as tables:
        found = profiles(tables)
        frame = survival_frame(found, closures_of(tables, found), as_of=last_day(tables) or date.min)
    shown = ["what", "n", "events", "median_days", "at_90", "low_90", "high_90", "at_180", "at_365"]
    show_frame(frame, name="survival", as_json=as_json, as_csv=as_csv, shown=shown if len(frame) else None)


@app.command()
def suggestions(
    workspace: WorkspaceOption = None, within: WithinOption = 90, as_json: JsonOption = False, as_csv: CsvOption = False
) -> None:
    """List lines that may have taken over from ended ones, or be back on a new number, with reasons."""
    from linesmap.lines import profiles
    from linesmap.lines import suggestions as suggest

    with open_workspace(workspace).read() as tables:
        found = suggest(tables, profiles(tables), within_days=within)
    rows = [_suggestion(one) for one in found]
    if as_json:
        reasons = [[asdict(reason) for reason in one.reasons] for one in found]
        print_json({"suggestions": [row | {"reasons": why} for row, why in zip(rows, reasons, strict=True)]})
        return
    columns = ["earlier", "later", "on", "gap_days", "strength", "score", "verdict", "judgement", "reasons"]
    frame = pd.DataFrame(rows, columns=[*columns, "earlier_id", "later_id", "ended", "ended_on"])
    show_frame(frame, name="suggestions", as_json=False, as_csv=as_csv, shown=columns)


def _suggestion(one: Suggestion) -> dict[str, Any]:
    return {
        "earlier": one.earlier_name,
        "later": one.later_name,
        "earlier_id": one.earlier,
        "later_id": one.later,
        "ended": one.end.how,
        "ended_on": one.end.on,
        "on": one.on,
        "gap_days": one.gap_days,
        "strength": one.strength,
        "score": one.score,
        "verdict": one.verdict,
        "judgement": one.judgement_id,
        "reasons": "; ".join(reason.words for reason in one.reasons),
    }


@app.command()
def accept(
    earlier: LineArgument,
    later: Annotated[str, typer.Argument(help="Line it goes on as; the same line if it is back.", show_default=False)],
    workspace: WorkspaceOption = None,
    relation: Annotated[str, typer.Option(help="rebranded or merged.")] = "rebranded",
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day of the change.")] = None,
    note: NoteOption = "",
) -> None:
    """Accept that a line goes on as another, or that it is back on a day (--on)."""
    from linesmap.lines import accept as accept_
    from linesmap.lines import find_line, profiles

    chosen = open_workspace(workspace)
    with chosen.read() as tables:
        found = profiles(tables)
    a, b = find_line(found, earlier), find_line(found, later)
    day = on.date() if on else _day_of_change(a, b)
    judgement = accept_(chosen, a.line_id, b.line_id, relation=relation, on=day, note=note)
    typer.echo(f"{judgement}: {a.name} is back" if a == b else f"{judgement}: {a.name} goes on as {b.name}, {relation}")


def _day_of_change(a: LineProfile, b: LineProfile) -> date | None:
    """Give the first day of the later line, or the day after the end of the earlier one; None for a return."""
    from linesmap.network.successors import line_end

    if a == b or b.first_seen is None:
        return None
    end = line_end(a, b.first_seen)
    return max(b.first_seen, end.on + timedelta(days=1)) if end else b.first_seen


@app.command()
def reject(
    earlier: LineArgument,
    later: LineArgument,
    workspace: WorkspaceOption = None,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day of a return.")] = None,
    note: NoteOption = "",
) -> None:
    """Reject a suggestion: it stays rejected, whatever is imported later."""
    from linesmap.lines import find_line, profiles
    from linesmap.lines import reject as reject_

    chosen = open_workspace(workspace)
    with chosen.read() as tables:
        found = profiles(tables)
    a, b = find_line(found, earlier), find_line(found, later)
    judgement = reject_(chosen, a.line_id, b.line_id, on=on.date() if on else None, note=note)
    typer.echo(f"{judgement}: rejected")


@app.command()
def undo(
    judgement: Annotated[str, typer.Argument(help="Number of a judgement, such as J1.", show_default=False)],
    workspace: WorkspaceOption = None,
) -> None:
    """Take an accepted or rejected suggestion back."""
    from linesmap.lines import undo as take_back

    take_back(open_workspace(workspace), judgement)
    typer.echo(f"{judgement} undone")
