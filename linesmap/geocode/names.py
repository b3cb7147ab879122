"""Take the words of a place text apart: what says how near, what says nothing, and the name itself.

The lists are from common use in police records (domain notes, section 7.3).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = [
    "alternatives",
    "has_street_words",
    "is_near",
    "is_road",
    "name_key",
    "no_place",
    "prison_name",
    "services_name",
    "split_parts",
    "station_name",
    "without_descriptors",
    "without_ending",
    "without_lead",
]

_SPELLINGS = {
    "saint": "st",
    "upon": "on",
    "gt": "great",
    "gtr": "greater",
    "nth": "north",
    "sth": "south",
    "mkt": "market",
    "lt": "little",
    "lwr": "lower",
    "upr": "upper",
    "co": "county",
}
_SILENT = {"the"}

_NO_PLACE = {
    "nfa": "no fixed abode",
    "no fixed abode": "no fixed abode",
    "no fixed address": "no fixed abode",
    "of no fixed abode": "no fixed abode",
    "homeless": "no fixed abode",
    "unknown": "recorded as unknown",
    "not known": "recorded as unknown",
    "unk": "recorded as unknown",
    "n k": "recorded as unknown",
    "nk": "recorded as unknown",
    "location unknown": "recorded as unknown",
    "address unknown": "recorded as unknown",
    "not stated": "recorded as not stated",
    "not recorded": "recorded as not stated",
    "not given": "recorded as not stated",
    "no location": "recorded as not stated",
    "none": "recorded as not stated",
    "nil": "recorded as not stated",
    "null": "recorded as not stated",
    "nan": "recorded as not stated",
    "n a": "recorded as not stated",
    "na": "recorded as not stated",
    "tbc": "recorded as to be confirmed",
    "tbd": "recorded as to be confirmed",
    "withheld": "recorded as withheld",
    "redacted": "recorded as withheld",
    "various": "several places at once",
    "various locations": "several places at once",
    "multiple": "several places at once",
    "forcewide": "several places at once",
    "force wide": "several places at once",
    "online": "no place on the ground",
    "in transit": "no place on the ground",
}


def _any_of(*phrases: str) -> str:
    return "|".join(phrases)


# In front of a name: how the thing lies to it. They widen nothing by themselves, but say the name is only near.
_LEAD = re.compile(
    "^(?:"
    + _any_of(
        r"(?:in )?(?:the )?(?:general )?(?:area|vicinity|region) of",
        r"vic of",
        r"on or near",
        r"near(?: to)?|nr\.?|close to|next to|adj(?:acent)?\.?(?: to)?|adjoining|beside|behind",
        r"(?:at the |to )?rear of|r\s?/\s?o|in front of|outside(?: of)?|o\s?/\s?s|opp(?:osite)?\.?|o\s?/\s?p",
        r"(?:just )?off|around|towards?|between|btwn|b\s?/\s?w|approach to",
        r"(?:at (?:the )?)?junction (?:of|with)|j\s?/\s?w|jct\.?(?: of| with)?|junc\.?(?: of| with)?",
        r"corner of|cnr(?: of)?|c\s?/\s?o",
        r"(?:north|south|east|west) of(?: the)?",
        r"travelling (?:to|from)|en route to|to|from|in|at|by",
        r"nfa|(?:of )?no fixed (?:abode|address)",
    )
    + r")\b[\s.,:-]*",
    re.IGNORECASE,
)

_STATION = (
    r"(?:railway|train|rail|bus|coach|police|fire|tube|underground|metro|tram|petrol|service|custody) (?:station|stn)"
)

# Behind a name: what of the place is meant. The place stays the same.
_DESCRIPTORS = re.compile(
    r"[\s-]+(?:"
    + _any_of(
        r"(?:town|city|village) cent(?:re|er)|cent(?:re|er)|central",
        _STATION,
        r"station|stn|interchange|(?:motorway )?services|bus depot|taxi rank",
        r"custody(?: suite| centre)?|hospital|prison|(?:magistrates |crown )?court|town hall",
        r"high st(?:reet)?|main st(?:reet)?|by-?pass|sea ?front|promenade|prom|pier|harbour|marina|quay|docks",
        r"(?:(?:county |metropolitan |met )?borough|district|county|city|town|parish) council|council",
        r"(?:county|metropolitan|met|london) borough|unitary authority|civil parish",
        r"(?:town |city )?area|town|city|village|cp|district|borough|urban|rural|county",
        r"outskirts|(?:and )?surrounding area|uk|gb|england",
    )
    + ")$",
    re.IGNORECASE,
)

_LEAD_DESCRIPTORS = re.compile(
    "^(?:"
    + _any_of(
        r"(?:town|city|city and county|county|county borough|village|parish|district|unitary authority"
        r"|(?:london |royal |metropolitan |met )?borough) of",
        r"central|greater|inner",
    )
    + r")\b\s*",
    re.IGNORECASE,
)

# Not Green, Hill, Park, Bridge or Common: they end the names of villages and suburbs as often as those of streets.
_STREET = re.compile(
    r"\d|\w\s+st\b|\b(?:"
    + _any_of(
        "street|road|rd|lane|ln|avenue|ave|av|close|cl|drive|dr|crescent|cres|court|ct|terrace|terr|tce|gardens|gdns",
        "grove|square|sq|mews|parade|pde|precinct|arcade|mall|market place|retail park|business park|estate|industrial",
        "shopping|cent(?:re|er)|retail|trading|westquay|tesco|asda|sainsbury'?s?|aldi|lidl|morrisons|co-?op|kfc",
        "mcdonald'?s?|pub|inn|arms|hotel|hostel|cafe|shop|garage|library|school|college|university|church|hospital",
        "station|stn|services|bus stop|motorway|junction|jct|roundabout|rbt|lay-?by|car ?park|underpass|subway",
        "flats?|house|building|prison|hmp|stadium|alley|alleyway|footpath|canal|river|beach|sea ?front|promenade|pier",
        "quay|docks|harbour|marina|playground|recreation ground|rec|toilets",
    )
    + r")\b",
    re.IGNORECASE,
)


_STATION_NAME = re.compile(
    r"^(.+?)[\s-]+(?:(?:the )?(?:(?:railway|rail|rly|train|tube|underground|metro|metrolink|tram|dlr|overground) )?"
    r"(?:station|stn|sta)|(?:tram|metro|metrolink|dlr) stop|railway halt)\.?$",
    re.IGNORECASE,
)
_NOT_OF_TRAINS = re.compile(
    r"\b(?:bus|coach|police|fire|petrol|service|services|custody|power|filling|polling|ambulance|lifeboat|radio|taxi)$",
    re.IGNORECASE,
)
_PRISON = r"h\.?m\.?\s?p\.?(?:\s*(?:/|&|and)?\s*y\.?o\.?i\.?)?|h\.?m\.? prison|h\.?m\.?\s?y\.?o\.?i\.?|yoi"
_PRISON_NAME = re.compile(rf"^(?:{_PRISON})\b[\s:.-]*(.+)$|^(.+?)[\s-]+(?:{_PRISON}|prison|gaol|jail)$", re.IGNORECASE)
_PRISON_ALONE = re.compile(rf"(?:{_PRISON})", re.IGNORECASE)
_SERVICES_NAME = re.compile(r"^(.+?)[\s-]+(?:(?:motorway )?services|service (?:station|area|stn))$", re.IGNORECASE)
_ROAD = re.compile(
    r"(?:(?:[ABM]\s?\d{1,4}(?:\s?\(?M\)?)?)(?:\s+(?:north|south|east|west)(?:bound)?)?|(?:junction|jct|junc|jn|j)\.?\s?\d{1,2}[ab]?"
    r"|services|junction|slip road|lay-?by|hard shoulder|motorway|[/,&\s-]|between|and)+",
    re.IGNORECASE,
)
_ENDING = re.compile(r" (?:on|under|in|by|le|next|juxta|with) .+$")
_SHORTEST_WITHOUT_ENDING = 5


@lru_cache(maxsize=65_536)
def name_key(text: str) -> str:
    """Reduce a name to what its spellings share.

    No case, accents, punctuation or `the`; `saint` is `st`, `upon` is `on`, `&` is `and`.

    Examples
    --------
    >>> name_key("Kingston-upon-Hull"), name_key("ST. ALBANS"), name_key("King's Lynn")
    ('kingston on hull', 'st albans', 'kings lynn')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"[^a-z0-9]+", " ", re.sub(r"[&+]", " and ", plain.replace("'", "")))
    return " ".join(_SPELLINGS.get(word, word) for word in plain.split() if word not in _SILENT)


