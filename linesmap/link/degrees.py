"""Name the degrees to which two records agree about a person, and hold what was learnt of each.

The model in `people_model` measures them; here is nothing that needs Splink, so that people can be joined again from
stored figures at once.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

__all__ = [
    "BY_FREQUENCY",
    "DEFAULT_HOUSE_SHARE",
    "DEFAULT_M",
    "DEFAULT_U",
    "FIELDS",
    "FIRM",
    "HOUSEHOLD_FIELDS",
    "NOT_STATED",
    "Degree",
    "TrainedModel",
]

NOT_STATED = "not stated"
DEFAULT_HOUSE_SHARE = 0.5
"""Share of the pairs in one house that are of one person, for sets too small to learn it from."""

_MOST_HOUSE_ODDS = 12.0
_LEAST_SHARE_OF_CHANCE = 0.05

FIELDS: dict[str, str] = {
    "forename": "Forename",
    "surname": "Surname",
    "born": "Date of birth",
    "address": "Home address",
    "phone": "Own phone",
    "sex": "Sex",
    "force": "Recording force",
}
"""Fields and how they are called on screen."""

FIRM: dict[str, frozenset[str]] = {
    "born": frozenset({"the same", "one slip of the keyboard", "same year, day not known", "two slips"}),
    "address": frozenset({"the same house", "number and most words the same", "postcode and most words the same",
                          "words alike"}),
    "phone": frozenset({"the same"}),
}  # fmt: skip
"""Agreements beside the name that let two records be joined without a person looking: never a name alone."""

HOUSEHOLD_FIELDS = ("forename", "born")
"""The fields that tell the people of one household apart."""

BY_FREQUENCY = {"forename": "the same", "surname": "the same"}
"""Degrees whose weight goes by how common the very name is."""

# How mentions of one person agree, for sets too small to learn it from; a design choice, replaced by what is learnt.
DEFAULT_M: dict[str, dict[str, float]] = {
    "forename": {
        "the same": 0.70, "swapped with the surname": 0.02, "swapped with the surname, alike": 0.01,
        "another form of the same name": 0.10, "alike": 0.09, "initial only": 0.04, "different": 0.04,
    },
    "surname": {"the same": 0.88, "alike": 0.08, "a little alike": 0.01, "different": 0.03},
    "born": {
        "the same": 0.72, "one slip of the keyboard": 0.08, "same year, day not known": 0.02, "two slips": 0.01,
        "ages agree": 0.14, "different": 0.03,
    },
    "address": {
        "the same house": 0.56, "number and most words the same": 0.10, "postcode and most words the same": 0.05,
        "words alike": 0.03, "some words the same": 0.07, "town or postcode the same": 0.06, "different": 0.13,
    },
    "phone": {"the same": 0.60, "different": 0.40},
    "number": {"the same": 0.97, "different": 0.03},
    "street": {"the same": 0.60, "alike": 0.20, "most words the same": 0.15, "different": 0.05},
    "home_postcode": {
        "the same": 0.93, "one slip of the keyboard": 0.04, "the same district": 0.02, "different": 0.01,
    },
    "sex": {"the same": 0.98, "different": 0.02},
    "force": {"the same": 0.80, "different": 0.20},
}  # fmt: skip

# How different people agree by chance, for degrees that a set shows too seldom to count.
DEFAULT_U: dict[str, dict[str, float]] = {
    "forename": {
        "the same": 0.01, "swapped with the surname": 4e-5, "swapped with the surname, alike": 2e-5,
        "another form of the same name": 0.006, "alike": 0.003, "initial only": 0.004, "different": 0.977,
    },
    "surname": {"the same": 0.005, "alike": 0.002, "a little alike": 0.003, "different": 0.99},
    "born": {
        "the same": 3e-4, "one slip of the keyboard": 0.0015, "same year, day not known": 8e-4, "two slips": 0.015,
        "ages agree": 0.25, "different": 0.73,
    },
    "address": {
        "the same house": 5e-5, "number and most words the same": 1e-4, "postcode and most words the same": 5e-5,
        "words alike": 5e-5, "some words the same": 0.01, "town or postcode the same": 0.15, "different": 0.84,
    },
    "phone": {"the same": 5e-4, "different": 0.9995},
    "number": {"the same": 0.01, "different": 0.99},
    "street": {"the same": 2e-4, "alike": 2e-4, "most words the same": 2e-3, "different": 0.998},
    "home_postcode": {
        "the same": 2e-4, "one slip of the keyboard": 5e-4, "the same district": 0.02, "different": 0.98,
    },
    "sex": {"the same": 0.5, "different": 0.5},
    "force": {"the same": 0.3, "different": 0.7},
}  # fmt: skip


@dataclass(frozen=True)
class Degree:
    """One degree of agreement in a field: how often it occurs in matches (`m`) and by chance (`u`), 0 to 1."""

    label: str
    m: float
    u: float

    @property
    def weight(self) -> float:
        """Logarithm to base 2 of m / u."""
        return math.log2(self.m / self.u)


@dataclass(frozen=True)
class TrainedModel:
    """What was learnt: degrees by field, best first; the share of random pairs, and of pairs in one house, that match.

    `trained` says whether the set was large enough; otherwise the defaults of `people_model` stand.
    """

    degrees: Mapping[str, tuple[Degree, ...]]
    prior: float
    house_share: float
    trained: bool

    def without_matches(self, prior: float) -> TrainedModel:
        """Take the matches out of what random pairs show of chance.

        In a small set some of the random pairs are matches; where agreement by chance is rare, they are most of what
        is counted. Fields that go by the frequency of the very name are left as they are.
        """
        if not self.trained:
            return replace(self, prior=prior)
        corrected = {
            field: tuple(
                degree
                if degree.label == BY_FREQUENCY.get(field)
                else replace(degree, u=max(degree.u - prior * degree.m, degree.u * _LEAST_SHARE_OF_CHANCE))
                for degree in degrees
            )
            for field, degrees in self.degrees.items()
        }
        return replace(self, degrees=corrected, prior=prior)

    def weight(self, field: str, label: str) -> float:
        """Give the weight of a degree; 0 for one that the field does not have, such as not stated."""
        return next((degree.weight for degree in self.degrees.get(field, ()) if degree.label == label), 0.0)

    @property
    def house_odds(self) -> float:
        """Odds (log2) that two mentions in one house are of one person."""
        share = min(max(self.house_share, 2**-_MOST_HOUSE_ODDS), 1 - 2**-_MOST_HOUSE_ODDS)
        return math.log2(share / (1 - share))

    def as_json(self) -> str:
        """Write the figures as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> TrainedModel:
        """Read what `as_json` wrote."""
        held = json.loads(text)
        degrees = {field: tuple(Degree(**one) for one in ones) for field, ones in held.pop("degrees").items()}
        return cls(degrees=degrees, **held)
