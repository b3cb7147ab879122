"""Answer "did it work?" from a workspace: where and when an operation was, what changed, and what moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from linesmap.errors import InputError, MetricUndefinedError
from linesmap.measure.around import Displacement, displacement_around, expected_without_action
from linesmap.measure.comparators import Comparators, propose_comparators
from linesmap.measure.effect import Effect, Method, effect
from linesmap.measure.ring import RING, ring_counts
from linesmap.measure.series import AreaLevel, Outcome, Step, chosen_outcome, outcome_series, outcomes
from linesmap.measure.shrinkage import WithoutAction
from linesmap.measure.windows import Panel, WindowKind, Windows, choose_windows, divide, read_panel
from linesmap.model.day_words import published_period
from linesmap.operation_areas import area_names, operation_areas, operation_days, operations_meanwhile
from linesmap.store import Tables

__all__ = [
    "EffectAnswer",
    "EffectQuestion",
    "answer",
]


@dataclass(frozen=True)
class EffectQuestion:
    """What is asked.

    `outcomes` are keys of `measure.outcomes` in one unit, added together. `areas`, `controls` and `buffer` are codes;
    None lets linesmap choose: the districts where the operation's records lie, and areas that were alike and do not
    touch them. `start` and `end` are those of the operation's register when left out; with
    `burst` the operation is taken as a pulse that ends, without it as a change that stays.
    `ring_m` takes a ring of that many metres around the districts as the buffer instead of the districts beside.
    """

    outcomes: tuple[str, ...]
    operation: str | None = None
    phase: str | None = None
    areas: tuple[str, ...] | None = None
    by: AreaLevel = "lad"
    step: Step = "month"
    method: Method = "difference_in_differences"
    controls: tuple[str, ...] | None = None
    start: date | None = None
    end: date | None = None
    burst: bool = False
    windows: WindowKind = "same-season"
    years: int = 1
    periods_after: int | None = None
    lead_in_periods: int = 0
    ring_m: float | None = None
    confirmed: bool = False


@dataclass(frozen=True)
class EffectAnswer:
    """Everything a claim must show: the effect, the areas around, what was to be expected anyway, and what is left out.

    `names` has the name of every area by code. `proposed` are the areas offered for comparison and their reasons, None
    where none could be proposed. `notes` say what the series leaves out.
    """

    question: EffectQuestion
    outcome_label: str
    is_output: bool
    treated: tuple[str, ...]
    start: date
    end: date | None
    effect: Effect
    displacement: Displacement
    without_action: WithoutAction | None
    why_no_expectation: str | None
    proposed: Comparators | None
    names: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Give it as plain values for JSON."""
        around = self.displacement
        return {
            "operation": self.question.operation,
            "outcome": self.outcome_label,
            "driven_by_police_activity": self.is_output,
            "areas": [{"code": code, "name": self.names.get(code, code)} for code in self.treated],
            "start": self.start,
            "end": self.end,
            "effect": self.effect.as_dict(),
            "displacement": {
                "buffer": [{"code": code, "name": self.names.get(code, code)} for code in around.buffer],
                "weighted_displacement_quotient": around.quotient.as_dict() if around.quotient else None,
                "total_net_effect": around.total.as_dict() if around.total else None,
                "weighted_displacement_difference": around.difference.as_dict() if around.difference else None,
                "why_not": list(around.why_not),
            },
            "expected_without_action": self.without_action.as_dict() if self.without_action else None,
            "why_no_expectation": self.why_no_expectation,
            "comparison_areas": self.proposed.table if self.proposed else None,
            "notes": list(self.notes),
        }


