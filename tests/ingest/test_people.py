"""The particulars of people: whose they are, and that no two people are mixed up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linesmap.ingest.mapping import map_columns
from linesmap.ingest.people import read_people
from linesmap.ingest.rows import Rows
from linesmap.ingest.tables import RawTable
from linesmap.ingest.when import When, read_when
from linesmap.model.imports import ParsedSheet
from linesmap.model.vocabulary import RecordKind

TODAY = date(2026, 3, 1)
Read = Callable[..., ParsedSheet]
Warned = Callable[[ParsedSheet], set[tuple[str, str]]]

PARTICULARS = ("forename", "surname", "born", "born_from", "born_to", "sex", "home_address", "home_postcode")
EVENT = {
    "intelligence": "Date,Text",
    "seizure": "Date,Drug",
    "enforcement": "Date,Action",
    "offence": "Date,Crime type",
}


def people(headers: str, *rows: str, kind: RecordKind = RecordKind.INTELLIGENCE) -> dict[str, list[object]]:
    """Read the people of rows written with bars between their cells."""
    cells = [row.split("|") for row in rows]
    table = RawTable("", 1, tuple(headers.split("|")), cells, list(range(2, len(rows) + 2)))
    held = Rows(table, map_columns(table.headers, kind))
    when = read_when(held, today=TODAY, required=False)
    found = {name: list(values) for name, values in read_people(held, when, TODAY).items()}
    return found | {"warnings": list(held.warnings())}


@pytest.mark.parametrize("kind", list(EVENT))
def test_one_person_of_a_row(read: Read, warned: Warned, kind: str) -> None:
    sheet = read(
        f"{EVENT[kind]},Nominal ref,Surname,First name,DOB,Gender,Home address,Home postcode,OCG\n"
        '7/3/22,arrest,N1,O’BRIEN,Mr  John,7/3/2005,M,"12, High St, Bath",ba11aa,Harbour; Quay\n'
        "7/3/22,arrest,N2,,,31/02/1990,,,,\n"
        "7/3/22,arrest,N3,,,8/3/2022,,,,\n",
        kind=kind,
    )
    one, two, three = sheet.records.to_dict("records")
    assert [one[name] for name in PARTICULARS] == [
        *("john", "o'brien", "2005-03-07", "2005", "2005", "male", "12 high st, bath", "BA1 1AA"),
    ]
    assert (one["person_ref"], one["group_name"], one["age_band"]) == ("N1", "Harbour;Quay", "under 18")
    assert [two[name] for name in PARTICULARS] == [None, None, "1990-02-31", *[None] * 5]
    assert (two["age_band"], three["age_band"], three["born"]) == (None, None, "2022-03-08")
    assert {found for found in warned(sheet) if found[0] != "Drug"} == {
        ("DOB", "birth_unreadable"),
        ("DOB", "age_unreadable"),
    }


def test_the_stated_age_goes_before_the_date_of_birth_when_it_can_be_read() -> None:
    found = people(
        "Date|Age|DOB",
        "7/3/22|30|1/1/2010",
        "7/3/22|??|1/1/2010",
        "7/3/22|adult|1/1/1990",
        "7/3/22|16-19|",
        "|17|1/1/05",
    )
    assert found["age_band"] == ["25-34", "under 18", "25-34", None, "under 18"]
    assert found["born_from"] == ["2010", "2010", "1990", "2002", "2005"]
    assert found["born_to"] == ["2010", "2010", "1990", "2006", "2005"]
    both = people("Date|DOB or age", "7/3/22|17", "7/3/22|1/1/2006", "|1/1/2006", "7/3/22|01/01/1900")
    assert both["born"] == [None, "2006-01-01", "2006-01-01", None]
    assert both["born_from"] == ["2004", "2006", "2006", None]
    assert both["age_band"] == ["under 18", "under 18", None, None]


def test_an_age_over_a_span_of_days_allows_more_years() -> None:
    found = people("Date from|Date to|Age", "30/12/2021|2/1/2022|17", "31/12/2021||17")
    assert (found["born_from"], found["born_to"]) == (["2003", "2004"], ["2005", "2004"])


def test_months_before_days() -> None:
    template_map = map_columns(["Date", "DOB"], RecordKind.INTELLIGENCE)
    table = RawTable("", 1, ("Date", "DOB"), [["7/3/22", "3/25/1990"]], [2])
    rows = Rows(table, replace(template_map, month_first=True))
    assert list(read_people(rows, When(rows.empty()), TODAY)["born"]) == ["1990-03-25"]


def test_names_come_from_one_cell_where_there_are_no_columns_for_them() -> None:
    found = people(
        "Date|Nominal name", "|SMITH, John", "|SMITH Ada", "|Theo Smith", "|JOHN SMITH", "|Unknown male", "|PC 12 JONES"
    )
    assert found["surname"] == ["smith", "smith", "smith", "smith", None, None]
    assert found["forename"] == ["john", "ada", "theo", "john", None, None]
    first = people("Date|Surname Forename", "|SMITH JOHN")
    assert (first["surname"], first["forename"]) == (["smith"], ["john"])
    both = people(
        "Date|Name|Surname|Forename", "|SMITH, John|Smith|", "|JONES, John|Smith|", "|SMITH, John||", "||SMITH, Ada|"
    )
    assert both["surname"] == ["smith", "smith", "smith", "smith"]
    assert both["forename"] == ["john", None, "john", "ada"], "a name of somebody else adds nothing"


def test_several_people_stand_in_the_order_of_their_references() -> None:
    found = people(
        "Date|Nominal ref|Name|DOB|Sex|Home address|Home postcode|Age",
        "7/3/22|N1; N2|SMITH, John; JONES, Ada|1/1/1990; 31/02/1991|M; F|1 A St BA1 1AA;2 B St|;BS1 1AD|;30",
    )
    assert {name: found[name][0] for name in (*PARTICULARS, "person_ref", "age_band")} == {
        "forename": "john;ada",
        "surname": "smith;jones",
        "born": "1990-01-01;1991-02-31",
        "born_from": "1990;1991",
        "born_to": "1990;1992",
        "sex": "male;female",
        "home_address": "1 a st;2 b st",
        "home_postcode": "BA1 1AA;BS1 1AD",
        "person_ref": "N1;N2",
        "age_band": None,
    }


@pytest.mark.parametrize(
    ("refs", "names", "births", "person_ref", "surname", "born"),
    [
        # A cell that says nothing leaves a place; a sign at the end may be one too many.
        ("N1;N2;N3", "A;;C", "1/1/90;;", "N1;N2;N3", "a;;c", "1990-01-01;;"),
        ("N1;N2;", "A;C", "", "N1;N2", "a;c", None),
        ("N1", "A;", "1/1/90;", "N1", "a", "1990-01-01"),
        # Another number of people: not sure whose it is.
        ("N1;N2", "A", "1/1/90;2/1/90", "N1;N2", None, "1990-01-01;1990-01-02"),
        ("N1", "A;B", "1/1/90;2/1/90", "N1", None, None),
        ("N1;N2;N3", "A;B", "1/1/90", "N1;N2;N3", None, None),
        ("", "A;B", "1/1/90", None, "a;b", None),
        # Somebody described without a reference keeps a place among the references; a gap without anybody does not.
        ("N1;;N3", "A;B;C", "", "N1;;N3", "a;b;c", None),
        ("N1;;N3", "A;;C", "", "N1;N3", "a;c", None),
        ("N1;N1;N2", "A;A;B", "1/1/90;1/1/90;2/1/90", "N1;N2", "a;b", "1990-01-01;1990-01-02"),
        # References may also be parted by commas, names may not.
        ("N1, N2", "Ash, A; Birch, B", "", "N1;N2", "ash;birch", None),
        ("N1;N2", "", "", "N1;N2", None, None),
        ("N1;N2", "A\x1eB", "", "N1;N2", "a;b", None),
    ],
)
def test_nobody_is_given_what_may_be_somebody_elses(  # noqa: PLR0917 -- a table
    refs: str, names: str, births: str, person_ref: str | None, surname: str | None, born: str | None
) -> None:
    found = people("Date|Nominal ref|Name|DOB", f"7/3/22|{refs}|{names}|{births}")
    assert (found["person_ref"], found["surname"], found["born"]) == ([person_ref], [surname], [born])
    dropped = (bool(names) and surname is None) + (bool(births) and born is None)
    assert found["warnings"][0].count("people_unaligned") == dropped


def test_the_address_of_one_person_may_hold_any_sign() -> None:
    found = people(
        "Date|Nominal ref|Home address", "|N1|Flat 2; 10 High St", "|N1;N2|Flat 2; 10 High St", "||1 A St; 2 B St"
    )
    assert found["home_address"] == ["flat 2, 10 high st", "flat 2;10 high st", "1 a st;2 b st"]
    lines = people("Date|Nominal ref|Home address", "|N1|10 High St\nBath\nBA1 1AA")
    assert (lines["home_address"], lines["home_postcode"]) == (["10 high st, bath"], ["BA1 1AA"])


PERSON = st.fixed_dictionaries(
    {
        "ref": st.sampled_from(["N1", "N2", "N3", "N4", "N5"]),
        "name": st.sampled_from(["", "ASH, Ada", "BIRCH, Theo", "CLAY, Ines"]),
        "born": st.sampled_from(["", "01/02/1990", "03/04/1991", "05/06/1992"]),
        "sex": st.sampled_from(["", "M", "F"]),
        "home": st.sampled_from(["", "1 A St", "2 B St, BA1 1AA"]),
    }
)


@given(st.lists(PERSON, min_size=1, max_size=4, unique_by=lambda person: person["ref"]), st.data())
@settings(max_examples=60, deadline=None)
def test_people_written_together_are_read_as_if_alone(persons: list[dict[str, str]], data: st.DataObject) -> None:
    """Whatever is left out of a row, no person gets a value that a row of their own would not give."""
    headers = "Date|Nominal ref|Name|DOB|Sex|Home address"
    order = ("ref", "name", "born", "sex", "home")
    cells = [[person[name] for person in persons] for name in order]
    cut = data.draw(st.integers(0, 4))
    shortened = data.draw(st.booleans()) and cut and len(persons) > 1
    if shortened:
        cells[cut] = cells[cut][:-1]
    together = people(headers, "7/3/22|" + "|".join("; ".join(cell) for cell in cells))
    alone = [people(headers, "7/3/22|" + "|".join(person[name] for name in order)) for person in persons]
    assert together["person_ref"] == [";".join(person["ref"] for person in persons)]
    for name in PARTICULARS:
        expected = [found[name][0] for found in alone]
        values = str(together[name][0] or "").split(";")
        if together[name][0] is not None:
            assert [value or None for value in values] == expected
        elif any(expected):
            assert shortened, "only a cell of another number of people is left empty"


def test_columns_about_officers_are_never_people(read: Read) -> None:
    sheet = read(
        "Date,Text,Officer surname,Officer forename,OIC DOB,Officer home address,Nominal ref\n"
        "7/3/22,x,SEDGEBROOK,Ada,1/1/1980,1 High St,N1\n",
        kind="intelligence",
    )
    assert sheet.dropped == ("Officer surname", "Officer forename", "OIC DOB", "Officer home address")
    assert not {"surname", "forename", "date_of_birth", "home_address"} & set(sheet.mapping)
    assert sheet.records[list(PARTICULARS)].isna().all(axis=None)
    assert "SEDGEBROOK" not in sheet.records.to_csv().upper()


def test_a_register_of_people(read: Read, warned: Warned) -> None:
    sheet = read(
        "Nominal ref,Forename,Surname,DOB,Sex,House no,Street,Town,Postcode,Phone,Force,Known as,PNC ID,Status\n"
        "N1,Ada,SEDGEBROOK,1/2/1990,F,12,High St,Bath,ba11aa,07700 900123,Dorset,Sedge / Ads,12/345678A,live\n"
        ",Theo,Birchwick,19610029,M,,,,,07700 900124,,,,\n"
        "N3,,,,,,,,,,,,,\n"
        ",Ines,,1/2/1990,F,,,,,,,,,\n"
        ",,,3/2/1990,F,,,,,,,,,\n"
        "N5;N6,Ines;Ada,Clay;Ash,1/2/1990,F,,,,,,,,,\n",
        name="index.csv",
    )
    assert (sheet.kind, sheet.template, sheet.rows_in) == (RecordKind.NOMINAL, "register of people", 6)
    one, two, three, four, five = sheet.records.to_dict("records")
    assert [one[name] for name in PARTICULARS] == [
        *("ada", "sedgebrook", "1990-02-01", "1990", "1990", "female", "12 high st, bath", "BA1 1AA"),
    ]
    assert (one["person_ref"], one["known_as"], one["status"]) == ("N1;12/345678A", "Sedge;Ads", "live")
    assert (one["phone"], one["recording_force"], one["location"]) == ("+447700900123", "E23000039", None)
    assert (two["born"], two["occurred_from"] is None or str(two["occurred_from"])) == ("1961-00-29", "NaT")
    assert (three["person_ref"], three["surname"]) == ("N3", None)
    assert (four["forename"], four["surname"], four["born"]) == ("ines", None, "1990-02-01")
    assert (five["person_ref"], five["surname"], five["forename"], five["born"]) == ("N5;N6", None, None, "1990-02-01")
    assert set(sheet.records["title"]) == {"Entry of a register of people"}
    (reject,) = sheet.rejects
    assert (reject.row_number, reject.column, reject.reason_code) == (6, "Surname", "required_missing")
    assert "a name or a reference" in reject.message
    assert warned(sheet) == {
        ("DOB", "birth_unreadable"),
        ("Surname", "people_unaligned"),
        ("Forename", "people_unaligned"),
    }
