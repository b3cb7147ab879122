"""Make the exact keys by which mentions of one thing are known to be the same.

Phones, registration marks and references arrive cleaned; names of lines and operations are compared without
case, spacing and the words that say what they are.
"""

from __future__ import annotations

import hashlib
import re

from linesmap.model.vocabulary import EntityType

__all__ = ["entity_id", "exact_key", "person_key"]

_PREFIX = {
    EntityType.PERSON: "N",
    EntityType.PHONE: "T",
    EntityType.VEHICLE: "V",
    EntityType.ADDRESS: "H",
    EntityType.DEAL_LINE: "L",
    EntityType.GROUP: "G",
    EntityType.OPERATION: "O",
    EntityType.EVENT: "E",
    EntityType.PLACE: "A",
}
_NOT_WORD = re.compile(r"[^\w]+")
_LINE_WORDS = re.compile(r"\b(the|deal|county|drugs?|line|brand)\b")
_GROUP_WORDS = re.compile(r"\b(the|ocg|gang|group|crew|organised crime)\b")
_PNC = re.compile(r"(?:19|20)?(\d{2})/(\d{1,7})([A-Z])")
_CRO = re.compile(r"(?:SF)?\d{1,6}/\d{2}[A-Z]")
_OPERATION_WORDS = re.compile(r"^\s*(op|operation|opn)\b\.?")


def exact_key(entity_type: EntityType, raw: str) -> str:
    """Normalise what a record wrote to the key under which it is matched.

    Parameters
    ----------
    entity_type
        What the text names.
    raw
        The text, already cleaned by the import.

    Returns
    -------
    key
        Empty when nothing is left to match on.

    Examples
    --------
    >>> exact_key(EntityType.DEAL_LINE, "The HARRIER line")
    'harrier'
    >>> exact_key(EntityType.OPERATION, "Op Larkspur")
    'larkspur'
    >>> exact_key(EntityType.VEHICLE, "zz24 abc")
    'ZZ24ABC'
    """
    text = raw.strip()
    if entity_type is EntityType.PHONE:
        return text
    if entity_type is EntityType.VEHICLE:
        return _NOT_WORD.sub("", text).upper()
    if entity_type is EntityType.PERSON:
        return re.sub(r"\s+", "", text).upper()
    lowered = text.casefold()
    if entity_type is EntityType.ADDRESS:
        return text
    if entity_type in {EntityType.PLACE, EntityType.EVENT}:
        return " ".join(lowered.split())
    if entity_type is EntityType.GROUP:
        kept = " ".join(_NOT_WORD.sub(" ", _GROUP_WORDS.sub(" ", lowered)).split())
        return kept or " ".join(lowered.split())
    if entity_type is EntityType.DEAL_LINE:
        kept = " ".join(_NOT_WORD.sub(" ", _LINE_WORDS.sub(" ", lowered)).split())
        return kept or " ".join(lowered.split())
    return " ".join(_NOT_WORD.sub(" ", _OPERATION_WORDS.sub(" ", lowered)).split())


def person_key(reference: str, force: str | None) -> str:
    """Give the key of a reference to a person: national identities stand alone, others belong to a force.

    Parameters
    ----------
    reference
        As recorded: a PNC identity, a CRO number, or the nominal reference of a force.
    force
        Code of the recording force; two forces may give one number to two people.

    Examples
    --------
    >>> person_key("12/345678a", "E23000036"), person_key("N 104", "E23000036")
    ('PNC:12/0345678A', 'E23000036:N104')
    """
    text = exact_key(EntityType.PERSON, reference)
    if found := _PNC.fullmatch(text):
        return f"PNC:{found[1]}/{int(found[2]):07d}{found[3]}"
    return f"CRO:{text}" if _CRO.fullmatch(text) else f"{force or ''}:{text}"


def entity_id(entity_type: EntityType, key: str) -> str:
    """Name the entity of an exact key: the same key always has the same identifier."""
    digest = hashlib.sha256(f"{entity_type.value}\x1f{key}".encode()).hexdigest()
    return f"{_PREFIX[entity_type]}{digest[:12]}"
