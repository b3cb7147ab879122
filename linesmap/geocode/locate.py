"""Locate many queries at once: each distinct question is asked once, grouped by method, and the answers put together.

When a row says where in several ways, the order of trust is point, postcode, grid reference, place text. The first that
is found is the answer; others that disagree with it by more than both uncertainties are named in `method`, and the
largest gap is `disagreement_m`.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import numpy as np

from linesmap.geocode.answers import ambiguous, not_found, refused
from linesmap.geocode.gazetteer import Gazetteer
from linesmap.geocode.grid_places import locate_grid_references
from linesmap.geocode.place_texts import locate_place_text
from linesmap.geocode.points import locate_easting_northing, locate_lat_lon
from linesmap.geocode.postcode_places import locate_postcodes, locate_units, suggest_district, suggest_slips
from linesmap.geocode.postcode_texts import parse_units
from linesmap.geocode.queries import parse_query
from linesmap.geocode.shipped_gazetteer import shipped_gazetteer
from linesmap.geocode.streets import street_in_town, streets_called
from linesmap.geocode.user_gazetteer import UserGazetteer
from linesmap.model.locations import Location, LocationQuery
from linesmap.model.vocabulary import PlaceStatus

__all__ = ["locate", "locate_texts"]

Point = tuple[float, float, bool]
Text = tuple[str, str | None]

_SAID_NOTHING = refused("nothing says where")


@dataclass
class _Asked:
    """The distinct questions of a batch by method; each dictionary ends up with the answers."""

    degrees: dict[Point, Location | None] = field(default_factory=dict)
    metres: dict[Point, Location | None] = field(default_factory=dict)
    postcodes: dict[str, Location | None] = field(default_factory=dict)
    grids: dict[str, Location | None] = field(default_factory=dict)
    texts: dict[Text, Location | None] = field(default_factory=dict)


def locate(queries: Sequence[LocationQuery], *, gazetteer: UserGazetteer | None = None) -> list[Location]:
    """Locate queries.

    Parameters
    ----------
    queries
        n queries; equal ones cost once.
    gazetteer
        Gazetteers of the user's own, which take part beside what ships with linesmap.

    Returns
    -------
    locations
        n answers in the order given. Coordinates are null unless `status` is `found`; an ambiguous text has candidates
        instead, and is never decided by a guess. `lon`, `lat` in degrees EPSG:4326, `easting`, `northing` in metres
        EPSG:27700, `uncertainty_m` a radius in metres that should hold the true place 95 times in 100.

    Raises
    ------
    ReferenceDataError
        If a shipped file or the postcode directory is missing or damaged.

    Examples
    --------
    >>> [answer] = locate([LocationQuery(text="Newport, Isle of Wight")])
    >>> answer.label, answer.pfa_code, str(answer.precision)
    ('Newport, Isle of Wight', 'E23000030', 'place')
    """
    with _no_collection():
        order: dict[LocationQuery, int] = {}
        rows = [order.setdefault(query, len(order)) for query in queries]
        plans = [_plan(query) for query in order]
        asked = _Asked()
        for plan in plans:
            for method, key in plan:
                getattr(asked, method)[key] = None
        _answer(asked, gazetteer)
        answers = [_combined([getattr(asked, method)[key] for method, key in plan]) for plan in plans]
        return [answers[row] for row in rows]


def locate_texts(
    texts: Sequence[str], near: str | None = None, *, gazetteer: UserGazetteer | None = None
) -> list[Location]:
    """Locate free texts of any kind.

    Parameters
    ----------
    texts
        n texts; equal ones cost once.
    near
        Code of the recording force, or a county, which may narrow an ambiguous place name.
    gazetteer
        Gazetteers of the user's own, which take part beside what ships with linesmap.

    Returns
    -------
    locations
        n answers in the order given, as from `locate`.

    Raises
    ------
    ReferenceDataError
        If a shipped file or the postcode directory is missing or damaged.

    Examples
    --------
    >>> [answer] = locate_texts(["H885640"])
    >>> str(answer.status), answer.method
    ('refused', 'Irish Grid reference: outside England and Wales')
    """
    with _no_collection():
        distinct = list(dict.fromkeys(texts))
        units = parse_units(distinct)
        postcodes = {text: unit for text, unit in zip(distinct, units, strict=True) if unit is not None}
        by_text = dict(zip(postcodes, locate_units(list(postcodes.values()), gazetteer), strict=True))
        others = [text for text, unit in zip(distinct, units, strict=True) if unit is None]
        queries = [LocationQuery(text=text, near=near) for text in others]
        by_text |= dict(zip(others, locate(queries, gazetteer=gazetteer), strict=True))
        return [by_text[text] for text in texts]


@contextmanager
def _no_collection() -> Iterator[None]:
    """Pause the search for reference cycles: a million answers hold none, and it would walk them again and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


