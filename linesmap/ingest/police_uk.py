"""Know the two kinds of file that data.police.uk publishes.

Source: data.police.uk/about and its CSV downloads, Open Government Licence v3.0. Points are moved to the
nearest of about 750,000 snap points, so they are areas rather than addresses; dates of crimes are months.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = [
    "STOP_HEADER",
    "STOP_TEMPLATE",
    "STREET_HEADER",
    "STREET_TEMPLATE",
    "force_in_file_name",
    "stop_columns",
    "stop_summary",
    "street_columns",
]

STREET_TEMPLATE = "data.police.uk street-level crime"
STOP_TEMPLATE = "data.police.uk stop and search"

STREET_HEADER = (
    "Crime ID",
    "Month",
    "Reported by",
    "Falls within",
    "Longitude",
    "Latitude",
    "Location",
    "LSOA code",
    "LSOA name",
    "Crime type",
    "Last outcome category",
    "Context",
)
STOP_HEADER = (
    "Type",
    "Date",
    "Part of a policing operation",
    "Policing operation",
    "Latitude",
    "Longitude",
    "Gender",
    "Age range",
    "Self-defined ethnicity",
    "Officer-defined ethnicity",
    "Legislation",
    "Object of search",
    "Outcome",
    "Outcome linked to object of search",
    "Removal of more than just outer clothing",
)

_STREET_COLUMNS = {
    "reference": "Crime ID",
    "occurred_from": "Month",
    "recording_force": "Reported by",
    "lon": "Longitude",
    "lat": "Latitude",
    "summary": "Location",
    "lsoa_code": "LSOA code",
    "crime_type": "Crime type",
    "outcome": "Last outcome category",
}
_STOP_COLUMNS = {
    "occurred_from": "Date",
    "operation": "Policing operation",
    "lat": "Latitude",
    "lon": "Longitude",
    "sex": "Gender",
    "age": "Age range",
    "ethnicity": "Self-defined ethnicity",
    "offence": "Legislation",
    "search_object": "Object of search",
    "outcome": "Outcome",
}
_SUMMARY_PARTS = (
    ("Type", "{}"),
    ("Legislation", "under {}"),
    ("Object of search", "for {}"),
    ("Outcome", "outcome as published: {}"),
    ("Outcome linked to object of search", "linked to the object of search: {}"),
)
_FILE_NAME = re.compile(r"\d{4}-\d{2}-(.+)-(?:stop-and-search|street)", re.IGNORECASE)


def street_columns() -> dict[str, tuple[int, ...]]:
    """Give the positions of the columns of a street-level crime file, by our names."""
    return {name: (STREET_HEADER.index(header),) for name, header in _STREET_COLUMNS.items()}


def stop_columns() -> dict[str, tuple[int, ...]]:
    """Give the positions of the columns of a stop and search file, by our names."""
    return {name: (STOP_HEADER.index(header),) for name, header in _STOP_COLUMNS.items()}


def stop_summary(row: Sequence[str]) -> str:
    """Put a stop and search into words, with the outcome in the words it was published in.

    Examples
    --------
    >>> stop_summary(["Person search", "", "", "", "", "", "", "", "", "", "", "Controlled drugs", "Arrest", "", ""])
    'Person search; for Controlled drugs; outcome as published: Arrest'
    """
    parts = ((pattern, row[STOP_HEADER.index(header)].strip()) for header, pattern in _SUMMARY_PARTS)
    return "; ".join(pattern.format(value) for pattern, value in parts if value)


def force_in_file_name(file_name: str) -> str | None:
    """Find the force in a file name such as `2020-01-merseyside-stop-and-search.csv`.

    Returns
    -------
    name
        The published id of the force with spaces, for `find_force`; None when the name is another.

    Examples
    --------
    >>> force_in_file_name("2020-01-west-midlands-stop-and-search.csv")
    'west midlands'
    """
    found = _FILE_NAME.match(file_name)
    return found[1].replace("-", " ") if found else None
