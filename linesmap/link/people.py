"""Match the people of a workspace: from what records say of them to likely pairs, and from pairs to who is who."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from linesmap.link.clusters import Clusters, Join, cluster_profiles
from linesmap.link.degrees import TrainedModel
from linesmap.link.pairs import AUTOMATIC, HouseWeights, pairs_table, weigh
from linesmap.link.profiles import features_of, profiles_of

__all__ = ["THRESHOLD", "Matched", "join_people", "match_people", "people_state", "tied_by_reference"]

THRESHOLD = 0.9
"""Probability from which two profiles are joined without a person looking, if more than the name agrees."""

_APART_BELOW = 1.0
_ACCEPT, _REJECT = "accept", "reject"


@dataclass(frozen=True)
class Matched:
    """Likely pairs (columns of the `pairs` table) and what the model learnt; None when there was nothing to match."""

    pairs: pd.DataFrame
    model: TrainedModel | None


def match_people(
    particulars: pd.DataFrame,
    *,
    line_numbers: Collection[str] = (),
    threshold: float = THRESHOLD,
    memory_gb: float = 4.0,
) -> Matched:
    """Find the pairs of profiles that may be of one person, by a model trained on this very set, without labels.

    Parameters
    ----------
    particulars
        Columns of the `particulars` table.
    line_numbers
        Numbers of deal lines: whoever holds one, it is not their own.
    threshold
        See `THRESHOLD`.
    memory_gb
        Most memory for the database that Splink works in.

    Returns
    -------
    matched
        The same particulars give the same pairs.
    """
    profiles = _comparable(profiles_of(particulars), line_numbers)
    if len(profiles) < 2:  # noqa: PLR2004
        return Matched(pd.DataFrame(columns=["pair_id"]), None)
    # Splink takes a second to load, and most of linesmap never needs it.
    from linesmap.link.training import score_people

    scored, model = score_people(features_of(profiles), memory_gb=memory_gb)
    weighed = weigh(scored, model, n_profiles=len(profiles))
    return Matched(pairs_table(weighed, profiles["profile_id"], threshold=threshold), model)


def _comparable(profiles: pd.DataFrame, line_numbers: Collection[str]) -> pd.DataFrame:
    """Keep the profiles that have a name, without the numbers that are not the person's own."""
    named = profiles[profiles["surname"].notna() | profiles["forename"].notna()].reset_index(drop=True)
    lines = frozenset(line_numbers)
    own = pd.Series([_without(text, lines) for text in named["phones"]], dtype="object")
    return named.assign(phones=own)


def _without(phones: object, numbers: frozenset[str]) -> str | None:
    if not isinstance(phones, str):
        return None
    return ";".join(number for number in phones.split(";") if number not in numbers) or None


def people_state(particulars: pd.DataFrame, line_numbers: Collection[str], threshold: float) -> str:
    """Name what a matching rests on: while it is the same, so are the pairs."""
    digest = hashlib.sha256(f"5\x1f{threshold:.6f}".encode())
    first = particulars.groupby("profile_id")["force"].min()
    profiles = [f"{name}={force}" for name, force in sorted(first.fillna("").items())]
    for text in (*profiles, *sorted(line_numbers)):
        digest.update(f"\x1f{text}".encode())
    return digest.hexdigest()


def join_people(
    particulars: pd.DataFrame, pairs: pd.DataFrame, judgements: pd.DataFrame, model: TrainedModel | None
) -> Clusters:
    """Say which profiles are of one person.

    Parameters
    ----------
    particulars, pairs
        Tables of those names; of pairs, those of people.
    judgements
        Standing judgements about people: columns a, b, verdict.
    model
        What was learnt when the pairs were made.

    Returns
    -------
    clusters
        Decisions win over references, references over the model.
    """
    profiles = profiles_of(particulars)
    known = set(profiles["profile_id"])
    joins = [Join(a, b, 1.0, "exact key") for a, b in tied_by_reference(profiles)]
    joins += _by_model(pairs)
    asked = judgements[judgements["a"].isin(known) & judgements["b"].isin(known)]
    accepted, rejected = (
        [(str(a), str(b)) for a, b in asked.loc[asked["verdict"] == verdict, ["a", "b"]].itertuples(index=False)]
        for verdict in (_ACCEPT, _REJECT)
    )
    joins += [Join(a, b, 1.0, "decided") for a, b in accepted]
    weights = HouseWeights(model).table() if model is not None else {}
    return cluster_profiles(profiles, joins, rejected, weights, least_weight=_APART_BELOW)


def tied_by_reference(profiles: pd.DataFrame) -> list[tuple[str, str]]:
    """Tie profiles that share a reference, each to the first that has it.

    Parameters
    ----------
    profiles
        Columns profile_id and refs (keys separated by semicolons, null where there is none), each profile once.

    Returns
    -------
    ties
        Pairs of profiles in the order of references; a chain of them reaches all who share one.
    """
    referred = profiles.dropna(subset=["refs"])[["profile_id", "refs"]]
    keys = referred.assign(key=referred["refs"].str.split(";")).explode("key")
    keys = keys.sort_values(["key", "profile_id"])
    first = keys.groupby("key")["profile_id"].transform("first")
    others = keys["profile_id"] != first
    return list(zip(first[others], keys.loc[others, "profile_id"], strict=True))


def _by_model(pairs: pd.DataFrame) -> list[Join]:
    sure = pairs[pairs["band"] == AUTOMATIC] if len(pairs) else pairs
    if sure.empty:
        return []
    columns = (sure["profile_a"], sure["profile_b"], sure["probability"])
    return [Join(a, b, float(p), "probabilistic") for a, b, p in zip(*columns, strict=True)]
