"""Describe every kind of record linesmap imports: its columns, what they hold and what files call them.

The description is in `kinds.toml` beside this module. A column says which kind of value it holds; the cleaner
for that kind of value lives in `ingest/cleaners`. The import mapping and the documentation are made from it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from linesmap.model.vocabulary import RecordKind

__all__ = ["COMMON_COLUMNS", "KINDS", "LOCATION_COLUMNS", "MENTION_COLUMNS", "Column", "KindSpec", "ValueKind"]


class ValueKind(StrEnum):
    """What a column holds, and so which cleaner reads it."""

    TEXT = "text"
    REFERENCE = "reference"
    DATE = "date"
    FORCE = "force"
    FORCES = "forces"
    PHONES = "phones"
    VEHICLE = "vehicle"
    POSTCODE = "postcode"
    GRID_REFERENCE = "grid reference"
    NUMBER = "number"
    COUNT = "count"
    PERCENT = "percent"
    MONEY = "money"
    DRUG = "drug"
    DRUGS = "drugs"
    QUANTITY = "quantity"
    GRADING = "grading"
    HANDLING = "handling"
    MARKING = "marking"
    ACTION = "action"
    OUTCOME = "outcome"
    ROLE = "role"
    LINE_STATUS = "line status"
    LINE_KIND = "line kind"
    CLOSURE_TYPE = "closure type"
    AGE = "age"
    BIRTH = "date of birth"
    FLAG = "flag"
    DISRUPTION_GRADE = "grade of disruption"
    FOUR_P = "four P"
    BOUND = "bound"


@dataclass(frozen=True)
class Column:
    """One column of a kind.

    `aliases` are other headers files use for it, compared without case, spaces and punctuation. A row
    without a `required` value is rejected; any other bad value is kept as a warning and left empty.
    `personal` marks what identifies a person: it never leaves by default. `examples` are invented values, one for
    each row of the kind's example file.
    """

    name: str
    value: ValueKind
    help: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    personal: bool = False
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class KindSpec:
    """One kind of record: the workspace table it fills and its own columns.

    `one_of` are columns of which a row needs at least one; none when that does not matter.
    """

    kind: RecordKind
    table: str
    label: str
    plural: str
    help: str
    columns: tuple[Column, ...]
    located: bool = True
    dated: bool = True
    one_of: tuple[str, ...] = ()

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """Every column a file of this kind may carry: common, where, who and its own."""
        shared = COMMON_COLUMNS + (LOCATION_COLUMNS if self.located else ()) + MENTION_COLUMNS
        own = {column.name for column in self.columns}
        return tuple(column for column in shared if column.name not in own) + self.columns

    @property
    def needed(self) -> tuple[str, ...]:
        """Names of the columns without which a row means nothing; a register needs no date of its own."""
        return tuple(c.name for c in self.all_columns if c.required and (self.dated or c.name != "occurred_from"))

    @property
    def example_columns(self) -> tuple[Column, ...]:
        """The columns of the kind's example file: those that have an example; of a register, its own."""
        register = not self.located
        own = {column.name for column in self.columns} | {"reference"}
        return tuple(c for c in self.all_columns if any(c.examples) and (c.name in own or not register))


def _column(entry: dict[str, Any], shared: tuple[Column, ...] = ()) -> Column:
    rest = {key: entry[key] for key in ("required", "personal") if key in entry}
    aliases, examples = (tuple(entry.get(key, ())) for key in ("aliases", "examples"))
    if entry.get("shared_aliases"):
        aliases += next(column.aliases for column in shared if column.name == entry["name"])
    return Column(entry["name"], ValueKind(entry["value"]), entry["help"], aliases, examples=examples, **rest)


def _kind(entry: dict[str, Any]) -> KindSpec:
    plain = {key: entry[key] for key in ("table", "label", "plural", "help", "located", "dated") if key in entry}
    shared = COMMON_COLUMNS + MENTION_COLUMNS
    columns, one_of = tuple(_column(column, shared) for column in entry["columns"]), tuple(entry.get("one_of", ()))
    return KindSpec(kind=RecordKind(entry["kind"]), columns=columns, one_of=one_of, **plain)


_DESCRIPTION = tomllib.loads(files("linesmap.model").joinpath("kinds.toml").read_text(encoding="utf-8"))

COMMON_COLUMNS: tuple[Column, ...] = tuple(map(_column, _DESCRIPTION["common"]))
LOCATION_COLUMNS: tuple[Column, ...] = tuple(map(_column, _DESCRIPTION["location"]))
MENTION_COLUMNS: tuple[Column, ...] = tuple(map(_column, _DESCRIPTION["mention"]))
KINDS: MappingProxyType[RecordKind, KindSpec] = MappingProxyType(
    {spec.kind: spec for spec in map(_kind, _DESCRIPTION["kind"])}
)
