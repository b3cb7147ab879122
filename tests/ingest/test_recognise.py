from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linesmap.errors import ColumnError, InputError
from linesmap.ingest.headers import header_forms, listed_headers
from linesmap.ingest.mapping import map_columns
from linesmap.ingest.police_uk import STOP_HEADER, STREET_HEADER
from linesmap.ingest.recognise import read_kind, recognise
from linesmap.ingest.tables import RawTable, make_table
from linesmap.ingest.templates import ColumnSource, Template
from linesmap.model.kinds import KINDS
from linesmap.model.vocabulary import RecordKind


def _table(headers: Sequence[str], *rows: Sequence[str]) -> RawTable:
    return RawTable("", 1, tuple(headers), [list(row) for row in rows], list(range(2, len(rows) + 2)))


HEADERS = {
    # Section 7.1 of the domain reference, each as exported.
    "intelligence": "IR/URN|Date created|Date of information|Source eval|Intel assessment|Handling code"
    "|Handling conditions|GSC|Submitting officer (collar)|Force/BCU|Subject nominal refs|Location text"
    "|Postcode|Easting|Northing|Vehicle (VRM)|Phone|Line name|Operation name|Themes/flags|Text (sanitised)|Review date",
    "seizure": "Exhibit ref|Seal/bag no|Crime ref|Custody no|Date/time seized|Place|Seizing officer|Item description"
    "|Drug type (suspected)|Quantity|Unit|Packages (wraps)|Gross/net weight|Purity|Test|Class|Street value|Cash GBP"
    "|Store",
    "enforcement": "Custody record no|Arrest date/time|Station|Person ref|DOB or age|Sex|Self-defined ethnicity|Offence"
    "|Reason|Outcome|Charge date|Operation flag",
    "deal_line": "Ref|Line name|Line number|Status|Line type|Owning force|Exporting force|Origin town|Destinations"
    "|Commodities|First seen|Last seen|Type of closure|Date closed|Rebrand of",
    "operation": "op_name|phase|lead|forces|start|end|strand|funding",
    "result": "programme|lead|forces|start|end|strand|measure|value|unit|qualifier|source|collection",
    "offence": "Crime ref|Date|Force|Crime type|Outcome|Location",
    "nominal": "Nominal ref|Forename|Surname|DOB|Sex|Address|Postcode|Phone|Force|Known as|PNC ID",
    "disruption": "Ref|Date assessed|OCG|Operation|Grade|4P|Assessed by|Rationale|Moderated|Force",
}


@pytest.mark.parametrize("kind", list(RecordKind))
def test_every_kind_is_told_by_its_columns(kind: RecordKind) -> None:
    found = recognise(_table(HEADERS[kind].split("|")), None, "export.csv")
    assert found.kind is kind
    assert KINDS[kind].plural.casefold() in found.reason
    assert not found.columns.missing


def test_a_log_that_names_lines_is_no_line_register() -> None:
    headers = ["Ref", "Date", "Line name", "Phone", "Text", "Grading"]
    assert recognise(_table(headers), None, "export.csv").kind is RecordKind.INTELLIGENCE


def test_a_type_column_counts_by_what_it_holds() -> None:
    headers = ["Ref", "Date", "Force", "Type", "Outcome", "Offence"]
    arrests = _table(headers, ["1", "7/3/22", "Dorset", "Arrest", "RUI", "x"], ["2", "7/3/22", "", "Warrant", "", ""])
    assert recognise(arrests, None, "export.csv").kind is RecordKind.ENFORCEMENT
    thefts = _table(headers, *(["1", "7/3/22", "Dorset", f"Theft {n}", "RUI", "x"] for n in range(4)))
    assert recognise(thefts, None, "export.csv").kind is RecordKind.OFFENCE


@pytest.mark.parametrize(
    ("headers", "kind", "template"),
    [
        (STREET_HEADER, RecordKind.OFFENCE, "data.police.uk street-level crime"),
        (STOP_HEADER, RecordKind.ENFORCEMENT, "data.police.uk stop and search"),
        (HEADERS["result"].split("|"), RecordKind.RESULT, "results return"),
    ],
)
def test_published_files(headers: Sequence[str], kind: RecordKind, template: str) -> None:
    found = recognise(_table(headers), None, "x.csv")
    assert (found.kind, found.template) == (kind, template)


