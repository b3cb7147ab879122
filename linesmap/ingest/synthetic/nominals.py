"""Make the nominal indexes: who each force knows, under which reference, with what particulars.

Nobody exploited stands in an index, because an index gives names, dates of birth and homes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from linesmap.ingest.synthetic.draws import Draws
from linesmap.ingest.synthetic.forces import FORCES
from linesmap.ingest.synthetic.identifiers import write_phone
from linesmap.ingest.synthetic.layout import INVENTED, SHARED_FILE, Cell, DateStyle, Layout, columns
from linesmap.ingest.synthetic.names import NICKNAMES
from linesmap.ingest.synthetic.particulars import Said, describe
from linesmap.ingest.synthetic.people import People
from linesmap.ingest.synthetic.person import Person
from linesmap.ingest.synthetic.timeline import N_DAYS
from linesmap.ingest.synthetic.towns import TOWNS
from linesmap.model.vocabulary import RecordKind

__all__ = ["NOMINAL_LAYOUTS", "NOMINAL_SHARE", "Nominal", "choose_nominals", "nominal_row", "nominals_of"]

NOMINAL_SHARE = 0.03
"""Share of all rows that stand in nominal indexes."""

_N = RecordKind.NOMINAL
_KNOWN_AS, _PNC, _ALIAS = 0.3, 0.9, 0.3
_STREET_NAMES = ("Bones", "Dusty", "Ginger", "Lofty", "Pebble", "Rusty", "Shorty", "Smiler", "Spud", "Sticks", "Titch")

NOMINAL_LAYOUTS: tuple[Layout, ...] = (
    Layout(
        "nominals_avon_and_somerset.csv",
        _N,
        0,
        columns("""
        Nominal ref = person_ref | Forename = forename | Surname = surname | DOB = date_of_birth | Sex = sex
        Address = home_address | Postcode = home_postcode | Phone = phone | Force = recording_force
        Known as = known_as | PNC ID = pnc | Data status = data_status
        """),
        DateStyle.LONG,
        "",
        names="plain",
    ),
    Layout(
        "nominals_devon_and_cornwall.csv",
        _N,
        1,
        columns("""
        Nominal ref = person_ref | PNC ID = pnc | Surname = surname | Forename = forename | Known as = known_as
        Sex = sex | DOB = date_of_birth | Address = home_address | Postcode = home_postcode | Phone = phone
        Force = recording_force | Data status = data_status
        """),
        DateStyle.SHORT,
        "",
        encoding="cp1252",
        delimiter=";",
        newline="\r\n",
    ),
    Layout(
        "nominals_regional.csv",
        _N,
        SHARED_FILE,
        columns("""
        Force = recording_force | Nominal ref = person_ref | Surname = surname | Forename = forename
        DOB = date_of_birth
        Sex = sex | Known as = known_as | Address = home_address | Postcode = home_postcode | Phone = phone
        PNC ID = pnc | Data status = data_status
        """),
        DateStyle.ISO,
        "",
        encoding="utf-8-sig",
    ),
)
_OF_FORCE = {layout.force: layout for layout in NOMINAL_LAYOUTS}


@dataclass(frozen=True, slots=True)
class Nominal:
    """One entry: a person, a force and the reference it has for them."""

    force: int
    reference: str
    person: Person


def choose_nominals(people: People, count: int, draws: Draws) -> list[Nominal]:
    """Choose who stands in the indexes, with every reference the forces have for them.

    Parameters
    ----------
    people
        Everyone; references made by the rows written so far are theirs.
    count
        How many entries.
    draws
        Source of randomness.

    Returns
    -------
    entries
        Exactly `count`, in order of force and reference. Those whom no row names yet fill up what is missing.
    """
    adults = [person for person in people.everyone if not person.exploited]
    keyed = sorted((not person.references, draws.unit(), person.person_id, person) for person in adults)
    entries: list[Nominal] = []
    for *_, person in keyed:
        if len(entries) >= count:
            break
        if not person.references:
            people.reference(person, TOWNS[person.town].force)
        entries += [
            Nominal(force, reference, person)
            for force, references in sorted(person.references.items())
            for reference in references
        ]
    return sorted(entries[:count], key=lambda entry: (entry.force, entry.reference))


def nominals_of(layout: Layout, entries: Sequence[Nominal]) -> Iterator[Nominal]:
    """Give the entries that one of the indexes holds."""
    return (entry for entry in entries if _OF_FORCE.get(entry.force, _OF_FORCE[SHARED_FILE]) is layout)


def nominal_row(entry: Nominal, layout: Layout, draws: Draws) -> tuple[dict[str, Cell], Said]:
    """Write one entry, as it stands at the end of the story.

    Parameters
    ----------
    entry
        Whose.
    layout
        The index.
    draws
        Source of randomness.

    Returns
    -------
    cells, said
        Field to value; and what is said of the person.
    """
    person, force = entry.person, FORCES[entry.force]
    said = Said(person, (entry.reference,))
    cells = describe(said, N_DAYS - 1, layout, draws)
    phone = person.phone_on(N_DAYS - 1)
    cells |= {
        "data_status": INVENTED,
        "person_ref": entry.reference,
        "recording_force": draws.pick(force.aliases) if draws.chance(_ALIAS) else force.name,
        "phone": write_phone(phone, draws) if phone else "",
    }
    if draws.chance(_KNOWN_AS) and person.name is not None:
        cells["known_as"] = NICKNAMES.get(person.name[0]) or draws.pick(_STREET_NAMES)
    if person.pnc and draws.chance(_PNC):
        cells["pnc"] = person.pnc
        said.references = (*said.references, person.pnc)
    return cells, said
