"""Give the figures that were published about real operations.

Source: data/reference/published_results.csv: five reports (`reports`), public pages (`releases`), and programmes that
the reports name without a figure (`register`).
"""

from __future__ import annotations

from functools import cache

import pandas as pd

from linesmap.reference.files import read_table

__all__ = ["published_results"]

_COLUMNS = (
    "collection",
    "programme",
    "lead",
    "forces",
    "start",
    "end",
    "strand",
    "measure",
    "value",
    "unit",
    "qualifier",
    "bound",
    "source",
)


@cache
def _results() -> pd.DataFrame:
    table = read_table("published_results.csv", _COLUMNS)
    table["value"] = pd.to_numeric(table["value"].replace("", None))
    return table


def published_results() -> pd.DataFrame:
    """List the published figures, one row each, in the publisher's words.

    Returns
    -------
    results
        collection (reports, releases or register), programme, lead, forces (`;` between them), start, end (ISO dates
        at the published precision, empty text when not stated), strand, measure, value (number, null when not
        quantified), unit, qualifier (bound and remarks, as published), bound (exact, at least, more than, about, at
        most; empty when not quantified), source. Conflicting figures stand side by side.

    Raises
    ------
    ReferenceDataError
        If the shipped file is missing or damaged.
    """
    return _results().copy()