def no_place(text: str) -> str | None:
    """Say why a text names no place (`NFA`, `unknown`), or give null if it may name one."""
    words = " ".join(re.sub(r"[^a-z]+", " ", text.lower()).split())
    if any(letter.isdigit() for letter in text):
        return None
    if not words:
        return None if any(letter.isalpha() for letter in text) else "nothing is written"
    return _NO_PLACE.get(words)


def split_parts(text: str) -> list[str]:
    """Split a text at commas, brackets and the like, in the order written.

    Examples
    --------
    >>> split_parts("nr Westquay, Southampton (Hants)")
    ['nr Westquay', 'Southampton', 'Hants']
    """
    text = re.sub(rf"([^,;()]+?)\s*\(\s*({_PRISON})\s*\)", r"\2 \1", text, flags=re.IGNORECASE)
    text = re.sub(r"\b(A\d{1,4})\s?\(M\)", r"\1M", text)
    parts = re.split(r"[,;()\[\]|\n\r\t:]+|\s+-\s+|\s+/\s+|\s{3,}|(?<=[a-z]{4})[.]\s+(?=[A-Z])", text)
    return [stripped for part in parts if (stripped := part.strip(" .-'\"/"))]


def is_near(text: str) -> bool:
    """Whether a text begins with a word such as `near` or `rear of`."""
    return _LEAD.match(text.strip()) is not None


