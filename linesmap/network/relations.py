"""Name the relation of two things that one record names, and of a thing to the event it is named in."""

from __future__ import annotations

import pandas as pd

from linesmap.model.link_tables import HOME
from linesmap.model.vocabulary import EnforcementAction, RecordKind, Role

__all__ = ["event_relations", "pair_relations"]


_SEP = "\x1f"
# Types in alphabetical order; a pair that is not here is not tied.
_PAIRS: dict[tuple[str, str], str] = {
    ("address", "address"): "named_with",
    ("address", "deal_line"): "active_at",
    ("address", "group"): "active_at",
    ("address", "operation"): "acted_at",
    ("address", "person"): "seen_at",
    ("address", "phone"): "named_at",
    ("address", "vehicle"): "seen_at",
    ("deal_line", "deal_line"): "named_with",
    ("deal_line", "group"): "controlled_by",
    ("deal_line", "operation"): "acted_on_in",
    ("deal_line", "person"): "associated_with",
    ("deal_line", "phone"): "uses",
    ("deal_line", "place"): "active_at",
    ("deal_line", "vehicle"): "associated_with",
    ("group", "group"): "named_with",
    ("group", "operation"): "acted_on_in",
    ("group", "person"): "associated_with",
    ("group", "phone"): "named_with",
    ("group", "place"): "active_at",
    ("group", "vehicle"): "associated_with",
    ("operation", "person"): "named_in",
    ("operation", "phone"): "named_in",
    ("operation", "place"): "acted_at",
    ("operation", "vehicle"): "named_in",
    ("person", "person"): "seen_with",
    ("person", "phone"): "linked_to",
    ("person", "place"): "seen_at",
    ("person", "vehicle"): "linked_to",
    ("phone", "phone"): "named_with",
    ("phone", "place"): "named_at",
    ("phone", "vehicle"): "named_with",
    ("place", "vehicle"): "seen_at",
    ("vehicle", "vehicle"): "named_with",
}
_BY_PAIR = {_SEP.join(pair): relation for pair, relation in _PAIRS.items()}

# What was done to a person, where that is known; an exploited person is never arrested on a chart.
_DONE = {
    EnforcementAction.ARREST.value: "arrested_in",
    EnforcementAction.CHARGE.value: "charged_in",
    EnforcementAction.STOP_SEARCH.value: "searched_in",
    EnforcementAction.SAFEGUARDING.value: "safeguarded_in",
    EnforcementAction.REFERRAL.value: "referred_in",
    EnforcementAction.DRUG_TEST.value: "tested_in",
}
_IN_EVENT = {"deal_line": "attributed_to", "group": "attributed_to", "operation": "part_of", "place": "took_place_at",
             "address": "took_place_at"}  # fmt: skip
_SUSPECTED = {"arrested_in", "charged_in"}


def _done_to(actions: pd.Series, roles: pd.Series) -> pd.Series:
    """Say what an enforcement row did to a person; null where it did nothing to them."""
    done = actions.map(_DONE)
    victim = roles.eq(Role.EXPLOITED.value) & done.isin(_SUSPECTED)
    return done.mask(victim, "named_in")


def pair_relations(pairs: pd.DataFrame) -> pd.Series:
    """Name the relation of every pair; null where the two are not tied.

    Parameters
    ----------
    pairs
        Columns entity_type_a and entity_type_b (the first in the alphabet first), role_a, role_b, kind (of the
        record) and action (of an enforcement record, else null).

    Returns
    -------
    relations
        Such as `uses`, `holds`, `resident_at`, `seized_from`, `arrested_in`.
    """
    types = pairs["entity_type_a"] + _SEP + pairs["entity_type_b"]
    relation = types.map(_BY_PAIR)
    with_phone, with_address = types.eq(_SEP.join(("person", "phone"))), types.eq(_SEP.join(("address", "person")))
    with_operation = types.eq(_SEP.join(("operation", "person")))
    kind = pairs["kind"]
    relation = relation.mask(with_address & pairs["role_a"].eq(HOME), "resident_at")
    relation = relation.mask(with_phone & kind.eq(RecordKind.ENFORCEMENT.value), "holds")
    relation = relation.mask(with_phone & kind.eq(RecordKind.SEIZURE.value), "seized_from")
    relation = relation.mask(with_phone & kind.eq(RecordKind.NOMINAL.value), "uses")
    done = _done_to(pairs["action"], pairs["role_b"])
    return relation.mask(with_operation & done.notna(), done)


def event_relations(named: pd.DataFrame) -> pd.Series:
    """Name what everything named in a seizure or an enforcement record is to that event.

    Parameters
    ----------
    named
        Columns entity_type, role, kind, action.

    Returns
    -------
    relations
        Such as `arrested_in`, `seized_from`, `part_of`, `took_place_at`.
    """
    relation = named["entity_type"].map(_IN_EVENT).fillna("named_in")
    people = named["entity_type"].eq("person")
    done = _done_to(named["action"], named["role"])
    relation = relation.mask(people & done.notna(), done)
    seized = named["kind"].eq(RecordKind.SEIZURE.value)
    relation = relation.mask(people & seized, "seized_from")
    return relation.mask(named["entity_type"].isin(["phone", "vehicle"]) & seized, "seized_in")
