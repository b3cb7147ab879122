"""Graded disruptions are read as they were judged, and a row without a grade, an assessor or a reason is none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from linesmap.ingest import record_ids
from linesmap.ingest.cleaners.disruptions import clean_assessor, clean_four_p, clean_grade, clean_moderation
from linesmap.model.imports import ParsedSheet
from linesmap.model.vocabulary import RecordKind

Read = Callable[..., ParsedSheet]

LIST = """APMIS ref,Date assessed,Grade,Assessed by,Rationale,4P,Moderated,OCG,Line name,Operation,Phase,Force,Town
1,14/4/2022,Moderate,South West ROCU,Line quiet for eleven weeks,Pursue,Regional panel,,Fulmar,Larkspur,Phase 1,A&S,
2,2 Jul 2022,None,South West ROCU,As before; PC 4321 SMITH saw it,PURSUE; PREVENT,n,Fenwren group,,,,Dorset,Poole
3,3/10/2022,substantial,South West ROCU,Lost its stock,,,,,,,Dorset,
4,3/10/2022,,South West ROCU,Lost its stock,,,,,,,Dorset,
5,3/10/2022,minor,DI SMITH,Lost its stock,,,,,,,Dorset,
6,3/10/2022,minor,South West ROCU,,,,,,,,Dorset,
7,,minor,South West ROCU,Lost its stock,,,,,,,Dorset,
"""


def test_a_list_of_disruptions_is_known_by_its_header_and_every_row_accounted_for(read: Read) -> None:
    sheet = read(LIST, name="export.csv")
    assert (sheet.kind, sheet.template, sheet.rows_in) == (RecordKind.DISRUPTION, "list of disruptions", 7)
    first, second = sheet.records.to_dict("records")
    assert first["occurred_from"] == datetime(2022, 4, 14)
    assert (first["grade"], first["assessor"], first["four_p"]) == ("moderate", "South West ROCU", "pursue")
    assert (first["moderated"], first["line_name"], first["operation"], first["phase"]) == (
        "Regional panel", "Fulmar", "Larkspur", "1",
    )  # fmt: skip
    assert first["title"] == "Disruption graded moderate, pursue"
    assert first["location"] is None
    assert (second["grade"], second["moderated"], second["group_name"]) == ("none", "no", "Fenwren group")
    assert second["rationale"] == "As before; [officer] saw it"
    assert second["four_p"] is None, "of several strands none is chosen"
    assert "word_unknown" in second["warnings"]
    assert second["location"].text == "Poole"
    why = {reject.raw["APMIS ref"]: (reject.column, reject.reason_code) for reject in sheet.rejects}
    assert why == {
        "3": ("Grade", "grade_unknown"),
        "4": ("Grade", "required_missing"),
        "5": ("Assessed by", "person_named"),
        "6": ("Rationale", "required_missing"),
        "7": ("Date assessed", "required_missing"),
    }
    unknown = next(reject for reject in sheet.rejects if reject.reason_code == "grade_unknown")
    assert "major, moderate, minor, none or negative; found something else, and none is guessed" in unknown.message
    assert not any("SMITH" in reject.message or "substantial" in reject.message for reject in sheet.rejects)


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        ("MAJOR", "major"), ("Maj", "major"), ("Moderate disruption", "moderate"), ("mod.", "moderate"),
        ("Graded: minor", "minor"), ("none", "none"), ("No disruption", "none"), ("negative impact", "negative"),
        ("", None), ("n/a", None), ("nil", None),
    ],
)  # fmt: skip
def test_words_for_grades(text: str, grade: str | None) -> None:
    assert clean_grade(text) == grade


@pytest.mark.parametrize("text", ["major/moderate", "3", "high", "Type 1", "significant", "yes", "major?minor"])
def test_nothing_else_is_a_grade(text: str) -> None:
    found = clean_grade(text)
    assert getattr(found, "value", "not a problem") is None


def test_other_words() -> None:
    assert [clean_four_p(text) for text in ("Protect", "preparation", "-")] == ["protect", "prepare", None]
    assert [clean_moderation(text) for text in ("Yes", "awaiting", "", "Panel, DC 123")] == [
        "yes", "no", None, "Panel, [officer]",
    ]  # fmt: skip
    assert clean_assessor("Dorset Serious Crime Unit") == "Dorset Serious Crime Unit"


def test_the_name_of_an_assessor_is_left_out(read: Read) -> None:
    text = "Date assessed,Grade,Assessing unit,Assessor name,Rationale\n1/2/2022,minor,ROCU,Ada Ashmere,x y\n"
    sheet = read(text, kind="disruption")
    assert sheet.dropped == ("Assessor name",)
    assert "Ashmere" not in sheet.records.to_csv()


def test_officer_days_of_an_operation(read: Read) -> None:
    header = "Operation,Phase,Start,Officer-days\n"
    sheet = read(f"{header}Larkspur,1,7/3/2022,420\nLarkspur,2,13/6/2022,\nFenwren,1,5/9/2022,-3\n", kind="operation")
    days = sheet.records["officer_days"]
    assert days[0] == 420
    assert days[1:].isna().all(), "what is not stated is not zero"
    assert "out_of_range" in sheet.records["warnings"][2]
    without = read("Operation,Phase,Start\nLarkspur,2,13/6/2022\n", kind="operation")
    named = record_ids(sheet.records, sheet.kind)
    assert named[1] == record_ids(without.records, without.kind)[0], "a row without them is named as before"
