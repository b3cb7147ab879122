"""Name the forces of the story and how each system writes them and its nominal references.

Names, aliases and districts follow the force table of the reference data; reference formats are invented.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["BTP", "EXPORTERS", "FORCES", "NEIGHBOURS", "SOUTH_WEST", "Force", "force_index"]


@dataclass(frozen=True)
class Force:
    """One force.

    `aliases` are drawn evenly, so a usual one stands twice. `districts` are the codes of its districts. `nominal`
    is the pattern of its person references, filled with a seven-digit serial. `population` is in thousands and
    sets how much the force records.
    """

    key: str
    name: str
    aliases: tuple[str, ...]
    districts: tuple[str, ...]
    nominal: str
    population: int


def _districts(stem: str, *numbers: int) -> tuple[str, ...]:
    return tuple(f"{stem}{number:02d}" for number in numbers)


FORCES: tuple[Force, ...] = (
    Force(
        "avon_and_somerset",
        "Avon and Somerset",
        ("A&S", "A&S", "ASP", "Avon & Somerset", "Avon & Somerset", "52"),
        _districts("E060000", 22, 23, 24, 25, 66),
        "520{:07d}",
        1_729,
    ),
    Force(
        "devon_and_cornwall",
        "Devon and Cornwall",
        ("D&C", "D&C", "DCP", "Devon & Cornwall", "Devon & Cornwall", "50"),
        _districts("E060000", 26, 27, 52, 53) + _districts("E070000", *range(40, 48)),
        "NOM/{:07d}",
        1_785,
    ),
    Force("dorset", "Dorset", ("Dorset Police",) * 5 + ("55",), _districts("E060000", 58, 59), "DP-{:07d}", 777),
    Force(
        "gloucestershire",
        "Gloucestershire",
        ("Glos", "Gloucestershire Police"),
        _districts("E070000", *range(78, 84)),
        "G{:07d}N",
        641,
    ),
    Force("wiltshire", "Wiltshire", ("Wilts", "Wiltshire Police"), _districts("E060000", 30, 54), "54N{:07d}", 727),
    Force(
        "metropolitan",
        "Metropolitan Police",
        ("MPS", "Met", "Met Police"),
        _districts("E090000", *range(2, 34)),
        "MPS/N/{:07d}",
        8_992,
    ),
    Force(
        "merseyside",
        "Merseyside",
        ("MerPol", "Merseyside Police"),
        _districts("E080000", *range(11, 16)),
        "MER{:07d}",
        1_434,
    ),
    Force(
        "west_midlands", "West Midlands", ("WMP", "West Mids"), _districts("E080000", *range(25, 32)), "W{:07d}", 2_940
    ),
    Force(
        "greater_manchester",
        "Greater Manchester",
        ("GMP", "Gtr Manchester"),
        _districts("E080000", *range(1, 11)),
        "GMP-N-{:07d}",
        2_848,
    ),
    Force("british_transport_police", "British Transport Police", ("BTP",), (), "BTP/{:07d}", 0),
    Force(
        "hampshire",
        "Hampshire",
        ("Hants", "HIOW", "Hampshire Constabulary"),
        _districts("E060000", 44, 45, 46) + _districts("E070000", *range(84, 95)),
        "44/N{:07d}",
        1_999,
    ),
    Force(
        "west_mercia",
        "West Mercia",
        ("WMerc", "West Mercia Police"),
        _districts("E060000", 19, 20, 51) + _districts("E070002", *range(34, 40)),
        "WMN{:07d}",
        1_298,
    ),
)

SOUTH_WEST: tuple[int, ...] = (0, 1, 2, 3, 4)
EXPORTERS: tuple[int, ...] = (5, 6, 7, 8)
BTP = 9
NEIGHBOURS: tuple[int, ...] = (10, 11)
"""Forces beside the South West into which lines run too."""


def force_index(key: str) -> int:
    """Give the position of a force in `FORCES` by its key."""
    return next(index for index, force in enumerate(FORCES) if force.key == key)
