"""Hold what every estimate shares: an interval, its words, and a form for JSON."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass

import numpy as np

from linesmap.errors import InputError

__all__ = [
    "NO_CHANGE",
    "Estimate",
    "Interval",
    "change_between",
    "change_words",
    "compared_words",
    "coverage_words",
    "critical_value",
    "difference_between",
    "difference_words",
    "number_words",
    "require_count",
    "require_coverage",
    "require_positive",
]

NO_CHANGE = "This does not show a change."
"""Said of every interval that holds no change."""

_TIMES_FROM = 3.0
_LEAST_SHARE = 0.01
_WHOLE_FROM = 100
_TENTHS_FROM = 1


@dataclass(frozen=True)
class Interval:
    """A range of values that agree with what was counted.

    `lower` and `upper` may be infinite where the counts set no limit on that side. `coverage` is the share of such
    intervals that hold the true value, over many repetitions; `method` is how it was worked out.
    """

    lower: float
    upper: float
    coverage: float
    method: str

    def holds(self, value: float) -> bool:
        """Tell whether a value lies within, ends included."""
        return self.lower <= value <= self.upper


class Estimate(ABC):
    """What an estimator gives back: numbers with the words that belong to them."""

    @abstractmethod
    def sentence(self) -> str:
        """Say the result in plain words, with its limits."""

    def as_dict(self) -> dict[str, object]:
        """Give every field and the sentence, ready for JSON; a bound that does not exist is None."""
        plain = _plain_fields(self)
        plain["sentence"] = self.sentence()
        return plain


def _plain_fields(thing: object) -> dict[str, object]:
    return {one.name: _plain(getattr(thing, one.name)) for one in fields(thing)}  # type: ignore[arg-type]


def _plain(value: object) -> object:
    if isinstance(value, np.ndarray):
        return [_plain(one) for one in value.tolist()]
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if is_dataclass(value) and not isinstance(value, type):
        return _plain_fields(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(one) for one in value]
    return value


def critical_value(coverage: float, degrees_of_freedom: float | None = None) -> float:
    """Give how many standard errors an interval reaches to a side.

    Parameters
    ----------
    coverage
        Between 0 and 1.
    degrees_of_freedom
        Of the measured dispersion, for Student's t; None for the normal distribution.

    Examples
    --------
    >>> round(critical_value(0.95), 2), round(critical_value(0.95, 10), 2)
    (1.96, 2.23)
    """
    from scipy.special import ndtri, stdtrit  # costs start-up time

    share = (1 + coverage) / 2
    return float(ndtri(share) if degrees_of_freedom is None else stdtrit(degrees_of_freedom, share))


def require_coverage(coverage: float) -> None:
    """Refuse a coverage that is not a share between 0 and 1."""
    if not 0 < coverage < 1:
        msg = f"A coverage is between 0 and 1, such as 0.95; found {coverage:g}. Give the share, not a percentage."
        raise InputError(msg)


def require_count(name: str, value: float) -> None:
    """Refuse what cannot be a count."""
    if not (math.isfinite(value) and value >= 0):
        msg = f"A count is a number from 0; found {value:g} for {name}. Give the number of events."
        raise InputError(msg)


def require_positive(name: str, value: float) -> None:
    """Refuse what is not a finite number above zero."""
    if not (math.isfinite(value) and value > 0):
        msg = f"{name[:1].upper()}{name[1:]} is a number above 0; found {value:g}. Give such as days, or leave it at 1."
        raise InputError(msg)


def coverage_words(coverage: float) -> str:
    """Write a coverage.

    Examples
    --------
    >>> coverage_words(0.95), coverage_words(0.998)
    ('95%', '99.8%')
    """
    return f"{round(coverage * 100, 6):g}%"


def number_words(value: float) -> str:
    """Write a number as it is read: whole from 100, else with at most one decimal, or two below 1.

    Examples
    --------
    >>> number_words(1234.4), number_words(16.42), number_words(0.1684), number_words(40)
    ('1,234', '16.4', '0.17', '40')
    """
    if math.isinf(value):
        return "any number"
    size = abs(value)
    if float(value).is_integer() or size >= _WHOLE_FROM:
        return f"{value:,.0f}"
    return (f"{value:.1f}" if size >= _TENTHS_FROM else f"{value:.2f}").rstrip("0").rstrip(".")


def change_words(ratio: float) -> str:
    """Write a ratio as a change.

    Parameters
    ----------
    ratio
        After over before; may be 0 or infinite.

    Examples
    --------
    >>> change_words(0.55), change_words(1.02), change_words(1), change_words(3.42), change_words(0.999)
    ('45% lower', '2% higher', 'unchanged', '3.4 times as high', 'less than 1% lower')
    """
    if ratio == 1:
        return "unchanged"
    if math.isinf(ratio):
        return "higher without a limit"
    if ratio >= _TIMES_FROM:
        return f"{number_words(round(ratio, 1))} times as high"
    way = "lower" if ratio < 1 else "higher"
    share = abs(ratio - 1)
    if share < _LEAST_SHARE:
        return f"less than 1% {way}"
    if 0 < ratio < _LEAST_SHARE:
        return "more than 99% lower"
    return f"{share * 100:.0f}% {way}"


def compared_words(ratio: float, other: str) -> str:
    """Write a ratio as a change from something.

    Examples
    --------
    >>> compared_words(0.55, "before"), compared_words(3.42, "before"), compared_words(1, "before")
    ('45% lower than before', '3.4 times as high as before', 'unchanged from before')
    """
    words = change_words(ratio)
    join = "from" if ratio == 1 else ("as" if "times" in words else "than")
    return f"{words} {join} {other}"


def change_between(interval: Interval) -> str:
    """Write an interval of ratios as changes.

    Examples
    --------
    >>> change_between(Interval(0.327, 0.925, 0.95, ""))
    'between 67% lower and 7% lower'
    >>> change_between(Interval(0, 0.5, 0.95, "")), change_between(Interval(1.5, math.inf, 0.95, ""))
    ('at least 50% lower', 'at least 50% higher')
    """
    lower, upper = interval.lower, interval.upper
    if lower == 0 and upper < 1:
        return f"at least {change_words(upper)}"
    if lower == 0:
        return f"at most {change_words(upper)}" if upper > 1 else "not higher"
    if math.isinf(upper) and lower != 1:
        return f"at least {change_words(lower)}" if lower > 1 else f"at most {change_words(lower)}"
    if math.isinf(upper):
        return "not lower"
    return f"between {change_words(lower)} and {change_words(upper)}"


def difference_words(value: float) -> str:
    """Write a difference of counts.

    Examples
    --------
    >>> difference_words(-16.4), difference_words(3), difference_words(0)
    ('16.4 fewer', '3 more', 'no more and no fewer')
    """
    if value == 0:
        return "no more and no fewer"
    return f"{number_words(abs(value))} {'fewer' if value < 0 else 'more'}"


def difference_between(interval: Interval) -> str:
    """Write an interval of differences of counts.

    Examples
    --------
    >>> difference_between(Interval(-196, -40, 0.95, ""))
    'between 196 fewer and 40 fewer'
    """
    return f"between {difference_words(interval.lower)} and {difference_words(interval.upper)}"
