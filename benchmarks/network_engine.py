"""Time the engine of disruption: impact and what-if on 100,000 nodes, best sets and orders on networks of many kinds.

python benchmarks/network_engine.py [--quick] [--kinds NAME ...] [--long SECONDS]

Networks are made up: clustered, core and periphery, meetings, chains; and those that networkx ships. Seconds are of
the clock of this machine; `r` and `d10` come from searches with a time limit, so that a faster machine may find less.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import networkx as nx

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from linesmap.engine import communities, compact, dismantle, impact, key_set, what_if
from linesmap.engine.cut_effects import cut_effects
from tests.engine.covert_graphs import chains, clustered, core_periphery, meetings, shipped

T = TypeVar("T")
NONE: dict[str, Any] = {"draws": 0, "resamples": 0, "recovery_steps": 0}


def timed(name: str, work: Callable[[], T]) -> T:
    """Run a step and print its seconds."""
    start = time.perf_counter()
    result = work()
    print(f"{name:<64} {time.perf_counter() - start:8.2f} s", flush=True)
    return result


def large(n: int) -> None:
    """Time what answers at once on a large network."""
    graph = nx.powerlaw_cluster_graph(n, 3, 0.3, seed=1)
    print(f"{n:,} nodes, {graph.number_of_edges():,} ties")
    small = timed("read the networkx graph", lambda: compact(graph))
    timed("every node's impact, graph read already", lambda: cut_effects(small))
    timed("impact(graph), all of it", lambda: impact(graph))
    top = impact(graph)["node"].tolist()[:5]
    timed("what_if: state before and after", lambda: what_if(graph, top, **NONE))
    timed("  and against 2 x 200 random removals", lambda: what_if(graph, top, **{**NONE, "draws": 200}))
    timed("  and three recoveries, 20 draws of 5 steps", lambda: what_if(graph, top, **{**NONE, "recovery_steps": 5}))
    timed("communities, brokers, cores", lambda: communities(graph))
    found = timed("key_set of 5, limit 20 s", lambda: key_set(graph, 5, time_limit_s=20))
    print(f"{'':<64} value {found.value:,}, bound {found.lower_bound:,}, proved {found.proved}")


def networks() -> Iterator[tuple[str, nx.Graph[int]]]:
    """Give networks of 15 to 1,290 nodes."""
    yield from shipped()
    yield "meetings 60", meetings(60, 40, 3, 12, 1)
    yield "meetings 100", meetings(100, 60, 3, 16, 2)
    yield "meetings 160", meetings(160, 80, 2, 6, 3)
    yield "meetings 320", meetings(320, 160, 2, 9, 4)
    yield "core 100", core_periphery(100, 1)
    yield "core 310", core_periphery(310, 2)
    yield "chains 100", chains(100, 1)
    yield "chains 300", chains(300, 2)
    yield "clustered 60", clustered(60, 1)
    yield "clustered 150", clustered(150, 2)
    yield "clustered 300", clustered(300, 3)
    yield "clustered 300, 4 ties", clustered(300, 4, 4)
    yield "core 800", core_periphery(800, 4)
    yield "chains 1000", chains(1000, 3)
    yield "clustered 750", clustered(750, 5)
    yield "meetings 1500", meetings(1500, 600, 2, 9, 5)
    yield "clustered 1290, 3 ties", clustered(1290, 6, 3)


def kinds(names: list[str], budgets: list[int]) -> None:
    """Print best sets and orders of every network."""
    head = f"{'network':<24}{'n':>6}{'m':>6} | " + " | ".join(f"k={k}: left  proved   s" for k in budgets)
    print(f"{head} | {'R':>7}{'d10':>6}{'bound':>7} proved     s")
    for name, graph in networks():
        if names and name not in names:
            continue
        row = f"{name:<24}{len(graph):>6}{graph.number_of_edges():>6}"
        for budget in budgets:
            found = key_set(graph, budget)
            left = f"{found.value}" if found.proved else f"{found.lower_bound}-{found.value}"
            row += f" | {left:>9}  {'yes' if found.proved else 'no':<5}{found.seconds:6.1f}"
        order = dismantle(graph)
        fewest = len(order.smallest or ())
        row += f" | {order.r:7.4f}{fewest:>6}{order.lower_bound:>7.0f} {'yes' if order.proved else 'no':<5}"
        print(f"{row}{order.seconds:6.1f}", flush=True)


def long_runs(names: list[str], seconds: float) -> None:
    """Print how far R of a plain call is above the best of it and of two long runs, and the fewest of d10."""
    print(
        f"{'network':<24}{'n':>6}{'m':>6} |{'R':>9}{'s':>6} |{'best':>9}{'above':>8} |{'d10':>5}{'best':>6}{'bound':>7}"
    )
    for name, graph in networks():
        if names and name not in names:
            continue
        plain = dismantle(graph)
        runs = [plain, *(dismantle(graph, time_limit_s=seconds, seed=seed) for seed in (1, 2))]
        r, fewest = min(run.r for run in runs), min(len(run.smallest or ()) for run in runs)
        print(f"{name:<24}{len(graph):>6}{graph.number_of_edges():>6} |{plain.r:9.5f}{plain.seconds:6.1f} |{r:9.5f}"
              f"{plain.r / r - 1:8.2%} |{len(plain.smallest or ()):>5}{fewest:>6}"
              f"{max(run.lower_bound for run in runs):>7.0f}", flush=True)  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="A tenth of the nodes, and budgets of 3 only.")
    parser.add_argument("--kinds", nargs="*", default=[], help="Only these networks, and nothing else.")
    parser.add_argument("--long", type=float, default=0.0, help="Only R against the best of runs of these seconds.")
    options = parser.parse_args()
    if options.long:
        long_runs(options.kinds, options.long)
        sys.exit()
    if not options.kinds:
        large(10_000 if options.quick else 100_000)
    kinds(options.kinds, [3] if options.quick else [1, 2, 3, 4, 5])
