"""Describe the tables of a workspace, column by column.

The store makes its tables from this description, and docs/formats.md is generated from it, so that neither
can drift. Types are DuckDB's. Units are in the names: `_m` metres, `_g` grams, `_gbp` pounds.
"""

from __future__ import annotations

from types import MappingProxyType

from linesmap.model.link_tables import LINK_TABLES
from linesmap.model.review_tables import REVIEW_TABLES
from linesmap.model.table import Field, Table
from linesmap.model.table import read_fields as _fields

__all__ = ["TABLES", "Field", "Table"]


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
        read_by       | VARCHAR   | What each column was taken for, as a template in YAML
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
        returned_as | VARCHAR | The record it became when imported again, or the source and row it was rejected as
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
        record_id     | VARCHAR | Record
        crime_type    | VARCHAR | Type of crime as published
        outcome       | VARCHAR | Last outcome as published
        lsoa_code     | VARCHAR | Lower layer super output area
        offence_count | BIGINT  | How many the row stands for; null when it does not say, which counts as 1
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
        districts    | VARCHAR | Codes of the districts it works in, separated by semicolons
        officer_days | DOUBLE  | Officer-days spent, null when not stated
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
        "nominals",
        "a person of a register of people",
        _fields("""
        record_id | VARCHAR | Record
        known_as  | VARCHAR | Other names, separated by semicolons
        sex       | VARCHAR | female, male, other, unknown
        status    | VARCHAR | Status in the register, as recorded
    """),
        ("record_id",),
    ),
    Table(
        "disruptions",
        "a disruption graded by the body that judged it",
        _fields("""
        record_id | VARCHAR | Record
        grade     | VARCHAR | major, moderate, minor, none, negative: as recorded, never worked out
        four_p    | VARCHAR | pursue, prevent, protect, prepare
        assessor  | VARCHAR | Office or unit that judged it
        rationale | VARCHAR | Why it was graded so
        moderated | VARCHAR | yes, no, or the office that checked the grade
    """),
        ("record_id",),
    ),
    Table(
        "places",
        "a distinct location",
        _fields("""
        place_id       | VARCHAR | Identifier, made from what was asked
        text           | VARCHAR | What was asked
        status         | VARCHAR | found, ambiguous, refused, not_found
        label          | VARCHAR | What it is called
        lon            | DOUBLE  | Degrees, EPSG:4326
        lat            | DOUBLE  | Degrees, EPSG:4326
        easting        | DOUBLE  | Metres, EPSG:27700
        northing       | DOUBLE  | Metres, EPSG:27700
        precision      | VARCHAR | point, postcode unit, ... force area
        uncertainty_m  | DOUBLE  | Radius that should hold the true place 95 times in 100, metres
        method         | VARCHAR | How it was found, in words
        pfa_code       | VARCHAR | Force area it lies in
        lad_code       | VARCHAR | District it lies in
        h3             | VARCHAR | H3 cell at resolution 9
        candidates     | VARCHAR | Other possible places, as JSON
        disagreement_m | DOUBLE  | Largest gap to another statement of the row beyond both uncertainties, metres
        asked          | VARCHAR | The question as JSON, so that it can be asked again; null for a bare point
    """),
        ("place_id",),
    ),
    *LINK_TABLES,
    Table(
        "gazetteers",
        "a gazetteer that a user added",
        _fields("""
        gazetteer_id  | VARCHAR   | Identifier, made from the content
        name          | VARCHAR   | File name
        kind          | VARCHAR   | open_names, postcode_directory, code_point, places
        sha256        | VARCHAR   | SHA-256 of the file
        date_of_data  | VARCHAR   | Year, or year and month, of the data; empty when unknown
        rows          | BIGINT    | Rows taken in
        rows_left_out | BIGINT    | Rows of a kind that plays no part in geocoding
        rows_refused  | BIGINT    | Rows that could not be used, such as those without a position
        added_at      | TIMESTAMP | When, UTC
    """),
        ("gazetteer_id",),
    ),
    Table(
        "gazetteer_places",
        "a settlement, station, road or other place of a user's gazetteer",
        _fields("""
        gazetteer_id | VARCHAR | Gazetteer
        row_number   | BIGINT  | Row, counted over all files of the gazetteer
        name         | VARCHAR | Name
        other_names  | VARCHAR | Other names, separated by semicolons
        name_key     | VARCHAR | What the spellings of the name share
        kind         | VARCHAR | city, town, village, suburb, hamlet, settlement, station, street, or the user's word
        town         | VARCHAR | Settlement it belongs to, as the gazetteer says
        county       | VARCHAR | County, as the gazetteer says
        easting      | DOUBLE  | Metres, EPSG:27700
        northing     | DOUBLE  | Metres, EPSG:27700
        radius_m     | DOUBLE  | Radius that holds all of it, metres; null when the gazetteer does not say
        population   | BIGINT  | Population, null when the gazetteer does not say
        pfa_code     | VARCHAR | Force area it lies in
        lad_code     | VARCHAR | District it lies in
    """),
        ("gazetteer_id", "row_number"),
    ),
    Table(
        "gazetteer_postcodes",
        "a unit postcode of a user's gazetteer",
        _fields("""
        gazetteer_id | VARCHAR | Gazetteer
        postcode     | VARCHAR | Postcode in its usual spelling
        easting      | DOUBLE  | Metres, EPSG:27700
        northing     | DOUBLE  | Metres, EPSG:27700
        lad_code     | VARCHAR | District, as the gazetteer says; null when it does not
        sector_only  | BOOLEAN | The position is the middle of the sector, not of the postcode
    """),
        ("gazetteer_id", "postcode"),
    ),
    *REVIEW_TABLES,
    Table(
        "templates",
        "a template that files of this workspace are read by",
        _fields("""
        name     | VARCHAR   | Its name
        kind     | VARCHAR   | Kind of record
        text     | VARCHAR   | The template as YAML
        saved_at | TIMESTAMP | When, UTC
    """),
        ("name",),
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
