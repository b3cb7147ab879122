"""Read what a row says of the people it names, and never mix two of them up.

Several people of one row stand in every cell in the same order, separated by semicolons. A cell that holds another
number of people than the row names cannot be told apart: it is left empty, with a warning.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from typing import Any

import numpy as np

from linesmap.ingest.cleaners.ages import age_on, band_of_age, clean_age
from linesmap.ingest.cleaners.base import Problem, is_blank, squash, tidy
from linesmap.ingest.cleaners.births import birth_in_age, birth_years, clean_birth, is_birth_date
from linesmap.ingest.cleaners.homes import clean_home, clean_home_postcode
from linesmap.ingest.cleaners.person_names import clean_name, split_name
from linesmap.ingest.cleaners.words import clean_sex
from linesmap.ingest.reasons import Reason
from linesmap.ingest.rows import Rows, Values
from linesmap.ingest.when import When, last_days
from linesmap.model.vocabulary import RecordKind

__all__ = ["read_people"]

# In the order in which they say how many people a row names. Ages never do: a band may be that of a group.
_FIELDS = (
    "person_ref",
    "surname",
    "person_name",
    "forename",
    "date_of_birth",
    "home_address",
    "home_postcode",
    "sex",
    "age",
)
_APART = "\x1e"
_REFS_APART = re.compile(rf"[;,|\n{_APART}]")
_ADDRESSES_APART = re.compile(rf"[;|{_APART}]")
_CELLS_APART = re.compile(rf"[;|\n{_APART}]")
_SEPARATORS = {"person_ref": _REFS_APART, "home_address": _ADDRESSES_APART}
_SURNAME_FIRST = re.compile(r"(?:surname|lastname|familyname).*(?:forenames?|firstnames?|givennames?)")
_UNALIGNED = Problem(
    Reason.PEOPLE_UNALIGNED,
    "expected as many people, separated by semicolons, as the row names; found another number, so it is left empty",
)

Cells = dict[str, list[str]]
"""The texts of our columns, one a row; the people of a row are parted by a sign of their own."""


def read_people(rows: Rows, when: When, today: date) -> dict[str, Values]:
    """Read the particulars of the people of every row.

    Parameters
    ----------
    rows
        Doubts are noted in it.
    when
        When every row happened: an age says when somebody was born, a date of birth how old they were.
    today
        As in `clean_date`.

    Returns
    -------
    columns
        person_ref, forename, surname, born, born_from, born_to, sex, home_address, home_postcode, group_name and
        age_band, as the docstring of `read_file` says.
    """
    cells = _cells(rows, one_person=rows.columns.kind is RecordKind.NOMINAL)
    born = _births(rows, cells, today)
    return {
        "person_ref": rows.clean_texts("person_ref", [cells["person_ref"]], _clean_refs),
        **_names(rows, cells),
        "born": born,
        **_birth_years(rows, cells, born, when),
        "sex": rows.clean_texts("sex", [cells["sex"]], _each(clean_sex)),
        **_homes(rows, cells),
        "group_name": rows.clean("group_name", _clean_groups),
        "age_band": _age_bands(rows, born, when, today),
    }


def _clean_refs(text: str) -> str | None:
    if _APART in text:
        return ";".join("" if is_blank(part) else tidy(part) for part in text.split(_APART))
    if is_blank(text):
        return None
    return ";".join(dict.fromkeys(part for part in map(tidy, _REFS_APART.split(text)) if not is_blank(part))) or None


def _clean_groups(text: str) -> str | None:
    return ";".join(dict.fromkeys(tidy(part) for part in _CELLS_APART.split(text) if not is_blank(part))) or None


# ---- who is who ----


def _cells(rows: Rows, *, one_person: bool) -> Cells:
    """Give the texts of every column about people, those of several people aligned."""
    cells = {name: rows.texts(name) for name in _FIELDS}
    several: set[int] = set()
    for name, texts in cells.items():
        separator = _SEPARATORS.get(name, _CELLS_APART)
        parted = {text for text in set(texts) if separator.search(text)}
        if parted and not (one_person and name == "person_ref"):
            several.update(row for row, text in enumerate(texts) if text in parted)
    for row in sorted(several):
        _align(rows, row, cells, one_person=one_person)
    return cells


def _align(rows: Rows, row: int, cells: Cells, *, one_person: bool) -> None:
    """Put the people of one row into one order, and empty the cells that do not fit it."""
    parts = {name: _parts(name, cells[name][row]) for name in _FIELDS if not (one_person and name == "person_ref")}
    stated = {name: found for name, found in parts.items() if found}
    counted = [name for name in stated if name != "age"]
    if counted == ["person_ref"] and "age" not in stated:
        return
    alone = one_person or all(len(_filled(stated[name])) == 1 for name in counted if name != "home_address")
    if "home_address" in stated and alone and (one_person or len(counted) > 1):
        # The one person of a row has one address, whatever signs are in it.
        parts["home_address"] = stated["home_address"] = [", ".join(part for part in stated["home_address"] if part)]
    count = 1 if one_person else _count(stated, counted)
    fitting = {name: _fit(found, count) for name, found in stated.items()}
    for name, found in fitting.items():
        if found is None and name != "age":
            rows.warn(row, name, _UNALIGNED)
    kept = _kept(fitting.get("person_ref"), fitting, count)
    for name in stated:
        found = fitting[name]
        if name == "person_ref" and found is not None and len(kept) == 1:
            cells[name][row] = found[kept[0]]
        elif name != "person_ref" or found is not None:
            cells[name][row] = _APART.join(found[at] for at in kept) if found else ""


def _parts(name: str, text: str) -> list[str]:
    """Part a cell into what it says of each person; nothing when it says nothing of anybody."""
    parts = ["" if is_blank(part) else part.strip() for part in _SEPARATORS.get(name, _CELLS_APART).split(text)]
    return parts if any(parts) else []


def _filled(parts: Sequence[str]) -> list[str]:
    """Leave out the empty places at the end."""
    last = max(at for at, part in enumerate(parts) if part)
    return list(parts[: last + 1])


def _count(stated: dict[str, list[str]], counted: Sequence[str]) -> int:
    """Say how many people a row names, by the first column that tells; a sign at its end may be one too many."""
    if not counted:
        return 1
    first, others = counted[0], counted[1:]
    written = len(stated[first])
    return written if any(len(stated[name]) == written for name in others) else len(_filled(stated[first]))


def _fit(parts: list[str], count: int) -> list[str] | None:
    if len(parts) == count:
        return parts
    filled = _filled(parts)
    return filled if len(filled) == count else None


def _kept(refs: list[str] | None, fitting: dict[str, list[str] | None], count: int) -> list[int]:
    """Give the places to keep: each reference once, and who has none but is described all the same."""
    if refs is None:
        return list(range(count))
    described = [found for name, found in fitting.items() if name not in {"person_ref", "age"} and found]
    seen: set[str] = set()
    kept = []
    for at, ref in enumerate(map(tidy, refs)):
        if (ref and ref not in seen) or (not ref and any(found[at] for found in described)):
            kept.append(at)
        seen.add(ref)
    return kept


# ---- what is said of each ----


def _each(clean: Callable[[str], Any]) -> Callable[[str], str | Problem | None]:
    """Make a cleaner of one person's text clean a cell of several people; semicolons part what it gives."""

    def run(text: str) -> str | Problem | None:
        results = [clean(part) for part in text.split(_APART)]
        values = [result.value if isinstance(result, Problem) else result for result in results]
        problem = next((result for result in results if isinstance(result, Problem)), None)
        return Problem(problem.code, problem.message, _together(values)) if problem else _together(values)

    return run


