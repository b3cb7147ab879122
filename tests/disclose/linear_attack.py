"""An attack on a published frame that shares no code with linesmap: linear programming by scipy over its rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import lil_matrix

ALL = "All"


def sums_of(
    frame: pd.DataFrame, columns: Sequence[str], chains: Sequence[Sequence[str]]
) -> list[tuple[int, list[int]]]:
    """Pair rows with the rows they are the sum of: `chains` are columns from coarse to fine within each other."""
    labels = frame[[*columns, "measure"]].to_numpy()
    place = {tuple(row): i for i, row in enumerate(labels)}
    parts: dict[int, dict[int, list[int]]] = {}
    for chain in chains:
        at = [columns.index(name) for name in chain]
        for row, i in place.items():
            level = next((n for n, position in reversed(list(enumerate(at))) if row[position] != ALL), None)
            if level is None:
                continue
            above = list(row)
            above[at[level]] = ALL
            total = place.get(tuple(above))
            if total is not None:
                parts.setdefault(total, {}).setdefault(at[0] * 10 + level, []).append(i)
    return [(total, found) for total, groups in parts.items() for found in groups.values()]


def ranges(
    frame: pd.DataFrame,
    sums: Sequence[tuple[int, Sequence[int]]],
    *,
    rounding: int = 5,
    exact: bool = False,
    seed: int = 0,
    most: int | None = None,
) -> pd.DataFrame:
    """Give the lowest and highest value of hidden rows that agrees with every shown one.

    `exact` gives the attacker the shown numbers unrounded where the frame has a column `true`. `most` looks at so
    many hidden rows, chosen at random.
    """
    n = len(frame)
    shown = frame["shown"].to_numpy(dtype=float)
    hidden = np.isnan(shown)
    slack = np.where(shown > 0, rounding / 2, 0)
    known = frame["true"].to_numpy(dtype=float) if exact else shown
    low = np.where(hidden, np.where(frame["suppressed"] == "small number", 1, 0), known - (0 if exact else slack))
    high = np.where(hidden, np.where(frame["suppressed"] == "small number", 9, np.inf), known + (0 if exact else slack))
    ties = lil_matrix((len(sums), n))
    for i, (total, found) in enumerate(sums):
        ties[i, total] = -1
        for one in found:
            ties[i, one] = 1
    bounds = list(zip(np.maximum(low, 0), high, strict=True))
    rows = np.flatnonzero(hidden)
    if most is not None and len(rows) > most:
        rows = np.sort(np.random.default_rng(seed).choice(rows, most, replace=False))
    found = []
    for i in rows:
        ends = []
        for sign in (1, -1):
            cost = np.zeros(n)
            cost[i] = sign
            made = linprog(cost, A_eq=ties.tocsr(), b_eq=np.zeros(len(sums)), bounds=bounds, method="highs")
            ends.append(np.inf if made.status == 3 else float(made.x[i]))
        found.append((i, *ends))
    return pd.DataFrame(found, columns=["row", "low", "high"])
