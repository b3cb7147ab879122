"""Measure who was joined with whom against the truth, where somebody knows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

__all__ = ["Score", "score_clusters"]


@dataclass(frozen=True)
class Score:
    """Precision and recall, 0 to 1, and their harmonic mean."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """2PR / (P + R); 0 when both are."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0

    def as_dict(self) -> dict[str, float]:
        """Give the three figures, rounded to six digits."""
        return {name: round(getattr(self, name), 6) for name in ("precision", "recall", "f1")}


def score_clusters(found: Sequence[Hashable], true: Sequence[Hashable]) -> dict[str, Score]:
    """Compare two ways of grouping the same mentions.

    Parameters
    ----------
    found, true
        For each mention the group it was put into, and the group it belongs to; same length and order.

    Returns
    -------
    scores
        `pairs`: of all pairs of mentions that were put together, how many belong together, and the other way round
        (pairwise precision and recall, Menestrina and others 2010). `clusters`: of all groups that were made, how many
        are exactly a true one, and the other way round. Nothing to find counts as 1.

    Examples
    --------
    >>> scores = score_clusters(["a", "a", "b", "c"], [1, 1, 1, 2])
    >>> scores["pairs"].precision, round(scores["pairs"].recall, 3)
    (1.0, 0.333)
    >>> round(scores["clusters"].precision, 3), scores["clusters"].recall
    (0.333, 0.5)
    """
    both = Counter(zip(found, true, strict=True))
    sizes_found, sizes_true = Counter(found), Counter(true)
    right = _pairs(both.values())
    exact = sum(1 for (f, t), n in both.items() if n == sizes_found[f] == sizes_true[t])
    return {
        "pairs": Score(_share(right, _pairs(sizes_found.values())), _share(right, _pairs(sizes_true.values()))),
        "clusters": Score(_share(exact, len(sizes_found)), _share(exact, len(sizes_true))),
    }


def _pairs(sizes: object) -> int:
    return sum(n * (n - 1) // 2 for n in sizes)  # type: ignore[attr-defined]


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
