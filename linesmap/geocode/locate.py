"""Locate many queries at once: each distinct question is asked once, grouped by method, and the answers put together.

When a row says where in several ways, the order of trust is point, postcode, grid reference, place text. The first that
is found is the answer; others that disagree with it by more than both uncertainties are named in `method`.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import numpy as np

from linesmap.crs import from_national_grid
from linesmap.geocode.answers import Refusal, ambiguous, not_found, refused
from linesmap.geocode.gazetteer import Gazetteer
from linesmap.geocode.grid_references import GridCell, parse_grid_reference
from linesmap.geocode.place_texts import locate_place_text
from linesmap.geocode.points import POINT_M, locate_easting_northing, locate_lat_lon, precision_of
from linesmap.geocode.postcode_places import locate_postcodes, locate_units, suggest_district, suggest_slips
from linesmap.geocode.postcode_texts import parse_units
from linesmap.geocode.queries import parse_query
from linesmap.geocode.shipped_gazetteer import shipped_gazetteer
from linesmap.model.locations import Location, LocationQuery
from linesmap.model.vocabulary import PlaceStatus
from linesmap.reference import assign_areas

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


def locate(queries: Sequence[LocationQuery]) -> list[Location]:
    """Locate queries.

    Parameters
    ----------
    queries
        n queries; equal ones cost once.

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
        _answer(asked)
        answers = [_combined([getattr(asked, method)[key] for method, key in plan]) for plan in plans]
        return [answers[row] for row in rows]


def locate_texts(texts: Sequence[str], near: str | None = None) -> list[Location]:
    """Locate free texts of any kind.

    Parameters
    ----------
    texts
        n texts; equal ones cost once.
    near
        Code of the recording force, or a county, which may narrow an ambiguous place name.

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
        by_text = dict(zip(postcodes, locate_units(list(postcodes.values())), strict=True))
        others = [text for text, unit in zip(distinct, units, strict=True) if unit is None]
        queries = [LocationQuery(text=text, near=near) for text in others]
        by_text |= dict(zip(others, locate(queries), strict=True))
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


def _answer(asked: _Asked) -> None:
    """Answer all questions of a batch, method by method."""
    for points, ask in ((asked.degrees, locate_lat_lon), (asked.metres, locate_easting_northing)):
        if points:
            first, second, snapped = zip(*points, strict=True)
            points.update(zip(points, ask(first, second, snapped=snapped), strict=True))
    if asked.postcodes:
        codes = list(asked.postcodes)
        asked.postcodes.update(zip(codes, locate_postcodes(codes), strict=True))
    if asked.grids:
        references = list(asked.grids)
        asked.grids.update(zip(references, _locate_grids(references), strict=True))
    if asked.texts:
        gazetteer = shipped_gazetteer()
        for text, near in asked.texts:
            asked.texts[text, near] = _locate_text(text, near, gazetteer)


def _locate_text(text: str, near: str | None, gazetteer: Gazetteer) -> Location:
    answer = locate_place_text(text, near, gazetteer)
    if answer.status is PlaceStatus.NOT_FOUND and any(letter.isdigit() for letter in text):
        district = suggest_district(text)
        if district is not None:
            return ambiguous("a postcode district, or the number of a road", [district])
        slips = suggest_slips(text)
        if slips:
            return not_found("not a postcode as written; an O for 0 or I for 1 may have slipped in", slips)
    return answer


def _locate_grids(references: Sequence[str]) -> list[Location]:
    parsed = [parse_grid_reference(reference) for reference in references]
    cells = [cell for cell in parsed if isinstance(cell, GridCell)]
    easting = np.array([cell.easting for cell in cells])
    northing = np.array([cell.northing for cell in cells])
    lon, lat = from_national_grid(easting, northing)
    areas = assign_areas(lon, lat)
    found = iter(
        Location(
            status=PlaceStatus.FOUND,
            label=cell.text,
            lon=round(float(x), 6),
            lat=round(float(y), 6),
            easting=cell.easting,
            northing=cell.northing,
            precision=precision_of(cell.uncertainty_m),
            uncertainty_m=max(POINT_M, float(round(cell.uncertainty_m))),
            method=f"grid reference; middle of a square of {_size(cell.cell_m)}",
            pfa_code=pfa,
            lad_code=lad,
        )
        for cell, x, y, pfa, lad in zip(cells, lon, lat, areas["pfa_code"], areas["lad_code"], strict=True)
    )
    return [
        next(found)
        if isinstance(each, GridCell)
        else refused(each.reason, each.candidates)
        if isinstance(each, Refusal)
        else not_found("not a grid reference")
        for each in parsed
    ]


def _size(cell_m: int) -> str:
    return f"{cell_m // 1000} km" if cell_m >= 1000 else f"{cell_m} m"  # noqa: PLR2004


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
    notes = [f"{_before(answer)} not used: {answer.method}" for answer in answers[:index]]
    for other in answers[index + 1 :]:
        gap = _gap_m(chosen, other)
        if gap is not None and gap > (chosen.uncertainty_m or 0) + (other.uncertainty_m or 0):
            notes.append(f"disagrees by {gap / 1000:.1f} km with {other.label} ({other.precision})")
    return replace(chosen, method="; ".join([chosen.method, *notes])) if notes else chosen


def _before(answer: Location) -> str:
    return answer.label or "a more trusted statement"


def _gap_m(one: Location, other: Location) -> float | None:
    if one.easting is None or one.northing is None or other.easting is None or other.northing is None:
        return None
    return float(np.hypot(one.easting - other.easting, one.northing - other.northing))
