"""Read one part of a place text: find the name in it, and what else the part says about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from linesmap.geocode.gazetteer import Area, Gazetteer, Place
from linesmap.geocode.names import (
    alternatives,
    has_street_words,
    is_near,
    name_key,
    services_name,
    without_descriptors,
    without_ending,
    without_lead,
)
from linesmap.geocode.site_texts import read_named_site, read_site
from linesmap.geocode.streets import is_street_name

__all__ = ["ROAD_EXTRA_M", "Reading", "read_part"]

ROAD_EXTRA_M = 5_000.0
"""A junction or the services of a main road said to be at a town lie up to so far outside it."""


@dataclass(frozen=True)
class Reading:
    """A part of a text that names something: its places, its area, the context in the same part, how near it is.

    `sure` is false when the name is only part of what was written, `extra_m` widens the radius for the reason `note`.
    `site` says that the places are stations or prisons: of one name is one enough.
    """

    words: str
    places: tuple[Place, ...]
    area: Area | None
    context: str | None = None
    near: bool = False
    holds: bool = False
    sure: bool = True
    site: str | None = None
    extra_m: float = 0.0
    note: str = ""
    alike: tuple[Place, ...] = ()


@lru_cache(maxsize=16_384)
def read_part(part: str, gazetteer: Gazetteer) -> Reading | None:
    """Find the name in a part: a prison or station; the name as it stands; without `near` and `town centre`; a part.

    Kept by part: the same towns and counties come again and again.
    """
    plain, near = without_lead(part), is_near(part)
    site = read_site(part, gazetteer)
    if site is None and plain != part:
        site = read_site(plain, gazetteer)
    if site is not None:
        return Reading(
            site.words,
            site.places,
            None,
            site.context,
            near,
            site=None if site.kind == "town" else site.kind,
            extra_m=site.extra_m,
            note=site.note,
            alike=site.alike,
        )
    forms = list(dict.fromkeys([part, plain, *without_descriptors(plain)]))
    for form in forms:
        key = name_key(form)
        found = gazetteer.places(key)
        area = gazetteer.area(key)
        if found or area:
            services = services_name(plain) is not None
            extra, note = (ROAD_EXTRA_M, "its services may lie outside it") if services else (0.0, "")
            return Reading(form, found, area, near=form != part and near, extra_m=extra, note=note)
    if (site := read_named_site(plain)) is not None:
        return Reading(site.words, site.places, None, near=near, site=site.kind)
    for form in forms:
        words = form.split()
        for cut in range(1, len(words)):
            name, context = " ".join(words[:cut]), " ".join(words[cut:])
            # Liverpool Street is no Liverpool in the town of Street.
            if is_street_name(form) and has_street_words(context):
                break
            if (found := gazetteer.places(name_key(name))) and gazetteer.knows(name_key(context)):
                return Reading(name, found, None, context, near=near)
    longer = _longer_than_known(plain, gazetteer)
    if longer is not None:
        return replace(longer, near=near)
    return _one_of_two(plain, gazetteer) or _street_in_town(plain, gazetteer)


def _one_of_two(part: str, gazetteer: Gazetteer) -> Reading | None:
    """Read `Cardiff/Caerdydd`: two names of one place, or one that is known and one that is not."""
    names = alternatives(part)
    known = [(name, found) for name in names if (found := gazetteer.places(name_key(name)))]
    if not known:
        return None
    common = [place for place in known[0][1] if all(place in found for _, found in known[1:])]
    return Reading(known[0][0], tuple(common), None, near=len(known) < len(names), sure=False) if common else None


def _longer_than_known(part: str, gazetteer: Gazetteer) -> Reading | None:
    """Read `Lechlade on Thames` as Lechlade, if nothing else bears that name."""
    short = without_ending(name_key(part))
    found = gazetteer.places(short) if short else ()
    one = short is not None and len(found) == 1 and len(gazetteer.rivals(short)) == 1
    return Reading(short or "", found, None, sure=False) if one else None


def _street_in_town(part: str, gazetteer: Gazetteer) -> Reading | None:
    """Read `12 High Street Yeovil`: words of a street, then a name at the end."""
    words = part.split()
    for cut in range(1, len(words)):
        street, name = " ".join(words[:cut]), " ".join(words[cut:])
        if has_street_words(street) and not has_street_words(name) and (found := gazetteer.places(name_key(name))):
            return Reading(name, found, None, near=True)
    return None
