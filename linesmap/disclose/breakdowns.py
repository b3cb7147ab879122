"""Protect numbers that are broken down in several ways at once, such as by area and period and by area and operation.

A full table of all combinations has many small numbers, most of which must be hidden. Several breakdowns of fewer
columns show more; they share their totals, so they are tied and protected together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from linesmap.disclose.cubes import Cube, make_cube
from linesmap.disclose.protect import Protected, protect
from linesmap.disclose.published import Published
from linesmap.disclose.report import DisclosureReport, join_reports
from linesmap.disclose.rules import Reason, Rules, Word
from linesmap.disclose.tables import ALL, Cell, CellId, LinkedTables, Sum, join_tables
from linesmap.errors import ColumnError, InputError

__all__ = ["Amount", "Part", "ProtectedFrame", "protect_breakdowns"]

Breakdown = Sequence[str | Sequence[str]]

_VICTIM_THRESHOLD = 10
_SAID = {Word.SHOWN: "", Word.UNDER: Reason.SMALL_NUMBER.value, Word.NOT_SHOWN: Word.NOT_SHOWN.value}


@dataclass(frozen=True)
class Amount:
    """Columns that say what an amount is the sum of: how many contributors, and the largest of them.

    `round_to` is the multiple that it is shown to; that of the rules when left out.
    """

    contributors: str
    largest: str
    round_to: float | None = None


@dataclass(frozen=True)
class Part:
    """Counts that are part of a whole: one column, or several that exclude each other, and the column of the whole.

    What is left of the whole is protected too, as a reader can subtract; unless the parts are `complete`, which a
    reader is taken to know.
    """

    parts: str | Sequence[str]
    whole: str
    complete: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The columns of the parts."""
        return (self.parts,) if isinstance(self.parts, str) else tuple(self.parts)

    @property
    def rest(self) -> str:
        """What the rest is called."""
        return f"{self.whole} less {', '.join(self.names)}"


@dataclass(frozen=True)
class ProtectedFrame:
    """Numbers as they may leave, one a row, and the report on them, which stays.

    `frame` has the columns broken down by (`All` for totals), measure, shown (null where hidden), text (what to
    write) and suppressed: empty, `small number` where the text says so, or `not shown`, which does not tell why.
    """

    frame: pd.DataFrame
    report: DisclosureReport


@dataclass(frozen=True)
class _Laid:
    """A breakdown laid out: the ids of its cells with a label for every column of all breakdowns."""

    cube: Cube
    ids: tuple[CellId, ...]
    sums: tuple[Sum, ...]


def protect_breakdowns(
    frame: pd.DataFrame,
    breakdowns: Sequence[Breakdown],
    values: Sequence[str],
    *,
    victims: Sequence[str] = (),
    amounts: Mapping[str, Amount] | None = None,
    parts: Sequence[Part] = (),
    rules: Rules | None = None,
) -> ProtectedFrame:
    """Protect numbers broken down in several ways, each with every combination of its own totals.

    Parameters
    ----------
    frame
        A row for each combination, or several; combinations that it lacks count as 0.
    breakdowns
        Each is a list of columns, or groups of columns from coarse to fine that lie within each other. A column that
        a breakdown lacks is added up in it, so that what two breakdowns share is one number.
    values
        Columns with counts that add up.
    victims
        Those of `values` that count exploited people; their threshold is never under 10.
    amounts
        Columns with money or weight, each with the columns of its contributors and the largest of them. An amount is
        shown only where its contributors are among `values` and shown, or are no number of `values`.
    parts
        Which of `values` are part of another one of them.
    rules
        The defaults when left out.

    Returns
    -------
    protected
        Rows in the order of their labels with totals last, measures in the order given.

    Raises
    ------
    InputError
        If a column is missing, a number is missing or no count, parts are more than their whole, or there are too
        many cells.
    """
    rules, amounts = rules or Rules(), dict(amounts or {})
    _require(frame, values, victims, amounts, parts)
    columns = list(dict.fromkeys(name for by in breakdowns for each in by for name in _names(each)))
    laid = [_lay(frame, by, columns) for by in breakdowns]
    done: dict[str, Protected] = {}
    for group in _groups(values, parts):
        own = _rules_of(rules, has_victims=any(name in victims for name in group))
        tables = join_tables([_count_tables(each, frame, name) for each in laid for name in group])
        done |= dict.fromkeys(group, protect(_with_rests(tables, laid, group, parts), own))
    for name, amount in amounts.items():
        counts = done[amount.contributors].published if amount.contributors in done else None
        tables = join_tables([_amount_tables(each, frame, name, amount, counts) for each in laid])
        done[name] = protect(tables, replace(rules, round_amounts_to=amount.round_to or rules.round_amounts_to))
    every = {labels for each in laid for labels in each.ids}
    order = sorted(every, key=lambda labels: [(label == ALL, label) for label in labels])
    rows = [_row(done[name].published, labels, name) for name in (*values, *amounts) for labels in order]
    reports = {id(made): made.report for made in done.values()}
    return ProtectedFrame(
        pd.DataFrame(rows, columns=[*columns, "measure", "shown", "text", "suppressed"]).astype({"shown": float}),
        join_reports(tuple(reports.values())),
    )


