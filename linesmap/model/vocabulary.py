"""Name the things the field distinguishes, once, as closed vocabularies.

Values are the words shown to a person and stored in a workspace. Sources: DESIGN tables, Home Office
County Lines Programme definitions (closure types), College of Policing intelligence management (gradings).
"""

from __future__ import annotations

from enum import StrEnum

__all__ = [
    "PRECISION_LADDER",
    "Bound",
    "ClosureType",
    "DatePrecision",
    "DisruptionGrade",
    "DrugClass",
    "EnforcementAction",
    "EntityType",
    "FourP",
    "LineKind",
    "LineStatus",
    "Marking",
    "PlaceStatus",
    "Precision",
    "RecordKind",
    "Role",
]


class RecordKind(StrEnum):
    """What a row of a file is."""

    INTELLIGENCE = "intelligence"
    SEIZURE = "seizure"
    ENFORCEMENT = "enforcement"
    OFFENCE = "offence"
    DEAL_LINE = "deal_line"
    OPERATION = "operation"
    RESULT = "result"
    NOMINAL = "nominal"
    DISRUPTION = "disruption"


class DatePrecision(StrEnum):
    """How exactly a date was recorded."""

    MINUTE = "minute"
    DAY = "day"
    RANGE = "range"
    MONTH = "month"
    YEAR = "year"


class Precision(StrEnum):
    """How exactly a place is known, from best to worst."""

    POINT = "point"
    POSTCODE_UNIT = "postcode unit"
    STREET = "street"
    SECTOR = "postcode sector"
    PLACE = "place"
    DISTRICT = "postcode district"
    POSTCODE_AREA = "postcode area"
    DISTRICT_AREA = "district area"
    FORCE_AREA = "force area"


PRECISION_LADDER: tuple[Precision, ...] = tuple(reversed(Precision))
"""The precisions from worst to best, as the side panel draws them."""


class PlaceStatus(StrEnum):
    """What became of an attempt to locate a text."""

    FOUND = "found"
    AMBIGUOUS = "ambiguous"
    REFUSED = "refused"
    NOT_FOUND = "not_found"


class Bound(StrEnum):
    """What a published or recorded number claims."""

    EXACT = "exact"
    AT_LEAST = "at least"
    MORE_THAN = "more than"
    AT_MOST = "at most"
    ABOUT = "about"


class LineKind(StrEnum):
    """Whether a deal line crosses a force boundary."""

    EXTERNAL = "external"
    INTERNAL = "internal"
    UNKNOWN = "unknown"


class LineStatus(StrEnum):
    """Where a deal line stands in its life."""

    SUSPECTED = "suspected"
    ACTIVE = "active"
    REACTIVATED = "reactivated"
    DORMANT = "dormant"
    CLOSED_TYPE_1 = "closed Type 1"
    CLOSED_TYPE_2 = "closed Type 2"
    MERGED = "merged"
    REBRANDED = "rebranded"


class ClosureType(StrEnum):
    """How a line was closed (Home Office County Lines Programme). The two are never added."""

    TYPE_1 = "Type 1"
    TYPE_2 = "Type 2"


class EnforcementAction(StrEnum):
    """What the police did."""

    ARREST = "arrest"
    CHARGE = "charge"
    WARRANT = "warrant"
    LINE_CLOSURE = "line closure"
    SAFEGUARDING = "safeguarding visit"
    REFERRAL = "referral"
    DRUG_TEST = "drug test"
    STOP_SEARCH = "stop and search"
    OTHER = "other"


class EntityType(StrEnum):
    """What a mention in a record refers to."""

    PERSON = "person"
    PHONE = "phone"
    VEHICLE = "vehicle"
    ADDRESS = "address"
    DEAL_LINE = "deal_line"
    GROUP = "group"
    OPERATION = "operation"
    EVENT = "event"
    PLACE = "place"


class Role(StrEnum):
    """What a person is in a record. An exploited person is a victim, whatever else is recorded.

    An officer is told from the others only to be left out.
    """

    SUSPECT = "suspect"
    EXPLOITED = "exploited"
    WITNESS = "witness"
    OFFICER = "officer"
    UNKNOWN = "unknown"


class DrugClass(StrEnum):
    """Class under the Misuse of Drugs Act 1971."""

    A = "A"
    B = "B"
    C = "C"
    UNKNOWN = "unknown"


class DisruptionGrade(StrEnum):
    """How far an action disrupted a group, as the body that judged it recorded it. Never worked out, never added."""

    MAJOR = "major"
    MODERATE = "moderate"
    MINOR = "minor"
    NONE = "none"
    NEGATIVE = "negative"


class FourP(StrEnum):
    """Strand of the strategies against serious and organised crime that an action belongs to."""

    PURSUE = "pursue"
    PREVENT = "prevent"
    PROTECT = "protect"
    PREPARE = "prepare"


class Marking(StrEnum):
    """Government Security Classification, as far as linesmap will hold it."""

    OFFICIAL = "OFFICIAL"
    OFFICIAL_SENSITIVE = "OFFICIAL-SENSITIVE"
