"""Give the reasons for which one line may have taken over from another, each with its points and its records."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from linesmap.model.vocabulary import EntityType
from linesmap.network.common_ground import Ground, Shared
from linesmap.network.numbers import NumberUse
from linesmap.network.profiles import LineProfile
from linesmap.network.wording import brand_stem

__all__ = ["POINTS", "Reason", "reasons_for", "returning_reasons"]

POINTS = MappingProxyType(
    {
        "handset": (4, 4),
        "number": (4, 4),
        "said": (4, 4),
        "brand": (3, 3),
        "wording": (2, 2),
        "people": (2, 4),
        "vehicles": (2, 4),
        "addresses": (2, 4),
        "places": (1, 2),
        "exploited": (1, 1),
        "districts": (1, 1),
        "timing": (1, 1),
    }
)
"""Points of each kind of reason: for each thing shared, and at most."""

_SOON_DAYS = 28
_MOST_NAMED = 3
_HALF = 0.5


@dataclass(frozen=True)
class Reason:
    """One reason: its kind, what it says in words, its points, the records behind it, and how many are exploited."""

    kind: str
    words: str
    points: int
    record_ids: tuple[str, ...] = ()
    exploited: int = 0


def reasons_for(earlier: LineProfile, later: LineProfile, ground: Ground, *, gap_days: int) -> tuple[Reason, ...]:
    """Compare two lines.

    Parameters
    ----------
    earlier, later
        The line that ended, and the one that began around that day.
    ground
        What records name with lines.
    gap_days
        Days from the end of the earlier to the first activity of the later; negative when they overlap.

    Returns
    -------
    reasons
        Most points first. The same districts and a short gap are no reason by themselves.
    """
    a, b = earlier.line_id, later.line_id

    def shared(kind: str) -> list[Shared]:
        return ground.shared(kind, a, b)

    found = _things(shared, "named with both")
    own = {use.number for use in earlier.numbers if use.stated} & {use.number for use in later.numbers if use.stated}
    if own and not any(reason.kind == "number" for reason in found):
        found.append(Reason("number", f"same number in the register: {', '.join(sorted(own))}", _points("number", 1)))
    found += _texts(earlier, later, ground)
    found += _same_area(earlier, later)
    found += _soon(gap_days)
    return _ordered(found)


def returning_reasons(
    profile: LineProfile, use: NumberUse, closed_on: date, ground: Ground, *, gap_days: int
) -> tuple[Reason, ...]:
    """Say why a closed line seems to be back on a new number: its name, and what it is named with before and after."""
    brand = Reason(
        "brand",
        f"the name {profile.name} on a number not known before the closure: {use.number}",
        _points("brand", 1),
        use.record_ids[:3],
    )

    def both_sides(kind: str) -> list[Shared]:
        found = ground.before_and_after(kind, profile.line_id, closed_on)
        # The old number after the closure is no new one.
        return [] if kind == EntityType.PHONE.value else found

    return _ordered([brand, *_things(both_sides, "named before and after"), *_soon(gap_days)])


def _points(kind: str, things: int) -> int:
    each, most = POINTS[kind]
    return min(each * things, most)


def _ordered(reasons: list[Reason]) -> tuple[Reason, ...]:
    order = list(POINTS)
    return tuple(sorted(reasons, key=lambda reason: (-reason.points, order.index(reason.kind))))


def _things(shared: Callable[[str], list[Shared]], how: str) -> list[Reason]:
    found = []
    people = shared(EntityType.PERSON.value)
    others = [one for one in people if not one.exploited]
    victims = [one for one in people if one.exploited]
    addresses = shared(EntityType.ADDRESS.value)
    places = [] if addresses else shared("exact place")
    kinds = (
        ("number", "number", "numbers", shared(EntityType.PHONE.value)),
        ("people", "person", "people", others),
        ("vehicles", "vehicle", "vehicles", shared(EntityType.VEHICLE.value)),
        ("addresses", "address", "addresses", addresses),
        ("places", "exact place", "exact places", places),
    )
    for kind, one, many, things in kinds:
        if things:
            found.append(_of_things(kind, one if len(things) == 1 else many, things, how))
    if victims:
        words = f"{_counted(len(victims), 'exploited person', 'exploited people')} {how}: safeguard first"
        found.append(Reason("exploited", words, _points("exploited", 1), _records(victims), exploited=len(victims)))
    return found


def _of_things(kind: str, noun: str, things: list[Shared], how: str) -> Reason:
    named = ", ".join(thing.label for thing in things[:_MOST_NAMED])
    more = f" and {len(things) - _MOST_NAMED:,} more" if len(things) > _MOST_NAMED else ""
    return Reason(kind, f"{len(things):,} {noun} {how}: {named}{more}", _points(kind, len(things)), _records(things))


def _counted(n: int, one: str, many: str) -> str:
    return f"{n:,} {one if n == 1 else many}"


def _records(things: list[Shared]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for thing in things[:_MOST_NAMED] for one in thing.record_ids))


def _texts(earlier: LineProfile, later: LineProfile, ground: Ground) -> list[Reason]:
    found = []
    a, b = earlier.line_id, later.line_id
    handsets = ground.handsets(a, b)
    if handsets:
        named = ", ".join(one.label for one in handsets[:_MOST_NAMED])
        found.append(Reason("handset", f"same handset: {named}", _points("handset", 1), _records(handsets)))
    said = ground.said_changed(a, b)
    if said:
        words = f"{_counted(len(said), 'record says', 'records say')} that one became the other"
        found.append(Reason("said", words, _points("said", 1), said[:4]))
    stem = brand_stem(earlier.name)
    if stem and stem == brand_stem(later.name):
        found.append(Reason("brand", f"same brand: {earlier.name} and {later.name}", _points("brand", 1)))
    wording = ground.same_wording(a, b)
    if wording:
        alike, one, _, records = wording
        words = f"adverts are worded alike ({alike:.0f} of 100): {_cut(one)}"
        found.append(Reason("wording", words, _points("wording", 1), records))
    return found


def _cut(text: str, most: int = 90) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= most else plain[: most - 1] + "…"


def _same_area(earlier: LineProfile, later: LineProfile) -> list[Reason]:
    mine, theirs = ({area.code for area in one.footprint.districts if area.confidence != "possible"}
                    for one in (earlier, later))  # fmt: skip
    same = mine & theirs
    if not same or len(same) / min(len(mine), len(theirs)) < _HALF:
        return []
    words = f"sell in the same districts: {len(same):,} of {min(len(mine), len(theirs)):,}"
    return [Reason("districts", words, _points("districts", 1))]


def _soon(gap_days: int) -> list[Reason]:
    if not 0 <= gap_days <= _SOON_DAYS:
        return []
    return [Reason("timing", f"first activity {_counted(gap_days, 'day', 'days')} after the end", _points("timing", 1))]
