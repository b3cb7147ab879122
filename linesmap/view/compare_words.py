"""Say in words what a comparison of operations shows: names of columns, figures with their bounds, notes, sources."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

from linesmap import reference
from linesmap.measure.comparison import Cell, Comparison, Reconciliation, Row, Scale
from linesmap.measure.figures import HIDDEN_TOO, RECORDED_SOURCE, Basis, Figure, Origin, Subject
from linesmap.model.vocabulary import Bound
from linesmap.reference.measures import measure_definitions
from linesmap.view.words import bounded, count, plural, published_period, weight

__all__ = [
    "AVERAGES",
    "chart_name",
    "counted",
    "family",
    "figure_words",
    "forces_words",
    "head_name",
    "is_recorded",
    "length_words",
    "notes_under",
    "period_words",
    "phase_number",
    "phases_words",
    "population_words",
    "published_words",
    "reconciliation_sentences",
    "row_decimals",
    "short_name",
    "sources_of",
    "without_scheme",
]

AVERAGES = "averages only"
_NO_TOTAL = "average only; no total"
_DISAGREE = ", which does not agree"
_NUMBER = re.compile(r"^(?P<stem>.+\S)\s+(?:phase\s+)?(?P<number>\d+)$", re.IGNORECASE)
_ELSEWHERE = re.compile(r"\b(?:release|source|report) says\b")
_SIGNS = {Bound.AT_LEAST: "≥ ", Bound.MORE_THAN: "> ", Bound.AT_MOST: "≤ ", Bound.ABOUT: "≈ "}
_MANY, _SOME, _FEW = 100, 10, 0.1


def without_scheme(text: str) -> str:
    """Take the scheme from addresses that a source names, so that nothing in what leaves can be followed."""
    return re.sub(r"\b[A-Za-z][A-Za-z0-9+.-]*://(?:www\.)?", "", text)


def short_name(subject: Subject) -> str:
    """Give a name without the word Operation: `Scorpion 1`; a whole says which phases it holds: `Scorpion 1 to 3`."""
    name = _plain(subject.name)
    if not subject.phases:
        return name
    numbers = sorted(int(found["number"]) for key in subject.phases if (found := _NUMBER.match(_phase_name(key))))
    if len(numbers) != len(subject.phases) or len(numbers) < 2:  # noqa: PLR2004 - one phase is no range
        return f"{name}, total"
    whole = numbers == list(range(numbers[0], numbers[-1] + 1))
    return f"{name} {numbers[0]} to {numbers[-1]}" if whole else f"{name}, total"


def head_name(subject: Subject) -> str:
    """Give the name over a column; a period is left out, as it stands below."""
    period = f", {published_period(subject.first, subject.last)}"
    name = subject.name.removesuffix(period)
    return short_name(subject) if name == subject.name else _plain(name)


def chart_name(subject: Subject) -> str:
    """Give a name for a label on a chart, where no period stands beside it: `Larkspur, Aug 2024`."""
    if head_name(subject) == short_name(subject) or not subject.first:
        return short_name(subject)
    return f"{head_name(subject)}, {published_period(subject.first[:7], subject.first[:7])}"


def _phase_name(key: str) -> str:
    return key.replace("/", " ")


def _plain(name: str) -> str:
    return re.sub(r"^(?:operation|op)\s+(?=\S)", "", name, flags=re.IGNORECASE)


def family(subject: Subject) -> tuple[Origin, str]:
    """Name what a phase is a phase of: Scorpion 1 and Scorpion 8 are both of Scorpion."""
    found = _NUMBER.match(subject.programme)
    return subject.origin, _plain(found["stem"] if found else subject.programme).casefold()


def phase_number(subject: Subject) -> str | None:
    """Give the number of a phase, None where its name has none."""
    found = _NUMBER.match(subject.name)
    return found["number"] if found else None


def period_words(subject: Subject) -> str:
    """Write the period of a column."""
    return published_period(subject.first, subject.last)


def length_words(subject: Subject, figures: Iterable[Figure] = ()) -> str:
    """Write how long an operation lasted; where it states none, whether it gives averages only."""
    if subject.days:
        days = plural(subject.days, "day")
        return f"{days} in {plural(len(subject.phases), 'phase')}" if len(subject.phases) > 1 else days
    comparable = [one for one in figures if one.measure in measure_definitions() and one.own_period is None]
    only_averages = comparable and all(one.basis is not Basis.TOTAL for one in comparable)
    return AVERAGES if only_averages else "length not known"


def forces_words(subject: Subject) -> str:
    """Write the forces of a column shortly: `South West, 5`, `Dorset`, `Cambridgeshire + 3`."""
    names = subject.forces
    if not names:
        return "not stated"
    chosen = set(subject.force_codes)
    for unit in reference.regional_units().values():
        if len(unit) > 1 and chosen == set(unit):
            regions = sorted({force.region for force in reference.forces() if force.code in chosen})
            return f"{' and '.join(regions)}, {len(unit)}"
    if len(names) == 1:
        return names[0]
    return f"{names[0]} + {len(names) - 1}"


def population_words(subject: Subject) -> str:
    """Write the population of a column: `5.66 million`."""
    return f"{subject.population / 1e6:,.2f} million" if subject.population else "no single area"


def row_decimals(row: Row, scale: Scale) -> int | None:
    """Choose how many decimals a row of rates needs; None where figures stand as published."""
    if scale is Scale.TOTAL:
        return None
    values = [abs(cell.value) for cell in row.cells if cell.comparable and cell.value]
    if not values:
        return 2
    least = min(values)
    if least >= _MANY:
        return 0
    if least >= _SOME:
        return 1
    return 2 if least >= _FEW else min(6, 1 - math.floor(math.log10(least)))


def figure_words(value: float | None, unit: str, bound: Bound | None, decimals: int | None = None) -> str:
    """Write a figure with its bound before it.

    Examples
    --------
    >>> figure_words(2200, "g", Bound.ABOUT), figure_words(0.4901, "arrests", Bound.EXACT, 2)
    ('≈ 2.2 kg', '0.49')
    """
    if value is None:
        return "not quantified"
    if unit == "g" and (decimals is None or value >= _MANY):
        return _SIGNS.get(bound or Bound.EXACT, "") + weight(value)
    if decimals is None or unit == "%":
        return bounded(value, unit, bound.value if bound else None)
    number = f"{value:,.{decimals}f}"
    said = f"£{number}" if unit == "GBP" else f"{number} g" if unit == "g" else number
    return _SIGNS.get(bound or Bound.EXACT, "") + said


def published_words(figure: Figure) -> str:
    """Write a figure as it was published, with what it is a number of: `17 arrests a week on average`."""
    if figure.suppressed:
        return figure.suppressed
    said = figure_words(figure.value, figure.unit, figure.bound)
    in_unit = figure.value is None or figure.unit in {"GBP", "%", "g", "kg"}
    noun = "" if in_unit or not figure.unit else f" {figure.unit}"
    return said + noun + ("" if figure.basis is Basis.TOTAL else f" {figure.basis.value}")


def _bound_word(bound: Bound | None) -> list[str]:
    return [bound.value] if bound and bound is not Bound.EXACT else []


def rivals(cell: Cell) -> list[Figure]:
    """Give the figures that other sources state for the same thing."""
    main = cell.figure
    if main is None or not cell.note:
        return []
    return [
        one
        for one in cell.others
        if one.reason is None
        and one.value is not None
        and one.basis is main.basis
        and (one.own_period, one.own_forces) == (main.own_period, main.own_forces)
        and one.value != main.value
    ]


def notes_under(comparison: Comparison, subject: Subject, row: Row, cell: Cell) -> tuple[str, ...]:
    """Say what stands under a figure: its bound in words, why it cannot be compared, what else is said of it."""
    figure = cell.figure
    if figure is None:
        return ()
    found = _bound_word(cell.bound)
    if cell.basis is not Basis.TOTAL and comparison.scale is not Scale.PER_DAY:
        found.append(f"average {cell.basis.value.removesuffix(' on average')}")
    for reason in cell.reasons:
        if reason == HIDDEN_TOO:
            found.append("it would reveal a number under 10")
        elif reason == figure.suppressed:
            found.append("small numbers of people are not shown")
        elif reason == _NO_TOTAL:
            found.append("no total")
        elif not (reason == "not quantified" and cell.value is None):
            found.append(reason)
    if comparison.scale is not Scale.TOTAL and cell.value is not None and cell.reasons and cell.value == figure.value:
        found.append("as published")
    unit = row.definition.unit
    if comparison.scale is Scale.TOTAL:
        found += _said_elsewhere(figure)
        found += [f"another source {figure_words(one.value, unit, one.bound)}" for one in rivals(cell)]
        found += [
            words
            for one in comparison.reconciliations
            if (one.subject, one.measure) == (subject.name, row.definition.key)
            if (words := _phases_under(one, subject, unit))
        ]
    elif cell.note:
        found.append(cell.note)
    return tuple(found)


def _said_elsewhere(figure: Figure) -> list[str]:
    """Give what the publisher's qualifier says of another source: `another release says 102`."""
    clauses = [clause.strip() for clause in (figure.qualifier or "").split(";")]
    return [clause for clause in clauses if _ELSEWHERE.search(clause)]


