"""Know the stations and prisons, which records name as often as towns.

Source: data/reference/stations.csv (NaPTAN, Department for Transport) and prisons.csv (prison register), both OGL v3.
"""

from __future__ import annotations

from functools import cache

import pandas as pd

from linesmap.reference.files import read_table

__all__ = ["prisons", "stations"]


@cache
def _stations() -> pd.DataFrame:
    table = read_table("stations.csv", ("name", "kind", "code", "lon", "lat", "lad_code", "pfa_code", "source"))
    return _typed(table, ("lon", "lat"))


@cache
def _prisons() -> pd.DataFrame:
    columns = ("name", "aliases", "place", "postcode", "lon", "lat", "lad_code", "pfa_code", "radius_m", "source")
    table = _typed(read_table("prisons.csv", columns), ("lon", "lat", "radius_m"))
    table["aliases"] = [tuple(filter(None, cell.split(";"))) for cell in table["aliases"]]
    return table


def _typed(table: pd.DataFrame, numbers: tuple[str, ...]) -> pd.DataFrame:
    for column in numbers:
        table[column] = pd.to_numeric(table[column])
    for column in ("lad_code", "pfa_code"):
        table[column] = table[column].astype(object).where(table[column] != "", None)
    return table


def stations() -> pd.DataFrame:
    """List the railway stations of Great Britain, and the Underground, light rail and tram stops of two cities.

    Returns
    -------
    stations
        name (with what tells two of one name apart in brackets), kind (railway station, Underground station, light
        rail station, tram stop), code (three letters of the railway, or that of NaPTAN), lon, lat (degrees, EPSG:4326),
        lad_code (null in Scotland), pfa_code, source. Tram stops are those of London and Greater Manchester.

    Raises
    ------
    ReferenceDataError
        If the shipped file is missing or damaged.
    """
    return _stations().copy()


def prisons() -> pd.DataFrame:
    """List the prisons and young offender institutions of England and Wales.

    Returns
    -------
    prisons
        name (unique, without HMP), aliases (a tuple of texts), place (where it lies), postcode, lon, lat (of the
        postcode, degrees, EPSG:4326), lad_code, pfa_code, radius_m (metres that hold the prison and its land), source.

    Raises
    ------
    ReferenceDataError
        If the shipped file is missing or damaged.
    """
    return _prisons().copy()
