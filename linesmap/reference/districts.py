"""Know the districts of England and Wales, now and before, and the force each lies in.

Source: data/reference/districts.csv. Every district lies in exactly one force, and no merger of districts has crossed
a force boundary, so an abolished code still names its force.
"""

from __future__ import annotations

from functools import cache
from types import MappingProxyType

import pandas as pd

from linesmap.errors import ReferenceDataError
from linesmap.reference.files import read_table

__all__ = ["current_district", "district_force", "districts"]

_COLUMNS = ("lad_code", "lad_name", "pfa_code", "county", "valid_from", "valid_to", "successor_code")


@cache
def _table() -> pd.DataFrame:
    table = read_table("districts.csv", (*_COLUMNS, "lon", "lat", "radius_95_m"))
    for column in ("lon", "lat", "radius_95_m"):
        table[column] = pd.to_numeric(table[column].replace("", None))
    table["valid_from"] = pd.to_datetime(table["valid_from"].replace("", None), format="%Y-%m-%d")
    table["valid_to"] = pd.to_datetime(table["valid_to"].replace("", None), format="%Y-%m-%d")
    table["successor_code"] = table["successor_code"].replace("", None)
    return table


def districts() -> pd.DataFrame:
    """List the districts, the 318 in force and those before them.

    Returns
    -------
    districts
        lad_code (unique), lad_name, pfa_code, county (ceremonial county, or preserved county of Wales), valid_from
        (first day), valid_to (first day on which it no longer stood; null means in force), successor_code, source;
        lon, lat (median of its postcodes, degrees, EPSG:4326) and radius_95_m (metres around it that hold 95 in
        100 of them), null for abolished districts. Sorted by lad_code.

    Raises
    ------
    ReferenceDataError
        If the shipped file is missing or damaged.
    """
    return _table().copy()


@cache
def _force_of() -> MappingProxyType[str, str]:
    table = _table()
    return MappingProxyType(dict(zip(table["lad_code"], table["pfa_code"], strict=True)))


@cache
def _current() -> MappingProxyType[str, str]:
    table = _table()
    successor = {
        code: new for code, new in zip(table["lad_code"], table["successor_code"], strict=True) if isinstance(new, str)
    }
    final = {}
    for code in table["lad_code"]:
        last = code
        while last in successor:
            last = successor[last]
        final[code] = last
    return MappingProxyType(final)


def district_force(lad_code: str) -> str | None:
    """Give the code of the force of a district; null for a code outside England and Wales.

    Examples
    --------
    >>> district_force("E07000190")
    'E23000036'
    >>> district_force("S12000033") is None
    True
    """
    return _force_of().get(lad_code)


def current_district(lad_code: str) -> str:
    """Follow an abolished or recoded district to the one in force.

    Raises
    ------
    ReferenceDataError
        If the code is of no district of England or Wales.

    Examples
    --------
    Taunton Deane became part of Somerset West and Taunton (2019) and then of Somerset (2023).

    >>> current_district("E07000190")
    'E06000066'
    """
    final = _current().get(lad_code)
    if final is None:
        msg = f"Expected the code of a district of England or Wales, such as E06000066, found {lad_code!r}."
        raise ReferenceDataError(msg)
    return final