def test_the_kind_a_user_names_wins() -> None:
    table = _table(HEADERS["seizure"].split("|"))
    assert recognise(table, RecordKind.INTELLIGENCE, "x.csv").kind is RecordKind.INTELLIGENCE
    with pytest.raises(
        ColumnError,
        match=r"kind offence a column crime_type .*found 19 columns, among them Exhibit ref, .* and 4 more.*--kind",
    ):
        recognise(table, RecordKind.OFFENCE, "x.csv")


def test_nothing_fits() -> None:
    with pytest.raises(
        ColumnError,
        match=r"x\.csv: no kind.*Found 3 columns, among them Location\. .*enforcement: occurred_from, action"
        r".*nominal: surname or person_name or person_ref.*--kind",
    ):
        recognise(_table(["apple", "pear", "Location"]), None, "x.csv")


PEOPLE = [["Sedgebrook", "Ada", "07700 900123", "12/03/1990"], ["Birchwick", "Theo", "07700 900124", "1/4/1991"]]


@pytest.mark.parametrize("kind", [None, RecordKind.SEIZURE, RecordKind.NOMINAL])
def test_a_file_without_a_header_shows_nothing_of_its_first_row(kind: RecordKind | None) -> None:
    table = make_table("", PEOPLE)
    with pytest.raises(ColumnError, match="4 columns, none with a name it knows") as caught:
        recognise(table, kind, "x.csv")
    assert not any(cell in str(caught.value) for row in PEOPLE for cell in row)
    template = Template("mine", RecordKind.SEIZURE, {"drug": ColumnSource(("Drug",))})
    with pytest.raises(ColumnError, match=r"fits none of the columns.*found 4 columns, none") as caught:
        recognise(table, None, "x.csv", template)
    assert not any(cell in str(caught.value) for row in PEOPLE for cell in row)


# Names and values of people; some of the words stand in headers too.
OF_PEOPLE = [
    "Smith",
    "Mark",
    "Reg Case",
    "Grant Lane",
    "Christian Long",
    "Street",
    "O'Neil-Bond",
    "07700 900123",
    "ZZ24 ABC",
]


@given(
    st.lists(st.sampled_from(OF_PEOPLE), min_size=1, max_size=5), st.permutations(["Date", "Line name", "home_address"])
)
def test_of_a_row_that_stands_for_the_header_only_known_words_are_listed(row: list[str], known: list[str]) -> None:
    assert listed_headers(row).endswith(", none with a name it knows")
    assert listed_headers([*row, *known]).endswith(f"{len(row) + 3} columns, among them {', '.join(known)}")


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        # Files of record linkage research, and registers as police systems write them.
        ("rec_id|given_name|surname|street_number|address_1|suburb|postcode|state|date_of_birth|age", "nominal"),
        ("unique_id|first_name|surname|dob|city|email|cluster", "nominal"),
        ("Name|DOB|Address", "nominal"),
        ("Nominal number|Surname|Forenames|Date of birth|House number|Street|Date created|Notes", "nominal"),
        # Whatever happened is of another kind, however many people it names.
        ("Custody no|Date|Surname|Forename|DOB|Sex|Address|Postcode|Phone|Action|Outcome", "enforcement"),
        ("Custody record no|Arrest date/time|Surname|Forename|DOB|Sex|Address|Postcode|Offence", "enforcement"),
        ("Ref|Date|Nominal ref|Surname|Forename|DOB|Home address|Home postcode|Phone|Text|Grading", "intelligence"),
        ("Ref|Date created|Surname|Forename|DOB|Details", "intelligence"),
        ("Exhibit ref|Date seized|Surname|Forename|DOB|Address|Postcode|Drug type", "seizure"),
        ("Line name|Line number|Status|Line type|Owning force|Nominal|Name|Postcode", "deal_line"),
    ],
)
def test_a_register_of_people_takes_no_other_file(headers: str, kind: str) -> None:
    assert recognise(_table(headers.split("|")), None, "export.csv").kind.value == kind


def test_names_and_places_alone_are_no_register_of_people() -> None:
    with pytest.raises(ColumnError):
        recognise(_table(["Name", "Number", "Status", "Town", "Postcode"]), None, "export.csv")
    assert recognise(_table(["Name", "Town"]), RecordKind.NOMINAL, "x.csv").kind is RecordKind.NOMINAL
    with pytest.raises(ColumnError, match="a column surname or person_name or person_ref; found 2 columns, among them"):
        recognise(_table(["Forename", "DOB"]), RecordKind.NOMINAL, "x.csv")


