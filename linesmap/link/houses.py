"""Say which addresses are of one house: those written alike, and those that the model joins without a contradiction."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from linesmap.link.addresses import AddressParts, address_parts
from linesmap.link.pairs import AUTOMATIC, REVIEW, REVIEW_FROM, pair_id, probability_of
from linesmap.model.vocabulary import EntityType

__all__ = ["Houses", "address_state", "join_houses", "match_addresses"]

_AUTOMATIC_FROM = 0.9
_JOINED = frozenset({"the same", "alike", "most words the same"})


@dataclass(frozen=True)
class Houses:
    """The address key that stands for each key: the fullest, then the first, of its house."""

    head: dict[str, str] = field(default_factory=dict)


def address_state(keys: pd.Series) -> str:
    """Name what matching of addresses rests on."""
    return str(pd.util.hash_array(np.sort(keys.unique().astype(object))).sum()) if len(keys) else ""


def match_addresses(mentions: pd.DataFrame, *, memory_gb: float = 4.0) -> pd.DataFrame:
    """Find the pairs of address keys that may be of one house.

    Parameters
    ----------
    mentions
        Columns of the `mentions` table; only addresses are looked at.
    memory_gb
        Most memory for the database.

    Returns
    -------
    pairs
        Columns of the `pairs` table, entity_type address, profile_a and profile_b being address keys; sorted.
    """
    named = mentions[mentions["entity_type"] == EntityType.ADDRESS.value].sort_values(["normalised", "raw"])
    named = named.drop_duplicates("normalised")
    if len(named) < 2:  # noqa: PLR2004
        return pd.DataFrame(columns=["pair_id"])
    # Splink takes a second to load, and most of linesmap never needs it.
    from linesmap.link.address_model import score_addresses

    keys = named["normalised"].tolist()
    parts = [address_parts(raw) for raw in named["raw"]]
    scored = score_addresses(parts, memory_gb=memory_gb)
    probability = probability_of(scored["match_weight"].to_numpy(dtype=np.float64)).round(6)
    likely = scored.assign(probability=probability)[probability >= REVIEW_FROM]
    rows = [_row(row, keys, parts) for row in likely.to_dict("records")]
    return pd.DataFrame(rows, columns=list(rows[0]) if rows else ["pair_id"]).sort_values("pair_id", ignore_index=True)


def _row(row: dict[object, object], keys: list[str], parts: list[AddressParts]) -> dict[str, object]:
    left, right = int(row["left"]), int(row["right"])  # type: ignore[call-overload]
    a, b = sorted((keys[left], keys[right]))
    sure = float(row["probability"]) >= _AUTOMATIC_FROM and row["street_is"] in _JOINED  # type: ignore[arg-type]
    contradiction = _contradiction(parts[left], parts[right])
    parts_of_weight = [[name, row[f"{name}_is"], row[name]] for name in ("number", "street", "home_postcode")]
    start = float(str(row["match_weight"])) - sum(float(str(weight)) for _, _, weight in parts_of_weight)
    return {
        "pair_id": pair_id(EntityType.ADDRESS.value, a, b),
        "entity_type": EntityType.ADDRESS.value,
        "profile_a": a,
        "profile_b": b,
        "probability": row["probability"],
        "match_weight": row["match_weight"],
        "band": AUTOMATIC if sure and not contradiction else REVIEW,
        "reason": contradiction,
        "contributions": json.dumps([["prior", "two addresses taken at random", round(start, 4)], *parts_of_weight]),
    }


def _contradiction(a: AddressParts, b: AddressParts) -> str | None:
    """Say in what two addresses differ that one house cannot."""
    if a.number != b.number:
        return "another number in the street"
    if a.unit != b.unit:
        return "another flat or room"
    if a.postcode and b.postcode and a.postcode != b.postcode:
        return "another postcode"
    return None


def join_houses(pairs: pd.DataFrame) -> Houses:
    """Join address keys into houses; a house never has two numbers, flats or postcodes, not even by way of a third.

    Parameters
    ----------
    pairs
        From `match_addresses`.
    """
    if pairs.empty:
        return Houses()
    members: dict[str, list[str]] = {}
    head: dict[str, str] = {}
    sure = pairs[pairs["band"] == AUTOMATIC].sort_values(["probability", "pair_id"], ascending=[False, True])
    for a, b in zip(sure["profile_a"], sure["profile_b"], strict=True):
        ones, others = (members.get(head.get(key, key), [key]) for key in (a, b))
        if ones is others or _postcodes(ones + others) > 1:
            continue
        joined = sorted([*ones, *others], key=lambda key: (key.endswith("|"), key))
        members[joined[0]] = joined
        head |= dict.fromkeys(joined, joined[0])
    return Houses(head)


def _postcodes(keys: list[str]) -> int:
    return len({key.rpartition("|")[2] for key in keys} - {""})
