"""Know the districts of England and Wales, now and before, and the force each lies in.

Source: data/reference/districts.csv. Every district lies in exactly one force, and no merger of districts has crossed
a force boundary, so an abolished code still names its force.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import pandas as pd

from linesmap.errors import ReferenceDataError
from linesmap.reference.files import read_table

__all__ = ["District", "current_district", "district_force", "districts", "find_district"]

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


@dataclass(frozen=True)
class District:
    """One district: its code, and its name as a person writes it (`Bristol`, not `Bristol, City of`)."""

    code: str
    name: str


_CODE = re.compile(r"\b([EW]\d{8})\b", re.IGNORECASE)


def _key(text: str) -> str:
    words = re.sub(r"[^a-z0-9]+", " ", re.sub(r"[&+]", " and ", text.casefold().replace("'", ""))).split()
    return " ".join({"saint": "st", "upon": "on"}.get(word, word) for word in words if word != "the")


@cache
def _by_name() -> MappingProxyType[str, str]:
    """Index the names of districts; one in force keeps a name that an abolished one had."""
    found: dict[str, str] = {}
    table = _table().sort_values(["valid_to", "lad_code"], na_position="first")
    for code, name in zip(table["lad_code"], table["lad_name"], strict=True):
        first, _, rest = name.partition(", ")
        for spelling in (name, first, *([f"{rest} {first}"] if rest else [])):
            found.setdefault(_key(spelling), code)
    return MappingProxyType(found)


@cache
def _by_code() -> MappingProxyType[str, District]:
    table = _table()
    pairs = zip(table["lad_code"], table["lad_name"], strict=True)
    return MappingProxyType({code: District(code, name.partition(", ")[0]) for code, name in pairs})


def find_district(text: str) -> District | None:
    """Recognise a district of England or Wales by its code, its name, or both together.

    Parameters
    ----------
    text
        A whole cell, or the cells of code and name with a comma between them. Blind to case and punctuation.

    Returns
    -------
    district
        As stated, also one that is no longer in force. Null when the text names none, or code and name name two.

    Examples
    --------
    >>> find_district("City of Bristol")
    District(code='E06000023', name='Bristol')
    >>> find_district("E07000041, Exeter").name
    'Exeter'
    >>> find_district("E07000041, Plymouth") is None
    True
    """
    stated, name = _CODE.search(text), _key(_CODE.sub(" ", text))
    named = _by_name().get(name, "")
    if stated is None:
        return _by_code().get(named)
    code = stated[1].upper()
    if name and _current().get(named) != _current().get(code):
        return None
    return _by_code().get(code)