def _together(values: Sequence[object]) -> str | None:
    said = ["" if value is None else str(value) for value in values]
    return ";".join(said) if any(said) else None


def _in_turn(text: str, count: int) -> list[str]:
    parts = text.split(_APART)
    return parts if len(parts) == count else [""] * count


def _part(values: Values, at: int) -> Values:
    """Give one of the two values that each row has."""
    return np.fromiter((pair[at] if pair else None for pair in values), dtype=object, count=len(values))


def _names(rows: Rows, cells: Cells) -> dict[str, Values]:
    surname_first = bool(_SURNAME_FIRST.match(squash(rows.columns.header("person_name"))))

    tidied = cache(clean_name)

    def one(forename: str, surname: str, whole: str) -> tuple[str | None, str | None]:
        own = tidied(forename), tidied(surname) if "," not in surname else None
        if own[0] and own[1]:
            return own
        # A column for surnames may hold the whole name.
        if "," in surname:
            parted = split_name(surname, surname_first=True)
        else:
            parted = split_name(whole, surname_first=surname_first)
        if own == (None, None):
            return parted
        agrees = own[0] in {None, parted[0]} and own[1] in {None, parted[1]}
        return parted if agrees else own

    def clean(forenames: str, surnames: str, names: str) -> tuple[str | None, str | None] | None:
        count = max(text.count(_APART) for text in (forenames, surnames, names)) + 1
        several = (_in_turn(text, count) for text in (forenames, surnames, names))
        pairs = [one(*texts) for texts in zip(*several, strict=True)]
        return _together([pair[0] for pair in pairs]), _together([pair[1] for pair in pairs])

    parts = [cells["forename"], cells["surname"], cells["person_name"]]
    found = rows.clean_texts("person_name", parts, clean)
    return {"forename": _part(found, 0), "surname": _part(found, 1)}


