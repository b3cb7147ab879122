"""Describe what two sides have in common: dates, strength, whom to contact, and the records that may be shown."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, product

from linesmap import reference
from linesmap.link.overlap import overlap_strength, side_strength, strength_word
from linesmap.link.overlap_keys import phone_key
from linesmap.model.grading import GRADE_BANDS, UNGRADED_WEIGHT
from linesmap.model.vocabulary import EntityType
from linesmap.overlap_bodies import CONDITIONS, NAMES_EXPLOITED, NO_CODE, Body, Record
from linesmap.view.words import phone, plural

__all__ = ["Found", "Hit", "Shown", "Side", "Standing", "describe"]

_SAFEGUARD = (
    "Safeguard first: somebody names this person as exploited. Nothing that the records say is shown. "
    "Contact {contacts}, and check that there is a referral."
)


@dataclass(frozen=True)
class Shown:
    """A record that may be shown, with the file and row that it came from; `on` is its last day."""

    record_id: str
    reference: str | None
    title: str | None
    on: date | None
    place: str | None
    file: str | None
    row: int | None


@dataclass(frozen=True)
class Side:
    """What one side of a hit holds.

    `contacts` are names of forces. Of a keys file only `contacts` and `last_month` (YYYY-MM) are known. `lines` are
    (line, relation). `withheld` says what is not shown, and why; empty when everything is.
    """

    name: str
    own: bool
    forces: tuple[str, ...]
    contacts: tuple[str, ...]
    n_records: int | None
    first_seen: date | None
    last_seen: date | None
    last_month: str | None
    best_grade: str | None
    lines: tuple[tuple[str, str], ...]
    records: tuple[Shown, ...]
    withheld: str


@dataclass(frozen=True)
class Hit:
    """One thing that two sides name. `strength` is 0 to 1; `contact` are the forces to ask, other than the asker's."""

    item_id: str
    entity_type: str
    label: str
    safeguarding: bool
    last_seen: date | None
    strength: float
    strength_word: str
    contact: tuple[str, ...]
    sides: tuple[Side, ...]


@dataclass(frozen=True)
class Standing:
    """How a side stands to a thing: the records that name it, or what a keys file says."""

    name: str
    own: bool
    body: Body | None = None
    record_ids: frozenset[str] = frozenset()
    forces: tuple[str, ...] = ()
    last_month: str | None = None


@dataclass(frozen=True)
class Found:
    """A thing that several sides name, before it is described."""

    item_id: str
    entity_type: str
    label: str
    safeguarding: bool
    basis_weight: float
    sides: tuple[Standing, ...] = field(default=())


def describe(found: list[Found]) -> tuple[Hit, ...]:
    """Describe hits and put them in order: last seen newest first, then strongest.

    Parameters
    ----------
    found
        Each with the sides that name it, the asking one first.

    Returns
    -------
    hits
        One for each thing.
    """
    ties = [_ties(one) for one in found]
    types: dict[object, set[str]] = {}
    for one, pairs in zip(found, ties, strict=True):
        for pair in pairs:
            types.setdefault(pair, set()).add(one.entity_type)
    hits = [
        _hit(one, max((len(types[pair]) for pair in pairs), default=1)) for one, pairs in zip(found, ties, strict=True)
    ]
    return tuple(sorted(hits, key=_order))


def _order(hit: Hit) -> tuple[float, float, str]:
    return -(hit.last_seen or date.min).toordinal(), -hit.strength, hit.item_id


def _ties(found: Found) -> set[tuple[str, str, str, str]]:
    """List the pairs of lines, one on each of two sides, that the thing ties together."""
    named = []
    for side in found.sides:
        lines = side.body.lines if side.body else {}
        named.append((side.name, {key for record in side.record_ids for key in lines.get(record, ())}))
    return {
        (one, line_one, two, line_two)
        for (one, first), (two, second) in combinations(named, 2)
        for line_one, line_two in product(sorted(first), sorted(second))
    }


