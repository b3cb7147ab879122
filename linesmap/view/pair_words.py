"""Set the particulars of two who may be one person side by side, names hidden until somebody asks for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from difflib import SequenceMatcher
from html import escape
from typing import Any

from linesmap.link.degrees import FIELDS, NOT_STATED
from linesmap.view.words import MISSING, day, phone, share

__all__ = ["chance", "chance_words", "degree_words", "particulars_table", "proper", "shown_name", "signed"]

Names = Callable[[str], str]

_YARDSTICK = ((0.925, "almost certain"), (0.775, "highly likely"), (0.525, "likely"), (0.45, "realistic possibility"))
_SURE, _NEVER = 0.995, 0.005
_START_OF_WORD = re.compile(r"(^|[\s\-.(])(\w)")
_WORD = re.compile(r"\S+\s*")
_OPEN_FIELDS = frozenset({"sex", "force"})
_LISTS = frozenset({"phone", "force", "references"})
_SAME = "the same"
_SIGNS = {_SAME: "=", "different": "≠", NOT_STATED: MISSING}
_NAME_TOLD = {"address": "address", "phone": "phones", "force": "forces", "references": "refs"}
_LEAST_ALIKE = 0.5
_STYLE = "background:var(--lm-warn-ground);color:var(--lm-warn);font-weight:600;text-decoration:underline"
_MARKED = f'<mark style="{_STYLE}">'


def chance_words(probability: float) -> str:
    """Put a probability, 0 to 1, into the words of the Probability Yardstick; its gaps go to the nearer word.

    Examples
    --------
    >>> chance_words(0.999), chance_words(0.9), chance_words(0.6)
    ('almost certain', 'highly likely', 'likely')
    """
    return next((words for least, words in _YARDSTICK if probability >= least), "unlikely")


def chance(probability: float) -> str:
    """Write a probability, 0 to 1, as per cent; what is nearly sure is never written as sure.

    Examples
    --------
    >>> chance(0.9999), chance(0.934), chance(0.001)
    ('>99%', '93%', '<1%')
    """
    if probability >= _SURE:
        return ">99%"
    written = share(probability)
    # Half of one per cent is rounded down.
    return "<1%" if probability < _NEVER or written == "0%" else written


def signed(weight: float) -> str:
    """Write a weight (log2 of the odds) with its sign and one decimal: `+10.4`, `−1.7`, `0.0`."""
    rounded = round(weight, 1)
    if rounded == 0:
        return "0.0"
    return f"{'+' if rounded > 0 else '−'}{abs(rounded):,.1f}"


def degree_words(field: str, contributions: Sequence[Sequence[Any]]) -> str:
    """Say how two agree in a field; a surname written as forename is weighed there, and not once more.

    Parameters
    ----------
    field
        A key of `linesmap.link.degrees.FIELDS`.
    contributions
        [field, degree, weight].

    Returns
    -------
    words
        Empty for a field that was not compared.
    """
    degrees = {str(name): str(degree) for name, degree, _ in contributions}
    degree = degrees.get(field, "")
    swapped = field == "surname" and degree == NOT_STATED and degrees.get("forename", "").startswith("swapped")
    return "see forename" if swapped else degree


def proper(text: str) -> str:
    """Write a name or address, kept in small letters, as people read it: `anna smith-jones` as `Anna Smith-Jones`."""
    return _START_OF_WORD.sub(lambda found: found[1] + found[2].upper(), text)


def shown_name(told: Mapping[str, Any], *, shown: bool) -> str:
    """Say who is meant in one line; without leave by initials and century only: `A… S…, born 19..`.

    Parameters
    ----------
    told
        forename, surname and born, None where nothing is said.
    shown
        Whether names may be seen.
    """
    names = [_plain_or_hidden("forename", str(told[key]), shown) for key in ("forename", "surname") if told[key]]
    name = " ".join(names) or "name not stated"
    born = _values("born", told, str)
    return f"{name}, born {_plain_or_hidden('born', born[0], shown)}" if born else name


def _plain_or_hidden(field: str, text: str, shown: bool) -> str:  # noqa: FBT001
    return _readable(field, text) if shown else _hidden(field, text)


def _readable(field: str, text: str) -> str:
    if field in {"forename", "surname", "address"}:
        return proper(text)
    return phone(text) if field == "phone" else text


def _hidden(field: str, text: str) -> str:
    """Leave of a value what tells nobody who is meant."""
    if field in _OPEN_FIELDS:
        return text
    if field == "born":
        century = next(iter(re.findall(r"\b(19|20)\d\d\b", text)), "")
        return f"{century}.." if century else "…"
    if field == "references":
        register, _, number = text.rpartition(" ")
        return f"{register} …{number[-2:]}" if register else "…"
    return "stated, hidden" if field in {"address", "phone"} else f"{text[:1].upper()}…"


def _values(field: str, told: Mapping[str, Any], force_name: Names) -> list[str]:
    """Give what is said in a field, as plain text, one entry for each thing that may differ."""
    if field == "born":
        return _born(told)
    if field == "address":
        text = ", ".join(part for part in (told["address"], told["postcode"]) if part)
        return [text] if text else []
    said = told[_NAME_TOLD.get(field, field)]
    if field == "force":
        return [force_name(code) for code in said]
    if field == "references":
        return [_reference(one, force_name) for one in said.split(";")] if said else []
    return (said.split(";") if field == "phone" else [str(said)]) if said else []


def _born(told: Mapping[str, Any]) -> list[str]:
    if told["born"]:
        try:
            return [day(date.fromisoformat(told["born"]))]
        except ValueError:
            return [f"{told['born']} (no date)"]
    first, last = told["born_from"], told["born_to"]
    if first is None or last is None:
        return []
    return [f"{first} by age" if first == last else f"{first} to {last} by age"]


def _reference(key: str, force_name: Names) -> str:
    register, _, number = key.rpartition(":")
    return f"{force_name(register)} {number}" if register else number


def particulars_table(
    a: Mapping[str, Any],
    b: Mapping[str, Any],
    contributions: Sequence[Sequence[Any]],
    *,
    heads: tuple[str, str],
    shown: bool,
    force_name: Names,
) -> str:
    """Write the particulars of both as a table; every text is escaped.

    Parameters
    ----------
    a, b
        `told` of two sides of `linesmap.people_held.sides`.
    contributions
        [field, degree, weight] of the pair.
    heads
        What the two are called.
    shown
        Whether names, dates, addresses and numbers may be seen; without leave the table says only what agrees.
    force_name
        Gives the name of a force, or of a register, by its code.
    """
    rows = []
    for field, label in {**FIELDS, "references": "References"}.items():
        ones, others = _values(field, a, force_name), _values(field, b, force_name)
        degree = degree_words(field, contributions) or _degree(ones, others)
        cells = _cells(field, ones, others, degree, shown=shown)
        sign = _SIGNS.get(degree, "≈")
        rows.append(
            f'<tr><th scope="row">{escape(label)}</th><td>{cells[0]}</td><td>{cells[1]}</td>'
            f'<td><b style="display:inline-block;width:1.4em">{sign}</b>{escape(degree)}</td></tr>'
        )
    said = "Underlined: what differs" if shown else "Names, dates, addresses and numbers are hidden"
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in ("Field", *heads, "How they agree"))
    return (
        f'<table class="lm-t fixed"><caption>{said}</caption><colgroup><col style="width:20%"><col style="width:28%">'
        f'<col style="width:28%"><col style="width:24%"></colgroup><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _degree(ones: Sequence[str], others: Sequence[str]) -> str:
    if not ones or not others:
        return NOT_STATED
    return _SAME if set(ones) & set(others) else "different"


def _cells(field: str, ones: Sequence[str], others: Sequence[str], degree: str, *, shown: bool) -> tuple[str, str]:
    if not shown:
        first, second = (", ".join(dict.fromkeys(_hidden(field, one) for one in side)) for side in (ones, others))
        return escape(first or MISSING), escape(second or MISSING)
    if field in _LISTS:
        return _listed(field, ones, others), _listed(field, others, ones)
    first, second = ("".join(_readable(field, one) for one in side) for side in (ones, others))
    if not first or not second or degree == _SAME:
        return escape(first or MISSING), escape(second or MISSING)
    return _compared(first, second, by_words=field == "address")


def _listed(field: str, ones: Sequence[str], others: Sequence[str]) -> str:
    parts = []
    for one in ones:
        text = escape(_readable(field, one))
        parts.append(f"{_MARKED}{text}</mark>" if others and one not in others else text)
    return "<br>".join(parts) or MISSING


def _compared(first: str, second: str, *, by_words: bool) -> tuple[str, str]:
    """Mark where two texts differ, letter by letter or word by word; two with little in common are marked whole."""
    ones, others = ([*_WORD.findall(text)] if by_words else [*text] for text in (first, second))
    keys = [[part.strip(" ,.").casefold() if by_words else part for part in side] for side in (ones, others)]
    matcher = SequenceMatcher(None, keys[0], keys[1], autojunk=False)
    if matcher.ratio() < _LEAST_ALIKE:
        return _mark(first), _mark(second)
    left, right = [], []
    for kind, i, j, k, m in matcher.get_opcodes():
        write = escape if kind == "equal" else _mark
        left.append(write("".join(ones[i:j])))
        right.append(write("".join(others[k:m])))
    return "".join(left), "".join(right)


def _mark(text: str) -> str:
    return f"{_MARKED}{escape(text)}</mark>" if text else ""
