"""Read published figures as published: with their bound, period, unit and source, conflicts side by side."""

from __future__ import annotations

import pandas as pd

from linesmap.store import Tables

__all__ = ["STRANDS", "programmes", "published_figures"]

STRANDS: dict[str, str] = {
    "1": "1, breaking supply chains",
    "2": "2, treatment and recovery",
    "3": "3, reducing demand",
    "other": "other",
}
"""Strands of the drug strategy From Harm to Hope, in the words of the reports."""

_COLUMNS = [
    "record_id", "programme", "lead", "forces", "period_start", "period_end", "strand", "measure", "value",
    "unit", "bound", "qualifier", "source",
]  # fmt: skip


def published_figures(tables: Tables) -> pd.DataFrame:
    """Give every published figure of the workspace.

    Returns
    -------
    figures
        Columns of the `results` table, and `invented`: the file says that its figures are made up. value is
        null when the publisher gave no number. In the order of programme, period and row of the file.
    """
    results = tables["results"].select(_COLUMNS)
    records = tables["records"].select("record_id", "source_id", "row_number")
    sources = tables["sources"].select("source_id", "invented")
    joined = results.inner_join(records, "record_id").inner_join(sources, "source_id")
    frame: pd.DataFrame = joined.to_pandas()
    frame = frame.sort_values(["programme", "period_start", "source_id", "row_number"], na_position="last")
    return frame[[*_COLUMNS, "invented"]].reset_index(drop=True)


def programmes(figures: pd.DataFrame) -> pd.DataFrame:
    """Describe each programme by its figures.

    Parameters
    ----------
    figures
        From `published_figures`.

    Returns
    -------
    programmes
        One row a programme, by name: programme, strand, lead, forces, period_start, period_end (as
        published; null when no figure states one), n_figures, n_quantified, n_sources, invented.
    """
    grouped = figures.groupby("programme", sort=True)
    frame = grouped.agg(
        strand=("strand", "first"),
        lead=("lead", "first"),
        forces=("forces", "first"),
        period_start=("period_start", lambda dates: min(dates.dropna(), default=None)),
        period_end=("period_end", lambda dates: max(dates.dropna(), default=None)),
        n_figures=("measure", "size"),
        n_quantified=("value", "count"),
        n_sources=("source", "nunique"),
        invented=("invented", "any"),
    )
    return frame.reset_index()
