from __future__ import annotations

from typing import Any

import pytest

from linesmap.ingest.titles import make_titles
from linesmap.model.vocabulary import RecordKind

SEIZURE = dict.fromkeys(("drug", "quantity", "unit", "bound", "quantity_g", "cash_gbp", "weapon"))
ENFORCEMENT = dict.fromkeys(("action", "outcome", "closure_type", "search_object", "drugs")) | {"action_count": 1}
INTELLIGENCE = dict.fromkeys(("drugs", "themes", "line_name"))


def _title(kind: RecordKind, **values: Any) -> str:
    return make_titles(kind, {name: [value] for name, value in values.items()}, 1)[0]


@pytest.mark.parametrize(
    ("values", "title"),
    [
        ({"drug": "crack cocaine", "quantity": 14.2, "unit": "g", "quantity_g": 14.2}, "Crack cocaine 14.2 g"),
        (
            {"drug": "heroin", "quantity": 2.0, "unit": "kg", "quantity_g": 2000.0, "bound": "about"},
            "Heroin about 2 kg",
        ),
        ({"drug": "heroin", "quantity": 12.0, "unit": "wraps", "cash_gbp": 90.5}, "Heroin 12 wraps and £90.50 cash"),
        ({"drug": "heroin;crack cocaine"}, "Heroin and crack cocaine"),
        ({"drug": "unspecified class A"}, "Drugs of class A"),
        ({"weapon": "Zombie knife, 30 cm"}, "Zombie knife"),
        ({"weapon": "belonging to John Smith"}, "Weapon"),
        ({}, "Seizure"),
    ],
)
def test_seizures(values: dict[str, Any], title: str) -> None:
    assert _title(RecordKind.SEIZURE, **(SEIZURE | values)) == title


@pytest.mark.parametrize(
    ("values", "title"),
    [
        ({"action": "arrest", "outcome": "charged"}, "Arrest, charged"),
        ({"action": "arrest", "outcome": "other", "drugs": "heroin"}, "Arrest, heroin"),
        ({"action": "charge", "outcome": "charged"}, "Charge"),
        ({"action": "warrant", "action_count": 3}, "Warrant x 3"),
        ({"action": "line closure", "closure_type": "Type 2"}, "Line closure, Type 2"),
        ({"action": "stop and search", "search_object": "Controlled drugs"}, "Stop and search, controlled drugs"),
        ({"action": "stop and search", "search_object": "the phone of John Smith"}, "Stop and search"),
    ],
)
def test_enforcement(values: dict[str, Any], title: str) -> None:
    assert _title(RecordKind.ENFORCEMENT, **(ENFORCEMENT | values)) == title


@pytest.mark.parametrize(
    ("values", "title"),
    [
        ({"drugs": "heroin", "themes": "CCE; Drugs"}, "Intelligence: heroin, CCE"),
        ({"line_name": "The Harrier line"}, "Intelligence on line Harrier"),
        ({"line_name": "07700 900123"}, "Intelligence"),
        ({"line_name": "<b>x"}, "Intelligence"),
        ({"themes": "John Smith"}, "Intelligence"),
    ],
)
def test_intelligence(values: dict[str, Any], title: str) -> None:
    assert _title(RecordKind.INTELLIGENCE, **(INTELLIGENCE | values)) == title


def test_people_are_not_named() -> None:
    assert make_titles(RecordKind.NOMINAL, {"surname": ["sedgebrook"]}, 1) == ["Entry of a register of people"]


def test_offences() -> None:
    assert _title(RecordKind.OFFENCE, crime_type="Drugs", offence_count=None) == "Drug offence"
    assert _title(RecordKind.OFFENCE, crime_type="Vehicle crime", offence_count=None) == "Vehicle crime"
    assert _title(RecordKind.OFFENCE, crime_type="Robbery", offence_count=1204) == "Robbery, 1,204 recorded"
    assert _title(RecordKind.OFFENCE, crime_type="Robbery", offence_count=0) == "Robbery, none recorded"
