"""Locate postcodes of every level: a unit at its position, a sector, district or area by the spread of its units."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from linesmap.crs import from_national_grid
from linesmap.geocode.answers import located, not_found, refused
from linesmap.geocode.points import locate_xy
from linesmap.geocode.postcode_texts import parse_postcode, parse_units, slips
from linesmap.model.locations import Candidate, Location
from linesmap.model.vocabulary import PlaceStatus, Precision
from linesmap.reference import (
    PostcodeGroup,
    assign_areas,
    current_district,
    district_force,
    force,
    lookup_units,
    postcode_group,
)

if TYPE_CHECKING:
    from linesmap.geocode.user_gazetteer import UserGazetteer

__all__ = ["locate_postcodes", "locate_units", "suggest_district", "suggest_slips"]

CLEAR_SHARE = 0.99
"""From this share of its postcodes a sector, district or area has the code of one force; the others stay candidates."""

_PRECISION = {"sector": Precision.SECTOR, "district": Precision.DISTRICT, "area": Precision.POSTCODE_AREA}
_COUNTRY = {"L": "the Channel Islands", "M": "the Isle of Man"}
_ABROAD = {"S": "S23000009", "N": "N99999999"}
_MOST_CANDIDATES = 8
_SECTOR_M = 5_000.0


def locate_postcodes(texts: Sequence[str], user: UserGazetteer | None = None) -> list[Location]:
    """Locate texts that stand in a column of postcodes, or are known to be postcodes.

    Parameters
    ----------
    texts
        n texts; repeats are allowed but cost again.
    user
        Gazetteers of the user's own, whose unit postcodes win over those of the shipped directory.

    Returns
    -------
    locations
        n answers. A unit that the directory lacks, or holds without a position, is answered by its sector, and
        `method` says so. A sector, district or area that lies in several forces has them as candidates with their
        shares of its postcodes, and a `pfa_code` only if one of them has 99 in 100.

    Raises
    ------
    ReferenceDataError
        If the postcode directory is not installed whole.
    """
    codes = parse_units(texts)
    units = iter(locate_units([code for code in codes if code is not None], user))
    return [_other(text) if code is None else next(units) for text, code in zip(texts, codes, strict=True)]


def locate_units(codes: Sequence[str], user: UserGazetteer | None = None) -> list[Location]:
    """Locate unit postcodes in their usual spelling, as `parse_units` gives it; otherwise as `locate_postcodes`."""
    table = lookup_units(codes)
    if user is None or not len(user.postcodes):
        return _located_units(codes, table)
    rows = user.postcodes.find(codes)
    theirs = rows >= 0
    shipped = iter(_located_units([code for code, own in zip(codes, theirs, strict=True) if not own], table[~theirs]))
    own = [code for code, own in zip(codes, theirs, strict=True) if own]
    users = iter(_located_by_user(own, rows[theirs], table[theirs], user))
    return [next(users) if one else next(shipped) for one in theirs]


def _located_by_user(
    codes: Sequence[str], rows: NDArray[np.int64], shipped: pd.DataFrame, user: UserGazetteer
) -> list[Location]:
    """Locate units where the user's gazetteer has them; the force is that of the district, else of the point."""
    found = user.postcodes
    easting, northing = found.easting[rows], found.northing[rows]
    lon, lat = from_national_grid(easting, northing)
    lad = np.array(found.lad_codes, dtype=object)[found.lad[rows]]
    pfa = np.array([_force_of(code) for code in lad], dtype=object)
    unknown = np.array([code is None or (code[0] in "EW" and district_force(code) is None) for code in lad], np.bool_)
    areas = assign_areas(lon[unknown], lat[unknown])
    pfa[unknown], lad[unknown] = areas["pfa_code"].to_numpy(), areas["lad_code"].to_numpy()
    current = [code if code is None or district_force(code) is None else current_district(code) for code in lad]
    reach = shipped["uncertainty_m"].to_numpy().copy()
    missing = np.isnan(reach)
    reach[missing] = found.uncertainty_m(rows[missing])
    xy = locate_xy(easting, northing, lon, lat)
    sources = [user.sources[found.gazetteer_ids[index]] for index in found.source[rows]]
    columns = (xy[column].tolist() for column in ("lon", "lat", "easting", "northing"))
    return [
        located(
            {
                "status": PlaceStatus.FOUND,
                "label": code,
                "lon": x,
                "lat": y,
                "easting": east,
                "northing": north,
                "precision": Precision.SECTOR if sector else Precision.POSTCODE_UNIT,
                "uncertainty_m": _sector_reach(code) if sector else metres,
                "method": f"{'middle of its postcode sector' if sector else 'postcode unit'}; from {source}",
                "pfa_code": force_code,
                "lad_code": district,
            }
        )
        for code, x, y, east, north, sector, metres, source, force_code, district in zip(
            codes,
            *columns,
            found.sector_only[rows].tolist(),
            np.round(reach).tolist(),
            sources,
            pfa.tolist(),
            current,
            strict=True,
        )
    ]


