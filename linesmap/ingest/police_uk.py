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
    "stop_summaries",
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

_SUMMARY_PARTS = (
    ("Type", "{}"),
    ("Legislation", "under {}"),
    ("Object of search", "for {}"),
    ("Outcome", "outcome as published: {}"),
    ("Outcome linked to object of search", "linked to the object of search: {}"),
)
_FILE_NAME = re.compile(r"\d{4}-\d{2}-(.+)-(?:stop-and-search|street)", re.IGNORECASE)


def stop_summaries(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Put each stop and search into words, with the outcome in the words it was published in.

    Parameters
    ----------
    headers, rows
        Of the table; a column that is missing is passed over.

    Examples
    --------
    >>> stop_summaries(["Type", "Object of search", "Outcome"], [["Person search", "Controlled drugs", "Arrest"]])
    ['Person search; for Controlled drugs; outcome as published: Arrest']
    """
    parts = [(pattern, headers.index(header)) for header, pattern in _SUMMARY_PARTS if header in headers]
    return ["; ".join(pattern.format(text) for pattern, at in parts if (text := row[at].strip())) for row in rows]


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
