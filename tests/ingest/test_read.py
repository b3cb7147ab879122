from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from linesmap.errors import ColumnError, InputError
from linesmap.ingest import REASONS, Reason, read_file, record_columns
from linesmap.ingest.frames import SHARED_COLUMNS
from linesmap.ingest.police_uk import STOP_HEADER, STREET_HEADER
from linesmap.model.imports import ParsedSheet
from linesmap.model.locations import LocationQuery
from linesmap.model.vocabulary import RecordKind
from linesmap.settings import Settings

Read = Callable[..., ParsedSheet]
Warned = Callable[[ParsedSheet], set[tuple[str, str]]]

SEIZURES = """\
Weekly return of seizures;;;;;;;;;;
OFFICIAL-SENSITIVE;;;;;;;;;;
Exhibit ref;Date/time seized;Force;Town;County;Drug type;Weight (g);Street value;Cash;Phone;Seizing officer
ABC/1;7/3/22 1430hrs;Hants;Yeovil;Somerset;crack;14.2;£1,420;£1,340;7700900123;PC 4321 SMITH
ABC/2;8/3/22;D&C;Bath;;B&W;2 bags (approx 20 wraps each);;;;PC 1

ABC/3;31/02/2022;Hants;Bath;;heroin;1g;;;;PC 1
ABC/4;;Hants;Bath;;heroin;1g;;;;PC 1
ABC/5;9/3/22;Ruritania;Bath;;zorbo;trace;100 EUR;n/a;4.47E+11;PC 1
ABC/6;9/3/22;Hants;Bath;;heroin;1g;;;;PC 1;stray
Exhibit ref;Date/time seized;Force;Town;County;Drug type;Weight (g);Street value;Cash;Phone;Seizing officer
Total;;;;;;15.2;;;;
"""


def _row(sheet: ParsedSheet, index: int = 0) -> dict[str, object]:
    record = sheet.records.iloc[index].to_dict()
    return {name: None if pd.api.types.is_scalar(value) and pd.isna(value) else value for name, value in record.items()}


def test_a_messy_register_is_accounted_for_row_by_row(read: Read, warned: Warned) -> None:
    sheet = read(SEIZURES.replace("\n", "\r\n").encode("cp1252"), force="Dorset")
    assert (sheet.kind, sheet.template, sheet.rows_in) == (RecordKind.SEIZURE, "seizure register", 8)
    assert sheet.records["row_number"].tolist() == [4, 5, 9]
    assert [(reject.row_number, reject.column, reject.reason_code) for reject in sheet.rejects] == [
        (7, "Date/time seized", "date_impossible"),
        (8, "Date/time seized", "required_missing"),
        (10, "", "too_many_cells"),
        (11, "", "repeated_header"),
        (12, "", "totals_row"),
    ]
    assert sheet.rejects[0].message == (
        "Row 7, column Date/time seized: expected a day-first date such as 7/3/2022; found a day that does not exist. "
        "Correct it and import the row again."
    )
    assert warned(sheet) == {
        ("Force", "force_unknown"),
        ("Drug type", "drug_unknown"),
        ("Weight (g)", "quantity_not_stated"),
        ("Street value", "other_currency"),
        ("Phone", "excel_scientific"),
    }
    assert sheet.dropped == ("Seizing officer",)
    assert "Seizing officer" in sheet.warnings[0]


def test_the_values_of_a_seizure(read: Read) -> None:
    first = _row(read(SEIZURES))
    assert first["reference"] == "ABC/1"
    assert first["recording_force"] == "E23000030"
    assert (first["occurred_from"], first["occurred_to"]) == (
        datetime(2022, 3, 7, 14, 30),
        datetime(2022, 3, 7, 14, 30),
    )
    assert first["date_precision"] == "minute"
    assert first["location"] == LocationQuery(text="Yeovil, Somerset", near="E23000030")
    assert (first["drug"], first["drug_class"], first["drugs"]) == ("crack cocaine", "A", "crack cocaine")
    assert (first["quantity"], first["unit"], first["bound"], first["quantity_g"]) == (14.2, "g", "exact", 14.2)
    assert (first["stated_value_gbp"], first["cash_gbp"], first["phone"]) == (1420.0, 1340.0, "+447700900123")
    assert first["title"] == "Crack cocaine 14.2 g and £1,340 cash"
    assert first["marking"] == "OFFICIAL-SENSITIVE"
    assert first["grade_band"] == "ungraded"
    second, third = _row(read(SEIZURES), 1), _row(read(SEIZURES), 2)
    assert (second["drug"], second["n_doses"], second["bound"]) == ("heroin;crack cocaine", 40.0, "about")
    assert second["occurred_to"] == datetime(2022, 3, 8, 23, 59)
    assert (third["drug"], third["drug_class"], third["quantity_g"], third["stated_value_gbp"]) == (
        None,
        "unknown",
        None,
        None,
    )
    assert third["recording_force"] is None


