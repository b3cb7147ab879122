"""Make tables fit to leave: hide, publish, attack, and hide more until the attack finds nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from linesmap.disclose.attack import Range, attack
from linesmap.disclose.needs import Problem, make_problem
from linesmap.disclose.primary import primary_reasons
from linesmap.disclose.published import Published, publish
from linesmap.disclose.report import DisclosureReport, HiddenCell
from linesmap.disclose.rules import Reason, Rules, Word
from linesmap.disclose.secondary import hide_more, hide_near
from linesmap.disclose.secondary_exact import cheapest
from linesmap.disclose.tables import CellId, LinkedTables, PublishedTable, join_tables

__all__ = ["Protected", "protect"]

_MOST_TRIES = 25
_NEAR = 1e-6

_Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Protected:
    """Tables as they may leave, and the report on them, which stays."""

    published: Published
    report: DisclosureReport

    def text(self, cell_id: CellId) -> str:
        """Write a cell: a number, `under 10` or `not shown`."""
        return self.published.text(cell_id)

    def shown(self, cell_id: CellId) -> float | None:
        """Give the rounded number of a cell, None where it is hidden."""
        return self.published.shown(cell_id)


def protect(
    tables: LinkedTables | PublishedTable | Sequence[LinkedTables | PublishedTable], rules: Rules | None = None
) -> Protected:
    """Hide what must be hidden in tables, and prove by an attack that it stays hidden.

    Parameters
    ----------
    tables
        One table or all tables that are published together; cells with one id are one number. Tables that were
        published before, or will be, belong with them.
    rules
        The defaults when left out.

    Returns
    -------
    protected
        If nothing less helps, every number but 0 of a table is hidden, and the report says so. The order in which
        cells, sums and tables are given makes no difference.

    Raises
    ------
    InputError
        If tables contradict each other.

    Examples
    --------
    >>> counts = ((25, 3, 40), (31, 22, 18), (60, 45, 37))
    >>> made = protect(PublishedTable(("Dorset", "Gwent", "Kent"), ("arrests", "charges", "referrals"), counts))
    >>> made.text(("Dorset", "charges")), made.text(("Kent", "arrests")), made.report.passed
    ('under 10', '60', True)
    """
    rules = rules or Rules()
    given = [tables] if isinstance(tables, LinkedTables | PublishedTable) else list(tables)
    joined = join_tables([each.linked() if isinstance(each, PublishedTable) else each for each in given])
    done = [_protect_tied(part, rules) for part in joined.components()]
    hidden = sorted((cell for part in done for cell in part.hidden), key=lambda cell: cell.cell_id)
    words: dict[CellId, Word] = {cell.cell_id: cell.word for cell in hidden if cell.word is not Word.NOWHERE}
    report = DisclosureReport(
        rules=rules,
        n_cells=sum(cell.published for cell in joined.cells),
        n_withheld=sum(part.withheld for part in done),
        hidden=tuple(hidden),
    )
    return Protected(publish(joined, words, rules), report)


@dataclass(frozen=True)
class _Done:
    hidden: tuple[HiddenCell, ...] = ()
    withheld: bool = False


@dataclass
class _Work:
    """What is known while one group of tied cells is protected."""

    tables: LinkedTables
    rules: Rules
    reasons: dict[CellId, Reason]
    problem: Problem
    hidden: _Flags
    ranges: dict[CellId, Range] = field(default_factory=dict)

    def published(self, words: dict[CellId, Word] | None = None) -> Published:
        """Publish with these words; where there are none, with `not shown`."""
        found = {
            cell.cell_id: (words or {}).get(cell.cell_id, Word.NOT_SHOWN)
            for cell, hidden in zip(self.tables.cells, self.hidden, strict=True)
            if hidden and cell.published
        }
        return publish(self.tables, found, self.rules)

    def too_narrow(self, ranges: dict[CellId, Range]) -> list[CellId]:
        """Name the cells of which an attack found too much."""
        problem, found = self.problem, []
        for cell_id, seen in ranges.items():
            i = self.tables.index[cell_id]
            near = _NEAR * max(1.0, problem.values[i])
            if problem.sensitive[i]:
                enough = seen.low <= problem.low_needed[i] + near and seen.high >= problem.high_needed[i] - near
            else:
                enough = bool(problem.nowhere[i]) or seen.width >= problem.width_needed[i] - near
            if not enough:
                found.append(cell_id)
        return found


def _protect_tied(tables: LinkedTables, rules: Rules) -> _Done:
    reasons = primary_reasons(tables, rules)
    if not reasons:
        return _Done()
    problem = make_problem(tables, reasons, rules)
    work = _Work(tables, rules, reasons, problem, _choose(problem))
    if not (problem.can_hide & ~work.hidden).any():
        # Something may be asked for that nothing can give; what is asked is looked at again before all is hidden.
        _see_what_zeros_tell(work)
        work.hidden = _choose(work.problem)
    _settle_numbers(work)
    problem = work.problem
    words, final = _choose_words(work)
    narrow = {*work.too_narrow(work.ranges), *_words_tell(work, final, words)}
    cells = []
    for cell_id, seen in final.items():
        i = tables.index[cell_id]
        if not problem.sensitive[i] and problem.nowhere[i]:
            continue
        alone = work.ranges[cell_id]
        word = Word.NOWHERE if problem.nowhere[i] else words.get(cell_id, Word.NOT_SHOWN)
        cells.append(
            HiddenCell(
                cell_id=cell_id,
                reason=reasons.get(cell_id, Reason.SECONDARY),
                word=word,
                low=seen.low,
                high=seen.high,
                low_by_numbers=alone.low,
                high_by_numbers=alone.high,
                exact=seen.exact and alone.exact,
                wide_enough=cell_id not in narrow,
            )
        )
    left = problem.can_hide & ~work.hidden
    return _Done(tuple(cells), withheld=bool(problem.can_hide.any() and not left.any()))


def _choose(problem: Problem) -> _Flags:
    """Hide by the fast way and, in a small table, by the search; take what loses less."""
    start = problem.sensitive & ~problem.nowhere
    fast = hide_more(problem, start)
    searched = cheapest(problem, below=float(problem.cost[fast & ~start].sum()))
    if searched is None:
        return fast
    searched = hide_more(problem, searched & ~problem.nowhere, line_by_line=False)
    return searched if problem.cost[searched].sum() < problem.cost[fast].sum() else fast


def _settle_numbers(work: _Work) -> None:
    """Attack with the numbers alone, and hide more until no range is too narrow."""
    for attempt in range(_MOST_TRIES + 1):
        work.ranges = {seen.cell_id: seen for seen in attack(work.published(), words=False)}
        narrow = work.too_narrow(work.ranges)
        if narrow and attempt == 0:
            _see_what_zeros_tell(work)
            narrow = work.too_narrow(work.ranges)
        if not narrow or not (work.problem.can_hide & ~work.hidden).any():
            return
        if attempt == _MOST_TRIES - 1:
            work.hidden = work.hidden | work.problem.can_hide
            continue
        more = hide_more(
            work.problem, work.hidden, extra=attempt * float(work.problem.width_needed.max()), line_by_line=False
        )
        if (more == work.hidden).all():
            cells = np.zeros(len(more), dtype=bool)
            cells[[work.tables.index[cell_id] for cell_id in narrow]] = True
            more = hide_near(work.problem, work.hidden, cells)
        work.hidden = more


def _see_what_zeros_tell(work: _Work) -> None:
    """Ask of no number to be lower than it can be when all but the zeros are hidden: hiding more cannot help it."""
    hidden, work.hidden = work.hidden, work.problem.can_hide | work.hidden
    problem, least = work.problem, work.problem.low_needed.copy()
    for seen in attack(work.published(), words=False):
        i = work.tables.index[seen.cell_id]
        if problem.sensitive[i]:
            least[i] = max(least[i], min(seen.low, problem.values[i]))
    high = np.maximum(problem.high_needed, np.where(problem.sensitive, least + problem.width_needed, 0.0))
    work.problem, work.hidden = replace(problem, low_needed=least, high_needed=high), hidden


def _choose_words(work: _Work) -> tuple[dict[CellId, Word], dict[CellId, Range]]:
    """Say `under 10` where that tells no more than 1 to 9, also together with the other words; and attack that."""
    top = work.rules.threshold - 1
    words = {
        cell_id: Word.UNDER
        for cell_id, reason in work.reasons.items()
        if reason is Reason.SMALL_NUMBER
        and not work.problem.nowhere[work.tables.index[cell_id]]
        and work.ranges[cell_id].low <= 1
        and work.ranges[cell_id].high >= top
    }
    while words:
        seen = {each.cell_id: each for each in attack(work.published(words))}
        telling = _words_tell(work, seen, words)
        if not telling:
            return words, seen
        weaker = _words_near(work, telling, words)
        words = {cell_id: word for cell_id, word in words.items() if cell_id not in weaker}
    return {}, work.ranges


def _words_tell(work: _Work, ranges: dict[CellId, Range], words: dict[CellId, Word]) -> list[CellId]:
    """Name the cells of which words and numbers together tell too much."""
    top = work.rules.threshold - 1
    bare = {cell_id: seen for cell_id, seen in ranges.items() if cell_id not in words}
    return work.too_narrow(bare) + [
        cell_id for cell_id in words if ranges[cell_id].low > 1 or ranges[cell_id].high < top
    ]


def _words_near(work: _Work, telling: list[CellId], words: dict[CellId, Word]) -> set[CellId]:
    """Choose the words to weaken: those of totals tied to a telling cell, else all that are tied to one, else all."""
    cells = set(telling)
    tied = [each for each in work.tables.sums if cells.intersection((each.total, *each.parts))]
    totals = {each.total for each in tied} & words.keys()
    return totals or ({cell for each in tied for cell in each.parts} & words.keys()) or set(words)
