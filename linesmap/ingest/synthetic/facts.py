"""Decide what truly happened in each event: who, where, with what, and what the record will say of the line.

Facts are decided before anything is written, so that truth and file can be compared.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from linesmap.ingest.synthetic.draws import Draws, Weighted
from linesmap.ingest.synthetic.drugs import Amount, draw_amount, ordinary_drug
from linesmap.ingest.synthetic.event_table import ACTIONS, KINDS, Story
from linesmap.ingest.synthetic.forces import SOUTH_WEST
from linesmap.ingest.synthetic.lines import DealLine
from linesmap.ingest.synthetic.people import People
from linesmap.ingest.synthetic.person import Person
from linesmap.ingest.synthetic.places import Place, Places
from linesmap.ingest.synthetic.story import SHARED
from linesmap.ingest.synthetic.timeline import PHASES, Phase
from linesmap.ingest.synthetic.towns import TOWNS
from linesmap.ingest.synthetic.whereabouts import SPOTS
from linesmap.model.vocabulary import EnforcementAction, RecordKind, Role

__all__ = ["Facts", "Scene"]

_A = EnforcementAction
_SCATTER_SHARE = 0.15
_LISTS_ROLES, _MIXED = 0, 0.02
_SECOND_PERSON, _LINE_PERSON, _ORDINARY_PERSON, _SEIZURE_PERSON = 0.14, 0.58, 0.42, 0.40
_NAMED, _NUMBERED, _IN_COLUMN, _IN_TEXT = 0.76, 0.52, 0.62, 0.66
_VEHICLE_OF_LINE, _VEHICLE_OF_PERSON, _OWN_PHONE = 0.16, 0.30, 0.22
_BORROWED = 0.04
_CHILD_SEARCHED, _EXPLOITED_SEEN, _CARE_REFERRAL = 0.06, 0.05, 0.7
_TWO_ARRESTS, _AT_PREMISES = 0.04, 0.10
_CASH_CAP_GBP = 120_000

_OUTCOMES = {
    _A.ARREST: Weighted(
        {
            "Charged": 0.30,
            "RUI": 0.20,
            "Released under investigation": 0.10,
            "Bail": 0.10,
            "NFA": 0.16,
            "OOCD": 0.06,
            "": 0.08,
        }
    ),
    _A.CHARGE: Weighted({"Charged": 0.66, "Remanded": 0.28, "charged": 0.06}),
    _A.STOP_SEARCH: Weighted({"NFA": 0.56, "Arrest": 0.16, "Community resolution": 0.12, "CR": 0.06, "": 0.10}),
}
_SERVICES_CHILD = Weighted({"NRM": 0.40, "Children's social care": 0.30, "MASH": 0.20, "Youth justice service": 0.10})
_SERVICES_ADULT = Weighted({"Safeguarding adults team": 0.5, "Housing support": 0.2, "NRM": 0.3})
_SERVICES_TREATMENT = Weighted({"Drug treatment service": 0.7, "Liaison and diversion": 0.3})
_WEAPONS = (
    "kitchen knife",
    "lock knife",
    "hunting knife",
    "machete",
    "knuckleduster",
    "CS spray",
    "baseball bat",
    "imitation firearm",
)
_FINDS_LINE = Weighted({"drugs": 0.64, "drugs and cash": 0.11, "cash": 0.12, "phone": 0.08, "weapon": 0.05})
_FINDS_BURST = Weighted({"drugs": 0.52, "drugs and cash": 0.13, "cash": 0.17, "phone": 0.09, "weapon": 0.09})
_FINDS_ORDINARY = Weighted({"drugs": 0.87, "drugs and cash": 0.03, "cash": 0.04, "phone": 0.02, "weapon": 0.04})
_HOURS_STREET = Weighted(dict(enumerate([4, 3, 2, 1, 1, 1, 1, 2, 3, 4, 5, 6, 6, 6, 7, 8, 9, 9, 9, 8, 8, 7, 7, 6])))
_HOURS_OFFICE = Weighted(dict(enumerate([3, 7, 9, 9, 8, 6, 7, 8, 8, 6, 4, 3, 2, 1, 1], start=7)))


@dataclass(slots=True)
class Facts:
    """What happened in one event, and in which ways the record names the line."""

    kind: RecordKind
    story: Story
    action: EnforcementAction
    force: int
    day: int
    minute: int
    line: DealLine | None
    phase: Phase | None
    place: Place
    spot: str
    number: str | None = None
    name_in: tuple[str, ...] = ()
    number_in: tuple[str, ...] = ()
    people: list[Person] = field(default_factory=list)
    vehicle: str | None = None
    own_phone: str | None = None
    borrowed_phone: bool = False
    drug: str = ""
    amount: Amount | None = None
    cash: int | None = None
    weapon: str = ""
    phone_found: bool = False
    outcome: str = ""
    count: int = 1
    service: str = ""
    other_line: DealLine | None = None
    premises: bool = False

    @property
    def exploited(self) -> list[Person]:
        """The people in the record who are victims."""
        return [person for person in self.people if person.exploited]


class Scene:
    """The invented world, from which the facts of any event can be told.

    Parameters
    ----------
    lines, people, places
        The world.
    draws
        Source of randomness.
    """

    def __init__(self, lines: list[DealLine], people: People, places: Places, draws: Draws) -> None:
        self._lines = lines
        self._by_name = {line.name: line for line in lines}
        self._people = people
        self._places = places
        self._draws = draws
        self._partners = _partners(lines)

    def facts(self, event: np.void) -> Facts:
        """Tell the facts of one planned event.

        Parameters
        ----------
        event
            A row of the event table.

        Returns
        -------
        facts
            Everything the record may say.
        """
        story, kind = Story(event["story"]), KINDS[event["kind"]]
        line = self._lines[event["line"]] if event["line"] >= 0 else None
        town = int(event["town"])
        facts = Facts(
            kind=kind,
            story=story,
            action=ACTIONS[event["action"]] if event["action"] >= 0 else EnforcementAction.OTHER,
            force=int(event["force"]),
            day=int(event["day"]),
            minute=self._minute(kind),
            line=line,
            phase=PHASES[event["phase"]] if event["phase"] >= 0 else None,
            place=self._place(story, town),
            spot=self._draws.pick(SPOTS),
        )
        if line is not None:
            self._name_line(facts, line)
            facts.other_line = self._partner(facts, line)
            facts.drug = self._draws.pick(line.drugs)
        else:
            facts.drug = ordinary_drug(self._draws)
        self._choose_people(facts)
        self._equip(facts)
        if kind is RecordKind.SEIZURE:
            self._find(facts)
        elif kind is RecordKind.ENFORCEMENT:
            self._outcome(facts)
        return facts

    def _minute(self, kind: RecordKind) -> int:
        hours = _HOURS_OFFICE if kind is RecordKind.INTELLIGENCE else _HOURS_STREET
        return self._draws.weighted(hours) * 60 + self._draws.whole(0, 11) * 5

    def _place(self, story: Story, town: int) -> Place:
        force = TOWNS[town].force
        if story is Story.ORDINARY and force in SOUTH_WEST and self._draws.chance(_SCATTER_SHARE):
            return self._places.anywhere(force, self._draws)
        return self._places.near(town, self._draws)

    def _name_line(self, facts: Facts, line: DealLine) -> None:
        """Decide whether the record gives the line's brand, its number or both, and where in the record."""
        draw = self._draws
        facts.number = line.number_on(facts.day)
        if line.reload_number and draw.chance(0.2):
            facts.number = line.reload_number
        named = draw.chance(_NAMED) or facts.story not in {Story.LINE, Story.BURST}
        numbered = facts.number is not None and (
            not named or draw.chance(_NUMBERED) or facts.story in {Story.NEW_NUMBER, Story.ANSWERS_AGAIN}
        )
        if not numbered:
            named = True
        facts.name_in = self._where() if named else ()
        facts.number_in = self._where() if numbered else ()

    def _where(self) -> tuple[str, ...]:
        draw = self._draws
        chosen = tuple(place for place, share in (("column", _IN_COLUMN), ("text", _IN_TEXT)) if draw.chance(share))
        return chosen or ("column",)

    def _partner(self, facts: Facts, line: DealLine) -> DealLine | None:
        if facts.story is Story.REBRAND:
            return self._by_name.get(line.chapter.successor_of)
        if facts.story is Story.SHARED:
            return self._by_name[self._draws.pick(self._partners[line.name])]
        return None

    def _choose_people(self, facts: Facts) -> None:
        draw, line = self._draws, facts.line
        if facts.kind is RecordKind.ENFORCEMENT:
            first = self._person_acted_on(facts)
        elif facts.kind is RecordKind.SEIZURE:
            first = self._suspect(facts) if draw.chance(_SEIZURE_PERSON) else None
        elif facts.story is Story.SHARED and line is not None and facts.other_line is not None:
            both = [person for person in self._people.casts[line.line_id] if person in self._shared(facts.other_line)]
            first = draw.pick(both) if both else None
        elif line is not None:
            first = self._people.of_line(line, facts.day, "") if draw.chance(_LINE_PERSON) else None
        else:
            seen = draw.chance(_ORDINARY_PERSON)
            first = self._people.of_town(facts.place.town, exploited=draw.chance(_EXPLOITED_SEEN)) if seen else None
        if first is None:
            return
        facts.people = [first]
        if facts.kind is RecordKind.INTELLIGENCE or facts.action is _A.WARRANT:
            self._add_second(facts, first)

    def _add_second(self, facts: Facts, first: Person) -> None:
        """Let a record name two people now and then.

        An exploited person stands beside a suspect in a few records of one force only, whose log lists references
        and roles side by side: a reader that took one role for both would call one of them what they are not.
        """
        draw, line = self._draws, facts.line
        mixed = facts.force == _LISTS_ROLES and facts.kind is RecordKind.INTELLIGENCE and draw.chance(_MIXED)
        if not mixed and not draw.chance(_SECOND_PERSON):
            return
        wanted = (Role.SUSPECT if first.exploited else Role.EXPLOITED) if mixed else first.role
        if line is not None:
            second = self._people.of_line(line, facts.day, wanted)
        else:
            second = self._people.of_town(facts.place.town, exploited=wanted is Role.EXPLOITED)
        if second is not None and second is not first:
            facts.people.append(second)

    def _shared(self, other: DealLine) -> list[Person]:
        return self._people.casts[other.line_id]

    def _suspect(self, facts: Facts) -> Person | None:
        if facts.line is not None:
            return self._people.of_line(facts.line, facts.day, Role.SUSPECT)
        return self._people.of_town(facts.place.town)

    def _victim(self, facts: Facts) -> Person:
        found = self._people.of_line(facts.line, facts.day, Role.EXPLOITED) if facts.line is not None else None
        return found or self._people.of_town(facts.place.town, exploited=True)

    def _person_acted_on(self, facts: Facts) -> Person | None:
        draw, line, action = self._draws, facts.line, facts.action
        if facts.story in {Story.HOLDER_ARREST, Story.HOLDER_CHARGE} and line is not None:
            return self._people.of_line(line, facts.day, "holder")
        if action is _A.SAFEGUARDING:
            return self._victim(facts)
        if action is _A.REFERRAL:
            return self._victim(facts) if draw.chance(_CARE_REFERRAL) else self._people.of_town(facts.place.town)
        if action is _A.LINE_CLOSURE or (action is _A.WARRANT and draw.chance(0.4)):
            return None
        if action is _A.STOP_SEARCH and line is not None and draw.chance(_CHILD_SEARCHED):
            return self._people.of_line(line, facts.day, "child")
        if action is _A.ARREST and facts.story is not Story.HOLDER_ARREST and draw.chance(_TWO_ARRESTS):
            facts.count = draw.whole(2, 3)
            return None
        return self._suspect(facts)

    def _equip(self, facts: Facts) -> None:
        draw = self._draws
        adult = next((person for person in facts.people if not person.exploited), None)
        if facts.line is not None and draw.chance(_VEHICLE_OF_LINE):
            facts.vehicle = draw.pick(self._people.vehicles[facts.line.line_id])
        elif adult is not None and adult.vehicle and draw.chance(_VEHICLE_OF_PERSON):
            facts.vehicle = adult.vehicle
        if facts.story is Story.SHARED and facts.line is not None and facts.other_line is not None:
            first, second = (self._people.vehicles[line.line_id] for line in (facts.line, facts.other_line))
            both = [mark for mark in first if mark in second]
            facts.vehicle = both[0] if both else facts.vehicle
        if adult is not None and draw.chance(_OWN_PHONE):
            other = self._people.of_town(facts.place.town) if draw.chance(_BORROWED) else adult
            facts.own_phone = other.phone_on(facts.day)
            facts.borrowed_phone = facts.own_phone is not None and other is not adult

    def _find(self, facts: Facts) -> None:
        """Decide what was seized."""
        draw = self._draws
        finds = _FINDS_BURST if facts.phase else (_FINDS_LINE if facts.line else _FINDS_ORDINARY)
        find = draw.weighted(finds)
        facts.premises = facts.phase is not None or draw.chance(_AT_PREMISES)
        scale = "premises" if facts.premises else "street"
        if facts.phase is not None and facts.line is None and draw.chance(0.6):
            facts.drug = draw.pick(("heroin", "crack cocaine", "powder cocaine"))
        if find.startswith("drugs"):
            facts.amount = draw_amount(facts.drug, scale, draw)
        else:
            facts.drug = ""
        if find.endswith("cash"):
            median, spread = (950, 1.35) if facts.premises else (290, 0.9)
            facts.cash = min(max(round(draw.lognormal(median, spread) / 5) * 5, 20), _CASH_CAP_GBP)
        if find == "weapon":
            facts.weapon = draw.pick(_WEAPONS)
        facts.phone_found = find == "phone"
        if find == "phone" and facts.line is not None and facts.number is not None:
            facts.number_in = tuple(dict.fromkeys((*facts.number_in, "column")))

    def _outcome(self, facts: Facts) -> None:
        draw, action = self._draws, facts.action
        if facts.story is Story.HOLDER_ARREST:
            facts.outcome = "Charged"
        elif facts.story is Story.HOLDER_CHARGE:
            facts.outcome = "Remanded"
        elif action in _OUTCOMES and not facts.exploited:
            facts.outcome = draw.weighted(_OUTCOMES[action])
        if action is _A.REFERRAL and facts.people:
            person = facts.people[0]
            if not person.exploited:
                facts.service = draw.weighted(_SERVICES_TREATMENT)
            else:
                facts.service = draw.weighted(_SERVICES_CHILD if person.is_child else _SERVICES_ADULT)


def _partners(lines: list[DealLine]) -> dict[str, list[str]]:
    names = {line.name for line in lines}
    found: dict[str, list[str]] = {}
    for first, second, _ in SHARED:
        if first in names and second in names:
            found.setdefault(first, []).append(second)
            found.setdefault(second, []).append(first)
    return found