def _phases_under(found: Reconciliation, subject: Subject, unit: str) -> str:
    """Say what phases add to under the figure of the whole; nothing where it is the very figure."""
    if found.consistent and found.total is not None and found.total.bound is found.published.bound is Bound.EXACT:
        return ""
    said = phases_words(found, unit)
    if subject.origin is Origin.RECORDED:
        return said.replace(_DISAGREE, "; other records name no phase")
    return said


def phases_words(found: Reconciliation, unit: str) -> str:
    """Say what the phases of an operation add to; nothing where they cannot be added."""
    if found.total is None:
        return ""
    bare = figure_words(found.total.value, unit, None)
    said = {
        Bound.EXACT: bare,
        Bound.ABOUT: f"about {bare}",
        Bound.AT_MOST: f"{bare} or less",
    }.get(found.total.bound, f"{bare} or more")
    return f"phases add to {said}" + ("" if found.consistent else _DISAGREE)


def sources_of(comparison: Comparison) -> list[tuple[str, int]]:
    """Give every source with the number of figures taken from it, in the order of first use."""
    used: dict[str, int] = {}
    for row in comparison.rows:
        for cell in row.cells:
            for figure in (cell.figure, *cell.others):
                if figure is not None:
                    source = without_scheme(figure.source)
                    used[source] = used.get(source, 0) + 1
    return list(used.items())


def is_recorded(figure: Figure) -> bool:
    """Say whether a figure is counted from records."""
    return figure.source == RECORDED_SOURCE


def reconciliation_sentences(found: Sequence[Reconciliation]) -> list[str]:
    """Say of each sum of phases whether it agrees with what was published for the whole."""
    made = []
    for one in found:
        definition = measure_definitions()[one.measure]
        published = figure_words(one.published.value, definition.unit, one.published.bound)
        if one.total is None:
            made.append(f"{one.subject}, {definition.label}: {published} for the whole. {one.why_not}")
            continue
        agree = "They agree." if one.consistent else "They do not agree."
        said = phases_words(one, definition.unit).removesuffix(_DISAGREE)
        made.append(f"{one.subject}, {definition.label}: {said}; {published} for the whole. {agree}")
    return made


def counted(value: float) -> str:
    """Write a count that may be a whole number or not."""
    return count(value) if float(value).is_integer() else f"{value:,.1f}"