Plan = list[tuple[str, object]]


def _plan(query: LocationQuery) -> Plan:
    """Say what to ask for a query, most trusted first."""
    plan: Plan = []
    if query.lon is not None and query.lat is not None:
        plan.append(("degrees", (query.lon, query.lat, query.snapped)))
    if query.easting is not None and query.northing is not None:
        plan.append(("metres", (query.easting, query.northing, query.snapped)))
    if query.postcode is not None and query.postcode.strip():
        plan.append(("postcodes", query.postcode))
    if query.grid_reference is not None and query.grid_reference.strip():
        plan.append(("grids", query.grid_reference))
    if query.text is not None and query.text.strip():
        plan += _text_plan(query)
    return plan


def _text_plan(query: LocationQuery) -> Plan:
    parsed = parse_query(query.text or "")
    if parsed.text is not None:
        return [("texts", (parsed.text, query.near))]
    return _plan(replace(parsed, snapped=query.snapped))


def _answer(asked: _Asked, user: UserGazetteer | None) -> None:
    """Answer all questions of a batch, method by method."""
    for points, ask in ((asked.degrees, locate_lat_lon), (asked.metres, locate_easting_northing)):
        if points:
            first, second, snapped = zip(*points, strict=True)
            points.update(zip(points, ask(first, second, snapped=snapped), strict=True))
    if asked.postcodes:
        codes = list(asked.postcodes)
        asked.postcodes.update(zip(codes, locate_postcodes(codes, user), strict=True))
    if asked.grids:
        references = list(asked.grids)
        asked.grids.update(zip(references, locate_grid_references(references), strict=True))
    if asked.texts:
        gazetteer = shipped_gazetteer() if user is None else user.gazetteer
        for text, near in asked.texts:
            asked.texts[text, near] = _locate_text(text, near, gazetteer, user)


def _locate_text(text: str, near: str | None, gazetteer: Gazetteer, user: UserGazetteer | None) -> Location:
    answer = locate_place_text(text, near, gazetteer)
    if user is not None:
        answer = _with_users(text, answer, user)
    if answer.status is PlaceStatus.NOT_FOUND and any(letter.isdigit() for letter in text):
        district = suggest_district(text)
        if district is not None:
            return ambiguous("a postcode district, or the number of a road", [district])
        slips = suggest_slips(text)
        if slips:
            return not_found("not a postcode as written; an O for 0 or I for 1 may have slipped in", slips)
    return answer


def _with_users(text: str, answer: Location, user: UserGazetteer) -> Location:
    """Look for the road that a text names, and say which user's gazetteer a position is from."""
    if len(user.streets):
        if answer.status is PlaceStatus.FOUND:
            road = street_in_town(text, answer, user.gazetteer, user.streets)
            if road is not answer:
                return road
        elif answer.status is PlaceStatus.NOT_FOUND:
            answer = streets_called(text, answer, user.gazetteer, user.streets)
    return user.credited(answer)


def _combined(answers: Sequence[Location]) -> Location:
    """Take the most trusted answer that was found, and say what the others say against it."""
    if not answers:
        return _SAID_NOTHING
    if len(answers) == 1:
        return answers[0]
    index = next((i for i, answer in enumerate(answers) if answer.status is PlaceStatus.FOUND), None)
    if index is None:
        return answers[0]
    chosen = answers[index]
    disagreement_m: float | None = None
    notes = [f"{_before(answer)} not used: {answer.method}" for answer in answers[:index]]
    for other in answers[index + 1 :]:
        gap = _gap_m(chosen, other)
        if gap is not None and gap > (chosen.uncertainty_m or 0) + (other.uncertainty_m or 0):
            notes.append(f"disagrees by {gap / 1000:.1f} km with {other.label} ({other.precision})")
            disagreement_m = max(disagreement_m or 0.0, float(round(gap)))
    if not notes:
        return chosen
    return replace(chosen, method="; ".join([chosen.method, *notes]), disagreement_m=disagreement_m)


def _before(answer: Location) -> str:
    return answer.label or "a more trusted statement"


def _gap_m(one: Location, other: Location) -> float | None:
    if one.easting is None or one.northing is None or other.easting is None or other.northing is None:
        return None
    return float(np.hypot(one.easting - other.easting, one.northing - other.northing))