def test_nothing_of_an_officer_is_left_anywhere(read: Read) -> None:
    sheet = read(SEIZURES)
    everything = sheet.records.to_csv() + repr(sheet.rejects)
    assert "4321" not in everything
    assert "SMITH" not in everything


def test_raw_is_the_row_as_filed(read: Read) -> None:
    text = 'Date,Location,Text\n7/3/22, "Bath",a "quoted" \\ back\tslash é £ \u2028 </script>\n'
    sheet = read(text, kind="intelligence")
    assert json.loads(sheet.records["raw"][0]) == {
        "Date": "7/3/22",
        "Location": "Bath",
        "Text": 'a "quoted" \\ back\tslash é £ \u2028 </script>',
    }


@pytest.mark.parametrize("kind", list(RecordKind))
def test_every_kind_has_all_its_columns_and_types(read: Read, kind: RecordKind) -> None:
    contents = {
        "intelligence": "Date,Text\n7/3/22,x\n",
        "seizure": "Date,Drug\n7/3/22,x\n",
        "enforcement": "Date,Action\n7/3/22,arrest\n",
        "offence": "Date,Crime type\n7/3/22,Drugs\n",
        "deal_line": "Line name\nHarrier\n",
        "operation": "Operation,Start\nOp X,7/3/22\n",
        "result": "Programme,Measure,Value\nX,arrests,3\n",
        "nominal": "Surname,Forename\nSedgebrook,Ada\n",
        "disruption": "Date,Grade,Assessor,Rationale\n7/3/22,minor,ROCU,x y\n",
    }
    for content in (contents[kind], contents[kind].split("\n")[0] + "\n"):
        records = read(content, kind=kind.value).records
        assert tuple(records.columns) == record_columns(kind)
        assert records.columns[: len(SHARED_COLUMNS)].tolist() == list(SHARED_COLUMNS)
        assert records["occurred_from"].dtype == records["occurred_to"].dtype == "datetime64[us]"
        assert records["row_number"].dtype == "int64"
        assert records["summary"].dtype == object
    if kind is RecordKind.ENFORCEMENT:
        assert records["action_count"].dtype == "int64"
    if kind is RecordKind.SEIZURE:
        assert records["quantity_g"].dtype == "float64"


def test_an_intelligence_log(read: Read) -> None:
    sheet = read(
        "IR/URN,Date of information,Time,Source eval,Intel assessment,Handling code,GSC,Subject nominal refs,Age,"
        "Text (sanitised),Themes,Line name,Operation,Op phase\n"
        "1,7/3/22,1430,2 - Untested,B,P,O-S,12/345678A; 99,DOB 1/1/2006,PC 4321 SMITH saw crack dealt,CCE,,Y,\n"
        "2,8/3/22,,1,A,C,RESTRICTED,,01/01/2006,x,CL,The Harrier line,Op Lark,Phase II\n"
        "3,9/3/22,,,,,SECRET,,,hidden words,,,,\n",
        force="Dorset",
    )
    first, second = _row(sheet, 0), _row(sheet, 1)
    assert first["occurred_from"] == datetime(2022, 3, 7, 14, 30)
    assert (first["grading"], first["grading_scheme"], first["grade_band"]) == ("2B", "3x5x2", "medium")
    assert (first["handling"], first["marking"]) == ("P", "OFFICIAL-SENSITIVE")
    assert first["person_ref"] == "12/345678A;99"
    assert first["summary"] == "[officer] saw crack dealt"
    assert (first["drugs"], first["operation"]) == ("crack cocaine", None)
    assert first["title"] == "Intelligence: crack cocaine, CCE"
    assert (second["age_band"], second["phase"], second["operation"]) == ("under 18", "2", "Op Lark")
    assert second["title"] == "Intelligence on line Harrier"
    assert (second["handling"], second["grade_band"]) == ("C", "high")
    (secret,) = sheet.rejects
    assert (secret.reason_code, secret.column) == ("marking_too_high", "GSC")
    assert "hidden" not in repr(secret)
    assert secret.raw["IR/URN"] == "3"


