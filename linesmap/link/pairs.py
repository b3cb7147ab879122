"""Weigh pairs of profiles once more against the people of one household, and say which may be joined unseen.

Fields that a household shares (surname, address, phone) show that two records belong to the same house, not that
they are of the same person. Where they agree, the pair is also weighed by what tells the people of a house apart,
forename and date of birth, and the lower of the two weights counts.
"""

from __future__ import annotations

import hashlib
import json
import math

import numpy as np
import numpy.typing as npt
import pandas as pd

from linesmap.link.degrees import DEFAULT_M, FIELDS, FIRM, NOT_STATED, TrainedModel

__all__ = ["AUTOMATIC", "REVIEW", "REVIEW_FROM", "HouseWeights", "pair_id", "pairs_table", "probability_of", "weigh"]

AUTOMATIC, REVIEW = "automatic", "review"
REVIEW_FROM, _REVIEW_FROM_OF_FEW = 0.5, 0.2
_FEW = 500
_TWINS = 0.015
_NAMESAKES_BORN_APART = 0.03
_NAMESAKES = 0.01
_HOUSE = FIRM["address"]
_SAYS_LITTLE = frozenset({NOT_STATED, "ages agree"})

_STEPS, _CLOSE = 20, 1e-3

Floats = npt.NDArray[np.float64]


class HouseWeights:
    """How much forename and date of birth say about two records of one house.

    Chance is not the same inside a house: twins share a date of birth (about 15 in 1,000 births in England and
    Wales, ONS birth characteristics) and sons a father's name.
    """

    def __init__(self, model: TrainedModel) -> None:
        self.odds = model.house_odds
        self._by_degrees: dict[tuple[str, str], float] = {}
        self._model = model

    def of(self, forename: str, born: str) -> float:
        """Weigh two records of one house by the degrees of their forenames and dates of birth (log2 of the odds)."""
        key = (forename, born)
        if key not in self._by_degrees:
            self._by_degrees[key] = self.odds + self._forename(forename, born) + self._born(forename, born)
        return self._by_degrees[key]

    def table(self) -> dict[tuple[str, str], float]:
        """Give the weight of every pair of degrees."""
        forenames, births = ([*DEFAULT_M[field], NOT_STATED] for field in ("forename", "born"))
        return {(forename, born): self.of(forename, born) for forename in forenames for born in births}

    def _forename(self, forename: str, born: str) -> float:
        least = _NAMESAKES_BORN_APART if born == "different" else _NAMESAKES if born in _SAYS_LITTLE else 0.0
        return self._weight("forename", forename, least if forename == "the same" else 0.0)

    def _born(self, forename: str, born: str) -> float:
        return self._weight("born", born, _TWINS if forename == "different" and born == "the same" else 0.0)

    def _weight(self, field: str, label: str, least_u: float) -> float:
        degree = next((one for one in self._model.degrees.get(field, ()) if one.label == label), None)
        return 0.0 if degree is None else math.log2(degree.m / max(degree.u, least_u))


def weigh(scored: pd.DataFrame, model: TrainedModel, *, n_profiles: int) -> pd.DataFrame:
    """Weigh scored pairs against households, and by how many pairs match in truth.

    Parameters
    ----------
    scored, model
        From `training.score_people`.
    n_profiles
        How many profiles were compared.

    Returns
    -------
    pairs
        `scored` with `prior`, `household` (what doubt about a household takes away, 0 or less), `match_weight` (the
        sum of all) and `probability`.
    """
    if scored.empty:
        return scored.assign(prior=0.0, household=0.0, probability=0.0)
    prior = model.prior
    for _ in range(_STEPS):
        better = model.without_matches(prior)
        pairs = _weighed(_rescored(scored, model, better), better)
        found = _share_of_matches(pairs, n_profiles)
        if abs(found - prior) < prior * _CLOSE:
            break
        prior = found
    return pairs


def _rescored(scored: pd.DataFrame, old: TrainedModel, new: TrainedModel) -> pd.DataFrame:
    """Move every field's weight from one model to another."""
    columns: dict[str, pd.Series] = {}
    for field, degrees in new.degrees.items():
        more = {degree.label: degree.weight - old.weight(field, degree.label) for degree in degrees}
        columns[field] = scored[field] + scored[f"{field}_is"].astype("object").map(more).fillna(0.0)
    return scored.assign(**columns)


def _weighed(scored: pd.DataFrame, model: TrainedModel) -> pd.DataFrame:
    labels = {name: _labels(scored, name) for name in FIELDS}
    shares_house = labels["address"].isin(_HOUSE) | (labels["phone"] == "the same")
    house = HouseWeights(model)
    alone = np.array([house.of(f, b) for f, b in zip(labels["forename"], labels["born"], strict=True)])
    for name in ("surname", "sex"):
        alone += np.minimum(_values(scored, name), 0)
    start = math.log2(model.prior / (1 - model.prior))
    by_fields = start + sum(_values(scored, name) for name in model.degrees)
    household = np.where(shares_house, np.minimum(alone - by_fields, 0), 0.0)
    weight = by_fields + household
    return scored.assign(
        **{name: scored[name].round(4) for name in model.degrees},
        prior=round(start, 4),
        household=household.round(4),
        match_weight=weight.round(4),
        probability=probability_of(weight).round(6),
    )


