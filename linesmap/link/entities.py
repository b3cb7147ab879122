"""Resolve mentions to entities by exact key, and tie entities that records name together.

A person's label is a pseudonym: the word Person and a number made from the key. The reference itself stays
in the mentions. Someone named as exploited in any record is marked for safeguarding everywhere.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from linesmap.link.clusters import Clusters
from linesmap.link.houses import Houses
from linesmap.link.keys import entity_id, exact_key
from linesmap.model.tables import TABLES
from linesmap.model.vocabulary import EntityType, Role

__all__ = ["SUCCEEDED_BY", "Resolved", "place_entities", "register_links", "resolve", "succession_links"]

SUCCEEDED_BY = "succeeded_by"
"""Relation of a line to the one that took over from it."""

_LINK_COLUMNS = list(TABLES["links"].columns)


@dataclass(frozen=True)
class Resolved:
    """Entities and why each mention belongs to one; columns of the tables of those names."""

    entities: pd.DataFrame
    resolutions: pd.DataFrame


def resolve(
    mentions: pd.DataFrame, particulars: pd.DataFrame, clusters: Clusters, houses: Houses, line_names: pd.Series
) -> Resolved:
    """Resolve every mention: people by their clusters, everything else by its exact key.

    Parameters
    ----------
    mentions, particulars
        Columns of the tables of those names.
    clusters
        Who is who, from `people.join_people`.
    houses
        Which address keys are of one house, from `houses.join_houses`.
    line_names
        Key of a line to the name in a register, where there is one.

    Returns
    -------
    resolved
        One entity for each distinct type and key, and one for each person. The identifier of a person is made from
        the first of their references, or else of their profiles, so that it changes only when they do.
    """
    told = particulars.set_index("mention_id")
    keys = _person_keys(particulars, clusters)
    named = mentions["mention_id"]
    frame = mentions.assign(profile=named.map(told["profile_id"]), referred=named.map(told["refs"]).notna())
    head = frame["profile"].map(clusters.head)
    frame["key"] = head.map(keys).astype("object").fillna(frame["normalised"])
    addresses = frame["entity_type"] == EntityType.ADDRESS.value
    house = frame["normalised"].map(houses.head).astype("object")
    frame["key"] = frame["key"].mask(addresses & house.notna(), house)
    pairs = frame[["entity_type", "key"]].drop_duplicates()
    ids = {
        (kind, key): entity_id(EntityType(kind), key)
        for kind, key in zip(pairs["entity_type"], pairs["key"], strict=True)
    }
    frame["entity_id"] = [ids[pair] for pair in zip(frame["entity_type"], frame["key"], strict=True)]
    first = frame.sort_values(["key", "raw"]).drop_duplicates("entity_id")
    exploited = set(frame.loc[frame["role"] == Role.EXPLOITED.value, "entity_id"])
    person = {head: ids[EntityType.PERSON.value, keys[head]] for head in clusters.weak}
    cautions = {person[head]: words for head, words in clusters.caution.items()}
    weak = {person[head]: join for head, join in clusters.weak.items()}
    joins = [weak.get(name) for name in first["entity_id"]]
    entities = pd.DataFrame(
        {
            "entity_id": first["entity_id"].to_numpy(),
            "entity_type": first["entity_type"].to_numpy(),
            "label": [_label(row, line_names) for row in first.to_dict("records")],
            "safeguarding": first["entity_id"].isin(exploited).to_numpy(),
            "caution": first["entity_id"].map(cautions).astype("object").to_numpy(),
            "weak_a": [join.a if join else None for join in joins],
            "weak_b": [join.b if join else None for join in joins],
            "weak_prob": np.array([join.probability if join else np.nan for join in joins]),
        }
    ).sort_values("entity_id", ignore_index=True)
    return Resolved(entities, _resolutions(frame, clusters))


def _person_keys(particulars: pd.DataFrame, clusters: Clusters) -> dict[str, str]:
    """Give the key of every cluster: its first reference, national ones before those of a force, else its head."""
    profiles = particulars.drop_duplicates("profile_id")[["profile_id", "refs"]]
    held: dict[str, set[tuple[bool, str]]] = {}
    for profile_id, refs in profiles.dropna(subset=["refs"]).itertuples(index=False):
        held.setdefault(clusters.head[profile_id], set()).update((not r.startswith("PNC:"), r) for r in refs.split(";"))
    keys = {head: head for head in clusters.head.values()}
    # People whom somebody judged to be different may share a reference; only one of them can be called by it.
    taken: set[str] = set()
    for _, head in sorted((min(several), head) for head, several in held.items()):
        free = (ref for _, ref in sorted(held[head]) if ref not in taken)
        keys[head] = next(free, head)
        taken.add(keys[head])
    return keys


def _resolutions(frame: pd.DataFrame, clusters: Clusters) -> pd.DataFrame:
    """Say for each mention why it belongs to its entity, and how sure that is."""
    surest = clusters.surest
    joins = [surest.get(name) if isinstance(name, str) else None for name in frame["profile"]]
    people = frame["profile"].notna()
    method = ["exact key" if join is None else join.method for join in joins]
    alone = people & ~frame["profile"].isin(surest)
    resolutions = pd.DataFrame(
        {
            "mention_id": frame["mention_id"],
            "entity_id": frame["entity_id"],
            "score": [1.0 if join is None else join.probability for join in joins],
            "method": method,
        }
    )
    named = alone & ~frame["referred"]
    shared = frame["profile"].duplicated(keep=False)
    resolutions["method"] = resolutions["method"].mask(named & ~shared, "own mention")
    resolutions["method"] = resolutions["method"].mask(named & shared, "same particulars")
    resolutions["judgement"] = resolutions["method"].map({"decided": "accept"})
    return resolutions.sort_values("mention_id", ignore_index=True)


def _label(mention: dict[Hashable, Any], line_names: pd.Series) -> str:
    """Say what an entity is called on screen."""
    key = mention["key"]
    match EntityType(mention["entity_type"]):
        case EntityType.PERSON:
            return f"Person {mention['entity_id'][1:7].upper()}"
        case EntityType.DEAL_LINE:
            return str(line_names.get(key, "")) or key.title()
        case EntityType.PHONE | EntityType.VEHICLE:
            return str(key)
        case EntityType.OPERATION | EntityType.GROUP:
            return str(key.title())
        case _:
            return str(mention["raw"])


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


def succession_links(judgements: pd.DataFrame, entities: pd.DataFrame) -> pd.DataFrame:
    """Tie lines to those that took over from them, as a person accepted.

    Parameters
    ----------
    judgements
        Standing rows of the `judgements` table.
    entities
        Columns of the `entities` table; a line that is no longer named is left out.

    Returns
    -------
    links
        Columns of the `links` table; relation `succeeded_by`; weight 1, as somebody decided it; no record.
    """
    accepted = judgements[(judgements["subject"] == EntityType.DEAL_LINE.value) & (judgements["verdict"] == "accept")]
    known = set(entities["entity_id"])
    rows = accepted[(accepted["a"] != accepted["b"]) & accepted["a"].isin(known) & accepted["b"].isin(known)]
    if rows.empty:
        return pd.DataFrame(columns=_LINK_COLUMNS)
    on = pd.to_datetime(rows["on"]).astype("datetime64[us]")
    links = pd.DataFrame({"entity_a": rows["a"], "entity_b": rows["b"], "relation": SUCCEEDED_BY, "first_seen": on})
    links = links.assign(weight=1.0, n_records=0, last_seen=on, record_ids="[]").drop_duplicates(
        ["entity_a", "entity_b"]
    )
    return links.sort_values(["entity_a", "entity_b"], ignore_index=True)[_LINK_COLUMNS]
