"""One row of recorded crime may stand for several offences of a month and a district."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from linesmap.ingest import record_ids
from linesmap.model.imports import ParsedSheet
from linesmap.model.vocabulary import RecordKind

Read = Callable[..., ParsedSheet]

HEADER = "Month,District code,District,Force,Crime type,Offences\n"


def test_a_count_by_month_district_and_type_is_read(read: Read) -> None:
    sheet = read(HEADER + '2024-08,E06000023,"Bristol, City of",A&S,Robbery,33\n2024-08,,Exeter,D&C,Robbery,"1,204"\n')
    assert sheet.kind is RecordKind.OFFENCE
    assert sheet.unmapped == ()
    assert sheet.records["offence_count"].tolist() == [33, 1204]
    assert [query.text for query in sheet.records["location"]] == ["E06000023, Bristol", "E07000041, Exeter"]
    assert sheet.records["date_precision"].unique().tolist() == ["month"]
    assert sheet.records["title"].tolist() == ["Robbery, 33 recorded", "Robbery, 1,204 recorded"]


def test_zero_is_a_count_and_an_empty_cell_states_none(read: Read) -> None:
    sheet = read(HEADER + "2024-08,E06000053,,D&C,Robbery,0\n2024-08,E06000023,,A&S,Robbery,\n")
    assert not sheet.rejects
    assert sheet.records["offence_count"].tolist()[0] == 0
    assert sheet.records["offence_count"].isna().tolist() == [False, True]
    assert sheet.records["title"].tolist() == ["Robbery, none recorded", "Robbery"]


@pytest.mark.parametrize("cell", ["*", "<5", "-", "-1", "2.5", "c. 20", "n/a", "suppressed"])
def test_a_number_that_cannot_be_counted_is_rejected_not_taken_for_one(read: Read, cell: str) -> None:
    sheet = read(HEADER + f"2024-08,E06000023,,A&S,Robbery,{cell}\n2024-08,E06000024,,A&S,Robbery,2\n")
    (reject,) = sheet.rejects
    assert (reject.column, reject.reason_code) == ("Offences", "number_unreadable")
    assert sheet.records["offence_count"].tolist() == [2]


@pytest.mark.parametrize(
    "header", ["Count", "Number of offences", "Total offences", "offence_count", "No. of offences"]
)
def test_other_headers_of_the_number(read: Read, header: str) -> None:
    assert read(f"Month,LAD name,Crime type,{header}\n2024-08,Exeter,Robbery,7\n").records[
        "offence_count"
    ].tolist() == [7]


def test_a_rolling_total_is_not_taken_for_a_count(read: Read) -> None:
    sheet = read("Month,LAD name,Crime type,Rolling year total number of offences\n2024-08,Exeter,Robbery,70\n")
    assert sheet.unmapped == ("Rolling year total number of offences",)


def test_rows_that_differ_in_type_or_number_are_different_records(read: Read) -> None:
    rows = [
        "2024-08,E06000023,,A&S,Robbery,33\n",
        "2024-08,E06000023,,A&S,Burglary,33\n",
        "2024-08,E06000023,,A&S,Robbery,34\n",
    ]
    sheet = read(HEADER + "".join(rows))
    ids = record_ids(sheet.records, sheet.kind)
    assert len(set(ids)) == 3
    again = read(HEADER + rows[1], name="other.csv")
    assert record_ids(again.records, again.kind) == ids[1:2]


@pytest.mark.parametrize(
    ("place", "postcode", "district", "text"),
    [
        ("High Street", "", "Exeter", "High Street, Exeter"),
        ("Exeter", "", "E07000041", "E07000041, Exeter"),
        ("Newport", "", "Isle of Wight", "Newport, Isle of Wight"),
        ("", "EX1 1AA", "Exeter", None),
        ("", "", "Central District", "Central District"),
    ],
)
def test_a_district_stands_alone_or_beside_a_place(
    read: Read, place: str, postcode: str, district: str, text: str | None
) -> None:
    sheet = read(
        f"Date,Crime type,Place,Postcode,District\n7/3/22,Drugs,{place},{postcode},{district}\n", kind="offence"
    )
    (query,) = sheet.records["location"]
    assert query.text == text
