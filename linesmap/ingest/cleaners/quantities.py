"""Read how much: a number and its unit, as grams, doses or plants. What is not known stays unknown, never 0."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from linesmap.ingest.cleaners.base import Problem, is_blank, squash, tidy
from linesmap.ingest.cleaners.bounds import take_bound
from linesmap.ingest.cleaners.figures import spell_out
from linesmap.ingest.cleaners.numbers import NUMBER, to_float
from linesmap.ingest.cleaners.units import UNIT_WORDS, Measure, Unit, find_unit
from linesmap.ingest.reasons import Reason
from linesmap.model.vocabulary import Bound

__all__ = ["Quantity", "clean_quantity"]


@dataclass(frozen=True)
class Quantity:
    """An amount as recorded, and what it comes to.

    `value` and `unit` are as recorded, the unit in linesmap's word; `grams`, `n_doses` and `n_plants` are
    None where the record does not say.
    """

    value: float
    unit: str | None
    bound: Bound = Bound.EXACT
    grams: float | None = None
    n_doses: float | None = None
    n_plants: float | None = None


_Amount = tuple[float, Unit]

_MOST_GRAMS_IN_A_DOSE = 3.5
_MOST = 1e9

_NOT_STATED = re.compile(
    r"\b(?:trace|traces|residues?|dust|smears?|tbc|tba|nil known|not known|unknown|n/?k|unweighed|not weighed"
    r"|to be (?:weighed|confirmed|counted)|awaiting|pending|several|various|quantity|number|some|few"
    r"|multiple|numerous)\b"
)
_SAYS_NOTHING = frozenset({"", "na", "none", "nil", "notapplicable", "null", "nan"})

_UNITS = "|".join(sorted(map(re.escape, UNIT_WORDS), key=lambda word: (-len(word), word)))
# Up to three words may stand between number and unit: "12 crack rocks", "3 x clear snap bags".
_AMOUNT = re.compile(rf"({NUMBER})\s*(?:x\s*)?(?:[a-z'-]+\s+){{0,3}}?({_UNITS})(?![a-z])")
_RANGE = re.compile(rf"({NUMBER})\s*(?:-|–|to)\s*({NUMBER})\s*({_UNITS})(?![a-z])")
_TIMES = re.compile(
    rf"({NUMBER})\s*(?:x|@)\s*({NUMBER})\s*({_UNITS})(?![a-z])(?:\s+({_UNITS}))?"
    rf"|({NUMBER})\s({NUMBER})\s*({_UNITS})\s+({_UNITS})"  # two 1oz bags
)
_WEIGHT = rf"{NUMBER}\s*(?:{_UNITS})(?![a-z])"
_NET = re.compile(rf"\bnet(?: weight| wt)?\s*:?\s*({_WEIGHT})|({_WEIGHT})\s*\(?net\b")
_EACH = re.compile(r"\b(?:each|apiece|per (?:bag|wrap|rock|package|deal))\b|@")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_EXHIBIT = re.compile(r"\b[a-z]{1,4}/\d+[a-z]?\b")


def clean_quantity(
    text: str, *, unit_text: str = "", default_unit: Unit | None = None, form: str | None = None
) -> Quantity | Problem | None:
    """Read a quantity with its unit.

    Parameters
    ----------
    text
        Such as `14.2g`, `.3g`, `approx 2 kilos`, `over 5kg`, `1/8th`, `3 x wraps`, `2 bags (approx 20 wraps
        each)`, `1oz (28g)`, `23 pills`, `5 plants`, `trace`, `TBC`.
    unit_text
        The unit column of the row.
    default_unit
        The unit the header names, as in "Weight (g)".
    form
        Form of the drug: a bare number of plants or tablets is read as such.

    Returns
    -------
    quantity
        None when the cell says nothing. A `Problem` without a value when the amount is unknown ("trace",
        "TBC") or not readable; with a value when it is kept although something is missing or doubtful.

    Examples
    --------
    >>> clean_quantity("approx 2 kilos").grams, clean_quantity("1/8th").grams
    (2000.0, 3.5)
    >>> clean_quantity("2 bags (approx 20 wraps each)").n_doses
    40.0
    >>> clean_quantity("trace").value is None
    True
    """
    if squash(text) in _SAYS_NOTHING:
        return None
    result = _read(text, unit_text, default_unit, form)
    quantity = result.value if isinstance(result, Problem) else result
    if quantity is not None and max(quantity.value, quantity.grams or 0.0) > _MOST:
        return Problem(Reason.OUT_OF_RANGE, "expected a quantity of ordinary size; found one too large")
    return result


def _read(text: str, unit_text: str, default_unit: Unit | None, form: str | None) -> Quantity | Problem:
    plain = spell_out(tidy(text).casefold())
    has_digit = any(character.isdecimal() for character in plain)
    if is_blank(text) or (_NOT_STATED.search(plain) and not has_digit):
        return Problem(Reason.QUANTITY_NOT_STATED, "expected a quantity; found that it is not known, which is not zero")
    if plain.startswith("-"):
        return _unreadable()
    bound, plain = take_bound(plain)
    if net := _NET.search(plain):
        plain = net[1] or net[2]
    column_unit = find_unit(unit_text)
    if found := _RANGE.search(plain):
        low = _of((to_float(found[1]), UNIT_WORDS[found[3]]), Bound.AT_LEAST)
        return Problem(Reason.QUANTITY_RANGE, "expected one quantity; found a range, so its lower end is kept", low)
    quantity = _times(plain, bound) or _amounts(plain, bound)
    if quantity is None:
        return _bare_number(plain, bound, unit_text, column_unit or default_unit, form)
    if column_unit and not is_blank(unit_text) and _disagree(quantity, column_unit):
        message = "expected the unit of the unit column; found another one beside the number, which is used"
        return Problem(Reason.UNIT_CONFLICT, message, quantity)
    return quantity


def _unreadable() -> Problem:
    return Problem(Reason.QUANTITY_UNREADABLE, "expected a quantity such as 14.2g or 3 wraps; found other text")


def _of(amount: _Amount, bound: Bound) -> Quantity:
    value, unit = amount
    return Quantity(
        value,
        unit.name,
        bound,
        grams=round(value * unit.grams, 6) if unit.measure is Measure.MASS else None,
        n_doses=value if unit.measure is Measure.DOSE else None,
        n_plants=value if unit.measure is Measure.PLANT else None,
    )


def _times(plain: str, bound: Bound) -> Quantity | None:
    """Read "3 x 1oz" and "10 x 0.2g wraps"."""
    found = _TIMES.fullmatch(plain)
    if not found:
        return None
    times, size, unit, holder = (found[i] or found[i + 4] for i in range(1, 5))
    total = _of((round(to_float(times) * to_float(size), 6), UNIT_WORDS[unit]), bound)
    if holder and UNIT_WORDS[holder].measure is Measure.DOSE:
        return replace(total, n_doses=_doses(to_float(times), total.grams))
    return total


def _doses(number: float | None, grams: float | None) -> float | None:
    """Leave out bags that hold more than an eighth: those are packages, not doses."""
    if number and grams and grams / number > _MOST_GRAMS_IN_A_DOSE:
        return None
    return number


def _amounts(plain: str, bound: Bound) -> Quantity | None:
    inner = [_find(part[1]) for part in _BRACKETS.finditer(plain)]
    outer = _find(_BRACKETS.sub(" ", plain))
    if _EACH.search(plain):
        amounts = outer + [amount for part in inner for amount in part]
        if len(amounts) == 2:  # noqa: PLR2004
            return _each(amounts[0], amounts[1], bound)
        return None
    if not outer:
        outer, inner = [amount for part in inner for amount in part], []
    left_over = _AMOUNT.sub(" ", _EXHIBIT.sub(" ", _BRACKETS.sub(" ", plain)))
    if not outer or any(character.isdecimal() for character in left_over):
        return None
    # What brackets repeat in another measure is added; the same measure again is a restatement.
    stated = {unit.measure for _, unit in outer}
    extra = [amount for part in inner for amount in part if amount[1].measure not in stated]
    return _sum(outer, extra, bound)


def _find(text: str) -> list[_Amount]:
    return [(to_float(found[1]), UNIT_WORDS[found[2]]) for found in _AMOUNT.finditer(text)]


def _each(holders: _Amount, contents: _Amount, bound: Bound) -> Quantity:
    """Read "2 bags (20 wraps each)": as many contents as holders; wraps that hold a weight are still doses."""
    total = _of((round(holders[0] * contents[0], 6), contents[1]), bound)
    if holders[1].measure is Measure.DOSE and contents[1].measure is Measure.MASS:
        return replace(total, value=holders[0], unit=holders[1].name, n_doses=_doses(holders[0], total.grams))
    return total


def _sum(amounts: list[_Amount], extra: list[_Amount], bound: Bound) -> Quantity:
    def total(measure: Measure) -> float | None:
        values = [v * (u.grams if measure is Measure.MASS else 1) for v, u in amounts + extra if u.measure is measure]
        return round(sum(values), 6) if values else None

    grams, n_plants = total(Measure.MASS), total(Measure.PLANT)
    n_doses = _doses(total(Measure.DOSE), grams)
    # As recorded when one unit is used; several units of one measure are added up in its common unit.
    main = amounts[0][1].measure
    if n_doses is None and grams is not None:
        main = Measure.MASS
    alike = [(value, unit) for value, unit in amounts + extra if unit.measure is main]
    if len({unit.name for _, unit in alike}) == 1:
        return Quantity(round(sum(v for v, _ in alike), 6), alike[0][1].name, bound, grams, n_doses, n_plants)
    if main is Measure.MASS and grams is not None:
        return Quantity(grams, "g", bound, grams, n_doses, n_plants)
    if main is Measure.DOSE and n_doses is not None:
        return Quantity(n_doses, "doses", bound, grams, n_doses, n_plants)
    value, unit = alike[0]
    return Quantity(value, unit.name, bound, grams, n_doses, n_plants)


def _bare_number(plain: str, bound: Bound, unit_text: str, unit: Unit | None, form: str | None) -> Quantity | Problem:
    found = re.fullmatch(rf"({NUMBER})\s*x?", plain)
    if not found:
        return _unreadable()
    value = to_float(found[1])
    if unit is None and is_blank(unit_text):
        unit = {"plants": UNIT_WORDS["plants"], "tablets": UNIT_WORDS["tablets"]}.get(form or "")
    if unit is not None:
        return _of((value, unit), bound)
    if is_blank(unit_text):
        message = "expected a unit with the number, such as g or wraps; found none"
        return Problem(Reason.UNIT_MISSING, message, Quantity(value, None, bound))
    message = "expected a unit such as g, kg, oz, wraps, tablets or plants; found another word"
    return Problem(Reason.UNIT_UNKNOWN, message, Quantity(value, tidy(unit_text)[:40], bound))


def _disagree(quantity: Quantity, unit: Unit) -> bool:
    measures = {
        Measure.MASS: quantity.grams is not None,
        Measure.DOSE: quantity.n_doses is not None,
        Measure.PLANT: quantity.n_plants is not None,
        Measure.OTHER: quantity.unit == unit.name,
    }
    if unit.measure is Measure.MASS and quantity.unit in {"kg", "g", "mg"} and unit.name in {"kg", "g", "mg"}:
        return quantity.unit != unit.name
    return not measures[unit.measure]
