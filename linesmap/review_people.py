"""List the people that may be one and wait for a decision, and carry decisions out."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import networkx as nx
import pandas as pd

from linesmap import link
from linesmap.judgements import judge, judgements_made
from linesmap.judgements import undo as take_back
from linesmap.linking import relink
from linesmap.model.vocabulary import EntityType
from linesmap.people_held import (
    pair_of,
    people_of_profiles,
    per_person,
    records_of_people,
    standing_judgements,
    with_people,
)
from linesmap.store import Tables, Workspace

__all__ = [
    "KEPT_APART",
    "UNDER_THRESHOLD",
    "Decided",
    "decide",
    "flagged",
    "judgements_named",
    "note_names_shown",
    "to_review",
    "undo",
    "waiting_by_reason",
]

Progress = Callable[[str], None]

UNDER_THRESHOLD = "less sure than the threshold for joining"
KEPT_APART = "some of their records differ too much in forename or date of birth"
_AGAIN = "Linking records again"
_PERSON = EntityType.PERSON.value
_OPEN = [
    "pair_id", "profile_a", "profile_b", "entity_a", "entity_b", "label_a", "label_b", "probability", "match_weight",
    "reason", "contributions", "n_pairs", "safeguarding", "judged",
]  # fmt: skip
_COLUMNS = [*_OPEN[:12], "records_a", "records_b", "forces_a", "forces_b", *_OPEN[12:]]
_WEAK_COLUMNS = [*_COLUMNS, "caution", "part_a"]


def to_review(
    tables: Tables, *, reason: str | None = None, find: str = "", pair_id: str | None = None, most: int | None = None
) -> pd.DataFrame:
    """List the pairs of people that may be one person and are not joined.

    Parameters
    ----------
    reason
        Only pairs that wait for this reason.
    find
        Only pairs of which one of the pseudonyms holds these letters.
    pair_id
        Only this one.
    most
        At most so many rows; all when left out.

    Returns
    -------
    waiting
        One row for each two people, whatever the number of pairs of profiles between them; of these the most probable
        one stands for all: pair_id, profile_a, profile_b, entity_a, entity_b, label_a, label_b (pseudonyms),
        probability (0 to 1), match_weight (log2 of the odds), reason, contributions (a list of [field, degree,
        weight]), n_pairs, records_a, records_b (number of records of each person), forces_a, forces_b (lists of codes
        of recording forces), safeguarding (one of the two is named as exploited somewhere), judged (unsure, or none).
        Those never looked at come first, then the most probable. What a person accepted or rejected is left out.
    """
    open_ = _open_pairs(tables)
    if reason is not None:
        open_ = open_.filter(open_.reason == reason)
    if pair_id is not None:
        open_ = open_.filter(open_.pair_id == pair_id)
    if letters := find.strip().casefold():
        open_ = open_.filter(open_.label_a.lower().contains(letters) | open_.label_b.lower().contains(letters))
    open_ = open_.order_by([open_.judged.notnull(), ibis.desc("probability"), "pair_id"])
    frame: pd.DataFrame = open_.limit(most).to_pandas()
    frame = frame.assign(contributions=[json.loads(text) for text in frame["contributions"]])
    people = records_of_people(tables, {*frame["entity_a"], *frame["entity_b"]})
    records, forces = per_person(people.drop_duplicates(["entity_id", "record_id"]))
    for side in ("a", "b"):
        frame[f"records_{side}"] = frame[f"entity_{side}"].map(records).fillna(0).astype(int)
        frame[f"forces_{side}"] = [forces.get(name, []) for name in frame[f"entity_{side}"]]
    return frame[_COLUMNS]


def waiting_by_reason(tables: Tables) -> dict[str, int]:
    """Count the pairs that `to_review` lists, by reason, the most frequent first."""
    open_ = _open_pairs(tables)
    frame = open_.group_by("reason").agg(n=open_.count()).to_pandas()
    ordered = frame.sort_values(["n", "reason"], ascending=[False, True])
    return {str(reason): int(n) for reason, n in zip(ordered["reason"], ordered["n"], strict=True)}


def _open_pairs(tables: Tables) -> ibis.Table:
    """Give for each two people that wait the most probable pair of profiles between them."""
    people = people_of_profiles(tables)
    pairs = tables["pairs"]
    between = with_people(pairs.filter(pairs.entity_type == _PERSON), people, "profile_a", "profile_b")
    between = between.filter(between.entity_a != between.entity_b)
    judged = with_people(standing_judgements(tables).select("a", "b", "verdict"), people, "a", "b")
    judged = judged.group_by("first", "last").agg(
        decided=(judged.verdict != "unsure").any(), judged=judged.verdict.min()
    )
    between = between.left_join(judged, ["first", "last"])
    between = between.filter(between.decided.isnull() | ~between.decided)
    alike = ibis.window(group_by=["first", "last"])
    best = ibis.window(group_by=["first", "last"], order_by=[ibis.desc("probability"), "pair_id"])
    ranked = between.mutate(
        rank=ibis.row_number().over(best),
        n_pairs=between.pair_id.count().over(alike),
        safeguarding=between.safeguarding_a | between.safeguarding_b,
        reason=ibis.coalesce(
            between.reason, ibis.ifelse(between.band == "automatic", KEPT_APART, UNDER_THRESHOLD)
        ),
    )  # fmt: skip
    return ranked.filter(ranked["rank"] == 0).select(_OPEN)


def flagged(tables: Tables) -> pd.DataFrame:
    """List the people held together by one weak link, with that link, so that it can be judged.

    Returns
    -------
    weak
        Columns as `to_review` (entity_a and entity_b are the same; records and forces are those of the parts on both
        sides of the link), plus caution and part_a (list of the profiles on the side of profile_a). Those never
        looked at come first, then the weakest.
    """
    entities = tables["entities"]
    doubtful = entities.filter(entities.weak_a.notnull()).order_by("entity_id").to_pandas()
    if doubtful.empty:
        return pd.DataFrame(columns=_WEAK_COLUMNS)
    records = records_of_people(tables, set(doubtful["entity_id"]))
    profiles = records.dropna(subset=["profile_id"]).drop_duplicates("profile_id")
    of = dict(zip(profiles["profile_id"], profiles["entity_id"], strict=True))
    pairs = tables["pairs"].filter(ibis._.band == "automatic", ibis._.profile_a.isin(sorted(of))).to_pandas()
    pairs = pairs[pairs["profile_a"].map(of) == pairs["profile_b"].map(of)]
    other = _other_joins(tables, of)
    unsure = standing_judgements(tables).filter(ibis._.verdict == "unsure").select("a", "b").to_pandas()
    looked_at = set(zip(unsure["a"], unsure["b"], strict=True))
    rows = []
    for person in doubtful.to_dict("records"):
        own = pairs[pairs["profile_a"].map(of) == person["entity_id"]]
        ends = (str(person["weak_a"]), str(person["weak_b"]))
        weak = _weak_pair(own, [join for join in other if of[join[0]] == person["entity_id"]], ends)
        if weak is not None:
            mine = records[records["entity_id"] == person["entity_id"]]
            rows.append(_flagged_row({str(k): v for k, v in person.items()}, weak, mine, looked_at))
    weakest = pd.DataFrame(rows, columns=_WEAK_COLUMNS)
    order = weakest.assign(seen=weakest["judged"].notna()).sort_values(["seen", "probability", "pair_id"])
    return order[weakest.columns].reset_index(drop=True)


@dataclass(frozen=True)
class _Weak:
    """A pair that holds two parts of one person together, and the profiles of the part with its first end."""

    pair: dict[str, Any]
    part: frozenset[str]
    n_pairs: int


def _other_joins(tables: Tables, of: dict[str, str]) -> list[tuple[str, str]]:
    """List the joins inside these people that a shared reference or a person made."""
    said = tables["particulars"].filter(ibis._.profile_id.isin(sorted(of)), ibis._.refs.notnull())
    referred = link.tied_by_reference(said.select("profile_id", "refs").distinct().to_pandas())
    made = standing_judgements(tables).filter(ibis._.verdict == "accept").select("a", "b").to_pandas()
    joins = [*referred, *zip(made["a"], made["b"], strict=True)]
    return sorted({(a, b) for a, b in joins if a != b and a in of and of[a] == of.get(b)})


def _weak_pair(pairs: pd.DataFrame, other: Sequence[tuple[str, str]], ends: tuple[str, str]) -> _Weak | None:
    """Give the pair between two ends, and what hangs on its first end without it; None where there is no such pair."""
    found = pairs[(pairs["profile_a"] == ends[0]) & (pairs["profile_b"] == ends[1])]
    if found.empty:
        return None
    graph: nx.Graph[str] = nx.Graph()
    graph.add_edges_from(zip(pairs["profile_a"], pairs["profile_b"], strict=True))
    graph.add_edges_from(other)
    without = nx.restricted_view(graph, [], [ends])
    pair = {str(name): value for name, value in found.to_dict("records")[0].items()}
    return _Weak(pair, frozenset(nx.node_connected_component(without, ends[0])), len(pairs))


def _flagged_row(
    person: dict[str, Any], weak: _Weak, records: pd.DataFrame, looked_at: set[tuple[str, str]]
) -> dict[str, Any]:
    pair = weak.pair
    row = {name: pair[name] for name in ("pair_id", "profile_a", "profile_b", "probability", "match_weight")}
    row |= {
        f"{name}_{side}": person[key] for side in "ab" for name, key in (("entity", "entity_id"), ("label", "label"))
    }
    inside = records["profile_id"].isin(weak.part)
    for side, part in (("a", records[inside]), ("b", records[~inside])):
        row[f"records_{side}"] = part["record_id"].nunique()
        row[f"forces_{side}"] = sorted(part["recording_force"].dropna().unique())
    judged = (pair["profile_a"], pair["profile_b"]) in looked_at
    return row | {
        "reason": f"held together by one link of {pair['probability']:.2f}",
        "contributions": json.loads(pair["contributions"]),
        "n_pairs": weak.n_pairs,
        "safeguarding": bool(person["safeguarding"]),
        "judged": "unsure" if judged else None,
        "caution": person["caution"],
        "part_a": sorted(weak.part),
    }


def note_names_shown(workspace: Workspace, what: str) -> None:
    """Write to the audit trail that names of people were looked at; `what` is the pair, or a list of them."""
    with workspace.write() as writer:
        writer.log("consultation", what, changes_data=False, shown="names")


@dataclass(frozen=True)
class Decided:
    """What came of a decision: mentions of both people before it, together after it, and a sentence about it."""

    judgement_id: str
    n_before: int
    n_together: int
    words: str


def decide(
    workspace: Workspace, pair_id: str, verdict: str, *, note: str = "", progress: Progress | None = None
) -> Decided:
    """Judge a pair of people and link the records again.

    Parameters
    ----------
    workspace
        Where the pair stands.
    pair_id
        From `to_review` or `flagged`.
    verdict
        accept, reject or unsure.
    note
        Why, in a few words.
    progress
        Called with a sentence before each slow step.

    Returns
    -------
    decided
        What it did to the two people.

    Raises
    ------
    InputError
        If there is no such pair or no such verdict.
    WorkspaceError
        If the workspace cannot be used.
    """
    with workspace.read() as tables:
        a, b = pair_of(tables, pair_id)
        before = _of_profiles(tables, a, b)
    number = judge(workspace, _PERSON, a, b, verdict, note=note)
    if progress:
        progress(_AGAIN)
    relink(workspace, progress=progress)
    with workspace.read() as tables:
        after = _of_profiles(tables, a, b)
    both = before[a] | before[b]
    together = after[a] | after[b]
    if verdict == "unsure":
        words = "Marked as not sure. Nothing has changed"
    elif verdict == "accept":
        words = f"One person now: {len(together):,} mentions"
        if left := len(both - together):
            words += f". {left:,} that differ too much from the rest now stand apart"
    else:
        words = f"Two people: {len(after[a]):,} and {len(after[b]):,} mentions"
        if left := len(both - together):
            words += f". {left:,} more belong to neither now"
    return Decided(number, len(both), len(together) if after[a] == after[b] else 0, words)


def _of_profiles(tables: Tables, a: str, b: str) -> dict[str, frozenset[str]]:
    """Give the mentions of the person that each of two profiles is of."""
    people = people_of_profiles(tables)
    held = people.filter(people.profile_id.isin([a, b])).select("profile_id", "entity_id").to_pandas()
    wanted = tables["resolutions"].filter(ibis._.entity_id.isin(sorted(set(held["entity_id"]))))
    resolved = wanted.select("mention_id", "entity_id").to_pandas()
    mentions = {str(name): frozenset(group) for name, group in resolved.groupby("entity_id")["mention_id"]}
    of = dict(zip(held["profile_id"], held["entity_id"], strict=True))
    return {one: mentions.get(str(of.get(one)), frozenset()) for one in (a, b)}


def undo(workspace: Workspace, judgement_id: str, *, progress: Progress | None = None) -> None:
    """Take a judgement back and link the records again: everything stands as before it.

    Raises
    ------
    InputError
        If no such judgement stands.
    WorkspaceError
        If the workspace cannot be used.
    """
    take_back(workspace, judgement_id)
    if progress:
        progress(_AGAIN)
    relink(workspace, progress=progress)


def judgements_named(tables: Tables) -> pd.DataFrame:
    """List every judgement, newest first, with what its two sides are called now.

    Returns
    -------
    judgements
        Columns of the `judgements` table plus label_a and label_b: pseudonyms of people, names of lines, None for
        what is no longer held.
    """
    made = judgements_made(tables)
    asked = sorted({*made["a"], *made["b"]})
    people = people_of_profiles(tables)
    held = people.filter(people.profile_id.isin(asked)).select("profile_id", "label").to_pandas()
    entities = tables["entities"]
    named = entities.filter(entities.entity_id.isin(asked)).select("entity_id", "label").to_pandas()
    labels = dict(zip(held["profile_id"], held["label"], strict=True))
    labels |= dict(zip(named["entity_id"], named["label"], strict=True))
    return made.assign(label_a=made["a"].map(labels), label_b=made["b"].map(labels))
