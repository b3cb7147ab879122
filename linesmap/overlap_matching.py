"""Find what forces of one workspace, two bodies of records, or a body and a keys file have in common."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import pandas as pd

from linesmap import reference
from linesmap.link.hashed_keys import hash_keys
from linesmap.link.overlap import items_by_key
from linesmap.link.overlap_keys import BASIS_WEIGHT, BRAND, BRAND_AND_NUMBER, VALUE, person_ref_key
from linesmap.model.filters import Filters
from linesmap.model.vocabulary import EntityType
from linesmap.overlap_bodies import Body, read_shared
from linesmap.overlap_hits import Found, Hit, Standing, describe
from linesmap.store import Tables

__all__ = ["Keyed", "between_forces", "by_hash", "by_value", "exported_keys", "keyed"]


# ---- one workspace ----


def between_forces(tables: Tables, a: str | None, b: str | None, filters: Filters) -> tuple[Hit, ...]:
    """Find what records of two or more recording forces name, inside one workspace.

    Parameters
    ----------
    tables
        From `Workspace.read`.
    a, b
        Codes of forces. `a` asks, so its own records are shown whole; with only one of them it is compared with every
        other force, with none of them every two forces are compared and nobody's records are their own.
    filters
        Which records take part; all of them when empty, else only events.

    Returns
    -------
    hits
        One for each thing; last seen newest first, then strongest.
    """
    asking, other = (a, b) if a else (b, None)
    body = read_shared(tables, filters)
    named = body.named.dropna(subset=["force"])
    numbers = _numbers_of_lines(named)
    found = []
    for _, rows in named.groupby("entity_id", sort=True):
        forces = sorted(set(rows["force"]))
        if (asking and asking not in forces) or (other and other not in forces):
            continue
        chosen = [code for code in (asking, other) if code] if other else forces
        chosen = sorted(chosen, key=lambda code: (code != asking, code))
        if len(chosen) > 1 and not _own_reference_only(rows):
            found.append(_within(body, rows[rows["force"].isin(chosen)], chosen, asking, numbers))
    return describe(found)


def _within(
    body: Body, rows: pd.DataFrame, forces: list[str], asking: str | None, numbers: dict[str, set[str]]
) -> Found:
    item = str(rows["entity_id"].iloc[0])
    kind = str(rows["entity_type"].iloc[0])
    basis = BASIS_WEIGHT[VALUE]
    if kind == EntityType.DEAL_LINE.value:
        used = [numbers.get(f"{item}/{force}", set()) for force in forces]
        shared = any(one & two for i, one in enumerate(used) for two in used[i + 1 :])
        basis = BASIS_WEIGHT[BRAND_AND_NUMBER if shared else BRAND]
    elif kind == EntityType.PERSON.value:
        basis = float(rows.groupby("force")["score"].max().fillna(1.0).min())
    names = {code: _force_name(code) for code in forces}
    sides = tuple(
        Standing(names[code], code == asking, body, frozenset(rows.loc[rows["force"] == code, "record_id"]))
        for code in forces
    )
    return Found(item, kind, str(rows["label"].iloc[0]), bool(rows["safeguarding"].any()), basis, sides)


def _own_reference_only(rows: pd.DataFrame) -> bool:
    """Tell whether nothing but a force's own reference ties the records: two forces may give one number twice.

    Workspaces made by an earlier linesmap hold such references without the force that gave them.
    """
    keys = set(rows["normalised"])
    kind, key = str(rows["entity_type"].iloc[0]), str(next(iter(keys)))
    if kind != EntityType.PERSON.value or len(keys) > 1 or person_ref_key(key):
        return False
    return {"".join(str(raw).split()).upper() for raw in rows["raw"]} == keys


def _numbers_of_lines(named: pd.DataFrame) -> dict[str, set[str]]:
    """Give the numbers that each force's records name together with a line; the key is `line/force`."""
    lines = named.loc[named["entity_type"] == EntityType.DEAL_LINE.value, ["record_id", "entity_id", "force"]]
    phones = named.loc[named["entity_type"] == EntityType.PHONE.value, ["record_id", "entity_id"]]
    pairs = lines.merge(phones, on="record_id", suffixes=("", "_phone"))
    grouped = pairs.groupby(pairs["entity_id"] + "/" + pairs["force"])["entity_id_phone"]
    return {str(key): set(several) for key, several in grouped}


def _force_name(code: str) -> str:
    return reference.force(code).name


# ---- two bodies of records ----


def _pairs(keys: pd.DataFrame) -> set[tuple[str, str]]:
    return set(zip(keys["entity_type"], keys["key"], strict=True))


