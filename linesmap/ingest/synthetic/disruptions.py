"""Write an invented list of graded disruptions, as a regional unit would keep it."""

from __future__ import annotations

from pathlib import Path

from linesmap.ingest.synthetic.files import write_table

__all__ = ["write_disruptions"]

_FILE = "graded_disruptions.csv"
_HEADERS = ("Disruption ref", "Date assessed", "Disruption grade", "Assessor", "Rationale", "4P", "Moderated",
            "Operation", "Phase", "Line name", "Force")  # fmt: skip
_PANEL, _UNIT, _FORCE = "Regional moderation panel", "SWROCU disruption desk", "Force intelligence bureau"
_ROWS = (
    ("2024-09-02", "Moderate", _UNIT, "Number dead for three weeks; two of the known addresses sell no longer.",
     "Pursue", _PANEL, "Larkspur", "1", "Wheatear", "Avon and Somerset"),
    ("2024-09-09", "Minor", _FORCE, "Street sales stopped for ten days and came back at the same place.",
     "Pursue", "no", "Larkspur", "1", "Pochard", "Devon and Cornwall"),
    ("2024-09-16", "None", _UNIT, "Arrests of two street dealers; the number never went quiet.",
     "Pursue", _PANEL, "Larkspur", "1", "Harrier", "Dorset"),
    ("2024-12-02", "Minor", _FORCE, "The line was quiet for a fortnight after warrants at two addresses.",
     "Pursue", "no", "Fenwren", "1", "Goshawk", "Dorset"),
    ("2025-02-17", "Major", _UNIT, "Line holder charged, handsets seized, no successor seen at the check-backs.",
     "Pursue", _PANEL, "Larkspur", "2", "Osprey", "Devon and Cornwall"),
    ("2025-02-24", "Moderate", _UNIT, "Three people safeguarded and the cuckooed address secured.",
     "Protect", _PANEL, "Larkspur", "2", "Brambling", "Wiltshire"),
    ("2025-03-24", "Negative", _UNIT, "A rival line took over the customers within a month, with more violence.",
     "Pursue", _PANEL, "Larkspur", "2", "Curlew", "Devon and Cornwall"),
    ("2025-06-23", "Minor", _FORCE, "School and housing teams briefed; two tenants moved.",
     "Prevent", "no", "Tidewick", "1", "Goldeneye", "Devon and Cornwall"),
)  # fmt: skip


def write_disruptions(folder: Path) -> Path:
    """Write eight invented disruptions of every grade, for the lines and operations of the demonstration.

    Returns
    -------
    path
        `graded_disruptions.csv` in the folder; always the same bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / _FILE
    write_table(path, _HEADERS, ((f"GD/{number:03}", *row) for number, row in enumerate(_ROWS, start=1)))
    return path
