"""Home addresses: two ways of writing one house have one key, two houses have two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linesmap.link import address_key, address_parts

HOUSE = ("14 Alder Road, Yeovil", "BA20 1AA")


@pytest.mark.parametrize(
    ("text", "postcode"),
    [
        ("14 ALDER RD., YEOVIL", "ba201aa"),
        ("14, Alder Road, Yeovil, BA20 1AA", ""),
        ("14 alder rd yeovil BA201AA", ""),
        ("14 Alder Road\nYeovil", "BA20  1AA"),
        ("14 Alder Road, Yeovil BA1 1AB", "BA20 1AA"),
    ],
)
def test_one_house_however_it_is_written(text: str, postcode: str) -> None:
    assert address_key(text, postcode) == address_key(*HOUSE) != ""


@pytest.mark.parametrize(
    ("text", "postcode"),
    [
        ("15 Alder Road, Yeovil", "BA20 1AA"),
        ("14a Alder Road, Yeovil", "BA20 1AA"),
        ("Flat 2, 14 Alder Road, Yeovil", "BA20 1AA"),
        ("14 Elder Road, Yeovil", "BA20 1AA"),
        ("14 Alder Road, Yeovil", "BA20 1AB"),
    ],
)
def test_another_house(text: str, postcode: str) -> None:
    assert address_key(text, postcode) not in {"", address_key(*HOUSE)}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Flat 2, 14 High St", "Apt no. 2 14 High Street", True),
        ("Flat 2, 14 High St", "14 High Street, Flat 2", True),
        ("Flat 2, 14 High St", "Flat 14, 2 High St", False),
        ("Room B, 3 Quay Pl", "rm b 3 quay place", True),
        ("Flat 1a, 14 High St", "Flat 1, 14 High St", False),
    ],
)
def test_flats_are_told_from_houses(one: str, other: str, same: bool) -> None:
    assert (address_parts(one).house == address_parts(other).house) is same


@pytest.mark.parametrize("text", ["NFA", "no fixed abode", "unknown", "NK", "N/A", "", "  ", "???"])
def test_no_address_is_nobodys_house(text: str) -> None:
    parts = address_parts(text, "BA20 1AA")
    assert (parts.house, parts.words, parts.tokens, parts.postcode) == ("", "", (), "")
    assert address_key(text, "BA20 1AA") == ""


@pytest.mark.parametrize("text", ["Alder Road, Yeovil", "Yeovil", "BA20 1AA"])
def test_without_a_number_there_is_no_house(text: str) -> None:
    assert address_parts(text).house == address_key(text, "BA20 1AA") == ""


def test_without_a_postcode_there_must_be_a_street_and_a_town() -> None:
    key = address_key("14 Alder Road, Yeovil")
    assert key == address_key("14 ALDER RD YEOVIL") == "14 alder road yeovil|"
    assert key != address_key(*HOUSE)
    assert address_key("12 High Street") == "", "every town has one"


def test_a_postcode_of_another_country_is_no_house_number() -> None:
    parts = address_parts("12, magill place, wongaling beach, 2650, nsw")
    assert (parts.number, parts.postcode) == ("12", "2650")


WORDS = st.lists(st.sampled_from(["alder", "high", "quay", "yeovil", "street", "road", "gardens"]), min_size=1)
SPELLINGS = {"street": ("st", "Str."), "road": ("rd", "Rd."), "gardens": ("gdns", "Gdn")}


@given(st.integers(1, 999), WORDS, st.data())
def test_abbreviations_case_and_commas_do_not_matter(number: int, words: list[str], data: st.DataObject) -> None:
    written = [data.draw(st.sampled_from((word, word.upper(), *SPELLINGS.get(word, ())))) for word in words]
    text = f"{number}{data.draw(st.sampled_from((' ', ', ')))}{data.draw(st.sampled_from((' ', ', '))).join(written)}"
    assert address_parts(text).house == f"{number} {' '.join(words)}"


@given(st.text(max_size=60), st.text(max_size=12))
def test_any_text_can_be_taken_apart(text: str, postcode: str) -> None:
    parts = address_parts(text, postcode)
    assert bool(parts.house) == bool(parts.number)
    assert parts.tokens == tuple(sorted(set(parts.tokens)))
