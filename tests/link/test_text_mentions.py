"""What texts name: found in every usual spelling, not found where the words say something else, and shown in place."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linesmap.link import (
    KnownNames,
    extract_mentions,
    find_in_text,
    stated_mentions,
    text_mentions,
    with_lines_of_numbers,
    with_text_mentions,
)
from linesmap.link.mentions import MENTION_FIELDS

KNOWN = KnownNames(
    ["harrier", "merlin", "jay", "charlie", "yeovil", "snow goose", "ed"],
    ["larkspur", "night owl"],
    ["harbour", "quay boys"],
    ordinary={"yeovil"},
)
PHONE = "+447700900123"


def found(text: str, kind: str) -> list[str]:
    return [one.normalised for one in find_in_text(text, KNOWN) if one.entity_type.value == kind]


@pytest.mark.parametrize(
    "number",
    [
        *("07700 900123", "07700900123", "+447700900123", "+44 7700 900123", "0044 7700 900123", "+44 (0)7700 900123"),
        *("447700900123", "07700-900-123", "077 009 00123", "7700900123", "+44 (0) 7700 900 123"),
    ],
)
@pytest.mark.parametrize("around", ["{}", "rang {}.", "tel{}", "({})", "{}/07700900124"])
def test_numbers_in_every_usual_spelling(number: str, around: str) -> None:
    assert found(around.format(number), "phone")[0] == PHONE


@pytest.mark.parametrize(
    "text",
    ["1207700900123", "077009001234", "01934 496123", "07700 90012", "URN 447700900123456", "0123 07700 90012", ""],
)
def test_what_is_no_mobile_number(text: str) -> None:
    assert found(text, "phone") == []


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("seen in QX24 ABC.", "QX24ABC"),
        ("QX24ABC", "QX24ABC"),
        ("vrm qx24abc", "QX24ABC"),
        ("qx24 abc parked", "QX24ABC"),
        ("vehicle A123 BCD", "A123BCD"),
        ("reg ABC 123D", "ABC123D"),
    ],
)
def test_registration_marks(text: str, key: str) -> None:
    assert found(text, "vehicle") == [key]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "SO14 THE line is run from",
            "SO14 was busy",
            "seen in so14 and BS1",
            "BS1 NEW graffiti",
            "SO14 7LW",
            "SO147LW",
        ),
        *("A38 NEW Road", "the A38 near Exeter", "M5 AND A303 TO London", "A303 was shut", "B3130", "M4 J19"),
        *(
            "7 MAR 2022",
            "12MAR2022",
            "07/03/2022",
            "MAR 2022",
            "on 12 Mar 22",
            "07700 900123",
            "XQX24 ABCD",
            "Op 24 ABC",
        ),
    ],
)
def test_what_is_no_registration_mark(text: str) -> None:
    assert found(text, "vehicle") == []


@pytest.mark.parametrize(
    ("text", "key"), [("at BA20 1AA today", "ba20 1aa"), ("so147lw", "so14 7lw"), ("EC1A 1BB", "ec1a 1bb")]
)
def test_postcodes(text: str, key: str) -> None:
    assert found(text, "place") == [key]


@pytest.mark.parametrize("text", ["SO14", "BA20 1CA", "QX24 ABC", "1A 1AA", "XBA20 1AAX"])
def test_what_is_no_postcode(text: str) -> None:
    assert found(text, "place") == []


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("HARRIER line", ["harrier"]),
        ("the harrier line", ["harrier"]),
        ("deal line: merlin", ["merlin"]),
        ("brand harrier", ["harrier"]),
        ("sold as 'harrier'", ["harrier"]),
        ("sold as “harrier” here", ["harrier"]),
        ("Harrier is back", ["harrier"]),
        ("Merlin and HARRIER", ["merlin", "harrier"]),
        ("Harrier, harrier line, HARRIER", ["harrier"]),
        ("snow goose line", ["snow goose"]),
        ("Snow Goose", ["snow goose"]),
        ("a harrier over the marsh", []),
        ("'harrier over", []),
        ("Harriers", []),
        # Forenames and towns are lines only beside the word, or quoted.
        ("Charlie was seen", []),
        ("CHARLIE", []),
        ("CHARLIE line", ["charlie"]),
        ("the 'Charlie' phone", ["charlie"]),
        ("Jay said", []),
        ("jay line", ["jay"]),
        ("in Yeovil", []),
        ("Yeovil line", ["yeovil"]),
        # Too short to be told from anything else.
        ("Ed line", []),
    ],
)
def test_lines(text: str, keys: list[str]) -> None:
    assert found(text, "deal_line") == keys


def test_the_longer_of_two_names_is_the_one_that_is_named() -> None:
    known = KnownNames(["goose", "snow goose"])
    assert [one.normalised for one in find_in_text("Snow Goose line", known)] == ["snow goose"]
    assert [one.normalised for one in find_in_text("Goose line", known)] == ["goose"]


@pytest.mark.parametrize(
    ("text", "operations", "groups"),
    [
        ("Op Larkspur", ["larkspur"], []),
        ("operation larkspur", ["larkspur"], []),
        ("op night owl", ["night owl"], []),
        ("Larkspur day 2", ["larkspur"], []),
        ("larkspur in the garden", [], []),
        ("the Harbour OCG", [], ["harbour"]),
        ("Quay Boys", [], ["quay boys"]),
        ("in the harbour", [], []),
    ],
)
def test_operations_and_groups(text: str, operations: list[str], groups: list[str]) -> None:
    assert (found(text, "operation"), found(text, "group")) == (operations, groups)


PIECES = st.sampled_from(
    [
        "07700 900123",
        "+44 (0)7700 900124",
        "QX24 ABC",
        "A123 BCD",
        "BA20 1AA",
        "Harrier line",
        "'charlie'",
        "op larkspur",
        "Snow Goose",
        "ﬁ",
        "İ",
        "ß",
        "\N{FAMILY}",
        "e\u0301",
        "\n",
        "\x00",
        "<b>",
        "=cmd|' /C calc'!A0",
        "..",
        "7" * 9,
        "é",
    ]
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=12).map(" ".join))
def test_spans_point_exactly_at_the_words(text: str) -> None:
    things = find_in_text(text, KNOWN)
    for one in things:
        assert text[one.start : one.end] == one.raw != ""
        assert one.raw == one.raw.strip()
    assert [one.start for one in things] == sorted(one.start for one in things)
    keys = [(one.entity_type, one.normalised) for one in things]
    assert len(set(keys)) == len(keys)


@given(st.text(st.characters(codec="utf-8")), st.text(max_size=10))
def test_any_text_and_any_name_can_be_looked_at(text: str, name: str) -> None:
    known = KnownNames([name, ".*", "(a+)+$"], [name], [name], ordinary=[name])
    for one in find_in_text(text + name, known):
        assert (text + name)[one.start : one.end] == one.raw


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "text", ["7" * 50_000, "7 " * 30_000, "A" * 50_000, "AB12 " * 10_000, "'harrier" * 5_000, " " * 50_000]
)
def test_long_hostile_texts_take_no_time(text: str) -> None:
    assert len(find_in_text(text, KNOWN)) <= 1


def test_names_are_no_patterns() -> None:
    known = KnownNames([".*", "harrier)", "("])
    assert [one.raw for one in find_in_text("(everything) .* Harrier)", known)] == ["Harrier"]
    assert not KnownNames(["", "ab", "--"])


RECORDS = pd.DataFrame(
    [
        {
            "record_id": "R1",
            "line_name": "Harrier",
            "phone": PHONE,
            "summary": "HARRIER line on 07700 900123, QX24 ABC",
        },
        {"record_id": "R2", "line_name": None, "phone": "+447700900555", "summary": "Harrier again"},
        {"record_id": "R3", "line_name": None, "phone": None, "summary": None},
    ]
)


def both() -> pd.DataFrame:
    stated = extract_mentions(RECORDS)
    return with_text_mentions(stated, text_mentions(RECORDS[["record_id", "summary"]], KnownNames(["harrier"])))


def test_what_column_and_text_both_name_is_stated_and_has_its_place() -> None:
    rows = both().set_index(["record_id", "entity_type"])
    assert list(rows.reset_index().columns.sort_values()) == sorted(MENTION_FIELDS)
    line, phone, vehicle = (rows.loc["R1", kind] for kind in ("deal_line", "phone", "vehicle"))
    assert (line["from_text"], line["raw"], line["span_from"], line["span_to"]) == (False, "Harrier", 0, 7)
    assert (phone["from_text"], phone["span_from"], phone["span_to"]) == (False, 16, 28)
    assert (vehicle["from_text"], vehicle["raw"], vehicle["span_from"], vehicle["span_to"]) == (
        True,
        "QX24 ABC",
        30,
        38,
    )
    assert rows.loc[("R2", "deal_line"), "from_text"]
    assert pd.isna(rows.loc[("R2", "phone"), "span_from"])
    assert len(rows) == 5


def test_what_columns_make_can_be_told_again() -> None:
    numbers = {"+447700900555": "merlin"}
    made = with_lines_of_numbers(both(), numbers)
    again = stated_mentions(made)
    assert set(again["mention_id"]) == set(extract_mentions(RECORDS)["mention_id"])


def test_texts_read_twice_give_the_same() -> None:
    once = both()
    found_again = text_mentions(RECORDS.iloc[::-1][["record_id", "summary"]], KnownNames(["harrier"]))
    pd.testing.assert_frame_equal(with_text_mentions(stated_mentions(once), found_again), once)


def test_a_number_of_a_line_names_the_line() -> None:
    numbers = {PHONE: "harrier", "+447700900555": "merlin", "+447700900999": "jay"}
    rows = with_lines_of_numbers(both(), numbers)
    lines = rows[rows["entity_type"] == "deal_line"].set_index(["record_id", "normalised"])
    assert sorted(lines.index) == [("R1", "harrier"), ("R2", "harrier"), ("R2", "merlin")]
    assert lines.loc[("R2", "merlin"), "raw"] == "+447700900555"
    assert rows["mention_id"].is_unique
    assert with_lines_of_numbers(both(), {}).equals(both())
