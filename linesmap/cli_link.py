"""Offer linking on the command line: who is who, by keys, by the model and by decisions, and how well it fares."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from linesmap.cli_options import JsonOption, WorkspaceOption, open_workspace
from linesmap.cli_output import print_json, tell

if TYPE_CHECKING:
    from linesmap.store import Tables

__all__ = ["link"]

ThresholdOption = Annotated[
    float | None,
    typer.Option(min=0.5, max=0.9999, help="Probability from which people are joined unseen; kept for this workspace."),
]
TruthOption = Annotated[
    Path | None, typer.Option(help="CSV with person_id and file and row, or reference: compare with it.")
]


def link(
    workspace: WorkspaceOption = None,
    threshold: ThresholdOption = None,
    truth: TruthOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find what texts name, match people, resolve every mention and tie entities together again."""
    from linesmap.linking import relink
    from linesmap.linking_truth import compare_with_truth

    chosen = open_workspace(workspace)
    relink(chosen, threshold=threshold, progress=tell)
    with chosen.read() as tables:
        result = _counts(tables)
        compared = compare_with_truth(tables, truth) if truth else None
    if as_json:
        print_json(result | ({"truth": compared.as_dict()} if compared else {}))
        return
    counts = ", ".join(f"{result[name]:,} {name}" for name in ("mentions", "entities", "links"))
    typer.echo(f"{counts}; {result['pairs']['automatic']:,} pairs joined, {result['pairs']['review']:,} to review")
    if compared:
        typer.echo(f"Compared with {truth.name if truth else ''}: {compared.n_compared:,} mentions of people")
        for name, score in compared.scores.items():
            figures = score.as_dict()
            typer.echo(f"  {name:<9}" + "  ".join(f"{key} {value:.4f}" for key, value in figures.items()))


def _counts(tables: Tables) -> dict[str, Any]:
    counts: dict[str, Any] = {name: int(tables[name].count().execute()) for name in ("mentions", "entities", "links")}
    mentions = tables["mentions"]
    counts["from_text"] = int(mentions.filter(mentions.from_text).count().execute())
    bands = tables["pairs"].to_pandas()["band"].value_counts()
    counts["pairs"] = {band: int(bands.get(band, 0)) for band in ("automatic", "review")}
    entities = tables["entities"].to_pandas()
    counts["people"] = int((entities["entity_type"] == "person").sum())
    counts["flagged"] = int(entities["caution"].notna().sum())
    return counts
