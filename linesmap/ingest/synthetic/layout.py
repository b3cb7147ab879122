"""Describe one table of a file: headers, dates, delimiter and the habits of the system that wrote it.

A column is written `Header = field`; fields are those of `model.kinds`, and a few that linesmap does not map.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from linesmap.model.vocabulary import RecordKind

__all__ = ["INVENTED", "SHARED_FILE", "Cell", "DateStyle", "Layout", "columns"]

Cell = str | int | float | datetime | None

INVENTED = "INVENTED DATA FOR DEMONSTRATION"

SHARED_FILE = -1
"""Force of the files that several forces feed."""


class DateStyle(StrEnum):
    """How a system writes dates."""

    LONG = "07/03/2025"
    LONG_TIME = "07/03/2025 14:30"
    SHORT = "7/3/25"
    ORACLE = "07-MAR-25"
    ISO = "2025-03-07T14:30"
    EXCEL = "a date cell"


@dataclass(frozen=True)
class Layout:
    """One table of one file.

    `columns` are (header, field). `title` are rows above the header. `reference` is filled with a running number
    and the two digits of the year. `names` is the style of `names.write_name`, and says of a surname in a column of
    its own whether it stands in capitals (all styles but `plain`); `ages` is `years` or `bands`.
    """

    file: str
    kind: RecordKind
    force: int
    columns: tuple[tuple[str, str], ...]
    dates: DateStyle
    reference: str
    sheet: str = ""
    encoding: str = "utf-8"
    delimiter: str = ","
    newline: str = "\n"
    title: tuple[str, ...] = ()
    grading: str = "3x5x2"
    names: str = "surname first"
    ages: str = "years"
    year: int = 0
    totals: bool = False

    @property
    def fields(self) -> frozenset[str]:
        """Fields the table has a column for."""
        return frozenset(field for _, field in self.columns)

    @property
    def is_workbook(self) -> bool:
        """Whether the file is an XLSX workbook."""
        return self.file.endswith(".xlsx")


def columns(text: str) -> tuple[tuple[str, str], ...]:
    """Read columns, `Header = field`, separated by bars or lines."""
    pairs = (part.split("=") for part in text.replace("\n", "|").split("|") if part.strip())
    return tuple((header.strip(), field.strip()) for header, field in pairs)
