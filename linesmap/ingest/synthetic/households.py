"""Put people into households, and give them the names, dates of birth and homes that follow.

Kept on purpose are the cases that mislead a match: brothers and sisters at one address, twins, couples of one
surname, fathers and sons of one name, hostels where nobody knows anybody, and names that many people have.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from linesmap.ingest.synthetic.addresses import Home, Streets
from linesmap.ingest.synthetic.draws import Draws, Weighted
from linesmap.ingest.synthetic.names import person_name
from linesmap.ingest.synthetic.person import ADULT_AGE, Person
from linesmap.ingest.synthetic.timeline import FIRST_DAY, N_DAYS
from linesmap.ingest.synthetic.towns import town_index

__all__ = ["COMMON_NAMES", "settle"]

_KINDS = Weighted({"alone": 0.70, "couple": 0.15, "siblings": 0.13, "father and son": 0.02})
_COMMON, COMMON_NAMES = 0.02, 4
_HOSTEL_TOWNS = ("Bristol", "Plymouth", "Bournemouth", "Swindon", "Gloucester")
_HOSTEL, _HOSTEL_BEDS = 0.12, 40
_ONE_SURNAME, _OPPOSITE, _THIRD_SIBLING, _TWINS, _BROTHERS_APART = 0.6, 0.9, 0.25, 0.06, 0.2
_COUPLE_YEARS, _SIBLING_YEARS = 6, 8
_SON_AGES, _FATHER_YEARS, _SON_AT_HOME = (18, 40), (20, 33), 0.6
_MOVES, _FIRST_MOVE, _LAST_MOVE = 0.12, 40, N_DAYS - 40
_OLDEST = 74
_YEAR_DAYS = 365.25
_INITIALS = "ABCDEFGHJKLMNPRSTW"


@dataclass
class _Hostel:
    home: Home
    beds: int


def settle(people: Sequence[Person], streets: Streets, draws: Draws) -> None:
    """Give adults their names, dates of birth, households and homes.

    Parameters
    ----------
    people
        Everyone; those exploited are passed over, and keep neither name nor date of birth nor home.
    streets
        Where the homes come from.
    draws
        Source of randomness.
    """
    _Settlers(streets, draws).settle(people)


class _Settlers:
    def __init__(self, streets: Streets, draws: Draws) -> None:
        self._streets = streets
        self._draws = draws
        self._hostels = {town: _Hostel(streets.hostel(town), _HOSTEL_BEDS) for town in map(town_index, _HOSTEL_TOWNS)}
        self._common = {sex: [person_name(draws, sex) for _ in range(COMMON_NAMES)] for sex in ("male", "female")}
        self._households = 0

    def settle(self, people: Sequence[Person]) -> None:
        by_town: dict[int, list[Person]] = defaultdict(list)
        for person in people:
            if not person.exploited:
                by_town[person.town].append(person)
        for town in sorted(by_town):
            keyed = sorted((self._draws.unit(), person.person_id, person) for person in by_town[town])
            waiting = [person for *_, person in keyed]
            while waiting:
                self._household(waiting)
        for person in people:
            if not person.exploited:
                self._move(person)

    def _household(self, waiting: list[Person]) -> None:
        draw, first = self._draws, waiting.pop()
        self._households += 1
        self._name(first)
        hostel = self._hostels.get(first.town)
        if hostel is not None and hostel.beds and draw.chance(_HOSTEL):
            hostel.beds -= 1
            first.homes = (hostel.home,)
            return
        first.homes = (self._streets.home(first.town),)
        kind = draw.weighted(_KINDS) if waiting else "alone"
        if kind == "couple":
            self._couple(first, waiting.pop())
        elif kind == "siblings":
            self._sibling(first, waiting.pop())
            if waiting and draw.chance(_THIRD_SIBLING):
                self._sibling(first, waiting.pop())
        elif kind == "father and son" and first.sex == "male":
            self._son(first, waiting.pop())

    def _name(self, person: Person) -> None:
        draw = self._draws
        common = draw.chance(_COMMON)
        person.name = draw.pick(self._common[person.sex]) if common else person_name(draw, person.sex)
        person.household = self._households
        person.initial = draw.pick(_INITIALS)
        person.born = self._born(person.age)

    def _couple(self, first: Person, second: Person) -> None:
        draw = self._draws
        if draw.chance(_OPPOSITE):
            second.sex = "female" if first.sex == "male" else "male"
        second.age = _adult(first.age + draw.whole(-_COUPLE_YEARS, _COUPLE_YEARS))
        self._join(first, second, same_surname=draw.chance(_ONE_SURNAME))

    def _sibling(self, first: Person, second: Person) -> None:
        draw = self._draws
        years = draw.whole(1, _SIBLING_YEARS)
        second.age = _adult(first.age + (years if draw.chance(0.5) else -years))
        self._join(first, second, same_surname=True)
        if draw.chance(_TWINS):
            second.age, second.born = first.age, first.born
        elif draw.chance(_BROTHERS_APART):
            second.homes = (self._streets.home(second.town),)

    def _son(self, first: Person, second: Person) -> None:
        """Make the first the father of the second, who bears his name."""
        draw = self._draws
        second.sex, second.age = "male", draw.whole(*_SON_AGES)
        first.age = min(second.age + draw.whole(*_FATHER_YEARS), _OLDEST)
        first.born = self._born(first.age)
        self._join(first, second, same_surname=True)
        second.name = first.name
        if not draw.chance(_SON_AT_HOME):
            second.homes = (self._streets.home(second.town),)

    def _join(self, first: Person, second: Person, *, same_surname: bool) -> None:
        self._name(second)
        if same_surname and first.name is not None and second.name is not None:
            forename = second.name[0]
            while forename == first.name[0]:
                forename = person_name(self._draws, second.sex)[0]
            second.name = (forename, first.name[1])
        second.homes = first.homes

    def _born(self, age: int) -> date:
        """Draw a date of birth that gives this age on the first day of the story."""
        days = int(age * _YEAR_DAYS) + 1 + self._draws.whole(0, 363)
        return date.fromordinal(FIRST_DAY.toordinal() - days)

    def _move(self, person: Person) -> None:
        if self._draws.chance(_MOVES):
            person.homes = (*person.homes, self._streets.home(person.town))
            person.moves = self._draws.whole(_FIRST_MOVE, _LAST_MOVE)


def _adult(age: int) -> int:
    return min(max(age, ADULT_AGE), _OLDEST)