def without_lead(text: str) -> str:
    """Take the words such as `near` or `rear of` off the front, as often as they stand there."""
    plain = text.strip()
    while True:
        shorter = _LEAD.sub("", plain, count=1).strip()
        if not shorter or shorter == plain:
            return plain
        plain = shorter


def without_descriptors(text: str) -> list[str]:
    """List the text with one more describing word taken off each time: `Yeovil town centre`, `Yeovil`."""
    shorter: list[str] = []
    plain = text.strip()
    while True:
        cut = _DESCRIPTORS.sub("", plain, count=1).strip()
        if not cut or cut == plain:
            cut = _LEAD_DESCRIPTORS.sub("", plain, count=1).strip()
        if not cut or cut == plain:
            return shorter
        plain = cut
        shorter.append(plain)


def has_street_words(text: str) -> bool:
    """Whether a text speaks of a street, a building or a number, so of something smaller than a settlement."""
    return _STREET.search(text) is not None


def station_name(text: str) -> str | None:
    """Give the name in `Yeovil Pen Mill railway station`; null if the text does not end so, or is of another station.

    Examples
    --------
    >>> station_name("Bristol Parkway stn"), station_name("Yeovil police station"), station_name("Station")
    ('Bristol Parkway', None, None)
    """
    found = _STATION_NAME.match(text.strip())
    return None if found is None or _NOT_OF_TRAINS.search(found[1]) else found[1].strip()


def prison_name(text: str) -> str | None:
    """Give the name in `HMP Exeter`, `HMP/YOI Exeter` or `Exeter prison`; null if the text is not of that form.

    Examples
    --------
    >>> prison_name("HMP & YOI Exeter"), prison_name("Exeter Prison"), prison_name("Exeter")
    ('Exeter', 'Exeter', None)
    """
    found = _PRISON_NAME.match(text.strip())
    name = "" if found is None else (found[1] or found[2] or "").strip()
    return name if name_key(name) and not _PRISON_ALONE.fullmatch(name) else None


def services_name(text: str) -> str | None:
    """Give the name in `Exeter services`; null if the text does not end so or names only a road."""
    found = _SERVICES_NAME.match(text.strip())
    return None if found is None or is_road(found[1]) else found[1].strip()


def is_road(text: str) -> bool:
    """Whether a text is nothing but a numbered road, a junction or its services: `A303 services`, `M5 J25`."""
    return any(sign.isdigit() for sign in text) and _ROAD.fullmatch(text.strip()) is not None


def alternatives(text: str) -> list[str]:
    """Split `Cardiff/Caerdydd` or `Bargod or Bargoed` into its names; empty if there is only one."""
    names = [name.strip() for name in re.split(r"\s*/\s*|\s+or\s+", text) if name.strip()]
    return names if len(names) > 1 else []


def without_ending(key: str) -> str | None:
    """Shorten the key of `Lechlade on Thames` to `lechlade`; null if there is nothing to take off, or little left."""
    short = _ENDING.sub("", key)
    return short if short != key and len(short) >= _SHORTEST_WITHOUT_ENDING else None
