"""Gather what is held about people under review: who a profile is of, their records, and every word with its source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import pandas as pd

from linesmap.errors import InputError
from linesmap.model.vocabulary import EntityType
from linesmap.store import Tables

__all__ = [
    "Side", "names_of", "pair_of", "people_of_profiles", "per_person", "records_of_people", "sides",
    "standing_judgements", "with_people",
]  # fmt: skip

_PERSON = EntityType.PERSON.value
_MOST_NAMED = 5_000
_TOLD = ["forename", "surname", "born", "born_from", "born_to", "sex", "address", "postcode", "phones", "refs"]


def people_of_profiles(tables: Tables) -> ibis.Table:
    """Say for each profile which person it is of: profile_id, entity_id, label, safeguarding."""
    resolved = tables["particulars"].inner_join(tables["resolutions"], "mention_id")
    of = resolved.group_by("profile_id").agg(entity_id=resolved.entity_id.min())
    entities = tables["entities"].select("entity_id", "label", "safeguarding")
    return of.inner_join(entities, "entity_id").select("profile_id", "entity_id", "label", "safeguarding")


def with_people(pairs: ibis.Table, people: ibis.Table, a: str, b: str) -> ibis.Table:
    """Add the two people of each pair of profiles; `first` and `last` name them whatever their order."""
    sides = [
        people.select(
            **{column: "profile_id", f"entity_{side}": "entity_id", f"label_{side}": "label"},
            **{f"safeguarding_{side}": "safeguarding"},
        )
        for column, side in ((a, "a"), (b, "b"))
    ]
    both = pairs.inner_join(sides[0], a).inner_join(sides[1], b)
    return both.mutate(first=ibis.least(both.entity_a, both.entity_b), last=ibis.greatest(both.entity_a, both.entity_b))


def standing_judgements(tables: Tables) -> ibis.Table:
    """Give the judgements about people that stand."""
    made = tables["judgements"]
    return made.filter(made.subject == _PERSON, made.undone_at.isnull())


def records_of_people(tables: Tables, entity_ids: set[str]) -> pd.DataFrame:
    """List the mentions of people: entity_id, profile_id, record_id, recording_force."""
    wanted = tables["resolutions"]
    # A list of more names than this takes the engine longer than reading everything.
    if len(entity_ids) <= _MOST_NAMED:
        wanted = wanted.filter(wanted.entity_id.isin(sorted(entity_ids)))
    mentions = tables["mentions"].select("mention_id", "record_id")
    records = tables["records"].select("record_id", "recording_force")
    said = tables["particulars"].select("mention_id", "profile_id")
    joined = wanted.select("mention_id", "entity_id").inner_join(mentions, "mention_id")
    joined = joined.inner_join(records, "record_id").left_join(said, "mention_id")
    frame: pd.DataFrame = joined.select("entity_id", "profile_id", "record_id", "recording_force").to_pandas()
    return frame.sort_values(["entity_id", "record_id"], ignore_index=True)


def per_person(records: pd.DataFrame) -> tuple[dict[str, int], dict[str, list[str]]]:
    """Count the rows of each person, and list the codes of the forces that recorded them."""
    counts = {str(name): int(n) for name, n in records["entity_id"].value_counts().items()}
    known = records.dropna(subset=["recording_force"]).drop_duplicates(["entity_id", "recording_force"])
    known = known.sort_values(["entity_id", "recording_force"])
    forces: dict[str, list[str]] = {}
    for name, force in zip(known["entity_id"], known["recording_force"], strict=True):
        forces.setdefault(str(name), []).append(str(force))
    return counts, forces


def pair_of(tables: Tables, pair_id: str) -> tuple[str, str]:
    """Give the two profiles of a pair of people.

    Raises
    ------
    InputError
        If there is no such pair.
    """
    pairs = tables["pairs"]
    found = pairs.filter(pairs.pair_id == pair_id, pairs.entity_type == _PERSON).to_pandas()
    if found.empty:
        msg = (
            f"Expected the identifier of a pair of people, such as Q0123456789abcde; found {pair_id[:40]!r}. "
            "`linesmap review people` lists those that wait."
        )
        raise InputError(msg)
    return str(found["profile_a"].iloc[0]), str(found["profile_b"].iloc[0])


@dataclass(frozen=True)
class Side:
    """One of two that may be one person: what is said of them, and every mention of the person they now belong to.

    `told` holds the particulars of the profile (columns of the `particulars` table, None where nothing is said) and
    `forces`, the codes of the forces that recorded it. `rows` has one row a mention, those of the very profile (`own`)
    first and newest first: own, record_id, file, row_number, kind, title, occurred_from, recording_force, reference,
    role, grading, grading_scheme, score, method, and the particulars.
    """

    profile_id: str
    entity_id: str
    label: str
    safeguarding: bool
    told: dict[str, Any]
    rows: pd.DataFrame


def sides(tables: Tables, profile_a: str, profile_b: str) -> tuple[Side, Side]:
    """Gather what is known of two profiles, and where each word of it comes from.

    Raises
    ------
    InputError
        If the workspace does not hold both.
    """
    people = people_of_profiles(tables)
    held = people.filter(people.profile_id.isin([profile_a, profile_b])).to_pandas().set_index("profile_id")
    missing = [one for one in (profile_a, profile_b) if one not in held.index]
    if missing:
        msg = f"Expected two profiles that this workspace holds; found {missing[0][:40]!r}, which it does not."
        raise InputError(msg)
    mentions = _mentions_of(tables, sorted(set(held["entity_id"])))
    return _side(held, mentions, profile_a), _side(held, mentions, profile_b)


def _mentions_of(tables: Tables, entity_ids: list[str]) -> pd.DataFrame:
    resolved = tables["resolutions"].filter(ibis._.entity_id.isin(entity_ids))
    mentions = tables["mentions"].select("mention_id", "record_id", "role")
    records = tables["records"].select(
        "record_id", "source_id", "row_number", "kind", "title", "occurred_from", "recording_force", "reference",
        "grading", "grading_scheme",
    )  # fmt: skip
    sources = tables["sources"].select("source_id", file="name")
    said = tables["particulars"].drop("force")
    rows = resolved.select("mention_id", "entity_id", "score", "method").inner_join(mentions, "mention_id")
    rows = rows.inner_join(records, "record_id").inner_join(sources, "source_id").left_join(said, "mention_id")
    frame: pd.DataFrame = rows.drop("mention_id_right", "source_id").to_pandas()
    return frame


def _side(held: pd.DataFrame, mentions: pd.DataFrame, profile_id: str) -> Side:
    person = held.loc[profile_id]
    rows = mentions[mentions["entity_id"] == person["entity_id"]]
    rows = rows.assign(own=rows["profile_id"] == profile_id)
    rows = rows.sort_values(
        ["own", "occurred_from", "file", "row_number", "mention_id"],
        ascending=[False, False, True, True, True], ignore_index=True, kind="stable",
    )  # fmt: skip
    own = rows[rows["own"]]
    first = own.iloc[0]
    told: dict[str, Any] = {name: None if pd.isna(first[name]) else first[name] for name in _TOLD}
    told |= {name: int(told[name]) for name in ("born_from", "born_to") if told[name] is not None}
    told["forces"] = sorted(own["recording_force"].dropna().unique())
    return Side(
        profile_id, str(person["entity_id"]), str(person["label"]), bool(person["safeguarding"]), told, rows
    )  # fmt: skip


def names_of(tables: Tables, profile_ids: Sequence[str]) -> pd.DataFrame:
    """Give forename, surname and born of profiles, by profile_id; the caller notes that they were shown."""
    said = tables["particulars"].filter(ibis._.profile_id.isin(list(profile_ids)))
    frame: pd.DataFrame = said.select("profile_id", "forename", "surname", "born").distinct().to_pandas()
    return frame.set_index("profile_id").sort_index()
