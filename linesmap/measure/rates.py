"""Turn counts into rates, and refuse where a rate has no meaning."""

from __future__ import annotations

from linesmap.errors import MetricUndefinedError

__all__ = ["PER_PEOPLE", "per_100_000"]

PER_PEOPLE = 100_000


def per_100_000(count: float, population: int | None) -> float:
    """Give a count per 100,000 people.

    Parameters
    ----------
    count
        Any count or amount.
    population
        People living in the area, mid-2020 (ONS).

    Returns
    -------
    rate
        count / population x 100,000.

    Raises
    ------
    MetricUndefinedError
        If the population is not known or not above zero, as for a force without an area.

    Examples
    --------
    >>> round(per_100_000(194, 5_659_143), 2)
    3.43
    """
    if not population or population <= 0:
        msg = "A rate needs the population of an area; this force or operation has none. Show the count instead."
        raise MetricUndefinedError(msg)
    return count / population * PER_PEOPLE
