"""The price table: what it promises, which price holds, and what a user's own table is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from linesmap import reference
from linesmap.errors import ColumnError, FileFormatError, InputError
from linesmap.reference.prices import PRICE_COLUMNS, PriceTable, prices, read_prices

DAY = date(2024, 6, 1)
ROW = {
    "drug": "heroin", "unit": "g", "low": "40", "mid": "60", "high": "100", "currency": "GBP", "valid_from": "",
    "valid_to": "", "area": "UK", "level": "street", "purity_basis": "40%", "source": "Invented",
}  # fmt: skip


def table(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "own.csv"
    lines = [",".join(f'"{(ROW | row)[name]}"' for name in PRICE_COLUMNS) for row in rows]
    path.write_text("\n".join([",".join(PRICE_COLUMNS), *lines]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def shipped() -> PriceTable:
    return prices()


def test_the_shipped_table_says_where_every_price_comes_from(shipped: PriceTable) -> None:
    assert shipped.illustrative
    assert shipped.version.startswith("prices.csv ")
    for row in shipped.rows:
        assert row.source.startswith(("[M] illustrative", "Implied by published figures", "Stated by NCIS"))
        assert row.low <= row.mid <= row.high
        assert row.drug in reference.drug_names()
        assert ("[M]" in row.source) == (row.area == "UK"), "what was published stands apart from the default area"


def test_no_plant_has_a_flat_price(shipped: PriceTable) -> None:
    assert not [row for row in shipped.rows if row.unit == "plant"]


@pytest.mark.parametrize(
    ("area", "drug", "pounds", "grams"),
    [
        ("nine regional units of England and Wales", "powder cocaine", 94.5e6, 1_575_000),
        ("nine regional units of England and Wales", "heroin", 19.98e6, 333_000),
        ("Durham", "unspecified class A", 1.1e6, 29_000),
        ("UK, NCA estimate of consumption", "powder cocaine", 7.7e9, 96e6),
        ("UK, NCA estimate of consumption", "heroin", 1.1e9, 22.4e6),
    ],
)
def test_implied_prices_are_those_of_the_published_pairs(
    shipped: PriceTable, area: str, drug: str, pounds: float, grams: float
) -> None:
    (row,) = shipped.priced(drug, "g", level="street", area=area)
    assert row.mid == pytest.approx(pounds / grams, abs=0.005)


@pytest.mark.parametrize(
    ("drug", "form", "unit", "mid"),
    [
        ("powder cocaine", "powder", "g", 80.0),
        ("crack cocaine", "rock", "g", 80.0),  # no price by form, so the general one
        ("cannabis", "resin", "g", 8.0),
        ("cannabis", None, "g", 9.0),
        ("cannabis", "plants", "g", None),  # a plant is not herbal cannabis
        ("ecstasy", None, "dose", 8.0),  # the only one there is
        ("ecstasy", None, "g", None),  # doses are never turned into grams
    ],
)
def test_which_price_holds(shipped: PriceTable, drug: str, form: str | None, unit: str, mid: float | None) -> None:
    found = shipped.find(drug, form, unit, DAY)
    assert (found.mid if found else None) == mid


def test_a_price_holds_from_its_first_day_until_the_day_it_ends(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        {"valid_to": "2024-04-01", "mid": "50"},
        {"valid_from": "2024-04-01", "valid_to": "2025-04-01", "mid": "70"},
    )
    own = read_prices(path)
    days = (date(2024, 3, 31), date(2024, 4, 1), date(2025, 3, 31))
    assert [own.find("heroin", None, "g", day) and own.find("heroin", None, "g", day).mid for day in days] == [
        50, 70, 70,
    ]  # fmt: skip
    assert own.find("heroin", None, "g", date(2025, 4, 1)) is None
    assert own.ever("heroin", None, "g")
    assert not own.ever("heroin", None, "dose")
    assert own.rows[0].purity_pct == 40
    assert not own.illustrative


def test_the_setting_names_a_table_of_the_users_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = table(tmp_path, {"drug": "crack", "mid": "90"})
    monkeypatch.setenv("LINESMAP_PRICES", str(path))
    (row,) = prices().rows
    assert (row.drug, row.mid) == ("crack cocaine", 90)
    assert prices(path).version.startswith("own.csv ")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"mid": "cheap"}, r"own\.csv, row 2, column mid: expected a number of pounds; found 'cheap'"),
        ({"low": "-1"}, "column low: expected a number of pounds, 0 or more"),
        ({"mid": "nan"}, "column mid: expected a number of pounds, 0 or more"),
        ({"mid": "101"}, "column mid: expected a price from low to high"),
        ({"drug": "gold"}, "column drug: expected the name of one drug"),
        ({"drug": "B&W"}, "column drug: expected the name of one drug"),
        ({"unit": "kg"}, "column unit: expected one of g, dose, plant"),
        ({"level": "ounce"}, "column level: expected one of street, wholesale"),
        ({"currency": "EUR"}, "column currency: expected GBP"),
        ({"valid_from": "1/4/2024"}, "column valid_from: expected a day such as 2025-04-01"),
        ({"valid_from": "2024-04-01", "valid_to": "2024-04-01"}, "column valid_to: expected a day after"),
        ({"purity_basis": "0%"}, "column purity_basis: expected a percentage"),
        ({"source": ""}, "column source: expected a text; found nothing"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_row_and_column(
    tmp_path: Path, change: dict[str, str], said: str
) -> None:
    with pytest.raises(InputError, match=said) as caught:
        read_prices(table(tmp_path, change))
    assert str(caught.value).endswith(".")


def test_two_prices_for_one_day_are_refused(tmp_path: Path) -> None:
    path = table(tmp_path, {"valid_to": "2024-04-02"}, {"valid_from": "2024-04-01", "area": "uk"})
    with pytest.raises(InputError, match="rows 2 and 3: expected one price of heroin a g"):
        read_prices(path)
    assert len(read_prices(table(tmp_path, {}, {"level": "wholesale"}, {"unit": "dose"}, {"area": "Wales"})).rows) == 4


def test_a_file_that_is_no_price_table_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("drug,unit,low\nheroin,g,1\n", encoding="utf-8")
    with pytest.raises(ColumnError, match="it lacks mid, high, currency"):
        read_prices(path)
    path.write_bytes(b"\xff\xfe\x00\xd8")
    with pytest.raises(FileFormatError, match="CSV in UTF-8"):
        read_prices(path)
    with pytest.raises(InputError, match="could not be opened"):
        prices(tmp_path / "none.csv")