def _sector_reach(code: str) -> float:
    sector = postcode_group(code[:-2])
    return float(round(sector.radius_95_m)) if sector is not None else _SECTOR_M


def _located_units(codes: Sequence[str], table: pd.DataFrame) -> list[Location]:
    """Locate units by their rows of the shipped directory."""
    easting, northing = table["easting"].to_numpy(), table["northing"].to_numpy()
    xy = locate_xy(easting, northing, *(axis for axis in from_national_grid(easting, northing)))
    lad_code = table["lad_code"].tolist()
    rows = zip(
        codes,
        *(xy[column].tolist() for column in ("lon", "lat", "easting", "northing")),
        np.round(table["uncertainty_m"].to_numpy()).tolist(),
        lad_code,
        [_force_of(code) for code in lad_code],
        strict=True,
    )
    return [
        located(
            {
                "status": PlaceStatus.FOUND,
                "label": code,
                "lon": lon,
                "lat": lat,
                "easting": east,
                "northing": north,
                "precision": Precision.POSTCODE_UNIT,
                "uncertainty_m": reach,
                "method": "postcode unit",
                "pfa_code": pfa,
                "lad_code": lad,
            }
        )
        if east == east  # noqa: PLR0124 - not a number: the directory has no position
        else _without_position(code, lad)
        for code, lon, lat, east, north, reach, lad, pfa in rows
    ]


@cache
def _force_of(lad_code: str | None) -> str | None:
    return None if lad_code is None else district_force(lad_code) or _ABROAD.get(lad_code[0])


def _without_position(code: str, lad_code: str | None) -> Location:
    if lad_code is not None and lad_code[0] in _COUNTRY:
        return not_found(f"postcode of {_COUNTRY[lad_code[0]]}: the directory gives no positions there")
    sector = postcode_group(code[:-2])
    if sector is not None:
        return _group(sector, f"postcode {code} is not in the directory with a position; its sector instead: ")
    return not_found("postcode not in the directory", suggest_slips(code))


def _other(text: str) -> Location:
    postcode = parse_postcode(text)
    if postcode is None:
        candidates = suggest_slips(text)
        reason = "not a postcode as written; an O for 0 or I for 1 may have slipped in" if candidates else ""
        return not_found(reason or "not a postcode", candidates)
    if postcode.level == "pseudo":
        return refused("a stand-in for no or an unknown address, or a forces post office: not a place")
    group = postcode_group(postcode.code)
    if group is None:
        return not_found(f"no postcode {postcode.level} {postcode.code}", suggest_slips(text))
    return _group(group, "")


@lru_cache(maxsize=4096)
def _group(group: PostcodeGroup, before: str) -> Location:
    lon, lat = (round(float(axis), 6) for axis in from_national_grid(group.easting, group.northing))
    first, share = group.forces[0]
    clear = share >= CLEAR_SHARE
    names = ", ".join(f"{_name(code)} {_percent(part)}" for code, part in group.forces[:4])
    noun = "postcode" if group.n_postcodes == 1 else "postcodes"
    return Location(
        status=PlaceStatus.FOUND,
        label=group.code,
        lon=lon,
        lat=lat,
        easting=round(group.easting, 1),
        northing=round(group.northing, 1),
        precision=_PRECISION[group.level],
        uncertainty_m=float(round(group.radius_95_m)),
        method=f"{before}middle of {group.n_postcodes:,} {noun} of {group.level} {group.code}: {names}",
        pfa_code=first if clear else None,
        lad_code=group.lad_code,
        candidates=()
        if len(group.forces) == 1
        else tuple(Candidate(_name(code), lon, lat, code, _share(part)) for code, part in group.forces),
    )


def _share(part: float) -> float:
    """Round a share, but neither to nothing nor to all of it."""
    return min(max(round(part, 4), 0.0001), 0.9999)


def _name(pfa_code: str | None) -> str:
    return "no force" if pfa_code is None else force(pfa_code).name


def _percent(share: float) -> str:
    if share == 1:
        return "100%"
    text = f"{100 * share:.1f}%"
    return {"100.0%": "over 99.9%", "0.0%": "under 0.1%"}.get(text, text)


def suggest_district(text: str) -> Candidate | None:
    """Suggest the district for a text such as `M4`, which names a motorway too."""
    postcode = parse_postcode(text)
    if postcode is None or postcode.level != "district":
        return None
    answer = _other(text)
    if answer.lon is None or answer.lat is None:
        return None
    return Candidate(f"{postcode.code} (postcode district)", answer.lon, answer.lat, answer.pfa_code)


def suggest_slips(text: str) -> list[Candidate]:
    """List the postcodes of the directory that a slip of O and 0, or I and 1, would explain; for a person to choose."""
    codes = slips(text)
    if not codes:
        return []
    table = lookup_units(codes).assign(code=codes)
    table = table[table["easting"].notna()].head(_MOST_CANDIDATES)
    lon, lat = from_national_grid(table["easting"], table["northing"])
    return [
        Candidate(code, round(float(x), 6), round(float(y), 6), _force_of(lad))
        for code, x, y, lad in zip(table["code"], lon, lat, table["lad_code"], strict=True)
    ]
