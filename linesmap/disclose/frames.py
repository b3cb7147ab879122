"""Protect a tidy frame of counts and amounts: every margin published, ready to be shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from linesmap.disclose.breakdowns import Amount, Part, ProtectedFrame, protect_breakdowns
from linesmap.disclose.rules import Rules, Word
from linesmap.errors import InputError

__all__ = ["add_rate", "protect_frame"]


def protect_frame(
    frame: pd.DataFrame,
    by: Sequence[str | Sequence[str]],
    values: Sequence[str],
    *,
    victims: Sequence[str] = (),
    amounts: Mapping[str, Amount] | None = None,
    within: Mapping[str, str] | None = None,
    rules: Rules | None = None,
) -> ProtectedFrame:
    """Protect numbers broken down by several columns, with every combination of totals.

    Parameters
    ----------
    frame
        A row for each combination, or several; combinations that it lacks count as 0.
    by
        Columns, or groups of columns from coarse to fine that lie within each other.
    values
        Columns with counts that add up over `by`.
    victims
        Those of `values` that count exploited people; their threshold is never under 10.
    amounts
        Columns with money or weight, each with the columns of its contributors and the largest of them. An amount is
        shown only where its contributors are among `values` and shown, or are no number of `values`.
    within
        For a count of `values` another one that it is part of: what is left of the whole is protected too.
    rules
        The defaults when left out.

    Returns
    -------
    protected
        Rows in the order of their labels with totals last, measures in the order given.

    Raises
    ------
    InputError
        If a column is missing, a number is missing or no count, or there are too many cells.
    """
    return protect_breakdowns(
        frame, [by], values, victims=victims, amounts=amounts, parts=[Part(*pair) for pair in (within or {}).items()],
        rules=rules,
    )  # fmt: skip


def add_rate(frame: pd.DataFrame, name: str, numerator: str, denominator: str, per: float = 100.0) -> pd.DataFrame:
    """Add a percentage, mean or rate of two measures, made of shown numbers only.

    Parameters
    ----------
    frame
        Of a `ProtectedFrame`.
    name
        What the rate is called as a measure.
    numerator, denominator
        Measures of the frame.
    per
        100 for percentages.

    Returns
    -------
    frame
        With a row for each rate; not shown where one of the two is not, or where nothing was counted below. As it
        follows from numbers that stand beside it, it tells nothing more than these.

    Raises
    ------
    InputError
        If a measure is not in the frame.
    """
    measures = set(frame["measure"])
    missing = [measure for measure in (numerator, denominator) if measure not in measures]
    if missing:
        msg = f"Expected a measure {missing[0]} in the table, found none of that name. Name one that is there."
        raise InputError(msg)
    above = frame[frame["measure"] == numerator].reset_index(drop=True)
    below = frame[frame["measure"] == denominator].reset_index(drop=True)
    rate = above["shown"] / below["shown"].where(below["shown"] > 0) * per
    made = above.assign(
        measure=name,
        shown=rate,
        text=[Word.NOT_SHOWN.value if pd.isna(each) else f"{each:,.1f}" for each in rate],
        suppressed=[Word.NOT_SHOWN.value if pd.isna(each) else "" for each in rate],
    )
    return pd.concat([frame, made], ignore_index=True)
