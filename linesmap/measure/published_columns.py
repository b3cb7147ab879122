"""Turn published figures into columns to compare: one a programme, or one a period where a programme repeats itself."""

from __future__ import annotations

import calendar
import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from linesmap import reference
from linesmap.errors import MetricUndefinedError
from linesmap.measure.bounded import BoundedFigure, add_bounded
from linesmap.measure.figures import Basis, Figure, Origin, Subject
from linesmap.model.day_words import published_period
from linesmap.model.vocabulary import Bound
from linesmap.reference.measures import find_measure

__all__ = ["as_day", "force_facts", "length_days", "published_columns"]

_PER_WEEK, _PER_MONTH = re.compile(r"\bper week\b"), re.compile(r"\bper month\b")
_NUMBERED = re.compile(r"^(?P<parent>.+\S)\s+(?:phase\s+)?\d+$", re.IGNORECASE)
_YEAR, _MONTH, _DAY = 4, 7, 10
Period = tuple[str | None, str | None]
_UNDATED: Period = (None, None)


def published_columns(figures: pd.DataFrame) -> dict[Subject, tuple[Figure, ...]]:
    """Arrange published figures as columns.

    Parameters
    ----------
    figures
        From `published_figures`.

    Returns
    -------
    columns
        Each column with its figures, by name and period. A programme is one column unless it states the same measure
        for several periods. A programme named as another with a number behind it, within the other's period, is a
        phase of it ("Operation Scorpion 1" of "Operation Scorpion").
    """
    columns: dict[Subject, tuple[Figure, ...]] = {}
    for programme, rows in figures.groupby("programme", sort=True):
        columns |= _columns(str(programme), rows)
    return _with_phases(columns)


def _columns(programme: str, rows: pd.DataFrame) -> dict[Subject, tuple[Figure, ...]]:
    stated = [(_text(row["period_start"]), _text(row["period_end"])) for row in rows.to_dict("records")]
    made = [(_figure(row), period) for row, period in zip(rows.to_dict("records"), stated, strict=True)]
    periods: dict[str, set[Period]] = {}
    for figure, period in made:
        periods.setdefault(figure.measure, set()).add(period)
    dated = sorted({period for period in stated if any(period)}, key=lambda period: (period[0] or "", period[1] or ""))
    if len(dated) < 2 or all(len(several) == 1 for several in periods.values()):  # noqa: PLR2004
        # The period most figures are for is that of the programme; a figure without one is taken to be for it.
        most = max(dated, key=stated.count, default=_UNDATED)
        most = most if stated.count(most) >= stated.count(_UNDATED) else _UNDATED
        placed = [
            figure if period in {most, _UNDATED} else replace(figure, own_period=period) for figure, period in made
        ]
        whole = _subject(programme, rows, most, named=False)
        return {whole: _over_forces(placed, whole.forces)}
    columns = {}
    for period in dict.fromkeys(stated):
        whole = _subject(programme, rows[[one == period for one in stated]], period, named=True)
        columns[whole] = _over_forces([figure for figure, own in made if own == period], whole.forces)
    return columns


def _over_forces(figures: Sequence[Figure], forces: tuple[str, ...]) -> tuple[Figure, ...]:
    """Add the figures that a return gives force by force, where every force of the column has one."""
    groups: dict[tuple[object, ...], list[Figure]] = {}
    for one in figures:
        groups.setdefault((one.words, one.source, one.basis, one.own_period), []).append(one)
    made: list[Figure] = []
    for several in groups.values():
        parts = [name for one in several for name in one.own_forces or ()]
        values = [one.value for one in several]
        if len(several) > 1 and sorted(parts) == sorted(forces) and None not in values:
            try:
                total = add_bounded(BoundedFigure(one.value or 0.0, one.bound or Bound.EXACT) for one in several)
            except MetricUndefinedError:
                made += several
                continue
            whole = replace(several[0], value=total.value, bound=total.bound, own_forces=None)
            made.append(replace(whole, qualifier=f"added over {len(several)} forces", record_id=None))
        else:
            made += several
    return tuple(replace(one, own_forces=None) if set(one.own_forces or ()) == set(forces) else one for one in made)


