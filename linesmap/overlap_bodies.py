"""Read from a workspace what a comparison needs of it: who names what, the records, and the keys to compare by."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis
import pandas as pd

from linesmap import disclose
from linesmap.link.keys import exact_key
from linesmap.link.overlap import items_by_key
from linesmap.link.overlap_keys import BASIS_WEIGHT, COMPARED, NAME_AND_BIRTH, comparison_keys
from linesmap.model.filters import Filters
from linesmap.model.grading import UNGRADED_WEIGHT, evidence_weights
from linesmap.model.vocabulary import EntityType, PlaceStatus, Role
from linesmap.store import Tables, selected_records

__all__ = ["CONDITIONS", "NAMES_EXPLOITED", "NO_CODE", "Body", "Record", "read_body", "read_shared"]

CONDITIONS, NO_CODE, NAMES_EXPLOITED = (
    "carries handling conditions", "has no handling code", "names an exploited person",
)  # fmt: skip
"""Why the content of a record is withheld."""

_UNTIED = "own mention"
"""Method of a person whom linking tied to no other record but one that says the very same."""
_TYPES = [kind.value for kind in COMPARED]
_KEY_COLUMNS = ["record_id", "entity_type", "key", "basis", "entity_id"]


@dataclass(frozen=True, slots=True)
class Record:
    """One record as a comparison sees it.

    `withheld` says why its content is not for the other side, null when handling allows it; `weight` is that of its
    grading, 0 to 1.
    """

    record_id: str
    reference: str | None
    force: str | None
    first: date | None
    last: date | None
    weight: float
    grade_band: str
    withheld: str | None
    title: str | None
    place: str | None
    file: str | None
    row: int | None


@dataclass(frozen=True)
class Body:
    """What one side holds.

    `named` has one row a record and thing: record_id, force, entity_type, entity_id, label, safeguarding, score.
    `keys` has record_id, entity_type, key, basis, entity_id. `lines` gives the lines that a record
    names, as brand key to label; `relations` the relation of an entity to the line of a label.
    """

    name: str
    named: pd.DataFrame
    keys: pd.DataFrame
    records: dict[str, Record]
    lines: dict[str, dict[str, str]]
    relations: dict[tuple[str, str], str]


def read_body(tables: Tables, name: str, force: str | None, filters: Filters) -> Body:
    """Read one side of a comparison between two bodies of records.

    Parameters
    ----------
    tables
        From `Workspace.read`.
    name
        What the side is called.
    force
        Code of the recording force whose records alone count; None for all of them.
    filters
        Which records take part; all of them when empty, else only events.
    """
    records = _chosen(tables, filters)
    if force:
        records = records.filter(records.recording_force == force)
    named, keys = _named_and_keys(tables, records)
    return _body(tables, name, named, keys[_KEY_COLUMNS].drop_duplicates(ignore_index=True))


def read_shared(tables: Tables, filters: Filters) -> Body:
    """Read the things that records of two or more forces name, and the lines and numbers beside them.

    Things that linking left apart are one where they share a key, unless a person decided otherwise. A person that
    nothing but a name ties to another record does not count.
    """
    named, keys = _named_and_keys(tables, _chosen(tables, filters))
    by_name = keys["basis"] == NAME_AND_BIRTH
    sure = set(keys.loc[keys["entity_type"] == EntityType.PERSON.value, "mention_id"])
    alone = named["method"] == _UNTIED
    named = named[~alone | named["mention_id"].isin(sure)]
    named.loc[named["method"] == _UNTIED, "score"] = BASIS_WEIGHT[NAME_AND_BIRTH]
    keys = keys[~(by_name & keys["mention_id"].isin(_decided_apart(tables)))]
    several = keys.groupby(["entity_type", "key"])["entity_id"].nunique()
    items = items_by_key(keys, several[several > 1].index)
    named = named.assign(entity_id=named["entity_id"].map(items).astype("object").fillna(named["entity_id"]))
    forces = tables["records"].select("record_id", "recording_force").to_pandas().set_index("record_id")
    counted = named.assign(force=named["record_id"].map(forces["recording_force"]))
    n_forces = counted.groupby("entity_id")["force"].nunique()
    return _body(tables, "", named[named["entity_id"].isin(set(n_forces[n_forces > 1].index))], keys[:0])


def _named_and_keys(tables: Tables, records: ibis.Table) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give who names what, homes included, and the keys of it with their entities."""
    mentions = _mentions(tables).semi_join(records, "record_id")
    named: pd.DataFrame = mentions.to_pandas()
    keys = comparison_keys(named, tables["particulars"].semi_join(mentions, "mention_id").to_pandas())
    keys = keys.merge(named[["mention_id", "entity_id"]].dropna(), on="mention_id", how="left")
    keys["entity_id"] = keys["entity_id"].astype("object").fillna(keys["entity_type"] + ":" + keys["key"])
    homes = keys[keys["mention_id"].isna()].rename(columns={"text": "label"})
    homes = homes.assign(safeguarding=False, score=1.0, method="exact key")
    columns = ["record_id", "entity_type", "entity_id", "label", "safeguarding", "score", "method"]
    return pd.concat([named, homes[columns]], ignore_index=True) if len(homes) else named, keys


