"""Let a person decide what a place text means, keep the decision, and take it back.

A decision is kept under the words of the text, in small letters with single spaces, and either for the rows of
one recording force or for every force. It holds for every place asked for in these words, now and in later
imports. A decision for one force goes before one for every force, which leaves alone what the geocoder found by
itself: that it narrowed a text by the force is no mistake of the text.

The row of `places` that a decision replaces is kept whole in `decided_places`, and put back when the decision is
undone. The geocoder is not asked again for it: what is put back must be what stood there, also when the reference
data have changed since. A place that was located again meanwhile has a newer answer, which is then the one to keep.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Hashable
from dataclasses import dataclass
from typing import Any

import h3
import pandas as pd

from linesmap.crs import to_national_grid
from linesmap.errors import InputError
from linesmap.geocode.place_table import H3_RESOLUTION
from linesmap.meanings import Meaning
from linesmap.model.numbering import next_id, numbers_of
from linesmap.model.review_tables import CHOSEN, UNKNOWN
from linesmap.model.vocabulary import PlaceStatus
from linesmap.relocation import rename_mentions
from linesmap.store import Tables, Workspace, Writer

__all__ = [
    "CHOSEN",
    "UNKNOWN",
    "Decided",
    "apply_decisions",
    "decide",
    "decisions_made",
    "near_of",
    "place_words",
    "settle",
    "undo",
]

_EMPTIED = (
    "lon",
    "lat",
    "easting",
    "northing",
    "precision",
    "uncertainty_m",
    "pfa_code",
    "lad_code",
    "h3",
    "disagreement_m",
)
_MEANT = ("lon", "lat", "precision", "uncertainty_m", "pfa_code", "lad_code")


@dataclass(frozen=True)
class Decided:
    """What a decision, or its undoing, changed: places and the records that stand on them."""

    decision_id: str
    n_places: int
    n_records: int


def place_words(text: str) -> str:
    """Write a place text in small letters with single spaces, as decisions compare it.

    Examples
    --------
    >>> place_words("  NEWPORT,  Gwent ")
    'newport, gwent'
    """
    return " ".join(text.casefold().split())


def apply_decisions(places: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    """Give places as they stand after decisions.

    Parameters
    ----------
    places
        Columns of the `places` table as the geocoder gave them, and `near`: the code of the recording force that
        the text was used with, empty where there is none.
    decisions
        Columns of the `place_decisions` table; those that were undone are passed over.

    Returns
    -------
    places
        The same rows in the same order, with `decision_id`: the decision that stands for the place, null where
        the answer of the geocoder stands.
    """
    standing = decisions[decisions["undone_at"].isna()]
    by_question = {(row["words"], row["near"] or ""): row for row in standing.to_dict("records")}
    rows = [_applied(row, by_question) for row in places.to_dict("records")]
    frame = pd.DataFrame(rows, columns=[*places.columns, "decision_id"], index=places.index)
    return frame.astype({name: places[name].dtype for name in ("lon", "lat") if name in places and len(places)})


Row = dict[Hashable, Any]


def _applied(place: Row, by_question: dict[tuple[str, str], Row]) -> Row:
    words = place_words(place["text"])
    found = place["status"] == PlaceStatus.FOUND.value
    for_force = by_question.get((words, place["near"])) if place["near"] else None
    decision = for_force or (None if found else by_question.get((words, "")))
    if decision is None:
        return {**place, "decision_id": None}
    changed: Row = {**place, **dict.fromkeys(_EMPTIED), "decision_id": decision["decision_id"]}
    if decision["choice"] == "unknown":
        return changed | {"status": PlaceStatus.REFUSED.value, "label": place["text"], "method": UNKNOWN}
    lon, lat = float(decision["lon"]), float(decision["lat"])
    easting, northing = to_national_grid(lon, lat)
    return changed | {
        **{name: decision[name] for name in _MEANT},
        "status": PlaceStatus.FOUND.value,
        "label": decision["label"],
        "easting": round(float(easting), 1),
        "northing": round(float(northing), 1),
        "method": CHOSEN + (f"; the text alone: {place['method']}" if place["method"] else ""),
        "h3": h3.latlng_to_cell(lat, lon, H3_RESOLUTION),
    }


def near_of(tables: Tables, place_ids: Collection[str]) -> dict[str, str]:
    """Tell with which recording force each place was asked for.

    Returns
    -------
    near
        Place id to the code of the force; a place asked for without one, or by no row, is left out.
    """
    records = tables["records"]
    used = records.filter(records.place_id.isin(list(place_ids)), records.recording_force.notnull())
    frame = used.select("place_id", "recording_force").distinct().to_pandas()
    near = dict(zip(frame["place_id"], frame["recording_force"], strict=True))
    wanted = set(place_ids)
    # The origin of a line is asked for with the force it is run from, its destinations with none.
    register = tables["deal_lines"].select("origin_place_id", "origin_force").to_pandas().dropna()
    for cell, force in zip(register["origin_place_id"], register["origin_force"], strict=True):
        near |= {place_id: force for place_id in cell.split(";") if place_id in wanted}
    return near


def decisions_made(tables: Tables) -> pd.DataFrame:
    """List every decision, newest first, with `places`: how many places it stands for now."""
    decided = tables["decided_places"].to_pandas()["decision_id"].value_counts()
    frame: pd.DataFrame = tables["place_decisions"].to_pandas()
    frame["places"] = frame["decision_id"].map(decided).fillna(0).astype(int)
    return frame.sort_values("decision_id", key=numbers_of, ascending=False, ignore_index=True)


def decide(workspace: Workspace, text: str, meaning: Meaning | None, *, near: str = "", note: str = "") -> Decided:
    """Decide what a place text means, in one transaction.

    The entities and links that rest on places follow at the next `pipeline.relink`.

    Parameters
    ----------
    workspace
        Where the text stands.
    text
        The place text; case and spaces do not matter.
    meaning
        The place it means; None marks it as unknown.
    near
        Code of the recording force whose rows are meant; empty decides for every force.
    note
        Why, in a few words; kept with the decision.

    Returns
    -------
    decided
        An earlier decision about the same words and force is replaced, and counts as undone.

    Raises
    ------
    InputError
        If no place of the workspace is asked for in these words, or the decision would change none.
    WorkspaceError
        If the workspace cannot be used.
    """
    words = place_words(text)
    with workspace.write() as writer:
        tables = writer.tables()
        places = tables["places"].select("place_id", "text", "status").to_pandas()
        places = places[places["text"].map(place_words) == words]
        as_written = places.sort_values("status", key=lambda status: status == PlaceStatus.FOUND.value, kind="stable")
        made = tables["place_decisions"].to_pandas()
        now = pd.Timestamp.now("UTC").tz_localize(None)
        same = (made["words"] == words) & (made["near"] == near) & made["undone_at"].isna()
        writer.replace_rows("place_decisions", made[same].assign(undone_at=now))
        row = {
            "decision_id": next_id("D", made["decision_id"]),
            "words": words,
            "text": as_written["text"].iloc[0] if len(places) else text,
            "near": near,
            "choice": meaning.choice if meaning else "unknown",
            **(meaning.fields() if meaning else {}),
            "at": now,
            "note": note.strip() or None,
        }
        writer.insert("place_decisions", pd.DataFrame([row]))
        settle(writer, places)
        decided = tables["decided_places"].filter(tables["decided_places"].decision_id == row["decision_id"])
        changed = decided.to_pandas()["place_id"]
        if changed.empty:
            raise InputError(_nothing_to_decide(near))
        n_records = _n_records(tables, changed)
        entry = writer.log(
            "alteration", row["decision_id"], choice=row["choice"], near=near, places=len(changed), records=n_records
        )
        # Who it was is known to the audit trail; the decision and its entry must name the same person.
        writer.replace_rows("place_decisions", pd.DataFrame([row | {"by": entry["actor"], "at": entry["at"]}]))
        return Decided(str(row["decision_id"]), len(changed), n_records)


def _nothing_to_decide(near: str) -> str:
    whose = " in rows of the force named" if near else ""
    return (
        f"Expected a place text that waits for a decision{whose}; found none that reads as given. "
        "`linesmap review places` lists the texts that wait."
    )


def undo(workspace: Workspace, decision_id: str) -> Decided:
    """Take a decision back, in one transaction: the geocoder's own answers stand again as before.

    The entities and links that rest on places follow at the next `pipeline.relink`.

    Raises
    ------
    InputError
        If there is no such decision, or it was undone or replaced before.
    WorkspaceError
        If the workspace cannot be used.
    """
    with workspace.write() as writer:
        tables = writer.tables()
        made = tables["place_decisions"].to_pandas()
        chosen = made[(made["decision_id"] == decision_id) & made["undone_at"].isna()]
        if chosen.empty:
            msg = (
                f"Expected the number of a decision that stands, such as D1; found {decision_id[:40]!r}. "
                "`linesmap review decisions` lists them."
            )
            raise InputError(msg)
        held = tables["decided_places"]
        affected = held.filter(held.decision_id == decision_id).to_pandas()["place_id"]
        now = pd.Timestamp.now("UTC").tz_localize(None)
        writer.replace_rows("place_decisions", chosen.assign(undone_at=now))
        places = tables["places"]
        settle(writer, places.filter(places.place_id.isin(list(affected))).select("place_id", "text").to_pandas())
        n_records = _n_records(tables, affected)
        writer.log("alteration", decision_id, choice="undone", places=len(affected), records=n_records)
        return Decided(decision_id, len(affected), n_records)


def _n_records(tables: Tables, place_ids: pd.Series) -> int:
    """Count the records that stand on places, lines of a register among them."""
    records = tables["records"]
    used = set(records.filter(records.place_id.isin(list(place_ids))).record_id.to_pandas())
    register = tables["deal_lines"].select("record_id", "origin_place_id", "destination_place_id").to_pandas()
    wanted = set(place_ids)
    for record_id, *ends in register.itertuples(index=False):
        if any(isinstance(cell, str) and not wanted.isdisjoint(cell.split(";")) for cell in ends):
            used.add(record_id)
    return len(used)


def settle(writer: Writer, places: pd.DataFrame) -> None:
    """Make places of the workspace follow the decisions that stand, inside the caller's transaction.

    Called after places and their records were written, and after a decision changed.

    Parameters
    ----------
    writer
        Of the transaction.
    places
        The places to look at: columns place_id and text.
    """
    tables = writer.tables()
    decisions = tables["place_decisions"]
    standing = decisions.filter(decisions.undone_at.isnull()).to_pandas()
    held = tables["decided_places"].to_pandas()
    if standing.empty and held.empty:
        return
    asked = set(standing["words"])
    words = {text: place_words(text) for text in places["text"].unique()}
    concerned = places["text"].map(words).isin(asked) | places["place_id"].isin(held["place_id"])
    ids = sorted(places.loc[concerned, "place_id"])
    if not ids:
        return
    stands = tables["places"].filter(tables["places"].place_id.isin(ids)).to_pandas()
    near = near_of(tables, ids)
    originals = _originals(stands, held).assign(near=stands["place_id"].map(near).fillna("").astype("object"))
    settled = apply_decisions(originals, standing)
    writer.replace_rows("places", settled)
    writer.remove("decided_places", "place_id", ids)
    replaced = settled["decision_id"].notna()
    kept = originals[replaced].drop(columns="near").astype("object")
    rows = kept.where(kept.notna(), None).to_dict("records")
    writer.insert(
        "decided_places",
        settled.loc[replaced, ["place_id", "decision_id"]].assign(
            original=[json.dumps(row, ensure_ascii=False) for row in rows]
        ),
    )
    moved = (settled["status"] != stands["status"]) | (settled["label"] != stands["label"])
    rename_mentions(writer, settled[moved])


def _originals(places: pd.DataFrame, held: pd.DataFrame) -> pd.DataFrame:
    """Give the geocoder's own answers: a place that was located again since it was decided has a newer one."""
    kept = {row["place_id"]: json.loads(row["original"]) for row in held.to_dict("records")}
    rows = [
        {**dict.fromkeys(places.columns), **kept[row["place_id"]]} if _is_decided(row, kept) else row
        for row in places.to_dict("records")
    ]
    return pd.DataFrame(rows, columns=list(places.columns), index=places.index)


def _is_decided(place: Row, kept: dict[str, Any]) -> bool:
    return place["place_id"] in kept and (str(place["method"]).startswith(CHOSEN) or place["method"] == UNKNOWN)