def _matched(body: Body, shared: Collection[tuple[str, str]]) -> pd.DataFrame:
    """Give the keys of a body that the other side has too."""
    wanted = pd.DataFrame(sorted(shared), columns=["entity_type", "key"])
    return body.keys.merge(wanted, on=["entity_type", "key"])


def _founds(own: Body, shared: Collection[tuple[str, str]]) -> dict[str, tuple[Found, pd.DataFrame]]:
    """Put together what the own side says of each thing that is shared, with the keys by which it is."""
    matched = _matched(own, shared)
    items = items_by_key(own.keys, shared)
    named = own.named.assign(item=own.named["entity_id"].map(items)).dropna(subset=["item"])
    by_item = dict(iter(matched.assign(item=matched["entity_id"].map(items)).groupby("item", sort=True)))
    result = {}
    for item, rows in named.groupby("item", sort=True):
        keys = by_item[item]
        basis = max(BASIS_WEIGHT[name] for name in keys["basis"])
        side = Standing(own.name, own=True, body=own, record_ids=frozenset(rows["record_id"]))
        first = rows.sort_values(["entity_id", "label"]).iloc[0]
        found = Found(str(item), str(first["entity_type"]), str(first["label"]), bool(rows["safeguarding"].any()),
                      basis, (side,))  # fmt: skip
        result[str(item)] = (found, keys)
    return result


def by_value(own: Body, other: Body) -> tuple[Hit, ...]:
    """Find what two bodies of records both name, by their keys.

    Returns
    -------
    hits
        In order: last seen newest first, then strongest.
    """
    shared = _pairs(own.keys) & _pairs(other.keys)
    theirs = _matched(other, shared)
    entities = {pair: set(rows) for pair, rows in theirs.groupby(["entity_type", "key"])["entity_id"]}
    rows_of = dict(iter(other.named.groupby("entity_id")))
    found = []
    for mine, keys in _founds(own, shared).values():
        known = sorted(set().union(*(entities[pair] for pair in _pairs(keys))))
        rows = pd.concat([rows_of[entity] for entity in known])
        side = Standing(other.name, own=False, body=other, record_ids=frozenset(rows["record_id"]))
        guarded = mine.safeguarding or bool(rows["safeguarding"].any())
        found.append(replace(mine, safeguarding=guarded, sides=(*mine.sides, side)))
    return describe(found)


# ---- keyed hashes ----


@dataclass(frozen=True)
class Keyed:
    """The keyed hashes of another party; columns of a keys file."""

    name: str
    rows: pd.DataFrame


def exported_keys(body: Body) -> pd.DataFrame:
    """List the distinct keys of a body with the month last seen and the forces to contact.

    Returns
    -------
    keys
        Columns entity_type, key, last_month (YYYY-MM or empty), contact (codes of forces, separated by semicolons).
    """
    known = [body.records[record] for record in body.keys["record_id"]]
    months = [f"{each.last:%Y-%m}" if each.last else "" for each in known]
    grouped = body.keys.assign(contact=[each.force or "" for each in known], last_month=months).groupby(
        ["entity_type", "key"], sort=True
    )
    return grouped.agg(
        last_month=("last_month", "max"),
        contact=("contact", lambda codes: ";".join(sorted({code for code in codes if code}))),
    ).reset_index()


def keyed(body: Body, secret: bytes) -> Keyed:
    """Give what a keys file of a body would hold."""
    keys = exported_keys(body)
    return Keyed(body.name, keys.assign(hash=hash_keys(secret, zip(keys["entity_type"], keys["key"], strict=True))))


def by_hash(own: Body, other: Keyed, secret: bytes) -> tuple[Hit, ...]:
    """Find which of the own things the other side's hashes stand for; nothing else of the other side is read.

    Returns
    -------
    hits
        In order: last seen newest first, then strongest.
    """
    mine = sorted(_pairs(own.keys))
    pair_of = dict(zip(hash_keys(secret, mine), mine, strict=True))
    rows = other.rows[other.rows["hash"].isin(pair_of)]
    stated: dict[tuple[str, str], tuple[str, str]] = {}
    for kind, digest, month, contact in rows[["entity_type", "hash", "last_month", "contact"]].itertuples(index=False):
        if pair_of[digest][0] == kind:
            stated[pair_of[digest]] = (month, contact)
    found = []
    for one, keys in _founds(own, set(stated)).values():
        known = [stated[pair] for pair in sorted(_pairs(keys))]
        codes = sorted({code for _, contact in known for code in contact.split(";") if code})
        month = max(month for month, _ in known) or None
        side = Standing(other.name, own=False, forces=tuple(codes), last_month=month)
        found.append(replace(one, sides=(*one.sides, side)))
    return describe(found)
