"""Locate a place by its words: a town and what narrows it, or an area; and refuse what several places could be.

Order of work: take the text apart; find the part that names a place; let every other part that is understood (county,
district, force, country, larger town, postcode district, recording force) narrow the candidates; answer one, or none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeGuard

from linesmap.crs import to_national_grid
from linesmap.geocode.answers import ambiguous, not_found, refused
from linesmap.geocode.contexts import Context, group_context, near_test, read_context
from linesmap.geocode.gazetteer import COUNTRIES, NATIONS, Area, Gazetteer, NameKind, Place, force_name
from linesmap.geocode.names import has_street_words, is_near, is_road, name_key, no_place, split_parts, without_lead
from linesmap.geocode.place_readings import ROAD_EXTRA_M, Reading, read_part
from linesmap.geocode.postcode_texts import parse_postcode
from linesmap.model.locations import Candidate, Location
from linesmap.model.vocabulary import PlaceStatus, Precision
from linesmap.reference import find_district, postcode_group

__all__ = ["DOMINANT_POPULATION", "DOMINANT_RATIO", "LEAST_POPULATION", "locate_place_text"]

DOMINANT_POPULATION = 100_000
DOMINANT_RATIO = 20
"""A city of so many people, so many times larger than the next of its name, is meant when nothing narrows the text."""

LEAST_POPULATION = 8_000
"""A smaller place is not taken when nothing narrows the text, even if it is the only one of its name known: the
gazetteer has places of 500 people and more, and hamlets share the names of villages."""

_NARROWED = "the only one of its name in the recording force or county"
_UNKNOWN_POPULATION = 500
_SMALL_DISTRICT_M = 10_000.0
_NEAR_EXTRA_M = 1_500.0
_TOWN_POPULATION = 20_000
_MOST_CANDIDATES = 12

_KIND_WORDS = {
    "ceremonial": "county",
    "preserved": "preserved county",
    "principal": "principal area",
    "historic": "historic county",
    "former": "former county",
    "force": "force area",
}


def locate_place_text(text: str, near: str | None, gazetteer: Gazetteer) -> Location:
    """Locate a text that is neither a postcode, a grid reference nor coordinates.

    Parameters
    ----------
    text
        `nr Westquay, Southampton`, `Newport, Isle of Wight`, `Yeovil Somerset`, `Hants`.
    near
        Code of the recording force, or a county; narrows what stays ambiguous, if exactly one candidate lies there.
    gazetteer
        Where names are looked up.

    Returns
    -------
    location
        `found` at a place or an area; `ambiguous` with the candidates; `refused` for `NFA` and its like; `not_found`,
        with names spelt alike as candidates. Never the nearest guess.
    """
    reason = no_place(text)
    if reason:
        return refused(reason)
    parts, group = _without_postcode([part for part in split_parts(text) if not no_place(part)])
    # The code of a district with its own name beside it, which a county or a town may have too.
    if parts and parts[0][1:].isdigit() and find_district(text) is not None:
        parts = parts[:1]
    answer = _resolve(parts, group, near, gazetteer) if parts else None
    if answer is not None and (group is None or answer.status is PlaceStatus.FOUND):
        return answer
    if group is not None:
        from linesmap.geocode.postcode_places import locate_postcodes

        return locate_postcodes([group])[0]
    return answer or not_found("no name in the text")


def _without_postcode(parts: list[str]) -> tuple[list[str], str | None]:
    """Take a postcode district or sector out of the parts; it stands alone or ends one."""
    kept: list[str] = []
    group = None
    for part in parts:
        words = part.split()
        tail = next((size for size in (2, 1) if len(words) >= size and _is_group(" ".join(words[-size:]))), 0)
        if tail and group is None:
            group = _is_group(" ".join(words[-tail:]))
            part = " ".join(words[:-tail])  # noqa: PLW2901 - what is left of it
        if part:
            kept.append(part)
    return kept, group


def _is_group(text: str) -> str | None:
    parsed = parse_postcode(text) if text.isupper() else None
    if parsed is None or parsed.level not in {"district", "sector"} or not parsed.certain:
        return None
    return parsed.code if postcode_group(parsed.code) is not None else None


def _resolve(parts: list[str], group: str | None, near: str | None, gazetteer: Gazetteer) -> Location:
    if len(parts) == 1 and name_key(parts[0]) in {*COUNTRIES, *NATIONS}:
        return refused("a whole country is no location")
    readings = [read_part(part, gazetteer) for part in parts]
    for index, reading in enumerate(readings):
        if reading is None:
            continue
        skipped, rest = parts[:index], parts[index + 1 :]
        if reading.context is not None:
            rest = [reading.context, *rest]
        contexts = [context for part in rest if (context := read_context(part, gazetteer)) is not None]
        if group is not None:
            contexts.append(group_context(group))
        if reading.places:
            return _choose(reading, contexts, skipped, near, gazetteer)
        if reading.area is not None:
            return _whole_area(reading.area, contexts, skipped, parts[0], gazetteer)
        return not_found(f"no {reading.site} called {reading.words} is known", _as_candidates(reading.alike))
    return _unknown(parts, gazetteer)


def _choose(
    reading: Reading, contexts: Sequence[Context], skipped: list[str], near: str | None, gazetteer: Gazetteer
) -> Location:
    """Choose among the places of one name, or say why not."""
    left = list(reading.places)
    for context in reversed(contexts):
        narrowed = [place for place in left if context.strict(place)]
        narrowed = narrowed or [place for place in left if context.loose(place)]
        if not narrowed and _is_district_in(reading.area, contexts):
            # Merton, Greater London: no town there is called so, but the borough is.
            return _whole_area(reading.area, contexts, skipped, skipped[0] if skipped else "", gazetteer)
        if not narrowed:
            reason = f"{reading.words} is known, but not in {context.words}"
            return not_found(reason, _as_candidates(reading.places))
        left = narrowed
    strange = [part for part in skipped if not (has_street_words(part) or is_near(part) or is_road(part))]
    if strange:
        reason = f"{strange[0]} is not known; {reading.words} is only what it is said to be in"
        return not_found(reason, _as_candidates(left))
    words = [f"in {context.words}" for context in contexts]
    if skipped:
        words.append("the place said to hold it")
        reading = replace(reading, holds=True)
    if any(is_road(part) for part in skipped):
        reading = replace(reading, extra_m=ROAD_EXTRA_M, note="the road may pass outside it")
    if reading.site is not None and len(left) == 1:
        return _found(left[0], words, reading)
    if not contexts and reading.site is None:
        return _choose_alone(reading, words, near, gazetteer)
    if len(left) > 1 and near is not None:
        inside = [place for place in left if near_test(near, gazetteer)(place)]
        if len(inside) == 1:
            return _found(inside[0], [*words, _NARROWED], reading)
    if len(left) == 1:
        return _found(left[0], words, reading)
    what = f"{reading.site}s" if reading.site else "places"
    return ambiguous(f"{len(left)} {what} are called {reading.words}", _as_candidates(left))


def _is_district_in(area: Area | None, contexts: Sequence[Context]) -> TypeGuard[Area]:
    if area is None or area.kind != "district":
        return False
    return all(not context.lad_codes.isdisjoint(area.lad_codes) for context in contexts)


_COMPETES = 3
_SAME_PLACE_M = 2000.0


def _choose_alone(reading: Reading, words: list[str], near: str | None, gazetteer: Gazetteer) -> Location:
    """Choose among the places of a name that nothing in the text narrows."""
    key = name_key(reading.words)
    everyone = _competing(reading.places, gazetteer.rivals(key))
    if near is not None:
        inside = [place for place in everyone if near_test(near, gazetteer)(place)]
        if len(inside) == 1:
            unsure = len(everyone) > 1 or inside[0].population < LEAST_POPULATION
            return _found(inside[0], [*words, _NARROWED] if unsure else words, reading)
    first = everyone[0]
    second = max((place.population for place in everyone[1:]), default=0)
    # Street in Somerset: the word alone is more often a word.
    a_word = " " not in key and has_street_words(key)
    sure = reading.sure and not a_word and first in reading.places and gazetteer.kind(key) is not NameKind.SHORT
    if len(everyone) == 1:
        if sure and first.population >= LEAST_POPULATION and not first.minor:
            return _found(first, words, reading)
        area = reading.area
        if first.minor and area is not None and area.radius_m <= _SMALL_DISTRICT_M and first.lad_code in area.lad_codes:
            # Hillingdon: the suburb or its borough, in either case in the borough.
            return _found(first, words, reading) if reading.holds else _whole_area(area, (), (), "", gazetteer)
        reason = f"a small place or a suburb, and others may share its name: say the county of {reading.words}"
        return ambiguous(reason, _as_candidates(everyone))
    ratio = first.population / max(second, _UNKNOWN_POPULATION)
    if sure and first.population >= DOMINANT_POPULATION and ratio >= DOMINANT_RATIO:
        return _found(first, [*words, "by far the largest of its name"], reading)
    return ambiguous(f"{len(everyone)} places are called {reading.words}", _as_candidates(everyone))


def _competing(named: Sequence[Place], rivals: Sequence[Place]) -> list[Place]:
    """List the places that a name alone may mean, the most populous first.

    Whoever means New Quay or Dorchester on Thames says more than Newquay or Dorchester: a place that is only also
    called so competes with one of that very name if it has at least a third of its people. One place that two sources
    spell apart, Ferndown and Fern Down, is one.
    """
    most = max((place.population for place in named), default=0)
    ordered = sorted(rivals, key=lambda place: (-place.population, place not in named, place.label))
    left: list[Place] = []
    for place in ordered:
        small = place not in named and place.population * _COMPETES < most
        if not small and not any(_same_place(place, other) for other in left):
            left.append(place)
    return left


def _same_place(one: Place, other: Place) -> bool:
    spelt_alike = name_key(one.name).replace(" ", "") == name_key(other.name).replace(" ", "")
    return spelt_alike and one.lad_code == other.lad_code and one.distance_m(other) <= _SAME_PLACE_M


def _found(place: Place, words: Sequence[str], reading: Reading) -> Location:
    reach = place.radius_m + reading.extra_m + (_NEAR_EXTRA_M if reading.near else 0.0)
    district = reading.area
    if reading.holds and district is not None and len(district.lad_codes) == 1:
        # An address in Hillingdon may lie anywhere in the borough.
        reach = max(reach, district.radius_m)
    return Location(
        status=PlaceStatus.FOUND,
        label=place.label,
        lon=round(place.lon, 6),
        lat=round(place.lat, 6),
        easting=round(place.easting, 1),
        northing=round(place.northing, 1),
        precision=Precision.PLACE,
        uncertainty_m=float(round(reach)),
        method="; ".join([reading.site or "place name", *words, *_remarks(reading)]),
        pfa_code=place.pfa_code,
        lad_code=place.lad_code,
    )


def _remarks(reading: Reading) -> list[str]:
    return [note for note in (reading.note, "said to be near it" if reading.near else "") if note]


def _whole_area(
    area: Area, contexts: Sequence[Context], skipped: Sequence[str], first: str, gazetteer: Gazetteer
) -> Location:
    """Answer an area as a whole, unless the text names something in it that is not known."""
    for context in contexts:
        if context.lad_codes and context.lad_codes.isdisjoint(area.lad_codes | area.wider_codes):
            return not_found(f"{area.name} is known, but not in {context.words}")
    if skipped:
        return not_found(f"{first} is not known in {area.name}", _alike(first, area, gazetteer))
    easting, northing = to_national_grid(area.lon, area.lat)
    one_force = area.pfa_codes[0] if len(area.pfa_codes) == 1 else None
    one_district = next(iter(area.lad_codes)) if len(area.lad_codes) == 1 else None
    return Location(
        status=PlaceStatus.FOUND,
        label=area.name,
        lon=round(area.lon, 6),
        lat=round(area.lat, 6),
        easting=round(float(easting), 1),
        northing=round(float(northing), 1),
        precision=Precision.DISTRICT_AREA if one_district else Precision.FORCE_AREA,
        uncertainty_m=area.radius_m,
        method=f"the whole {_KIND_WORDS.get(area.kind, area.kind)}: middle of its postcodes, with 95 in 100 of them",
        pfa_code=one_force,
        lad_code=one_district,
        candidates=()
        if one_force
        else tuple(Candidate(force_name(code) or code, area.lon, area.lat, code) for code in area.pfa_codes),
    )


def _unknown(parts: list[str], gazetteer: Gazetteer) -> Location:
    keys = [name_key(part) for part in parts]
    if all(key in COUNTRIES or key in NATIONS for key in keys):
        return refused("a whole country is no location")
    if all(is_road(part) for part in parts):
        return not_found("a road or a junction by its number alone; the nearest town would locate it")
    several = [name for name in _joined_names(parts[0]) if gazetteer.places(name_key(name))]
    if len(several) > 1:
        places = [place for name in several for place in gazetteer.places(name_key(name))]
        return ambiguous("names more than one place", _as_candidates(places))
    plain = without_lead(parts[0])
    words = plain.split()
    # Bristol Temple Meads: the town before a name that is not known is worth a suggestion.
    town = next(
        (found for cut in range(len(words) - 1, 0, -1) if (found := gazetteer.places(name_key(" ".join(words[:cut]))))),
        (),
    )
    large = [place for place in town if place.population >= _TOWN_POPULATION]
    return not_found("no such name in the gazetteer", _alike(parts[0], None, gazetteer) or _as_candidates(large))


def _joined_names(part: str) -> list[str]:
    plain = without_lead(part)
    for word in (" and ", " & ", " to ", "/", " or "):
        if word in plain:
            return [name.strip() for name in plain.split(word)]
    return []


def _alike(part: str, area: Area | None, gazetteer: Gazetteer) -> list[Candidate]:
    """Places spelt much like a name, inside an area if one is given; suggestions only."""
    names = dict.fromkeys(name for form in (part, without_lead(part)) for name in gazetteer.alike(name_key(form)))
    found = [place for name in names for place in gazetteer.places(name)]
    if area is not None:
        found = [place for place in found if not (area.lad_codes | area.wider_codes).isdisjoint(place.lad_codes)]
    return _as_candidates(found)


def _as_candidates(places: Sequence[Place]) -> list[Candidate]:
    ordered = sorted(dict.fromkeys(places), key=lambda place: (-place.population, place.label))
    return [
        Candidate(place.label, round(place.lon, 6), round(place.lat, 6), place.pfa_code)
        for place in ordered[:_MOST_CANDIDATES]
    ]
