"""Exact keys: the same thing written differently has one key, different things have two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linesmap.link import entity_id, exact_key
from linesmap.model.vocabulary import EntityType


@pytest.mark.parametrize(
    ("entity_type", "one", "other"),
    [
        (EntityType.DEAL_LINE, "Harrier", "the HARRIER line"),
        (EntityType.DEAL_LINE, "Harrier", "Harrier deal line"),
        (EntityType.DEAL_LINE, "Snow-Goose", "snow goose"),
        (EntityType.OPERATION, "Larkspur", "Op. Larkspur"),
        (EntityType.OPERATION, "LARKSPUR", "Operation Larkspur"),
        (EntityType.VEHICLE, "QX24 ABC", "qx24abc"),
        (EntityType.PERSON, "12/345678A", "12/345678a "),
        (EntityType.PLACE, "Yeovil,  Somerset", "yeovil, somerset"),
    ],
)
def test_same_thing_same_key(entity_type: EntityType, one: str, other: str) -> None:
    assert exact_key(entity_type, one) == exact_key(entity_type, other) != ""


@pytest.mark.parametrize(
    ("entity_type", "one", "other"),
    [
        (EntityType.DEAL_LINE, "Harrier", "Harriet"),
        (EntityType.DEAL_LINE, "Line", "Brand"),
        (EntityType.OPERATION, "Larkspur 1", "Larkspur 2"),
        (EntityType.PHONE, "+447700900123", "+447700900124"),
        (EntityType.PERSON, "12/345678A", "12/345678B"),
    ],
)
def test_different_things_different_keys(entity_type: EntityType, one: str, other: str) -> None:
    assert exact_key(entity_type, one) != exact_key(entity_type, other)


@given(st.sampled_from(list(EntityType)), st.text(max_size=40))
def test_key_is_stable(entity_type: EntityType, text: str) -> None:
    key = exact_key(entity_type, text)
    assert exact_key(entity_type, key) == key


def test_identifier_differs_by_type() -> None:
    ids = {entity_id(entity_type, "x") for entity_type in EntityType}
    assert len(ids) == len(EntityType)
