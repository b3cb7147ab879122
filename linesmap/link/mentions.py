"""Take out of the columns of every record the people, phones, vehicles, lines and other things it names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import pandas as pd

from linesmap.link.addresses import address_key
from linesmap.link.keys import exact_key, person_key
from linesmap.link.profiles import PROFILE_FIELDS, profile_ids
from linesmap.model.link_tables import HOME
from linesmap.model.vocabulary import EntityType, RecordKind, Role

__all__ = ["MENTION_FIELDS", "extract_mentions", "extract_particulars", "mention_id"]

MENTION_FIELDS = (
    "mention_id", "record_id", "entity_type", "role", "raw", "normalised", "from_text", "span_from", "span_to",
)  # fmt: skip


_SOURCES: tuple[tuple[str, EntityType], ...] = (
    ("line_name", EntityType.DEAL_LINE),
    ("phone", EntityType.PHONE),
    ("vehicle", EntityType.VEHICLE),
    ("operation", EntityType.OPERATION),
    ("group_name", EntityType.GROUP),
)
_OF_PEOPLE = (
    "person_ref",
    "forename",
    "surname",
    "born",
    "born_from",
    "born_to",
    "sex",
    "home_address",
    "home_postcode",
)
_NAMES = ("forename", "surname")
_NAMING = {"person_ref", *_NAMES}


def mention_id(record_id: str, entity_type: str, normalised: str) -> str:
    """Name the mention of a thing in a record; the same thing in the same record always has the same name."""
    return "M" + hashlib.sha256(f"{record_id}\x1f{entity_type}\x1f{normalised}".encode()).hexdigest()[:15]


def extract_mentions(records: pd.DataFrame) -> pd.DataFrame:
    """List every mention in the columns of a set of records, once per record and thing.

    Parameters
    ----------
    records
        Columns record_id and any of line_name, phone, vehicle, operation, group_name, place_label (null where the
        place was not found), and those of `extract_particulars`. Several values in one cell are separated by
        semicolons; several roles stand in the order of the people.

    Returns
    -------
    mentions
        Columns of the `mentions` table, sorted by mention_id.
    """
    parts = [_of_column(records, column, entity_type) for column, entity_type in _SOURCES]
    parts.append(_of_column(records, "place_label", EntityType.PLACE, several=False))
    people = _people(records)
    parts += [people, _homes(people)]
    filled = [part for part in parts if len(part)]
    if not filled:
        return pd.DataFrame(columns=list(MENTION_FIELDS), dtype="str")
    mentions = pd.concat(filled, ignore_index=True).drop_duplicates(["record_id", "entity_type", "normalised"])
    ids = zip(mentions["record_id"], mentions["entity_type"], mentions["normalised"], strict=True)
    mentions = mentions.assign(mention_id=[mention_id(*key) for key in ids], from_text=False)
    mentions["span_from"] = mentions["span_to"] = pd.Series(pd.NA, index=mentions.index, dtype="Int64")
    return mentions.sort_values("mention_id", ignore_index=True)[list(MENTION_FIELDS)]


def _of_column(records: pd.DataFrame, column: str, entity_type: EntityType, *, several: bool = True) -> pd.DataFrame:
    if column not in records or records[column].isna().all():
        return pd.DataFrame()
    part = records[["record_id", column]].dropna().rename(columns={column: "raw"})
    part["raw"] = part["raw"].astype(str).str.split(";") if several else part["raw"].astype(str)
    part = part.explode("raw", ignore_index=True)
    part["raw"] = part["raw"].str.strip()
    part["entity_type"] = entity_type.value
    keys = {text: exact_key(entity_type, text) for text in part["raw"].unique()}
    part["normalised"] = part["raw"].map(keys)
    return part[part["normalised"] != ""].assign(role=None)


def extract_particulars(records: pd.DataFrame) -> pd.DataFrame:
    """List what records say of each person they name.

    Parameters
    ----------
    records
        Columns record_id and any of kind, recording_force, person_ref, forename, surname, born, born_from, born_to,
        sex, home_address, home_postcode, person_role, phone, line_name. Several people stand in the same order in
        every cell, separated by semicolons; in a register of people a row is one person, with all their references.

    Returns
    -------
    particulars
        Columns of the `particulars` table, sorted by mention_id.
    """
    people = _people(records)
    columns = ["mention_id", "profile_id", *PROFILE_FIELDS, "force"]
    if people.empty:
        return pd.DataFrame(columns=columns)
    ids = zip(people["record_id"], people["entity_type"], people["normalised"], strict=True)
    people = people.assign(mention_id=[mention_id(*key) for key in ids])
    return people.drop_duplicates("mention_id").sort_values("mention_id", ignore_index=True)[columns]


def _people(records: pd.DataFrame) -> pd.DataFrame:
    """Give one row a person a record names: by a reference, a surname, or a forename with a home or date of birth."""
    given = [column for column in _OF_PEOPLE if column in records]
    if not _NAMING & set(given):
        return pd.DataFrame()
    named = records[sorted(_NAMING & set(given))].notna().any(axis=1)
    rows = [one for row in records[named].to_dict("records") for one in _of_row(row, given)]
    if not rows:
        return pd.DataFrame()
    frame = pd.DataFrame(rows)
    frame["profile_id"] = profile_ids(frame)
    # Nothing but the words themselves can be the key of a person without a reference: no two records share it unseen.
    keys = zip(frame["record_id"], frame["first_ref"], frame["profile_id"], strict=True)
    frame["normalised"] = [ref if isinstance(ref, str) else f"{record}:{profile}" for record, ref, profile in keys]
    frame["raw"] = frame["raw_ref"].fillna("named")
    return frame.assign(entity_type=EntityType.PERSON.value)


def _of_row(row: dict[object, object], given: list[str]) -> Iterable[dict[str, object]]:
    """Part the people of one row."""
    one_person = row.get("kind") == RecordKind.NOMINAL.value
    cells = {column: _split(row[column]) for column in given}
    refs = cells.pop("person_ref", [])
    if one_person:
        cells = {column: parts[:1] for column, parts in cells.items()}
        groups = [[ref for ref in refs if ref]]
    else:
        count = max([len(refs), *(len(cells.get(column, ())) for column in _NAMES)])
        groups = [[ref] if ref else [] for ref in [*refs, *[""] * (count - len(refs))]]
    roles = _roles(_split(row.get("person_role")), len(groups))
    force = _text(row.get("recording_force"))
    phones = _own_phones(row, len(groups), one_person=one_person)
    for position, (own_refs, role) in enumerate(zip(groups, roles, strict=True)):
        if role == Role.OFFICER.value:
            continue
        stated = {column: _at(cells.get(column, []), position, len(groups)) for column in _OF_PEOPLE[1:]}
        keys = [person_key(ref, force) for ref in own_refs]
        if not keys and not (stated["surname"] or (stated["forename"] and (stated["born"] or stated["home_address"]))):
            continue
        yield {
            "record_id": row["record_id"],
            "role": role,
            "raw_ref": own_refs[0] if own_refs else None,
            "first_ref": min(keys, key=lambda key: (not key.startswith("PNC:"), key)) if keys else None,
            "forename": stated["forename"],
            "surname": stated["surname"],
            "born": stated["born"],
            "born_from": _number(stated["born_from"]),
            "born_to": _number(stated["born_to"]),
            "sex": stated["sex"],
            "address": stated["home_address"],
            "postcode": stated["home_postcode"],
            "phones": phones,
            "refs": ";".join(sorted(keys)) or None,
            "force": force,
        }


def _split(cell: object) -> list[str]:
    return [part.strip() for part in cell.split(";")] if isinstance(cell, str) and cell else []


def _text(cell: object) -> str | None:
    return cell if isinstance(cell, str) and cell else None


def _number(text: str | None) -> int | None:
    return int(text) if text else None


def _at(parts: list[str], position: int, count: int) -> str | None:
    """Give the part of one person; a cell with another number of parts says nothing of anybody."""
    return parts[position] or None if len(parts) == count else None


def _roles(stated: list[str], count: int) -> list[str]:
    """Give each person their role.

    Roles stand beside the people in the same order. One role for several people is everybody's; where the numbers
    differ otherwise, somebody exploited among them makes all of them be treated as exploited.
    """
    if len(stated) == count:
        return [role or Role.UNKNOWN.value for role in stated]
    one = stated[0] if len(set(stated)) == 1 else Role.UNKNOWN.value
    return [Role.EXPLOITED.value if Role.EXPLOITED.value in stated else one] * count


def _own_phones(row: dict[object, object], count: int, *, one_person: bool) -> str | None:
    """Give the numbers that must be the person's own: those of a register, or of one person where no line is named."""
    if not one_person and (count != 1 or _text(row.get("line_name"))):
        return None
    return ";".join(sorted(set(filter(None, _split(row.get("phone")))))) or None


def _homes(people: pd.DataFrame) -> pd.DataFrame:
    """Give the homes of people as addresses, where they are of one house: see `address_key`."""
    if people.empty:
        return people
    part = people[["record_id", "address", "postcode"]].dropna(subset=["address"])
    texts = list(zip(part["address"], part["postcode"].fillna(""), strict=True))
    keys = {text: address_key(*text) for text in set(texts)}
    part = part.assign(
        normalised=[keys[text] for text in texts],
        raw=[", ".join(filter(None, (address, postcode.upper()))) for address, postcode in texts],
        entity_type=EntityType.ADDRESS.value,
        role=HOME,
    )
    return part[part["normalised"] != ""]
