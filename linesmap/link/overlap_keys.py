"""Make the keys under which two bodies of records are compared: phone, registration mark, person, address, line.

Keys are made anew from what was written, so that records imported by an earlier linesmap, or written in another
style, still meet. A name alone is never a key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

import pandas as pd

from linesmap.link.addresses import POSTCODE
from linesmap.link.keys import exact_key
from linesmap.link.nicknames import forename_forms
from linesmap.model.vocabulary import EntityType

__all__ = [
    "BASIS_WEIGHT",
    "BRAND",
    "BRAND_AND_NUMBER",
    "COMPARED",
    "NAME_AND_BIRTH",
    "VALUE",
    "address_key",
    "comparison_keys",
    "name_keys",
    "person_ref_key",
    "phone_key",
]

COMPARED: tuple[EntityType, ...] = (
    EntityType.PHONE,
    EntityType.VEHICLE,
    EntityType.ADDRESS,
    EntityType.PERSON,
    EntityType.DEAL_LINE,
)
"""What is compared."""

VALUE, REFERENCE, NAME_AND_BIRTH, BRAND, BRAND_AND_NUMBER = (
    "same value", "national reference", "name and date of birth", "brand name", "brand name and number",
)  # fmt: skip
BASIS_WEIGHT: dict[str, float] = {
    VALUE: 1.0,
    REFERENCE: 1.0,
    NAME_AND_BIRTH: 0.8,
    BRAND: 0.5,
    BRAND_AND_NUMBER: 1.0,
}
"""How far a key alone shows that two things are one: two lines may bear one name, two people one birthday."""

_SEPARATOR = "\x1f"
_COLUMNS = ["mention_id", "record_id", "entity_type", "key", "basis", "text"]

_E164 = re.compile(r"\+[1-9]\d{7,14}")
_NATIONAL = re.compile(r"\d{9,10}")
_PREFIXES = ("+440", "+44", "440", "44", "0", "")

_PNC = re.compile(r"(?:\w*:)?(?:\d{2})?(\d{2})/0*(\d{1,7})([A-Z])")
_NATIONAL_SCHEMES = ("PNC:", "CRO:")

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FILLERS = {"1900-01-01", "1901-01-01"}

_NO_ADDRESS = re.compile(r"\bn\W?f\W?a\b|\bno fixed (?:abode|address)\b|\b(?:unknown|not known|refused|homeless)\b")
_SHORT_WORDS = {
    "st": "street", "str": "street", "rd": "road", "ave": "avenue", "av": "avenue", "cl": "close", "cres": "crescent",
    "cresc": "crescent", "dr": "drive", "drv": "drive", "ln": "lane", "la": "lane", "pl": "place", "sq": "square",
    "ct": "court", "crt": "court", "gdns": "gardens", "gdn": "gardens", "gr": "grove", "grv": "grove", "pk": "park",
    "ter": "terrace", "terr": "terrace", "wk": "walk", "wy": "way", "hse": "house", "apartment": "flat", "apt": "flat",
}  # fmt: skip
_STREET_WORDS = frozenset(_SHORT_WORDS.values()) - {"house", "flat"} | {
    "hill", "row", "mews", "parade", "rise", "view", "green",
}  # fmt: skip
_NOT_A_TOWN = frozenset({"north", "south", "east", "west", "upper", "lower"})
_UNIT_WORDS = frozenset({"flat", "room", "unit", "no", "number"})


def phone_key(text: str) -> str:
    """Write a telephone number in one way, E.164.

    Parameters
    ----------
    text
        One number, in national or international form.

    Returns
    -------
    key
        Empty when the text is no whole number.

    Examples
    --------
    >>> {phone_key(text) for text in ("07700 900123", "+44 (0)7700 900123", "0044 7700-900123", "7700900123")}
    {'+447700900123'}
    """
    digits = re.sub(r"[^\d+]", "", text.replace("(0)", ""))
    digits = "+" + digits[2:] if digits.startswith("00") else digits
    for prefix in _PREFIXES:
        national = digits.removeprefix(prefix)
        if digits.startswith(prefix) and _NATIONAL.fullmatch(national) and national[0] != "0":
            return "+44" + national if prefix or national[0] == "7" else ""
    return digits if _E164.fullmatch(digits) and not digits.startswith("+44") else ""


def person_ref_key(text: str) -> str:
    """Write a national reference of a person in one way: PNC identifier or CRO number; empty for a force's own.

    Examples
    --------
    >>> person_ref_key("PNC:12/345678A"), person_ref_key("2012/0345678a"), person_ref_key("50:ABC123")
    ('12/345678A', '12/345678A', '')
    """
    bare = re.sub(r"\s+", "", text).upper()
    found = _PNC.fullmatch(bare)
    if found:
        return f"{found[1]}/{found[2]}{found[3]}"
    return bare if bare.startswith(_NATIONAL_SCHEMES) else ""


def name_keys(forename: str, surname: str, born: str) -> tuple[str, ...]:
    """Make keys of a name and a date of birth; two people may be one when they share any of them.

    Parameters
    ----------
    forename, surname
        In any case; of several forenames the first counts, in each form that it may stand for. Which of the two is
        the surname does not matter, as files mix them up.
    born
        YYYY-MM-DD.

    Returns
    -------
    keys
        Sorted; none unless both names and a whole date are there: a name alone is never a key.

    Examples
    --------
    >>> bool(set(name_keys("Bob James", "O'Hara", "1990-02-03")) & set(name_keys("o'hara", "robert", "1990-02-03")))
    True
    >>> name_keys("Robert", "Hara", "1990")
    ()
    """
    first, last = (_letters(part) for part in ((forename.split() or [""])[0], surname))
    if not first or not last or not _is_day(born):
        return ()
    pairs = [(form, last) for form in forename_forms(first)] + [(form, first) for form in forename_forms(last)]
    return tuple(sorted({_SEPARATOR.join([*sorted(pair), born]) for pair in pairs}))


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalpha())


def _is_day(text: str) -> bool:
    if not _DAY.fullmatch(text) or text in _FILLERS:
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def address_key(text: str) -> str:
    """Write an address in one way.

    With a postcode the numbers of house and flat and the first word of the street decide; without one the whole
    address, which must then have a number, a street and a town.

    Parameters
    ----------
    text
        One address, on one line.

    Returns
    -------
    key
        Empty when the text does not say which house: no fixed abode, a street alone, a postcode alone.

    Examples
    --------
    >>> address_key("12 High St., Yeovil BA201AA") == address_key("12, HIGH STREET, BA20 1AA")
    True
    >>> address_key("Flat 2, 12 High Street, BA20 1AA") == address_key("12 High Street, BA20 1AA")
    False
    >>> address_key("NFA, Yeovil")
    ''
    """
    lowered = " ".join(text.casefold().replace("'", "").replace("\u2019", "").split())
    if _NO_ADDRESS.search(lowered):
        return ""
    postcodes = list(POSTCODE.finditer(lowered))
    postcode = postcodes[-1][1] + postcodes[-1][2] if postcodes else ""
    rest = lowered[: postcodes[-1].start()] + " " + lowered[postcodes[-1].end() :] if postcodes else lowered
    tokens = _tokens(rest)
    numbers = [token for token in tokens if _is_number(token)]
    words = [token for token in tokens if not _is_number(token) and token not in _UNIT_WORDS]
    if postcode:
        if not numbers:
            return _SEPARATOR.join([*words, postcode]) if len(words) > 1 and len(words) == len(tokens) else ""
        after = tokens[max(i for i, token in enumerate(tokens) if _is_number(token)) + 1 :]
        street = [token for token in after if token not in _UNIT_WORDS]
        return _SEPARATOR.join([*numbers, *street[:1], postcode]) if street else ""
    streets = [i for i, word in enumerate(words) if i and word in _STREET_WORDS]
    has_town = bool(streets) and any(word not in _NOT_A_TOWN for word in words[streets[0] + 1 :])
    return _SEPARATOR.join([*numbers, *words]) if numbers and has_town else ""


def _is_number(token: str) -> bool:
    return token[0].isdigit() or token.startswith("#")


def _tokens(text: str) -> list[str]:
    """Split an address into words and numbers; `12 a` becomes `12a`, the letter of a flat becomes a number."""
    found: list[str] = []
    parts = re.findall(r"\w+", text)
    for i, part in enumerate(parts):
        word = _SHORT_WORDS.get(part, part)
        if part == "st" and any(_SHORT_WORDS.get(later, later) in _STREET_WORDS for later in parts[i + 1 : i + 4]):
            word = "saint"
        if len(part) == 1 and part.isalpha() and found and found[-1].isdigit():
            found[-1] += part
        elif len(part) == 1 and part.isalpha() and found and found[-1] in _UNIT_WORDS:
            found.append("#" + part)
        else:
            found.append(word)
    return found


def comparison_keys(mentions: pd.DataFrame, particulars: pd.DataFrame) -> pd.DataFrame:
    """Make the keys under which the things that records name are compared.

    Parameters
    ----------
    mentions
        Columns mention_id, record_id, entity_type, raw, normalised.
    particulars
        Columns of the table of that name, of any mentions.

    Returns
    -------
    keys
        Columns mention_id, record_id, entity_type, key, basis (a name in `BASIS_WEIGHT`) and text (the value as
        written). A mention has no row when it has nothing to compare, and several when it has several keys. The
        home of a person counts as an address of the record; its mention_id is null.
    """
    parts = [_value_keys(mentions), _line_and_number(mentions), *_person_keys(mentions, particulars)]
    keys = pd.concat([part[_COLUMNS] for part in parts if len(part)] or [pd.DataFrame(columns=_COLUMNS)])
    keys = keys[keys["key"] != ""].drop_duplicates(["mention_id", "record_id", "entity_type", "key"])
    # A home that is a mention of its own already is not counted again.
    again = keys["mention_id"].isna() & keys.duplicated(["record_id", "entity_type", "key"])
    keys = keys[~again]
    return keys.sort_values(["record_id", "entity_type", "key"], ignore_index=True)


def _value_key(entity_type: str, raw: str, normalised: str) -> str:
    match EntityType(entity_type):
        case EntityType.PHONE:
            return phone_key(raw) or phone_key(normalised)
        case EntityType.VEHICLE:
            return exact_key(EntityType.VEHICLE, raw or normalised)
        case EntityType.ADDRESS:
            return address_key(raw) or address_key(normalised)
        case EntityType.PERSON:
            return person_ref_key(normalised) or person_ref_key(raw)
        case _:
            return exact_key(EntityType.DEAL_LINE, raw or normalised)


_BASIS = {EntityType.PERSON.value: REFERENCE, EntityType.DEAL_LINE.value: BRAND}


def _value_keys(mentions: pd.DataFrame) -> pd.DataFrame:
    rows = mentions[mentions["entity_type"].isin([kind.value for kind in COMPARED])].copy()
    rows["raw"], rows["normalised"] = rows["raw"].fillna("").astype(str), rows["normalised"].fillna("").astype(str)
    distinct = rows[["entity_type", "raw", "normalised"]].drop_duplicates()
    keys = [
        _value_key(kind, raw, key)
        for kind, raw, key in zip(distinct["entity_type"], distinct["raw"], distinct["normalised"], strict=True)
    ]
    distinct["key"] = pd.Series(keys, index=distinct.index, dtype="object")
    rows = rows.merge(distinct, on=["entity_type", "raw", "normalised"])
    return rows.assign(basis=rows["entity_type"].map(_BASIS).fillna(VALUE), text=rows["raw"])


def _line_and_number(mentions: pd.DataFrame) -> pd.DataFrame:
    """Pair every line with the numbers that stand in the same record."""
    values = _value_keys(mentions[mentions["entity_type"].isin([EntityType.PHONE.value, EntityType.DEAL_LINE.value])])
    is_phone = values["entity_type"] == EntityType.PHONE.value
    phones = values.loc[is_phone & (values["key"] != ""), ["record_id", "key"]].rename(columns={"key": "number"})
    rows = values[~is_phone].merge(phones, on="record_id")
    return rows.assign(key=rows["key"] + _SEPARATOR + rows["number"], basis=BRAND_AND_NUMBER)


def _person_keys(mentions: pd.DataFrame, particulars: pd.DataFrame) -> list[pd.DataFrame]:
    """Make the keys that the particulars of people give: name with date of birth, national references, home."""
    rows = particulars.merge(mentions[["mention_id", "record_id"]], on="mention_id")
    text = {name: rows[name].fillna("").astype(str) for name in
            ("forename", "surname", "born", "refs", "address", "postcode")}  # fmt: skip
    person = rows[["mention_id", "record_id"]].assign(entity_type=EntityType.PERSON.value, text="")
    forms = [name_keys(*each) for each in zip(text["forename"], text["surname"], text["born"], strict=True)]
    names = person.assign(key=pd.Series(forms, index=person.index, dtype="object"), basis=NAME_AND_BIRTH)
    refs = person.assign(key=text["refs"].str.split(";"), basis=REFERENCE).explode("key")
    refs["key"] = [person_ref_key(ref) for ref in refs["key"].fillna("").astype(str)]
    homes = [" ".join(pair) for pair in zip(text["address"], _absent(text["postcode"], text["address"]), strict=True)]
    home = person.assign(entity_type=EntityType.ADDRESS.value, basis=VALUE, text=homes, mention_id=None)
    home["key"] = [address_key(text) for text in homes]
    return [names.explode("key").dropna(subset=["key"]), refs, home]


def _absent(postcodes: Iterable[str], addresses: Iterable[str]) -> list[str]:
    """Give each postcode that its address does not hold already."""
    pairs = zip(postcodes, addresses, strict=True)
    return ["" if POSTCODE.search(address.casefold()) else postcode for postcode, address in pairs]
