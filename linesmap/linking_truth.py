"""Compare who was linked with whom with a truth file, where one is at hand.

A truth file is a CSV that says of each person's mention who it is: a column `person_id`, and where the mention
stands, either `file` and `row` (and `sheet`, `reference` or `position` where a row names several people), as
`linesmap synth` writes it, or just `reference`, the source system's own number of the row or of the person.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from linesmap import link
from linesmap.errors import InputError
from linesmap.model.vocabulary import EntityType
from linesmap.store import Tables, resolved_mentions

__all__ = ["Comparison", "compare_with_truth"]

_MOST_BYTES = 500_000_000


@dataclass(frozen=True)
class Comparison:
    """How linking fares: scores of pairs and of clusters, and how many mentions could be compared."""

    scores: dict[str, link.Score]
    n_compared: int
    n_people: int
    n_not_found: int

    def as_dict(self) -> dict[str, object]:
        """Give everything as plain values for JSON."""
        return {
            **{name: score.as_dict() for name, score in self.scores.items()},
            "mentions_compared": self.n_compared,
            "people_in_truth": self.n_people,
            "truth_rows_not_found": self.n_not_found,
        }


def compare_with_truth(tables: Tables, path: Path) -> Comparison:
    """Compare the people of a workspace with a truth file.

    Parameters
    ----------
    tables
        From `Workspace.read`.
    path
        The truth file.

    Raises
    ------
    InputError
        If the file is missing, has not the columns, or says nothing of the mentions of this workspace.
    """
    rows = _read(path)
    mentions = _mentions(tables)
    lookup = _by_row(mentions) if {"file", "row"} <= rows[0].keys() else _by_reference(mentions)
    true: dict[str, str] = {}
    missing = 0
    for row in rows:
        found = lookup.find(row)
        if found is None:
            missing += 1
        else:
            true.setdefault(found, row["person_id"])
    if not true:
        msg = f"Expected {path.name} to speak of people of this workspace; none of its {len(rows):,} rows was found."
        raise InputError(msg)
    entity = dict(zip(mentions["mention_id"], mentions["entity_id"], strict=True))
    ids = sorted(true)
    scores = link.score_clusters([entity[one] for one in ids], [true[one] for one in ids])
    return Comparison(scores, len(ids), len(set(true.values())), missing)


def _read(path: Path) -> list[dict[str, str]]:
    if not path.is_file() or path.stat().st_size > _MOST_BYTES:
        msg = f"Expected a truth file of at most 500 MB; there is none at {path}."
        raise InputError(msg)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [{str(key): value or "" for key, value in row.items() if key} for row in csv.DictReader(file)]
    except (UnicodeDecodeError, csv.Error):
        rows = []
    if not rows or "person_id" not in rows[0] or not ({"file", "row"} <= rows[0].keys() or "reference" in rows[0]):
        msg = (
            f"Expected {path.name} to have the column person_id, and file and row, or reference; "
            "`linesmap synth` writes such a file as truth/people.csv."
        )
        raise InputError(msg)
    return rows


def _mentions(tables: Tables) -> pd.DataFrame:
    mentions, records, sources = resolved_mentions(tables), tables["records"], tables["sources"]
    people = mentions.filter(mentions.entity_type == EntityType.PERSON.value)
    origin = records.select(
        "record_id", "row_number", "source_id", "recording_force", record_reference=records.reference
    )
    joined = people.inner_join(origin, "record_id").inner_join(
        sources.select("source_id", file=sources.name), "source_id"
    )
    frame: pd.DataFrame = joined.select(
        "mention_id", "entity_id", "raw", "normalised", "file", "row_number", "record_reference", "recording_force"
    ).to_pandas()
    return frame.sort_values("mention_id", ignore_index=True)


class _Rows:
    """Mentions by where they stand."""

    def __init__(self) -> None:
        self.by_place: dict[tuple[str, ...], list[dict[str, str]]] = defaultdict(list)
        self.with_file = True

    def find(self, row: dict[str, str]) -> str | None:
        """Give the mention that a row of the truth is about; None where it cannot be told."""
        if not self.with_file:
            here = self.by_place.get((row["reference"],), [])
            return here[0]["mention_id"] if len(here) == 1 else None
        sheet = row.get("sheet", "")
        name = f"{row['file']} [{sheet}]" if sheet else row["file"]
        here = self.by_place.get((name, row["row"])) or self.by_place.get((row["file"], row["row"]), [])
        wanted = link.exact_key(EntityType.PERSON, row.get("reference", ""))
        if wanted:
            here = [one for one in here if wanted in {one["reference"], one["normalised"].rpartition(":")[2]}]
        else:
            here = [one for one in here if one["raw"] == "named"]
        return here[0]["mention_id"] if len(here) == 1 else None


def _by_row(mentions: pd.DataFrame) -> _Rows:
    rows = _Rows()
    for one in mentions.to_dict("records"):
        entry = {name: str(one[name]) for name in ("mention_id", "raw", "normalised")}
        entry["reference"] = link.exact_key(EntityType.PERSON, entry["raw"])
        rows.by_place[str(one["file"]), str(one["row_number"])].append(entry)
    return rows


def _by_reference(mentions: pd.DataFrame) -> _Rows:
    rows = _Rows()
    rows.with_file = False
    for one in mentions.to_dict("records"):
        entry = {name: str(one[name]) for name in ("mention_id", "raw", "normalised")}
        for name in {str(one["record_reference"]), entry["raw"]} - {"None", "nan", "named"}:
            rows.by_place[(name,)].append(entry)
    return rows
