"""Locate grid references: the middle of the square, and the forces that a large square lies in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from linesmap.crs import from_national_grid
from linesmap.geocode.answers import Refusal, located, not_found, refused
from linesmap.geocode.gazetteer import force_name
from linesmap.geocode.grid_references import GridCell, parse_grid_reference
from linesmap.geocode.points import POINT_M, precision_of
from linesmap.geocode.postcode_places import CLEAR_SHARE
from linesmap.model.locations import Candidate, Location
from linesmap.model.vocabulary import PlaceStatus
from linesmap.reference import assign_areas

__all__ = ["LARGE_CELL_M", "locate_grid_references"]

LARGE_CELL_M = 1_000
"""From this size a square is asked for all the forces it lies in, not only for that of its middle."""

_FEW, _MANY, _MOST = 2, 5, 10
_TEN_KM = 10_000

_Share = tuple[str | None, float]


def locate_grid_references(references: Sequence[str]) -> list[Location]:
    """Locate texts that stand in a column of grid references, or are known to be some.

    Parameters
    ----------
    references
        n texts; repeats are allowed but cost again.

    Returns
    -------
    locations
        n answers. A square of 1 km or more that lies in several forces has them as candidates with their shares of its
        land, and a `pfa_code` only if one of them has 99 in 100; `lad_code` only if all of it is in one district.

    Notes
    -----
    Shares are counted on a lattice of points: 100 in a square of 10 km; in one of 1 km 4, and 25 where these differ.
    """
    parsed = [parse_grid_reference(reference) for reference in references]
    cells = [each for each in parsed if isinstance(each, GridCell)]
    found = iter(_locate_cells(cells))
    return [
        next(found)
        if isinstance(each, GridCell)
        else refused(each.reason, each.candidates)
        if isinstance(each, Refusal)
        else not_found("not a grid reference")
        for each in parsed
    ]


def _locate_cells(cells: Sequence[GridCell]) -> list[Location]:
    easting = np.array([cell.easting for cell in cells], dtype=np.float64)
    northing = np.array([cell.northing for cell in cells], dtype=np.float64)
    lon, lat = from_national_grid(easting, northing)
    areas = assign_areas(lon, lat)
    shares = _shares_of_large(cells)
    answers = []
    rows = zip(cells, lon, lat, areas["pfa_code"], areas["lad_code"], strict=True)
    for cell, x, y, middle_pfa, middle_lad in rows:
        x6, y6 = round(float(x), 6), round(float(y), 6)
        pfa, lad, method = middle_pfa, middle_lad, ""
        candidates: tuple[Candidate, ...] = ()
        if cell in shares:
            forces, districts = shares[cell]
            pfa = forces[0][0] if forces[0][1] >= CLEAR_SHARE else None
            lad = (districts[0] or None) if len(districts) == 1 else None
            if len(forces) > 1:
                candidates = tuple(
                    Candidate(force_name(code) or "no force", x6, y6, code, share) for code, share in forces
                )
                method = ": " + ", ".join(f"{each.label} {100 * (each.share or 0):.0f}%" for each in candidates)
        answers.append(
            located(
                {
                    "status": PlaceStatus.FOUND,
                    "label": cell.text,
                    "lon": x6,
                    "lat": y6,
                    "easting": cell.easting,
                    "northing": cell.northing,
                    "precision": precision_of(cell.uncertainty_m),
                    "uncertainty_m": max(POINT_M, float(round(cell.uncertainty_m))),
                    "method": f"grid reference; middle of a square of {_size(cell.cell_m)}{method}",
                    "pfa_code": pfa,
                    "lad_code": lad,
                    "candidates": candidates,
                }
            )
        )
    return answers


def _shares_of_large(cells: Sequence[GridCell]) -> dict[GridCell, tuple[list[_Share], list[str]]]:
    """Count the forces and districts of each distinct large square that has any land."""
    distinct = dict.fromkeys(cell for cell in cells if cell.cell_m >= LARGE_CELL_M)
    out: dict[GridCell, tuple[list[_Share], list[str]]] = {}
    largest = [cell for cell in distinct if cell.cell_m >= _TEN_KM]
    smaller = [cell for cell in distinct if cell.cell_m < _TEN_KM]
    out |= _shares(largest, _MOST)
    out |= _shares(smaller, _FEW)
    mixed = [cell for cell in smaller if cell in out and (len(out[cell][0]) > 1 or len(out[cell][1]) > 1)]
    return out | _shares(mixed, _MANY)


def _shares(cells: Sequence[GridCell], side: int) -> dict[GridCell, tuple[list[_Share], list[str]]]:
    """Count on a lattice of `side` times `side` points; with 2, of the corners, a metre inside."""
    if not cells:
        return {}
    steps = np.array([-0.4999, 0.4999]) if side == _FEW else (np.arange(side) + 0.5) / side - 0.5
    right, up = (axis.ravel() for axis in np.meshgrid(steps, steps))
    size = np.array([cell.cell_m for cell in cells], dtype=np.float64)[:, None]
    easting = (np.array([cell.easting for cell in cells])[:, None] + right * size).ravel()
    northing = (np.array([cell.northing for cell in cells])[:, None] + up * size).ravel()
    areas = assign_areas(*from_national_grid(easting, northing))
    on_land = (areas["distance_m"] == 0).to_numpy().reshape(len(cells), -1)
    pfa = areas["pfa_code"].to_numpy(dtype=object).reshape(len(cells), -1)
    lad = areas["lad_code"].to_numpy(dtype=object).reshape(len(cells), -1)
    out = {}
    for row, cell in enumerate(cells):
        here = on_land[row]
        if here.any():
            out[cell] = (_counted(pfa[row][here]), sorted({code or "" for code in lad[row][here]}))
    return out


def _counted(codes: NDArray[np.object_]) -> list[_Share]:
    counts: dict[str | None, int] = {}
    for code in codes:
        counts[code] = counts.get(code, 0) + 1
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0] or ""))
    return [(code, round(n / len(codes), 4)) for code, n in ordered]


def _size(cell_m: int) -> str:
    return f"{cell_m // 1000} km" if cell_m >= 1000 else f"{cell_m} m"  # noqa: PLR2004
