"""Tell what kind of location a free text is, before anything is looked up."""

from __future__ import annotations

from linesmap.geocode.answers import Refusal
from linesmap.geocode.coordinates import EastingNorthing, LatLon, parse_coordinates
from linesmap.geocode.grid_references import GridCell, parse_grid_reference
from linesmap.geocode.names import no_place
from linesmap.geocode.postcode_texts import parse_postcode, unit_inside
from linesmap.model.locations import LocationQuery
from linesmap.reference import find_district, postcode_group

__all__ = ["parse_query"]


def parse_query(text: str) -> LocationQuery:
    """Classify one free text.

    Parameters
    ----------
    text
        Anything a person writes for a place.

    Returns
    -------
    query
        With exactly one of these set, tried in this order: `lon` and `lat` (a pair in degrees, as written, latitude
        first), `easting` and `northing` (a pair in metres), `postcode` (of any level, or a unit inside a longer text),
        `grid_reference` (also one that will be refused: the Irish Grid, digits without letters), `text`. Empty text
        gives an empty query.

    Notes
    -----
    The code of a local authority district, such as E07000041, looks like a grid reference of Ireland and is text.
    `SO14` is a postcode district and a 10 km square: a district of the directory comes first. A single letter, and a
    word of two letters unless in capitals and a postcode area, is text.

    Examples
    --------
    >>> parse_query("SU 429 128").grid_reference
    'SU 429 128'
    >>> parse_query("flat 1, 2 High St, bs1 1ad").postcode
    'BS1 1AD'
    >>> parse_query("Yeovil, Somerset").text
    'Yeovil, Somerset'
    """
    stripped = text.strip()
    if not stripped:
        return LocationQuery()
    pair = parse_coordinates(stripped)
    if isinstance(pair, LatLon):
        return LocationQuery(lon=pair.lon, lat=pair.lat)
    if isinstance(pair, EastingNorthing):
        return LocationQuery(easting=pair.easting, northing=pair.northing)
    postcode = parse_postcode(stripped)
    if postcode is not None:
        if postcode.level in {"unit", "pseudo"}:
            return LocationQuery(postcode=stripped)
        if postcode.certain and no_place(stripped) is None and postcode_group(postcode.code) is not None:
            return LocationQuery(postcode=stripped)
    grid = parse_grid_reference(stripped)
    is_district = stripped[1:].isdigit() and find_district(stripped) is not None
    if isinstance(grid, GridCell | Refusal) and not is_district:
        return LocationQuery(grid_reference=stripped)
    unit = unit_inside(stripped)
    if unit is not None:
        return LocationQuery(postcode=unit)
    return LocationQuery(text=stripped)
