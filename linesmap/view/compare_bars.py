"""Draw the measures that most operations state as small bars beside each other, each with its own zero."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from linesmap.measure.comparison import Cell, Comparison, Row
from linesmap.measure.figures import UNDER_TEN, Origin, Subject
from linesmap.view.compare_words import chart_name, family, figure_words, phase_number, row_decimals

__all__ = ["bars_heading", "bars_html", "bars_subjects"]

_FIRST = ("arrests", "cash_gbp", "stated_value_gbp", "safeguarded", "class_a_g", "drug_disruptions")
_MOST_MEASURES, _MOST_BARS = 4, 6
_LEAST = 2


def bars_subjects(comparison: Comparison) -> tuple[int, ...]:
    """Choose the columns to draw: the phases of the largest family chosen, else everything that is no total."""
    parts = [number for number, one in enumerate(comparison.subjects) if not one.phases]
    families: dict[object, list[int]] = {}
    for number in parts:
        families.setdefault(family(comparison.subjects[number]), []).append(number)
    largest = max(families.values(), key=len, default=[])
    chosen = largest if len(largest) >= _LEAST else parts or list(range(len(comparison.subjects)))
    return tuple(chosen[:_MOST_BARS])


def bars_heading(subjects: Sequence[Subject]) -> str:
    """Name what stands side by side: `Scorpion 1, 2 and 3 side by side`."""
    names = _names(subjects)
    if len(subjects) > 1 and all(name.isdigit() for name in names):
        middle = "".join(f", {name}" for name in names[1:-1])
        return f"{chart_name(subjects[0])}{middle} and {names[-1]} side by side"
    return "Side by side"


def _names(subjects: Sequence[Subject]) -> list[str]:
    numbers = [phase_number(one) for one in subjects]
    if len({family(one) for one in subjects}) == 1 and all(numbers):
        return [number or "" for number in numbers]
    return [chart_name(one) for one in subjects]


def bars_html(comparison: Comparison) -> str:
    """Draw up to four measures; nothing where no measure is stated for two of the columns drawn."""
    numbers = bars_subjects(comparison)
    subjects = [comparison.subjects[number] for number in numbers]
    names = _names(subjects)
    rows = [row for row in comparison.rows if row.definition.group != "other" and row.definition.unit != "%"]
    ranked = sorted(
        rows,
        key=lambda row: (
            -sum(row.cells[number].comparable for number in numbers),
            _FIRST.index(row.definition.key) if row.definition.key in _FIRST else len(_FIRST),
        ),
    )
    drawn = [row for row in ranked if sum(row.cells[number].comparable for number in numbers) >= _LEAST]
    kept = sorted(drawn[:_MOST_MEASURES], key=rows.index)
    kind = "lmc-bars" if max(map(len, names), default=0) < _LEAST + 1 else "lmc-bars wide"
    charts = "".join(_chart(comparison, row, numbers, names) for row in kept)
    return f'<div class="{kind}">{charts}</div>' if charts else ""


def _chart(comparison: Comparison, row: Row, numbers: Sequence[int], names: Sequence[str]) -> str:
    most = max((row.cells[number].value or 0.0) for number in numbers if row.cells[number].comparable)
    decimals = row_decimals(row, comparison.scale)
    bars = []
    for number, name in zip(numbers, names, strict=True):
        cell = row.cells[number]
        published = comparison.subjects[number].origin is Origin.PUBLISHED
        words = _words(row, cell, decimals, published=published)
        share = (cell.value or 0.0) / most if cell.comparable and most > 0 else 0.0
        bar = f'<i style="--lmc-share:{max(share, 0.006):.3f}"></i>' if cell.comparable else ""
        kind = "" if cell.comparable else ' class="none"'
        bars.append(f"<dt>{escape(name)}</dt><dd{kind}>{bar}<span>{escape(words)}</span></dd>")
    return f"<section><h4>{escape(row.definition.label)}</h4><dl>{''.join(bars)}</dl></section>"


def _words(row: Row, cell: Cell, decimals: int | None, *, published: bool) -> str:
    if cell.figure is None:
        return "not published" if published else "not recorded"
    if cell.comparable:
        return figure_words(cell.value, row.definition.unit, cell.bound, decimals)
    if cell.figure.suppressed:
        return UNDER_TEN if cell.figure.suppressed == UNDER_TEN else "not shown"
    return "not quantified" if cell.value is None else "not comparable"