def _births(rows: Rows, cells: Cells, today: date) -> Values:
    born = rows.clean_texts(
        "date_of_birth", [cells["date_of_birth"]], _each(lambda text: clean_birth(text, today=today))
    )
    if not rows.has("age"):
        return born
    in_age = rows.clean_texts("age", [cells["age"]], _each(lambda text: birth_in_age(text, today=today)))
    for row in np.flatnonzero(in_age != None).tolist():  # noqa: E711 -- compared value by value
        born[row] = _completed(born[row], in_age[row])
    return born


def _completed(first: str | None, second: str) -> str | None:
    """Fill what the first leaves open with the second, person by person."""
    if first is None:
        return second
    pairs = list(zip(first.split(";"), second.split(";"), strict=False))
    return ";".join(one or other for one, other in pairs) if first.count(";") == second.count(";") else first


def _birth_years(rows: Rows, cells: Cells, born: Values, when: When) -> dict[str, Values]:
    firsts, lasts = when.days(), last_days(when.spans)
    ages = cells["age"]
    known = ["" if value is None else value for value in born]

    def days_of(days: Sequence[date | None]) -> list[str]:
        # Only an age needs the day of the record; leaving it out elsewhere keeps the distinct texts few.
        return [day.isoformat() if day and age else "" for day, age in zip(days, ages, strict=True)]

    def clean(births: str, stated: str, first: str, last: str) -> tuple[str | None, str | None] | None:
        if not births and not stated:
            return None
        count = max(births.count(";"), stated.count(_APART)) + 1
        each = zip(_in_turn(births.replace(";", _APART), count), _in_turn(stated, count), strict=True)
        days = (date.fromisoformat(first), date.fromisoformat(last)) if first and last else (None, None)
        years = [birth_years(birth or None, age, *days) for birth, age in each]
        return _together([pair and pair[0] for pair in years]), _together([pair and pair[1] for pair in years])

    found = rows.clean_texts("age", [known, ages, days_of(firsts), days_of(lasts)], clean)
    return {"born_from": _part(found, 0), "born_to": _part(found, 1)}


def _homes(rows: Rows, cells: Cells) -> dict[str, Values]:
    postcodes = rows.clean_texts("home_postcode", [cells["home_postcode"]], _each(clean_home_postcode))

    def clean(addresses: str, own: str) -> tuple[str | None, str | None] | None:
        if not addresses and not own:
            return None
        count = max(addresses.count(_APART), own.count(";")) + 1
        each = zip(_in_turn(addresses, count), _in_turn(own.replace(";", _APART), count), strict=True)
        homes = [clean_home(address, postcode or None) for address, postcode in each]
        return _together([home[0] for home in homes]), _together([home[1] for home in homes])

    texts = ["" if value is None else value for value in postcodes]
    found = rows.clean_texts("home_address", [cells["home_address"], texts], clean)
    return {"home_address": _part(found, 0), "home_postcode": _part(found, 1)}


def _age_bands(rows: Rows, born: Values, when: When, today: date) -> Values:
    """Read the band of ages: by the stated age, or else by the date of birth and the day of the record."""
    days = when.days()
    bands = _stated_bands(rows, days, today) if rows.has("age") else rows.empty()
    open_ = [
        birth if band is None and day and is_birth_date(birth) and ";" not in birth else ""
        for birth, band, day in zip(born, bands, days, strict=True)
    ]
    if not any(open_):
        return bands
    later = Problem(Reason.AGE_UNREADABLE, "expected a date of birth before the record; found a later one")

    def clean(birth: str, day: str) -> str | Problem | None:
        years = age_on(date.fromisoformat(birth), date.fromisoformat(day)) if birth else 0
        return (band_of_age(years) or later) if birth else None

    on = [day.isoformat() if birth and day else "" for birth, day in zip(open_, days, strict=True)]
    name = "date_of_birth" if rows.has("date_of_birth") else "age"
    by_birth = rows.clean_texts(name, [open_, on], clean)
    return np.fromiter((one or other for one, other in zip(bands, by_birth, strict=True)), object, rows.count)


def _stated_bands(rows: Rows, days: Sequence[date | None], today: date) -> Values:
    texts = rows.texts("age")
    on = [day.isoformat() if day and len(text) > 5 else "" for text, day in zip(texts, days, strict=True)]  # noqa: PLR2004

    def clean(text: str, day: str) -> str | Problem | None:
        if not day and birth_in_age(text, today=today):
            return None  # a register has no day on which the person had an age
        return clean_age(text, on=date.fromisoformat(day) if day else None, today=today)

    return rows.clean_texts("age", [texts, on], clean)
