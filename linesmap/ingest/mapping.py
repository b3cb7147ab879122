"""Match the headers of a table to the columns of a kind of record, by name and alias."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from functools import cache

from linesmap.ingest.cleaners.base import squash
from linesmap.ingest.cleaners.units import Unit, find_unit
from linesmap.ingest.headers import header_forms
from linesmap.ingest.privacy import identifies_officer_or_source
from linesmap.model.kinds import KINDS
from linesmap.model.vocabulary import EnforcementAction, RecordKind

__all__ = ["ColumnMap", "map_columns", "missing_columns"]

# A second column of these names is added to the first: "Town" beside "Address", "County" beside "Town".
_PLACE_PARTS = frozenset({"address", "street", "streetname", "town", "towncity", "city", "county", "placename"})
_HOME_WORDS = """
    address addr addressline1 addressline2 addressline3 address1 address2 address3 housenumber houseno housename flat
    flatno streetnumber streetno street streetname road locality suburb district town towncity city county state
    homeaddress homeaddressline1 homeaddressline2 homeaddressline3 homeaddress1 homeaddress2 homeaddress3
    homehousenumber homehouseno homestreet homelocality hometown homecity homecounty
"""
_HOME_PARTS = frozenset(_HOME_WORDS.split())
# A district by its code and by its name.
_DISTRICT_WORDS = """
    district districtcode districtname lad ladcode ladname localauthority localauthoritycode localauthorityname
    localauthoritydistrict localauthoritydistrictcode localauthoritydistrictname lacode laname
"""
_DISTRICT_PARTS = frozenset(_DISTRICT_WORDS.split())
# A row of a register of people is one person, whose references may stand in several columns.
_REFERENCE_WORDS = """
    nominal nominalref nominalreference nominalid nominalno nominalnumber pncid pnc pncno pncnumber pncref personref
    personid personurn
"""
_REFERENCE_PARTS = frozenset(_REFERENCE_WORDS.split())

# A file of arrests has no column that says so; its date does.
_IMPLIED_ACTIONS = {
    "arrestdate": EnforcementAction.ARREST,
    "arrestdatetime": EnforcementAction.ARREST,
    "dateofarrest": EnforcementAction.ARREST,
    "chargedate": EnforcementAction.CHARGE,
    "dateofcharge": EnforcementAction.CHARGE,
    "closuredate": EnforcementAction.LINE_CLOSURE,
    "dateofclosure": EnforcementAction.LINE_CLOSURE,
    "warrantdate": EnforcementAction.WARRANT,
    "dateofwarrant": EnforcementAction.WARRANT,
    "visitdate": EnforcementAction.SAFEGUARDING,
    "dateofvisit": EnforcementAction.SAFEGUARDING,
    "referraldate": EnforcementAction.REFERRAL,
    "dateofreferral": EnforcementAction.REFERRAL,
    "testdate": EnforcementAction.DRUG_TEST,
    "dateoftest": EnforcementAction.DRUG_TEST,
}


@dataclass(frozen=True)
class ColumnMap:
    """Which column of a table holds which column of a kind.

    `positions` are by our name; a place, a district and a home address may have several, and so may the references of
    a register of people. `constants` are values that hold for every
    row. `dropped` are the positions of columns that may identify an officer or a source. `unit` is the unit
    that the header of the quantity names. `weak` are our columns matched by a word that means little.
    `translations` are what words of a source mean, by our column and by the word squashed. `month_first` says
    that dates of figures have the month before the day.
    """

    kind: RecordKind
    headers: tuple[str, ...]
    positions: dict[str, tuple[int, ...]]
    constants: dict[str, str] = field(default_factory=dict)
    dropped: tuple[int, ...] = ()
    unit: Unit | None = None
    weak: frozenset[str] = frozenset()
    translations: dict[str, dict[str, str]] = field(default_factory=dict)
    month_first: bool = False

    @property
    def mapping(self) -> dict[str, str]:
        """Our columns to the headers of the file; several headers are joined by a plus sign."""
        return {name: self.header(name) for name in self.positions}

    @property
    def unmapped(self) -> tuple[str, ...]:
        """Headers that are not used."""
        used = {position for positions in self.positions.values() for position in positions} | set(self.dropped)
        return tuple(header for position, header in enumerate(self.headers) if position not in used)

    @property
    def missing(self) -> tuple[str, ...]:
        """Our columns without which a row of this kind means nothing, and which the table has not.

        Where one of several would do and there is none, the first stands for them.
        """
        return missing_columns(self.kind, {*self.positions, *self.constants})

    def header(self, name: str) -> str:
        """Give the header, as in the file, of one of our columns; the name itself when there is none."""
        return " + ".join(self.headers[position] for position in self.positions.get(name, ())) or name


def missing_columns(kind: RecordKind, named: Container[str]) -> tuple[str, ...]:
    """Name our columns that rows of a kind need and that are not named; the first where one of several would do."""
    spec = KINDS[kind]
    missing = tuple(name for name in spec.needed if name not in named)
    return missing + (spec.one_of[:1] if not any(name in named for name in spec.one_of) else ())


# Headers that say little about the kind of record.
_GENERIC_WORDS = """
    type name number value total result count kind origin reference from to force unit units amount money figure note
    remark source brand line measure start end status state phase lead role text report notes group network
