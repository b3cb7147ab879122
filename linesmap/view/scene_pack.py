"""Write a scene in fewer bytes for a file that carries it inside; `host_snapshot.js` turns it back.

Columns of whole numbers are written as they are, as steps from one to the next, or as those that are not the most
common, whichever is shortest. Paths and hexagons are ten-thousandths of a degree, as steps. A hexagon names the larger
one it lies in, so that a place names only its smallest.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["packed", "packed_column", "packed_words"]

_DEGREE = 10_000
_NONE = -1

_Numbers = NDArray[np.int64]


def packed(scene: str) -> str:
    """Pack the JSON of a scene.

    Parameters
    ----------
    scene
        `Scene.json`.

    Returns
    -------
    text
        JSON; the same scene gives the same text.
    """
    content: dict[str, Any] = json.loads(scene)
    records = content["records"]
    content["records"] = {
        name: values if name == "also" else packed_column(values) for name, values in sorted(records.items())
    }
    places = content["places"]
    places["hex"], content["within"] = _one_size(places["hex"])
    places["hex"] = packed_column(places["hex"])
    for name in ("precision", "u"):
        places[name] = packed_column(places[name])
    content["hexes"] = {size: [_trail(corners) for corners in shapes] for size, shapes in content["hexes"].items()}
    content["flows"] = [{**flow, "path": _trail(flow["path"])} for flow in content["flows"]]
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def packed_column(values: Sequence[int]) -> list[int] | dict[str, list[int]]:
    """Write whole numbers in the shortest of three forms.

    Returns
    -------
    column
        The numbers; or `{"steps": ...}`, the first number and the differences; or `{"only": ..., "of": [length,
        common]}`, in turn how far to go on and the number there, all others being the common one.
    """
    numbers = np.asarray(values, dtype="int64")
    steps = np.diff(numbers, prepend=np.int64(0))
    found, counts = np.unique(numbers, return_counts=True)
    common = int(found[counts.argmax()]) if len(found) else _NONE
    kept = np.flatnonzero(numbers != common)
    only = np.column_stack([np.diff(kept, prepend=np.int64(0)), numbers[kept]]).ravel()
    lengths = [_length(numbers), _length(steps), _length(only) + len('{"only":,"of":}')]
    best = lengths.index(min(lengths))
    if best == 0:
        return list(map(int, numbers))
    return {"steps": steps.tolist()} if best == 1 else {"only": only.tolist(), "of": [len(numbers), common]}


def packed_words(rows: Sequence[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Write rows of words as columns, each different value once.

    Parameters
    ----------
    rows
        What is known of each record; a name may be missing.

    Returns
    -------
    columns
        Name to `values` and, for each row, the number of its value in `at`; -1 for none.
    """
    columns: dict[str, dict[str, Any]] = {}
    for name in sorted({name for row in rows for name in row}):
        values: dict[Any, int] = {}
        at = [values.setdefault(row[name], len(values)) if name in row else _NONE for row in rows]
        columns[name] = {"values": list(values), "at": packed_column(at)}
    return columns


def _length(numbers: _Numbers) -> int:
    """How many characters the numbers take, with a comma each."""
    digits = np.floor(np.log10(np.maximum(np.abs(numbers), 1))) + 1
    return int(digits.sum()) + int((numbers < 0).sum()) + len(numbers)


def _trail(flat: Sequence[float]) -> list[int]:
    """Write lat, lon, lat, lon ... as ten-thousandths of a degree: the first point, then steps."""
    points = np.rint(np.asarray(flat, dtype="float64").reshape(-1, 2) * _DEGREE).astype("int64")
    return np.diff(points, axis=0, prepend=np.zeros((1, 2), dtype="int64")).ravel().tolist()  # type: ignore[no-any-return]


def _one_size(by_size: Mapping[str, Sequence[int]]) -> tuple[list[int], dict[str, Any]]:
    """Keep the smallest hexagon of every place, and for every hexagon the next larger one it lies in."""
    sizes = sorted(by_size, key=int, reverse=True)
    within: dict[str, Any] = {}
    for fine, coarse in pairwise(sizes):
        held = np.full(max(by_size[fine], default=-1) + 1, _NONE, dtype="int64")
        held[np.asarray(by_size[fine], dtype="int64")] = np.asarray(by_size[coarse], dtype="int64")
        within[coarse] = packed_column(held.tolist())
    return list(by_size[sizes[0]]), within
