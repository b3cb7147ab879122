"""Describe the tables of a workspace, column by column.

The store makes its tables from this description, and docs/formats.md is generated from it, so that neither
can drift. Types are DuckDB's. Units are in the names: `_m` metres, `_g` grams, `_gbp` pounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

__all__ = ["TABLES", "Field", "Table"]


@dataclass(frozen=True)
class Field:
    """One column of a table: name, DuckDB type and what it holds."""

    name: str
    type: str
    help: str


@dataclass(frozen=True)
class Table:
    """One table: what one row is, its columns and the columns that identify a row."""

    name: str
    row: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(field.name for field in self.fields)


def _fields(text: str) -> tuple[Field, ...]:
    """Read one field a line: name, type, help, separated by bars."""
    parts = (tuple(part.strip() for part in line.split("|")) for line in text.strip().splitlines())
    return tuple(Field(name, type_, help_) for name, type_, help_ in parts)


_TABLES: tuple[Table, ...] = (
    Table(
        "sources",
        "an imported file, or sheet of a file",
        _fields("""
        source_id     | VARCHAR   | Identifier, made from the content
        name          | VARCHAR   | File name, with the sheet where there are several
        sha256        | VARCHAR   | SHA-256 of the file
        kind          | VARCHAR   | Kind of record
        template      | VARCHAR   | How the columns were read
        reason        | VARCHAR   | Why this kind was chosen
        rows_in       | BIGINT    | Rows of data in the file
        rows_accepted | BIGINT    | Rows that became records
        rows_rejected | BIGINT    | Rows in `rejects`
        rows_held     | BIGINT    | Rows already held from another file
        invented      | BOOLEAN   | The file says that its data are invented
        imported_at   | TIMESTAMP | When, UTC
    """),
        ("source_id",),
    ),
    Table(
        "rejects",
        "a row that was not accepted",
        _fields("""
        source_id   | VARCHAR | File
        row_number  | BIGINT  | Row in the file; the header is row 1 of a plain CSV
        column      | VARCHAR | Column at fault, empty when it is the whole row
        reason_code | VARCHAR | Short code of the reason
        message     | VARCHAR | One plain sentence: what was expected, what to do
        raw         | VARCHAR | The whole row as JSON
    """),
        ("source_id", "row_number"),
    ),
    Table(
        "records",
        "an accepted row of any kind",
        _fields("""
        record_id           | VARCHAR   | Identifier, made from the content
        source_id           | VARCHAR   | File
        row_number          | BIGINT    | Row in the file
        kind                | VARCHAR   | Kind of record
        reference           | VARCHAR   | The source system's own number
        recording_force     | VARCHAR   | Code of the force whose record it is
        occurred_from       | TIMESTAMP | Start, local time (Europe/London)
        occurred_to         | TIMESTAMP | End, local time, included
        date_precision      | VARCHAR   | minute, day, range, month, year
        place_id            | VARCHAR   | Place, null when the row names none
        operation_id        | VARCHAR   | Operation
        phase               | VARCHAR   | Phase of the operation
        drugs               | VARCHAR   | Drugs named, separated by semicolons
        grading             | VARCHAR   | Evaluation as recorded
        grading_scheme      | VARCHAR   | 3x5x2 or 5x5x5
        grade_band          | VARCHAR   | high, medium, low, ungraded
        handling            | VARCHAR   | P or C, or the 5x5x5 digit
        handling_conditions | VARCHAR   | Conditions in words
        marking             | VARCHAR   | Classification
        summary             | VARCHAR   | Sanitised text
        title               | VARCHAR   | What it is, in a few words, without personal data
        warnings            | VARCHAR   | Values that could not be read, as JSON [[column, code, message]]
        raw                 | VARCHAR   | The row as filed, as JSON, without officers and sources
    """),
        ("record_id",),
    ),
    Table(
        "intelligence",
        "an intelligence report",
        _fields("""
        record_id | VARCHAR | Record
        themes    | VARCHAR | Themes or flags as recorded
    """),
        ("record_id",),
    ),
    Table(
        "seizures",
        "an item seized",
        _fields("""
        record_id        | VARCHAR | Record
        drug             | VARCHAR | Drug, in linesmap's words
        drug_class       | VARCHAR | A, B, C, unknown
        form             | VARCHAR | Form, such as powder, resin, plant
        quantity         | DOUBLE  | Number as recorded
        unit             | VARCHAR | Unit as recorded, normalised
        bound            | VARCHAR | exact, at least, more than, at most, about
        quantity_g       | DOUBLE  | Weight, grams
        n_doses          | DOUBLE  | Tablets, wraps or other doses
        n_plants         | DOUBLE  | Plants
        purity_pct       | DOUBLE  | Purity, per cent
        stated_value_gbp | DOUBLE  | Street value stated by the source, pounds
        cash_gbp         | DOUBLE  | Cash, pounds
        weapon           | VARCHAR | Weapon
    """),
        ("record_id",),
    ),
    Table(
        "enforcement",
        "an action of the police",
        _fields("""
        record_id     | VARCHAR | Record
        action        | VARCHAR | arrest, charge, warrant, line closure, ...
        action_count  | BIGINT  | How many the row stands for
        outcome       | VARCHAR | charged, pending, no further action, out of court, other
        age_band      | VARCHAR | under 18, 18-24, 25-34, over 34, unknown
        phase         | VARCHAR | Phase of the operation
        closure_type  | VARCHAR | Type 1 or Type 2
        offence       | VARCHAR | Offence or legislation
        search_object | VARCHAR | What a search was for
        referral_to   | VARCHAR | Service referred to
        role          | VARCHAR | suspect, exploited, witness, unknown
    """),
        ("record_id",),
    ),
    Table(
        "offences",
        "a recorded crime",
        _fields("""
        record_id  | VARCHAR | Record
        crime_type | VARCHAR | Type of crime as published
        outcome    | VARCHAR | Last outcome as published
        lsoa_code  | VARCHAR | Lower layer super output area
    """),
        ("record_id",),
    ),
    Table(
        "deal_lines",
        "a line of a register",
        _fields("""
        record_id            | VARCHAR | Record
        line_id              | VARCHAR | Entity of the line
        line_name            | VARCHAR | Brand name
        phone                | VARCHAR | Numbers, E.164, separated by semicolons
        status               | VARCHAR | Status in the register
        line_kind            | VARCHAR | external, internal, unknown
        origin_force         | VARCHAR | Code of the force the line is run from
        origin_place         | VARCHAR | Town the line is run from
        origin_place_id      | VARCHAR | Its place
        destination          | VARCHAR | Towns the line sells in
        destination_place_id | VARCHAR | Their places, separated by semicolons
        drugs                | VARCHAR | Drugs sold, separated by semicolons
        first_seen           | DATE    | First known activity
        last_seen            | DATE    | Last known activity
        closure_type         | VARCHAR | Type 1 or Type 2
        closed_on            | DATE    | Date of closure
        successor_of         | VARCHAR | Line it took over from
    """),
        ("record_id",),
    ),
    Table(
        "operations",
        "a phase of an operation",
        _fields("""
        record_id    | VARCHAR | Record
        operation_id | VARCHAR | Entity of the operation
        operation    | VARCHAR | Name
        phase        | VARCHAR | Phase
        lead         | VARCHAR | Lead force or office
        forces       | VARCHAR | Codes of the forces, separated by semicolons
        start_on     | DATE    | First day
        end_on       | DATE    | Last day, included
        strand       | VARCHAR | Strand of the drug strategy
        funding      | VARCHAR | Source of funding
    """),
        ("record_id",),
    ),
    Table(
        "results",
        "a published figure",
        _fields("""
        record_id    | VARCHAR | Record
        programme    | VARCHAR | Programme or operation
        lead         | VARCHAR | Lead office
        forces       | VARCHAR | Forces as published, separated by semicolons
        period_start | VARCHAR | Start as published: year, month or day
        period_end   | VARCHAR | End as published
        strand       | VARCHAR | 1 supply, 2 treatment, 3 demand, other
        measure      | VARCHAR | What is counted, in the publisher's words
        value        | DOUBLE  | Figure, null when not quantified
        unit         | VARCHAR | Unit
        bound        | VARCHAR | exact, at least, more than, at most, about
        qualifier    | VARCHAR | Bound and remarks as published
        source       | VARCHAR | Where it was published
    """),
        ("record_id",),
    ),
    Table(
        "places",
        "a distinct location",
        _fields("""
        place_id      | VARCHAR | Identifier, made from what was asked
        text          | VARCHAR | What was asked
        status        | VARCHAR | found, ambiguous, refused, not_found
        label         | VARCHAR | What it is called
        lon           | DOUBLE  | Degrees, EPSG:4326
        lat           | DOUBLE  | Degrees, EPSG:4326
        easting       | DOUBLE  | Metres, EPSG:27700
        northing      | DOUBLE  | Metres, EPSG:27700
        precision     | VARCHAR | point, postcode unit, ... force area
        uncertainty_m | DOUBLE  | Radius that should hold the true place 95 times in 100, metres
        method        | VARCHAR | How it was found, in words
        pfa_code      | VARCHAR | Force area it lies in
        lad_code      | VARCHAR | District it lies in
        h3            | VARCHAR | H3 cell at resolution 9
        candidates    | VARCHAR | Other possible places, as JSON
    """),
        ("place_id",),
    ),
    Table(
        "mentions",
        "a person, phone, vehicle, line, operation or place named in a record",
        _fields("""
        mention_id  | VARCHAR | Identifier
        record_id   | VARCHAR | Record
        entity_type | VARCHAR | person, phone, vehicle, deal_line, operation, place
        role        | VARCHAR | suspect, exploited, witness, unknown; empty when not a person
        raw         | VARCHAR | As written
        normalised  | VARCHAR | The exact key
    """),
        ("mention_id",),
    ),
    Table(
        "entities",
        "what mentions resolve to",
        _fields("""
        entity_id    | VARCHAR | Identifier, made from type and key
        entity_type  | VARCHAR | person, phone, ...
        label        | VARCHAR | What is shown; a pseudonym for a person
        safeguarding | BOOLEAN | Named as exploited in at least one record
    """),
        ("entity_id",),
    ),
    Table(
        "resolutions",
        "why a mention belongs to an entity",
        _fields("""
        mention_id | VARCHAR   | Mention
        entity_id  | VARCHAR   | Entity
        score      | DOUBLE    | 0 to 1
        method     | VARCHAR   | exact key
        judgement  | VARCHAR   | A person's decision, if any
        by         | VARCHAR   | Who decided
        at         | TIMESTAMP | When
    """),
        ("mention_id",),
    ),
    Table(
        "links",
        "two entities tied by records",
        _fields("""
        entity_a   | VARCHAR   | First entity
        entity_b   | VARCHAR   | Second entity
        relation   | VARCHAR   | uses, seen_with, supplied_from, ...
        weight     | DOUBLE    | Strength of the evidence
        n_records  | BIGINT    | Number of records
        first_seen | TIMESTAMP | First record
        last_seen  | TIMESTAMP | Last record
        record_ids | VARCHAR   | Records, as JSON
    """),
        ("entity_a", "entity_b", "relation"),
    ),
    Table(
        "audit",
        "who did what",
        _fields("""
        seq           | BIGINT    | Number in order
        at            | TIMESTAMP | When, UTC
        actor         | VARCHAR   | Who
        action        | VARCHAR   | collection, alteration, consultation, disclosure, combination, erasure
        object        | VARCHAR   | On what
        detail        | VARCHAR   | Particulars, as JSON
        previous_hash | VARCHAR   | Hash of the entry before
        hash          | VARCHAR   | SHA-256 over this entry and the one before
    """),
        ("seq",),
    ),
    Table(
        "state",
        "one fact about the workspace",
        _fields("""
        name  | VARCHAR | version, schema, linked_version, marking, handling, title
        value | VARCHAR | Its value
    """),
        ("name",),
    ),
)

TABLES: MappingProxyType[str, Table] = MappingProxyType({table.name: table for table in _TABLES})
