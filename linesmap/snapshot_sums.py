"""Add records up by hexagon, time, kind and line, for a snapshot of more records than one file can hold one by one.

Every record is counted once, by the hexagon it surely lies in: a place known worse than a hexagon is wide stays an
area of its own. The engine of the workspace does the counting; only sums are read, never rows of single records.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import h3
import ibis
import numpy as np
import pandas as pd

from linesmap.model.vocabulary import PRECISION_LADDER
from linesmap.network import LineProfile
from linesmap.store import Tables, records_of_lines
from linesmap.view.scene_lines import nearest_towns, towns_of

__all__ = ["EDGE_M", "STEPS", "Counted", "Step", "parents_of"]

_MOST_ROWS = 400_000
_UNITS: dict[str, tuple[Literal["W", "M", "Y"], pd.DateOffset]] = {
    "week": ("W", pd.DateOffset(days=7)),
    "month": ("M", pd.DateOffset(months=1)),
    "year": ("Y", pd.DateOffset(years=1)),
}


@dataclass(frozen=True)
class Step:
    """How finely records are added up: H3 resolution of the hexagons, and week, month or year."""

    resolution: int
    unit: str


STEPS: tuple[Step, ...] = (
    Step(7, "week"),
    Step(6, "week"),
    Step(5, "week"),
    Step(5, "month"),
    Step(4, "month"),
    Step(4, "year"),
)
"""From the finest to the coarsest."""


EDGE_M = {4: 22_606, 5: 8_544, 6: 3_229, 7: 1_220}
"""H3 resolution to the edge of a hexagon, metres, as the frame takes it (`hexagons.js`)."""


class Counted:
    """The records of a selection, ready to be added up in the engine of the workspace.

    Parameters
    ----------
    tables
        From `Workspace.read`; must stay open.
    records
        Rows of `selected_records` with a date.
    lines
        The lines to count records for; their order gives their numbers.
    """

    def __init__(self, tables: Tables, records: ibis.Table, lines: Sequence[LineProfile]) -> None:
        self._tables = tables
        self._lines = lines
        pairs = records_of_lines(tables)
        pairs = pairs.filter(pairs.line_id.isin([line.line_id for line in lines]))
        named = pairs.group_by("record_id").aggregate(lines=pairs.line_id.group_concat(";", order_by=pairs.line_id))
        slim = records.select(
            "record_id", "kind", "occurred_from", "occurred_to",
            place_id=records.located.ifelse(records.place_id, ibis.null(str)),
        )  # fmt: skip
        joined = slim.left_join(named, "record_id")
        # A table of this connection only, gone when the workspace is closed: made once, counted several times.
        self._records = (
            tables["records"]
            .get_backend()
            .create_table(
                ibis.util.gen_name("counted"),
                joined.select("kind", "occurred_from", "occurred_to", "place_id", "lines"),
                temp=True,
            )
        )

    @cached_property
    def _places(self) -> pd.DataFrame:
        """The places of the records, with the number of records at each."""
        located = self._records.filter(self._records.place_id.notnull())
        counts = located.group_by("place_id").aggregate(n=ibis._.count())
        places = self._tables["places"].select(
            "place_id", "lon", "lat", "precision", "uncertainty_m", "h3", place_label=self._tables["places"].label
        )
        frame: pd.DataFrame = counts.inner_join(places, "place_id").order_by("place_id").to_pandas()
        frame["uncertainty_m"] = frame["uncertainty_m"].round().astype("int64")
        frame["cell"] = [int(cell, 16) for cell in frame["h3"]]
        return frame

    @cached_property
    def _towns(self) -> pd.DataFrame:
        """Which town of its first line each place lies nearest to: place_id, lines, town."""
        named = self._records.filter(self._records.place_id.notnull(), self._records.lines.notnull())
        pairs: pd.DataFrame = named.select("place_id", "lines").distinct().order_by("place_id", "lines").to_pandas()
        number = {line.line_id: index for index, line in enumerate(self._lines)}
        pairs["line"] = pairs["lines"].str.partition(";")[0].map(number).astype("int64")
        pairs = pairs.merge(self._places[["place_id", "lon", "lat"]], on="place_id")
        pairs["town"] = nearest_towns(pairs, towns_of(self._lines)).astype("int64")
        return pairs[["place_id", "lines", "town"]]

    def precision(self) -> list[tuple[str, int, int]]:
        """List each precision with the middle uncertainty of its places, in metres, and its records; best first."""
        rows = []
        for precision in reversed(PRECISION_LADDER):
            some = self._places[self._places["precision"] == precision.value]
            if len(some):
                middle = int(some["uncertainty_m"].sort_values().iloc[len(some) // 2])
                rows.append((precision.value, middle, int(some["n"].sum())))
        return rows

    def rows(self, step: Step) -> pd.DataFrame | None:
        """Add the records up.

        Returns
        -------
        rows
            In the columns of `selected_records` that a scene needs, plus `n` (records), `town` and `lines` (ids with
            semicolons between, or null), one row each hexagon or area, span of time, kind, lines and town.
            None when there would be more rows than any file holds.
        """
        keys = self._keys(step.resolution)
        unit, length = _UNITS[step.unit]
        kept = self._records
        placed = kept.left_join(ibis.memtable(keys[["place_id", "key"]]), "place_id")
        towns = ibis.memtable(self._towns)
        placed = placed.left_join(towns, [placed.place_id == towns.place_id, placed.lines == towns.lines])
        spans = placed.select(
            "key", "kind", "lines", town=ibis.coalesce(placed.town, -1),
            occurred_from=placed.occurred_from.truncate(unit).cast("timestamp"),
            occurred_to=placed.occurred_to.truncate(unit).cast("timestamp"),
        )  # fmt: skip
        by = ["occurred_from", "occurred_to", "kind", "key", "lines", "town"]
        frame: pd.DataFrame = spans.group_by(by).aggregate(n=ibis._.count()).limit(_MOST_ROWS + 1).to_pandas()
        if len(frame) > _MOST_ROWS:
            return None
        frame = frame.sort_values(by, na_position="first", ignore_index=True)
        frame["occurred_to"] = frame["occurred_to"] + length - pd.Timedelta(days=1)
        frame["record_id"] = [f"{number:07d}" for number in range(len(frame))]
        frame["title"] = None
        areas = keys.drop_duplicates("key").drop(columns="place_id")
        frame = frame.merge(areas, on="key", how="left").rename(columns={"key": "place_id"})
        frame["located"] = frame["place_id"].notna()
        return frame

    def _keys(self, resolution: int) -> pd.DataFrame:
        """Give every place its hexagon, or itself when it is known worse than that: place_id, key and what is drawn."""
        places = self._places
        fine = (places["uncertainty_m"] <= 2 * EDGE_M[resolution]).to_numpy()
        cells = pd.Series(parents_of(places["cell"].to_numpy(dtype="uint64"), resolution))
        names = {cell: f"{cell:x}" for cell in cells[fine].unique()}
        centres = {cell: h3.cell_to_latlng(name) for cell, name in names.items()}
        keys = places.drop(columns=["n", "cell"])
        keys["key"] = keys["place_id"].where(~fine, cells.map(names))
        keys["h3"] = keys["h3"].where(~fine, cells.map(names))
        keys["lat"] = keys["lat"].where(~fine, cells.map({cell: at[0] for cell, at in centres.items()}))
        keys["lon"] = keys["lon"].where(~fine, cells.map({cell: at[1] for cell, at in centres.items()}))
        keys["uncertainty_m"] = keys["uncertainty_m"].where(~fine, EDGE_M[resolution])
        keys["precision"] = keys["precision"].where(~fine, None)
        keys["place_label"] = keys["place_label"].where(~fine, "")
        # Two ways of writing one town are one area.
        same = ["lon", "lat", "uncertainty_m", "place_label"]
        keys["key"] = keys["key"].where(fine, keys.groupby(same)["key"].transform("min"))
        return keys


_FINEST = 15
_DIGIT_BITS = 3
_RESOLUTION_AT = np.uint64(52)


def parents_of(cells: np.ndarray, resolution: int) -> np.ndarray:
    """Give the hexagons of a resolution that finer ones lie in, both as H3 index numbers.

    The layout of an H3 index (h3geo.org, bit layout of indexes): four bits of resolution from bit 52, then 15 digits
    of three bits from the coarsest to the finest; a digit that is not used is 7.
    """
    unused = np.uint64((1 << (_DIGIT_BITS * (_FINEST - resolution))) - 1)
    without = cells & ~(np.uint64(15) << _RESOLUTION_AT)
    return (without | (np.uint64(resolution) << _RESOLUTION_AT)) | unused
