"""Keep text from being a formula where a spreadsheet opens it, and read it again as it was."""

from __future__ import annotations

from typing import Any

__all__ = ["plain_cell", "safe_cell"]

_FORMULA_SIGNS = frozenset("=+-@\t\r")


def safe_cell(value: Any) -> Any:  # noqa: ANN401 -- whatever a cell holds
    """Set an apostrophe before text that a spreadsheet would take for a formula; other values stay as they are.

    Examples
    --------
    >>> safe_cell("=1+1"), safe_cell("Poole"), safe_cell(-1.5)
    ("'=1+1", 'Poole', -1.5)
    """
    return "'" + value if isinstance(value, str) and value[:1] in _FORMULA_SIGNS else value


def plain_cell(text: str) -> str:
    """Take away the apostrophe that `safe_cell` set.

    Examples
    --------
    >>> plain_cell("'=1+1"), plain_cell("'tis")
    ('=1+1', "'tis")
    """
    return text[1:] if text[:1] == "'" and text[1:2] in _FORMULA_SIGNS else text
