"""Write a place as records do: postcode, grid reference, coordinates, a town, a landmark, or nothing of use.

Where something happened is never written with a house number or street; the finest thing is a postcode or a point near
its middle. Homes of people are written elsewhere, and their streets are invented.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from enum import StrEnum

from linesmap.ingest.synthetic.draws import Draws, Weighted
from linesmap.ingest.synthetic.places import Place
from linesmap.ingest.synthetic.towns import TOWNS

__all__ = ["FORM_SHARES", "SPOTS", "Form", "form_choice", "grid_reference", "write_place"]


class Form(StrEnum):
    """A way to write where."""

    UNIT = "unit postcode"
    SECTOR = "postcode sector"
    DISTRICT = "postcode district"
    TOWN = "town"
    GRID = "grid reference"
    METRES = "easting and northing"
    DEGREES = "latitude and longitude"
    LANDMARK = "landmark"
    NONE = "none or ambiguous"


FORM_SHARES: dict[Form, float] = {
    Form.UNIT: 0.35,
    Form.SECTOR: 0.08,
    Form.DISTRICT: 0.07,
    Form.TOWN: 0.20,
    Form.GRID: 0.10,
    Form.METRES: 0.08,
    Form.DEGREES: 0.05,
    Form.LANDMARK: 0.04,
    Form.NONE: 0.03,
}

SPOTS: tuple[str, ...] = (
    "bus station",
    "railway station",
    "retail park",
    "multi-storey car park",
    "leisure centre",
    "recreation ground",
    "market square",
    "library",
    "skate park",
    "river path",
    "superstore car park",
    "town park",
)

_NOWHERE = Weighted(
    {
        "": 0.36,
        "NFA": 0.12,
        "No fixed abode": 0.08,
        "Unknown": 0.06,
        "Newport": 0.12,
        "Newtown": 0.06,
        "Whitchurch": 0.05,
        "Ashton": 0.05,
        "Upton": 0.05,
        "Broadway": 0.05,
    }
)
_QUALIFIERS = ("nr", "near", "rear of", "o/s", "opp", "j/w road by", "behind", "vicinity of")
_TOWN_STYLES = Weighted({"{0}, {1}": 0.66, "{0}": 0.14, "{0} ({1})": 0.07, "{2}": 0.06, "{0} {1}": 0.07})
_FIGURES = Weighted({3: 0.45, 4: 0.30, 5: 0.25})
_GRID_LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
_SQUARE_M = 100_000
_TOWN_BESIDE = 0.55


def form_choice(share_with_metres: float, *, has_metres: bool) -> Weighted[Form]:
    """Choose among forms so that the shares hold over all files although few have easting and northing.

    Parameters
    ----------
    share_with_metres
        Share of all rows that go to files with these columns, 0 to 1.
    has_metres
        Whether the file asked about is one of them.

    Returns
    -------
    choice
        Forms and their shares in this file.
    """
    shares = dict(FORM_SHARES)
    metres = min(shares.pop(Form.METRES) / share_with_metres, 0.6) if has_metres and share_with_metres else 0.0
    total = sum(shares.values())
    return Weighted({**{form: share / total * (1 - metres) for form, share in shares.items()}, Form.METRES: metres})


def grid_reference(easting: int, northing: int, figures: int) -> tuple[str, str, str]:
    """Give the Ordnance Survey reference of the square a point lies in.

    Parameters
    ----------
    easting, northing
        Metres, EPSG:27700.
    figures
        Digits of each half, 3 to 5.

    Returns
    -------
    letters, east, north
        Such as `SU`, `429`, `128`.

    Examples
    --------
    >>> grid_reference(442900, 112800, 3)
    ('SU', '429', '128')
    """
    column, row = easting // _SQUARE_M, northing // _SQUARE_M
    first = (19 - row) - (19 - row) % 5 + (column + 10) // 5
    second = (19 - row) * 5 % 25 + column % 5
    unit = 10 ** (5 - figures)
    east, north = (f"{value % _SQUARE_M // unit:0{figures}d}" for value in (easting, northing))
    return _GRID_LETTERS[first] + _GRID_LETTERS[second], east, north


def write_place(
    place: Place, form: Form, columns: AbstractSet[str], draws: Draws, *, spot: str
) -> dict[str, str | int | float]:
    """Write where, into the location columns a file has.

    Parameters
    ----------
    place
        The true place.
    form
        How exactly, and in what manner.
    columns
        Names of the file's columns; what has no column of its own goes into `place`.
    draws
        Source of randomness.
    spot
        The landmark, one of `SPOTS`.

    Returns
    -------
    cells
        Column to value.
    """
    if form in {Form.NONE, Form.TOWN, Form.LANDMARK}:
        return {"place": _in_words(place, form, draws, spot)}
    town = TOWNS[place.town].name
    cells: dict[str, str | int | float] = {"place": town} if draws.chance(_TOWN_BESIDE) else {}
    if form is Form.METRES:
        cells |= {"easting": place.easting, "northing": place.northing}
    elif form is Form.DEGREES:
        digits = draws.whole(4, 6)
        lat, lon = round(place.lat, digits), round(place.lon, digits)
        cells = {**cells, "lat": lat, "lon": lon} if "lat" in columns else {"place": f"{lat},{lon}"}
    elif form is Form.GRID:
        text = _write_grid(place, draws)
        cells = {**cells, "grid_reference": text} if "grid_reference" in columns else {"place": text}
    else:
        text = _write_postcode(place.postcode, form, draws)
        apart = {**cells, "postcode": text}
        cells = apart if "postcode" in columns else {"place": f"{town}, {text}" if cells else text}
    return cells


def _in_words(place: Place, form: Form, draws: Draws, spot: str) -> str:
    town = TOWNS[place.town]
    if form is Form.NONE:
        return draws.weighted(_NOWHERE)
    if form is Form.LANDMARK:
        return f"{draws.pick(_QUALIFIERS)} {spot}, {town.name}"
    style = draws.weighted(_TOWN_STYLES) if town.county != town.name else "{0}"
    return style.format(town.name, town.county, town.name.upper())


def _write_grid(place: Place, draws: Draws) -> str:
    parts = grid_reference(place.easting, place.northing, draws.weighted(_FIGURES))
    text = (" " if draws.chance(0.6) else "").join(parts)
    return text.lower() if draws.chance(0.05) else text


def _write_postcode(postcode: str, form: Form, draws: Draws) -> str:
    if form is Form.DISTRICT:
        return postcode.split(" ", maxsplit=1)[0]
    text = postcode[:-2] if form is Form.SECTOR else postcode
    if form is Form.UNIT and draws.chance(0.18):
        text = text.replace(" ", "")
    return text.lower() if draws.chance(0.04) else text
