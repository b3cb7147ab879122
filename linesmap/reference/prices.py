"""Give the prices of drugs that values are worked out from: dated, low, mid and high, each row with its source.

Source: data/reference/prices.csv, or a file of the user with the same columns. No authoritative list of current retail
prices was found, so the rows for the whole country are illustrative; data/reference/prices.csv says so row by row.
"""

from __future__ import annotations

import csv
import hashlib
import io
import math
import re
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path

from linesmap.errors import ColumnError, FileFormatError, FileTooLargeError, InputError, ReferenceDataError
from linesmap.reference.drugs import drug_words, normalise_drug_text
from linesmap.settings import data_dir, load_settings

__all__ = ["LEVELS", "PRICE_COLUMNS", "UNITS", "Price", "PriceTable", "prices", "read_prices"]

PRICE_COLUMNS: tuple[str, ...] = (
    "drug", "unit", "low", "mid", "high", "currency", "valid_from", "valid_to", "area", "level", "purity_basis",
    "source",
)  # fmt: skip
"""The columns of a price table, in the order of the shipped one."""

UNITS: tuple[str, ...] = ("g", "dose", "plant")
LEVELS: tuple[str, ...] = ("street", "wholesale")

_MOST_BYTES = 2_000_000
_MOST_ROWS = 20_000
_SHOWN = 40
_PERCENT = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*(?:%|per cent)")
_MADE_UP = "[M]"


@dataclass(frozen=True)
class Price:
    """One row: what a unit of a drug cost in pounds at a level of the market, somewhere, in a period.

    `form` is None where the row holds for a drug whatever its form. `valid_from` is the first day, `valid_to` the
    first day on which it no longer holds; None is unbounded. `purity_pct` is the purity that the price is for, None
    where `purity_basis` states no percentage.
    """

    drug: str
    form: str | None
    unit: str
    low: float
    mid: float
    high: float
    valid_from: date | None
    valid_to: date | None
    area: str
    level: str
    purity_basis: str
    purity_pct: float | None
    source: str

    def holds_on(self, day: date) -> bool:
        """Tell whether the price is that of a day."""
        return (self.valid_from or date.min) <= day < (self.valid_to or date.max)


@dataclass(frozen=True)
class PriceTable:
    """All prices of one file; `version` names the file and its content, so that a value can be worked out again."""

    rows: tuple[Price, ...]
    version: str

    @property
    def illustrative(self) -> bool:
        """Whether a row says that it is from memory."""
        return any(_MADE_UP in row.source for row in self.rows)

    def priced(self, drug: str, unit: str, *, level: str, area: str) -> tuple[Price, ...]:
        """Give the rows of a drug and unit at a level and in an area, of any date and form."""
        wanted = (drug, unit, level, area.casefold())
        return tuple(row for row in self.rows if (row.drug, row.unit, row.level, row.area.casefold()) == wanted)

    def find(
        self, drug: str, form: str | None, unit: str, day: date, *, level: str = "street", area: str = "UK"
    ) -> Price | None:
        """Find the price of a drug on a day.

        Parameters
        ----------
        drug, form
            linesmap's name, such as `powder cocaine`, and the form of what was seized, None when not stated.
        unit
            g, dose or plant. A price for one unit is never turned into another.
        day
            Day of the seizure.
        level
            street or wholesale.
        area
            As in the table; case does not matter.

        Returns
        -------
        price
            That of the same form; else the one without a form, when the drug has none by form or the form is not
            stated; else the only one there is, when the form is not stated. None when there is none.
        """
        known = self.priced(drug, unit, level=level, area=area)
        rows = [row for row in known if row.holds_on(day)]
        by_form = [row for row in rows if row.form == form]
        if by_form:
            return by_form[0]
        general = [row for row in rows if row.form is None]
        if general and not any(row.form for row in known):
            return general[0]
        return rows[0] if form is None and len(rows) == 1 else None

    def ever(self, drug: str, form: str | None, unit: str, *, level: str = "street", area: str = "UK") -> bool:
        """Tell whether `find` gives a price on any day at all."""
        days = [row.valid_from or date.min for row in self.priced(drug, unit, level=level, area=area)]
        return any(self.find(drug, form, unit, day, level=level, area=area) for day in days)


def prices(path: Path | str | None = None) -> PriceTable:
    """Give the prices in force.

    Parameters
    ----------
    path
        A price table of the user; when left out, that of the setting LINESMAP_PRICES, or else the shipped one.

    Raises
    ------
    InputError
        If the user's file cannot be used; it names row and column.
    ReferenceDataError
        If the shipped file is missing or damaged.
    """
    own = path or load_settings().prices
    if own:
        return read_prices(Path(own))
    try:
        return read_prices(data_dir() / "reference" / "prices.csv")
    except InputError as error:
        msg = f"The shipped price table cannot be used. Install linesmap again. ({error})"
        raise ReferenceDataError(msg) from error


