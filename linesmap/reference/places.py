"""Know the towns and villages, the words for areas, and the names written on the map.

Source: data/reference/places.csv (GeoNames places of 500 people and more and SimpleMaps, both CC BY 4.0; names of
stations, OGL v3; postcode sectors), counties.csv and sea_labels.csv.
"""

from __future__ import annotations

from functools import cache

import pandas as pd

from linesmap.reference.files import read_table

__all__ = ["counties", "place_labels", "places", "sea_labels"]

_CODES = ("lad_code", "former_lad_code", "pfa_code", "county")


@cache
def _places() -> pd.DataFrame:
    numbers = ("geonameid", "lon", "lat", "population", "radius_95_m", "rank")
    table = read_table("places.csv", ("name", "short_names", "alternates", "country", "source", *numbers, *_CODES))
    for column in numbers:
        table[column] = pd.to_numeric(table[column])
    for column in _CODES:
        table[column] = table[column].astype(object).where(table[column] != "", None)
    return table


def places() -> pd.DataFrame:
    """List the towns, villages and suburbs.

    Returns
    -------
    places
        geonameid, name, short_names (by which people mean this place first of all), alternates (other names; several
        in a cell have `;` between them), lon, lat (degrees, EPSG:4326), population (0 when
        unknown), country (ENG, WLS, SCT, NIR, IMN, JEY, GGY), lad_code and county (England and Wales), former_lad_code
        (the district of 2011 where it was another), pfa_code (null on the islands), radius_95_m (metres that should
        hold 95 in 100 of what is said to be at the place), rank (of its label: 1 large cities to 5 villages), source
        (geonames, postcodes, simplemaps, station).

    Raises
    ------
    ReferenceDataError
        If the shipped file is missing or damaged.

    Notes
    -----
    `radius_95_m` is the larger of two radii: that of a disc with the population at 4,000 people per km2, and that which
    holds 95 in 100 of the postcodes nearer to this place than to any other (at most 5 km). It is at least 1,000 m, and
    2,000 m for places of SimpleMaps and for those by the name of a station.
    """
    return _places().copy()


def place_labels() -> pd.DataFrame:
    """List the place names to write on the map, most important first.

    Returns
    -------
    labels
        name, lon, lat (degrees, EPSG:4326), rank (1 to 5), population, country, pfa_code. Places known only by the
        name of a station are not among them.

    Raises
    ------
    ReferenceDataError
        If the shipped file is missing or damaged.
    """
    columns = ["name", "lon", "lat", "rank", "population", "country", "pfa_code", "geonameid"]
    table = _places()
    ordered = table.loc[table["source"] != "station", columns].sort_values(
        ["rank", "population", "geonameid"], ascending=[True, False, True]
    )
    return ordered.drop(columns="geonameid").reset_index(drop=True)


@cache
def _seas() -> pd.DataFrame:
    table = read_table("sea_labels.csv", ("name", "lon", "lat", "rank"))
    for column in ("lon", "lat", "rank"):
        table[column] = pd.to_numeric(table[column])
    return table


def sea_labels() -> pd.DataFrame:
    """List the names of seas: name, lon, lat (degrees, EPSG:4326), rank (1 seas to 3 small bays).

    Raises
    ------
    ReferenceDataError
        If the shipped file is missing or damaged.
    """
    return _seas().copy()


@cache
def _counties() -> pd.DataFrame:
    table = read_table("counties.csv", ("name", "kind", "aliases", "districts", "also", "lon", "lat", "radius_95_m"))
    for column in ("aliases", "districts", "also"):
        table[column] = [tuple(filter(None, cell.split(";"))) for cell in table[column]]
    for column in ("lon", "lat", "radius_95_m"):
        table[column] = pd.to_numeric(table[column])
    return table


def counties() -> pd.DataFrame:
    """List the words that people use for an area larger than a town.

    Returns
    -------
    counties
        name (unique), kind (ceremonial, preserved, principal, historic, former, force, area), aliases, districts (codes
        of its present meaning, some of them of former districts), also (codes of districts that an older or looser
        use reaches), each a tuple of texts; lon, lat (median of its postcodes, degrees, EPSG:4326), radius_95_m
        (metres around it that hold 95 in 100 of them), source.

    Raises
    ------
    ReferenceDataError
        If the shipped file is missing or damaged.
    """
    return _counties().copy()
