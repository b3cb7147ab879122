"""List what waits for a person: place texts that are not sure, and the rows that use them."""

from __future__ import annotations

import json
from collections.abc import Sequence

import ibis
import pandas as pd

from linesmap.decisions import near_of, place_words
from linesmap.errors import InputError
from linesmap.model.vocabulary import PlaceStatus, RecordKind
from linesmap.store import Tables

__all__ = ["candidates_of", "rows_of_places", "to_review"]

_EXAMPLES = 3
_COLUMNS = ["words", "text", "near", "status", "reason", "candidates", "records", "kinds", "examples", "place_ids"]


def to_review(tables: Tables) -> pd.DataFrame:
    """List the place texts that are not found and not decided.

    Returns
    -------
    waiting
        One row for each text and recording force, those that hold back most records first, and after them the texts
        that are refused, such as NFA, where there is seldom a place to find: words (as decisions
        compare them), text (as written), near (code of the recording force, empty where the rows name none), status,
        reason, candidates (a list of dictionaries: label, lon, lat, pfa_code, share), records (how many stand on it,
        lines of a register included), kinds, examples (up to three, as `file, row 7`), place_ids.
    """
    places, decided = tables["places"], tables["decided_places"]
    open_ = places.filter(places.status != PlaceStatus.FOUND.value).anti_join(decided, "place_id")
    frame: pd.DataFrame = open_.select("place_id", "text", "status", "method", "candidates").to_pandas()
    used = _uses(tables, frame["place_id"])
    frame = frame[frame["place_id"].isin(used["place_id"])]
    near = near_of(tables, list(frame["place_id"]))
    frame = frame.assign(
        words=frame["text"].map(place_words), near=frame["place_id"].map(near).fillna("").astype("object")
    )
    rows = [
        _waiting(str(words), str(force), group, used[used["place_id"].isin(group["place_id"])])
        for (words, force), group in frame.groupby(["words", "near"], sort=True)
    ]
    waiting = pd.DataFrame(rows, columns=_COLUMNS)
    waiting = waiting.assign(refused=waiting["status"] == PlaceStatus.REFUSED.value).sort_values(
        ["refused", "records", "words", "near"], ascending=[True, False, True, True], ignore_index=True, kind="stable"
    )
    return waiting[_COLUMNS]


def _uses(tables: Tables, place_ids: pd.Series) -> pd.DataFrame:
    """Pair places with the rows that stand on them: place_id, record_id, kind, file, row_number."""
    records, sources = tables["records"], tables["sources"].select("source_id", file=tables["sources"].name)
    ids = list(place_ids)
    columns = ["place_id", "record_id", "kind", "file", "row_number"]
    direct = records.filter(records.place_id.isin(ids)).inner_join(sources, "source_id").select(columns).to_pandas()
    register = tables["deal_lines"].select("record_id", "origin_place_id", "destination_place_id").to_pandas()
    ends = register.melt("record_id", value_name="place_id")[["record_id", "place_id"]].dropna()
    ends = ends.assign(place_id=ends["place_id"].str.split(";")).explode("place_id")
    ends = ends[ends["place_id"].isin(set(ids))]
    own = records.filter(records.kind == RecordKind.DEAL_LINE.value).inner_join(sources, "source_id")
    lines = ends.merge(own.select(columns[1:]).to_pandas(), on="record_id")
    both: pd.DataFrame = pd.concat([direct, lines[columns]], ignore_index=True)
    both = both.drop_duplicates(["place_id", "record_id"])
    return both.sort_values(["file", "row_number", "record_id"], ignore_index=True)


def _waiting(words: str, near: str, group: pd.DataFrame, used: pd.DataFrame) -> dict[str, object]:
    """Describe one text; places that differ only in case and spaces count together, the most used one speaks."""
    first = used["place_id"].value_counts(sort=False).sort_index().idxmax()
    row = group[group["place_id"] == first].iloc[0]
    seen = used.drop_duplicates("record_id")
    return {
        "words": words,
        "text": row["text"],
        "near": near,
        "status": row["status"],
        "reason": row["method"],
        "candidates": json.loads(row["candidates"] or "[]"),
        "records": len(seen),
        "kinds": sorted(set(seen["kind"])),
        "examples": [
            f"{file}, row {number:,}"
            for file, number in zip(seen["file"][:_EXAMPLES], seen["row_number"][:_EXAMPLES], strict=True)
        ],
        "place_ids": sorted(group["place_id"]),
    }


def rows_of_places(tables: Tables, place_ids: Sequence[str]) -> pd.DataFrame:
    """List the rows that stand on places.

    Returns
    -------
    rows
        Columns record_id, file, row_number, kind, title, occurred_from, newest first; rows without a date last.
    """
    used = _uses(tables, pd.Series(list(place_ids), dtype="object")).drop_duplicates("record_id")
    records = tables["records"].filter(ibis._.record_id.isin(list(used["record_id"])))
    told = records.select("record_id", "title", "occurred_from").to_pandas()
    rows = used.drop(columns="place_id").merge(told, on="record_id")
    return rows.sort_values(
        ["occurred_from", "file", "row_number"], ascending=[False, True, True], ignore_index=True, kind="stable"
    )


def candidates_of(waiting: pd.DataFrame, text: str, near: str) -> list[dict[str, object]]:
    """Give the candidates of a text that waits.

    Parameters
    ----------
    waiting
        From `to_review`.
    text
        The place text.
    near
        Code of a recording force; empty for every force.

    Raises
    ------
    InputError
        If the text does not wait, or its candidates are not the same for every force.
    """
    asked = waiting[waiting["words"] == place_words(text)]
    if near:
        asked = asked[asked["near"] == near]
    if asked.empty:
        msg = "Expected a place text that waits for a decision. `linesmap review places` lists them."
        raise InputError(msg)
    lists = {json.dumps(candidates, sort_keys=True) for candidates in asked["candidates"]}
    if len(lists) > 1:
        msg = (
            f"The candidates of this text differ between {len(asked)} recording forces. "
            "Name one of them with --near, or set a point."
        )
        raise InputError(msg)
    return list(asked["candidates"].iloc[0])