"""
_GENERIC = frozenset(_GENERIC_WORDS.split())


@cache
def _names(kind: RecordKind) -> dict[str, tuple[tuple[int, str], ...]]:
    """Give every form of a header the columns it may be, each with a rank; the lowest rank is the best."""
    spec = KINDS[kind]
    own = {column.name for column in spec.columns}
    names: dict[str, list[tuple[int, str]]] = {}
    for column in spec.all_columns:
        for order, alias in enumerate((column.name, *column.aliases)):
            # An exact name beats an alias; a column of the kind beats one that all kinds share. The number a
            # system puts first is its own, so of several references the first column counts.
            order_counts = column.name != "reference"
            rank = (order if order_counts else 0) + (0 if order == 0 else 100) + (0 if column.name in own else 50)
            names.setdefault(squash(alias), []).append((rank, column.name))
    return {form: tuple(sorted(found)) for form, found in names.items()}


def map_columns(headers: Sequence[str], kind: RecordKind) -> ColumnMap:
    """Match headers to the columns of a kind.

    A header names at most one column and a column has at most one header (an address may be put together from
    several): the best match wins, the other header stays unmapped. Columns that may identify an officer or a
    source are set aside before.

    Parameters
    ----------
    headers
        As in the file, in order.
    kind
        Kind of record.

    Returns
    -------
    column_map
        What is found; `missing` names what is not.
    """
    names = _names(kind)
    dropped = tuple(p for p, header in enumerate(headers) if identifies_officer_or_source(header))
    claims = sorted(
        (depth * 1000 + rank, position, name, form)
        for position, header in enumerate(headers)
        if position not in dropped
        for depth, form in enumerate(header_forms(header))
        for rank, name in names.get(form, ())
    )
    positions: dict[str, tuple[int, ...]] = {}
    taken: dict[int, str] = {}
    weak = set()
    for _, position, name, form in claims:
        if position not in taken and name not in positions:
            positions[name] = (position,)
            taken[position] = form
            if form in _GENERIC and form != squash(name):
                weak.add(name)
    for joined, forms in _parts_of(kind).items():
        extra = [p for _, p, name, form in claims if name == joined and p not in taken and form in forms]
        if extra:
            positions[joined] = tuple(sorted({*positions[joined], *extra}))
    return ColumnMap(
        kind=kind,
        headers=tuple(headers),
        positions=dict(sorted(positions.items(), key=lambda item: item[1])),
        constants=_constants(kind, headers, positions),
        dropped=dropped,
        unit=_unit_in_header(headers[positions["quantity"][0]]) if "quantity" in positions else None,
        weak=frozenset(weak),
    )


def _parts_of(kind: RecordKind) -> dict[str, frozenset[str]]:
    parts = {"place": _PLACE_PARTS, "home_address": _HOME_PARTS, "district": _DISTRICT_PARTS}
    return parts | {"person_ref": _REFERENCE_PARTS} if kind is RecordKind.NOMINAL else parts


def _constants(kind: RecordKind, headers: Sequence[str], positions: dict[str, tuple[int, ...]]) -> dict[str, str]:
    if kind is not RecordKind.ENFORCEMENT or "action" in positions or "occurred_from" not in positions:
        return {}
    action = _IMPLIED_ACTIONS.get(header_forms(headers[positions["occurred_from"][0]])[0])
    return {"action": action.value} if action else {}


def _unit_in_header(header: str) -> Unit | None:
    """Read the unit a header names, as in "Weight (g)" and "quantity_kg"."""
    words = re.findall(r"[a-z]+", header.casefold())
    return find_unit(words[-1]) if len(words) > 1 else None