def test_a_table_under_a_secret_heading_is_not_held(read: Read) -> None:
    sheet = read("SECRET\nRef,Date,Text,Grading\n1,7/3/22,hidden,2B\nTotal,1,,\n")
    assert [reject.reason_code for reject in sheet.rejects] == ["marking_too_high"] * 2
    assert "hidden" not in repr(sheet.rejects)


def test_enforcement_roles_and_closures(read: Read) -> None:
    sheet = read(
        "Date,Action,Count,Outcome,Role,Age,Line name\n"
        "7/3/22,Arrest,2,Charged,,25,\n"
        "7/3/22,Arrest,,RUI,,15,\n"
        "7/3/22,Welfare visit,,,,,\n"
        "7/3/22,Line closure (Type 1),,,,,Harrier\n"
        "7/3/22,Charge,,Charged,victim,30,\n"
        "7/3/22,Juggling,,,,,\n"
        "7/3/22,,,,,,\n"
    )
    records = sheet.records
    assert records["role"].tolist() == ["suspect", "unknown", "exploited", "unknown", "exploited", "unknown"]
    assert records["person_role"].tolist() == records["role"].tolist()
    assert records["action_count"].tolist() == [2, 1, 1, 1, 1, 1]
    assert records["closure_type"].tolist() == [None, None, None, "Type 1", None, None]
    assert records["action"].tolist()[-1] == "other"
    assert records["title"].tolist() == [
        "Arrest x 2, charged",
        "Arrest, pending",
        "Safeguarding visit",
        "Line closure, Type 1",
        "Charge",
        "Other",
    ]
    assert [(reject.row_number, reject.column, reject.reason_code) for reject in sheet.rejects] == [
        (8, "Action", "required_missing")
    ]


def test_a_line_register(read: Read) -> None:
    sheet = read(
        "Line name,Line number,Status,Line type,Exporting force,Origin town,Destinations,Commodities,First seen,"
        "Last seen,Date closed,Rebrand of\n"
        "Harrier,07700900123 / 7700900124,Closed (Type 2),Ext,MPS,London,"
        '"Yeovil, Sherborne",B&W,Mar 2022,8/5/22,9/5/22,\n'
        "Merlin,4.47E+11,live,,,,Bath/Bristol,,,8/5/22,,Harrier\n"
        ",07700900125,live,,,,,,,,,\n"
    )
    first, second = _row(sheet, 0), _row(sheet, 1)
    assert (first["status"], first["closure_type"], first["line_kind"]) == ("closed", "Type 2", "external")
    assert (first["origin_force"], first["destination"]) == ("E23000001", "Yeovil;Sherborne")
    assert (first["first_seen"], first["last_seen"], first["closed_on"]) == (
        date(2022, 3, 1),
        date(2022, 5, 8),
        date(2022, 5, 9),
    )
    assert (first["occurred_from"], first["occurred_to"]) == (datetime(2022, 3, 1), datetime(2022, 5, 8, 23, 59))
    assert (first["phone"], first["drugs"]) == ("+447700900123;+447700900124", "heroin;crack cocaine")
    assert first["title"] == "Line Harrier, closed Type 2"
    assert (second["line_name"], second["phone"], second["destination"]) == ("Merlin", None, "Bath;Bristol")
    assert (second["successor_of"], second["first_seen"], second["last_seen"]) == ("Harrier", None, date(2022, 5, 8))
    assert [reject.reason_code for reject in sheet.rejects] == ["required_missing"]


def test_an_operation_register_may_look_ahead(read: Read) -> None:
    sheet = read(
        "Operation name,Phase,Lead force,Forces taking part,Start date,End date\n"
        "Operation Lark,Phase 1,Dorset PCC,Dorset; Hants,7/3/26,13/3/26\n"
        "Operation Lark,2,,Wilts,soon,\n"
    )
    row = _row(sheet)
    assert (row["forces"], row["recording_force"], row["phase"]) == ("E23000039;E23000030", "E23000039", "1")
    assert (row["start_on"], row["end_on"]) == (date(2026, 3, 7), date(2026, 3, 13))
    assert row["title"] == "Operation Lark, phase 1"
    assert [reject.reason_code for reject in sheet.rejects] == ["date_unreadable"]


