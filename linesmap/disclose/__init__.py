"""Decide what may leave: records by their handling, tables by what could be worked out from them."""

from linesmap.disclose.attack import Range, attack
from linesmap.disclose.breakdowns import Amount, Part, ProtectedFrame, protect_breakdowns
from linesmap.disclose.frames import add_rate, protect_frame
from linesmap.disclose.handling import may_leave
from linesmap.disclose.protect import Protected, protect
from linesmap.disclose.published import Published, PublishedCell
from linesmap.disclose.report import DisclosureReport, HiddenCell
from linesmap.disclose.rules import Reason, Rules, Word
from linesmap.disclose.tables import ALL, Cell, CellId, LinkedTables, PublishedTable, Sum, join_tables

__all__ = [
    "ALL",
    "Amount",
    "Cell",
    "CellId",
    "DisclosureReport",
    "HiddenCell",
    "LinkedTables",
    "Part",
    "Protected",
    "ProtectedFrame",
    "Published",
    "PublishedCell",
    "PublishedTable",
    "Range",
    "Reason",
    "Rules",
    "Sum",
    "Word",
    "add_rate",
    "attack",
    "join_tables",
    "may_leave",
    "protect",
    "protect_breakdowns",
    "protect_frame",
]
