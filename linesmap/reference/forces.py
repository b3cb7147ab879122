"""Know the police forces: 43 with an area in England and Wales, and three beside them.

Source: data/reference/forces.csv and regional_units.csv. A regional unit (ROCU) is not a government region: Kent is
in the South East and in ERSOU, North Wales is in Wales and in NWROCU.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from linesmap.errors import ReferenceDataError
from linesmap.reference.files import read_table

__all__ = ["Force", "find_force", "force", "forces", "regional_units"]

_COLUMNS = ("code", "name", "full_name", "former_names", "police_uk_id", "region", "regional_unit", "oversight_body")
_ENDINGS = ("police", "constabulary", "police force", "police service", "police area", "force")


@dataclass(frozen=True)
class Force:
    """One police force.

    `code` is the ONS police force area code, or `BTP`. `name` is the short ONS name. `population` is of mid-2020;
    null for a force without an area in England and Wales (`territorial` false). `neighbours` are codes of forces
    with a shared land border. `valid_to` is the first day on which the force no longer stands; null means unbounded.
    """

    code: str
    name: str
    full_name: str
    police_uk_id: str
    force_number: str
    region: str
    regional_unit: str
    oversight_body: str
    governance: str
    aliases: tuple[str, ...]
    neighbours: tuple[str, ...]
    population: int | None
    valid_from: dt.date | None
    valid_to: dt.date | None
    territorial: bool


@cache
def forces() -> tuple[Force, ...]:
    """List the forces, the 43 territorial ones first, by code.

    Raises
    ------
    ReferenceDataError
        If the shipped file is missing or damaged.
    """
    table = read_table("forces.csv", (*_COLUMNS, "governance", "aliases", "neighbours", "population", "territorial"))
    return tuple(
        Force(
            code=row["code"],
            name=row["name"],
            full_name=row["full_name"],
            police_uk_id=row["police_uk_id"],
            force_number=row["force_no"],
            region=row["region"],
            regional_unit=row["regional_unit"],
            oversight_body=row["oversight_body"],
            governance=row["governance"],
            aliases=tuple(filter(None, [*row["aliases"].split(";"), *row["former_names"].split(";")])),
            neighbours=tuple(filter(None, row["neighbours"].split(";"))),
            population=int(row["population"]) if row["population"] else None,
            valid_from=dt.date.fromisoformat(row["valid_from"]) if row["valid_from"] else None,
            valid_to=dt.date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
            territorial=row["territorial"] == "yes",
        )
        for row in table.to_dict("records")
    )


@cache
def _by_code() -> MappingProxyType[str, Force]:
    return MappingProxyType({each.code: each for each in forces()})


def force(code: str) -> Force:
    """Give the force with a code.

    Raises
    ------
    ReferenceDataError
        If no force has the code.

    Examples
    --------
    >>> force("E23000036").name
    'Avon and Somerset'
    """
    found = _by_code().get(code)
    if found is None:
        msg = f"Expected the code of a police force, such as E23000036, found {code!r}."
        raise ReferenceDataError(msg)
    return found


@cache
def regional_units() -> dict[str, tuple[str, ...]]:
    """Give the ten policing regions and the codes of their forces; London is one without a unit of its own.

    Raises
    ------
    ReferenceDataError
        If the shipped file is missing or damaged.
    """
    table = read_table("regional_units.csv", ("regional_unit", "forces"))
    return {row["regional_unit"]: tuple(row["forces"].split(";")) for row in table.to_dict("records")}


def unit_of(codes: Collection[str]) -> str | None:
    """Name the regional unit of which these are all the forces, if there is one."""
    return next((unit for unit, members in regional_units().items() if set(members) == set(codes)), None)


def area_of(codes: Collection[str]) -> str:
    """Say in words where some forces are, by code: a region, the forces by name, or everywhere when there are none."""
    unit = unit_of(codes)
    names = {force.code: force.name for force in forces()}
    return f"the {unit} area" if unit else ", ".join(names.get(code, code) for code in codes) or "England and Wales"


def _key(text: str) -> str:
    """Reduce a name to what two spellings of it share: no case, accents, punctuation or `the`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    plain = re.sub(r"[&+]", " and ", plain)
    words = re.sub(r"[^a-z0-9 ]", " ", plain.replace("'", "").replace(".", "")).split()
    return " ".join(word for word in words if word != "the")


@cache
def _by_name() -> MappingProxyType[str, Force]:
    """Index names to forces. A name that two forces could claim belongs to neither, unless it is a full one."""
    own: dict[str, Force] = {}
    others: dict[str, set[str]] = {}
    for each in forces():
        for name in (each.code, each.name, each.full_name):
            own[_key(name)] = each
        for alias in (each.police_uk_id, *each.aliases):
            others.setdefault(_key(alias), set()).add(each.code)
        for stem in (each.name, *each.aliases):
            for ending in _ENDINGS:
                others.setdefault(_key(f"{stem} {ending}"), set()).add(each.code)
    index = {key: _by_code()[next(iter(codes))] for key, codes in others.items() if key and len(codes) == 1}
    return MappingProxyType(index | own)


@cache
def _by_number() -> MappingProxyType[str, Force]:
    return MappingProxyType({each.force_number: each for each in forces() if each.force_number})


def find_force(text: str) -> Force | None:
    """Recognise a force in the way records write it.

    Reads ONS names, full names (as in "Reported by" of data.police.uk), data.police.uk ids, codes, common
    abbreviations, and a two-digit force number when the text is nothing else. Blind to case, punctuation and `&`.

    Parameters
    ----------
    text
        A whole cell, not a sentence.

    Returns
    -------
    force
        Null when the text names no force, or could name two. `DC` is a rank, so it is null.

    Examples
    --------
    >>> find_force("D&C").name
    'Devon and Cornwall'
    >>> find_force("44").name
    'Hampshire'
    >>> find_force("DC") is None
    True
    """
    stripped = text.strip()
    if re.fullmatch(r"\d{2}", stripped):
        return _by_number().get(stripped)
    return _by_name().get(_key(stripped))
