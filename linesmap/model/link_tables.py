"""Describe the tables that tie records together: what is named, who is who, why, and what people decided."""

from __future__ import annotations

from linesmap.model.table import Table
from linesmap.model.table import read_fields as _fields

__all__ = ["HOME", "LINK_TABLES"]

HOME = "home"
"""Role of an address where a person of the record lives."""

LINK_TABLES: tuple[Table, ...] = (
    Table(
        "mentions",
        "a person, phone, vehicle, address, line, group, operation or place named in a record",
        _fields("""
        mention_id  | VARCHAR | Identifier
        record_id   | VARCHAR | Record
        entity_type | VARCHAR | person, phone, vehicle, address, deal_line, group, operation, place
        role        | VARCHAR | suspect, exploited, witness, unknown; of an address `home` where a person lives
        raw         | VARCHAR | As written
        normalised  | VARCHAR | The exact key
        from_text   | BOOLEAN | Found in the text of the record only, in no column of its own
        span_from   | BIGINT  | First character of it in `records.summary`, from 0; null when it is not in the text
        span_to     | BIGINT  | Character after its last in `records.summary`
    """),
        ("mention_id",),
    ),
    Table(
        "particulars",
        "what a record says of a person it names; personal, never leaves by default",
        _fields("""
        mention_id | VARCHAR | Mention
        profile_id | VARCHAR | Identifier of these particulars: rows that say the same of a person share it
        forename   | VARCHAR | Forename or forenames, in small letters
        surname    | VARCHAR | Surname, in small letters
        born       | VARCHAR | Date of birth, YYYY-MM-DD; in that order also when it is no date, such as 1990-02-31
        born_from  | BIGINT  | Earliest year of birth that age and date of the record allow
        born_to    | BIGINT  | Latest such year
        sex        | VARCHAR | female, male, other
        address    | VARCHAR | Home address, in small letters
        postcode   | VARCHAR | Postcode of the home
        phones     | VARCHAR | Own numbers, E.164, separated by semicolons
        refs       | VARCHAR | Keys of references, separated by semicolons: PNC:..., or force code:...
        force      | VARCHAR | Code of the recording force
    """),
        ("mention_id",),
    ),
    Table(
        "pairs",
        "two sets of particulars, or two addresses, that may be of the same person or place",
        _fields("""
        pair_id       | VARCHAR | Identifier, made from the two
        entity_type   | VARCHAR | person or address
        profile_a     | VARCHAR | First profile, or address entity
        profile_b     | VARCHAR | Second
        probability   | DOUBLE  | Probability of a match, 0 to 1
        match_weight  | DOUBLE  | Logarithm to base 2 of the odds
        band          | VARCHAR | automatic or review
        reason        | VARCHAR | Why an automatic match was held back for review, if it was
        contributions | VARCHAR | What each field adds to the weight, as JSON [[field, level, weight]]
    """),
        ("pair_id",),
    ),
    Table(
        "judgements",
        "what a person decided about two things being one",
        _fields("""
        judgement_id | VARCHAR   | Identifier: J and a number
        subject      | VARCHAR   | person, address (the same one?) or deal_line (b took over from a?)
        a            | VARCHAR   | First profile, address or line
        b            | VARCHAR   | Second; of lines the later one
        verdict      | VARCHAR   | accept, reject, unsure
        relation     | VARCHAR   | Of lines: rebranded or merged
        on           | DATE      | Of lines: the day of the change
        by           | VARCHAR   | Who decided
        at           | TIMESTAMP | When, UTC
        undone_at    | TIMESTAMP | When it was undone or replaced, UTC; null while it stands
        note         | VARCHAR   | Why, in the words of who decided
    """),
        ("judgement_id",),
    ),
    Table(
        "entities",
        "what mentions resolve to",
        _fields("""
        entity_id    | VARCHAR | Identifier, made from type and key
        entity_type  | VARCHAR | person, phone, ...
        label        | VARCHAR | What is shown; a pseudonym for a person
        safeguarding | BOOLEAN | Named as exploited in at least one record
        caution      | VARCHAR | Why its mentions may not all be one: held together by one weak link; else null
        weak_a       | VARCHAR | Of a person: the profile at one end of that link, `profile_a` of its pair
        weak_b       | VARCHAR | The profile at its other end
        weak_prob    | DOUBLE  | Probability of the link, 0 to 1
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
        method     | VARCHAR   | exact key, same particulars, probabilistic, decided, own mention
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
)
