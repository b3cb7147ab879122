"""Measure how good the records are: accounted for, located, and recorded by the force of the place."""

from __future__ import annotations

import json

import ibis
import pandas as pd

from linesmap.model.filters import Filters
from linesmap.model.review_tables import UNKNOWN
from linesmap.model.vocabulary import PRECISION_LADDER, PlaceStatus
from linesmap.store import Tables, selected_records

__all__ = [
    "force_disagreement",
    "precision_by_source",
    "precision_counts",
    "reject_reasons",
    "source_quality",
    "unlocated_places",
    "warning_reasons",
]

_ORDER = {precision.value: number for number, precision in enumerate(reversed(PRECISION_LADDER))}


def source_quality(tables: Tables) -> pd.DataFrame:
    """Describe each imported file.

    Returns
    -------
    sources
        One row a source in the order of import: source_id, name, kind, template, rows_in, rows_accepted,
        rows_rejected, rows_held, warned (rows with a value that could not be read), located, unlocated (with a
        place that was not found: the sum of ambiguous, refused and not_found), no_place (naming none), disagree
        (whose statements of place lie further apart than both uncertainties), other_force (recorded by another
        force than that of the place), imported_at, sha256, invented; and of the rows that name a place share_located,
        share_ambiguous, share_refused and share_not_found, 0 to 1, null when none does.
    """
    sources: pd.DataFrame = tables["sources"].to_pandas()
    records = tables["records"].select("source_id", "place_id", "recording_force", "warnings", "record_id")
    places = tables["places"].select("place_id", "status", "pfa_code", "disagreement_m")
    joined: pd.DataFrame = records.left_join(places, "place_id").drop("place_id_right").to_pandas()
    named = joined["place_id"].notna()
    both = joined["pfa_code"].notna() & joined["recording_force"].notna()
    unlocated = [status for status in PlaceStatus if status is not PlaceStatus.FOUND]
    flags = pd.DataFrame(
        {
            "source_id": joined["source_id"],
            "warned": joined["warnings"].notna() & (joined["warnings"] != "[]"),
            "located": joined["status"] == PlaceStatus.FOUND.value,
            "unlocated": named & (joined["status"] != PlaceStatus.FOUND.value),
            **{status.value: joined["status"] == status.value for status in unlocated},
            "no_place": ~named,
            "disagree": joined["disagreement_m"].fillna(0) > 0,
            "other_force": both & (joined["pfa_code"] != joined["recording_force"]),
        }
    )
    counts = flags.groupby("source_id").sum().astype(int)
    frame = sources.merge(counts, left_on="source_id", right_index=True, how="left")
    frame[list(counts.columns)] = frame[list(counts.columns)].fillna(0).astype(int)
    asked = (frame["located"] + frame["unlocated"]).astype("float64")
    for name in ("located", *(status.value for status in unlocated)):
        frame[f"share_{name}"] = frame[name] / asked.where(asked > 0)
    return frame.sort_values(["imported_at", "name"], ignore_index=True)


def unlocated_places(tables: Tables) -> pd.DataFrame:
    """List the location texts that were not found, those that hold back most records first.

    Returns
    -------
    places
        Columns text, status (ambiguous, refused, not_found), method (the reason), candidates (JSON), decided (a
        person marked it as unknown), records (how many use it).
    """
    records = selected_records(tables, Filters(), with_counts=True).filter(lambda t: ~t.located)
    counts = records.group_by("place_id").aggregate(records=ibis._.record_id.nunique())
    places = tables["places"].select("place_id", "text", "status", "method", "candidates")
    frame: pd.DataFrame = counts.inner_join(places, "place_id").to_pandas()
    frame["decided"] = frame["method"] == UNKNOWN
    keys = ["text", "status", "method", "candidates", "decided"]
    summed = frame.groupby(keys, dropna=False, sort=True)["records"].sum().reset_index()
    return summed.sort_values(["records", "text"], ascending=[False, True], ignore_index=True, kind="stable")


