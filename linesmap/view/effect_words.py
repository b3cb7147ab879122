"""Say what an effect rests on in the words of the Effect page: methods, ratios, comparison areas, what followed."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import pandas as pd

from linesmap.measure.effect import Effect, Method
from linesmap.measure.estimates import change_words, coverage_words
from linesmap.measure.series import Outcome
from linesmap.view.words import MISSING, count, day, plural

__all__ = [
    "AVERAGE_NOTE",
    "METHOD_WORDS",
    "NEEDED_COLUMNS",
    "OUTPUT_WARNING",
    "MethodWords",
    "comparison_frame",
    "expected_label",
    "interval_words",
    "join_names",
    "outcome_option",
    "placebo_sentence",
    "recovery_rows",
    "surface_rows",
]


@dataclass(frozen=True)
class MethodWords:
    """What a method does and what it needs, a sentence each."""

    does: str
    needs: str


METHOD_WORDS: MappingProxyType[Method, MethodWords] = MappingProxyType(
    {
        "before_after": MethodWords(
            "Compares the areas of the operation with themselves before it.",
            "Needs counts before and after, and that nothing else changed: a trend looks like an effect.",
        ),
        "difference_in_differences": MethodWords(
            "Compares the change in the areas of the operation with the change in other areas.",
            "Needs areas without the operation that would have moved alike: 5 or more, 19 for a placebo test.",
        ),
        "interrupted_time_series": MethodWords(
            "Carries the areas' own trend and season on past the start, and compares what came with that.",
            "Needs 12 months or weeks before, better 24, and nothing else that broke the trend at that time.",
        ),
        "synthetic_control": MethodWords(
            "Weighs other areas together so that they moved like the areas of the operation before it.",
            "Needs 12 months or weeks before and 5 areas or more, 19 for a placebo test at 5%.",
        ),
    }
)
"""One sentence each of what a method does and needs."""

OUTPUT_WARNING = (
    "Driven by police activity. This outcome counts what police do or find, so it rises because they act. It was "
    "taken by confirmation, and says nothing of what the operation achieved."
)
"""What stands on a result whose outcome is an output."""

AVERAGE_NOTE = "Where the interval holds no change, the counts agree with no effect. Never quote the estimate alone."
"""What stands under every estimate."""

NEEDED_COLUMNS = (
    ("Month", "2024-08, Aug 2024 or a date in the month"),
    ("District code", "ONS code such as E06000023; or the name of the district"),
    ("Force", "the force that recorded it"),
    ("Crime type", "such as Robbery; spellings in capitals and small letters are one"),
    ("Offences", "how many; a month without any has a row with 0"),
)
"""Columns of a file of recorded crime, with what stands in them."""

_LEAST_SHARE = 0.01
_ROLES = MappingProxyType({"comparison": "proposed", "buffer": "beside, buffer", "other": "not proposed"})
_ROLE_ORDER = ("comparison", "buffer", "other")


def outcome_option(outcome: Outcome) -> str:
    """Write an outcome as a choice: its label, what it is counted in, and whether police drive it.

    Examples
    --------
    >>> from datetime import date
    >>> first, last = date(2021, 1, 1), date(2025, 6, 1)
    >>> outcome_option(Outcome("offences:robbery", "Robbery", "offences", False, 4824, first, last))
    'Robbery: 4,824 offences, Jan 2021 to Jun 2025'
    """
    said = f"{outcome.label}: {count(outcome.n)} {outcome.unit}, {outcome.first:%b %Y} to {outcome.last:%b %Y}"
    return f"{said} ({outcome.note})" if outcome.is_output else said


def interval_words(effect: Effect) -> str:
    """Write an estimate with its interval in few words, for a chart and its alternative text.

    Returns
    -------
    words
        Such as `25% lower, 95% interval 0.67 to 0.83`.
    """
    interval = effect.interval
    return (
        f"{change_words(effect.estimate)}, {coverage_words(interval.coverage)} interval "
        f"{_number(interval.lower)} to {_number(interval.upper)}"
    )


def _number(ratio: float) -> str:
    return "no limit" if math.isinf(ratio) else f"{ratio:.2f}"


def expected_label(method: Method) -> str:
    """Say what the line of what was expected is made of."""
    return {
        "before_after": "Expected: the rate before",
        "difference_in_differences": "Expected: as the comparison areas moved",
        "interrupted_time_series": "Expected: own trend and season",
        "synthetic_control": "Expected: weighted comparison areas",
    }[method]


def placebo_sentence(effect: Effect) -> str:
    """Say how often comparisons without an operation move as far; empty where there are none."""
    if effect.placebo_p is None:
        return ""
    share = f"{effect.placebo_p:.2f}" if effect.placebo_p >= _LEAST_SHARE else f"less than {_LEAST_SHARE}"
    return (
        f"Of comparisons without an operation, a share of {share} moved as far or further (placebo p). A small share "
        "means that so large a move is rare by itself."
    )


def join_names(codes: Sequence[str], names: Mapping[str, str]) -> str:
    """Name areas in the order of their names; some names hold commas, so that semicolons part them."""
    return "; ".join(sorted(names.get(code, code) for code in codes))


def comparison_frame(table: pd.DataFrame, used: Sequence[str], names: Mapping[str, str]) -> pd.DataFrame:
    """Lay out the areas offered for comparison: those proposed first, then those beside, then the others.

    Parameters
    ----------
    table
        That of `Comparators`.
    used
        Codes that the estimate was compared with.
    names
        Code to name.

    Returns
    -------
    frame
        Columns Area, Used, Role, Unlike (distance, 0 is just like the areas of the operation), Why.
    """
    ordered = table.assign(rank=table["role"].map(_ROLE_ORDER.index)).sort_values(["rank", "distance", "area"])
    return pd.DataFrame(
        {
            "Area": [names.get(code, code) for code in ordered["area"]],
            "Used": [code in set(used) for code in ordered["area"]],
            "Role": [_ROLES[role] for role in ordered["role"]],
            "Unlike": ordered["distance"].to_numpy(dtype=float),
            "Why": ordered["reason"].tolist(),
        }
    )


def recovery_rows(
    shares: Sequence[tuple[str, int, int, int, float | None, float | None]],
) -> list[list[tuple[str, str]]]:
    """Write how many closed lines were back: a row a type of closure, a column a number of days.

    Parameters
    ----------
    shares
        Type of closure, days, lines followed for so long, of them back, and the 95% interval of the share.

    Returns
    -------
    rows
        The head first, then the type and, for each number of days, such as (`2 of 3`, `21% to 94%`).
    """
    days = sorted({within for _, within, *_ in shares})
    cells = {(kind, within): _back(watched, back, low, high) for kind, within, watched, back, low, high in shares}
    head = [("Closure", ""), *((f"{within} days", "") for within in days)]
    kinds = sorted({kind for kind, *_ in shares})
    return [head, *([(kind, ""), *(cells.get((kind, within), (MISSING, "")) for within in days)] for kind in kinds)]


def _back(watched: int, back: int, low: float | None, high: float | None) -> tuple[str, str]:
    if not watched or low is None or high is None:
        return "too early", ""
    return f"{back:,} of {watched:,}", f"{low:.0%} to {high:.0%}"


def surface_rows(followed: pd.DataFrame) -> list[tuple[str, str, str, str, str, str]]:
    """Write what followed closed lines: line, closure, what followed, on what basis, when, and where.

    Parameters
    ----------
    followed
        From `where_successors_surface`.
    """
    rows = []
    for row in followed.to_dict("records"):
        closure = f"{day(row['closed_on'])}, {row['closure_type']}"
        if not row["became"]:
            rows.append((str(row["line"]), closure, "nothing known", MISSING, MISSING, MISSING))
            continue
        gap = int(row["gap_days"])
        after = f"{plural(abs(gap), 'day')} {'later' if gap >= 0 else 'earlier'}"
        new = f"; new: {row['new_forces']}" if row["new_forces"] else ""
        where = f"{row['forces'] or 'not known'}{new}"
        rows.append(
            (str(row["line"]), closure, str(row["became"]), str(row["basis"]), f"{day(row['on'])}, {after}", where)
        )
    return rows
