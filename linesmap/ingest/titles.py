"""Say what each record is in a few words without personal data: what the map and the lists show."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from linesmap.ingest.common import Columns
from linesmap.model.vocabulary import Bound, RecordKind

__all__ = ["make_titles"]

_LONGEST = 80
# Objects of search as data.police.uk publishes them; other words may name a person and are left out.
_SEARCH_OBJECTS = frozenset(
    {
        "anything to threaten or harm anyone",
        "article for use in theft",
        "articles for use in criminal damage",
        "controlled drugs",
        "crossbows",
        "evidence of offences under the act",
        "evidence of wildlife offences",
        "firearms",
        "fireworks",
        "game or poaching equipment",
        "goods on which duty has not been paid etc.",
        "offensive weapons",
        "psychoactive substances",
        "seals or hunting equipment",
        "stolen goods",
    }
)
_CRIME_TITLES = {"drugs": "Drug offence", "other crime": "Other offence", "burglary": "Burglary"}
_WEAPONS = re.compile(
    r"\b(knife|knives|machete|zombie knife|sword|axe|firearm|shotgun|handgun|rifle|imitation firearm|gun|taser|stun gun"
    r"|knuckleduster|bat|baton|cs spray|pepper spray|hammer|crossbow|ammunition|air weapon|bladed article)s?\b"
)
_THEMES = {
    "cl": "county lines",
    "county lines": "county lines",
    "cce": "CCE",
    "cse": "CSE",
    "msht": "MSHT",
    "firearms": "firearms",
    "cuckooing": "cuckooing",
    "drugs": "drugs",
    "weapons": "weapons",
    "missing": "missing",
    "ocg": "OCG",
}
_LINE_WORDS = re.compile(r"\b(?:the|deal|county|drugs?|line|brand)\b", re.IGNORECASE)
# A brand is a word or two; what has figures in it may be a number or a name, and is not shown.
_BRAND = re.compile(r"[^\W\d][^\d<>]{0,30}")
_ENOUGH_TO_SAY_KG = 1000.0


def make_titles(kind: RecordKind, columns: Columns, count: int) -> list[str]:
    """Give every row its title.

    Parameters
    ----------
    kind
        Kind of record.
    columns
        The cleaned columns, one value a row. Only closed vocabularies, amounts, brand names of lines, names
        of operations and published words enter a title.
    count
        Number of rows.

    Returns
    -------
    titles
        Such as "Crack cocaine 14.2 g and £1,340 cash" or "Arrest, charged".
    """
    make, names = _MAKERS[kind]
    parts: list[Sequence[Any]] = [list(columns[name]) for name in names]
    known: dict[tuple[Any, ...], str] = {}
    titles = []
    for key in _rows_of(parts, count):
        if key not in known:
            known[key] = make(*key)
        titles.append(known[key])
    return titles


def _rows_of(parts: list[Sequence[Any]], count: int) -> Iterator[tuple[Any, ...]]:
    return zip(*parts, strict=True) if parts else iter([()] * count)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _drug_words(drugs: str | None) -> str:
    return (drugs or "").replace(";", " and ").replace("unspecified class", "drugs of class")


def _number(value: float) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".")


_BOUND_WORDS = {
    Bound.ABOUT: "about ",
    Bound.AT_LEAST: "at least ",
    Bound.MORE_THAN: "more than ",
    Bound.AT_MOST: "up to ",
}


def _amount(quantity: float | None, unit: str | None, bound: str | None, grams: float | None) -> str:
    if quantity is None or unit is None:
        return ""
    before = _BOUND_WORDS.get(Bound(bound), "") if bound else ""
    if grams is not None:
        weight = f"{_number(grams / 1000)} kg" if grams >= _ENOUGH_TO_SAY_KG else f"{_number(grams)} g"
        return before + weight
    return f"{before}{_number(quantity)} {unit}"


def _money(gbp: float) -> str:
    return f"£{gbp:,.2f}".removesuffix(".00")


def _line(name: str | None) -> str:
    bare = " ".join(_LINE_WORDS.sub(" ", name or "").split()) or (name or "")
    return bare if _BRAND.fullmatch(bare) else ""


def _intelligence(drugs: str | None, themes: str | None, line_name: str | None) -> str:
    flags = [part.strip().casefold() for part in re.split(r"[,;/|]", themes or "")]
    named = _drug_words(drugs)
    topics = [named, *dict.fromkeys(_THEMES[flag] for flag in flags if flag in _THEMES)]
    if named and "drugs" in topics:
        topics.remove("drugs")
    line = _line(line_name)
    if line:
        return f"Intelligence on line {line}"
    said = ", ".join(topic for topic in topics if topic)
    return f"Intelligence: {said}" if said else "Intelligence"


def _seizure(  # noqa: PLR0917 -- the parts in the order they are written
    drug: str | None,
    quantity: float | None,
    unit: str | None,
    bound: str | None,
    grams: float | None,
    cash: float | None,
    weapon: str | None,
) -> str:
    what = " ".join(part for part in (_drug_words(drug), _amount(quantity, unit, bound, grams)) if part)
    found = _WEAPONS.search((weapon or "").casefold())
    kind_of_weapon = found[1].replace("cs ", "CS ") if found else "weapon"
    things = [
        what,
        f"{_money(cash)} cash" if cash else "",
        kind_of_weapon if weapon else "",
    ]
    return _sentence(" and ".join(thing for thing in things if thing)) or "Seizure"


def _enforcement(  # noqa: PLR0917 -- the parts in the order they are written
    action: str | None,
    count: int,
    outcome: str | None,
    closure_type: str | None,
    search_object: str | None,
    drugs: str | None,
) -> str:
    title = _sentence(action or "enforcement")
    if count > 1:
        title += f" x {count}"
    if action == "line closure":
        return f"{title}, {closure_type}" if closure_type else title
    if action == "stop and search":
        searched_for = (search_object or "").casefold()
        return f"{title}, {searched_for}" if searched_for in _SEARCH_OBJECTS else title
    says_more = outcome and outcome != "other" and (action, outcome) != ("charge", "charged")
    said = outcome if says_more else _drug_words(drugs)
    return f"{title}, {said}" if said else title


def _offence(crime_type: str | None, offence_count: int | None) -> str:
    text = (crime_type or "offence")[:_LONGEST]
    title = _CRIME_TITLES.get(text.casefold(), _sentence(text))
    if offence_count is None:
        return title
    return f"{title}, {offence_count:,} recorded" if offence_count else f"{title}, none recorded"


def _deal_line(line_name: str | None, status: str | None, closure_type: str | None) -> str:
    name = _line(line_name)
    line = f"Line {name}" if name else "Deal line"
    said = f"{status} {closure_type}" if status == "closed" and closure_type else status
    return f"{line}, {said}" if said and said != "unknown" else line


def _operation(operation: str | None, phase: str | None) -> str:
    name = (operation or "Operation")[:_LONGEST]
    return f"{name}, phase {phase}" if phase and phase.isdecimal() else f"{name}, {phase}" if phase else name


def _result(
    programme: str | None, measure: str | None, value: float | None, unit: str | None, bound: str | None
) -> str:
    title = f"{(programme or '')[:_LONGEST]}, {(measure or '')[:_LONGEST]}"
    if value is None:
        return title
    before = _BOUND_WORDS.get(Bound(bound), "") if bound else ""
    if unit == "GBP":
        return f"{title}: {before}{_money(value)}"
    after = "%" if unit == "%" else ""
    return f"{title}: {before}{_number(value)}{after}"


def _nominal() -> str:
    return "Entry of a register of people"


def _disruption(grade: str | None, four_p: str | None) -> str:
    title = f"Disruption graded {grade}" if grade else "Disruption"
    return f"{title}, {four_p}" if four_p else title


_MAKERS: dict[RecordKind, tuple[Callable[..., str], tuple[str, ...]]] = {
    RecordKind.INTELLIGENCE: (_intelligence, ("drugs", "themes", "line_name")),
    RecordKind.SEIZURE: (_seizure, ("drug", "quantity", "unit", "bound", "quantity_g", "cash_gbp", "weapon")),
    RecordKind.ENFORCEMENT: (
        _enforcement,
        ("action", "action_count", "outcome", "closure_type", "search_object", "drugs"),
    ),
    RecordKind.OFFENCE: (_offence, ("crime_type", "offence_count")),
    RecordKind.DEAL_LINE: (_deal_line, ("line_name", "status", "closure_type")),
    RecordKind.OPERATION: (_operation, ("operation", "phase")),
    RecordKind.RESULT: (_result, ("programme", "measure", "value", "unit", "bound")),
    RecordKind.NOMINAL: (_nominal, ()),
    RecordKind.DISRUPTION: (_disruption, ("grade", "four_p")),
}