def test_published_results_stay_as_published(read: Read) -> None:
    sheet = read(
        "programme,lead,forces,start,end,strand,measure,value,unit,qualifier,source,collection\n"
        "Op Lark,Dorset PCC,Dorset,2022-03,2022-12,1,cash seized,363000,GBP,approx,A report,main\n"
        "Op Lark,,England and Wales,2022,,1,weapons seized,,weapons,not quantified (several),A report,main\n"
        "Op Lark,,Dorset;Hants,,,2,share tested,78,%,almost,A report,main\n"
    )
    first, second, third = (_row(sheet, index) for index in range(3))
    assert (first["period_start"], first["period_end"], first["bound"]) == ("2022-03", "2022-12", "about")
    assert (first["occurred_from"], first["occurred_to"]) == (datetime(2022, 3, 1), datetime(2022, 12, 31, 23, 59))
    assert (first["recording_force"], first["forces"]) == ("E23000039", "Dorset")
    assert first["title"] == "Op Lark, cash seized: about £363,000"
    assert (second["value"], second["bound"], second["qualifier"]) == (None, None, "not quantified (several)")
    assert (second["period_start"], second["date_precision"], second["recording_force"]) == ("2022", "year", None)
    assert (third["occurred_from"], third["unit"], third["recording_force"]) == (None, "%", None)
    assert third["title"] == "Op Lark, share tested: up to 78%"
    assert sheet.unmapped == ("collection",)


def _csv(header: tuple[str, ...], *rows: dict[str, str]) -> str:
    return "\n".join([",".join(header), *(",".join(row.get(name, "") for name in header) for row in rows)]) + "\n"


def test_street_level_crime(read: Read) -> None:
    drugs = {"Crime ID": "abc", "Month": "2022-02", "Reported by": "Hampshire Constabulary", "Longitude": "-1.147727"}
    drugs |= {"Latitude": "51.353443", "Location": "On or near The Beeches", "LSOA code": "E01022553"}
    drugs |= {"Crime type": "Drugs", "Last outcome category": "Local resolution"}
    vehicle = {"Month": "2022-02", "Reported by": "Hampshire Constabulary", "Location": "No Location"}
    vehicle |= {"Crime type": "Vehicle crime"}
    sheet = read(_csv(STREET_HEADER, drugs, vehicle))
    first, second = _row(sheet, 0), _row(sheet, 1)
    assert sheet.snapped
    assert first["location"] == LocationQuery(lon=-1.147727, lat=51.353443, near="E23000030", snapped=True)
    assert (first["occurred_from"], first["date_precision"]) == (datetime(2022, 2, 1), "month")
    assert (first["title"], first["drugs"], first["outcome"]) == ("Drug offence", None, "Local resolution")
    assert (second["title"], second["location"], second["reference"]) == ("Vehicle crime", None, None)


def test_stop_and_search(read: Read) -> None:
    row = {"Type": "Person search", "Date": "2020-07-01T23:46:34+00:00", "Latitude": "53.4", "Longitude": "-3.0"}
    row |= {"Age range": "10-17", "Object of search": "Controlled drugs", "Outcome": "Khat or Cannabis warning"}
    text = _csv(STOP_HEADER, row)
    sheet = read(text, name="2020-01-merseyside-stop-and-search.csv")
    record = _row(sheet)
    assert record["recording_force"] == "E23000004"
    assert record["occurred_from"] == datetime(2020, 7, 2, 0, 46, 34)
    assert (record["action"], record["outcome"], record["age_band"]) == ("stop and search", "out of court", "under 18")
    assert record["role"] == record["person_role"] == "unknown"
    assert "Khat or Cannabis warning" in str(record["summary"])
    assert record["title"] == "Stop and search, controlled drugs"
    nameless = read(text, name="stops.csv")
    assert _row(nameless)["recording_force"] is None
    assert "1 row without a recording force" in nameless.warnings[0]
    assert _row(read(text, name="stops.csv", force="GMP"))["recording_force"] == "E23000005"


