"""Values against sums worked by hand: weight x price, what is left apart, and what is never mixed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from linesmap.errors import InputError
from linesmap.measure.seizure_values import value_by, value_frame
from linesmap.measure.value import NO_PRICE, value_of
from linesmap.model.filters import Filters
from linesmap.pipeline import import_files
from linesmap.reference.prices import PRICE_COLUMNS, PriceTable, prices, read_prices
from linesmap.store import Workspace

COLUMNS = [
    "drug", "drug_class", "form", "bound", "quantity_g", "n_doses", "n_plants", "purity_pct", "stated_value_gbp",
]  # fmt: skip


@pytest.fixture(scope="module")
def shipped() -> PriceTable:
    return prices()


def seized(*rows: dict[str, Any]) -> pd.DataFrame:
    given = [{"occurred_from": pd.Timestamp("2024-06-01"), "drug_class": "A"} | row for row in rows]
    return pd.DataFrame(given, columns=["occurred_from", *COLUMNS])


def own_prices(folder: Path, *rows: str) -> PriceTable:
    path = folder / "own.csv"
    path.write_text("\n".join([",".join(PRICE_COLUMNS), *rows]) + "\n", encoding="utf-8")
    return read_prices(path)


def test_value_is_weight_times_price_low_mid_and_high(shipped: PriceTable) -> None:
    """10 g of heroin at 40/60/100, 2.5 g of crack at 50/80/100 and 1 kg of herbal cannabis at 8/10/12."""
    found = value_of(
        seized(
            {"drug": "heroin", "quantity_g": 10},
            {"drug": "crack cocaine", "form": "rock", "quantity_g": 2.5},
            {"drug": "cannabis", "drug_class": "B", "form": "herbal", "quantity_g": 1000},
        ),
        shipped,
    )
    assert (found.low, found.mid, found.high) == (400 + 125 + 8000, 600 + 200 + 10_000, 1000 + 250 + 12_000)
    assert found.of_class("A") == (525, 800, 1250)
    assert found.of_class("C") is None
    assert (found.n_valued, found.n_unvalued, found.stated_gbp) == (3, 0, None)
    said = found.sentence()
    assert said.startswith("Seized, class A: 12.5 g; class B: 1.0 kg.")
    assert "£10,800 (£8,525 to £13,250): estimated, for scale only; prices of prices.csv" in said
    assert "which are illustrative, street level, UK" in said


def test_what_has_no_weight_or_price_is_apart_and_never_zero(shipped: PriceTable) -> None:
    found = value_of(
        seized(
            {"drug": "heroin", "quantity_g": None},
            {"drug": "heroin;crack cocaine", "quantity_g": 3},
            {"drug": "cutting agent", "drug_class": "unknown", "quantity_g": 50},
            {"drug": None, "drug_class": "unknown", "quantity_g": 4},
            {"drug": "heroin", "quantity_g": 5, "occurred_from": pd.Timestamp("2010-01-01")},
            {"drug": "cannabis", "drug_class": "B", "form": "plants", "n_plants": 12},
            {"drug": None, "drug_class": None},  # cash or a weapon: no drug at all
        ),
        shipped,
    )
    assert (found.low, found.mid, found.high, found.n_valued) == (None, None, None, 0)
    why = {(one.drug, one.reason): (one.amounts.n, one.amounts.quantity_g) for one in found.unvalued}
    assert why == {
        ("heroin", "no weight, doses or plants"): (1, None),
        ("heroin;crack cocaine", "several drugs in one row"): (1, 3),
        ("cutting agent", NO_PRICE): (1, 50),
        (None, "drug not known"): (1, 4),
        ("heroin", "no price for its date"): (1, 5),
        ("cannabis", NO_PRICE): (1, None),
    }
    assert "No value: nothing seized has a price" in found.sentence()
    assert "Not in it, and not zero: 6 seizures (drug not known: 1; several drugs in one row: 1;" in found.sentence()
    assert "class B: 12 plants" in found.sentence()


def test_doses_and_plants_have_prices_of_their_own(tmp_path: Path, shipped: PriceTable) -> None:
    doses = seized(
        {"drug": "heroin", "n_doses": 12},
        {"drug": "heroin", "n_doses": 10, "quantity_g": 2},
        {"drug": "ecstasy", "form": "tablets", "n_doses": 100, "quantity_g": 25},
    )
    found = value_of(doses, shipped)
    by = {(one.drug, one.unit): (one.n, one.quantity, one.mid) for one in found.by_drug}
    assert by == {("heroin", "dose"): (1, 12, 120), ("heroin", "g"): (1, 2, 120), ("ecstasy", "dose"): (1, 100, 800)}
    assert sum(one.n for one in found.by_drug) == 3, "a seizure is valued once"
    own = own_prices(tmp_path, "cannabis plants,plant,100,200,300,GBP,,,UK,street,as grown,Invented")
    plants = seized({"drug": "cannabis", "drug_class": "B", "form": "plants", "n_plants": 12, "quantity_g": 900})
    (one,) = value_of(plants, own).by_drug
    assert (one.unit, one.mid) == ("plant", 2400)


def test_stated_values_are_summed_apart_and_shown_by_the_gram(shipped: PriceTable) -> None:
    """£1,340 for 14.2 g of crack is £94.37 a gram, within 50 to 100; £3,000 for 10 g of heroin is not."""
    found = value_of(
        seized(
            {"drug": "crack cocaine", "quantity_g": 14.2, "stated_value_gbp": 1340},
            {"drug": "heroin", "quantity_g": 10, "stated_value_gbp": 3000},
            {"drug": "heroin", "quantity_g": 10},
            {"drug": "heroin", "stated_value_gbp": 50},
        ),
        shipped,
    )
    assert (found.n_stated, found.stated_gbp) == (3, 4390)
    assert found.mid == pytest.approx(14.2 * 80 + 20 * 60)
    implied = {one.drug: (round(one.per_gram, 2), one.outside) for one in found.implied}
    assert implied == {"crack cocaine": (94.37, False), "heroin": (300.0, True)}
    said = found.sentence()
    assert "Apart, and never added: £4,390 as stated by the source in 3 seizures." in said
    assert "Stated values of heroin imply £300.00 a gram, outside £40.00 to £100.00." in said
    assert "crack" not in said.split("Apart")[1]


def test_purity_is_never_taken_into_account_unseen(tmp_path: Path, shipped: PriceTable) -> None:
    rows = seized({"drug": "heroin", "quantity_g": 10, "purity_pct": 20}, {"drug": "heroin", "quantity_g": 10})
    plain = value_of(rows, shipped)
    assert plain.mid == 1200
    assert "purity not taken into account (price basis: as sold; purity not stated)" in plain.sentence()
    with pytest.raises(InputError, match=r"purity_basis in per cent.*none for heroin"):
        value_of(rows, shipped, adjust_purity=True)
    own = own_prices(tmp_path, "heroin,g,40,60,100,GBP,,,UK,street,40% pure,Invented")
    adjusted = value_of(rows, own, adjust_purity=True)
    assert (adjusted.low, adjusted.mid, adjusted.high) == (200 + 400, 300 + 600, 500 + 1000)
    assert adjusted.by_drug[0].n_adjusted == 1
    assert "adjusted for purity in 1 of 2" in adjusted.sentence()
    assert value_of(rows, own).mid == 1200


def test_each_seizure_takes_the_price_of_its_day(tmp_path: Path) -> None:
    own = own_prices(
        tmp_path,
        "heroin,g,50,50,50,GBP,,2024-04-01,UK,street,as sold,Invented",
        "heroin,g,70,70,70,GBP,2024-04-01,,UK,street,as sold,Invented",
        "heroin,g,20,20,20,GBP,,,UK,wholesale,as sold,Invented",
    )
    rows = seized(
        {"drug": "heroin", "quantity_g": 1, "occurred_from": pd.Timestamp("2024-03-31 23:59")},
        {"drug": "heroin", "quantity_g": 1, "bound": "at least"},
    )
    found = value_of(rows, own)
    assert (found.mid, found.by_drug[0].n_inexact) == (120, 1)
    assert "1 quantity of them not exact." in found.sentence()
    assert "illustrative" not in found.sentence()
    assert value_of(rows, own, level="wholesale").mid == 40
    assert value_of(rows, own, area="Wales").mid is None


def test_nothing_seized_and_columns_missing(shipped: PriceTable) -> None:
    found = value_of(seized(), shipped)
    assert (found.mid, found.n_unvalued, found.classes) == (None, 0, ())
    assert found.sentence().startswith("No drugs seized. No value")
    with pytest.raises(InputError, match="drug_class, occurred_from"):
        value_of(pd.DataFrame({"drug": []}), shipped)


SEIZURES = """Exhibit ref,Date seized,Force,Drug type,Quantity,Street value,Operation,Phase
A/1,20/1/2025,Dorset,heroin,10 g,£900,Larkspur,1
A/2,21/1/2025,Dorset,cannabis resin,100 g,,Larkspur,2
A/3,22/1/2025,Wiltshire,cannabis,12 plants,,Larkspur,2
A/4,23/1/2025,Wiltshire,crack,5 wraps,,,
"""


def test_a_workspace_by_operation_phase_and_force(tmp_path: Path, shipped: PriceTable) -> None:
    (tmp_path / "seizures.csv").write_text(SEIZURES, encoding="utf-8")
    workspace = Workspace(tmp_path / "w.duckdb")
    import_files([tmp_path / "seizures.csv"], workspace)
    with workspace.read() as tables:
        (everything,) = value_by(tables, Filters(), prices=shipped).values()
        (operation,) = value_by(tables, Filters(), by="operation", prices=shipped).values()
        phases = value_by(tables, Filters(), by="phase", prices=shipped)
        frame = value_frame(tables, Filters(), by="force", prices=shipped)
        named = value_frame(tables, Filters(), by="phase", prices=shipped)
    assert (everything.mid, everything.n_unvalued, everything.stated_gbp) == (600 + 800 + 50, 1, 900)
    assert operation.mid == 1400
    assert {key[1]: value.mid for key, value in phases.items()} == {"1": 600, "2": 800}
    assert set(frame["force_name"]) == {"Dorset", "Wiltshire"}
    assert frame["mid_gbp"].sum() == 1450
    plants = frame[frame["n_plants"].notna()].iloc[0]
    assert (plants["not_valued"], plants["mid_gbp"] != plants["mid_gbp"]) == (NO_PRICE, True)
    heroin = frame[frame["drug"] == "heroin"].iloc[0]
    assert (heroin["stated_gbp"], heroin["implied_gbp_per_g"], heroin["implied_outside"]) == (900, 90, False)
    assert set(named["operation"]) == {"Larkspur"}
    assert list(named.columns[:3]) == ["operation_id", "operation", "phase"]
