"""Ask by command what acting on a few things would leave of the network of a workspace."""

from __future__ import annotations

from typing import Annotated, Any

import pandas as pd
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
from linesmap.cli_output import print_json, print_table, tell
from linesmap.errors import InputError

__all__ = ["what_if"]

_GRADES = ("high", "medium", "low", "ungraded")


def what_if(
    workspace: WorkspaceOption = None,
    act_on: Annotated[
        list[str] | None,
        typer.Option(help="deal_line, phone, address, person (adult suspects only), vehicle. May be repeated.",
                     show_default="all but vehicle"),
    ] = None,
    budget: Annotated[int, typer.Option(help="How many things, 1 to 12.")] = 3,
    objective: Annotated[str, typer.Option(help="largest_component or connected_pairs.")] = "largest_component",
    node: Annotated[
        list[str] | None, typer.Option("--set", help="Identifier of a thing of an own set. May be repeated.")
    ] = None,
    operation: Annotated[
        str | None, typer.Option(help="Evaluate an operation: who was arrested or charged in it, adults only.")
    ] = None,
    from_: FromOption = None,
    to: ToOption = None,
    force: ForceOption = None,
    grade: Annotated[
        list[str] | None, typer.Option(help="Only evidence of this grade: high, medium, low, ungraded. Repeatable.")
    ] = None,
    time_limit: Annotated[float, typer.Option(min=0.1, help="Seconds for the proof.")] = 20.0,
    seed: Annotated[int, typer.Option(help="Of every draw.")] = 0,
    as_json: JsonOption = False,
) -> None:  # fmt: skip
    """Find the few things to act on that would leave least, or judge a set; with proof, chance, recovery and doubt."""
    from dataclasses import replace

    from linesmap.what_ifs import ACT_ON, WhatIfQuestion, answer, document

    unknown = [one for one in grade or () if one not in _GRADES]
    if unknown:
        msg = f"Expected a grade, {', '.join(_GRADES)}; found {unknown[0]!r}."
        raise InputError(msg)
    if node and operation:
        msg = "Expected --set or --operation, found both. Leave one out."
        raise InputError(msg)
    filters = replace(chosen_filters(from_, to, force), grades=tuple(grade or ()))
    question = WhatIfQuestion(
        filters=filters,
        act_on=tuple(act_on) if act_on else tuple(ACT_ON)[:4],
        budget=budget,
        objective=objective,  # type: ignore[arg-type] # checked where it is used
        chosen=tuple(node or ()),
        operation=operation,
        time_limit_s=time_limit,
        seed=seed,
    )
    with open_workspace(workspace).read() as tables:
        found = answer(tables, question, progress=tell)
    told = document(found)
    if as_json:
        print_json(told)
        return
    _print(told)


def _print(found: dict[str, Any]) -> None:
    net, best = found["network"], found["best"]
    typer.echo(
        f"{net['nodes']:,} people, phones, addresses, vehicles, lines and groups with {net['ties']:,} ties; "
        f"{net['may_be_acted_on']:,} may be acted on."
    )
    rows = [
        {
            "thing": one["label"],
            "type": one["type"].replace("_", " "),
            "ties": one["ties"],
            "lines": ", ".join(one["lines"]),
            "records": one["records"],
            "exploited people tied": one["safeguarded_people_tied"] or "",
        }
        for one in found["set"]
    ]
    print_table(pd.DataFrame(rows))
    before, after = found["before"], found["after"]
    typer.echo(
        f"\nLargest part {before['largest_component']:,} before, {after['largest_component']:,} after; connected pairs "
        f"{before['connected_pairs']:,} before, {after['connected_pairs']:,} after."
    )
    if best and not found["own"]:
        proof = "no set of this size leaves less (proved)" if best["proved"] else f"at best {best['lower_bound']:,}"
        typer.echo(f"Of sets of this size: {proof}.")
    elif best:
        said = f"the best set of this size leaves {best['value']:,}, this one {found['own']['value']:,}"
        typer.echo(f"Against the best: {said}.")
    for one in found["chance"]:
        if one["measure"] == "largest_component":
            words = "of the same types" if one["drawn"] == "random" else "with as many ties"
            typer.echo(f"Random sets {words} leave {one['low']:,.0f} to {one['high']:,.0f}.")
    for row in found["evidence"] or []:
        if row["measure"] == "largest_component":
            typer.echo(
                f"With doubt about the evidence: {row['before_low']:,.0f} to {row['before_high']:,.0f} before, "
                f"{row['after_low']:,.0f} to {row['after_high']:,.0f} after."
            )
    people = found["safeguard_first"]
    typer.echo(
        f"Safeguard first: {people['people']:,} exploited people in this network are never part of a set; "
        f"{people['tied_to_the_set']:,} ties lead from the set to them."
    )
    for line in found["not_known"]:
        tell(line)
