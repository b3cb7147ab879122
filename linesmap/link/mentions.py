"""Take out of every record the people, phones, vehicles, lines, operations and places it names."""

from __future__ import annotations

import hashlib

import pandas as pd

from linesmap.link.keys import exact_key
from linesmap.model.vocabulary import EntityType, Role

__all__ = ["MENTION_FIELDS", "extract_mentions"]

MENTION_FIELDS = ("mention_id", "record_id", "entity_type", "role", "raw", "normalised")

_SOURCES: tuple[tuple[str, EntityType], ...] = (
    ("line_name", EntityType.DEAL_LINE),
    ("phone", EntityType.PHONE),
    ("vehicle", EntityType.VEHICLE),
    ("person_ref", EntityType.PERSON),
    ("operation", EntityType.OPERATION),
    ("place_label", EntityType.PLACE),
)


def extract_mentions(records: pd.DataFrame) -> pd.DataFrame:
    """List every mention in a set of records, once per record and thing.

    Parameters
    ----------
    records
        Columns record_id and any of line_name, phone, vehicle, person_ref, person_role, operation,
        place_label (null where the place was not found). Several values in one cell are separated by
        semicolons; several roles stand in the order of the references.

    Returns
    -------
    mentions
        Columns of the `mentions` table, sorted by mention_id.
    """
    parts = []
    for column, entity_type in _SOURCES:
        if column not in records or records[column].isna().all():
            continue
        part = records[["record_id", column]].dropna().rename(columns={column: "raw"})
        part["raw"] = part["raw"].astype(str).str.split(";")
        part["role"] = _roles(part, records) if entity_type is EntityType.PERSON else None
        part = part.explode(["raw", "role"] if entity_type is EntityType.PERSON else "raw", ignore_index=True)
        part["raw"] = part["raw"].str.strip()
        part["entity_type"] = entity_type.value
        keys = {text: exact_key(entity_type, text) for text in part["raw"].unique()}
        part["normalised"] = part["raw"].map(keys)
        parts.append(part[part["normalised"] != ""])
    if not parts:
        return pd.DataFrame(columns=list(MENTION_FIELDS), dtype="str")
    mentions = pd.concat(parts, ignore_index=True).drop_duplicates(["record_id", "entity_type", "normalised"])
    mentions["mention_id"] = [
        "M" + hashlib.sha256("\x1f".join(key).encode()).hexdigest()[:15]
        for key in zip(mentions["record_id"], mentions["entity_type"], mentions["normalised"], strict=True)
    ]
    return mentions.sort_values("mention_id", ignore_index=True)[list(MENTION_FIELDS)]


def _roles(people: pd.DataFrame, records: pd.DataFrame) -> list[list[str]]:
    """Give each person their role.

    Roles stand beside the references in the same order. One role for several people is everybody's; where
    the numbers differ otherwise, somebody exploited among them makes all of them be treated as exploited.
    """
    stated = records.set_index("record_id")["person_role"] if "person_role" in records else pd.Series(dtype="object")
    roles = []
    for record_id, references in zip(people["record_id"], people["raw"], strict=True):
        cell = stated.get(record_id)
        known = [role.strip() for role in cell.split(";")] if isinstance(cell, str) and cell else []
        if len(known) != len(references):
            one = known[0] if len(set(known)) == 1 else Role.UNKNOWN.value
            known = [Role.EXPLOITED.value if Role.EXPLOITED.value in known else one] * len(references)
        roles.append(known)
    return roles
