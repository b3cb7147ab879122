"""Draw how much each field speaks for or against two being one person, as a waterfall in a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import accumulate
from typing import Any

from linesmap.link.degrees import FIELDS, NOT_STATED
from linesmap.view.pair_words import chance, chance_words, degree_words, signed

__all__ = ["WEIGHT_IN_WORDS", "Step", "steps", "waterfall"]

WEIGHT_IN_WORDS = "Each +1 doubles the odds that the two are one person, each −1 halves them; at 0 the odds are even."

_NAMES = {"prior": "Start", "household": "Household"}
_LEAST_WIDTH = 0.6
_FILLS = {
    "primary": "background:var(--lm-primary)",
    "ink": "background:var(--lm-ink)",
    "hatch": "border:1px solid var(--lm-warn);background:repeating-linear-gradient("
    "135deg,var(--lm-warn) 0 2px,transparent 2px 5px)",
}


@dataclass(frozen=True)
class Step:
    """One bar: what it is, in words; its weight (log2 of the odds); and the sums before and after it."""

    name: str
    words: str
    weight: float
    before: float
    after: float


def steps(contributions: Sequence[Sequence[Any]]) -> list[Step]:
    """Lay contributions end to end.

    Parameters
    ----------
    contributions
        [field, degree, weight], the starting point first.

    Returns
    -------
    steps
        Each begins where the one before it ends; the last ends at the weight of the match.
    """
    weights = [float(weight) for _, _, weight in contributions]
    sums = [0.0, *accumulate(weights)]
    names = _NAMES | FIELDS
    return [
        Step(names.get(field, str(field)), degree_words(field, contributions), weight, sums[index], sums[index + 1])
        for index, ((field, _, _), weight) in enumerate(zip(contributions, weights, strict=True))
    ]


def waterfall(contributions: Sequence[Sequence[Any]], match_weight: float, probability: float) -> str:
    """Write the waterfall as a table: field, bar and weight; bars to the right speak for one person.

    Parameters
    ----------
    contributions
        [field, degree, weight], weights in log2 of the odds.
    match_weight
        Their sum.
    probability
        Probability of a match, 0 to 1.
    """
    laid = steps(contributions)
    scale = _Scale.of([0.0, match_weight, *(one.after for one in laid)])
    rows = "".join(_row(one, scale) for one in laid)
    said = f"{chance_words(probability)}, {chance(probability)}"
    rule = 'style="border-top:1px solid var(--lm-border)"'
    total = (
        f'<tr><th scope="row" {rule}>Sum<small>{escape(said)}</small></th>{scale.bar(0.0, match_weight, "ink")}'
        f'<td class="n" {rule}><b>{signed(match_weight)}</b></td></tr>'
    )
    return (
        '<table class="lm-t fixed"><caption>Bars to the right speak for one person, hatched bars to the left against'
        '</caption><colgroup><col style="width:44%"><col style="width:43%"><col style="width:13%"></colgroup>'
        '<thead><tr><th scope="col">What is compared</th><th scope="col">Odds, from less to more likely</th>'
        f'<th scope="col" class="n">Weight</th></tr></thead><tbody>{rows}{total}</tbody></table>'
        f'<p class="lm-note">{escape(WEIGHT_IN_WORDS)}</p>'
    )


def _row(one: Step, scale: _Scale) -> str:
    faint = ' style="color:var(--lm-ink2);font-weight:400"' if one.words == NOT_STATED else ""
    bar = scale.bar(one.before, one.after, "primary" if one.weight >= 0 else "hatch")
    return (
        f'<tr><th scope="row"{faint}>{escape(f"{one.name}: {one.words}")}</th>{bar}'
        f'<td class="n">{signed(one.weight)}</td></tr>'
    )


@dataclass(frozen=True)
class _Scale:
    """What the width of the bars stands for: weights from `low` over `span`."""

    low: float
    span: float

    @classmethod
    def of(cls, ends: Sequence[float]) -> _Scale:
        return cls(min(ends), (max(ends) - min(ends)) or 1.0)

    def _share(self, weight: float) -> float:
        return (weight - self.low) / self.span * 100

    def bar(self, before: float, after: float, fill: str) -> str:
        """Write the cell with the bar from one sum to the next, and a line at even odds."""
        left, right = sorted((self._share(before), self._share(after)))
        place = f"left:{left:.2f}%;width:{max(right - left, _LEAST_WIDTH):.2f}%"
        inside = "position:absolute;top:7px;height:14px;box-sizing:border-box"
        bar = f'<span style="{inside};{place};{_FILLS[fill]}"></span>' if right > left else ""
        even = f"position:absolute;top:0;bottom:0;left:{self._share(0.0):.2f}%;border-left:1px solid var(--lm-border)"
        return f'<td style="padding:0;position:relative"><span aria-hidden="true" style="{even}"></span>{bar}</td>'
