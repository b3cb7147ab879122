"""Invent the people of the story: those who control lines, those they exploit, and everyone else in the records.

An exploited child or adult has no name at all, no date of birth and no home, so none can reach a file. Nobody has a
rank or a score.
"""

from __future__ import annotations

from collections import defaultdict

from linesmap.ingest.synthetic.addresses import Streets
from linesmap.ingest.synthetic.draws import Draws, Weighted
from linesmap.ingest.synthetic.forces import SOUTH_WEST
from linesmap.ingest.synthetic.households import settle
from linesmap.ingest.synthetic.identifiers import Marks, PhoneBook, nominal_reference, pnc_identity
from linesmap.ingest.synthetic.lines import DealLine
from linesmap.ingest.synthetic.person import ADULT_AGE, Person
from linesmap.ingest.synthetic.story import SHARED
from linesmap.ingest.synthetic.timeline import N_DAYS
from linesmap.ingest.synthetic.towns import TOWNS
from linesmap.model.vocabulary import ClosureType, Role

__all__ = ["People"]

_BACKGROUND_SHARE = 0.085
_MIN_BACKGROUND = 40
_EXPLOITED_SHARE = 0.07
_CHILD_SHARE = 0.62
_PNC_SHARE = 0.45
_FAR_SHARE = 0.05
_SHARED_LATER = 0.15
_CHILD_AGES = Weighted({10: 1, 11: 1, 12: 2, 13: 8, 14: 17, 15: 26, 16: 26, 17: 19})
_AGE_MEDIAN, _AGE_SPREAD, _OLDEST = 27.0, 0.28, 74
_MALE, _CHILD_MALE = 0.8, 0.75
_KNOWN_TWICE = 0.05
_OWN_PHONE, _SHARED_PHONE, _PASSED_ON, _PASSING_DAYS = 0.6, 0.3, 0.12, (60, N_DAYS - 60)
_OTHER_HOMES = 0.05
_PARTS = Weighted(
    {"holder": 0.14, "runner": 0.25, "dealer": 0.24, "tenant": 0.13, "child": 0.17, "vulnerable adult": 0.07}
)
_EXPLOITED_PARTS = frozenset({"tenant", "child", "vulnerable adult"})


class People:
    """Everyone in the story, by line and by town.

    Parameters
    ----------
    lines
        The planned lines; each gets a cast.
    n_records
        Records of the whole set, which sets how many people there are besides.
    draws
        Source of randomness.
    phones, marks, streets
        Where numbers, registration marks and homes come from. Lines have taken their numbers; people get the rest.
    """

    def __init__(
        self,
        lines: list[DealLine],
        n_records: int,
        draws: Draws,
        *,
        phones: PhoneBook,
        marks: Marks,
        streets: Streets,
    ) -> None:
        self._draws = draws
        self._serials: dict[int, int] = defaultdict(int)
        self.everyone: list[Person] = []
        self.casts: dict[str, list[Person]] = {}
        self.vehicles: dict[str, list[str]] = {}
        for line in lines:
            self._cast(line, marks)
        self._share(lines)
        self._background(max(_MIN_BACKGROUND, round(_BACKGROUND_SHARE * n_records)))
        settle(self.everyone, streets, draws)
        self._equip(phones, marks)
        self._by_town: dict[int, list[Person]] = defaultdict(list)
        self._exploited_by_town: dict[int, list[Person]] = defaultdict(list)
        for person in self.everyone:
            if not person.part:
                (self._exploited_by_town if person.exploited else self._by_town)[person.town].append(person)
        self._anyone = [person for person in self.everyone if not person.part and not person.exploited]
        self._anyone_exploited = [person for person in self.everyone if not person.part and person.exploited]

    def reference(self, person: Person, force: int) -> str:
        """Give a reference a force knows a person by, made the first time; a few people have two in one force."""
        known = person.references.get(force)
        if known is None:
            known = tuple(self._new_reference(force) for _ in range(1 + self._draws.chance(_KNOWN_TWICE)))
            person.references[force] = known
        return known[0] if len(known) == 1 else self._draws.pick(known)

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

    def _new_reference(self, force: int) -> str:
        self._serials[force] += 1
        return nominal_reference(force, self._serials[force])

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
            sex="male" if draw.chance(_CHILD_MALE if child else _MALE) else "female",
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
            if line.chapter.successor_of:
                pairs.append((by_name[line.chapter.successor_of], line, "runner"))
                continue
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
        draw = self._draws
        order = {"holder": 0, "runner": 1, "dealer": 2, "": 3}
        adults = [person for person in self.everyone if not person.exploited]
        at_home: dict[int, str] = {}
        for person in sorted(adults, key=lambda person: order[person.part]):
            if person.household in at_home and draw.chance(_SHARED_PHONE):
                person.phone = at_home[person.household]
            elif person.part in {"holder", "runner"} or draw.chance(_OWN_PHONE):
                person.phone = phones.take()
            if person.phone is not None:
                at_home.setdefault(person.household, person.phone)
            if not person.part and draw.chance(0.3):
                person.vehicle = marks.take()
        self._pass_on([person for person in adults if not person.part])

    def _pass_on(self, people: list[Person]) -> None:
        """Let some phones pass to somebody else, who uses them from the next day."""
        draw = self._draws
        without = [person for person in people if person.phone is None]
        for person in people:
            if without and person.phone is not None and draw.chance(_PASSED_ON):
                heir = without.pop(draw.whole(0, len(without) - 1))
                person.phone_last = draw.whole(*_PASSING_DAYS)
                heir.phone, heir.phone_first = person.phone, person.phone_last + 1


def _weight(index: int) -> float:
    """Weigh a town for the homes of people; those outside the South West send few."""
    town = TOWNS[index]
    return town.population if town.force in SOUTH_WEST else town.population * _OTHER_HOMES
