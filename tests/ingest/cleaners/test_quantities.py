from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linesmap.ingest.cleaners.base import Problem
from linesmap.ingest.cleaners.quantities import Quantity, clean_quantity
from linesmap.ingest.cleaners.units import find_unit


@pytest.mark.parametrize(
    ("text", "grams"),
    [
        ("14.2g", 14.2),
        (".3g", 0.3),
        ("1,200 g", 1200.0),
        ("1.2kg", 1200.0),
        ("0.0012 t", 1200.0),
        ("1kg 200g", 1200.0),
        ("1200000mg", 1200.0),
        ("approx 2 kilos", 2000.0),
        ("half a kilo", 500.0),
        ("quarter of a kilo", 250.0),
        ("1 oz", 28.35),
        ("0.5oz", 14.175),
        ("½ oz", 14.175),
        ("1 1/2 oz", 42.525),
        ("1/8th", 3.5),
        ("henry", 3.5),
        ("2 henrys", 7.0),
        ("teenth", 1.75),
        ("nine-bar", 252.0),
        ("2 x nine bars", 504.0),
        ("3 x 1oz", 85.05),
        ("10 wraps @ 0.2g", 2.0),
        ("10 x 0.2g wraps", 2.0),
        ("1oz (28g)", 28.35),
        ("14.2g gross 13.8g net", 13.8),
        ("14.2g (exhibit ABC/1)", 14.2),
        ("0g", 0.0),
    ],
)
def test_weights(text: str, grams: float) -> None:
    quantity = clean_quantity(text)
    assert isinstance(quantity, Quantity), quantity
    assert quantity.grams == pytest.approx(grams, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "doses", "unit"),
    [
        ("3 x wraps", 3, "wraps"),
        ("two wraps", 2, "wraps"),
        ("a dozen wraps", 12, "wraps"),
        ("couple of wraps", 2, "wraps"),
        ("12 crack rocks", 12, "rocks"),
        ("23 pills", 23, "tablets"),
        ("2 bags (approx 20 wraps each)", 40, "wraps"),
        ("10 wraps @ 0.2g", 10, "wraps"),
        ("14g (12 wraps)", 12, "g"),
        ("3 wraps and 2 rocks", 5, "doses"),
    ],
)
def test_doses(text: str, doses: float, unit: str) -> None:
    quantity = clean_quantity(text)
    assert isinstance(quantity, Quantity), quantity
    assert (quantity.n_doses, quantity.unit) == (doses, unit)


def test_bounds_and_plants() -> None:
    assert clean_quantity("over 5kg") == Quantity(5.0, "kg", "more than", grams=5000.0)
    assert clean_quantity("2 bags (approx 20 wraps each)") == Quantity(40.0, "wraps", "about", n_doses=40.0)
    assert clean_quantity("5 plants") == Quantity(5.0, "plants", n_plants=5.0)
    assert clean_quantity("5", form="plants") == Quantity(5.0, "plants", n_plants=5.0)


def test_a_bag_that_holds_ounces_is_no_dose() -> None:
    quantity = clean_quantity("two 1oz bags")
    assert isinstance(quantity, Quantity)
    assert (quantity.grams, quantity.n_doses) == (56.7, None)


@pytest.mark.parametrize("text", ["trace", "TBC", "nil known", "not weighed", "small quantity", "unknown"])
def test_not_known_is_never_zero(text: str) -> None:
    problem = clean_quantity(text)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.value) == ("quantity_not_stated", None)


@pytest.mark.parametrize("text", ["", "-", "N/A", "none"])
def test_nothing(text: str) -> None:
    assert clean_quantity(text) is None


@pytest.mark.parametrize(
    ("text", "unit", "code", "grams"),
    [
        ("5-10g", "", "quantity_range", 5.0),
        ("14.2g", "kg", "unit_conflict", 14.2),
        ("14.2g", "wraps", "unit_conflict", 14.2),
        ("14.2", "furlongs", "unit_unknown", None),
        ("14.2", "", "unit_missing", None),
    ],
)
def test_kept_with_a_warning(text: str, unit: str, code: str, grams: float | None) -> None:
    problem = clean_quantity(text, unit_text=unit)
    assert isinstance(problem, Problem)
    assert problem.code == code
    assert problem.value.grams == grams


@pytest.mark.parametrize("text", ["abc", "12 furlongs", "-5g", "1/0 oz", "9 g 7"])
def test_unreadable(text: str) -> None:
    problem = clean_quantity(text)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.value) == ("quantity_unreadable", None)


def test_too_much_to_be_true() -> None:
    problem = clean_quantity("9" * 400 + " g")
    assert isinstance(problem, Problem)
    assert problem.code == "out_of_range"


def test_the_unit_column_and_the_header() -> None:
    kilo = find_unit("kg")
    assert clean_quantity("1.2", unit_text="Grams").grams == 1.2  # type: ignore[union-attr]
    assert clean_quantity("1.2", default_unit=kilo).grams == 1200.0  # type: ignore[union-attr]
    assert clean_quantity("1.2", unit_text="g", default_unit=kilo).grams == 1.2  # type: ignore[union-attr]


@given(st.integers(1, 99_999), st.sampled_from([("g", 1.0), ("kg", 1000.0), ("oz", 28.35)]))
def test_any_weight(hundredths: int, unit: tuple[str, float]) -> None:
    name, grams = unit
    quantity = clean_quantity(f"{hundredths / 100:,.2f} {name}")
    assert isinstance(quantity, Quantity)
    assert quantity.grams == pytest.approx(hundredths / 100 * grams)


@given(st.text(max_size=40) | st.from_regex(r"[0-9a-z/.,x() -]{0,30}", fullmatch=True), st.text(max_size=10))
def test_any_text(text: str, unit: str) -> None:
    result = clean_quantity(text, unit_text=unit)
    assert result is None or isinstance(result, (Quantity, Problem))