def _decided_apart(tables: Tables) -> set[str]:
    """List the mentions of people about whom it was decided that they are not one with somebody else."""
    judgements, particulars = tables["judgements"], tables["particulars"].select("mention_id", "profile_id")
    standing = judgements.filter(judgements.verdict == "reject", judgements.undone_at.isnull()).to_pandas()
    apart = sorted({*standing["a"].dropna(), *standing["b"].dropna()})
    return set(particulars.filter(particulars.profile_id.isin(apart)).to_pandas()["mention_id"]) if apart else set()


def _chosen(tables: Tables, filters: Filters) -> ibis.Table:
    chosen = selected_records(tables, filters) if filters else tables["records"]
    return chosen.select("record_id", "recording_force")


def _mentions(tables: Tables) -> ibis.Table:
    """Give every mention of what is compared, with its entity; one that was not resolved stands for itself."""
    mentions = tables["mentions"]
    mentions = mentions.filter(mentions.entity_type.isin(_TYPES))
    resolutions = tables["resolutions"].select("mention_id", "entity_id", "score", "method")
    entities = tables["entities"].select("entity_id", "label", "safeguarding")
    joined = mentions.left_join(resolutions, "mention_id").drop("mention_id_right")
    joined = joined.left_join(entities, "entity_id").drop("entity_id_right")
    own = joined.entity_type + ":" + joined.normalised
    label = ibis.ifelse(joined.entity_type == EntityType.PERSON.value, ibis.literal("Person"), joined.raw)
    return joined.select(
        "mention_id",
        "record_id",
        "entity_type",
        "role",
        "raw",
        "normalised",
        "score",
        "method",
        entity_id=ibis.coalesce(joined.entity_id, own),
        label=ibis.coalesce(joined.label, label),
        safeguarding=ibis.coalesce(joined.safeguarding, False)
        | ibis.coalesce(joined.role == Role.EXPLOITED.value, False),
    )


def _body(tables: Tables, name: str, named: pd.DataFrame, keys: pd.DataFrame) -> Body:
    wanted = sorted(set(named["record_id"]))
    records = _records(tables, wanted)
    named = named.assign(force=named["record_id"].map({key: record.force for key, record in records.items()}))
    named = named.sort_values(["entity_id", "record_id", "score"], ascending=[True, True, False], ignore_index=True)
    return Body(
        name=name,
        named=named.drop_duplicates(["entity_id", "record_id"], ignore_index=True),
        keys=keys,
        records=records,
        lines=_lines(tables, wanted),
        relations=_relations(tables, sorted(set(named["entity_id"]))),
    )


