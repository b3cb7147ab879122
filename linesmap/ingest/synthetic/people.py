"""Invent the people of the story: those who control lines, those they exploit, and everyone else in the records.

An exploited child or adult has no name at all, so none can reach a file. Nobody has a rank or a score.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from linesmap.ingest.synthetic.draws import Draws, Weighted
from linesmap.ingest.synthetic.identifiers import Marks, PhoneBook, nominal_reference, pnc_identity
from linesmap.ingest.synthetic.lines import DealLine
from linesmap.ingest.synthetic.names import person_name
from linesmap.ingest.synthetic.story import SHARED
from linesmap.ingest.synthetic.timeline import N_DAYS
from linesmap.ingest.synthetic.towns import TOWNS
from linesmap.model.vocabulary import ClosureType, Role

__all__ = ["ADULT_AGE", "People", "Person"]

_BACKGROUND_SHARE = 0.085
_MIN_BACKGROUND = 40
_EXPLOITED_SHARE = 0.07
_CHILD_SHARE = 0.62
_PNC_SHARE = 0.45
_FAR_SHARE = 0.05
_SHARED_LATER = 0.15
_CHILD_AGES = Weighted({10: 1, 11: 1, 12: 2, 13: 8, 14: 17, 15: 26, 16: 26, 17: 19})
_AGE_MEDIAN, _AGE_SPREAD, _OLDEST = 27.0, 0.28, 74
ADULT_AGE = 18
_PARTS = Weighted(
    {"holder": 0.14, "runner": 0.25, "dealer": 0.24, "tenant": 0.13, "child": 0.17, "vulnerable adult": 0.07}
)
_EXPLOITED_PARTS = frozenset({"tenant", "child", "vulnerable adult"})


@dataclass(slots=True, eq=False)
class Person:
    """One invented person. `name` is None for everyone exploited. `first` and `last` bound the days they appear."""

    person_id: str
    part: str
    role: Role
    name: tuple[str, str] | None
    age: int
    town: int
    pnc: str | None
    phone: str | None = None
    vehicle: str | None = None
    first: int = 0
    last: int = N_DAYS - 1
    references: dict[int, str] = field(default_factory=dict)

    @property
    def is_child(self) -> bool:
        """Whether the person is under 18."""
        return self.age < ADULT_AGE

    @property
    def exploited(self) -> bool:
        """Whether the person is a victim of exploitation."""
        return self.role is Role.EXPLOITED


class People:
    """Everyone in the story, by line and by town.

    Parameters
    ----------
    lines
        The planned lines; each gets a cast.
    n_records
        Records of the whole set, which sets how many people there are besides.
    phones, marks
        Where numbers and registration marks come from. Lines have taken theirs; people get the rest.
    draws
        Source of randomness.
    """

    def __init__(self, lines: list[DealLine], n_records: int, phones: PhoneBook, marks: Marks, draws: Draws) -> None:
        self._draws = draws
        self._serials: dict[int, int] = defaultdict(int)
        self.everyone: list[Person] = []
        self.casts: dict[str, list[Person]] = {}
        self.vehicles: dict[str, list[str]] = {}
        for line in lines:
            self._cast(line, marks)
        self._share(lines)
        self._background(max(_MIN_BACKGROUND, round(_BACKGROUND_SHARE * n_records)))
        self._equip(phones, marks)
        self._by_town: dict[int, list[Person]] = defaultdict(list)
        self._exploited_by_town: dict[int, list[Person]] = defaultdict(list)
        for person in self.everyone:
            if not person.part:
                (self._exploited_by_town if person.exploited else self._by_town)[person.town].append(person)
        self._anyone = [person for person in self.everyone if not person.part and not person.exploited]
        self._anyone_exploited = [person for person in self.everyone if not person.part and person.exploited]

    def reference(self, person: Person, force: int) -> str:
        """Give the reference a force knows a person by, making one the first time."""
        known = person.references.get(force)
        if known is None:
            self._serials[force] += 1
            known = person.references[force] = nominal_reference(force, self._serials[force])
        return known

    def of_line(self, line: DealLine, day: int, wanted: str) -> Person | None:
        """Draw someone of a line's cast who is about on a day.

        Parameters
        ----------
        line, day
            Whose cast, and when.
        wanted
            A part (`holder`, `runner`, ...), `suspect`, `exploited`, or empty for anyone.

        Returns
        -------
        person
            None when nobody fits.
        """
        cast = [person for person in self.casts[line.line_id] if person.first <= day <= person.last]
        if wanted == Role.SUSPECT:
            cast = [person for person in cast if not person.exploited]
        elif wanted == Role.EXPLOITED:
            cast = [person for person in cast if person.exploited]
        else:
            part = wanted or self._draws.weighted(_PARTS)
            cast = [person for person in cast if person.part == part]
        return self._draws.pick(cast) if cast else None

    def of_town(self, town: int, *, exploited: bool = False) -> Person:
        """Draw someone of a town, a few of them far more often than the rest."""
        draw = self._draws
        near = (self._exploited_by_town if exploited else self._by_town).get(town)
        if near and not draw.chance(_FAR_SHARE):
            return near[int(len(near) * draw.unit() ** 1.6)]
        return draw.pick(self._anyone_exploited if exploited else self._anyone)

    def _new(self, part: str, town: int, *, exploited: bool) -> Person:
        draw = self._draws
        serial = len(self.everyone) + 1
        child = part == "child" or (exploited and not part and draw.chance(_CHILD_SHARE))
        if child:
            age = draw.weighted(_CHILD_AGES)
        else:
            age = min(max(round(draw.lognormal(_AGE_MEDIAN + 8 * exploited, _AGE_SPREAD)), ADULT_AGE), _OLDEST)
        person = Person(
            person_id=f"P{serial:06d}",
            part=part,
            role=Role.EXPLOITED if exploited else Role.SUSPECT,
            name=None if exploited else person_name(draw),
            age=age,
            town=town,
            pnc=pnc_identity(serial, draw) if part == "holder" or draw.chance(_PNC_SHARE) else None,
        )
        self.everyone.append(person)
        return person

    def _cast(self, line: DealLine, marks: Marks) -> None:
        draw = self._draws
        cast = [self._new("holder", line.origin, exploited=False)]
        if line.chapter.closure_type is ClosureType.TYPE_1 and line.closed is not None:
            # Charged: gone from the day after. A line that comes back is held by someone else.
            cast[0].last = line.closed + 2
        if line.back is not None:
            cast.append(self._new("holder", line.origin, exploited=False))
            cast[-1].first = line.back
        for part, low, high in (
            ("runner", 2, 4),
            ("dealer", 2, 4),
            ("tenant", 1, 2),
            ("child", 1, 3),
            ("vulnerable adult", 0, 2),
        ):
            for _ in range(draw.whole(low, high)):
                home = line.origin if part == "runner" or (part == "child" and draw.chance(0.6)) else None
                town = draw.pick(line.destinations) if home is None else home
                cast.append(self._new(part, town, exploited=part in _EXPLOITED_PARTS))
        self.casts[line.line_id] = cast
        self.vehicles[line.line_id] = [marks.take() for _ in range(draw.whole(1, 3))]

    def _share(self, lines: list[DealLine]) -> None:
        """Let the story's lines share people and vehicles, and some later lines of one origin a runner."""
        by_name = {line.name: line for line in lines}
        pairs = [(by_name[a], by_name[b], what) for a, b, what in SHARED if a in by_name and b in by_name]
        for position in range(36, len(lines)):
            line = lines[position]
            earlier = [other for other in lines[:position] if other.origin == line.origin]
            if earlier and self._draws.chance(_SHARED_LATER):
                pairs.append((self._draws.pick(earlier), line, "runner"))
        for first, second, what in pairs:
            if "vehicle" in what:
                self.vehicles[second.line_id].append(self.vehicles[first.line_id][0])
            for part in ("holder", "runner"):
                if part in what:
                    shared = next(person for person in self.casts[first.line_id] if person.part == part)
                    shared.pnc = shared.pnc or pnc_identity(int(shared.person_id[1:]), self._draws)
                    kept = [person for person in self.casts[second.line_id] if person.part != part]
                    others = [person for person in self.casts[second.line_id] if person.part == part]
                    self.casts[second.line_id] = [shared, *others[1:], *kept]

    def _background(self, count: int) -> None:
        towns = Weighted({index: float(_weight(index)) for index in range(len(TOWNS))})
        for _ in range(count):
            self._new("", self._draws.weighted(towns), exploited=self._draws.chance(_EXPLOITED_SHARE))
        # Someone of each sort must exist, however small the set.
        self._new("", 0, exploited=True)
        self._new("", 0, exploited=False)

    def _equip(self, phones: PhoneBook, marks: Marks) -> None:
        """Give phones to those who run lines first, then to others while numbers last, and vehicles to some."""
        order = {"holder": 0, "runner": 1, "dealer": 2, "": 3}
        adults = [person for person in self.everyone if not person.exploited]
        for person in sorted(adults, key=lambda person: order[person.part]):
            if person.part in {"holder", "runner"} or self._draws.chance(0.6):
                person.phone = phones.take()
            if not person.part and self._draws.chance(0.3):
                person.vehicle = marks.take()


def _weight(index: int) -> float:
    """Weigh a town for the homes of people; London and the other cities send few."""
    town = TOWNS[index]
    return town.population if town.county not in _CITY_COUNTIES else town.population * 0.05


_CITY_COUNTIES = frozenset({"Greater London", "London", "Merseyside", "West Midlands", "Greater Manchester"})
