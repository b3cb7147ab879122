"""Invent phone numbers, registration marks and references that can belong to nobody, and write them as people do.

Phone numbers come from the range that Ofcom keeps for drama, 07700 900000 to 900999. Registration marks have a
current form with an area code starting with Q or Z, letters that DVLA does not use there. The check letter of a PNC
identity is one that the scheme leaves out (S), so no such identity can exist.
"""

from __future__ import annotations

from linesmap.ingest.synthetic.draws import Draws, Weighted
from linesmap.ingest.synthetic.forces import FORCES

__all__ = [
    "Marks",
    "PhoneBook",
    "nominal_reference",
    "officer",
    "pnc_identity",
    "spoilt_phone",
    "write_mark",
    "write_phone",
]

_DRAMA_RANGE = 1_000
_SERIALS = 10_000_000
_STRIDE = 7_654_321
_LETTERS = "ABCDEFGHJKLMNOPRSTUVWXY"
_AREA_FIRST = "QZ"
_AGES = tuple(f"{age:02d}" for year in range(12, 25) for age in (year, year + 50))

_PHONE_STYLES = Weighted(
    {
        "{0} {1}": 0.34,
        "{0}{1}": 0.26,
        "+44{2}{1}": 0.12,
        "0044{2}{1}": 0.05,
        "44{2}{1}": 0.06,
        "{2}{1}": 0.06,
        "+44 {2} {1}": 0.05,
        "{0}-{1}": 0.03,
        "{0} {3} {4}": 0.03,
    }
)
_SPOILT_PHONE = "4.47E+11"


class PhoneBook:
    """Give out the thousand numbers of the drama range, each once."""

    def __init__(self, draws: Draws) -> None:
        keyed = sorted((draws.unit(), number) for number in range(_DRAMA_RANGE))
        self._free = [f"07700900{number:03d}" for _, number in keyed]

    @property
    def n_free(self) -> int:
        """How many numbers are left."""
        return len(self._free)

    def take(self) -> str | None:
        """Give a number nobody has, or None when all are given out."""
        return self._free.pop() if self._free else None


class Marks:
    """Invent registration marks, each once."""

    def __init__(self, draws: Draws) -> None:
        self._draws = draws
        self._used: set[str] = set()

    def take(self) -> str:
        """Invent a mark no vehicle of the story has, without its space."""
        draw = self._draws
        while True:
            letters = "".join(draw.pick(_LETTERS) for _ in range(3))
            mark = f"{draw.pick(_AREA_FIRST)}{draw.pick(_LETTERS)}{draw.pick(_AGES)}{letters}"
            if mark not in self._used:
                self._used.add(mark)
                return mark


def write_phone(number: str, draws: Draws) -> str:
    """Write a phone number in one of the forms people use.

    Parameters
    ----------
    number
        Eleven digits.
    draws
        Source of randomness.

    Returns
    -------
    text
        The number as written; always complete.
    """
    style = draws.weighted(_PHONE_STYLES)
    return style.format(number[:5], number[5:], number[1:5], number[5:8], number[8:])


def spoilt_phone() -> str:
    """Give what a spreadsheet leaves of a number once it has turned it into a float."""
    return _SPOILT_PHONE


def write_mark(mark: str, draws: Draws) -> str:
    """Write a registration mark with or without its space, now and then in small letters."""
    text = f"{mark[:4]} {mark[4:]}" if draws.chance(0.55) else mark
    return text.lower() if draws.chance(0.06) else text


def nominal_reference(force: int, serial: int) -> str:
    """Give the reference of a force's `serial`-th person.

    Parameters
    ----------
    force
        Position in `FORCES`.
    serial
        Running number of the person in that force, below ten million.

    Returns
    -------
    reference
        In the force's own format; different serials give different references.

    Examples
    --------
    >>> nominal_reference(2, 1)
    'DP-7655432'
    """
    scattered = (serial * _STRIDE + 1_111 * (force + 1) - 2_222) % _SERIALS
    return FORCES[force].nominal.format(scattered)


def pnc_identity(serial: int, draws: Draws) -> str:
    """Invent a national identity that the check letter proves to be invented."""
    return f"{draws.whole(4, 24):02d}/{(serial * _STRIDE + 1_234) % _SERIALS:07d}S"


def officer(draws: Draws, surname: str = "") -> str:
    """Invent an officer: rank and collar number, and a surname where one is given."""
    rank = draws.pick(("PC", "PC", "PC", "DC", "PS", "PCSO", "DS", "T/DC"))
    return f"{rank} {draws.whole(1000, 9899)} {surname}".strip()