def reject_reasons(tables: Tables) -> pd.DataFrame:
    """Count the rejected rows that did not come back yet, by file, column and reason.

    Returns
    -------
    reasons
        Columns name (of the file), column, reason_code, rows; most first.
    """
    rejects = tables["rejects"].filter(ibis._.returned_as.isnull())
    counts = rejects.group_by(["source_id", "column", "reason_code"]).aggregate(rows=ibis._.count())
    sources = tables["sources"].select("source_id", "name")
    frame: pd.DataFrame = counts.inner_join(sources, "source_id").to_pandas()
    frame = frame.sort_values(["rows", "name", "column"], ascending=[False, True, True], ignore_index=True)
    return frame[["name", "column", "reason_code", "rows"]]


def warning_reasons(tables: Tables) -> pd.DataFrame:
    """Count the values of accepted rows that could not be read, by file, column and reason.

    Returns
    -------
    reasons
        Columns name (of the file), column, reason_code, rows; most first.
    """
    records = tables["records"]
    warned = records.filter(records.warnings.notnull(), records.warnings != "[]").group_by(["source_id", "warnings"])
    sources = tables["sources"].select("source_id", "name")
    grouped: pd.DataFrame = warned.aggregate(rows=ibis._.count()).inner_join(sources, "source_id").to_pandas()
    counts: dict[tuple[str, str, str], int] = {}
    for name, text, number in zip(grouped["name"], grouped["warnings"], grouped["rows"], strict=True):
        for column, code in dict.fromkeys((column, code) for column, code, _ in json.loads(text)):
            counts[name, column, code] = counts.get((name, column, code), 0) + int(number)
    rows = [(*key, number) for key, number in counts.items()]
    frame = pd.DataFrame(rows, columns=["name", "column", "reason_code", "rows"])
    return frame.sort_values(["rows", "name", "column"], ascending=[False, True, True], ignore_index=True)


def precision_counts(tables: Tables) -> pd.DataFrame:
    """Count located events by how exactly their place is known.

    Returns
    -------
    counts
        Columns precision (best first), records, uncertainty_m (median radius, metres).
    """
    located = selected_records(tables, Filters(), with_counts=True).filter(lambda t: t.located)
    frame: pd.DataFrame = (
        located.group_by("precision")
        .aggregate(records=ibis._.record_id.nunique(), uncertainty_m=ibis._.uncertainty_m.median())
        .to_pandas()
    )
    return frame.sort_values("precision", key=lambda values: values.map(_ORDER), ignore_index=True)


def precision_by_source(tables: Tables) -> pd.DataFrame:
    """Count the located records of each file by how exactly their place is known.

    Returns
    -------
    counts
        Columns name (of the file), precision (best first), records, share (of the located records of the file, 0 to 1).
    """
    records = tables["records"].select("source_id", "place_id")
    places = tables["places"].filter(tables["places"].status == PlaceStatus.FOUND.value).select("place_id", "precision")
    sources = tables["sources"].select("source_id", "name")
    joined = records.inner_join(places, "place_id").inner_join(sources, "source_id")
    frame: pd.DataFrame = joined.group_by(["name", "precision"]).aggregate(records=ibis._.count()).to_pandas()
    frame["share"] = frame["records"] / frame.groupby("name")["records"].transform("sum")
    ranked = frame.assign(rank=frame["precision"].map(_ORDER)).sort_values(["name", "rank"], ignore_index=True)
    return ranked[["name", "precision", "records", "share"]]


def force_disagreement(tables: Tables) -> pd.DataFrame:
    """Count the records that one force recorded and that lie in the area of another.

    Returns
    -------
    pairs
        Columns recording_force, location_force (codes), records, share (of the records of the recording force with
        a force of location, 0 to 1); most first. A force works outside its area too: this is no fault by itself.
    """
    records = tables["records"].filter(tables["records"].recording_force.notnull())
    places = tables["places"].filter(tables["places"].pfa_code.notnull()).select("place_id", "pfa_code")
    grouped = records.inner_join(places, "place_id").group_by(["recording_force", "pfa_code"])
    frame: pd.DataFrame = grouped.aggregate(records=ibis._.count()).to_pandas()
    frame["share"] = frame["records"] / frame.groupby("recording_force")["records"].transform("sum")
    apart = frame[frame["recording_force"] != frame["pfa_code"]].rename(columns={"pfa_code": "location_force"})
    return apart.sort_values(
        ["records", "recording_force", "location_force"], ascending=[False, True, True], ignore_index=True
    )
