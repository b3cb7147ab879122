"""Decide what of a workspace an export may hold, and what people and their belongings are called in it."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import ibis
import pandas as pd

from linesmap import disclose, link
from linesmap.model.filters import Filters
from linesmap.model.link_tables import HOME
from linesmap.model.vocabulary import EntityType, Role
from linesmap.store import Tables, resolved_mentions

__all__ = ["Gathered", "Leaving", "Naming", "files_of", "mentions_of", "naming_of", "rows_of"]

_PSEUDONYMS = {"phone": "Phone", "vehicle": "Vehicle", "address": "Address"}


class Leaving(Mapping[str, ibis.Table]):
    """The tables of a workspace without the records whose handling forbids that they leave, and what hangs on them."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        records = tables["records"]
        codes = records.select("handling").distinct().to_pandas()
        free = codes.loc[disclose.may_leave(codes), "handling"]
        known = sorted(code for code in free if isinstance(code, str))
        self._records = records.filter(records.handling.isin(known) | records.handling.isnull())

    def __getitem__(self, name: str) -> ibis.Table:
        if name == "records":
            return self._records
        table = self._tables[name]
        return table.semi_join(self._records, "record_id") if "record_id" in table.columns else table

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)


@dataclass(frozen=True)
class Naming:
    """What everything is called in an export.

    `labels` and `ids` are by entity; `hidden` are the entities that keep a pseudonym whatever was asked for,
    `protected` the records that name somebody exploited; `told` is what records say of each person, by mention, when
    names leave.
    """

    names: bool
    labels: Mapping[str, str]
    ids: Mapping[str, str]
    hidden: frozenset[str]
    protected: frozenset[str]
    told: Mapping[str, Mapping[str, str]]


def naming_of(tables: Tables, *, names: bool) -> Naming:
    """Decide what people, telephones, vehicles and addresses are called.

    Parameters
    ----------
    tables
        From `Workspace.read`, whole.
    names
        Whether names leave. An exploited person keeps the pseudonym all the same, and so do that person's own
        telephone and the homes in records that name one.
    """
    entities = tables["entities"].to_pandas().sort_values("entity_id")
    mentions = resolved_mentions(tables).select("mention_id", "record_id", "entity_id", "entity_type", "role", "raw")
    frame = mentions.to_pandas().sort_values("mention_id")
    exploited = set(entities.loc[entities["safeguarding"].astype(bool), "entity_id"])
    naming = frame["entity_id"].isin(exploited) | (frame["role"] == Role.EXPLOITED.value)
    protected = frozenset(frame.loc[naming, "record_id"])
    homes = frame[(frame["role"] == HOME) & frame["record_id"].isin(protected)]
    hidden = frozenset({*exploited, *homes["entity_id"], *_own_phones(tables, set(frame.loc[naming, "mention_id"]))})
    told = _particulars(tables) if names else {}
    called = _names_by_entity(frame, told) if names else {}
    salt = _salt(tables)
    labels: dict[str, str] = {}
    ids: dict[str, str] = {}
    for row in entities.to_dict("records"):
        one, kind = str(row["entity_id"]), str(row["entity_type"])
        shown = names and one not in hidden
        # The identifier of a number is made from the number alone; who knows how could find it again.
        ids[one] = one if shown else one[0] + _digest(salt, one)[:12]
        labels[one] = str(row["label"])
        if kind in _PSEUDONYMS and not shown:
            labels[one] = f"{_PSEUDONYMS[kind]} {_digest(salt, one)[:6].upper()}"
        elif kind == EntityType.PERSON.value and shown:
            labels[one] = called.get(one, labels[one])
    return Naming(names, labels, ids, hidden, protected, told)


def _own_phones(tables: Tables, mentions: set[str]) -> set[str]:
    """Give the telephones that are the own numbers of the people so mentioned."""
    said = tables["particulars"].select("mention_id", "phones").to_pandas().dropna()
    numbers = {number for cell in said.loc[said["mention_id"].isin(mentions), "phones"] for number in cell.split(";")}
    return {link.entity_id(EntityType.PHONE, link.exact_key(EntityType.PHONE, number)) for number in numbers}


