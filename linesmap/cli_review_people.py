"""Decide by command who is who: list the pairs of people that wait, judge them, list and undo judgements."""

from __future__ import annotations

from typing import Annotated, Any

import pandas as pd
import typer

from linesmap.cli_options import CsvOption, JsonOption, WorkspaceOption, open_workspace, show_frame
from linesmap.cli_output import print_json, tell

__all__ = ["add_commands", "undo_judgement"]

_SHOWN = ["pair_id", "label_a", "label_b", "chance", "reason", "records_a", "records_b", "judged"]
_LEFT_OUT = ["profile_a", "profile_b", "part_a"]
_NAMES = ("forename", "surname", "born")


def add_commands(app: typer.Typer) -> None:
    """Add the commands about people to the group `review`."""
    app.command()(people)
    app.command()(judge)
    app.command()(judgements)


def people(
    workspace: WorkspaceOption = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many pairs.")] = 100,
    weak: Annotated[bool, typer.Option("--weak", help="People held together by one weak link instead.")] = False,
    names: Annotated[bool, typer.Option("--names", help="With names; the audit trail notes it.")] = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """List the people that may be one person, those never looked at first, then the most probable.

    People are shown by pseudonyms. A pair stays until it is judged; judge one by its identifier.
    """
    from linesmap.people_held import names_of
    from linesmap.review_people import flagged, note_names_shown, to_review, waiting_by_reason

    chosen = open_workspace(workspace)
    with chosen.read() as tables:
        doubtful = flagged(tables)
        waiting = sum(waiting_by_reason(tables).values())
        frame = doubtful.head(limit) if weak else to_review(tables, most=limit)
        if names:
            frame = _with_names(frame, names_of(tables, sorted({*frame["profile_a"], *frame["profile_b"]})))
    if names:
        note_names_shown(chosen, "pairs of people")
    frame = frame.drop(columns=_LEFT_OUT, errors="ignore")
    total = len(doubtful) if weak else waiting
    if as_json:
        print_json({"people": frame, "waiting": waiting, "weak": len(doubtful)})
        return
    if len(frame) < total:
        tell(f"The first {len(frame):,} of {total:,}; --limit shows more.")
    flat = frame.assign(
        chance=[_chance(one) for one in frame["probability"]],
        contributions=[_in_words(one) for one in frame["contributions"]],
        **{name: frame[name].map("; ".join) for name in ("forces_a", "forces_b")},
    )
    own = [f"{name}_{side}" for side in "ab" for name in _NAMES] if names else []
    csv = flat.drop(columns="chance")
    show_frame(csv if as_csv else flat, name="people", as_json=False, as_csv=as_csv, shown=[*_SHOWN, *own])


def _chance(probability: float) -> str:
    from linesmap.view.pair_words import chance

    return chance(probability)


def _in_words(contributions: list[list[Any]]) -> str:
    from linesmap.view.pair_pictures import steps
    from linesmap.view.pair_words import signed

    return "; ".join(f"{one.name}: {one.words} {signed(one.weight)}" for one in steps(contributions))


def _with_names(frame: pd.DataFrame, names: pd.DataFrame) -> pd.DataFrame:
    for side in "ab":
        said = names.reindex(frame[f"profile_{side}"])
        frame = frame.assign(**{f"{name}_{side}": said[name].to_numpy() for name in _NAMES})
    return frame


def judge(
    pair: Annotated[str, typer.Argument(metavar="PAIR_ID", help="From `linesmap review people`.", show_default=False)],
    verdict: Annotated[str, typer.Argument(help="accept (one person), reject or unsure.", show_default=False)],
    workspace: WorkspaceOption = None,
    note: Annotated[str, typer.Option(help="Why, in a few words.")] = "",
    as_json: JsonOption = False,
) -> None:
    """Decide whether a pair is one person; the decision wins over the model and holds for later imports."""
    from linesmap.review_people import decide

    done = decide(open_workspace(workspace), pair, verdict, note=note, progress=tell)
    if as_json:
        print_json(
            {
                "judgement_id": done.judgement_id,
                "pair_id": pair,
                "verdict": verdict,
                "mentions_before": done.n_before,
                "mentions_together": done.n_together,
            }
        )
    else:
        typer.echo(f"{done.judgement_id}: {done.words}.")


def judgements(
    workspace: WorkspaceOption = None,
    every: Annotated[bool, typer.Option("--all", help="Also those undone or replaced.")] = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """List the judgements about people and lines that stand, newest first."""
    from linesmap.review_people import judgements_named

    with open_workspace(workspace).read() as tables:
        frame = judgements_named(tables)
    if not every:
        frame = frame[frame["undone_at"].isna()]
    shown = ["judgement_id", "subject", "label_a", "label_b", "verdict", "relation", "by", "at", "note"]
    if every:
        shown.insert(-1, "undone_at")
    show_frame(frame, name="judgements", as_json=as_json, as_csv=as_csv, shown=shown)


def undo_judgement(judgement_id: str, workspace: WorkspaceOption, *, as_json: bool) -> None:
    """Take back a judgement, by its J-number."""
    from linesmap.review_people import undo

    chosen = open_workspace(workspace)
    undo(chosen, judgement_id, progress=tell)
    if as_json:
        print_json({"judgement_id": judgement_id})
    else:
        typer.echo(f"{judgement_id} undone: everything stands as before it")
