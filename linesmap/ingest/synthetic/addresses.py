"""Invent homes: a real postcode of the town, and a street that exists nowhere, so that no home is anybody's.

Postcodes are chosen as those of places are. The words of the streets are put together from syllables and name no place
of the gazetteer; with a house number on such a street no household of any town can be meant, whatever its postcode.
About six homes lie on a street, so that neighbours differ by their number only.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from linesmap.ingest.synthetic.draws import Draws, Weighted
from linesmap.ingest.synthetic.places import Places
from linesmap.ingest.synthetic.towns import TOWNS

__all__ = ["STREET_KINDS", "STREET_WORDS", "Home", "Streets", "write_address"]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_STARTS = _words(
    """
    Brenn Calv Corv Drasp Drusk Elv Fenn Galv Glimm Hask Heldr Imbr Jarv Keld Lorv Mald Marv Ness Obl Orv Pask Perv
    Quarn Quoll Relk Rusp Sarn Skell Sorv Tarv Thren Thrull Ulv Varn Vosk Wirr Yelv Zenn
    """
)
_ENDS = _words("ackle adlow ander enby ennick erick eskin ibold idlow illow inook ombry orrick ulver undle uskin")
STREET_WORDS: tuple[str, ...] = tuple(start + end for start in _STARTS for end in _ENDS)
"""First words of the streets; none is real."""

STREET_KINDS: dict[str, tuple[str, ...]] = {
    "Street": ("St", "St."),
    "Road": ("Rd", "Rd."),
    "Avenue": ("Ave", "Av"),
    "Close": ("Cl",),
    "Lane": ("Ln",),
    "Drive": ("Dr",),
    "Court": ("Ct",),
    "Terrace": ("Terr", "Tce"),
    "Gardens": ("Gdns",),
    "Crescent": ("Cres",),
    "Place": ("Pl",),
    "Way": ("Wy",),
}
"""Second words of the streets, and how they are shortened."""

_KIND_SHARES = Weighted(
    {"Street": 5, "Road": 5, "Avenue": 3, "Close": 3, "Lane": 2, "Drive": 2, "Court": 1, "Terrace": 1}
    | {"Gardens": 1, "Crescent": 1, "Place": 1, "Way": 1}
)
_HOMES_ON_A_STREET, _HIGHEST_NUMBER = 6, 148
_FLAT, _SAME_BUILDING, _FLATS = 0.13, 0.75, 12
_FLAT_STYLES = Weighted(
    {
        "Flat {flat}, {number} {street}": 0.55,
        "Flat {flat} {number} {street}": 0.20,
        "{number} {street}, Flat {flat}": 0.15,
        "Fl {flat}, {number} {street}": 0.10,
    }
)
_NO_FLAT, _SHORTENED, _NO_NUMBER, _NO_TOWN, _NO_POSTCODE, _NO_SPACE, _CAPITALS = (
    0.06,
    0.25,
    0.02,
    0.08,
    0.12,
    0.15,
    0.05,
)


@dataclass(frozen=True, slots=True)
class Home:
    """One address: `flat` is 0 for a whole house, `house` the name of a hostel, else empty."""

    address_id: str
    number: int
    street: str
    town: int
    postcode: str
    flat: int = 0
    house: str = ""


@dataclass(frozen=True, slots=True)
class _Street:
    name: str
    town: int
    postcode: str


class Streets:
    """Give out homes, each once.

    Parameters
    ----------
    places
        Where the postcodes come from.
    draws
        Source of randomness.
    """

    def __init__(self, places: Places, draws: Draws) -> None:
        self._places = places
        self._draws = draws
        self._streets: dict[int, list[_Street]] = defaultdict(list)
        self._buildings: dict[int, list[tuple[_Street, int]]] = defaultdict(list)
        self._homes: dict[int, int] = defaultdict(int)
        self._used: set[tuple[_Street, int, int]] = set()
        self._serial = 0

    def home(self, town: int) -> Home:
        """Give a house or flat of a town in which nobody lives yet."""
        draw = self._draws
        self._homes[town] += 1
        if not draw.chance(_FLAT):
            street = self._street(town)
            return self._give(street, self._number(street), 0)
        known = self._buildings[town]
        if not known or not draw.chance(_SAME_BUILDING):
            street = self._street(town)
            known.append((street, self._number(street)))
        street, number = known[-1]
        flat = draw.whole(1, _FLATS)
        while (street, number, flat) in self._used:
            if all((street, number, other) in self._used for other in range(1, _FLATS + 1)):
                street = self._street(town)
                number = self._number(street)
                known.append((street, number))
            flat = draw.whole(1, _FLATS)
        return self._give(street, number, flat)

    def hostel(self, town: int) -> Home:
        """Give a hostel or house in multiple occupation of a town; many people live there."""
        street = self._street(town)
        name = f"{self._draws.pick(STREET_WORDS)} House" if self._draws.chance(0.5) else ""
        return self._give(street, self._number(street), 0, name)

    def _give(self, street: _Street, number: int, flat: int, house: str = "") -> Home:
        self._used.add((street, number, flat))
        self._serial += 1
        return Home(f"A{self._serial:06d}", number, street.name, street.town, street.postcode, flat, house)

    def _street(self, town: int) -> _Street:
        draw, known = self._draws, self._streets[town]
        if len(known) * _HOMES_ON_A_STREET > self._homes[town]:
            return draw.pick(known)
        name = f"{draw.pick(STREET_WORDS)} {draw.weighted(_KIND_SHARES)}"
        known.append(_Street(name, town, self._places.near(town, draw).postcode))
        return known[-1]

    def _number(self, street: _Street) -> int:
        """Give a number of which no house or building of the street has any use yet."""
        while True:
            number = self._draws.whole(1, _HIGHEST_NUMBER)
            if (street, number, 0) not in self._used and (street, number) not in self._buildings[street.town]:
                return number


def write_address(home: Home, draws: Draws, *, apart: bool) -> tuple[str, str, list[str]]:
    """Write an address as people key it, now and then without a part of it.

    Parameters
    ----------
    home
        The true address.
    draws
        Source of randomness.
    apart
        Whether the postcode has a cell of its own; else it ends the text.

    Returns
    -------
    address, postcode, slips
        The two texts, the second empty when it is left out or not apart; and what is missing or shortened.
    """
    slips: list[str] = []
    word, kind = home.street.rsplit(" ", 1)
    if draws.chance(_SHORTENED):
        kind = draws.pick(STREET_KINDS[kind])
        slips.append("street shortened")
    street, number = f"{word} {kind}", str(home.number)
    if draws.chance(_NO_NUMBER):
        text = street
        slips.append("no house number")
    elif home.flat and draws.chance(_NO_FLAT):
        text = f"{number} {street}"
        slips.append("no flat number")
    elif home.flat:
        text = draws.weighted(_FLAT_STYLES).format(flat=home.flat, number=number, street=street)
    else:
        text = f"{number} {street}"
    if home.house and draws.chance(0.5):
        text = f"{home.house}, {text}"
    if not draws.chance(_NO_TOWN):
        text += f", {TOWNS[home.town].name}"
    postcode = home.postcode.replace(" ", "") if draws.chance(_NO_SPACE) else home.postcode
    if draws.chance(_NO_POSTCODE):
        postcode = ""
        slips.append("no postcode")
    if draws.chance(_CAPITALS):
        text = text.upper()
    if apart:
        return text, postcode, slips
    return (f"{text}, {postcode}" if postcode else text), "", slips