def read_prices(path: Path) -> PriceTable:
    """Read a price table.

    Parameters
    ----------
    path
        CSV in UTF-8 with the columns of `PRICE_COLUMNS`, in any order; others are passed over. `drug` is a word that
        means one drug, such as cocaine or cannabis resin; `currency` is GBP; dates are ISO 8601 or empty.

    Raises
    ------
    ColumnError
        If a column is missing.
    FileFormatError, FileTooLargeError
        If it cannot be read as CSV, or is far larger than a price table.
    InputError
        If it cannot be opened, a value cannot be used, or two rows hold for the same day.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        msg = f"The price table {path.name} could not be opened: {error.strerror or 'it is not a readable file'}."
        raise InputError(msg) from error
    if len(data) > _MOST_BYTES:
        msg = f"{path.name} is over {_MOST_BYTES / 1e6:.0f} MB, which is no price table. Name the right file."
        raise FileTooLargeError(msg)
    try:
        text = data.decode("utf-8-sig")
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        rows = [(reader.line_num, row) for row in reader]
    except (UnicodeDecodeError, csv.Error) as error:
        msg = f"{path.name}: expected a price table as CSV in UTF-8, found something else. Save it as CSV UTF-8."
        raise FileFormatError(msg) from error
    missing = [name for name in PRICE_COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        msg = (
            f"{path.name}: expected the columns {', '.join(PRICE_COLUMNS)} of a price table; it lacks "
            f"{', '.join(missing)}. Add {'it' if len(missing) == 1 else 'them'}."
        )
        raise ColumnError(msg)
    if len(rows) > _MOST_ROWS:
        msg = f"{path.name}: expected at most {_MOST_ROWS:,} prices, found {len(rows):,}. Split the table."
        raise FileTooLargeError(msg)
    table = tuple(_Row(path.name, line, row).read() for line, row in rows)
    _check_overlaps(path.name, [line for line, _ in rows], table)
    return PriceTable(table, f"{path.name} {hashlib.sha256(data).hexdigest()[:8]}")


class _Row:
    """One row of a price table while it is read."""

    def __init__(self, name: str, line: int, cells: dict[str, str | None]) -> None:
        self._where = f"{name}, row {line}"
        self._cells = {column: (cells[column] or "").strip() for column in PRICE_COLUMNS}

    def read(self) -> Price:
        drug, form = self._drug()
        low, mid, high = (self._pounds(column) for column in ("low", "mid", "high"))
        if not low <= mid <= high:
            raise self._wrong("mid", "a price from low to high")
        if self._cells["currency"].upper() != "GBP":
            raise self._wrong("currency", "GBP, as nothing is converted")
        first, last = self._day("valid_from"), self._day("valid_to")
        if first and last and last <= first:
            raise self._wrong("valid_to", "a day after valid_from, the first on which the price no longer holds")
        basis = self._stated("purity_basis")
        percent = _PERCENT.search(basis)
        purity = float(percent[1]) if percent else None
        if purity is not None and not 0 < purity <= 100:  # noqa: PLR2004
            raise self._wrong("purity_basis", "a percentage over 0 and up to 100, or words")
        return Price(
            drug=drug,
            form=form,
            unit=self._one_of("unit", UNITS),
            low=low,
            mid=mid,
            high=high,
            valid_from=first,
            valid_to=last,
            area=self._stated("area"),
            level=self._one_of("level", LEVELS),
            purity_basis=basis,
            purity_pct=purity,
            source=self._stated("source"),
        )

    def _wrong(self, column: str, expected: str) -> InputError:
        found = self._cells[column]
        said = repr(found[:_SHOWN]) if found else "nothing"
        return InputError(f"{self._where}, column {column}: expected {expected}; found {said}. Correct the row.")

    def _stated(self, column: str) -> str:
        if not self._cells[column]:
            raise self._wrong(column, "a text")
        return self._cells[column]

    def _one_of(self, column: str, words: tuple[str, ...]) -> str:
        word = self._cells[column].casefold()
        if word not in words:
            raise self._wrong(column, f"one of {', '.join(words)}")
        return word

    def _drug(self) -> tuple[str, str | None]:
        word = drug_words().get(normalise_drug_text(self._cells["drug"]))
        if word is None or len(word.drugs) != 1:
            raise self._wrong("drug", "the name of one drug, such as heroin, cocaine or cannabis resin")
        return word.drugs[0], word.form

    def _pounds(self, column: str) -> float:
        try:
            value = float(self._cells[column].removeprefix("£").replace(",", ""))
        except ValueError as error:
            raise self._wrong(column, "a number of pounds") from error
        if not math.isfinite(value) or value < 0:
            raise self._wrong(column, "a number of pounds, 0 or more")
        return value

    def _day(self, column: str) -> date | None:
        try:
            return date.fromisoformat(self._cells[column]) if self._cells[column] else None
        except ValueError as error:
            raise self._wrong(column, "a day such as 2025-04-01, or nothing") from error


def _check_overlaps(name: str, lines: list[int], rows: tuple[Price, ...]) -> None:
    """Refuse two prices for the same thing on the same day: which of them holds could only be guessed."""
    alike: dict[tuple[str | None, ...], list[tuple[int, Price]]] = {}
    for line, row in zip(lines, rows, strict=True):
        alike.setdefault((row.drug, row.form, row.unit, row.level, row.area.casefold()), []).append((line, row))
    for several in alike.values():
        for (line, one), (other_line, other) in combinations(several, 2):
            starts = max(one.valid_from or date.min, other.valid_from or date.min)
            if starts < min(one.valid_to or date.max, other.valid_to or date.max):
                msg = (
                    f"{name}, rows {line} and {other_line}: expected one price of {one.drug} a {one.unit} for each "
                    "day, level and area; found two whose dates overlap. End the first on the day the second begins."
                )
                raise InputError(msg)
