"""Describe the tables that keep what people decided, so that it survives every import and every linking."""

from __future__ import annotations

from linesmap.model.table import Table
from linesmap.model.table import read_fields as _fields

__all__ = ["CHOSEN", "REVIEW_TABLES", "UNKNOWN"]

CHOSEN = "chosen by a person"
"""What the method of a place that a person chose begins with."""

UNKNOWN = "marked unknown by a person"
"""Method of a place that a person marked as unknown."""

REVIEW_TABLES: tuple[Table, ...] = (
    Table(
        "place_decisions",
        "what a person decided a place text means",
        _fields("""
        decision_id   | VARCHAR   | Identifier: D and a number
        words         | VARCHAR   | What was asked, in small letters with single spaces
        text          | VARCHAR   | What was asked, as written
        near          | VARCHAR   | Code of the recording force whose rows it is for, empty for every force
        choice        | VARCHAR   | candidate, point, unknown
        label         | VARCHAR   | What the place is called
        lon           | DOUBLE    | Degrees, EPSG:4326
        lat           | DOUBLE    | Degrees, EPSG:4326
        precision     | VARCHAR   | point, postcode unit, ... force area
        uncertainty_m | DOUBLE    | Radius that should hold the true place 95 times in 100, metres
        pfa_code      | VARCHAR   | Force area it lies in
        lad_code      | VARCHAR   | District it lies in
        by            | VARCHAR   | Who decided
        at            | TIMESTAMP | When, UTC
        undone_at     | TIMESTAMP | When it was undone or replaced, UTC; null while it stands
        note          | VARCHAR   | Why, in the words of who decided
    """),
        ("decision_id",),
    ),
    Table(
        "decided_places",
        "a place whose answer a decision replaced",
        _fields("""
        place_id    | VARCHAR | Place
        decision_id | VARCHAR | Decision that stands for it
        original    | VARCHAR | Row of `places` as the geocoder gave it, as JSON
    """),
        ("place_id",),
    ),
)
"""Decisions about places, and the answers of the geocoder that they replace."""
