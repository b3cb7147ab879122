"""A row keeps its name when linesmap learns to read more columns."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from linesmap.ingest import record_ids
from linesmap.model.imports import ParsedSheet

Read = Callable[..., ParsedSheet]

# Computed before particulars of people were read.
NAMED_BEFORE = {
    "intelligence": (
        "Ref,Date,Force,Text,Nominal ref,Nominal name,Role,Age,Phone,Grading\n"
        + "1,7/3/22,Dorset,x y,N1;N2,SMITH John,suspect,24,07700 900123,2B P\n" * 2,
        ["R58220dc3fc7f298", "R8e4427273d35a19"],
    ),
    "seizure": (
        "Exhibit ref,Date seized,Town,Drug type,Weight (g),Cash\nABC/1,7/3/22,Yeovil,crack,14.2,50\n",
        ["R4d7160d01c4f9b6"],
    ),
    "enforcement": ("Date,Action,Person ref,Age,Outcome\n7/3/22,arrest,N1,17,RUI\n", ["R6231be3ffc2273a"]),
    "offence": ("Date,Crime type\n7/3/22,Drugs\n", ["R19b5a420b9bf7a9"]),
    "deal_line": ("Line name,Status,Phone\nHarrier,active,07700900123\n", ["Rd05590bdbf63563"]),
    "operation": ("Operation,Start\nOp X,7/3/22\n", ["Reb483ec82ba6aed"]),
    "result": ("Programme,Measure,Value\nX,arrests,3\n", ["Ra398e7cfa64c54f"]),
}


def ids(sheet: ParsedSheet) -> list[str]:
    return record_ids(sheet.records, sheet.kind)


@pytest.mark.parametrize("kind", list(NAMED_BEFORE))
def test_rows_without_particulars_are_named_as_before(read: Read, kind: str) -> None:
    text, named = NAMED_BEFORE[kind]
    assert ids(read(text, kind=kind)) == named


@pytest.mark.parametrize("header", ["Forename", "Surname", "DOB", "Sex", "Home address", "Home postcode", "OCG"])
def test_a_particular_counts_where_it_is_stated(read: Read, header: str) -> None:
    cells = {"DOB": ("1/2/1990", "2/2/1990"), "Sex": ("M", "F"), "Home postcode": ("BA1 1AA", "BA1 1AB")}
    one, other = cells.get(header, ("Ash", "Birch"))
    sheet = read(f"Date,Crime type,{header}\n7/3/22,Drugs,\n7/3/22,Drugs,{one}\n7/3/22,Drugs,{other}\n", kind="offence")
    empty, first, second = ids(sheet)
    assert empty == NAMED_BEFORE["offence"][1][0]
    assert len({empty, first, second}) == 3
    alone = read(f"Date,Crime type,{header}\n7/3/22,Drugs,{other}\n", kind="offence")
    assert ids(alone) == [second], "the same row in another file is known again"


def test_a_register_tells_its_people_apart(read: Read) -> None:
    sheet = read("Surname,Forename,DOB\nAsh,Ada,1/2/1990\nAsh,Theo,1/2/1990\nAsh,Ada,1/2/1990\n", name="nominals.csv")
    assert len(set(ids(sheet))) == 3
    again = read("Forename,Surname,DOB\nTheo,ASH,01-FEB-1990\n", name="other.csv")
    assert ids(again) == [ids(sheet)[1]]
