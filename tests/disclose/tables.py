"""Tables to protect, and the slow and sure way to find what can be worked out from them."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd

from linesmap.disclose import Protected, Published, PublishedTable, Word, attack
from linesmap.disclose.tables import CellId, LinkedTables


def labels(letter: str, n: int) -> tuple[str, ...]:
    return tuple(f"{letter}{number:03}" for number in range(n))


def table_of(counts: np.ndarray) -> PublishedTable:
    n_rows, n_columns = counts.shape
    return PublishedTable(labels("r", n_rows), labels("c", n_columns), tuple(map(tuple, counts.tolist())))


def random_counts(seed: int, shape: tuple[int, ...]) -> np.ndarray:
    """Make counts as they come in such tables: many small, a few large, some 0."""
    source = np.random.default_rng(seed)
    share = source.uniform(0.02, 0.2)
    return source.negative_binomial(1, share, shape)


def tidy(counts: np.ndarray, names: tuple[str, ...], value: str = "n") -> pd.DataFrame:
    rows = [
        (*(f"{name}{i}" for name, i in zip(names, at, strict=True)), int(counts[at])) for at in np.ndindex(counts.shape)
    ]
    return pd.DataFrame(rows, columns=[*names, value])


def possible(published: Published, leaves: list[CellId], most: int, *, words: bool) -> dict[CellId, np.ndarray]:
    """Try every set of whole numbers up to a bound in the leaves; give each cell in those that agree."""
    each_leaf = [[n for n in range(most + 1) if agrees(published, leaf, np.array(n), words=words)] for leaf in leaves]
    grid = np.array(list(product(*each_leaf)), dtype=np.int64)
    value = {leaf: grid[:, number] for number, leaf in enumerate(leaves)}
    fits = np.ones(len(grid), dtype=bool)
    waiting = list(published.sums)
    while waiting:
        each = next(each for each in waiting if all(part in value for part in each.parts))
        waiting.remove(each)
        added = np.sum([value[part] for part in each.parts], axis=0)
        fits &= value.setdefault(each.total, added) == added
    for cell_id, numbers in value.items():
        fits &= agrees(published, cell_id, numbers, words=words)
    return {cell_id: numbers[fits] for cell_id, numbers in value.items()}


def agrees(published: Published, cell_id: CellId, numbers: np.ndarray, *, words: bool) -> np.ndarray:
    """Tell which numbers would have been published as this cell was."""
    cell, threshold, step = published.by_id[cell_id], published.threshold, int(published.round_to)
    small = (numbers > 0) & (numbers < threshold)
    if cell.word is Word.NOWHERE:
        return numbers >= 0
    if cell.word is Word.SHOWN:
        return ((2 * numbers + step) // (2 * step) * step == cell.shown) & ~small
    return small if words and cell.word is Word.UNDER else numbers > 0


def check(made: Protected, tables: LinkedTables, threshold: int = 10) -> None:
    """Attack once more, and hold what was found against the true numbers."""
    true = {cell.cell_id: cell.value for cell in tables.cells}
    for cell in made.published.cells:
        if cell.word is Word.SHOWN:
            assert cell.shown == 0 == true[cell.cell_id] or cell.shown >= threshold <= true[cell.cell_id]
        elif cell.word is Word.UNDER:
            assert 0 < true[cell.cell_id] < threshold
    by_numbers = {cell.cell_id: (cell.low_by_numbers, cell.high_by_numbers) for cell in made.report.hidden}
    for seen in attack(made.published):
        value, word = true[seen.cell_id], made.published.by_id[seen.cell_id].word
        assert seen.low <= value <= seen.high
        if word is Word.UNDER:
            # The word tells 1 to 9, and nothing else tells more.
            assert (seen.low, seen.high) == (1, threshold - 1)
            low, high = by_numbers[seen.cell_id]
            assert low <= 1
            assert high >= threshold + 1
        elif word is not Word.NOWHERE or 0 < value < threshold:
            assert seen.width >= threshold
            assert seen.high >= threshold
    assert made.report.passed
