"""Write what a row says of the people it names: reference, name, date of birth, sex, home, with the slips of real rows.

Every slip is rare and independent of the others, and is noted, so that truth can say why two rows differ. Of someone
exploited a row says reference, role, age and sex, never a name, a date of birth or a home.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from linesmap.ingest.synthetic.addresses import Home, write_address
from linesmap.ingest.synthetic.dates import write_birth
from linesmap.ingest.synthetic.draws import Draws, Weighted
from linesmap.ingest.synthetic.facts import Facts
from linesmap.ingest.synthetic.layout import Cell, Layout
from linesmap.ingest.synthetic.names import NICKNAMES, slip_of_keyboard, write_name
from linesmap.ingest.synthetic.people import People
from linesmap.ingest.synthetic.person import Person
from linesmap.model.vocabulary import EnforcementAction, RecordKind, Role

__all__ = ["FILLER_BIRTH", "PersonWriter", "Said", "describe"]

FILLER_BIRTH = "01/01/1900"
"""What some systems hold where no date of birth was given."""


@dataclass(frozen=True, slots=True)
class _Habit:
    """Shares of rows about one person that give a name, a date of birth, a home; and a name but no reference."""

    name: float
    born: float
    home: float
    name_only: float


_HABITS = {
    RecordKind.INTELLIGENCE: _Habit(0.75, 0.45, 0.25, 0.42),
    RecordKind.SEIZURE: _Habit(0.55, 0.15, 0.10, 0.42),
    RecordKind.ENFORCEMENT: _Habit(0.94, 0.95, 0.92, 0.27),
    RecordKind.NOMINAL: _Habit(1.0, 0.97, 0.95, 0.0),
}
_NICKNAME, _INITIAL, _SLIP, _SWAPPED = 0.10, 0.05, 0.03, 0.015
_FILLER, _DAY_AND_MONTH, _MISTYPED = 0.012, 0.012, 0.02
_LATEST_BIRTH = date(2006, 3, 31)
_OLD_HOME = 0.25
_NO_SEX, _WRONG_SEX = 0.12, 0.004
_SEXES = {"male": ("Male", "Male", "Male", "M"), "female": ("Female", "Female", "Female", "F")}
_PNC_SHARE, _NO_AGE, _BOTH_NAMED = 0.24, 0.2, 0.5
_BANDS = ((18, "10-17"), (25, "18-24"), (35, "25-34"), (200, "over 34"))
_ETHNICITIES = Weighted(
    {
        "White - English/Welsh/Scottish/Northern Irish/British": 0.56,
        "Not stated": 0.27,
        "White - Any other White background": 0.05,
        "Asian/Asian British - Any other Asian background": 0.035,
        "Black/African/Caribbean/Black British - Any other Black background": 0.035,
        "Mixed/Multiple ethnic groups - Any other background": 0.035,
        "Other ethnic group - Not stated": 0.015,
    }
)


@dataclass(slots=True)
class Said:
    """What one row says of one person; `home` is the true address behind the text, None when none is written."""

    person: Person
    references: tuple[str, ...]
    name: str = ""
    home: Home | None = None
    address: str = ""
    postcode: str = ""
    slips: tuple[str, ...] = ()


class PersonWriter:
    """Write the cells about people.

    Parameters
    ----------
    people
        Who knows the references forces give to people.
    draws
        Source of randomness.
    """

    def __init__(self, people: People, draws: Draws) -> None:
        self._people = people
        self._draws = draws

    def cells(self, facts: Facts, layout: Layout) -> tuple[dict[str, Cell], list[Said]]:
        """Write references and roles; of somebody alone in a row also age, sex and, if not exploited, who it is.

        Of several people none of whom is exploited, half the rows give the names, separated by semicolons.

        Parameters
        ----------
        facts
            What happened.
        layout
            The table it is filed in.

        Returns
        -------
        cells, said
            Field to value, and what is said of each person in the order of the row.
        """
        if not facts.people:
            return {}, []
        said = [Said(person, (self._people.reference(person, facts.force),)) for person in facts.people]
        words: dict[Role, str] = {}
        for person in facts.people:
            words.setdefault(person.role, self._role(facts, person))
        roles = [words[person.role] for person in facts.people]
        cells: dict[str, Cell] = {"person_role": roles[0] if len(set(roles)) == 1 else "; ".join(roles)}
        if len(said) == 1:
            cells |= self._alone(facts, layout, said[0])
        elif not facts.exploited and self._draws.chance(_BOTH_NAMED):
            cells |= self._several(layout, said)
        cells["person_ref"] = "; ".join(reference for item in said for reference in item.references)
        return cells, said

    def _alone(self, facts: Facts, layout: Layout, said: Said) -> dict[str, Cell]:
        draw, person = self._draws, said.person
        cells: dict[str, Cell] = {"ethnicity": draw.weighted(_ETHNICITIES)}
        if not draw.chance(_NO_AGE):
            age = person.age_on(facts.day)
            cells["age"] = age if layout.is_workbook else str(age)
            if layout.ages == "bands":
                cells["age"] = next(band for top, band in _BANDS if age < top)
        if person.exploited:
            cells["sex"] = _sex(person, draw)
            return cells
        if person.pnc and draw.chance(_PNC_SHARE):
            # Instead of the force's own: a cell with two references names two people.
            said.references = (person.pnc,)
        cells |= describe(said, facts.day, layout, draw)
        if said.name and draw.chance(_HABITS[layout.kind].name_only):
            said.references = ()
        if facts.borrowed_phone and facts.own_phone and "phone" in layout.fields:
            said.slips = (*said.slips, "phone of somebody else")
        return cells

    def _several(self, layout: Layout, said: Sequence[Said]) -> dict[str, Cell]:
        """Write the names of several people into one cell, in the order of their references."""
        written = [_write_names(item, layout, self._draws) for item in said]
        return {field: "; ".join(str(cells[field]) for cells in written) for field in written[0]}

    def _role(self, facts: Facts, person: Person) -> str:
        draw = self._draws
        if person.exploited:
            return draw.pick(
                ("exploited", "Exploited", "exploited", "Exploited child" if person.is_child else "Exploited adult")
            )
        if facts.action is EnforcementAction.REFERRAL:
            return ""  # Referred to treatment: accused of nothing.
        return draw.pick(("suspect", "Suspect", "suspect", "SUSPECT"))


def describe(said: Said, day: int, layout: Layout, draws: Draws) -> dict[str, Cell]:
    """Write name, date of birth, sex and home of a person, each in a share of rows that depends on the kind of file.

    Parameters
    ----------
    said
        Whose; name, home and slips are noted in it.
    day
        Of the record, counted from the first of the story.
    layout
        The table; only fields it has a column for are written.
    draws
        Source of randomness.

    Returns
    -------
    cells
        Field to value; nothing of someone exploited.
    """
    person, habit = said.person, _HABITS[layout.kind]
    if person.name is None or person.born is None:
        return {}
    cells: dict[str, Cell] = {"sex": _sex(person, draws)}
    if draws.chance(habit.name):
        cells |= _write_names(said, layout, draws)
    slips = list(said.slips)
    if "date_of_birth" in layout.fields and draws.chance(habit.born):
        cells["date_of_birth"] = _born(person.born, layout, draws, slips)
    home = person.home_on(day)
    if home is not None and "home_address" in layout.fields and draws.chance(habit.home):
        if home is not person.homes[0] and draws.chance(_OLD_HOME):
            home = person.homes[0]
            slips.append("old address")
        apart = "home_postcode" in layout.fields
        said.home = home
        said.address, said.postcode, missing = write_address(home, draws, apart=apart)
        cells["home_address"], cells["home_postcode"] = said.address, said.postcode
        slips += missing
    said.slips = tuple(slips)
    return cells


def _write_names(said: Said, layout: Layout, draws: Draws) -> dict[str, Cell]:
    """Write a name into the columns a table has for it, and note it; nothing where it has none."""
    if said.person.name is None or not layout.fields & {"person_name", "surname"}:
        return {}
    slips: list[str] = []
    forename, surname = _name(said.person, said.person.name, draws, slips)
    said.slips = tuple(slips)
    if "surname" not in layout.fields:
        said.name = write_name((forename, surname), layout.names)
        return {"person_name": said.name}
    surname = surname if layout.names == "plain" else surname.upper()
    said.name = f"{forename} {surname}"
    return {"forename": forename, "surname": surname}


def _sex(person: Person, draws: Draws) -> str:
    if draws.chance(_NO_SEX):
        return ""
    other = "female" if person.sex == "male" else "male"
    return draws.pick(_SEXES[other if draws.chance(_WRONG_SEX) else person.sex])


def _name(person: Person, name: tuple[str, str], draws: Draws, slips: list[str]) -> tuple[str, str]:
    forename, surname = name
    if draws.chance(_NICKNAME) and forename in NICKNAMES:
        forename = NICKNAMES[forename]
        slips.append("nickname")
    if draws.chance(_SLIP):
        if draws.chance(0.3):
            forename = slip_of_keyboard(forename, draws)
        else:
            surname = slip_of_keyboard(surname, draws)
        slips.append("slip of the keyboard")
    if draws.chance(_INITIAL):
        forename = f"{forename} {person.initial}"
        slips.append("middle initial")
    if draws.chance(_SWAPPED):
        forename, surname = surname, forename
        slips.append("forename and surname swapped")
    return forename, surname


def _born(born: date, layout: Layout, draws: Draws, slips: list[str]) -> Cell:
    if draws.chance(_FILLER):
        slips.append("filler date of birth")
        return FILLER_BIRTH
    written = born
    if draws.chance(_DAY_AND_MONTH):
        written = _replaced(born, day=born.month, month=born.day, year=born.year)
        slips += ["day and month swapped"] if written != born else []
    elif draws.chance(_MISTYPED):
        units = draws.whole(1, 9)
        if draws.chance(0.5):
            written = _replaced(born, day=born.day, month=born.month, year=_other_unit(born.year, units))
        else:
            written = _replaced(born, day=_other_unit(born.day, units), month=born.month, year=born.year)
        slips += ["mistyped date of birth"] if written != born else []
    return write_birth(written, layout.dates)


def _other_unit(number: int, step: int) -> int:
    """Change the last digit of a number."""
    return number // 10 * 10 + (number + step) % 10


def _replaced(born: date, *, day: int, month: int, year: int) -> date:
    """Give another date of birth, or the same one where the other is no day or would make a child of an adult."""
    try:
        other = date(year, month, day)
    except ValueError:
        return born
    return other if other <= _LATEST_BIRTH else born
