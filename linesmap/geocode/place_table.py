"""Turn located queries into rows of the `places` table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

import h3
import pandas as pd

from linesmap.geocode.locate import locate
from linesmap.geocode.user_gazetteer import UserGazetteer
from linesmap.model.locations import Location, LocationQuery
from linesmap.model.tables import TABLES
from linesmap.model.vocabulary import PlaceStatus

__all__ = ["H3_RESOLUTION", "place_table", "question_of", "question_text"]

H3_RESOLUTION = 9
"""Resolution of the H3 cell kept with a place; the map's hexagons are its parents."""


def place_table(queries: Sequence[LocationQuery], *, gazetteer: UserGazetteer | None = None) -> pd.DataFrame:
    """Locate distinct queries and describe each as a place.

    Parameters
    ----------
    queries
        Any order; one that stands twice gives one row.
    gazetteer
        Gazetteers of the user's own, which take part beside what ships with linesmap.

    Returns
    -------
    places
        Columns of the `places` table, sorted by place_id.
    """
    distinct = list(dict.fromkeys(queries))
    answers = locate(distinct, gazetteer=gazetteer)
    rows = [_row(query, found) for query, found in zip(distinct, answers, strict=True)]
    frame = pd.DataFrame(rows, columns=list(TABLES["places"].columns))
    return frame.drop_duplicates("place_id").sort_values("place_id", ignore_index=True)


def _row(query: LocationQuery, found: Location) -> dict[str, object]:
    located = found.status is PlaceStatus.FOUND and found.lon is not None and found.lat is not None
    return {
        "place_id": query.place_id,
        "text": query.words,
        "status": found.status.value,
        "label": found.label or query.words,
        "lon": found.lon,
        "lat": found.lat,
        "easting": found.easting,
        "northing": found.northing,
        "precision": found.precision.value if found.precision else None,
        "uncertainty_m": found.uncertainty_m,
        "method": found.method,
        "pfa_code": found.pfa_code,
        "lad_code": found.lad_code,
        "h3": h3.latlng_to_cell(found.lat, found.lon, H3_RESOLUTION) if located else None,
        "candidates": json.dumps([asdict(candidate) for candidate in found.candidates], ensure_ascii=False),
        "disagreement_m": found.disagreement_m,
        "asked": question_text(query),
    }


def question_text(query: LocationQuery) -> str | None:
    """Write a query as JSON, so that a gazetteer added later can be asked; null for a bare point, which needs none."""
    if query.text is None and query.postcode is None and query.grid_reference is None:
        return None
    stated = {name: value for name, value in query.__dict__.items() if value is not None and value is not False}
    return json.dumps(stated, ensure_ascii=False)


def question_of(text: str) -> LocationQuery:
    """Read what `question_text` wrote."""
    return LocationQuery(**json.loads(text))
