"""Name the dozen invented groups that control lines, and say which line is whose."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

from linesmap.ingest.synthetic.draws import Draws

__all__ = ["GROUPS", "Groups", "write_group"]

_BY_ORIGIN: dict[str, tuple[str, ...]] = {
    "London": ("Varrick", "Tollgrave", "Ostrand", "Quillane"),
    "Liverpool": ("Merridon", "Haxford"),
    "Birmingham": ("Corvane", "Drayland"),
    "Manchester": ("Skelby",),
    "": ("Penvose", "Wendrake", "Thornast"),
}
GROUPS: tuple[str, ...] = tuple(sorted(name for names in _BY_ORIGIN.values() for name in names))
"""Names of the groups."""

_UNKNOWN = 0.22


class Groups:
    """Give lines to groups in turn, so that every group has some.

    Parameters
    ----------
    draws
        Source of randomness.
    """

    def __init__(self, draws: Draws) -> None:
        self._draws = draws
        self._turns: dict[str, Iterator[str]] = {origin: cycle(names) for origin, names in _BY_ORIGIN.items()}

    def of_line(self, origin: str) -> str:
        """Give the group that controls a line run from a town; empty when nobody knows of one."""
        if self._draws.chance(_UNKNOWN):
            return ""
        return next(self._turns[origin if origin in self._turns else ""])


def write_group(name: str, draws: Draws) -> str:
    """Write a group as a column of a log does."""
    return draws.pick((name, name, name, f"{name} OCG", name.upper(), f"{name} group"))
