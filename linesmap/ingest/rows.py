"""Hold a table while it is cleaned, column by column, and account for every row of it.

Values are cleaned once for each distinct text, which makes a million rows feasible.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from linesmap.ingest.cleaners.base import Problem, squash, tidy
from linesmap.ingest.mapping import ColumnMap
from linesmap.ingest.reasons import Reason
from linesmap.ingest.tables import RawTable
from linesmap.model.imports import Reject
from linesmap.model.kinds import KINDS, ValueKind
from linesmap.model.vocabulary import RecordKind

__all__ = ["WITHHELD", "Rows", "Values"]

Values = npt.NDArray[np.object_]
"""One value a row, None where there is none."""

WITHHELD = "[withheld: marked above OFFICIAL-SENSITIVE]"
_ADVICE = {
    Reason.TOTALS_ROW: "Nothing needs correcting.",
    Reason.REPEATED_HEADER: "Nothing needs correcting.",
    Reason.MARKING_TOO_HIGH: "Keep it in a system that may hold it.",
}


class Rows:
    """The rows of one table: their texts by our columns, and what was found wrong with them.

    A row is rejected for its first fault; warnings are all kept. `live` marks the rows not rejected so far.
    """

    def __init__(self, table: RawTable, columns: ColumnMap) -> None:
        self.table = table
        self.columns = columns
        self.count = len(table.rows)
        self.live: npt.NDArray[np.bool_] = np.ones(self.count, dtype=np.bool_)
        self._faults: dict[int, tuple[str, Reason, str]] = {}
        self._warnings: dict[int, list[tuple[str, str, str]]] = {}

    def texts(self, name: str) -> list[str]:
        """Give the text of one of our columns for every row; empty texts when the table has not got it."""
        positions = self.columns.positions.get(name)
        if name in self.columns.constants:
            return [self.columns.constants[name]] * self.count
        if not positions:
            return [""] * self.count
        if len(positions) == 1:
            position = positions[0]
            texts = [row[position] for row in self.table.rows]
        else:
            texts = [
                ", ".join(dict.fromkeys(text for p in positions if (text := tidy(row[p])))) for row in self.table.rows
            ]
        return self._as_meant(name, texts)

    def _as_meant(self, name: str, texts: list[str]) -> list[str]:
        """Put the words of a source into ours, and the day before the month, as the template says."""
        words = self.columns.translations.get(name)
        if words:
            meant = {text: words.get(squash(text), text) for text in set(texts)}
            texts = [meant[text] for text in texts]
        if self.columns.month_first and _holds_dates(self.columns.kind, name):
            meant = {text: _MONTH_FIRST.sub(r"\g<day>\g<by>\g<month>\g<by>", text) for text in set(texts)}
            texts = [meant[text] for text in texts]
        return texts

    def has(self, name: str) -> bool:
        """Tell whether the table has one of our columns."""
        return name in self.columns.positions or name in self.columns.constants

    def clean(self, name: str, cleaner: Callable[[str], Any], *, required: bool = False) -> Values:
        """Clean one of our columns.

        Parameters
        ----------
        name
            Our column; faults are reported under its header in the file.
        cleaner
            Gives a value, None, or a `Problem`.
        required
            Reject rows without a value; otherwise a fault is a warning.

        Returns
        -------
        values
            One a row; None where there is none.
        """
        if not self.has(name) and not required:
            return self.empty()
        return self.clean_texts(name, [self.texts(name)], cleaner, required=required)

    def clean_texts(
        self, name: str, parts: Sequence[Sequence[str]], cleaner: Callable[..., Any], *, required: bool = False
    ) -> Values:
        """Clean values that are read from several texts together, such as a quantity and its unit.

        Parameters
        ----------
        name
            The column faults are reported under.
        parts
            For each argument of the cleaner, one text a row.
        cleaner, required
            As in `clean`.
        """
        keys = parts[0] if len(parts) == 1 else list(zip(*parts, strict=True))
        codes, distinct = pd.factorize(_objects(keys))
        results = [cleaner(*key) if len(parts) > 1 else cleaner(key) for key in distinct]
        values = _objects([result.value if isinstance(result, Problem) else result for result in results])
        self._report(name, codes, results, required=required)
        return values[codes] if len(results) else self.empty()

    def _report(self, name: str, codes: npt.NDArray[np.intp], results: Sequence[Any], *, required: bool) -> None:
        faulty = np.array(
            [isinstance(result, Problem) or (required and result is None) for result in results], dtype=np.bool_
        )
        if not faulty.any():
            return
        missing = Problem(Reason.REQUIRED_MISSING, "expected a value; found none")
        for row in np.flatnonzero(faulty[codes]).tolist():
            problem = results[codes[row]] or missing
            if problem.code is Reason.MARKING_TOO_HIGH or (required and problem.value is None):
                self.reject(row, name, problem)
            else:
                self.warn(row, name, problem)

    def reject(self, row: int, name: str, problem: Problem) -> None:
        """Reject a row, unless it is rejected already. `name` is our column, empty for the whole row."""
        self._faults.setdefault(row, (self.columns.header(name) if name else "", problem.code, problem.message))
        self.live[row] = False

    def warn(self, row: int, name: str, problem: Problem) -> None:
        """Note a doubt about one value of a row."""
        warning = (self.columns.header(name), problem.code.value, problem.message)
        self._warnings.setdefault(row, []).append(warning)

    def empty(self) -> Values:
        """Give a column without values."""
        return np.full(self.count, None, dtype=object)

    def constant(self, value: object) -> Values:
        """Give a column that holds one value throughout."""
        return np.full(self.count, value, dtype=object)

    def warnings(self) -> Values:
        """Give the warnings of every row as JSON: a list of [column, code, message]."""
        values = self.constant("[]")
        for row, warnings in self._warnings.items():
            values[row] = json.dumps(warnings, ensure_ascii=False)
        return values

    def raw(self) -> Values:
        """Give every row as filed, as JSON, without the columns that may identify an officer or a source."""
        kept = [p for p in range(len(self.table.headers)) if p not in self.columns.dropped]
        names = [json.dumps(self.table.headers[p], ensure_ascii=False) + ": " for p in kept]
        encode = json.encoder.encode_basestring
        values = self.empty()
        # Written by hand because json.dumps takes twice as long for a row; a test compares the two.
        for index, row in enumerate(self.table.rows):
            values[index] = "{" + ", ".join([n + encode(row[p]) for n, p in zip(names, kept, strict=True)]) + "}"
        return values

    def rejects(self) -> tuple[Reject, ...]:
        """Give the rejected rows in order, each with its column, reason, sentence and content as filed."""
        return tuple(
            Reject(
                row_number=self.table.row_numbers[row],
                column=column,
                reason_code=reason.value,
                message=_sentence(self.table.row_numbers[row], column, reason, message),
                raw=self._as_filed(row, withheld=reason is Reason.MARKING_TOO_HIGH),
            )
            for row, (column, reason, message) in sorted(self._faults.items())
        )

    def _as_filed(self, row: int, *, withheld: bool) -> dict[str, str]:
        cells = self.table.rows[row]
        spared = self.columns.positions.get("marking", ()) + self.columns.positions.get("reference", ())
        filed: dict[str, str] = {}
        for position, header in enumerate(self.table.headers):
            if position not in self.columns.dropped:
                hidden = withheld and position not in spared and cells[position].strip()
                filed[header] = WITHHELD if hidden else cells[position]
        for extra, cell in enumerate(cells[len(self.table.headers) :], 1):
            filed[f"(extra {extra})"] = WITHHELD if withheld else cell
        return filed


_MONTH_FIRST = re.compile(r"(?<!\d)(?P<month>\d{1,2})(?P<by>[/.-])(?P<day>\d{1,2})(?P=by)(?=\d{2}(?:\d{2})?(?!\d))")


def _holds_dates(kind: RecordKind, name: str) -> bool:
    # A column of ages may hold dates of birth too.
    held = next((column.value for column in KINDS[kind].all_columns if column.name == name), None)
    return held in {ValueKind.DATE, ValueKind.AGE, ValueKind.BIRTH}


def _objects(values: Sequence[Any]) -> Values:
    # Not np.array: a list of tuples of one length would become a table.
    return np.fromiter(values, dtype=object, count=len(values))


def _sentence(row_number: int, column: str, reason: Reason, message: str) -> str:
    where = f"Row {row_number}, column {column}" if column else f"Row {row_number}"
    return f"{where}: {message}. {_ADVICE.get(reason, 'Correct it and import the row again.')}"
