"""Put places into H3 hexagons of the sizes the map draws, and choose the classes of their colours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import h3
import numpy as np
import pandas as pd

__all__ = ["RESOLUTIONS", "boundary", "class_edges", "parents"]

RESOLUTIONS = (4, 5, 6, 7)
"""Sizes by zoom: 4 up to zoom 6, 5 at 7 and 8, 6 at 9, 7 at 10; points from zoom 11."""

_N_CLASSES = 5
_TOP_SHARE = 0.97
_NICE = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80)


def parents(cells: Iterable[str], resolution: int) -> list[str]:
    """Name the hexagon of a resolution that each fine cell lies in."""
    return [h3.cell_to_parent(cell, resolution) for cell in cells]


def boundary(cell: str) -> list[float]:
    """Give the corners of a hexagon as lat, lon, lat, lon ..., degrees, four decimals."""
    return [round(value, 4) for corner in h3.cell_to_boundary(cell) for value in corner]


def _nice(value: float) -> int:
    """Round up to a number that reads well on a legend."""
    power = 1
    while value > _NICE[-1] * power:
        power *= 10
    return next(step * power for step in _NICE if step * power >= value)


def class_edges(counts: Mapping[int, pd.Series]) -> dict[int, list[int]]:
    """Choose five classes for each resolution from the whole workspace.

    They are chosen once and stay while the app is open, so that a filter never recolours the map.

    Parameters
    ----------
    counts
        Resolution to records per hexagon, (n_cells,).

    Returns
    -------
    edges
        Resolution to the least count of each class: 1, then four strictly growing round numbers; the last
        class holds about the busiest three hexagons in a hundred.
    """
    edges = {}
    for resolution in RESOLUTIONS:
        series = counts.get(resolution, pd.Series(dtype="float64"))
        top = max(float(np.quantile(series, _TOP_SHARE)) if len(series) else 1.0, 25.0)
        chosen = [1]
        for level in range(1, _N_CLASSES):
            chosen.append(max(_nice(top ** (level / (_N_CLASSES - 1))), chosen[-1] + 1))
        edges[resolution] = chosen
    return edges
