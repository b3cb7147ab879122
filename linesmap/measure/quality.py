"""Measure how good the records are: accounted for, located, complete, and recorded by the force of the place."""

from __future__ import annotations

import ibis
import pandas as pd

from linesmap.model.filters import Filters
from linesmap.model.vocabulary import PRECISION_LADDER, PlaceStatus
from linesmap.store import Tables, selected_records

__all__ = ["completeness", "precision_counts", "reject_reasons", "source_quality", "unlocated_places"]

_COMPLETE = ("reference", "recording_force", "occurred_from", "place_id", "operation_id", "grading", "summary")


def source_quality(tables: Tables) -> pd.DataFrame:
    """Describe each imported file.

    Returns
    -------
    sources
        One row a source in the order of import: source_id, name, kind, template, rows_in, rows_accepted,
        rows_rejected, rows_held, warned (rows with a value that could not be read), located, unlocated
        (with a place that was not found), no_place (naming none), other_force (recorded by another force
        than that of the place), imported_at, sha256, invented.
    """
    sources: pd.DataFrame = tables["sources"].to_pandas()
    records = tables["records"].select("source_id", "place_id", "recording_force", "warnings", "record_id")
    places = tables["places"].select("place_id", "status", "pfa_code")
    joined: pd.DataFrame = records.left_join(places, "place_id").drop("place_id_right").to_pandas()
    found = joined["status"] == PlaceStatus.FOUND.value
    both = joined["pfa_code"].notna() & joined["recording_force"].notna()
    flags = pd.DataFrame(
        {
            "source_id": joined["source_id"],
            "warned": joined["warnings"].notna() & (joined["warnings"] != "[]"),
            "located": found,
            "unlocated": joined["place_id"].notna() & ~found,
            "no_place": joined["place_id"].isna(),
            "other_force": both & (joined["pfa_code"] != joined["recording_force"]),
        }
    )
    counts = flags.groupby("source_id").sum().astype(int)
    frame = sources.merge(counts, left_on="source_id", right_index=True, how="left")
    frame[list(counts.columns)] = frame[list(counts.columns)].fillna(0).astype(int)
    return frame.sort_values(["imported_at", "name"], ignore_index=True)


def completeness(tables: Tables) -> pd.DataFrame:
    """Give the share of records that state each column, by kind.

    Returns
    -------
    shares
        Index kind; columns reference, recording_force, occurred_from, place_id, operation_id, grading,
        summary; values 0 to 1.
    """
    records: pd.DataFrame = tables["records"].select("kind", *_COMPLETE).to_pandas()
    return records.set_index("kind")[list(_COMPLETE)].notna().groupby(level="kind").mean()


def unlocated_places(tables: Tables) -> pd.DataFrame:
    """List the location texts that were not found, those that hold back most records first.

    Returns
    -------
    places
        Columns text, status (ambiguous, refused, not_found), method (the reason), candidates (JSON), records
        (how many use it).
    """
    records = selected_records(tables, Filters()).filter(lambda t: ~t.located)
    counts = records.group_by("place_id").aggregate(records=ibis._.record_id.nunique())
    places = tables["places"].select("place_id", "text", "status", "method", "candidates")
    frame: pd.DataFrame = counts.inner_join(places, "place_id").to_pandas()
    keys = ["text", "status", "method", "candidates"]
    summed = frame.groupby(keys, dropna=False, sort=True)["records"].sum().reset_index()
    return summed.sort_values(["records", "text"], ascending=[False, True], ignore_index=True, kind="stable")


def reject_reasons(tables: Tables) -> pd.DataFrame:
    """Count the rejected rows by file, column and reason.

    Returns
    -------
    reasons
        Columns name (of the file), column, reason_code, rows; most first.
    """
    rejects = tables["rejects"]
    counts = rejects.group_by(["source_id", "column", "reason_code"]).aggregate(rows=ibis._.count())
    sources = tables["sources"].select("source_id", "name")
    frame: pd.DataFrame = counts.inner_join(sources, "source_id").to_pandas()
    frame = frame.sort_values(["rows", "name", "column"], ascending=[False, True, True], ignore_index=True)
    return frame[["name", "column", "reason_code", "rows"]]


def precision_counts(tables: Tables) -> pd.DataFrame:
    """Count located events by how exactly their place is known.

    Returns
    -------
    counts
        Columns precision (best first), records, uncertainty_m (median radius, metres).
    """
    located = selected_records(tables, Filters()).filter(lambda t: t.located)
    frame: pd.DataFrame = (
        located.group_by("precision")
        .aggregate(records=ibis._.record_id.nunique(), uncertainty_m=ibis._.uncertainty_m.median())
        .to_pandas()
    )
    order = {precision.value: number for number, precision in enumerate(reversed(PRECISION_LADDER))}
    return frame.sort_values("precision", key=lambda values: values.map(order), ignore_index=True)
