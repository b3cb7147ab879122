"""Propose areas to compare with: not beside the treated ones, and alike before the operation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from linesmap.crs import BRITISH_NATIONAL_GRID
from linesmap.errors import InputError
from linesmap.measure.count_model import cycles_for, seasonal_terms
from linesmap.measure.estimates import change_words
from linesmap.measure.windows import Division, Panel, divide, read_panel
from linesmap.reference import current_district, district_areas, forces

__all__ = ["Comparators", "adjacent_areas", "propose_comparators"]

_TOUCHING_M = 50.0
"""Borders of shipped districts are shared lines; so many metres allow for rounding."""

_LIKE = 0.05
_COLUMNS = ["area", "role", "distance", "level_ratio", "trend_ratio", "season_distance", "reason"]


@dataclass(frozen=True)
class Comparators:
    """Areas to compare with, and those beside the treated ones.

    `table` has one row per area without the operation: area, role (`comparison`, `buffer` or `other`), distance (0 is
    just like the treated areas; 1 is as far as areas usually are), level_ratio (rate over that of the treated),
    trend_ratio (yearly growth over that of the treated), season_distance (root mean square difference of the seasonal
    pattern, as a share of the mean), reason. Nearest first within a role.
    """

    table: pd.DataFrame
    treated: tuple[str, ...]

    @property
    def comparison(self) -> list[str]:
        """Codes of the areas proposed, most alike first."""
        return self._role("comparison")

    @property
    def buffer(self) -> list[str]:
        """Codes of the areas beside the treated ones, where an effect or displaced dealing would show."""
        return self._role("buffer")

    @property
    def apart(self) -> list[str]:
        """Codes of all areas that are not beside the treated ones, proposed or not."""
        return [str(code) for code in self.table.loc[self.table["role"] != "buffer", "area"]]

    def _role(self, role: str) -> list[str]:
        return [str(code) for code in self.table.loc[self.table["role"] == role, "area"]]


@cache
def _force_neighbours() -> MappingProxyType[str, frozenset[str]]:
    return MappingProxyType({each.code: frozenset(each.neighbours) for each in forces() if each.territorial})


@cache
def _district_neighbours() -> MappingProxyType[str, frozenset[str]]:
    areas = district_areas().to_crs(BRITISH_NATIONAL_GRID)
    shapes, codes = areas.geometry.to_numpy(), areas["lad_code"].to_numpy(dtype=object)
    one, other = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=_TOUCHING_M)
    found: dict[str, set[str]] = {code: set() for code in codes}
    for a, b in zip(one, other, strict=True):
        if a != b:
            found[codes[a]].add(codes[b])
    return MappingProxyType({code: frozenset(beside) for code, beside in found.items()})


def adjacent_areas(areas: Sequence[str]) -> set[str]:
    """Give the areas that share a land border with any of some areas, themselves left out.

    Parameters
    ----------
    areas
        Codes of police forces, or codes of districts (abolished ones stand for those in force now); not both.

    Raises
    ------
    InputError
        If a code is of neither.

    Examples
    --------
    >>> sorted(adjacent_areas(["E23000035"]))
    ['E23000036', 'E23000039']
    """
    if all(code in _force_neighbours() for code in areas):
        beside = {each for code in areas for each in _force_neighbours()[code]}
        return beside - set(areas)
    known = _district_neighbours()
    current = {code: code if code in known else _district(code) for code in areas}
    beside = {each for code in current.values() for each in known[code]}
    return beside - set(current.values())


def _district(code: str) -> str:
    try:
        return current_district(code)
    except RuntimeError:
        msg = (
            f"Expected codes of police forces or of districts of England and Wales, found {code!r}. Say which areas "
            "lie beside the treated ones."
        )
        raise InputError(msg) from None


def propose_comparators(
    panel: pd.DataFrame,
    treated: Sequence[str],
    start: pd.Timestamp,
    *,
    neighbours: Mapping[str, Sequence[str]] | None = None,
    most: int = 20,
    lead_in_periods: int = 0,
) -> Comparators:
    """Propose comparison areas by what they were like before the operation.

    Level (rate per unit of exposure), yearly trend and seasonal pattern of every area before the operation are
    compared with those of the treated areas together. Each difference is divided by its root mean square over all
    areas, and the distance is the root mean square of the three. The areas beside the treated ones are never
    proposed: they are the buffer.

    Parameters
    ----------
    panel
        Columns area, period, count and perhaps exposure; see `read_panel`. Without people as exposure, levels are
        compared as counts, and small areas are unlike large ones.
    treated
        Codes of the areas with the operation.
    start
        First day of action.
    neighbours
        Codes beside each area; by default those of forces and districts from the shipped borders.
    most
        Areas proposed at most.
    lead_in_periods
        Periods before the start that are left out.

    Raises
    ------
    InputError
        If the panel is not as described, or the codes are of no area with known borders and `neighbours` is not given.
    """
    data = read_panel(panel)
    own = data.need(list(treated), "treated area")
    division = divide(data, start, lead_in_periods=lead_in_periods)
    beside = (
        adjacent_areas(own)
        if neighbours is None
        else {str(each) for code in own for each in neighbours.get(code, ())} - set(own)
    )
    others = [code for code in data.areas if code not in own and data.counts.loc[division.before, code].sum() > 0]
    if not others:
        msg = "Expected other areas to compare with, found none with events before the operation. Add more areas."
        raise InputError(msg)
    rows = _rows(data, division, own, others)
    reach = np.sqrt(np.mean(rows**2, axis=0))
    distance = np.sqrt(np.mean((rows / np.where(reach > 0, reach, 1.0)) ** 2, axis=1))
    # A district abolished since is its successor on the ground.
    is_beside = np.array([code in beside or _now(code, neighbours) in beside for code in others])
    order = np.lexsort((np.array(others), distance))
    proposed = [j for j in order if not is_beside[j]][:most]
    table = pd.DataFrame(
        [
            {
                "area": others[j],
                "role": "buffer" if is_beside[j] else ("comparison" if j in proposed else "other"),
                "distance": float(distance[j]),
                "level_ratio": float(np.exp(rows[j, 0])),
                "trend_ratio": float(np.exp(rows[j, 1])),
                "season_distance": float(rows[j, 2]),
                "reason": _reason(rows[j], beside=bool(is_beside[j])),
            }
            for j in order
        ],
        columns=_COLUMNS,
    )
    return Comparators(table, tuple(own))


def _now(code: str, neighbours: Mapping[str, Sequence[str]] | None) -> str:
    if neighbours is not None or code in _force_neighbours() or code in _district_neighbours():
        return code
    try:
        return current_district(code)
    except RuntimeError:
        return code


def _rows(data: Panel, division: Division, own: list[str], others: list[str]) -> NDArray[np.float64]:
    """Give log level ratio, log ratio of yearly growth and seasonal distance of each area to the treated ones."""
    before = division.before
    total = data.total(own).loc[before]
    rates = np.column_stack(
        [
            total["count"] / total["exposure"],
            (data.counts.loc[before, others] / data.exposure.loc[before, others]).to_numpy(),
        ]
    )
    if total["count"].sum() == 0:
        msg = "Expected events in the treated areas before the operation, found none. Choose a wider area."
        raise InputError(msg)
    level = rates.mean(axis=0)
    shape = rates / level
    time = (np.arange(len(before)) - (len(before) - 1) / 2) / data.per_year
    season = seasonal_terms(before, cycles_for(len(before), data.per_year))
    design = np.column_stack([np.ones(len(before)), time, season])
    found = np.linalg.lstsq(design, shape, rcond=None)[0]
    pattern = season @ (found[2:, 1:] - found[2:, :1])
    return np.column_stack(
        [
            np.log(level[1:] / level[0]),
            # Shapes have the mean 1, so a slope is a share of the mean a year.
            found[1, 1:] - found[1, 0],
            np.sqrt(np.mean(pattern**2, axis=0)) if season.size else np.zeros(len(others)),
        ]
    )


def _reason(row: NDArray[np.float64], *, beside: bool) -> str:
    level, trend = (float(np.exp(each)) for each in row[:2])
    like = "about the same level" if abs(row[0]) < _LIKE else f"level {change_words(level)}"
    words = f"{like}, trend {100 * (trend - 1):+.0f}% a year against it, seasonal pattern {100 * row[2]:.0f}% apart"
    return f"Beside a treated area: {words}." if beside else f"{words[:1].upper()}{words[1:]}."
