"""Answer by command what changed when an operation started, and what became of the lines it closed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import pandas as pd
import typer

from linesmap.cli_options import CsvOption, JsonOption, WorkspaceOption, open_workspace, show_frame
from linesmap.cli_output import print_csv, print_json, print_table
from linesmap.view.words import day

if TYPE_CHECKING:
    from linesmap.effects import EffectAnswer
    from linesmap.store import Tables

__all__ = ["effect", "recovery"]

_METHODS = {
    "before-after": "before_after",
    "did": "difference_in_differences",
    "its": "interrupted_time_series",
    "synthetic-control": "synthetic_control",
}
_WINDOWS = ("same-season", "plain")
_DAY = ["%Y-%m-%d"]


def effect(
    operation: Annotated[
        str | None, typer.Argument(help="Operation of the workspace; its register gives days and forces.")
    ] = None,
    outcome: Annotated[
        list[str] | None, typer.Option(help="What is counted, such as Robbery; --list names them. May be repeated.")
    ] = None,
    workspace: WorkspaceOption = None,
    phase: Annotated[str | None, typer.Option(help="Phase of the operation.")] = None,
    method: Annotated[str, typer.Option(help=f"{', '.join(_METHODS)}.")] = "did",
    by: Annotated[str, typer.Option(help="Areas: lad (districts) or force.")] = "lad",
    step: Annotated[str, typer.Option(help="month or week.")] = "month",
    area: Annotated[
        list[str] | None, typer.Option(help="Area of the operation, name or code. May be repeated.")
    ] = None,
    control: Annotated[list[str] | None, typer.Option(help="Area to compare with. May be repeated.")] = None,
    start: Annotated[
        datetime | None, typer.Option(formats=_DAY, help="First day, if not that of the register.")
    ] = None,
    end: Annotated[datetime | None, typer.Option(formats=_DAY, help="Last day, if not that of the register.")] = None,
    burst: Annotated[
        bool, typer.Option("--burst", help="Take it as a burst that ends, not a change that stays.")
    ] = False,
    windows: Annotated[str, typer.Option(help="same-season or plain.")] = "same-season",
    years: Annotated[int, typer.Option(min=1, max=10, help="Years before to compare with.")] = 1,
    after: Annotated[int | None, typer.Option(min=1, help="Months or weeks after; up to a year if left out.")] = None,
    ring: Annotated[
        float | None,
        typer.Option(min=1, help="Metres around the districts as buffer, instead of the districts beside."),
    ] = None,
    confirm_output: Annotated[
        bool, typer.Option("--confirm-output", help="Take an outcome that police activity drives; the result says so.")
    ] = False,
    list_: Annotated[bool, typer.Option("--list", help="List the outcomes of the workspace instead.")] = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Say what changed in the areas of an operation against a comparison, with interval, displacement and limits."""
    from linesmap import effects
    from linesmap.measure.series import outcomes

    with open_workspace(workspace).read() as tables:
        if list_:
            frame = pd.DataFrame([vars(one) | {"note": one.note} for one in outcomes(tables)])
            show_frame(frame, name="outcomes", as_json=as_json, as_csv=as_csv)
            return
        if not outcome:
            msg = "Name what is counted by --outcome; --list names what the workspace holds."
            raise typer.BadParameter(msg)
        for text, allowed in ((method, tuple(_METHODS)), (by, ("lad", "force")), (step, ("month", "week")),
                              (windows, _WINDOWS)):  # fmt: skip
            if text not in allowed:
                msg = f"Expected one of {', '.join(allowed)}; found {text!r}."
                raise typer.BadParameter(msg)
        question = effects.EffectQuestion(
            outcomes=tuple(outcome),
            operation=operation,
            phase=phase,
            areas=_codes(area, by),
            by=by,  # type: ignore[arg-type]
            step=step,  # type: ignore[arg-type]
            method=_METHODS[method],  # type: ignore[arg-type]
            controls=_codes(control, by),
            start=start.date() if start else None,
            end=end.date() if end else None,
            burst=burst,
            windows=windows,  # type: ignore[arg-type]
            years=years,
            periods_after=after,
            ring_m=ring,
            confirmed=confirm_output,
        )
        found = _answered(tables, question)
    if as_json:
        print_json(found.as_dict())
    elif as_csv:
        print_csv(found.effect.series)
    else:
        _print(found)


def _answered(tables: Tables, question: object) -> EffectAnswer:
    from linesmap import effects

    return effects.answer(tables, question)  # type: ignore[arg-type]


def _codes(names: list[str] | None, by: str) -> tuple[str, ...] | None:
    """Give the codes of areas named by name or code."""
    if not names:
        return None
    from linesmap.operation_areas import area_names, find_area

    known = area_names(by)  # type: ignore[arg-type]
    return tuple(find_area(known, name) for name in names)


def _print(found: EffectAnswer) -> None:
    label = found.outcome_label + (", driven by police activity" if found.is_output else "")
    where = ", ".join(found.names.get(code, code) for code in found.treated)
    until = f" to {day(found.end)}" if found.end else ""
    typer.echo(f"{label}: {found.question.operation or 'action'} from {day(found.start)}{until}, in {where}\n")
    typer.echo(found.effect.sentence())
    typer.echo(f"Compared: {found.effect.period}")
    for title, sentences in (
        ("Areas around", found.displacement.sentences()),
        ("Expected without action",
         (found.without_action.sentence() if found.without_action else found.why_no_expectation or "",)),
        ("Limits", (*found.effect.limits(), *found.notes)),
    ):  # fmt: skip
        typer.echo(f"\n{title}")
        for sentence in sentences:
            typer.echo(f"- {sentence}")
    if found.effect.comparators:
        names = ", ".join(found.names.get(code, code) for code in found.effect.comparators)
        typer.echo(f"\nCompared with: {names}")


def recovery(
    operation: Annotated[
        str | None, typer.Argument(help="Operation whose closed lines to follow; all if left out.")
    ] = None,
    workspace: WorkspaceOption = None,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Say how many closed lines were back within 30, 90 and 180 days, and what took over and where."""
    from linesmap.recovery import recovery as shares_of
    from linesmap.recovery import where_successors_surface

    with open_workspace(workspace).read() as tables:
        found = [one for one in shares_of(tables) if operation is None or one.operation == operation]
        names = sorted({one.operation for one in found} - {"all closures"})
        followed = [where_successors_surface(tables, name).assign(operation=name) for name in names]
    frame = pd.DataFrame([vars(one) | {"share": one.share} for one in found])
    after = pd.concat(followed, ignore_index=True) if followed else pd.DataFrame()
    if as_json:
        sentences = [one.sentence() for one in found]
        print_json({"recovery": frame, "sentences": sentences, "followed_by": after})
    elif as_csv:
        print_csv(frame)
    else:
        print_table(frame)
        typer.echo("\nWhat followed the closures; a suggestion is no fact until a person accepts it")
        print_table(after)
