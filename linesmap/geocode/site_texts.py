"""Read the part of a place text that names a station or a prison."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from linesmap.geocode.gazetteer import Gazetteer, Place
from linesmap.geocode.names import name_key, prison_name, station_name
from linesmap.geocode.sites import STATION_RADIUS_M, shipped_sites
from linesmap.geocode.streets import is_street_name

__all__ = ["SiteReading", "read_named_site", "read_site"]

_SITE_INSIDE = re.compile(r"^(.+ (?:station|stn|prison))\.? (.+)$", re.IGNORECASE)
_SITE_WORD = re.compile(r"\bh\.?m|yoi|y\.o\.i|prison|gaol|jail|\bsta|\bstn|\bstop|\bhalt", re.IGNORECASE)
"""One of these is in every text that names a prison or a station; looking for them first saves most of the time."""

_OF_TOWN_M = 8_000.0
_SAME_SITE_M = 1_500.0
_FEWEST_WORDS = 2
_TOWN_STATION_EXTRA_M = 3_000.0
"""A station named after a town that the tables do not know lies up to so far from its edge."""


@dataclass(frozen=True)
class SiteReading:
    """A name that is of a station or prison, and what it may mean.

    `kind` is `station`, `prison`, or `town` when a station is asked for that is not known by that name. `places` is
    empty for a prison that is not known; `alike` then holds those spelt much like it.
    """

    kind: str
    words: str
    places: tuple[Place, ...]
    context: str | None = None
    extra_m: float = 0.0
    note: str = ""
    alike: tuple[Place, ...] = ()


def read_site(part: str, gazetteer: Gazetteer) -> SiteReading | None:
    """Read `HMP Exeter` or `Yeovil Pen Mill station Somerset`; null if the part says neither prison nor station."""
    if not _SITE_WORD.search(part):
        return None
    if (name := prison_name(part)) is not None:
        return _prison(name, gazetteer)
    if (name := station_name(part)) is not None:
        return _station(name, gazetteer)
    if (site := _SITE_INSIDE.match(part)) is not None and gazetteer.knows(name_key(site[2])):
        found = read_site(site[1], gazetteer)
        return replace(found, context=site[2]) if found is not None and found.context is None else found
    return None


def read_named_site(part: str) -> SiteReading | None:
    """Read `Bristol Temple Meads` or `Wormwood Scrubs`, meant without the word; only a name of two words or more."""
    key = name_key(part)
    # High Street is a station of Glasgow, and a street of every town.
    if len(key.split()) < _FEWEST_WORDS or is_street_name(part):
        return None
    sites = shipped_sites()
    if found := sites.stations(key):
        return SiteReading("station", part, found)
    return SiteReading("prison", part, found) if (found := sites.prisons(key)) else None


def _prison(name: str, gazetteer: Gazetteer) -> SiteReading:
    sites = shipped_sites()
    for words, context in _cuts(name, gazetteer):
        if found := sites.prisons(name_key(words)):
            return SiteReading("prison", words, found, context)
    key = name_key(name)
    alike = [*sites.prisons_alike(key), *gazetteer.places(key)]
    return SiteReading("prison", name, (), alike=tuple(alike))


def _station(name: str, gazetteer: Gazetteer) -> SiteReading | None:
    sites = shipped_sites()
    for words, context in _cuts(name, gazetteer):
        key = name_key(words)
        users = gazetteer.stations(key)
        shipped = [place for place in sites.stations(key) if all(place.distance_m(own) > _SAME_SITE_M for own in users)]
        if found := (*users, *shipped):
            return SiteReading("station", words, found, context)
        if towns := gazetteer.places(key):
            return _town(words, towns, context)
    return None


def _town(words: str, towns: tuple[Place, ...], context: str | None) -> SiteReading:
    """Give the town of a station that is not known, wide enough for the stations that are named after it."""
    own = shipped_sites().stations_of(name_key(words))
    around = [(each, each.distance_m(town) - town.radius_m) for each in own for town in towns]
    near = [(each, beyond) for each, beyond in around if beyond < _OF_TOWN_M]
    extra = max([_TOWN_STATION_EXTRA_M, *(beyond + STATION_RADIUS_M for _, beyond in near)])
    listed = ", ".join(dict.fromkeys(each.name for each, _ in near))
    note = "no station of just this name is known, so the town and around" + (f" (it has {listed})" if listed else "")
    return SiteReading("town", words, towns, context, extra, note)


def _cuts(name: str, gazetteer: Gazetteer) -> list[tuple[str, str | None]]:
    """Give the whole name, then the name with words at its end that are a known county, town or area as context."""
    words = name.split()
    cuts: list[tuple[str, str | None]] = [(name, None)]
    for cut in range(len(words) - 1, 0, -1):
        context = " ".join(words[cut:])
        if gazetteer.knows(name_key(context)):
            cuts.append((" ".join(words[:cut]), context))
    return cuts
