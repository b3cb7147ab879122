"""Set operations side by side, and say of every cell whether it can be compared and why not.

Nothing is ranked. A figure is left in sight with its reason rather than hidden; a total is only made where kinds, units
and periods allow.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from linesmap.errors import MetricUndefinedError
from linesmap.measure.bounded import BoundedFigure, add_bounded, agrees
from linesmap.measure.figures import Basis, Figure, Subject
from linesmap.measure.rates import PER_PEOPLE
from linesmap.model.day_words import published_period
from linesmap.model.vocabulary import Bound
from linesmap.reference.measures import MeasureDefinition, measure_definitions

__all__ = ["Cell", "Comparison", "Reconciliation", "Row", "Scale", "compare"]

_DISPUTED = re.compile(r"\banother (?:release|source) says\b|\bconflicts with\b")
_DAYS_A_WEEK, _DAYS_A_MONTH = 7.0, 365.25 / 12


class Scale(StrEnum):
    """How figures are shown."""

    TOTAL = "as published"
    PER_PEOPLE = "per 100,000 people"
    PER_DAY = "per day"
    PER_OFFICER_DAY = "per officer-day"


@dataclass(frozen=True)
class Cell:
    """The figures of one operation for one measure.

    `value` is scaled as asked, None where there is no number to show; `figure` is the one it is made of, and `others`
    those that say otherwise or are parts. `reasons` say why the cell cannot be compared with others; empty where it
    can. `note` is what to read beside it.
    """

    value: float | None
    bound: Bound | None
    basis: Basis
    figure: Figure | None
    others: tuple[Figure, ...] = ()
    reasons: tuple[str, ...] = ()
    note: str | None = None

    @property
    def comparable(self) -> bool:
        """Whether the cell holds a number that means what its row says."""
        return self.value is not None and not self.reasons

    @property
    def stated(self) -> bool:
        """Whether anything was published or counted at all."""
        return self.figure is not None


@dataclass(frozen=True)
class Reconciliation:
    """What the phases of an operation add to, beside what was published for the whole.

    `total` is None where the phases cannot be added, and `why_not` says so.
    """

    subject: str
    measure: str
    phases: tuple[str, ...]
    total: BoundedFigure | None
    published: BoundedFigure
    consistent: bool | None
    why_not: str | None


@dataclass(frozen=True)
class Row:
    """One measure over all operations: `cells` in their order; `total` of all, or why there is none."""

    definition: MeasureDefinition
    cells: tuple[Cell, ...]
    total: BoundedFigure | None
    why_no_total: str | None


@dataclass(frozen=True)
class Comparison:
    """Operations side by side: columns, rows in the order of groups, sums of phases, and what does not compare."""

    subjects: tuple[Subject, ...]
    scale: Scale
    rows: tuple[Row, ...]
    reconciliations: tuple[Reconciliation, ...]
    differences: tuple[str, ...]


def compare(
    columns: Mapping[Subject, Sequence[Figure]], chosen: Sequence[Subject], *, scale: Scale = Scale.TOTAL
) -> Comparison:
    """Set operations side by side.

    Parameters
    ----------
    columns
        Every column with its figures; phases of those chosen are looked up here.
    chosen
        The columns to show, in order.
    scale
        How figures are shown. Averages a week or month become comparable per day only.

    Returns
    -------
    comparison
        A row for every measure that one of the chosen states.
    """
    definitions = dict(measure_definitions())
    for subject in chosen:
        for figure in columns[subject]:
            if figure.measure not in definitions:
                definitions[figure.measure] = MeasureDefinition(
                    figure.measure, "other", figure.words, figure.unit, "In the publisher's words", counts_victims=False
                )
    stated = {figure.measure for subject in chosen for figure in columns[subject]}
    rows = []
    for key, definition in definitions.items():
        if key in stated:
            cells = tuple(_cell(definition, subject, columns[subject], scale) for subject in chosen)
            rows.append(_row(definition, chosen, cells, scale))
    return Comparison(
        subjects=tuple(chosen),
        scale=scale,
        rows=tuple(rows),
        reconciliations=tuple(_reconciliations(columns, chosen)),
        differences=tuple(_differences(chosen, rows)),
    )


def _cell(definition: MeasureDefinition, subject: Subject, figures: Sequence[Figure], scale: Scale) -> Cell:
    own = [figure for figure in figures if figure.measure == definition.key]
    if not own:
        return Cell(None, None, Basis.TOTAL, None)
    # The figure that means the row itself goes first; parts and other definitions stand behind it.
    own.sort(
        key=lambda one: (
            one.value is None,
            one.reason is not None,
            one.own_period is not None,
            one.own_forces is not None,
        )
    )
    main, others = own[0], tuple(own[1:])
    reasons = _reasons(definition, main, subject, scale)
    value = _scaled(main, subject, scale)
    rivals = [one for one in others if one.reason is None and one.value is not None and one.basis is main.basis
              and (one.own_period, one.own_forces) == (main.own_period, main.own_forces)
              and one.value != main.value]  # fmt: skip
    disputed = rivals or _DISPUTED.search(main.qualifier or "")
    note = "sources disagree" if main.reason is None and disputed else None
    return Cell(value, main.bound if value is not None else None, main.basis, main, others, reasons, note)


def _reasons(definition: MeasureDefinition, figure: Figure, subject: Subject, scale: Scale) -> tuple[str, ...]:
    found = []
    if figure.suppressed:
        found.append(figure.suppressed)
    elif figure.value is None:
        found.append("not quantified")
    if definition.group == "other":
        found.append("in the publisher's own words")
    if figure.reason:
        found.append(figure.reason)
    if figure.basis is not Basis.TOTAL and scale is not Scale.PER_DAY:
        found.append("average only; no total")
    if figure.own_period:
        found.append(f"covers {published_period(*figure.own_period)}")
    if figure.own_forces:
        found.append(f"{_listed(figure.own_forces)} only")
    if figure.value is not None and definition.unit == "%" and scale is not Scale.TOTAL:
        found.append("a share has no rate")
    if scale is Scale.PER_PEOPLE and not subject.population:
        found.append("no single area with a population")
    if scale is Scale.PER_DAY and figure.basis is Basis.TOTAL and not subject.days:
        found.append("period not stated")
    if scale is Scale.PER_OFFICER_DAY and not subject.officer_days:
        found.append("officer-days not stated")
    return tuple(found)


def _scaled(figure: Figure, subject: Subject, scale: Scale) -> float | None:
    """Scale a figure; where it cannot be, it stays as published and its cell says why."""
    value = figure.value
    if value is None or figure.unit == "%" or figure.measure not in measure_definitions():
        return value
    if scale is Scale.PER_DAY and figure.basis is not Basis.TOTAL:
        return value / (_DAYS_A_WEEK if figure.basis is Basis.PER_WEEK else _DAYS_A_MONTH)
    by = {
        Scale.TOTAL: 1.0,
        Scale.PER_PEOPLE: (subject.population or 0) / PER_PEOPLE,
        Scale.PER_DAY: float(subject.days or 0),
        Scale.PER_OFFICER_DAY: float(subject.officer_days or 0),
    }[scale]
    can = figure.basis is Basis.TOTAL and figure.own_period is None and figure.own_forces is None and by > 0
    return value / by if can else value


def _row(definition: MeasureDefinition, chosen: Sequence[Subject], cells: tuple[Cell, ...], scale: Scale) -> Row:
    why_not = _why_no_total(definition, chosen, cells, scale)
    if why_not:
        return Row(definition, cells, None, why_not)
    figures = [BoundedFigure(cell.value, cell.bound or Bound.EXACT) for cell in cells if cell.value is not None]
    try:
        return Row(definition, cells, add_bounded(figures), None)
    except MetricUndefinedError as error:
        return Row(definition, cells, None, str(error))


def _why_no_total(
    definition: MeasureDefinition, chosen: Sequence[Subject], cells: tuple[Cell, ...], scale: Scale
) -> str | None:
    if scale is not Scale.TOTAL:
        return "Rates are not added."
    if definition.unit == "%" or definition.group == "other":
        return "Figures of this kind are not added."
    named = list(zip(chosen, cells, strict=True))
    if absent := [subject.name for subject, cell in named if not cell.stated]:
        return f"Not stated for {_listed(absent)}."
    if odd := [f"{subject.name}: {'; '.join(cell.reasons)}" for subject, cell in named if cell.reasons]:
        return f"Cannot be added. {'. '.join(odd)}."
    if disputed := [subject.name for subject, cell in named if cell.note]:
        return f"Sources disagree about {_listed(disputed)}."
    return _overlap(chosen)


def _overlap(chosen: Sequence[Subject]) -> str | None:
    """Say which operations may count the same thing twice."""
    for number, one in enumerate(chosen):
        for other in chosen[number + 1 :]:
            if other.key in one.phases or one.key in other.phases:
                whole, part = (one, other) if other.key in one.phases else (other, one)
                return f"{whole.name} contains {part.name}."
            shared = set(one.force_codes) & set(other.force_codes)
            if not one.force_codes or not other.force_codes:
                return f"The forces of {one.name if not one.force_codes else other.name} are not known."
            if shared and not _apart(one, other):
                return f"{one.name} and {other.name} share forces, and may share days."
    return None


def _apart(one: Subject, other: Subject) -> bool:
    from linesmap.measure.published_columns import as_day

    if not (one.first and one.last and other.first and other.last):
        return False
    return as_day(one.last, last=True) < as_day(other.first) or as_day(other.last, last=True) < as_day(one.first)


def _reconciliations(columns: Mapping[Subject, Sequence[Figure]], chosen: Sequence[Subject]) -> list[Reconciliation]:
    """Add the phases of every chosen operation, beside what was published for the whole."""
    by_key = {subject.key: subject for subject in columns}
    found = []
    for whole in (subject for subject in chosen if subject.phases):
        phases = [by_key[key] for key in whole.phases if key in by_key]
        for key, definition in measure_definitions().items():
            cell = _cell(definition, whole, columns[whole], Scale.TOTAL)
            parts = [_cell(definition, phase, columns[phase], Scale.TOTAL) for phase in phases]
            if not cell.comparable or cell.value is None or not any(part.stated for part in parts):
                continue
            published = BoundedFigure(cell.value, cell.bound or Bound.EXACT)
            found.append(_reconciled(whole, key, phases, parts, published))
    return found


def _reconciled(
    whole: Subject, key: str, phases: Sequence[Subject], parts: Sequence[Cell], published: BoundedFigure
) -> Reconciliation:
    names = tuple(phase.name for phase in phases)
    missing = [phase.name for phase, part in zip(phases, parts, strict=True) if not part.comparable]
    if missing:
        why = f"No figure that can be added for {_listed(missing)}."
        return Reconciliation(whole.name, key, names, None, published, None, why)
    figures = [BoundedFigure(part.value, part.bound or Bound.EXACT) for part in parts if part.value is not None]
    try:
        total = add_bounded(figures)
    except MetricUndefinedError as error:
        return Reconciliation(whole.name, key, names, None, published, None, str(error))
    return Reconciliation(whole.name, key, names, total, published, agrees(total, published), None)


def _differences(chosen: Sequence[Subject], rows: Sequence[Row]) -> list[str]:
    """Say in sentences what keeps the chosen operations from being compared."""
    found = []
    if undated := [subject.name for subject in chosen if not subject.days]:
        found.append(f"No period is stated for {_listed(undated)}, so that no rate per day can be made.")
    lengths = {subject.name: subject.days for subject in chosen if subject.days}
    if len(set(lengths.values())) > 1:
        said = _listed([f"{name} {days:,} days" for name, days in lengths.items()])
        found.append(f"They differ in length: {said}. Compare per day.")
    if unplaced := [subject.name for subject in chosen if not subject.population]:
        found.append(f"No single area with a population for {_listed(unplaced)}, so that no rate per head can be made.")
    people = {subject.name: subject.population for subject in chosen if subject.population}
    if len(set(people.values())) > 1:
        said = _listed([f"{name} {count / 1e6:,.2f} million" for name, count in people.items()])
        found.append(f"They differ in population: {said}. Compare per 100,000 people.")
    for row in rows:
        odd = [f"{subject.name} ({'; '.join(cell.reasons)})"
               for subject, cell in zip(chosen, row.cells, strict=True) if cell.stated and cell.reasons]  # fmt: skip
        absent = [subject.name for subject, cell in zip(chosen, row.cells, strict=True) if not cell.stated]
        if row.definition.group != "other" and odd:
            found.append(f"{row.definition.label} cannot be compared for {_listed(odd)}.")
        if row.definition.group != "other" and absent and len(absent) < len(chosen):
            found.append(f"{row.definition.label}: not stated for {_listed(absent)}.")
    keys = {row.definition.key: row for row in rows}
    if any(row.definition.group in {"activity", "seized", "weapons"} for row in rows):
        found.append("Arrests, searches and seizures are driven by police activity: they count what police did.")
    if "stated_value_gbp" in keys and sum(cell.stated for cell in keys["stated_value_gbp"].cells) > 1:
        found.append("Values of drugs are at each publisher's own prices. Compare weights.")
    if any(row.definition.group == "other" for row in rows):
        found.append("Figures in the publisher's own words stand apart and are compared with nothing.")
    return found


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