def _names(each: str | Sequence[str]) -> tuple[str, ...]:
    return (each,) if isinstance(each, str) else tuple(each)


def _lay(frame: pd.DataFrame, by: Breakdown, columns: Sequence[str]) -> _Laid:
    cube = make_cube(frame, by)
    own = [name for axis in cube.axes for name in axis.columns]

    def full(labels: CellId) -> CellId:
        held = dict(zip(own, labels, strict=True))
        return tuple(held.get(name, ALL) for name in columns)

    sums = tuple(Sum(full(each.total), tuple(map(full, each.parts))) for each in cube.sums)
    return _Laid(cube, tuple(map(full, cube.ids)), sums)


def _require(
    frame: pd.DataFrame,
    values: Sequence[str],
    victims: Sequence[str],
    amounts: Mapping[str, Amount],
    parts: Sequence[Part],
) -> None:
    needed = [
        *values,
        *amounts,
        *(name for amount in amounts.values() for name in (amount.contributors, amount.largest)),
    ]
    missing = [name for name in needed if name not in frame.columns]
    if missing:
        msg = f"Expected a column {missing[0]} with numbers, found none of that name. Name a column of the table."
        raise ColumnError(msg)
    named = [*victims, *(name for part in parts for name in (*part.names, part.whole))]
    strange = [name for name in named if name not in values]
    if strange or not (values or amounts):
        msg = f"Expected counts among the values, found {len(strange)} that are not. Add them to the values."
        raise InputError(msg)
    for name in needed:
        if not pd.api.types.is_numeric_dtype(frame[name]) or frame[name].isna().any() or (frame[name] < 0).any():
            msg = f"Expected a number of 0 or more in every row of {name}, found another value. Leave out unknown ones."
            raise InputError(msg)


def _groups(values: Sequence[str], parts: Sequence[Part]) -> list[list[str]]:
    """Put together the counts of which one is part of another."""
    group = {name: name for name in values}
    for part in parts:
        for one in part.names:
            group = {name: group[part.whole] if its == group[one] else its for name, its in group.items()}
    return [[name for name in values if group[name] == each] for each in dict.fromkeys(group.values())]


def _rules_of(rules: Rules, *, has_victims: bool) -> Rules:
    if not has_victims or rules.threshold >= _VICTIM_THRESHOLD:
        return rules
    return replace(rules, threshold=-(-_VICTIM_THRESHOLD // rules.round_to) * rules.round_to)


def _count_tables(laid: _Laid, frame: pd.DataFrame, name: str) -> LinkedTables:
    totals = laid.cube.totals(frame, name)
    cells = [Cell((*labels, name), float(total)) for labels, total in zip(laid.ids, totals, strict=True)]
    return LinkedTables(tuple(cells), _sums_of(laid, name))


def _sums_of(laid: _Laid, name: str) -> tuple[Sum, ...]:
    return tuple(Sum((*each.total, name), tuple((*part, name) for part in each.parts)) for each in laid.sums)


def _with_rests(
    tables: LinkedTables, laid: Sequence[_Laid], group: Sequence[str], parts: Sequence[Part]
) -> LinkedTables:
    """Add what is left of a whole when its parts are taken away: no table has it, but a reader can subtract."""
    value = {cell.cell_id: cell.value for cell in tables.cells}
    cells: dict[CellId, Cell] = {}
    sums = []
    for part in parts:
        if part.whole not in group:
            continue
        for labels in (labels for each in laid for labels in each.ids):
            left = value[*labels, part.whole] - sum(value[*labels, name] for name in part.names)
            if left < 0 or (part.complete and left):
                what = "make up" if part.complete else "be part of"
                msg = f"Expected {', '.join(part.names)} to {what} {part.whole}, found otherwise. Check the columns."
                raise InputError(msg)
            if part.complete:
                sums.append(Sum((*labels, part.whole), tuple((*labels, name) for name in part.names)))
                continue
            rest = (*labels, part.rest)
            cells[rest] = Cell(rest, left, published=False)
            sums.append(Sum((*labels, part.whole), (*((*labels, name) for name in part.names), rest)))
        if not part.complete:
            sums += [one for each in laid for one in _sums_of(each, part.rest)]
    return LinkedTables((*tables.cells, *cells.values()), (*tables.sums, *sums)) if sums else tables


def _amount_tables(
    laid: _Laid, frame: pd.DataFrame, name: str, amount: Amount, counts: Published | None
) -> LinkedTables:
    totals, largest = laid.cube.totals(frame, name), laid.cube.largest(frame, amount.largest)
    contributors = laid.cube.totals(frame, amount.contributors)
    cells = [
        Cell(
            (*labels, name),
            # Sums of the same parts in another order may differ in the last place.
            round(float(totals[i]), 6),
            contributors=int(contributors[i]),
            largest=float(largest[i]),
            count_hidden=counts is not None and counts.shown((*labels, amount.contributors)) is None,
        )
        for i, labels in enumerate(laid.ids)
    ]
    return LinkedTables(tuple(cells), _sums_of(laid, name), amounts=True)


def _row(published: Published, labels: CellId, name: str) -> tuple[object, ...]:
    cell = published.by_id[*labels, name]
    return (*labels, name, cell.shown, published.text(cell.cell_id), _SAID[cell.word])
