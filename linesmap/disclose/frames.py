"""Protect a tidy frame of counts and amounts: every margin published, ready to be shown."""

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

__all__ = ["Amount", "ProtectedFrame", "add_rate", "protect_frame"]

_VICTIM_THRESHOLD = 10
_SAID = {Word.SHOWN: "", Word.UNDER: Reason.SMALL_NUMBER.value, Word.NOT_SHOWN: Word.NOT_SHOWN.value}


@dataclass(frozen=True)
class Amount:
    """Columns that say what an amount is the sum of: how many contributors, and the largest of them."""

    contributors: str
    largest: str


@dataclass(frozen=True)
class ProtectedFrame:
    """Numbers as they may leave, one a row, and the report on them, which stays.

    `frame` has the columns broken down by (`All` for totals), measure, shown (null where hidden), text (what to
    write) and suppressed: empty, `small number` where the text says so, or `not shown`, which does not tell why.
    """

    frame: pd.DataFrame
    report: DisclosureReport


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
    rules, amounts, within = rules or Rules(), dict(amounts or {}), dict(within or {})
    _require(frame, values, victims, amounts, within)
    cube = make_cube(frame, by)
    done: dict[str, Protected] = {}
    for group in _groups(values, within):
        own = _rules_of(rules, any(name in victims for name in group))
        tables = join_tables([_count_tables(cube, frame, name) for name in group])
        done |= dict.fromkeys(group, protect(_with_rests(tables, cube, group, within), own))
    for name, amount in amounts.items():
        counts = done[amount.contributors].published if amount.contributors in done else None
        done[name] = protect(_amount_tables(cube, frame, name, amount, counts), rules)
    names = [*values, *amounts]
    columns = [column for axis in cube.axes for column in axis.columns]
    order = sorted(cube.ids, key=lambda labels: [(label == ALL, label) for label in labels])
    rows = [_row(done[name].published, labels, name) for name in names for labels in order]
    reports = {id(made): made.report for made in done.values()}
    return ProtectedFrame(
        pd.DataFrame(rows, columns=[*columns, "measure", "shown", "text", "suppressed"]).astype({"shown": float}),
        join_reports(tuple(reports.values())),
    )


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


def _require(
    frame: pd.DataFrame,
    values: Sequence[str],
    victims: Sequence[str],
    amounts: Mapping[str, Amount],
    within: Mapping[str, str],
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
    strange = [name for name in (*victims, *within, *within.values()) if name not in values]
    if strange or not (values or amounts):
        msg = f"Expected counts among the values, found {len(strange)} that are not. Add them to the values."
        raise InputError(msg)
    for name in needed:
        if not pd.api.types.is_numeric_dtype(frame[name]) or frame[name].isna().any() or (frame[name] < 0).any():
            msg = f"Expected a number of 0 or more in every row of {name}, found another value. Leave out unknown ones."
            raise InputError(msg)


def _groups(values: Sequence[str], within: Mapping[str, str]) -> list[list[str]]:
    """Put together the counts of which one is part of another."""
    group = {name: name for name in values}
    for part, whole in within.items():
        group = {name: group[whole] if its == group[part] else its for name, its in group.items()}
    return [[name for name in values if group[name] == each] for each in dict.fromkeys(group.values())]


def _rules_of(rules: Rules, has_victims: bool) -> Rules:  # noqa: FBT001
    if not has_victims or rules.threshold >= _VICTIM_THRESHOLD:
        return rules
    return replace(rules, threshold=-(-_VICTIM_THRESHOLD // rules.round_to) * rules.round_to)


def _count_tables(cube: Cube, frame: pd.DataFrame, name: str) -> LinkedTables:
    totals = cube.totals(frame, name)
    cells = [Cell((*labels, name), float(total)) for labels, total in zip(cube.ids, totals, strict=True)]
    return LinkedTables(tuple(cells), _sums_of(cube, name))


def _sums_of(cube: Cube, name: str) -> tuple[Sum, ...]:
    return tuple(Sum((*each.total, name), tuple((*part, name) for part in each.parts)) for each in cube.sums)


def _with_rests(tables: LinkedTables, cube: Cube, group: Sequence[str], within: Mapping[str, str]) -> LinkedTables:
    """Add what is left of a whole when a part is taken away: no table has it, but a reader can subtract."""
    value = {cell.cell_id: cell.value for cell in tables.cells}
    cells, sums = [], []
    for part, whole in within.items():
        if part not in group:
            continue
        rest = f"{whole} less {part}"
        for labels in cube.ids:
            left = value[*labels, whole] - value[*labels, part]
            if left < 0:
                msg = f"Expected {part} to be part of {whole}, found more of it somewhere. Check the two columns."
                raise InputError(msg)
            cells.append(Cell((*labels, rest), left, published=False))
            sums.append(Sum((*labels, whole), ((*labels, part), (*labels, rest))))
        sums += _sums_of(cube, rest)
    return LinkedTables((*tables.cells, *cells), (*tables.sums, *sums)) if cells else tables


def _amount_tables(
    cube: Cube, frame: pd.DataFrame, name: str, amount: Amount, counts: Published | None
) -> LinkedTables:
    totals, largest = cube.totals(frame, name), cube.largest(frame, amount.largest)
    contributors = cube.totals(frame, amount.contributors)
    cells = [
        Cell(
            (*labels, name),
            float(totals[i]),
            contributors=int(contributors[i]),
            largest=float(largest[i]),
            count_hidden=counts is not None and counts.shown((*labels, amount.contributors)) is None,
        )
        for i, labels in enumerate(cube.ids)
    ]
    return LinkedTables(tuple(cells), _sums_of(cube, name), amounts=True)


def _row(published: Published, labels: CellId, name: str) -> tuple[object, ...]:
    cell = published.by_id[*labels, name]
    return (*labels, name, cell.shown, published.text(cell.cell_id), _SAID[cell.word])
