"""Read intelligence gradings, 3x5x2 and the older 5x5x5, without turning one into the other.

In 3x5x2 the source is a digit and the information a letter (`2B P`); in 5x5x5 they swap places (`B31`).
Source: College of Policing, intelligence management; meanings as in the domain reference, section 5.1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

__all__ = ["GRADE_BANDS", "UNGRADED_WEIGHT", "Grading", "evidence_weights", "parse_grading"]

_NEW = re.compile(r"^([123])[\s./-]*([A-E])(?:[\s./-]*([PC]))?$")
_OLD = re.compile(r"^([A-E])[\s./-]*([1-5])(?:[\s./-]*([1-5]))?$")

# Relative weights of evidence: a design choice that a user may change, not doctrine.
_SOURCE_WEIGHT = {"1": 1.0, "2": 0.6, "3": 0.2}
_INFORMATION_WEIGHT = {"A": 1.0, "B": 0.8, "C": 0.5, "D": 0.3, "E": 0.0}
_OLD_SOURCE_WEIGHT = {"A": 1.0, "B": 0.8, "C": 0.6, "D": 0.2, "E": 0.6}
_OLD_INFORMATION_WEIGHT = {"1": 1.0, "2": 1.0, "3": 0.8, "4": 0.3, "5": 0.0}

GRADE_BANDS: tuple[str, ...] = ("high", "medium", "low", "ungraded")

UNGRADED_WEIGHT = 0.5
"""Weight of evidence that has no grading: a design choice too."""


@dataclass(frozen=True)
class Grading:
    """A grading as recorded.

    `scheme` is "3x5x2" or "5x5x5"; `source` and `information` are the codes of that scheme; `handling` is
    the third code where one was given.
    """

    scheme: str
    source: str
    information: str
    handling: str | None

    @property
    def text(self) -> str:
        """The two evaluation codes in the order of their scheme, such as `2B` or `B3`."""
        return f"{self.source}{self.information}"

    @property
    def weight(self) -> float:
        """Weight of the evidence, 0 (suspected false) to 1 (reliable and known directly)."""
        if self.scheme == "3x5x2":
            return _SOURCE_WEIGHT[self.source] * _INFORMATION_WEIGHT[self.information]
        return _OLD_SOURCE_WEIGHT[self.source] * _OLD_INFORMATION_WEIGHT[self.information]

    @property
    def band(self) -> str:
        """`high` (weight 0.5 or more), `medium` (0.2 or more) or `low`."""
        if self.weight >= 0.5:  # noqa: PLR2004
            return "high"
        return "medium" if self.weight >= 0.2 else "low"  # noqa: PLR2004


def parse_grading(text: str) -> Grading | None:
    """Read a grading code.

    Parameters
    ----------
    text
        Such as `2B`, `2B P`, `1 A C`, `B31`, `b 3 1`. Case and separators do not matter.

    Returns
    -------
    grading
        The grading as recorded, or None when the text is not one.

    Examples
    --------
    >>> parse_grading("2b p")
    Grading(scheme='3x5x2', source='2', information='B', handling='P')
    >>> parse_grading("B31").scheme
    '5x5x5'
    >>> parse_grading("AB") is None
    True
    """
    code = text.strip().upper()
    for scheme, pattern in (("3x5x2", _NEW), ("5x5x5", _OLD)):
        found = pattern.match(code)
        if found:
            return Grading(scheme, found[1], found[2], found[3])
    return None


def evidence_weights(gradings: pd.Series) -> pd.Series:
    """Give the weight of the evidence of every record.

    Parameters
    ----------
    gradings
        Grading codes as recorded; null, or a text that is none, where a record is ungraded.

    Returns
    -------
    weights
        0 to 1 as `Grading.weight`, on the same index; null where a record is ungraded. `UNGRADED_WEIGHT` is for the
        caller to fill in, who may have to tell such records apart.

    Examples
    --------
    >>> evidence_weights(pd.Series(["2B", "no code", None])).tolist()
    [0.48, nan, nan]
    """
    weights = {text: found.weight for text in gradings.dropna().unique() if (found := parse_grading(text))}
    return gradings.map(weights).astype("float64")
