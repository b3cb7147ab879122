from __future__ import annotations

from collections.abc import Sequence

import pytest

from linesmap.errors import ColumnError, InputError
from linesmap.ingest.headers import header_forms
from linesmap.ingest.mapping import map_columns
from linesmap.ingest.police_uk import STOP_HEADER, STREET_HEADER
from linesmap.ingest.recognise import read_kind, recognise
from linesmap.ingest.tables import RawTable
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
        ColumnError, match=r"kind offence a column crime_type .*found Exhibit ref, .* and 7 more.*--kind"
    ):
        recognise(table, RecordKind.OFFENCE, "x.csv")


def test_nothing_fits() -> None:
    with pytest.raises(
        ColumnError, match=r"x\.csv: no kind.*Found apple, pear.*enforcement: occurred_from, action.*--kind"
    ):
        recognise(_table(["apple", "pear"]), None, "x.csv")


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