def test_midnight_throughout_means_days(read: Read) -> None:
    days = read("Date,Drug\n2022-03-07T00:00:00,x\n2022-03-08T00:00:00,x\n", kind="seizure").records
    assert set(days["date_precision"]) == {"day"}
    assert days["occurred_to"][0] == datetime(2022, 3, 7, 23, 59)
    times = read("Date,Drug\n2022-03-07T00:00:00,x\n2022-03-08T00:10:00,x\n", kind="seizure").records
    assert set(times["date_precision"]) == {"minute"}


def test_ranges_over_two_columns(read: Read, warned: Warned) -> None:
    sheet = read("Date from,Date to,Text\n7/3/22,9/3/22,x\n7/3/22,1/3/22,x\n7/3/22,,x\n", kind="intelligence")
    assert sheet.records["date_precision"].tolist() == ["range", "day", "day"]
    assert sheet.records["occurred_to"].tolist()[0] == datetime(2022, 3, 9, 23, 59)
    assert warned(sheet) == {("Date to", "date_range_reversed")}


def test_locations(read: Read, warned: Warned) -> None:
    sheet = read(
        "Date,Location,Postcode,Grid ref,Easting,Northing,Latitude,Longitude,Text\n"
        "7/3/22,Bath,ba11aa,st 1 2,,,,,x\n"
        '7/3/22,,,,"442,900",112800,,,x\n'
        "7/3/22,,,,,,51.5,,x\n"
        "7/3/22,,,,,,0,0,x\n"
        '7/3/22,,,,,,"51.45,-2.58",,x\n'
        "7/3/22,,,,,,,,x\n",
        kind="intelligence",
    )
    assert sheet.records["location"].tolist() == [
        LocationQuery(text="Bath", postcode="BA1 1AA", grid_reference="ST 1 2"),
        LocationQuery(easting=442900.0, northing=112800.0),
        None,
        None,
        LocationQuery(text="51.45,-2.58"),
        None,
    ]
    assert warned(sheet) == {("Longitude", "coordinate_incomplete"), ("Latitude", "out_of_range")}


def test_sheets_without_records_are_named_not_silent(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["apple", "pear"])
    book.active.append([1, 2])
    book.active.title = "Lookup"
    sheet = book.create_sheet("March")
    sheet.append(["Date seized", "Drug type"])
    sheet.append([datetime(2022, 3, 7), "heroin"])
    book.save(tmp_path / "book.xlsx")
    (parsed,) = read_file(tmp_path / "book.xlsx", settings=Settings(), today=date(2026, 3, 1))
    assert parsed.name == "book.xlsx [March]"
    assert any("'Lookup' was not read" in warning and "1 row" in warning for warning in parsed.warnings)


@pytest.mark.parametrize(
    ("content", "name", "invented"),
    [
        ("INVENTED DATA\nDate,Text,Grade\n7/3/22,x,2B\n", "a.csv", True),
        ("Date,Text,Grade,Data status\n7/3/22,x,2B,Invented\n8/3/22,x,2B,Invented\n", "a.csv", True),
        ("Date,Text,Grade\n7/3/22,x,2B\n", "invented_log.csv", True),
        ("Date,Text,Grade\n7/3/22,he invented a story,2B\n8/3/22,x,2B\n", "a.csv", False),
    ],
)
def test_invented_data_say_so(read: Read, content: str, name: str, *, invented: bool) -> None:
    assert read(content, name=name).invented is invented


def test_empty_files_and_headers_only(read: Read) -> None:
    empty = read(b"")
    assert (empty.rows_in, empty.warnings) == (0, ("The file is empty.",))
    header = read("Date,Drug type,Quantity\n")
    assert (header.kind, header.rows_in, header.warnings) == (
        RecordKind.SEIZURE,
        0,
        ("The table has no rows of data.",),
    )


def test_wrong_arguments(read: Read) -> None:
    with pytest.raises(InputError, match="police force"):
        read("Date,Drug\n", force="Ruritania")
    with pytest.raises(InputError, match="kind"):
        read("Date,Drug\n", kind="seizures!")
    with pytest.raises(ColumnError):
        read("apple,pear\n1,2\n")


def test_the_same_file_is_read_the_same(read: Read) -> None:
    one, two = read(SEIZURES), read(SEIZURES)
    pd.testing.assert_frame_equal(one.records, two.records)
    assert one.rejects == two.rejects


def test_every_reason_has_its_help() -> None:
    assert set(REASONS) == set(Reason)
    assert all(text.endswith(".") for text in REASONS.values())
