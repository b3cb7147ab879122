"""Tie the things that records name: to each other, or to the event that names them."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd

from linesmap.model.grading import UNGRADED_WEIGHT
from linesmap.model.tables import TABLES
from linesmap.model.vocabulary import RecordKind
from linesmap.network.relations import event_relations, pair_relations

__all__ = ["EVENT_RECORDS", "event_ties", "ties_of_records"]

_COLUMNS = list(TABLES["links"].columns)
_KEY = ["entity_a", "entity_b", "relation"]

EVENT_RECORDS: tuple[str, ...] = (RecordKind.ENFORCEMENT.value, RecordKind.SEIZURE.value)
"""Kinds of record that are events of their own on a chart."""


def ties_of_records(named: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """Tie every two entities that a record names together.

    The weight of a tie is 1 - product(1 - w) over distinct source references, w being the weight of the record's
    grading, 0.5 when it has none: the same report twice counts once. A record graded as suspected to be false
    (weight 0) ties nothing.

    Parameters
    ----------
    named
        What records name, one row a mention: record_id, entity_type, entity_id, role.
    records
        Columns record_id, kind, reference, occurred_from, occurred_to, evidence_weight (0 to 1, null when ungraded),
        action (of enforcement records).

    Returns
    -------
    ties
        Columns of the `links` table, sorted by its key; entity_a is of the type first in the alphabet.
    """
    named = _distinct(named)
    credible = records[records["evidence_weight"].fillna(UNGRADED_WEIGHT) > 0]
    # A record that names one thing ties nothing: leaving it out first keeps the pairing small.
    several = named[named["record_id"].duplicated(keep=False) & named["record_id"].isin(credible["record_id"])]
    pairs = several.merge(several, on="record_id", suffixes=("_a", "_b"))
    earlier = (pairs["entity_type_a"] < pairs["entity_type_b"]) | (
        (pairs["entity_type_a"] == pairs["entity_type_b"]) & (pairs["entity_id_a"] < pairs["entity_id_b"])
    )
    pairs = pairs[earlier].merge(credible, on="record_id")
    pairs["relation"] = pair_relations(pairs)
    pairs = pairs.dropna(subset=["relation"]).rename(columns={"entity_id_a": "entity_a", "entity_id_b": "entity_b"})
    return _gathered(pairs)


def event_ties(named: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """Tie every entity that a seizure or enforcement record names to the event itself, whose id is that of the record.

    Parameters and result as in `ties_of_records`; entity_a is the event.
    """
    named = _distinct(named)
    credible = records[records["evidence_weight"].fillna(UNGRADED_WEIGHT) > 0]
    rows = named.merge(credible[credible["kind"].isin(EVENT_RECORDS)], on="record_id")
    rows["relation"] = event_relations(rows)
    return _gathered(rows.assign(entity_a=rows["record_id"]).rename(columns={"entity_id": "entity_b"}))


def _distinct(named: pd.DataFrame) -> pd.DataFrame:
    """Keep one row for each record and entity; the role that says most comes first."""
    ordered = named.sort_values(["record_id", "entity_id", "role"], na_position="last")
    return ordered.drop_duplicates(["record_id", "entity_id"])[["record_id", "entity_type", "entity_id", "role"]]


def _gathered(rows: pd.DataFrame) -> pd.DataFrame:
    """Make one tie of all rows with the same two ends and relation."""
    if rows.empty:
        return pd.DataFrame(columns=_COLUMNS)
    rows = rows.sort_values([*_KEY, "record_id"], ignore_index=True).drop_duplicates([*_KEY, "record_id"])
    keys = rows[_KEY]
    # Groups of numbers instead of three texts: a graph of a large workspace has millions of rows here.
    starts = (keys != keys.shift()).any(axis=1)
    group = starts.cumsum().to_numpy() - 1
    dates = rows[["occurred_from", "occurred_to"]].groupby(group).agg({"occurred_from": "min", "occurred_to": "max"})
    ties = keys[starts].reset_index(drop=True)
    ids = rows["record_id"].tolist()
    edges = [*np.flatnonzero(starts.to_numpy()).tolist(), len(ids)]
    return ties.assign(
        weight=_corroborated(rows, group).to_numpy(),
        n_records=np.diff(edges),
        first_seen=dates["occurred_from"].to_numpy(),
        last_seen=dates["occurred_to"].to_numpy(),
        record_ids=[json.dumps(ids[start:end]) for start, end in pairwise(edges)],
    )[_COLUMNS]


def _corroborated(rows: pd.DataFrame, group: npt.NDArray[np.int64]) -> pd.Series:
    """Combine the weights of independent reports of each tie."""
    source = rows["reference"].fillna(rows["record_id"])
    strength = rows["evidence_weight"].fillna(UNGRADED_WEIGHT)
    best = pd.DataFrame({"group": group, "source": pd.factorize(source)[0], "doubt": (1 - strength).to_numpy()})
    least = best.groupby(["group", "source"], sort=True)["doubt"].min()
    return 1 - least.groupby(level="group").prod()
