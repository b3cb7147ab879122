"""Build the gazetteer from the reference data that ships with linesmap.

Source: `linesmap.reference`: GeoNames places, districts, counties and other words for areas, forces.
"""

from __future__ import annotations

import re
from functools import cache

import pandas as pd

from linesmap.crs import to_national_grid
from linesmap.geocode.gazetteer import Area, Gazetteer, NameKind, Place
from linesmap.geocode.names import name_key
from linesmap.reference import counties, current_district, districts, forces, places

__all__ = ["shipped_areas", "shipped_gazetteer", "shipped_places", "short_names"]

_COUNTRY_NAME = {
    "SCT": "Scotland",
    "NIR": "Northern Ireland",
    "IMN": "Isle of Man",
    "JEY": "Jersey",
    "GGY": "Guernsey",
}

_SUBURB_RANK, _SUBURB_PEOPLE = 5, 8_000
"""A label of the last rank with so many people is of a suburb: otherwise its people would give it a better one."""

_KNOWN_BY_ITSELF = 40_000
"""A suburb of so many people (Salford, Gateshead) is meant by its name as a town is."""


@cache
def shipped_gazetteer() -> Gazetteer:
    """Build the gazetteer from the reference data that ships with linesmap; about 0.3 s, once.

    Raises
    ------
    ReferenceDataError
        If a shipped file is missing or damaged.
    """
    rows = shipped_places()
    return Gazetteer([place for place, _ in rows], [names for _, names in rows], shipped_areas())


@cache
def shipped_places() -> tuple[tuple[Place, dict[NameKind, list[str]]], ...]:
    """List the places that ship with linesmap and their names, the larger ones first.

    Raises
    ------
    ReferenceDataError
        If a shipped file is missing or damaged.
    """
    table = places().sort_values(["population", "geonameid"], ascending=[False, True])
    rows = zip(table["name"], table["short_names"], table["alternates"], strict=True)
    names = [
        {
            NameKind.OWN: [name, *own.split(";")],
            NameKind.OTHER: [*others.split(";"), *_in_one_word(name)],
            NameKind.SHORT: short_names(name),
        }
        for name, own, others in rows
    ]
    return tuple(zip(_places(table), names, strict=True))


def _in_one_word(name: str) -> list[str]:
    """Write `Cross Hills` as `Crosshills`: a name of two words is often written so."""
    words = name_key(name).split()
    return ["".join(words)] if len(words) == 2 and min(map(len, words)) > 2 else []  # noqa: PLR2004 - not St Ives


def short_names(name: str) -> list[str]:
    """Shorten `Newark on Trent` to `Newark` and `Royal Wootton Bassett` to `Wootton Bassett`."""
    key = name_key(name)
    short = re.sub(r" (?:on|under|in|by|le|next|super|cum|with|and) .*$", "", key)
    return [each for each in (short, key.removeprefix("royal ")) if each != key]


def _places(table: pd.DataFrame) -> list[Place]:
    easting, northing = to_national_grid(table["lon"], table["lat"])
    label = table["name"] + ", " + table["county"].fillna(table["country"].map(_COUNTRY_NAME))
    label = label.where(table["name"] != table["county"], table["name"])
    twice = label.duplicated(keep=False) & table["lad_code"].notna()
    names = districts().set_index("lad_code")["lad_name"]
    label = label.where(~twice, table["name"] + " (" + table["lad_code"].map(names) + "), " + table["county"])
    rows = zip(
        table["name"],
        label,
        table["lon"],
        table["lat"],
        easting.tolist(),
        northing.tolist(),
        table["population"],
        table["country"],
        table["lad_code"],
        table["former_lad_code"],
        table["pfa_code"],
        table["radius_95_m"],
        _minor(table),
        strict=True,
    )
    return [
        Place(
            name=name,
            label=text,
            lon=float(lon),
            lat=float(lat),
            easting=east,
            northing=north,
            population=int(population),
            country=country,
            lad_codes=frozenset(code for code in (lad, former) if code),
            lad_code=lad,
            pfa_code=pfa,
            radius_m=float(radius),
            minor=bool(minor),
        )
        for name, text, lon, lat, east, north, population, country, lad, former, pfa, radius, minor in rows
    ]


def _minor(table: pd.DataFrame) -> pd.Series[bool]:
    suburb = (table["rank"] == _SUBURB_RANK) & (table["population"] >= _SUBURB_PEOPLE)
    return ((table["source"] != "geonames") | suburb) & (table["population"] < _KNOWN_BY_ITSELF)


@cache
def shipped_areas() -> dict[str, Area]:
    """Index areas by name, districts by code too.

    A county keeps a name that a district has too, and a district one that a force has.
    Shared: do not modify.
    """
    table = districts().set_index("lad_code")
    pfa_of = table["pfa_code"].to_dict()
    areas: dict[str, Area] = {}
    aliases: dict[str, Area] = {}
    for row in counties().to_dict("records"):
        codes, wider = frozenset(row["districts"]), frozenset(row["also"])
        area = Area(
            name=row["name"],
            kind=row["kind"],
            lad_codes=codes,
            wider_codes=wider,
            pfa_codes=tuple(sorted({pfa_of[code] for code in codes})),
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            radius_m=float(row["radius_95_m"]),
        )
        areas[name_key(row["name"])] = area
        for alias in row["aliases"]:
            aliases.setdefault(name_key(alias), area)
    own: dict[str, Area] = {}
    rows = table.sort_values("valid_to", na_position="first").to_dict("index")
    for code, district in rows.items():
        # A district that was only recoded is measured under its new code.
        measured = district if district["radius_95_m"] > 0 else rows[current_district(str(code))]
        area = Area(
            name=district["lad_name"],
            kind="district",
            lad_codes=frozenset({str(code)}),
            wider_codes=frozenset(),
            pfa_codes=(district["pfa_code"],),
            lon=float(measured["lon"]),
            lat=float(measured["lat"]),
            radius_m=float(measured["radius_95_m"]),
        )
        for key in (*_district_keys(district["lad_name"]), name_key(str(code))):
            own.setdefault(key, area)
    for each in forces():
        if each.territorial and name_key(each.name) not in areas:
            aliases.setdefault(name_key(each.name), areas[name_key(each.full_name)])
    return {**own, **aliases, **areas}


def _district_keys(name: str) -> list[str]:
    """Spellings of a district's name: `Bristol, City of` is also `City of Bristol` and `Bristol`."""
    first, _, rest = name.partition(", ")
    keys = [name_key(name), name_key(first)]
    if rest:
        keys.append(name_key(f"{rest} {first}"))
    return keys