def _records(tables: Tables, wanted: list[str]) -> dict[str, Record]:
    ids = ibis.memtable(pd.DataFrame({"record_id": pd.Series(wanted, dtype="str")}))
    places = tables["places"].filter(tables["places"].status == PlaceStatus.FOUND.value)
    sources = tables["sources"].select("source_id", file=tables["sources"].name)
    joined = tables["records"].semi_join(ids, "record_id")
    joined = joined.left_join(places.select("place_id", place=places.label), "place_id").drop("place_id_right")
    joined = joined.left_join(sources, "source_id").drop("source_id_right")
    frame: pd.DataFrame = joined.select(
        "record_id", "reference", "recording_force", "occurred_from", "occurred_to", "grading", "grade_band",
        "handling", "title", "place", "file", "row_number",
    ).to_pandas()  # fmt: skip
    frame["weight"] = evidence_weights(frame["grading"]).fillna(UNGRADED_WEIGHT)
    frame["may_leave"] = disclose.may_leave(frame)
    exploited = _exploited(tables)
    return {
        str(row["record_id"]): Record(
            record_id=str(row["record_id"]),
            reference=_text(row["reference"]),
            force=_text(row["recording_force"]),
            first=_day(row["occurred_from"]),
            last=_day(row["occurred_to"]),
            weight=float(row["weight"]),
            grade_band=_text(row["grade_band"]) or "ungraded",
            withheld=_withheld(row, exploited),
            title=_text(row["title"]),
            place=_text(row["place"]),
            file=_text(row["file"]),
            row=None if pd.isna(row["row_number"]) else int(row["row_number"]),
        )
        for row in frame.sort_values("record_id").to_dict("records")
    }


def _withheld(row: dict[Hashable, Any], exploited: set[str]) -> str | None:
    """Say why the content of a record is not for the other side: no code is no permission."""
    if row["record_id"] in exploited:
        return NAMES_EXPLOITED
    if _text(row["handling"]) is None:
        return NO_CODE
    return None if row["may_leave"] else CONDITIONS


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _day(value: Any) -> date | None:  # noqa: ANN401 - a time or one of the signs that pandas has for none
    return None if pd.isna(value) else pd.Timestamp(value).date()


def _exploited(tables: Tables) -> set[str]:
    mentions = tables["mentions"]
    rows = mentions.filter(mentions.role == Role.EXPLOITED.value).select("record_id").distinct().to_pandas()
    return set(rows["record_id"])


def _lines(tables: Tables, wanted: list[str]) -> dict[str, dict[str, str]]:
    mentions = _mentions(tables)
    rows = mentions.filter(mentions.entity_type == EntityType.DEAL_LINE.value).select("record_id", "raw", "label")
    frame = rows.to_pandas().sort_values(["record_id", "raw"])
    keys = {raw: exact_key(EntityType.DEAL_LINE, raw) for raw in frame["raw"].unique()}
    needed = set(wanted)
    lines: dict[str, dict[str, str]] = {}
    for record, raw, label in frame.itertuples(index=False):
        if record in needed:
            lines.setdefault(record, {}).setdefault(keys[raw], label)
    return lines


def _relations(tables: Tables, entities: list[str]) -> dict[tuple[str, str], str]:
    """Give the relation of entities to lines; of several the one with most records."""
    links, known = tables["links"].select("entity_a", "entity_b", "relation", "n_records"), tables["entities"]
    lines = known.filter(known.entity_type == EntityType.DEAL_LINE.value).select("entity_id", "label").to_pandas()
    label = dict(zip(lines["entity_id"], lines["label"], strict=True))
    wanted = set(entities)
    relations: dict[tuple[str, str], str] = {}
    rows: pd.DataFrame = links.to_pandas().sort_values(["n_records", "relation"], ascending=[False, True])
    for a, b, relation, _ in rows.itertuples(index=False):
        for entity, line in ((a, b), (b, a)):
            if line in label and entity in wanted:
                relations.setdefault((entity, label[line]), str(relation))
    return relations
