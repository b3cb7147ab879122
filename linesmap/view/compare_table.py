"""Write a comparison as a table: measures as rows, operations as columns, and behind every figure its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from itertools import pairwise

from linesmap.measure.comparison import Cell, Comparison, Row, Scale
from linesmap.measure.figures import HIDDEN_TOO, UNDER_TEN, Basis, Figure, Origin, Subject
from linesmap.model.day_words import published_period
from linesmap.reference.measures import MEASURE_GROUPS
from linesmap.view.compare_words import (
    family,
    figure_words,
    forces_words,
    head_name,
    is_recorded,
    length_words,
    notes_under,
    period_words,
    population_words,
    published_words,
    row_decimals,
    short_name,
    without_scheme,
)
from linesmap.view.words import MISSING, plural

__all__ = ["comparison_table"]

_FIRST_WIDTH, _COLUMN_WIDTH, _WIDEST_COLUMN = 144, 118, 280
_MOST_STICKY = 8
_MOST_SHOWN_WHOLE = 2
_OPEN = '<details name="lmc"><summary>'
_RECORDS = "Its records are listed on the Operations page."


def comparison_table(
    comparison: Comparison,
    figures: Mapping[Subject, Sequence[Figure]] | None = None,
    *,
    records_at: str = "",
    key: str = "",
) -> str:
    """Write the table.

    Parameters
    ----------
    comparison
        At least one operation.
    figures
        All figures of the columns, from which "averages only" is known.
    records_at
        Address of the page that lists records, for the app; a file that leaves has none.
    key
        HTML that explains the signs, to stand right below the table.

    Returns
    -------
    html
        A table of the measures that several operations state, then two that open: measures that one operation alone
        states, and other published figures. Every text is escaped.
    """
    single = len(comparison.subjects) > _MOST_SHOWN_WHOLE
    named = [row for row in comparison.rows if row.definition.group != "other"]
    alone = [row for row in named if single and sum(cell.stated for cell in row.cells) == 1]
    shared = [row for row in named if row not in alone]
    if not shared:
        shared, alone = alone, []
    other = [row for row in comparison.rows if row.definition.group == "other"]
    parts = [_table(comparison, shared, figures or {}, records_at, with_head=True), key]
    if alone:
        said = ", ".join(_lowered(row.definition.label) for row in alone)
        parts.append(_folded(comparison, alone, f"Stated for one operation only: {said}", records_at))
    if other:
        parts.append(_folded(comparison, other, f"Other published figures, {len(other)}", records_at))
    wide = _FIRST_WIDTH + _COLUMN_WIDTH * len(comparison.subjects)
    most = _FIRST_WIDTH + _WIDEST_COLUMN * len(comparison.subjects)
    kind = "lmc-main" if len(comparison.subjects) <= _MOST_STICKY else "lmc-main many"
    return f'<div class="{kind}" style="--lmc-wide:{wide}px;--lmc-most:{most}px">{"".join(parts)}</div>'


def _lowered(label: str) -> str:
    return label[0].lower() + label[1:] if not label.startswith("Class") else label


def _folded(comparison: Comparison, rows: Sequence[Row], words: str, records_at: str) -> str:
    table = _table(comparison, rows, {}, records_at, with_head=False)
    return f'<details class="lmc-more"><summary>{escape(words)}</summary>{table}</details>'


def _rules(subjects: Sequence[Subject]) -> list[bool]:
    """Say which columns a vertical rule stands before: all but phases beside a phase of the same operation."""
    found = [False]
    for before, subject in pairwise(subjects):
        together = not before.phases and not subject.phases and family(before) == family(subject)
        found.append(not together)
    return found


def _table(
    comparison: Comparison,
    rows: Sequence[Row],
    figures: Mapping[Subject, Sequence[Figure]],
    records_at: str,
    *,
    with_head: bool,
) -> str:
    rules = _rules(comparison.subjects)
    columns = '<col class="first">' + "<col>" * len(rules)
    head = _head(comparison, figures, rules) if with_head else _small_head(comparison, rules)
    body, last = [], None
    for row in rows:
        if row.definition.group != last:
            last = row.definition.group
            body.append(_group(last, rules))
        body.append(_row(comparison, row, rules, records_at))
    caption = f"Operations side by side, {comparison.scale.value}. Select a figure to open its source."
    return (
        f'<table class="lmc-t"><caption>{escape(caption)}</caption><colgroup>{columns}</colgroup>'
        f"<thead>{head}</thead><tbody>{''.join(body)}</tbody></table>"
    )


def _kinds(*names: str) -> str:
    kept = " ".join(name for name in names if name)
    return f' class="{kept}"' if kept else ""


def _head(comparison: Comparison, figures: Mapping[Subject, Sequence[Figure]], rules: Sequence[bool]) -> str:
    subjects = comparison.subjects
    names = "".join(
        f'<th scope="col"{_kinds("name", "ruled" if ruled else "")}>{escape(head_name(one))}</th>'
        for one, ruled in zip(subjects, rules, strict=True)
    )
    lines = [
        ("Period", [escape(period_words(one)) for one in subjects]),
        ("Length", [escape(length_words(one, figures.get(one, ()))) for one in subjects]),
        ("Forces", [_forces(one) for one in subjects]),
        ("Population, mid-2020", [escape(population_words(one)) for one in subjects]),
    ]
    if any(one.origin is Origin.RECORDED or one.invented for one in subjects):
        lines.insert(0, ("Figures", [_origin(one) for one in subjects]))
    if comparison.scale is Scale.PER_OFFICER_DAY:
        lines.append(
            ("Officer-days", [f"{one.officer_days:,.0f}" if one.officer_days else MISSING for one in subjects])
        )
    made = [f'<tr><td class="corner">{escape(_said_scale(comparison.scale))}</td>{names}</tr>']
    for label, cells in lines:
        tds = "".join(
            f"<td{_kinds('ruled' if ruled else '')}>{cell}</td>" for cell, ruled in zip(cells, rules, strict=True)
        )
        made.append(f'<tr class="fact"><th scope="row">{escape(label)}</th>{tds}</tr>')
    return "".join(made)


def _said_scale(scale: Scale) -> str:
    return "" if scale is Scale.TOTAL else scale.value


def _small_head(comparison: Comparison, rules: Sequence[bool]) -> str:
    cells = "".join(
        f'<th scope="col"{_kinds("ruled" if ruled else "")}>{escape(head_name(one))}</th>'
        for one, ruled in zip(comparison.subjects, rules, strict=True)
    )
    return f'<tr class="small"><td></td>{cells}</tr>'


def _forces(subject: Subject) -> str:
    words = escape(forces_words(subject))
    if len(subject.forces) < 2:  # noqa: PLR2004 - one force is named in full
        return words
    lead = f"<p>Led by {escape(subject.lead.replace(';', ', '))}.</p>" if subject.lead else ""
    named = escape(", ".join(subject.forces))
    return f'{_OPEN}{words}</summary><div class="lmc-pop"><p>{named}.</p>{lead}</div></details>'


def _origin(subject: Subject) -> str:
    said = "from records" if subject.origin is Origin.RECORDED else "published"
    return f'<span class="warn">{said}, invented</span>' if subject.invented else said


def _group(group: str, rules: Sequence[bool]) -> str:
    label, sentence = MEASURE_GROUPS[group]
    return (
        f'<tr class="group"><th scope="colgroup" colspan="{len(rules) + 1}"><span>{escape(label)}'
        f"<small>{escape(sentence)}</small></span></th></tr>"
    )


def _row(comparison: Comparison, row: Row, rules: Sequence[bool], records_at: str) -> str:
    decimals = row_decimals(row, comparison.scale)
    cells = "".join(
        _cell(comparison, subject, row, cell, decimals, ruled=ruled, records_at=records_at)
        for subject, cell, ruled in zip(comparison.subjects, row.cells, rules, strict=True)
    )
    total = ""
    if row.total is not None and len(comparison.subjects) > 1:
        words = figure_words(row.total.value, row.definition.unit, row.total.bound)
        total = f"<p>Together: {escape(words)}.</p>"
    elif row.why_no_total and len(comparison.subjects) > 1:
        total = f"<p>No total. {escape(row.why_no_total)}</p>"
    label = escape(row.definition.label)
    meaning = f'<div class="lmc-pop wide"><p>{escape(row.definition.definition)}.</p>{total}</div>'
    return f'<tr><th scope="row">{_OPEN}{label}</summary>{meaning}</details></th>{cells}</tr>'


def _cell(
    comparison: Comparison,
    subject: Subject,
    row: Row,
    cell: Cell,
    decimals: int | None,
    *,
    ruled: bool,
    records_at: str,
) -> str:
    rule = "ruled" if ruled else ""
    if cell.figure is None:
        missing = "not recorded" if subject.origin is Origin.RECORDED else "not published"
        return (
            f'<td{_kinds(rule, "none")}><span role="img" aria-label="{missing}" title="{missing}">{MISSING}</span></td>'
        )
    words = _words(row, cell, decimals)
    under = "; ".join(notes_under(comparison, subject, row, cell))
    said = f"<small>{escape(under)}</small>" if under else ""
    name = f"{row.definition.label}, {short_name(subject)}"
    opened = _source(comparison, cell, subject, records_at)
    kind = _kinds(rule, "" if cell.comparable else "grey")
    box = f'<div class="lmc-pop"><b>{escape(name)}</b>{opened}</div>'
    return f"<td{kind}>{_OPEN}{escape(words)}</summary>{box}</details>{said}</td>"


def _words(row: Row, cell: Cell, decimals: int | None) -> str:
    figure = cell.figure
    if figure is not None and figure.suppressed:
        return UNDER_TEN if figure.suppressed == UNDER_TEN else "not shown"
    scaled = decimals if figure is not None and cell.value != figure.value else None
    unit = row.definition.unit
    if row.definition.group == "other":
        unit = figure.unit if figure is not None else ""
    return figure_words(cell.value, unit, cell.bound, scaled)


def _source(comparison: Comparison, cell: Cell, subject: Subject, records_at: str) -> str:
    parts = []
    for number, figure in enumerate(one for one in (cell.figure, *cell.others) if one is not None):
        if is_recorded(figure):
            where = escape(figure.source)
            link = f' <a href="{escape(records_at)}" target="_self">Open Operations</a>.' if records_at else ""
            hidden = f"<p>{escape(figure.suppressed.capitalize())}.</p>" if figure.suppressed == HIDDEN_TOO else ""
            parts.append(f"<p>{escape(published_words(figure))}.</p>{hidden}<p>{where}. {_RECORDS}{link}</p>")
            continue
        begin = "Published" if not number else "Also published"
        said = f"{begin}: {published_words(figure)}, as “{figure.words}”"
        said += f" ({figure.qualifier})" if figure.qualifier else ""
        said += f"; {figure.reason}" if figure.reason and number else ""
        if figure.own_period:
            said += f"; {published_period(*figure.own_period)}"
        if figure.own_forces:
            said += f"; {', '.join(figure.own_forces)}"
        parts.append(f'<p>{escape(said)}.</p><p class="src">{escape(without_scheme(figure.source))}</p>')
    if cell.figure is not None and cell.value is not None and cell.value != cell.figure.value:
        parts.append(f"<p>{escape(_scaled(comparison.scale, subject, cell.basis))}</p>")
    return "".join(parts)


def _scaled(scale: Scale, subject: Subject, basis: Basis) -> str:
    if basis is not Basis.TOTAL:
        return "Shown per day: the average divided by the days of a week or month."
    by = {
        Scale.PER_PEOPLE: f"per 100,000 of {subject.population or 0:,} people",
        Scale.PER_DAY: f"per day of {plural(subject.days or 0, 'day')}",
        Scale.PER_OFFICER_DAY: f"per officer-day of {subject.officer_days or 0:,.0f}",
    }
    return f"Shown {by.get(scale, '')}."
