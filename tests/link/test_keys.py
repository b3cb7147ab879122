"""Exact keys: the same thing written differently has one key, different things have two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linesmap.link import entity_id, exact_key, person_key
from linesmap.model.vocabulary import EntityType


@pytest.mark.parametrize(
    ("entity_type", "one", "other"),
    [
        (EntityType.DEAL_LINE, "Harrier", "the HARRIER line"),
        (EntityType.DEAL_LINE, "Harrier", "Harrier deal line"),
        (EntityType.DEAL_LINE, "Snow-Goose", "snow goose"),
        (EntityType.OPERATION, "Larkspur", "Op. Larkspur"),
        (EntityType.OPERATION, "LARKSPUR", "Operation Larkspur"),
        (EntityType.GROUP, "Harbour", "The Harbour OCG"),
        (EntityType.GROUP, "Harbour crew", "harbour gang"),
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
        (EntityType.GROUP, "Gang", "Crew"),
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


@pytest.mark.parametrize(
    ("one", "other"),
    [("12/345678A", "2012/0345678a"), ("12/345678A", "12/0345678A "), ("1999/12345B", "99/0012345b")],
)
def test_a_pnc_identity_is_one_person_in_every_force(one: str, other: str) -> None:
    assert person_key(one, "E23000036") == person_key(other, "E23000039") == person_key(one, None)
    assert person_key(one, None).startswith("PNC:")


def test_a_cro_number_is_one_person_in_every_force() -> None:
    assert person_key("12345/99a", "E23000036") == person_key("12345/99A", None) == "CRO:12345/99A"
    assert person_key("SF39/12Z", "E23000036") == "CRO:SF39/12Z"


@given(st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1, max_size=12))
def test_a_reference_of_a_force_is_one_person_in_that_force_only(reference: str) -> None:
    keys = {person_key(reference, force) for force in ("E23000036", "E23000039", None)}
    assert len(keys) == 3
    assert keys == {person_key(f" {reference.lower()} ", force) for force in ("E23000036", "E23000039", None)}
