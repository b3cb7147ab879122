"""Read amounts of money in pounds. Other currencies are named in a warning, never converted."""

from __future__ import annotations

import re

from linesmap.ingest.cleaners.base import Problem, is_blank, tidy
from linesmap.ingest.cleaners.bounds import take_bound
from linesmap.ingest.cleaners.numbers import NUMBER, to_float
from linesmap.ingest.reasons import Reason

__all__ = ["clean_money"]

_MOST = 1e12
_SCALES = {"": 1.0, "k": 1e3, "m": 1e6, "b": 1e9}
_SCALE = r"(k|thousand|thou|grand|m|mn|mil|mill|million|bn|b|billion)?"
_POUNDS = re.compile(rf"(?:£|gbp|stg)?\s?({NUMBER})\s?{_SCALE}\s?(?:£|gbp|pounds?|sterling|stg)?(?![\w.])")
_PENCE = re.compile(rf"({NUMBER})\s?(?:p|pence)")
_RANGE = re.compile(rf"(?:£|gbp)?\s?({NUMBER})\s?{_SCALE}\s?(?:-|–|to)\s?(?:£|gbp)?\s?({NUMBER})\s?{_SCALE}")
_OTHER = re.compile(
    rf"(?:€|\$|eur(?:os?)?|usd|dollars?|us\$)\s?{NUMBER}\s?{_SCALE}"
    rf"|{NUMBER}\s?{_SCALE}\s?(?:€|\$|euros?|eur|usd|us\$|dollars?|lei|ron|zloty|pln|lek|all|yen|dirhams?|lira)(?!\w)"
)
_AROUND = re.compile(
    r"\b(?:in )?(?:cash|notes?|coins?|sterling|total(?:ling)?|value|street|seized|worth|of|drugs?|money|and)\b|[=:;()]"
)


def clean_money(text: str) -> float | Problem | None:
    """Read an amount in pounds.

    Parameters
    ----------
    text
        Such as `£1.1m`, `£363k`, `£1,100.50`, `approx £200`, `1340`, `£1,340 cash`.

    Returns
    -------
    gbp
        Pounds, 0 or more. None when the cell says nothing ("nil" says nothing, "0" says none). A `Problem`
        with a value when a range or another currency is named besides.

    Examples
    --------
    >>> clean_money("£1.1m"), clean_money("approx £200"), clean_money("£1,100.50")
    (1100000.0, 200.0, 1100.5)
    >>> problem = clean_money("1100 GBP + 50 EUR")
    >>> problem.code.value, problem.value
    ('other_currency', 1100.0)
    """
    if is_blank(text):
        return None
    _, plain = take_bound(tidy(text).casefold())
    plain, n_other = _OTHER.subn(" ", plain)
    plain = " ".join(_AROUND.sub(" ", plain).split()).strip(" +,./&")
    if n_other:
        pounds = _read(plain) if plain else None
        return Problem(
            Reason.OTHER_CURRENCY, "expected an amount in pounds; found another currency, which is left out", pounds
        )
    if found := _RANGE.fullmatch(plain):
        low = to_float(found[1]) * _scale(found[2] or found[4])
        return Problem(Reason.MONEY_RANGE, "expected one amount; found a range, so its lower end is kept", low)
    pounds = _read(plain)
    if pounds is None:
        return Problem(Reason.MONEY_UNREADABLE, "expected an amount in pounds such as £1,340; found other text")
    return pounds


def _read(plain: str) -> float | None:
    gbp = None
    if found := _POUNDS.fullmatch(plain):
        gbp = to_float(found[1]) * _scale(found[2])
    elif found := _PENCE.fullmatch(plain):
        gbp = to_float(found[1]) / 100
    return round(gbp, 2) if gbp is not None and gbp <= _MOST else None


def _scale(word: str | None) -> float:
    initial = (word or "")[:1]
    return _SCALES["k" if initial in {"t", "g"} else initial]
