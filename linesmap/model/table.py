"""Say what a table of a workspace is: its name, what one row is, its columns and its key."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Field", "Table", "read_fields"]


@dataclass(frozen=True)
class Field:
    """One column of a table: name, DuckDB type and what it holds."""

    name: str
    type: str
    help: str


@dataclass(frozen=True)
class Table:
    """One table: what one row is, its columns and the columns that identify a row."""

    name: str
    row: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(field.name for field in self.fields)


def read_fields(text: str) -> tuple[Field, ...]:
    """Read one field a line: name, type, help, separated by bars."""
    parts = (tuple(part.strip() for part in line.split("|")) for line in text.strip().splitlines())
    return tuple(Field(name, type_, help_) for name, type_, help_ in parts)
