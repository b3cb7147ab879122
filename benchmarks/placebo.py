"""Measure how often each method says that there is an effect when there is none.

    python benchmarks/placebo.py [--runs 1000] [--method NAME ...] [--seed 2017] [--json]

Invents operations whose truth is known and asks each method as the app does (`linesmap.measure.effect` with its
defaults): operations without an effect, and operations that lower the count by 30%. The bars: at 95% the share declared
an effect without one is between 3% and 7%, and the interval holds a true reduction of 30% between 93% and 97% of the
time.

The world: 40 areas in a ring, each beside two on either side; 60 months, 48 before the operation and 12 after; levels
log-normal, 15 to 80 a month; one season and one slow trend (-5% to +5% a year) for all; negative binomial counts
(alpha 0.03, variance mean + 0.03 mean²). An operation treats 1 to 5 areas side by side. A burst is of one month with an
effect over three. Before and after assumes that there is no trend, and is measured in a world without.

The second table breaks the assumptions, without a bar: it shows what the methods cannot see.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np
import pandas as pd

from linesmap.measure.effect import Method, effect

SEED, RUNS = 2017, 1_000
N_AREAS, N_BEFORE, N_AFTER = 40, 48, 12
ALPHA = 0.03
TRUE_RATIO = 0.7
PULSE_MONTHS = 3
MOST_TREND = 0.05
FALSE_ALARMS, HELD = (0.03, 0.07), (0.93, 0.97)

NAMES = (
    "before_after",
    "difference_in_differences",
    "interrupted_time_series",
    "interrupted_time_series_pulse",
    "synthetic_control",
)


@dataclass(frozen=True)
class World:
    """What a simulated world is like.

    `trend` is the log growth a year shared by all areas, None for one drawn between -5% and +5%. `drift` is the
    standard deviation of each area's own monthly random walk (log); `lasting` the correlation of neighbouring months.
    """

    label: str
    trend: float | None = None
    drift: float = 0.0
    lasting: float = 0.0


@dataclass(frozen=True)
class Operation:
    """One invented operation: its panel, the treated areas, who lies beside whom, and its days."""

    panel: pd.DataFrame
    treated: list[str]
    neighbours: dict[str, list[str]]
    start: pd.Timestamp
    end: pd.Timestamp


def invent(seed: Sequence[int], ratio: float, world: World, *, pulse: bool = False) -> Operation:
    """Invent one operation; equal seeds give equal operations."""
    rng = np.random.default_rng(list(seed))
    months = pd.date_range("2019-01-01", periods=N_BEFORE + N_AFTER, freq="MS")
    years = np.arange(len(months)) / 12
    level = np.clip(np.exp(rng.normal(np.log(35), 0.45, N_AREAS)), 15, 80)
    peaks = rng.random(2)
    season = 1 + 0.2 * np.cos(2 * np.pi * (years - peaks[0])) + 0.05 * np.cos(4 * np.pi * (years - peaks[1]))
    drawn = rng.uniform(-MOST_TREND, MOST_TREND)
    shared = season * np.exp((drawn if world.trend is None else world.trend) * years) * months.days_in_month / 30.4
    mean = np.outer(shared, level)
    size, first = int(rng.integers(1, 6)), int(rng.integers(N_AREAS))
    treated = [(first + step) % N_AREAS for step in range(size)]
    if world.drift:
        mean *= np.exp(np.cumsum(rng.normal(0, world.drift, mean.shape), axis=0))
    noise = _noise(rng, mean.shape, world.lasting)
    rows = slice(N_BEFORE, N_BEFORE + PULSE_MONTHS if pulse else None)
    acted = np.ones_like(mean)
    acted[rows, treated] = ratio
    counts = rng.poisson(mean * acted * noise)
    codes = [f"area {place:02d}" for place in range(N_AREAS)]
    panel = pd.DataFrame(
        {"area": np.tile(codes, len(months)), "period": np.repeat(months, N_AREAS), "count": counts.ravel()}
    )
    beside = {code: [codes[(place + step) % N_AREAS] for step in (-2, -1, 1, 2)] for place, code in enumerate(codes)}
    start = months[N_BEFORE]
    return Operation(panel, [codes[place] for place in treated], beside, start, start + pd.Timedelta(days=13))


def _noise(rng: np.random.Generator, shape: tuple[int, int], lasting: float) -> np.ndarray:
    """Draw the factor that makes Poisson counts negative binomial, or one whose months hang together."""
    if not lasting:
        return rng.gamma(1 / ALPHA, ALPHA, shape)
    spread = np.sqrt(np.log1p(ALPHA))
    waves = rng.normal(0, 1, shape)
    for month in range(1, shape[0]):
        waves[month] = lasting * waves[month - 1] + np.sqrt(1 - lasting**2) * waves[month]
    return np.asarray(np.exp(spread * waves - spread**2 / 2))


@dataclass(frozen=True)
class Run:
    """One operation and one method."""

    name: str
    world: World
    seed: int
    number: int
    ratio: float


def ask(run: Run) -> tuple[bool, bool, float]:
    """Ask a method of an operation: does it declare an effect, does its interval hold the truth, its estimate."""
    pulse = run.name.endswith("_pulse")
    made = invent((run.seed, run.number), run.ratio, run.world, pulse=pulse)
    method: Method = run.name.removesuffix("_pulse")  # type: ignore[assignment]
    found = effect(
        made.panel,
        made.treated,
        made.start,
        end=made.end if pulse else None,
        method=method,
        neighbours=made.neighbours,
    )
    return found.shows_change, found.interval.holds(run.ratio), found.estimate


@dataclass(frozen=True)
class Row:
    """One line of a table: shares of the runs, and the middle estimate of a true 0.7."""

    method: str
    world: str
    runs: int
    false_alarms: float
    held: float | None
    found: float | None
    middle: float | None

    @property
    def within(self) -> bool:
        """Whether both bars hold."""
        return FALSE_ALARMS[0] <= self.false_alarms <= FALSE_ALARMS[1] and (
            self.held is not None and HELD[0] <= self.held <= HELD[1]
        )


def measure(pool: ProcessPoolExecutor, name: str, world: World, runs: int, seed: int, *, truth: bool = True) -> Row:
    """Measure one method in one world; without `truth` only on operations without an effect."""

    def over(ratio: float) -> np.ndarray:
        tasks = [Run(name, world, seed, number, ratio) for number in range(runs)]
        return np.array(list(pool.map(ask, tasks, chunksize=max(1, min(25, runs // 2)))), dtype=float)

    none = over(1.0)
    if not truth:
        return Row(name, world.label, runs, float(none[:, 0].mean()), None, None, None)
    some = over(TRUE_RATIO)
    return Row(
        name,
        world.label,
        runs,
        float(none[:, 0].mean()),
        float(some[:, 1].mean()),
        float(some[:, 0].mean()),
        float(np.median(some[:, 2])),
    )


def world_of(name: str) -> World:
    """Give the world in which a method's assumption holds."""
    return World("no trend", trend=0.0) if name == "before_after" else World("common trend")


