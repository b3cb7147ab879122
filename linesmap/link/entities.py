"""Resolve mentions to entities by exact key, and tie entities that records name together.

A person's label is a pseudonym: the word Person and a number made from the key. The reference itself stays
in the mentions. Someone named as exploited in any record is marked for safeguarding everywhere.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from linesmap.link.keys import entity_id, exact_key
from linesmap.model.vocabulary import EntityType, RecordKind, Role

__all__ = ["Resolved", "build_links", "place_entities", "register_links", "resolve_exact"]

_LINK_COLUMNS = ["entity_a", "entity_b", "relation", "weight", "n_records", "first_seen", "last_seen", "record_ids"]

# Relation of a pair of entity types named in one record; types in alphabetical order. Places come last below.
_RELATIONS: dict[tuple[str, str], str] = {
    ("deal_line", "deal_line"): "named_with",
    ("deal_line", "operation"): "acted_on_in",
    ("deal_line", "person"): "associated_with",
    ("deal_line", "phone"): "uses",
    ("deal_line", "place"): "active_at",
    ("deal_line", "vehicle"): "associated_with",
    ("operation", "person"): "named_in",
    ("operation", "phone"): "named_in",
    ("operation", "place"): "acted_at",
    ("operation", "vehicle"): "named_in",
    ("person", "person"): "seen_with",
    ("person", "phone"): "linked_to",
    ("person", "place"): "seen_at",
    ("person", "vehicle"): "linked_to",
    ("phone", "phone"): "named_with",
    ("phone", "place"): "named_at",
    ("phone", "vehicle"): "named_with",
    ("place", "vehicle"): "seen_at",
    ("vehicle", "vehicle"): "named_with",
}
_UNGRADED_WEIGHT = 0.5


@dataclass(frozen=True)
class Resolved:
    """Entities and why each mention belongs to one; columns of the tables of those names."""

    entities: pd.DataFrame
    resolutions: pd.DataFrame


def resolve_exact(mentions: pd.DataFrame, line_names: pd.Series) -> Resolved:
    """Resolve every mention by its exact key.

    Parameters
    ----------
    mentions
        Columns of the `mentions` table.
    line_names
        Key of a line to the name in a register, where there is one.

    Returns
    -------
    resolved
        One entity a distinct type and key; score 1, method `exact key`.
    """
    pairs = mentions[["entity_type", "normalised"]].drop_duplicates()
    ids = {
        (kind, key): entity_id(EntityType(kind), key)
        for kind, key in zip(pairs["entity_type"], pairs["normalised"], strict=True)
    }
    of_mention = [ids[pair] for pair in zip(mentions["entity_type"], mentions["normalised"], strict=True)]
    frame = mentions.assign(entity_id=of_mention)
    first = frame.sort_values(["normalised", "raw"]).drop_duplicates("entity_id")
    exploited = set(frame.loc[frame["role"] == Role.EXPLOITED.value, "entity_id"])
    labels = [_label(row, line_names) for row in first.to_dict("records")]
    entities = pd.DataFrame(
        {
            "entity_id": first["entity_id"].to_numpy(),
            "entity_type": first["entity_type"].to_numpy(),
            "label": labels,
            "safeguarding": first["entity_id"].isin(exploited).to_numpy(),
        }
    ).sort_values("entity_id", ignore_index=True)
    resolutions = pd.DataFrame(
        {"mention_id": frame["mention_id"], "entity_id": frame["entity_id"], "score": 1.0, "method": "exact key"}
    ).sort_values("mention_id", ignore_index=True)
    return Resolved(entities, resolutions)


def _label(mention: dict[Hashable, Any], line_names: pd.Series) -> str:
    """Say what an entity is called on screen."""
    key = mention["normalised"]
    match EntityType(mention["entity_type"]):
        case EntityType.PERSON:
            return f"Person {mention['entity_id'][1:7].upper()}"
        case EntityType.DEAL_LINE:
            return str(line_names.get(key, "")) or key.title()
        case EntityType.OPERATION:
            return str(key.title())
        case _:
            return str(mention["raw"])


def build_links(mentions: pd.DataFrame, resolutions: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """Tie every two entities that a record names together.

    The weight of a link is 1 - product(1 - w) over distinct source references, w being the weight of the
    record's grading, 0.5 when it has none: the same report twice counts once.

    Parameters
    ----------
    mentions, resolutions
        Tables of those names.
    records
        Columns record_id, kind, reference, occurred_from, occurred_to, evidence_weight (0 to 1, null when
        ungraded).

    Returns
    -------
    links
        Columns of the `links` table, sorted by its key; entity_a is of the type first in the alphabet.
    """
    named = mentions.merge(resolutions[["mention_id", "entity_id"]], on="mention_id")
    named = named[["record_id", "entity_type", "entity_id"]].drop_duplicates(["record_id", "entity_id"])
    pairs = named.merge(named, on="record_id", suffixes=("_a", "_b"))
    earlier = (pairs["entity_type_a"] < pairs["entity_type_b"]) | (
        (pairs["entity_type_a"] == pairs["entity_type_b"]) & (pairs["entity_id_a"] < pairs["entity_id_b"])
    )
    pairs = pairs[earlier].merge(records, on="record_id")
    if pairs.empty:
        return pd.DataFrame(columns=_LINK_COLUMNS)
    relation_of = {f"{a}\x1f{b}": name for (a, b), name in _RELATIONS.items()}
    pairs["relation"] = (pairs["entity_type_a"] + "\x1f" + pairs["entity_type_b"]).map(relation_of)
    held = (pairs["relation"] == "linked_to") & (pairs["kind"] == RecordKind.ENFORCEMENT.value)
    pairs.loc[held, "relation"] = "found_with"
    pairs = pairs.dropna(subset=["relation"]).rename(columns={"entity_id_a": "entity_a", "entity_id_b": "entity_b"})
    key = ["entity_a", "entity_b", "relation"]
    pairs = pairs.sort_values([*key, "record_id"])
    grouped = pairs.groupby(key, sort=True)
    links = grouped.agg(
        n_records=("record_id", "nunique"),
        first_seen=("occurred_from", "min"),
        last_seen=("occurred_to", "max"),
        record_ids=("record_id", lambda ids: json.dumps(list(ids))),
    )
    links["weight"] = _corroborated(pairs, key)
    return links.reset_index()[_LINK_COLUMNS]


def _corroborated(pairs: pd.DataFrame, key: list[str]) -> pd.Series:
    """Combine the weights of independent reports of each link."""
    source = pairs["reference"].fillna(pairs["record_id"])
    strength = pairs["evidence_weight"].fillna(_UNGRADED_WEIGHT)
    best = pairs.assign(source=source, doubt=1 - strength).groupby([*key, "source"])["doubt"].min()
    return 1 - best.groupby(level=key).prod()


def place_entities(labels: Iterable[str]) -> pd.DataFrame:
    """Make entities for places that a register names, as mentions make them for places that records name.

    Parameters
    ----------
    labels
        What the places are called; twice the same gives one entity.

    Returns
    -------
    entities
        Columns of the `entities` table, sorted by entity_id.
    """
    ids = {entity_id(EntityType.PLACE, exact_key(EntityType.PLACE, label)): label for label in sorted(labels)}
    frame = pd.DataFrame({"entity_id": list(ids), "label": list(ids.values())})
    frame = frame.assign(entity_type=EntityType.PLACE.value, safeguarding=False)
    return frame[["entity_id", "entity_type", "label", "safeguarding"]].sort_values("entity_id", ignore_index=True)


def register_links(deal_lines: pd.DataFrame, place_labels: pd.Series) -> pd.DataFrame:
    """Tie the lines of a register to the places they are run from and sell in.

    Parameters
    ----------
    deal_lines
        Columns record_id, line_id, origin_place_id, destination_place_id (several separated by semicolons),
        first_seen, last_seen.
    place_labels
        place_id to what the place is called; a place that was not found is left out.

    Returns
    -------
    links
        Columns of the `links` table; relation `supplied_from` or `supplies_to`; weight 1, as the register
        states it.
    """
    parts = []
    for column, relation in (("origin_place_id", "supplied_from"), ("destination_place_id", "supplies_to")):
        part = deal_lines[["record_id", "line_id", column, "first_seen", "last_seen"]].dropna(
            subset=["line_id", column]
        )
        part = part.assign(place=part[column].str.split(";"), relation=relation).explode("place")
        parts.append(part)
    rows = pd.concat(parts, ignore_index=True)
    rows["label"] = rows["place"].map(place_labels)
    rows = rows.dropna(subset=["label"])
    if rows.empty:
        return pd.DataFrame(columns=_LINK_COLUMNS)
    rows["entity_b"] = [entity_id(EntityType.PLACE, exact_key(EntityType.PLACE, label)) for label in rows["label"]]
    rows = rows.rename(columns={"line_id": "entity_a"}).sort_values("record_id")
    links = rows.groupby(["entity_a", "entity_b", "relation"], sort=True).agg(
        n_records=("record_id", "nunique"),
        first_seen=("first_seen", "min"),
        last_seen=("last_seen", "max"),
        record_ids=("record_id", lambda ids: json.dumps(list(ids))),
    )
    return links.assign(weight=1.0).reset_index()[_LINK_COLUMNS]
