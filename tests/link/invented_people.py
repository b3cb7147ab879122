"""Invent people as police records describe them, with who is who: the truth that matching is measured against.

None of this was used to make the model. Households, fathers and sons of one name, hostels, numbers that are passed on,
short forms of names, names and days and months that changed places, slips of the keyboard, and much that is missing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from nicknames import NickNamer

from linesmap.link.profiles import PROFILE_FIELDS, profile_ids

__all__ = ["People", "invent"]


def _words(text: str) -> list[str]:
    return text.split()


_FORENAMES = _words(
    "james john robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark "
    "paul steven andrew joshua kenneth kevin brian george edward ronald timothy jason jeffrey ryan jacob gary nicholas "
    "eric jonathan stephen larry justin scott brandon benjamin samuel gregory frank alexander raymond patrick jack "
    "dennis jerry tyler aaron jose adam nathan henry douglas zachary peter kyle walter ethan jeremy mohammed ali ahmed "
    "hassan kieran liam connor callum jordan reece kai leon tyrone curtis mary patricia jennifer linda elizabeth "
    "barbara susan jessica sarah karen lisa nancy sandra ashley emily donna michelle amanda melissa deborah stephanie "
    "rebecca laura sharon amy angela emma nicole samantha katherine christine rachel carolyn janet chloe jade shannon "
    "kayleigh leanne natasha"
)
_SURNAMES = _words(
    "smith jones taylor brown williams wilson johnson davies patel robinson wright thompson evans walker white roberts "
    "green hall thomas clarke jackson wood harris edwards turner martin cooper hill ward hughes moore clark king "
    "harrison lewis baker lee allen morris khan scott watson davis parker james bennett young phillips richardson "
    "mitchell bailey carter cook singh shaw bell collins morgan kelly begum miller cox hussain marshall simpson price "
    "anderson adams wilkinson foster ellis murphy chapman mason gray richards webb rogers hunt mills holmes palmer "
    "matthews fisher barnes knight lloyd butler russell barker stevens jenkins dixon fletcher ahmed ali begley cahill "
    "dyer eames fenn garner hobbs ingram jolly kemp lister marlow neal oakes pitt quirk rudd sykes tully upton vane "
    "wade yeo"
)
_ROADS = _words(
    "high church station victoria park mill green queens kings albert new north south west east grange manor chapel "
    "school windsor york alexandra stanley springfield george richmond cedar elm oak beech chestnut willow poplar "
    "maple lime hawthorn orchard meadow brook river bridge castle priory abbey market union"
)
_SHORT = {
    "street": "st", "road": "rd", "lane": "ln", "avenue": "ave", "close": "cl", "drive": "dr", "way": "way",
    "court": "ct", "gardens": "gdns", "crescent": "cres",
}  # fmt: skip
_TOWNS = (
    ("bristol", "bs"), ("yeovil", "ba"), ("exeter", "ex"), ("plymouth", "pl"), ("torquay", "tq"), ("swindon", "sn"),
    ("gloucester", "gl"), ("bournemouth", "bh"), ("poole", "bh"), ("taunton", "ta"), ("bath", "ba"),
    ("weymouth", "dt"), ("truro", "tr"), ("cheltenham", "gl"),
)  # fmt: skip
_LETTERS = "abdefghjlnpqrstuwxyz"
_HOSTELS, _FORCES = 12, 5
_RECORDS_EACH = 2.5
_NICKNAMES = NickNamer()


@dataclass(frozen=True)
class _Home:
    number: int
    road: str
    kind: str
    town: str
    postcode: str


@dataclass(frozen=True)
class _Person:
    forename: str
    surname: str
    born: str
    homes: tuple[_Home, ...]
    phones: tuple[str, ...]
    force: int


@dataclass(frozen=True)
class People:
    """What records say of people, as the `particulars` table has it, and for each row who it is."""

    particulars: pd.DataFrame
    person: list[int]


def invent(n_records: int, *, seed: int, noise: float) -> People:
    """Invent people and what records say of them.

    Parameters
    ----------
    n_records
        How many records.
    seed
        The same seed gives the same people.
    noise
        Factor on every rate of what is missing or written wrongly; 0 leaves names, dates and numbers as they are.
    """
    made = _Inventing(seed, noise)
    people = made.people(n_records / _RECORDS_EACH)
    rows, persons = [], []
    while len(rows) < n_records:
        # Some people have many records, most have few.
        chosen = made.below(len(people)) if made.happens(0.6) else int(len(people) * made.share() ** 2)
        rows.append(made.record(people[chosen], people) | {"record_id": f"R{len(rows):06d}"})
        persons.append(chosen)
    frame = pd.DataFrame(rows)
    frame[["born_from", "born_to"]] = pd.NA
    frame[["sex", "refs"]] = None
    frame["profile_id"] = profile_ids(frame)
    frame["mention_id"] = "M" + frame["record_id"]
    return People(frame[["mention_id", "profile_id", *PROFILE_FIELDS, "force"]], persons)


class _Inventing:
    """A source of chance that makes people and spoils what is written of them."""

    def __init__(self, seed: int, noise: float) -> None:
        self._random = np.random.default_rng(seed)
        self._noise = noise

    def happens(self, share: float) -> bool:
        return bool(self._random.random() < share)

    def share(self) -> float:
        return float(self._random.random())

    def below(self, most: int) -> int:
        return int(self._random.integers(most))

    def _goes_wrong(self, share: float) -> bool:
        return self.happens(share * self._noise)

    def _one_of(self, words: list[str], steepness: float) -> str:
        weights = 1 / np.arange(1, len(words) + 1) ** steepness
        return words[int(self._random.choice(len(words), p=weights / weights.sum()))]

    def _day(self, year: int) -> str:
        return f"{year:04d}-{1 + self.below(12):02d}-{1 + self.below(28):02d}"

    def _phone(self) -> str:
        # No number at all: the thousand mobile numbers set aside for invention are too few.
        return f"T{self.below(100_000):05d}"

    def _home(self) -> _Home:
        town, area = _TOWNS[self.below(len(_TOWNS))]
        ends = _LETTERS[self.below(20)] + _LETTERS[self.below(20)]
        postcode = f"{area}{1 + self.below(29)} {1 + self.below(8)}{ends}"
        road, kind = _ROADS[self.below(len(_ROADS))], list(_SHORT)[self.below(len(_SHORT))]
        return _Home(1 + self.below(139), road, kind, town, postcode)

    def people(self, least: float) -> list[_Person]:
        """Make households until there are enough people."""
        people: list[_Person] = []
        hostels = [self._home() for _ in range(_HOSTELS)]
        while len(people) < least:
            surname = self._one_of(_SURNAMES, 0.7)
            home = hostels[self.below(_HOSTELS)] if self.happens(0.06) else self._home()
            shared = self._phone()
            count = 1 if self.happens(0.72) else 2 + self.below(3)
            first_year = 1960 + self.below(45)
            for position in range(count):
                year = first_year + self.below(12) if count > 1 else 1955 + self.below(51)
                forename, born = self._one_of(_FORENAMES, 0.6), self._day(year)
                if position == 1 and self.happens(0.08):
                    son = people[-1]
                    forename = son.forename
                    born = f"{int(son.born[:4]) - 18 - self.below(20):04d}{born[4:]}"
                homes = (home, self._home()) if self.happens(0.25) else (home,)
                own = shared if count > 1 and self.happens(0.4) else self._phone()
                phones = (own, self._phone()) if self.happens(0.4) else (own,)
                people.append(_Person(forename, surname, born, homes, phones, self.below(_FORCES)))
            if self.happens(0.05):
                # A number that somebody else had before.
                people[-1] = replace(people[-1], phones=(*people[-1].phones, people[self.below(len(people))].phones[0]))
        return people

    def record(self, person: _Person, people: list[_Person]) -> dict[str, object]:
        """Write down a person as a record might."""
        forename, surname = self._names(person)
        address, postcode = self._address(person)
        phone: str | None = person.phones[self.below(len(person.phones))]
        if self._goes_wrong(0.45):
            phone = None
        elif self._goes_wrong(0.04):
            phone = people[self.below(len(people))].phones[0]
        force = person.force if self.happens(0.8) else self.below(_FORCES)
        return {
            "forename": forename,
            "surname": surname,
            "born": self._born(person),
            "address": address,
            "postcode": postcode,
            "phones": phone,
            "force": f"E2300000{force}",
        }

    def _names(self, person: _Person) -> tuple[str, str]:
        forename, surname = person.forename, person.surname
        short = sorted(_NICKNAMES.nicknames_of(forename))
        if short and self._goes_wrong(0.15):
            forename = short[self.below(len(short))]
        if self._goes_wrong(0.06):
            forename = self._slip(forename)
        if self._goes_wrong(0.06):
            surname = self._slip(surname)
        if self._goes_wrong(0.04):
            forename, surname = surname, forename
        return (forename[0] if self._goes_wrong(0.03) else forename), surname

    def _slip(self, word: str) -> str:
        """Slip on the keyboard once: two letters swapped, one left out, one too many, one wrong."""
        at, letter = self.below(max(len(word) - 1, 1)), chr(97 + self.below(26))
        ways = (
            word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
        )
        return ways[self.below(len(ways))] if len(word) > 2 else word

    def _born(self, person: _Person) -> str | None:
        if self._goes_wrong(0.25):
            return None
        if not self._goes_wrong(0.10):
            return person.born
        year, month, day = person.born.split("-")
        way = self.below(3)
        if way == 0:
            at = (2, 3, 5, 6, 8, 9)[self.below(6)]
            return f"{person.born[:at]}{self.below(10)}{person.born[at + 1 :]}"
        return f"{year}-{day}-{month}" if way == 1 else f"{year}-01-01"

    def _address(self, person: _Person) -> tuple[str | None, str | None]:
        home = person.homes[self.below(len(person.homes))]
        number, road = home.number, home.road
        kind = _SHORT[home.kind] if self.happens(0.5) else home.kind
        if self._goes_wrong(0.04):
            road = self._slip(road)
        if self._goes_wrong(0.04):
            number = 1 + self.below(139)
        if self._goes_wrong(0.25):
            return None, None
        if self._goes_wrong(0.08):
            return home.town, None
        return f"{number} {road} {kind}, {home.town}", None if self._goes_wrong(0.25) else home.postcode