def answer(tables: Tables, question: EffectQuestion) -> EffectAnswer:
    """Answer a question about the effect of an operation.

    Parameters
    ----------
    tables
        From `Workspace.read`.
    question
        What is asked.

    Raises
    ------
    InputError
        If the operation, outcome, areas or days do not fit, or an outcome that police drive was not confirmed.
    MetricUndefinedError
        If the counts do not allow the method.
    """
    listed = outcomes(tables)
    chosen = [chosen_outcome(one, confirmed=question.confirmed) for one in _outcomes(listed, question.outcomes)]
    label = " and ".join(one.label for one in chosen)
    is_output = any(one.is_output for one in chosen)
    start, end = _days(tables, question)
    treated = list(question.areas) if question.areas else _areas(tables, question)
    panel = outcome_series(tables, [one.key for one in chosen], by=question.by, step=question.step, listed=listed)
    notes = tuple(str(note) for note in panel.attrs.get("notes", ()))
    whole, left_out = _complete(panel)
    treated, dropped = _present(treated, whole, question.by)
    names = area_names(question.by)
    first, last = pd.Timestamp(start), pd.Timestamp(end) if end and question.burst else None
    found = effect(
        whole,
        treated,
        first,
        end=last,
        method=question.method,
        controls=None if question.controls is None else list(question.controls),
        windows=question.windows,
        years=question.years,
        periods_after=question.periods_after,
        lead_in_periods=question.lead_in_periods,
        outcome=label,
        driven_by_police=is_output,
    )
    proposed = _proposed(whole, treated, first, question)
    data = read_panel(whole)
    windows = _windows(data, first, last, question)
    expectation = windows if isinstance(windows, str) else expected_without_action(data, treated, windows, label)
    ring = _ring(tables, [one.key for one in chosen], treated, data, question)
    extra = [f"Left out, as no counts are held for them: {_named(dropped, names)}."] if dropped else []
    extra += [f"Left out, as some {question.step}s are missing: {_named(left_out, names)}."] if left_out else []
    return EffectAnswer(
        question=question,
        outcome_label=label,
        is_output=is_output,
        treated=tuple(treated),
        start=start,
        end=end,
        effect=found,
        displacement=_around(data, treated, windows, found, proposed, ring),
        without_action=None if isinstance(expectation, str) else expectation,
        why_no_expectation=expectation if isinstance(expectation, str) else None,
        proposed=proposed,
        names={code: names.get(code, code) for code in data.areas} | ({RING: ring[1]} if ring else {}),
        notes=(*notes, *extra, *_meanwhile(tables, question, treated, found, windows)),
    )


def _outcomes(listed: Sequence[Outcome], keys: Sequence[str]) -> list[Outcome]:
    by_key = {one.key: one for one in listed} | {one.label.casefold(): one for one in listed}
    unknown = [key for key in keys if key not in by_key and key.casefold() not in by_key]
    if unknown or not keys:
        known = ", ".join(one.key for one in listed) or "none"
        msg = f"Expected an outcome of this workspace, found {', '.join(map(repr, unknown)) or 'none'}. Known: {known}."
        raise InputError(msg)
    return [by_key.get(key) or by_key[key.casefold()] for key in keys]


def _days(tables: Tables, question: EffectQuestion) -> tuple[date, date | None]:
    if question.start is not None:
        return question.start, question.end
    if question.operation is None:
        msg = "Expected an operation, or the first day of the action; found neither."
        raise InputError(msg)
    subject = operation_days(tables, question.operation, question.phase)
    last = date.fromisoformat(subject.last) if subject.last else None
    return date.fromisoformat(str(subject.first)), question.end or last


def _areas(tables: Tables, question: EffectQuestion) -> list[str]:
    if question.operation is None:
        msg = "Expected the areas of the action, as no operation is named; found none."
        raise InputError(msg)
    return operation_areas(tables, question.operation, phase=question.phase, by=question.by)