BROKEN = (
    ("before_after", World("a common trend of -5% a year", trend=-0.05)),
    ("difference_in_differences", World("areas drift apart, 3% a month", drift=0.03)),
    ("synthetic_control", World("areas drift apart, 3% a month", drift=0.03)),
    ("interrupted_time_series", World("neighbouring months correlated, 0.5", lasting=0.5)),
    ("interrupted_time_series", World("areas drift, 3% a month", drift=0.03)),
)


def print_table(rows: Sequence[Row]) -> None:
    """Print the rows with bars, then those without."""
    print("| method | simulated | declared an effect without one | interval held a true -30% | found it | |")
    print("| --- | --- | --- | --- | --- | --- |")
    for row in rows:
        if row.held is not None:
            print(
                f"| {row.method} | {row.world} | {row.false_alarms:.1%} | {row.held:.1%} | {row.found:.1%} | "
                f"{'within' if row.within else 'outside'} |"
            )
    broken = [row for row in rows if row.held is None]
    if broken:
        print("\n| method | what it cannot see | declared an effect without one |")
        print("| --- | --- | --- |")
        for row in broken:
            print(f"| {row.method} | {row.world} | {row.false_alarms:.1%} |")


def say(row: Row, began: float) -> None:
    """Tell how far the work is."""
    held = "" if row.held is None else f", held {row.held:.1%}"
    took = time.perf_counter() - began
    print(
        f"{row.method}, {row.world}: declared {row.false_alarms:.1%}{held}; {took:.0f} s", file=sys.stderr, flush=True
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; 1 if a bar does not hold."""
    parser = argparse.ArgumentParser(description="Measure how often each method says there is an effect.")
    parser.add_argument("--runs", type=int, default=RUNS, help="operations of each kind (1,000)")
    parser.add_argument("--method", choices=NAMES, nargs="*", default=list(NAMES), help="methods (all)")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--bars-only", action="store_true", help="leave out the worlds that break assumptions")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(arguments)
    began = time.perf_counter()
    rows = []
    # Two processes with one thread each: threads of libraries only slow each other down. New processes read this anew.
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    with ProcessPoolExecutor(max_workers=2, mp_context=get_context("spawn")) as pool:
        for name in asked.method:
            rows.append(measure(pool, name, world_of(name), asked.runs, asked.seed))
            say(rows[-1], began)
        if not asked.bars_only:
            for name, world in BROKEN:
                if name in asked.method:
                    rows.append(measure(pool, name, world, asked.runs, asked.seed, truth=False))
                    say(rows[-1], began)
    if asked.json:
        print(json.dumps([{**vars(row), "within": row.within} for row in rows], indent=2))
    else:
        print_table(rows)
    print(f"{time.perf_counter() - began:.0f} s in all", file=sys.stderr)
    return 0 if all(row.within for row in rows if row.held is not None) else 1


if __name__ == "__main__":
    sys.exit(main())
