"""Print measures by command: operations, lines, forces, flows, published figures, and operations side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import pandas as pd
import typer

from linesmap import cli_effect
from linesmap.cli_options import (
    CsvOption,
    ForceOption,
    FromOption,
    JsonOption,
    ToOption,
    WorkspaceOption,
    chosen_filters,
    open_workspace,
    show_frame,
)
from linesmap.cli_output import print_csv, print_json, print_table, tell
from linesmap.cli_snapshot import AUDIENCES
from linesmap.errors import InputError
from linesmap.view.words import MISSING, amount, bound_sign, bounded, published_period

if TYPE_CHECKING:
    from linesmap.measure.comparison import Cell, Comparison, Scale

__all__ = ["app"]

app = typer.Typer(
    help="Count what was done and found, and compare it; most measures are driven by police activity.",
    no_args_is_help=True,
)

app.command()(cli_effect.effect)
app.command()(cli_effect.recovery)

_SCALES = {
    "total": "as published",
    "per-100000": "per 100,000 people",
    "per-day": "per day",
    "per-officer-day": "per officer-day",
}
ScaleOption = Annotated[str, typer.Option("--scale", help=f"{', '.join(_SCALES)}.")]
_VALUE_BY = ("all", "operation", "phase", "force")
_NOTE = (
    "Arrests, searches, closures and seizures are driven by police activity: they count what police did, not how much "
    "supply fell. The two types of closure, classes, doses and plants are never added."
)
_SHOWN_OF_OPERATIONS = ["start_on", "days", "population", "arrests", "people_charged", "charge_rate", "warrants",
                        "closures_type_1", "closures_type_2", "class_a_g", "cash_gbp", "weapons",
                        "children_safeguarded", "adults_safeguarded"]  # fmt: skip


def _scale(text: str) -> Scale:
    if text not in _SCALES:
        msg = f"Expected one of {', '.join(_SCALES)}; found {text!r}."
        raise typer.BadParameter(msg)
    from linesmap.measure.comparison import Scale

    return Scale(_SCALES[text])


@app.command()
def operations(
    workspace: WorkspaceOption = None,
    from_: FromOption = None,
    to: ToOption = None,
    force: ForceOption = None,
    scale: ScaleOption = "total",
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Count what every operation did: whole, by phase, and by force; kinds, units and classes are never added."""
    from linesmap.operation_reports import operation_table

    filters, chosen = chosen_filters(from_, to, force), _scale(scale)
    with open_workspace(workspace).read() as tables:
        whole = operation_table(tables, filters, scale=chosen)
        if as_csv:
            print_csv(whole)
            return
        phases = operation_table(tables, filters, by="phase", scale=chosen)
        forces = operation_table(tables, filters, by_force=True, scale=chosen)
    if as_json:
        print_json({"scale": chosen.value, "note": _NOTE, "operations": whole, "phases": phases, "by_force": forces})
        return
    for title, frame, keys in (
        ("Operations", whole, ["operation"]),
        ("Phases", phases, ["operation", "phase"]),
        ("By force of location", forces, ["operation", "force"]),
    ):
        typer.echo(title)
        print_table(frame[[*keys, *_SHOWN_OF_OPERATIONS]] if len(frame) else frame)
        typer.echo("")
    tell(f"Figures are {'totals' if scale == 'total' else chosen.value}; --json prints every measure. {_NOTE}")


def _plain_table(name: str, help_: str) -> None:
    """Add a command that prints one table of `reports` as it stands."""

    def command(
        workspace: WorkspaceOption = None,
        from_: FromOption = None,
        to: ToOption = None,
        force: ForceOption = None,
        as_json: JsonOption = False,
        as_csv: CsvOption = False,
    ) -> None:
        from linesmap.reports import TABLES_BY_NAME

        filters = chosen_filters(from_, to, force)
        with open_workspace(workspace).read() as tables:
            frame = TABLES_BY_NAME[name](tables, filters)
        show_frame(frame, name=name, as_json=as_json, as_csv=as_csv)

    app.command(name, help=help_)(command)


_plain_table("phases", "Count every measure of records by phase of an operation.")
_plain_table("lines", "Describe every deal line, with the measures of the records that name it.")
_plain_table("forces", "Count every measure by force of location, with records per 100,000 people.")
_plain_table("drugs", "Count every measure by drug.")
_plain_table("months", "Count every measure by month.")
_plain_table("programmes", "List the published figures, as published.")


