"""Put together what each row says about where, for the geocoder to answer."""

from __future__ import annotations

import re
from collections.abc import Sequence

from linesmap.ingest.cleaners.base import Problem, is_blank, tidy
from linesmap.ingest.cleaners.numbers import clean_coordinate
from linesmap.ingest.cleaners.places import clean_grid_reference, clean_postcode
from linesmap.ingest.reasons import Reason
from linesmap.ingest.rows import Rows, Values
from linesmap.model.locations import LocationQuery
from linesmap.reference import find_district

__all__ = ["read_where"]

_PAIR = re.compile(r"-?\d{1,2}\.\d+\s*[,;\s]\s*-?\d{1,2}\.\d+")


def read_where(rows: Rows, near: Sequence[str | None], *, snapped: bool) -> list[LocationQuery | None]:
    """Give the location every row asks for.

    Parameters
    ----------
    rows
        Doubts about a part of a location are noted; the rest of it is kept.
    near
        Code of the recording force of every row: it may narrow the candidates for a place name.
    snapped
        Whether the source moves its points, as data.police.uk does.

    Returns
    -------
    queries
        None for a row that says nothing about where. Rows that say the same share one object.
    """
    parts = (
        [_place(text) for text in rows.texts("place")] if rows.has("place") else rows.empty(),
        [_place(text) for text in rows.texts("district")] if rows.has("district") else rows.empty(),
        rows.clean("postcode", clean_postcode),
        rows.clean("grid_reference", clean_grid_reference),
        *_pair(rows, "easting", "northing"),
        *_pair(rows, "lon", "lat"),
    )
    known: dict[tuple[object, ...], LocationQuery | None] = {}
    queries: list[LocationQuery | None] = []
    for key in zip(*parts, near, strict=True):
        if key not in known:
            known[key] = _query(*key, snapped=snapped)
        queries.append(known[key])
    return queries


def _place(text: str) -> str | None:
    return None if is_blank(text) else tidy(text)


def _query(  # noqa: PLR0917 -- the parts of a location, in the order they are read
    text: str | None,
    district: str | None,
    postcode: str | None,
    grid_reference: str | None,
    easting: float | None,
    northing: float | None,
    lon: float | None,
    lat: float | str | None,
    near: str | None,
    *,
    snapped: bool,
) -> LocationQuery | None:
    if isinstance(lat, str):
        # Latitude and longitude in one cell are a text the geocoder reads.
        text, lat = text or lat, None
    elif district is not None:
        nearer = any(part is not None for part in (postcode, grid_reference, easting, lat))
        text = _in_district(text, district, nearer=nearer)
    query = LocationQuery(
        text=text,
        postcode=postcode,
        grid_reference=grid_reference,
        easting=easting,
        northing=northing,
        lon=lon,
        lat=lat,
        near=near,
        snapped=snapped,
    )
    return None if query.is_empty else query


def _in_district(place: str | None, district: str, *, nearer: bool) -> str | None:
    """Put a district beside the place in it; alone, it is the whole district, by its code.

    A district adds nothing to a row that says nearer where. Its code comes first because most districts share the
    name of their town; a name that is no district is left to the geocoder.
    """
    if nearer:
        return place
    found = find_district(district)
    if place is not None and (found is None or find_district(place) != found):
        return f"{place}, {found.name if found else district}"
    return f"{found.code}, {found.name}" if found else district


def _pair(rows: Rows, first: str, second: str) -> tuple[Values, Values]:
    """Read two coordinates that only mean something together."""
    if not (rows.has(first) or rows.has(second)):
        return rows.empty(), rows.empty()
    one, two = rows.clean(first, clean_coordinate), rows.clean(second, _coordinate_or_both)
    half = Problem(Reason.COORDINATE_INCOMPLETE, "expected both coordinates of a pair; found one")
    nowhere = Problem(Reason.OUT_OF_RANGE, "expected coordinates in Great Britain; found 0 and 0, which is left out")
    for index, (a, b) in enumerate(zip(one, two, strict=True)):
        if isinstance(b, str):
            one[index] = None
        elif (a is None) != (b is None):
            rows.warn(index, second if b is None else first, half)
            one[index] = two[index] = None
        elif a == 0 and b == 0:
            rows.warn(index, second, nowhere)
            one[index] = two[index] = None
    return one, two


def _coordinate_or_both(text: str) -> float | str | Problem | None:
    return tidy(text) if _PAIR.fullmatch(tidy(text)) else clean_coordinate(text)
