"""Give a PCC office the comparison of operations: published figures as they are, recorded ones as they may leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from linesmap.area_tables import NO_OPERATION, NO_PHASE, AreaTables
from linesmap.disclose import ALL
from linesmap.measure.figures import UNDER_TEN, Figure, Origin, Subject
from linesmap.model.vocabulary import Bound

__all__ = ["NOT_SHOWN", "checked_columns", "rule_words"]

NOT_SHOWN = "not shown"
_SMALL = "small number"


def checked_columns(
    columns: Mapping[Subject, Sequence[Figure]], found: AreaTables
) -> dict[Subject, tuple[Figure, ...]]:
    """Replace what was counted from records by the numbers that may leave.

    Parameters
    ----------
    columns
        From `comparisons.all_columns`.
    found
        Protected numbers of the whole workspace, from `area_tables` without filters.

    Returns
    -------
    columns
        Published columns are public already and stay. A recorded one keeps the measures that `found` holds, rounded
        (`about`) or not shown; one of an operation that has not ended, or that no record may tell of, goes.
    """
    shown = _shown(found)
    made: dict[Subject, tuple[Figure, ...]] = {}
    for subject, figures in columns.items():
        if subject.origin is not Origin.RECORDED:
            made[subject] = tuple(figures)
            continue
        own = shown.get(subject.key)
        if own is None:
            continue
        kept = [_checked(figure, own[figure.measure]) for figure in figures if figure.measure in own]
        phases = tuple(key for key in subject.phases if key in shown)
        made[replace(subject, phases=phases)] = tuple(one for one in kept if one is not None)
    return made


def _shown(found: AreaTables) -> dict[str, dict[str, Mapping[Any, Any]]]:
    """Give rows of operations and phases of all forces, by the key of the column and the measure."""
    frame = found.frame
    frame = frame[(frame["force"] == ALL) & (frame["period"] == ALL) & (frame["district"] == ALL)]
    frame = frame[~frame["operation"].isin([ALL, NO_OPERATION])]
    made: dict[str, dict[str, Mapping[Any, Any]]] = {}
    for row in frame.to_dict("records"):
        operation, phase = str(row["operation"]), str(row["phase"])
        if phase == f"{operation}/{NO_PHASE}":
            continue
        key = f"{Origin.RECORDED.value}:{operation if phase == ALL else phase}"
        made.setdefault(key, {})[str(row["measure"])] = row
    return made


def _checked(figure: Figure, row: Mapping[Any, Any]) -> Figure | None:
    if pd.isna(row["shown"]):
        words = UNDER_TEN if row["suppressed"] == _SMALL else NOT_SHOWN
        return replace(figure, value=None, bound=None, suppressed=words)
    if not row["shown"]:
        return None
    return replace(figure, value=float(row["shown"]), bound=Bound.ABOUT, suppressed=None)


def rule_words(found: AreaTables) -> str:
    """Say how the recorded numbers were made fit to leave."""
    rules = found.rules
    return (
        f"For a PCC office: recorded counts under {rules.threshold} are not shown, others are rounded to the nearest "
        f"{rules.round_to}, each on its own; money and weights are shown only where {rules.fewest_contributors} or "
        f"more seizures make them up and none is more than {rules.dominance_share:.0%}; further numbers are not shown "
        "where a hidden one could be worked out. An attack with every number recovered none. Published figures stand "
        "as published."
    )