@app.command()
def flows(
    workspace: WorkspaceOption = None,
    from_: FromOption = None,
    to: ToOption = None,
    force: ForceOption = None,
    by: Annotated[str, typer.Option(help="Between force, lad or town.")] = "force",
    period: Annotated[str, typer.Option(help="all, month, quarter or year.")] = "all",
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Count lines from origin to destination; internal lines stand on the diagonal."""
    from linesmap.line_flows import flows as flows_of

    for text, allowed in ((by, ("force", "lad", "town")), (period, ("all", "month", "quarter", "year"))):
        if text not in allowed:
            msg = f"Expected one of {', '.join(allowed)}; found {text!r}."
            raise typer.BadParameter(msg)
    filters = chosen_filters(from_, to, force)
    with open_workspace(workspace).read() as tables:
        frame = flows_of(tables, filters, by=by, period=period)  # type: ignore[arg-type]
    shown = ["period", "origin", "destination", "lines", "internal", "inferred", "records", "expected", "ratio",
             "low", "high", "unusual"]  # fmt: skip
    show_frame(frame, name="flows", as_json=as_json, as_csv=as_csv, shown=shown)


@app.command()
def value(
    workspace: WorkspaceOption = None,
    from_: FromOption = None,
    to: ToOption = None,
    force: ForceOption = None,
    by: Annotated[str, typer.Option(help="all, operation, phase or force.")] = "operation",
    level: Annotated[str, typer.Option(help="Level of prices: street or wholesale.")] = "street",
    area: Annotated[str, typer.Option(help="Area of prices, as in the table.")] = "UK",
    prices: Annotated[
        Path | None, typer.Option(help="Table of prices as CSV; that of the settings, or the shipped one, if left out.")
    ] = None,
    adjust_purity: Annotated[
        bool, typer.Option("--adjust-purity", help="Scale by purity, where table and seizure state it.")
    ] = False,
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:
    """Value what was weighed at dated prices, low, middle and high; weight first, stated values apart."""
    from linesmap import reference
    from linesmap.measure.seizure_values import value_by, value_frame

    if by not in _VALUE_BY:
        msg = f"Expected one of {', '.join(_VALUE_BY)}; found {by!r}."
        raise typer.BadParameter(msg)
    filters, table = chosen_filters(from_, to, force), reference.prices(prices)
    with open_workspace(workspace).read() as tables:
        options = {"prices": table, "level": level, "area": area, "adjust_purity": adjust_purity}
        frame = value_frame(tables, filters, by=by, **options)  # type: ignore[arg-type]
        whole = value_by(tables, filters, by="all", **options)  # type: ignore[arg-type]
    sentences = [one.sentence() for one in whole.values()]
    if as_json:
        print_json({"value": frame, "all_together": sentences})
        return
    named = [name for name in ("operation", "phase", "force_name") if name in frame]
    shown = [*named, "drug", "seizures", "quantity_g", "valued_by", "low_gbp", "mid_gbp", "high_gbp", "not_valued",
             "stated_gbp"]  # fmt: skip
    show_frame(frame, name="value", as_json=False, as_csv=as_csv, shown=shown)
    if not as_csv:
        for sentence in sentences:
            tell(sentence)


@app.command()
def compare(
    names: Annotated[
        list[str],
        typer.Argument(help="Operations, phases or programmes; published: or recorded: before a name takes just those.",
                       show_default=False),
    ],
    workspace: WorkspaceOption = None,
    scale: ScaleOption = "total",
    audience: Annotated[
        str, typer.Option(help="analyst, or pcc: recorded numbers rounded, small ones and what tells them not shown.")
    ] = "analyst",
    as_json: JsonOption = False,
    as_csv: CsvOption = False,
) -> None:  # fmt: skip
    """Set operations side by side, and say what cannot be compared and why. Nothing is ranked."""
    from linesmap.comparisons import all_columns, as_document, compare_columns

    chosen = _scale(scale)
    if audience not in AUDIENCES:
        msg = f"Expected an audience, {' or '.join(AUDIENCES)}; found {audience!r}."
        raise InputError(msg)
    with open_workspace(workspace).read() as tables:
        columns = all_columns(tables)
        if audience == "pcc":
            from linesmap.area_comparison import checked_columns
            from linesmap.area_tables import area_tables

            columns = checked_columns(columns, area_tables(tables, progress=tell))
    comparison = compare_columns(columns, names, scale=chosen)
    document = as_document(comparison)
    if as_json:
        print_json(document)
        return
    if as_csv:
        rows = [{"measure": row["measure"], "label": row["label"], "unit": row["unit"]} | cell
                for row in document["measures"] for cell in row["cells"]]  # fmt: skip
        frame = pd.DataFrame(rows).drop(columns="others")
        print_csv(frame.assign(reasons=["; ".join(several) for several in frame["reasons"]]))
        return
    _print_comparison(comparison)


def _print_comparison(comparison: Comparison) -> None:
    for subject in comparison.subjects:
        people = f"{subject.population:,} people" if subject.population else "no single area with a population"
        length = f"{subject.days:,} days" if subject.days else "length not known"
        period = published_period(subject.first, subject.last)
        forces = ", ".join(subject.forces) or "forces not stated"
        typer.echo(f"{subject.name} ({subject.origin.value}): {period}, {length}; {forces}; {people}")
    typer.echo("")
    names = [subject.name for subject in comparison.subjects]
    rows = [
        {"measure": row.definition.label}
        | {name: _cell(cell, row.definition.unit) for name, cell in zip(names, row.cells, strict=True)}
        for row in comparison.rows
        if row.definition.group != "other"
    ]
    print_table(pd.DataFrame(rows, columns=["measure", *names]))
    for one in comparison.reconciliations:
        published = bounded(one.published.value, None, one.published.bound.value)
        if one.total is None:
            continue
        added = bounded(one.total.value, None, one.total.bound.value)
        verdict = "consistent" if one.consistent else "not consistent"
        typer.echo(f"{one.subject}, {one.measure}: phases add to {added}; {published} was published ({verdict}).")
    typer.echo("\nWhat cannot be compared, and why")
    for sentence in comparison.differences:
        typer.echo(f"- {sentence}")


def _cell(cell: Cell, unit: str) -> str:
    """Write a cell: the figure with its sign, and in brackets why it does not compare."""
    if cell.figure is None:
        return MISSING
    words = "not quantified"
    if cell.value is not None:
        exact = unit in {"g", "GBP"} or float(cell.value).is_integer()
        words = bound_sign(cell.bound) + (amount(cell.value, unit) if exact else f"{cell.value:,.2f}")
    reasons = [reason for reason in (*cell.reasons, *([cell.note] if cell.note else [])) if reason != words]
    return f"{words} [{'; '.join(reasons)}]" if reasons else words
