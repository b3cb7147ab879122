"""Print what commands give: JSON, CSV or a plain table; and stated problems as one sentence."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd

from linesmap.errors import LinesmapError
from linesmap.view.plain_values import csv_text, plain

__all__ = ["fail_on_linesmap_error", "print_csv", "print_json", "print_table", "tell"]

_WIDEST = 48


def tell(message: str) -> None:
    """Say something on standard error, where it never mixes with results."""
    sys.stderr.write(message + "\n")
    sys.stderr.flush()


@contextmanager
def fail_on_linesmap_error() -> Iterator[None]:
    """Turn a stated problem into its sentence and exit code 1, without a traceback."""
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    try:
        yield
    except LinesmapError as error:
        tell(f"linesmap: {error}")
        sys.exit(1)
    except KeyboardInterrupt:
        tell("Stopped.")
        sys.exit(130)


def print_json(value: Any) -> None:  # noqa: ANN401
    """Print one JSON document."""
    sys.stdout.write(json.dumps(plain(value), ensure_ascii=False, indent=2) + "\n")


def print_csv(frame: pd.DataFrame) -> None:
    """Print a frame as CSV; text that starts like a formula is quoted so that it stays text."""
    sys.stdout.write(csv_text(frame))


def print_table(frame: pd.DataFrame) -> None:
    """Print a frame as an aligned table; long cells are cut with a sign."""
    if frame.empty:
        sys.stdout.write("Nothing to show.\n")
        return
    rows = [[_cell(value) for value in row.values()] for row in plain(frame)]
    numeric = [
        all(isinstance(v, int | float) or v is None for v in plain(frame)[:50] for v in [v.get(c)]) for c in frame
    ]
    heads = [str(column) for column in frame.columns]
    widths = [max(len(head), *(len(row[i]) for row in rows)) for i, head in enumerate(heads)]
    for row in [heads, *rows]:
        cells = [
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, numeric, strict=True)
        ]
        sys.stdout.write("  ".join(cells).rstrip() + "\n")


def _cell(value: Any) -> str:  # noqa: ANN401
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.0f}" if value.is_integer() else f"{value:,.4f}".rstrip("0")
    text = " ".join(str(value).split())
    return text if len(text) <= _WIDEST else text[: _WIDEST - 1] + "…"