def _subject(programme: str, rows: pd.DataFrame, period: Period, *, named: bool) -> Subject:
    first, last = period
    names = tuple(dict.fromkeys(name for cell in rows["forces"].dropna() for name in _names(cell)))
    codes, population = force_facts(names)
    words = published_period(first, last) if named else ""
    return Subject(
        key=":".join(part for part in (Origin.PUBLISHED.value, programme, words) if part),
        name=f"{programme}, {words}" if words else programme,
        origin=Origin.PUBLISHED,
        programme=programme,
        lead=_first(rows["lead"]),
        forces=names,
        force_codes=codes,
        population=population,
        first=first,
        last=last,
        days=length_days(first, last),
        strand=_first(rows["strand"]),
        invented=bool(rows["invented"].any()),
    )


def _figure(row: Mapping[Hashable, Any]) -> Figure:
    words, unit = str(row["measure"]), _text(row["unit"])
    qualifier = _text(row["qualifier"])
    meaning = find_measure(words, unit, qualifier)
    value = None if pd.isna(row["value"]) else float(row["value"])
    return Figure(
        measure=meaning.key if meaning else f"words:{words}",
        words=words,
        value=value * meaning.factor if meaning and value is not None else value,
        bound=Bound(row["bound"]) if value is not None and _text(row["bound"]) else None,
        unit="g" if meaning and meaning.factor != 1.0 else unit or "",
        basis=_basis(qualifier or ""),
        qualifier=qualifier,
        source=_text(row["source"]) or "source not stated",
        record_id=_text(row["record_id"]),
        reason=meaning.reason if meaning else None,
        own_forces=_names(row["forces"]) or None,
    )


def _basis(qualifier: str) -> Basis:
    if _PER_WEEK.search(qualifier):
        return Basis.PER_WEEK
    return Basis.PER_MONTH if _PER_MONTH.search(qualifier) else Basis.TOTAL


def _with_phases(columns: dict[Subject, tuple[Figure, ...]]) -> dict[Subject, tuple[Figure, ...]]:
    """Tell whole operations their phases; their length is then that of the phases."""
    phases: dict[str, list[Subject]] = {}
    for subject in columns:
        if parent := _NUMBERED.match(subject.programme):
            phases.setdefault(parent["parent"].casefold(), []).append(subject)
    made: dict[Subject, tuple[Figure, ...]] = {}
    for subject, figures in columns.items():
        own = [one for one in phases.get(subject.programme.casefold(), []) if _within(one, subject)]
        lengths = [one.days for one in own if one.days is not None]
        days = sum(lengths) if own and len(lengths) == len(own) else subject.days
        made[replace(subject, phases=tuple(one.key for one in own), days=days)] = figures
    return made


def _within(phase: Subject, whole: Subject) -> bool:
    edges = (phase.first, phase.last, whole.first, whole.last)
    if any(edge is None for edge in edges):
        return False
    first, last, start, end = (as_day(str(edge), last=late) for edge, late in zip(edges, (0, 1, 0, 1), strict=True))
    return start <= first and last <= end


def force_facts(names: Iterable[str]) -> tuple[tuple[str, ...], int | None]:
    """Give the codes of the forces that are known by name, and the population of all together.

    Returns
    -------
    codes, population
        Population is None when there is no force, or one without an area or not known.
    """
    found = [reference.find_force(name) for name in names]
    people = [one.population if one else None for one in found]
    population = sum(one for one in people if one) if people and all(people) else None
    return tuple(one.code for one in found if one), population


def as_day(text: str, *, last: int | bool = False) -> date:
    """Read an ISO date of a year, month or day as its first or last day."""
    if len(text) >= _DAY:
        return date.fromisoformat(text[:_DAY])
    year = int(text[:_YEAR])
    month = int(text[5:_MONTH]) if len(text) >= _MONTH else (12 if last else 1)
    return date(year, month, calendar.monthrange(year, month)[1] if last else 1)


def length_days(first: str | None, last: str | None) -> int | None:
    """Count the days of a period, both ends included; None unless both are stated.

    Examples
    --------
    >>> length_days("2022-03-07", "2022-03-13"), length_days("2022-02", "2022-02"), length_days(None, "2022")
    (7, 28, None)
    """
    if not first or not last:
        return None
    return (as_day(last, last=True) - as_day(first)).days + 1


def _names(cell: object) -> tuple[str, ...]:
    return tuple(name.strip() for name in (_text(cell) or "").split(";") if name.strip())


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _first(values: pd.Series) -> str | None:
    found = [value for value in values if isinstance(value, str) and value]
    return found[0] if found else None
