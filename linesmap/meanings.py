"""Say what a place text means when a person decides: one of its candidates, or a point of their own."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from linesmap import geocode
from linesmap.crs import to_national_grid
from linesmap.errors import InputError
from linesmap.geocode.user_gazetteer import UserGazetteer
from linesmap.model.locations import Location, LocationQuery
from linesmap.model.vocabulary import PlaceStatus, Precision
from linesmap.reference import assign_areas

__all__ = ["BY_HAND_M", "Meaning", "candidate_meaning", "point_meaning"]

BY_HAND_M = 25.0
"""Uncertainty of a point that a person sets, metres, unless they state another."""

_LEAST_M, _MOST_M = 1.0, 100_000.0
_SAME_PLACE_M = 1_000.0
# No radius is known of a candidate that cannot be asked for by its own name: that of a wide parish is taken.
_UNMEASURED_M = 5_000.0


@dataclass(frozen=True)
class Meaning:
    """A place: degrees EPSG:4326; `uncertainty_m` is a radius that should hold the true place 95 times in 100."""

    choice: Literal["candidate", "point"]
    label: str
    lon: float
    lat: float
    precision: Precision
    uncertainty_m: float
    pfa_code: str | None
    lad_code: str | None

    def fields(self) -> dict[str, Any]:
        """Give the columns of `place_decisions` that say what was meant."""
        return {name: value for name, value in vars(self).items() if name != "choice"}


def candidate_meaning(candidate: Mapping[str, Any], *, gazetteer: UserGazetteer | None = None) -> Meaning:
    """Describe a candidate of a place text as a place.

    Parameters
    ----------
    candidate
        As in the column `candidates` of `places`: label, lon, lat, pfa_code.
    gazetteer
        What users added to the workspace, which may know the candidate.

    Returns
    -------
    meaning
        Precision and radius are those of the place when it is asked for by its own name.
    """
    label, lon, lat = str(candidate["label"]), float(candidate["lon"]), float(candidate["lat"])
    names = dict.fromkeys((label, label.split(" (", maxsplit=1)[0]))
    # A district such as M16 is the number of a road as well, and is found only when asked for as a postcode.
    queries = [LocationQuery(text=name, near=candidate.get("pfa_code")) for name in names]
    answers = geocode.locate([*queries, *(LocationQuery(postcode=name) for name in names)], gazetteer=gazetteer)
    known = next((answer for answer in answers if _is_near(answer, lon, lat)), None)
    areas = assign_areas([lon], [lat])
    pfa_code = candidate.get("pfa_code") or _code(areas["pfa_code"][0])
    lad_code = (known.lad_code if known else None) or _code(areas["lad_code"][0])
    precision = known.precision if known and known.precision else Precision.PLACE
    uncertainty_m = known.uncertainty_m if known and known.uncertainty_m else _UNMEASURED_M
    return Meaning("candidate", label, lon, lat, precision, uncertainty_m, pfa_code, lad_code)


def _is_near(answer: Location, lon: float, lat: float) -> bool:
    if answer.status is not PlaceStatus.FOUND or answer.easting is None or answer.northing is None:
        return False
    easting, northing = to_national_grid(lon, lat)
    return math.hypot(answer.easting - float(easting), answer.northing - float(northing)) <= _SAME_PLACE_M


def _code(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def point_meaning(text: str, *, uncertainty_m: float | None = None, gazetteer: UserGazetteer | None = None) -> Meaning:
    """Describe a point that a person sets.

    Parameters
    ----------
    text
        Latitude and longitude with a comma between, or a postcode, grid reference or place that is found by itself.
    uncertainty_m
        Radius in metres, 1 to 100,000; when left out, 25 m for coordinates and that of the answer for anything else.
    gazetteer
        What users added to the workspace.

    Raises
    ------
    InputError
        If the text is not found, or the radius is out of bounds.
    """
    if uncertainty_m is not None and not _LEAST_M <= uncertainty_m <= _MOST_M:
        msg = f"Expected an uncertainty of {_LEAST_M:,.0f} to {_MOST_M:,.0f} metres; found {uncertainty_m:,.0f}."
        raise InputError(msg)
    (answer,) = geocode.locate_texts([text], gazetteer=gazetteer)
    found = answer.status is PlaceStatus.FOUND
    if not found or answer.lon is None or answer.lat is None or answer.precision is None:
        msg = (
            "Expected a latitude and longitude such as 51.454, -2.588, or a postcode, grid reference or place that "
            f"is found by itself; found one that is not: {answer.method or answer.status.value}. Try another."
        )
        raise InputError(msg)
    asked = geocode.parse_query(text)
    by_hand = asked.lon is not None or asked.easting is not None
    precision = Precision.POINT if by_hand else answer.precision
    radius = uncertainty_m or (BY_HAND_M if by_hand else answer.uncertainty_m or _UNMEASURED_M)
    return Meaning(
        "point", answer.label or text.strip(), answer.lon, answer.lat, precision, radius, answer.pfa_code,
        answer.lad_code,
    )  # fmt: skip
