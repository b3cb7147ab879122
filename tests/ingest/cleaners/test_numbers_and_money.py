from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linesmap.ingest.cleaners.base import Problem
from linesmap.ingest.cleaners.bounds import clean_bound, take_bound
from linesmap.ingest.cleaners.money import clean_money
from linesmap.ingest.cleaners.numbers import clean_coordinate, clean_count, clean_number, clean_percent


@pytest.mark.parametrize(
    ("text", "gbp"),
    [
        ("£1.1m", 1_100_000.0),
        ("£363k", 363_000.0),
        ("£1,100.50", 1100.5),
        ("approx £200", 200.0),
        ("1340", 1340.0),
        ("£1,340.00 in notes", 1340.0),
        ("1.1 million", 1_100_000.0),
        ("GBP 200", 200.0),
        ("130 GBP", 130.0),
        ("over £55k", 55_000.0),
        ("50p", 0.5),
        ("£0", 0.0),
        ("nil", None),
        ("", None),
    ],
)
def test_money(text: str, gbp: float | None) -> None:
    assert clean_money(text) == gbp


@pytest.mark.parametrize(
    ("text", "code", "value"),
    [
        ("1100 GBP + 50 EUR", "other_currency", 1100.0),
        ("€50", "other_currency", None),
        ("£200-£300", "money_range", 200.0),
        ("£30-40k", "money_range", 30_000.0),
        ("-5", "money_unreadable", None),
        ("see log", "money_unreadable", None),
    ],
)
def test_money_with_a_doubt(text: str, code: str, value: float | None) -> None:
    problem = clean_money(text)
    assert isinstance(problem, Problem)
    assert (problem.code, problem.value) == (code, value)


@given(st.integers(0, 10**9).map(lambda pence: pence / 100))
def test_money_reads_back(gbp: float) -> None:
    assert clean_money(f"£{gbp:,.2f}") == gbp


@pytest.mark.parametrize(
    ("text", "number"),
    [("442,900", 442_900.0), ("-1.39", -1.39), (".5", 0.5), ("approx 12", 12.0), ("1e3", 1000.0), ("n/a", None)],
)
def test_number(text: str, number: float | None) -> None:
    assert clean_number(text) == number


@pytest.mark.parametrize("text", ["1,2,3", "12 and a half", "abc", "1e999", "9" * 400])
def test_not_a_number(text: str) -> None:
    assert isinstance(clean_number(text), Problem)


def test_count_percent_and_coordinate() -> None:
    assert [clean_count(text) for text in ("two", "Twelve", "1,340", "3.0", "0")] == [2, 12, 1340, 3, 0]
    assert all(isinstance(clean_count(text), Problem) for text in ("2.5", "-1", "thirteen"))
    assert [clean_percent(text) for text in ("38%", "63 per cent", "0.4")] == [38.0, 63.0, 0.4]
    too_much = clean_percent("140")
    assert isinstance(too_much, Problem)
    assert too_much.code == "out_of_range"
    assert [clean_coordinate(text) for text in ("-1.3912", "1.3912W", "51° 30' N")] == [-1.3912, -1.3912, 51.5]


@pytest.mark.parametrize(
    ("qualifier", "bound"),
    [
        ("approx", "about"),
        ("around; per year", "about"),
        ("at least", "at least"),
        ("minimum two visits per week, needs led", "exact"),
        ("more than; per month", "more than"),
        ("in excess of; last 12 months", "more than"),
        ("up to", "at most"),
        ("almost half", "at most"),
        ("just under", "at most"),
        ("", "exact"),
        ("over the year", "exact"),
        ("up to October 2022", "exact"),
        ("in under 12 months", "exact"),
        ("two other; conflicts with the 004 figure, more than", "exact"),
    ],
)
def test_bound_of_a_qualifier(qualifier: str, bound: str) -> None:
    assert clean_bound(qualifier) == bound


@pytest.mark.parametrize(
    ("text", "bound", "rest"),
    [
        ("over 5kg", "more than", "5kg"),
        ("20+ wraps", "at least", "20 wraps"),
        ("Somerset 5", "exact", "Somerset 5"),
        ("~3 g", "about", "3 g"),
    ],
)
def test_bound_of_a_number(text: str, bound: str, rest: str) -> None:
    assert take_bound(text) == (bound, rest)
