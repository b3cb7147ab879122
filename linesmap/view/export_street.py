"""Write street-level crime in the very columns that data.police.uk publishes it in.

Its points were moved by the publisher. Our import knows that by the header alone, so that nothing may be added to it:
where each row came from stands in a table beside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from linesmap import reference
from linesmap.ingest.police_uk import STREET_HEADER
from linesmap.view.export_content import KindTable
from linesmap.view.export_kinds import PROVENANCE, bare_point

__all__ = ["is_street_crime", "street_tables"]

_LABEL, _ORIGINS = "Street-level crime", "Street-level crime origins"
_HELP = {
    "Crime ID": "Identifier as published",
    "Month": "Month of the crime",
    "Reported by": "Force whose record it is",
    "Longitude": "Degrees, EPSG:4326, moved by the publisher",
    "Latitude": "Degrees, EPSG:4326, moved by the publisher",
    "Location": "Where, as published",
    "LSOA code": "Lower layer super output area",
    "Crime type": "Type of crime, as published",
    "Last outcome category": "Last outcome, as published",
}
_UNUSED = "Not held by linesmap; kept so that the header is as published"


def is_street_crime(row: Mapping[str, Any]) -> bool:
    """Tell whether a row of recorded crime is a point that its publisher moved.

    Parameters
    ----------
    row
        As in `export_kinds.kind_table`.
    """
    point = bare_point(row)
    return point is not None and point.snapped and point.lon is not None and row.get("offence_count") is None


def street_tables(rows: Sequence[Mapping[str, Any]], *, marking: str) -> list[KindTable]:
    """Lay out street-level crime, and beside it where each row came from.

    Parameters
    ----------
    rows
        As in `export_kinds.kind_table`, and `published_text`.
    marking
        Of the export.
    """
    forces = {force.code: force.name for force in reference.forces()}
    made = [
        {
            "Crime ID": row["reference"],
            "Month": f"{pd.Timestamp(row['occurred_from']):%Y-%m}",
            "Reported by": forces.get(row["recording_force"]),
            "Longitude": row["lon"],
            "Latitude": row["lat"],
            "Location": row["published_text"],
            "LSOA code": row["lsoa_code"],
            "Crime type": row["crime_type"],
            "Last outcome category": row["outcome"],
        }
        for row in rows
    ]
    crimes = pd.DataFrame(made, columns=list(STREET_HEADER), dtype="object")
    told = ("record_id", "source_file", "source_row", "imported_on")
    origins = pd.DataFrame(
        [(number, *(row[name] for name in told), marking) for number, row in enumerate(rows, start=2)],
        columns=["linesmap_line", *list(PROVENANCE)[:5]],
        dtype="object",
    )
    helps = {name: _HELP.get(name, _UNUSED) for name in STREET_HEADER}
    line = {"linesmap_line": f"Row in the table {_LABEL}"}
    return [
        KindTable("offence_street", _LABEL, crimes, helps),
        KindTable("offence_street_origins", _ORIGINS, origins, {**line, **PROVENANCE}, beside=True),
    ]
