"""Tables to protect, and the slow and sure way to find what can be worked out from them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np
import pandas as pd

from linesmap.disclose import Protected, Published, PublishedTable, Word
from linesmap.disclose.tables import CellId, LinkedTables


def labels(letter: str, n: int) -> tuple[str, ...]:
    return tuple(f"{letter}{number:03}" for number in range(n))


def table_of(counts: np.ndarray) -> PublishedTable:
    n_rows, n_columns = counts.shape
    return PublishedTable(labels("r", n_rows), labels("c", n_columns), tuple(map(tuple, counts.tolist())))


def random_counts(seed: int, shape: tuple[int, ...]) -> np.ndarray:
    """Counts as they come in such tables: many small, a few large, some 0."""
    source = np.random.default_rng(seed)
    share = source.uniform(0.02, 0.2)
    return source.negative_binomial(1, share, shape)


def tidy(counts: np.ndarray, names: tuple[str, ...], value: str = "n") -> pd.DataFrame:
    rows = [
        (*(f"{name}{i}" for name, i in zip(names, at, strict=True)), int(counts[at])) for at in np.ndindex(counts.shape)
    ]
    return pd.DataFrame(rows, columns=[*names, value])


def possible(published: Published, leaves: list[CellId], most: int, *, words: bool) -> Iterator[dict[CellId, int]]:
    """Try every set of whole numbers up to a bound in the leaves; give those that agree with what is published."""
    ordered = sorted(published.sums, key=lambda each: len(set(each.parts) - set(leaves)))
    for numbers in product(range(most + 1), repeat=len(leaves)):
        value = dict(zip(leaves, numbers, strict=True))
        waiting, consistent = list(ordered), True
        while waiting and consistent:
            each = next(each for each in waiting if all(part in value for part in each.parts))
            waiting.remove(each)
            added = sum(value[part] for part in each.parts)
            consistent = value.setdefault(each.total, added) == added
        if consistent and all(agrees(published, cell_id, number, words=words) for cell_id, number in value.items()):
            yield value


def agrees(published: Published, cell_id: CellId, number: int, *, words: bool) -> bool:
    """Tell whether a number would have been published as it was."""
    cell, threshold, step = published.by_id[cell_id], published.threshold, int(published.round_to)
    if cell.word is Word.NOWHERE:
        return True
    if cell.word is Word.SHOWN:
        halves_up = (2 * number + step) // (2 * step) * step
        return halves_up == cell.shown and not 0 < number < threshold
    return 0 < number < threshold if words and cell.word is Word.UNDER else number > 0


def check(made: Protected, tables: LinkedTables, threshold: int = 10) -> None:
    """Attack once more, and hold what was found against the true numbers."""
    from linesmap.disclose import attack

    true = {cell.cell_id: cell.value for cell in tables.cells}
    for cell in made.published.cells:
        if cell.word is Word.SHOWN:
            assert cell.shown == 0 == true[cell.cell_id] or cell.shown >= threshold <= true[cell.cell_id]
        elif cell.word is Word.UNDER:
            assert 0 < true[cell.cell_id] < threshold
    for words in (False, True):
        for seen in attack(made.published, words=words):
            assert seen.low <= true[seen.cell_id] <= seen.high
            word = made.published.by_id[seen.cell_id].word
            if words and word is Word.UNDER:
                assert (seen.low, seen.high) == (1, threshold - 1)
            elif word is not Word.NOWHERE or 0 < true[seen.cell_id] < threshold:
                assert seen.width >= threshold
                assert seen.high >= threshold
    assert made.report.passed