def _share_of_matches(pairs: pd.DataFrame, n_profiles: int) -> float:
    """Estimate the share of all pairs that match from the likely ones."""
    found = float(pairs["probability"].sum()) / (n_profiles * (n_profiles - 1) / 2)
    return float(f"{min(max(found, 1e-9), 0.2):.4g}")


def _labels(scored: pd.DataFrame, field: str) -> pd.Series:
    name = f"{field}_is"
    return scored[name].astype("object") if name in scored else pd.Series(NOT_STATED, index=scored.index)


def _values(scored: pd.DataFrame, field: str) -> Floats:
    return scored[field].to_numpy(dtype=np.float64) if field in scored else np.zeros(len(scored))


def probability_of(weight: Floats) -> Floats:
    """Turn match weights (log2 of the odds) into probabilities, 0 to 1."""
    return 1 / (1 + np.exp2(-np.clip(weight, -60, 60)))


def pair_id(entity_type: str, a: str, b: str) -> str:
    """Name the pair of two profiles or entities; their order does not matter."""
    first, second = sorted((a, b))
    return "Q" + hashlib.sha256(f"{entity_type}\x1f{first}\x1f{second}".encode()).hexdigest()[:15]


def pairs_table(weighed: pd.DataFrame, profile_ids: pd.Series, *, threshold: float) -> pd.DataFrame:
    """Put weighed pairs into bands.

    Parameters
    ----------
    weighed
        From `weigh`.
    profile_ids
        Profile by row number.
    threshold
        Probability from which a pair may be joined without a person looking, if more than the name agrees.

    Returns
    -------
    pairs
        Columns of the `pairs` table of the pairs with a probability of `REVIEW_FROM` or more, 0.2 or more where there
        are few profiles; sorted by pair_id. The weights in `contributions` sum to `match_weight`.
    """
    # A small set shows less of what is rare, and costs less to look through.
    least = _REVIEW_FROM_OF_FEW if len(profile_ids) < _FEW else REVIEW_FROM
    likely = weighed[weighed["probability"] >= min(least, threshold)].reset_index(drop=True)
    firm = np.zeros(len(likely), dtype=np.bool_)
    for field, labels in FIRM.items():
        firm |= _labels(likely, field).isin(labels).to_numpy()
    enough = likely["probability"].to_numpy() >= threshold
    by_fields = probability_of((likely["match_weight"] - likely["household"]).to_numpy(dtype=np.float64)) >= threshold
    a, b = (profile_ids.iloc[likely[side]].tolist() for side in ("left", "right"))
    ordered = [(min(one, other), max(one, other)) for one, other in zip(a, b, strict=True)]
    reasons = np.full(len(likely), None, dtype=object)
    reasons[by_fields & ~enough] = "may be two people of one household"
    reasons[enough & ~firm] = "name alone: nothing else that both state agrees"
    table = pd.DataFrame(
        {
            "pair_id": [pair_id("person", *pair) for pair in ordered],
            "entity_type": "person",
            "profile_a": [pair[0] for pair in ordered],
            "profile_b": [pair[1] for pair in ordered],
            "probability": likely["probability"],
            "match_weight": likely["match_weight"],
            "band": np.where(enough & firm, AUTOMATIC, REVIEW),
            "reason": reasons,
            "contributions": _contributions(likely),
        }
    )
    return table.sort_values("pair_id", ignore_index=True)


def _contributions(likely: pd.DataFrame) -> list[str]:
    """Say what each part adds to the weight, as JSON [[part, degree, weight], ...], the starting point first."""
    columns = [_parts("prior", pd.Series("two people taken at random", index=likely.index), likely["prior"])]
    columns += [_parts(name, _labels(likely, name), likely[name]) for name in FIELDS if name in likely]
    doubt = pd.Series("may be two people of one household", index=likely.index)
    doubts = zip(_parts("household", doubt, likely["household"]), likely["household"], strict=True)
    columns.append([text if weight else "" for text, weight in doubts])
    # Put together from texts: a million of these would take half a minute as objects.
    return [f"[{', '.join(filter(None, parts))}]" for parts in zip(*columns, strict=True)]


def _parts(name: str, labels: pd.Series, weights: pd.Series) -> list[str]:
    heads = {label: json.dumps([name, label], ensure_ascii=False)[:-1] for label in labels.unique()}
    return [f"{heads[label]}, {float(weight)!r}]" for label, weight in zip(labels, weights, strict=True)]