def _complete(panel: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Keep the areas that have every period, as a gap would be read as none; give the others by code."""
    sizes = panel.groupby("area")["period"].nunique()
    most = panel["period"].nunique()
    left_out = sorted(str(code) for code in sizes.index[sizes < most])
    if len(left_out) == len(sizes):
        msg = (
            "Expected one area at least with counts for every period, found none. Choose a crime type held for longer."
        )
        raise MetricUndefinedError(msg)
    return panel[~panel["area"].isin(left_out)].reset_index(drop=True), left_out


def _present(treated: Sequence[str], panel: pd.DataFrame, by: AreaLevel) -> tuple[list[str], list[str]]:
    held = set(panel["area"])
    own = [code for code in treated if code in held]
    if not own:
        what = "districts" if by == "lad" else "forces"
        msg = f"Expected counts of the outcome in the {what} of the operation, found none. Choose areas that have them."
        raise InputError(msg)
    return own, [code for code in treated if code not in held]


def _proposed(
    panel: pd.DataFrame, treated: Sequence[str], start: pd.Timestamp, question: EffectQuestion
) -> Comparators | None:
    try:
        return propose_comparators(panel, treated, start, lead_in_periods=question.lead_in_periods)
    except InputError:
        return None


def _windows(data: Panel, start: pd.Timestamp, end: pd.Timestamp | None, question: EffectQuestion) -> Windows | str:
    """Choose the windows that the counts of the areas around are taken over, or say why there are none."""
    try:
        division = divide(data, start, end, lead_in_periods=question.lead_in_periods)
        return choose_windows(
            data, division, kind=question.windows, years=question.years, periods_after=question.periods_after
        )
    except InputError as error:
        return str(error)


def _ring(
    tables: Tables, keys: Sequence[str], treated: Sequence[str], data: Panel, question: EffectQuestion
) -> tuple[Panel, str] | None:
    """Add the ring around the treated districts to the panel as one area, with its name."""
    if question.ring_m is None:
        return None
    if question.by != "lad":
        msg = "Expected districts for a ring around them, found forces. Count by district."
        raise InputError(msg)
    counts = ring_counts(tables, keys, treated, width_m=question.ring_m, periods=data.periods)
    exposure = data.exposure.assign(**{RING: data.exposure.iloc[:, 0]})
    wider = Panel(data.counts.assign(**{RING: counts}), exposure, data.step, data.exposure_is_days)
    return wider, f"Ring of {question.ring_m:,.0f} m"


def _around(  # noqa: PLR0917 - one thing each
    data: Panel,
    treated: Sequence[str],
    windows: Windows | str,
    found: Effect,
    proposed: Comparators | None,
    ring: tuple[Panel, str] | None,
) -> Displacement:
    """Look at the areas beside, against the areas of comparison or, where a method has none, those proposed."""
    buffer = (RING,) if ring else (tuple(proposed.buffer) if proposed else ())
    controls = found.comparators or (tuple(proposed.comparison) if proposed else ())
    if isinstance(windows, str):
        return Displacement(buffer, controls, why_not=(windows,))
    panel = ring[0] if ring else data
    return displacement_around(panel, treated, buffer, controls, windows, dispersion=found.dispersion or 1.0)


def _meanwhile(
    tables: Tables, question: EffectQuestion, treated: Sequence[str], found: Effect, windows: Windows | str
) -> list[str]:
    """Say which other operations acted in the areas looked at, from the first window to the last."""
    periods = pd.DatetimeIndex(found.series["period"])
    if question.method in {"before_after", "difference_in_differences"} and not isinstance(windows, str):
        periods = windows.before.union(windows.after)
    first, last = periods[0].date(), (periods[-1] + (periods[-1] - periods[-2])).date()
    said = []
    for words, areas in (("areas of the operation", treated), ("areas of comparison", found.comparators)):
        others = operations_meanwhile(tables, areas, first, last, by=question.by, besides=question.operation)
        if others:
            listed = ", ".join(f"{one.name} ({published_period(str(one.first), one.last or '')})" for one in others)
            said.append(f"Also acted in {words} in the time compared: {listed}. The estimate cannot tell them apart.")
    return said


def _named(codes: Sequence[str], names: dict[str, str]) -> str:
    return ", ".join(names.get(code, code) for code in codes)
