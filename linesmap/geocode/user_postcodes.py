"""Index the unit postcodes of the user's own gazetteers, which win over those of the shipped directory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.spatial import cKDTree

__all__ = ["UserPostcodes"]

_LONGEST = 8

# As in linesmap.reference.lookup_units: 1.5 times the distance to the second nearest other position.
_NEIGHBOURS = 2
_SPREAD = 1.5
_LEAST_M, _MOST_M = 60.0, 1500.0


class UserPostcodes:
    """Look up unit postcodes of one or more gazetteers.

    Parameters
    ----------
    table
        Columns gazetteer_id, postcode (usual spelling), easting, northing (metres, EPSG:27700), lad_code, sector_only;
        any order.
    ranks
        For each gazetteer its rank; of two with the same postcode the one with the lower rank is used.
    """

    def __init__(self, table: pa.Table, ranks: Mapping[str, int]) -> None:
        key = _numbers(table["postcode"])
        owner = pc.dictionary_encode(table["gazetteer_id"]).combine_chunks()
        self.gazetteer_ids: list[str] = owner.dictionary.to_pylist()
        source = owner.indices.to_numpy(zero_copy_only=False).astype(np.int16)
        rank = np.array([ranks[name] for name in self.gazetteer_ids] or [0], dtype=np.int16)[source]
        # Stable within a rank, so that the first row of a postcode stands.
        order = np.lexsort((rank, key))
        key, first = np.unique(key[order], return_index=True)
        rows = order[first]
        lad = pc.dictionary_encode(table["lad_code"]).combine_chunks()
        self._key = key
        self.source = source[rows]
        self.easting: NDArray[np.float64] = table["easting"].to_numpy()[rows]
        self.northing: NDArray[np.float64] = table["northing"].to_numpy()[rows]
        self.lad = pc.fill_null(lad.indices, -1).to_numpy(zero_copy_only=False).astype(np.int32)[rows]
        self.lad_codes: list[str | None] = [*lad.dictionary.to_pylist(), None]
        self.sector_only: NDArray[np.bool_] = pc.equal(table["sector_only"], pa.scalar(value=True)).to_numpy()[rows]
        self._trees: dict[tuple[int, int], cKDTree] = {}

    def __len__(self) -> int:
        return len(self._key)

    def find(self, codes: Sequence[str]) -> NDArray[np.int64]:
        """Give the row of each postcode, or -1. Codes are in their usual spelling."""
        asked = _numbers(pa.chunked_array([pa.array(codes, type=pa.string())]))
        place = np.searchsorted(self._key, asked)
        place[place == len(self._key)] = 0
        found = (self._key[place] == asked) if len(self._key) else np.zeros(len(asked), dtype=np.bool_)
        return np.where(found, place, -1).astype(np.int64)

    def uncertainty_m(self, rows: NDArray[np.int64]) -> NDArray[np.float64]:
        """Give the radius of postcodes by how far apart those of the same area lie, metres: 60 to 1,500."""
        out = np.full(rows.size, _MOST_M)
        letters = self._key[rows] >> np.uint64(48)
        for area in np.unique(letters):
            start, end = np.searchsorted(
                self._key, [area << np.uint64(48), (area + np.uint64(1)) << np.uint64(48)]
            ).tolist()
            tree = self._tree(start, end)
            here = np.flatnonzero(letters == area)
            if tree.n > _NEIGHBOURS:
                xy = np.column_stack([self.easting[rows[here]], self.northing[rows[here]]])
                distance, _ = tree.query(xy, k=_NEIGHBOURS + 1)
                out[here] = np.clip(_SPREAD * distance[:, -1], _LEAST_M, _MOST_M)
        return out

    def _tree(self, start: int, end: int) -> cKDTree:
        if (start, end) not in self._trees:
            xy = np.column_stack([self.easting[start:end], self.northing[start:end]])
            self._trees[start, end] = cKDTree(np.unique(xy, axis=0))
        return self._trees[start, end]


def _numbers(codes: pa.ChunkedArray) -> NDArray[np.uint64]:
    """Read postcodes as numbers that sort as they do; 0 for what is too long to be one."""
    usable = pc.less_equal(pc.binary_length(codes), _LONGEST)
    fixed = pc.utf8_rpad(pc.if_else(usable, codes, ""), width=_LONGEST).combine_chunks()
    flat = pc.cast(pc.cast(fixed, pa.binary()), pa.binary(_LONGEST))
    if not len(flat):
        return np.empty(0, dtype=np.uint64)
    characters = np.frombuffer(flat.buffers()[1], dtype=np.uint8)[_LONGEST * flat.offset :][: _LONGEST * len(flat)]
    return characters.view(">u8").astype(np.uint64)
