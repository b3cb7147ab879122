"""Numbers, dates and bounds in the words of the house."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from linesmap.view import words


@pytest.mark.parametrize(
    ("grams", "expected"), [(0.3, "0.3 g"), (999.9, "999.9 g"), (1000, "1.0 kg"), (65_700, "65.7 kg"), (None, "–")]
)
def test_weight(grams: float | None, expected: str) -> None:
    assert words.weight(grams) == expected


@pytest.mark.parametrize(
    ("value", "unit", "bound", "expected"),
    [
        (131000, "GBP", "at least", "≥ £131,000"),
        (120, "arrests", "more than", "> 120"),
        (2.2, "kg", "about", "≈ 2.2 kg"),
        (7, "%", "exact", "7%"),
        (194, "arrests", None, "194"),
        (20, "people", "at most", "≤ 20"),
        (float("nan"), "GBP", "exact", "not quantified"),
    ],
)
def test_bounded(value: float, unit: str, bound: str | None, expected: str) -> None:
    assert words.bounded(value, unit, bound) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2022", "2022", "2022"),
        ("2021-10", "2022-02", "Oct 2021 to Feb 2022"),
        ("2022-03", None, "from Mar 2022"),
        (None, "2022-12", "to Dec 2022"),
        ("2022-03-07", "2022-03-13", "7 to 13 Mar 2022"),
        ("2021", "2022-07", "2021 to Jul 2022"),
        (None, None, "period not stated"),
    ],
)
def test_published_period(start: str | None, end: str | None, expected: str) -> None:
    assert words.published_period(start, end) == expected


def test_when_says_how_exactly_a_date_is_known() -> None:
    start, end = datetime(2025, 3, 11, 9, 14), datetime(2025, 3, 12, 23, 59)
    assert words.when(start, end, "minute") == ("11 Mar 2025, 09:14", "time as recorded")
    assert words.when(start, end, "range") == ("11 to 12 Mar 2025", "date range, as recorded")
    assert words.when(start, end, "month") == ("Mar 2025", "only the month is known")
    assert words.when(start, end, "day") == ("11 Mar 2025", "")


def test_ranges_across_years_repeat_the_year() -> None:
    assert words.day_range(date(2024, 12, 30), date(2025, 1, 5)) == "30 Dec 2024 to 5 Jan 2025"


@pytest.mark.parametrize(("value", "expected"), [(0.7, "70%"), (0.0, "0%"), (0.001, "<1%"), (None, "–")])
def test_share(value: float | None, expected: str) -> None:
    assert words.share(value) == expected
