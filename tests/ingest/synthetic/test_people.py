"""People live in households, age, move and pass on phones; their rows can be wrong in the ways the truth says."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linesmap.ingest.synthetic.addresses import STREET_KINDS, Home, Streets, write_address
from linesmap.ingest.synthetic.broadcasts import Wordings, message
from linesmap.ingest.synthetic.dates import write_birth
from linesmap.ingest.synthetic.draws import Draws
from linesmap.ingest.synthetic.groups import GROUPS, Groups
from linesmap.ingest.synthetic.identifiers import Marks, PhoneBook
from linesmap.ingest.synthetic.layout import DateStyle
from linesmap.ingest.synthetic.lines import plan_lines
from linesmap.ingest.synthetic.names import slip_of_keyboard
from linesmap.ingest.synthetic.particulars import _other_unit, _replaced
from linesmap.ingest.synthetic.people import People
from linesmap.ingest.synthetic.person import Person
from linesmap.ingest.synthetic.places import Places
from linesmap.ingest.synthetic.timeline import N_DAYS
from linesmap.ingest.synthetic.towns import town_index

seeds = st.integers(0, 10_000)


def draws_of(seed: int) -> Draws:
    return Draws(np.random.default_rng(seed))


@pytest.fixture(scope="module")
def places() -> Places:
    return Places(np.random.default_rng(2))


@pytest.fixture(scope="module")
def people(places: Places) -> list[Person]:
    draws = draws_of(5)
    phones, marks = PhoneBook(draws), Marks(draws)
    lines = plan_lines(20_000, phones, draws)
    streets = Streets(places, draws)
    return People(lines, 20_000, draws, phones=phones, marks=marks, streets=streets).everyone


@pytest.fixture(scope="module")
def adults(people: list[Person]) -> list[Person]:
    return [person for person in people if not person.exploited]


def test_exploited_people_have_nothing_that_says_who_they_are(people: list[Person]) -> None:
    exploited = [person for person in people if person.exploited]
    assert len(exploited) > 100
    assert {(person.name, person.born, person.homes, person.phone) for person in exploited} == {(None, None, (), None)}
    assert all(person.home_on(day) is None for person in exploited for day in (0, N_DAYS))


def test_adults_have_a_date_of_birth_that_agrees_with_their_age(adults: list[Person]) -> None:
    assert all(person.age_on(0) == person.age >= 18 for person in adults)
    person = adults[0]
    person_born, person.born = person.born, date(1990, 6, 15)
    # The story begins on 1 April 2024: the 34th birthday is on its day 75.
    assert [person.age_on(day) for day in (0, 74, 75, 75 + 364, 75 + 365)] == [33, 33, 34, 34, 35]
    person.born = person_born


def test_households_mislead_as_real_ones_do(adults: list[Person]) -> None:
    homes: dict[str, list[Person]] = defaultdict(list)
    for person in adults:
        homes[person.homes[0].address_id].append(person)
    together = [group for group in homes.values() if 2 <= len(group) <= 3]
    families = [group for group in together if len({person.name[1] for person in group if person.name}) == 1]
    assert 0.08 < sum(map(len, families)) / len(adults) < 0.45
    assert len(together) > len(families) > 40
    twins = [group for group in families if len({person.born for person in group}) < len(group)]
    assert 1 <= len(twins) < 20
    hostels = [group for group in homes.values() if len(group) >= 8]
    assert 2 <= len(hostels) <= 5
    assert all(len({person.name for person in group}) > 0.8 * len(group) for group in hostels)


def test_fathers_and_sons_and_strangers_share_names(adults: list[Person]) -> None:
    names: dict[object, list[Person]] = defaultdict(list)
    for person in adults:
        names[person.name].append(person)
    common = [group for group in names.values() if len(group) >= 3]
    assert len(common) >= 4
    assert all(len({person.born for person in group}) == len(group) for group in common)
    pairs = [
        (father, son)
        for group in names.values()
        for father in group
        for son in group
        if father.household == son.household and father.age > son.age
    ]
    assert 3 <= len(pairs) <= 60
    assert all(20 <= father.age - son.age <= 33 and {father.sex, son.sex} == {"male"} for father, son in pairs)
    assert any(father.homes[0] == son.homes[0] for father, son in pairs)


def test_some_people_move_once(adults: list[Person]) -> None:
    moved = [person for person in adults if len(person.homes) == 2]
    assert len(moved) / len(adults) == pytest.approx(0.12, abs=0.025)
    for person in moved:
        assert person.home_on(person.moves - 1) == person.homes[0] != person.homes[1] == person.home_on(person.moves)


def test_phones_are_shared_in_households_and_pass_on(adults: list[Person]) -> None:
    users: dict[str, list[Person]] = defaultdict(list)
    for person in adults:
        if person.phone:
            users[person.phone].append(person)
    kinds: Counter[str] = Counter()
    for group in users.values():
        for first in group:
            for second in group:
                if first.phone_last < second.phone_first:
                    kinds["passed on"] += 1
                    assert not [day for day in range(N_DAYS) if first.phone_on(day) and second.phone_on(day)]
                elif first is not second and first.household == second.household:
                    kinds["shared"] += 1
    assert kinds["passed on"] > 20
    assert kinds["shared"] > 20


def test_streets_give_each_home_once(places: Places) -> None:
    streets = Streets(places, draws_of(3))
    homes = [streets.home(town_index(town)) for _ in range(300) for town in ("Bristol", "Yeovil")]
    doors = Counter((home.number, home.flat, home.street, home.town, home.postcode) for home in homes)
    assert set(doors.values()) == {1}
    assert len({home.address_id for home in homes}) == 600
    on_street = Counter((home.street, home.town) for home in homes)
    assert 4 < 600 / len(on_street) < 9
    buildings = Counter((home.number, home.street, home.town) for home in homes if home.flat)
    assert max(buildings.values()) >= 3
    houses = {(home.number, home.street, home.town) for home in homes if not home.flat}
    assert not houses & set(buildings)


@given(seeds, st.booleans(), st.sampled_from([0, 3]))
def test_an_address_says_what_it_does_not_leave_out(seed: int, apart: bool, flat: int) -> None:
    home = Home("A000001", 17, "Zennundle Avenue", town_index("Frome"), "BA11 1AA", flat)
    text, postcode, slips = write_address(home, draws_of(seed), apart=apart)
    words = text.casefold().replace(",", " ").split()
    assert "zennundle" in words
    assert ("17" in words) == ("no house number" not in slips)
    assert (str(flat) in words) == (bool(flat) and not {"no house number", "no flat number"} & set(slips))
    short = {kind.casefold() for kind in STREET_KINDS["Avenue"]}
    assert bool(short & set(words)) == ("street shortened" in slips) == ("avenue" not in words)
    given_postcode = postcode if apart else text.upper().replace(" ", "")[-7:]
    assert (given_postcode.replace(" ", "") == "BA111AA") == ("no postcode" not in slips)


@given(seeds, st.sampled_from(["Fenbrook", "Amy", "Aaron", "Lee", "Oo"]))
def test_a_slip_changes_a_word_by_little(seed: int, word: str) -> None:
    slip = slip_of_keyboard(word, draws_of(seed))
    assert slip != word
    assert abs(len(slip) - len(word)) <= 1
    if len(slip) == len(word):
        assert Counter(slip) == Counter(word)
        assert sum(a != b for a, b in zip(slip, word, strict=True)) == 2


@given(st.dates(date(1950, 1, 1), date(2006, 3, 31)))
def test_dates_of_birth_read_back(born: date) -> None:
    forms = {
        DateStyle.LONG: "%d/%m/%Y",
        DateStyle.LONG_TIME: "%d/%m/%Y",
        DateStyle.ISO: "%Y-%m-%d",
        DateStyle.SHORT: "%d/%m/%y",
        DateStyle.ORACLE: "%d-%b-%y",
    }
    for style, form in forms.items():
        text = write_birth(born, style)
        assert isinstance(text, str)
        read = datetime.strptime(text, form).replace(tzinfo=UTC).date()
        assert (read.day, read.month, read.year % 100) == (born.day, born.month, born.year % 100)
        assert len(text) < 9 or read == born or style is DateStyle.ORACLE
    assert write_birth(born, DateStyle.EXCEL) == datetime(born.year, born.month, born.day)


@given(st.dates(date(1950, 1, 1), date(2006, 3, 31)), st.integers(1, 9))
def test_a_mistyped_date_is_a_day_and_makes_nobody_a_child(born: date, step: int) -> None:
    other = _replaced(born, day=born.month, month=born.day, year=_other_unit(born.year, step))
    assert other <= date(2006, 3, 31)
    assert other == born or (other.day, other.month) == (born.month, born.day)
    assert _other_unit(born.year, step) // 10 == born.year // 10
    assert _other_unit(born.year, step) != born.year


def test_every_line_has_a_wording_of_its_own() -> None:
    wordings = Wordings(draws_of(1))
    taken = [wordings.take() for _ in range(400)]
    phrases = [phrase for wording in taken for phrase in wording]
    assert len(set(phrases)) == len(phrases) == 1_200
    texts = {message(taken[0], draws_of(seed)) for seed in range(40)}
    assert ". ".join(taken[0]) in texts
    assert len(texts) == 4
    assert all(sum(phrase in text for phrase in taken[0]) >= 2 for text in texts)


def test_groups_take_turns() -> None:
    assert len(GROUPS) == 12
    groups = Groups(draws_of(4))
    given_out = Counter(groups.of_line("Liverpool") for _ in range(100))
    assert set(given_out) == {"", "Merridon", "Haxford"}
    assert abs(given_out["Merridon"] - given_out["Haxford"]) <= 1
    assert {groups.of_line("Taunton") for _ in range(40)} == {"", "Penvose", "Wendrake", "Thornast"}
