"""Decide by command what is not sure, of places and people: list what waits, decide, undo."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import pandas as pd
import typer

from linesmap.cli_options import CsvOption, JsonOption, WorkspaceOption, force_code, open_workspace, show_frame
from linesmap.cli_output import print_json, tell
from linesmap.cli_review_people import add_commands, undo_judgement
from linesmap.errors import InputError

if TYPE_CHECKING:
    from linesmap.decisions import Decided

__all__ = ["app"]

app = typer.Typer(help="Decide what is not sure: what place texts mean, and who is who.", no_args_is_help=True)
add_commands(app)


def _force_names(codes: pd.Series) -> pd.Series:
    from linesmap import reference

    names = {force.code: force.name for force in reference.forces()}
    return codes.map(lambda code: names.get(code, code))


@app.command()
def places(workspace: WorkspaceOption = None, as_json: JsonOption = False, as_csv: CsvOption = False) -> None:
    """List the place texts that wait for a decision, those that hold back most records first."""
    from linesmap.review import to_review

    with open_workspace(workspace).read() as tables:
        waiting = to_review(tables)
    waiting.insert(3, "force", _force_names(waiting["near"]))
    if as_json:
        print_json({"places": waiting})
        return
    numbered = [
        "; ".join(f"{number} {one['label']}" for number, one in enumerate(several, start=1))
        for several in waiting["candidates"]
    ]
    lists = {name: waiting[name].map("; ".join) for name in ("kinds", "examples")}
    frame = waiting.assign(candidates=numbered, **lists).drop(columns=["words", "place_ids"])
    shown = ["text", "force", "status", "records", "reason", "candidates"]
    show_frame(frame, name="places", as_json=False, as_csv=as_csv, shown=shown)


@app.command()
def place(
    text: Annotated[str, typer.Argument(help="Place text as it stands in the records.", show_default=False)],
    workspace: WorkspaceOption = None,
    choose: Annotated[int | None, typer.Option(min=1, help="Number of the candidate it means.")] = None,
    point: Annotated[str | None, typer.Option(help='"LAT,LON", a postcode, a grid reference or a place.')] = None,
    uncertainty: Annotated[float | None, typer.Option(help="With --point: radius in metres.")] = None,
    unknown: Annotated[bool, typer.Option("--unknown", help="Nobody can tell where it is.")] = False,
    near: Annotated[str | None, typer.Option(help="Only for rows recorded by this force.")] = None,
    note: Annotated[str, typer.Option(help="Why, in a few words.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Decide what a place text means.

    Without --near the decision is for the one force whose rows use the text, or for every force when several do.
    """
    from linesmap.decisions import decide, place_words
    from linesmap.gazetteers import load_user_gazetteer
    from linesmap.meanings import candidate_meaning, point_meaning
    from linesmap.pipeline import relink
    from linesmap.review import candidates_of, to_review

    if (choose is not None) + (point is not None) + unknown != 1:
        msg = "Say one of --choose, --point and --unknown."
        raise typer.BadParameter(msg)
    if uncertainty is not None and point is None:
        msg = "--uncertainty goes with --point."
        raise typer.BadParameter(msg)
    chosen = open_workspace(workspace)
    with chosen.read() as tables:
        waiting, gazetteer = to_review(tables), load_user_gazetteer(tables)
    code = force_code(near) if near else ""
    forces = waiting.loc[waiting["words"] == place_words(text), "near"]
    if not near and len(forces) == 1:
        code = str(forces.iloc[0])
    meaning = point_meaning(point, uncertainty_m=uncertainty, gazetteer=gazetteer) if point is not None else None
    if choose is not None:
        candidates = candidates_of(waiting, text, code)
        if choose > len(candidates):
            msg = (
                f"Expected the number of a candidate, 1 to {len(candidates)}; found {choose}."
                if candidates
                else "This text has no candidates. Set a point by --point, or mark it by --unknown."
            )
            raise InputError(msg)
        meaning = candidate_meaning(candidates[choose - 1], gazetteer=gazetteer)
    done = decide(chosen, text, meaning, near=code, note=note)
    tell("Linking records again")
    relink(chosen)
    _say(done, meaning.label if meaning else "unknown", code, as_json=as_json)


def _say(done: Decided, label: str, code: str, *, as_json: bool) -> None:
    whose = str(_force_names(pd.Series([code])).iloc[0]) if code else "every force"
    if as_json:
        print_json(asdict(done) | {"label": label, "near": code})
    else:
        typer.echo(f"{done.decision_id}: {label}, for {done.n_records:,} records of {whose}")


@app.command("decisions")
def decisions_(workspace: WorkspaceOption = None, as_json: JsonOption = False, as_csv: CsvOption = False) -> None:
    """List the decisions made, newest first, with those undone."""
    from linesmap.decisions import decisions_made

    with open_workspace(workspace).read() as tables:
        frame = decisions_made(tables)
    frame.insert(4, "force", _force_names(frame["near"]))
    shown = ["decision_id", "text", "force", "choice", "label", "places", "by", "at", "undone_at"]
    show_frame(frame, name="decisions", as_json=as_json, as_csv=as_csv, shown=shown)


@app.command()
def undo(
    decision: Annotated[str, typer.Argument(help="Number of a decision, such as D1 or J1.", show_default=False)],
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take a decision back: what stood before it stands again.

    D-numbers are decisions about places, J-numbers judgements about people and lines.
    """
    from linesmap.decisions import undo as take_back
    from linesmap.pipeline import relink

    if decision.startswith("J"):
        undo_judgement(decision, workspace, as_json=as_json)
        return
    chosen = open_workspace(workspace)
    done = take_back(chosen, decision)
    tell("Linking records again")
    relink(chosen)
    if as_json:
        print_json(asdict(done))
    else:
        typer.echo(f"{done.decision_id} undone, for {done.n_records:,} records")
