"""Measure any network by command: the set whose removal does most, and the order in which it falls apart soonest."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from linesmap.cli_options import JsonOption
from linesmap.cli_output import print_json, tell

if TYPE_CHECKING:
    import networkx as nx

    from linesmap.engine import KeySet

__all__ = ["app"]

app = typer.Typer(
    help="What would disrupt a network: the best set to act on, and how soon it falls apart, from any list of ties.",
    no_args_is_help=True,
)

EdgesArgument = Annotated[
    Path, typer.Argument(metavar="EDGES.csv", help="CSV with columns source, target[, weight].", show_default=False)
]
SeedOption = Annotated[int, typer.Option(help="Of the search.")]
_OBJECTIVES = ("largest_component", "connected_pairs")
_SHOWN = 20
_START_S = 0.9
"""Seconds of a processor in which the command is loaded where machines are quick."""
_NOTE = (
    "A network is what was recorded, not what there is. The names in this file say nothing of who they are: before "
    "anyone is acted on, check who is exploited or a child, and safeguard first."
)


def _objective(text: str) -> str:
    if text not in _OBJECTIVES:
        msg = f"Expected one of {', '.join(_OBJECTIVES)}; found {text!r}."
        raise typer.BadParameter(msg)
    return text


def _read(path: Path) -> tuple[nx.Graph[str], nx.Graph[str]]:
    """Read the ties; also give the largest component, with nodes in the order of their names."""
    import networkx as nx

    from linesmap.engine import compact, read_edges

    graph = read_edges(path)
    nodes = compact(graph).largest().nodes
    largest: nx.Graph[str] = nx.Graph()
    largest.add_nodes_from(nodes)
    largest.add_edges_from(graph.subgraph(nodes).edges(data=True))
    return graph, largest


@app.command()
def disrupt(
    edges: EdgesArgument,
    budget: Annotated[int, typer.Option(min=0, help="How many nodes may be removed.", show_default=False)],
    objective: Annotated[str, typer.Option(help=f"{' or '.join(_OBJECTIVES)}.")] = "largest_component",
    time_limit: Annotated[float, typer.Option(min=0.1, help="Seconds for the search and the proof.")] = 25.0,
    seed: SeedOption = 0,
    as_json: JsonOption = False,
) -> None:
    """Find the nodes whose removal leaves least of the largest component, with a proof or the gap to it."""
    from linesmap.engine import key_set

    chosen = _objective(objective)
    graph, largest = _read(edges)
    found = key_set(largest, budget, objective=chosen, time_limit_s=time_limit, seed=seed)  # type: ignore[arg-type]
    if as_json:
        print_json(_document(graph, largest, found, budget))
        return
    what = "nodes in the largest component" if chosen == "largest_component" else "connected pairs"
    typer.echo(
        f"{edges.name}: {len(graph):,} nodes, {graph.number_of_edges():,} ties, {len(largest):,} in the largest part"
    )
    typer.echo(f"Remove {len(found.nodes):,} of {len(largest):,}: {', '.join(found.nodes) or 'none'}")
    typer.echo(f"What is left: {found.value:,} {what}, of {found.before:,}")
    if found.proved:
        typer.echo(f"Proved: no set of {budget:,} leaves less.")
    else:
        typer.echo(f"Not proved: no set of {budget:,} leaves less than {found.lower_bound:,} (gap {found.gap:.1%}).")
    tell(_NOTE)


def _document(graph: nx.Graph[str], largest: nx.Graph[str], found: KeySet, budget: int) -> dict[str, Any]:
    return {
        "n": len(graph),
        "m": graph.number_of_edges(),
        "lcc_n": len(largest),
        "lcc_m": largest.number_of_edges(),
        "budget": budget,
        "objective": found.objective,
        "removed": list(found.nodes),
        "before": found.before,
        "value": found.value,
        "lower_bound": found.lower_bound,
        "proved": found.proved,
        "gap": found.gap,
        "method": found.method,
        "seconds": found.seconds,
    }


@app.command()
def dismantle(
    edges: EdgesArgument,
    time_limit: Annotated[
        float | None, typer.Option(min=0.1, help="Seconds. Default: about 3 up to 310 nodes, 24 up to 5,000, then 60.")
    ] = None,
    seed: SeedOption = 0,
    as_json: JsonOption = False,
) -> None:
    """Order nodes so that the network falls apart soonest (R), and find the fewest that leave a tenth of it (d10)."""
    from linesmap.engine import default_time_limit_s
    from linesmap.engine import dismantle as dismantle_

    graph, largest = _read(edges)
    if time_limit is None:
        # Who waits, waits for the whole command: a machine that is slow to load it searches less.
        usual = default_time_limit_s(len(largest))
        time_limit = max(usual / 2, usual - max(0.0, time.process_time() - _START_S))
    found = dismantle_(largest, time_limit_s=time_limit, seed=seed)
    smallest = found.smallest or ()
    if as_json:
        print_json(
            {
                "n": len(graph),
                "m": graph.number_of_edges(),
                "lcc_n": len(largest),
                "lcc_m": largest.number_of_edges(),
                "r": found.r,
                "order": list(found.order),
                "largest": list(found.largest),
                "d10": len(smallest),
                "d10_removed": list(smallest),
                "d10_lower_bound": int(found.lower_bound),
                "d10_proved": found.proved,
                "seconds": found.seconds,
            }
        )
        return
    typer.echo(
        f"{edges.name}: {len(graph):,} nodes, {graph.number_of_edges():,} ties, {len(largest):,} in the largest part"
    )
    typer.echo(f"R = {found.r:.4f} (mean share in the largest component over the whole removal; lower is quicker)")
    more = f" and {len(found.order) - _SHOWN:,} more; --json prints all" if len(found.order) > _SHOWN else ""
    typer.echo(f"Order: {', '.join(found.order[:_SHOWN])}{more}")
    proof = "proved to be the fewest" if found.proved else f"not proved: {int(found.lower_bound):,} or more are needed"
    typer.echo(f"To leave at most {found.target:,} nodes joined (10%), remove {len(smallest):,}; {proof}.")
    tell(_NOTE)
