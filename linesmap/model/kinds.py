"""Describe every kind of record linesmap imports: its columns, what they hold and what files call them.

A column says which kind of value it holds; the cleaner for that kind of value lives in `ingest/cleaners`.
Tables of the workspace, the import mapping and the documentation are all made from this one description.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from linesmap.model.vocabulary import RecordKind

__all__ = ["COMMON_COLUMNS", "KINDS", "LOCATION_COLUMNS", "MENTION_COLUMNS", "Column", "KindSpec", "ValueKind"]


class ValueKind(StrEnum):
    """What a column holds, and so which cleaner reads it."""

    TEXT = "text"
    REFERENCE = "reference"
    DATE = "date"
    FORCE = "force"
    FORCES = "forces"
    PHONES = "phones"
    VEHICLE = "vehicle"
    POSTCODE = "postcode"
    GRID_REFERENCE = "grid reference"
    NUMBER = "number"
    COUNT = "count"
    PERCENT = "percent"
    MONEY = "money"
    DRUG = "drug"
    DRUGS = "drugs"
    QUANTITY = "quantity"
    GRADING = "grading"
    HANDLING = "handling"
    MARKING = "marking"
    ACTION = "action"
    OUTCOME = "outcome"
    ROLE = "role"
    LINE_STATUS = "line status"
    LINE_KIND = "line kind"
    CLOSURE_TYPE = "closure type"
    AGE = "age"
    FLAG = "flag"
    BOUND = "bound"


@dataclass(frozen=True)
class Column:
    """One column of a kind.

    `aliases` are other headers files use for it, compared without case, spaces and punctuation. A row
    without a `required` value is rejected; any other bad value is kept as a warning and left empty.
    `personal` marks what identifies a person: it never leaves by default.
    """

    name: str
    value: ValueKind
    help: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    personal: bool = False


@dataclass(frozen=True)
class KindSpec:
    """One kind of record: the workspace table it fills and its own columns."""

    kind: RecordKind
    table: str
    label: str
    plural: str
    help: str
    columns: tuple[Column, ...]
    located: bool = True
    dated: bool = True

    @property
    def all_columns(self) -> tuple[Column, ...]:
        """Every column a file of this kind may carry: common, where, who and its own."""
        shared = COMMON_COLUMNS + (LOCATION_COLUMNS if self.located else ()) + MENTION_COLUMNS
        own = {column.name for column in self.columns}
        return tuple(column for column in shared if column.name not in own) + self.columns


COMMON_COLUMNS: tuple[Column, ...] = (
    Column(
        "reference",
        ValueKind.REFERENCE,
        "The source system's own number for the row.",
        (
            "ref",
            "reference number",
            "ref no",
            "urn",
            "ir",
            "ir/urn",
            "ir ref",
            "ir number",
            "intel ref",
            "log no",
            "intelligence reference",
            "crime ref",
            "crime reference",
            "crime no",
            "crime id",
            "custody record",
            "custody record no",
            "custody no",
            "exhibit ref",
            "exhibit",
            "exhibit no",
            "event ref",
            "record id",
            "record ref",
        ),
    ),
    Column(
        "occurred_from",
        ValueKind.DATE,
        "When it happened, or the start of the range.",
        (
            "date",
            "when",
            "date from",
            "from",
            "date of information",
            "information date",
            "date/time",
            "datetime",
            "date seized",
            "date/time seized",
            "seizure date",
            "arrest date",
            "arrest date/time",
            "date of arrest",
            "event date",
            "date created",
            "created",
            "incident date",
            "occurred",
            "month",
            "date of seizure",
            "action date",
            "date of action",
        ),
        required=True,
    ),
    Column("occurred_to", ValueKind.DATE, "The end of the range.", ("date to", "to", "until", "information date to")),
    Column(
        "recording_force",
        ValueKind.FORCE,
        "The force whose record it is. Not always the force of the place.",
        (
            "force",
            "recording force",
            "force/bcu",
            "owning force",
            "owner",
            "reporting force",
            "reported by",
            "police force",
            "submitting force",
            "owner force",
        ),
    ),
    Column(
        "operation",
        ValueKind.TEXT,
        "Operation the row belongs to.",
        ("operation name", "op", "op name", "operation flag", "policing operation"),
    ),
    Column("phase", ValueKind.TEXT, "Phase of the operation.", ("operation phase", "op phase", "phase no")),
    Column(
        "summary",
        ValueKind.TEXT,
        "Sanitised text of the record.",
        (
            "text",
            "text (sanitised)",
            "information",
            "intelligence",
            "details",
            "description",
            "report",
            "sanitised text",
            "notes",
            "item description",
            "circumstances",
            "reason",
            "remarks",
        ),
    ),
    Column(
        "grading",
        ValueKind.GRADING,
        "Evaluation, 3x5x2 or 5x5x5, as recorded.",
        ("grade", "3x5x2", "5x5x5", "evaluation", "grading code"),
    ),
    Column(
        "source_evaluation",
        ValueKind.TEXT,
        "Source part of the grading when in a column of its own.",
        ("source eval", "source grade", "source evaluation", "source code"),
    ),
    Column(
        "information_evaluation",
        ValueKind.TEXT,
        "Information part of the grading when in a column of its own.",
        (
            "intel assessment",
            "intelligence assessment",
            "information grade",
            "intel eval",
            "intelligence evaluation",
            "info grade",
        ),
    ),
    Column(
        "handling", ValueKind.HANDLING, "P (lawful sharing permitted) or C (with conditions).", ("handling code", "hc")
    ),
    Column("handling_conditions", ValueKind.TEXT, "Conditions in words.", ("conditions", "handling instructions")),
    Column(
        "marking",
        ValueKind.MARKING,
        "Government Security Classification.",
        ("gsc", "protective marking", "classification", "security marking", "gsc marking"),
    ),
)

LOCATION_COLUMNS: tuple[Column, ...] = (
    Column(
        "place",
        ValueKind.TEXT,
        "Where, in words.",
        (
            "location",
            "location text",
            "address",
            "town",
            "place name",
            "venue",
            "area",
            "place seized",
            "location description",
            "where",
            "locus",
            "town/city",
            "destination",
        ),
    ),
    Column("postcode", ValueKind.POSTCODE, "Postcode, whole or in part.", ("post code", "pcode", "pc", "postal code")),
    Column(
        "grid_reference",
        ValueKind.GRID_REFERENCE,
        "Ordnance Survey grid reference.",
        ("grid ref", "ngr", "os grid ref", "grid"),
    ),
    Column("easting", ValueKind.NUMBER, "Easting, metres, EPSG:27700.", ("eastings", "x", "osgb x", "easting (m)")),
    Column("northing", ValueKind.NUMBER, "Northing, metres, EPSG:27700.", ("northings", "y", "osgb y", "northing (m)")),
    Column("lon", ValueKind.NUMBER, "Longitude, degrees, EPSG:4326.", ("longitude", "long", "lng")),
    Column("lat", ValueKind.NUMBER, "Latitude, degrees, EPSG:4326.", ("latitude",)),
)

MENTION_COLUMNS: tuple[Column, ...] = (
    Column(
        "line_name",
        ValueKind.TEXT,
        "Brand name of the deal line.",
        ("line", "deal line", "county line", "line brand", "brand", "drug line", "line/brand"),
    ),
    Column(
        "phone",
        ValueKind.PHONES,
        "Telephone numbers.",
        (
            "phones",
            "telephone",
            "tel",
            "phone number",
            "phone no",
            "mobile",
            "msisdn",
            "number",
            "numbers",
            "telephone number",
            "line number",
            "mobile number",
        ),
        personal=True,
    ),
    Column(
        "vehicle",
        ValueKind.VEHICLE,
        "Vehicle registration mark.",
        ("vrm", "vehicle (vrm)", "registration", "reg", "index", "vehicle reg", "vrn", "registration mark"),
        personal=True,
    ),
    Column(
        "person_ref",
        ValueKind.REFERENCE,
        "Nominal or PNC reference of a person.",
        (
            "nominal",
            "nominal ref",
            "nominal reference",
            "subject nominal refs",
            "pncid",
            "pnc id",
            "person ref",
            "subject ref",
            "nominal id",
            "subject nominal ref",
        ),
        personal=True,
    ),
    Column(
        "person_name",
        ValueKind.TEXT,
        "Name of the person; optional.",
        ("name", "nominal name", "subject", "subject name", "surname forename"),
        personal=True,
    ),
    Column(
        "person_role",
        ValueKind.ROLE,
        "What the person is in the record: suspect, exploited, witness.",
        ("role", "subject category", "subject role", "person role", "status of person"),
    ),
    Column(
        "age",
        ValueKind.AGE,
        "Age in years or an age band.",
        ("age range", "age band", "age at arrest", "age group"),
        personal=True,
    ),
)

_DRUG = Column(
    "drug",
    ValueKind.DRUG,
    "Drug as written; drug, class and form are read from it.",
    (
        "drug type",
        "drugs",
        "substance",
        "commodity",
        "drug (suspected)",
        "drug type (suspected)",
        "drug name",
        "drug type suspected",
    ),
)

_SPECS: tuple[KindSpec, ...] = (
    KindSpec(
        RecordKind.INTELLIGENCE,
        "intelligence",
        "Intelligence",
        "Intelligence",
        "One report of an intelligence log.",
        (
            Column(
                "themes",
                ValueKind.TEXT,
                "Themes or flags, such as CL, CCE, MSHT.",
                ("flags", "themes/flags", "theme", "themes flags", "keywords"),
            ),
            _DRUG,
        ),
    ),
    KindSpec(
        RecordKind.SEIZURE,
        "seizures",
        "Seizure",
        "Seizures",
        "One item of a seizure or exhibit register.",
        (
            _DRUG,
            Column(
                "quantity",
                ValueKind.QUANTITY,
                "How much, with or without its unit.",
                (
                    "qty",
                    "weight",
                    "amount",
                    "net weight",
                    "gross weight",
                    "gross/net weight",
                    "quantity seized",
                    "weight/quantity",
                    "weight (g)",
                    "weight g",
                    "quantity (g)",
                ),
            ),
            Column("unit", ValueKind.TEXT, "Unit of the quantity.", ("units", "measure", "uom", "unit of measure")),
            Column("purity_pct", ValueKind.PERCENT, "Purity, per cent.", ("purity", "purity %", "purity (%)")),
            Column(
                "stated_value_gbp",
                ValueKind.MONEY,
                "Street value as stated by the source, pounds.",
                ("street value", "value", "estimated value", "est value", "drug value", "street value (gbp)"),
            ),
            Column(
                "cash_gbp",
                ValueKind.MONEY,
                "Cash seized, pounds.",
                ("cash", "cash seized", "money", "cash gbp", "cash (gbp)", "cash £"),
            ),
            Column("weapon", ValueKind.TEXT, "Weapon seized.", ("weapons", "weapon type", "offensive weapon")),
        ),
    ),
    KindSpec(
        RecordKind.ENFORCEMENT,
        "enforcement",
        "Enforcement",
        "Enforcement",
        "One action: arrest, charge, warrant, line closure, safeguarding visit, referral, drug test, stop and search.",
        (
            Column(
                "action",
                ValueKind.ACTION,
                "What was done.",
                ("action type", "activity", "type of action", "enforcement action", "type"),
                required=True,
            ),
            Column(
                "action_count",
                ValueKind.COUNT,
                "How many, when one row stands for several.",
                ("count", "how many", "no of", "total"),
            ),
            Column(
                "outcome",
                ValueKind.OUTCOME,
                "What came of it.",
                ("result", "disposal", "case outcome", "outcome/disposal"),
            ),
            Column(
                "offence",
                ValueKind.TEXT,
                "Offence or legislation.",
                ("offence type", "legislation", "offence description"),
            ),
            Column("search_object", ValueKind.TEXT, "What a search was for.", ("object of search",)),
            Column(
                "closure_type", ValueKind.CLOSURE_TYPE, "Type 1 or Type 2, for a line closure.", ("type of closure",)
            ),
            Column(
                "referral_to", ValueKind.TEXT, "Service a person was referred to.", ("referred to", "referral service")
            ),
            Column("sex", ValueKind.TEXT, "Sex or gender, as recorded.", ("gender",), personal=True),
            Column(
                "ethnicity",
                ValueKind.TEXT,
                "Self-defined ethnicity, as recorded; only for disparity checks.",
                ("self-defined ethnicity", "self defined ethnicity"),
                personal=True,
            ),
            _DRUG,
        ),
    ),
    KindSpec(
        RecordKind.OFFENCE,
        "offences",
        "Recorded offence",
        "Recorded offences",
        "One recorded crime, such as a row of data.police.uk street-level crime.",
        (
            Column(
                "crime_type",
                ValueKind.TEXT,
                "Type of crime, as published.",
                ("offence type", "crime category", "offence"),
                required=True,
            ),
            Column(
                "outcome",
                ValueKind.TEXT,
                "Last outcome, as published.",
                ("last outcome category", "last outcome", "result"),
            ),
            Column("lsoa_code", ValueKind.TEXT, "Lower layer super output area.", ("lsoa code", "lsoa")),
        ),
    ),
    KindSpec(
        RecordKind.DEAL_LINE,
        "deal_lines",
        "Deal line",
        "Deal lines",
        "One line of a line register.",
        (
            Column(
                "line_name",
                ValueKind.TEXT,
                "Brand name of the line.",
                ("line", "deal line", "brand", "brand name", "line brand", "name", "county line"),
                required=True,
            ),
            Column(
                "status", ValueKind.LINE_STATUS, "Status in the register.", ("line status", "current status", "state")
            ),
            Column(
                "line_kind",
                ValueKind.LINE_KIND,
                "External (crosses a force boundary) or internal.",
                ("kind", "internal/external", "line type", "type"),
            ),
            Column(
                "origin_force",
                ValueKind.FORCE,
                "Force the line is run from.",
                ("exporting force", "exporter force", "exporter", "origin", "from force", "source force"),
            ),
            Column(
                "origin_place",
                ValueKind.TEXT,
                "Town the line is run from.",
                ("origin town", "exporting town", "origin place", "run from"),
            ),
            Column(
                "destination",
                ValueKind.TEXT,
                "Towns the line sells in, separated by semicolons.",
                (
                    "destinations",
                    "importing town",
                    "served places",
                    "supplies",
                    "destination town",
                    "importing area",
                    "sells in",
                ),
            ),
            Column("drugs", ValueKind.DRUGS, "Drugs sold.", ("drug", "commodity", "commodities", "drug types")),
            Column(
                "first_seen",
                ValueKind.DATE,
                "First known activity.",
                ("first known", "first activity", "date first seen"),
            ),
            Column(
                "last_seen", ValueKind.DATE, "Last known activity.", ("last known", "last activity", "date last seen")
            ),
            Column(
                "closure_type", ValueKind.CLOSURE_TYPE, "Type 1 or Type 2, if closed.", ("closure", "type of closure")
            ),
            Column("closed_on", ValueKind.DATE, "Date of closure.", ("closed", "date closed", "closure date")),
            Column(
                "successor_of",
                ValueKind.TEXT,
                "Line it took over from.",
                ("predecessor", "rebrand of", "previous brand"),
            ),
        ),
        located=False,
        dated=False,
    ),
    KindSpec(
        RecordKind.OPERATION,
        "operations",
        "Operation",
        "Operations",
        "One phase of an operation.",
        (
            Column(
                "operation",
                ValueKind.TEXT,
                "Name of the operation.",
                ("operation name", "op name", "op", "name"),
                required=True,
            ),
            Column("phase", ValueKind.TEXT, "Phase.", ("phase no", "iteration", "operation phase")),
            Column("lead", ValueKind.TEXT, "Lead force or office.", ("lead force", "lead office", "lead agency")),
            Column(
                "forces",
                ValueKind.FORCES,
                "Forces taking part.",
                ("force", "participating forces", "partners", "forces taking part"),
            ),
            Column(
                "start_on", ValueKind.DATE, "First day.", ("start", "start date", "from", "date from"), required=True
            ),
            Column("end_on", ValueKind.DATE, "Last day.", ("end", "end date", "to", "date to")),
            Column(
                "strand",
                ValueKind.TEXT,
                "Strand of the drug strategy: 1 supply, 2 treatment, 3 demand.",
                ("strategy strand",),
            ),
            Column("funding", ValueKind.TEXT, "Source of funding.", ("funded by",)),
        ),
        located=False,
        dated=False,
    ),
    KindSpec(
        RecordKind.RESULT,
        "results",
        "Published result",
        "Published results",
        "One figure of a results return: a measure for a programme, its forces and its period.",
        (
            Column(
                "programme",
                ValueKind.TEXT,
                "Programme or operation.",
                ("operation", "operation name", "programme name", "project"),
                required=True,
            ),
            Column("lead", ValueKind.TEXT, "Lead office.", ("lead office", "lead pcc", "lead force")),
            Column("forces", ValueKind.FORCES, "Forces the figure covers.", ("force", "areas", "police forces")),
            Column("start", ValueKind.DATE, "Start of the period.", ("period start", "from")),
            Column("end", ValueKind.DATE, "End of the period.", ("period end", "to")),
            Column("strand", ValueKind.TEXT, "Strand of the drug strategy.", ("strategy strand",)),
            Column(
                "measure",
                ValueKind.TEXT,
                "What is counted, in the publisher's words.",
                ("indicator", "metric"),
                required=True,
            ),
            Column("value", ValueKind.NUMBER, "The figure; empty when not quantified.", ("figure", "number", "result")),
            Column("unit", ValueKind.TEXT, "Unit of the figure.", ("units",)),
            Column(
                "qualifier",
                ValueKind.BOUND,
                "Bound and remarks: approx, at least, more than ...",
                ("bound", "remark", "note"),
            ),
            Column(
                "source", ValueKind.TEXT, "Where the figure was published.", ("published in", "reference", "source url")
            ),
        ),
        located=False,
        dated=False,
    ),
)

KINDS: MappingProxyType[RecordKind, KindSpec] = MappingProxyType({spec.kind: spec for spec in _SPECS})