def _salt(tables: Tables) -> str:
    """Take the start of the audit trail, which nobody outside knows, so that pseudonyms stay the same here only."""
    first = tables["audit"].order_by("seq").select("hash").limit(1).to_pandas()["hash"]
    return str(first.iloc[0]) if len(first) else ""


def _digest(salt: str, text: str) -> str:
    return hashlib.sha256(f"{salt}\x1f{text}".encode()).hexdigest()


def _particulars(tables: Tables) -> dict[str, dict[str, str]]:
    """Give what records say of each person, by mention."""
    columns = {"forename": "forename", "surname": "surname", "born": "date_of_birth", "sex": "sex",
               "address": "home_address", "postcode": "home_postcode"}  # fmt: skip
    frame = tables["particulars"].select("mention_id", *columns).to_pandas().rename(columns=columns)
    return {
        str(row.pop("mention_id")): {str(name): str(value) for name, value in row.items() if pd.notna(value)}
        for row in frame.to_dict("records")
    }


def _names_by_entity(mentions: pd.DataFrame, told: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Call each person by the name most records give, else by the first reference."""
    people = mentions[mentions["entity_type"] == EntityType.PERSON.value]
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    refs: dict[str, str] = {}
    for mention, entity, raw in zip(people["mention_id"], people["entity_id"], people["raw"], strict=True):
        said = told.get(mention, {})
        name = " ".join(part for part in (said.get("forename"), said.get("surname")) if part).title()
        if name:
            counts[entity][name] += 1
        if raw != "named":
            refs[entity] = min(str(raw), refs.get(entity, str(raw)))
    return refs | {entity: min(found, key=lambda one: (-found[one], one)) for entity, found in counts.items()}


@dataclass(frozen=True)
class Gathered:
    """What every part of one export shares: the tables that may leave, the selection, naming, and the sources."""

    tables: Leaving
    filters: Filters
    naming: Naming
    marking: str
    sources: Mapping[str, Mapping[str, Any]]
    active_days: int

    def provenance(self, row: Mapping[Any, Any]) -> dict[str, Any]:
        """Give the file, row, day of import and whether invented, of a record."""
        source = self.sources.get(str(row["source_id"]), {})
        imported = source.get("imported_at")
        return {
            "source_file": source.get("name"),
            "source_row": int(row["row_number"]) if pd.notna(row["row_number"]) else None,
            "imported_on": None if imported is None or pd.isna(imported) else pd.Timestamp(imported).date(),
            "invented": bool(source.get("invented")),
        }


def rows_of(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    """Give rows with None for whatever is missing."""
    return frame.astype("object").where(frame.notna(), None).to_dict("records")


def mentions_of(given: Gathered) -> dict[str, list[dict[Any, Any]]]:
    """Give what each record names, in the order of the mentions."""
    wanted = ("mention_id", "record_id", "entity_id", "entity_type", "role", "raw", "from_text")
    frame = resolved_mentions(given.tables).select(*wanted).to_pandas().sort_values("mention_id")
    found: dict[str, list[dict[Any, Any]]] = defaultdict(list)
    for row in rows_of(frame):
        found[row["record_id"]].append(row)
    return found


def files_of(given: Gathered) -> dict[str, tuple[str, int, bool]]:
    """Give the file, row and whether invented, of every record that may leave."""
    frame = given.tables["records"].select("record_id", "source_id", "row_number").to_pandas()
    told = {one: (str(said.get("name")), bool(said.get("invented"))) for one, said in given.sources.items()}
    unknown = ("", False)
    return {
        record: (told.get(source, unknown)[0], int(row), told.get(source, unknown)[1])
        for record, source, row in zip(frame["record_id"], frame["source_id"], frame["row_number"], strict=True)
    }