def test_a_home_is_put_together_from_its_parts() -> None:
    columns = map_columns(["Surname", "Town", "House number", "Street", "Postcode"], RecordKind.NOMINAL)
    assert columns.mapping["home_address"] == "Town + House number + Street"
    assert columns.mapping["home_postcode"] == "Postcode"
    arrest = map_columns(
        ["Date", "Address", "Town", "Home street", "Home town", "Home postcode", "Postcode"], RecordKind.SEIZURE
    )
    assert (arrest.mapping["place"], arrest.mapping["home_address"]) == ("Address + Town", "Home street + Home town")
    assert (arrest.mapping["postcode"], arrest.mapping["home_postcode"]) == ("Postcode", "Home postcode")


def test_a_register_holds_every_reference_of_a_person_and_other_kinds_the_first() -> None:
    headers = ["Nominal ref", "Surname", "PNC ID", "Date"]
    assert map_columns(headers, RecordKind.NOMINAL).mapping["person_ref"] == "Nominal ref + PNC ID"
    assert map_columns(headers, RecordKind.SEIZURE).mapping["person_ref"] == "Nominal ref"


@pytest.mark.parametrize("kind", list(RecordKind))
@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Given_Name", "forename"),
        ("FIRST NAME", "forename"),
        ("Last name", "surname"),
        ("family_name", "surname"),
        ("D.O.B.", "date_of_birth"),
        ("Date of Birth (dd/mm/yyyy)", "date_of_birth"),
        ("DOB or age", "age"),
        ("Age/DOB", "age"),
        ("Gender", "sex"),
        ("Nominal address", "home_address"),
        ("Home postcode", "home_postcode"),
        ("OCG", "group_name"),
        ("Organised crime group", "group_name"),
        ("Nominal name", "person_name"),
    ],
)
def test_people_are_named_in_every_kind(kind: RecordKind, header: str, name: str) -> None:
    assert map_columns([header], kind).mapping == {name: header}


def test_kinds_by_name() -> None:
    assert read_kind("auto") is None
    assert read_kind("Deal-line") is RecordKind.DEAL_LINE
    with pytest.raises(InputError, match="found 'line'"):
        read_kind("line")


def test_headers_are_compared_blind() -> None:
    columns = map_columns(["DATE_SEIZED", " drug  TYPE ", "Weight (kg)", "Post-Code"], RecordKind.SEIZURE)
    assert columns.mapping == {
        "occurred_from": "DATE_SEIZED",
        "drug": " drug  TYPE ",
        "quantity": "Weight (kg)",
        "postcode": "Post-Code",
    }
    assert columns.unit is not None
    assert columns.unit.name == "kg"
    assert header_forms("Weight (kg)") == ("weightkg", "weight")


def test_the_best_of_two_claims_wins_and_the_other_stays() -> None:
    columns = map_columns(["Date created", "Date of information", "Weight", "Quantity"], RecordKind.SEIZURE)
    assert columns.mapping == {"occurred_from": "Date of information", "quantity": "Quantity"}
    assert columns.unmapped == ("Date created", "Weight")


def test_a_place_is_put_together_from_its_parts() -> None:
    columns = map_columns(["Date", "Address", "Town", "County", "Area"], RecordKind.SEIZURE)
    assert columns.mapping["place"] == "Address + Town + County"
    assert columns.unmapped == ("Area",)


def test_officers_and_sources_are_set_aside() -> None:
    headers = ["Date", "Seizing officer", "CHIS", "Source name", "Handler", "Collar no", "Source eval", "Handling code"]
    columns = map_columns([*headers, "Officer-defined ethnicity"], RecordKind.INTELLIGENCE)
    assert [headers[position] for position in columns.dropped] == headers[1:6]
    assert columns.mapping["source_evaluation"] == "Source eval"
    assert columns.mapping["handling"] == "Handling code"


def test_a_list_of_arrests_says_so_by_its_date() -> None:
    columns = map_columns(["Arrest date", "Outcome"], RecordKind.ENFORCEMENT)
    assert columns.constants == {"action": "arrest"}
    assert map_columns(["Date", "Outcome"], RecordKind.ENFORCEMENT).missing == ("action",)
