"""Write numbers, dates and bounds the way every page, chart and file writes them (docs/methods.md, Words)."""

from __future__ import annotations

import math
from datetime import datetime

from linesmap.model.day_words import MONTHS, day, day_range, published_period
from linesmap.model.vocabulary import Bound, DatePrecision

__all__ = [
    "MISSING",
    "amount",
    "bound_sign",
    "bounded",
    "count",
    "day",
    "day_range",
    "money",
    "phone",
    "plural",
    "published_period",
    "radius",
    "rate",
    "share",
    "weight",
    "when",
]

MISSING = "–"
_BOUND_SIGN = {Bound.AT_LEAST: "≥ ", Bound.MORE_THAN: "> ", Bound.AT_MOST: "≤ ", Bound.ABOUT: "≈ "}
_GRAMS_A_KILO = 1000
_NEAR_M, _FAR_M = 950, 10_000


def count(value: float | None) -> str:
    """Write a whole number: `1,514`; a dash when there is none.

    Examples
    --------
    >>> count(1514)
    '1,514'
    """
    return MISSING if value is None or math.isnan(value) else f"{value:,.0f}"


def plural(value: int, one: str, many: str | None = None) -> str:
    """Write a number with its noun: `1 record`, `2 records`."""
    return f"{value:,} {one if value == 1 else many or one + 's'}"


def money(value: float | None) -> str:
    """Write pounds: `£1,340`; pence only when there are any."""
    if value is None or math.isnan(value):
        return MISSING
    return f"£{value:,.0f}" if float(value).is_integer() else f"£{value:,.2f}"


def weight(grams: float | None) -> str:
    """Write a weight with one decimal: `14.2 g`, `2.2 kg`.

    Examples
    --------
    >>> weight(14.2), weight(2200)
    ('14.2 g', '2.2 kg')
    """
    if grams is None or math.isnan(grams):
        return MISSING
    return f"{grams / _GRAMS_A_KILO:,.1f} kg" if grams >= _GRAMS_A_KILO else f"{grams:,.1f} g"


def amount(value: float | None, unit: str) -> str:
    """Write a measure in its unit: grams, pounds or a count."""
    if unit == "g":
        return weight(value)
    return money(value) if unit == "GBP" else count(value)


def rate(value: float | None) -> str:
    """Write a rate per 100,000 people: `3.43`."""
    return MISSING if value is None or math.isnan(value) else f"{value:,.2f}"


def share(value: float | None) -> str:
    """Write a share of one as per cent: `70%`; under one per cent but above none as `<1%`."""
    if value is None or math.isnan(value):
        return MISSING
    return "<1%" if 0 < value < 0.005 else f"{value:.0%}"  # noqa: PLR2004


def bound_sign(bound: str | None) -> str:
    """Write what a number claims as the sign before it: `≥ `, `> `, `≤ `, `≈ `, nothing when it is exact."""
    return _BOUND_SIGN.get(Bound(bound), "") if bound else ""


def bounded(value: float | None, unit: str | None, bound: str | None) -> str:
    """Write a published figure with its bound before it: `≥ £131,000`, `> 120`, `≈ 2.2 kg`.

    Parameters
    ----------
    value
        The figure; None or NaN when the publisher gave no number.
    unit
        GBP, kg, g, % or any noun, which is left out.
    bound
        A value of `Bound`.

    Examples
    --------
    >>> bounded(131000, "GBP", "at least"), bounded(120, "arrests", "more than"), bounded(None, None, None)
    ('≥ £131,000', '> 120', 'not quantified')
    """
    if value is None or math.isnan(value):
        return "not quantified"
    sign = bound_sign(bound)
    if unit == "GBP":
        return sign + money(value)
    number = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}".rstrip("0")
    if unit == "%":
        return f"{sign}{number}%"
    return f"{sign}{number} {unit}" if unit in {"kg", "g", "ml"} else sign + number


def radius(metres: float) -> str:
    """Write an uncertainty: `±60 m`, `±1.8 km`, `±19 km`."""
    if metres >= _FAR_M:
        return f"±{metres / 1000:,.0f} km"
    return f"±{metres / 1000:,.1f} km" if metres >= _NEAR_M else f"±{max(10, round(metres, -1)):,.0f} m"


def when(start: datetime, end: datetime, precision: str) -> tuple[str, str]:
    """Write when a record happened, and how exactly that is known.

    Returns
    -------
    words, note
        Such as (`11 to 12 Mar 2025`, `date range, as recorded`).
    """
    if precision == DatePrecision.MINUTE:
        return f"{day(start)}, {start:%H:%M}", "time as recorded"
    if precision == DatePrecision.MONTH:
        return f"{MONTHS[start.month - 1]} {start.year}", "only the month is known"
    if precision == DatePrecision.YEAR:
        return f"{start.year}", "only the year is known"
    if precision == DatePrecision.RANGE:
        return day_range(start.date(), end.date()), "date range, as recorded"
    return day(start), ""


_NATIONAL_DIGITS = 10


def phone(number: str) -> str:
    """Write a British number as people read it; others stay as they are.

    Examples
    --------
    >>> phone("+447700900123")
    '07700 900123'
    """
    national = number.removeprefix("+44")
    is_mobile = number.startswith("+447") and len(national) == _NATIONAL_DIGITS
    return f"0{national[:4]} {national[4:]}" if is_mobile else number