def _hit(found: Found, n_types: int) -> Hit:
    known = [_strength(side) for side in found.sides]
    two = sorted(known, reverse=True)[:2] if len(known) > 2 else known  # noqa: PLR2004
    strength = round(overlap_strength((two[0], two[1]), found.basis_weight, n_types), 4)
    others = [side for side in found.sides if not side.own]
    contact = tuple(sorted({name for side in others for name in _contacts(side)}))
    sides = tuple(_side(found, side) for side in found.sides)
    days = [day for side in sides for day in (side.last_seen, _first_day(side.last_month)) if day]
    label = found.label
    if found.entity_type == EntityType.PHONE.value:
        label = phone(phone_key(label) or label)
    return Hit(found.item_id, found.entity_type, label, found.safeguarding, max(days, default=None), strength,
               strength_word(strength), contact, sides)  # fmt: skip


def _first_day(month: str | None) -> date | None:
    return date.fromisoformat(f"{month}-01") if month else None


def _records(side: Standing) -> list[Record]:
    return [side.body.records[record] for record in sorted(side.record_ids)] if side.body else []


def _strength(side: Standing) -> float:
    """Give the strength of a side's evidence; that of a keys file is not known, so it counts as ungraded."""
    if side.body is None:
        return UNGRADED_WEIGHT
    records = _records(side)
    return side_strength([each.reference or each.record_id for each in records], [each.weight for each in records])


def _contacts(side: Standing) -> tuple[str, ...]:
    codes = side.forces if side.body is None else _forces(_records(side))
    names = {force.code: force.name for force in reference.forces()}
    return tuple(sorted(names.get(code, code) for code in codes)) or (f"the holder of {side.name}",)


def _forces(records: list[Record]) -> tuple[str, ...]:
    return tuple(sorted({each.force for each in records if each.force}))


def _side(found: Found, side: Standing) -> Side:
    contacts = _contacts(side)
    said = _SAFEGUARD.format(contacts=_listed(contacts)) if found.safeguarding else ""
    if side.body is None:
        hashed = f"Only keyed hashes were compared. Contact {_listed(contacts)}."
        return Side(side.name, side.own, side.forces, contacts, None, None, None, side.last_month, None, (), (),
                    said or hashed)  # fmt: skip
    records = _records(side)
    shown = [each for each in records if not found.safeguarding and (side.own or each.withheld is None)]
    bands = {each.grade_band for each in records}
    return Side(
        name=side.name,
        own=side.own,
        forces=_forces(records),
        contacts=contacts,
        n_records=len(records),
        first_seen=min((each.first for each in records if each.first), default=None),
        last_seen=max((each.last for each in records if each.last), default=None),
        last_month=None,
        best_grade=next((band for band in GRADE_BANDS if band in bands), None),
        lines=_lines(found, side, shown),
        records=tuple(_shown(each) for each in sorted(shown, key=_newest)),
        withheld=said or ("" if side.own else _withheld(records, contacts)),
    )


def _withheld(records: list[Record], contacts: tuple[str, ...]) -> str:
    """Say what of the other side is not shown, and why."""
    why = Counter(each.withheld for each in records if each.withheld)
    if not why:
        return ""
    total = sum(why.values())
    if len(why) == 1:
        reason = next(iter(why))
        said = f"{plural(total, 'record')} withheld: {'it' if total == 1 else 'each'} {reason}"
    else:
        parts = [f"{n:,} {reason if n == 1 else _SEVERAL[reason]}" for reason, n in sorted(why.items())]
        said = f"{plural(total, 'record')} withheld: {', '.join(parts)}"
    return f"{said}. Contact {_listed(contacts)}."


_SEVERAL = {
    CONDITIONS: "carry handling conditions",
    NO_CODE: "have no handling code",
    NAMES_EXPLOITED: "name an exploited person",
}


def _newest(record: Record) -> tuple[int, str]:
    return -(record.last or date.min).toordinal(), record.record_id


def _listed(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _lines(found: Found, side: Standing, records: list[Record]) -> tuple[tuple[str, str], ...]:
    """List the lines that the records shown name beside the thing, with its relation to each."""
    if side.body is None:
        return ()
    labels = {label for each in records for label in side.body.lines.get(each.record_id, {}).values()}
    if found.entity_type == EntityType.DEAL_LINE.value:
        labels -= {found.label}
    known = side.body.relations
    return tuple((label, known.get((found.item_id, label), "named_with").replace("_", " ")) for label in sorted(labels))


def _shown(record: Record) -> Shown:
    return Shown(
        record_id=record.record_id,
        reference=record.reference,
        title=record.title,
        on=record.last,
        place=record.place,
        file=record.file,
        row=record.row,
    )
